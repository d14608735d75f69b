# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The incidents and business services whose status updates a user or a team gets.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import typing as t

from .._core import responses
from .._core.client import segment
from .._core.errors import ApiError
from .._engine.operation import Operation
from .._engine.plan import UPDATE, Change
from .._engine.session import Session
from .._resources.business_service import BUSINESS_SERVICE
from .._resources.incident import INCIDENT, no_incident
from .._resources.incident_parent import by_id, incident_id
from .._resources.team import TEAM
from .._resources.user import USER
from .._schema.fields import Json
from .._schema.option_types import ReferenceType
from .._schema.resource import NOTHING, Resource, Singleton
from .._schema.session import is_predicted

Raw = dict[str, Json]

_NAME = "notification_subscription"
_PLURAL = f"{_NAME}s"
_KEY = "subscriptions"
_SUBSCRIPTION = responses.Object(
    subscriber_id=responses.ID,
    subscriber_type=responses.TEXT,
    subscribable_id=responses.ID,
    subscribable_type=responses.TEXT,
)
_LISTED = responses.Object(subscription=_SUBSCRIPTION)
_RESULTS = responses.Object(subscriptions=responses.Each(_SUBSCRIPTION.having(result=responses.TEXT)))
_COUNTS = responses.Object(unauthorized_count=responses.NUMBER)
_SUBSCRIBERS = {"user": USER, "team": TEAM}


class _Subscriber:
    """The user or team that a task names.

    type: `user` or `team`. path: of its subscriptions.
    """

    def __init__(self, params: dict[str, t.Any], session: Session) -> None:
        self.type = next(name for name in _SUBSCRIBERS if params[name] is not None)
        self.name = params[self.type]
        self.id = session.names.reference(_SUBSCRIBERS[self.type], self.name, self.type)["id"]
        self.path = f"/{self.type}s/{segment(self.id)}/notification_subscriptions"
        self._session = session
        # Only for what check mode predicts: its attribute is the list.
        self._predicted = Resource(
            name=_NAME, plural=_PLURAL, title="subscriptions", path=self.path, identity=Singleton(), keys=()
        )

    def subscriptions(self) -> list[Raw]:
        """All subscriptions. Earlier tasks in check mode can have predicted them."""
        predictions = self._session.predictions
        known = predictions.changed(self.path) if predictions else {}
        if _KEY in known:
            return t.cast("list[Raw]", known[_KEY])
        if is_predicted(self.id):
            return []
        pages = self._session.client.pages(self.path, _KEY, of=_LISTED)
        return [_flat(one) for page in pages for one in page.items]

    def predict(self, subscriptions: list[Raw], before: list[Raw]) -> None:
        if self._session.predictions:
            self._session.predictions.add(self._predicted, {_KEY: subscriptions}, {_KEY: before})

    def subscribe(self, targets: list[Raw]) -> None:
        answer = self._send("", targets, _RESULTS)
        refused = [_label(one) for one in answer[_KEY] if one["result"] == "unauthorized"]
        if refused:
            raise self._refused(f"PagerDuty does not permit these subscriptions: {', '.join(refused)}")

    def unsubscribe(self, targets: list[Raw]) -> None:
        number = self._send("/unsubscribe", targets, _COUNTS)["unauthorized_count"]
        if number:
            message = f"PagerDuty does not permit the removal of {number} of the subscriptions"
            raise self._refused(message, "/unsubscribe")

    def _refused(self, message: str, action: str = "") -> ApiError:
        return ApiError(message, request={"method": "POST", "path": f"{self.path}{action}"})

    def _send(self, action: str, targets: list[Raw], expects: responses.Shape) -> Raw:
        """PagerDuty reports repeated subscriptions and repeated removals, and does not reject them."""
        body = {"subscribables": [{name: one[name] for name in _TARGET} for one in targets]}
        return self._session.client.request("POST", f"{self.path}{action}", body=body, repeatable=True, expects=expects)


_TARGET = ("subscribable_type", "subscribable_id")


def _flat(listed: Raw) -> Raw:
    """PagerDuty lists each subscription in an object that also has the name of its target."""
    name = listed.get("subscribable_name")
    return {**listed["subscription"], **({"subscribable_name": name} if name else {})}


def _label(subscription: Raw) -> str:
    name = subscription.get("subscribable_name")
    kind = str(subscription["subscribable_type"]).replace("_", " ")
    identifier = subscription["subscribable_id"]
    return f"{kind} {name} ({identifier})" if name else f"{kind} {identifier}"


def _targets(params: dict[str, t.Any], session: Session) -> list[Raw]:
    """The business services and incidents of the task, each once."""
    found: dict[tuple[str, str], Raw] = {}
    for index, name in enumerate(params["business_services"] or ()):
        service = session.names.reference(BUSINESS_SERVICE, name, f"business_services[{index}]")
        target = {"subscribable_type": "business_service", "subscribable_id": service["id"]}
        found["business_service", service["id"]] = {**target, "subscribable_name": service.get("summary")}
    for index, value in enumerate(params["incidents"] or ()):
        identifier = incident_id(session, value, f"incidents[{index}]")
        found["incident", identifier] = {"subscribable_type": "incident", "subscribable_id": identifier}
    return list(found.values())


def _work(params: dict[str, t.Any], session: Session) -> dict[str, t.Any]:
    subscriber = _Subscriber(params, session)
    before = subscriber.subscriptions()
    there = {_key(one) for one in before}
    absent = params["state"] == "absent"
    targets = [one for one in _targets(params, session) if (_key(one) in there) == absent]
    own = {"subscriber_id": subscriber.id, "subscriber_type": subscriber.type}
    gone = {_key(one) for one in targets}
    after = (
        [one for one in before if _key(one) not in gone]
        if absent
        else [*before, *({**own, **{name: value for name, value in one.items() if value}} for one in targets)]
    )
    change = Change(NOTHING)
    if targets:
        change = Change(UPDATE, {_KEY: sorted(map(_label, before))}, {_KEY: sorted(map(_label, after))})
        if session.check_mode:
            _check_incidents(targets, session)
            subscriber.predict(after, before)
        elif absent:
            subscriber.unsubscribe(targets)
        else:
            subscriber.subscribe(targets)
    return {
        "changed": change.changed,
        _PLURAL: after,
        "diff": change.diff(f"subscriptions of the {subscriber.type} {subscriber.name}"),
    }


def _check_incidents(targets: list[Raw], session: Session) -> None:
    """PagerDuty rejects unknown incidents, so check mode does, too."""
    for one in targets:
        identifier = str(one["subscribable_id"])
        if one["subscribable_type"] == "incident" and by_id(identifier, {}, session) is None:
            raise no_incident(identifier, "incidents")


def _key(subscription: Raw) -> tuple[str, str]:
    return str(subscription["subscribable_type"]), str(subscription["subscribable_id"])


def _list(params: dict[str, t.Any], session: Session) -> dict[str, t.Any]:
    found = _Subscriber(params, session).subscriptions()
    if params["type"]:
        found = [one for one in found if one["subscribable_type"] == params["type"]]
    return {"changed": False, _PLURAL: found}


_WHO = {name: {"type": ReferenceType(resource)} for name, resource in _SUBSCRIBERS.items()}
_ONE = {"required_one_of": [list(_WHO)], "mutually_exclusive": [list(_WHO)]}

NOTIFICATION_SUBSCRIPTION_OPERATION = Operation(
    f"pagerduty_{_NAME}",
    {
        "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
        **_WHO,
        "business_services": {"type": "list", "elements": ReferenceType(BUSINESS_SERVICE)},
        "incidents": {"type": "list", "elements": ReferenceType(INCIDENT)},
    },
    _work,
    {**_ONE, "required_one_of": [*_ONE["required_one_of"], ["business_services", "incidents"]]},
    hints={"subscribables": "use business_services and incidents instead"},
)
NOTIFICATION_SUBSCRIPTION_INFO_OPERATION = Operation(
    f"pagerduty_{_NAME}_info",
    {**_WHO, "type": {"type": "str", "choices": ["business_service", "incident"]}},
    _list,
    _ONE,
)
