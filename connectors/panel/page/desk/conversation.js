// The conversation in the middle: who it is, what may be done, what was said, what is being written.

import { duration, strain } from '../core/clock.js';
import { Part, h, placeholder, press } from '../core/dom.js';
import { symbol } from '../core/symbols.js';
import { askInterpreter, askReason, askTransfer } from './dialogs.js';
import { Composer } from './composer.js';
import { Transcript } from './transcript.js';

/** @typedef {import('../types').Row} Row */

const TYPING_MS = 6000;

export class PanelConversation extends Part {
  /** @param {import('../app.js').App} app */
  constructor(app) {
    super();
    this.app = app;
    this.header = h('header', { class: 'who' });
    this.banner = h('div', { class: 'banner', hidden: true });
    this.composer = new Composer(app);
    this.transcript = new Transcript(app, (text) => this.composer.put(text));
    /** Who else writes just now, and until when that holds. */
    this.typing = { name: '', until: 0 };
    this.failed = false;
    /** @type {string | null} */
    this.shown = null;
  }

  connectedCallback() {
    const { app } = this;
    const { store } = app;
    const keep = () => this.composer.keep();
    window.addEventListener('pagehide', keep);
    this.until(
      () => window.removeEventListener('pagehide', keep),
      store.on('selected', () => this.update()),
      store.on('details', (detail) => this.changed(detail)),
      store.on('message', ({ conversation, message, isNew }) => {
        if (conversation === store.selected) this.transcript.update(isNew ? message : null);
      }),
      store.on('typing', ({ conversation, by }) => {
        if (conversation === store.selected) this.writes(by);
      }),
      app.clock.every(() => this.tick()),
      ...this.shortcuts(),
    );
    this.update();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.composer.keep();
  }

  /** The row of the conversation shown. */
  get row() {
    const { selected } = this.app.store;
    return selected ? this.app.store.row(selected) : undefined;
  }

  shortcuts() {
    const { keys, store } = this.app;
    const group = /** @type {const} */ ('conversation');
    const open = () => Boolean(store.selected) && this.isConnected;
    const held = () => open() && (this.isMine() || (this.row?.state === 'with_agent' && store.agent.role !== 'agent'));
    return [
      keys.add(
        { id: 'take', keys: 'Alt+A', group, when: open, run: () => this.take() },
        { id: 'return', keys: 'Alt+G', group, when: held, run: () => this.act('return') },
        { id: 'transfer', keys: 'Alt+R', group, when: held, run: () => this.transfer() },
        { id: 'close', keys: 'Alt+X', group, when: held, run: () => this.end() },
        { id: 'interpreter', keys: 'Alt+I', group, when: () => open() && this.isMine(), run: () => this.interpreter() },
        { id: 'compose', keys: 'Alt+W', group, when: open, run: () => this.composer.focus() },
        { id: 'phrasebook', keys: 'F4', group, when: () => open() && !this.composer.writing.hidden, run: () => this.composer.phrases() },
        { id: 'translate', keys: 'Alt+B', group, when: () => open() && !this.composer.writing.hidden, run: () => void this.composer.check() },
      ),
    ];
  }

  isMine() {
    const { row } = this;
    return row !== undefined && this.app.store.isMine(row);
  }

  /** @param {string | {id: string, error: unknown}} detail */
  changed(detail) {
    const id = typeof detail === 'string' ? detail : detail.id;
    if (id !== this.app.store.selected) return;
    this.failed = typeof detail !== 'string';
    this.update();
  }

  update() {
    const { app } = this;
    const { selected, details } = app.store;
    if (!selected) return this.replaceChildren(this.nothing());
    const known = details.get(selected);
    if (!known) {
      return this.replaceChildren(this.failed ? this.unreachable(selected) : placeholder('loading', app.t('conversation.loading')));
    }
    if (this.shown !== selected || this.firstElementChild !== this.header) {
      this.shown = selected;
      this.replaceChildren(this.header, this.banner, this.transcript.element, this.composer.element);
      this.transcript.open(selected);
      this.composer.open(selected);
    }
    this.drawHeader(known.row);
    this.drawBanner(known);
    this.transcript.update(null);
    this.composer.update();
    this.tick();
  }

  nothing() {
    const { app } = this;
    return placeholder('empty', app.t('conversation.none'),
      press(app.t('shortcut.next'), () => app.next(), { keys: 'F8', symbol: 'wait', class: 'primary' }));
  }

  /** @param {string} id */
  unreachable(id) {
    const { app } = this;
    const again = () => {
      this.failed = false;
      this.update();
      void app.loadDetails(id);
    };
    return placeholder('failed', app.t('conversation.failed'), press(app.t('retry'), again, { symbol: 'retry' }));
  }

  /** @param {Row} row */
  drawHeader(row) {
    const { strings, t } = this.app;
    const mine = this.isMine();
    const focused = this.header.contains(document.activeElement) ? document.activeElement?.id : '';
    const actions = mine ? this.ownActions() : this.otherActions(row);
    this.header.replaceChildren(
      h('div', { class: 'title' },
        h('h2', {}, h('b', {}, row.language), ` ${strings.languageName(row.language)}`,
          h('span', { class: 'sub' }, `${strings.word('channel', row.channel)} · ${strings.word('topic', row.topic) || t('topic.none')}`)),
        h('p', { class: `state ${row.state}${mine ? ' mine' : ''}` }, symbol(stateSymbol(row, mine)),
          h('span', { class: 'speaks' }, this.stateText(row, mine)), h('span', { class: 'clock' }), h('span', { class: 'writes' }))),
      h('div', { class: 'actions' }, ...actions),
    );
    if (focused) document.getElementById(focused)?.focus();
  }

  /** @param {Row} row @param {boolean} mine */
  stateText(row, mine) {
    const { t } = this.app;
    if (mine) return t('state.mine');
    if (row.state === 'with_agent') return t('state.with_agent', { agent: row.agent?.display_name ?? t('someone') });
    return t(`state.${row.state}`);
  }

  ownActions() {
    return [
      this.action('return', 'back', () => this.act('return')),
      this.action('transfer', 'transfer', () => this.transfer(), true),
      this.action('interpreter', 'people', () => this.interpreter(), true),
      this.action('close', 'check', () => this.end()),
    ];
  }

  /** @param {Row} row */
  otherActions(row) {
    const { agent } = this.app.store;
    if (row.state !== 'with_agent') return [this.action('take', 'hand', () => this.take(), false, 'primary')];
    const join = row.interpreter_wanted && row.interpreter === null
      ? [this.action('join', 'people', () => void this.app.act(row.id, 'interpreter/join'), false, 'primary')]
      : [];
    if (agent.role === 'agent') return join;
    return [...join, this.action('return', 'back', () => this.act('return')),
      this.action('transfer', 'transfer', () => this.transfer(), true),
      this.action('close', 'check', () => this.end())];
  }

  /** @param {string} id @param {string} picture @param {() => void} run @param {boolean} [quiet] @param {string} [look] */
  action(id, picture, run, quiet = false, look = '') {
    const { keys, t } = this.app;
    const element = press(t(`action.${id}`), run, { symbol: picture, keys: keys.of(id), quiet, class: look });
    element.id = `action-${id}`;
    return element;
  }

  /** @param {import('../types').Details} details */
  drawBanner({ row, reachable }) {
    const { strings, t } = this.app;
    const lines = [];
    if (row.urgent) {
      const kind = strings.word('emergency', row.emergency) || t('queue.urgent');
      lines.push(h('p', { class: 'urgent' }, symbol('alert'), t('banner.urgent', { kind })));
    }
    if (reachable?.state === 'closed_window') lines.push(h('p', {}, symbol('clock'), t('banner.closed_window')));
    if (reachable?.state === 'polling') lines.push(h('p', {}, symbol('clock'), t('banner.polling')));
    if (row.due_at && row.due_state && row.due_state !== 'ok') {
      const at = strings.moment(row.due_at, this.app.clock.now());
      lines.push(h('p', {}, symbol('clock'), t('banner.due', { at, state: t(`due.${row.due_state}`) })));
    }
    this.banner.hidden = lines.length === 0;
    this.banner.replaceChildren(...lines);
  }

  /** A colleague writes. @param {string} by the id of an agent */
  writes(by) {
    const { agent, agents } = this.app.store;
    if (by === agent.id) return;
    const name = agents.find(({ id }) => id === by)?.display_name ?? this.app.t('someone');
    this.typing = { name, until: Date.now() + TYPING_MS };
    this.tick();
  }

  tick() {
    const { row, app } = this;
    const writing = this.header.querySelector('.writes');
    const { name, until } = this.typing;
    if (writing) writing.textContent = Date.now() < until ? app.t('state.typing', { agent: name }) : '';
    const clock = this.header.querySelector('.clock');
    if (!row || !(clock instanceof HTMLElement)) return;
    const since = row.state === 'waiting' ? row.waiting_since : row.since;
    if (!since || row.state === 'closed' || row.message_left) return void (clock.textContent = '');
    const seconds = app.clock.since(since);
    const state = row.state === 'waiting' ? strain(seconds, app.store.limits) : 'ok';
    clock.className = `clock ${state}`;
    clock.textContent = `${duration(seconds)}${state === 'ok' ? '' : ` · ${app.t(`clock.${state}`)}`}`;
  }

  async take() {
    const { row } = this;
    if (!row || this.isMine()) return this.composer.focus();
    if (await this.app.act(row.id, 'take')) this.composer.focus();
  }

  /** @param {'return'} action */
  act(action) {
    const { row } = this;
    if (row) void this.app.act(row.id, action);
  }

  transfer() {
    const { row } = this;
    if (row) askTransfer(this.app, row);
  }

  end() {
    const { row } = this;
    if (row) askReason(this.app, row);
  }

  interpreter() {
    const { row } = this;
    if (row) askInterpreter(this.app, row);
  }
}

/** @param {Row} row @param {boolean} mine */
function stateSymbol(row, mine) {
  if (mine || row.state === 'with_agent') return 'person';
  return { bot: 'bot', waiting: 'wait', closed: 'check' }[row.state];
}

customElements.define('panel-conversation', PanelConversation);
