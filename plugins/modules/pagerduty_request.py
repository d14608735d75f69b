#!/usr/bin/python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Send any request to PagerDuty."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pagerduty_request
short_description: Send any request to PagerDuty
version_added: 1.0.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - Sends a request to any endpoint of PagerDuty's REST API. Credentials, retries and rate limits are handled as in
    all modules of this collection. The module can read all pages of a list.
  - Use it for parts of the API that have no module. It is not idempotent, because it does not know the meaning of a
    request. Each request other than GET and HEAD is sent in each run and reported as a change.
extends_documentation_fragment:
  - community.pagerduty.pagerduty
  - community.pagerduty.attributes
  - community.pagerduty.attributes.actiongroup
attributes:
  check_mode:
    support: full
    details:
      - Sends only GET and HEAD. Other requests are returned as RV(request) and not sent. The module can't predict
        whether PagerDuty would accept them.
  diff_mode:
    support: none
    details: The module does not know what a request changes.
  idempotent:
    support: partial
    details: Only GET and HEAD. A file is written only if its content differs from the response.
  async:
    support: full
    details: The task then runs as an ordinary module.
options:
  path:
    description:
      - The path, as in PagerDuty's API reference, such as V(/services).
      - A complete URL also works, such as the C(self) of an object, if it is below O(api_url) or O(events_url). Other
        URLs are rejected, so that the token is only sent to PagerDuty. No token is sent to O(events_url), if it
        differs from O(api_url).
      - Paths that begin with C(/integration-slack/workspaces/) are sent to O(app_url), with O(user_token).
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
      - The query parameters. A list sends its parameter several times. In PagerDuty's API, the names of such
        parameters end with C([]).
    type: dict
  headers:
    description:
      - Additional headers, such as C(X-EARLY-ACCESS). C(Authorization) can't be set.
      - C(From) takes precedence over O(from_email), which is otherwise sent with each request except GET and HEAD.
    type: dict
  body:
    description:
      - The body, which is sent as JSON. A string must already be JSON.
      - Mutually exclusive with O(form) and O(files).
    type: raw
  form:
    description:
      - Form fields to send. They are URL-encoded, or with O(files) sent as parts of one message.
    type: dict
  files:
    description:
      - Files to send as parts of one message (C(multipart/form-data)).
    type: list
    elements: dict
    suboptions:
      name:
        description:
          - The name of the form field.
        type: str
        required: true
      path:
        description:
          - The file to send, on the host where the task runs.
          - It must be a regular file, or a symbolic link to one.
          - One of O(files[].path) and O(files[].content) is required.
        type: path
      content:
        description:
          - The text to send instead of a file.
        type: str
      filename:
        description:
          - The name of the file in the request. The default is the last part of O(files[].path), or O(files[].name)
            without a path.
        type: str
      content_type:
        description:
          - The media type of the file, such as V(text/csv), in one line. By default, none is sent.
        type: str
  response_type:
    description:
      - How to return the response. V(json) returns it decoded as RV(json). V(text) returns it as RV(content).
        V(binary) writes it to O(dest).
    type: str
    choices: [json, text, binary]
    default: json
  dest:
    description:
      - The file to write the response to, on the host where the task runs. Required with O(response_type=binary).
      - The file is replaced atomically, and only if its content differs. This is reported as a change, even with
        O(method=GET). The file keeps its permissions.
      - A symbolic link is followed, and the file that it points to is replaced. Everything except a regular file,
        such as a device or a named pipe, is rejected.
    type: path
  all_pages:
    description:
      - Whether to read all pages of a list, with O(method=GET). The module supports pagination with C(offset),
        C(next_cursor) and C(after).
      - RV(json) then contains the objects of all pages. The module requests pages of 100 objects, unless O(query)
        contains another C(limit).
      - With C(offset), PagerDuty lists at most 10,000 objects. If there are more, the module warns that the list is
        incomplete.
    type: bool
    default: false
  key:
    description:
      - The key of the list in the response, with O(all_pages=true). The default is the list with the name of the last
        part of the path, or the only list in the response.
    type: str
  status_codes:
    description:
      - The HTTP statuses that do not make the task fail. The default is 200 to 299.
      - A response with a status of 300 or more is not reported as a change.
    type: list
    elements: int
  retry_delay:
    description:
      - Seconds to wait before the first retry. O(max_retries) is the number of retries.
    type: float
    default: 0.5
  retry_backoff:
    description:
      - Whether each further pause is twice as long, up to 30 seconds. With V(false), each pause is O(retry_delay).
    type: bool
    default: true
  retry_all_errors:
    description:
      - Whether to retry after every error, not only after server errors (5xx), broken connections and timeouts.
      - This also repeats a POST that got no response, so PagerDuty may carry it out twice. Without this option, such
        a POST fails with the message that its outcome is unknown.
    type: bool
    default: false
notes:
  - Some POST requests only read, such as those to C(/analytics), for which
    M(community.pagerduty.pagerduty_analytics_info) is better. Set C(changed_when=false) for others, and
    C(check_mode=false) to send them also in check mode.
"""

EXAMPLES = r"""
- name: List the abilities of the account
  community.pagerduty.pagerduty_request:
    path: /abilities
  register: account

- name: Show the abilities
  ansible.builtin.debug:
    var: account.json.abilities

- name: List all services whose names contain a word, from all pages
  community.pagerduty.pagerduty_request:
    path: /services
    query:
      query: shop
      include[]: [teams, escalation_policies]
    all_pages: true
  register: shops

- name: Check whether a team exists
  community.pagerduty.pagerduty_request:
    path: /teams/PQ9K7I8
    status_codes: [200, 404]
  register: team

- name: Create a team if it does not exist
  community.pagerduty.pagerduty_request:
    method: POST
    path: /teams
    body:
      team:
        type: team
        name: Night watch
  register: made
  when: team.status == 404

- name: Get an object by its URL
  community.pagerduty.pagerduty_request:
    path: "{{ made.json.team.self }}"

- name: Write the escalation policies to a file
  community.pagerduty.pagerduty_request:
    path: /escalation_policies
    response_type: binary
    dest: "{{ playbook_dir }}/escalation_policies.json"

- name: Delete the team, with more and longer retries
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
  description: The headers of the response, with names in lower case, without headers that contain secrets.
  returned: when a request was sent
  type: dict
  sample:
    content-type: application/json
    ratelimit-remaining: "958"
json:
  description:
    - The decoded response. Null if it is empty. With O(all_pages=true), the objects of all pages, without the keys of
      the pagination.
  returned: with O(response_type=json), if the response is JSON
  type: raw
  sample:
    abilities: [teams, urgencies]
content:
  description: The response as text.
  returned: with O(response_type=text), or if a response with one of O(status_codes) isn't JSON
  type: str
  sample: pong
pages:
  description: The number of pages.
  returned: with O(all_pages=true)
  type: int
  sample: 3
dest:
  description: The file with the response.
  returned: with O(response_type=binary), if the request succeeded
  type: str
  sample: /srv/policies.json
size:
  description: The size of the response in bytes.
  returned: with O(response_type=binary), if the request succeeded
  type: int
  sample: 2048
checksum:
  description: The SHA-1 checksum of the response, as M(ansible.builtin.stat) returns it for a file.
  returned: with O(response_type=binary), if the request succeeded
  type: str
  sample: 88af9ed8a6d9b5b9a8a2b9b1e4d5d2a9b0f0e7a1
request:
  description:
    - The request that would be sent, in check mode. The keys are C(method), C(url), and those of C(query),
      C(headers), C(body), C(form) and C(files) (C(name), C(filename) and C(size) of each) that the task specifies.
  returned: in check mode, if O(method) is neither GET nor HEAD
  type: dict
  sample:
    method: POST
    url: https://api.pagerduty.com/teams
    body: {team: {type: team, name: Night watch}}
# generated: return values {request: GET /abilities, failed: GET /teams/PQ9K7I8, missing: true}
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
    request: {method: GET, path: "/teams/PQ9K7I8", id: 3f8e4a2c}
# end of generated: return values
"""

from ..module_utils._shells.module import run_module  # first: it makes the other imports faster

# isort: split
from ..module_utils._operations.request import REQUEST_OPERATION


def main() -> None:
    run_module(REQUEST_OPERATION)


if __name__ == "__main__":
    main()
