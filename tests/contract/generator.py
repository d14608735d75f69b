# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Requests made from PagerDuty's OpenAPI document: valid ones, invalid ones and absurd ones.

The same seed makes the same requests, as long as the responses are the same: the IDs of objects come from them.
"""

from __future__ import annotations

import gzip
import json
import random
import re
import typing as t
from collections import defaultdict
from dataclasses import dataclass, field

Json = t.Any
Schema = dict[str, t.Any]

OWNER = "owner@example.com"
DATES = ("2026-01-05T08:00:00Z", "2026-03-29T01:30:00+02:00", "2027-12-31T23:59:00Z", "2025-06-01T00:00:00-05:00")
SPANS = (
    ("2026-01-05T08:00:00Z", "2026-01-20T08:00:00Z"),
    ("2025-12-31T23:59:00-05:00", "2026-06-01T00:00:00+02:00"),
    ("2026-03-01T00:00:00Z", "2026-02-01T00:00:00Z"),
    ("2026-05-01T00:00:00Z", None),
    (None, "2026-05-01T00:00:00Z"),
    (None, "2100-01-01T00:00:00Z"),
)
ZONES = ("Etc/UTC", "Europe/Berlin", "America/New_York", "Pacific/Kiritimati")

# Values that are wrong nearly everywhere.
ODD: tuple[Json, ...] = (
    *(None, True, False, 0, 1, -1, 2**31, 2**63, 10**18, 10**400, 0.5, -1e300, 1e-300),
    *("", " ", "x", "0", "null", "a\x00b", "\ud800", "\U0001f600", "é" * 2000, "../../etc/passwd", "{{7*7}}"),
    *("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "2026-02-30T00:00:00Z", "2026-W01-1", "24:00"),
    *([], {}, [None], [[]], [{}], {"id": None}, {"id": {}}, {"type": {}}, {"type": [], "id": 5}, [1, "x", {}]),
)

ODD_TEXTS = (
    *("", "-1", "0", "1e9", "99999999999999999999", "1" * 2000, "²", "x", "true", "True", "null", "[]", "%", "\x00"),
    *("é", "2026-01-01", "9999-12-31T23:59:59Z", "0001-01-01T00:00:00+14:00", "2026-01-01T00:00:00+00:00", "a,b", ":"),
)

ODD_HEADERS = ("", "x", "nobody@example.com", "Token token=", "Bearer x", "é")

BODIES = (
    *(b"", b"{", b"null", b"[]", b"5", b'"x"', b"\xff\xfe", b"[" * 3000, b'{"a":' * 400 + b"1" + b"}" * 400),
    *(b'{"incident": NaN}', b'{"service": 1e999}', b"{} {}", b'{"user": null}', b'{"user": []}', b"<xml/>"),
)

CSV = b"Application,Manager\nShop,Ada\nMail,Bob\n"
"""A file with records of an enrichment schema."""

PATHS = (
    *("/", "//", "/services//", "/services/%00", "/services/%ff", "/services/..%2f..", "/users/me/", "/v3/schedules"),
    *("/incidents/%C2%B2", "/incidents/" + "1" * 3000, "/teams/x/y/z", "/business_services", "/*", "/users/*"),
)


@dataclass
class Request:
    """A request. ``aim`` is what the generator means it to be; ``operation`` the document's, if there is one."""

    aim: str
    method: str
    path: str
    query: list[tuple[str, str]] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes | None = None
    operation: str | None = None

    def shown(self) -> str:
        """The request in a form that can be copied into a test."""
        return f"{self.method} {self.path} query={self.query!r} headers={self.headers!r} body={self.body!r}"


class Pool:
    """The objects that there are: their IDs by type, and their paths by the document's path."""

    MOST = 12

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self.ids: dict[str, list[str]] = defaultdict(list)
        self.children: dict[str, list[str]] = defaultdict(list)
        self.keys: list[str] = []
        self.emails: dict[str, str] = {}

    def add(self, kind: str, identifier: str) -> None:
        """Notes an object of a type."""
        _remember(self.ids[kind.removesuffix("_reference")], identifier, self.MOST)

    def learn(self, path: str, body: Json) -> None:
        """Notes what a response contains. The objects at its top are children of the request's path."""
        for value in body.values() if isinstance(body, dict) else ():
            for one in value if isinstance(value, list) else [value]:
                identifier = one.get("id", one.get("record_id")) if isinstance(one, dict) else None
                if isinstance(identifier, str):
                    _remember(self.children[path], identifier, self.MOST)
        self._walk(body)

    def _walk(self, body: Json) -> None:
        if isinstance(body, dict):
            if isinstance(body.get("id"), str) and isinstance(body.get("type"), str):
                if not body["type"].endswith("_reference"):  # what it refers to may be gone
                    self.add(body["type"], body["id"])
                if body["type"] == "user" and isinstance(body.get("email"), str):
                    self.emails[body["id"]] = body["email"]
            for name in ("integration_key", "routing_key"):
                if isinstance(body.get(name), str):
                    _remember(self.keys, body[name], self.MOST)
            for value in body.values():
                self._walk(value)
        elif isinstance(body, list):
            for value in body:
                self._walk(value)

    def forget(self, path: str) -> None:
        """An object was deleted."""
        parent, _slash, identifier = path.rpartition("/")
        self.emails.pop(identifier, None)
        for known in (*self.ids.values(), self.children[parent]):
            if identifier in known:
                known.remove(identifier)

    def pick(self, kind: str) -> str:
        """The ID of an object of a type."""
        known = self.ids.get(kind.removesuffix("_reference").replace("technical_service", "service"))
        return self._chance.choice(known) if known else "PNOSUCH"

    def fill(self, template: str) -> str:
        """A path for one of the document's."""
        parent, _slash, last = template.rpartition("/")
        if last.startswith("{") and self._chance.random() < 0.8:
            pattern = re.compile(re.sub(r"\{\w+\}", "[^/]+", parent))
            parents = [path for path, known in self.children.items() if known and pattern.fullmatch(path)]
            if parents:
                path = self._chance.choice(parents)
                return f"{path}/{self._chance.choice(self.children[path])}"
        path = ""
        for part in template.split("/")[1:]:
            if part == "{entity_type}":
                part = self._chance.choice(("users", "teams", "escalation_policies"))
            elif part == "{resource_type}":
                part = "technical_services"
            elif part == "{feature_name}":
                part = "aiops"
            elif part == "{url_slug}":
                part = "sales"
            elif part.startswith("{"):
                children = self.children.get(path)
                noun = path.rpartition("/")[2].removesuffix("s").replace("escalation_policie", "escalation_policy")
                noun = "user" if noun == "responder" else noun
                of_any = self.pick(noun)
                part = self._chance.choice(children) if children and self._chance.random() < 0.9 else of_any
            path = f"{path}/{part}"
        return path


def _remember(known: list[str], identifier: str, most: int) -> None:
    if identifier not in known:
        known.append(identifier)
        del known[:-most]


class Generator:
    """Makes requests for the operations of a document that the emulator has."""

    def __init__(self, contract: t.Any, operations: list[tuple[str, str]], seed: int, tokens: dict[str, int]) -> None:
        self.chance = random.Random(seed)
        self.pool = Pool(self.chance)
        self._contract = contract
        found = [contract.operation(method, path) for method, path in operations]
        self.operations = sorted((one for one in found if one is not None), key=lambda one: one.name)
        self._tokens = list(tokens), list(tokens.values())
        self._count = 0
        self.path = ""
        """The path of the request that is being made."""

    def request(self) -> Request:
        """The next request."""
        aim = self.chance.choices(("valid", "invalid", "absurd"), (60, 28, 12))[0]
        if aim == "absurd":
            return self._absurd()
        if self.chance.random() < 0.05:
            paths = ("/v2/enqueue", "/v2/enqueue", "/v2/change/enqueue")
            made = self._event(self.chance.choice(paths))
            return made if aim == "valid" else self._spoiled(made)
        # Of what is deleted, nothing more can be tried.
        weights = [{"DELETE": 1, "POST": 9}.get(one.method, 6) for one in self.operations]
        operation = self.chance.choices(self.operations, weights)[0]
        made = self._valid(operation)
        return made if aim == "valid" else self._spoiled(made)

    # -- valid -------------------------------------------------------------------------------------------------------

    def _valid(self, operation: t.Any) -> Request:
        if operation.name == "POST /change_events":
            return self._event("/change_events", operation.name)
        tokens, weights = self._tokens
        headers = {"Authorization": f"Token token={self.chance.choices(tokens, weights)[0]}"}
        if operation.method != "GET":
            headers["From"] = self.chance.choice([*self.pool.emails.values(), OWNER])
        path = self.path = self.pool.fill(operation.path)
        if path.startswith("/ip_allow_lists"):
            headers["X-EARLY-ACCESS"] = "ip-allow-lists"
        body = None
        if operation.request is not None and operation.request:
            headers["Content-Type"] = "application/json"
            body = json.dumps(self.body(operation)).encode()
        elif operation.method == "POST" and operation.path.endswith("/records"):
            headers["Content-Type"] = "text/csv"
            body = CSV
        query = [pair for name in operation.parameters for pair in self._parameter(name, operation.parameters[name])]
        if "since" in operation.parameters and self.chance.random() < 0.4:
            spans = SPANS[:1] if operation.path == "/notifications" else SPANS
            span = zip(("since", "until"), self.chance.choice(spans), strict=True)
            query += [(name, date) for name, date in span if date is not None]
        return Request("valid", operation.method, path, query, headers, body, operation.name)

    def _event(self, path: str, operation: str | None = None) -> Request:
        """An event of the Events API, which the document does not describe."""
        event = {
            "routing_key": self.chance.choice([*self.pool.keys, "0" * 32]),
            "event_action": self.chance.choice(("trigger", "trigger", "acknowledge", "resolve")),
            "dedup_key": f"key {self.chance.randint(1, 20)}",
            "payload": {
                "summary": "Disk full", "source": "db1", "severity": self.chance.choice(("critical", "info")),
                "timestamp": self.chance.choice(DATES), "custom_details": {"free": self.chance.choice(ODD)},
            },
            "links": [{"href": "https://example.com", "text": "More"}],
            "images": [{"src": "https://example.com/x.png", "href": "https://example.com", "alt": "x"}],
        }
        headers = {"Content-Type": "application/json", "Authorization": f"Token token={self._tokens[0][0]}"}
        return Request("valid", "POST", path, [], headers, json.dumps(event).encode(), operation)

    def _parameter(self, name: str, schema: Schema) -> t.Iterator[tuple[str, str]]:
        if name in ("since", "until") or self.chance.random() > 0.15:
            return
        schema = self._contract.resolved(schema)
        for _time in range(self.chance.choice((1, 1, 2)) if name.endswith("[]") else 1):
            one = self._contract.resolved(schema.get("items", schema))
            if name.endswith("_ids[]"):
                value = self.pool.pick(name.removesuffix("_ids[]"))
            elif name in ("ids", "user_id"):
                value = self.pool.pick("service" if name == "ids" else "user")
            else:
                value = self.value(one, name.removesuffix("[]"))
            yield name, value if isinstance(value, str) else json.dumps(value)

    def body(self, operation: t.Any) -> Json:
        """A request's body. Where the schema does not say what is valid, the special cases do."""
        made = self.value(operation.request, "")
        bare = BARE.get(operation.path)
        if bare is not None and isinstance(made, dict) and self.chance.random() < 0.8:
            bare(self, made, operation)
        if isinstance(made, dict) and "cache_variable_data" in made and self.chance.random() < 0.7:
            made["cache_variable_data"] = 5  # most are numbers, see `_cache_variable`
        for name in made if isinstance(made, dict) else ():
            if name in (*operation.wrappers, *SPECIAL):
                made[name] = self._completed(operation, name, made[name])
        return made

    def _completed(self, operation: t.Any, name: str, made: Json) -> Json:
        special = SPECIAL.get(name)
        entries = made if isinstance(made, list) else [made]
        for entry in entries:
            if isinstance(entry, dict):
                if special is not None and self.chance.random() < 0.8:
                    special(self, entry, operation)
                if "type" in entry or name in SINGULAR:
                    entry["type"] = entry.get("type", name.removesuffix("s"))
        return made

    def value(self, schema: Schema, name: str, depth: int = 0) -> Json:
        """A value for a schema of the document."""
        schema = self._merged(schema)
        if schema.get("enum"):
            return self.chance.choice(schema["enum"])
        by_content = "object" if "properties" in schema else "array" if "items" in schema else "string"
        kind = schema.get("type", by_content)
        kind = self.chance.choice(kind) if isinstance(kind, list) else kind
        if kind == "object":
            return self._object(schema, name, depth)
        if kind == "array":
            count = self.chance.choice((0, 1, 1, 2)) if depth < 5 else 0
            count = max(count, schema.get("minItems", 0))
            return [self.value(schema.get("items", {}), name.removesuffix("s"), depth + 1) for _one in range(count)]
        if kind == "boolean":
            return self.chance.random() < 0.5
        if kind in ("integer", "number"):
            least = schema.get("minimum", 0)
            return self.chance.randint(least, min(schema.get("maximum", 5000), least + 5000))
        return self._text(schema, name) if kind == "string" else None

    def _object(self, schema: Schema, name: str, depth: int) -> Json:
        required, made = schema.get("required", ()), {}
        properties = schema.get("properties", {})
        kinds = self._merged(properties["type"]).get("enum", ()) if "type" in properties else ()
        for key, one in properties.items():
            one = self._contract.resolved(one)
            if key not in (*required, "name") and (one.get("readOnly") or self.chance.random() < 0.5 or depth > 6):
                continue
            made[key] = self.value(one, key, depth + 1)
        references = [one for one in kinds if str(one).endswith("_reference")]
        if references or (name and set(made) <= {"id", "type"} and "id" in properties):
            kind = made["type"] = self.chance.choice(references) if references else made.get("type", name)
            made["id"] = self.pool.pick(kind)
        return made

    def _text(self, schema: Schema, name: str) -> str:
        self._count += 1
        if schema.get("format") == "date-time" or name in ("start", "end", "rotation_virtual_start"):
            return self.chance.choice(DATES)
        if name.endswith(("created_at_start", "created_at_end", "date_range_start", "date_range_end", "updated_after")):
            return self.chance.choice(DATES)
        if name == "time_zone":
            return self.chance.choice(ZONES)
        if schema.get("format") == "email" or name == "email":
            return f"user{self._count}@example.com"
        if name in ("start_time", "end_time", "start_time_of_day"):
            return f"{self.chance.randint(0, 23):02}:30:00"
        if name in ("url", "href", "src") or schema.get("format") in ("url", "uri"):
            return "https://example.com/hook"
        if name.endswith("_id"):
            return self.pool.pick({"requester_id": "user", "subscriber_id": "team"}.get(name, name.removesuffix("_id")))
        return f"{name or 'text'} {self._count}"[:schema.get("maxLength", 100)]

    def _merged(self, schema: Schema) -> Schema:
        """A schema with its references resolved, its ``allOf`` joined, and one of its ``oneOf`` chosen."""
        schema = self._contract.resolved(schema)
        parts = [*schema.get("allOf", ())]
        for key in ("oneOf", "anyOf"):
            if schema.get(key):
                parts.append(self.chance.choice(schema[key]))
        if not parts:
            return schema
        merged: Schema = {key: value for key, value in schema.items() if key not in ("allOf", "oneOf", "anyOf")}
        merged["properties"] = dict(merged.get("properties", {}))
        for part in parts:
            part = self._merged(part)
            merged["properties"].update(part.get("properties", {}))
            merged["required"] = [*merged.get("required", ()), *part.get("required", ())]
            for key, value in part.items():
                merged.setdefault(key, value)
        if not merged["properties"]:
            del merged["properties"]
        return merged

    # -- invalid and absurd ------------------------------------------------------------------------------------------

    def _spoiled(self, made: Request) -> Request:
        """A valid request with one to three mistakes."""
        made.aim = "invalid"
        for _mistake in range(self.chance.choice((1, 1, 2, 3))):
            where = self.chance.choice(("body", "body", "body", "query", "path", "header"))
            if where == "body" and made.body == CSV:
                made.body = b"Manager\nAda\n"
                return made
            elif where == "body" and made.body is not None:
                made.body = json.dumps(self._mutated(json.loads(made.body))).encode()
            elif where == "query":
                names = [*(name for name, _value in made.query), "limit", "offset", "include[]", "nothing", "sort_by"]
                made.query = [*made.query, (self.chance.choice(names), self.chance.choice(ODD_TEXTS))]
            elif where == "path":
                made.path = re.sub(r"/P\w+$", "/PNOSUCH", made.path)
            elif where == "header":
                name = self.chance.choice(("From", "Content-Type", "Authorization"))
                made.headers[name] = self.chance.choice(ODD_HEADERS)
        return made

    def _mutated(self, value: Json) -> Json:
        """The value with a mistake somewhere in it."""
        if isinstance(value, dict) and value and self.chance.random() < 0.85:
            key = self.chance.choice(list(value))
            how = self.chance.random()
            if how < 0.1:
                return {name: one for name, one in value.items() if name != key}
            if how < 0.15:
                return {**value, "nothing": self.chance.choice(ODD)}
            return {**value, key: self._mutated(value[key])}
        if isinstance(value, list) and value and self.chance.random() < 0.85:
            index = self.chance.randrange(len(value))
            if self.chance.random() < 0.1:
                return value * self.chance.choice((0, 2, 300))
            return [*value[:index], self._mutated(value[index]), *value[index + 1:]]
        return self.chance.choice(ODD)

    def _absurd(self) -> Request:
        """Something that no client sends."""
        made = self._valid(self.chance.choice(self.operations))
        made.aim, made.operation = "absurd", None
        how = self.chance.randrange(5)
        if how == 0:
            made.path, made.query = self.chance.choice(PATHS), []
        elif how == 1:
            made.body = self.chance.choice(BODIES)
            made.headers["Content-Type"] = "application/json"
        elif how == 2:
            made.method = self.chance.choice(("PATCH", "OPTIONS", "HEAD", "TRACE", "PUT", "DELETE", "LOCK"))
        elif how == 3:
            body = made.body or b"{}"
            packed = gzip.compress(body, mtime=0)
            made.body = self.chance.choice((body, packed, packed[:-3], packed + b"x"))
            made.headers["Content-Encoding"] = self.chance.choice(("gzip", "deflate", "br", "identity"))
        else:
            made.body = json.dumps(self.chance.choice(ODD)).encode()
            made.query = [(name, self.chance.choice(ODD_TEXTS)) for name in ("limit", "time_zone", "include[]")]
        return made


# -- what the schemas do not say ---------------------------------------------------------------------------------------


def _service(make: Generator, entry: dict[str, Json], _operation: t.Any) -> None:
    entry.pop("alert_grouping_timeout", None)
    for name in ("alert_grouping_parameters", "auto_pause_notifications_parameters", "scheduled_actions"):
        if make.chance.random() < 0.7:
            entry.pop(name, None)
    hours = {"type": "constant", "urgency": "low"}
    entry["incident_urgency_rule"] = make.chance.choice((
        {"type": "constant", "urgency": make.chance.choice(("high", "low", "severity_based"))},
        {"type": "use_support_hours", "during_support_hours": hours, "outside_support_hours": hours},
    ))
    entry["support_hours"] = {
        "type": "fixed_time_per_day", "time_zone": make.chance.choice(ZONES), "start_time": "09:00:00",
        "end_time": "17:00:00", "days_of_week": [1, 2, 3],
    }
    entry.pop("status", None)


def _schedule(make: Generator, entry: dict[str, Json], operation: t.Any) -> None:
    if operation.path.startswith("/v3/"):
        return
    daily = {"type": "daily_restriction", "start_time_of_day": "08:00:00", "duration_seconds": 3600}
    weekly = {**daily, "type": "weekly_restriction", "start_day_of_week": 3, "duration_seconds": 200_000}
    entry["schedule_layers"] = [
        {
            "start": make.chance.choice(DATES), "rotation_virtual_start": make.chance.choice(DATES),
            "rotation_turn_length_seconds": make.chance.choice((3600, 86400, 604800)),
            "users": [{"user": {"id": make.pool.pick("user"), "type": "user_reference"}} for _user in range(2)],
            "restrictions": make.chance.choice(([], [daily], [weekly], [daily, weekly])),
        }
        for _layer in range(make.chance.choice((1, 2)))
    ]


def _shift_event(make: Generator, entry: dict[str, Json], operation: t.Any) -> None:
    """An event that starts at once, of which only the end can be changed later."""
    if operation.method == "PUT":
        until = f"20{make.chance.randint(40, 60)}-01-01T00:00:00Z"
        entry.clear()
        entry["effective_until"] = make.chance.choice((until, None))
        return
    zone = make.chance.choice(ZONES)
    entry["start_time"] = {"date_time": DATES[0], "time_zone": zone}
    entry["end_time"] = {"date_time": f"2026-01-05T{make.chance.randint(9, 23):02}:30:00Z", "time_zone": zone}
    entry["effective_since"] = DATES[0]
    entry.pop("effective_until", None)
    entry["recurrence"] = make.chance.choice((
        ["RRULE:FREQ=DAILY"],
        ["RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE,FR;UNTIL=20300101T000000Z"],
        ["RRULE:FREQ=MONTHLY;BYDAY=1MO", "EXDATE:20260202T080000Z", "RDATE;TZID=Europe/Berlin:20260203T080000"],
    ))


def _shift_span(_make: Generator, entry: dict[str, Json], _operation: t.Any) -> None:
    entry.update(start_time="2040-01-01T12:00:00Z", end_time="2040-01-01T14:00:00+01:00")


def _shift_override(make: Generator, entry: dict[str, Json], operation: t.Any) -> None:
    """An override of a rotation or of a custom shift of the schedule in the path."""
    if not operation.path.startswith("/v3/"):
        return
    _shift_span(make, entry, operation)
    if operation.method == "POST":
        name, plural = make.chance.choice((("rotation_id", "rotations"), ("custom_shift_id", "custom_shifts")))
        known = make.pool.children.get(f"{make.path.rpartition('/')[0]}/{plural}") or ["PNOSUCH"]
        entry.pop("rotation_id", None)
        entry.pop("custom_shift_id", None)
        entry[name] = make.chance.choice(known)


def _policy(make: Generator, entry: dict[str, Json], _operation: t.Any) -> None:
    kinds = ("user_reference", "schedule_reference", "schedule_v3_reference")
    entry["escalation_rules"] = [
        {
            "escalation_delay_in_minutes": make.chance.randint(1, 60),
            "targets": [
                {"id": make.pool.pick(kind), "type": kind}
                for kind in make.chance.sample(kinds, make.chance.choice((1, 2)))
            ],
        }
        for _rule in range(make.chance.choice((1, 2, 3)))
    ]
    entry["teams"] = entry.get("teams", [])[:1]
    entry["num_loops"] = make.chance.randint(0, 9)


def _incident(make: Generator, entry: dict[str, Json], operation: t.Any) -> None:
    for name in make.chance.sample(("assignments", "escalation_policy", "escalation_level"), 2):
        entry.pop(name, None)
    if operation.method == "PUT":
        entry["type"] = "incident_reference"
        entry.pop("id", None)
    else:
        entry.pop("escalation_level", None)
    if entry.get("status") == "resolved" and make.chance.random() < 0.7:  # little can be done to a resolved incident
        entry["status"] = "acknowledged"
    entry["incident_type"] = {"name": "incident_default"}


def _incidents(make: Generator, entry: dict[str, Json], operation: t.Any) -> None:
    _incident(make, entry, operation)
    entry["id"] = make.pool.pick("incident")


def _alert(make: Generator, entry: dict[str, Json], _operation: t.Any) -> None:
    entry["id"] = make.pool.pick("alert")
    entry["incident"] = {"id": make.pool.pick("incident"), "type": "incident_reference"}


def _subscription(make: Generator, entry: dict[str, Json], _operation: t.Any) -> None:
    entry["delivery_method"] = {
        "type": "http_delivery_method", "url": "https://hooks.example.com/in", "custom_headers": [],
    }
    entry["events"] = ["incident.triggered", "incident.resolved"]
    kind = make.chance.choice(("account_reference", "service_reference", "team_reference"))
    entry["filter"] = {"type": kind} if kind == "account_reference" else {"type": kind, "id": make.pool.pick(kind)}


def _contact_method(make: Generator, entry: dict[str, Json], operation: t.Any) -> None:
    kind = make.chance.choice(("phone", "sms", "whatsapp", "email", "push_notification"))
    entry.update(label="Mobile", send_short_email=False, device_type="ios", country_code=make.chance.choice((1, 49)))
    entry["address"] = f"2{make.chance.randrange(10**9)}" if kind != "email" else f"x{make.chance.random()}@example.com"
    entry["type"] = f"{kind}_contact_method"
    if operation.method == "PUT":
        entry.pop("type")


def _rule(make: Generator, entry: dict[str, Json], _operation: t.Any) -> None:
    entry["type"] = "assignment_notification_rule"
    entry["start_delay_in_minutes"] = make.chance.randrange(1000)
    kind = make.chance.choice(("email", "email", "phone"))
    entry["contact_method"] = {"id": make.pool.pick(f"{kind}_contact_method"), "type": f"{kind}_contact_method"}


def _contact_rule(make: Generator, entry: dict[str, Json], _operation: t.Any) -> None:
    kind = make.chance.choice(("email", "email", "phone"))
    entry["contact_method"] = {"id": make.pool.pick(f"{kind}_contact_method"), "type": f"{kind}_contact_method"}


def _tags(make: Generator, entry: dict[str, Json], _operation: t.Any) -> None:
    by_label = make.chance.random() < 0.5
    entry.clear()
    entry.update({"type": "tag", "label": f"Tag {make.chance.randrange(20)}"} if by_label else _tag(make))


def _tag(make: Generator) -> dict[str, Json]:
    return {"type": "tag_reference", "id": make.pool.pick("tag")}


def _tag_references(make: Generator, entry: dict[str, Json], _operation: t.Any) -> None:
    entry.clear()
    entry.update(_tag(make))


def _window(_make: Generator, entry: dict[str, Json], _operation: t.Any) -> None:
    """In the future: no incidents are created on the services of an ongoing one."""
    entry.update(start_time="2040-01-01T12:00:00Z", end_time="2040-01-01T14:00:00+01:00")


def _integration(make: Generator, entry: dict[str, Json], operation: t.Any) -> None:
    entry.clear()
    if operation.path.startswith("/event_orchestrations"):
        entry["label"] = f"Events {make.chance.random()}"
        return
    entry["name"] = f"Events {make.chance.random()}"
    if operation.method == "POST":
        entry["type"] = "events_api_v2_inbound_integration"


def _path(make: Generator, entry: dict[str, Json], operation: t.Any) -> None:
    if operation.path.endswith("/rules"):  # of an event enrichment
        rule = {"label": "x", "actions": {"extractions": [{"target": "event.component", "template": "x"}]}}
        entry["sets"] = [{"id": "start", "rules": make.chance.choice(([], [rule]))}]
        return
    if not operation.path.endswith("/router"):
        _event_path(make, entry)
        return
    entry.clear()
    routes = [{"route_to": make.pool.pick("service")} for _rule in range(make.chance.choice((0, 1, 2)))]
    dynamic = {"source": "event.source", "regex": "(.*)", "lookup_by": "service_name"}
    actions = [*make.chance.choice(([], [{"dynamic_route_to": dynamic}])), *routes]
    conditions = [{"expression": "event.summary matches part 'x'"}]
    entry["sets"] = [{
        "id": "start",
        "rules": [
            {"label": "x", "actions": one, "disabled": False, "conditions": conditions if "route_to" in one else []}
            for one in actions
        ],
    }]
    if make.chance.random() < 0.5:
        entry["catch_all"] = {"actions": make.chance.choice([{"route_to": "unrouted"}, *routes])}


def _event_path(make: Generator, entry: dict[str, Json]) -> None:
    sets = [one for one in entry.get("sets", []) if isinstance(one, dict)]
    entry["sets"] = [{**one, "id": f"set {number}" if number else "start"} for number, one in enumerate(sets or [{}])]
    rules = [rule for one in entry["sets"] for rule in one.get("rules", ())]
    for holder in (*rules, entry.get("catch_all", {})):
        actions = holder.get("actions", {})
        actions.pop("route_to", None)
        actions.pop("extractions", None)
        actions["priority"] = make.pool.pick("priority")
        for name in [name for name in actions if name.endswith(("variables", "_actions", "_updates"))]:
            if make.chance.random() < 0.9:
                del actions[name]
    for rule in rules:
        rule["conditions"] = make.chance.choice(([], [{"expression": "event.source exists"}]))


def _channel(_make: Generator, entry: dict[str, Json], _operation: t.Any) -> None:
    entry.update(type="web_trigger", details="More")


def _targets(make: Generator, entry: dict[str, Json], _operation: t.Any) -> None:
    kind = make.chance.choice(("user", "escalation_policy"))
    entry.clear()
    entry["responder_request_target"] = {"id": make.pool.pick(kind), "type": f"{kind}_reference"}


def _subscriber(make: Generator, entry: dict[str, Json], _operation: t.Any) -> None:
    kind = entry["subscriber_type"] = make.chance.choice(("user", "team"))
    entry["subscriber_id"] = make.pool.pick(kind)


def _custom_field(make: Generator, entry: dict[str, Json], _operation: t.Any) -> None:
    entry.clear()
    known = make.pool.children.get(make.path) or ["PNOSUCH"]
    entry.update(id=make.chance.choice(known), value=make.chance.choice(("here", 5, None)))


def _option(make: Generator) -> dict[str, Json]:
    return {"data": {"data_type": "string", "value": f"Option {make.chance.random()}"}}


def _field(make: Generator, entry: dict[str, Json], operation: t.Any) -> None:
    number = make.chance.randrange(10**6)
    entry.pop("default_value", None)
    if operation.method != "POST":
        entry.pop("field_options", None)
        entry["display_name"] = f"Field {number}"
        return
    entry.update(name=f"field_{number}", display_name=f"Field {number}", data_type="string")
    entry["field_type"] = make.chance.choice(("single_value", "multi_value_fixed"))
    entry["field_options"] = [_option(make), _option(make)] if entry["field_type"] == "multi_value_fixed" else []


def _incident_type(make: Generator, entry: dict[str, Json], operation: t.Any) -> None:
    entry["display_name"] = f"Type {make.chance.random()}"
    if operation.method == "POST":
        entry.update(name=f"type_{make.chance.random()}", parent_type="incident_default")
    else:
        entry["enabled"] = True


def _field_option(make: Generator, entry: dict[str, Json], _operation: t.Any) -> None:
    entry.clear()
    entry.update(_option(make))


def _allow_list(make: Generator, entry: dict[str, Json], _operation: t.Any) -> None:
    entry["cidr_entries"] = [{"cidr": "10.0.0.0/24"}, {"cidr": "192.0.2.0/24", "description": "Office"}]


def _session(_make: Generator, entry: dict[str, Json], _operation: t.Any) -> None:
    entry["idle_session_ttl"] = 60


SINGULAR = (
    *("service", "user", "team", "schedule", "escalation_policy", "incident", "incidents", "alert", "alerts"),
    *("webhook_subscription", "template", "change_event", "maintenance_window", "tag"),
)
"""Wrapper keys whose objects have a type."""


def _cache_variable(make: Generator, entry: dict[str, Json], operation: t.Any) -> None:
    """Mostly of external data, because its data has operations of its own."""
    entry["configuration"] = make.chance.choice((
        {"type": "recent_value", "source": "event.summary", "regex": "(.*)"},
        {"type": "trigger_event_count", "ttl_seconds": 60},
        *(2 * [{"type": "external_data", "data_type": "number", "ttl_seconds": 10**6}]),
    ))
    entry["conditions"] = []


def _action(make: Generator, entry: dict[str, Json], _operation: t.Any) -> None:
    """The schema does not say that the type of an action decides what its data contains."""
    kind = entry["action_type"] = make.chance.choice(("script", "process_automation"))
    data = {"script": "exit 1", "invocation_command": "/bin/sh"}
    entry["action_data_reference"] = data if kind == "script" else {"process_automation_job_id": "79c199bb"}
    entry["runner"] = make.pool.pick("runner")


def _invocation(make: Generator, entry: dict[str, Json], _operation: t.Any) -> None:
    entry["metadata"] = {"incident_id": make.pool.pick("incident")}


def _workflow(make: Generator, entry: dict[str, Json], _operation: t.Any) -> None:
    """The schema does not say which inputs an action has."""
    entry["name"] = "Major"
    entry.pop("team", None)
    message = [{"name": "Message", "value": make.chance.choice(("x", "{{incident.title}}"))}]
    tell = {"action_id": "pagerduty.com:incident-workflows:send-status-update:1", "inputs": message}
    inner = {"name": "Inner", "action_configuration": tell}
    loop = {
        "action_id": "pagerduty.com:logic:incident-workflows-loop-until:2",
        "inputs": [{"name": "Condition", "value": "incident.status matches 'resolved'"}],
        "inline_steps_inputs": [{"name": "Actions", "value": {"steps": [inner]}}],
    }
    entry["steps"] = [{"name": "Step", "action_configuration": make.chance.choice((tell, loop))}]


def _trigger(make: Generator, entry: dict[str, Json], operation: t.Any) -> None:
    """The type decides what else a trigger has, and an update can't change it."""
    kind = entry["trigger_type"] = make.chance.choice(("manual", "conditional", "incident_type"))
    for name in ("condition", "incident_types", "permissions", "trigger_url"):
        entry.pop(name, None)
    if operation.method == "PUT":
        entry.pop("trigger_type")
        entry.pop("workflow", None)
    else:
        entry["workflow"] = {"id": make.pool.pick("incident_workflow")}
        entry.update({"conditional": {"condition": ""}, "incident_type": {"incident_types": []}}.get(kind, {}))
    everywhere = entry["is_subscribed_to_all_services"] = make.chance.random() < 0.5
    entry["services"] = [] if everywhere else [{"id": make.pool.pick("service")}]


def _workflow_run(make: Generator, entry: dict[str, Json], _operation: t.Any) -> None:
    entry["incident"] = {"id": make.pool.pick("incident"), "type": "incident_reference"}


def _page_post(make: Generator, entry: dict[str, Json], operation: t.Any) -> None:
    """A post of a status page, with or without times, and with updates for its type."""
    entry["status_page"] = {"id": make.path.split("/")[2], "type": "status_page"}
    entry["post_type"] = "incident"
    entry["starts_at"] = entry["ends_at"] = None
    for update in entry.get("updates", ()):
        _page_update(make, update, operation)


def _page_update(make: Generator, entry: dict[str, Json], operation: t.Any) -> None:
    """An update of a post, with what the page has for posts of the type incident (see `ACCOUNT` of the fuzzing)."""
    entry["type"] = "status_page_post_update"
    entry["status"] = {"id": make.chance.choice(("PSTATE1", "PSTATE2")), "type": "status_page_status"}
    entry["severity"] = {"id": "PSEVERITY", "type": "status_page_severity"}
    impact = {"id": "PIMPACT", "type": "status_page_impact"}
    entry["impacted_services"] = [{"service": {"id": "PSHOP", "type": "status_page_service"}, "impact": impact}]
    _of_post(make, entry, operation)


def _of_post(make: Generator, entry: dict[str, Json], operation: t.Any) -> None:
    """What belongs to the post in the path."""
    path = make.path.split("/")
    entry["post"] = {"id": path[4] if len(path) > 4 else "PPOST", "type": "status_page_post"}


def _page_subscription(make: Generator, entry: dict[str, Json], operation: t.Any) -> None:
    """A subscription to the status page in the path, or to its service."""
    page = {"id": make.path.split("/")[2], "type": "status_page"}
    by_email = entry["channel"] == "email"
    entry["type"], entry["status_page"] = "status_page_subscription", page
    entry["contact"] = "joe@example.com" if by_email else "https://example.com/hook"
    entry["subscribable_object"] = make.chance.choice((page, {"id": "PSHOP", "type": "status_page_service"}))


def _connection(_make: Generator, entry: dict[str, Json], _operation: t.Any) -> None:
    """Mostly of the integration `chat`."""
    entry.update(configuration={"Server": "x"}, secrets={"Token": "y"}, teams=[], apps=[{"app_id": "PAPP001"}])


def _query(make: Generator, entry: dict[str, Json], _operation: t.Any) -> None:
    entry["schema_id"] = make.chance.choice(make.pool.children.get("/enrichment/schemas") or ["none"])
    entry["query"] = [{"field": "Application", "value": "shop"}]


def _schema(make: Generator, entry: dict[str, Json], _operation: t.Any) -> None:
    entry["fields"] = [{"name": "Application", "type": "query"}, {"name": "Manager", "type": "enriched"}]


def _table(_make: Generator, entry: dict[str, Json], _operation: t.Any) -> None:
    entry["field_mappings"] = [{"servicenow_field": name, "event_field": name} for name in ("name", "location")]


def _servicenow(make: Generator, entry: dict[str, Json], operation: t.Any) -> None:
    entry["cmdb_tables"] = [{"display_name": "Servers", "ci_table_name": "cmdb_ci_server"}]
    _table(make, entry["cmdb_tables"][0], operation)


def _credentials(_make: Generator, entry: dict[str, Json], _operation: t.Any) -> None:
    entry["instance_endpoint"] = "https://example.service-now.com"


def _default(make: Generator, entry: dict[str, Json], _operation: t.Any) -> None:
    entry["id"] = make.chance.choice(make.pool.children.get("/enrichment/event_enrichments") or ["NONE"])


def _associations(make: Generator, entry: dict[str, Json], _operation: t.Any) -> None:
    entry.clear()
    entry.update(type="service_reference", id=make.pool.pick("service"))


BARE: dict[str, t.Callable[[Generator, dict[str, Json], t.Any], None]] = {
    "/workflows/integrations/{integration_id}/connections": _connection,
    "/workflows/integrations/{integration_id}/connections/{id}": _connection,
    "/enrichment/query": _query,
    "/enrichment/schemas": _schema,
    "/enrichment/integrations/servicenow": _servicenow,
}
"""By path: the same as `SPECIAL` for bodies without a wrapper key."""


SPECIAL: dict[str, t.Callable[[Generator, dict[str, Json], t.Any], None]] = {
    "service": _service,
    "schedule": _schedule,
    "event": _shift_event,
    "custom_shift": _shift_span,
    "custom_shifts": _shift_span,
    "override": _shift_override,
    "overrides": _shift_override,
    "escalation_policy": _policy,
    "incident": _incident,
    "incidents": _incidents,
    "alert": _alert,
    "alerts": _alert,
    "channel": _channel,
    "custom_fields": _custom_field,
    "field": _field,
    "incident_type": _incident_type,
    "field_option": _field_option,
    "ip_allow_list": _allow_list,
    "session_configuration": _session,
    "subscribers": _subscriber,
    "responder_request_targets": _targets,
    "webhook_subscription": _subscription,
    "maintenance_window": _window,
    "contact_method": _contact_method,
    "add": _tags,
    "remove": _tag_references,
    "notification_rule": _rule,
    "oncall_handoff_notification_rule": _contact_rule,
    "status_update_notification_rule": _contact_rule,
    "integration": _integration,
    "orchestration_path": _path,
    "cache_variable": _cache_variable,
    "action": _action,
    "invocation": _invocation,
    "incident_workflow": _workflow,
    "trigger": _trigger,
    "incident_workflow_instance": _workflow_run,
    "post": _page_post,
    "post_update": _page_update,
    "postmortem": _of_post,
    "subscription": _page_subscription,
    "cmdb_table": _table,
    "credentials": _credentials,
    "default": _default,
    "associations": _associations,
}
"""A wrapper key → what makes its object one that PagerDuty takes."""
