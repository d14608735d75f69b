# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rules that PagerDuty recommends for the event orchestrations of services: list, accept, dismiss, remove.

PagerDuty lists available recommendations only. What was accepted or dismissed is no longer listed.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import typing as t

from .._core import responses
from .._core.client import segment
from .._core.errors import Missing, OutcomeUnknown, UsageError
from .._engine.operation import Operation
from .._engine.session import Session
from .._resources.service import SERVICE
from .._resources.team import TEAM
from .._schema.listing import check_limit
from .._schema.option_types import ReferenceType, Spec
from .._schema.session import is_predicted

Params = dict[str, t.Any]
Raw = dict[str, t.Any]

_PATH = "/recommendations/event_orchestrations"
_KEY = "recommended_rules"
_SIZE = 50  # PagerDuty's maximum
_RECOMMENDATION = responses.Object(recommendation_id=responses.TEXT)
_RULE = responses.Object(id=responses.TEXT, conditions=responses.Maybe(responses.Each(responses.OBJECT)))
_RULES = responses.Object(rules=responses.Each(_RULE))
_ORCHESTRATION = responses.Under(responses.Object(sets=responses.Each(_RULES)), "orchestration_path")
_DONE = {"accepted": "accept", "dismissed": "dismiss"}


def recommendations(session: Session, query: Raw, limit: int | None = None) -> list[Raw]:
    """The available recommendations."""
    pages = session.client.pages(
        f"{_PATH}/rules", _KEY, query, of=_RECOMMENDATION, cursors=True, size=_SIZE, limit=limit
    )
    return [one for page in pages for one in page.items]


# -- list -------------------------------------------------------------------------------------------------------------


def _list(params: Params, session: Session) -> Raw:
    check_limit(params)
    query: Raw = {"actions[]": params["actions"]}
    for option, resource, parameter in (("services", SERVICE, "service_ids[]"), ("teams", TEAM, "team_ids[]")):
        if params[option] is None:
            continue
        named = enumerate(params[option])
        ids = [session.names.reference(resource, value, f"{option}[{index}]")["id"] for index, value in named]
        query[parameter] = [one for one in ids if not is_predicted(one)]
        if not query[parameter]:
            return {"changed": False, _KEY: []}
    return {"changed": False, _KEY: recommendations(session, query, params["limit"])}


RECOMMENDATION_INFO_OPERATION = Operation(
    "pagerduty_event_orchestration_recommendation_info",
    {
        "services": {"type": "list", "elements": ReferenceType(SERVICE)},
        "teams": {"type": "list", "elements": ReferenceType(TEAM)},
        "actions": {"type": "list", "elements": "str", "choices": ["suppress", "severity", "priority"]},
        "limit": {"type": "int"},
    },
    _list,
)


# -- accept, dismiss, remove ------------------------------------------------------------------------------------------


class _Task:
    """A task about one recommendation, or about the rule of one that was accepted."""

    def __init__(self, params: Params, session: Session) -> None:
        self._params = params
        self._session = session
        self._state: str = params["state"]
        self._service: str = session.names.reference(SERVICE, params["service"], "service")["id"]
        self._base = f"{_PATH}/services/{segment(self._service)}"

    def run(self) -> Raw:
        return self._remove() if self._state == "absent" else self._decide()

    def _available(self) -> Raw | None:
        """The recommendation, None if PagerDuty does not list it."""
        if is_predicted(self._service):
            return None
        wanted = self._id("id")
        listed = recommendations(self._session, {"service_id": self._service})
        return next((one for one in listed if one["recommendation_id"] == wanted), None)

    def _id(self, option: str) -> str:
        value: str = self._params[option].strip()
        if not value:
            raise UsageError(option, "must not be empty")
        return value

    def _rules(self) -> list[Raw]:
        """The rules of the service."""
        if is_predicted(self._service):
            return []
        path = f"/event_orchestrations/services/{segment(self._service)}"
        found = self._session.client.get(path, expects=_ORCHESTRATION)
        return [rule for one in found["orchestration_path"]["sets"] for rule in one["rules"]]

    def _decide(self) -> Raw:
        found = self._available()
        if found is None:
            return {"changed": False, "recommended_rule": None, "rule": None}
        if not self._session.check_mode:
            self._send(found)
        rule = None
        if self._state == "accepted" and not self._session.check_mode:
            rule = next((one for one in self._rules()[::-1] if _has_condition(one, found.get("pcl_expr"))), None)
        return self._changed({**found, "status": self._state}, {"status": "available"}, {"status": self._state}, rule)

    def _send(self, found: Raw) -> None:
        """Accept or dismiss the recommendation. Without a response, PagerDuty's list shows whether this was done."""
        path = f"{self._base}/rules/{segment(found['recommendation_id'])}/{_DONE[self._state]}"
        body = {"decision": {"feedback": self._params["feedback"]}} if self._state == "dismissed" else None
        try:
            self._session.client.request("POST", path, body=body)
        except OutcomeUnknown:
            if self._available() is None:
                return
            self._session.client.request("POST", path, body=body)

    def _remove(self) -> Raw:
        wanted = self._id("rule_id")
        rule = next((one for one in self._rules() if one["id"] == wanted), None)
        if rule is None:
            return {"changed": False, "recommended_rule": None, "rule": None}
        if not self._session.check_mode:
            removed = self._session.client.delete(f"{self._base}/accepted_rules/{segment(wanted)}")
            # The first attempt can have removed it without a response.
            if not removed and any(one["id"] == wanted for one in self._rules()):
                raise Missing(
                    "rule_id",
                    f"the rule {wanted} was not added by an accepted recommendation; remove it with"
                    " pagerduty_event_orchestration_service",
                )
        return self._changed(None, {"rule": rule}, {"rule": None}, rule)

    @staticmethod
    def _changed(recommended: Raw | None, before: Raw, after: Raw, rule: Raw | None) -> Raw:
        return {
            "changed": True,
            "recommended_rule": recommended,
            "rule": rule,
            "diff": {"before": before, "after": after},
        }


def _has_condition(rule: Raw, expression: str | None) -> bool:
    return [one.get("expression") for one in rule.get("conditions") or ()] == [expression]


OPTIONS: dict[str, Spec] = {
    "service": {"type": ReferenceType(SERVICE), "required": True},
    "id": {"type": "str"},
    "rule_id": {"type": "str"},
    "feedback": {"type": "str", "choices": ["positive", "negative"]},
    "state": {"type": "str", "choices": ["accepted", "dismissed", "absent"], "default": "accepted"},
}

RECOMMENDATION_OPERATION = Operation(
    "pagerduty_event_orchestration_recommendation",
    OPTIONS,
    lambda params, session: _Task(params, session).run(),
    constraints={
        "required_if": [
            ["state", "accepted", ["id"]],
            ["state", "dismissed", ["id", "feedback"]],
            ["state", "absent", ["rule_id"]],
        ],
        "mutually_exclusive": [["id", "rule_id"]],
    },
    hints={"recommendation_id": "use id instead"},
)
