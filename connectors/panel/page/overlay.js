// What the keys do: the `?` overlay.

import { h } from './core/dom.js';
import { dialog } from './desk/dialogs.js';

const GROUPS = /** @type {const} */ (['everywhere', 'conversation', 'call']);
const IN_LISTS = /** @type {const} */ ([
  ['↑ ↓', 'keys.list'], ['Enter', 'keys.open'], ['Enter', 'keys.send'], ['Shift+Enter', 'keys.line'], ['Esc', 'keys.escape'],
]);

/** @param {import('./app.js').App} app */
export function showKeys(app) {
  const { t, keys } = app;
  const single = h('input', { type: 'checkbox', onchange: () => {
    keys.single = single.checked;
    app.keep('single-keys', keys.single);
  } });
  single.checked = keys.single;
  dialog(app, t('keys.title'), [
    h('div', { class: 'keys' }, ...GROUPS.map((group) => section(app, group)), fixed(t)),
    h('label', { class: 'check' }, single, h('span', {}, t('keys.single'))),
  ], 'wide');
}

/** @param {import('./app.js').App} app @param {typeof GROUPS[number]} group */
function section(app, group) {
  const found = app.keys.shortcuts.filter((shortcut) => shortcut.group === group);
  return h('section', { hidden: found.length === 0 }, h('h3', {}, app.t(`keys.${group}`)),
    h('dl', {}, ...found.flatMap(({ id, keys }) => [h('dt', {}, h('kbd', {}, keys)), h('dd', {}, app.t(`shortcut.${id}`))])));
}

/** @param {(key: string) => string} t */
function fixed(t) {
  return h('section', {}, h('h3', {}, t('keys.fixed')),
    h('dl', {}, ...IN_LISTS.flatMap(([keys, key]) => [h('dt', {}, h('kbd', {}, keys)), h('dd', {}, t(key))])));
}
