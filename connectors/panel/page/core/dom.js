// Elements of the panel, made without markup; the small ones are those of the widget.

import { h } from '../widget/dom.js';
import { symbol } from './symbols.js';

export { h, link, phoneLink } from '../widget/dom.js';
export { richText } from '../widget/richtext.js';

/** A part of the page which listens as long as it is in it. */
export class Part extends HTMLElement {
  constructor() {
    super();
    /** @type {(() => void)[]} */
    this.stops = [];
  }

  /** @param {...(() => void)} stops what ends when the part leaves the page */
  until(...stops) {
    this.stops.push(...stops);
  }

  disconnectedCallback() {
    for (const stop of this.stops.splice(0)) stop();
  }
}

/**
 * A button. `keys` is its shortcut, shown and told to assistive technology; `quiet` shows the symbol only.
 * @param {string} label
 * @param {() => void} action
 * @param {{symbol?: string, keys?: string, class?: string, quiet?: boolean, disabled?: boolean,
 *   pressed?: boolean, title?: string}} [look]
 */
export function press(label, action, look = {}) {
  const keys = look.keys ?? '';
  const element = h(
    'button',
    {
      type: 'button',
      class: [look.class, look.quiet && 'quiet'].filter(Boolean).join(' ') || null,
      onclick: action,
      disabled: look.disabled ?? false,
      title: look.title ?? (keys ? `${label} (${keys})` : look.quiet ? label : null),
      'aria-label': look.quiet ? label : null,
      'aria-keyshortcuts': keys || null,
      'aria-pressed': look.pressed === undefined ? null : String(look.pressed),
    },
    look.symbol && symbol(look.symbol),
    !look.quiet && h('span', {}, label),
  );
  if (keys && !look.quiet) element.append(h('kbd', { 'aria-hidden': 'true' }, keys));
  return element;
}

/**
 * A choice of one; `choices` are pairs of value and label.
 * @param {string} label @param {[string, string][]} choices @param {string} value
 * @param {(value: string) => void} change @param {{hidden?: boolean}} [look] `hidden`: the label is not shown
 */
export function choice(label, choices, value, change, look = {}) {
  const select = h(
    'select',
    { 'aria-label': look.hidden ? label : null, onchange: () => change(select.value) },
    ...choices.map(([key, text]) => h('option', { value: key, selected: key === value }, text)),
  );
  return look.hidden ? select : h('label', { class: 'field' }, h('span', {}, label), select);
}

/**
 * A text in some language, which may run from right to left in a page that does not.
 * @param {'p' | 'div' | 'span' | 'blockquote'} tag @param {string} language @param {string | Node[]} content
 * @param {string} [name] a class
 */
export function spoken(tag, language, content, name) {
  const children = typeof content === 'string' ? [content] : content;
  return h(tag, { class: name, lang: language, dir: directionOf(language) }, ...children);
}

const RIGHT_TO_LEFT = ['ar', 'fa', 'ur', 'he'];

/** @param {string} language */
export function directionOf(language) {
  if (!language || language === 'und') return 'auto';
  return RIGHT_TO_LEFT.includes(language) ? 'rtl' : 'ltr';
}

/**
 * What is shown in place of content: nothing there yet, on its way, or out of reach.
 * @param {'empty' | 'loading' | 'failed'} kind @param {string} text @param {HTMLElement} [action]
 */
export function placeholder(kind, text, action) {
  const picture = { empty: 'tray', loading: 'dots', failed: 'alert' }[kind];
  return h('div', { class: `placeholder ${kind}` }, symbol(picture), h('p', {}, text), action);
}

/**
 * Offer a text as a file.
 * @param {string} name @param {string} content @param {string} type
 */
export function download(name, content, type) {
  const address = URL.createObjectURL(new Blob([content], { type }));
  const anchor = h('a', { href: address, download: name.replace(/[^\w.-]+/g, '-') });
  anchor.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
