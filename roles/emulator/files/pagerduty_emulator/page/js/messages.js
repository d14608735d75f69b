// Copyright: (c) 2026, community.pagerduty contributors
// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
// SPDX-License-Identifier: GPL-3.0-or-later

/**
 * Messages to the visitor. Screen readers read them, so there are few of them.
 */

import {byId} from './dom.js';
import {Outdated, Rejected} from './api.js';

const SECONDS = 6;
const timers = {};

function show(id, content) {
  const element = byId(id);
  element.textContent = content;
  clearTimeout(timers[id]);
  timers[id] = setTimeout(() => { element.textContent = ''; }, SECONDS * 1000);
}

/** Shows what was done or what happened. */
export const say = (content) => show('message', content);

/** Shows what went wrong. */
export const warn = (content) => show('problem', content);

/** Runs an action of the visitor. Shows what was done, or why it was not. Returns whether it was done. */
export async function attempt(action, done) {
  try {
    await action();
  } catch (error) {
    if (error instanceof Outdated) return false;
    warn(error instanceof Rejected ? error.message : 'The emulator does not respond.');
    return false;
  }
  if (done) say(done);
  return true;
}

const QUIET_SECONDS = 2;
let collected = [];
let waiting = null;

/** Announces what happened without the visitor. Several events within two seconds become one message. */
export function announce(content) {
  collected.push(content);
  waiting ??= setTimeout(() => {
    say(collected.length === 1 ? collected[0] : `${collected.length} changes. The last one: ${collected.at(-1)}`);
    collected = [];
    waiting = null;
  }, QUIET_SECONDS * 1000);
}
