// Line drawings, on a grid of 24.

const NAMESPACE = 'http://www.w3.org/2000/svg';

/** @type {Record<string, string>} */
const PATHS = {
  alert: 'M12 8v5m0 3.2v.1M10.3 4.2 2.9 17a2 2 0 0 0 1.7 3h14.8a2 2 0 0 0 1.7-3L13.7 4.2a2 2 0 0 0-3.4 0Z',
  back: 'M9 7 4 12l5 5M4 12h10a6 6 0 0 1 6 6',
  bell: 'M6 16V11a6 6 0 0 1 12 0v5l1.5 2h-15L6 16Zm4 4a2.2 2.2 0 0 0 4 0',
  belloff: 'M6 16V11a6 6 0 0 1 9-5.2M18 12v4l1.5 2H8M10 20a2.2 2.2 0 0 0 4 0M4 4l16 16',
  book: 'M5 4.5A1.5 1.5 0 0 1 6.5 3H19v15H6.5A1.5 1.5 0 0 0 5 19.5V4.5Zm0 15A1.5 1.5 0 0 0 6.5 21H19v-3',
  bot: 'M6 9h12v9H6zM12 9V5m0 0h.1M9.5 13v.5m5-.5v.5M4 12v3m16-3v3',
  chart: 'M4 20h16M7 20v-6m5 6V6m5 14v-9',
  chat: 'M4 5h16v11H9l-5 4V5Z',
  check: 'm5 12.5 4.5 4.5L19 7.5',
  clock: 'M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17ZM12 7.5V12l3 2',
  close: 'M6 6l12 12M18 6 6 18',
  copy: 'M9 9h10v11H9zM5 15V4h10',
  dots: 'M5 11.5a.5.5 0 1 1 0 1 .5.5 0 0 1 0-1Zm7 0a.5.5 0 1 1 0 1 .5.5 0 0 1 0-1Zm7 0a.5.5 0 1 1 0 1 .5.5 0 0 1 0-1Z',
  download: 'M12 4v11m0 0 4-4m-4 4-4-4M5 20h14',
  folder: 'M3.5 6h6l2 2.5h9V19h-17V6Z',
  hand: 'M7 12V6.5a1.5 1.5 0 0 1 3 0V11m0-5.5a1.5 1.5 0 0 1 3 0V11m0-4a1.5 1.5 0 0 1 3 0v5m0-3a1.5 1.5 0 0 1 3 0v4.5a7 7 0 0 1-7 7c-3 0-4.5-1.5-6-4l-2-3.5c-.7-1.3 1-2.4 2-1.3L7 14',
  insert: 'M20 5v6a3 3 0 0 1-3 3H5m0 0 4-4m-4 4 4 4',
  moon: 'M20 14.5A8.5 8.5 0 0 1 9.5 4a8.5 8.5 0 1 0 10.5 10.5Z',
  note: 'M5 4h14v11l-5 5H5V4Zm14 11h-5v5M8.5 9h7m-7 4h4',
  person: 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8Zm-7.5 8.5a7.5 7.5 0 0 1 15 0',
  people: 'M9 11.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7Zm-6.5 8a6.5 6.5 0 0 1 13 0M15.5 5a3.5 3.5 0 0 1 0 6.5m2 2.5a6.5 6.5 0 0 1 4 5.5',
  phone: 'M6.5 4h3l1.5 4-2 1.5a11 11 0 0 0 5.5 5.5l1.5-2 4 1.5v3a2 2 0 0 1-2 2A15.5 15.5 0 0 1 4.5 6a2 2 0 0 1 2-2Z',
  retry: 'M19 12a7 7 0 1 1-2-5m2-3v4h-4',
  search: 'M11 4.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13Zm5 11.5 4.5 4.5',
  send: 'M4.5 12 3.5 4.5 21 12 3.5 19.5 4.5 12Zm0 0h8',
  sun: 'M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8Zm0-5v2m0 14v2M3 12h2m14 0h2M5.6 5.6 7 7m10 10 1.4 1.4M5.6 18.4 7 17M17 7l1.4-1.4',
  transfer: 'M4 8h14m0 0-4-4m4 4-4 4M20 16H6m0 0 4-4m-4 4 4 4',
  translate: 'M4 6h10M9 4v2m3 0c-.8 3.7-3.3 6.3-7 8m2-5c1 2 3 3.7 5 4.7M12.5 20l4-10 4 10m-6.6-3.4h5.2',
  tray: 'M4 14 6.5 5h11L20 14v5H4v-5Zm0 0h5l1 2h4l1-2h5',
  wait: 'M7 4h10M7 20h10M8 4v3.5L12 12l4-4.5V4M8 20v-3.5L12 12l4 4.5V20',
};

/** @param {string} name @returns {SVGSVGElement} hidden from assistive technology: words say the same */
export function symbol(name) {
  const picture = drawing('svg', { viewBox: '0 0 24 24', class: 'symbol', 'aria-hidden': 'true' });
  picture.append(drawing('path', { d: PATHS[name] ?? PATHS.dots }));
  return picture;
}

/**
 * An element of a drawing.
 * @template {keyof SVGElementTagNameMap} K
 * @param {K} tag @param {Record<string, string | number>} attributes @param {...(Node | string)} children
 * @returns {SVGElementTagNameMap[K]}
 */
export function drawing(tag, attributes = {}, ...children) {
  const element = document.createElementNS(NAMESPACE, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  element.append(...children);
  return element;
}
