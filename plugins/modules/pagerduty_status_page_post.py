#!/usr/bin/python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Manage posts on PagerDuty status pages."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pagerduty_status_page_post
short_description: Manage posts on PagerDuty status pages
version_added: 1.0.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - Creates, updates and deletes posts on a status page. A post tells readers about an incident or about maintenance. It
    consists of a title and of updates.
  - A new post needs its first update. The options O(text), O(status), O(severity), O(impacted_services),
    O(update_frequency), O(reported_at) and O(notify_subscribers) describe it. They are used for a new post only, and
    ignored if the post exists. Use M(community.pagerduty.pagerduty_status_page_post_update) for further updates.
  - The title and the type identify a post that is not over. If the last post of this title is over, the task creates a
    new one, because the next incident can have the same title. Use O(id) for a post that is over.
extends_documentation_fragment:
  - community.pagerduty.pagerduty
  - community.pagerduty.attributes
  - community.pagerduty.attributes.manage
  - community.pagerduty.attributes.actiongroup
options:
  state:
    description:
      - V(present) creates the post or updates its title and its times. V(absent) deletes the post with its updates.
      - A deleted post disappears from the page. To tell readers that an incident is over, add an update instead.
    type: str
    choices: [present, absent]
    default: present
  status_page:
    description:
      - The status page, by name or ID.
    type: str
    required: true
  title:
    description:
      - The title of the post, at most 128 characters. Case is ignored.
      - Required unless O(id) is set. With O(id), it is the new title.
    type: str
  id:
    description:
      - The ID of the post, to change its title, or to update or delete a post that is over.
    type: str
  post_type:
    description:
      - What the post is about. A new post is about an V(incident) by default. PagerDuty can't change the type later.
      - Without O(id), the task looks for a post of this type.
    type: str
    choices: [incident, maintenance]
  starts_at:
    description:
      - When the maintenance starts, such as V(2026-12-12T10:00:00Z). A time without a time zone is in UTC.
      - Required for a new post with O(post_type=maintenance). Posts about incidents have no times.
    type: str
  ends_at:
    description:
      - When the maintenance ends. It must not be before O(starts_at).
      - Required for a new post with O(post_type=maintenance).
    type: str
  text:
    description:
      - The text of the first update. It can contain HTML, such as V(<p>We are investigating.</p>).
      - Paragraphs and line breaks of HTML make no difference. V(We know.) equals V(<p>We know.</p>).
      - Required for a new post.
    type: str
  status:
    description:
      - How far the work is, by the description of a status of the page, such as V(investigating), or by its ID. Case
        is ignored. M(community.pagerduty.pagerduty_status_page_status_info) lists them.
      - Required for a new post.
    type: str
  severity:
    description:
      - How serious it is for the whole page, by the description of a severity of the page, such as V(minor), or by its
        ID. Case is ignored. M(community.pagerduty.pagerduty_status_page_severity_info) lists them.
      - Required for a new post.
    type: str
  impacted_services:
    description:
      - The services that are impacted, as a dictionary. The keys are services of the page, by name or ID. The values
        are impacts of the page, by description or ID, such as V(partial outage).
      - By default, no service is impacted.
    type: dict
  update_frequency:
    description:
      - After which time readers can expect the next update, in seconds or with units, such as V(30 minutes) or V(1h).
      - By default, a new post announces none.
    type: str
  reported_at:
    description:
      - The time that the page shows for the first update, such as V(2026-11-21T09:00:00Z). A time without a time zone
        is in UTC. By default, it is the time of the request.
    type: str
  notify_subscribers:
    description:
      - Whether PagerDuty notifies the subscribers when it creates the post.
      - A second run notifies nobody, because it sends no request.
    type: bool
    default: false
  final_statuses:
    description:
      - The descriptions of the statuses that end a post. Case is ignored. A post whose latest update has one of them is
        over, and so is a post whose O(ends_at) has passed.
      - Set it if the page has other statuses than the default ones.
    type: list
    elements: str
    default: [resolved, completed]
seealso:
  - module: community.pagerduty.pagerduty_status_page_post_update
  - module: community.pagerduty.pagerduty_status_page_postmortem
  - module: community.pagerduty.pagerduty_incident_status_update
"""

EXAMPLES = r"""
- name: Tell readers that the web shop has problems
  community.pagerduty.pagerduty_status_page_post:
    status_page: Example
    title: Orders fail
    text: We are looking for the cause.
    status: investigating
    severity: major
    impacted_services:
      Web shop: partial outage
    update_frequency: 30 minutes
    notify_subscribers: true
  register: posted

- name: Change the title
  community.pagerduty.pagerduty_status_page_post:
    status_page: Example
    id: "{{ posted.status_page_post.id }}"
    title: Some orders fail

- name: Announce maintenance
  community.pagerduty.pagerduty_status_page_post:
    status_page: Example
    title: Database upgrade
    post_type: maintenance
    starts_at: "2030-12-12T22:00:00Z"
    ends_at: "2030-12-12T23:30:00Z"
    text: The search is not available while we upgrade its database.
    status: scheduled
    severity: maintenance
    impacted_services:
      Search: under maintenance

- name: Move the maintenance to another night
  community.pagerduty.pagerduty_status_page_post:
    status_page: Example
    title: Database upgrade
    post_type: maintenance
    starts_at: "2030-12-13T22:00:00Z"
    ends_at: "2030-12-13T23:30:00Z"

- name: Delete the post about the maintenance
  community.pagerduty.pagerduty_status_page_post:
    status_page: Example
    title: Database upgrade
    post_type: maintenance
    state: absent
"""

RETURN = r"""
status_page_post:
  description:
    - The post as it is in PagerDuty after the task. In check mode, the predicted
      object, without the values that only PagerDuty creates.
    - C(updates) contains references. M(community.pagerduty.pagerduty_status_page_post_update_info) lists the updates.
    - Null with O(state=absent).
  returned: success
  type: dict
  sample:
    id: PIJ90N7
    type: status_page_post
    title: Orders fail
    post_type: incident
    starts_at:
    ends_at:
    status_page: {id: PT4KHLK, type: status_page}
    updates: [{id: P7HUBBZ, type: status_page_post_update}]
diff:
  description: The attributes that the task changes, before and after.
  returned: success
  type: dict
  sample:
    before: {title: Orders fail}
    after: {title: Some orders fail}
# generated: return values
requests:
  description: The requests that the task sent, in order.
  returned: with O(debug=true)
  type: list
  elements: dict
  sample:
    - method: GET
      path: /status_pages/PQ9K7I8/posts
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
    request: {method: PUT, path: "/status_pages/PQ9K7I8/posts/PQ9K7I8", id: 3f8e4a2c}
# end of generated: return values
"""

from ..module_utils._shells.module import run_module  # first: it makes the other imports faster

# isort: split
from ..module_utils._engine.resource_operations import resource_operation
from ..module_utils._resources.status_page_post import STATUS_PAGE_POST


def main() -> None:
    run_module(resource_operation(STATUS_PAGE_POST))


if __name__ == "__main__":
    main()
