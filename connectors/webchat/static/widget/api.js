// The widget's calls over HTTP.

/** A call that the service refused, with its problem details. */
export class Refused extends Error {
  /** @param {import('./types').Problem} problem */
  constructor(problem) {
    super(problem.detail ?? problem.title);
    this.problem = problem;
  }
}

export class Api {
  /** @param {string} endpoint */
  constructor(endpoint) {
    this.base = new URL('webhooks/webchat/', endpoint);
  }

  get socketAddress() {
    const address = new URL('ws', this.base);
    address.protocol = address.protocol.replace('http', 'ws');
    return address.href;
  }

  /** @param {string} language @returns {Promise<import('./types').Config>} */
  config(language) {
    return this.call('GET', `config?language=${encodeURIComponent(language)}`);
  }

  /** @returns {Promise<{token: string}>} */
  begin() {
    return this.call('POST', 'sessions');
  }

  /**
   * @param {string} token
   * @param {import('./types').Question} question
   * @returns {Promise<{messages: import('./types').Message[]}>}
   */
  send(token, { id, text, payload, language, locale }) {
    return this.call('POST', 'messages', token, { id, text, payload, language, locale });
  }

  /**
   * @param {string} token
   * @param {string | null} after
   * @returns {Promise<import('./types').History>}
   */
  history(token, after) {
    const query = after ? `?after=${encodeURIComponent(after)}` : '';
    return this.call('GET', `history${query}`, token);
  }

  /** @param {string} token */
  erase(token) {
    return this.call('DELETE', 'conversation', token);
  }

  /**
   * @param {string} token
   * @param {{message_id: string, rating: string, comment: string}} feedback
   */
  rate(token, feedback) {
    return this.call('POST', 'feedback', token, feedback);
  }

  /** @param {string} token @returns {Promise<import('./types').Invitation>} */
  invite(token) {
    return this.call('POST', 'link', token);
  }

  /** The channels with which the conversation is connected. */
  async linked(/** @type {string} */ token) {
    /** @type {{linked: string[]}} */
    const { linked } = await this.call('GET', 'link', token);
    return linked;
  }

  /**
   * @param {string} method
   * @param {string} path
   * @param {string} [token]
   * @param {object} [body]
   * @returns {Promise<any>}
   */
  async call(method, path, token, body) {
    /** @type {Record<string, string>} */
    const headers = {};
    if (token) headers.Authorization = `Bearer ${token}`;
    if (body) headers['Content-Type'] = 'application/json';
    const response = await fetch(new URL(path, this.base), {
      method,
      headers,
      body: body && JSON.stringify(body),
      credentials: 'omit',
    });
    if (!response.ok) throw new Refused(await problemOf(response));
    return response.status === 204 ? null : response.json();
  }
}

/** @param {Response} response @returns {Promise<import('./types').Problem>} */
async function problemOf(response) {
  try {
    return await response.json();
  } catch {
    return { status: response.status, detail: response.statusText };
  }
}
