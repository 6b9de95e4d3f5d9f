"""Random machines and random damage: the interpreter always comes to a status of Amazon States Language."""

import asyncio
import copy
import random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from lakeflow.asl.document import document, parse
from lakeflow.asl.validation import errors
from lakeflow.errors import TaskFailed
from lakeflow.interpreter.execution import ExecutionResult
from lakeflow.interpreter.executor import ScheduledTask
from lakeflow.testing import FakeClock, RecordingObserver
from tests.executions import running

INVOKE = "arn:aws:states:::lambda:invoke"
keys = st.sampled_from(("a", "b", "c"))
scalars = st.none() | st.booleans() | st.integers(-3, 3) | st.floats(-2, 2) | st.sampled_from(("", "a", "2", "xyz"))
payloads = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=3), max_leaves=8
)
paths = st.sampled_from(("$", "$.a", "$.a.b", "$.b[0]", "$.a[*]", "$..b", "$$.State.Name", "$.b[?(@.a > 1)]"))
places = st.sampled_from(("$", "$.a", "$.c.d", None))
sources = paths | st.sampled_from(
    ("States.Array($.a, 1)", "States.Format('{}', $.a)", "States.MathAdd($.a, 1)", "States.ArrayLength($.b)")
)
expressions = st.sampled_from(
    (
        "{% $states.input %}",
        "{% $states.input.a %}",
        "{% $states.input.a + 1 %}",
        "{% $count($states.input.b) %}",
        "{% $states.context.State.Name %}",
        "{% $states.input.b[0] %}",
        "{% $map([1..3], function($n) { $n * 2 }) %}",
        "{% $error('no') %}",
    )
)
tests: st.SearchStrategy[dict[str, Any]] = st.sampled_from(
    (
        {"Variable": "$.a", "IsPresent": True},
        {"Variable": "$.a", "NumericGreaterThan": 0},
        {"Not": {"Variable": "$.b", "StringEquals": "a"}},
        {"Or": [{"Variable": "$.a", "IsNull": True}, {"Variable": "$.a", "BooleanEquals": True}]},
    )
)
conditions = st.sampled_from(("{% $exists($states.input.a) %}", "{% $states.input.a > 1 %}", "{% true %}"))
error_names = st.sampled_from(("Boom", "States.Timeout", "States.TaskFailed", "Other"))


class Names:
    """Gives each state of a machine a name of its own."""

    def __init__(self) -> None:
        self.given = 0

    def new(self) -> str:
        self.given += 1
        return f"s{self.given}"


@st.composite
def machines(draw: st.DrawFn) -> dict[str, Any]:
    language = draw(st.sampled_from(("JSONPath", "JSONata")))
    region = draw(regions(Names(), language, depth=2))
    return {"QueryLanguage": language, "TimeoutSeconds": draw(st.integers(1, 90)), **region}


@st.composite
def regions(draw: st.DrawFn, names: Names, language: str, depth: int) -> dict[str, Any]:
    own = [names.new() for _ in range(draw(st.integers(1, 4)))]
    states = {}
    for position, name in enumerate(own):
        following = own[position + 1 :]
        states[name] = draw(state(names, language, depth, following))
    return {"StartAt": own[0], "States": states}


@st.composite
def state(draw: st.DrawFn, names: Names, language: str, depth: int, following: list[str]) -> dict[str, Any]:
    kinds = ["Pass", "Wait", "Task", *(["Choice"] if following else ["Succeed", "Fail"])]
    kinds += ["Map", "Parallel"] if depth else []
    kind = draw(st.sampled_from(kinds))
    fields: dict[str, Any] = {"Type": kind}
    if kind == "Fail":
        return {**fields, "Error": "Boom", "Cause": "as it was to be"}
    if kind == "Choice":
        # Every state that follows is led to, as the one after the default or in turn.
        rules = [{**draw(rule(language)), "Next": name} for name in following]
        fields |= {"Choices": rules, "Default": following[0]}
    elif kind != "Succeed":
        fields |= {"Next": following[0]} if following else {"End": True}
    fields |= draw(work(kind, names, language, depth))
    fields |= draw(shaping(kind, language))
    if kind in ("Task", "Map", "Parallel"):
        fields |= draw(guard(following))
    return fields


@st.composite
def rule(draw: st.DrawFn, language: str) -> dict[str, Any]:
    return {"Condition": draw(conditions)} if language == "JSONata" else dict(draw(tests))


@st.composite
def work(draw: st.DrawFn, kind: str, names: Names, language: str, depth: int) -> dict[str, Any]:
    if kind == "Wait":
        computed = {"Seconds": draw(expressions)} if language == "JSONata" else {"SecondsPath": "$.a"}
        return draw(st.sampled_from(({"Seconds": 3}, computed)))
    if kind == "Task":
        name = "Arguments" if language == "JSONata" else "Parameters"
        return {"Resource": INVOKE, name: {"FunctionName": "f", **draw(template(language))}, "TimeoutSeconds": 9}
    if kind == "Parallel":
        return {"Branches": [draw(regions(names, language, depth - 1)) for _ in range(draw(st.integers(1, 3)))]}
    if kind == "Map":
        items = {"Items": draw(expressions)} if language == "JSONata" else {"ItemsPath": "$.b"}
        region = draw(regions(names, language, depth - 1))
        modes = ({"Mode": "INLINE"}, {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"})
        return {
            **draw(st.sampled_from((items, {}))),
            "ItemProcessor": {"ProcessorConfig": draw(st.sampled_from(modes)), **region},
            "MaxConcurrency": draw(st.integers(0, 3)),
        }
    return {}


@st.composite
def template(draw: st.DrawFn, language: str) -> dict[str, Any]:
    if language == "JSONata":
        return {"Payload": {"x": draw(expressions), "y": 1}}
    return {"Payload": {"x.$": draw(sources), "y": 1}}


@st.composite
def shaping(draw: st.DrawFn, kind: str, language: str) -> dict[str, Any]:
    if language == "JSONata":
        fields: dict[str, Any] = {"Output": draw(expressions), "Assign": {"v": draw(expressions)}}
        fields = fields if kind != "Succeed" else {"Output": fields["Output"]}
    else:
        fields = {"InputPath": draw(paths | st.none()), "OutputPath": draw(paths | st.none())}
        if kind in ("Pass", "Task", "Map", "Parallel"):
            fields["ResultPath"] = draw(places)
        if kind == "Pass":
            fields["Parameters"] = {"z.$": draw(sources)}
    return {name: value for name, value in fields.items() if draw(st.booleans())}


@st.composite
def guard(draw: st.DrawFn, following: list[str]) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    if draw(st.booleans()):
        fields["Retry"] = [{"ErrorEquals": [draw(error_names)], "MaxAttempts": 2, "JitterStrategy": "FULL"}]
    if bool(following) and draw(st.booleans()):
        fields["Catch"] = [{"ErrorEquals": ["States.ALL"], "Next": draw(st.sampled_from(following))}]
    return fields


class RandomExecutor:
    """Answers, fails or takes its time, as a seed says."""

    def __init__(self, clock: FakeClock, seed: int) -> None:
        self._clock = clock
        self._chance = random.Random(seed)

    async def execute(self, task: ScheduledTask) -> Any:
        await self._clock.sleep(self._chance.choice((0, 1, 5, 20)))
        if self._chance.random() < 0.3:
            raise TaskFailed(self._chance.choice(("Boom", "Other")), task.state)
        return self._chance.choice(({}, {"a": 1}, [1, 2], None, {"b": [{"a": 2}], "a": "2"}))


def run(machine: dict[str, Any], payload: Any, seed: int) -> tuple[ExecutionResult, RecordingObserver]:
    clock, observer = FakeClock(), RecordingObserver()

    async def stoppable() -> ExecutionResult:
        parsed, executor = parse(copy.deepcopy(machine)), RandomExecutor(clock, seed)
        chance = random.Random(seed)
        execution = asyncio.ensure_future(running(parsed, payload, executor, clock, observer=observer, random=chance))
        # Damage may make a loop that has no end.
        stopper = asyncio.get_running_loop().call_later(2, execution.cancel)
        try:
            return await execution
        finally:
            stopper.cancel()

    return clock.run(stoppable()), observer


def check(result: ExecutionResult, observer: RecordingObserver) -> None:
    assert result.status in ("SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED")
    assert [event.id for event in observer.events] == list(range(1, len(observer.events) + 1))
    assert all(event.previous_event_id < event.id for event in observer.events)
    last = {"SUCCEEDED": "ExecutionSucceeded", "FAILED": "ExecutionFailed"}.get(result.status, observer.types()[-1])
    assert observer.types()[-1] == last
    if result.error is not None:
        assert result.error.startswith("States.") or result.error in ("Boom", "Other", "Lambda.Unknown")


@settings(max_examples=50)
@given(machines(), payloads, st.integers(0, 5))
def test_a_random_machine_comes_to_a_status(machine: dict[str, Any], payload: Any, seed: int) -> None:
    check(*run(machine, payload, seed))


@settings(max_examples=50)
@given(machines(), payloads, st.integers(0, 5))
def test_the_same_seed_gives_the_same_history(machine: dict[str, Any], payload: Any, seed: int) -> None:
    first, second = (run(machine, payload, seed)[1] for _ in range(2))
    assert [event.to_json() for event in first.events] == [event.to_json() for event in second.events]


@settings(max_examples=50)
@given(machines())
def test_a_random_machine_is_read_and_written_without_loss(machine: dict[str, Any]) -> None:
    model = parse(machine)
    assert parse(document(model)) == model


damaging = scalars | st.sampled_from(("$", "$.a", "{% $states.input %}", "{% 1 + %}", "s1", [], {}, [1], {"a": 1}))


def containers(value: Any) -> list[Any]:
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return ([value] if isinstance(value, dict | list) and value else []) + [
        found for part in parts for found in containers(part)
    ]


@settings(max_examples=50)
@given(machines(), payloads, st.data())
def test_a_damaged_machine_is_refused_or_comes_to_a_status(
    machine: dict[str, Any], payload: Any, data: st.DataObject
) -> None:
    machine = copy.deepcopy(machine)
    for _ in range(data.draw(st.integers(1, 2))):
        holder = data.draw(st.sampled_from(containers(machine) or [machine]))
        if not holder:
            return
        key = data.draw(st.sampled_from(sorted(holder) if isinstance(holder, dict) else range(len(holder))))
        if isinstance(holder, dict) and data.draw(st.booleans()):
            del holder[key]
        else:
            holder[key] = copy.deepcopy(data.draw(damaging))
    if not errors(machine):
        result, observer = run(machine, payload, 1)
        assert result.status in ("SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED")
        assert observer.events
