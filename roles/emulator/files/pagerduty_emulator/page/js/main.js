// Copyright: (c) 2026, community.pagerduty contributors
// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
// SPDX-License-Identifier: GPL-3.0-or-later

/**
 * Starts the page: chooses the account, and connects the panels with the stream of changes.
 */

import {admin, chosen} from './api.js';
import {loadAlerts, loadOnCall, loadOrchestrations, loadServices} from './account.js';
import {loadClock, startClock} from './clock.js';
import {byId, setOptions} from './dom.js';
import {forgetIncidents, loadIncidents, loadUsers, startIncidents} from './incidents.js';
import {Panel, Stream} from './live.js';
import {loadFaults, loadRequests, loadWebhooks, startTraffic} from './traffic.js';

const incidents = new Panel(['incident', 'log_entry'], loadIncidents);
const requests = new Panel(['requests'], loadRequests);
const onCall = new Panel(['escalation_policy', 'schedule', 'schedule_v3', 'user', 'clock'], loadOnCall);

/** The panels with their topics: the types of objects whose changes they show, and parts of the administration. */
const PANELS = [
  new Panel(['accounts'], loadAccounts),
  new Panel(['clock'], loadClock),
  new Panel(['user'], loadUsers),
  incidents,
  new Panel(['service', 'incident', 'maintenance_window'], loadServices),
  onCall,
  new Panel(['orchestration', 'service'], loadOrchestrations),
  new Panel(['alert', 'service'], loadAlerts),
  new Panel(['faults'], loadFaults),
  requests,
  new Panel(['deliveries', 'webhook_subscription'], loadWebhooks),
];

/** The seconds after which the users on call are read again, because their turns end. */
const ON_CALL_SECONDS = 60;

const stream = new Stream(refreshAll, (topics) => {
  const everything = topics.includes('accounts');
  if (everything) forgetIncidents();
  for (const panel of PANELS) {
    if (everything || topics.some((topic) => panel.topics.has(topic))) panel.refresh();
  }
});

/** Reads the accounts. Chooses the first one if the chosen one does not exist. Returns whether it chose one. */
async function readAccounts() {
  const {accounts, strict} = await admin('GET', '/');
  setOptions(byId('account'), accounts.map((one) => [one, one]));
  byId('account-choice').hidden = accounts.length < 2;
  byId('about').textContent = `${location.origin}${strict ? ', strict' : ''}. All times are in UTC.`;
  if (accounts.includes(chosen.account)) return false;
  [chosen.account] = accounts;
  byId('account').value = chosen.account;
  return true;
}

async function loadAccounts() {
  if (await readAccounts()) choose(chosen.account);
}

/** Shows another account. */
function choose(account) {
  chosen.account = account;
  forgetIncidents();
  stream.open();
}

function refreshAll() {
  for (const panel of PANELS) panel.refresh();
}

startClock();
startIncidents(() => incidents.refresh());
startTraffic(() => requests.refresh());
byId('account').addEventListener('change', () => choose(byId('account').value));
setInterval(() => onCall.refresh(), ON_CALL_SECONDS * 1000);
readAccounts().catch(() => {}).finally(() => stream.open());
