"""Executions recorded on AWS, run here: same status, output, error, cause and history.

The recordings lie beside the repository, not in it; without them these tests are skipped.
"""

import importlib.util
import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from lakeflow.asl.document import parse
from lakeflow.errors import LakeflowError, TaskFailed
from lakeflow.interpreter.context import ExecutionInfo
from lakeflow.interpreter.execution import interpret
from lakeflow.interpreter.executor import ScheduledTask
from lakeflow.testing import FakeClock, RecordingObserver

RECORDINGS = Path(__file__).parents[3] / "shared" / "conformance"
EXECUTION = ExecutionInfo(
    arn="arn:aws:states:us-east-1:111111111111:execution:machine:run",
    name="run",
    state_machine_arn="arn:aws:states:us-east-1:111111111111:stateMachine:machine",
    state_machine_name="machine",
    role_arn="arn:aws:iam::111111111111:role/sfn-role",
)

pytestmark = pytest.mark.skipif(not RECORDINGS.exists(), reason="the recordings are not on this machine")


class RecordedFunctions:
    """Runs the handlers that a recording brings, in AWS's shapes."""

    def __init__(self, lambdas: dict[str, dict[str, str]]) -> None:
        self._lambdas = lambdas

    async def execute(self, task: ScheduledTask) -> Any:
        if not task.resource.endswith(":lambda:invoke"):
            return self._call(task.resource, task.arguments)
        assert isinstance(task.arguments, dict)
        payload = self._call(task.arguments["FunctionName"], task.arguments.get("Payload", {}))
        return {"ExecutedVersion": "$LATEST", "Payload": payload, "StatusCode": 200}

    def _call(self, function: Any, payload: Any) -> Any:
        name = str(function).split(":")[-1]
        found = next((one for one in self._lambdas.values() if one["function_name"] == name), None)
        if found is None:
            raise TaskFailed("Lambda.ResourceNotFoundException", f"Function not found: {function}")
        namespace: dict[str, Any] = {}
        exec(compile(found["source"], "handler.py", "exec"), namespace)
        try:
            return json.loads(json.dumps(namespace[found["handler"].split(".")[-1]](payload, None)))
        except Exception as error:
            cause = {"errorMessage": str(error), "errorType": type(error).__name__, "requestId": "", "stackTrace": []}
            raise TaskFailed(type(error).__name__, json.dumps(cause, separators=(",", ":"))) from error


def recordings() -> Iterator[dict[str, Any]]:
    for path in sorted(RECORDINGS.glob("cases/*.json")):
        case = json.loads(path.read_text(encoding="utf-8"))
        if case["query_language"] == "JSONata" and case["category"] in ("service_free", "lambda_only"):
            yield case


def compare() -> Any:
    spec = importlib.util.spec_from_file_location("recordings_compare", RECORDINGS / "compare.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def in_jsonata_mode(definition: dict[str, Any]) -> dict[str, Any]:
    """Lift the query language of states to the machine: every state of these recordings is in JSONata mode."""
    states = {
        name: {key: value for key, value in state.items() if key != "QueryLanguage"}
        for name, state in definition["States"].items()
    }
    return {**definition, "QueryLanguage": "JSONata", "States": states}


def ignored(difference: tuple[str, Any, Any]) -> bool:
    """Tell whether a difference is of the SDK's metadata or a stack trace, which only AWS can give."""
    path = difference[0]
    return "Sdk" in path or "stackTrace" in path or "requestId" in path


def run(case: dict[str, Any]) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    clock, observer = FakeClock(), RecordingObserver()
    result = clock.run(
        interpret(
            parse(in_jsonata_mode(case["definition"])),
            case["input"],
            executor=RecordedFunctions(case["lambdas"]),
            clock=clock,
            execution=EXECUTION,
            observer=observer,
            random=random.Random(1),
        )
    )
    actual = {"status": result.status.value, "output": result.output, "error": result.error, "cause": result.cause}
    return actual, [event.to_json() for event in observer.events]


def plain_causes(value: Any) -> Any:
    """Decode causes that are JSON text, so that their fields can be compared one by one."""
    if isinstance(value, dict):
        return {key: plain_causes(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain_causes(item) for item in value]
    if isinstance(value, str) and value.startswith(("{", "[")):
        try:
            return plain_causes(json.loads(value))
        except ValueError:
            return value
    return value


def test_recorded_executions_end_as_they_did_on_aws(capsys: pytest.CaptureFixture[str]) -> None:
    tools = compare()
    ended, told, total, misses = 0, 0, 0, []
    for case in recordings():
        total += 1
        try:
            actual, history = run(case)
        except LakeflowError as error:
            misses.append(f"{case['id']}: refused: {error}")
            continue
        tokens = tools.tokens_of(case)
        expected = {key: plain_causes(case["expected"][key]) for key in actual}
        differences = [d for d in tools.match(expected, plain_causes(actual), tokens) if not ignored(d)]
        ended += not differences
        misses += [f"{case['id']}: {difference}" for difference in differences]
        if case["expected"].get("history"):
            told_differences = [
                d
                for d in tools.match(plain_causes(case["expected"]["history"]), plain_causes(history), tokens)
                if not ignored(d) and not d[0].endswith(".timestamp")
            ]
            told += not told_differences
            misses += [f"{case['id']}: history {difference}" for difference in told_differences[:3]]
        else:
            told += 1
    with capsys.disabled():
        print(f"\n{ended} of {total} recordings end alike, {told} have the same history")  # noqa: T201  the misses are worth seeing
        print("\n".join(misses))  # noqa: T201
    assert total >= 60
    assert ended / total >= 0.95
    assert told / total >= 0.9
