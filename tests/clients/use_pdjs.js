// Copyright: (c) 2026, community.pagerduty contributors
// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
// SPDX-License-Identifier: GPL-3.0-or-later

// Uses PagerDuty's JavaScript client. Arguments: the client's folder, the server's host and port, an integration key.
// Prints a JSON object with what the server returned. NODE_EXTRA_CA_CERTS names the certificate to trust.

const path = require('path');

const [folder, server, key] = process.argv.slice(2);
const { api, event, change, trigger, acknowledge, resolve } = require(path.join(folder, 'node_modules/@pagerduty/pdjs'));

async function main() {
  const pd = api({ token: 'emulator', server, headers: { From: 'owner@example.com' } });
  const seen = {};
  const expect = async (name, status, request) => {
    const response = await request;
    if (response.status !== status) {
      throw new Error(`${name}: ${response.status} instead of ${status}: ${JSON.stringify(response.data)}`);
    }
    seen[name] = response.data;
    return response.data;
  };

  await expect('abilities', 200, pd.get('abilities'));
  const { team } = await expect('post', 201, pd.post('/teams', { data: { team: { type: 'team', name: 'Core' } } }));
  await expect('put', 200, pd.put(`/teams/${team.id}`, { data: { team: { ...team, description: 'new' } } }));
  await expect('query', 200, pd.get('/teams', { data: { query: 'cor', limit: 5 } }));
  await expect('endpoint', 200, api({ token: 'emulator', server, endpoint: 'teams', queryParameters: { 'total': 'true' } }));
  await expect('bearer', 401, api({ token: 'nosuch', tokenType: 'bearer', server, endpoint: 'teams' }));
  await expect('delete', 204, pd.delete(`/teams/${team.id}`));
  await expect('missing', 404, pd.get(`/teams/${team.id}`));

  const pages = [await pd.get('/priorities', { queryParameters: { limit: 2 } })];
  while (pages[pages.length - 1].next) {
    pages.push(await pages[pages.length - 1].next());
  }
  seen.pages = pages.map(page => page.data.priorities.map(priority => priority.name));
  const include = { 'include[]': ['services', 'teams'], sort_by: 'name' };
  await expect('include', 200, pd.get('/escalation_policies', { queryParameters: include }));

  const payload = { summary: 'Disk full', source: 'db1', severity: 'error' };
  const sent = { routing_key: key, dedup_key: 'disk', payload };
  await expect('trigger', 202, trigger({ server, data: sent }));
  await expect('acknowledge', 202, acknowledge({ server, data: sent }));
  await expect('resolve', 202, resolve({ server, data: sent }));
  await expect('event', 202, event({ server, data: { ...sent, event_action: 'trigger', dedup_key: 'other' } }));
  await expect('change', 202, change({ server, data: { routing_key: key, payload: { summary: 'Deployed' } } }));
  const incidents = { 'statuses[]': ['triggered', 'resolved'], sort_by: 'incident_number' };
  await expect('incidents', 200, pd.get('/incidents', { queryParameters: incidents }));
  console.log(JSON.stringify(seen));
  process.exit(0); // The client's timers would keep the process alive.
}

main().catch(error => {
  console.error(error);
  process.exit(1);
});
