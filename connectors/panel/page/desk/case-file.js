// The case in Chinese: who, where, what is missing; the form's values; notes; what was before.

import { h, placeholder, press, spoken } from '../core/dom.js';
import { symbol } from '../core/symbols.js';

/** @typedef {import('../types').Details} Details */

const PARTS = /** @type {const} */ (['who', 'where', 'document', 'deadline']);

export class CaseFile {
  /** @param {import('../app.js').App} app */
  constructor(app) {
    this.app = app;
    this.body = h('div', {});
    this.note = h('textarea', {
      rows: '2', 'aria-label': app.t('note.label'), placeholder: app.t('note.placeholder'), maxlength: '4000',
      onkeydown: (/** @type {KeyboardEvent} */ event) => {
        if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
        event.preventDefault();
        void this.keep();
      },
    });
    this.notes = h('ul', { class: 'notes' });
    const save = press(app.t('note.save'), () => void this.keep(), { class: 'small' });
    this.writing = h('section', {}, h('h3', {}, symbol('note'), app.t('note.title')),
      h('p', { class: 'hint' }, app.t('note.private')), this.notes, h('div', { class: 'adding' }, this.note, save));
    this.element = h('div', { class: 'pane', id: 'pane-case', role: 'tabpanel', 'aria-labelledby': 'tab-case', tabindex: '0', hidden: true });
    /** @type {string | null} */
    this.conversation = null;
    /** @type {Map<string, string>} what was written of a note, by conversation */
    this.unsaved = new Map();
  }

  /** @param {string | null} conversation */
  open(conversation) {
    if (this.conversation) this.unsaved.set(this.conversation, this.note.value);
    this.conversation = conversation;
    this.note.value = this.unsaved.get(conversation ?? '') ?? '';
    this.update();
  }

  update() {
    const { app, conversation } = this;
    const details = conversation ? app.store.details.get(conversation) : undefined;
    if (!details) {
      const text = app.t(conversation ? 'assist.loading' : 'assist.none_open');
      return this.element.replaceChildren(placeholder(conversation ? 'loading' : 'empty', text));
    }
    this.notes.replaceChildren(...details.notes.map((note) => h('li', {},
      h('p', {}, note.text),
      h('small', {}, `${note.agent.display_name} · ${app.strings.moment(note.at, app.clock.now())}`))));
    this.body.replaceChildren(this.summary(details), this.form(details));
    if (this.writing.parentElement !== this.element) this.element.replaceChildren(this.body, this.writing);
    this.element.querySelector('.earlier')?.remove();
    this.element.append(this.earlier(details));
  }

  /** @param {Details} details */
  summary({ summary }) {
    const { t } = this.app;
    const heading = h('h3', {}, symbol('folder'), t('case.title'));
    if (!summary) return h('section', {}, heading, h('p', { class: 'hint' }, t('case.none')));
    const copyText = () => void navigator.clipboard.writeText(summary.text_zh ?? '').then(
      () => this.app.notify(t('copied')), () => this.app.notify(t('not_copied'), true));
    return h('section', { class: 'summary' }, heading,
      h('dl', {}, ...PARTS.flatMap((part) => this.part(part, summary[part], summary.missing.includes(part)))),
      summary.asked.length > 0 && h('div', {}, h('p', { class: 'label' }, t('case.asked')),
        h('ul', {}, ...summary.asked.map((question) => h('li', {}, h('bdi', {}, question))))),
      summary.text_zh && h('div', { class: 'brief' }, spoken('p', 'zh', summary.text_zh),
        press(t('copy'), copyText, { symbol: 'copy', quiet: true })));
  }

  /** @param {typeof PARTS[number]} part @param {string | null} value @param {boolean} missing */
  part(part, value, missing) {
    const { t } = this.app;
    const shown = value
      ? h('dd', {}, h('bdi', {}, value))
      : h('dd', { class: missing ? 'missing' : 'unknown' }, missing && symbol('alert'), t(missing ? 'case.missing' : 'case.unknown'));
    return [h('dt', {}, t(`case.${part}`)), shown];
  }

  /** @param {Details} details */
  form({ form }) {
    const { strings, t } = this.app;
    if (!form) return '';
    return h('section', {}, h('h3', {}, symbol('check'), `${t('form.title')} · ${strings.word('form', form.name)}`),
      h('dl', {}, ...Object.entries(form.values).flatMap(([name, value]) => [
        h('dt', {}, strings.word('slot', name)),
        value === null ? h('dd', { class: 'missing' }, symbol('alert'), t('case.missing')) : h('dd', {}, h('bdi', {}, String(value))),
      ])));
  }

  /** @param {Details} details */
  earlier({ earlier }) {
    const { app } = this;
    const { strings, t } = app;
    const items = earlier.map((row) => h('li', {},
      h('a', { href: `#desk/${encodeURIComponent(row.id)}` },
        `${strings.moment(row.last_at, app.clock.now())} · ${strings.word('channel', row.channel)} · ${strings.word('topic', row.topic) || t('topic.none')}`),
      h('p', { dir: 'auto', lang: row.language }, row.last_text.replaceAll('**', ''))));
    return h('section', { class: 'earlier' }, h('h3', {}, symbol('clock'), t('earlier.title')),
      items.length ? h('ul', {}, ...items) : h('p', { class: 'hint' }, t('earlier.none')));
  }

  focus() {
    this.note.focus();
  }

  async keep() {
    const { app, conversation } = this;
    const text = this.note.value.trim();
    if (!conversation || !text) return;
    try {
      const { note } = await app.api.note(conversation, text);
      if (this.note.value.trim() === text) this.note.value = '';
      app.store.putNote(conversation, note);
      app.say(app.t('note.saved'));
    } catch (error) {
      app.fail(error);
    }
  }
}
