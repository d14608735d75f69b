# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Drafts a resource from PagerDuty's OpenAPI document: its declaration, its modules, the emulator's table, test data.

`make new-resource NAME=business_service API_PATH=/business_services OPENAPI=rest.json` runs it. It then generates what
follows from the files, and prints what a person has to decide. The files contain no placeholders.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import module_files
import yaml
from openapi_draft import Attribute, Collection, Unsupported, collection
from project import EMULATOR, ROOT
from return_values import Dumper

_LICENSE = """# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""

_DECLARATION = _LICENSE + '''"""{Titles}.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

{imports}

{CONSTANT} = Resource(
{arguments}
)
'''

_MODULE = (
    "#!/usr/bin/python\n"
    + _LICENSE
    + '''"""{summary}."""

from __future__ import annotations

DOCUMENTATION = r"""
{documentation}"""

EXAMPLES = r"""
{examples}"""

RETURN = r"""
# generated: return values
# end of generated: return values
"""

# generated: code, to the end
'''
)

_EMULATED = _LICENSE + '''"""{Titles}."""

from __future__ import annotations

{imports}


class {Class}(Resource):
    """A {title}."""

    type = "{type}"
    plural = "{plural}"
    scope = "{scope}"
{path}    fields = (
{fields}
    )


RESOURCE = {Class}()

{operations}
'''

# Objects of the account that every integration target starts with.
_EXISTING = {
    "user": ["ann@example.com", "bea@example.com"],
    "team": ["Platform", "Payments"],
    "escalation_policy": ["Default", "Platform on-call"],
}


class Draft:
    """The files of a new resource. name: its name in the API and, with `pagerduty_` before it, that of its module."""

    def __init__(self, name: str, found: Collection) -> None:
        self.name = name
        self.found = found
        self.title = name.replace("_", " ")
        self.titles = found.list_wrapper.replace("_", " ")
        self.attributes = found.attributes

    def files(self) -> dict[Path, str]:
        """Return the text of each file that is written by hand otherwise."""
        data = ROOT / "tests" / "integration" / "targets" / "resources" / "files"
        emulated = ROOT / EMULATOR / "resources" / f"{self.found.path.strip('/').replace('/', '_')}.py"
        files = {
            ROOT / "plugins" / "module_utils" / "_resources" / f"{self.name}.py": self._declaration(),
            module_files.MODULES / f"pagerduty_{self.name}.py": self._module(),
            module_files.MODULES / f"pagerduty_{self.name}_info.py": self._info_module(),
            data / f"{self.name}.yml": self._test_data(),
        }
        return files if emulated.exists() else {**files, emulated: self._emulated()}

    # -- the library -------------------------------------------------------------------------------------------------

    def _declaration(self) -> str:
        found = self.found
        listing = []
        if not found.readable:
            listing.append("single=False")
        if found.query:
            listing.append('filters=(Filter("query", "query"),)')
        listing.append('exact=("name",)')
        if not found.paged:
            listing.append("limits=False")
        values = {
            "name": repr(self.name),
            "plural": repr(found.list_wrapper),
            "title": repr(self.title),
            "path": repr(found.path),
            **({"wrapper": repr(found.wrapper)} if found.wrapper != self.name else {}),
            **({} if found.query else {"query": "None"}),
            **({} if found.paged else {"paged": "False"}),
            "fields": f"({', '.join(map(_field, self.attributes))},)",
            **({} if found.deletable else {"removal": 'Removal(action="")'}),
            "listing": f"Listing({', '.join(listing)})",
        }
        classes = sorted({_field(entry).split("(", maxsplit=1)[0] for entry in self.attributes})
        schema = ["Removal", "Resource"] if not found.deletable else ["Resource"]
        lines = [
            f"from .._schema.fields import {', '.join(classes)}",
            f"from .._schema.listing import {'Filter, ' if found.query else ''}Listing",
            f"from .._schema.resource import {', '.join(schema)}",
        ]
        for target in sorted({entry.refers_to for entry in self.attributes if entry.refers_to}):
            declared = _declared(target)
            lines.append(f"from .{declared.file} import {declared.constant}")
        return _DECLARATION.format(
            Titles=self.titles.capitalize(),
            imports="\n".join(lines),
            CONSTANT=self.name.upper(),
            arguments="\n".join(f"    {key}={value}," for key, value in values.items()),
        )

    # -- the modules -------------------------------------------------------------------------------------------------

    def _module(self) -> str:
        verbs = ["creates", *(["updates"] if self.found.updatable else [])]
        verbs += ["deletes"] if self.found.deletable else []
        does = f"{', '.join(verbs[:-1])} and {verbs[-1]}" if verbs[1:] else verbs[0]
        about = [*filter(None, [self.found.description]), f"This module {does} {self.titles}."]
        about.append("The module manages only the options that the task specifies. Omitted options are left unchanged.")
        fragments = ["pagerduty", "resource", "attributes", "attributes.manage", "attributes.actiongroup"]
        options = {entry.name: self._option(entry) for entry in self.attributes}
        if not self.found.deletable:
            fragments.remove("resource")
            options["id"] = {"description": ["The ID of the object. Use it to rename an object."], "type": "str"}
        created = {entry.name: _values(entry)[0] for entry in self.attributes if _values(entry)}
        examples = [self._task("Create", created)]
        if self.found.deletable:
            examples.append(self._task("Delete", {"name": "Former", "state": "absent"}))
        return self._module_file(f"Manage PagerDuty {self.titles}", "", about, fragments, options, examples)

    def _info_module(self) -> str:
        about = [f"Returns all {self.titles} of the account, or those that match the options."]
        listing = ["listing"] if self.found.paged and self.found.readable else []
        if self.found.paged and not self.found.readable:
            listing = ["listing.pages"]
        options: dict[str, Any] = {}
        if self.found.query:
            listing.append("listing.named")
        else:
            about_name = "Only the object with exactly this name. Case is ignored."
            options["name"] = {"description": [about_name], "type": "str"}
        if self.found.readable and not self.found.paged:
            options["id"] = {"description": ["Only the object with this ID."], "type": "str"}
        fragments = ["pagerduty", *listing, "attributes", "attributes.info", "attributes.actiongroup"]
        name = _values(next(entry for entry in self.attributes if entry.kind == "name"))[0]
        examples = [
            {"name": f"List all {self.titles}", f"community.pagerduty.pagerduty_{self.name}_info": None},
            {"name": f"Get one {self.title}", f"community.pagerduty.pagerduty_{self.name}_info": {"name": name}},
        ]
        return self._module_file(f"List PagerDuty {self.titles}", "_info", about, fragments, options, examples)

    def _module_file(
        self, summary: str, suffix: str, about: list[str], fragments: list[str], options: Any, examples: list[Any]
    ) -> str:
        documentation = {
            "module": f"pagerduty_{self.name}{suffix}",
            "short_description": summary,
            "version_added": _version(),
            "author": ["community.pagerduty contributors (@ansible-collections)"],
            "description": about,
            "extends_documentation_fragment": [f"community.pagerduty.{one}" for one in fragments],
            "options": options,
        }
        tasks = "\n".join(_dumped([task]).replace(": null\n", ":\n") for task in examples)
        return _MODULE.format(summary=summary, documentation=_dumped(documentation), examples=tasks)

    def _task(self, verb: str, options: dict[str, Any]) -> dict[str, Any]:
        return {"name": f"{verb} a {self.title}", f"community.pagerduty.pagerduty_{self.name}": options}

    def _option(self, entry: Attribute) -> dict[str, Any]:
        about = [entry.description] if entry.description else []
        if entry.kind == "name":
            length = f" It has at most {entry.longest} characters." if entry.longest else ""
            about = [f"The name of the {self.title}. It identifies the {self.title}. Case is ignored.{length}"]
            about.append(f"With O(id), the new name of the {self.title}.")
        elif entry.kind == "text":
            length = f"At most {entry.longest} characters. " if entry.longest else ""
            about.append(f"{length}An empty string clears it.")
        elif entry.kind == "integer" and (entry.least is not None or entry.most is not None):
            least = "" if entry.least is None else f" at least {entry.least}"
            most = "" if entry.most is None else f" at most {entry.most}"
            about.append(f"A number of{least}{' and' if least and most else ''}{most}.")
        elif entry.kind == "instant":
            about.append("A time such as V(2026-11-21T09:00:00Z). The default time zone is UTC.")
        elif entry.kind == "reference":
            about.append(f"The {entry.refers_to.replace('_', ' ')}, by name or ID.")
        elif entry.kind == "references":
            about.append(f"The {entry.refers_to.replace('_', ' ')} objects, by name or ID. The order has no meaning.")
        elif entry.kind == "texts":
            about.append("The order has no meaning.")
        types = {"integer": "int", "boolean": "bool", "references": "list", "texts": "list"}
        option: dict[str, Any] = {
            "description": about or [f"The {entry.name.replace('_', ' ')} of the {self.title}."],
            "type": types.get(entry.kind, "str"),
        }
        if option["type"] == "list":
            option["elements"] = "str"
        return {**option, "choices": list(entry.choices)} if entry.choices else option

    # -- the emulator ------------------------------------------------------------------------------------------------

    def _emulated(self) -> str:
        found = self.found
        kinds = sorted({"Field", *(word for entry in self.attributes for word in _kind(entry)[1])})
        imports = [f"from ..schema.fields import {', '.join(kinds)}"]
        single = (("GET", found.readable), ("PUT", found.updatable), ("DELETE", found.deletable))
        lacking = [method for method, exists in single if not exists]
        operations = "crud(RESOURCE)"
        functions = "crud"
        extra = ""
        if found.created_status != 201:
            functions = "create, crud"
            imports.insert(0, "from ..schema.call import Call, Reply")
            extra = (
                "\ndef created(call: Call) -> Reply:\n"
                f'    """PagerDuty responds with {found.created_status} instead of 201."""\n'
                f"    return Reply({found.created_status}, create(RESOURCE)(call).body)\n\n\n"
            )
            operations = "crud(RESOURCE, create=created)"
        value = f"tuple({operations})"
        if lacking:
            pairs = ", ".join(f'("{method}", f"{{RESOURCE.path}}/*")' for method in lacking)
            value = f"tuple(one for one in {operations} if (one.method, one.path) not in [{pairs}])"
        imports += [f"from ..schema.operation import {functions}", "from ..schema.resource import Resource"]
        fields = [f'        Field("{entry.name}", {_kind(entry)[0]}),' for entry in self.attributes]
        usual_path = f"/{found.list_wrapper}"
        path = f"    path = {found.path!r}\n" if found.path != usual_path else ""
        return _EMULATED.format(
            Titles=self.titles.capitalize(),
            Class="".join(word.capitalize() for word in found.list_wrapper.split("_")),
            title=self.title,
            type=found.wrapper,
            plural=found.list_wrapper,
            scope=found.scope,
            path=path,
            imports="\n".join(imports),
            fields="\n".join(fields),
            operations=f"{extra}OPERATIONS = {value}",
        )

    # -- the test data -----------------------------------------------------------------------------------------------

    def _test_data(self) -> str:
        tried = [entry for entry in self.attributes if _values(entry)]
        first = {entry.name: _values(entry)[0] for entry in tried}
        second = {entry.name: _values(entry)[1] for entry in tried}
        plain = [entry.name for entry in tried if entry.kind not in ("reference", "references")]
        changed = {key: value for key, value in second.items() if value != first[key]}
        data: dict[str, Any] = {
            "path": self.found.path,
            "create": first,
            "created": {key: first[key] for key in plain},
            "again": [{**first, "name": f" {first['name'].upper()} "}],
            "updates": [],
        }
        if self.found.updatable:
            step = {"options": {"id": "{{ created.id }}", **changed}}
            shown = {key: value for key, value in changed.items() if key in plain}
            if len(shown) == len(changed):
                step.update(before={key: first[key] for key in shown}, after=shown)
            data["updates"].append({**step, "updated": {"name": changed["name"]}})
        name = second["name"] if self.found.updatable else first["name"]
        data["info"] = {"returns": self.found.list_wrapper, "options": {"name": name}}
        if self.found.deletable:
            data.update(delete={"name": name, "state": "absent"}, deleted={"name": name})
        data["bad_input"] = [
            {"says": ["id", "name", "required"], "options": {}},
            {"says": ["name", "empty"], "options": {"name": " "}},
            *(
                {"says": [entry.name, entry.choices[0]], "options": {"name": first["name"], entry.name: "wrong"}}
                for entry in tried
                if entry.kind == "choice"
            ),
        ]
        return f"---\n{_LICENSE}\n{_dumped(data)}"

    # -- what is left to a person ------------------------------------------------------------------------------------

    def decisions(self) -> list[str]:
        found = list(self.found.decisions)
        if not self.found.updatable:
            found.append("PagerDuty can't update these objects: set `fixed` for each field")
        if not self.found.deletable:
            found.append("PagerDuty can't delete these objects: is there another removal (end, disable, reset)?")
        if not self.found.query:
            found.append("the list has no `query`, so names are looked up in the complete list")
        return [
            *found,
            "is the name unique in an account? If not, set unique=False and unique_keys=(), and in the emulator "
            "key_is_unique = False",
            "what prevents a delete? Declare `dependents`, and check_delete in the emulator",
            "which fields does a new object need? Declare on_create=True, and required=True in the emulator",
            "how is each option cleared, and which value does PagerDuty use if a task omits it? Say it in the module",
            "which limits, defaults and error messages does the API reference name that the OpenAPI document does not?",
            "read all descriptions: they are from the OpenAPI document",
        ]


def _field(entry: Attribute) -> str:
    """Return the code of a field of the declaration."""
    name = repr(entry.name)
    longest = f"longest={entry.longest}" if entry.longest else ""
    if entry.kind == "name":
        return f"Name({longest})"
    if entry.kind == "choice":
        unset = f", unset={entry.default!r}" if entry.default else ""
        return f"Choice({name}, {list(entry.choices)!r}{unset})"
    if entry.kind == "integer":
        bounds = (("least", entry.least), ("most", entry.most))
        limits = [f"{key}={value}" for key, value in bounds if value is not None]
        return f"Integer({', '.join([name, *limits])})"
    if entry.kind in ("reference", "references"):
        return f"{entry.kind.capitalize()}({name}, {_declared(entry.refers_to).constant})"
    types = {"text": "Text", "boolean": "Boolean", "instant": "Instant", "texts": "UnorderedList"}
    return f"{types[entry.kind]}({', '.join(filter(None, [name, longest]))})"


def _kind(entry: Attribute) -> tuple[str, list[str]]:
    """Return the code of a field's kind and default in the emulator, and the classes that it needs."""
    if entry.kind == "name":
        return f"Text(1, {entry.longest}), required=True", ["Text"]
    if entry.kind == "text":
        return f"Text(0, {entry.longest}, nullable=True)", ["Text"]
    if entry.kind == "choice":
        default = f", default={entry.default!r}" if entry.default else ""
        nullable = "" if entry.default else ", nullable=True"
        return f"Choice({entry.choices!r}{nullable}){default}", ["Choice"]
    if entry.kind == "integer":
        return f"Whole({entry.least}, {entry.most}, nullable=True)", ["Whole"]
    if entry.kind == "boolean":
        return "Flag(), default=False", ["Flag"]
    if entry.kind == "instant":
        return "Instant(nullable=True)", ["Instant"]
    if entry.kind == "texts":
        return "ListOf(Text(1), null_is_empty=True), default=()", ["ListOf", "Text"]
    if entry.kind == "reference":
        return f'Reference(("{entry.refers_to}",), nullable=True)', ["Reference"]
    return f'ListOf(Reference(("{entry.refers_to}",)), null_is_empty=True), default=()', ["ListOf", "Reference"]


def _values(entry: Attribute) -> list[Any]:
    """Return two values to try; none if the usual account has no such objects."""
    if entry.kind == "name":
        return ["First", "Second"]
    if entry.kind == "text":
        word = entry.name.replace("_", " ")
        return [f"One {word}"[: entry.longest], f"Another {word}"[: entry.longest]]
    if entry.kind == "choice":
        return [entry.choices[0], entry.choices[-1]]
    if entry.kind == "integer":
        least = entry.least or 0
        return [least + 1, least + 2]
    if entry.kind == "boolean":
        return [True, False]
    if entry.kind == "instant":
        return ["2030-01-01T00:00:00Z", "2030-02-01T00:00:00Z"]
    if entry.kind == "texts":
        return [["one"], ["one", "two"]]
    names = _EXISTING.get(entry.refers_to, [])
    return [[name] for name in names] if entry.kind == "references" else names


def _declared(name: str) -> module_files.Declaration:
    return next(one for one in module_files.resources().values() if one.resource.name == name)


def _dumped(value: Any) -> str:
    return yaml.dump(value, Dumper=Dumper, sort_keys=False, width=110, allow_unicode=True)


def _version() -> str:
    """Return the version of the collection in which the next modules appear."""
    return str(yaml.safe_load((ROOT / "galaxy.yml").read_text(encoding="utf-8"))["version"])


def main(words: list[str]) -> int:
    """Write the files of a new resource; return the exit code."""
    parser = argparse.ArgumentParser(description="Draft a resource from PagerDuty's OpenAPI document.")
    parser.add_argument("name", help="the name of the resource, such as business_service")
    parser.add_argument("path", help="the path of the collection, such as /business_services")
    parser.add_argument("openapi", nargs="?", help="the OpenAPI document; by default, PAGERDUTY_OPENAPI names it")
    given = parser.parse_args(words)
    file = given.openapi or os.environ.get("PAGERDUTY_OPENAPI")
    if not file:
        parser.error("name the OpenAPI document with OPENAPI or PAGERDUTY_OPENAPI")
    if not given.name.isidentifier() or given.name != given.name.lower():
        parser.error(f"{given.name!r} is not a name such as business_service")
    references = frozenset(one.resource.name for one in module_files.resources().values())
    try:
        document = json.loads(Path(file).read_text(encoding="utf-8"))
        draft = Draft(given.name, collection(document, given.path, references))
    except (OSError, ValueError, Unsupported) as error:
        print(error, file=sys.stderr)
        return 1
    files = draft.files()
    if present := [str(path.relative_to(ROOT)) for path in files if path.exists()]:
        print(f"these files exist already: {', '.join(present)}", file=sys.stderr)
        return 1
    for path, text in files.items():
        path.write_text(text, encoding="utf-8")
    code = [str(path) for path in files if path.suffix == ".py"]
    for arguments in (["check", "--fix", "--select=I"], ["format"]):
        subprocess.run([sys.executable, "-m", "ruff", *arguments, "--quiet", *code], cwd=ROOT, check=True)
    subprocess.run([sys.executable, str(Path(__file__).with_name("generate.py"))], cwd=ROOT, check=True)
    print("\nDrafted:", *(f"  {path.relative_to(ROOT)}" for path in files), "\nDecide:", sep="\n")
    print(*(f"- {text}" for text in draft.decisions()), sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
