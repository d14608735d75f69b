# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads what PagerDuty's OpenAPI document says about a collection, such as `/business_services`, for `new_resource`."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

# What PagerDuty sets itself, and the generic layers know.
_COMMON = ("id", "type", "summary", "self", "html_url", "created_at", "updated_at")


@dataclass(frozen=True)
class Attribute:
    """An attribute that requests can contain.

    kind: `name`, `text`, `choice`, `integer`, `boolean`, `instant`, `reference`, `references` or `texts`.
    refers_to: the type of the objects that it refers to.
    """

    name: str
    kind: str
    description: str = ""
    choices: tuple[str, ...] = ()
    default: Any = None
    longest: int | None = None
    least: int | None = None
    most: int | None = None
    refers_to: str = ""


@dataclass
class Collection:
    """A collection of objects of one type. decisions: what the document does not say, or what was left out."""

    path: str
    wrapper: str
    list_wrapper: str
    description: str
    scope: str
    attributes: list[Attribute]
    created_status: int = 201
    readable: bool = True
    updatable: bool = True
    deletable: bool = True
    paged: bool = True
    query: bool = True
    decisions: list[str] = field(default_factory=list)


class Unsupported(Exception):
    """The document lacks what a draft needs, or the resource has a shape that must be declared by hand."""


def collection(document: dict[str, Any], path: str, references: frozenset[str]) -> Collection:
    """Return what the document says about the objects in a path. references: the types that an option can name."""
    paths = document.get("paths", {})
    if "{" in path:
        raise Unsupported(f"{path}: objects under another object need a Parent, see docs/adding-a-resource.md")
    if "post" not in paths.get(path, {}) or "get" not in paths[path]:
        known = ", ".join(sorted(one for one, item in paths.items() if "post" in item and "{" not in one)[:8])
        raise Unsupported(f"{path}: the document has no such path with GET and POST; it has {known} ...")
    resolver = _Resolver(document)
    listed, posted = paths[path]["get"], paths[path]["post"]
    items = {one: item for one, item in paths.items() if re.fullmatch(re.escape(path) + r"/\{[^/]+\}", one)}
    one: dict[str, Any] = next(iter(items.values()), {})
    wrapper, schema = resolver.wrapped(posted["requestBody"]["content"])
    answered = resolver.schema_of(next(iter(_succeeding(listed).values()))["content"])
    list_wrapper = next(name for name, entry in answered["properties"].items() if entry.get("type") == "array")
    parameters = {resolver.resolved(entry)["name"] for entry in listed.get("parameters", [])}
    found = Collection(
        path=path,
        wrapper=wrapper,
        list_wrapper=list_wrapper,
        description=_about(posted.get("description", "")),
        scope=str(posted.get("x-pd-requires-scope", f"{list_wrapper}.write")).split(".", maxsplit=1)[0],
        attributes=[],
        created_status=int(next(iter(_succeeding(posted)))),
        readable="get" in one,
        updatable="put" in one,
        deletable="delete" in one,
        paged="offset" in parameters,
        query="query" in parameters,
    )
    for name, entry in schema.get("properties", {}).items():
        _add(found, name, resolver.resolved(entry), references)
    if not any(entry.kind == "name" for entry in found.attributes):
        raise Unsupported(f"{path}: its objects have no name, so what identifies them must be declared by hand")
    others = sorted(parameters - {"limit", "offset", "total", "query", "include[]", "Accept", "Content-Type"})
    others = [name for name in others if not name.startswith("header")]
    if others:
        found.decisions.append(f"filters of the list that are not declared: {', '.join(others)}")
    return found


def _about(text: str) -> str:
    """Return the paragraph that says what the objects are: the first that describes no request."""
    skipped = ("Create", "Add", "For more information", "There is a limit", "Scoped OAuth", "See ", "This API")
    paragraphs = re.split(r"\n\s*\n", text.strip())
    return next((plain(one) for one in paragraphs if one and not one.strip("<!- >").startswith(skipped)), "")


def _succeeding(operation: dict[str, Any]) -> dict[str, Any]:
    """Return the responses of an operation that mean success, by status."""
    return {status: answer for status, answer in operation["responses"].items() if status.startswith("2")}


def _add(found: Collection, name: str, schema: dict[str, Any], references: frozenset[str]) -> None:
    """Add an attribute, or the decision that it needs."""
    if name in _COMMON or schema.get("readOnly"):
        return
    text = plain(schema.get("description", ""))
    attribute = _plain_attribute(name, schema, text) or _referring(name, schema, text, references)
    if attribute:
        found.attributes.append(attribute)
        if not text:
            found.decisions.append(f"{name}: the document has no description; describe it in the module")
    else:
        found.decisions.append(f"{name}: not declared, because its type ({schema.get('type', '?')}) has no simple form")


def _plain_attribute(name: str, schema: dict[str, Any], text: str) -> Attribute | None:
    kind = schema.get("type")
    choices = tuple(value for value in schema.get("enum", ()) if isinstance(value, str))
    if kind == "string" and choices:
        return Attribute(name, "choice", text, choices, default=schema.get("default"))
    if kind == "string" and name == "name":
        return Attribute(name, "name", text, longest=schema.get("maxLength"))
    if kind == "string" and schema.get("format") == "date-time":
        return Attribute(name, "instant", text)
    if kind == "string":
        return Attribute(name, "text", text, longest=schema.get("maxLength"))
    if kind == "integer":
        return Attribute(name, "integer", text, least=schema.get("minimum"), most=schema.get("maximum"))
    if kind == "boolean":
        return Attribute(name, "boolean", text)
    if kind == "array" and schema.get("items", {}).get("type") == "string":
        return Attribute(name, "texts", text)
    return None


def _referring(name: str, schema: dict[str, Any], text: str, references: frozenset[str]) -> Attribute | None:
    """Return the attribute for a reference, or a list of references, to objects of one known type."""
    many = schema.get("type") == "array"
    inner = schema.get("items", {}) if many else schema
    properties = inner.get("properties", {})
    if "id" not in properties:
        return None
    types = {value.removesuffix("_reference") for value in properties.get("type", {}).get("enum", ())}
    known = types & references or ({name, name.removesuffix("s")} & references if not types else set())
    if len(known) != 1:
        return None
    return Attribute(name, "references" if many else "reference", text, refers_to=known.pop())


class _Resolver:
    """Follows the references in the document, and merges what `allOf` combines."""

    def __init__(self, document: dict[str, Any]) -> None:
        self._document = document

    def resolved(self, schema: dict[str, Any], depth: int = 0) -> dict[str, Any]:
        if depth > 6:  # schemas can contain themselves
            return {}
        while "$ref" in schema:
            target: Any = self._document
            for part in unquote(schema["$ref"]).removeprefix("#/").split("/"):
                key = part.replace("~1", "/").replace("~0", "~")
                target = target[int(key) if isinstance(target, list) else key]
            schema = target
        merged: dict[str, Any] = {key: value for key, value in schema.items() if key != "allOf"}
        for entry in schema.get("allOf", ()):
            for key, value in self.resolved(entry, depth + 1).items():
                merged[key] = {**merged.get(key, {}), **value} if isinstance(value, dict) else merged.get(key, value)
        if "properties" in merged:
            merged["properties"] = {
                name: self.resolved(entry, depth + 1) for name, entry in merged["properties"].items()
            }
        if isinstance(merged.get("items"), dict):
            merged["items"] = self.resolved(merged["items"], depth + 1)
        return merged

    def schema_of(self, content: dict[str, Any]) -> dict[str, Any]:
        return self.resolved(content["application/json"]["schema"])

    def wrapped(self, content: dict[str, Any]) -> tuple[str, dict[str, Any]]:
        """Return the key around the object in a request, and the schema of the object."""
        properties = self.schema_of(content).get("properties", {})
        if len(properties) != 1:
            raise Unsupported(f"a request contains {', '.join(properties) or 'no object'} instead of one object")
        ((wrapper, schema),) = properties.items()
        return str(wrapper), schema


def plain(text: str) -> str:
    """Return a description as one paragraph of plain text: its first one, without links and markup."""
    first = re.split(r"\n\s*\n", text.strip())[0]
    first = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", first)
    first = re.sub(r"<[^>]+>|[*_]{2}|!\w+(?= )", "", first)
    first = re.sub(r"`([^`()]*)`", r"C(\1)", " ".join(first.split()))
    return f"{first[0].upper()}{first[1:].rstrip('.')}." if first else ""
