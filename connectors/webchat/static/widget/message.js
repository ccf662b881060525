// One entry of the conversation: the person's own words, or an answer by its type.

import { button, h } from './dom.js';
import { emergencyNumbers, showLarge } from './dialogs.js';
import { feedback } from './feedback.js';
import { formField, formProgress } from './form.js';
import { icon } from './icons.js';
import { placeCard } from './place.js';
import { resultCard, wordsOf } from './result.js';
import { richText } from './richtext.js';
import { sources } from './sources.js';
import { readButton } from './voice.js';

/** @typedef {import('./types').Context} Context */
/** @typedef {import('./types').Reply} Reply */
/** @typedef {import('./types').Custom} Custom */

const RATED = ['answer', 'abstain', 'result'];
const CARDS = ['answer', 'abstain', 'result', 'emergency', 'clarify', 'form'];

/**
 * @param {Context} context
 * @param {import('./types').Question} question
 * @param {() => void} retry
 */
export function questionItem(context, { text, delivery }, retry) {
  const state = delivery === 'answered' ? '' : context.t(`delivery.${delivery}`);
  return h(
    'li',
    { class: 'mine' },
    h('span', { class: 'hidden' }, context.t('you')),
    h('p', { class: 'bubble', dir: 'auto' }, text),
    h(
      'p',
      { class: 'delivery' },
      state && h('span', {}, state),
      delivery === 'failed' && button(context.t('retry'), retry, { class: 'bare' }),
    ),
  );
}

/**
 * @param {Context} context
 * @param {Reply} reply
 */
export function replyItem(context, reply) {
  const { message, role } = reply;
  const { custom } = message;
  const type = custom.type ?? 'notice';
  return h(
    'li',
    { class: `theirs ${role} ${type}`, 'data-id': message.id },
    h('p', { class: 'speaker' }, icon(role === 'agent' ? 'person' : 'book'), speaker(context, reply)),
    h(
      'article',
      { class: CARDS.includes(type) ? 'card' : 'bubble', lang: custom.language },
      type === 'abstain' && h('p', { class: 'flag', lang: context.config.strings_language }, context.t('abstain')),
      formProgress(context, custom.progress),
      ...(type === 'emergency' ? [numbers(context, custom), phrase(context, custom)] : []),
      h('div', { class: 'text' }, ...richText(wordsOf(message) || handoffStatus(context, custom))),
      ...details(context, reply),
    ),
    footer(context, reply, type),
  );
}

/** @param {Context} context @param {Reply} reply */
function speaker(context, { role, message }) {
  if (role === 'bot') return context.t('bot');
  return [context.t('agent'), message.custom.agent].filter(Boolean).join(' · ');
}

/** @param {Context} context @param {Reply} reply */
function details(context, { message }) {
  const { custom } = message;
  return [
    custom.type === 'emergency' ? null : numbers(context, custom),
    resultCard(context, message),
    ...(custom.places ?? []).map((place) => placeCard(context, place)),
    formField(context, message),
    choices(context, message),
    sources(context, custom.citations),
  ];
}

/** @param {Context} context @param {Custom} custom */
function numbers(context, { numbers: found }) {
  return found?.length ? emergencyNumbers(context, found.map(asNumber)) : null;
}

/** What to say to the one who answers, to be shown to somebody near or read aloud. */
function phrase(/** @type {Context} */ context, /** @type {Custom} */ { say }) {
  if (!say?.zh) return null;
  const { zh, pinyin } = say;
  const title = context.t('emergency.say');
  return h(
    'div',
    { class: 'phrase' },
    h('p', { class: 'as-of', lang: context.config.strings_language, dir: 'auto' }, title),
    h('p', { class: 'said', lang: 'zh', dir: 'ltr' }, zh),
    pinyin && h('p', { class: 'pinyin', lang: 'zh-Latn', dir: 'ltr' }, pinyin),
    h(
      'div',
      { class: 'actions' },
      button(context.t('emergency.show'), () => showLarge(context, title, zh, pinyin), { icon: icon('person') }),
      readButton(context, zh, 'zh-CN'),
    ),
  );
}

/** @param {string | Partial<import('./types').EmergencyNumber>} number */
function asNumber(number) {
  if (typeof number === 'string') return { number, label: '' };
  return { number: number.number ?? '', label: number.label ?? '' };
}

/** @param {Context} context @param {import('./types').Message} message */
function choices(context, { buttons }) {
  if (!buttons?.length) return null;
  return h(
    'div',
    { class: 'choices' },
    ...buttons.map(({ title, payload }) => button(title, () => context.ask(title, payload))),
  );
}

/** @param {Context} context @param {Reply} reply @param {string} type */
function footer(context, reply, type) {
  if (!RATED.includes(type)) return null;
  const { message } = reply;
  const { buttons, place } = feedback(context, message.id);
  const language = message.custom.language ?? context.config.language;
  return h(
    'div',
    { class: 'under' },
    h('div', { class: 'tools' }, ...buttons, readButton(context, message.text, language), again(context, reply)),
    place,
  );
}

/** An answer in another language than the present one is offered again in it. */
function again(/** @type {Context} */ context, /** @type {Reply} */ { message, question }) {
  const present = context.config.languages.find(({ code }) => code === context.config.language);
  const answered = present?.answered === 'full' ? present.code : 'en';
  if (!question || !message.custom.language || message.custom.language === answered) return null;
  const { text, payload } = question;
  return button(context.t('language.again'), () => context.ask(text, payload, answered), { class: 'bare' });
}

/**
 * Who speaks now, in a sentence; empty where the message is about something else.
 * @param {Context} context
 * @param {Custom} custom
 */
export function handoffStatus({ t }, { state, agent, position, expected_wait: wait }) {
  if (state === 'waiting') {
    const minutes = Math.max(1, Math.round((wait ?? 0) / 60));
    return [
      t('handoff.waiting'),
      position ? t('handoff.position', { position }) : '',
      wait ? t('handoff.wait', { minutes }) : '',
    ].filter(Boolean).join(' · ');
  }
  if (state === 'with_agent') return agent ? t('handoff.named', { name: agent }) : t('handoff.joined');
  return state === 'closed' || state === 'unavailable' ? t(`handoff.${state}`) : '';
}
