"""The providers' published specifications, read where they lie beside the project.

Without them the fakes' own rules stand alone.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parents[3] / "shared" / "specs"
TELEGRAM = FOLDER / "telegram_bot_api.json"
TWILIO = FOLDER / "twilio_api_v2010.json"

_ARRAY = "Array of "
_PYTHON: Mapping[str, type | tuple[type, ...]] = {
    "Integer": int,
    "Float": (int, float),
    "String": str,
    "Boolean": bool,
}


@cache
def telegram() -> TelegramSpec | None:
    return TelegramSpec(json.loads(TELEGRAM.read_text())) if TELEGRAM.exists() else None


@cache
def twilio() -> TwilioSpec | None:
    return TwilioSpec(json.loads(TWILIO.read_text())) if TWILIO.exists() else None


class TelegramSpec:
    """Telegram's methods and types. A problem is a sentence that names the field; no problem is None."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self._methods: Mapping[str, Any] = document["methods"]
        self._types: Mapping[str, Any] = document["types"]

    def knows(self, method: str) -> bool:
        return method in self._methods

    def kinds(self, method: str, parameter: str) -> list[str] | None:
        """The types a parameter may have; None when the method has no such parameter."""
        for entry in self._methods[method].get("fields", []):
            if entry["name"] == parameter:
                kinds: list[str] = entry["types"]
                return kinds
        return None

    def problem_with_call(self, method: str, asked: Mapping[str, Any]) -> str | None:
        return self._problem_with_fields(method, self._methods[method].get("fields", []), asked)

    def problem_with(self, kind: str, value: object) -> str | None:
        """Whether a value is a well-formed `kind`, all the way down."""
        return self._problem(kind, kind, value)

    def _problem_with_fields(
        self, where: str, fields: Iterable[Mapping[str, Any]], value: Mapping[str, Any]
    ) -> str | None:
        known = {entry["name"]: entry for entry in fields}
        for name in value:
            if name not in known:
                return f"{where} has no field {name}"
        for name, entry in known.items():
            if name not in value:
                if entry["required"]:
                    return f"{where} lacks {name}"
                continue
            problem = self._problem_with_any(f"{where}.{name}", entry["types"], value[name])
            if problem is not None:
                return problem
        return None

    def _problem_with_any(self, where: str, kinds: Iterable[str], value: object) -> str | None:
        problems = []
        for kind in kinds:
            problem = self._problem(where, kind, value)
            if problem is None:
                return None
            problems.append(problem)
        return "; or ".join(problems)

    def _problem(self, where: str, kind: str, value: object) -> str | None:
        if kind.startswith(_ARRAY):
            if not isinstance(value, list):
                return f"{where} is not a list"
            inner = kind.removeprefix(_ARRAY)
            for place, item in enumerate(value):
                problem = self._problem(f"{where}[{place}]", inner, item)
                if problem is not None:
                    return problem
            return None
        if kind in _PYTHON:
            right = isinstance(value, _PYTHON[kind]) and (kind == "Boolean" or not isinstance(value, bool))
            return None if right else f"{where} is not {kind}"
        if kind == "InputFile":
            return None if isinstance(value, bytes) else f"{where} is no file"
        definition = self._types[kind]
        if "subtypes" in definition:
            return self._problem_with_any(where, definition["subtypes"], value)
        if not isinstance(value, dict):
            return f"{where} is not {kind}"
        return self._problem_with_fields(where, definition.get("fields", []), value)


class TwilioSpec:
    """The few paths of Twilio's API that the fake plays, validated by openapi-core."""

    HOST = "https://api.twilio.com"
    ROOT = "/2010-04-01/Accounts"
    PATHS = (
        f"{ROOT}/{{Sid}}.json",
        f"{ROOT}/{{AccountSid}}/Messages.json",
        f"{ROOT}/{{AccountSid}}/Messages/{{Sid}}.json",
        f"{ROOT}/{{AccountSid}}/IncomingPhoneNumbers.json",
        f"{ROOT}/{{AccountSid}}/IncomingPhoneNumbers/{{Sid}}.json",
        f"{ROOT}/{{AccountSid}}/SMS/ShortCodes.json",
        f"{ROOT}/{{AccountSid}}/SMS/ShortCodes/{{Sid}}.json",
    )

    def __init__(self, document: Mapping[str, Any]) -> None:
        self._document = _cut(document, self.PATHS)
        self._openapi: Any = None

    def fields(self, path: str, method: str) -> frozenset[str]:
        """The names of the form fields or query parameters of an operation, which openapi-core does not insist upon."""
        operation = self._document["paths"][path][method]
        body = operation.get("requestBody", {}).get("content", {}).get("application/x-www-form-urlencoded", {})
        named = {entry["name"] for entry in operation.get("parameters", []) if entry["in"] == "query"}
        return frozenset(named | set(body.get("schema", {}).get("properties", {})))

    def problem_with(
        self,
        *,
        method: str,
        path: str,
        query: list[tuple[str, str]],
        headers: Mapping[str, str],
        content_type: str,
        body: bytes,
    ) -> str | None:
        # Half a second that a process which checks nothing need not spend.
        from openapi_core import Config, OpenAPI  # noqa: PLC0415
        from openapi_core.exceptions import OpenAPIError  # noqa: PLC0415
        from openapi_core.testing import MockRequest  # noqa: PLC0415

        if self._openapi is None:
            self._openapi = OpenAPI.from_dict(self._document, config=Config(spec_validator_cls=None))
        asked = MockRequest(
            self.HOST,
            method.lower(),
            path,
            args=dict(query),
            headers=dict(headers),
            data=body,
            content_type=content_type or "application/x-www-form-urlencoded",
        )
        try:
            self._openapi.validate_request(asked)
        except OpenAPIError as problem:
            return _in_words(problem)
        return None

    def problem_with_answer(self, path: str, method: str, status: int, answer: object) -> str | None:
        """Whether an answer of ours is what the specification promises."""
        from openapi_schema_validator import OAS30Validator  # noqa: PLC0415

        content = self._document["paths"][path][method]["responses"][str(status)]["content"]["application/json"]
        schema = {**content["schema"], "components": self._document["components"]}
        for problem in OAS30Validator(schema).iter_errors(answer):
            return f"{problem.json_path}: {problem.message}"
        return None


def _in_words(problem: Exception) -> str:
    cause = problem.__cause__
    errors = getattr(cause, "schema_errors", None) or getattr(problem, "schema_errors", None)
    if errors:
        return "; ".join(str(error.message) for error in errors)
    return f"{type(problem).__name__}: {problem}"


def _cut(document: Mapping[str, Any], paths: Iterable[str]) -> dict[str, Any]:
    """The document with only these paths and what they refer to: parsing all of it takes seconds."""
    kept = {path: document["paths"][path] for path in paths}
    schemas: dict[str, Any] = {}
    wanted = _references(kept)
    while wanted:
        name = wanted.pop().rsplit("/", 1)[1]
        if name not in schemas:
            schemas[name] = document["components"]["schemas"][name]
            wanted |= _references(schemas[name])
    return {
        "openapi": document["openapi"],
        "info": document["info"],
        "servers": document["servers"],
        "security": document["security"],
        "components": {"schemas": schemas, "securitySchemes": document["components"]["securitySchemes"]},
        "paths": kept,
    }


def _references(node: object) -> set[str]:
    if isinstance(node, dict):
        own = {node["$ref"]} if isinstance(node.get("$ref"), str) else set()
        return own.union(*(_references(value) for value in node.values()))
    if isinstance(node, list):
        return set().union(*(_references(value) for value in node))
    return set()
