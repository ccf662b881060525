// Audit: who did what at the desk, for those who answer for it.

import { Part, h, placeholder, press } from '../core/dom.js';

/** @typedef {import('../types').Audited} Audited */

const COLUMNS = /** @type {const} */ (['at', 'agent', 'action', 'subject', 'details']);

export class PanelAudit extends Part {
  /** @param {import('../app.js').App} app */
  constructor(app) {
    super();
    this.app = app;
    const { t } = app;
    /** @type {Audited[]} */
    this.rows = [];
    this.search = h('input', { type: 'search', 'aria-label': t('audit.search'), placeholder: t('audit.search'), oninput: () => this.draw() });
    this.body = h('div', { class: 'table', tabindex: '0', role: 'region', 'aria-label': t('audit.title') });
  }

  connectedCallback() {
    const { t } = this.app;
    this.replaceChildren(
      h('header', { class: 'page' }, h('h2', {}, t('audit.title')), this.search,
        press(t('refresh'), () => void this.load(), { symbol: 'retry', quiet: true })),
      this.body);
    void this.load();
  }

  async load() {
    const { app } = this;
    if (!this.rows.length) this.body.replaceChildren(placeholder('loading', app.t('content.loading')));
    try {
      this.rows = (await app.api.audit()).rows.reverse();
      this.draw();
    } catch (error) {
      const again = press(app.t('retry'), () => void this.load(), { symbol: 'retry' });
      this.body.replaceChildren(placeholder('failed', app.reason(error), again));
    }
  }

  draw() {
    const { t } = this.app;
    const sought = this.search.value.trim().toLowerCase();
    const shown = this.rows.map((row) => this.cells(row)).filter((cells) => !sought || cells.join(' ').toLowerCase().includes(sought));
    if (!shown.length) return this.body.replaceChildren(placeholder('empty', t('audit.none')));
    this.body.replaceChildren(h('table', {},
      h('thead', {}, h('tr', {}, ...COLUMNS.map((name) => h('th', { scope: 'col' }, t(`audit.${name}`))))),
      h('tbody', {}, ...shown.map((cells) => h('tr', {}, ...cells.map((cell) => h('td', {}, cell)))))));
  }

  /** @param {Audited} row @returns {string[]} */
  cells(row) {
    const { strings, clock, t } = this.app;
    const details = Object.entries(row.details ?? {}).map(([name, value]) => `${name}: ${String(value)}`).join(', ');
    return [
      strings.moment(row.at, clock.now()),
      row.agent_name ?? t('audit.nobody'),
      strings.word('audited', row.action),
      row.subject ?? '',
      details,
    ];
  }
}

customElements.define('panel-audit', PanelAudit);
