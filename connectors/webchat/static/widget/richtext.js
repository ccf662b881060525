// Markdown-lite as elements: paragraphs, `1.` steps, `-` points, `**bold**`.

import { h, phoneLink, webAddress } from './dom.js';

const STEP = /^\s*(\d+)[.)]\s+(.*)/;
const POINT = /^\s*[-•*]\s+(.*)/;
const MARKED = /\*\*(.+?)\*\*|(https?:\/\/[^\s<>"，。；）)]+)|(\+86[\d -]{8,16}\d|\b0\d{2,3}-\d{7,8}\b|\b400-?\d{3}-?\d{4}\b)/g;
const RIGHT_TO_LEFT = /[\p{Script=Arabic}\p{Script=Hebrew}]/u;
const CHINESE = /\p{Script=Han}[\p{Script=Han}，。？！、：；…]*/gu;

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
 * @param {boolean} [rightToLeft]
 * @returns {(Node | string)[]}
 */
function inline(text, rightToLeft = RIGHT_TO_LEFT.test(text)) {
  return split(text, MARKED, (match) => marked(match, rightToLeft)).flatMap((part) =>
    rightToLeft && typeof part === 'string' ? split(part, CHINESE, chinese) : part,
  );
}

/**
 * The parts of a text, each match made into something.
 * @param {string} text
 * @param {RegExp} pattern
 * @param {(match: RegExpMatchArray) => Node | string} made
 */
function split(text, pattern, made) {
  /** @type {(Node | string)[]} */
  const parts = [];
  let end = 0;
  for (const match of text.matchAll(pattern)) {
    parts.push(text.slice(end, match.index), made(match));
    end = (match.index ?? 0) + match[0].length;
  }
  return [...parts, text.slice(end)];
}

/**
 * @param {RegExpMatchArray} match
 * @param {boolean} rightToLeft
 */
function marked([whole, bold, address, phone], rightToLeft) {
  if (bold) return h('strong', {}, ...inline(bold, rightToLeft));
  if (phone) return phoneLink(phone);
  const href = webAddress(address);
  return href ? h('a', { href, target: '_blank', rel: 'noopener noreferrer' }, whole) : whole;
}

/**
 * Chinese within a script from right to left: its full stop stays at its own end.
 * @param {RegExpMatchArray} match
 */
function chinese([words]) {
  return h('bdi', { lang: 'zh-CN', dir: 'ltr' }, words);
}

/**
 * The text without its marks, for reading aloud and for transcripts.
 * @param {string} text
 */
export function plainText(text) {
  return text.replaceAll('**', '');
}
