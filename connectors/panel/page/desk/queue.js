// The queue: who waits, whom the agent talks with, whom the bot talks with, and what is over.

import { duration, strain } from '../core/clock.js';
import { Part, choice, h, placeholder, press } from '../core/dom.js';
import { setting } from '../core/memory.js';
import { GROUPS } from '../core/store.js';
import { symbol } from '../core/symbols.js';
import { WindowedList } from './windowed.js';

/**
 * @typedef {import('../app.js').App} App
 * @typedef {import('../types').Row} Row
 * @typedef {import('../types').Group} Group
 */

const ROW_HEIGHT = 70;

export class PanelQueue extends Part {
  /** @param {App} app */
  constructor(app) {
    super();
    this.app = app;
    /** @type {Map<Group, {section: HTMLElement, list: WindowedList<Row>, count: HTMLElement, none: HTMLElement}>} */
    this.sections = new Map();
    this.scroller = h('div', { class: 'scroller', tabindex: '-1' });
    this.waiting = placeholder('loading', app.t('queue.loading'));
    this.asked = false;
    /** @type {HTMLElement} */
    this.filters = h('div', { class: 'filters' });
  }

  connectedCallback() {
    const { app } = this;
    this.replaceChildren(h('h2', { class: 'unseen' }, app.t('queue.title')), this.filters, this.scroller);
    this.scroller.replaceChildren(this.waiting, ...GROUPS.map((group) => this.section(group)));
    this.until(
      app.store.on('queue', () => this.later()),
      app.store.on('message', () => this.later()),
      app.clock.every(() => this.tick()),
    );
    this.later();
  }

  /** Many changes at once are drawn once. */
  later() {
    if (this.asked) return;
    this.asked = true;
    requestAnimationFrame(() => {
      this.asked = false;
      this.update();
    });
  }

  /** @param {Group} group */
  section(group) {
    const { app } = this;
    const label = app.t(`queue.${group}`);
    const list = new WindowedList({
      height: ROW_HEIGHT,
      label,
      key: (/** @type {Row} */ row) => row.id,
      draw: (row) => this.row(row),
      open: (row) => app.go(`desk/${row.id}`),
    });
    const count = h('span', { class: 'count' });
    const none = h('p', { class: 'none' }, app.t(`queue.${group}.none`));
    const open = setting(`open:${group}`, group !== 'closed');
    const toggle = h(
      'button',
      { type: 'button', 'aria-expanded': String(open), class: 'toggle' },
      h('span', { class: 'twisty', 'aria-hidden': 'true' }), h('span', {}, label), count,
    );
    const body = h('div', { hidden: !open }, list.element, none);
    toggle.addEventListener('click', () => {
      body.hidden = !body.hidden;
      toggle.setAttribute('aria-expanded', String(!body.hidden));
      app.keep(`open:${group}`, !body.hidden);
      this.update();
    });
    this.until(list.attach(this.scroller));
    const section = h('section', { class: `group ${group}` }, h('h3', {}, toggle), body);
    this.sections.set(group, { section, list, count, none });
    return section;
  }

  update() {
    const { app } = this;
    this.waiting.hidden = app.store.loaded;
    this.drawFilters();
    for (const [group, { section, list, count, none }] of this.sections) {
      const rows = app.store.inGroup(group).filter((row) => this.wanted(row));
      section.hidden = !app.store.loaded;
      count.textContent = String(this.isFiltered() ? rows.length : Math.max(rows.length, app.store.counts[group]));
      none.hidden = rows.length > 0;
      list.show(rows);
      this.refreshMarks(list);
    }
    this.tick();
  }

  /** What a row shows beside its own record. @param {WindowedList<Row>} list */
  refreshMarks(list) {
    const { store, t } = this.app;
    for (const [id, { element }] of list.drawn) {
      const selected = id === store.selected;
      element.classList.toggle('selected', selected);
      element.setAttribute('aria-selected', String(selected));
      const unread = store.unread.get(id) ?? 0;
      const badge = element.querySelector('.unread');
      if (!(badge instanceof HTMLElement)) continue;
      badge.hidden = unread === 0;
      badge.replaceChildren(String(unread), h('span', { class: 'unseen' }, ` ${t('queue.unread')}`));
    }
  }

  isFiltered() {
    return Object.values(this.app.filters).some(Boolean);
  }

  /** @param {Row} row */
  wanted(row) {
    const { language, channel, topic } = this.app.filters;
    return (
      (!language || row.language === language) &&
      (!channel || row.channel === channel) &&
      (!topic || row.topic === topic)
    );
  }

  drawFilters() {
    const { app } = this;
    const rows = [...app.store.rows.values()];
    const known = JSON.stringify([options(rows, 'language'), options(rows, 'channel'), options(rows, 'topic'), app.filters]);
    if (known === this.filters.dataset.known) return;
    const focused = this.filters.contains(document.activeElement) ? document.activeElement?.getAttribute('name') : null;
    this.filters.dataset.known = known;
    const fields = /** @type {const} */ (['language', 'channel', 'topic']).map((name) => {
      const values = new Set([...options(rows, name), app.filters[name] ?? ''].filter(Boolean));
      const label = (/** @type {string} */ value) =>
        name === 'language' ? app.strings.languageName(value) : app.strings.word(name, value);
      const choices = /** @type {[string, string][]} */ ([
        ['', app.t(`filter.${name}`)], ...[...values].sort().map((value) => [value, label(value)]),
      ]);
      const change = (/** @type {string} */ value) => app.filter({ ...app.filters, [name]: value });
      const select = choice(app.t(`filter.${name}.label`), choices, app.filters[name] ?? '', change, { hidden: true });
      select.setAttribute('name', name);
      return select;
    });
    const clear = this.isFiltered()
      ? press(app.t('filter.clear'), () => app.filter({}), { symbol: 'close', quiet: true })
      : null;
    this.filters.replaceChildren(...fields, ...(clear ? [clear] : []));
    const again = this.filters.querySelector(`[name=${focused}]`);
    if (focused && again instanceof HTMLElement) again.focus();
  }

  /** @param {Row} row */
  row(row) {
    const { strings, t } = this.app;
    const language = strings.languageName(row.language);
    const marks = [
      row.urgent && h('span', { class: 'mark urgent' }, symbol('alert'),
        strings.word('emergency', row.emergency) || t('queue.urgent')),
      row.skill_match && row.state === 'waiting' && h('span', { class: 'mark skill' }, symbol('check'), t('queue.skill')),
      row.message_left && h('span', { class: 'mark' }, symbol('note'), t('queue.message_left')),
      row.interpreter && h('span', { class: 'mark' }, symbol('people'), t('queue.interpreter')),
      row.due_state && row.due_state !== 'ok' &&
        h('span', { class: `mark due ${row.due_state}` }, symbol('clock'), t(`due.${row.due_state}`)),
    ];
    return h(
      'div',
      { class: `row${row.urgent ? ' urgent' : ''}` },
      h('div', { class: 'first' },
        h('span', { class: 'language' }, h('b', {}, row.language), ` ${language}`),
        h('span', { class: 'channel' }, strings.word('channel', row.channel)),
        h('span', { class: 'clock', 'data-since': row.state === 'waiting' && !row.message_left ? row.waiting_since : null,
          'data-at': row.last_at })),
      h('div', { class: 'second' }, 
        row.last_role !== 'user' && symbol(row.last_role === 'agent' ? 'hand' : 'bot'),
        row.last_role !== 'user' && h('span', { class: 'unseen' }, `${t(`speaker.${row.last_role}`)}: `),
        h('span', { class: 'words', dir: 'auto', lang: row.language }, row.last_text.replaceAll('**', '') || '—')),
      h('div', { class: 'third' },
        !row.urgent && h('span', { class: 'topic' }, strings.word('topic', row.topic) || t('topic.none')),
        ...marks,
        h('span', { class: 'unread', hidden: true })),
    );
  }

  /** Every second: the clocks in sight. */
  tick() {
    for (const { list } of this.sections.values()) {
      for (const { element } of list.drawn.values()) {
        const clock = element.querySelector('.clock');
        if (clock instanceof HTMLElement) this.showClock(clock);
      }
    }
  }

  /** @param {HTMLElement} clock */
  showClock(clock) {
    const { app } = this;
    const { since, at, shown } = clock.dataset;
    if (!since) {
      const moment = app.strings.moment(at ?? '', app.clock.now());
      if (shown !== moment) clock.textContent = clock.dataset.shown = moment;
      return;
    }
    const seconds = app.clock.since(since);
    const state = strain(seconds, app.store.limits);
    const text = state === 'ok' ? '' : app.t(`clock.${state}`);
    clock.className = `clock ${state}`;
    if (shown !== state) {
      clock.dataset.shown = state;
      clock.replaceChildren(symbol(state === 'ok' ? 'wait' : 'alert'), h('span', {}), h('em', {}, text));
    }
    const time = clock.querySelector('span');
    if (time) time.textContent = duration(seconds);
  }

  /** Put the keyboard on the first list with something in it. */
  focusList() {
    const filled = [...this.sections.values()].find(({ list }) => list.items.length && !list.element.closest('[hidden]'));
    (filled?.list.element ?? this.scroller).focus();
  }
}

/** @param {Row[]} rows @param {'language' | 'channel' | 'topic'} name @returns {string[]} */
function options(rows, name) {
  return [...new Set(rows.map((row) => row[name] ?? '').filter(Boolean))].sort();
}

customElements.define('panel-queue', PanelQueue);
