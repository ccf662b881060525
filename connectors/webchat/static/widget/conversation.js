// What has been said, in order, and what of it still waits for an answer.

/**
 * @typedef {import('./types').Entry} Entry
 * @typedef {import('./types').Question} Question
 * @typedef {import('./types').HistoryItem} HistoryItem
 * @typedef {import('./types').Message} Message
 */

export class Conversation {
  /** @param {import('./storage.js').Memory} memory keeps what is unanswered over a reload */
  constructor(memory) {
    this.memory = memory;
    /** @type {Entry[]} */
    this.entries = memory.get('unanswered', []);
    /** @type {Set<string>} ids of the service's items that are here */
    this.seen = new Set();
    /** @type {string | null} */
    this.lastSeen = null;
  }

  /** @returns {Question[]} */
  get questions() {
    return this.entries.filter((entry) => entry.kind === 'question');
  }

  /** @returns {Question[]} */
  get unanswered() {
    return this.questions.filter(({ delivery }) => !['answered', 'failed'].includes(delivery));
  }

  /**
   * @param {string} text
   * @param {string | null} payload
   * @param {string | null} language which the person chose
   * @param {string} locale of the widget
   */
  ask(text, payload, language, locale) {
    /** @type {Question} */
    const question = { kind: 'question', id: newId(), text, payload, language, locale, delivery: 'waiting' };
    this.entries.push(question);
    this.keep();
    return question;
  }

  /**
   * @param {string | null} id
   * @param {import('./types').Delivery} delivery
   * @returns {Question | undefined} the question, where there is one
   */
  mark(id, delivery) {
    const question = this.questions.find((candidate) => candidate.id === id);
    if (question && question.delivery !== 'answered') question.delivery = delivery;
    this.keep();
    return question;
  }

  /**
   * @param {string} id of the question
   * @param {Message[]} messages
   * @returns {Entry[]} those that are new
   */
  answer(id, messages) {
    const question = this.mark(id, 'answered') ?? null;
    const isNew = (/** @type {Message} */ message) => !this.seen.has(message.id);
    const replies = messages.filter(isNew).map((message) => this.reply('bot', message, question));
    this.entries.push(...replies);
    return replies;
  }

  /**
   * Take over what the service has stored; what was not sent yet stays last.
   * @param {HistoryItem[]} items
   * @returns {Entry[]} those that are new
   */
  merge(items) {
    return items.filter(({ id }) => !this.seen.has(id)).map((item) => this.insert(item));
  }

  /** @param {HistoryItem} item @returns {Entry} */
  insert(item) {
    const own = this.questions.find(({ id }) => id === item.message_id);
    if (own) this.entries.splice(this.entries.indexOf(own), 1);
    const unsent = this.entries.findIndex(
      (entry) => entry.kind === 'question' && !['answered', 'received'].includes(entry.delivery),
    );
    const place = unsent < 0 ? this.entries.length : unsent;
    const entry = this.entryOf(item, own, this.entries.slice(0, place));
    this.entries.splice(place, 0, entry);
    this.keep();
    return entry;
  }

  /**
   * @param {HistoryItem} item
   * @param {Question | undefined} own
   * @param {Entry[]} before
   * @returns {Entry}
   */
  entryOf(item, own, before) {
    const { id, role, text, language, message } = item;
    if (role === 'user') {
      this.remember(id);
      if (own) return Object.assign(own, { delivery: own.delivery === 'answered' ? 'answered' : 'received' });
      const known = item.message_id ?? id;
      return { kind: 'question', id: known, text, payload: null, language, locale: language, delivery: 'answered' };
    }
    const question = before.filter((entry) => entry.kind === 'question').at(-1) ?? null;
    if (question?.kind === 'question') question.delivery = 'answered';
    const content = message ?? { id, text, buttons: [], custom: { type: 'notice', language } };
    return this.reply(role, content, question);
  }

  /**
   * @param {'bot' | 'agent'} role
   * @param {Message} message
   * @param {Question | null} question
   * @returns {import('./types').Reply}
   */
  reply(role, message, question) {
    this.remember(message.id);
    return { kind: 'reply', role, message, question };
  }

  /** @param {string} id */
  remember(id) {
    this.seen.add(id);
    this.lastSeen = id;
  }

  keep() {
    const open = this.questions.filter(({ delivery }) => delivery !== 'answered');
    this.memory.set('unanswered', open.length ? open : null);
  }

  clear() {
    this.entries = [];
    this.forget();
  }

  /** What the service has no more; what was not sent yet stays. */
  forget() {
    this.entries = this.unanswered;
    this.seen.clear();
    this.lastSeen = null;
    this.keep();
  }
}

function newId() {
  return Array.from(crypto.getRandomValues(new Uint32Array(4)), (part) => part.toString(36)).join('');
}
