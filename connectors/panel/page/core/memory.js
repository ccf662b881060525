// What this browser remembers for one agent: drafts, unsent messages, settings of the page.

/** @typedef {import('../types').Draft} Draft */
/** @typedef {import('../types').Pending} Pending */

const PREFIX = 'panel:';
const KEPT_DAYS = 7;

export class Memory {
  /** @param {string} owner whose it is: drafts of one agent are not shown to the next */
  constructor(owner) {
    this.owner = owner;
  }

  /** @param {string} conversation @returns {Draft} */
  draft(conversation) {
    return readJson(this.key('draft', conversation))?.value ?? { text: '' };
  }

  /** @param {string} conversation @param {Draft} draft */
  keepDraft(conversation, draft) {
    writeJson(this.key('draft', conversation), draft.text ? stamped(draft) : null);
  }

  /** @param {string} conversation @returns {Pending[]} */
  pending(conversation) {
    return readJson(this.key('pending', conversation))?.value ?? [];
  }

  /** @param {string} conversation @param {Pending[]} pending */
  keepPending(conversation, pending) {
    writeJson(this.key('pending', conversation), pending.length ? stamped(pending) : null);
  }

  /** The conversations with something unsent. @returns {string[]} */
  unsent() {
    const prefix = this.key('pending', '');
    return keys().filter((key) => key.startsWith(prefix)).map((key) => key.slice(prefix.length));
  }

  /** Drafts that nobody came back to are not kept for ever. @param {number} now milliseconds */
  forgetOld(now) {
    for (const key of keys()) {
      if (!/^panel:[^:]+:(draft|pending):/.test(key)) continue;
      const at = readJson(key)?.at ?? 0;
      if (now - at > KEPT_DAYS * 86_400_000) writeJson(key, null);
    }
  }

  /** @param {string} kind @param {string} conversation */
  key(kind, conversation) {
    return `${PREFIX}${this.owner}:${kind}:${conversation}`;
  }
}

/** @template T @param {string} name @param {T} fallback @returns {T} */
export function setting(name, fallback) {
  return readJson(`${PREFIX}${name}`) ?? fallback;
}

/** @param {string} name @param {unknown} value */
export function keepSetting(name, value) {
  writeJson(`${PREFIX}${name}`, value);
}

/** @param {unknown} value */
function stamped(value) {
  return { at: Date.now(), value };
}

function keys() {
  try {
    return Object.keys(localStorage);
  } catch {
    return [];
  }
}

/** @param {string} key @returns {any} */
function readJson(key) {
  try {
    return JSON.parse(localStorage.getItem(key) ?? 'null');
  } catch {
    return null;
  }
}

/** @param {string} key @param {unknown} value null deletes */
function writeJson(key, value) {
  try {
    if (value === null) localStorage.removeItem(key);
    else localStorage.setItem(key, JSON.stringify(value));
  } catch {
    // A browser that keeps nothing: the text stays in the page only.
  }
}
