// The line to the service: a WebSocket, or HTTP where none gets through. It comes back by itself,
// asks for what it missed and sends again what was not answered; the service answers an id once.

import { Refused } from './api.js';

const PING_EVERY = 25_000;
const SILENCE = 12_000;
const LONGEST_WAIT = 30_000;
const POLL_EVERY = 8_000;
const SOCKET_TRIES = 3;
const POLLS_BEFORE_SOCKET = 8;
const UNAUTHORISED = 4401;

/**
 * @typedef {object} Listener
 * @property {() => string | null} lastSeen the id of the last message received
 * @property {() => import('./types').Question[]} unanswered what is still to be sent or answered
 * @property {(items: import('./types').HistoryItem[]) => void} onHistory
 * @property {() => void} onEmpty nothing is stored (any more)
 * @property {(id: string) => void} onReceived
 * @property {(id: string, messages: import('./types').Message[]) => void} onAnswer
 * @property {(id: string | null, problem: import('./types').Problem) => void} onError
 * @property {(online: boolean) => void} onState
 * @property {() => void} onTyping an agent is writing
 */

export class Connection {
  /**
   * @param {import('./api.js').Api} api
   * @param {import('./storage.js').Memory} memory
   * @param {Listener} listener
   */
  constructor(api, memory, listener) {
    this.api = api;
    this.memory = memory;
    this.listener = listener;
    /** @type {WebSocket | null} */
    this.socket = null;
    this.online = false;
    this.failures = 0;
    this.wanted = false;
    /** @type {Record<string, number>} */
    this.timers = {};
    /** @type {Promise<string> | null} */
    this.beginning = null;
    addEventListener('online', () => {
      this.failures = 0;
      if (this.wanted) this.connect();
    });
    addEventListener('offline', () => this.lose());
  }

  get token() {
    return this.memory.get('token', '');
  }

  /** Connect and stay connected. */
  connect() {
    this.wanted = true;
    clearTimeout(this.timers.again);
    if (this.socket || this.connecting || this.online) return;
    this.connecting = true;
    this.begin()
      .then((token) => this.join(token))
      .catch(() => this.lose())
      .finally(() => (this.connecting = false));
  }

  /** Send a question; where there is no connection it goes out with the next one. */
  send(/** @type {import('./types').Question} */ question) {
    if (!this.online) this.connect();
    else if (this.socket) this.transmit(question);
    else void this.post(question);
  }

  /** Delete the conversation on the service and forget the session. */
  async erase() {
    if (this.token) await this.api.erase(this.token);
    this.forget();
  }

  forget() {
    this.wanted = false;
    this.memory.set('token', null);
    this.beginning = null;
    this.hangUp();
  }

  /** @returns {Promise<string>} */
  begin() {
    if (this.token) return Promise.resolve(this.token);
    this.beginning ??= this.api
      .begin()
      .then(({ token }) => {
        this.memory.set('token', token);
        return token;
      })
      .finally(() => (this.beginning = null));
    return this.beginning;
  }

  /** @param {string} token */
  async join(token) {
    if (this.failures >= SOCKET_TRIES) await this.poll();
    else this.dial(token);
  }

  /** @param {string} token */
  dial(token) {
    const socket = new WebSocket(this.api.socketAddress);
    this.socket = socket;
    this.expect();
    socket.onopen = () => this.say({ type: 'hello', token, after: this.listener.lastSeen() });
    socket.onmessage = ({ data }) => this.hear(JSON.parse(data));
    socket.onclose = ({ code }) => {
      if (this.socket !== socket) return;
      if (code === UNAUTHORISED) this.memory.set('token', null);
      this.lose();
    };
  }

  /** @param {object} frame */
  say(frame) {
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(frame));
    this.expect();
  }

  /** A line on which nothing comes back is taken for dead. */
  expect() {
    clearTimeout(this.timers.silence);
    this.timers.silence = setTimeout(() => this.lose(), SILENCE);
  }

  /** @param {any} frame */
  hear(frame) {
    clearTimeout(this.timers.silence);
    if (frame.type === 'history') this.arrive(frame);
    else if (frame.type === 'received') this.listener.onReceived(frame.id);
    else if (frame.type === 'answer') this.listener.onAnswer(frame.id, frame.messages);
    else if (frame.type === 'error') this.listener.onError(frame.id, frame.problem);
    else if (frame.type === 'typing') this.listener.onTyping();
    else if (frame.type === 'changed') this.say({ type: 'history', after: this.listener.lastSeen() });
  }

  /** @param {import('./types').History} history */
  arrive({ items, empty }) {
    const isNew = !this.online;
    this.online = true;
    if (empty) this.listener.onEmpty();
    this.listener.onHistory(items);
    this.listener.onState(true);
    if (this.socket) {
      this.failures = 0;
      this.keepAlive();
    }
    if (isNew) this.listener.unanswered().forEach((question) => this.send(question));
  }

  keepAlive() {
    clearInterval(this.timers.ping);
    this.timers.ping = setInterval(() => this.say({ type: 'ping' }), PING_EVERY);
  }

  /** @param {import('./types').Question} question */
  transmit({ id, text, payload, language, locale }) {
    this.say({ type: 'message', id, text, payload, language, locale });
  }

  /** @param {import('./types').Question} question */
  async post(question) {
    try {
      const { messages } = await this.api.send(this.token, question);
      this.listener.onAnswer(question.id, messages);
    } catch (error) {
      if (error instanceof Refused && !this.isExpired(error)) {
        this.listener.onError(question.id, error.problem);
      } else this.lose();
    }
  }

  /** @param {unknown} error whether it is the session's end; then it is forgotten */
  isExpired(error) {
    const expired = error instanceof Refused && error.problem.status === 401;
    if (expired) this.memory.set('token', null);
    return expired;
  }

  /** Without a socket: ask for what is new from time to time, and now and then for a socket. */
  async poll(times = 1) {
    try {
      this.arrive(await this.api.history(this.token, this.listener.lastSeen()));
      const isTimeForSocket = times % POLLS_BEFORE_SOCKET === 0;
      this.timers.poll = setTimeout(() => {
        if (isTimeForSocket) this.dial(this.token);
        else void this.poll(times + 1);
      }, POLL_EVERY);
    } catch (error) {
      this.isExpired(error);
      this.lose();
    }
  }

  /** The connection is gone: hang up, say so, try again later. */
  lose() {
    this.hangUp();
    if (!this.wanted) return;
    this.failures += 1;
    this.listener.onState(false);
    const wait = Math.min(LONGEST_WAIT, 500 * 2 ** this.failures) * (0.75 + Math.random() / 2);
    this.timers.again = setTimeout(() => this.connect(), wait);
  }

  hangUp() {
    const { socket } = this;
    this.socket = null;
    this.online = false;
    socket?.close();
    for (const timer of Object.values(this.timers)) clearTimeout(timer);
  }
}
