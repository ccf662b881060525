// What an answer rests on: articles in Chinese with their translation, sources with their dates.

import { h, link } from './dom.js';

/** @typedef {import('./types').Context} Context */
/** @typedef {import('./types').Citation} Citation */

/**
 * @param {Context} context
 * @param {Citation[] | undefined} citations
 */
export function sources(context, citations) {
  if (!citations?.length) return null;
  const items = citations.map((citation) =>
    h('li', {}, ...(citation.kind === 'article' ? article(context, citation) : source(citation)), date(context, citation)),
  );
  return h(
    'details',
    { class: 'sources' },
    h('summary', {}, h('span', {}, context.t('sources')), h('span', { class: 'count' }, String(items.length))),
    h('ul', {}, ...items),
  );
}

/** @param {Context} context @param {Citation} citation */
function article(context, { number, title, version, text_zh: original, translation }) {
  const { t } = context;
  return [
    h('p', { class: 'source-title', dir: 'auto' }, title || String(number ?? '')),
    version && h('p', { class: 'as-of', dir: 'auto' }, version),
    ...(original ? quotation(t('sources.original'), original, 'zh') : []),
    ...(translation ? quotation(t('sources.translation'), translation) : []),
  ];
}

/** @param {string} label @param {string} text @param {string} [lang] */
function quotation(label, text, lang) {
  return [h('p', { class: 'as-of' }, label), h('blockquote', { lang, dir: 'auto' }, text)];
}

/** @param {Citation} citation */
function source({ title, url, legal_basis: basis }) {
  return [
    h('p', { class: 'source-title' }, link(url, title || url || '')),
    basis && h('p', { dir: 'auto' }, basis),
  ];
}

/** @param {Context} context @param {Citation} citation */
function date(context, { as_of: day }) {
  return day && h('p', { class: 'as-of' }, context.t('asof', { date: context.date(day) }));
}
