// What the widget remembers in the browser. Where that is forbidden it remembers nothing.

export class Memory {
  /** @param {string} endpoint chats of different services on one site are kept apart */
  constructor(endpoint) {
    this.prefix = `hangzhou-chat:${endpoint}:`;
  }

  /**
   * @template T
   * @param {string} name
   * @param {T} otherwise
   * @returns {T}
   */
  get(name, otherwise) {
    try {
      const text = localStorage.getItem(this.prefix + name);
      return text === null ? otherwise : JSON.parse(text);
    } catch {
      return otherwise;
    }
  }

  /** @param {string} name @param {unknown} value null forgets it */
  set(name, value) {
    try {
      if (value === null) localStorage.removeItem(this.prefix + name);
      else localStorage.setItem(this.prefix + name, JSON.stringify(value));
    } catch {
      // Private windows and full stores: the chat works, a reload begins anew.
    }
  }
}
