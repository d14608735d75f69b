// Copyright: (c) 2026, community.pagerduty contributors
// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
// SPDX-License-Identifier: GPL-3.0-or-later

/**
 * Requests to the emulator: to the account that is shown, as the chosen user, and to the emulator's administration.
 */

/** The choices of the visitor: the subdomain of the account, and the email address of the user who acts. */
export const chosen = {account: '', user: ''};

/** The emulator rejected a request. The message is for the visitor. */
export class Rejected extends Error {}

/** The account was changed while a request was sent, so its response is not needed. */
export class Outdated extends Error {}

/** Returns what an error response says, in one line. */
function reasonOf(status, content) {
  const error = content && content.error;
  if (typeof error === 'string') return error;
  if (!error) return `The emulator returned the status ${status}.`;
  const details = (error.errors || []).join('. ');
  return details ? `${error.message}: ${details}` : error.message;
}

/** Sends a request. Returns the JSON of the response, or null for an empty response. */
async function send(method, url, body, headers = {}) {
  const options = {method, headers: {Accept: 'application/json', ...headers}, cache: 'no-store'};
  if (body !== undefined) {
    options.body = JSON.stringify(body);
    options.headers['Content-Type'] = 'application/json';
  }
  const response = await fetch(url, options);
  const text = await response.text();
  const content = text ? JSON.parse(text) : null;
  if (!response.ok) throw new Rejected(reasonOf(response.status, content));
  return content;
}

/** Sends a request to the administration, such as `admin('GET', '/clock')`. */
export function admin(method, path, body) {
  return send(method, `/_emulator${path}`, body);
}

/**
 * Sends a request to the REST API of the account that is shown. Changes are made as the chosen user.
 *
 * Throws `Outdated` if another account was chosen meanwhile.
 */
export async function rest(method, path, body) {
  const {account, user} = chosen;
  const headers = method === 'GET' ? {} : {From: user};
  const content = await send(method, `/_emulator/accounts/${encodeURIComponent(account)}${path}`, body, headers);
  if (account !== chosen.account) throw new Outdated();
  return content;
}

const PAGE = 100;

/** Reads a list of the REST API page by page, up to `most` objects. `query`: starts with `?`, or is empty. */
export async function restList(path, key, {query = '', most = 1000} = {}) {
  const found = [];
  for (let offset = 0; offset < most; offset += PAGE) {
    const joint = query ? `${query}&` : '?';
    const content = await rest('GET', `${path}${joint}limit=${PAGE}&offset=${offset}`);
    found.push(...content[key]);
    if (!content.more) break;
  }
  return found;
}
