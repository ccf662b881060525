// The conversation as a text file.

import { plainText } from './richtext.js';

/**
 * @param {import('./types').Context} context
 * @param {import('./types').Entry[]} entries
 */
export function downloadTranscript(context, entries) {
  const lines = entries.map((entry) => {
    if (entry.kind === 'question') return `${context.t('you')}: ${entry.text}`;
    const speaker = context.t(entry.role === 'agent' ? 'agent' : 'bot');
    return `${speaker}: ${plainText(entry.message.text)}\n${references(entry.message.custom)}`;
  });
  save(`${context.t('conversation')}.txt`, lines.join('\n\n'));
}

/** @param {string} name @param {string} text */
export function save(name, text) {
  const file = new Blob([text], { type: 'text/plain;charset=utf-8' });
  const address = URL.createObjectURL(file);
  const anchor = document.createElement('a');
  anchor.href = address;
  anchor.download = name;
  anchor.click();
  setTimeout(() => URL.revokeObjectURL(address), 1000);
}

/** @param {import('./types').Custom} custom */
function references({ numbers, say, places, citations, rows, dates, checklist }) {
  const found = [
    ...(numbers ?? []).map((one) => (typeof one === 'string' ? one : `${one.number} ${one.label}`)),
    say?.zh,
    ...(rows ?? []).map(({ label, value }) => `${label}: ${value ?? ''}`),
    ...(dates ?? []).map(({ label, date }) => `${date}: ${label}`),
    ...(checklist ?? []).map((item) => (typeof item === 'string' ? item : item.label)),
    ...(places ?? []).map(({ name, name_zh: zh, address_zh: address, phones }) =>
      [name, zh, address, ...(phones ?? []).map(({ number }) => number)].filter(Boolean).join(', '),
    ),
    ...(citations ?? []).map(({ title, version, url }) => [title, version, url].filter(Boolean).join(' ')),
  ];
  return found.filter(Boolean).map((line) => `  – ${line}`).join('\n');
}
