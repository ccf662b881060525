// The panel at work: brings together what is known, the line to the service and the parts of the page.

import { Bell } from './core/announce.js';
import { Refused } from './core/api.js';
import { Live } from './core/live.js';
import { Memory, keepSetting, setting } from './core/memory.js';
import { Store } from './core/store.js';
import { Outbox } from './desk/outbox.js';

/**
 * @typedef {import('./types').Row} Row
 * @typedef {import('./types').Frame} Frame
 */

const QUEUE_RETRY_MS = 3000;

export class App {
  /**
   * @param {import('./types').Session} session
   * @param {{api: import('./core/api.js').Api, strings: import('./core/strings.js').Strings,
   *   clock: import('./core/clock.js').Clock, keys: import('./core/keys.js').Keys,
   *   announcer: import('./core/announce.js').Announcer}} tools
   */
  constructor(session, { api, strings, clock, keys, announcer }) {
    this.api = api;
    this.strings = strings;
    this.t = strings.t;
    this.clock = clock;
    this.keys = keys;
    this.say = announcer.say;
    this.bell = new Bell();
    this.bell.on = setting('sound', true);
    this.keys.single = setting('single-keys', true);
    this.store = new Store(session.agent);
    this.memory = new Memory(session.agent.id);
    this.memory.forgetOld(Date.now());
    this.outbox = new Outbox(this);
    this.live = new Live({
      frame: (frame) => this.receive(frame),
      state: (online) => this.connection(online),
    });
    /** Whether somebody else, or another language, has taken this one's place. */
    this.stopped = false;
    /** @type {Record<string, string>} what the queue is narrowed to */
    this.filters = {};
    /** A short notice at the edge of the page; the shell shows it. @type {(text: string, bad?: boolean) => void} */
    this.notify = () => {};
    /** Show another view. @type {(address: string) => void} */
    this.go = (address) => void (location.hash = address);
  }

  async start() {
    void this.appear();
    await this.loadQueue(true);
    void this.loadAgents();
  }

  /** Whoever opens the panel is there, unless they had chosen to be away. */
  async appear() {
    const { agent } = this.store;
    const wanted = setting(`${agent.id}:presence`, 'online');
    if (agent.presence !== wanted) await this.setPresence(wanted);
  }

  /**
   * The wish is kept before it is asked for, so that a page left meanwhile asks again.
   * @param {import('./types').Presence} presence @returns {Promise<boolean>}
   */
  async setPresence(presence) {
    const { agent } = this.store;
    const wish = `${agent.id}:presence`;
    const before = setting(wish, agent.presence);
    this.keep(wish, presence);
    try {
      await this.api.presence(presence);
      agent.presence = presence;
      this.store.emit('agents');
      return true;
    } catch (error) {
      if (error instanceof Refused) this.keep(wish, before);
      this.fail(error);
      return false;
    }
  }

  stop() {
    this.stopped = true;
    this.live.stop();
  }

  /** @param {boolean} [first] */
  async loadQueue(first = false) {
    try {
      const queue = await this.api.queue({ ...this.filters, limit: '500' });
      if (this.stopped) return;
      this.store.load(queue);
      if (first || this.live.stopped) this.live.start(queue.event);
      else this.live.event = Math.max(this.live.event, queue.event);
    } catch (error) {
      if (this.stopped) return;
      this.fail(error);
      setTimeout(() => this.stopped || void this.loadQueue(first), QUEUE_RETRY_MS);
    }
  }

  async loadAgents() {
    try {
      this.store.agents = (await this.api.agents()).agents;
      this.store.emit('agents');
    } catch {
      // The list is only needed to transfer; the dialog asks again.
    }
  }

  /** @param {Record<string, string>} filters */
  filter(filters) {
    this.filters = filters;
    void this.loadQueue();
  }

  /** Show a conversation, at once what is known of it and then what is new. @param {string | null} id */
  open(id) {
    if (id === this.store.selected) return;
    this.store.select(id);
    this.live.watch(id);
    if (id) void this.loadDetails(id);
  }

  /** @param {string} id @returns {Promise<boolean>} */
  async loadDetails(id) {
    try {
      this.store.putDetails(id, await this.api.conversation(id));
      return true;
    } catch (error) {
      this.store.emit('details', { id, error });
      return false;
    }
  }

  /** Open who comes next: an emergency, else the longest waiting whose language the agent speaks. */
  next() {
    const waiting = this.store.inGroup('waiting');
    const row = waiting[0]?.urgent ? waiting[0] : (waiting.find((one) => one.skill_match) ?? waiting[0]);
    if (row) this.go(`desk/${row.id}`);
    else this.notify(this.t('queue.none_waiting'));
  }

  /**
   * Do something with a conversation; says why where that is refused.
   * @param {string} id @param {'take' | 'return' | 'close' | 'transfer' | 'interpreter' | 'interpreter/join'} action
   * @param {object} [body]
   */
  async act(id, action, body = {}) {
    const version = this.store.row(id)?.version;
    try {
      const { row } = await this.api.act(id, action, { ...body, version });
      if (row) this.store.put(row);
      this.say(this.t(`done.${action.replace('/', '_')}`));
      void this.loadDetails(id);
      return true;
    } catch (error) {
      if (error instanceof Refused && error.problem.row) this.store.put(error.problem.row);
      this.fail(error);
      void this.loadDetails(id);
      return false;
    }
  }

  /** Say what went wrong, in the agent's language where the code is known. @param {unknown} error */
  fail(error) {
    const text = this.reason(error);
    this.notify(text, true);
    this.say(text);
  }

  /** @param {unknown} error */
  reason(error) {
    if (!(error instanceof Refused)) return this.t('problem.unreachable');
    const { code = '', detail, title, agent } = error.problem;
    const key = `problem.${code.replaceAll('-', '_')}`;
    const name = agent?.display_name ?? this.t('someone');
    return key in this.strings.sentences
      ? this.t(key, { agent: name })
      : (detail ?? title ?? this.t('problem.other', { status: error.problem.status }));
  }

  /** @param {boolean} online */
  connection(online) {
    const before = this.store.online;
    this.store.connection(online);
    if (before !== online) this.say(this.t(online ? 'connection.back' : 'connection.lost'));
    if (online) this.outbox.retryAll();
    else void this.api.session().catch((error) => {
      if (error instanceof Refused && error.problem.status === 401) this.api.onSignedOut();
    });
  }

  /** @param {Frame} frame */
  receive({ type, data }) {
    if (type === 'row') this.arrived(data);
    else if (type === 'message') this.store.putMessage(data.conversation, data.message);
    else if (type === 'note') this.store.putNote(data.conversation, data.note);
    else if (type === 'presence') this.store.putAgent(data.agent);
    else if (type === 'interpreter') this.wanted(data);
    else if (type === 'notify') this.turn(data.row);
    else if (type === 'alert') this.alarm(data);
    else if (type === 'removed') this.removed(data.conversation);
    else if (type === 'typing') this.store.emit('typing', data);
    else if (type === 'reset') void this.reset();
  }

  /** The person has deleted the conversation, or its time is over. @param {string} conversation */
  removed(conversation) {
    this.store.remove(conversation);
    if (conversation !== this.store.selected) return;
    this.go('desk');
    this.notify(this.t('conversation.removed'));
    this.say(this.t('conversation.removed'));
  }

  async reset() {
    await this.loadQueue();
    const { selected } = this.store;
    if (selected) await this.loadDetails(selected);
  }

  /** @param {Row} row */
  arrived(row) {
    const known = this.store.row(row.id);
    const wasWaiting = known?.state === 'waiting';
    if (!this.store.put(row)) return;
    if (row.state === 'waiting' && !wasWaiting) this.ring(row);
    const mineNow = this.store.isMine(row) && !(known && this.store.isMine(known));
    if (mineNow && known?.state === 'with_agent') this.ring(row);
  }

  /** @param {Row} row */
  ring(row) {
    this.bell.ring(row.urgent);
    const language = this.strings.languageName(row.language);
    this.say(this.t(row.urgent ? 'arrival.urgent' : 'arrival', { language }));
  }

  /** It is this agent's turn to take a conversation. @param {Row} row */
  turn(row) {
    this.store.put(row);
    this.bell.ring(row.urgent);
    const text = this.t('turn', { language: this.strings.languageName(row.language) });
    this.say(text);
    this.notify(text);
  }

  /** A colleague asks for someone who speaks a language. @param {{language: string | null, row: Row}} request */
  wanted({ language, row }) {
    this.store.put(row);
    if (!language || row.interpreter || !this.store.agent.languages.includes(language)) return;
    if (this.store.isMine(row)) return;
    this.bell.ring(false);
    const text = this.t('interpreter.wanted', { language: this.strings.languageName(language) });
    this.say(text);
    this.notify(text);
  }

  /** @param {{conversation: string, kind: string, row: Row | null}} alert */
  alarm({ conversation, kind, row }) {
    if (row) this.store.put(row);
    this.bell.ring(true);
    const text = this.t('alert', { kind: this.strings.word('emergency', kind) });
    this.say(text);
    if (conversation !== this.store.selected) this.notify(text, true);
  }

  /** @param {string} name @param {unknown} value */
  keep(name, value) {
    keepSetting(name, value);
  }
}
