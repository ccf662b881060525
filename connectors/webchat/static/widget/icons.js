// Icons, drawn on a grid of 24 with lines of 2.

/** @type {Record<string, string>} */
const PATHS = {
  alert: 'M12 8v5m0 3.2v.1M10.3 4.2 2.9 17a2 2 0 0 0 1.7 3h14.8a2 2 0 0 0 1.7-3L13.7 4.2a2 2 0 0 0-3.4 0Z',
  book: 'M5 4.5A1.5 1.5 0 0 1 6.5 3H19v15H6.5A1.5 1.5 0 0 0 5 19.5V4.5Zm0 15A1.5 1.5 0 0 0 6.5 21H19v-3',
  car: 'M4 12.5 6 7a2 2 0 0 1 1.9-1.4h8.2A2 2 0 0 1 18 7l2 5.5m-16 0h16v5h-2.5m-13.5 0h2.5m0 0a2 2 0 1 0 4 0m-4 0a2 2 0 1 1 4 0m0 0h3m0 0a2 2 0 1 0 4 0m-4 0a2 2 0 1 1 4 0M4 12.5v5',
  close: 'M6 6l12 12M18 6 6 18',
  copy: 'M9 9h10v11H9zM5 15V4h10',
  download: 'M12 4v11m0 0 4-4m-4 4-4-4M5 20h14',
  globe: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18Zm0 0c2.5 2.5 3.5 5.5 3.5 9s-1 6.5-3.5 9c-2.5-2.5-3.5-5.5-3.5-9s1-6.5 3.5-9ZM3.5 9.5h17m-17 5h17',
  map: 'M12 21s7-6 7-11.5A7 7 0 0 0 5 9.5C5 15 12 21 12 21Zm0-9a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5Z',
  mic: 'M12 4a3 3 0 0 1 3 3v4a3 3 0 0 1-6 0V7a3 3 0 0 1 3-3ZM6 11a6 6 0 0 0 12 0m-6 6v3.5',
  more: 'M5 11.5a.5.5 0 1 1 0 1 .5.5 0 0 1 0-1Zm7 0a.5.5 0 1 1 0 1 .5.5 0 0 1 0-1Zm7 0a.5.5 0 1 1 0 1 .5.5 0 0 1 0-1Z',
  person: 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8Zm-7.5 8.5a7.5 7.5 0 0 1 15 0',
  phone: 'M6.5 4h3l1.5 4-2 1.5a11 11 0 0 0 5.5 5.5l1.5-2 4 1.5v3a2 2 0 0 1-2 2A15.5 15.5 0 0 1 4.5 6a2 2 0 0 1 2-2Z',
  print: 'M7 9V4h10v5M7 17H4v-6a2 2 0 0 1 2-2h12a2 2 0 0 1 2 2v6h-3M7 14h10v6H7z',
  send: 'M4.5 12 3.5 4.5 21 12 3.5 19.5 4.5 12Zm0 0h8',
  speaker: 'M4 10v4h3.5L12 18V6L7.5 10H4Zm11.5-1.5a5 5 0 0 1 0 7m2.5-9.5a8.5 8.5 0 0 1 0 12',
  stop: 'M7 7h10v10H7z',
  trash: 'M5 7h14M10 11v5m4-5v5M6.5 7l1 12.5h9l1-12.5M9.5 7V4h5v3',
  up: 'M7 11v9H4v-9h3Zm0 0 4-7.5a2 2 0 0 1 2.5 2.5L12.5 10h5.8a2 2 0 0 1 2 2.4l-1.2 6a2 2 0 0 1-2 1.6H7',
};

/**
 * @param {string} name
 * @param {string} [turned] `flip` for an icon that points on in reading direction, `down` for its reverse
 */
export function icon(name, turned) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('aria-hidden', 'true');
  if (turned) svg.setAttribute('class', turned);
  const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  path.setAttribute('d', PATHS[name]);
  svg.append(path);
  return svg;
}
