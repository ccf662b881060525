// Where an agent writes. What is written is kept for each conversation until it is sent.

import { Refused } from '../core/api.js';
import { h, press, spoken } from '../core/dom.js';
import { setting } from '../core/memory.js';
import { symbol } from '../core/symbols.js';
import { showPhrasebook } from './phrasebook.js';

/**
 * @typedef {import('../types').Draft} Draft
 * @typedef {import('../types').Suggestion} Suggestion
 */

const TYPING_MS = 4000;
const KEEP_MS = 250;

export class Composer {
  /** @param {import('../app.js').App} app */
  constructor(app) {
    this.app = app;
    const { t } = app;
    this.field = h('textarea', {
      id: 'composer', rows: '3', maxlength: '4000', dir: 'auto', 'aria-label': t('composer.label'),
      'aria-describedby': 'composer-hint',
      oninput: () => this.written(), onkeydown: (/** @type {KeyboardEvent} */ event) => this.key(event),
    });
    this.gloss = h('div', { class: 'gloss', hidden: true });
    this.checked = h('div', { class: 'checked', role: 'status', hidden: true });
    this.hint = h('p', { class: 'hint', id: 'composer-hint' });
    this.translate = h('input', { type: 'checkbox', onchange: () => app.keep('translate', this.translate.checked) });
    this.translate.checked = setting('translate', false);
    this.toolbar = h('div', { class: 'toolbar' });
    this.locked = h('div', { class: 'locked' });
    this.writing = h('div', { class: 'writing' }, this.gloss, this.field, this.checked, this.toolbar);
    this.element = h('div', { class: 'composer' }, this.writing, this.locked);
    /** @type {string | null} */
    this.conversation = null;
    /** @type {Draft} */
    this.draft = { text: '' };
    this.typed = 0;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.keeping = undefined;
  }

  /** @param {string} conversation */
  open(conversation) {
    this.keep();
    this.conversation = conversation;
    this.draft = this.app.memory.draft(conversation);
    this.field.value = this.draft.text;
    this.checked.hidden = true;
    this.drawToolbar();
    this.drawGloss();
  }

  get row() {
    return this.conversation ? this.app.store.row(this.conversation) : undefined;
  }

  /** Only who holds the conversation may write. */
  update() {
    const { app, row } = this;
    if (!row) return;
    const mine = app.store.isMine(row);
    const joined = row.interpreter?.id === app.store.agent.id;
    this.writing.hidden = !mine && !joined;
    this.locked.hidden = !this.writing.hidden;
    this.field.lang = row.language;
    this.hint.textContent = app.t('composer.hint');
    this.field.placeholder = app.t('composer.placeholder', { language: app.strings.languageName(row.language) });
    const text = row.state === 'with_agent'
      ? app.t('composer.held', { agent: row.agent?.display_name ?? app.t('someone') })
      : app.t(`composer.${row.state}`);
    this.locked.replaceChildren(h('p', {}, text),
      ...(this.draft.text ? [h('p', { class: 'kept' }, app.t('composer.kept'), ' ', h('q', { dir: 'auto' }, this.draft.text.slice(0, 120)))] : []));
  }

  drawToolbar() {
    const { app } = this;
    const { t } = app;
    this.toolbar.replaceChildren(
      press(t('composer.phrases'), () => this.phrases(), { symbol: 'book', keys: 'F4' }),
      h('label', { class: 'check' }, this.translate, h('span', {}, t('composer.translate'))),
      press(t('composer.check'), () => void this.check(), { symbol: 'translate', keys: 'Alt+B', quiet: true }),
      this.hint,
      press(t('composer.send'), () => this.send(), { symbol: 'send', class: 'primary', title: `${t('composer.send')} (Enter)` }),
    );
  }

  focus() {
    this.field.focus();
  }

  written() {
    this.draft.text = this.field.value;
    if (!this.draft.text) this.draft = { text: '' };
    this.drawGloss();
    this.checked.hidden = true;
    clearTimeout(this.keeping);
    this.keeping = setTimeout(() => this.keep(), KEEP_MS);
    const now = Date.now();
    if (this.conversation && this.draft.text && now - this.typed > TYPING_MS) {
      this.typed = now;
      this.app.live.typing(this.conversation);
    }
  }

  keep() {
    clearTimeout(this.keeping);
    if (this.conversation) this.app.memory.keepDraft(this.conversation, this.draft);
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    if (event.key !== 'Enter' || event.shiftKey || event.altKey || event.isComposing) return;
    event.preventDefault();
    this.send();
  }

  /** @param {Suggestion} suggestion */
  insertSuggestion(suggestion) {
    this.put(suggestion.text);
    this.draft.suggestion = { id: suggestion.id, text: suggestion.text };
    this.drawGloss();
    this.keep();
  }

  /** @param {import('../types').Phrase} phrase */
  insertPhrase(phrase) {
    const language = this.row?.language ?? 'en';
    const text = phrase.texts[language] ?? phrase.texts.en;
    this.put(text);
    this.draft.phrase = { id: phrase.id, text, zh: phrase.texts.zh };
    this.drawGloss();
    this.keep();
  }

  /** After what is already written, on a line of its own. @param {string} text */
  put(text) {
    const before = this.field.value.trimEnd();
    this.field.value = before ? `${before}\n${text}` : text;
    this.written();
    this.focus();
    this.field.setSelectionRange(this.field.value.length, this.field.value.length);
    this.field.scrollTop = 0;
  }

  /** What was picked, in Chinese: the agent may not read what the person will get. */
  drawGloss() {
    const { phrase } = this.draft;
    this.gloss.hidden = !phrase || !this.draft.text.includes(phrase.text);
    if (phrase) this.gloss.replaceChildren(symbol('book'), spoken('span', 'zh', phrase.zh));
  }

  phrases() {
    const { row } = this;
    if (row) showPhrasebook(this.app, row.language, (phrase) => this.insertPhrase(phrase));
  }

  /** What a machine makes of the draft, and what that says translated back. */
  async check() {
    const { app, row } = this;
    const text = this.field.value.trim();
    if (!row || !text) return;
    this.checked.hidden = false;
    this.checked.replaceChildren(h('p', {}, app.t('translation.busy')));
    try {
      const there = await app.api.translate(text, '', row.language);
      const back = await app.api.translate(there.text, row.language, 'zh');
      if (text !== this.field.value.trim()) return;
      this.showCheck(row.language, there, back.text);
    } catch (error) {
      const none = error instanceof Refused && error.problem.code === 'no-translator';
      this.checked.replaceChildren(h('p', {}, none ? app.t('translation.none') : app.reason(error)));
    }
  }

  /** @param {string} language @param {{text: string, provider: string}} there @param {string} back */
  showCheck(language, there, back) {
    const { t } = this.app;
    const use = press(t('translation.use'), () => {
      this.field.value = there.text;
      this.written();
      this.focus();
    }, { class: 'bare' });
    this.checked.replaceChildren(
      h('p', { class: 'label' }, symbol('translate'), t('message.machine', { provider: there.provider }), use),
      spoken('p', language, there.text),
      h('p', { class: 'label' }, t('translation.back')),
      spoken('p', 'zh', back),
    );
  }

  send() {
    const { app, row, draft } = this;
    const text = draft.text.trim();
    if (!row || !this.conversation || !text) return;
    const { suggestion, phrase } = draft;
    const exact = phrase && text === phrase.text.trim();
    app.outbox.send(this.conversation, {
      text,
      suggestion: suggestion && { id: suggestion.id, action: text === suggestion.text.trim() ? 'sent' : 'edited' },
      phrase: exact ? phrase.id : undefined,
      translate: (this.translate.checked && !exact && !suggestion) || undefined,
    }, row.language);
    this.draft = { text: '' };
    this.field.value = '';
    this.checked.hidden = true;
    this.drawGloss();
    this.keep();
  }
}
