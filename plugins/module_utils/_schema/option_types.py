# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Types of options: where a text or a name is expected, a dictionary or a list is an error.

Ansible's own type `str` converts a dictionary to Python's notation (`{'a': 1}`) without a warning, and a module would
write that text to PagerDuty. Argument specs accept a callable as a type, so the types here are callables. Each is also
a `str` that equals the name of Ansible's type: ansible-test compares the argument spec with the documentation.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import typing as t
from collections.abc import Mapping, Set

from ansible.module_utils.common.validation import check_type_dict, check_type_path, check_type_str

Spec = dict[str, t.Any]


class TextType(str):
    """The type of options that are text.

    of: Ansible's type. expected: what the value must be, in Ansible's "unable to convert to ...".
    hint: what to write instead of a dictionary or a list.
    """

    of = "str"

    def __new__(cls, *_options: t.Any) -> t.Any:
        return super().__new__(cls, cls.of)

    def __init__(self, expected: str = "text", hint: str = "for a text in JSON, use the filter to_json") -> None:
        self.__name__ = expected
        self.hint = hint

    def __call__(self, value: t.Any) -> t.Any:
        """The value that a task states, as Ansible converts it. Raises TypeError, which never repeats the value."""
        if isinstance(value, Mapping):
            return self.from_dictionary(value)
        if value is None or isinstance(value, (list, tuple, Set)):
            raise TypeError(self.hint)
        return self.convert(value)

    def from_dictionary(self, value: Mapping[str, t.Any]) -> t.Any:
        raise TypeError(self.hint)

    def convert(self, value: t.Any) -> t.Any:
        return check_type_str(value)


class PathType(TextType):
    of = "path"

    def __init__(self) -> None:
        super().__init__("path", "give the path of one file")

    def convert(self, value: t.Any) -> t.Any:
        return check_type_path(value)


class KeyType(TextType):
    """A text that PagerDuty's API has in a dictionary, under this key. A task may write such a dictionary, too."""

    def __init__(self, key: str) -> None:
        super().__init__("text", f"give a text, or a dictionary with the key {key}")
        self.key = key

    def from_dictionary(self, value: Mapping[str, t.Any]) -> t.Any:
        if isinstance(value.get(self.key), str):
            return value[self.key]
        raise TypeError(self.hint)


class ReferenceType(TextType):
    """The name or ID of an object. A task may also write a dictionary with its `id`: a reference as PagerDuty's API has
    it, or an object that another module returned.

    resource: the type of the object.
    """

    def __init__(self, resource: t.Any) -> None:
        named = "ID or number" if resource.numbered else "name or ID"
        super().__init__(named, f"give the {named} of the {resource.title}, or a dictionary with its id")
        self.resource = resource
        # What a task returns in check mode has a name, but no ID yet.
        self.keys = ("id",) if resource.numbered else ("id", *resource.keys)

    def from_dictionary(self, value: Mapping[str, t.Any]) -> t.Any:
        stated = value.get("type")
        if isinstance(stated, str) and stated.removesuffix("_reference") not in self.resource.types:
            raise TypeError(f"its type is {stated}; {self.hint}")
        for key in self.keys:
            if isinstance(value.get(key), str):
                return value[key]
        raise TypeError(self.hint)


class EitherType(TextType):
    """The name or ID of an object that can be of one of several types. A prefix says which one, if objects of several
    types have the name: `business_service:Shop`. A task may also write a dictionary with `id` and `type`.

    types: by the type in PagerDuty's responses, the type of the object.
    """

    def __init__(self, types: Mapping[str, t.Any]) -> None:
        titles = " or ".join(resource.title for resource in types.values())
        super().__init__("name or ID", f"give the name or ID of a {titles}, or a dictionary with its id and type")
        self.types = types
        self.resources = tuple(types.values())

    def from_dictionary(self, value: Mapping[str, t.Any]) -> t.Any:
        stated = str(value.get("type")).removesuffix("_reference")
        for name, resource in self.types.items():
            for key in ("id", *resource.keys) if stated in (name, *resource.types) else ():
                if isinstance(value.get(key), str):
                    return f"{resource.name}:{value[key]}"
        raise TypeError(self.hint)

    def named(self, value: str) -> list[tuple[t.Any, str]]:
        """(type, name or ID) of each object that a text can mean: one with a prefix, otherwise one for each type."""
        kind, colon, name = value.partition(":")
        for resource in self.resources:
            if colon and kind.strip().lower() == resource.name:
                return [(resource, name.strip())]
        return [(resource, value) for resource in self.resources]


class TargetType(TextType):
    """A dictionary that names an object under a key of its own (`user: ann@example.com`). A task may also write a
    reference as PagerDuty's API has it, with `id` and `type`.

    resources: by key, the type of the object.
    """

    of = "dict"

    def __init__(self, resources: Mapping[str, t.Any]) -> None:
        super().__init__("dict")
        self.resources = resources

    def __call__(self, value: t.Any) -> t.Any:
        entry = check_type_dict(value)
        stated = entry.get("type")
        if "id" not in entry or not isinstance(stated, str):
            return entry
        for key, resource in self.resources.items():
            if stated.removesuffix("_reference") in resource.types:
                return {key: entry["id"]}
        return entry


_STRICT: dict[str, TextType] = {"str": TextType(), "path": PathType()}


def strict(options: Mapping[str, Spec]) -> dict[str, Spec]:
    """An argument spec with these types in place of each `str` and `path`, at any depth.

    Options with choices keep Ansible's types: a dictionary is none of the choices, and one error is enough.
    """
    replaced: dict[str, Spec] = {}
    for option, spec in options.items():
        spec = dict(spec)
        for key in ("type", "elements"):
            if isinstance(spec.get(key), str) and not isinstance(spec[key], TextType) and "choices" not in spec:
                spec[key] = _STRICT.get(spec[key], spec[key])
        if "options" in spec:
            spec["options"] = strict(spec["options"])
        replaced[option] = spec
    return replaced
