// Going on in WeChat: a code that carries the conversation there, once the person agrees.

import { showDialog } from './dialogs.js';
import { button, h } from './dom.js';
import { icon } from './icons.js';

/** @typedef {import('./types').Context} Context */

const SVG = 'http://www.w3.org/2000/svg';

/**
 * @param {Context} context
 * @param {() => Promise<import('./types').Invitation>} invite
 */
export function showLink(context, invite) {
  const { t } = context;
  showDialog(context, t('link'), 'sheet', () => {
    const place = h('div', { class: 'link' });
    const show = async () => {
      place.replaceChildren(h('p', { role: 'status' }, '…'));
      try {
        place.replaceChildren(...invitation(context, await invite()));
        context.announce(place.textContent ?? '');
      } catch {
        place.replaceChildren(h('p', { role: 'alert', dir: 'auto' }, t('failed')), again);
      }
    };
    const again = button(t('link.show'), () => void show(), { icon: icon('phone') });
    place.append(h('p', { dir: 'auto' }, t('link.consent')), again);
    return [place];
  });
}

/** @param {Context} context @param {import('./types').Invitation} invitation */
function invitation({ t }, { code, expires_in: seconds, qr, account }) {
  return [
    h('p', { dir: 'auto' }, t(qr ? 'link.scan' : 'link.type')),
    qr ? drawing(qr, t('link.scan')) : h('p', { class: 'code', dir: 'ltr' }, code),
    account && h('p', { dir: 'auto' }, t('link.account', { account })),
    h('p', { class: 'as-of', dir: 'auto' }, t('link.valid', { minutes: Math.round(seconds / 60) })),
  ].filter((part) => part instanceof Node);
}

/** @param {{size: number, path: string}} qr in modules @param {string} label */
function drawing({ size, path }, label) {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('class', 'qr');
  svg.setAttribute('viewBox', `-4 -4 ${size + 8} ${size + 8}`);
  svg.setAttribute('role', 'img');
  svg.setAttribute('aria-label', label);
  const modules = document.createElementNS(SVG, 'path');
  modules.setAttribute('d', path);
  svg.append(modules);
  return svg;
}
