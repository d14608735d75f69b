# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Webhook subscriptions: identified by URL and filter, and replaced if PagerDuty can't change them.

PagerDuty shows a subscription's secret once, in the answer to its creation. So one whose answer got lost is of no use:
it is removed, and made again.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, replace

from .._core import files as _files
from .._core.client import segment
from .._core.errors import ApiError, NotFound, OutcomeUnknown, PagerDutyError, UsageError
from .._core.responses import OBJECT, TEXT, Maybe, Object, checked
from .._engine.duplicates import choose, keep_oldest, sent_twice
from .._engine.listing import list_objects
from .._engine.operation import Operation
from .._engine.plan import Change, plan
from .._engine.reconcile import task_result
from .._engine.resource_operations import info_operation
from .._engine.session import Session
from .._resources.webhook_subscription import (
    EVENTS,
    FILTER_TYPES,
    FILTERED,
    REDACTED,
    WEBHOOK_SUBSCRIPTION,
    address,
    delivers,
)
from .._schema.fields import Canonical, Json, Spec

Raw = dict[str, Json]

_KEY = WEBHOOK_SUBSCRIPTION.name
_ONE = WEBHOOK_SUBSCRIPTION.one(WEBHOOK_SUBSCRIPTION.minimum)
_FIELDS = {entry.name: entry for entry in WEBHOOK_SUBSCRIPTION.fields}

# What is a part of the delivery method, which PagerDuty can't change.
_DELIVERY = ("url", "custom_headers")

_DELIVERING = Object(delivery_method=Object(url=TEXT))
_ONE_OR_NONE = Object(**{_KEY: Maybe(OBJECT)})


def _path(object_id: str, action: str = "") -> str:
    return f"{WEBHOOK_SUBSCRIPTION.path}/{segment(object_id)}{action}"


# -- which one -------------------------------------------------------------------------------------------------------


def _subject(params: dict[str, t.Any], session: Session) -> Canonical:
    """Whose events, canonical; None if the task doesn't say."""
    kind = params.get("filter_type")
    if kind is None or kind == "account":
        if params.get("filter"):
            raise UsageError(
                "filter",
                "does not go with filter_type: account, which means the whole account of the token; remove filter, or"
                " set filter_type to service or team",
            )
        return kind and {"type": kind}
    if not (params.get("filter") or "").strip():
        raise UsageError("filter", f"say which {kind}, by name or ID")
    return session.names.reference(FILTERED[kind], params["filter"], "filter")


def _among(url: str, subject: Canonical, session: Session, *, fresh: bool = False) -> list[Raw]:
    """Those that deliver there; only what the subject says, if one is given."""
    among = {}
    if subject:
        among["filter_type"] = subject["type"]
        if subject["type"] != "account":
            among["filter_id"] = subject["id"]
    return [
        raw
        for raw in session.names.find(WEBHOOK_SUBSCRIPTION, address(url), fresh=fresh, among=among)
        if delivers(raw, url, subject)
    ]


def _find(wanted: dict[str, t.Any], session: Session) -> Raw | None:
    if wanted.get("id"):
        current = session.names.get(WEBHOOK_SUBSCRIPTION, wanted["id"].strip())
        if current is None:
            raise UsageError(
                "id", f"there is no {WEBHOOK_SUBSCRIPTION.title} with the ID {wanted['id']!r}; omit id to create one"
            )
        return t.cast(Raw, checked(current, _DELIVERING, WEBHOOK_SUBSCRIPTION.name))
    found = _among(wanted["url"], wanted["filter"], session)
    listed = ", ".join(sorted(map(WEBHOOK_SUBSCRIPTION.describe, found)))
    ambiguous = UsageError(
        "url",
        f"{len(found)} subscriptions deliver the same events there: {listed}. Say which with id, and remove the"
        " others by their id with state: absent",
    )
    return t.cast("Raw | None", choose(WEBHOOK_SUBSCRIPTION, found, ambiguous, session))


# -- making ----------------------------------------------------------------------------------------------------------


def _headers(params: dict[str, t.Any], current: Raw | None, session: Session) -> list[dict[str, str]]:
    """The headers of a new one, with their values. The values of an old one can't be had from PagerDuty."""
    if params.get("custom_headers") is not None:
        parsed = _FIELDS["custom_headers"].parse(params["custom_headers"], "custom_headers", session.names, None)
        return t.cast("list[dict[str, str]]", parsed)
    kept = _FIELDS["custom_headers"].read(current) if current else []
    if kept:
        names = ", ".join(header["name"] for header in kept)
        raise UsageError(
            "custom_headers",
            f"is required, with names and values: this replaces the subscription, and PagerDuty does not show the"
            f" values that go with {names}",
        )
    return []


def _new_body(change: Change, params: dict[str, t.Any], current: Raw | None, session: Session) -> dict[str, Json]:
    """The body that makes one: what the task states, and the rest as an old one has it."""
    body: dict[str, Json] = {"type": WEBHOOK_SUBSCRIPTION.name}
    url = params.get("url")
    if current:
        body.update(
            active=bool(current.get("active")),
            events=list(current.get("events") or ()),
            filter=_FIELDS["filter"].encode(_FIELDS["filter"].read(current)),
        )
        if current.get("description"):
            body["description"] = current["description"]
        url = url or current["delivery_method"]["url"]
    body.update({name: value for name, value in change.body.items() if name not in _DELIVERY})
    method: dict[str, Json] = {"type": "http_delivery_method", "url": str(url).strip()}
    headers = _headers(params, current, session)
    if headers:
        method["custom_headers"] = headers
    return {**body, "delivery_method": method}


def _foretold(body: dict[str, Json]) -> Raw:
    method = body["delivery_method"]
    headers = [{"name": header["name"], "value": REDACTED} for header in method.get("custom_headers", ())]
    return {
        "active": True,
        "description": None,
        **body,
        "delivery_method": {**method, "custom_headers": headers, "temporarily_disabled": False},
    }


def _remove_lost(body: dict[str, Json], known: set[str], session: Session) -> bool:
    """Remove what a POST made whose answer got lost: nobody will ever know its secret. Whether there was one."""
    removed = False
    subject = _FIELDS["filter"].read(body)
    for raw in _among(body["delivery_method"]["url"], subject, session, fresh=True):
        if raw["id"] in known or not all(
            _FIELDS[name].same(_FIELDS[name].read(body), _FIELDS[name].read(raw))
            for name in ("custom_headers", "events", "description")
        ):
            continue  # not the one
        session.client.delete(_path(raw["id"]))
        session.names.lose(WEBHOOK_SUBSCRIPTION, raw["id"])
        removed = True
    return removed


def _make(body: dict[str, Json], known: set[str], session: Session) -> tuple[Raw, Raw | None]:
    """Create one whose secret is known: (it, another one that stays in its place).

    known: the IDs of those that deliver the same there already.
    """
    failures = 0
    while True:
        try:
            made: Raw = session.client.post(WEBHOOK_SUBSCRIPTION.path, {_KEY: body}, expects=_ONE)[_KEY]
        except OutcomeUnknown as error:
            try:
                _remove_lost(body, known, session)
            except PagerDutyError as trouble:
                error.add(
                    f"Neither could it be looked for ({trouble.message}). If it was made, its secret is lost: run again"
                    " with replace: true"
                )
                raise error from None
            failures += 1
            if failures > session.client.connection.max_retries:
                error.add("A look afterwards found none, or removed it, as its secret was lost; run again")
                raise
            session.client.back_off(failures)
        else:
            return made, _other_run(made, body, known, session, doubtful=failures > 0)


def _other_run(made: Raw, body: dict[str, Json], known: set[str], session: Session, *, doubtful: bool) -> Raw | None:
    """After a create: the subscription that another run has created at the same moment, if that one stays.

    doubtful: an earlier create had no known task_result. What it made has no known secret, so it is removed.
    """
    try:
        if doubtful:
            if not _remove_lost(body, {*known, made["id"]}, session):
                session.warn(sent_twice(WEBHOOK_SUBSCRIPTION, made))
            return None
        subject = _FIELDS["filter"].read(body)
        found = _among(body["delivery_method"]["url"], subject, session, fresh=True)
        kept, _left = keep_oldest(
            WEBHOOK_SUBSCRIPTION,
            made,
            [raw for raw in found if raw["id"] not in known],
            session,
            lambda object_id: session.client.delete(_path(object_id)),
        )
    except PagerDutyError as error:
        session.warn(
            f"the subscription {made['id']} was created, but it could not be checked whether there is another one for"
            f" the same events: {error.message}"
        )
        return None
    return None if kept["id"] == made["id"] else kept


def _keep_secret(made: Raw, change: Change, params: dict[str, t.Any], session: Session) -> None:
    """Write the secret to its file. If that fails, the new subscription is removed, as nobody could use it."""
    secret = (made.get("delivery_method") or {}).get("secret")
    try:
        if not secret:
            raise UsageError("secret_file", "PagerDuty gave no secret")
        _files.write(params["secret_file"], secret.encode(), "secret_file", mode=0o600)
    except UsageError as error:
        try:
            session.client.delete(_path(made["id"]))
        except PagerDutyError as trouble:
            error.add(f"The subscription {made['id']} was created, and can't be removed ({trouble.message})")
            error.done = change, made
        else:
            error.add("So the new subscription was removed again, and nothing has changed")
        raise


def _replace(old: Raw, made: Raw, session: Session) -> list[str]:
    """Remove the old one, now that the new one is there: the IDs of what was removed. Its failure must not hide the new
    secret, so it is no error."""
    try:
        session.client.delete(_path(old["id"]))
    except PagerDutyError as error:
        session.warn(
            f"the subscription {old['id']} was replaced by {made['id']}, but could not be removed, and both deliver now"
            f" ({error.message}). Remove it by its id with state: absent"
        )
        return []
    session.names.lose(WEBHOOK_SUBSCRIPTION, old["id"])
    return [old["id"]]


def _public(raw: Raw, *, secret: bool = False) -> Raw:
    """A subscription for results: without its headers' values, and with its secret only where that is wanted."""
    method = dict(raw.get("delivery_method") or {})
    if not secret and "secret" in method:
        method["secret"] = None
    if method.get("custom_headers"):
        method["custom_headers"] = [{**header, "value": REDACTED} for header in method["custom_headers"]]
    return {**raw, "delivery_method": method}


# -- the module ------------------------------------------------------------------------------------------------------


def _check(params: dict[str, t.Any], session: Session) -> None:
    if params.get("events") is not None:
        if not params["events"]:
            raise UsageError("events", "needs at least 1 entry; to have no webhooks for a while, set enabled: false")
        unknown = sorted(set(params["events"]) - set(EVENTS))
        if unknown:
            session.warn(f"events: PagerDuty documents no {' and no '.join(unknown)}; check the spelling")
    if params.get("secret_file"):
        _files.check_writable(params["secret_file"], "secret_file")


def _check_free(change: Change, wanted: dict[str, t.Any], current: Raw, session: Session) -> None:
    """See that what an ID's subscription shall become is not there already."""
    if not {"url", "filter"} & set(change.body):
        return
    url = wanted.get("url") or current["delivery_method"]["url"]
    subject = wanted.get("filter") or _FIELDS["filter"].read(current)
    others = [raw for raw in _among(url, subject, session) if raw["id"] != current["id"]]
    if others:
        raise UsageError(
            "url" if "url" in change.body else "filter",
            f"{WEBHOOK_SUBSCRIPTION.describe(others[0])} delivers the same events there already; remove that by its id,"
            " or this",
        )


def _is_paused(current: Raw, session: Session) -> bool:
    """Whether PagerDuty has switched it off for a day. Lists may leave that out."""
    if "temporarily_disabled" not in current["delivery_method"]:
        current = checked(
            session.names.get(WEBHOOK_SUBSCRIPTION, current["id"], fresh=True) or current,
            _DELIVERING,
            WEBHOOK_SUBSCRIPTION.name,
        )
    return bool(current["delivery_method"].get("temporarily_disabled"))


def _update(change: Change, current: Raw, resume: bool, session: Session) -> Raw:
    made = current
    what = f"the {WEBHOOK_SUBSCRIPTION.title} {WEBHOOK_SUBSCRIPTION.describe(current)}"
    updated = False
    try:
        if change.body:
            answer = session.client.put(_path(current["id"]), {_KEY: change.body}, expects=_ONE_OR_NONE)
            made = {**change.predicted, **(answer.get(_KEY) or {})}
            updated = True
        if resume:
            answer = session.client.request(
                "POST", _path(current["id"], "/enable"), repeatable=True, expects=_ONE_OR_NONE
            )
            made = {**made, **(answer.get(_KEY) or {})}
    except NotFound as error:
        session.names.lose(WEBHOOK_SUBSCRIPTION, current["id"])
        raise error.within(f"{what} was deleted meanwhile") from None
    except PagerDutyError as error:
        if updated:
            for side in (change.before, change.after):
                side.pop("temporarily_disabled", None)
            error.within(f"{what} was updated, but switching it on again failed")
            error.done = change, made
        raise
    session.names.remember(WEBHOOK_SUBSCRIPTION, made)
    return made


def _test(made: Raw, change: Change, fresh: bool, session: Session) -> None:
    """Send a test event. Two do no harm, so it may be repeated."""
    try:
        session.client.request("POST", _path(made["id"], "/ping"), repeatable=True)
    except PagerDutyError as error:
        if fresh:
            session.warn(f"send_test: {error.message}")  # to fail would lose the new secret
            return
        error.within("send_test")
        if change.changed:
            error.within(
                f"the {WEBHOOK_SUBSCRIPTION.title} {WEBHOOK_SUBSCRIPTION.describe(made)} was updated, but", join=" "
            )
            error.done = change, made
        raise error from None


def _resume(change: Change, current: Raw, params: dict[str, t.Any], session: Session) -> bool:
    """Whether to switch on a subscription that PagerDuty has switched off; enters that in the change."""
    if params["enabled"] is False or not _is_paused(current, session):
        return False
    if not params.get("enabled"):
        session.warn(
            f"PagerDuty has switched the subscription {current['id']} off for 24 hours, as webhooks were refused;"
            " enabled: true switches it on"
        )
        return False
    change.action = "update"
    change.before["temporarily_disabled"], change.after["temporarily_disabled"] = True, False
    method = {**change.predicted["delivery_method"], "temporarily_disabled": False}
    change.predicted = {**change.predicted, "delivery_method": method}
    return True


def _plan_new(
    change: Change, params: dict[str, t.Any], wanted: dict[str, t.Any], current: Raw | None, session: Session
) -> dict[str, Json]:
    """The body that creates one, in the place of `current` if there is one; enters that in the change."""
    body = _new_body(change, wanted, current, session)
    if current:
        if current.get("oauth_client"):
            raise UsageError(
                "id" if params.get("id") else "url",
                f"the subscription {current['id']} has an OAuth client, which a new one in its place would lack;"
                " remove the OAuth client from it first",
            )
        change.action = "update"
        change.before["id"], change.after["id"] = current["id"], "another one, with another secret"
    change.predicted = _foretold(body)
    return body


def _check_secret(params: dict[str, t.Any]) -> None:
    """An existing subscription's secret must be in its file already, since PagerDuty does not show it again."""
    if params.get("secret_file") and not _files.content(params["secret_file"], "secret_file"):
        raise UsageError(
            "secret_file",
            f"{params['secret_file']} does not hold the secret, and PagerDuty shows that only once. Put it there, or"
            " have a new one: run once with replace: true",
        )


@dataclass
class _Plan:
    """What is to be done to a subscription.

    body: of a new one, None if there is none to be created. resume: whether to switch it on again.
    """

    wanted: dict[str, t.Any]
    current: Raw | None
    change: Change
    body: dict[str, Json] | None
    resume: bool


def _plan(params: dict[str, t.Any], session: Session) -> _Plan:
    _check(params, session)
    wanted = {**params, "filter": _subject(params, session)}
    if not params.get("id"):
        wanted["url"] = _FIELDS["url"].parse(params["url"], "url", session.names, None)
        wanted["filter"] = wanted["filter"] or {"type": "account"}
    current = _find(wanted, session)
    change = plan(WEBHOOK_SUBSCRIPTION, wanted, current, session)
    for name in _DELIVERY:
        change.predicted.pop(name, None)
    if current and params.get("id"):
        _check_free(change, wanted, current, session)
    if current is None or params["replace"] or any(name in change.body for name in _DELIVERY):
        return _Plan(wanted, current, change, _plan_new(change, params, wanted, current, session), False)
    resume = _resume(change, current, params, session)
    _check_secret(params)
    return _Plan(wanted, current, change, None, resume)


def _present(params: dict[str, t.Any], session: Session) -> dict[str, t.Any]:
    planned = _plan(params, session)
    change, current = planned.change, planned.current
    fresh = planned.body is not None
    removed: list[str] = []

    def show(change: Change, made: Json) -> dict[str, t.Any]:
        return {
            "changed": change.changed,
            WEBHOOK_SUBSCRIPTION.name: _public(made, secret=fresh and not params.get("secret_file")),
            "removed": removed,
            "diff": change.diff(
                f"{WEBHOOK_SUBSCRIPTION.title} {_FIELDS['url'].show(params.get('url')) or params['id']}"
            ),
        }

    if session.check_mode:
        if current and fresh:
            removed = [current["id"]]
            _warn_replaced(current, "", session)
        return show(change, change.predicted)

    def work() -> tuple[Change, Json]:
        nonlocal removed
        made: Json = change.predicted
        if planned.body is not None:
            made, other = _create(planned, params, session)
            if other is not None:
                raise _OtherRun
            if current:
                removed = _replace(current, made, session)
                if removed:
                    _warn_replaced(current, f" by {made['id']}", session)
        elif current and change.changed:
            made = _update(change, current, planned.resume, session)
        if params["send_test"]:
            _test(made, change, fresh, session)
        return change, made

    try:
        return task_result(work, show)
    except _OtherRun:
        # What the other run has created is there now. What is left to be done, is done to that.
        return _present({**params, "replace": False}, session)


class _OtherRun(Exception):
    """Another run has created the same subscription at the same moment, and that one stays."""


def _create(planned: _Plan, params: dict[str, t.Any], session: Session) -> tuple[Raw, Raw | None]:
    """Create a subscription: (it, another one that stays in its place)."""
    current = planned.current
    try:
        made, other = _make(t.cast("dict[str, Json]", planned.body), {current["id"]} if current else set(), session)
    except ApiError as error:
        if current:
            error.add("Nothing was replaced: a new one is made before the old one goes")
        raise
    if other is not None:
        if current:
            _replace(current, other, session)
        return made, other
    if params.get("secret_file"):
        _keep_secret(made, planned.change, params, session)
    session.names.remember(WEBHOOK_SUBSCRIPTION, _public(made))
    return made, None


def _warn_replaced(old: Raw, by: str, session: Session) -> None:
    session.warn(f"the subscription {old['id']} is replaced{by}: its webhooks are signed with another secret now")


def _absent(params: dict[str, t.Any], session: Session) -> dict[str, t.Any]:
    if params.get("id"):
        one = session.names.get(WEBHOOK_SUBSCRIPTION, params["id"].strip())
        there = [one] if one else []
    else:
        url = _FIELDS["url"].parse(params["url"], "url", session.names, None)
        there = sorted(_among(url, _subject(params, session), session), key=lambda raw: raw["id"])
    removed: list[str] = []
    for raw in there:
        if not session.check_mode:
            try:
                session.client.delete(_path(raw["id"]))
            except PagerDutyError as error:
                done = f" (removed before: {', '.join(removed)})" if removed else ""
                error.within(f"removing the {WEBHOOK_SUBSCRIPTION.title} {WEBHOOK_SUBSCRIPTION.describe(raw)}{done}")
                if removed:
                    error.result = _removed(params, there[: len(removed)])
                raise error from None
            session.names.lose(WEBHOOK_SUBSCRIPTION, raw["id"])
        removed.append(raw["id"])
    return _removed(params, there)


def _removed(params: dict[str, t.Any], gone: list[Raw]) -> dict[str, t.Any]:
    """What a task returns that has removed these."""
    before = {"subscriptions": [WEBHOOK_SUBSCRIPTION.describe(raw) for raw in gone]} if gone else {}
    change = Change("delete" if gone else "nothing", before=before)
    header = f"{WEBHOOK_SUBSCRIPTION.title} {params.get('id') or _FIELDS['url'].show(params['url'])}"
    ids = [raw["id"] for raw in gone]
    return {"changed": change.changed, WEBHOOK_SUBSCRIPTION.name: None, "removed": ids, "diff": change.diff(header)}


def _work(params: dict[str, t.Any], session: Session) -> dict[str, t.Any]:
    return (_absent if params["state"] == "absent" else _present)(params, session)


_FILTER: dict[str, Spec] = {
    "filter_type": {"type": "str", "choices": list(FILTER_TYPES)},
    "filter": {"type": "str"},
}

SUBSCRIPTION_OPERATION = Operation(
    f"pagerduty_{WEBHOOK_SUBSCRIPTION.name}",
    {
        "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
        "id": {"type": "str"},
        **WEBHOOK_SUBSCRIPTION.specs(),
        **_FILTER,
        "replace": {"type": "bool", "default": False},
        "send_test": {"type": "bool", "default": False},
        "secret_file": {"type": "path", "no_log": False},
    },
    _work,
    {"required_one_of": [["id", "url"]], "required_by": {"filter": ["filter_type"]}},
    hints=WEBHOOK_SUBSCRIPTION.hints(),
)


def _list(params: dict[str, t.Any], session: Session) -> dict[str, t.Any]:
    subject = None if params.get("id") else _subject(params, session)
    asked = {**params, "filter": (subject or {}).get("id")}
    url: str = params.get("url") or ""
    if url:
        url = _FIELDS["url"].parse(url, "url", session.names, None)

    def delivers_there(raw: Raw) -> bool:
        return delivers(raw, url)

    found, total = list_objects(WEBHOOK_SUBSCRIPTION, asked, session, delivers_there if url else None)
    result: dict[str, t.Any] = {"changed": False, WEBHOOK_SUBSCRIPTION.plural: [_public(raw) for raw in found]}
    return {**result, "total": total} if params["total"] else result


_INQUIRY = info_operation(WEBHOOK_SUBSCRIPTION)

SUBSCRIPTION_INFO_OPERATION = replace(
    _INQUIRY,
    options={**_INQUIRY.options, "url": {"type": "str"}},
    work=_list,
    constraints={"mutually_exclusive": [["id", "url"]], "required_by": {"filter": ["filter_type"]}},
)
