// The chat's window: header, emergency bar, conversation, composer.

import { languageButtons, showEmergency } from './dialogs.js';
import { button, h, phoneLink } from './dom.js';
import { icon } from './icons.js';
import { dictateButton } from './voice.js';

/** @typedef {import('./types').Context} Context */
/** @typedef {import('./types').Entry} Entry */

const LONGEST_MESSAGE = 4000;
const FOCUSABLE = 'a[href], button:not([disabled]), textarea, input, summary, [tabindex="0"]';

/**
 * @typedef {object} Actions
 * @property {() => void} close
 * @property {() => void} menu
 * @property {() => void} languages
 * @property {(code: string) => void} choose
 * @property {(text: string) => void} ask
 * @property {(entry: Entry) => HTMLElement} render
 * @property {boolean} isNew whether the privacy notice is still to be shown
 * @property {() => void} understood
 */

export class Panel {
  /**
   * @param {Context} context
   * @param {string} title
   * @param {Actions} actions
   */
  constructor(context, title, actions) {
    this.context = context;
    this.actions = actions;
    /** @type {Map<Entry, HTMLElement>} */
    this.items = new Map();
    const { t } = context;
    this.status = h('p', { class: 'status', dir: 'auto', hidden: true });
    this.offline = h('p', { class: 'offline', dir: 'auto', hidden: true }, t('offline'));
    this.typingText = h('span');
    this.typing = h('li', { class: 'typing', hidden: true }, h('span', { class: 'dots', 'aria-hidden': 'true' }, h('i'), h('i'), h('i')), this.typingText);
    this.list = h('ol', { 'aria-label': t('conversation') });
    this.log = h('div', { class: 'log', tabindex: '0', role: 'group', 'aria-label': t('conversation') }, this.welcome(), this.list, h('ul', {}, this.typing));
    this.announcer = h('div', { class: 'hidden', role: 'status', 'aria-live': 'polite' });
    this.field = this.composerField();
    this.element = context.panel;
    this.element.replaceChildren(
      this.header(title),
      this.emergencyBar(),
      this.status,
      this.log,
      this.offline,
      ...(actions.isNew ? [this.privacy()] : []),
      this.composer(),
      this.announcer,
    );
    this.element.onkeydown = (event) => this.onKey(event);
  }

  /** @param {string} title */
  header(title) {
    const { config, t } = this.context;
    const language = this.context.languageName(config.language);
    const { close, menu, languages } = this.actions;
    const plain = (/** @type {string} */ name) => ({ icon: icon(name), quiet: true, class: 'plain' });
    return h(
      'header',
      {},
      h('div', { class: 'titles' }, h('h1', { id: 'title', dir: 'auto' }, title), h('p', { dir: 'auto' }, t('subtitle'))),
      h(
        'button',
        { type: 'button', class: 'plain language', 'aria-label': `${t('language')}: ${language}`, title: t('language'), onclick: languages },
        icon('globe'),
        h('span', { lang: config.language }, config.language.toUpperCase()),
      ),
      button(t('menu'), menu, plain('more')),
      button(t('close'), close, plain('close')),
    );
  }

  emergencyBar() {
    const { config, t } = this.context;
    const direct = config.emergency.slice(0, 2).map(({ number, label }) => {
      const call = phoneLink(number, { icon: icon('phone'), label: `${t('call', { number })} ${label}` });
      call.title = label;
      return call;
    });
    const all = button(t('emergency'), () => showEmergency(this.context), { icon: icon('alert'), class: 'bare' });
    return h('div', { class: 'emergency-bar' }, all, ...direct);
  }

  welcome() {
    const { config, t } = this.context;
    return h(
      'div',
      { class: 'welcome' },
      h('p', { class: 'greeting', dir: 'auto' }, t('greeting')),
      languageButtons(this.context, this.actions.choose),
      h('h2', { dir: 'auto' }, t('starters')),
      h(
        'ul',
        { class: 'starters' },
        ...config.starters.map((text) => h('li', {}, button(text, () => this.actions.ask(text)))),
      ),
    );
  }

  privacy() {
    const { config, t } = this.context;
    const notice = h(
      'div',
      { class: 'privacy', role: 'note' },
      h('p', { dir: 'auto' }, t('privacy', { days: config.retention_days })),
      button(t('privacy.ok'), () => {
        notice.remove();
        this.field.focus();
        this.actions.understood();
      }),
    );
    return notice;
  }

  composer() {
    const { t } = this.context;
    const submit = (/** @type {Event} */ event) => {
      event.preventDefault();
      this.submit();
    };
    const write = (/** @type {string} */ text) => {
      this.draft = text;
    };
    return h(
      'form',
      { class: 'composer', onsubmit: submit },
      dictateButton(this.context, write),
      this.field,
      h('button', { type: 'submit', class: 'send', 'aria-label': t('send'), title: t('send') }, icon('send', 'flip')),
    );
  }

  composerField() {
    const placeholder = this.context.t('placeholder');
    return h('textarea', {
      rows: 1,
      maxlength: LONGEST_MESSAGE,
      dir: 'auto',
      placeholder,
      'aria-label': placeholder,
      enterkeyhint: 'send',
      oninput: () => this.fit(),
      onkeydown: (/** @type {KeyboardEvent} */ event) => {
        if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
        event.preventDefault();
        this.submit();
      },
    });
  }

  submit() {
    const text = this.draft.trim();
    if (!text) return;
    this.draft = '';
    this.actions.ask(text);
  }

  get draft() {
    return this.field.value;
  }

  set draft(text) {
    this.field.value = text;
    this.fit();
  }

  get isWriting() {
    return this.field.matches(':focus');
  }

  /** The field grows with what is written. */
  fit() {
    this.field.style.height = 'auto';
    this.field.style.height = `${Math.min(this.field.scrollHeight + 2, 144)}px`;
  }

  /**
   * Show the entries; those that are shown already stay as they are.
   * @param {Entry[]} entries
   */
  show(entries) {
    for (const [entry, item] of this.items) {
      if (entries.includes(entry)) continue;
      item.remove();
      this.items.delete(entry);
    }
    const items = entries.map((entry) => this.item(entry));
    const isInOrder = [...this.list.children].every((child, at) => child === items[at]);
    if (isInOrder) this.list.append(...items.slice(this.list.children.length));
    else this.list.replaceChildren(...items);
    this.retireForms(items);
  }

  /** @param {Entry} entry */
  item(entry) {
    const item = this.items.get(entry) ?? this.actions.render(entry);
    this.items.set(entry, item);
    return item;
  }

  /** Draw an entry anew. @param {Entry} entry */
  refresh(entry) {
    const old = this.items.get(entry);
    this.items.delete(entry);
    if (old) old.replaceWith(this.item(entry));
  }

  /** A form's question that was answered cannot be answered again. @param {HTMLElement[]} items */
  retireForms(items) {
    for (const item of items.slice(0, -1)) {
      if (!item.classList.contains('form')) continue;
      item.querySelectorAll('form, .choices').forEach((control) => control.remove());
    }
  }

  /** Bring an entry, or the end, into view. @param {Entry} [entry] */
  scrollTo(entry) {
    const item = entry && this.items.get(entry);
    this.log.scrollTop = item ? item.offsetTop - 12 : this.log.scrollHeight;
  }

  /** @param {string} text */
  announce(text) {
    this.announcer.textContent = text;
  }

  /** @param {string} text of who is speaking; empty for the bot @param {boolean} [isPerson] */
  setStatus(text, isPerson = false) {
    this.status.replaceChildren(icon('person'), h('span', {}, text));
    this.status.classList.toggle('person', isPerson);
    this.status.hidden = !text;
  }

  /** @param {boolean} isShown @param {boolean} isPerson */
  showTyping(isShown, isPerson) {
    this.typingText.textContent = this.context.t(isPerson ? 'typing.agent' : 'typing');
    this.typing.hidden = !isShown;
  }

  focus() {
    if (matchMedia('(pointer: coarse)').matches) this.element.focus();
    else this.field.focus();
  }

  /** @param {KeyboardEvent} event */
  onKey(event) {
    if (event.target instanceof Element && event.target.closest('dialog')) return;
    if (event.key === 'Escape') this.actions.close();
    else if (event.key === 'Tab') this.keepFocus(event);
  }

  /** @param {KeyboardEvent} event */
  keepFocus(event) {
    /** @type {NodeListOf<HTMLElement>} */
    const all = this.element.querySelectorAll(FOCUSABLE);
    const reachable = [...all].filter((element) => element.checkVisibility());
    const leaving = event.shiftKey ? reachable[0] : reachable.at(-1);
    const { activeElement } = /** @type {ShadowRoot} */ (this.element.getRootNode());
    if (activeElement !== leaving && activeElement !== this.element) return;
    if (activeElement === this.element && !event.shiftKey) return;
    event.preventDefault();
    (event.shiftKey ? reachable.at(-1) : reachable[0])?.focus();
  }
}
