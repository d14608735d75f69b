// Copyright: (c) 2026, community.pagerduty contributors
// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
// SPDX-License-Identifier: GPL-3.0-or-later

/**
 * What API clients and receivers of webhooks see: faults, the requests, and the webhooks.
 */

import {admin, chosen, restList} from './api.js';
import {button, byId, el, fill, text} from './dom.js';
import {time} from './clock.js';
import {attempt} from './messages.js';

const PRESETS = [
  {
    name: 'page: latency', title: 'Slow responses', about: 'Each response takes 2 seconds.',
    fault: {kind: 'latency', seconds: 2},
  },
  {
    name: 'page: 429', title: 'Rate limit', about: 'Status 429. Clients wait for one second.',
    fault: {kind: 'rate_limit'},
  },
  {
    name: 'page: 5xx', title: 'Server errors', about: 'Status 503, with a page of HTML.',
    fault: {kind: 'status', status: 503},
  },
  {
    name: 'page: dropped', title: 'Dropped connections', about: 'The request is not processed.',
    fault: {kind: 'reset_before'},
  },
  {
    name: 'page: lost', title: 'Lost responses', about: 'The request is processed, then the connection breaks.',
    fault: {kind: 'reset_after'},
  },
];

// -- faults -----------------------------------------------------------------------------------------------------------

/** Reads and shows the faults. */
export async function loadFaults() {
  const {faults} = await admin('GET', '/faults');
  const presets = PRESETS.map((preset) => {
    const active = faults.find((fault) => fault.name === preset.name);
    return {name: preset.name, on: Boolean(active), probability: active ? active.probability : null};
  });
  const names = new Set(PRESETS.map((preset) => preset.name));
  const others = faults.filter((fault) => !names.has(fault.name)).map((fault, index) => ({index, ...fault}));
  fill(byId('faults-presets'), presets, {key: (one) => one.name, build: presetSwitch});
  byId('faults-others').hidden = !others.length;
  byId('faults-clear').hidden = !faults.length;
  fill(byId('faults-list'), others, {key: (one) => one.index, build: otherFault});
}

function presetSwitch({name, on, probability}) {
  const {title, about} = PRESETS.find((preset) => preset.name === name);
  const often = !on || probability === 1 ? '' : ` 1 in ${Math.round(1 / probability)} requests.`;
  return el('li', {},
    button('', 'switch', () => toggle(name, !on), {
      class: 'switch', role: 'switch', 'aria-checked': String(on), 'aria-label': title,
    }),
    el('span', {class: 'grow'}, el('strong', {}, title), el('span', {class: 'muted'}, ` ${about}${often}`)));
}

function toggle(name, on) {
  const {title, fault} = PRESETS.find((preset) => preset.name === name);
  const probability = Number(byId('faults-probability').value);
  return attempt(async () => {
    await admin('DELETE', `/faults?name=${encodeURIComponent(name)}`);
    if (on) await admin('POST', '/faults', {...fault, name, probability, times: null});
  }, `${title}: ${on ? 'on' : 'off'}.`);
}

function otherFault({kind, name, method, path, times, probability}) {
  const often = times === null ? 'without a limit' : `${times} more`;
  return el('li', {}, el('strong', {}, kind), name && ' ', name && text(name),
    el('span', {class: 'muted'}, ` ${method || 'any method'} `, text(path), `, ${often}`,
      probability < 1 && `, with the probability ${probability}`));
}

// -- requests ---------------------------------------------------------------------------------------------------------

const LIMIT = 100;
/** The requests whose bodies are shown. */
const shownRequests = new Set();

/** Reads and shows the last requests of API clients. */
export async function loadRequests() {
  const onlyWrites = byId('requests-writes').checked;
  const found = (await admin('GET', `/requests?limit=${LIMIT}`)).reverse();
  const shown = found.filter((one) => !onlyWrites || one.method !== 'GET');
  fill(byId('requests-list'), shown, {
    key: (one) => one.request_id, build: requestRow,
    empty: () => `No requests. Set PAGERDUTY_API_URL=${location.origin} and run a playbook.`,
  });
}

function requestRow(one) {
  const place = el('div', {class: 'exchange'});
  const details = el('details', {},
    el('summary', {dataset: {focus: 'request'}},
      el('span', {class: 'method'}, one.method), ' ',
      el('span', {class: 'grow path'}, one.path, el('span', {class: 'muted'}, queryText(one.query))), ' ',
      one.fault && el('span', {class: 'pill warning'}, one.fault), ' ',
      el('span', {class: `pill ${toneOf(one.status)}`}, one.status === null ? 'no response' : one.status)),
    place);
  const show = () => attempt(async () => {
    const exchange = await admin('GET', `/requests/${one.request_id}`);
    place.replaceChildren(...exchangeParts(exchange));
  });
  details.addEventListener('toggle', () => {
    if (details.open) shownRequests.add(one.request_id);
    else shownRequests.delete(one.request_id);
    if (details.open) show();
  });
  details.open = shownRequests.has(one.request_id);
  return el('li', {}, details);
}

function toneOf(status) {
  if (status === null || status >= 500) return 'bad';
  return status >= 400 ? 'warning' : 'good';
}

function queryText(query) {
  const pairs = Object.entries(query).flatMap(([key, value]) => [].concat(value).map((one) => `${key}=${one}`));
  return pairs.length ? `?${pairs.join('&')}` : '';
}

function exchangeParts({at, milliseconds, account, user_agent: agent, request, response}) {
  const facts = [
    ['Time', at && time(at)], ['Duration', milliseconds !== null && `${milliseconds} ms`], ['Account', account],
    ['Client', agent], ...Object.entries(request.headers),
  ];
  return [
    el('dl', {}, ...facts.filter(([, value]) => value).flatMap(([name, value]) => [
      el('dt', {}, name), el('dd', {}, value instanceof Node ? value : text(value)),
    ])),
    ...bodyParts('Request body', request),
    ...bodyParts('Response body', response),
  ];
}

function bodyParts(title, {body, bytes}) {
  if (!bytes) return [];
  const shown = typeof body === 'string' ? body : JSON.stringify(body, null, 2);
  return [
    el('h4', {}, title),
    body === null
      ? el('p', {class: 'muted'}, `${bytes} bytes, not kept`)
      : el('pre', {tabindex: '0', role: 'group', 'aria-label': title}, shown),
  ];
}

// -- webhooks ---------------------------------------------------------------------------------------------------------

const OUTCOMES = {
  delivered: ['Delivered', 'good'], retry: ['Sent again', 'warning'], dropped: ['Dropped', 'bad'],
  waiting: ['Waiting', 'neutral'],
};
/** The type of the webhooks of rules. They have no subscription, but a name. */
const OF_RULE = 'event_orchestration.webhook';
/** The webhooks whose attempts are shown. */
const shownWebhooks = new Set();

/** Reads and shows the last webhooks with their attempts. */
export async function loadWebhooks() {
  const account = encodeURIComponent(chosen.account);
  const attempts = await admin('GET', `/deliveries?limit=200&account=${account}`);
  const subscriptions = await restList('/webhook_subscriptions', 'webhook_subscriptions');
  const addresses = new Map(subscriptions.map((one) => [one.id, one.delivery_method.url]));
  const webhooks = new Map();
  for (const {webhook_id: id, event_type: type, subscription, attempt: number, ...result} of attempts) {
    const {status, error, outcome, at} = result;
    const url = type === OF_RULE ? `rule: ${subscription}` : withoutLogin(addresses.get(subscription));
    const webhook = webhooks.get(id) || {id, type, url, attempts: []};
    webhook.attempts.push({number, status, error, outcome, at: outcome === 'waiting' ? null : at});
    webhooks.delete(id);  // so that the webhooks are in the order of their last attempts
    webhooks.set(id, webhook);
  }
  fill(byId('webhooks-list'), [...webhooks.values()].reverse(), {
    key: (one) => one.id, build: webhookRow,
    empty: () => 'No webhooks. They are sent to webhook subscriptions.',
  });
}

/** Returns a URL without its user name and password. */
const withoutLogin = (url) => (url || 'a deleted subscription').replace(/:\/\/[^/@]*@/, '://');

function webhookRow(webhook) {
  const last = webhook.attempts.at(-1);
  const done = webhook.attempts.filter((one) => one.outcome !== 'waiting');
  const [label, tone] = last.outcome === 'waiting' && done.length ? OUTCOMES.retry : OUTCOMES[last.outcome];
  const reason = done.length ? reasonOf(done.at(-1)) : null;
  const details = el('details', {open: shownWebhooks.has(webhook.id)},
    el('summary', {dataset: {focus: 'webhook'}},
      el('span', {class: 'grow'}, el('strong', {}, webhook.type), ' ',
        el('span', {class: 'muted'}, text(webhook.url), done.length > 1 && ` · ${done.length} attempts`,
          reason && ' · ', reason && text(reason))), ' ',
      el('span', {class: `pill ${tone}`}, label)),
    el('ol', {class: 'attempts'}, ...webhook.attempts.map(attemptEntry)),
    button('Send it again', 'redeliver', () => attempt(
      () => admin('POST', `/deliveries/${webhook.id}/redeliver`), 'The webhook is sent again.')));
  details.addEventListener('toggle', () => {
    if (details.open) shownWebhooks.add(webhook.id);
    else shownWebhooks.delete(webhook.id);
  });
  return el('li', {}, details);
}

/** Returns why an attempt failed; null if it did not. */
function reasonOf({status, error, outcome}) {
  if (outcome === 'delivered') return null;
  return error || (status === null ? null : `status ${status}`);
}

function attemptEntry({number, status, error, outcome, at}) {
  return el('li', {}, `Attempt ${number}: ${OUTCOMES[outcome][0].toLowerCase()}`,
    status !== null && `, status ${status}`, error && ', ', error && text(error), at && ', ', at && time(at));
}

/** Connects the controls. refresh: reads the requests again. */
export function startTraffic(refresh) {
  byId('requests-writes').addEventListener('change', refresh);
  byId('requests-clear').addEventListener('click', () => attempt(
    () => admin('DELETE', '/requests'), 'The list of requests is empty.'));
  byId('webhooks-clear').addEventListener('click', () => attempt(
    () => admin('DELETE', '/deliveries'), 'The list of webhooks is empty.'));
  byId('faults-clear').addEventListener('click', () => attempt(
    () => admin('DELETE', '/faults'), 'All faults are removed.'));
}
