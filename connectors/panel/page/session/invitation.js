// The page of an invitation: a new colleague, or one who forgot, chooses a password.

import { field, formOf, frame } from './sign-in.js';

const SHORTEST = 12;

/** @param {import('./sign-in.js').Host} host @param {string} token of the one-time link */
export function showInvitation(host, token) {
  const { strings } = host;
  if (!strings) return;
  const { t } = strings;
  const password = field(t('invitation.password', { count: SHORTEST }), {
    type: 'password', autocomplete: 'new-password', required: true, minlength: String(SHORTEST), maxlength: '200',
  });
  const again = field(t('invitation.again'), { type: 'password', autocomplete: 'new-password', required: true });
  const compare = () =>
    again.input.setCustomValidity(again.input.value === password.input.value ? '' : t('invitation.different'));
  again.input.addEventListener('input', compare);
  password.input.addEventListener('input', compare);
  const form = formOf(host, t('invitation.title'), [password.label, again.label], t('invitation.submit'), async () =>
    host.enter(await host.api.accept(token, password.input.value)), t('invitation.what'));
  host.show(frame(host, form));
  password.input.focus();
}
