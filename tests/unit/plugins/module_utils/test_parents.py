# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Resources whose parent can be of one of several types."""

from __future__ import annotations

import typing as t

import pytest
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

from ansible_collections.community.pagerduty.plugins.module_utils._engine.account.kinds import Kind
from ansible_collections.community.pagerduty.plugins.module_utils._engine.resource_operations import (
    info_operation,
    resource_operation,
)
from ansible_collections.community.pagerduty.plugins.module_utils._schema.fields import Name
from ansible_collections.community.pagerduty.plugins.module_utils._schema.listing import Listing
from ansible_collections.community.pagerduty.plugins.module_utils._schema.resource import Parent, Resource

DESK = Resource(name="desk", plural="desks", title="desk", path="/desks", fields=(Name(),))
ROOM = Resource(name="room", plural="rooms", title="room", path="/rooms", fields=(Name(),))
LAMP = Resource(
    name="lamp",
    plural="lamps",
    title="lamp",
    path="/desks/{parent}/lamps",
    parent=Parent(DESK, "desk", alternatives=(Parent(ROOM, "room", path="/lamps/of_rooms/{parent}"),)),
    fields=(Name(),),
    listing=Listing(),
)


def test_each_type_has_a_declaration_with_its_path() -> None:
    under_desk, under_room = LAMP.by_parent
    assert [one.path for one in (under_desk, under_room)] == [LAMP.path, "/lamps/of_rooms/{parent}"]
    assert [one.parent and one.parent.resource for one in (under_desk, under_room)] == [DESK, ROOM]
    assert [one.by_parent for one in (under_desk, under_room)] == [(under_desk,), (under_room,)]
    assert LAMP.placed({"desk": "A", "room": None}) is under_desk
    assert LAMP.placed({"desk": None, "room": "B"}) is under_room
    assert under_room.under("R1").path == "/lamps/of_rooms/R1"
    assert DESK.by_parent == (DESK,)


def test_objects_of_all_types_come_first() -> None:
    assert LAMP.refers_to() == [DESK, ROOM]


@pytest.mark.parametrize(
    ("operation", "options"), [(resource_operation(LAMP), {"name": "Lamp"}), (info_operation(LAMP), {})]
)
@pytest.mark.parametrize(
    ("named", "says"),
    [
        ({"desk": "A"}, ""),
        ({"room": "B"}, ""),
        ({}, "one of the following is required: desk, room"),
        ({"desk": "A", "room": "B"}, "parameters are mutually exclusive: desk|room"),
    ],
)
def test_a_task_names_exactly_one(
    operation: t.Any, options: dict[str, str], named: dict[str, str], says: str
) -> None:
    validator = ArgumentSpecValidator(operation.options, **operation.constraints)
    assert "".join(validator.validate({**named, **options}).error_messages) == says


def test_a_configuration_can_have_an_object_of_the_same_name_under_each() -> None:
    kind = Kind(LAMP)
    identities = {
        kind.identity_of({"name": "Lamp", "desk": desk, "room": room})
        for desk, room in (("A", None), (" a ", None), (None, "A"), (None, "B"))
    }
    assert len(identities) == 3
