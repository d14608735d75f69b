# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which resources refer to which: the order in which the objects of an account can be created."""

from __future__ import annotations

import importlib
import pkgutil
from graphlib import TopologicalSorter

import pytest

from ansible_collections.community.pagerduty.plugins.module_utils import _resources
from ansible_collections.community.pagerduty.plugins.module_utils._schema.resource import Resource


def resources() -> dict[str, Resource]:
    """All resources, by module or name. Of two declarations of a resource, the one with the options."""
    found: dict[str, Resource] = {}
    for module in pkgutil.iter_modules(_resources.__path__):
        for value in vars(importlib.import_module(f"{_resources.__name__}.{module.name}")).values():
            known = found.get(value.module or value.name) if isinstance(value, Resource) else None
            if isinstance(value, Resource) and (known is None or len(known.specs()) < len(value.specs())):
                found[value.module or value.name] = value
    return found


def test_there_is_an_order_for_the_whole_account() -> None:
    graph = {
        name: {other.module or other.name for other in resource.refers_to()} for name, resource in resources().items()
    }
    order = list(TopologicalSorter(graph).static_order())  # raises CycleError
    for name, needed in graph.items():
        assert all(order.index(other) < order.index(name) for other in needed)
    assert order.index("team") < order.index("user") < order.index("escalation_policy") < order.index("service")


@pytest.mark.parametrize(
    ("name", "needed"),
    [
        ("user", {"team", "license"}),
        ("escalation_policy", {"user", "schedule", "team"}),
        ("service", {"escalation_policy"}),
        ("service_integration", {"service", "vendor"}),
        ("user_contact_method", {"user"}),
    ],
)
def test_a_resource_names_what_it_refers_to(name: str, needed: set[str]) -> None:
    assert needed <= {other.name for other in resources()[name].refers_to()}
