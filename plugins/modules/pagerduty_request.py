#!/usr/bin/python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Send any request to PagerDuty."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pagerduty_request
short_description: Send any request to PagerDuty
version_added: 0.1.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - Sends a request to any endpoint of PagerDuty's REST API, with the credentials, the retries and the patience with
    rate limits that all modules of this collection have. It can follow a listing over all its pages.
  - It is for what has no module of its own. It doesn't know what it sends, so it is not idempotent. Every request
    that isn't a GET or a HEAD is a change, and is sent each time the task runs.
extends_documentation_fragment:
  - community.pagerduty.pagerduty
  - community.pagerduty.attributes
  - community.pagerduty.attributes.actiongroup
attributes:
  check_mode:
    support: full
    details:
      - Sends GET and HEAD only. Of other requests it says what it would have sent, as RV(request). Whether PagerDuty
        would take it is not known.
  diff_mode:
    support: none
    details: It doesn't know what a request changes.
  idempotent:
    support: partial
    details: GET and HEAD only. A file is written only if what it holds is not the answer already.
  async:
    support: full
    details: Runs as an ordinary module then.
options:
  path:
    description:
      - The path, as it stands in PagerDuty's documentation, such as V(/services).
      - A whole URL will do as well, such as the C(self) of an object, if it is below O(api_url) or O(events_url).
        Others are refused, because the token is for PagerDuty only. Below O(events_url), where that is not
        O(api_url), no token is sent.
    type: str
    required: true
  method:
    description:
      - The HTTP method.
    type: str
    choices: [GET, HEAD, POST, PUT, PATCH, DELETE]
    default: GET
  query:
    description:
      - Parameters of the query. A list repeats its parameter, for which PagerDuty's names end with C([]).
    type: dict
  headers:
    description:
      - Further headers, such as C(X-EARLY-ACCESS). C(Authorization) can't be set.
      - A C(From) here wins over O(from_email), which is sent with every request that isn't a GET or a HEAD.
    type: dict
  body:
    description:
      - What to send, as JSON. A text is taken for JSON already.
      - Mutually exclusive with O(form) and O(files).
    type: raw
  form:
    description:
      - Fields of a form to send, URL-encoded, or with O(files) as parts of one message.
    type: dict
  files:
    description:
      - Files to send, as parts of one message (C(multipart/form-data)).
    type: list
    elements: dict
    suboptions:
      name:
        description:
          - The name of the form's field.
        type: str
        required: true
      path:
        description:
          - The file to send, on the host where the module runs.
          - It must be a regular file, or a symbolic link to one.
          - One of O(files[].path) and O(files[].content) is required.
        type: path
      content:
        description:
          - The text to send in place of a file.
        type: str
      filename:
        description:
          - The file's name, for PagerDuty. The last part of O(files[].path) if not set, or else O(files[].name).
        type: str
      content_type:
        description:
          - The file's media type, such as V(text/csv), on one line. None is sent if not set.
        type: str
  response_type:
    description:
      - What to make of the answer. V(json) decodes it to RV(json). V(text) returns it as RV(content). V(binary)
        writes it to O(dest).
    type: str
    choices: [json, text, binary]
    default: json
  dest:
    description:
      - The file to write the answer to, on the host where the module runs. Needed with O(response_type=binary).
      - It is written at once as a whole, and only if its content differs. That is a change, even with O(method=GET).
        It keeps its permissions.
      - A symbolic link is followed. It stays, and the file that it leads to is replaced. Anything else than a regular
        file, such as a device or a named pipe, is rejected.
    type: path
  all_pages:
    description:
      - Whether to follow a listing over all its pages, with O(method=GET). It knows the pages that PagerDuty counts
        with C(offset), and those that it marks with C(next_cursor) or C(after).
      - RV(json) then holds all the objects, as if they had come on one page. Pages are of 100 objects, unless
        O(query) has another C(limit).
      - PagerDuty counts up to 10,000 objects. Where there are more, the module warns that the list is not complete.
    type: bool
    default: false
  key:
    description:
      - Where the answer holds the objects, with O(all_pages=true). If not set, it is the list that is called as the
        path ends, or the only list that there is.
    type: str
  status_codes:
    description:
      - The HTTP statuses that are no errors. If not set, all from 200 to 299.
      - An answer of 300 or more is no change.
    type: list
    elements: int
  retry_delay:
    description:
      - Seconds to wait before a request is tried again for the first time. O(max_retries) says how often.
    type: float
    default: 0.5
  retry_backoff:
    description:
      - Whether each further pause is twice the one before it, up to 30 seconds. V(false) makes them all
        O(retry_delay) long.
    type: bool
    default: true
  retry_all_errors:
    description:
      - Whether to try again after any error, not only after those that pass, which are server errors (5xx), broken
        connections and time-outs.
      - This also repeats a POST whose answer got lost. PagerDuty may do it twice then. Without it, such a POST fails,
        saying that its outcome is unknown.
    type: bool
    default: false
notes:
  - Some POST requests only read, such as those to C(/analytics). Say C(changed_when=false) for them, and
    C(check_mode=false) to have them in check mode.
"""

EXAMPLES = r"""
- name: See what the account's plan includes
  community.pagerduty.pagerduty_request:
    path: /abilities
  register: account

- name: Show it
  ansible.builtin.debug:
    var: account.json.abilities

- name: List all services whose names contain a word, however many pages they fill
  community.pagerduty.pagerduty_request:
    path: /services
    query:
      query: shop
      include[]: [teams, escalation_policies]
    all_pages: true
  register: shops

- name: Look whether there is a team, which may not be the case
  community.pagerduty.pagerduty_request:
    path: /teams/PQ9K7I8
    status_codes: [200, 404]
  register: team

- name: Make a team if not
  community.pagerduty.pagerduty_request:
    method: POST
    path: /teams
    body:
      team:
        type: team
        name: Night watch
  register: made
  when: team.status == 404

- name: Follow a link that PagerDuty gave
  community.pagerduty.pagerduty_request:
    path: "{{ made.json.team.self }}"

- name: Keep a copy of the escalation policies
  community.pagerduty.pagerduty_request:
    path: /escalation_policies
    response_type: binary
    dest: "{{ playbook_dir }}/escalation_policies.json"

- name: Remove the team, patiently
  community.pagerduty.pagerduty_request:
    method: DELETE
    path: /teams/{{ made.json.team.id }}
    max_retries: 8
    retry_delay: 2
"""

RETURN = r"""
status:
  description: The HTTP status. With O(all_pages=true), of the last page.
  returned: when a request was sent
  type: int
  sample: 200
headers:
  description: The headers of the answer, their names in lower case, without those that hold secrets.
  returned: when a request was sent
  type: dict
  sample:
    content-type: application/json
    ratelimit-remaining: "958"
json:
  description:
    - The answer, decoded. Null if it is empty. With O(all_pages=true), of all pages, without what tells of pages.
  returned: with O(response_type=json), if the answer is JSON
  type: raw
  sample:
    abilities: [teams, urgencies]
content:
  description: The answer as a text.
  returned: with O(response_type=text), or if an answer of O(status_codes) isn't JSON
  type: str
  sample: pong
pages:
  description: How many pages there were.
  returned: with O(all_pages=true)
  type: int
  sample: 3
dest:
  description: The file that holds the answer.
  returned: with O(response_type=binary), if the answer is a success
  type: str
  sample: /srv/policies.json
size:
  description: The size of the answer, in bytes.
  returned: with O(response_type=binary), if the answer is a success
  type: int
  sample: 2048
checksum:
  description: The SHA-1 checksum of the answer, as M(ansible.builtin.stat) gives it of a file.
  returned: with O(response_type=binary), if the answer is a success
  type: str
  sample: 88af9ed8a6d9b5b9a8a2b9b1e4d5d2a9b0f0e7a1
request:
  description:
    - What would have been sent, in check mode. The keys are C(method), C(url), and as far as they were stated
      C(query), C(headers), C(body), C(form) and C(files) (C(name), C(filename) and C(size) of each).
  returned: in check mode, if O(method) is neither GET nor HEAD
  type: dict
  sample:
    method: POST
    url: https://api.pagerduty.com/teams
    body: {team: {type: team, name: Night watch}}
requests:
  description: The requests that the task sent, in order.
  returned: with O(debug=true)
  type: list
  elements: dict
  sample:
    - method: GET
      path: /abilities
      status: 200
      outcome: "200"
      milliseconds: 87
      request_id: 3f8e4a2c
failure:
  description:
    - The error as data, so that a play can branch on it. The keys are C(status) (the HTTP status), C(code)
      (PagerDuty's error number), C(message), C(errors) (a list of detailed messages) and C(request) (C(method),
      C(path), and the C(id) that PagerDuty's support asks for). Keys that do not apply are null.
  returned: failure
  type: dict
  sample:
    status: 404
    code: 2100
    message: Not Found
    errors: []
    request: {method: GET, path: /teams/PQ9K7I8, id: 3f8e4a2c}
"""

from ..module_utils._module import run_module
from ..module_utils._operations.request import REQUEST_OPERATION


def main() -> None:
    run_module(REQUEST_OPERATION)


if __name__ == "__main__":
    main()
