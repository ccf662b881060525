// The service's time: agents' computers may be wrong by minutes, waiting clocks must not be.

export class Clock {
  constructor() {
    this.offset = 0;
    /** @type {Set<() => void>} */
    this.listeners = new Set();
    setInterval(() => this.listeners.forEach((listener) => listener()), 1000);
  }

  /** @param {string | undefined} iso what the service's clock showed just now */
  set(iso) {
    const time = Date.parse(iso ?? '');
    if (time) this.offset = time - Date.now();
  }

  now() {
    return new Date(Date.now() + this.offset);
  }

  /** Call every second. @param {() => void} listener @returns {() => void} stops it */
  every(listener) {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  /** Whole seconds since an ISO date, never negative. @param {string | null} iso */
  since(iso) {
    const time = Date.parse(iso ?? '');
    return time ? Math.max(0, Math.floor((this.now().valueOf() - time) / 1000)) : 0;
  }
}

/** As `m:ss`, from an hour on `h:mm:ss`. @param {number} seconds */
export function duration(seconds) {
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  if (!parts[0]) parts.shift();
  return parts.map((part, at) => (at ? String(part).padStart(2, '0') : String(part))).join(':');
}

/**
 * How long is too long.
 * @param {number} seconds
 * @param {import('../types').Limits} limits
 * @returns {'ok' | 'amber' | 'red'}
 */
export function strain(seconds, limits) {
  if (seconds >= limits.red_seconds) return 'red';
  return seconds >= limits.amber_seconds ? 'amber' : 'ok';
}
