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
  const file = new Blob([lines.join('\n\n')], { type: 'text/plain;charset=utf-8' });
  const address = URL.createObjectURL(file);
  const anchor = document.createElement('a');
  anchor.href = address;
  anchor.download = `${context.t('conversation')}.txt`;
  anchor.click();
  setTimeout(() => URL.revokeObjectURL(address), 1000);
}

/** @param {import('./types').Custom} custom */
function references({ places, citations }) {
  const found = [
    ...(places ?? []).map(({ name, name_zh: zh, address_zh: address, phones }) =>
      [name, zh, address, ...(phones ?? []).map(({ number }) => number)].filter(Boolean).join(', '),
    ),
    ...(citations ?? []).map(({ title, url }) => [title, url].filter(Boolean).join(' ')),
  ];
  return found.map((line) => `  – ${line}`).join('\n');
}
