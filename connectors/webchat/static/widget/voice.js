// Speaking and listening, where the browser can.

import { button } from './dom.js';
import { icon } from './icons.js';
import { plainText } from './richtext.js';

/** @typedef {import('./types').Context} Context */

/**
 * A button that reads a text aloud; null where the browser has no voice.
 * @param {Context} context
 * @param {string} text
 * @param {string} language
 */
export function readButton(context, text, language) {
  if (!('speechSynthesis' in window)) return null;
  let isReading = false;
  const rest = () => {
    isReading = false;
    show();
  };
  const toggle = () => {
    speechSynthesis.cancel();
    if (isReading) return rest();
    const utterance = Object.assign(new SpeechSynthesisUtterance(plainText(text)), {
      lang: language,
      onend: rest,
      onerror: rest,
    });
    isReading = true;
    show();
    return speechSynthesis.speak(utterance);
  };
  const element = button('', toggle, { quiet: true, class: 'plain' });
  const show = () => label(element, context.t(isReading ? 'read.stop' : 'read'), isReading ? 'stop' : 'speaker');
  show();
  return element;
}

/**
 * A button that writes down what is said; null where the browser cannot.
 * @param {Context} context
 * @param {(text: string) => void} write
 */
export function dictateButton(context, write) {
  const Recognition = Reflect.get(window, 'SpeechRecognition') ?? Reflect.get(window, 'webkitSpeechRecognition');
  if (!Recognition) return null;
  /** @type {import('./types').Recognition | null} */
  let listening = null;
  const toggle = () => (listening ? listening.stop() : listen());
  const listen = () => {
    listening = /** @type {import('./types').Recognition} */ (new Recognition());
    listening.lang = context.config.language;
    listening.interimResults = true;
    listening.onresult = ({ results }) =>
      write(Array.from(results, (result) => result[0].transcript).join(''));
    listening.onend = listening.onerror = () => {
      listening = null;
      show();
    };
    listening.start();
    show();
  };
  const element = button('', toggle, { quiet: true, class: 'plain' });
  const show = () => label(element, context.t(listening ? 'dictate.stop' : 'dictate'), listening ? 'stop' : 'mic');
  show();
  return element;
}

/** @param {HTMLElement} element @param {string} text @param {string} name */
function label(element, text, name) {
  element.setAttribute('aria-label', text);
  element.title = text;
  element.replaceChildren(icon(name));
}
