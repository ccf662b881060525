// Sentences an agent says often: picked in Chinese, said in the person's language.

import { h, placeholder, spoken } from '../core/dom.js';
import { dialog } from './dialogs.js';

/**
 * @typedef {import('../types').PhraseGroup} PhraseGroup
 * @typedef {import('../types').Phrase} Phrase
 */

/** @type {Promise<{groups: PhraseGroup[]}> | null} */
let loading = null;

/**
 * @param {import('../app.js').App} app @param {string} language the person's
 * @param {(phrase: Phrase) => void} chosen
 */
export function showPhrasebook(app, language, chosen) {
  const { t } = app;
  const results = h('div', { class: 'phrases', id: 'phrases', role: 'listbox', 'aria-label': t('phrasebook.title') });
  const field = h('input', {
    type: 'search', role: 'combobox', 'aria-expanded': 'true', 'aria-controls': 'phrases', autofocus: true,
    'aria-label': t('phrasebook.search'), placeholder: t('phrasebook.search'), autocomplete: 'off',
  });
  const note = h('p', { class: 'hint' }, t('phrasebook.what', { language: app.strings.languageName(language) }));
  const element = dialog(app, t('phrasebook.title'), [field, note, results], 'phrasebook');
  const picker = new Picker(app, field, results, language, (phrase) => {
    element.close();
    chosen(phrase);
  });
  field.focus();
  results.append(placeholder('loading', t('phrasebook.loading')));
  loading ??= app.api.phrasebook();
  loading.then(({ groups }) => picker.load(groups)).catch((error) => {
    loading = null;
    results.replaceChildren(placeholder('failed', app.reason(error)));
  });
}

class Picker {
  /**
   * @param {import('../app.js').App} app @param {HTMLInputElement} field @param {HTMLElement} results
   * @param {string} language @param {(phrase: Phrase) => void} chosen
   */
  constructor(app, field, results, language, chosen) {
    this.app = app;
    this.field = field;
    this.results = results;
    this.language = language;
    this.chosen = chosen;
    /** @type {PhraseGroup[]} */
    this.groups = [];
    /** @type {{phrase: Phrase, element: HTMLElement}[]} */
    this.options = [];
    this.at = 0;
    field.addEventListener('input', () => this.draw());
    field.addEventListener('keydown', (event) => this.key(event));
  }

  /** @param {PhraseGroup[]} groups */
  load(groups) {
    this.groups = groups;
    this.draw();
  }

  draw() {
    this.options = [];
    const sought = this.field.value.trim().toLowerCase();
    const sections = this.groups.map((group) => this.group(group, sought)).filter((one) => one !== null);
    this.results.replaceChildren(...sections,
      ...(sections.length ? [] : [h('p', { class: 'none', role: 'option', 'aria-disabled': 'true' }, this.app.t('phrasebook.none'))]));
    this.mark(0);
  }

  /** @param {PhraseGroup} group @param {string} sought */
  group(group, sought) {
    const title = this.app.strings.language === 'zh' ? group.title_zh : group.title_en;
    const found = group.phrases.filter(({ texts }) =>
      !sought || `${title} ${texts.zh} ${texts.en} ${texts[this.language] ?? ''}`.toLowerCase().includes(sought));
    if (!found.length) return null;
    const heading = h('p', { class: 'heading', 'aria-hidden': 'true' }, title);
    return h('div', { role: 'group', 'aria-label': title }, heading, ...found.map((phrase) => this.option(phrase)));
  }

  /** @param {Phrase} phrase */
  option(phrase) {
    const { language } = this;
    const said = language in phrase.texts ? language : 'en';
    const element = h('div', { role: 'option', id: `phrase-${this.options.length}`, class: 'phrase', onclick: () => this.chosen(phrase) },
      spoken('span', 'zh', phrase.texts.zh, 'zh'), said !== 'zh' && spoken('span', said, phrase.texts[said], 'said'));
    this.options.push({ phrase, element });
    return element;
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    if (event.isComposing) return;
    if (event.key === 'ArrowDown') this.mark(this.at + 1);
    else if (event.key === 'ArrowUp') this.mark(this.at - 1);
    else if (event.key === 'Enter' && this.options[this.at]) this.chosen(this.options[this.at].phrase);
    else return;
    event.preventDefault();
  }

  /** @param {number} at */
  mark(at) {
    const last = this.options.length - 1;
    this.at = at < 0 ? last : at > last ? 0 : at;
    this.options.forEach(({ element }, number) => element.setAttribute('aria-selected', String(number === this.at)));
    const marked = this.options[this.at]?.element;
    marked?.scrollIntoView({ block: 'nearest' });
    if (marked) this.field.setAttribute('aria-activedescendant', marked.id);
    else this.field.removeAttribute('aria-activedescendant');
  }
}
