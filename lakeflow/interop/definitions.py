"""Definitions in Amazon States Language, wherever they come from: taken as they are in the place of a pipeline."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from lakeflow.asl.document import parse
from lakeflow.asl.states import StateMachine, walk
from lakeflow.errors import (
    Diagnostic,
    InvalidPipelineError,
    InvalidStateMachineError,
    LakeflowError,
    Location,
    Severity,
)


class Definition(NamedTuple):
    """A state machine that no pipeline declares: its JSON, the machine, and where each of its states is written."""

    name: str
    content: Mapping[str, Any]
    machine: StateMachine
    places: Mapping[str, Location]


def read_definition(text: str, file: str) -> dict[str, Any]:
    """Return the JSON object in a file's text.

    Raises:
        InvalidStateMachineError: it is not JSON, or no object.

    """
    try:
        content = json.loads(text)
    except json.JSONDecodeError as error:
        # Of what a placeholder becomes nothing is known, its type neither.
        hint = "put in the values of ${placeholders} that stand outside of quotes" if "${" in text else ""
        location = Location(file, error.lineno, error.colno)
        raise InvalidStateMachineError(f"this is not JSON: {error.msg}", hint=hint, location=location) from None
    if not isinstance(content, dict):
        raise InvalidStateMachineError("a definition is a JSON object", location=Location(file, 1))
    return content


def definition_of_text(text: str, file: str, name: str) -> Definition:
    """Return a file's definition, each state at its line.

    Raises:
        InvalidStateMachineError: it is not JSON.
        InvalidPipelineError: it is no definition of a state machine, for these reasons.

    """
    content = read_definition(text, file)
    try:
        machine = parse(content)
    except InvalidStateMachineError as error:
        from lakeflow.asl.validation.text import validate_text

        raise _refused(error, validate_text(text, file), Location(file, 1)) from None
    lines = {state: Location(file, _line(text, state)) for state, _, _ in walk(machine.states)}
    return Definition(legal_name(name), content, machine, lines)


def machine_of(definition: Mapping[str, Any], location: Location) -> StateMachine:
    """Return the machine that JSON defines.

    Raises:
        InvalidPipelineError: it defines none, for these reasons; found at ``location``.

    """
    try:
        return parse(dict(definition))
    except InvalidStateMachineError as error:
        from lakeflow.asl.validation import validate

        findings = (replace(finding, location=location) for finding in validate(dict(definition)))
        raise _refused(error, findings, location) from None


def _refused(error: InvalidStateMachineError, findings: Iterable[Diagnostic], location: Location) -> LakeflowError:
    """Return everything that is wrong with a definition instead of the first thing that was found."""
    mistakes = tuple(finding for finding in findings if finding.severity is Severity.ERROR)
    if mistakes:
        return InvalidPipelineError(mistakes)
    return InvalidStateMachineError(error.message, hint=error.hint, location=location)


def legal_name(text: str) -> str:
    """Return a text as the name of a pipeline or step: letters, digits, ``_`` and ``-``, a letter first.

    >>> legal_name("2. Load orders (daily)")
    'state_2_Load_orders_daily'
    """
    name = re.sub(r"[^A-Za-z0-9_-]+", "_", text).strip("_-")
    return (name if name[:1].isalpha() else f"state_{name}".rstrip("_"))[:60]


def _line(text: str, state: str) -> int:
    """Return the line of a state: where its name stands as a key for the first time."""
    key = re.search(re.escape(json.dumps(state, ensure_ascii=False)) + r"\s*:", text)
    return text.count("\n", 0, key.start()) + 1 if key else 1
