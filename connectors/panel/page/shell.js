// The frame of the panel: which view, who is signed in, whether the line holds, what the keys do.

import { PanelAudit } from './audit/audit.js';
import { PanelCall } from './call/call.js';
import { PanelContent } from './content/content.js';
import { Part, choice, h, press } from './core/dom.js';
import { symbol } from './core/symbols.js';
import { PanelAssist } from './desk/assist.js';
import { PanelConversation } from './desk/conversation.js';
import { PanelQueue } from './desk/queue.js';
import { PanelInsight } from './insight/insight.js';
import { showKeys } from './overlay.js';

/** @typedef {'desk' | 'call' | 'insight' | 'content' | 'audit'} View */

/** @type {[View, string, string][]} */
const VIEWS = [
  ['desk', 'chat', 'F7'],
  ['call', 'phone', 'F9'],
  ['insight', 'chart', ''],
  ['content', 'book', ''],
  ['audit', 'folder', ''],
];
const NOTICE_MS = 6000;

export class PanelShell extends Part {
  /**
   * @param {import('./app.js').App} app
   * @param {{translate: (language: 'zh' | 'en') => Promise<void>, theme: (theme: 'auto' | 'light' | 'dark') => void}} page
   */
  constructor(app, page) {
    super();
    this.app = app;
    this.page = page;
    this.nav = h('nav', { 'aria-label': app.t('nav.title') });
    this.tools = h('div', { class: 'tools' });
    this.line = h('p', { class: 'line', hidden: true });
    this.main = h('main', { id: 'main', tabindex: '-1' });
    this.notices = h('div', { class: 'notices' });
    /** @type {View | null} */
    this.view = null;
    this.conversation = new PanelConversation(app);
    this.queue = new PanelQueue(app);
    this.call = new PanelCall(app);
    const assist = new PanelAssist(app, this.conversation.composer);
    this.views = {
      desk: h('div', { class: 'desk' }, this.queue, this.conversation, assist),
      call: this.call,
      insight: new PanelInsight(app),
      content: new PanelContent(app),
      audit: new PanelAudit(app),
    };
  }

  connectedCallback() {
    const { app } = this;
    app.notify = (text, bad = false) => this.notice(text, bad);
    this.replaceChildren(
      h('header', { class: 'top' }, h('h1', {}, app.t('title')), this.nav, this.tools), this.line, this.main, this.notices);
    const route = () => this.route();
    window.addEventListener('hashchange', route);
    this.until(
      () => window.removeEventListener('hashchange', route),
      app.store.on('queue', () => this.drawBadge()),
      app.store.on('connection', () => this.drawLine()),
      app.store.on('agents', () => {
        const shown = this.tools.querySelector('.presence');
        if (shown instanceof HTMLSelectElement) shown.value = app.store.agent.presence;
      }),
      app.keys.add(...this.shortcuts()),
    );
    this.drawTools();
    this.route();
  }

  /** @returns {import('./core/keys.js').Shortcut[]} */
  shortcuts() {
    const { app } = this;
    const group = 'everywhere';
    return [
      { id: 'keys', keys: 'F1', group, run: () => showKeys(app) },
      { id: 'keys-single', keys: '?', group, run: () => showKeys(app) },
      { id: 'view-desk', keys: 'F7', group, run: () => this.toDesk() },
      { id: 'next', keys: 'F8', group, run: () => app.next() },
      { id: 'view-call', keys: 'F9', group, run: () => this.toCall() },
      { id: 'queue', keys: 'Alt+Q', group, run: () => {
        this.toDesk();
        this.queue.focusList();
      } },
    ];
  }

  toDesk() {
    const { selected } = this.app.store;
    this.app.go(selected ? `desk/${encodeURIComponent(selected)}` : 'desk');
    this.route();
  }

  toCall() {
    this.app.go('call');
    this.route();
    this.call.begin();
  }

  /** Only those who answer for the desk read the audit log. */
  get offered() {
    const { role } = this.app.store.agent;
    return VIEWS.filter(([view]) => view !== 'audit' || role !== 'agent');
  }

  /** Show what the address names. */
  route() {
    const [name, identity = ''] = location.hash.slice(1).split('/');
    const view = this.offered.find(([known]) => known === name)?.[0] ?? 'desk';
    if (view !== this.view) {
      this.view = view;
      this.main.replaceChildren(this.views[view]);
      this.drawNav();
    }
    if (view === 'desk') this.app.open(identity ? decodeURIComponent(identity) : null);
    if (view === 'content') this.views.content.open(identity ? decodeURIComponent(identity) : null);
  }

  drawNav() {
    const { app } = this;
    const links = this.offered.map(([view, picture, keys]) => h(
      'a',
      { href: `#${view === 'desk' && app.store.selected ? `desk/${encodeURIComponent(app.store.selected)}` : view}`,
        'aria-current': view === this.view ? 'page' : null, title: keys ? `${app.t(`nav.${view}`)} (${keys})` : null,
        'aria-keyshortcuts': keys || null, 'data-view': view },
      symbol(picture), h('span', {}, app.t(`nav.${view}`)), view === 'desk' && h('span', { class: 'badge', hidden: true }),
    ));
    this.nav.replaceChildren(...links);
    this.drawBadge();
  }

  /** How many wait, in the page and in the browser's tab. */
  drawBadge() {
    const { app } = this;
    const { waiting } = app.store.counts;
    const urgent = app.store.inGroup('waiting')[0]?.urgent ?? false;
    const badge = this.nav.querySelector('.badge');
    document.title = waiting ? `(${waiting}${urgent ? '!' : ''}) ${app.t('title')}` : app.t('title');
    if (!(badge instanceof HTMLElement)) return;
    badge.hidden = waiting === 0;
    badge.classList.toggle('urgent', urgent);
    badge.replaceChildren(`${waiting}${urgent ? '!' : ''}`, h('span', { class: 'unseen' }, ` ${app.t('nav.waiting')}`));
    const desk = this.nav.querySelector('[data-view=desk]');
    const { selected } = app.store;
    desk?.setAttribute('href', selected ? `#desk/${encodeURIComponent(selected)}` : '#desk');
  }

  drawLine() {
    const { app } = this;
    this.line.hidden = app.store.online;
    this.line.replaceChildren(symbol('alert'), app.t('connection.line'));
  }

  drawTools() {
    const { app } = this;
    const { t, strings, store } = app;
    const { agent } = store;
    const sound = press(t(app.bell.on ? 'tools.sound_on' : 'tools.sound_off'), () => this.toggleSound(), {
      symbol: app.bell.on ? 'bell' : 'belloff', quiet: true, pressed: app.bell.on });
    const theme = press(t('tools.theme'), () => this.toggleTheme(), { symbol: 'moon', quiet: true });
    const next = strings.language === 'zh' ? 'en' : 'zh';
    const language = press(next === 'zh' ? '中文' : 'English', () => void this.page.translate(next), { class: 'bare' });
    language.lang = next;
    language.id = 'interface-language';
    const presence = choice(t('presence.title'),
      ['online', 'away', 'offline'].map((value) => [value, t(`presence.${value}`)]), agent.presence,
      (value) => void app.setPresence(/** @type {import('./types').Presence} */ (value)).then((done) => done || this.drawTools()), { hidden: true });
    presence.className = 'presence';
    this.tools.replaceChildren(
      presence, sound, theme, language,
      press(t('tools.keys'), () => showKeys(app), { keys: 'F1', symbol: 'dots', quiet: true, class: 'help' }),
      this.account(agent),
    );
    const help = this.tools.querySelector('.help');
    help?.replaceChildren(h('span', { 'aria-hidden': 'true' }, '?'));
  }

  /** @param {import('./types').Agent} agent */
  account(agent) {
    const { t, strings } = this.app;
    const details = h('details', { class: 'account' },
      h('summary', {}, symbol('person'), h('span', {}, agent.display_name)),
      h('div', { class: 'menu' },
        h('p', {}, `${agent.name} · ${t(`role.${agent.role}`)}`),
        h('p', {}, agent.languages.map((code) => strings.languageName(code)).join(', ')),
        press(t('tools.sign_out'), () => void this.leave(false)),
        press(t('tools.sign_out_everywhere'), () => void this.leave(true))));
    details.addEventListener('keydown', (event) => {
      if (event.key === 'Escape') details.open = false;
    });
    return details;
  }

  toggleSound() {
    const { app } = this;
    app.bell.on = !app.bell.on;
    app.keep('sound', app.bell.on);
    this.drawTools();
    app.bell.ring(false);
  }

  toggleTheme() {
    const dark = document.documentElement.dataset.theme === 'dark'
      || (document.documentElement.dataset.theme !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
    this.page.theme(dark ? 'light' : 'dark');
  }

  /** @param {boolean} everywhere */
  async leave(everywhere) {
    try {
      await (everywhere ? this.app.api.signOutEverywhere() : this.app.api.signOut());
      this.app.api.onSignedOut();
    } catch (error) {
      this.app.fail(error);
    }
  }

  /** @param {string} text @param {boolean} bad */
  notice(text, bad) {
    const element = h('div', { class: bad ? 'notice bad' : 'notice' }, symbol(bad ? 'alert' : 'check'), h('p', {}, text),
      press(this.app.t('dialog.close'), () => element.remove(), { symbol: 'close', quiet: true }));
    this.notices.append(element);
    while (this.notices.children.length > 3) this.notices.firstElementChild?.remove();
    setTimeout(() => element.remove(), bad ? NOTICE_MS * 2 : NOTICE_MS);
  }
}

customElements.define('panel-shell', PanelShell);
