// Copyright: (c) 2026, community.pagerduty contributors
// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
// SPDX-License-Identifier: GPL-3.0-or-later

/**
 * Incidents with their log entries, and what a user can do with them.
 */

import {chosen, rest, restList} from './api.js';
import {button, byId, el, fill, setOptions, text} from './dom.js';
import {countdown, moveTo, showNext, time} from './clock.js';
import {announce, attempt} from './messages.js';

const STATUSES = {
  triggered: ['Triggered', 'bad'], acknowledged: ['Acknowledged', 'warning'], resolved: ['Resolved', 'good'],
};
const FILTERS = {all: [], open: ['triggered', 'acknowledged'], resolved: ['resolved']};
const SNOOZES = [['1 hour', 3600], ['4 hours', 4 * 3600], ['8 hours', 8 * 3600], ['24 hours', 24 * 3600]];
const ACTIONS = {
  escalate: 'Escalates', unacknowledge: 'Triggers again', resolve: 'Is resolved', urgency_change: 'Its urgency rises',
};
const ENTRIES = {
  trigger: 'bad', unacknowledge: 'bad', escalate: 'bad', acknowledge: 'warning', snooze: 'warning', resolve: 'good',
};
const STEP = 10;

/** The IDs of the incidents whose timeline is shown. */
const expanded = new Set();
/** The menus that are open: IDs of incidents, and the labels of their menus. */
const menus = new Map();
/** The highest number of an incident that was seen; null before the first read. */
let seen = null;
let limit = STEP;
let reload = () => {};

/** Reads and shows the incidents, and the log entries of those whose timeline is shown. */
export async function loadIncidents() {
  const statuses = FILTERS[document.querySelector('[name="status"]:checked').value];
  const query = ['date_range=all', 'sort_by=incident_number:desc', 'total=true', `limit=${limit}`];
  query.push(...statuses.map((status) => `statuses[]=${status}`));
  const {incidents, total, more} = await rest('GET', `/incidents?${query.join('&')}`);
  tellNew(incidents);
  if (seen === 0 && incidents.length) expanded.add(incidents[0].id);
  seen = Math.max(seen || 0, ...incidents.map((incident) => incident.incident_number));
  const entries = await Promise.all(incidents.map(entriesOf));
  const shown = incidents.map((incident, index) => ({...concise(incident), entries: entries[index]}));
  byId('incidents-count').textContent = total;
  byId('incidents-more').hidden = !more || limit >= 100;
  fill(byId('incidents-list'), shown, {key: (one) => one.id, build: card, empty: nothing});
  showNext(nextChange(incidents));
}

/** Makes the page forget the incidents of another account. */
export function forgetIncidents() {
  expanded.clear();
  menus.clear();
  seen = null;
  limit = STEP;
}

/** Returns what the card of an incident shows. Cards are built again only if this changes. */
function concise(incident) {
  const {id, incident_number: number, title, status, urgency, created_at: at} = incident;
  return {
    id, number, title, status, urgency, at,
    service: incident.service.summary,
    policy: incident.escalation_policy.id,
    priority: incident.priority && incident.priority.summary,
    assignees: incident.assignments.map((one) => one.assignee.summary),
    actions: incident.pending_actions.map(({type, at: due}) => ({type, at: due})),
    alerts: incident.alert_counts.all,
  };
}

async function entriesOf(incident) {
  if (!expanded.has(incident.id)) return null;
  const {log_entries: entries} = await rest('GET', `/incidents/${incident.id}/log_entries?limit=100`);
  return entries.map(({id, type, summary, created_at: at, channel}) => (
    {id, type: type.replace('_log_entry', ''), summary, at, channel: channel.summary}
  ));
}

/** Announces incidents that were created by others. */
function tellNew(incidents) {
  if (seen === null) return;
  for (const one of incidents.filter((incident) => incident.incident_number > seen).reverse()) {
    announce(`New incident ${one.incident_number}: ${one.title}`);
  }
}

function nextChange(incidents) {
  const changes = incidents.flatMap((incident) => incident.pending_actions.map((action) => ({
    at: action.at, label: `Incident ${incident.incident_number}: ${ACTIONS[action.type].toLowerCase()}`,
  })));
  return changes.sort((one, other) => Date.parse(one.at) - Date.parse(other.at))[0] || null;
}

function nothing() {
  return 'No incidents. Trigger one here, with a playbook or with an event.';
}

// -- cards ------------------------------------------------------------------------------------------------------------

function card(incident) {
  const [label, tone] = STATUSES[incident.status];
  const heading = el('h3', {},
    el('span', {class: 'number'}, `#${incident.number} `), text(incident.title));
  const names = incident.assignees.flatMap((name, index) => [index ? ', ' : 'assigned to ', text(name)]);
  const facts = [
    [text(incident.service)], [`${incident.urgency} urgency`], incident.priority && [text(incident.priority)],
    incident.alerts > 0 && [`${incident.alerts} ${incident.alerts === 1 ? 'alert' : 'alerts'}`],
    names.length > 0 && names, ['since ', time(incident.at)],
  ];
  return el('li', {class: `incident ${incident.status}`},
    el('article', {'aria-label': `Incident ${incident.number}`},
      el('div', {class: 'title'}, heading, el('span', {class: `pill ${tone}`}, label)),
      el('p', {class: 'facts'}, ...facts.filter(Boolean).map((fact) => el('span', {}, ...fact))),
      ...incident.actions.map(pending),
      incident.status !== 'resolved' && actions(incident),
      timeline(incident)));
}

function pending({type, at}) {
  return el('p', {class: 'facts'}, `${ACTIONS[type]} in `, countdown(at), ' ',
    button('Move the clock there', `move ${type}`, () => moveTo(at), {class: 'link'}));
}

function actions(incident) {
  const name = `incident ${incident.number}`;
  return el('div', {class: 'actions', role: 'group', 'aria-label': `Actions for ${name}`},
    incident.status === 'triggered' && button('Acknowledge', 'acknowledge', () => update(
      incident, {status: 'acknowledged'}, `Incident ${incident.number} is acknowledged.`), {class: 'primary'}),
    button('Resolve', 'resolve', () => update(
      incident, {status: 'resolved'}, `Incident ${incident.number} is resolved.`)),
    // As in the API, only acknowledged incidents can be snoozed.
    ...(incident.status === 'acknowledged' ? menu(incident, 'Snooze', showSnoozes) : []),
    ...menu(incident, 'Escalate', showLevels));
}

/** Creates a button, and the panel with further buttons that it shows. load: fills the panel when it is shown. */
function menu(incident, label, load) {
  const panel = el('div', {
    class: 'menu', id: `${incident.id}-${label}`, role: 'group', 'aria-label': `${label} incident ${incident.number}`,
  });
  const opener = button(label, label, () => open(menus.get(incident.id) !== label), {'aria-controls': panel.id});
  const open = (wanted) => {
    if (wanted) menus.set(incident.id, label);
    else menus.delete(incident.id);
    for (const other of opener.parentElement.querySelectorAll('.menu')) other.dispatchEvent(new Event('state'));
  };
  const show = () => {
    const isOpen = menus.get(incident.id) === label;
    panel.hidden = !isOpen;
    opener.setAttribute('aria-expanded', String(isOpen));
    if (isOpen) attempt(() => load(incident, panel));
  };
  panel.addEventListener('state', show);
  panel.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return;
    open(false);
    opener.focus();
  });
  show();
  return [opener, panel];
}

function showSnoozes(incident, panel) {
  panel.replaceChildren(...SNOOZES.map(([label, seconds]) => button(label, `snooze ${seconds}`, () => {
    menus.delete(incident.id);
    act('POST', `/incidents/${incident.id}/snooze`, {duration: seconds},
      `Incident ${incident.number} is snoozed for ${label}.`);
  })));
}

async function showLevels(incident, panel) {
  const {escalation_policy: policy} = await rest('GET', `/escalation_policies/${incident.policy}`);
  panel.replaceChildren(...policy.escalation_rules.map((rule, index) => {
    const targets = rule.targets.map((target) => target.summary).join(', ');
    return button(text(`Level ${index + 1}: ${targets}`), `level ${index}`, () => {
      menus.delete(incident.id);
      update(incident, {escalation_level: index + 1}, `Incident ${incident.number} is at level ${index + 1}.`);
    });
  }));
}

function timeline(incident) {
  const list = el('ol', {class: 'timeline'}, ...(incident.entries || []).map(timelineEntry));
  const details = el('details', {open: expanded.has(incident.id)},
    el('summary', {dataset: {focus: 'timeline'}}, 'Timeline'), list);
  details.addEventListener('toggle', () => {
    if (details.open === expanded.has(incident.id)) return;
    if (details.open) expanded.add(incident.id);
    else expanded.delete(incident.id);
    reload();
  });
  return details;
}

function timelineEntry(entry) {
  return el('li', {class: ENTRIES[entry.type] || ''}, time(entry.at), ' ', text(entry.summary),
    entry.channel && el('span', {class: 'muted'}, ' ', text(entry.channel)));
}

// -- actions ----------------------------------------------------------------------------------------------------------

function act(method, path, body, done) {
  return attempt(() => rest(method, path, body), done);
}

function update(incident, fields, done) {
  return act('PUT', `/incidents/${incident.id}`, {incident: {type: 'incident', ...fields}}, done);
}

async function trigger() {
  const [title, service, urgency, details] = ['title', 'service', 'urgency', 'details'].map(
    (name) => byId(`trigger-${name}`).value);
  const incident = {type: 'incident', title, service: {id: service, type: 'service_reference'}};
  if (urgency) incident.urgency = urgency;
  if (details) incident.body = {type: 'incident_body', details};
  let made = null;
  const create = async () => { made = (await rest('POST', '/incidents', {incident})).incident; };
  if (!await attempt(create)) return;
  expanded.add(made.id);
  seen = Math.max(seen || 0, made.incident_number);
  const name = made.incident_number;
  await attempt(async () => {}, `Incident ${name} is triggered, and assigned to ${namesOf(made)}.`);
  byId('trigger-form').reset();
  closeForm();
  reload();
}

const namesOf = (incident) => incident.assignments.map((one) => one.assignee.summary).join(', ');

function closeForm() {
  byId('trigger').open = false;
  byId('trigger').querySelector('summary').focus();
}

/** Opens the form for a new incident of a service. */
export function openForm(service) {
  byId('trigger').open = true;
  byId('trigger-service').value = service;
  byId('trigger-title').focus();
}

/** Shows the services in the form for a new incident. */
export function offerServices(services) {
  setOptions(byId('trigger-service'), services.map(({id, name}) => [id, name]));
}

/** Reads the users, of whom one acts. The default is the owner of the account. */
export async function loadUsers() {
  const users = await restList('/users', 'users');
  const owner = users.find((user) => user.role === 'owner') || users[0];
  const known = users.some((user) => user.email === chosen.user);
  setOptions(byId('user'), users.map(({email, name, role}) => [
    email, role === 'owner' ? `${name} (owner)` : name,
  ]));
  if (!known) chosen.user = owner ? owner.email : '';
  byId('user').value = chosen.user;
}

/** Connects the controls. refresh: reads the incidents again. */
export function startIncidents(refresh) {
  reload = refresh;
  byId('incidents-filter').addEventListener('change', reload);
  byId('incidents-more').addEventListener('click', () => {
    limit += STEP;
    reload();
  });
  byId('trigger-form').addEventListener('submit', (event) => {
    event.preventDefault();
    trigger();
  });
  byId('trigger').addEventListener('toggle', () => byId('trigger').open && byId('trigger-title').focus());
  byId('trigger-cancel').addEventListener('click', closeForm);
  byId('user').addEventListener('change', () => { chosen.user = byId('user').value; });
}
