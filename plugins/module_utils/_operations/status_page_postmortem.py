# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Manages the postmortem of a post on a status page. A post has one, or none. A PUT creates and updates it.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import contextlib
import typing as t

from .._core import responses
from .._core.errors import NotFound, UsageError
from .._engine.operation import Operation
from .._engine.plan import CREATE, UPDATE, Change
from .._engine.session import Session
from .._resources.status_page_post import OF_POST, STATUS_PAGE_POST, nested_id
from .._resources.status_page_update_fields import Message
from .._schema.fields import Json
from .._schema.resource import DELETE, NOTHING, Parent, Resource, Singleton
from .._schema.session import is_predicted

_NAME, _WRAPPER = "status_page_postmortem", "postmortem"
_TYPE = "status_page_post_postmortem"
_MESSAGE = Message("text", api="message", longest=10_000, clearable=False)
_POSTMORTEM = responses.IDENTIFIED.having(message=responses.TEXT)

# The module's names, and what check mode predicts: its attribute is the postmortem, None without one.
_RESOURCE = Resource(
    name=_NAME,
    plural=f"{_NAME}s",
    title="postmortem",
    path="/status_pages/{parent}/postmortem",
    wrapper=_WRAPPER,
    identity=Singleton(),
    keys=(),
    parent=Parent(STATUS_PAGE_POST, "post", options=OF_POST, resolve=nested_id),
)


def _current(bound: Resource, session: Session) -> Json:
    """The postmortem, None if there is none. Earlier tasks in check mode can have predicted it."""
    predicted = session.predictions.changed(bound.path) if session.predictions else {}
    if _WRAPPER in predicted:
        return predicted[_WRAPPER]
    if any(map(is_predicted, bound.path.split("/"))):
        return None
    try:
        return session.client.get(bound.path, None, bound.one(_POSTMORTEM))[_WRAPPER]
    except NotFound:
        return None


def _bound(params: dict[str, t.Any], session: Session) -> Resource:
    parent = t.cast(Parent, _RESOURCE.parent)
    return _RESOURCE.under(t.cast(str, parent.find(params, session)))


def _work(params: dict[str, t.Any], session: Session) -> dict[str, t.Any]:
    wanted = None
    if params["state"] == "present":
        wanted = _MESSAGE.parse(params["text"], "text", session.names, None)
    bound = _bound(params, session)
    current: Json = _current(bound, session)
    old = current and current["message"]
    change, made = Change(NOTHING), current
    if wanted is None and current:
        change = Change(DELETE, {"text": old}, {})
        _remove(bound, current, session)
        made = None
    elif wanted is not None and not (current and _MESSAGE.same(wanted, old)):
        before = {"text": old} if current else {}
        change = Change(UPDATE if current else CREATE, before, {"text": wanted})
        made = _put(bound, wanted, current, params, session)
    header = f"{_RESOURCE.title} of {params['post']}"
    return {"changed": change.changed, _NAME: made, "diff": change.diff(header)}


def _put(bound: Resource, message: str, current: Json, params: dict[str, t.Any], session: Session) -> Json:
    """Create or update the postmortem. In check mode, predict it."""
    body = {
        "type": _TYPE,
        "post": {"id": bound.parent_id.rpartition("/")[2], "type": STATUS_PAGE_POST.name},
        "message": message,
        "notify_subscribers": bool(params["notify_subscribers"]),
    }
    if session.check_mode:
        predicted = {**(current or {}), **body}
        _record(bound, predicted, current, session)
        return predicted
    answer = session.client.request("PUT", bound.path, body={_WRAPPER: body}, expects=bound.one(_POSTMORTEM))
    return answer[_WRAPPER]


def _remove(bound: Resource, current: Json, session: Session) -> None:
    if session.check_mode:
        _record(bound, None, current, session)
        return
    with contextlib.suppress(NotFound):  # an earlier attempt without a response deleted it, or another run
        session.client.request("DELETE", bound.path)


def _record(bound: Resource, predicted: Json, current: Json, session: Session) -> None:
    if session.predictions:
        session.predictions.add(bound, {_WRAPPER: predicted}, {_WRAPPER: current})


def _check(params: dict[str, t.Any], session: Session) -> dict[str, t.Any]:
    if params["state"] == "absent" and params["text"] is not None:
        raise UsageError("text", "has no effect with state: absent, because a post has one postmortem; remove it")
    return _work(params, session)


def _list(params: dict[str, t.Any], session: Session) -> dict[str, t.Any]:
    found = _current(_bound(params, session), session)
    return {"changed": False, _RESOURCE.plural: [found] if found else []}


POSTMORTEM_OPERATION = Operation(
    f"pagerduty_{_NAME}",
    {
        "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
        **OF_POST,
        "text": _MESSAGE.spec(),
        "notify_subscribers": {"type": "bool", "default": False},
    },
    _check,
    {"required_if": [["state", "present", ["text"]]]},
    hints={"message": "use text instead", "content": "use text instead", "notify": "use notify_subscribers instead"},
)
POSTMORTEM_INFO_OPERATION = Operation(f"pagerduty_{_NAME}_info", OF_POST, _list)
