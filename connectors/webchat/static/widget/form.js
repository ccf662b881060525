// A question of a form: how far one is, and a field that fits what is asked.

import { button, h } from './dom.js';

/** @typedef {import('./types').Context} Context */

/**
 * @param {Context} context
 * @param {import('./types').Message} message
 */
export function formField(context, { buttons, custom }) {
  const { input } = custom;
  if (!input) return null;
  const { kind = 'text' } = input;
  if (kind === 'yes_no' && !buttons?.length) return yesOrNo(context);
  if (kind === 'choice' || kind === 'yes_no') return null;
  const label = [context.t('form.answer'), bounds(input)].filter(Boolean).join(' ');
  const field = answerField(input);
  const submit = (/** @type {Event} */ event) => {
    event.preventDefault();
    if (field.value.trim()) context.ask(field.value);
  };
  return h(
    'form',
    { class: 'inline', onsubmit: submit },
    h('label', { dir: 'auto' }, label, field),
    h('button', { type: 'submit' }, context.t('send')),
  );
}

/** @param {import('./types').FormInput} input */
function answerField({ kind = 'text', min, max, step }) {
  const type = ['date', 'number'].includes(kind) ? kind : 'text';
  const inputmode = kind === 'number' ? (step ? 'decimal' : 'numeric') : null;
  return h('input', { type, min, max, step, inputmode, maxlength: 500, required: true, autocomplete: 'off' });
}

/** What a number must lie between; a calendar shows its bounds itself. */
function bounds(/** @type {import('./types').FormInput} */ { kind, min, max }) {
  return kind === 'number' && min !== undefined && max !== undefined ? `(${min}–${max})` : '';
}

/** @param {Context} context */
function yesOrNo(context) {
  const answers = [context.t('yes'), context.t('no')];
  return h(
    'div',
    { class: 'choices pair' },
    ...answers.map((answer) => button(answer, () => context.ask(answer))),
  );
}

/**
 * How far one is in a form.
 * @param {Context} context
 * @param {import('./types').Custom['progress']} progress
 */
export function formProgress(context, progress) {
  if (!progress?.total) return null;
  const { answered, total } = progress;
  const text = context.t('form.progress', { step: Math.min(answered + 1, total), of: total });
  return h(
    'p',
    { class: 'progress', lang: context.config.strings_language },
    h('span', { dir: 'auto' }, text),
    h('progress', { value: answered, max: total, 'aria-label': text }),
  );
}
