// Thumbs up or down on one answer, with a word why.

import { button, h } from './dom.js';
import { icon } from './icons.js';

/** @typedef {import('./types').Context} Context */
/** @typedef {'up' | 'down'} Rating */

/**
 * @param {Context} context
 * @param {string} id of the answer
 */
export function feedback(context, id) {
  const { t } = context;
  const place = h('div', { class: 'feedback' });
  const up = thumb(t('feedback.up'), icon('up'), () => rate('up'));
  const down = thumb(t('feedback.down'), icon('up', 'down'), () => rate('down'));

  /** @param {Rating} rating */
  const rate = async (rating) => {
    up.setAttribute('aria-pressed', String(rating === 'up'));
    down.setAttribute('aria-pressed', String(rating === 'down'));
    place.replaceChildren();
    try {
      await context.rate(id, rating, '');
      place.replaceChildren(question(context, id, rating, place));
      place.scrollIntoView({ block: 'nearest' });
    } catch {
      place.replaceChildren(h('p', { dir: 'auto' }, t('failed')));
    }
  };
  return { buttons: [up, down], place };
}

/** @param {string} label @param {Node} image @param {() => void} action */
function thumb(label, image, action) {
  const element = button(label, action, { icon: image, quiet: true, class: 'plain' });
  element.setAttribute('aria-pressed', 'false');
  return element;
}

/**
 * @param {Context} context
 * @param {string} id
 * @param {Rating} rating
 * @param {HTMLElement} place
 */
function question(context, id, rating, place) {
  const { t } = context;
  const field = h('input', { type: 'text', maxlength: 1000, dir: 'auto', autocomplete: 'off' });
  const thank = () => {
    place.replaceChildren(h('p', { dir: 'auto' }, t('feedback.thanks')));
    context.announce(t('feedback.thanks'));
  };
  const submit = async (/** @type {Event} */ event) => {
    event.preventDefault();
    if (field.value.trim()) await context.rate(id, rating, field.value).catch(() => undefined);
    thank();
  };
  const person = context.config.person_payload;
  return h(
    'form',
    { class: 'inline', onsubmit: submit },
    h('label', { dir: 'auto' }, t(rating === 'up' ? 'feedback.more' : 'feedback.why'), field),
    h('button', { type: 'submit' }, t('send')),
    rating === 'down' && person && button(t('person'), () => context.ask(t('person'), person), { icon: icon('person'), class: 'other' }),
  );
}
