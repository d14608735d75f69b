#!/usr/bin/python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""List PagerDuty status pages."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pagerduty_status_page_info
short_description: List PagerDuty status pages
version_added: 1.0.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - Returns all status pages of the account, those of a type, or those with a name. A status page tells customers or
    employees which services work, and which incidents and maintenance there are.
  - Status pages are configured in PagerDuty's web interface. Use M(community.pagerduty.pagerduty_status_page_post) to
    post on them.
extends_documentation_fragment:
  - community.pagerduty.pagerduty
  - community.pagerduty.listing.pages
  - community.pagerduty.attributes
  - community.pagerduty.attributes.info
  - community.pagerduty.attributes.actiongroup
options:
  name:
    description:
      - Only status pages with exactly this name. Case is ignored.
    type: str
  status_page_type:
    description:
      - Only pages of this type. Everybody can read a V(public) page. Readers of a V(private) page log in.
    type: str
    choices: [public, private]
seealso:
  - module: community.pagerduty.pagerduty_status_page_service_info
  - module: community.pagerduty.pagerduty_status_page_status_info
"""

EXAMPLES = r"""
- name: List all status pages
  community.pagerduty.pagerduty_status_page_info:
  register: all

- name: Show their addresses
  ansible.builtin.debug:
    msg: "{{ all.status_pages | map(attribute='url') }}"

- name: Find a public page
  community.pagerduty.pagerduty_status_page_info:
    name: Example
    status_page_type: public
"""

RETURN = r"""
status_pages:
  description: The status pages, as returned by PagerDuty. Empty if no object matches.
  returned: success
  type: list
  elements: dict
  sample:
    - id: PT4KHLK
      name: Example
      published_at: "2026-09-13T10:11:12.000Z"
      status_page_type: public
      type: status_page
      url: https://example.trust.pagerduty.com
# generated: return values
total:
  description: The total number of objects, independent of O(limit) and O(offset).
  returned: with O(total=true)
  type: int
  sample: 42
requests:
  description: The requests that the task sent, in order.
  returned: with O(debug=true)
  type: list
  elements: dict
  sample:
    - method: GET
      path: /status_pages?limit=100&offset=0
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
    status: 400
    code: 2001
    message: Invalid Input Provided
    errors: [Limit must be a number]
    request: {method: GET, path: "/status_pages", id: 3f8e4a2c}
# end of generated: return values
"""

from ..module_utils._shells.module import run_module  # first: it makes the other imports faster

# isort: split
from ..module_utils._engine.resource_operations import info_operation
from ..module_utils._resources.status_page import STATUS_PAGE


def main() -> None:
    run_module(info_operation(STATUS_PAGE))


if __name__ == "__main__":
    main()
