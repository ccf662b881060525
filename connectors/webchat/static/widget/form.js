// A question of a form: a field that fits what is asked.

import { h } from './dom.js';

/**
 * @param {import('./types').Context} context
 * @param {import('./types').FormInput | undefined} input
 */
export function formField(context, input) {
  if (!input) return null;
  const { kind = 'text', min, max, step } = input;
  const type = ['date', 'number'].includes(kind) ? kind : 'text';
  const field = h('input', { type, min, max, step, required: true, autocomplete: 'off' });
  const submit = (/** @type {Event} */ event) => {
    event.preventDefault();
    if (field.value.trim()) context.ask(field.value);
  };
  return h(
    'form',
    { class: 'inline', onsubmit: submit },
    h('label', { dir: 'auto' }, context.t('form.answer'), field),
    h('button', { type: 'submit' }, context.t('send')),
  );
}
