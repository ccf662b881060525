// The panel's page: who is there, then what they see.

import { App } from './app.js';
import { Announcer } from './core/announce.js';
import { Api, Refused } from './core/api.js';
import { Clock } from './core/clock.js';
import { h, placeholder, press } from './core/dom.js';
import { Keys } from './core/keys.js';
import { keepSetting, setting } from './core/memory.js';
import { Strings, interfaceLanguage } from './core/strings.js';
import { showInvitation } from './session/invitation.js';
import { showSignIn } from './session/sign-in.js';
import { PanelShell } from './shell.js';

/**
 * @typedef {import('./types').Session} Session
 * @typedef {import('./types').Interface} Interface
 */

const root = /** @type {HTMLElement} */ (document.getElementById('panel'));
const region = /** @type {HTMLElement} */ (document.getElementById('announcer'));

class Page {
  constructor() {
    this.api = new Api();
    this.clock = new Clock();
    this.keys = new Keys();
    this.announcer = new Announcer(region);
    /** @type {App | null} */
    this.app = null;
    this.api.onSignedOut = () => void this.signedOut();
    this.theme(setting('theme', 'auto'));
  }

  async begin() {
    await this.speak(interfaceLanguage());
    const invitation = /^#invite=([^&]+)/.exec(location.hash);
    if (invitation) {
      history.replaceState(null, '', location.pathname);
      return showInvitation(this, decodeURIComponent(invitation[1]));
    }
    await this.resume();
  }

  /** Go on with the session that the browser has, or ask to sign in. */
  async resume() {
    try {
      this.enter(await this.api.session());
    } catch (error) {
      if (error instanceof Refused && error.problem.status === 401) return this.askWho();
      this.showTrouble();
    }
  }

  askWho() {
    const failed = /^#oidc=(refused|unavailable)$/.exec(location.hash);
    if (failed) history.replaceState(null, '', location.pathname);
    const key = failed?.[1] === 'refused' ? 'signin.oidc_refused' : 'signin.oidc_unavailable';
    showSignIn(this, failed ? this.strings?.t(key) : '');
  }

  /** @param {Interface} language */
  async speak(language) {
    this.strings = await Strings.load(language);
    document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
    document.title = this.strings.t('title');
  }

  /** Show everything in another language. @param {Interface} language */
  async translate(language) {
    keepSetting('interface', language);
    await this.speak(language);
    if (this.app) {
      const { agent } = this.app.store;
      this.enter({ agent, csrf: this.api.csrf });
    } else await this.resume();
  }

  /** @param {import('./types').Theme} theme */
  theme(theme) {
    document.documentElement.dataset.theme = theme;
    keepSetting('theme', theme);
  }

  /** @param {Session} session */
  enter(session) {
    if (!this.strings) return;
    this.app?.stop();
    this.clock.set(session.server_time);
    const { api, strings, clock, keys, announcer } = this;
    this.app = new App(session, { api, strings, clock, keys, announcer });
    this.show(new PanelShell(this.app, this));
    void this.app.start();
  }

  /** The session has ended; what was being written is kept. */
  async signedOut() {
    if (!this.app) return;
    this.app.stop();
    this.app = null;
    showSignIn(this, this.strings?.t('signin.ended'));
  }

  showTrouble() {
    const t = this.strings?.t ?? ((/** @type {string} */ key) => key);
    const again = press(t('retry'), () => void this.resume(), { symbol: 'retry', class: 'primary' });
    this.show(h('main', { class: 'alone' }, placeholder('failed', t('problem.unreachable'), again)));
  }

  /** @param {HTMLElement} content */
  show(content) {
    root.replaceChildren(content);
  }
}

/** @typedef {Page} PanelPage */

const page = new Page();
page.begin().catch(() => page.showTrouble());
