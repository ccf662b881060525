// The sentences of the interface, in the agent's own language: Chinese or English.

import { setting } from './memory.js';

/** @typedef {import('../types').Interface} Interface */

const LOCALES = { zh: 'zh-CN', en: 'en-GB' };

export class Strings {
  /**
   * @param {Interface} language
   * @param {Record<string, string>} sentences by dotted key
   */
  constructor(language, sentences) {
    this.language = language;
    this.sentences = sentences;
    const locale = LOCALES[language];
    this.languageNames = new Intl.DisplayNames([locale], { type: 'language' });
    this.times = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', hour12: false });
    this.days = new Intl.DateTimeFormat(locale, { year: 'numeric', month: 'short', day: 'numeric' });
    this.moments = new Intl.DateTimeFormat(locale, {
      month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit', hour12: false,
    });
    this.t = this.t.bind(this);
  }

  /** @param {Interface} language */
  static async load(language) {
    const response = await fetch(new URL(`../strings/${language}.json`, import.meta.url));
    if (!response.ok) throw new Error(`no sentences: ${response.status}`);
    return new Strings(language, await response.json());
  }

  /**
   * A sentence; values fill its `{names}`.
   * @param {string} key
   * @param {Record<string, string | number>} [values]
   */
  t(key, values = {}) {
    const sentence = this.sentences[key] ?? key;
    return sentence.replace(/\{(\w+)\}/g, (mark, name) => String(values[name] ?? mark));
  }

  /**
   * A word of a set that may grow on the other side: the sentence `prefix.value`, else the value itself.
   * @param {string} prefix
   * @param {string | null | undefined} value
   */
  word(prefix, value) {
    if (!value) return '';
    return this.sentences[`${prefix}.${value}`] ?? value.replaceAll('_', ' ');
  }

  /** @param {string} code */
  languageName(code) {
    try {
      return code && code !== 'und' ? (this.languageNames.of(code) ?? code) : this.t('language.unknown');
    } catch {
      return code;
    }
  }

  /** The clock time of an ISO date, with the day where that is not today. @param {string} iso @param {Date} now */
  moment(iso, now) {
    const date = new Date(iso);
    if (Number.isNaN(date.valueOf())) return '';
    return date.toDateString() === now.toDateString() ? this.times.format(date) : this.moments.format(date);
  }

  /** @param {string | null | undefined} iso */
  day(iso) {
    const date = new Date(iso ?? '');
    return Number.isNaN(date.valueOf()) ? (iso ?? '') : this.days.format(date);
  }
}

/** The agent's choice, else the browser's language, else Chinese. @returns {Interface} */
export function interfaceLanguage() {
  const chosen = String(setting('interface', ''));
  if (chosen === 'zh' || chosen === 'en') return chosen;
  const first = navigator.languages.find((tag) => /^(zh|en)\b/i.test(tag)) ?? 'zh';
  return first.toLowerCase().startsWith('en') ? 'en' : 'zh';
}
