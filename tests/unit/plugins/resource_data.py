# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The data with which the integration target `resources` tests each resource, for the unit tests.

A resource needs no entry in the tables of the unit tests if its file has what they need. `tasks/main.yml` of the target
describes the format of the files.
"""

from __future__ import annotations

import functools
import importlib
import pkgutil
import typing as t
from pathlib import Path

import yaml

from ansible_collections.community.pagerduty.plugins.module_utils import _resources
from ansible_collections.community.pagerduty.plugins.module_utils._schema.resource import Resource

TARGETS = Path(__file__).resolve().parents[2] / "integration" / "targets"

CREATED_ID = "{{ created.id }}"


class ResourceData:
    """The data of one resource.

    account: the account in which the data are valid, in the format of a load of the emulator. values: by option, the
    values to try it with, if they do not follow from its type.
    """

    def __init__(self, resource: Resource, content: dict[str, t.Any]) -> None:
        self.resource = resource
        self.module = resource.module_name.removeprefix("pagerduty_")
        self.account: dict[str, t.Any] = {**_usual_account(), **content.get("start", {})}
        self.create: dict[str, t.Any] = content["create"]
        self.values: dict[str, list[t.Any]] = content.get("values", {})
        self.updates: list[dict[str, t.Any]] = [step["options"] for step in content["updates"]]
        self.delete = "delete" in content
        self.info: dict[str, t.Any] = content.get("info", {}).get("options", {})

    @property
    def identifying(self) -> tuple[str, ...]:
        """The options that identify the object that `create` creates."""
        parents = self.resource.parent.each if self.resource.parent else ()
        named = [name for one in parents for name in (one.options or (one.option,))]
        return (*named, *self.resource.identifying)

    def names(self, resource: Resource) -> list[str]:
        """Names of the objects of another resource in the account, also with other spellings."""
        names = [str(entry[resource.key]) for entry in self.account.get(resource.plural, ())]
        return [*names, *(name.upper() for name in names)]


class _Loader(yaml.SafeLoader):
    """Also reads Ansible's tag for texts that are not templates."""


_Loader.add_constructor("!unsafe", lambda loader, node: loader.construct_scalar(node))


def _load(path: Path) -> dict[str, t.Any]:
    return t.cast("dict[str, t.Any]", yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader))


@functools.cache
def _usual_account() -> dict[str, t.Any]:
    """What each integration target starts with."""
    start = _load(TARGETS / "setup_pagerduty" / "vars" / "main.yml")["pagerduty_start"]
    return {key: value for key, value in start.items() if key != "token"}


@functools.cache
def further_data() -> list[ResourceData]:
    """The data of further files for a module: those of variants of its resource. Some modules have no resource."""
    files = [_load(path) for path in sorted((TARGETS / "resources" / "files").glob("*.yml"))]
    return [ResourceData(all_data()[one["module"]].resource, one) for one in files if one.get("module") in all_data()]


@functools.cache
def all_data() -> dict[str, ResourceData]:
    """The data of all resources that have a file, by the name of the module without `pagerduty_`."""
    found: dict[str, ResourceData] = {}
    resources = [
        value
        for file in sorted(pkgutil.iter_modules(_resources.__path__), key=lambda file: file.name)
        for value in vars(importlib.import_module(f"{_resources.__name__}.{file.name}")).values()
        if isinstance(value, Resource)
    ]
    variants = {variant.name for resource in resources for variant in resource.variants}
    for resource in resources:
        name = resource.module_name.removeprefix("pagerduty_")
        path = TARGETS / "resources" / "files" / f"{name}.yml"
        # A variant has the same module as its resource. Some declarations have a second one with more options, in a
        # file that may import more.
        known = found.get(name)
        most = known is None or len(known.resource.specs()) < len(resource.specs())
        if path.is_file() and resource.name not in variants and most:
            found[name] = ResourceData(resource, _load(path))
    return found
