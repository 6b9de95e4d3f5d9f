"""A state machine as a Mermaid flowchart, which Markdown viewers draw (https://mermaid.js.org/syntax/flowchart.html)."""

from collections.abc import Iterator, Mapping

from lakeflow.asl.states import Branch, Choice, Fail, Map, Parallel, Pass, State, StateMachine, Succeed, Task, Wait
from lakeflow.render.flow import Edge, edges, kind_label


def mermaid(machine: StateMachine) -> str:
    """Return the flowchart's text; parallel branches and map bodies are boxes."""
    lines = ["flowchart TD", "    start((start))"]
    ids: dict[str, str] = {}
    lines += _scope(machine.states, ids, "    ")
    lines.append(f"    start --> {ids[machine.start_at]}")
    if any(edge.target is None for edge in edges(machine.states)):
        lines.append("    finish((end))")
    lines += _links(machine.states, ids, "finish")
    return "\n".join(lines) + "\n"


def _scope(states: Mapping[str, State], ids: dict[str, str], indent: str) -> Iterator[str]:
    """Yield the nodes of one scope, boxes with their own inside them."""
    for name, state in states.items():
        ids[name] = f"s{len(ids)}"
        match state:
            case Parallel(branches=branches):
                yield f"{indent}subgraph {ids[name]} [{_quoted(name)}]"
                for branch in branches:
                    yield from _branch(branch, ids, indent + "    ")
                yield f"{indent}end"
            case Map():
                yield f"{indent}subgraph {ids[name]} [{_quoted(f'{name} (for each item)')}]"
                yield from _branch(state.processor, ids, indent + "    ")
                yield f"{indent}end"
            case Choice():
                yield f"{indent}{ids[name]}{{{_quoted(name)}}}"
            case Succeed() | Fail():
                yield f"{indent}{ids[name]}([{_quoted(name)}])"
            case Task() | Pass() | Wait():
                yield f"{indent}{ids[name]}[{_quoted(f'{name}: {kind_label(state)}')}]"


def _branch(branch: Branch, ids: dict[str, str], indent: str) -> Iterator[str]:
    yield from _scope(branch.states, ids, indent)
    yield from _links(branch.states, ids, None, indent)


def _links(states: Mapping[str, State], ids: dict[str, str], end: str | None, indent: str = "    ") -> Iterator[str]:
    for edge in edges(states):
        target = end if edge.target is None else ids[edge.target]
        if target is not None:
            yield f"{indent}{ids[edge.source]} {_arrow(edge)} {target}"


def _arrow(edge: Edge) -> str:
    line = "-.->" if edge.is_catch else "-->"
    return f"{line}|{_quoted(edge.label)}|" if edge.label else line


def _quoted(text: str) -> str:
    escaped = text.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")
    return f'"{escaped}"'
