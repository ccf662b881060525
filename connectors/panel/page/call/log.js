// The record of a call: which answers were given, about what, how it ended.

import { choice, h, press } from '../core/dom.js';
import { symbol } from '../core/symbols.js';

/**
 * @typedef {import('../types').Suggestion} Suggestion
 * @typedef {import('../types').Call['outcome']} Outcome
 */

/** @type {Outcome[]} */
const OUTCOMES = ['answered', 'referred', 'callback', 'unanswered'];
export const TOPICS = [
  'residence', 'work', 'talent', 'education', 'health', 'housing', 'transport', 'money', 'connectivity', 'government', 'legal',
  'family', 'emergency', 'culture', 'assistant',
];
const SHOWN = 20;

export class CallLog {
  /** @param {import('../app.js').App} app @param {() => void} next what comes after a call was logged */
  constructor(app, next) {
    this.app = app;
    this.next = next;
    /** @type {Set<string>} the entries that were read out */
    this.given = new Set();
    /** @type {{question: string, language: string, startedAt: string} | null} */
    this.call = null;
    this.topic = '';
    /** @type {Outcome} */
    this.outcome = 'answered';
    this.form = h('div', { class: 'logging' });
    this.list = h('ul', { class: 'calls' });
    this.note = h('textarea', { rows: '2', 'aria-label': app.t('call.note'), placeholder: app.t('call.note'), maxlength: '2000' });
    this.element = h('div', { class: 'log' }, h('h3', {}, symbol('note'), app.t('call.log')), this.form,
      h('h3', {}, symbol('clock'), app.t('call.recent')), this.list);
    this.draw();
  }

  begin() {
    this.given.clear();
    this.call = null;
    this.topic = '';
    this.outcome = 'answered';
    this.note.value = '';
    this.draw();
  }

  /** @param {{question: string, language: string, suggestions: Suggestion[], startedAt: string}} found */
  answer({ question, language, suggestions, startedAt }) {
    this.call = { question, language, startedAt };
    this.given.clear();
    this.outcome = suggestions.length ? 'answered' : 'unanswered';
    this.draw();
  }

  /** A mark on an answer that it was given. @param {Suggestion} suggestion @param {boolean} given */
  tick(suggestion, given) {
    if (given) this.given.add(suggestion.entry);
    const box = h('input', { type: 'checkbox', checked: given, onchange: () => {
      if (box.checked) this.given.add(suggestion.entry);
      else this.given.delete(suggestion.entry);
    } });
    return h('label', { class: 'check' }, box, h('span', {}, this.app.t('call.given')));
  }

  draw() {
    const { app } = this;
    const { t, strings } = app;
    const topics = /** @type {[string, string][]} */ ([['', t('topic.none')], ...TOPICS.map((topic) => [topic, strings.word('topic', topic)])]);
    const outcomes = /** @type {[string, string][]} */ (OUTCOMES.map((outcome) => [outcome, t(`outcome.${outcome}`)]));
    this.form.replaceChildren(
      choice(t('call.topic'), topics, this.topic, (topic) => {
        this.topic = topic;
      }),
      choice(t('call.outcome'), outcomes, this.outcome, (outcome) => {
        this.outcome = /** @type {Outcome} */ (outcome);
      }),
      this.note,
      press(t('call.save'), () => void this.save(), { symbol: 'check', disabled: !this.call, class: 'save' }));
  }

  /** Put the keyboard on how the call ended. */
  focus() {
    this.form.querySelector('select')?.focus();
  }

  async save() {
    const { app, call } = this;
    if (!call) return;
    try {
      await app.api.logCall({
        language: call.language, question: call.question, started_at: call.startedAt, entries: [...this.given],
        topic: this.topic || null, outcome: this.outcome, note: this.note.value.trim(),
      });
      app.notify(app.t('call.saved'));
      app.say(app.t('call.saved'));
      this.next();
      void this.load();
    } catch (error) {
      app.fail(error);
    }
  }

  async load() {
    const { app } = this;
    const { t, strings } = app;
    try {
      const { calls } = await app.api.calls();
      this.list.replaceChildren(...(calls.length ? calls.slice(0, SHOWN).map((call) => h('li', {},
        h('p', {}, h('b', {}, call.language), ' ', h('bdi', {}, call.question)),
        h('small', {}, [strings.moment(call.at ?? call.started_at, app.clock.now()), t(`outcome.${call.outcome}`), strings.word('topic', call.topic)].filter(Boolean).join(' · '))))
        : [h('li', { class: 'none' }, t('call.recent.none'))]));
    } catch (error) {
      this.list.replaceChildren(h('li', { class: 'none' }, app.reason(error)));
    }
  }
}
