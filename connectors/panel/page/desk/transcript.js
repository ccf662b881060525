// What was said, in order: who said it, in which language, from which entry, and whether it arrived.

import { h, placeholder, press, richText, spoken } from '../core/dom.js';
import { symbol } from '../core/symbols.js';

/**
 * @typedef {import('../types').Message} Message
 * @typedef {import('../types').Pending} Pending
 */

const NEAR_END = 80;
/** Chinese of so many characters stands open, more is folded away. */
const SHORT = 80;

export class Transcript {
  /** @param {import('../app.js').App} app @param {(text: string) => void} edit takes back into the reply */
  constructor(app, edit) {
    this.app = app;
    this.edit = edit;
    this.list = h('ol', {});
    this.newer = press(app.t('transcript.newer'), () => this.toEnd(), { class: 'newer', symbol: 'insert' });
    this.newer.hidden = true;
    this.scroller = h('div', {
      class: 'scroller', tabindex: '0', role: 'region', 'aria-label': app.t('transcript.title'),
      onscroll: () => {
        this.following = this.atEnd();
        if (this.following) this.newer.hidden = true;
      },
    }, this.list);
    this.element = h('div', { class: 'transcript' }, this.scroller, this.newer);
    /** Whether the last message was in sight: then it stays so, also where the reply takes more room. */
    this.following = true;
    new ResizeObserver(() => this.following && this.toEnd()).observe(this.scroller);
    /** @type {string | null} */
    this.conversation = null;
    /** @type {Map<string, {known: string, element: HTMLElement}>} */
    this.drawn = new Map();
  }

  /** @param {string} conversation */
  open(conversation) {
    this.conversation = conversation;
    this.drawn.clear();
    this.list.replaceChildren();
    this.newer.hidden = true;
    requestAnimationFrame(() => this.toEnd());
  }

  /** Draw what has changed; only the new message is announced. @param {Message | null} arrived */
  update(arrived) {
    const { app, conversation } = this;
    if (!conversation) return;
    const messages = app.store.details.get(conversation)?.messages ?? [];
    const pending = app.outbox.of(conversation);
    const wasAtEnd = this.atEnd();
    const elements = [
      ...messages.map((message, at) => this.keyed(message.id, JSON.stringify(message), () => this.message(message, messages[at - 1]))),
      ...pending.map((one) => this.keyed(one.client_id, JSON.stringify(one), () => this.unsent(one))),
    ];
    const shown = elements.length ? elements : [h('li', {}, placeholder('empty', app.t('transcript.empty')))];
    if (!sameChildren(this.list, shown)) this.list.replaceChildren(...shown);
    if (wasAtEnd || arrived?.role === 'agent') this.toEnd();
    else if (arrived) this.newer.hidden = false;
    if (arrived && arrived.role !== 'agent') this.announce(arrived);
  }

  /** @param {Message} message */
  announce(message) {
    const { app } = this;
    const text = message.translation?.text ?? message.text_zh ?? message.text;
    app.say(`${app.t(`speaker.${message.role}`)}: ${text.slice(0, 200)}`);
  }

  /** @param {string} key @param {string} known @param {() => HTMLElement} draw */
  keyed(key, known, draw) {
    const before = this.drawn.get(key);
    if (before?.known === known) return before.element;
    const element = draw();
    this.drawn.set(key, { known, element });
    return element;
  }

  /** @param {Message} message @param {Message | undefined} before */
  message(message, before) {
    if (message.role === 'system') return this.event(message);
    const { app } = this;
    const { t } = app;
    const same = before?.role === message.role && before.agent?.id === message.agent?.id;
    return h(
      'li',
      { class: `message ${message.role}${same ? ' same' : ''}`, 'data-id': message.id },
      h('p', { class: same ? 'speaker unseen' : 'speaker' }, symbol(SPEAKER[message.role]),
        h('b', {}, this.speaker(message)), h('time', { datetime: message.at }, app.strings.moment(message.at, app.clock.now()))),
      h('div', { class: 'bubble' },
        spoken('div', message.language, richText(message.text), 'text'),
        this.chinese(message),
        message.translation && this.machine(message.translation, message.role),
        message.entry && this.entry(message),
        message.buttons?.length ? h('ul', { class: 'offered', 'aria-label': t('message.offered') },
          ...message.buttons.map(({ title }) => spoken('span', message.language, title)).map((title) => h('li', {}, title))) : null),
      message.delivery && h('p', { class: `delivery ${message.delivery}` },
        symbol(message.delivery === 'sent' ? 'check' : 'clock'), t(`delivery.${message.delivery}`)),
    );
  }

  /** @param {Message} message */
  speaker(message) {
    const { app } = this;
    if (message.role !== 'agent') return app.t(`speaker.${message.role}`);
    if (message.agent?.id === app.store.agent.id) return app.t('speaker.me');
    return message.agent?.display_name ?? app.t('speaker.agent');
  }

  /** The same in Chinese, where the bot or the phrasebook has it. @param {Message} message */
  chinese(message) {
    if (!message.text_zh || message.language === 'zh') return null;
    if (message.text_zh.length < SHORT) return spoken('div', 'zh', richText(message.text_zh), 'gloss text');
    return h('details', { class: 'gloss' },
      h('summary', {}, this.app.t('message.in_chinese')), spoken('div', 'zh', richText(message.text_zh), 'text'));
  }

  /**
   * Of a person's message the translation stands below the original; of an agent's, the original below
   * what the machine made of it.
   * @param {{text: string, language: string, provider: string}} translation @param {string} role
   */
  machine({ text, language, provider }, role) {
    const label = this.app.t(role === 'agent' ? 'message.original' : 'message.machine', { provider });
    return h('div', { class: 'gloss machine' },
      h('p', { class: 'label' }, symbol('translate'), label),
      spoken('div', language, text));
  }

  /** @param {Message} message */
  entry({ entry, entry_title: title, entry_title_zh: chinese }) {
    const { app } = this;
    const name = app.strings.language === 'zh' ? (chinese ?? title) : (title ?? chinese);
    return h('p', { class: 'entry' }, symbol('book'),
      h('a', { href: `#content/${encodeURIComponent(entry ?? '')}` }, name ?? entry));
  }

  /** What the service said by itself: that an agent has come, that the bot answers again. @param {Message} message */
  event(message) {
    const { app } = this;
    const { text, text_zh: chinese, language } = message;
    return h('li', { class: 'event', 'data-id': message.id },
      spoken('p', language, text),
      chinese && language !== 'zh' && spoken('p', 'zh', chinese, 'zh'),
      h('time', { datetime: message.at }, app.strings.moment(message.at, app.clock.now())));
  }

  /** @param {Pending} pending */
  unsent(pending) {
    const { app } = this;
    const conversation = this.conversation ?? '';
    const failed = pending.state === 'failed';
    return h(
      'li',
      { class: `message agent unsent${failed ? ' failed' : ''}` },
      h('p', { class: 'speaker' }, symbol('person'), h('b', {}, app.t('speaker.me'))),
      h('div', { class: 'bubble' }, spoken('div', pending.language, richText(pending.text), 'text')),
      h('p', { class: 'delivery' }, symbol(failed ? 'alert' : 'clock'),
        failed ? (pending.problem ?? app.t('message.failed')) : app.t('message.sending'),
        failed && press(app.t('retry'), () => app.outbox.retry(conversation, pending), { class: 'bare' }),
        failed && press(app.t('message.edit'), () => {
          app.outbox.drop(conversation, pending);
          this.edit(pending.text);
        }, { class: 'bare' }),
        failed && press(app.t('message.drop'), () => app.outbox.drop(conversation, pending), { class: 'bare' })),
    );
  }

  atEnd() {
    const { scrollHeight, scrollTop, clientHeight } = this.scroller;
    return scrollHeight - scrollTop - clientHeight < NEAR_END;
  }

  toEnd() {
    this.scroller.scrollTop = this.scroller.scrollHeight;
    this.newer.hidden = true;
  }
}

const SPEAKER = { user: 'person', bot: 'bot', agent: 'hand', system: 'dots' };

/** @param {HTMLElement} parent @param {HTMLElement[]} children */
function sameChildren(parent, children) {
  return parent.children.length === children.length && children.every((child, at) => parent.children[at] === child);
}
