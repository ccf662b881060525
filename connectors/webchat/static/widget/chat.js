// The chat: brings together what is said, the line to the service and the window.

import { Api, Refused } from './api.js';
import { Connection } from './connection.js';
import { Conversation } from './conversation.js';
import { showDeletion, showLanguages, showMenu } from './dialogs.js';
import { h } from './dom.js';
import { showLink } from './link.js';
import { handoffStatus, questionItem, replyItem } from './message.js';
import { Panel } from './panel.js';
import { plainText } from './richtext.js';
import { Memory } from './storage.js';
import { STYLES } from './styles.js';
import { downloadTranscript } from './transcript.js';

/**
 * @typedef {import('./types').Config} Config
 * @typedef {import('./types').Context} Context
 * @typedef {import('./types').Entry} Entry
 * @typedef {import('./types').Question} Question
 */

const TYPING_SHOWN = 6_000;

/**
 * Load what the chat needs to say and put it, closed, into the shadow root.
 * @param {import('./types').Settings} settings
 * @returns {Promise<import('./types').Chat>}
 */
export async function mount(settings) {
  const chat = new WebChat(settings);
  await chat.speak(settings.language);
  chat.attach();
  return chat;
}

class WebChat {
  /** @param {import('./types').Settings} settings */
  constructor(settings) {
    this.settings = settings;
    this.memory = new Memory(settings.endpoint);
    this.api = new Api(settings.endpoint);
    this.conversation = new Conversation(this.memory);
    this.connection = new Connection(this.api, this.memory, this.listener());
    /** A timer while an agent is writing. */
    this.writing = 0;
    /** Whether an agent speaks, not the bot. */
    this.isWithPerson = false;
    /** The language that the person chose; empty where they just write in their own. */
    this.chosen = settings.chosen;
    this.element = h('section', {
      class: 'panel',
      role: 'dialog',
      'aria-modal': 'true',
      'aria-labelledby': 'title',
      tabindex: '-1',
      hidden: true,
      'data-position': settings.position,
    });
  }

  attach() {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLES);
    this.settings.root.adoptedStyleSheets.push(sheet);
    this.settings.root.append(this.element);
  }

  open() {
    if (!this.element.hidden) return;
    this.element.hidden = false;
    this.settings.launcher.hidden = true;
    if (this.connection.token || this.conversation.unanswered.length) this.connection.connect();
    this.panel?.focus();
    this.settings.emit('open');
  }

  close() {
    if (this.element.hidden) return;
    this.element.hidden = true;
    this.settings.launcher.hidden = false;
    this.settings.launcher.focus();
    this.settings.emit('close');
  }

  /** @param {string} text */
  send(text) {
    if (text.trim()) this.ask(text.trim());
  }

  /**
   * @param {string} text
   * @param {string | null} [payload]
   * @param {string} [language] of the answer; by default the one chosen, else that of the words
   */
  ask(text, payload = null, language = this.chosen) {
    if (!this.config) return;
    const question = this.conversation.ask(text, payload, language || null, this.config.language);
    this.panel?.show(this.conversation.entries);
    this.deliver(question);
    this.panel?.scrollTo();
    this.panel?.focus();
    this.settings.emit('sent', { id: question.id, text });
  }

  /** @param {Question} question */
  deliver(question) {
    this.mark(question.id, this.connection.online ? 'sending' : 'waiting');
    this.connection.send(question);
  }

  /** @param {string | null} id @param {import('./types').Delivery} delivery */
  mark(id, delivery) {
    const question = this.conversation.mark(id, delivery);
    if (question) this.panel?.refresh(question);
    this.showProgress();
  }

  /** Somebody writes: the bot where a question waits for it, else an agent who said so just now. */
  showProgress() {
    const isBusy = this.connection.online && this.conversation.unanswered.length > 0 && !this.isWithPerson;
    const isWritten = Boolean(this.writing);
    if (this.panel) this.panel.showTyping(isBusy || isWritten, isWritten);
  }

  onTyping() {
    clearTimeout(this.writing);
    this.writing = setTimeout(() => this.stopTyping(), TYPING_SHOWN);
    this.showProgress();
    this.panel?.scrollTo();
  }

  stopTyping() {
    clearTimeout(this.writing);
    this.writing = 0;
    this.showProgress();
  }

  /** @returns {import('./connection.js').Listener} */
  listener() {
    return {
      lastSeen: () => this.conversation.lastSeen,
      unanswered: () => this.conversation.unanswered,
      onHistory: (items) => this.onHistory(items),
      onEmpty: () => this.onEmpty(),
      onReceived: (id) => this.mark(id, 'received'),
      onAnswer: (id, messages) => this.onAnswer(id, messages),
      onError: (id, problem) => this.onError(id, problem),
      onState: (online) => this.onState(online),
      onTyping: () => this.onTyping(),
    };
  }

  /** @param {import('./types').HistoryItem[]} items */
  onHistory(items) {
    const isFirst = !this.conversation.lastSeen;
    const arrived = this.conversation.merge(items);
    if (!arrived.length) return;
    this.stopTyping();
    this.panel?.show(this.conversation.entries);
    this.conversation.questions.forEach((question) => this.panel?.refresh(question));
    this.showStatus();
    this.showProgress();
    this.panel?.scrollTo();
    if (!isFirst) this.announceReplies(arrived);
    this.follow(arrived);
  }

  /** Deleted elsewhere: in another tab, or on a channel that is connected. */
  onEmpty() {
    if (!this.conversation.lastSeen) return;
    this.conversation.forget();
    this.panel?.show(this.conversation.entries);
    this.showStatus();
  }

  /** @param {string} id @param {import('./types').Message[]} messages */
  onAnswer(id, messages) {
    const arrived = this.conversation.answer(id, messages);
    this.mark(id, 'answered');
    this.panel?.show(this.conversation.entries);
    this.showStatus();
    const question = this.conversation.questions.find((candidate) => candidate.id === id);
    this.panel?.scrollTo(question);
    this.announceReplies(arrived);
    this.follow(arrived);
  }

  /**
   * The interface goes on in the language that the bot answers in, or was asked to change to.
   * @param {Entry[]} entries
   */
  follow(entries) {
    const said = entries.flatMap((entry) =>
      entry.kind === 'reply' && entry.role === 'bot' ? [entry.message.custom] : []).at(-1);
    if (said?.changed_to) this.settings.choose((this.chosen = said.changed_to));
    const language = this.chosen || said?.language;
    if (!language || [this.config?.language, this.config?.strings_language].includes(language)) return;
    void this.speak(language).catch((error) => this.settings.emit('error', error));
  }

  /** @param {Entry[]} entries */
  announceReplies(entries) {
    const replies = entries.flatMap((entry) => (entry.kind === 'reply' ? [entry.message] : []));
    if (replies.length) this.panel?.announce(replies.map(({ text }) => plainText(text)).join('\n'));
    replies.forEach((message) => this.settings.emit('message', message));
  }

  /** @param {string | null} id @param {import('./types').Problem} problem */
  onError(id, problem) {
    this.mark(id, 'failed');
    this.panel?.announce(this.context?.t(problem.status === 429 ? 'slow' : 'failed') ?? '');
    this.settings.emit('error', problem);
  }

  /** @param {boolean} online */
  onState(online) {
    if (!this.panel) return;
    const isLost = !online && this.panel.offline.hidden;
    this.panel.offline.hidden = online;
    if (isLost) this.panel.announce(this.panel.offline.textContent ?? '');
    for (const question of this.conversation.unanswered) {
      if (!online) this.mark(question.id, 'waiting');
      else if (question.delivery === 'waiting') this.mark(question.id, 'sending');
    }
    this.showProgress();
    if (isLost && this.conversation.unanswered.length) this.panel.scrollTo();
  }

  showStatus() {
    const handoffs = this.conversation.entries.flatMap((entry) =>
      entry.kind === 'reply' && entry.message.custom.type === 'handoff' ? [entry.message.custom] : [],
    );
    const last = handoffs.at(-1);
    const isOpen = last?.state === 'waiting' || last?.state === 'with_agent';
    this.isWithPerson = last?.state === 'with_agent';
    this.panel?.setStatus(isOpen && this.context ? handoffStatus(this.context, last) : '', this.isWithPerson);
  }

  /**
   * Show everything in a language.
   * @param {string} language
   */
  async speak(language) {
    this.wanted = language;
    const config = await this.loadConfig(language);
    if (this.wanted !== language) return;
    this.config = config;
    this.context = this.contextFor(config);
    this.settings.localise(language);
    const draft = this.panel?.draft ?? '';
    const isWriting = Boolean(this.panel?.isWriting);
    Object.assign(this.element, { lang: this.config.strings_language, dir: this.config.direction });
    this.panel = new Panel(this.context, this.settings.title || this.context.t('title'), this.actions());
    this.panel.draft = draft;
    if (isWriting) this.panel.focus();
    this.panel.show(this.conversation.entries);
    this.showStatus();
    this.showProgress();
    if (this.conversation.entries.length) this.panel.scrollTo();
  }

  /** @param {string} language @returns {Promise<Config>} */
  async loadConfig(language) {
    const name = `config:${language}`;
    try {
      const config = await this.api.config(language);
      this.memory.set(name, config);
      return config;
    } catch (error) {
      const kept = this.memory.get(name, /** @type {Config | null} */ (null));
      if (kept) return kept;
      if (error instanceof Refused && language !== 'en') return this.loadConfig('en');
      throw error;
    }
  }

  /** @param {Config} config @returns {Context} */
  contextFor(config) {
    const names = new Map(config.languages.map(({ code, name }) => [code, name]));
    const dates = new Intl.DateTimeFormat(`${config.strings_language}-u-ca-gregory-nu-latn`, {
      dateStyle: 'medium',
      timeZone: 'UTC',
    });
    return {
      config,
      t: (key, values = {}) => fill(config.strings[`widget.${key}`] ?? key, values),
      date: (iso) => (/^\d{4}-\d\d-\d\d/.test(iso) ? dates.format(new Date(iso.slice(0, 10))) : iso),
      languageName: (code) => names.get(code) ?? code,
      panel: this.element,
      announce: (text) => this.panel?.announce(text),
      ask: (text, payload, language) => this.ask(text, payload, language),
      rate: (id, rating, comment) =>
        this.api.rate(this.connection.token, { message_id: id, rating, comment }),
    };
  }

  /** @returns {import('./panel.js').Actions} */
  actions() {
    return {
      close: () => this.close(),
      menu: () => this.showMenu(),
      languages: () => this.context && showLanguages(this.context, (code) => void this.choose(code)),
      choose: (code) => void this.choose(code),
      ask: (text) => this.ask(text),
      render: (entry) => this.render(entry),
      isNew: !this.memory.get('privacy', false),
      understood: () => this.memory.set('privacy', true),
    };
  }

  /** @param {Entry} entry */
  render(entry) {
    const context = /** @type {Context} */ (this.context);
    if (entry.kind === 'reply') return replyItem(context, entry);
    return questionItem(context, entry, () => this.deliver(entry));
  }

  /** @param {string} code */
  async choose(code) {
    try {
      await this.speak(code);
    } catch {
      this.panel?.announce(this.context?.t('failed') ?? '');
      return;
    }
    this.settings.choose((this.chosen = code));
    this.panel?.focus();
    this.panel?.announce(this.context?.t('language.changed') ?? '');
  }

  showMenu() {
    const context = /** @type {Context} */ (this.context);
    const { t, config } = context;
    const person = config.person_payload;
    const entries = this.conversation.entries;
    showMenu(context, [
      ...(person ? [{ label: t('person'), name: 'person', action: () => this.ask(t('person'), person) }] : []),
      ...(config.link ? [{ label: t('link'), name: 'phone', action: () => showLink(context, () => this.invite()) }] : []),
      { label: t('transcript'), name: 'download', action: () => downloadTranscript(context, entries) },
      { label: t('delete'), name: 'trash', action: () => void this.askDeletion(context) },
    ]);
  }

  async invite() {
    const token = await this.connection.begin();
    this.connection.connect();
    return this.api.invite(token);
  }

  /** What is deleted is said before: the conversation in WeChat, too, where there is one. */
  async askDeletion(/** @type {Context} */ context) {
    const { token } = this.connection;
    try {
      const linked = context.config.link && token ? await this.api.linked(token) : [];
      showDeletion(context, context.t(linked.length ? 'delete.ask.linked' : 'delete.ask'), () => this.erase());
    } catch {
      context.announce(context.t('failed'));
    }
  }

  async erase() {
    try {
      await this.connection.erase();
    } catch {
      this.panel?.announce(this.context?.t('failed') ?? '');
      return;
    }
    this.conversation.clear();
    this.panel?.show([]);
    this.showStatus();
    this.showProgress();
    this.panel?.announce(this.context?.t('deleted') ?? '');
  }
}

/**
 * @param {string} sentence
 * @param {Record<string, string | number>} values for its `{names}`
 */
function fill(sentence, values) {
  return sentence.replace(/\{(\w+)\}/g, (mark, name) => String(values[name] ?? mark));
}
