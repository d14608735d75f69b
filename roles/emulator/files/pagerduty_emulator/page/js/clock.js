// Copyright: (c) 2026, community.pagerduty contributors
// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
// SPDX-License-Identifier: GPL-3.0-or-later

/**
 * The emulator's clock, and times relative to it. All times are in UTC, as in the API.
 */

import {admin} from './api.js';
import {button, byId, el} from './dom.js';
import {attempt} from './messages.js';

const MOVES = [['1 minute', 60], ['5 minutes', 300], ['30 minutes', 1800], ['1 hour', 3600], ['1 day', 86400]];

/** Milliseconds by which the emulator is ahead of the browser. */
let ahead = 0;
let next = null;

/** Returns the emulator's time in milliseconds since 1970. */
export const now = () => Date.now() + ahead;

/** Reads the emulator's time. */
export async function loadClock() {
  const {now: instant} = await admin('GET', '/clock');
  ahead = Date.parse(instant) - Date.now();
  tick();
}

/** Returns a time of the day, with the date unless it is today. */
export function timeText(instant) {
  const iso = new Date(instant).toISOString();
  const today = new Date(now()).toISOString().slice(0, 10);
  return iso.slice(0, 10) === today ? iso.slice(11, 19) : `${iso.slice(0, 10)} ${iso.slice(11, 16)}`;
}

/** Returns a duration in its largest units, such as `1 h 30 min`. */
export function duration(seconds) {
  const units = [['d', 86400], ['h', 3600], ['min', 60], ['s', 1]];
  const first = units.findIndex(([, size]) => seconds >= size);
  if (first < 0) return '0 s';
  const [name, size] = units[first];
  const parts = [`${Math.floor(seconds / size)} ${name}`];
  const rest = first + 1 < units.length ? Math.floor((seconds % size) / units[first + 1][1]) : 0;
  if (rest) parts.push(`${rest} ${units[first + 1][0]}`);
  return parts.join(' ');
}

/** Creates an element with an instant. */
export const time = (instant) => el('time', {datetime: instant, title: instant}, timeText(instant));

/** Creates an element with the time that is left until an instant. It is kept up to date. */
export function countdown(instant) {
  const element = el('time', {datetime: instant, title: instant, dataset: {until: instant}});
  update(element);
  return element;
}

function update(element) {
  const seconds = Math.max(0, Math.round((Date.parse(element.dataset.until) - now()) / 1000));
  // Seconds only matter shortly before the end. Otherwise, the text would change too often.
  const shown = duration(seconds < 120 ? seconds : Math.ceil(seconds / 60) * 60);
  if (element.textContent !== shown) element.textContent = shown;
}

function tick() {
  const iso = new Date(now()).toISOString();
  byId('now').textContent = iso.slice(11, 19);
  byId('now').dateTime = iso;
  byId('today').textContent = `${iso.slice(0, 10)}, UTC`;
  for (const element of document.querySelectorAll('[data-until]')) update(element);
}

/** Moves the clock forward. */
export function move(seconds) {
  return attempt(() => admin('POST', '/clock', {advance: seconds}), `The clock is ${duration(seconds)} later.`);
}

/** Moves the clock to an instant. */
export const moveTo = (instant) => move(Math.max(0, Math.ceil((Date.parse(instant) - now()) / 1000)) + 1);

/** Shows the next automatic change, such as an escalation; null if there is none. */
export function showNext(change) {
  next = change;
  byId('next-change').hidden = !change;
  byId('next-text').replaceChildren(...(change ? [`${change.label} in `, countdown(change.at)] : []));
}

/** Creates the buttons, and starts the clock. */
export function startClock() {
  byId('moves').append(...MOVES.map(([label, seconds]) => button(`+ ${label}`, label, () => move(seconds))));
  byId('next').addEventListener('click', () => next && moveTo(next.at));
  setInterval(tick, 1000);
}

