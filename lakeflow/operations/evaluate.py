"""``lakeflow eval``: a JSONata expression on an input, as Step Functions would evaluate it."""

import json
from pathlib import Path

from lakeflow.asl.jsonata import UNDEFINED, Environment, Expression, compile_expression
from lakeflow.asl.jsonata.analysis import check, explain_error
from lakeflow.asl.states import Json
from lakeflow.clock import Clock
from lakeflow.errors import ExpressionError, ProjectError


def evaluate(text: str, *, given: str | None, variables: str | None, clock: Clock) -> Json:
    """Return an expression's value; ``given`` becomes ``$states.input``, ``variables`` an object of ``$names``.

    Both are JSON, or the path of a JSON file.

    Raises:
        ExpressionError: Step Functions refuses it, it fails or gives nothing; the message shows the place.
        ProjectError: an input is no JSON.

    """
    source = text.strip()
    if source.startswith("{%") and source.endswith("%}"):
        source = source[2:-2].strip()
    named = {} if variables is None else _read_json(variables, "--variables")
    if not isinstance(named, dict):
        raise ProjectError("--variables is not a JSON object", hint="""write --variables '{"date": "2024-01-01"}'""")
    states: dict[str, Json] = {"input": {} if given is None else _read_json(given, "--input"), "context": {}}
    try:
        environment = Environment(clock=clock.now, timer=clock.processor)
        value = _accepted(source).evaluate({**named, "states": states}, environment=environment)
    except ExpressionError as error:
        raise ExpressionError(error.code, explain_error(source, error), position=error.position) from None
    if value is UNDEFINED:
        raise ExpressionError("LF-UNDEFINED", f"the expression returned nothing (undefined)\n  {source}")
    return value


def _accepted(source: str) -> Expression:
    """Return the expression compiled, or raise why Step Functions would not take it into a definition."""
    expression = compile_expression(source)
    for finding in check(source, offered=("input", "context", "result", "errorOutput")):
        raise ExpressionError(finding.code, finding.message, position=finding.start)
    return expression


def _read_json(text: str, option: str) -> Json:
    """Return JSON from its text, or from the file that the text names."""
    whole = text
    if not text.lstrip().startswith(("{", "[", '"')) and Path(text).is_file():
        whole = Path(text).read_text(encoding="utf-8")
    try:
        value: Json = json.loads(whole)
    except ValueError as error:
        raise ProjectError(f"{option} {text!r} is neither a file nor JSON: {error}") from None
    return value
