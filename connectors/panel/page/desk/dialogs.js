// Questions asked before something is done: to whom, why, in which language.

import { choice, h, press } from '../core/dom.js';

/**
 * @typedef {import('../app.js').App} App
 * @typedef {import('../types').Row} Row
 */

export const CLOSE_REASONS = ['solved', 'referred', 'no_answer', 'spam', 'other'];

/**
 * A modal dialog; it is gone once it is closed.
 * @param {App} app @param {string} title @param {(Node | string)[]} content @param {string} [name] a class
 * @returns {HTMLDialogElement}
 */
export function dialog(app, title, content, name = '') {
  const shut = press(app.t('dialog.close'), () => element.close(), { symbol: 'close', quiet: true });
  const element = h(
    'dialog',
    { class: name, 'aria-label': title },
    h('header', {}, h('h2', {}, title), shut),
    h('div', { class: 'content' }, ...content),
  );
  const before = document.activeElement;
  element.addEventListener('close', () => {
    element.remove();
    // What was chosen in it may have put the focus elsewhere by now.
    if (document.activeElement === document.body && before instanceof HTMLElement && before.isConnected) before.focus();
  });
  element.addEventListener('click', (event) => {
    if (event.target === element) element.close();
  });
  document.body.append(element);
  element.showModal();
  return element;
}

/**
 * A row of buttons; digits press them.
 * @param {App} app @param {string} title @param {string} question
 * @param {[string, string, string?][]} choices value, label and what stands beside it
 * @param {(value: string) => void} chosen
 */
function ask(app, title, question, choices, chosen) {
  const pick = (/** @type {string} */ value) => {
    element.close();
    chosen(value);
  };
  const buttons = choices.map(([value, label, beside], at) =>
    h('li', {}, h('button', { type: 'button', onclick: () => pick(value) },
      h('kbd', { 'aria-hidden': 'true' }, String(at + 1)), h('span', {}, label),
      beside && h('small', {}, beside))));
  const element = dialog(app, title, [h('p', {}, question), h('ul', { class: 'choices' }, ...buttons)]);
  element.addEventListener('keydown', (event) => {
    const found = choices[Number(event.key) - 1];
    if (found && !event.ctrlKey && !event.altKey && !event.metaKey) pick(found[0]);
  });
  element.querySelector('li button')?.setAttribute('autofocus', '');
  const first = element.querySelector('li button');
  if (first instanceof HTMLElement) first.focus();
  return element;
}

/** @param {App} app @param {Row} row */
export function askReason(app, row) {
  /** @type {[string, string][]} */
  const choices = CLOSE_REASONS.map((reason) => [reason, app.t(`close.${reason}`)]);
  ask(app, app.t('action.close'), app.t('close.why'), choices, (reason) =>
    void app.act(row.id, 'close', { reason }));
}

/** @param {App} app @param {Row} row */
export function askTransfer(app, row) {
  const { store, strings, t } = app;
  const others = store.agents
    .filter(({ id, presence }) => id !== store.agent.id && presence !== 'offline')
    .sort((one, other) => Number(other.languages.includes(row.language)) - Number(one.languages.includes(row.language)));
  /** @type {[string, string, string?][]} */
  const choices = [
    ...others.map(({ id, display_name, languages, presence }) => /** @type {[string, string, string]} */ ([
      id, display_name,
      `${t(`presence.${presence}`)} · ${languages.map((code) => strings.languageName(code)).join(', ')}`,
    ])),
    ['', t('transfer.queue'), t('transfer.queue.what')],
  ];
  ask(app, t('action.transfer'), others.length ? t('transfer.whom') : t('transfer.nobody'), choices, (agent) =>
    void app.act(row.id, 'transfer', { agent_id: agent || null }));
}

/** @param {App} app @param {Row} row */
export function askInterpreter(app, row) {
  const { strings, t } = app;
  let language = row.language;
  const codes = [...new Set([row.language, ...LANGUAGES])];
  const select = choice(t('interpreter.language'),
    codes.map((code) => [code, strings.languageName(code)]), language, (value) => {
      language = value;
    });
  const send = press(t('interpreter.ask'), () => {
    element.close();
    void app.act(row.id, 'interpreter', { language });
  }, { class: 'primary', symbol: 'people' });
  const withdraw = row.interpreter_wanted ? press(t('interpreter.withdraw'), () => {
    element.close();
    void app.act(row.id, 'interpreter', { language: null });
  }) : '';
  const element = dialog(app, t('action.interpreter'), [h('p', {}, t('interpreter.what')), select, send, withdraw], 'narrow');
}

/** The languages that are answered in full, in the order in which they are offered. */
export const LANGUAGES = ['zh', 'en', 'ja', 'ko', 'fr', 'de', 'es', 'pt', 'ru', 'ar', 'vi', 'th'];
