// Modal dialogs: the browser keeps the focus inside, closes on Escape and gives the focus back.

import { button, h, phoneLink } from './dom.js';
import { icon } from './icons.js';

/** @typedef {import('./types').Context} Context */

/**
 * Show a dialog with a heading and a close button.
 * @param {Context} context
 * @param {string} title
 * @param {string} kind its class
 * @param {(close: () => void) => (Node | string | null | undefined | false)[]} content
 */
export function showDialog(context, title, kind, content) {
  const opener = /** @type {ShadowRoot} */ (context.panel.getRootNode()).activeElement;
  const close = () => dialog.close();
  const heading = h('h2', { id: 'dialog-title', dir: 'auto' }, title);
  const dialog = h(
    'dialog',
    { class: kind, 'aria-labelledby': 'dialog-title' },
    h('div', { class: 'dialog-head' }, heading, closeButton(context, close)),
    ...content(close),
  );
  dialog.addEventListener('click', (event) => {
    if (event.target === dialog) close();
  });
  dialog.addEventListener('close', () => {
    dialog.remove();
    if (opener instanceof HTMLElement && opener.isConnected) opener.focus();
  });
  context.panel.append(dialog);
  dialog.showModal();
}

/** @param {Context} context @param {() => void} close */
function closeButton(context, close) {
  return button(context.t('close'), close, { icon: icon('close'), quiet: true, class: 'plain' });
}

/** @param {Context} context */
export function showEmergency(context) {
  showDialog(context, context.t('emergency'), 'sheet', () => [
    h('p', { dir: 'auto' }, context.t('emergency.intro')),
    emergencyNumbers(context, context.config.emergency),
  ]);
}

/**
 * @param {Context} context
 * @param {{number: string, label: string}[]} numbers
 */
export function emergencyNumbers(context, numbers) {
  const items = numbers.map(({ number, label }) => {
    const call = phoneLink(number, { class: 'call', icon: icon('phone') });
    call.append(h('span', { dir: 'auto' }, label));
    call.setAttribute('aria-label', `${context.t('call', { number })} ${label}`.trim());
    return h('li', {}, call);
  });
  return h('ul', { class: 'numbers' }, ...items);
}

/**
 * @param {Context} context
 * @param {(code: string) => void} choose
 */
export function showLanguages(context, choose) {
  showDialog(context, context.t('language'), 'sheet', (close) => [
    languageButtons(context, (code) => {
      close();
      choose(code);
    }),
  ]);
}

/**
 * The languages by their own names, the present one first.
 * @param {Context} context
 * @param {(code: string) => void} choose
 */
export function languageButtons(context, choose) {
  const { config } = context;
  const current = config.languages.filter(({ code }) => code === config.language);
  const others = config.languages.filter(({ code }) => code !== config.language);
  const items = [...current, ...others].map(({ code, name, direction, answered }) => {
    const isCurrent = code === config.language;
    const note = answered === 'english' && h('small', { lang: 'en', dir: 'ltr' }, 'English');
    const properties = {
      type: 'button',
      'aria-pressed': String(isCurrent),
      title: answered === 'english' ? context.t('language.english') : null,
      onclick: () => choose(code),
    };
    return h('li', {}, h('button', properties, h('span', { lang: code, dir: direction }, name), note));
  });
  return h('ul', { class: 'languages' }, ...items);
}

/**
 * Chinese words in letters that can be read from across a room.
 * @param {Context} context
 * @param {string} title
 * @param {string} zh
 * @param {string | null | undefined} pinyin
 */
export function showLarge(context, title, zh, pinyin) {
  showDialog(context, title, 'driver', () => [
    h(
      'div',
      { class: 'driver-text', lang: 'zh', dir: 'ltr', tabindex: '0' },
      h('p', { class: 'driver-name' }, zh),
      pinyin && h('p', { lang: 'zh-Latn' }, pinyin),
    ),
  ]);
}

/**
 * The Chinese name and address in letters that can be read from the back seat.
 * @param {Context} context
 * @param {import('./types').Place} place
 */
export function showDriver(context, place) {
  const phone = place.phones?.[0];
  showDialog(context, context.t('place.driver'), 'driver', () => [
    h(
      'div',
      { class: 'driver-text', lang: 'zh', dir: 'ltr', tabindex: '0' },
      h('p', {}, context.config.driver_request),
      h('p', { class: 'driver-name' }, place.name_zh ?? ''),
      h('p', { class: 'driver-address' }, place.address_zh ?? ''),
      phone && h('p', {}, phoneLink(phone.number, { icon: icon('phone') })),
    ),
  ]);
}

/**
 * @param {Context} context
 * @param {string} text
 * @param {() => Promise<void>} erase
 */
export function showDeletion(context, text, erase) {
  showDialog(context, context.t('delete'), 'sheet', (close) => {
    const confirm = async () => {
      close();
      await erase();
    };
    return [
      h('p', { dir: 'auto' }, text),
      h(
        'div',
        { class: 'actions' },
        button(context.t('cancel'), close),
        button(context.t('delete.confirm'), () => void confirm(), { class: 'danger' }),
      ),
    ];
  });
}

/**
 * @typedef {{label: string, name: string, action: () => void}} MenuItem
 * @param {Context} context
 * @param {MenuItem[]} items
 */
export function showMenu(context, items) {
  showDialog(context, context.t('menu'), 'sheet', (close) => [
    h(
      'ul',
      { class: 'menu' },
      ...items.map(({ label, name, action }) => {
        const act = () => {
          close();
          action();
        };
        return h('li', {}, button(label, act, { icon: icon(name) }));
      }),
    ),
  ]);
}
