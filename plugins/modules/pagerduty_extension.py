#!/usr/bin/python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Manage the extensions of PagerDuty services."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pagerduty_extension
short_description: Manage the extensions of PagerDuty services
version_added: 1.0.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - With an extension, PagerDuty sends the incidents of services to another product, for example to a URL or to
    ServiceNow. This module creates, updates, enables and deletes extensions.
  - For webhooks to your own receiver, PagerDuty recommends webhook subscriptions, see
    M(community.pagerduty.pagerduty_webhook_subscription). The webhooks of extensions have older formats.
  - The module manages only the options that the task specifies. Omitted options are left unchanged.
extends_documentation_fragment:
  - community.pagerduty.pagerduty
  - community.pagerduty.resource
  - community.pagerduty.attributes
  - community.pagerduty.attributes.manage
  - community.pagerduty.attributes.actiongroup
attributes:
  idempotent:
    support: partial
    details: O(update_secrets=true) sends the secrets in each run.
options:
  name:
    description:
      - The name of the extension. Case is ignored. Several extensions can have the same name, so O(extension_schema)
        and O(extension_objects) also identify an extension, if the task sets them.
      - With O(id), the new name of the extension.
    type: str
  extension_schema:
    description:
      - The type of the extension, by the label, the key or the ID of the extension schema, such as
        V(Generic V2 Webhook). M(community.pagerduty.pagerduty_extension_schema_info) lists them. Required to create an
        extension.
      - An extension keeps its schema. A task with another schema means another extension.
      - Some products, such as Slack, are authorized with OAuth in PagerDuty's web interface. The module can't create
        their extensions. It can rename, change and delete them.
    type: str
  extension_objects:
    description:
      - The services whose incidents are sent, by name or ID. The order is ignored. Required to create an extension.
      - The task means an extension of this name that has at least one of these services. The services are then changed
        to this list. If no extension of this name has any of them, a new one is created. To change all services of an
        extension, set O(id).
    type: list
    elements: str
  endpoint_url:
    description:
      - The URL that PagerDuty sends the incidents to, with V(http) or V(https).
      - Omit it for schemas with a URL of their own.
      - PagerDuty masks the URL of some extensions. It is then not compared, and O(update_secrets=true) changes it.
    type: str
  generic_webhook:
    description:
      - The configuration of the schema V(Generic V2 Webhook).
    type: dict
    suboptions:
      restrict:
        description:
          - Who can see the webhook and its configuration in PagerDuty's web interface, V(any) for everyone,
            V(pd-users) for users of the account.
        type: str
        choices: [any, pd-users]
      notify_types:
        description:
          - For which changes of an incident PagerDuty also sends a webhook. Omitted ones are left unchanged.
        type: dict
        suboptions:
          acknowledge:
            description: Whether a webhook is sent when an incident is acknowledged.
            type: bool
          assignments:
            description: Whether a webhook is sent when an incident is assigned.
            type: bool
          resolve:
            description: Whether a webhook is sent when an incident is resolved.
            type: bool
  servicenow:
    description:
      - The configuration of the schemas of ServiceNow, such as V(ServiceNow (v7\)). A new extension needs all
        suboptions.
      - To change one of them later, the task must also contain O(servicenow.snow_password), because PagerDuty replaces
        the configuration completely and does not return the password.
    type: dict
    suboptions:
      snow_user:
        description: The name of the user of ServiceNow with which PagerDuty connects.
        type: str
      snow_password:
        description:
          - The password of this user. PagerDuty never returns it, so it is not compared. See O(update_secrets).
        type: str
      sync_options:
        description:
          - Whether PagerDuty creates a record in ServiceNow for each incident (V(sync_all)), or only if a user chooses
            it in the incident (V(manual_sync)).
        type: str
        choices: [manual_sync, sync_all]
      target:
        description: The URL of the webhook in ServiceNow.
        type: str
      task_type:
        description: The type of the record in ServiceNow, typically V(incident).
        type: str
      referer:
        description: The value of the HTTP header C(Referer). V(None) if ServiceNow needs none.
        type: str
  config:
    description:
      - The configuration of other schemas, as PagerDuty's API takes it. PagerDuty does not document its keys.
      - Keys that are omitted are left unchanged, also in nested dictionaries. The value V(null) removes a key.
    type: dict
  secret_config:
    description:
      - More of O(config), whose values are secret, such as C(access_token). They are never shown and not compared. They
        are sent when the extension is created, with each other change of the configuration, and with
        O(update_secrets=true).
    type: dict
  update_secrets:
    description:
      - Whether to send O(servicenow.snow_password), O(secret_config) and a masked O(endpoint_url) although nothing else
        differs. This is a change in each run, so use it in a task that you run after you have changed a secret.
    type: bool
    default: false
  enabled:
    description:
      - PagerDuty disables an extension for a while if webhooks are rejected. V(true) enables it again. This costs a
        request for each extension, because lists do not say whether an extension is disabled.
      - V(false) is not possible, because only PagerDuty disables extensions.
    type: bool
notes:
  - A loop over any number of extensions reads the list of all extensions once, 100 in each request, and no list of
    services if nothing changes.
seealso:
  - module: community.pagerduty.pagerduty_extension_info
  - module: community.pagerduty.pagerduty_extension_schema_info
  - module: community.pagerduty.pagerduty_webhook_subscription
"""

EXAMPLES = r"""
- name: Create a service
  community.pagerduty.pagerduty_service:
    name: Web shop
    escalation_policy: Default

- name: Send the incidents of the service to a URL
  community.pagerduty.pagerduty_extension:
    name: Audit log
    extension_schema: Generic V2 Webhook
    extension_objects: [Web shop]
    endpoint_url: https://audit.example.com/pagerduty
    generic_webhook:
      restrict: any
      notify_types:
        acknowledge: false
        resolve: true

- name: Synchronize the incidents with ServiceNow
  community.pagerduty.pagerduty_extension:
    name: ServiceNow
    extension_schema: ServiceNow (v7)
    extension_objects: [Web shop]
    servicenow:
      snow_user: pagerduty
      snow_password: "{{ servicenow_password | default('an example') }}"
      sync_options: sync_all
      target: https://example.service-now.com/api/x_pd_integration/pagerduty2sn
      task_type: incident
      referer: None

- name: Change the password, in a task that you run manually
  community.pagerduty.pagerduty_extension:
    name: ServiceNow
    servicenow:
      snow_password: "{{ servicenow_password | default('another example') }}"
    update_secrets: true

- name: Enable an extension that PagerDuty has disabled
  community.pagerduty.pagerduty_extension:
    name: Audit log
    enabled: true

- name: Delete an extension
  community.pagerduty.pagerduty_extension:
    name: Audit log
    state: absent
"""

RETURN = r"""
extension:
  description:
    - The extension as it is in PagerDuty after the task. In check mode, the predicted
      object, without the values that only PagerDuty creates. Secrets are not shown.
    - Null with O(state=absent).
  returned: success, or failure after something was changed
  type: dict
  sample:
    id: PPGPXHO
    type: extension
    summary: Audit log
    name: Audit log
    endpoint_url: https://audit.example.com/pagerduty
    extension_schema: {id: PJFWPEP, type: extension_schema_reference, summary: Generic V2 Webhook}
    extension_objects:
      - {id: PIJ90N7, type: service_reference, summary: Web shop}
    config: {restrict: any}
diff:
  description: The options that differed, with their values before and after. Secrets are not shown.
  returned: success, or failure after something was changed
  type: dict
  sample:
    before: {}
    after:
      name: Audit log
      extension_schema: Generic V2 Webhook (PJFWPEP)
# generated: return values
requests:
  description: The requests that the task sent, in order.
  returned: with O(debug=true)
  type: list
  elements: dict
  sample:
    - method: GET
      path: /extensions?query=Audit+log
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
    request: {method: PUT, path: "/extensions/PQ9K7I8", id: 3f8e4a2c}
# end of generated: return values
"""

from ..module_utils._shells.module import run_module  # first: it makes the other imports faster

# isort: split
from ..module_utils._engine.resource_operations import resource_operation
from ..module_utils._resources.extension import EXTENSION


def main() -> None:
    run_module(resource_operation(EXTENSION))


if __name__ == "__main__":
    main()
