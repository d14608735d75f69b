// Copyright: (c) 2026, community.pagerduty contributors
// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
// SPDX-License-Identifier: GPL-3.0-or-later

/**
 * Elements of the page. Texts of the account are only ever set as text, never as HTML.
 */

/** Returns the element with an ID. */
export const byId = (id) => document.getElementById(id);

/**
 * Creates an element.
 *
 * attributes: `class`, `on` (event names and functions), `dataset`, and HTML attributes. False, null and undefined
 * omit the attribute, and true sets it without a value.
 * children: elements and texts; false, null and undefined are omitted.
 */
export function el(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key === 'on') {
      for (const [event, listener] of Object.entries(value)) element.addEventListener(event, listener);
    } else if (key === 'dataset') {
      Object.assign(element.dataset, value);
    } else if (value !== false && value !== null && value !== undefined) {
      element.setAttribute(key, value === true ? '' : value);
    }
  }
  element.append(...children.filter((child) => child !== false && child !== null && child !== undefined));
  return element;
}

/** Creates an element for a name or another text of the account, whose direction does not affect its neighbours. */
export const text = (content, name = 'bdi', attributes = {}) => el(name, {dir: 'auto', ...attributes}, String(content));

/** Creates a button. `focus`: what identifies it in its entry, so that it keeps the focus when the entry changes. */
export function button(label, focus, listener, attributes = {}) {
  return el('button', {type: 'button', dataset: {focus}, on: {click: listener}, ...attributes}, label);
}

const signatures = new WeakMap();

/**
 * Shows entries in a list, and changes only the entries that differ.
 *
 * key: returns what identifies an entry
 * build: returns the element of an entry. It must depend on nothing else but the entry
 * empty: an element that is shown if there are no entries
 */
export function fill(list, entries, {key, build, empty}) {
  const focus = focusIn(list);
  const old = new Map([...list.children].map((element) => [element.dataset.key, element]));
  const elements = entries.map((entry) => {
    const identifier = String(key(entry));
    const signature = JSON.stringify(entry);
    const known = old.get(identifier);
    if (known && signatures.get(known) === signature) return known;
    const element = build(entry);
    element.dataset.key = identifier;
    signatures.set(element, signature);
    return element;
  });
  if (!elements.length && empty) {
    elements.push(old.get('') || el('li', {class: 'empty', dataset: {key: ''}}, empty()));
  }
  place(list, elements);
  if (focus) restoreFocus(list, focus);
}

/** Puts elements into a list, in this order. Elements that stay are not moved, so they keep the focus. */
function place(list, elements) {
  const wanted = new Set(elements);
  for (const element of [...list.children]) if (!wanted.has(element)) element.remove();
  elements.forEach((element, index) => {
    if (list.children[index] !== element) list.insertBefore(element, list.children[index] || null);
  });
}

/** Returns which part of which entry has the focus; null if it is elsewhere. */
function focusIn(list) {
  const active = document.activeElement;
  if (!active || !list.contains(active) || active === list) return null;
  const entries = [...list.children];
  const index = entries.findIndex((entry) => entry.contains(active));
  return {active, index, key: entries[index].dataset.key, name: active.dataset.focus};
}

/** Sets the focus to the same part of the entry, or to what is nearest, if the focused element was removed. */
function restoreFocus(list, {active, index, key, name}) {
  if (active.isConnected) {
    if (document.activeElement !== active) active.focus();
    return;
  }
  const entries = [...list.children];
  const same = entries.find((entry) => entry.dataset.key === key);
  const near = same || entries[Math.min(index, entries.length - 1)];
  const parts = near ? [...near.querySelectorAll('[data-focus]')].filter((part) => part.checkVisibility()) : [];
  // For example, Resolve has the focus after Acknowledge, which is no longer there.
  const target = (same && parts.find((part) => part.dataset.focus === name))
    || parts.find((part) => part.closest('[role="group"]')) || parts[0] || list.closest('section').querySelector('h2');
  target.focus();
}

/** Replaces the options of a selection, and keeps its value if possible. `options`: pairs of value and label. */
export function setOptions(select, options) {
  const signature = JSON.stringify(options);
  if (signatures.get(select) === signature) return;
  signatures.set(select, signature);
  const value = select.value;
  select.replaceChildren(...options.map(([option, label]) => el('option', {value: option}, label)));
  if (options.some(([option]) => option === value)) select.value = value;
}
