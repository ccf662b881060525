// What an agent has written and the service has not stored yet; kept over a reload, sent once.

import { Refused } from '../core/api.js';

/**
 * @typedef {import('../types').Pending} Pending
 * @typedef {import('../types').Outgoing} Outgoing
 */

const RETRY_MS = 8000;

export class Outbox {
  /** @param {import('../app.js').App} app */
  constructor(app) {
    this.app = app;
    /** @type {Map<string, Pending[]>} */
    this.pending = new Map();
    /** @type {Set<string>} conversations of which something is on its way */
    this.busy = new Set();
    /** @type {Set<string>} client ids of messages of which it was said that they did not go out */
    this.told = new Set();
  }

  /** @param {string} conversation @returns {Pending[]} */
  of(conversation) {
    const known = this.pending.get(conversation) ?? this.app.memory.pending(conversation);
    this.pending.set(conversation, known);
    return known;
  }

  /** @param {string} conversation @param {Omit<Outgoing, 'client_id'>} message @param {string} language */
  send(conversation, message, language) {
    const at = this.app.clock.now().toISOString();
    /** @type {Pending} */
    const pending = { ...message, client_id: newId(), language, at, state: 'sending' };
    this.set(conversation, [...this.of(conversation), pending]);
    void this.flush(conversation);
  }

  /** @param {string} conversation @param {Pending} pending */
  retry(conversation, pending) {
    delete pending.problem;
    void this.flush(conversation);
  }

  /** The line is back: what failed for want of one goes out by itself. */
  retryAll() {
    for (const conversation of this.app.memory.unsent()) void this.flush(conversation);
  }

  /** @param {string} conversation @param {Pending} pending */
  drop(conversation, pending) {
    this.set(conversation, this.of(conversation).filter((one) => one !== pending));
  }

  /**
   * Send what is to be sent, one after another, in the order in which it was written. What the service
   * refuses stands aside; what finds no service waits, and all that was written after it.
   * @param {string} conversation
   */
  async flush(conversation) {
    if (this.busy.has(conversation)) return;
    this.busy.add(conversation);
    try {
      for (;;) {
        const next = this.of(conversation).find(({ problem }) => !problem);
        if (!next || this.app.stopped || !(await this.deliver(conversation, next))) break;
      }
    } finally {
      this.busy.delete(conversation);
    }
  }

  /** @param {string} conversation @param {Pending} pending @returns {Promise<boolean>} whether the next may go */
  async deliver(conversation, pending) {
    const { client_id, text, suggestion, phrase, translate } = pending;
    pending.state = 'sending';
    this.set(conversation, this.of(conversation));
    try {
      const body = { client_id, text, suggestion, phrase, translate };
      const { message } = await this.app.api.send(conversation, body);
      this.drop(conversation, pending);
      this.app.store.putMessage(conversation, message);
      return true;
    } catch (error) {
      pending.state = 'failed';
      const refused = error instanceof Refused && error.problem.status < 500 && error.problem.status !== 401;
      if (refused) pending.problem = this.app.reason(error);
      else setTimeout(() => void this.flush(conversation), RETRY_MS);
      this.set(conversation, this.of(conversation));
      this.tell(pending);
      return refused;
    }
  }

  /** Say once that a message did not go out, however often it is tried. @param {Pending} pending */
  tell({ client_id, problem }) {
    if (this.told.has(client_id) && !problem) return;
    this.told.add(client_id);
    this.app.say(problem ?? this.app.t('message.failed'));
  }

  /** @param {string} conversation @param {Pending[]} pending */
  set(conversation, pending) {
    this.pending.set(conversation, pending);
    this.app.memory.keepPending(conversation, pending);
    this.app.store.emit('message', { conversation, message: null, isNew: false });
  }
}

function newId() {
  return Array.from(crypto.getRandomValues(new Uint32Array(4)), (part) => part.toString(36)).join('');
}
