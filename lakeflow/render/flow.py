"""What a picture of a state machine shows: its transitions, and what each state is called."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lakeflow.asl.states import Choice, ChoiceRule, Fail, Json, Map, Parallel, Pass, State, Succeed, Task, Wait


@dataclass(frozen=True, slots=True)
class Edge:
    """A transition inside one scope; ``target`` None is the scope's end."""

    source: str
    target: str | None
    label: str = ""
    is_catch: bool = False


def edges(states: Mapping[str, State]) -> Iterator[Edge]:
    """Yield the transitions between the states of one scope, in order; Fail has none."""
    for name, state in states.items():
        match state:
            case Choice(choices=choices, default=default):
                for rule in choices:
                    yield Edge(name, rule.next, rule_text(rule))
                if default is not None:
                    yield Edge(name, default, "otherwise")
            case Succeed():
                yield Edge(name, None)
            case Fail():
                pass
            case Task() | Parallel() | Map():
                yield Edge(name, state.next)
                for catcher in state.catch:
                    yield Edge(name, catcher.next, ", ".join(catcher.error_equals), is_catch=True)
            case Pass() | Wait():
                yield Edge(name, state.next)


def kind_label(state: State) -> str:
    """Return what a state does, in a few words: the service and action of a Task, else the state's type."""
    if isinstance(state, Task):
        return state.resource.rpartition(":::")[2] or state.resource
    return type(state).__name__


def rule_text(rule: ChoiceRule) -> str:
    """Return what a Choice rule tests, in one line: ``$.n NumericEquals 1`` in JSONPath mode."""
    return _comparison_text(rule.comparison) if rule.condition is None else expression_text(rule.condition)


def _comparison_text(test: "Json | Mapping[str, Json]") -> str:
    if not isinstance(test, Mapping):
        return json.dumps(test)
    for word in ("And", "Or"):
        parts = test.get(word)
        if isinstance(parts, list):
            return f" {word.lower()} ".join(f"({_comparison_text(part)})" for part in parts)
    if "Not" in test:
        return f"not ({_comparison_text(test['Not'])})"
    compared = (f"{name} {json.dumps(value)}" for name, value in test.items() if name != "Variable")
    return " ".join((str(test.get("Variable", "")), *compared))


def expression_text(text: str) -> str:
    """Return a JSONata expression without its delimiters."""
    return text.removeprefix("{%").removesuffix("%}").strip()
