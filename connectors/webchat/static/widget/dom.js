// Elements made without markup: all text goes through textContent.

/**
 * @typedef {Node | string | null | undefined | false} Child
 * @typedef {Record<string, string | number | boolean | null | undefined | ((event: any) => void)>} Properties
 */

/**
 * An element. Functions become listeners (`onclick`), false and null leave an attribute out.
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {Properties} [properties]
 * @param {...Child} children
 * @returns {HTMLElementTagNameMap[K]}
 */
export function h(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (typeof value === 'function') element.addEventListener(name.slice(2), value);
    else if (value !== null && value !== undefined && value !== false) {
      element.setAttribute(name, value === true ? '' : String(value));
    }
  }
  element.append(...children.filter(isChild));
  return element;
}

/** @param {Child} child @returns {child is Node | string} */
function isChild(child) {
  return child instanceof Node || (typeof child === 'string' && child !== '');
}

/**
 * A button; with an icon and `quiet`, its label is for screen readers and the tooltip only.
 * @param {string} label
 * @param {(event: MouseEvent) => void} action
 * @param {{icon?: Node, quiet?: boolean, class?: string}} [look]
 */
export function button(label, action, look = {}) {
  const properties = { type: 'button', class: look.class, onclick: action };
  if (look.quiet) return h('button', { ...properties, 'aria-label': label, title: label }, look.icon);
  return h('button', properties, look.icon, h('span', {}, label));
}

/**
 * A link, or plain text where the address is not one of the web.
 * @param {string | null | undefined} address
 * @param {string} text
 * @param {Node} [icon]
 */
export function link(address, text, icon) {
  const href = webAddress(address);
  if (!href) return h('span', { dir: 'auto' }, text);
  return h('a', { href, target: '_blank', rel: 'noopener noreferrer', dir: 'auto' }, icon, text);
}

/** @param {string | null | undefined} address */
export function webAddress(address) {
  try {
    const url = new URL(address ?? '');
    return ['http:', 'https:'].includes(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}

/**
 * A telephone number to tap; left-to-right wherever it stands.
 * @param {string} number
 * @param {{label?: string, class?: string, icon?: Node}} [look]
 */
export function phoneLink(number, look = {}) {
  const dialled = /^\+?[\d\s()-]+/.exec(number)?.[0].replace(/[^\d+]/g, '') ?? '';
  const digits = h('bdi', { dir: 'ltr' }, number);
  if (!dialled) return h('span', {}, digits);
  const properties = { href: `tel:${dialled}`, class: look.class, 'aria-label': look.label };
  return h('a', properties, look.icon, digits);
}
