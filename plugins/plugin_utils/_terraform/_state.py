# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads the output of `terraform show -json`: the objects of PagerDuty in it, and their attributes.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, field

PROVIDER = "pagerduty_"  # what the types of all its resources begin with
COMMAND = "Run `terraform show -json` in the folder of the configuration, and pass its parsed output"

Values = dict[str, t.Any]


class StateError(ValueError):
    """The input is not what `terraform show -json` prints. The message says what to do."""


@dataclass(eq=False)
class Instance:
    """A resource or data source, one for each instance of `count` and `for_each`.

    address: as Terraform writes it, with modules and the key of the instance. type: without `pagerduty_`. values: its
    attributes. In a plan, those that are only known after `terraform apply` are absent.
    """

    address: str
    type: str
    is_data: bool
    values: Values

    @property
    def id(self) -> str:
        """The ID, "" if it is not known."""
        return text(self.values, "id")


@dataclass
class State:
    """managed: what Terraform manages. data: what it only reads. others: the number of resources of other providers."""

    managed: list[Instance] = field(default_factory=list)
    data: list[Instance] = field(default_factory=list)
    others: int = 0


def read_state(outputs: t.Any) -> State:
    """The resources of PagerDuty in the output of `terraform show -json`, or in a list of several outputs.

    Raises StateError.
    """
    state = State()
    several = isinstance(outputs, list)
    for index, output in enumerate(outputs if several else [outputs]):
        try:
            _read_output(output, state)
        except StateError as error:
            raise StateError(f"entry {index} of the list: {error}" if several else str(error)) from None
    if not state.managed:
        other = f", only {state.others} of other providers" if state.others else ""
        raise StateError(
            f"Terraform manages no resources of PagerDuty here{other}. {COMMAND}. Select the workspace first, if there"
            " are several"
        )
    return state


def _read_output(output: t.Any, state: State) -> None:
    _check_output(output)
    if "planned_values" in output:
        # The data sources and what refers to them are in the state from which Terraform has planned.
        prior = output.get("prior_state") or {}
        _read_module((output["planned_values"] or {}).get("root_module"), state, data=False)
        _read_module((prior.get("values") or {}).get("root_module"), state, managed=False)
    else:
        _read_module((output.get("values") or {}).get("root_module"), state)


def _check_output(output: t.Any) -> None:
    """Raises StateError for what is no output of `terraform show -json`, or one of an unknown format."""
    if isinstance(output, str):
        raise StateError("this is a text. Parse it first, with the filter ansible.builtin.from_json")
    if not isinstance(output, dict):
        raise StateError(f"this is not the output of `terraform show -json`. {COMMAND}")
    if "format_version" not in output:
        if "terraform_version" in output and "version" in output:
            raise StateError(f"this is a state file, whose format is private to Terraform. {COMMAND}")
        raise StateError(f"this is not the output of `terraform show -json`: it has no format_version. {COMMAND}")
    version = str(output["format_version"])
    if version.partition(".")[0] not in ("0", "1"):
        raise StateError(f"the format_version {version} is not supported. The supported versions are 0.1 to 1.x")
    if "provider_schemas" in output or "valid" in output:
        raise StateError(f"this is the output of another command of Terraform. {COMMAND}")


def _read_module(module: t.Any, state: State, *, managed: bool = True, data: bool = True) -> None:
    """Add the resources of a module and of the modules in it. managed, data: which of them."""
    if not isinstance(module, dict):
        return
    for resource in dictionaries(module, "resources"):
        kind, is_data = text(resource, "type"), resource.get("mode") == "data"
        if not (data if is_data else managed):
            continue
        if not kind.startswith(PROVIDER):
            state.others += 1
            continue
        values = resource.get("values")
        (state.data if is_data else state.managed).append(
            Instance(
                text(resource, "address"),
                kind.removeprefix(PROVIDER),
                is_data,
                values if isinstance(values, dict) else {},
            )
        )
    for child in dictionaries(module, "child_modules"):
        _read_module(child, state, managed=managed, data=data)


# -- attributes ------------------------------------------------------------------------------------------------------
# Terraform writes an attribute that is not set as null, "" or an empty list, depending on the version of the provider.


def text(values: Values, name: str) -> str:
    """An attribute as text, "" if it is not set."""
    value = values.get(name)
    return value if isinstance(value, str) else "" if value is None or isinstance(value, (dict, list)) else str(value)


def number(values: Values, name: str) -> int | None:
    """An attribute as an integer, None if it is not set. Some attributes are texts, such as "1800" or "null"."""
    try:
        return int(text(values, name))
    except ValueError:
        return None


def dictionaries(values: Values, name: str) -> list[Values]:
    """The blocks with a name. Blocks that occur once are a list with one entry, or a dictionary."""
    value = values.get(name)
    if isinstance(value, dict):
        return [value]
    return [entry for entry in value if isinstance(entry, dict)] if isinstance(value, list) else []


def block(values: Values, name: str) -> Values:
    """The only block with a name. Empty if there is none."""
    return next(iter(dictionaries(values, name)), {})


def entries(values: Values, name: str) -> list[t.Any]:
    """The entries of a list. None stands for a value that is only known after `terraform apply`."""
    value = values.get(name)
    return value if isinstance(value, list) else []
