"""Executions recorded on AWS: reading them, running their machines here, and telling what differs."""

import asyncio
import builtins
import importlib.util
import json
import linecache
import random
import re
import traceback
import types
from collections.abc import Coroutine, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from operator import itemgetter
from pathlib import Path
from typing import Any

from lakeflow.asl.document import parse
from lakeflow.clock import Clock
from lakeflow.errors import TaskFailed
from lakeflow.interpreter.context import ExecutionInfo
from lakeflow.interpreter.execution import ExecutionResult, interpret
from lakeflow.interpreter.executor import ScheduledTask
from lakeflow.testing import FakeClock, RecordingObserver

RECORDINGS = Path(__file__).parents[3] / "shared" / "conformance"
RECORDED_AT = datetime(2024, 6, 1, tzinfo=UTC)
"""The moment that some recordings of waits took for now."""

HANDLER_FILE = "/var/task/handler.py"
REDRIVE_CAME_IN = "2023-11-16"
EXECUTION = ExecutionInfo(
    arn="arn:aws:states:us-east-1:111111111111:execution:machine:run",
    name="run",
    state_machine_arn="arn:aws:states:us-east-1:111111111111:stateMachine:machine",
    state_machine_name="machine",
    role_arn="arn:aws:iam::111111111111:role/sfn-role",
)
EXPRESS_EXECUTION = replace(
    EXECUTION, arn="arn:aws:states:us-east-1:111111111111:express:machine:run:uuid", is_express=True
)
Case = dict[str, Any]
Difference = tuple[str, Any, Any]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an execution here came to, in the shape of a recording's ``expected``."""

    end: dict[str, Any]
    history: list[dict[str, Any]]


class SleepingTime(types.ModuleType):
    """Stands for the ``time`` module in a handler: it adds up what the handler would have slept."""

    def __init__(self) -> None:
        super().__init__("time")
        self.slept = 0.0

    def sleep(self, seconds: float) -> None:
        self.slept += seconds


class RecordedFunctions:
    """Answers for the functions of a recording, in AWS's shapes: as they answered then, else by running their handlers.

    What a handler would have slept takes virtual time.
    """

    def __init__(self, case: Case, clock: Clock) -> None:
        self._lambdas: dict[str, dict[str, str]] = case["lambdas"]
        self._answers = recorded_answers(case)
        self._clock = clock

    async def execute(self, task: ScheduledTask) -> Any:
        answers = self._answers.get(task.state)
        if answers:
            answer = answers.pop(0)
            if isinstance(answer, TaskFailed):
                raise answer
            return answer
        if not task.resource.endswith(":lambda:invoke"):
            return await self._call(task.resource, task.arguments)
        assert isinstance(task.arguments, dict)
        payload = await self._call(task.arguments["FunctionName"], task.arguments.get("Payload"))
        return {"ExecutedVersion": "$LATEST", "Payload": payload, "StatusCode": 200}

    async def _call(self, function: Any, payload: Any) -> Any:
        name = str(function).split(":")[-1]
        found = next((one for one in self._lambdas.values() if one["function_name"] == name), None)
        if found is None:
            raise TaskFailed("Lambda.ResourceNotFoundException", f"Function not found: {function}")
        time = SleepingTime()

        def import_module(module: str, *arguments: Any) -> Any:
            return time if module == "time" else __import__(module, *arguments)

        namespace: dict[str, Any] = {"__builtins__": {**vars(builtins), "__import__": import_module}}
        exec(compile(found["source"], HANDLER_FILE, "exec"), namespace)
        linecache.cache[HANDLER_FILE] = (1, None, found["source"].splitlines(keepends=True), HANDLER_FILE)
        try:
            result = namespace[found["handler"].split(".")[-1]]({} if payload is None else payload, None)
        except Exception as error:
            trace = [line for line in traceback.format_tb(error.__traceback__) if HANDLER_FILE in line]
            kind = type(error).__name__
            cause = {"errorMessage": str(error), "errorType": kind, "requestId": "uuid", "stackTrace": trace}
            raise TaskFailed(type(error).__name__, json.dumps(cause, separators=(",", ":"))) from error
        await self._clock.sleep(time.slept)
        return json.loads(json.dumps(result, default=bytes.decode))


def recorded_answers(case: Case) -> dict[str, list[Any]]:
    """Return what the tasks of each state answered, in the order of their being scheduled.

    There is nothing where the events were recorded without their ids. An error of Step Functions' own is no answer of
    the task: what led to it happens here again.
    """
    history = case["expected"].get("history") or []
    by_id = {event["id"]: event for event in history if isinstance(event["id"], int)}
    if len(by_id) != len(history):
        return {}
    answers: dict[str, list[tuple[int, Any]]] = {}
    for event in history:
        ended = re.fullmatch("(?:Task|LambdaFunction)(Succeeded|Failed|TimedOut)", event["type"])
        if ended is None:
            continue
        details = event[next(key for key in event if key.endswith("EventDetails"))]
        if str(details.get("error")).startswith("States."):
            return {}
        scheduled = by_id[by_id[event["previousEventId"]]["previousEventId"]]
        answer: Any = details.get("output")
        if ended.group(1) == "Failed":
            cause = details.get("cause", "")
            answer = TaskFailed(details["error"], cause if isinstance(cause, str) else json.dumps(cause))
        answers.setdefault(_state_of(scheduled, by_id), []).append((scheduled["id"], answer))
    return {state: [answer for _, answer in sorted(found, key=itemgetter(0))] for state, found in answers.items()}


def _state_of(event: dict[str, Any], by_id: dict[int, dict[str, Any]]) -> str:
    while "stateEnteredEventDetails" not in event:
        event = by_id[event["previousEventId"]]
    return str(event["stateEnteredEventDetails"]["name"])


def recordings() -> Iterator[Case]:
    """Yield the executions that need no service, or only functions."""
    for path in sorted(RECORDINGS.glob("cases/*.json")):
        case = json.loads(path.read_text(encoding="utf-8"))
        if case["category"] in ("service_free", "lambda_only") and isinstance(case["definition"], dict):
            yield case


def families(case: Case) -> Iterator[str]:
    """Yield the families that a recording belongs to, by what its definition contains."""
    features = set(case["features"])
    named = {
        "map (distributed)": "Map:DISTRIBUTED" in features,
        "map (inline)": "Map" in features and "Map:DISTRIBUTED" not in features,
        "parallel": "Parallel" in features,
        "choice": any(feature.startswith("Choice:") for feature in features),
        "intrinsics": any(feature.startswith("States.") for feature in features),
        "variables": any(feature.endswith("Assign") for feature in features),
        "waits": "Wait" in features,
        "retry and catch": bool(features & {"Retry", "Catch"}),
        "functions": case["category"] == "lambda_only",
        "JSONata": case["query_language"] in ("JSONata", "mixed"),
        "express": case["machine_type"] == "EXPRESS",
        "failures": case["expected"]["status"] != "SUCCEEDED",
    }
    yield from (name for name, belongs in named.items() if belongs)
    if not any(belongs for name, belongs in named.items() if name not in ("JSONata", "failures")):
        yield "data flow"


def execute(case: Case) -> Outcome:
    """Run a recording's machine here."""
    clock, observer = FakeClock(RECORDED_AT), RecordingObserver()
    running = interpret(
        parse(case["definition"]),
        case["input"],
        executor=RecordedFunctions(case, clock),
        clock=clock,
        execution=EXPRESS_EXECUTION if case["machine_type"] == "EXPRESS" else EXECUTION,
        observer=observer,
        random=random.Random(1),
    )
    if case["expected"]["status"] == "ABORTED":
        running = stopped_when_nothing_else_happens(running)
    result = clock.run(running)
    end = {"status": result.status.value, "output": result.output, "error": result.error, "cause": result.cause}
    return Outcome(end, [event.to_json() for event in observer.events])


async def stopped_when_nothing_else_happens(running: Coroutine[Any, Any, ExecutionResult]) -> ExecutionResult:
    """Stop an execution, as whoever recorded it did, once it only waits."""
    execution = asyncio.ensure_future(running)
    for _ in range(100):
        await asyncio.sleep(0)
    execution.cancel()
    return await execution


def comparison() -> Any:
    """Return the recordings' own tool that compares with their placeholders."""
    spec = importlib.util.spec_from_file_location("recordings_compare", RECORDINGS / "compare.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def end_differences(tools: Any, case: Case, outcome: Outcome) -> list[Difference]:
    """Return where status, output, error and cause differ from the recording."""
    return _differences(tools, case, {key: case["expected"][key] for key in outcome.end}, outcome.end)


def history_differences(tools: Any, case: Case, outcome: Outcome) -> list[Difference]:
    """Return where the events differ: type, order, ids and details, but for timestamps."""
    expected, actual = case["expected"]["history"], outcome.history
    if all(isinstance(event["id"], int) for event in expected):
        differences = _differences(tools, case, expected, actual)
    else:
        differences = _parallel_differences(tools, case, expected, actual)
    return [difference for difference in differences if not difference[0].endswith(".timestamp")]


def _parallel_differences(
    tools: Any, case: Case, expected: list[dict[str, Any]], actual: list[dict[str, Any]]
) -> list[Difference]:
    """Compare where the events of branches were recorded without ids, sorted, each kind of event once a branch."""
    differences = []
    by_id = {event["id"]: event for event in actual}
    unnumbered = [event for event in expected if not isinstance(event["id"], int)]
    for event in expected:
        if event not in unnumbered:
            differences += _differences(tools, case, event, by_id.get(event["id"]))
    for event in unnumbered:
        found = next((one for one in actual if not _differences(tools, case, _bare(event), _bare(one))), None)
        if found is None:
            differences.append(("$", event, "no such event"))
        else:
            actual = [one for one in actual if one is not found]
    return differences


def _bare(event: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in event.items() if key not in ("id", "previousEventId", "timestamp")}


def _differences(tools: Any, case: Case, expected: Any, actual: Any) -> list[Difference]:
    tokens = tools.tokens_of(case)
    differences = []
    for place, wanted, found in tools.match(expected, actual, tokens):
        # What is JSON inside a text is compared as JSON: AWS's spaces are nobody's concern.
        inner = [(place, wanted, found)]
        if wanted != "<absent>":
            inner = [(place + path[1:], *values) for path, *values in tools.match(plain(wanted), plain(found), tokens)]
        differences += [difference for difference in inner if not _is_of_the_service(case, difference)]
    return differences


def _is_of_the_service(case: Case, difference: Difference) -> bool:
    """Tell whether a difference is of what only AWS can give, or of a field that AWS did not have at that time."""
    day, month, year = case["recorded"].partition(",")[0].split("-")
    is_older = f"{year}-{month}-{day}" < REDRIVE_CAME_IN and difference[0].endswith("RedriveCount")
    return is_older or any(word in difference[0] for word in ("Sdk", "stackTrace", "requestId"))


def plain(value: Any) -> Any:
    """Decode texts that are JSON themselves, so that their fields can be compared one by one."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, str) and value.startswith(("{", "[")):
        try:
            return plain(json.loads(value))
        except ValueError:
            return value
    return value
