// The live line: what others do arrives here. It reconnects by itself and asks for what was missed.

const FIRST_RETRY_MS = 500;
const LONGEST_RETRY_MS = 15_000;
const PING_MS = 25_000;
/** Pings are answered: a line silent for so long is dead, whatever the socket believes. */
const SILENCE_MS = 60_000;

/** @typedef {import('../types').Frame} Frame */

export class Live {
  /** @param {{frame: (frame: Frame) => void, state: (online: boolean) => void}} listener */
  constructor(listener) {
    this.listener = listener;
    this.event = 0;
    this.retry = FIRST_RETRY_MS;
    this.heard = 0;
    this.stopped = true;
    /** @type {string | null} */
    this.watched = null;
    /** @type {WebSocket | null} */
    this.socket = null;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined;
    this.hurry = this.hurry.bind(this);
  }

  /** @param {number} event the last one that is known */
  start(event) {
    this.event = event;
    this.stopped = false;
    this.pinging = setInterval(() => this.ping(), PING_MS);
    window.addEventListener('online', this.hurry);
    document.addEventListener('visibilitychange', this.hurry);
    this.connect();
  }

  stop() {
    this.stopped = true;
    clearTimeout(this.timer);
    clearInterval(this.pinging);
    window.removeEventListener('online', this.hurry);
    document.removeEventListener('visibilitychange', this.hurry);
    this.socket?.close();
  }

  /** @param {string | null} conversation whose messages are looked at */
  watch(conversation) {
    this.watched = conversation;
    this.send({ type: 'watch', conversation });
  }

  /** @param {string} conversation */
  typing(conversation) {
    this.send({ type: 'typing', conversation });
  }

  connect() {
    if (this.stopped || this.socket) return;
    const address = new URL(`/panel/ws?after=${this.event}`, location.href);
    address.protocol = address.protocol.replace('http', 'ws');
    const socket = new WebSocket(address);
    this.socket = socket;
    socket.addEventListener('message', (event) => this.receive(String(event.data)));
    socket.addEventListener('close', () => this.lost(socket));
  }

  /** @param {string} text */
  receive(text) {
    this.heard = Date.now();
    /** @type {Frame} */
    const frame = JSON.parse(text);
    if (frame.type === 'hello') {
      this.retry = FIRST_RETRY_MS;
      this.listener.state(true);
      if (this.watched) this.watch(this.watched);
    }
    // A hello names the newest event, of which those missed may still be on their way.
    if (frame.event && frame.type !== 'hello') this.event = Math.max(this.event, frame.event);
    this.listener.frame(frame);
  }

  /** @param {WebSocket} socket */
  lost(socket) {
    if (socket !== this.socket) return;
    this.socket = null;
    if (this.stopped) return;
    this.listener.state(false);
    this.timer = setTimeout(() => this.connect(), this.retry * (0.75 + Math.random() / 2));
    this.retry = Math.min(this.retry * 2, LONGEST_RETRY_MS);
  }

  hurry() {
    if (document.hidden || this.socket) return;
    clearTimeout(this.timer);
    this.connect();
  }

  ping() {
    const { socket } = this;
    if (!socket || socket.readyState !== WebSocket.OPEN) return;
    if (Date.now() - this.heard > SILENCE_MS) {
      socket.close();
      this.lost(socket);
    } else this.send({ type: 'ping' });
  }

  /** @param {object} frame */
  send(frame) {
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(frame));
  }
}
