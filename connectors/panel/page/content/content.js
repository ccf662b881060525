// Content: every entry with the age of its facts, those that are stale, a look at it in any language.

import { Part, choice, h, placeholder, press, richText, spoken } from '../core/dom.js';
import { symbol } from '../core/symbols.js';
import { LANGUAGES } from '../desk/dialogs.js';
import { foundation } from '../desk/suggestion.js';
import { WindowedList } from '../desk/windowed.js';

/**
 * @typedef {import('../types').ContentEntry} ContentEntry
 * @typedef {import('../types').ContentPreview} ContentPreview
 */

const ROW_HEIGHT = 52;

export class PanelContent extends Part {
  /** @param {import('../app.js').App} app */
  constructor(app) {
    super();
    this.app = app;
    const { t } = app;
    /** @type {ContentEntry[] | null} */
    this.entries = null;
    this.filters = { kind: '', topic: '', stale: false };
    /** @type {string | null} */
    this.shown = null;
    /** @type {string} */
    this.language = app.strings.language;
    this.list = new WindowedList({
      height: ROW_HEIGHT, label: t('content.entries'),
      key: (/** @type {ContentEntry} */ entry) => entry.id,
      draw: (entry) => this.row(entry),
      open: (entry) => app.go(`content/${encodeURIComponent(entry.id)}`),
    });
    this.search = h('input', { type: 'search', 'aria-label': t('content.search'), placeholder: t('content.search'), oninput: () => this.update() });
    this.count = h('p', { class: 'hint', role: 'status' });
    this.scroller = h('div', { class: 'scroller', tabindex: '-1' });
    this.choices = h('div', { class: 'filters' });
    this.preview = h('section', { class: 'preview', 'aria-label': t('content.preview'), tabindex: '0' });
  }

  connectedCallback() {
    const { t } = this.app;
    this.replaceChildren(
      h('section', { class: 'entries', 'aria-label': t('content.title') },
        h('header', { class: 'page' }, h('h2', {}, t('content.title')), this.count), this.search, this.choices, this.scroller),
      this.preview);
    this.scroller.replaceChildren(this.entries ? this.list.element : placeholder('loading', t('content.loading')));
    this.until(this.list.attach(this.scroller));
    this.drawFilters();
    if (!this.shown) this.preview.replaceChildren(placeholder('empty', t('content.none_open')));
    void this.load();
  }

  async load() {
    const { app } = this;
    try {
      this.entries = (await app.api.content()).entries;
      this.scroller.replaceChildren(this.list.element);
      this.update();
    } catch (error) {
      const again = press(app.t('retry'), () => void this.load(), { symbol: 'retry' });
      if (!this.entries) this.scroller.replaceChildren(placeholder('failed', app.reason(error), again));
    }
  }

  drawFilters() {
    const { t, strings } = this.app;
    const kinds = /** @type {[string, string][]} */ ([['', t('content.all_kinds')], ...['guide', 'place', 'article'].map((kind) => [kind, t(`kind.${kind}`)])]);
    const topics = /** @type {[string, string][]} */ ([['', t('filter.topic')], ...this.topics().map((topic) => [topic, strings.word('topic', topic)])]);
    const stale = h('input', { type: 'checkbox', onchange: () => {
      this.filters.stale = stale.checked;
      this.update();
    } });
    stale.checked = this.filters.stale;
    this.choices.replaceChildren(
      choice(t('content.kind'), kinds, this.filters.kind, (kind) => {
        this.filters.kind = kind;
        this.update();
      }, { hidden: true }),
      choice(t('filter.topic.label'), topics, this.filters.topic, (topic) => {
        this.filters.topic = topic;
        this.update();
      }, { hidden: true }),
      h('label', { class: 'check' }, stale, h('span', {}, t('content.stale_only'))));
  }

  topics() {
    return [...new Set((this.entries ?? []).map(({ topic }) => topic ?? '').filter(Boolean))].sort();
  }

  update() {
    const { kind, topic, stale } = this.filters;
    const sought = this.search.value.trim().toLowerCase();
    const found = (this.entries ?? []).filter((entry) =>
      (!kind || entry.kind === kind) && (!topic || entry.topic === topic) && (!stale || entry.stale) &&
      (!sought || `${entry.title_zh} ${entry.title_en} ${entry.id}`.toLowerCase().includes(sought)));
    this.count.textContent = this.app.t('content.count', { count: found.length });
    this.list.show(found);
    for (const [id, { element }] of this.list.drawn) element.classList.toggle('selected', id === this.shown);
    if (!this.choices.contains(document.activeElement)) this.drawFilters();
  }

  /** @param {ContentEntry} entry */
  row(entry) {
    const { t, strings } = this.app;
    const title = (strings.language === 'zh' ? entry.title_zh : entry.title_en) || entry.title_zh || entry.id;
    const as_of = entry.as_of ?? entry.facts.map((fact) => fact.as_of).sort()[0];
    return h('div', { class: 'row' },
      h('div', { class: 'first' }, h('span', { class: 'name' }, title),
        entry.stale && h('span', { class: 'mark due late' }, symbol('clock'), t('content.stale'))),
      h('div', { class: 'third' }, h('span', {}, t(`kind.${entry.kind}`)), h('span', {}, strings.word('topic', entry.topic)),
        h('span', {}, as_of ? t('as_of', { day: strings.day(as_of) }) : t('content.no_facts'))));
  }

  /** @param {string | null} id */
  open(id) {
    if (id === this.shown) return;
    this.shown = id;
    for (const [known, { element }] of this.list.drawn) element.classList.toggle('selected', known === id);
    if (id) void this.show(id);
    else this.preview.replaceChildren(placeholder('empty', this.app.t('content.none_open')));
  }

  /** @param {string} id */
  async show(id) {
    const { app } = this;
    this.preview.replaceChildren(placeholder('loading', app.t('content.loading')));
    try {
      const entry = await app.api.preview(id, this.language);
      if (id === this.shown) this.drawPreview(entry);
    } catch (error) {
      if (id !== this.shown) return;
      const again = press(app.t('retry'), () => void this.show(id), { symbol: 'retry' });
      this.preview.replaceChildren(placeholder('failed', app.reason(error), again));
    }
  }

  /** @param {ContentPreview} entry */
  drawPreview(entry) {
    const { app } = this;
    const { t, strings } = app;
    const languages = choice(t('content.language'),
      LANGUAGES.map((code) => [code, strings.languageName(code)]), this.language, (code) => {
        this.language = code;
        void this.show(entry.id).then(() => this.preview.querySelector('select')?.focus());
      });
    const facts = entry.facts ?? this.entries?.find(({ id }) => id === entry.id)?.facts ?? [];
    this.preview.replaceChildren(
      h('header', { class: 'page' }, h('code', {}, entry.id), languages),
      spoken('div', entry.language, [h('h3', {}, entry.title)]),
      spoken('div', entry.language, richText(entry.text), 'text'),
      foundation(app, entry, true),
      facts.length ? this.facts(facts) : h('p', { class: 'hint' }, t('content.no_facts')));
  }

  /** @param {import('../types').ContentFact[]} facts */
  facts(facts) {
    const { t, strings } = this.app;
    return h('table', {}, h('caption', {}, t('content.facts')),
      h('thead', {}, h('tr', {}, ...['fact', 'as_of', 'review_by', 'state'].map((name) => h('th', { scope: 'col' }, t(`content.column.${name}`))))),
      h('tbody', {}, ...facts.map((fact) => h('tr', { class: fact.stale ? 'stale' : null },
        h('td', {}, h('code', {}, fact.id)), h('td', {}, strings.day(fact.as_of)), h('td', {}, strings.day(fact.review_by)),
        h('td', {}, fact.stale ? h('span', { class: 'mark due late' }, symbol('clock'), t('content.stale')) : t('content.fresh'))))));
  }
}

customElements.define('panel-content', PanelContent);
