// What an agent has written and the service has not stored yet; kept over a reload, sent once.

import { Refused } from '../core/api.js';

/**
 * @typedef {import('../types').Pending} Pending
 * @typedef {import('../types').Outgoing} Outgoing
 */

export class Outbox {
  /** @param {import('../app.js').App} app */
  constructor(app) {
    this.app = app;
    /** @type {Map<string, Pending[]>} */
    this.pending = new Map();
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
    void this.deliver(conversation, pending);
  }

  /** @param {string} conversation @param {Pending} pending */
  retry(conversation, pending) {
    pending.state = 'sending';
    delete pending.problem;
    this.set(conversation, this.of(conversation));
    void this.deliver(conversation, pending);
  }

  /** The line is back: what failed for want of one goes out by itself. */
  retryAll() {
    for (const conversation of this.app.memory.unsent()) {
      for (const pending of this.of(conversation)) {
        if (!pending.problem) this.retry(conversation, pending);
      }
    }
  }

  /** @param {string} conversation @param {Pending} pending */
  drop(conversation, pending) {
    this.set(conversation, this.of(conversation).filter((one) => one !== pending));
  }

  /** @param {string} conversation @param {Pending} pending */
  async deliver(conversation, pending) {
    const { client_id, text, suggestion, phrase, translate } = pending;
    try {
      const body = { client_id, text, suggestion, phrase, translate };
      const { message } = await this.app.api.send(conversation, body);
      this.drop(conversation, pending);
      this.app.store.putMessage(conversation, message);
    } catch (error) {
      pending.state = 'failed';
      if (error instanceof Refused && error.problem.status < 500) pending.problem = this.app.reason(error);
      this.set(conversation, this.of(conversation));
      this.app.say(pending.problem ?? this.app.t('message.failed'));
    }
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
