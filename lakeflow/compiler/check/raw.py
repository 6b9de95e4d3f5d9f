"""ASL and JSONata that the author wrote: it parses, and names only what is there."""

from collections.abc import Iterator, Mapping

from lakeflow.asl.jsonata.analysis import context_reads, explain_error, reads
from lakeflow.asl.jsonata.functions import BUILTINS
from lakeflow.asl.jsonata.parser import parse
from lakeflow.asl.states import JSONPATH, Map, Parallel, Pass, Task, Wait, walk
from lakeflow.compiler.check.parts import Parts
from lakeflow.compiler.steps.raw import raw_states
from lakeflow.dsl.expressions import Jsonata
from lakeflow.dsl.raw import Raw
from lakeflow.dsl.references import expressions_in
from lakeflow.errors import Diagnostic, ExpressionError, InvalidStateMachineError, suggestion

_LINKS = ("Next", "End", "Catch", "Choices", "Default")


def check_raw(parts: Parts) -> Iterator[Diagnostic]:
    """Yield what is wrong with raw states and raw expressions."""
    names = {step.name for step in parts}
    for step, read in parts.items():
        for part in read:
            if isinstance(part, Jsonata):
                yield from _jsonata(part)
        if isinstance(step, Raw):
            yield from _state(step, names)


def _state(step: Raw, names: set[str]) -> Iterator[Diagnostic]:
    if step.is_machine:
        malformed = tuple(_machine(step))
        yield from malformed
        if malformed:
            return
    else:
        yield from _single(step)
    if step.language == JSONPATH and expressions_in(step.state):
        yield Diagnostic(
            "LF131",
            f"raw step {step.name!r} is in JSONPath mode, in which no reference can stand",
            step.location,
            "hand values over by input=, and read them as $.name",
        )
    try:
        states = raw_states(step, lambda _: "$reference")
    except InvalidStateMachineError as error:
        yield Diagnostic("LF130", f"raw step {step.name!r} is not ASL: {error.message}", step.location, "correct it")
        return
    inner = [name for name, _, _ in walk(states)] if step.is_machine else [name for name, _, _ in walk(states)][1:]
    for name in inner:
        if name in names:
            yield Diagnostic(
                "LF101",
                f"state {name!r} in raw step {step.name!r} has the name of another step",
                step.location,
                "give one of them another name: a state's name is unique in its machine",
            )


def _single(step: Raw) -> Iterator[Diagnostic]:
    for field in _LINKS:
        if field in step.state:
            yield Diagnostic(
                "LF131",
                f"raw step {step.name!r} has {field}, but what follows a step is decided by the pipeline",
                step.location,
                "order steps by after=, or write a machine: {'StartAt': ..., 'States': {...}}",
            )
    kind = step.state.get("Type")
    possible = [kind.__name__ for kind in (Task, Pass, Wait, Parallel, Map)]
    if kind in {"Choice", "Succeed", "Fail"}:
        yield Diagnostic(
            "LF131",
            f"raw step {step.name!r} is a {kind}, which decides what follows it; a raw state is one of "
            f"{', '.join(possible)}",
            step.location,
            f"use the step {kind}, or write a machine: {{'StartAt': ..., 'States': {{...}}}}",
        )


def _machine(step: Raw) -> Iterator[Diagnostic]:
    states = step.state["States"]
    start = step.state.get("StartAt")
    if not isinstance(states, Mapping) or start not in states:
        known = list(states) if isinstance(states, Mapping) else []
        yield Diagnostic(
            "LF130",
            f"raw step {step.name!r} is not ASL: StartAt must name one of its States",
            step.location,
            suggestion(str(start), known, f"its states: {', '.join(known)}", written=repr),
        )


def _jsonata(written: Jsonata) -> Iterator[Diagnostic]:
    try:
        tree = parse(written.text)
    except ExpressionError as error:
        explained = explain_error(written.text, error)
        yield Diagnostic("LF132", f"JSONata does not parse: {explained}", written.location, "correct the expression")
        return
    for use in context_reads(tree):
        yield Diagnostic(
            "LF133",
            f"JSONata reads {use.text!r}, but Step Functions has no input document for it",
            written.location,
            f'pass a reference: jsonata("${use.text}...", {use.text}=step.output)'
            if use.text.isidentifier()
            else 'pass a reference: jsonata("$value...", value=step.output)',
        )
    known = {*written.names, "states", *BUILTINS}
    for read in reads(tree):
        if read.name not in known:
            yield Diagnostic(
                "LF133",
                f"JSONata reads ${read.name}, which is neither a function nor a reference that was passed",
                written.location,
                suggestion(read.name, known, f'pass it: jsonata("...", {read.name}=step.output)', written="${}".format),
            )
