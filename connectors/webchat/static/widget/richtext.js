// Markdown-lite as elements: paragraphs, `1.` steps, `-` points, `**bold**`.

import { h, phoneLink, webAddress } from './dom.js';

const STEP = /^\s*(\d+)[.)]\s+(.*)/;
const POINT = /^\s*[-•*]\s+(.*)/;
const MARKED = /\*\*(.+?)\*\*|(https?:\/\/[^\s<>"，。；）)]+)|(\+86[\d -]{8,16}\d|\b0\d{2,3}-\d{7,8}\b|\b400-?\d{3}-?\d{4}\b)/g;

/**
 * The blocks of a text, in order.
 * @param {string} text
 * @returns {HTMLElement[]}
 */
export function richText(text) {
  /** @type {HTMLElement[]} */
  const blocks = [];
  /** @type {HTMLElement | null} */
  let open = null;
  for (const line of text.split('\n')) {
    open = addLine(line, open);
    if (open && open !== blocks.at(-1)) blocks.push(open);
  }
  return blocks;
}

/**
 * The block that a line belongs to: the open one or a new one; null after an empty line.
 * @param {string} line
 * @param {HTMLElement | null} open
 */
function addLine(line, open) {
  if (!line.trim()) return open?.localName === 'ol' ? open : null;
  const step = STEP.exec(line);
  const point = POINT.exec(line);
  if (step) return addItem(open, 'ol', step[2], step[1]);
  if (point) return addItem(open, 'ul', point[1]);
  if (open?.localName === 'p') {
    open.append(h('br'), ...inline(line));
    return open;
  }
  return h('p', { dir: 'auto' }, ...inline(line));
}

/**
 * @param {HTMLElement | null} open
 * @param {'ol' | 'ul'} kind
 * @param {string} text
 * @param {string} [number]
 */
function addItem(open, kind, text, number) {
  const start = number && number !== '1' ? number : null;
  const list = open?.localName === kind ? open : h(kind, { dir: 'auto', start });
  list.append(h('li', {}, ...inline(text)));
  return list;
}

/**
 * @param {string} text
 * @returns {(Node | string)[]}
 */
function inline(text) {
  const parts = [];
  let end = 0;
  for (const match of text.matchAll(MARKED)) {
    parts.push(text.slice(end, match.index), marked(match));
    end = match.index + match[0].length;
  }
  return [...parts, text.slice(end)];
}

/** @param {RegExpMatchArray} match */
function marked([whole, bold, address, phone]) {
  if (bold) return h('strong', {}, ...inline(bold));
  if (phone) return phoneLink(phone);
  const href = webAddress(address);
  return href ? h('a', { href, target: '_blank', rel: 'noopener noreferrer' }, whole) : whole;
}

/**
 * The text without its marks, for reading aloud and for transcripts.
 * @param {string} text
 */
export function plainText(text) {
  return text.replaceAll('**', '');
}
