// The one voice for screen readers, and the sound of an arrival.

export class Announcer {
  /** @param {HTMLElement} region a live region that is in the page from the start */
  constructor(region) {
    this.region = region;
    /** @type {string[]} */
    this.waiting = [];
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined;
    this.say = this.say.bind(this);
  }

  /** Each sentence is said once; those of one moment together. @param {string} text */
  say(text) {
    if (text && !this.waiting.includes(text)) this.waiting.push(text);
    this.timer ??= setTimeout(() => this.speak(), 50);
  }

  speak() {
    this.region.textContent = this.waiting.join(' ');
    this.waiting = [];
    this.timer = undefined;
  }
}

/** One event may be told in several ways; it rings once. */
const PAUSE_MS = 1500;

export class Bell {
  constructor() {
    this.on = true;
    this.rang = 0;
    /** @type {AudioContext | null} */
    this.context = null;
    // A page may make a sound only after it was touched.
    const wake = () => {
      this.context ??= new AudioContext();
      void this.context.resume();
    };
    window.addEventListener('pointerdown', wake, { once: true });
    window.addEventListener('keydown', wake, { once: true });
  }

  /** Two soft notes for an arrival, three higher ones for an emergency. @param {boolean} urgent */
  ring(urgent) {
    if (!this.on || this.context?.state !== 'running') return;
    if (!urgent && Date.now() - this.rang < PAUSE_MS) return;
    this.rang = Date.now();
    const notes = urgent ? [880, 1175, 880] : [660, 880];
    notes.forEach((frequency, at) => this.note(frequency, at * 0.18));
  }

  /** @param {number} frequency hertz @param {number} delay seconds */
  note(frequency, delay) {
    const { context } = this;
    if (!context) return;
    const start = context.currentTime + delay;
    const tone = context.createOscillator();
    const volume = context.createGain();
    tone.frequency.value = frequency;
    volume.gain.setValueAtTime(0.0001, start);
    volume.gain.exponentialRampToValueAtTime(0.12, start + 0.02);
    volume.gain.exponentialRampToValueAtTime(0.0001, start + 0.16);
    tone.connect(volume).connect(context.destination);
    tone.start(start);
    tone.stop(start + 0.17);
  }
}
