// A place: whom to call, where it is, what to show the driver.

import { button, h, link, phoneLink } from './dom.js';
import { showDriver } from './dialogs.js';
import { icon } from './icons.js';

/** @typedef {import('./types').Context} Context */
/** @typedef {import('./types').Place} Place */

const MAP = 'https://uri.amap.com/search?keyword=';

/** @param {Context} context @param {Place} place */
export function placeCard(context, place) {
  const { name, name_zh: nameZh, address, address_zh: addressZh } = place;
  return h(
    'section',
    { class: 'place-card' },
    h('h3', { dir: 'auto' }, name || nameZh || ''),
    nameZh && nameZh !== name && h('p', { class: 'original', lang: 'zh', dir: 'auto' }, nameZh),
    address && address !== addressZh && h('p', { dir: 'auto' }, address),
    addressZh && h('p', { class: 'original', lang: 'zh', dir: 'auto' }, addressZh),
    phones(context, place),
    facts(context, place),
    actions(context, place),
    place.as_of && h('p', { class: 'as-of' }, context.t('asof', { date: context.date(place.as_of) })),
  );
}

/** @param {Context} context @param {Place} place */
function phones(context, { phones: numbers }) {
  if (!numbers?.length) return null;
  const items = numbers.map(({ number, note }) => {
    const label = [context.t('call', { number }), note].filter(Boolean).join(', ');
    const call = phoneLink(number, { class: 'call', icon: icon('phone'), label });
    if (note) call.append(h('span', { dir: 'auto' }, note));
    return h('li', {}, call);
  });
  return h('ul', { class: 'numbers' }, ...items);
}

/** @param {Context} context @param {Place} place */
function facts(context, { hours, languages }) {
  if (!hours && !languages?.length) return null;
  const names = languages?.map((code) => context.languageName(code)).join(', ');
  return h(
    'dl',
    {},
    hours && h('dt', {}, context.t('place.hours')),
    hours && h('dd', { dir: 'auto' }, hours),
    names && h('dt', {}, context.t('place.languages')),
    names && h('dd', { dir: 'auto' }, names),
  );
}

/** @param {Context} context @param {Place} place */
function actions(context, place) {
  const chinese = [place.name_zh, place.address_zh].filter(Boolean).join('\n');
  const map = MAP + encodeURIComponent(place.address_zh || place.name_zh || place.name || '');
  const t = context.t;
  return h(
    'div',
    { class: 'actions' },
    chinese && button(t('place.driver'), () => showDriver(context, place), { icon: icon('car') }),
    chinese && button(t('place.copy'), () => void copy(context, chinese), { icon: icon('copy') }),
    link(map, t('place.map'), icon('map')),
    place.url && link(place.url, t('place.website'), icon('globe')),
  );
}

/** @param {Context} context @param {string} text */
async function copy(context, text) {
  try {
    await navigator.clipboard.writeText(text);
    context.announce(context.t('place.copied'));
  } catch {
    context.announce(context.t('failed'));
  }
}
