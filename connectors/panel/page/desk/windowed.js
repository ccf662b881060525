// A long list of rows of one height, of which only those in sight are in the page.

import { h } from '../core/dom.js';

const OVERSCAN = 6;

/**
 * @template T
 * A listbox. The scroller is its ancestor that scrolls; several lists may share one.
 */
export class WindowedList {
  /**
   * @param {{height: number, label: string, draw: (item: T) => HTMLElement, key: (item: T) => string,
   *   open: (item: T) => void}} settings `height` of a row in CSS pixels
   */
  constructor(settings) {
    this.settings = settings;
    /** @type {T[]} */
    this.items = [];
    /** @type {Map<string, {item: T, element: HTMLElement}>} */
    this.drawn = new Map();
    this.active = -1;
    /** @type {HTMLElement | null} */
    this.scroller = null;
    this.element = h('div', {
      class: 'windowed',
      role: 'listbox',
      tabindex: '0',
      'aria-label': settings.label,
      onkeydown: (/** @type {KeyboardEvent} */ event) => this.key(event),
      onfocus: () => this.activate(Math.max(this.active, 0), false),
    });
  }

  /** @param {HTMLElement} scroller */
  attach(scroller) {
    this.scroller = scroller;
    let asked = false;
    const later = () => {
      if (asked) return;
      asked = true;
      requestAnimationFrame(() => {
        asked = false;
        this.draw();
      });
    };
    scroller.addEventListener('scroll', later, { passive: true });
    const sizes = new ResizeObserver(later);
    sizes.observe(scroller);
    return () => sizes.disconnect();
  }

  /** @param {T[]} items */
  show(items) {
    const active = this.items[this.active];
    this.items = items;
    this.active = active ? items.findIndex((item) => this.settings.key(item) === this.settings.key(active)) : -1;
    this.element.style.setProperty('block-size', `${items.length * this.settings.height}px`);
    this.element.hidden = items.length === 0;
    this.draw();
  }

  /** Draw the rows in sight anew where they changed, take away the others. */
  draw() {
    const [first, last] = this.range();
    const wanted = new Set();
    for (let at = first; at < last; at += 1) {
      const item = this.items[at];
      const key = this.settings.key(item);
      wanted.add(key);
      this.place(this.rowOf(key, item), at);
    }
    for (const [key, { element }] of this.drawn) {
      if (wanted.has(key)) continue;
      element.remove();
      this.drawn.delete(key);
    }
    this.order(first, last);
    this.mark();
  }

  /** In the page, too, the rows stand one after another, for who hears it read. @param {number} first @param {number} last */
  order(first, last) {
    for (let at = first; at < last; at += 1) {
      const element = this.drawn.get(this.settings.key(this.items[at]))?.element;
      const present = this.element.children[at - first] ?? null;
      if (element && element !== present) this.element.insertBefore(element, present);
    }
  }

  /** @returns {[number, number]} */
  range() {
    const { scroller, element, items } = this;
    if (!scroller || !items.length || element.closest('[hidden]')) return [0, 0];
    const { height } = this.settings;
    const above = scroller.getBoundingClientRect().top - element.getBoundingClientRect().top;
    const first = Math.max(0, Math.floor(above / height) - OVERSCAN);
    const last = Math.ceil((above + scroller.clientHeight) / height) + OVERSCAN;
    return [Math.min(first, items.length), Math.max(0, Math.min(last, items.length))];
  }

  /** @param {string} key @param {T} item */
  rowOf(key, item) {
    const known = this.drawn.get(key);
    if (known?.item === item) return known.element;
    const element = this.settings.draw(item);
    element.setAttribute('role', 'option');
    element.id = `row-${key.replace(/[^\w-]/g, '_')}`;
    element.addEventListener('click', () => {
      this.active = this.items.findIndex((one) => this.settings.key(one) === key);
      this.settings.open(this.items[this.active]);
    });
    if (known) known.element.replaceWith(element);
    else this.element.append(element);
    this.drawn.set(key, { item, element });
    return element;
  }

  /** @param {HTMLElement} element @param {number} at */
  place(element, at) {
    element.style.setProperty('inset-block-start', `${at * this.settings.height}px`);
    element.setAttribute('aria-posinset', String(at + 1));
    element.setAttribute('aria-setsize', String(this.items.length));
  }

  /** Draw all rows again on the next occasion: something about them all has changed. */
  forget() {
    for (const { element } of this.drawn.values()) element.remove();
    this.drawn.clear();
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const steps = /** @type {Record<string, number>} */ ({
      ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8, Home: -Infinity, End: Infinity, j: 1, k: -1,
    });
    if (event.key === 'Enter' || event.key === ' ') {
      const item = this.items[this.active];
      if (item) this.settings.open(item);
    } else if (event.key in steps && !event.altKey && !event.ctrlKey) {
      this.activate(this.active + steps[event.key], true);
    } else return;
    event.preventDefault();
  }

  /** @param {number} wanted @param {boolean} scroll */
  activate(wanted, scroll) {
    this.active = Math.max(0, Math.min(wanted, this.items.length - 1));
    if (scroll) this.reveal();
    this.draw();
  }

  reveal() {
    const { scroller, element } = this;
    if (!scroller) return;
    const { height } = this.settings;
    const top = element.getBoundingClientRect().top - scroller.getBoundingClientRect().top + this.active * height;
    const headroom = 36;
    if (top < headroom) scroller.scrollTop += top - headroom;
    else if (top + height > scroller.clientHeight) scroller.scrollTop += top + height - scroller.clientHeight;
  }

  mark() {
    const active = this.items[this.active];
    const key = active && this.settings.key(active);
    for (const [name, { element }] of this.drawn) element.classList.toggle('active', name === key);
    const drawn = key ? this.drawn.get(key) : undefined;
    if (drawn) this.element.setAttribute('aria-activedescendant', drawn.element.id);
    else this.element.removeAttribute('aria-activedescendant');
  }
}
