// What is known of the queue and of the conversations looked at, and who wants to hear of changes.

/**
 * @typedef {import('../types').Row} Row
 * @typedef {import('../types').Group} Group
 * @typedef {import('../types').Details} Details
 * @typedef {import('../types').Message} Message
 * @typedef {'queue' | 'selected' | 'details' | 'message' | 'connection' | 'agents' | 'typing'} Topic
 */

/** @type {Group[]} */
export const GROUPS = ['waiting', 'mine', 'bot', 'closed'];

export class Store {
  /** @param {import('../types').Agent} agent who is signed in */
  constructor(agent) {
    this.agent = agent;
    /** @type {Map<string, Row>} */
    this.rows = new Map();
    /** @type {Map<string, Details>} */
    this.details = new Map();
    /** @type {Map<string, number>} messages that came while another conversation was looked at */
    this.unread = new Map();
    /** @type {import('../types').Agent[]} */
    this.agents = [];
    /** @type {Record<Group, number>} */
    this.counts = { waiting: 0, mine: 0, bot: 0, closed: 0 };
    this.limits = { amber_seconds: 120, red_seconds: 300 };
    /** @type {string | null} */
    this.selected = null;
    this.online = true;
    this.loaded = false;
    /** @type {Map<Topic, Set<(detail?: any) => void>>} */
    this.listeners = new Map();
  }

  /** @param {Topic} topic @param {(detail?: any) => void} listener @returns {() => void} stops it */
  on(topic, listener) {
    const heard = this.listeners.get(topic) ?? new Set();
    this.listeners.set(topic, heard.add(listener));
    return () => void heard.delete(listener);
  }

  /** @param {Topic} topic @param {unknown} [detail] */
  emit(topic, detail) {
    this.listeners.get(topic)?.forEach((listener) => listener(detail));
  }

  /** Take over the queue as the service has it. @param {import('../types').Queue} queue */
  load(queue) {
    this.rows = new Map(GROUPS.flatMap((group) => queue[group]).map((row) => [row.id, known(row)]));
    this.counts = { ...queue.counts };
    this.limits = queue.limits;
    this.loaded = true;
    this.emit('queue');
  }

  /** @param {Row} row @returns {boolean} whether it is newer than what was known */
  put(row) {
    const before = this.row(row.id);
    if (before && before.version > row.version) return false;
    known(row);
    this.noteNews(before, row);
    this.count(this.rows.get(row.id), -1);
    this.rows.set(row.id, row);
    this.count(row, 1);
    const details = this.details.get(row.id);
    if (details) details.row = row;
    this.emit('queue');
    if (details) this.emit('details', row.id);
    return true;
  }

  /** Messages of conversations that nobody looks at come as rows only. @param {Row | undefined} known @param {Row} row */
  noteNews(known, row) {
    const isNews = known && row.last_role === 'user' && row.last_at > known.last_at;
    if (!isNews || row.id === this.selected || this.group(row) !== 'mine') return;
    this.unread.set(row.id, (this.unread.get(row.id) ?? 0) + 1);
  }

  /** @param {string} id */
  remove(id) {
    this.count(this.rows.get(id), -1);
    this.rows.delete(id);
    this.details.delete(id);
    this.emit('queue');
    this.emit('details', id);
  }

  /** @param {Row | undefined} row @param {1 | -1} change */
  count(row, change) {
    const group = row && this.group(row);
    if (group) this.counts[group] = Math.max(0, this.counts[group] + change);
  }

  /** @param {string} id @returns {Row | undefined} */
  row(id) {
    return this.rows.get(id) ?? this.details.get(id)?.row;
  }

  /** Where a row stands; null for those that other agents hold. @param {Row} row @returns {Group | null} */
  group(row) {
    if (row.state !== 'with_agent') return row.state;
    return this.isMine(row) || row.interpreter?.id === this.agent.id ? 'mine' : null;
  }

  /** @param {Row} row */
  isMine(row) {
    return row.state === 'with_agent' && row.agent?.id === this.agent.id;
  }

  /** Its rows, those to be looked at first before the others. @param {Group} wanted */
  inGroup(wanted) {
    const rows = [...this.rows.values()].filter((row) => this.group(row) === wanted);
    return rows.sort(wanted === 'waiting' ? byNeed : byNews);
  }

  /** @param {string | null} id */
  select(id) {
    if (id) this.unread.delete(id);
    this.selected = id;
    this.emit('selected', id);
    this.emit('queue');
  }

  /** @param {string} id @param {Details} details */
  putDetails(id, details) {
    this.details.set(id, details);
    const listed = this.rows.get(id);
    known(details.row);
    if (listed && listed.version > details.row.version) details.row = listed;
    else if (listed) this.put(details.row);
    this.emit('details', id);
  }

  /**
   * A message that is new, or that says more than before (its delivery, its translation).
   * @param {string} conversation
   * @param {Message} message
   */
  putMessage(conversation, message) {
    const messages = this.details.get(conversation)?.messages;
    const known = messages?.findIndex(({ id }) => id === message.id) ?? -1;
    if (messages && known >= 0) messages[known] = message;
    else if (messages) messages.push(message);
    messages?.sort((one, other) => one.number - other.number);
    this.emit('message', { conversation, message, isNew: known < 0 });
  }

  /** @param {string} conversation @param {import('../types').Note} note */
  putNote(conversation, note) {
    const notes = this.details.get(conversation)?.notes;
    if (!notes || notes.some(({ id }) => id === note.id)) return;
    notes.push(note);
    this.emit('details', conversation);
  }

  /** @param {import('../types').Agent} agent */
  putAgent(agent) {
    const at = this.agents.findIndex(({ id }) => id === agent.id);
    if (at < 0) this.agents.push(agent);
    else this.agents[at] = agent;
    this.emit('agents');
  }

  /** @param {boolean} online */
  connection(online) {
    if (online === this.online) return;
    this.online = online;
    this.emit('connection');
  }
}

/** A conversation whose language nobody could tell yet has one all the same: undetermined. @param {Row} row */
function known(row) {
  row.language ??= 'und';
  return row;
}

/** Emergencies first, then who waits longest; messages that were left come last. @param {Row} one @param {Row} other */
function byNeed(one, other) {
  const urgency = Number(other.urgent) - Number(one.urgent) || Number(one.message_left) - Number(other.message_left);
  if (urgency) return urgency;
  if (one.message_left) return compare(one.due_at ?? one.last_at, other.due_at ?? other.last_at);
  return compare(one.waiting_since ?? one.last_at, other.waiting_since ?? other.last_at);
}

/** @param {Row} one @param {Row} other */
function byNews(one, other) {
  return Number(other.urgent) - Number(one.urgent) || compare(other.last_at, one.last_at);
}

/** @param {string} one @param {string} other ISO dates */
function compare(one, other) {
  return Date.parse(one) - Date.parse(other) || 0;
}
