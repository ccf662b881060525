// The result of a calculation or a form: the figure, how it came about, days, things to bring. It
// can be saved and printed.

import { showDialog } from './dialogs.js';
import { button, h } from './dom.js';
import { icon } from './icons.js';
import { plainText, richText } from './richtext.js';
import { save } from './transcript.js';

/**
 * @typedef {import('./types').Context} Context
 * @typedef {import('./types').Custom} Custom
 * @typedef {import('./types').ResultRow} ResultRow
 */

/** @param {Context} context @param {import('./types').Message} message */
export function resultCard(context, message) {
  const { custom } = message;
  if (custom.type !== 'result') return null;
  const parts = resultParts(context, custom);
  const title = custom.title ?? context.t('result');
  return h(
    'section',
    { class: 'result-card' },
    ...parts,
    h(
      'div',
      { class: 'actions' },
      button(context.t('result.save'), () => save(`${title}.txt`, resultText(context, message)), { icon: icon('download') }),
      button(context.t('result.print'), () => print(context, title, message), { icon: icon('print') }),
    ),
  );
}

/** @param {Context} context @param {Custom} custom */
function resultParts(context, custom) {
  const { rows, dates } = custom;
  const checklist = checklistOf(custom);
  const total = totalOf(custom);
  return [
    total && h('p', { class: 'total' }, h('bdi', {}, String(total.value)), h('span', { dir: 'auto' }, total.label)),
    rows?.length && table(rows.map((row) => ({ ...row, value: String(row.value ?? '') }))),
    dates?.length && table(dates.map((row) => ({ ...row, value: context.date(String(row.date ?? '')) })), 'dates'),
    checklist?.length && list(checklist),
  ].filter((part) => part instanceof HTMLElement);
}

/** Things to bring: each with its Chinese name, as it stands on forms and signs. */
function checklistOf(/** @type {Custom} */ { checklist, items }) {
  const papers = (items ?? []).flatMap(({ text, text_zh: zh }) => (text ? [{ label: text, note: zh }] : []));
  return checklist ?? papers;
}

/**
 * The words of a message; the points of a list that can be ticked are not said twice.
 * @param {import('./types').Message} message
 */
export function wordsOf({ text, custom }) {
  if (custom.type !== 'result' || !custom.items?.some((item) => item.text)) return text;
  return text.split('\n').filter((line) => !line.startsWith('- ')).join('\n');
}

/** The figure that matters most, if there is one; of points, with the class that they make. */
function totalOf(/** @type {Custom} */ { total, points, class: reached }) {
  if (total || !points) return total;
  const value = points.low === points.high ? String(points.low) : `${points.low}–${points.high}`;
  return { value, label: [...new Set([reached?.highest, reached?.lowest])].filter(Boolean).join('–') };
}

/** @param {(ResultRow & {value: string})[]} rows @param {string} [kind] */
function table(rows, kind = '') {
  const items = rows.map(({ label, value, note }) =>
    h(
      'tr',
      {},
      h('th', { scope: 'row', dir: 'auto' }, label, note && h('small', {}, note)),
      h('td', {}, h('bdi', {}, value)),
    ),
  );
  return h('table', { class: kind }, h('tbody', {}, ...items));
}

/** @param {(string | ResultRow)[]} items */
function list(items) {
  const rows = items.map((item) => {
    const { label, note } = typeof item === 'string' ? { label: item, note: null } : item;
    const text = h('span', { dir: 'auto' }, label, note && h('small', {}, note));
    return h('li', {}, h('label', {}, h('input', { type: 'checkbox' }), text));
  });
  return h('ul', { class: 'checklist' }, ...rows);
}

/**
 * The same as plain text.
 * @param {Context} context
 * @param {import('./types').Message} message
 */
export function resultText(context, { text, custom }) {
  const { rows, dates, checklist } = custom;
  const total = totalOf(custom);
  const lines = [
    total ? `${total.value} ${total.label}` : '',
    ...(rows ?? []).map(({ label, value, note }) => `${label}: ${value ?? ''}${note ? ` (${note})` : ''}`),
    ...(dates ?? []).map(({ label, date, note }) => `${context.date(date ?? '')}: ${label}${note ? ` (${note})` : ''}`),
    ...(checklist ?? []).map((item) => `☐ ${typeof item === 'string' ? item : item.label}`),
  ];
  return [plainText(text), ...lines.filter(Boolean)].join('\n');
}

/** @param {Context} context @param {string} title @param {import('./types').Message} message */
function print(context, title, message) {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync('@media print { body > :not(hangzhou-chat) { display: none !important; } }');
  const sheets = document.adoptedStyleSheets;
  showDialog(context, title, 'sheet print', (close) => {
    const clean = () => {
      document.adoptedStyleSheets = sheets;
      close();
    };
    addEventListener('afterprint', clean, { once: true });
    return [h('div', { class: 'text' }, ...richText(wordsOf(message))), ...resultParts(context, message.custom)];
  });
  document.adoptedStyleSheets = [...sheets, sheet];
  window.print();
}
