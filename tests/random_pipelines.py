"""Random pipelines of every structure with what each should call, and a player that records what it does call."""

import random
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from lakeflow import Choice, IntParam, Lambda, LambdaFunction, Map, Pass, Pipeline, Try, Wait
from lakeflow.asl.document import document, parse
from lakeflow.asl.states import Json, StateMachine
from lakeflow.dsl.references import Ref
from lakeflow.dsl.steps import Step
from lakeflow.errors import TaskFailed
from lakeflow.interpreter.execution import ExecutionResult
from lakeflow.interpreter.executor import ScheduledTask
from lakeflow.testing import FakeClock
from tests.executions import execute

FILES = {"echo.py": "def handler(event, context):\n    return event\n"}
ITEMS = ["x", "y", "z"]
BROKEN = "Broken"


@dataclass
class Value:
    """A reference, and what it will be."""

    ref: Ref
    expected: Json


@dataclass
class Scope:
    """The values that may be read at a place, and whether the place is known to be reached."""

    values: list[Value]
    runs: int = 1
    """How often this place runs: 0 in a branch that is not taken, the items' number in a Map."""
    item: Value | None = None


@dataclass
class Drawn:
    """A random pipeline, what it should call and how often, and which steps must be over before which start."""

    pipeline: Pipeline
    calls: Counter[str] = field(default_factory=Counter)
    failing: set[str] = field(default_factory=set)
    orders: list[tuple[Step, Step]] = field(default_factory=list)
    status: str = "SUCCEEDED"


class Drawing:
    """Draws steps into open regions."""

    def __init__(self, seed: int, steps: int) -> None:
        self.dice = random.Random(seed)
        self.left = steps
        self.named = 0
        self.function = LambdaFunction("echo", handler="echo.py:handler")
        self.drawn = Drawn(Pipeline(f"p{seed}", params={"n": IntParam(default=1)}))

    def draw(self) -> Drawn:
        with self.drawn.pipeline:
            self.region(Scope([Value(self.drawn.pipeline.params.n, 1)]), 0)
        return self.drawn

    def region(self, scope: Scope, depth: int, *, chain: bool = False, least: int = 1) -> list[Step]:
        inner = Scope(list(scope.values), scope.runs, scope.item)
        steps: list[Step] = []
        for _ in range(self.dice.randint(least, 5)):
            if len(steps) >= least and self.left <= 0:
                break
            self.left -= 1
            step = self.step(inner, depth)
            earlier = steps[-1:] if chain else self.dice.sample(steps, self.dice.randint(0, min(2, len(steps))))
            for before in earlier:
                before >> step
                self.drawn.orders.append((before, step))
            steps.append(step)
        return steps

    def step(self, scope: Scope, depth: int) -> Step:
        kinds = ["call", "call", "call", "pass", "wait"] + (["choice", "map", "try"] if depth < 3 else [])
        kind = self.dice.choice(kinds)
        match kind:
            case "pass":
                return self.compute(scope)
            case "wait":
                return Wait(self.name("wait"), seconds=self.dice.randint(1, 5))
            case "choice":
                return self.choice(scope, depth)
            case "map" if scope.runs <= 1:  # one Map inside another would need the product of their items
                return self.map(scope, depth)
            case "try":
                return self.guarded(scope, depth)
            case _:
                return self.call(scope)

    def name(self, kind: str) -> str:
        self.named += 1
        return f"{kind}{self.named}"

    def payload(self, scope: Scope) -> tuple[dict[str, Any], dict[str, Json]]:
        read = self.dice.sample(scope.values, self.dice.randint(0, min(3, len(scope.values))))
        if scope.item is not None and self.dice.random() < 0.7:
            read.append(scope.item)
        return ({f"v{i}": v.ref for i, v in enumerate(read)}, {f"v{i}": v.expected for i, v in enumerate(read)})

    def call(self, scope: Scope) -> Step:
        name = self.name("call")
        given, expected = self.payload(scope)
        step = Lambda(name, self.function, payload=given)
        self.expect(name, expected, scope)
        scope.values.append(Value(step.output.made, f"by {name}"))
        return step

    def expect(self, name: str, payload: Mapping[str, Json], scope: Scope) -> None:
        """Expect calls of a step: one, or one for each item if it reads or stands beside a Map's item."""
        if not scope.runs:
            return
        for item in ITEMS if scope.runs > 1 else [""]:
            seen = {key: item if value is self.item_mark else value for key, value in payload.items()}
            self.drawn.calls[repr((name, sorted(seen.items())))] += 1

    item_mark = "<the item>"

    def compute(self, scope: Scope) -> Step:
        name = self.name("pass")
        if self.dice.random() < 0.5:
            step = Pass(name, {"a": self.named, "b": ["c"]})
            scope.values.append(Value(step.output.a, self.named))
        else:
            given, expected = self.payload(scope)
            step = Pass(name, {**given, "own": name})
            scope.values.append(Value(step.output.own, name))
            scope.values += [Value(step.output[key], value) for key, value in expected.items()][:1]
        return step

    def choice(self, scope: Scope, depth: int) -> Step:
        number = scope.values[0]
        taken = self.dice.random() < 0.5
        with Choice(self.name("choice")) as choice:
            with choice.when(number.ref == (1 if taken else 2)):
                self.region(Scope(scope.values, scope.runs if taken else 0, scope.item), depth + 1)
            if self.dice.random() < 0.6:
                with choice.otherwise():
                    self.region(Scope(scope.values, 0 if taken else scope.runs, scope.item), depth + 1)
        return choice

    def map(self, scope: Scope, depth: int) -> Step:
        name = self.name("map")
        with Map(name, ITEMS, max_concurrency=self.dice.choice([0, 1, 2])) as each:
            item = Value(each.item, self.item_mark)
            self.region(Scope(scope.values, scope.runs * len(ITEMS), item), depth + 1)
            if self.dice.random() < 0.7:
                other = self.dice.choice(scope.values)
                each.returns({"item": each.item, "other": other.ref})
                returned: Json = [{"item": one, "other": other.expected} for one in ITEMS]
                scope.values.append(Value(each.output, returned))
        return each

    def guarded(self, scope: Scope, depth: int) -> Step:
        """Draw a Try; one that fails holds a chain whose last step breaks, so that what ran before it is certain."""
        fails = self.dice.random() < 0.5
        with Try(self.name("try")) as guarded:
            steps = self.region(scope, depth + 1, chain=fails, least=0 if fails else 1)
            if fails:
                broken = Lambda(self.name("broken"), self.function, payload={})
                for before in steps[-1:]:
                    before >> broken
                self.drawn.failing.add(broken.name)
                self.expect(broken.name, {}, scope)
        with guarded.catch(BROKEN):
            error = Value(guarded.error.Error, BROKEN)
            self.region(Scope([*scope.values, error], scope.runs if fails else 0, scope.item), depth + 1)
        if self.dice.random() < 0.3:
            with guarded.always():
                self.region(scope, depth + 1)
        return guarded


class Player:
    """Answers each call after a time that depends on its step's name; remembers each call, its start and its end."""

    def __init__(self, clock: FakeClock, failing: set[str]) -> None:
        self.clock, self.failing = clock, failing
        self.calls: list[tuple[str, str, float, float]] = []

    async def execute(self, task: ScheduledTask) -> Json:
        assert isinstance(task.arguments, dict)
        payload: Any = task.arguments["Payload"]
        started = self.clock.monotonic()
        await self.clock.sleep(1 + sum(map(ord, task.state)) % 7)
        call = repr((task.state, sorted(payload.items())))
        self.calls.append((task.state, call, started, self.clock.monotonic()))
        if task.state in self.failing:
            raise TaskFailed(BROKEN, "on purpose")
        return {"StatusCode": 200, "Payload": {"made": f"by {task.state}", "unread": "x" * 50}}


def play(machine: StateMachine, failing: set[str]) -> tuple[ExecutionResult, Player]:
    """Run a machine, as it reads once written, in virtual time."""
    clock = FakeClock()
    player = Player(clock, failing)
    return execute(parse(document(machine)), {}, player, clock), player
