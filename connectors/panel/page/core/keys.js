// Keyboard shortcuts: one list, which acts and which the `?` overlay shows.

/**
 * @typedef {{id: string, keys: string, group: 'everywhere' | 'conversation' | 'call', run: (event: KeyboardEvent) => void,
 *   when?: () => boolean}} Shortcut `keys` as `Alt+A`, `F2` or `?`; letters and digits stand for places
 *   on the keyboard, so that they work with an input method on.
 */

export class Keys {
  constructor() {
    /** @type {Shortcut[]} */
    this.shortcuts = [];
    /** A single character acts as a shortcut only where that is wanted (WCAG 2.1.4). */
    this.single = true;
    window.addEventListener('keydown', (event) => this.press(event));
  }

  /** @param {Shortcut[]} shortcuts @returns {() => void} takes them away again */
  add(...shortcuts) {
    this.shortcuts.push(...shortcuts);
    return () => {
      this.shortcuts = this.shortcuts.filter((one) => !shortcuts.includes(one));
    };
  }

  /** @param {string} id @returns {string} its keys, for tooltips */
  of(id) {
    return this.shortcuts.find((shortcut) => shortcut.id === id)?.keys ?? '';
  }

  /** @param {KeyboardEvent} event */
  press(event) {
    if (event.isComposing || event.defaultPrevented || event.repeat) return;
    const found = this.shortcuts.find(
      (shortcut) => matches(event, shortcut.keys) && this.mayRun(shortcut, event),
    );
    if (!found) return;
    event.preventDefault();
    found.run(event);
  }

  /** @param {Shortcut} shortcut @param {KeyboardEvent} event */
  mayRun({ keys, when }, event) {
    if (keys.length === 1 && (!this.single || isTyping(event))) return false;
    const inDialog = document.querySelector('dialog[open]:modal') !== null;
    return !inDialog && (when?.() ?? true);
  }
}

/** @param {KeyboardEvent} event @param {string} keys */
function matches(event, keys) {
  const parts = keys.split('+');
  const key = parts.pop() ?? '';
  const alt = parts.includes('Alt');
  const shift = parts.includes('Shift');
  if (event.ctrlKey || event.metaKey || event.altKey !== alt) return false;
  if (key === '?') return event.key === '?';
  if (event.shiftKey !== shift) return false;
  return event.key === key || event.code === `Key${key}` || event.code === `Digit${key}`;
}

/** @param {KeyboardEvent} event */
function isTyping(event) {
  const target = event.composedPath()[0];
  return target instanceof HTMLElement && target.matches('input, textarea, select, [contenteditable]');
}
