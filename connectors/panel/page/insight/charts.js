// Charts, drawn as SVG. Each says in words what it shows; the figures stand in it as text.

import { drawing } from '../core/symbols.js';

const BAR = 22;
const LABELS = 132;
const WIDTH = 590;
const VALUE = 44;

/**
 * Bars beside one another, for counts of named things.
 * @param {string} title @param {{label: string, count: number}[]} rows
 */
export function bars(title, rows) {
  const most = Math.max(1, ...rows.map(({ count }) => count));
  const height = Math.max(1, rows.length) * BAR;
  const words = rows.map(({ label, count }) => `${label} ${count}`).join(', ');
  const picture = frame(WIDTH, height, `${title}: ${words}`);
  rows.forEach(({ label, count }, at) => {
    const middle = at * BAR + BAR / 2;
    const length = Math.max(2, (count / most) * (WIDTH - LABELS - VALUE));
    picture.append(
      text(shortened(label, 20), { x: LABELS - 8, y: middle, 'text-anchor': 'end' }),
      drawing('rect', { x: LABELS, y: middle - 7, width: length, height: 14, rx: 3, class: 'bar' }),
      text(String(count), { x: LABELS + length + 6, y: middle, class: 'value' }));
  });
  return picture;
}

/**
 * Several lines over the days.
 * @param {string} title @param {string[]} days @param {{label: string, values: number[]}[]} series
 */
export function lines(title, days, series) {
  const [width, height, left, bottom, top] = [1210, 230, 44, 28, 30];
  const most = niceCeiling(Math.max(1, ...series.flatMap(({ values }) => values)));
  const x = (/** @type {number} */ at) => left + (at * (width - left - 16)) / Math.max(1, days.length - 1);
  const y = (/** @type {number} */ value) => height - bottom - (value / most) * (height - bottom - top);
  const words = series.map(({ label, values }) => `${label} ${values.reduce((one, other) => one + other, 0)}`).join(', ');
  const picture = frame(width, height, `${title}: ${words}`);
  for (const value of most % 2 ? [0, most] : [0, most / 2, most]) {
    picture.append(
      drawing('line', { x1: left, x2: width - 16, y1: y(value), y2: y(value), class: 'grid' }),
      text(String(value), { x: left - 8, y: y(value), 'text-anchor': 'end' }));
  }
  const step = Math.max(1, Math.ceil(days.length / 8));
  days.forEach((day, at) => {
    if (at % step === 0) picture.append(text(day.slice(5), { x: x(at), y: height - 9, 'text-anchor': 'middle' }));
  });
  series.forEach(({ label, values }, number) => {
    const points = values.map((value, at) => `${x(at).toFixed(1)},${y(value).toFixed(1)}`).join(' ');
    picture.append(drawing('polyline', { points, class: `line line-${number}` }));
    values.forEach((value, at) => picture.append(drawing('circle', { cx: x(at), cy: y(value), r: 2.5, class: `dot line-${number}` },
      drawing('title', {}, `${days[at]} · ${label}: ${value}`))));
    const start = left + number * 210;
    picture.append(
      drawing('line', { x1: start, x2: start + 20, y1: 9, y2: 9, class: `line line-${number}` }),
      text(label, { x: start + 26, y: 9 }));
  });
  return picture;
}

/** @param {number} width @param {number} height @param {string} words */
function frame(width, height, words) {
  return drawing('svg', { viewBox: `0 0 ${width} ${height}`, class: 'chart', role: 'img', 'aria-label': words });
}

/** @param {string} content @param {Record<string, string | number>} attributes */
function text(content, attributes) {
  return drawing('text', { 'dominant-baseline': 'central', ...attributes }, content);
}

/** The next of 1, 2, 5, 10, 20, 50 … @param {number} value */
function niceCeiling(value) {
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 5, 10].map((factor) => factor * power).find((candidate) => candidate >= value) ?? value;
}

/** @param {string} label @param {number} length */
function shortened(label, length) {
  return label.length > length ? `${label.slice(0, length - 1)}…` : label;
}
