"""``lakeflow eval``: a JSONata expression on an input, as Step Functions would evaluate it."""

from lakeflow.asl.jsonata import UNDEFINED, Environment, Expression, compile_expression
from lakeflow.asl.jsonata.analysis import check, explain_error
from lakeflow.asl.states import Json
from lakeflow.clock import Clock
from lakeflow.errors import ExpressionError
from lakeflow.operations.given import read_json, read_variables


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
    named = read_variables(variables)
    states: dict[str, Json] = {"input": {} if given is None else read_json(given, "--input"), "context": {}}
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
