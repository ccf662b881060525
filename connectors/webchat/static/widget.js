// The chat on any page: <script src="…/widget.js" data-language data-position data-colour data-title
// data-endpoint data-open></script>. Until it is opened there is only a button: nothing else is
// loaded and no connection made.
(() => {
  'use strict';

  /**
   * What can be said before anything else is loaded; filled in by the server.
   * @type {Record<string, import('./widget/types').Labels>}
   */
  const LABELS = /* labels */ {};

  /**
   * The modules of this version by their hashes; filled in by the server.
   * @type {Record<string, string>}
   */
  const MODULES = /* modules */ {};
  const VERSION = '/* v */';

  const STYLES = `
    :host { all: initial; }
    .place { position: fixed; z-index: 2147483000; inset-block-end: 20px; inset-inline-end: 20px;
      max-inline-size: calc(100vw - 40px); color-scheme: light dark;
      font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "PingFang SC",
        "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans Arabic", "Noto Sans Thai", sans-serif; }
    .place[data-position="left"] { inset-inline: auto; left: 20px; }
    .place[data-position="right"] { inset-inline: auto; right: 20px; }
    .place[data-position="start"] { inset-inline: 20px auto; }
    button { font: inherit; cursor: pointer; }
    .launcher { display: inline-flex; align-items: center; gap: 10px; min-block-size: 56px;
      padding: 0 22px 0 18px; border: 2px solid transparent; border-radius: 28px; font-weight: 600;
      background: var(--accent, #0b5c55); color: var(--on-accent, #fff);
      box-shadow: 0 1px 2px rgb(0 0 0 / .2), 0 8px 24px rgb(0 0 0 / .18); }
    .launcher:dir(rtl) { padding: 0 18px 0 22px; }
    .launcher:hover { box-shadow: 0 2px 4px rgb(0 0 0 / .25), 0 12px 28px rgb(0 0 0 / .25); }
    .launcher[aria-busy="true"] { opacity: .85; cursor: progress; }
    .launcher svg { inline-size: 24px; block-size: 24px; flex: none; }
    :focus-visible { outline: 3px solid #fff; outline-offset: -5px; }
    .launcher:focus-visible { box-shadow: 0 0 0 3px var(--accent, #0b5c55); }
    .trouble { box-sizing: border-box; inline-size: 320px; max-inline-size: 100%; padding: 18px;
      margin-block-end: 12px; border-radius: 16px; background: #fff; color: #1c2524;
      box-shadow: 0 8px 32px rgb(0 0 0 / .25); }
    .trouble p { margin: 0 0 10px; }
    .trouble ul { list-style: none; margin: 0 0 14px; padding: 0; }
    .trouble a { display: block; padding: 6px 0; color: #a01b1b; font-weight: 600; }
    .trouble button { min-block-size: 40px; margin-inline-end: 8px; padding: 0 14px;
      border: 1px solid #61706d; border-radius: 20px; background: #fff; color: #1c2524; }
    .trouble :focus-visible { outline-color: #0b5c55; outline-offset: 2px; }
    [hidden] { display: none !important; }
    @media print { .place { display: none; } }
    @media (prefers-color-scheme: dark) {
      .trouble, .trouble button { background: #1a2221; color: #e9efee; }
      .trouble a { color: #ffb3ab; }
      .trouble :focus-visible { outline-color: #7fd6c9; }
    }`;

  const BUBBLE =
    'M12 3c5.2 0 9 3.3 9 7.6s-3.8 7.6-9 7.6c-.9 0-1.8-.1-2.6-.3L5 20.6v-4C3.7 15.2 3 13 3 10.6 3 6.3 6.8 3 12 3Z';

  const found = document.currentScript ?? document.querySelector('script[src*="/widget.js"]');
  if (!(found instanceof HTMLScriptElement) || 'HangzhouChat' in window) return;
  const script = found;
  const data = script.dataset;
  const root = script.src.replace(/(widget\/\w+\/)?widget\.js.*$/, '');

  /** @param {string | undefined} tag */
  const known = (tag) => {
    const code = (tag ?? '').split(/[-_]/)[0].toLowerCase();
    return code in LABELS ? code : '';
  };

  /** A choice holds as long as the page keeps its own language: to change that is a newer choice. */
  const CHOICE = 'hangzhou-chat:language';
  const page = data.language ?? '';

  const chosen = () => {
    try {
      const [code, madeOn] = (localStorage.getItem(CHOICE) ?? '').split(' ');
      return madeOn === page ? code : '';
    } catch {
      return '';
    }
  };

  /** @param {string} code */
  const choose = (code) => {
    try {
      localStorage.setItem(CHOICE, `${code} ${page}`);
    } catch {
      // A browser that keeps nothing asks again after a reload.
    }
  };

  /** The person's earlier choice, the page's wish, the browser's languages, in that order. */
  const language = () =>
    [chosen(), page, ...navigator.languages].map(known).find(Boolean) ?? 'en';

  /** @param {string} colour as #rrggbb; whether white text on it has a contrast of 4.5 */
  const isDark = (colour) => {
    const [r, g, b] = [1, 3, 5]
      .map((at) => parseInt(colour.slice(at, at + 2), 16) / 255)
      .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 1.05 / (0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05) >= 4.5;
  };

  /** @type {Map<string, Set<(detail: unknown) => void>>} */
  const listeners = new Map();
  /** @param {string} event @param {unknown} [detail] */
  const emit = (event, detail) => listeners.get(event)?.forEach((listener) => listener(detail));

  class HangzhouChat extends HTMLElement {
    constructor() {
      super();
      this.root = this.attachShadow({ mode: 'open' });
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(STYLES);
      this.root.adoptedStyleSheets = [sheet];
      this.place = document.createElement('div');
      this.place.className = 'place';
      this.place.dataset.position = data.position ?? 'end';
      this.launcher = document.createElement('button');
      this.launcher.type = 'button';
      this.launcher.className = 'launcher';
      this.launcher.setAttribute('aria-haspopup', 'dialog');
      this.launcher.addEventListener('click', () => void this.open());
      this.label = document.createElement('span');
      this.launcher.append(bubble(), this.label);
      this.place.append(this.launcher);
      this.root.append(this.place);
      /** @type {Promise<import('./widget/types').Chat> | null} */
      this.loading = null;
      this.localise(language());
      this.colour(data.colour ?? '');
    }

    /** @param {string} code */
    localise(code) {
      this.labels = LABELS[code] ?? LABELS.en;
      this.place.lang = code;
      this.place.dir = this.labels.direction;
      this.label.textContent = this.labels.open;
    }

    /** @param {string} colour as #rrggbb; others are ignored */
    colour(colour) {
      if (!/^#[0-9a-f]{6}$/i.test(colour)) return;
      this.style.setProperty('--accent', colour);
      this.style.setProperty('--on-accent', isDark(colour) ? '#fff' : '#111');
    }

    async open() {
      this.trouble?.remove();
      this.launcher.setAttribute('aria-busy', 'true');
      try {
        this.loading ??= this.load();
        const chat = await this.loading;
        chat.open();
        return chat;
      } catch (error) {
        this.loading = null;
        this.showTrouble();
        emit('error', error);
        return null;
      } finally {
        this.launcher.removeAttribute('aria-busy');
      }
    }

    async load() {
      const folder = `${root}widget/${VERSION}${this.again ?? ''}/`;
      await Promise.all(Object.entries(MODULES).map(([name, hash]) => verify(folder + name, hash)));
      const module = await import(`${folder}chat.js`);
      return module.mount({
        root: this.root,
        launcher: this.launcher,
        endpoint: new URL(data.endpoint ?? '.', root).href.replace(/\/*$/, '/'),
        language: language(),
        chosen: known(chosen()),
        position: data.position ?? 'end',
        title: data.title ?? '',
        emit,
        choose,
        localise: (/** @type {string} */ code) => this.localise(code),
      });
    }

    /** The numbers that matter most are shown even where nothing can be loaded. */
    showTrouble() {
      // A module that failed to load is remembered by the browser: ask for it by another address.
      this.again = `~${Date.now()}`;
      const { labels } = this;
      if (!labels) return;
      this.trouble = document.createElement('div');
      this.trouble.className = 'trouble';
      this.trouble.setAttribute('role', 'alert');
      const text = document.createElement('p');
      text.textContent = labels.unreachable;
      const list = document.createElement('ul');
      for (const { number, label } of labels.emergency) {
        const link = document.createElement('a');
        link.href = `tel:${number}`;
        const digits = document.createElement('bdi');
        digits.textContent = number;
        link.append(digits, ` ${label}`);
        const item = document.createElement('li');
        item.append(link);
        list.append(item);
      }
      this.trouble.append(
        text,
        list,
        button(labels.retry, () => void this.open()),
        button(labels.close, () => this.trouble?.remove()),
      );
      this.place.prepend(this.trouble);
    }
  }

  /**
   * Fetch a module into the browser's map of modules, from which it is imported after: only if it
   * has the hash. Browsers that cannot do that import it unverified.
   * @param {string} href @param {string} integrity
   */
  function verify(href, integrity) {
    const link = document.createElement('link');
    if (!link.relList.supports('modulepreload')) return Promise.resolve();
    return new Promise((resolve, reject) => {
      Object.assign(link, { rel: 'modulepreload', href, integrity, crossOrigin: 'anonymous' });
      link.onload = resolve;
      link.onerror = () => reject(new Error(`Cannot load ${href}`));
      document.head.append(link);
    });
  }

  /** @param {string} label @param {() => void} action */
  function button(label, action) {
    const element = document.createElement('button');
    element.type = 'button';
    element.textContent = label;
    element.addEventListener('click', action);
    return element;
  }

  function bubble() {
    const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
    svg.setAttribute('viewBox', '0 0 24 24');
    svg.setAttribute('aria-hidden', 'true');
    const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
    path.setAttribute('d', BUBBLE);
    path.setAttribute('fill', 'currentColor');
    svg.append(path);
    return svg;
  }

  customElements.define('hangzhou-chat', HangzhouChat);
  const element = new HangzhouChat();

  /** @type {import('./widget/types').Api} */
  const api = {
    open: async () => void (await element.open()),
    close: async () => (await element.loading)?.close(),
    send: async (text) => void (await element.open())?.send(text),
    on: (event, listener) => {
      const registered = listeners.get(event) ?? new Set();
      listeners.set(event, registered.add(listener));
      return () => void registered.delete(listener);
    },
  };
  Object.assign(window, { HangzhouChat: Object.freeze(api) });

  const attach = () => {
    document.body.append(element);
    if ('open' in data && data.open !== 'false') void element.open();
  };
  if (document.body) attach();
  else document.addEventListener('DOMContentLoaded', attach);
})();
