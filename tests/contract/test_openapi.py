# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The contract itself: does it let through what is right, and catch what is wrong?"""

from __future__ import annotations

import copy

import pytest

from ansible_collections.community.pagerduty.tests.contract.openapi import Contract, Repair

DOCUMENT = {
    "paths": {
        "/things": {
            "get": {
                "parameters": [
                    {"name": "limit", "in": "query", "schema": {"type": "integer"}},
                    {"name": "total", "in": "query", "schema": {"type": "boolean"}},
                    {"name": "include[]", "in": "query", "schema": {"type": "string", "enum": ["owners", "parts"]}},
                    {
                        "name": "order",
                        "in": "query",
                        "explode": False,
                        "schema": {"type": "array", "items": {"enum": ["name", "size"]}, "maxItems": 2},
                    },
                    {"name": "since", "in": "header", "schema": {"type": "string"}},
                ],
                "responses": {
                    "200": {
                        "content": {
                            "application/json": {
                                "schema": {
                                    "type": "object",
                                    "properties": {
                                        "things": {"type": "array", "items": {"$ref": "#/components/schemas/Thing"}}
                                    },
                                    "required": ["things"],
                                }
                            }
                        }
                    }
                },
            },
            "post": {
                "requestBody": {"$ref": "#/components/requestBodies/Thing"},
                "responses": {"201": {"$ref": "#/components/responses/Thing"}},
            },
        },
        "/things/{id}": {
            "put": {
                "requestBody": {"$ref": "#/components/requestBodies/Thing"},
                "responses": {"200": {"$ref": "#/components/responses/Thing"}},
            },
            "delete": {"responses": {"204": {"description": "Gone"}}},
        },
        "/things/special": {"get": {"responses": {"204": {"description": "Nothing"}}}},
    },
    "components": {
        "requestBodies": {
            "Thing": {
                "content": {
                    "application/json": {
                        "schema": {"type": "object", "properties": {"thing": {"$ref": "#/components/schemas/Thing"}}}
                    }
                }
            }
        },
        "responses": {
            "Thing": {
                "content": {
                    "application/json": {
                        "schema": {
                            "type": "object",
                            "properties": {"thing": {"$ref": "#/components/schemas/Thing"}},
                            "required": ["thing"],
                        }
                    }
                }
            }
        },
        "schemas": {
            "Thing": {
                "allOf": [
                    {"type": "object", "properties": {"id": {"type": "string", "readOnly": True}}},
                    {
                        "type": "object",
                        "properties": {
                            "name": {"type": "string", "maxLength": 5},
                            "color": {"type": "string", "enum": ["red", "green"]},
                            "parts": {"type": "array", "items": {"$ref": "#/components/schemas/Thing"}},
                            "owner": {
                                "type": "object",
                                "properties": {
                                    "id": {"type": "string"},
                                    "type": {"type": "string", "enum": ["user_reference"]},
                                },
                            },
                            "size": {"oneOf": [{"type": "integer"}, {"type": "number", "nullable": True}]},
                        },
                        "required": ["name"],
                    },
                ]
            }
        },
    },
}

THING = {"id": "P1", "name": "Wheel", "parts": [{"name": "Hub", "color": None}], "made_by": "PagerDuty"}


def exchange(method: str, path: str, status: int, body=None, answer=None, **query):
    return {
        "method": method,
        "path": path,
        "query": {name.replace("_", "[]"): value for name, value in query.items()},
        "request_body": body,
        "status": status,
        "response_body": answer,
        "fault": None,
    }


def created(thing, answer=None):
    return exchange("POST", "/things", 201, {"thing": thing}, {"thing": answer or THING})


RIGHT = {
    "a list": exchange("GET", "/things", 200, None, {"things": [THING]}, limit="10", total="true"),
    "a repeated parameter": exchange("GET", "/things", 200, None, {"things": []}, include_=["owners", "parts"]),
    "a list in one parameter": exchange("GET", "/things", 200, None, {"things": []}, order="size,name"),
    "a whole object in place of a reference": exchange(
        "GET", "/things", 200, None, {"things": [{"name": "Hub", "owner": {"type": "user"}}]}, include_="owners"
    ),
    "a create": created({"name": "Wheel", "color": "red", "size": 1, "parts": [{"name": "Hub"}]}),
    "a value that one of two schemas lets be null": created({"name": "Wheel", "size": None}),
    "a read-only value": created({"id": "P1", "name": "Wheel"}),
    "a part of an object in a PUT": exchange("PUT", "/things/P1", 200, {"thing": {"color": "red"}}, {"thing": THING}),
    "a delete": exchange("DELETE", "/things/P1", 204),
    "a literal path that a pattern would match, too": exchange("GET", "/things/special", 204),
    "a refusal": exchange("GET", "/things", 400, None, {"error": {"message": "No", "code": 1, "errors": ["Why"]}}),
    "a refusal of what is wrong": exchange("POST", "/things", 400, {"wheel": 1}, {"error": {}}),
    "a refusal by field": exchange(
        "GET", "/v3/things", 400, None, {"error": {"message": "No", "code": 1, "errors": {"thing.name": ["Why"]}}}
    ),
    "a refusal in a word": exchange("GET", "/things", 400, None, {"error": "No"}),
}

WRONG = {
    "an unknown operation": (exchange("GET", "/wings", 200, None, {}), "knows no GET /wings"),
    "an unknown method": (exchange("DELETE", "/things", 204), "knows no DELETE /things"),
    "an unknown parameter": (exchange("GET", "/things", 200, None, {"things": []}, size="1"), "no parameter size"),
    "a header as a parameter": (exchange("GET", "/things", 200, None, {"things": []}, since="1"), "no parameter since"),
    "Python's booleans": (exchange("GET", "/things", 200, None, {"things": []}, total="True"), "query total"),
    "an unknown choice": (exchange("GET", "/things", 200, None, {"things": []}, include_="wheels"), "query include[]"),
    "a wrong value in a list": (
        exchange("GET", "/things", 200, None, {"things": []}, order="name,x"),
        "query order",
    ),
    "a list that is too long": (
        exchange("GET", "/things", 200, None, {"things": []}, order="name,size,name"),
        "query order: has more than 2 values",
    ),
    "a parameter given twice": (exchange("GET", "/things", 200, None, {"things": []}, limit=["1", "2"]), "repeated"),
    "no body": (exchange("POST", "/things", 201, None, {"thing": THING}), "has no body"),
    "an unwrapped body": (exchange("POST", "/things", 201, {"name": "Hub"}, {"thing": THING}), "thing is missing"),
    "a missing value": (created({"color": "red"}), "'name' is a required property"),
    "a wrong type": (created({"name": 1}), "request.thing.name"),
    "a value that is too long": (created({"name": "Wheels"}), "request.thing.name"),
    "a null": (created({"name": "Wheel", "color": None}), "request.thing.color"),
    "an unknown key": (created({"name": "Wheel", "colour": "red"}), "knows no thing.colour"),
    "an unknown key deep down": (created({"name": "Wheel", "parts": [{"name": "Hub", "x": 1}]}), "thing.parts[0].x"),
    "a wrong value deep down": (created({"name": "Wheel", "parts": [{"name": 1}]}), "request.thing.parts[0].name"),
    "a whole object in place of a reference": (
        created({"name": "Wheel", "owner": {"type": "user"}}),
        "request.thing.owner.type",
    ),
    "a body where none belongs": (exchange("DELETE", "/things/P1", 204, {"thing": {}}), "takes no body"),
    "another status": (exchange("DELETE", "/things/P1", 200), "200 is not documented"),
    "an answer to nothing": (exchange("DELETE", "/things/P1", 204, None, {}), "204 has no body"),
    "an empty answer": (exchange("POST", "/things", 201, {"thing": {"name": "Hub"}}, None), "201 has a body"),
    "an answer of the wrong type": (created({"name": "Hub"}, {"name": 1}), "answer.thing"),
    "an answer that lacks something": (created({"name": "Hub"}, {"id": "P1"}), "answer.thing"),
    "an unwrapped answer": (exchange("GET", "/things", 200, None, {"wheels": []}), "'things' is a required property"),
    "a refusal without a word": (exchange("GET", "/things", 400, None, {}), "has no error"),
    "a refusal of another form": (exchange("GET", "/things", 400, None, {"error": {"code": "1"}}), "error.code"),
    "a refusal that says more": (exchange("GET", "/things", 400, None, {"error": {"why": "1"}}), "error.why"),
}


@pytest.fixture(scope="module")
def contract():
    return Contract(DOCUMENT, repairs=())


@pytest.mark.parametrize("name", RIGHT)
def test_right_exchanges_pass(contract, name):
    assert contract.complaints(RIGHT[name]) == []


@pytest.mark.parametrize("name", WRONG)
def test_wrong_exchanges_are_caught(contract, name):
    wrong, says = WRONG[name]
    assert says in "\n".join(contract.complaints(wrong))


def test_operations_of_a_kind(contract):
    found = [operation.name for operation in contract.operations_of("thing")]
    assert found == ["GET /things", "POST /things", "PUT /things/{id}", "DELETE /things/{id}"]
    assert contract.operations_of("wing") == []


def test_repairs_are_made_where_the_document_is_as_known():
    at = ("components", "schemas", "Thing", "allOf", 1, "properties", "color", "enum")
    blue = created({"name": "Wheel", "color": "blue"})
    document = copy.deepcopy(DOCUMENT)
    assert Contract(document, [Repair(at, ["red", "green"], ["blue"], "")]).complaints(blue) == []
    assert document == DOCUMENT
    with pytest.raises(ValueError, match="is the repair still needed"):
        Contract(document, [Repair(at, ["red"], ["blue"], "")])
