# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Converts users, teams, tags, and what belongs to them.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

from ...module_utils._resources.user_contact_method import TYPES, word_of
from ...module_utils._schema.writing import content
from ._conversion import Conversion, NotConverted, Options, set_options
from ._state import Instance, block, entries, number, text


def user(instance: Instance, conversion: Conversion) -> None:
    values = instance.values
    options = {name: text(values, name) for name in ("email", "name", "role", "time_zone", "color", "job_title")}
    if options["role"] == "owner":
        conversion.leave_out(instance, "users", "no task can assign the role owner", "role")
        del options["role"]
    if text(values, "license"):
        conversion.note(
            "The licenses of users are not converted. PagerDuty chooses a license that matches the role. See the option"
            " license of pagerduty_user."
        )
    conversion.add("users", instance, {**options, "description": text(values, "description")})


def contact_method(instance: Instance, conversion: Conversion) -> None:
    values, kind = instance.values, text(instance.values, "type")
    if kind not in TYPES.values():
        raise NotConverted(f"no task can manage the type {kind}")
    options = {
        "type": word_of(kind),
        "address": text(values, "address"),
        "country_code": number(values, "country_code") if kind != TYPES["email"] else None,
        "label": text(values, "label"),
        "send_short_email": values.get("send_short_email") is True or None,
    }
    _append(conversion.owner(instance, "user_id", "user"), "contact_methods", options)


def notification_rule(instance: Instance, conversion: Conversion) -> None:
    method = _method(instance, conversion)
    options = {
        **method,
        "urgency": text(instance.values, "urgency"),
        "start_delay_in_minutes": number(instance.values, "start_delay_in_minutes"),
    }
    _append(conversion.owner(instance, "user_id", "user"), "notification_rules", options)


def handoff_rule(instance: Instance, conversion: Conversion) -> None:
    values = instance.values
    conversion.add("user_handoff_rules", instance, {
        "user": conversion.reference(instance, "user_id", "user", values.get("user_id")),
        **_method(instance, conversion),
        "handoff_type": text(values, "handoff_type") or "both",
        "notify_advance_in_minutes": number(values, "notify_advance_in_minutes"),
    })


def _method(instance: Instance, conversion: Conversion) -> Options:
    """The options that name the contact method of a rule. Raises NotConverted."""
    method = block(instance.values, "contact_method")
    kind = text(method, "type").removesuffix("_reference")
    if kind and kind not in TYPES.values():
        raise NotConverted(f"no task can manage contact methods of the type {kind}")
    return conversion.contact_method(instance, method)


def team(instance: Instance, conversion: Conversion) -> None:
    values = instance.values
    if text(values, "parent"):
        conversion.leave_out(instance, "teams", "no task can set the parent of a team", "parent")
    names = ("name", "description", "default_role")
    conversion.add("teams", instance, {name: text(values, name) for name in names})


def team_membership(instance: Instance, conversion: Conversion) -> None:
    values = instance.values
    member = {
        "user": conversion.reference(instance, "user_id", "user", values.get("user_id")),
        "role": text(values, "role"),
    }
    _append(conversion.owner(instance, "team_id", "team"), "members", member)


def teams_of_user(instance: Instance, conversion: Conversion) -> None:
    """The teams in the deprecated attribute `teams` of a user, which contains also those of other resources.

    Only teams that Terraform manages are converted, and only memberships that no other resource manages. The role is
    not in the state, so the role of existing members is left unchanged.
    """
    managed = {
        (text(one.values, "user_id"), text(one.values, "team_id"))
        for one in conversion.state.managed
        if one.type == "team_membership"
    }
    for team_id in map(str, entries(instance.values, "teams")):
        entry = conversion.found.get(("teams", team_id))
        if entry and (instance.id, team_id) not in managed:
            _append(entry.options, "members", {"user": conversion.names.of("user", instance.id)})


def tag(instance: Instance, conversion: Conversion) -> None:
    conversion.add("tags", instance, {"label": text(instance.values, "label")})


_TAGGED = {"users": "user", "teams": "team", "escalation_policies": "escalation_policy"}


def tag_assignment(instance: Instance, conversion: Conversion) -> None:
    values = instance.values
    what = _TAGGED.get(text(values, "entity_type"))
    if not what:
        raise NotConverted(f"no task can add tags to {text(values, 'entity_type')}")
    label = conversion.reference(instance, "tag_id", "tag", values.get("tag_id"))
    tags = conversion.owner(instance, "entity_id", what).setdefault("tags", [])
    if label not in tags:
        tags.append(label)
        tags.sort(key=content)


def _append(owner: Options, name: str, options: Options) -> None:
    """Add an entry to a list of its owner, in an order that depends on the entries only."""
    owner.setdefault(name, []).append(set_options(options))
    owner[name].sort(key=content)
