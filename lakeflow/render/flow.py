"""What a picture of a state machine shows: its transitions, and what each state is called."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lakeflow.asl.states import Choice, Fail, Map, Parallel, Pass, State, Succeed, Task, Wait


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
                    yield Edge(name, rule.next, expression_text(rule.condition))
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


def expression_text(text: str) -> str:
    """Return a JSONata expression without its delimiters."""
    return text.removeprefix("{%").removesuffix("%}").strip()
