// Call mode: a caller on the telephone, no chat behind it. Language, question, the answer to read aloud.

import { duration } from '../core/clock.js';
import { Part, choice, h, placeholder, press } from '../core/dom.js';
import { setting } from '../core/memory.js';
import { LANGUAGES } from '../desk/dialogs.js';
import { copyButton, suggestionCard } from '../desk/suggestion.js';
import { CallLog } from './log.js';

/** @typedef {import('../types').Suggestion} Suggestion */

const DIGITS = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '0', '-', '='];
const AUTO = '';

export class PanelCall extends Part {
  /** @param {import('../app.js').App} app */
  constructor(app) {
    super();
    this.app = app;
    /** The caller's language; empty: as the question is. */
    this.language = setting('caller', AUTO);
    this.startedAt = '';
    /** @type {Suggestion[]} */
    this.suggestions = [];
    this.asked = 0;
    this.languages = h('div', { class: 'languages', role: 'group', 'aria-label': app.t('call.language') });
    this.field = h('textarea', {
      rows: '3', dir: 'auto', 'aria-label': app.t('call.question'), placeholder: app.t('call.placeholder'), maxlength: '1000',
      onkeydown: (/** @type {KeyboardEvent} */ event) => this.key(event), oninput: () => this.touched(),
    });
    this.clock = h('span', { class: 'clock' });
    this.results = h('div', { class: 'results' });
    this.log = new CallLog(app, () => this.begin());
  }

  connectedCallback() {
    const { app } = this;
    const { t } = app;
    this.replaceChildren(
      h('section', { class: 'asking', 'aria-label': t('call.title') },
        h('header', {}, h('h2', {}, t('call.title')), this.clock,
          press(t('call.new'), () => this.begin(), { keys: 'Alt+O', symbol: 'phone', class: 'small' })),
        this.languages, this.field,
        press(t('call.find'), () => void this.find(), { symbol: 'search', class: 'primary', title: `${t('call.find')} (Enter)` }),
        this.log.element),
      h('section', { class: 'answers', 'aria-label': t('call.answers'), tabindex: '0' }, this.results));
    this.until(app.clock.every(() => this.tick()), app.keys.add(...this.shortcuts()));
    this.drawLanguages();
    if (!this.suggestions.length) this.results.replaceChildren(placeholder('empty', t('call.none')));
    void this.log.load();
  }

  /** @returns {import('../core/keys.js').Shortcut[]} */
  shortcuts() {
    const group = /** @type {const} */ ('call');
    const languages = LANGUAGES.map((code, at) => ({
      id: `call-${code}`, keys: `Alt+${DIGITS[at]}`, group, run: () => this.choose(code),
    }));
    return [
      { id: 'call-new', keys: 'Alt+O', group, run: () => this.begin() },
      { id: 'call-log', keys: 'Alt+L', group, run: () => this.log.focus() },
      ...languages,
    ];
  }

  /** A new caller: everything empty, the keyboard in the question. */
  begin() {
    this.startedAt = this.app.clock.now().toISOString();
    this.field.value = '';
    this.suggestions = [];
    this.asked += 1;
    this.results.replaceChildren(placeholder('empty', this.app.t('call.none')));
    this.log.begin();
    this.tick();
    this.field.focus();
  }

  touched() {
    if (!this.startedAt) this.startedAt = this.app.clock.now().toISOString();
  }

  tick() {
    this.clock.textContent = this.startedAt ? duration(this.app.clock.since(this.startedAt)) : '';
  }

  drawLanguages() {
    const { strings, t } = this.app;
    const chip = (/** @type {string} */ code, /** @type {string} */ label, /** @type {string} */ keys) => {
      const element = press(label, () => this.choose(code), { pressed: this.language === code, class: 'chip' });
      if (keys) {
        element.setAttribute('aria-keyshortcuts', `Alt+${keys}`);
        element.append(h('kbd', { 'aria-hidden': 'true' }, keys));
      }
      return element;
    };
    this.languages.replaceChildren(
      h('p', { class: 'label' }, t('call.language'), h('small', {}, t('call.language.keys'))),
      chip(AUTO, t('call.auto'), ''),
      ...LANGUAGES.map((code, at) => chip(code, strings.languageName(code), DIGITS[at])),
      this.others());
  }

  /** Languages that are understood and answered in English. */
  others() {
    const { strings, t } = this.app;
    const codes = ['hi', 'id', 'it', 'tr', 'fa', 'ur'];
    const select = choice(t('call.other'), [['', t('call.other')], ...codes.map((code) => /** @type {[string, string]} */ ([code, strings.languageName(code)]))],
      codes.includes(this.language) ? this.language : '', (code) => this.choose(code), { hidden: true });
    return select;
  }

  /** @param {string} code */
  choose(code) {
    const had = this.languages.contains(document.activeElement);
    this.language = code;
    this.app.keep('caller', code);
    this.drawLanguages();
    if (had) this.field.focus();
    if (this.suggestions.length) void this.find();
    this.app.say(this.app.t('call.chosen', { language: code ? this.app.strings.languageName(code) : this.app.t('call.auto') }));
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    if (event.key !== 'Enter' || event.shiftKey || event.altKey || event.isComposing) return;
    event.preventDefault();
    void this.find();
  }

  async find() {
    const { app } = this;
    const q = this.field.value.trim();
    if (!q) return this.field.focus();
    this.touched();
    const number = (this.asked += 1);
    this.results.replaceChildren(placeholder('loading', app.t('assist.loading')));
    try {
      const { suggestions } = await app.api.assist({ q, caller: this.language });
      if (number === this.asked) this.draw(q, suggestions);
    } catch (error) {
      if (number !== this.asked) return;
      const again = press(app.t('retry'), () => void this.find(), { symbol: 'retry' });
      this.results.replaceChildren(placeholder('failed', app.reason(error), again));
    }
  }

  /** @param {string} question @param {Suggestion[]} suggestions */
  draw(question, suggestions) {
    const { app } = this;
    this.suggestions = suggestions;
    const language = this.language || suggestions[0]?.language || 'und';
    this.log.answer({ question, language, suggestions, startedAt: this.startedAt });
    app.say(suggestions.length ? app.t('call.found', { count: suggestions.length }) : app.t('assist.not_found'));
    if (!suggestions.length) return this.results.replaceChildren(placeholder('empty', app.t('call.not_found')));
    this.results.replaceChildren(...suggestions.map((suggestion, at) =>
      suggestionCard(app, suggestion, { head: [this.log.tick(suggestion, at === 0), copyButton(app, suggestion)], open: at === 0 })));
  }
}

customElements.define('panel-call', PanelCall);
