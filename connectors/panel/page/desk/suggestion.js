// One answer in two languages side by side, with what it rests on and where to go.

import { h, link, phoneLink, press, richText, spoken } from '../core/dom.js';
import { symbol } from '../core/symbols.js';

/**
 * @typedef {import('../app.js').App} App
 * @typedef {import('../types').Suggestion} Suggestion
 * @typedef {import('../types').Citation} Citation
 * @typedef {import('../types').Place} Place
 */

/**
 * @param {App} app @param {Suggestion} suggestion
 * @param {{head: (Node | null)[], open?: boolean}} look `head` stands beside the title
 */
export function suggestionCard(app, suggestion, { head, open = false }) {
  const { t, strings } = app;
  const percent = Math.round(suggestion.confidence * 100);
  const { title_zh: chinese, language } = suggestion;
  return h(
    'article',
    { class: `suggestion ${suggestion.kind}`, 'data-entry': suggestion.entry },
    h('header', {},
      h('h3', {}, spoken('span', 'zh', chinese || suggestion.title)),
      h('span', { class: 'sure', title: t('assist.sure') }, `${percent}%`), ...head),
    h('div', { class: language === 'zh' ? 'sides one' : 'sides' },
      side(t('assist.chinese'), 'zh', '', suggestion.text_zh),
      language !== 'zh' && side(strings.languageName(language), language, suggestion.title, suggestion.text)),
    foundation(app, suggestion, open),
  );
}

/** @param {string} label @param {string} language @param {string} title @param {string} text */
function side(label, language, title, text) {
  return h('div', { class: 'side' }, h('p', { class: 'label' }, label),
    title && spoken('p', language, title, 'title'), spoken('div', language, richText(text), 'text'));
}

/**
 * Sources and places, each folded away.
 * @param {App} app @param {{citations: Citation[] | null, places: Place[] | null}} entry @param {boolean} open
 */
export function foundation(app, { citations, places }, open) {
  const { t } = app;
  const sources = citations ?? [];
  const found = places ?? [];
  return h('div', { class: 'foundation' },
    found.length > 0 && h('details', { open },
      h('summary', {}, symbol('folder'), t('assist.places', { count: found.length })),
      h('ul', {}, ...found.map((place) => placeItem(app, place)))),
    sources.length > 0 && h('details', { open },
      h('summary', {}, symbol('book'), t('assist.sources', { count: sources.length })),
      h('ul', {}, ...sources.map((source) => sourceItem(app, source)))),
    sources.length === 0 && h('p', { class: 'hint' }, t('assist.no_sources')));
}

/** @param {App} app @param {Citation} citation */
function sourceItem(app, { title, url, as_of: day, text_zh: original }) {
  return h('li', {}, link(url, title ?? url ?? ''), day && h('small', {}, ` ${app.t('as_of', { day: app.strings.day(day) })}`),
    original && h('blockquote', { lang: 'zh' }, original));
}

/** @param {App} app @param {Place} place */
function placeItem(app, place) {
  const { t } = app;
  const { name, name_zh: chinese, address, address_zh: chineseAddress, phones, hours, languages } = place;
  return h('li', { class: 'place' },
    h('p', {}, chinese && h('b', { lang: 'zh' }, chinese), chinese && name && name !== chinese ? ' · ' : '',
      name !== chinese && name && h('bdi', {}, name)),
    (chineseAddress ?? address) && h('p', {}, h('span', { lang: 'zh' }, chineseAddress ?? ''), chineseAddress && address ? ' · ' : '',
      address && h('bdi', {}, address)),
    h('p', {}, ...(phones ?? []).flatMap(({ number, note }) => [phoneLink(number), note ? ` ${note}  ` : '  '])),
    hours && h('p', {}, hours),
    languages?.length ? h('p', { class: 'hint' }, t('assist.spoken', { languages: languages.map((code) => app.strings.languageName(code)).join(', ') })) : null);
}

/** The answer as plain text to copy or to keep with a call. @param {Suggestion} suggestion */
export function plain(suggestion) {
  return `${suggestion.title}\n${suggestion.text.replaceAll('**', '')}`;
}

/** @param {App} app @param {string} text */
export async function copy(app, text) {
  try {
    await navigator.clipboard.writeText(text);
    app.notify(app.t('copied'));
  } catch {
    app.notify(app.t('not_copied'), true);
  }
}

/** @param {App} app @param {Suggestion} suggestion */
export function copyButton(app, suggestion) {
  return press(app.t('copy'), () => void copy(app, plain(suggestion)), { symbol: 'copy', quiet: true });
}
