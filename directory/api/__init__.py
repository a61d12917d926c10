"""The data API described: its operations and parameters, in OpenAPI 3.1 and as the HSDS standard wants them.

The same declarations check the parameters that a request brings. Answering a request is a route's work.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from directory.api.parameters import Parameter

Schema = Mapping[str, Any]
JSON_TYPE = "application/json"
PROBLEM_TYPE = "application/problem+json"

PROBLEM: Schema = {
    "type": "object",
    "description": "RFC 9457. « parameter » nomme le paramètre en cause, « detail » dit ce qui ne va pas.",
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "parameter": {"type": "string"},
    },
    "required": ["type", "title", "status", "detail"],
    "additionalProperties": False,
}
_REFUSALS = {
    "400": "Un paramètre ne peut pas être lu ; il est nommé.",
    "404": "Rien à cette adresse.",
    "429": "Trop de demandes ; Retry-After dit quand revenir.",
}


@dataclass(frozen=True, slots=True)
class Operation:
    """One address to read. `answers` maps a media type to the schema of what is answered.

    `path` is an OpenAPI path; `places` describes its variable parts. `withdrawn` says that what was once
    there may be gone (410).
    """

    path: str
    summary: str
    answers: Mapping[str, Schema]
    parameters: Sequence[Parameter] = ()
    places: Mapping[str, Schema] = field(default_factory=dict)
    withdrawn: bool = False


def describe(
    operations: Mapping[str, Operation], schemas: Mapping[str, Schema], *, title: str, server: str, text: str
) -> dict[str, Any]:
    """Return an OpenAPI 3.1 document; `server` is the address its paths start from."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": title,
            "version": "1",
            "description": text,
            "license": {"name": "Licence Ouverte 2.0", "identifier": "etalab-2.0"},
        },
        "jsonSchemaDialect": "https://json-schema.org/draft/2020-12/schema",
        "servers": [{"url": server}],
        "paths": {
            operation.path: {"get": _describe_one(name, operation)} for name, operation in operations.items()
        },
        "components": {"schemas": {"Problem": PROBLEM, **schemas}},
    }


def ref(name: str) -> Schema:
    """Return a reference to a named schema."""
    return {"$ref": f"#/components/schemas/{name}"}


def listed(schema: Schema) -> Schema:
    """Return the schema of a list."""
    return {"type": "array", "items": schema}


def closed(properties: Mapping[str, Schema], *optional: str) -> Schema:
    """Return the schema of an object with these keys and no other; all but `optional` ones are there."""
    return {
        "type": "object",
        "properties": dict(properties),
        "required": [name for name in properties if name not in optional],
        "additionalProperties": False,
    }


def _describe_one(name: str, operation: Operation) -> dict[str, Any]:
    places = [
        {"name": place, "in": "path", "required": True, "schema": schema}
        for place, schema in operation.places.items()
    ]
    refusals = _REFUSALS | ({"410": "Fiche retirée."} if operation.withdrawn else {})
    problem = {PROBLEM_TYPE: {"schema": ref("Problem")}}
    return {
        "operationId": name,
        "summary": operation.summary,
        "parameters": [*places, *(_describe_parameter(parameter) for parameter in operation.parameters)],
        "responses": {
            "200": {
                "description": operation.summary,
                "content": {kind: {"schema": schema} for kind, schema in operation.answers.items()},
            },
            **{code: {"description": words, "content": problem} for code, words in refusals.items()},
        },
    }


def _describe_parameter(parameter: Parameter) -> dict[str, Any]:
    return {
        "name": parameter.name,
        "in": "query",
        "required": parameter.is_required,
        "description": parameter.description,
        "schema": dict(parameter.schema),
    }
