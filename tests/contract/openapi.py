# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""PagerDuty's OpenAPI document, as something to hold requests and answers against.

The document describes PagerDuty well, but it is no strict contract: a quarter of its own examples break its schemas. So
some of it is relaxed, always the same way:

- Nobody is held to `readOnly`: PagerDuty demands a `type`, which its schemas call read-only.
- A PUT merges: the object in it need not be complete.
- In answers any value may be null, and unknown keys are allowed ("clients should expect and ignore any extra fields").
- With `include[]` an answer has whole objects where references are documented, so their types pass there.
- `oneOf` counts as `anyOf`, discriminators and formats are ignored.
- A parameter whose name ends with `[]` may be repeated, whatever its type.

And some is stricter than the document: a request's wrapper key has to be there whether or not the document requires the
body, and every key of a request has to be one that the document knows.

What is plainly wrong in the document is mended by REPAIRS.
"""

from __future__ import annotations

import copy
import itertools
import re
import typing as t
from dataclasses import dataclass, field

import jsonschema

Json = t.Any
Schema = dict[str, t.Any]

METHODS = ("get", "post", "put", "patch", "delete")

# The words of a schema that draft 4 of JSON schema understands in the same way.
_PLAIN = (
    *("type", "enum", "required", "multipleOf", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"),
    *("minLength", "maxLength", "minItems", "maxItems", "uniqueItems"),
)


@dataclass(frozen=True)
class Repair:
    """A place in the document where it is wrong. at: keys from the top. was: what stands there, None for nothing.
    to: what should."""

    at: tuple[str | int, ...]
    was: Json
    to: Json
    reason: str


_SERVICE = ("components", "schemas", "Service", "allOf", 1, "properties")
_OVERRIDES = ("paths", "/schedules/{id}/overrides")
_ANSWER = ("responses", "200", "content", "application/json", "schema", "properties")
_VENDOR = ("paths", "/vendors/{id}", "get", *_ANSWER)
_BUSINESS_SERVICE = (
    *("paths", "/business_services/{id}", "put", "requestBody", "content", "application/json", "schema"),
    *("properties", "business_service", "properties"),
)
_RULE = ("components", "schemas", "EscalationRule", "properties")
_SESSIONS = ("paths", "/session_configurations")
_IDLE = ("session_configurations", "items", "properties", "idle_session_ttl")
_FIELDS_PATH = "/incidents/types/{type_id_or_name}/custom_fields"
_FIELD_OF_TYPE = ("requestBody", "content", "application/json", "schema", "properties", "field", "properties")
_FIELD_KEYS = [
    *("id", "summary", "self", "type", "created_at", "updated_at", "data_type", "namespace", "name", "display_name"),
    "field_type",
]
_PAGES = ("offset_limit", "offset_offset", "offset_total")
_ALERT_ORDERS = [
    "created_at",
    "resolved_at",
    *(f"{name}:{way}" for name in ("created_at", "resolved_at") for way in ("asc", "desc")),
]

_PAGE = "/status_pages/{id}"
_LISTS_OF_PAGES = {
    "/status_pages": ["status_page_type"],
    f"{_PAGE}/impacts": ["id", "status_page_impact_post_type"],
    f"{_PAGE}/services": ["id"],
    f"{_PAGE}/severities": ["id", "status_page_severity_post_type"],
    f"{_PAGE}/statuses": ["id", "status_page_status_post_type"],
    f"{_PAGE}/posts": ["id", *(f"status_page_post_{name}" for name in ("type", "reviewed_status", "status"))],
    f"{_PAGE}/posts/{{post_id}}/post_updates": [
        "id", "status_page_post_id", "status_page_post_update_reviewed_status"
    ],
    f"{_PAGE}/subscriptions": ["id", "status_page_subscription_status", "status_page_subscription_channel"],
}
_UPDATE_NEEDS = ["message", "status", "severity", "update_frequency_ms", "notify_subscribers", "impacted_services"]
_PERMISSIONS = ("components", "schemas", "AutomationActionsUserPermissions", "properties", "permissions", "items")

_DELEGATION = {"$ref": "#/components/schemas/OAuthDelegation"}

_STEP = (
    *("components", "schemas", "IncidentWorkflow", "allOf", 1, "properties", "steps", "items", "allOf", 1),
    *("properties", "action_configuration", "properties"),
)
_INNER_STEP = (
    *(*_STEP, "inline_steps_inputs", "items", "properties", "value", "properties", "steps", "items", "allOf", 1),
    *("properties", "action_configuration", "properties"),
)

_RESPONDER_INCIDENTS = ("components", "schemas", "AnalyticsRawResponderIncidents", "properties")

REPAIRS: tuple[Repair, ...] = (
    *(
        Repair(
            (*configuration, "outputs", "items", "required"),
            ["name", "value"],
            ["name"],
            "an output has no value in the schema, nor in the document's own examples",
        )
        for configuration in (_STEP, _INNER_STEP)
    ),
    Repair(
        (
            *("components", "schemas", "IncidentWorkflowTrigger", "allOf", 1),
            *("properties", "workflow", "properties", "type", "enum"),
        ),
        ["workflow_reference"],
        ["workflow_reference", "incident_workflow"],
        "all examples in the document have this type",
    ),
    *(
        Repair(
            ("paths", path, "get", "parameters"),
            [{"$ref": f"#/components/parameters/{name}"} for name in ("header_Accept", *names)],
            [{"$ref": f"#/components/parameters/{name}"} for name in ("header_Accept", *names, *_PAGES)],
            "the response has a limit, an offset, and `more`: a second page needs the parameters of other lists",
        )
        for path, names in _LISTS_OF_PAGES.items()
    ),
    Repair(
        ("components", "schemas", "StatusPagePostUpdateRequest", "required"),
        ["type", *_UPDATE_NEEDS, "post"],
        ["type", *_UPDATE_NEEDS],
        "a post is created with its first updates, before it has an ID; the document's own example has no post there",
    ),
    Repair(
        (*_PERMISSIONS, "enum"),
        ["create", "update", "delete", "invoke"],
        ["create", "read", "update", "delete", "invoke"],
        "the document's own examples of runners and actions contain it",
    ),
    Repair(
        ("components", "schemas", "AnalyticsResponderMetrics", "properties", "responder_id", "type"),
        "integer",
        "string",
        "the example in the document has the ID of a user, as the filter responder_ids requires",
    ),
    Repair(
        (*_RESPONDER_INCIDENTS, "total_off_hour_interruptions", "type"),
        "string",
        "integer",
        "the example in the document has a number, like all other columns that count interruptions",
    ),
    Repair(
        ("components", "parameters", "resource_ids_standard", "name"),
        "ids",
        "ids[]",
        "PagerDuty's Go client, with which its Terraform provider reads scores, sends this name, as for other lists",
    ),
    Repair(
        (*_RULE, "escalation_rule_assignment_strategy", "type"),
        "string",
        "object",
        "the document's own examples, and PagerDuty's Terraform provider, have an object with a type",
    ),
    Repair(
        (*_RULE, "escalation_rule_assignment_strategy", "enum"),
        ["round_robin", "assign_to_everyone"],
        [{"type": "round_robin"}, {"type": "assign_to_everyone"}],
        "see the one before",
    ),
    *(
        Repair(
            (*_SERVICE, timeout, "type"),
            "integer",
            ["integer", "null"],
            "its description says that null disables the feature",
        )
        for timeout in ("auto_resolve_timeout", "acknowledgement_timeout")
    ),
    Repair(
        (
            *("components", "schemas", "IncidentWorkflow", "allOf", 1),
            *("properties", "team", "type"),
        ),
        "object",
        ["object", "null"],
        "responses show null for a workflow without a team, and no other request can remove the team",
    ),
    Repair(
        (
            *("paths", "/analytics/raw/incidents/{id}/responses", "get", "requestBody", "content"),
            *("application/json", "schema", "type"),
        ),
        "object",
        ["object", "null"],
        "a GET has no body; the same parameters are optional in it",
    ),
    Repair(
        (*_BUSINESS_SERVICE, "team", "type"),
        "object",
        ["object", "null"],
        "responses show null for a business service without a team, and no other request can remove the team",
    ),
    *(
        Repair(
            (*_SESSIONS, method, *_ANSWER, *_IDLE, "maximum"),
            86_400,
            15_552_000,
            "a request can set 180 days, and a response shows what was set",
        )
        for method in ("get", "put")
    ),
    *(
        Repair(
            ("paths", path, "get", "parameters"),
            [{"$ref": f"#/components/parameters/{name}"} for name in ("header_Accept", "id")],
            [{"$ref": f"#/components/parameters/{name}"} for name in ("header_Accept", "id", *_PAGES)],
            "the response has a limit, an offset, and `more`: a second page needs the parameters of other lists",
        )
        for path in (
            "/business_services/{id}/subscribers",
            "/incidents/{id}/status_updates/subscribers",
            "/teams/{id}/notification_subscriptions",
            "/users/{id}/notification_subscriptions",
        )
    ),
    Repair(
        (
            *("paths", "/incidents/custom_fields", "post", "requestBody", "content", "application/json", "schema"),
            *("properties", "field"),
        ),
        {"$ref": "#/components/schemas/CustomFieldsFieldWithOptions"},
        {
            "allOf": [
                {"$ref": "#/components/schemas/CustomFieldsFieldWithOptions/allOf/0"},
                {"type": "object", "required": ["name", "display_name", "data_type", "field_type"]},
            ]
        },
        "a request has no ID, no link and no times yet; the document's examples have none either",
    ),
    Repair(
        (
            *("paths", "/incident_workflows/{id}/instances", "post", "requestBody", "content", "application/json"),
            *("schema", "properties", "incident_workflow_instance", "properties", "type"),
        ),
        None,
        {"type": "string", "enum": ["incident_workflow_instance"]},
        "the document's example has it",
    ),
    Repair(
        ("paths", "/incidents/{id}/business_services/impacts", "get", "parameters"),
        [{"$ref": f"#/components/parameters/{name}"} for name in ("header_Accept", "id")],
        [
            {"$ref": f"#/components/parameters/{name}"}
            for name in ("header_Accept", "id", "cursor_limit", "cursor_cursor")
        ],
        "the response has a limit and a cursor: a second page needs the parameters of other lists",
    ),
    *(
        Repair(
            ("components", "parameters", name, "schema", "enum"),
            types,
            [",".join(some) for number in range(1, len(types) + 1) for some in itertools.permutations(types, number)],
            "its description says that several types can be given, separated by commas",
        )
        for name, types in (
            ("oauth_delegation_type", ["mobile", "web"]),
            ("oauth_delegation_filter_type", ["mobile", "web", "integration"]),
            ("oauth_delegation_status", ["issued", "revoked"]),
        )
    ),
    Repair(
        ("components", "schemas", "WebhookSubscription", "properties", "oauth_client_id"),
        None,
        {"type": "string", "nullable": True},
        "the document's own example of a new subscription has it, and the schema of updates",
    ),
    Repair(
        ("components", "schemas", "ScheduleLayer", "properties", "end", "type"),
        "string",
        ["string", "null"],
        "its description says that null means that the layer does not end",
    ),
    Repair(
        ("components", "schemas", "HandoffNotificationRule", "required"),
        ["id", "handoff_type", "contact_method"],
        ["handoff_type", "contact_method"],
        "the ID is read-only in the same schema: PagerDuty assigns it to a new rule",
    ),
    Repair(
        (*_VENDOR, "vendor"),
        {"type": "array", "items": {"$ref": "#/components/schemas/Vendor"}},
        {"$ref": "#/components/schemas/Vendor"},
        "the document has a list with one vendor; PagerDuty's Terraform provider reads an object",
    ),
    Repair(
        ("components", "schemas", "AlertGroupingSetting", "properties", "services", "items"),
        {"$ref": "#/components/schemas/ServiceReference"},
        {
            "type": "object",
            "required": ["id"],
            "properties": {name: {"type": "string"} for name in ("id", "name", "type")},
        },
        "the document's own examples have IDs and names only, and so has PagerDuty's Terraform provider",
    ),
    *(
        Repair(
            ("components", "schemas", f"{name}AlertGroupingConfiguration", "properties", "aggregate", "enum"),
            ["all, any"],
            ["all", "any"],
            "both choices are in one text",
        )
        for name in ("ContentBased", "ContentBasedIntelligent")
    ),
    Repair(
        ("components", "schemas", "RenderedTemplate", "properties", "warnings", "type"),
        "object",
        "array",
        "the document's own example has a list",
    ),
    Repair(
        ("components", "schemas", "IncidentBody", "properties", "details", "type"),
        "object",
        "string",
        "the document's own example has a text",
    ),
    Repair(
        ("components", "schemas", "IncidentBody", "properties", "type"),
        None,
        {"type": "string", "enum": ["incident_body"]},
        "the document demands a type and does not describe it",
    ),
    Repair(
        ("components", "schemas", "ResponderRequestTargetReference", "properties", "responder_request_target"),
        None,
        {"type": "object", "properties": {"id": {"type": "string"}, "type": {"type": "string"}}},
        "the document's own examples have each target within such a key",
    ),
    Repair(
        ("components", "schemas", "AcknowledgeLogEntry", "allOf", 1, "properties", "type", "enum"),
        ["acknowledgement_log_entry"],
        ["acknowledgement_log_entry", "acknowledge_log_entry"],
        "elsewhere the document has the other name, too",
    ),
    *(
        Repair(
            ("components", "schemas", "CustomFieldsFieldValue", "properties", "value", "oneOf", number, "type"),
            "object",
            kind,
            "the document's own examples have the value itself, and not an object with it",
        )
        for number, kind in enumerate(("boolean", "number", "integer", ["string", "array", "null"], "string", "string"))
    ),
    *(
        Repair(
            ("paths", *path, *_FIELD_OF_TYPE, "default_value", "type"),
            "string",
            ["boolean", "number", "string", "array", "null"],
            "responses have values of each data type, and PagerDuty's Terraform provider sends them",
        )
        for path in ((_FIELDS_PATH, "post"), (f"{_FIELDS_PATH}/{{field_id}}", "put"))
    ),
    *(
        Repair(
            ("components", "schemas", name, "required"),
            _FIELD_KEYS,
            [key for key in _FIELD_KEYS if key != "namespace"],
            "no schema describes this key, and no example has it",
        )
        for name in ("CustomFieldsField", "CustomFieldsFieldWithOptions")
    ),
    *(
        Repair(
            ("components", "schemas", *path, "required"),
            required,
            ["data"],
            "the examples of requests have only the data: PagerDuty creates the rest",
        )
        for path, required in (
            (("CustomFieldsFieldOption", "allOf", 1), ["id", "data", "created_at", "updated_at"]),
            (("CustomFieldsEditableFieldOption",), ["id", "type", "created_at", "updated_at"]),
        )
    ),
    *(
        Repair(
            ("components", "schemas", "AlertUpdate", "properties", name),
            None,
            {"type": "string"},
            "the document's own example of many alerts has it: how else would PagerDuty know which",
        )
        for name in ("id", "type")
    ),
    *(
        Repair(
            ("components", "parameters", name, "schema", "pattern"),
            "YYYY-MM-DDThh:mm:ssZ",
            r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ",
            "it is written for people, and no instant matches it",
        )
        for name in ("change_since", "change_until")
    ),
    Repair(
        ("components", "parameters", "sort_by_incident_alerts", "schema"),
        {"type": "string", "enum": _ALERT_ORDERS, "maxItems": 2, "uniqueItems": True},
        {"type": "array", "items": {"type": "string", "enum": _ALERT_ORDERS}, "maxItems": 2, "uniqueItems": True},
        "its description says that two fields can be given, and a string has no maxItems",
    ),
    Repair(
        (*_OVERRIDES, "post", "responses", "201", "content", "application/json", "schema", "uniqueItems"),
        True,
        False,
        "there is a result for each override of the request, and two equal ones that are rejected have equal results",
    ),
    Repair(
        ("components", "schemas", "MatchPredicate", "required"),
        ["type", "part", "children"],
        ["type"],
        "the descriptions in the same schema say which of the others each type requires",
    ),
    Repair(
        (
            *("components", "schemas", "EmailParser", "properties", "value_extractors"),
            *("items", "properties", "ends_before"),
        ),
        None,
        {"type": "string"},
        "PagerDuty's Terraform provider sends it, and not ends_with",
    ),
    Repair(
        (
            *("paths", "/users/{id}/oauth_delegations/{delegation_id}", "get", "responses", "200", "content"),
            *("application/json", "schema"),
        ),
        _DELEGATION,
        {"type": "object", "properties": {"oauth_delegation": _DELEGATION}, "required": ["oauth_delegation"]},
        "the document's own example has the delegation under this key, as all other responses have it",
    ),
)


@dataclass
class Operation:
    """An operation of the document.

    name: such as `PUT /services/{id}`. parameters: of the query, by name. answers: by status; None for no body.
    wrappers: the keys at the top of a request's body that hold objects or lists.
    """

    name: str
    method: str
    path: str
    parameters: dict[str, Schema] = field(default_factory=dict)
    request: Schema | None = None
    answers: dict[int, Schema | None] = field(default_factory=dict)
    wrappers: list[str] = field(default_factory=list)


class Contract:
    """The document, ready to be asked what is wrong with an exchange. `complaints` is all that most need."""

    def __init__(self, document: Json, repairs: t.Sequence[Repair] = REPAIRS) -> None:
        self._document = copy.deepcopy(document)
        for repair in repairs:
            *path, last = repair.at
            place = self._reach(path)
            if (place.get(last) if isinstance(place, dict) else place[last]) != repair.was:
                raise ValueError(f"the document has changed at {repair.at}: is the repair still needed?")
            place[last] = repair.to
        self._paths = sorted(
            ((_pattern(path), path) for path in self._document["paths"]),
            key=lambda known: [part.startswith("{") for part in known[1].split("/")],  # literal parts go first
        )
        self._operations: dict[tuple[str, str], Operation | None] = {}
        self._validators: dict[t.Any, t.Any] = {}
        self._relaxed: dict[str, dict[str, Schema]] = {"request": {}, "answer": {}}

    # -- what there is -------------------------------------------------------------------------------------------

    def operation(self, method: str, path: str) -> Operation | None:
        """The operation that a request is for, whose path may be one of the document's own; None for none."""
        for pattern, known in self._paths:
            if (path == known or pattern.fullmatch(path)) and method.lower() in self._document["paths"][known]:
                return self._operation(method.lower(), known)
        return None

    def operations_of(self, noun: str) -> list[Operation]:
        """What can be done to objects of a kind: to all of them, and to one. Empty if nobody can create one so."""
        for path in sorted(self._document["paths"], key=len):
            creates = self.operation("POST", path) if "post" in self._document["paths"][path] else None
            if creates and "{" not in path and creates.wrappers == [noun]:
                single = re.compile(re.escape(path) + r"/\{\w+\}")
                one = next((entry[1] for entry in self._paths if single.fullmatch(entry[1])), None)
                return [
                    t.cast(Operation, self._operation(method, known))
                    for known in (path, one)
                    if known
                    for method in METHODS
                    if method in self._document["paths"][known]
                ]
        return []

    def _operation(self, method: str, path: str) -> Operation | None:
        if (method, path) not in self._operations:
            item = self._document["paths"][path]
            entry = item[method]
            made = Operation(f"{method.upper()} {path}", method.upper(), path)
            for parameter in map(self.resolved, [*item.get("parameters", ()), *entry.get("parameters", ())]):
                if parameter["in"] == "query":
                    made.parameters[parameter["name"]] = parameter.get("schema", {})
            if "requestBody" in entry:
                made.request = self.resolved(_content(self.resolved(entry["requestBody"])) or {})
                made.wrappers = [
                    name
                    for name, schema in made.request.get("properties", {}).items()
                    if any(face.get("type") in ("object", "array") for face in self._faces(schema))
                ]
            for status, answer in entry["responses"].items():
                if status.isdigit():
                    made.answers[int(status)] = _content(self.resolved(answer))
            self._operations[method, path] = made
        return self._operations[method, path]

    # -- what is wrong -------------------------------------------------------------------------------------------

    def complaints(self, exchange: dict[str, Json]) -> list[str]:
        """What is wrong with an exchange: a line for each thing, none if it is right.

        exchange: `method`, `path`, `query` (lists where a key is repeated), `request_body`, `status` and
        `response_body`. Of a refusal, only its form is looked at: what was asked may be wrong on purpose.
        """
        status = exchange["status"]
        if status >= 400:
            return list(_wrong_in_refusal(exchange["response_body"], status, exchange["path"]))
        operation = self.operation(exchange["method"], exchange["path"])
        if operation is None:
            return [f"the document knows no {exchange['method']} {exchange['path']}"]
        found = [
            *self._wrong_in_query(operation, exchange["query"]),
            *self._wrong_in_request(operation, exchange["request_body"]),
            *self._wrong_in_answer(operation, status, exchange["response_body"]),
        ]
        return [f"{operation.name}: {complaint}" for complaint in found]

    def wrong_in_answer(self, method: str, path: str, status: int, body: Json) -> list[str]:
        """What is wrong with an answer: a line for each thing. Nothing is asked of operations the document lacks."""
        if status >= 400:
            return list(_wrong_in_refusal(body, status, path))
        operation = self.operation(method, path)
        return [] if operation is None else list(self._wrong_in_answer(operation, status, body))

    def _wrong_in_query(self, operation: Operation, query: dict[str, Json]) -> t.Iterator[str]:
        for name, given in query.items():
            if name not in operation.parameters:
                yield f"query: there is no parameter {name}"
                continue
            schema = self.resolved(operation.parameters[name])
            many = schema.get("type") == "array" or name.endswith("[]")
            if isinstance(given, list) and not many:
                yield f"query: {name} is repeated"
                continue
            one = self.resolved(schema.get("items", {})) if schema.get("type") == "array" else schema
            values = given if isinstance(given, list) else [given]
            if schema.get("type") == "array" and not name.endswith("[]"):
                values = [value for text in values for value in text.split(",")]  # of such lists, `explode` is false
                if len(values) > schema.get("maxItems", len(values)):
                    yield f"query {name}: has more than {schema['maxItems']} values"
            for value in values:
                value = _typed(value, one.get("type"))
                yield from self._broken(("query", operation.name, name), one, "request", value, f"query {name}")

    def _wrong_in_request(self, operation: Operation, body: Json) -> t.Iterator[str]:
        if operation.request is None:
            if body not in (None, {}):
                yield "request: takes no body"
            return
        if body is None and operation.wrappers:
            yield f"request: has no body, though it takes {', '.join(operation.wrappers)}"
            return
        # No wrapper: users are analyzed without any filters, too.
        wrappers = [name for name in operation.wrappers if name != "filters"]
        if isinstance(body, dict) and len(wrappers) == 1 and wrappers[0] not in body:
            yield f"request: {wrappers[0]} is missing at its top"
            return
        schema = self._without_required(operation.request) if operation.method == "PUT" else operation.request
        yield from self._broken(("request", operation.name), schema, "request", body, "request")
        for key in self._unknown(operation.request, body, ""):
            yield f"request: the document knows no {key}"

    def _wrong_in_answer(self, operation: Operation, status: int, body: Json) -> t.Iterator[str]:
        if status not in operation.answers:
            yield f"answer: {status} is not documented, only {', '.join(map(str, sorted(operation.answers)))}"
            return
        schema = operation.answers[status]
        if schema is None:
            if body is not None:
                yield f"answer: {status} has no body"
            return
        if body is None:
            yield f"answer: {status} has a body"
            return
        yield from self._broken(("answer", operation.name, status), schema, "answer", body, "answer")

    def _broken(self, key: t.Any, schema: Schema, side: str, value: Json, where: str) -> t.Iterator[str]:
        if key not in self._validators:
            relaxed = {**self._relax(schema, side), "definitions": self._relaxed[side]}
            self._validators[key] = jsonschema.Draft4Validator(relaxed)
        for error in self._validators[key].iter_errors(value):
            error = _innermost(error)
            at = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in error.absolute_path)
            said = error.message
            yield f"{where}{at}: {said if len(said) <= 300 else f'{said[:200]} ... {said[-100:]}'}"

    # -- schemas -------------------------------------------------------------------------------------------------

    def _relax(self, schema: Schema, side: str) -> Schema:
        """A schema as JSON schema of draft 4, which OpenAPI's dialect is nearest to. References become definitions."""
        if "$ref" in schema:
            reference = schema["$ref"]
            name = re.sub(r"\W+", "-", reference)
            definitions = self._relaxed[side]
            if name not in definitions:
                definitions[name] = {}  # schemas may contain themselves
                definitions[name].update(self._relax(self.resolved(schema), side))
            return {"$ref": f"#/definitions/{name}"}
        relaxed: Schema = {key: schema[key] for key in _PLAIN if key in schema}
        if side == "answer" and "enum" in schema:
            references = [str(value) for value in schema["enum"] if str(value).endswith("_reference")]
            relaxed["enum"] = [*schema["enum"], *(value.removesuffix("_reference") for value in references)]
        if "pattern" in schema and _compiles(schema["pattern"]):
            relaxed["pattern"] = schema["pattern"]
        for key in ("items", "not"):
            if isinstance(schema.get(key), dict):
                relaxed[key] = self._relax(schema[key], side)
        if "properties" in schema:
            relaxed["properties"] = {name: self._relax(entry, side) for name, entry in schema["properties"].items()}
        if isinstance(schema.get("additionalProperties"), dict):
            relaxed["additionalProperties"] = self._relax(schema["additionalProperties"], side)
        for key, to in (("allOf", "allOf"), ("anyOf", "anyOf"), ("oneOf", "anyOf")):
            if key in schema:
                entries = [self._relax(entry, side) for entry in schema[key]]
                relaxed.setdefault("allOf", []).append({to: entries})
        if side == "answer" and "not" not in relaxed:
            return _nullable(relaxed)
        if not relaxed or not (side == "answer" or schema.get("nullable")):
            return relaxed
        return {"anyOf": [{"type": "null"}, relaxed]}

    def _without_required(self, schema: Schema) -> Schema:
        """The schema of a body whose objects, one level down, may be incomplete."""
        return {
            **schema,
            "properties": {name: self._incomplete(entry) for name, entry in schema.get("properties", {}).items()},
        }

    def _incomplete(self, schema: Schema) -> Schema:
        schema = {key: value for key, value in self.resolved(schema).items() if key != "required"}
        for key in ("allOf", "anyOf", "oneOf"):
            if key in schema:
                schema[key] = [self._incomplete(entry) for entry in schema[key]]
        return schema

    def _unknown(self, schema: Schema, value: Json, at: str) -> t.Iterator[str]:
        """The keys in a value that no schema for it knows."""
        if isinstance(value, list):
            items = [entry["items"] for entry in self._faces(schema) if "items" in entry]
            if items:
                for index, entry in enumerate(value):
                    yield from self._unknown({"anyOf": items}, entry, f"{at}[{index}]")
        if not isinstance(value, dict):
            return
        faces = list(self._faces(schema))
        if not any("properties" in face for face in faces) or any(face.get("additionalProperties") for face in faces):
            return
        for key, entry in value.items():
            known = [face["properties"][key] for face in faces if key in face.get("properties", {})]
            if known:
                yield from self._unknown({"anyOf": known}, entry, f"{at}.{key}" if at else key)
            else:
                yield f"{at}.{key}" if at else key

    def _faces(self, schema: Schema) -> t.Iterator[Schema]:
        """All schemas that a schema is made of by references and combinations."""
        schema = self.resolved(schema)
        yield schema
        for key in ("allOf", "anyOf", "oneOf"):
            for entry in schema.get(key, ()):
                yield from self._faces(entry)

    def resolved(self, entry: Json) -> Json:
        """A part of the document, or what it refers to."""
        while "$ref" in entry:
            parts = entry["$ref"].removeprefix("#/").split("/")
            entry = self._reach([part.replace("~1", "/").replace("~0", "~") for part in parts])
        return entry

    def _reach(self, path: t.Iterable[str | int]) -> Json:
        entry = self._document
        for part in path:
            entry = entry[int(part) if isinstance(entry, list) else part]
        return entry


def _wrong_in_refusal(body: Json, status: int, path: str) -> t.Iterator[str]:
    """PagerDuty's errors have one form, whatever the operation, but for a few whose `error` is a text.

    What API v3 refuses because of wrong values has lists of errors by field.
    """
    error = body.get("error") if isinstance(body, dict) else None
    if isinstance(error, str):
        return
    if not isinstance(error, dict):
        yield "refusal: has no error"
        return
    by_field = status == 400 and path.startswith("/v3/")
    errors = dict if by_field else list
    for key, kind in {"message": str, "code": int, "errors": errors, "required_scopes": str}.items():
        if not isinstance(error.get(key, kind()), kind):
            yield f"refusal: error.{key} is not of type {kind.__name__}"
    said = error.get("errors")
    lists = list(said.values()) if by_field and isinstance(said, dict) else []
    if not all(isinstance(one, list) and all(isinstance(text, str) for text in one) for one in lists):
        yield "refusal: error.errors has something else than lists of texts"
    for key in error.keys() - {"message", "code", "errors", "required_scopes"}:
        yield f"refusal: error.{key} is unknown"


def _nullable(relaxed: Schema) -> Schema:
    """A schema that allows null, whose parts allow it already. It is checked faster than a choice of two schemas."""
    if isinstance(relaxed.get("type"), str):
        relaxed["type"] = [relaxed["type"], "null"]
    if "enum" in relaxed:
        relaxed["enum"] = [*relaxed["enum"], None]
    return relaxed


def _innermost(error: t.Any) -> t.Any:
    """The error within an error that says most: of the schema that the value nearly fits, not that it could be null."""
    while error.context:
        inner = [one for one in error.context if one.schema != {"type": "null"}]
        if not inner:
            break
        error = max(inner, key=lambda one: (len(one.absolute_path), one.validator != "enum"))
    return error


def _content(entry: Json) -> Schema | None:
    """The schema of a JSON body, None if there is none."""
    return entry.get("content", {}).get("application/json", {}).get("schema")


def _typed(text: str, kind: str | None) -> Json:
    """A query's value as what it stands for; as it is if it stands for nothing of that kind."""
    if kind == "integer" and re.fullmatch(r"-?\d+", text):
        return int(text)
    if kind == "boolean" and text in ("true", "false"):
        return text == "true"
    return text


def _pattern(path: str) -> re.Pattern[str]:
    return re.compile("/".join("[^/]+" if part.startswith("{") else re.escape(part) for part in path.split("/")))


def _compiles(pattern: str) -> bool:
    try:
        re.compile(pattern)
    except re.error:
        return False
    return True
