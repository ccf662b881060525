// Signing in with name and password, or through the organisation's own accounts.

import { Refused } from '../core/api.js';
import { h, press } from '../core/dom.js';
import { symbol } from '../core/symbols.js';

/**
 * @typedef {{api: import('../core/api.js').Api, strings?: import('../core/strings.js').Strings,
 *   show: (content: HTMLElement) => void, enter: (session: import('../types').Session) => void,
 *   translate: (language: import('../types').Interface) => Promise<void>}} Host
 */

/** @param {Host} host @param {string} [notice] why it is asked again */
export function showSignIn(host, notice = '') {
  const { strings } = host;
  if (!strings) return;
  const { t } = strings;
  const name = field(t('signin.name'), { autocomplete: 'username', required: true, autocapitalize: 'none', spellcheck: 'false' });
  const password = field(t('signin.password'), { type: 'password', autocomplete: 'current-password', required: true });
  const other = h('p', { class: 'other', hidden: true },
    h('a', { href: '/panel/api/oidc/start', class: 'button' }, symbol('person'), t('signin.oidc')));
  const form = formOf(host, t('signin.title'), [name.label, password.label], t('signin.submit'), async () =>
    host.enter(await host.api.signIn(name.input.value.trim(), password.input.value)), notice);
  form.append(other);
  host.show(frame(host, form));
  name.input.focus();
  void offerOpenId(host, other);
}

/** Where there are other accounts, the service says so even to those not signed in. @param {Host} host @param {HTMLElement} place */
async function offerOpenId(host, place) {
  try {
    await host.api.session();
  } catch (error) {
    if (error instanceof Refused && error.problem.oidc) place.hidden = false;
  }
}

/**
 * A form of a few fields, which says what went wrong beside its button.
 * @param {Host} host @param {string} title @param {HTMLElement[]} fields @param {string} label
 * @param {() => Promise<void>} submit @param {string} [notice]
 */
export function formOf(host, title, fields, label, submit, notice = '') {
  const trouble = h('p', { class: 'trouble', role: 'alert' });
  const button = h('button', { type: 'submit', class: 'primary' }, label);
  const form = h('form', { class: 'card', onsubmit: (/** @type {Event} */ event) => void send(event) },
    h('h1', {}, title), notice && h('p', { class: 'notice', role: 'status' }, notice), ...fields, trouble, button);

  async function send(/** @type {Event} */ event) {
    event.preventDefault();
    button.disabled = true;
    trouble.textContent = '';
    try {
      await submit();
    } catch (error) {
      trouble.replaceChildren(symbol('alert'), reason(host, error));
    } finally {
      button.disabled = false;
    }
  }
  return form;
}

/** @param {Host} host @param {unknown} error */
function reason({ strings }, error) {
  if (!strings) return '';
  if (!(error instanceof Refused)) return strings.t('problem.unreachable');
  const { code = '', detail, title, status } = error.problem;
  const key = `problem.${code.replaceAll('-', '_')}`;
  if (!(key in strings.sentences)) return detail ?? title ?? strings.t('problem.other', { status });
  return strings.t(key, { minutes: Math.max(1, Math.ceil(error.retryAfter / 60)) });
}

/** @param {string} label @param {Record<string, string | boolean>} properties */
export function field(label, properties) {
  const input = h('input', { type: 'text', ...properties });
  return { input, label: h('label', { class: 'field' }, h('span', {}, label), input) };
}

/** @param {Host} host @param {HTMLElement} content */
export function frame(host, content) {
  const next = host.strings?.language === 'zh' ? 'en' : 'zh';
  const other = press(next === 'zh' ? '中文' : 'English', () => void host.translate(next), { symbol: 'translate', class: 'bare' });
  other.lang = next;
  return h('main', { class: 'alone' }, content, h('p', {}, other));
}
