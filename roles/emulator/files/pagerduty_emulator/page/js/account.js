// Copyright: (c) 2026, community.pagerduty contributors
// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
// SPDX-License-Identifier: GPL-3.0-or-later

/**
 * The configuration of the account: who is on call, services, event orchestrations, and the alerts that they keep from
 * triggering an incident.
 */

import {admin, chosen, rest, restList} from './api.js';
import {button, byId, el, fill, text} from './dom.js';
import {now, time} from './clock.js';
import {offerServices, openForm} from './incidents.js';
import {attempt} from './messages.js';

const DAYS = 14;
/** The number of schedules whose next users are read. */
const MOST_SCHEDULES = 50;
const MILLISECONDS_PER_DAY = 86400 * 1000;
const STATUSES = {
  active: ['Active', 'good'], warning: ['Warning', 'warning'], critical: ['Critical', 'bad'],
  maintenance: ['Maintenance', 'neutral'], disabled: ['Disabled', 'neutral'],
};
/** The number of alerts that are shown. */
const MOST_ALERTS = 50;
/** The names of the services by their IDs. */
const serviceNames = new Map();
/** The rules of the event orchestrations that are shown, by their IDs. */
const routers = new Map();

// -- on call ----------------------------------------------------------------------------------------------------------

/** Reads and shows who is on call now, and who is next within two weeks. */
export async function loadOnCall() {
  const current = await restList('/oncalls', 'oncalls');
  const schedules = new Set(current.filter((one) => one.schedule).map((one) => one.schedule.id));
  const coming = (await Promise.all([...schedules].slice(0, MOST_SCHEDULES).map(turnsOf))).flat();
  const policies = new Map();
  for (const one of current) {
    const {id, summary} = one.escalation_policy;
    if (!policies.has(id)) policies.set(id, {id, name: summary, turns: []});
    policies.get(id).turns.push(turn(one, coming));
  }
  fill(byId('oncall-list'), [...policies.values()], {
    key: (policy) => policy.id, build: policyCard, empty: () => 'Nobody is on call.',
  });
}

/** Reads the first turn of each user of a schedule, from now on. */
function turnsOf(schedule) {
  const [since, until] = [now(), now() + DAYS * MILLISECONDS_PER_DAY].map((one) => new Date(one).toISOString());
  const query = `?earliest=true&schedule_ids[]=${schedule}&since=${since}&until=${until}`;
  return restList('/oncalls', 'oncalls', {query});
}

/** Returns a user on call, and the next user of the same schedule at the same level. */
function turn(one, coming) {
  const same = ({escalation_policy: policy, escalation_level: level, schedule}) => (
    policy.id === one.escalation_policy.id && level === one.escalation_level
    && schedule && one.schedule && schedule.id === one.schedule.id
  );
  const later = coming.filter((other) => same(other) && other.start && Date.parse(other.start) > now());
  const [next] = later.sort((first, second) => Date.parse(first.start) - Date.parse(second.start));
  return {
    level: one.escalation_level, user: one.user.summary, schedule: one.schedule && one.schedule.summary, end: one.end,
    next: next ? {user: next.user.summary, start: next.start} : null,
  };
}

function policyCard(policy) {
  return el('li', {},
    text(policy.name, 'h3'),
    el('ul', {class: 'turns'}, ...policy.turns.map((one) => el('li', {},
      el('span', {class: 'level'}, `Level ${one.level}`),
      el('span', {class: 'who'},
        text(one.user, 'strong'),
        one.end ? el('span', {class: 'muted'}, ' until ', time(one.end)) : el('span', {class: 'muted'}, ' always'),
        one.schedule && el('span', {class: 'muted'}, ' · ', text(one.schedule))),
      one.next && el('span', {class: 'muted'}, 'Next: ', text(one.next.user), ' from ', time(one.next.start)))),
    ));
}

// -- services ---------------------------------------------------------------------------------------------------------

/** Reads and shows the services. */
export async function loadServices() {
  const services = await restList('/services', 'services', {most: 500});
  serviceNames.clear();
  for (const {id, name} of services) serviceNames.set(id, name);
  offerServices(services);
  byId('services-count').textContent = services.length;
  const shown = services.map(({id, name, status, escalation_policy: policy}) => (
    {id, name, status, policy: policy.summary}));
  fill(byId('services-list'), shown, {
    key: (service) => service.id, build: serviceRow,
    empty: () => 'No services. Create one with the module pagerduty_service.',
  });
}

function serviceRow(service) {
  const [label, tone] = STATUSES[service.status];
  return el('li', {class: 'row'},
    el('span', {class: 'grow'},
      text(service.name, 'strong'), el('span', {class: 'muted'}, ' · ', text(service.policy))),
    el('span', {class: `pill ${tone}`}, label),
    button('Trigger', 'trigger', () => openForm(service.id), {'aria-label': `Trigger an incident of ${service.name}`}));
}

// -- event orchestrations ---------------------------------------------------------------------------------------------

/** Reads and shows the event orchestrations, and the rules of those that are open. */
export async function loadOrchestrations() {
  const orchestrations = await restList('/event_orchestrations', 'orchestrations', {most: 200});
  for (const identifier of routers.keys()) await readRouter(identifier);
  const shown = orchestrations.map(({id, name, team, routes}) => ({
    id, name, team: team && team.summary, routes, rules: routers.get(id) || null,
  }));
  byId('orchestrations-count').textContent = orchestrations.length;
  fill(byId('orchestrations-list'), shown, {
    key: (one) => one.id, build: orchestrationCard, empty: () => 'No event orchestrations.',
  });
}

async function readRouter(identifier) {
  try {
    const {orchestration_path: path} = await rest('GET', `/event_orchestrations/${identifier}/router`);
    const rules = path.sets[0].rules.map(({label, conditions, actions, disabled}) => ({
      label, disabled, target: targetOf(actions), conditions: conditions.map((one) => one.expression),
    }));
    const others = {label: 'All other events', target: targetOf(path.catch_all.actions), conditions: []};
    routers.set(identifier, [...rules, others]);
  } catch (error) {
    routers.delete(identifier);
    throw error;
  }
}

function targetOf(actions) {
  if (actions.dynamic_route_to) return 'the service that the event names';
  if (!actions.route_to || actions.route_to === 'unrouted') return 'no service';
  return serviceNames.get(actions.route_to) || actions.route_to;
}

function orchestrationCard(one) {
  const rules = el('ol', {class: 'rules'}, ...(one.rules || []).map(rule));
  const details = el('details', {open: routers.has(one.id)},
    el('summary', {dataset: {focus: 'rules'}}, text(one.name, 'strong'),
      el('span', {class: 'muted'}, one.team && ' · ', one.team && text(one.team),
        ` · ${one.routes} ${one.routes === 1 ? 'rule' : 'rules'}`)),
    rules);
  details.addEventListener('toggle', () => {
    if (details.open === routers.has(one.id)) return;
    if (!details.open) {
      routers.delete(one.id);
      return;
    }
    attempt(async () => {
      await readRouter(one.id);
      rules.replaceChildren(...routers.get(one.id).map(rule));
    });
  });
  return el('li', {}, details);
}

function rule({label, conditions, target, disabled}) {
  return el('li', {},
    el('span', {}, label ? text(label) : 'Rule', disabled && ' (disabled)', ' → ', text(target, 'strong')),
    ...conditions.map((condition) => el('code', {}, condition)));
}

// -- alerts without an incident ---------------------------------------------------------------------------------------

/** Reads and shows the suppressed and suspended alerts, the newest first. Without any, the section is hidden. */
export async function loadAlerts() {
  const account = encodeURIComponent(chosen.account);
  const query = `?account=${account}&state=suppressed&state=suspended&limit=${MOST_ALERTS}`;
  const alerts = (await admin('GET', `/alerts${query}`)).reverse();
  byId('alerts').hidden = !alerts.length;
  byId('alerts-count').textContent = alerts.length;
  const shown = alerts.map(({id, title, service, state, suspended_until: until, rules}) => ({
    id, title, service: service && service.name, state, until: state === 'suspended' ? until : null,
    labels: rules.steps.map((step) => step.label).filter(Boolean),
  }));
  fill(byId('alerts-list'), shown, {key: (alert) => alert.id, build: alertRow, empty: () => 'No alerts.'});
}

function alertRow({title, service, state, until, labels}) {
  return el('li', {class: 'row'},
    el('span', {class: 'grow'},
      text(title, 'strong'), el('span', {class: 'muted'}, ' · ', service ? text(service) : 'no service'),
      ...labels.flatMap((label) => [' · ', text(label)])),
    el('span', {class: `pill ${until ? 'warning' : 'neutral'}`},
      until ? 'Suspended until ' : 'Suppressed', until && time(until)));
}
