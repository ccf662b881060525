// The panel's calls over HTTP. See docs/panel-api.md.

/**
 * @typedef {import('../types').Session} Session
 * @typedef {import('../types').Outgoing} Outgoing
 * @typedef {import('../types').Row} Row
 */

const PATIENCE_MS = 20_000;

/** A call that the service refused, with its problem details. */
export class Refused extends Error {
  /** @param {import('../types').Problem} problem */
  constructor(problem) {
    super(problem.detail ?? problem.title);
    this.problem = problem;
    this.retryAfter = 0;
  }
}

/** The service could not be reached, or did not answer in time. */
export class Unreachable extends Error {}

export class Api {
  constructor() {
    this.csrf = '';
    /** Called when a call finds that nobody is signed in any more. */
    this.onSignedOut = () => {};
  }

  /** @returns {Promise<Session>} */
  session = () => this.begin(this.call('GET', 'session', { quiet: true }));

  /** @param {string} name @param {string} password @returns {Promise<Session>} */
  signIn = (name, password) =>
    this.begin(this.call('POST', 'session', { body: { name, password }, quiet: true }));

  /** @param {string} token @param {string} password @returns {Promise<Session>} */
  accept = (token, password) =>
    this.begin(this.call('POST', 'invitation', { body: { token, password }, quiet: true }));

  signOut = () => this.call('DELETE', 'session');
  signOutEverywhere = () => this.call('POST', 'session/everywhere');

  /** @returns {Promise<{agents: import('../types').Agent[]}>} */
  agents = () => this.call('GET', 'agents');
  /** @param {string} presence */
  presence = (presence) => this.call('PUT', 'presence', { body: { presence } });

  /** @param {Record<string, string>} filters @returns {Promise<import('../types').Queue>} */
  queue = (filters) => this.call('GET', 'queue', { query: filters });

  /** @param {string} id @returns {Promise<import('../types').Details>} */
  conversation = (id) => this.call('GET', `conversations/${encodeURIComponent(id)}`);

  /**
   * @param {string} id @param {'take' | 'return' | 'close' | 'transfer' | 'interpreter' | 'interpreter/join'} action
   * @param {object} [body] @returns {Promise<{row: Row}>}
   */
  act = (id, action, body = {}) =>
    this.call('POST', `conversations/${encodeURIComponent(id)}/${action}`, { body });

  /** @param {string} id @param {Outgoing} message @returns {Promise<{message: import('../types').Message}>} */
  send = (id, message) =>
    this.call('POST', `conversations/${encodeURIComponent(id)}/messages`, { body: message });

  /** @param {string} id @param {string} text @returns {Promise<any>} */
  note = (id, text) =>
    this.call('POST', `conversations/${encodeURIComponent(id)}/notes`, { body: { text } });

  /** @param {Record<string, string>} query @returns {Promise<import('../types').Assist>} */
  assist = (query) => this.call('GET', 'assist', { query });

  /** @param {string} id @param {string} action @param {string} [conversation] */
  judge = (id, action, conversation) =>
    this.call('POST', `assist/${encodeURIComponent(id)}/judgement`, { body: { action, conversation } });

  /** @returns {Promise<{groups: import('../types').PhraseGroup[]}>} */
  phrasebook = () => this.call('GET', 'phrasebook');

  /** @param {import('../types').Call} call */
  logCall = (call) => this.call('POST', 'calls', { body: call });
  /** @returns {Promise<{calls: import('../types').LoggedCall[]}>} */
  calls = () => this.call('GET', 'calls');

  /** @param {string} text @param {string} from empty: to be told from the text @param {string} to */
  translate = (text, from, to) => this.call('POST', 'translate', { body: { text, from: from || undefined, to } });

  /** @param {Record<string, string>} query @returns {Promise<import('../types').Insight>} */
  insight = (query) => this.call('GET', 'insight', { query });
  /** @param {string} question @returns {Promise<{filename: string, content: string}>} */
  draftGuide = (question) => this.call('POST', 'insight/draft', { body: { question } });

  /** @returns {Promise<{entries: import('../types').ContentEntry[]}>} */
  content = () => this.call('GET', 'content');
  /** @param {string} id @param {string} lang @returns {Promise<import('../types').ContentPreview>} */
  preview = (id, lang) => this.call('GET', `content/${encodeURIComponent(id)}`, { query: { lang } });

  /** @returns {Promise<{rows: import('../types').Audited[]}>} the newest, oldest first */
  audit = () => this.call('GET', 'audit');

  /** @param {string} path @param {Record<string, string>} [query] */
  address(path, query = {}) {
    const url = new URL(`/panel/api/${path}`, location.href);
    for (const [name, value] of Object.entries(query)) if (value) url.searchParams.set(name, value);
    return url;
  }

  /** @param {Promise<Session>} answer */
  async begin(answer) {
    const session = await answer;
    this.csrf = session.csrf;
    return session;
  }

  /**
   * @param {string} method
   * @param {string} path under /panel/api
   * @param {{query?: Record<string, string>, body?: object, quiet?: boolean}} [options] `quiet`: a 401 is
   *   an answer, not the end of the session
   * @returns {Promise<any>}
   */
  async call(method, path, { query, body, quiet } = {}) {
    const response = await this.fetch(method, this.address(path, query), body);
    if (response.ok) return response.status === 204 ? null : response.json();
    const refused = new Refused(await problemOf(response));
    refused.retryAfter = Number(response.headers.get('Retry-After')) || 0;
    if (response.status === 401 && !quiet) this.onSignedOut();
    throw refused;
  }

  /** @param {string} method @param {URL} url @param {object} [body] */
  async fetch(method, url, body) {
    /** @type {Record<string, string>} */
    const headers = { Accept: 'application/json' };
    if (method !== 'GET') headers['X-CSRF-Token'] = this.csrf;
    if (body) headers['Content-Type'] = 'application/json';
    try {
      return await fetch(url, {
        method,
        headers,
        body: body && JSON.stringify(body),
        credentials: 'same-origin',
        cache: 'no-store',
        signal: AbortSignal.timeout(PATIENCE_MS),
      });
    } catch (error) {
      throw new Unreachable(String(error));
    }
  }
}

/** @param {Response} response @returns {Promise<import('../types').Problem>} */
async function problemOf(response) {
  try {
    return { status: response.status, ...(await response.json()) };
  } catch {
    return { status: response.status, detail: response.statusText };
  }
}
