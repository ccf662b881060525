// The right side: answers to what the person said last, search over everything, and the case.

import { Part, h, placeholder, press } from '../core/dom.js';
import { CaseFile } from './case-file.js';
import { copyButton, suggestionCard } from './suggestion.js';

/** @typedef {import('../types').Suggestion} Suggestion */

const SEARCH_MS = 300;

export class PanelAssist extends Part {
  /**
   * @param {import('../app.js').App} app
   * @param {import('./composer.js').Composer} composer into which answers are inserted
   */
  constructor(app, composer) {
    super();
    this.app = app;
    this.composer = composer;
    this.caseFile = new CaseFile(app);
    this.tab = 'answers';
    this.tabs = h('div', { class: 'tabs', role: 'tablist', 'aria-label': app.t('assist.title') });
    this.search = h('input', {
      type: 'search', 'aria-label': app.t('assist.search'), placeholder: app.t('assist.search'), maxlength: '1000',
      oninput: () => this.typed(), onkeydown: (/** @type {KeyboardEvent} */ event) => this.key(event),
    });
    this.results = h('div', { class: 'results', 'aria-live': 'off' });
    this.answers = h('div', { class: 'pane', id: 'pane-answers', role: 'tabpanel', 'aria-labelledby': 'tab-answers', tabindex: '0' },
      h('div', { class: 'searching' }, this.search), this.results);
    /** @type {string | null} */
    this.conversation = null;
    /** @type {Suggestion[]} */
    this.suggestions = [];
    /** @type {string | null} the message that the suggestions answer */
    this.answered = null;
    this.asked = 0;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined;
  }

  connectedCallback() {
    const { app } = this;
    const { store } = app;
    this.replaceChildren(h('h2', { class: 'unseen' }, app.t('assist.title')), this.tabs, this.answers, this.caseFile.element);
    this.until(
      store.on('selected', () => this.opened()),
      store.on('message', ({ conversation, message, isNew }) => {
        if (conversation === store.selected && isNew && message?.role === 'user') this.movedOn();
      }),
      store.on('details', (id) => {
        if (id === store.selected) this.loaded();
      }),
      ...this.shortcuts(),
    );
    this.drawTabs();
    this.opened();
  }

  shortcuts() {
    const { keys } = this.app;
    const group = /** @type {const} */ ('conversation');
    const may = () => this.isConnected && Boolean(this.app.store.selected);
    return [
      keys.add(
        { id: 'insert', keys: 'F2', group, when: may, run: () => this.insert(0) },
        ...[1, 2, 3, 4].map((digit) => ({
          id: `insert-${digit}`, keys: `Alt+${digit}`, group, when: may, run: () => this.insert(digit - 1),
        })),
        { id: 'assist', keys: 'Alt+S', group, when: may, run: () => this.focusSearch() },
        { id: 'case', keys: 'Alt+C', group, when: may, run: () => this.show('case') },
        { id: 'note', keys: 'Alt+N', group, when: may, run: () => this.focusNote() },
      ),
    ];
  }

  drawTabs() {
    const { t, keys } = this.app;
    const tab = (/** @type {string} */ name) => h('button', {
      type: 'button', role: 'tab', id: `tab-${name}`, 'aria-selected': String(this.tab === name), 'aria-controls': `pane-${name}`,
      tabindex: this.tab === name ? '0' : '-1', onclick: () => this.show(name),
      onkeydown: (/** @type {KeyboardEvent} */ event) => {
        if (!event.key.startsWith('Arrow')) return;
        this.show(name === 'answers' ? 'case' : 'answers');
        document.getElementById(`tab-${this.tab}`)?.focus();
      },
    }, t(`assist.tab.${name}`), h('kbd', { 'aria-hidden': 'true' }, keys.of(name === 'case' ? 'case' : 'assist')));
    this.tabs.replaceChildren(tab('answers'), tab('case'));
    this.answers.hidden = this.tab !== 'answers';
    this.caseFile.element.hidden = this.tab !== 'case';
  }

  /** @param {string} tab */
  show(tab) {
    this.tab = tab;
    this.drawTabs();
  }

  focusSearch() {
    this.show('answers');
    this.search.focus();
    this.search.select();
  }

  focusNote() {
    this.show('case');
    this.caseFile.focus();
  }

  opened() {
    const { selected, details } = this.app.store;
    if (selected && selected === this.conversation) return this.loaded();
    this.conversation = selected;
    this.search.value = '';
    this.suggestions = [];
    this.answered = null;
    this.caseFile.open(selected);
    if (!selected) this.results.replaceChildren(placeholder('empty', this.app.t('assist.none_open')));
    else if (details.has(selected)) this.loaded();
    else this.results.replaceChildren(placeholder('loading', this.app.t('assist.loading')));
  }

  loaded() {
    this.caseFile.update();
    const last = this.lastAsked();
    if (!this.search.value && (this.answered === null || last !== this.answered)) void this.load();
  }

  /** The id of the person's last message. */
  lastAsked() {
    const { selected, details } = this.app.store;
    const messages = selected ? (details.get(selected)?.messages ?? []) : [];
    return messages.filter(({ role }) => role === 'user').at(-1)?.id ?? null;
  }

  /** The person said something new: what was suggested before must not be sent any more. */
  movedOn() {
    if (this.search.value) return;
    this.suggestions = [];
    this.results.replaceChildren(placeholder('loading', this.app.t('assist.stale')));
    void this.load();
  }

  typed() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.load(), SEARCH_MS);
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    if (event.isComposing) return;
    if (event.key === 'Enter') {
      clearTimeout(this.timer);
      void this.load();
    } else if (event.key === 'Escape' && this.search.value) {
      this.search.value = '';
      void this.load();
    } else return;
    event.preventDefault();
  }

  async load() {
    const { app } = this;
    const { selected } = app.store;
    const number = (this.asked += 1);
    if (!selected) return;
    const q = this.search.value.trim();
    const last = this.lastAsked();
    this.answered = last ?? '';
    if (!q && !last) return this.results.replaceChildren(placeholder('empty', app.t('assist.nothing_asked')));
    if (!this.suggestions.length) this.results.replaceChildren(placeholder('loading', app.t('assist.loading')));
    try {
      const found = await app.api.assist({ conversation: selected, q });
      if (number === this.asked) this.draw(found.suggestions);
    } catch (error) {
      if (number !== this.asked) return;
      this.suggestions = [];
      const again = press(app.t('retry'), () => void this.load(), { symbol: 'retry' });
      this.results.replaceChildren(placeholder('failed', app.reason(error), again));
    }
  }

  /** @param {Suggestion[]} suggestions */
  draw(suggestions) {
    const { app } = this;
    this.suggestions = suggestions;
    if (!suggestions.length) {
      return this.results.replaceChildren(placeholder('empty', app.t(this.search.value ? 'assist.not_found' : 'assist.no_answer')));
    }
    this.results.replaceChildren(...suggestions.map((suggestion, at) => {
      const keys = at === 0 ? 'F2' : at < 4 ? `Alt+${at + 1}` : '';
      const reject = press(app.t('assist.reject'), () => void this.reject(suggestion), { symbol: 'close', quiet: true });
      const insert = press(app.t('assist.insert'), () => this.insert(at), { keys, symbol: 'insert', class: 'small' });
      return suggestionCard(app, suggestion, { head: [insert, copyButton(app, suggestion), reject] });
    }));
  }

  /** @param {number} at */
  insert(at) {
    const suggestion = this.suggestions[at];
    if (!suggestion) return;
    if (this.composer.writing.hidden) return this.app.notify(this.app.t('assist.take_first'), true);
    this.composer.insertSuggestion(suggestion);
  }

  /** @param {Suggestion} suggestion */
  async reject(suggestion) {
    this.draw(this.suggestions.filter((one) => one !== suggestion));
    try {
      await this.app.api.judge(suggestion.id, 'rejected', this.app.store.selected ?? undefined);
    } catch (error) {
      this.app.fail(error);
    }
  }
}

customElements.define('panel-assist', PanelAssist);
