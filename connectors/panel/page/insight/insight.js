// Insight: what is asked, what finds no answer, how long people wait, whether they were helped.

import { duration } from '../core/clock.js';
import { Part, download, h, placeholder, press } from '../core/dom.js';
import { symbol } from '../core/symbols.js';
import { bars, lines } from './charts.js';

/**
 * @typedef {import('../types').Insight} Insight
 * @typedef {import('../types').Handoffs} Handoffs
 */

const DAY_MS = 86_400_000;
const HANDOFF_COLUMNS = /** @type {const} */ (['asked', 'taken', 'left_message', 'cancelled', 'unavailable']);
const BY_DAY = /** @type {const} */ (['conversations', 'unanswered', 'handoffs']);

export class PanelInsight extends Part {
  /** @param {import('../app.js').App} app */
  constructor(app) {
    super();
    this.app = app;
    const today = app.clock.now().valueOf();
    this.from = dayInHangzhou(today - 29 * DAY_MS);
    this.to = dayInHangzhou(today);
    this.body = h('div', { class: 'figures' });
    this.asked = 0;
  }

  connectedCallback() {
    const { t } = this.app;
    const pick = (/** @type {'from' | 'to'} */ end) => {
      const input = h('input', { type: 'date', value: this[end], onchange: () => {
        this[end] = input.value || this[end];
        void this.load();
      } });
      return h('label', { class: 'field' }, h('span', {}, t(`insight.${end}`)), input);
    };
    this.replaceChildren(
      h('header', { class: 'page' }, h('h2', {}, t('insight.title')), pick('from'), pick('to'),
        press(t('refresh'), () => void this.load(), { symbol: 'retry', quiet: true })),
      this.body);
    void this.load();
  }

  async load() {
    const { app } = this;
    const number = (this.asked += 1);
    this.body.replaceChildren(placeholder('loading', app.t('insight.loading')));
    try {
      const found = await app.api.insight({ from: this.from, to: this.to });
      if (number === this.asked) this.draw(found);
    } catch (error) {
      if (number !== this.asked) return;
      const again = press(app.t('retry'), () => void this.load(), { symbol: 'retry' });
      this.body.replaceChildren(placeholder('failed', app.reason(error), again));
    }
  }

  /** @param {Insight} found */
  draw(found) {
    const { t, strings } = this.app;
    const days = found.by_day.map(({ day }) => day);
    const series = BY_DAY.map((name) => ({ label: t(`insight.${name}`), values: found.by_day.map((day) => day[name]) }));
    const languages = found.languages.map(({ language, count }) => ({ label: strings.languageName(language), count }));
    const topics = found.topics.map(({ topic, count }) => ({ label: strings.word('topic', topic) || t('topic.none'), count }));
    this.body.replaceChildren(
      this.tiles(found),
      this.card('by_day', 'wide', days.length ? lines(t('insight.by_day'), days, series) : this.none()),
      this.card('topics', '', topics.length ? bars(t('insight.topics'), topics) : this.none()),
      this.card('languages', '', languages.length ? bars(t('insight.languages'), languages) : this.none()),
      this.card('unanswered', 'wide', this.unanswered(found.unanswered)),
      this.card('handoffs', 'wide', this.handoffs(found.handoffs)));
  }

  none() {
    return h('p', { class: 'none' }, this.app.t('insight.none'));
  }

  /** @param {Insight} found */
  tiles({ by_day: days, waiting, satisfaction, unanswered }) {
    const { t } = this.app;
    const sum = (/** @type {'conversations' | 'handoffs'} */ name) => days.reduce((all, day) => all + day[name], 0);
    const clock = (/** @type {number | null} */ seconds) => (seconds === null ? '–' : duration(Math.round(seconds)));
    const share = satisfaction.share === null ? '–' : `${Math.round(satisfaction.share * 100)}%`;
    /** @type {[string, string | number, string][]} */
    const figures = [
      [t('insight.conversations'), sum('conversations'), ''],
      [t('insight.handoffs'), sum('handoffs'), ''],
      [t('insight.unanswered_groups'), unanswered.length, ''],
      [t('insight.waiting'), clock(waiting.p50), t('insight.waiting.p90', { time: clock(waiting.p90) })],
      [t('insight.satisfaction'), share, t('insight.satisfaction.of', { up: satisfaction.up, down: satisfaction.down })],
    ];
    return h('dl', { class: 'tiles' }, ...figures.map(([label, value, beside]) =>
      h('div', {}, h('dt', {}, label), h('dd', {}, h('b', {}, String(value)), beside && h('small', {}, beside)))));
  }

  /** @param {string} table @param {string} look @param {Element} content */
  card(table, look, content) {
    const { app } = this;
    const href = app.api.address('insight.csv', { table, from: this.from, to: this.to }).href;
    const title = app.t(`insight.${table}`);
    return h('section', { class: `card ${look}` },
      h('header', {}, h('h3', {}, title),
        h('a', { href, download: `${table}.csv`, class: 'csv', 'aria-label': `CSV: ${title}` }, symbol('download'), 'CSV')),
      content);
  }

  /** @param {Insight['unanswered']} rows */
  unanswered(rows) {
    const { app } = this;
    const { t, strings } = app;
    if (!rows.length) return this.none();
    const titles = ['question', 'language', 'count', 'last'].map((name) => h('th', { scope: 'col' }, t(`insight.column.${name}`)));
    return h('div', { class: 'scrolling', tabindex: '0', role: 'region', 'aria-label': t('insight.unanswered') }, h('table', {},
      h('thead', {}, h('tr', {}, ...titles, h('th', { scope: 'col' }, h('span', { class: 'unseen' }, t('insight.draft'))))),
      h('tbody', {}, ...rows.map((row) => h('tr', {},
        h('td', { lang: row.language }, h('bdi', {}, row.text)),
        h('td', {}, strings.languageName(row.language)),
        h('td', { class: 'number' }, String(row.count)),
        h('td', {}, strings.day(row.last_at)),
        h('td', {}, press(t('insight.draft'), () => void this.draft(row.text), { symbol: 'download', class: 'small' })))))));
  }

  /** @param {Handoffs[]} rows */
  handoffs(rows) {
    const { t, strings } = this.app;
    if (!rows.length) return this.none();
    return h('table', {},
      h('thead', {}, h('tr', {}, h('th', { scope: 'col' }, t('insight.column.reason')),
        ...HANDOFF_COLUMNS.map((name) => h('th', { scope: 'col', class: 'number' }, t(`insight.column.${name}`))))),
      h('tbody', {}, ...rows.map((row) => h('tr', {}, h('th', { scope: 'row' }, strings.word('reason', row.reason) || '–'),
        ...HANDOFF_COLUMNS.map((name) => h('td', { class: 'number' }, String(row[name])))))));
  }

  /** A question that found no answer becomes the beginning of a guide. @param {string} question */
  async draft(question) {
    const { app } = this;
    try {
      const { filename, content } = await app.api.draftGuide(question);
      download(filename, content, 'text/markdown;charset=utf-8');
      app.notify(app.t('insight.drafted', { name: filename }));
    } catch (error) {
      app.fail(error);
    }
  }
}

/** The day of a moment in Hangzhou, as YYYY-MM-DD. @param {number} time milliseconds */
function dayInHangzhou(time) {
  return new Date(time + 8 * 3_600_000).toISOString().slice(0, 10);
}

customElements.define('panel-insight', PanelInsight);
