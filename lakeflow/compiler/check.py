"""Every mistake in a pipeline at once, each with its place and what to write instead.

The codes are stable; docs/reference/diagnostics.md explains each.
"""

import re
from collections.abc import Callable, Iterator
from typing import Any, TypeAlias

from lakeflow.compiler.calls.athena import statement
from lakeflow.compiler.sql import is_statement, positional
from lakeflow.compiler.structure import Block, Fork, Leaf, Series, leaves, structure
from lakeflow.dsl.control import Choice, Fail, Map, Succeed, Try
from lakeflow.dsl.expressions import CaughtError, ExecutionField, MapItem, ParamValue, QueryRows, Source, StepOutput
from lakeflow.dsl.pipeline import Pipeline
from lakeflow.dsl.references import expressions_in
from lakeflow.dsl.regions import Region
from lakeflow.dsl.resources import GlueJob, LambdaFunction
from lakeflow.dsl.steps import Step
from lakeflow.dsl.tasks.athena import Athena
from lakeflow.dsl.tasks.glue import Glue
from lakeflow.dsl.tasks.lambda_ import Lambda
from lakeflow.errors import Diagnostic, Location, closest
from lakeflow.graph.algorithms import bits, find_cycle
from lakeflow.graph.build import build_graph, sources_in, steps_within

ReadSource: TypeAlias = Callable[[str], str | None]

LONGEST_NAME = 60
"""ASL allows 80 characters; derived states add a suffix to the step's own name."""

_ONLY_PARSE = 1024
"""ast.PyCF_ONLY_AST: https://docs.python.org/3/library/ast.html#ast.PyCF_ONLY_AST."""

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")


def check(pipeline: Pipeline, read_source: ReadSource) -> tuple[Diagnostic, ...]:
    """Return what is wrong with a pipeline, in the order of its source."""
    findings = [*pipeline.findings, *_names(pipeline), *_references(pipeline), *_files(pipeline, read_source)]
    findings += [finding for region in _regions(pipeline) for finding in _region(region)]
    if not any(finding.code == "LF106" for finding in findings):
        findings += _succeeds(pipeline)
    if not pipeline.region.steps:
        findings.append(Diagnostic("LF102", f"pipeline {pipeline.name!r} has no steps", pipeline.location, "add one"))
    unique = dict.fromkeys(findings)
    return tuple(sorted(unique, key=lambda finding: finding.location or Location("", 0)))


def _regions(pipeline: Pipeline) -> Iterator[Region]:
    yield pipeline.region
    for step in pipeline.steps():
        yield from step.regions


def _names(pipeline: Pipeline) -> Iterator[Diagnostic]:
    yield from _legal(pipeline.name, "pipeline", pipeline.location)
    first: dict[str, Step] = {}
    steps = [*pipeline.steps(), *([pipeline.on_failure] if pipeline.on_failure else [])]
    for step in steps:
        yield from _legal(step.name, "step", step.location)
        if step.name in first:
            yield Diagnostic(
                "LF101",
                f"step {step.name!r} is declared twice, first at {first[step.name].location}",
                step.location,
                "give one of them another name: a state's name is unique in its machine",
            )
        first.setdefault(step.name, step)
    yield from _resource_names(pipeline)


def _legal(name: str, kind: str, location: Location) -> Iterator[Diagnostic]:
    if not _NAME.fullmatch(name):
        legal = re.sub(r"[^A-Za-z0-9_-]+", "_", name).strip("_-") or kind
        legal = legal if legal[0].isalpha() else f"{kind}_{legal}"
        yield Diagnostic(
            "LF100",
            f"{kind} name {name!r} may hold letters, digits, '_' and '-' only, a letter first",
            location,
            f"write {legal[:LONGEST_NAME]!r}",
        )
    elif len(name) > LONGEST_NAME:
        yield Diagnostic(
            "LF100",
            f"{kind} name {name!r} has {len(name)} characters, {LONGEST_NAME} are allowed",
            location,
            "shorten it",
        )


def _resource_names(pipeline: Pipeline) -> Iterator[Diagnostic]:
    """Yield where one name stands for two different jobs or functions: only one of them could be deployed."""
    declared: dict[tuple[type, str], GlueJob | LambdaFunction] = {}
    for step in pipeline.steps():
        resource = step.job if isinstance(step, Glue) else step.function if isinstance(step, Lambda) else None
        if resource is None:
            continue
        yield from _legal(resource.name, "job" if isinstance(resource, GlueJob) else "function", resource.location)
        other = declared.setdefault((type(resource), resource.name), resource)
        if other != resource:
            yield Diagnostic(
                "LF107",
                f"{type(resource).__name__} {resource.name!r} is declared differently at {other.location}",
                resource.location,
                "share one declaration, or give them different names",
            )


def _references(pipeline: Pipeline) -> Iterator[Diagnostic]:
    """Yield reads of steps that may not have run when they are read."""
    for step in pipeline.steps():
        for value in step.values:
            for expression in expressions_in(value):
                for source in sources_in(expression):
                    yield from _visible(source, step)
        if isinstance(step, Map):
            for expression in expressions_in(step.result):
                for source in sources_in(expression):
                    yield from _visible_in(source, step, step.regions[0])
        for earlier in step.after:
            yield from _reaches(earlier, step, step.region)


def _visible(source: Source, reader: Step) -> Iterator[Diagnostic]:
    yield from _visible_in(source, reader, reader.region)


def _visible_in(source: Source, reader: Step, region: Region | None) -> Iterator[Diagnostic]:
    match source:
        case StepOutput(step) | QueryRows(step):
            yield from _reaches(step, reader, region)
        case MapItem(owner):
            if region is None or owner.regions[0] not in region.ancestors:
                yield _out_of_place(f"the item of map {owner.name!r} is there in its body only", reader)
        case CaughtError(owner):
            handlers = owner.regions[1:]
            if region is None or not any(handler in region.ancestors for handler in handlers):
                yield _out_of_place(f"the error of try {owner.name!r} is there in its handlers only", reader)
        case ParamValue() | ExecutionField():
            pass


def _out_of_place(message: str, reader: Step) -> Diagnostic:
    return Diagnostic("LF109", message, reader.location, f"move step {reader.name!r} into it")


def _reaches(earlier: Step, later: Step, region: Region | None) -> Iterator[Diagnostic]:
    """Yield a finding if ``earlier`` lies where ``later`` cannot count on it."""
    around = region.ancestors if region is not None else ()
    if earlier.region in around:
        if later is not earlier and later in set(steps_within(earlier)):
            yield Diagnostic(
                "LF108",
                f"step {later.name!r} reads {earlier.name!r}, which it is a part of",
                later.location,
                "read a step inside it instead",
            )
        return
    if earlier.region is None:
        yield Diagnostic(
            "LF108",
            f"step {later.name!r} needs {earlier.name!r}, which stands in no pipeline",
            later.location,
            "declare it inside the pipeline",
        )
        return
    outer = _outermost_apart(earlier, around)
    yield Diagnostic(
        "LF108",
        f"step {later.name!r} needs {earlier.name!r}, which runs in {earlier.region.title} and may not have run",
        later.location,
        f"move it into that branch, or let it come after {outer.name!r} as a whole",
    )


def _outermost_apart(step: Step, around: tuple[Region, ...]) -> Step:
    current = step
    while current.region is not None and current.region.owner is not None and current.region not in around:
        current = current.region.owner
    return current


def _region(region: Region) -> Iterator[Diagnostic]:
    graph = build_graph(region)
    if cycle := find_cycle(graph.predecessors):
        steps = [graph.steps[index] for index in cycle]
        path = " -> ".join(step.name for step in [*steps, steps[0]])
        yield Diagnostic(
            "LF106", f"these steps wait for each other: {path}", steps[0].location, "drop one of the edges"
        )
    for index, step in enumerate(graph.steps):
        for earlier in (graph.steps[other] for other in bits(graph.predecessors[index])):
            if isinstance(earlier, Succeed | Fail):
                yield Diagnostic(
                    "LF110",
                    f"step {step.name!r} comes after {earlier.name!r}, which ends the execution",
                    step.location,
                    f"order it before {earlier.name!r}, or drop the edge",
                )
        if isinstance(step, Choice) and not step.branches:
            yield Diagnostic(
                "LF111",
                f"choice {step.name!r} has no branch",
                step.location,
                "open one by `with choice.when(condition):`",
            )
        elif isinstance(step, Map | Try) and not step.regions[0].steps:
            yield Diagnostic("LF112", f"{step.regions[0].title} has no steps", step.location, "declare one in its body")


def _succeeds(pipeline: Pipeline) -> Iterator[Diagnostic]:
    """Yield each Succeed that would end only the branch it is in, though its author means the execution."""
    block = structure(build_graph(pipeline.region))
    if block is not None:
        yield from _succeeds_in(block, "")


def _succeeds_in(block: Block, enclosed_by: str) -> Iterator[Diagnostic]:
    match block:
        case Leaf(Succeed() as step):
            if enclosed_by:
                yield Diagnostic(
                    "LF113",
                    f"succeed {step.name!r} would end only its own branch, not the execution: {enclosed_by}",
                    step.location,
                    "order the other steps before it with after=, or let the branch run out without it",
                )
        case Leaf(Choice() as step):
            yield from _succeeds_of(step, enclosed_by)
        case Leaf(step):
            yield from _succeeds_of(step, f"it stands in {step.name!r}")
        case Series(blocks):
            for part in blocks:
                yield from _succeeds_in(part, enclosed_by)
        case Fork(blocks):
            for part in blocks:
                others = ", ".join(step.name for other in blocks if other is not part for step in leaves(other))
                yield from _succeeds_in(part, enclosed_by or f"{others} would run on beside it")


def _succeeds_of(step: Step, enclosed_by: str) -> Iterator[Diagnostic]:
    for region in step.regions:
        inner = structure(build_graph(region))
        if inner is not None:
            yield from _succeeds_in(inner, enclosed_by)


def _files(pipeline: Pipeline, read_source: ReadSource) -> Iterator[Diagnostic]:
    for step in pipeline.steps():
        match step:
            case Glue(job=job):
                if read_source(job.script) is None:
                    yield _missing(f"job {job.name!r}", "script", job.script, job.location)
            case Lambda(function=function):
                yield from _handler(function, read_source)
            case Athena():
                yield from _statement(step, read_source)
            case _:
                pass


def _missing(whose: str, what: str, path: str, location: Location) -> Diagnostic:
    return Diagnostic(
        "LF120",
        f"{whose} has no {what}: {path} is not there",
        location,
        "paths count from the project's root; correct it or create the file",
    )


def _handler(function: LambdaFunction, read_source: ReadSource) -> Iterator[Diagnostic]:
    path, _, name = function.handler.rpartition(":")
    if not path.endswith(".py") or not name.isidentifier():
        yield Diagnostic(
            "LF121",
            f"handler {function.handler!r} of function {function.name!r} is not of the form path.py:function",
            function.location,
            'write handler="jobs/lambda_/find_files.py:handler"',
        )
        return
    text = read_source(path)
    if text is None:
        yield _missing(f"function {function.name!r}", "handler file", path, function.location)
        return
    try:
        # The parser itself: importing `ast` for it would cost as much as compiling a pipeline.
        module: Any = compile(text, path, "exec", _ONLY_PARSE)
    except SyntaxError as error:
        yield Diagnostic("LF122", f"{path} does not parse: {error.msg}", Location(path, error.lineno or 1), "mend it")
        return
    functions = [node.name for node in module.body if type(node).__name__ == "FunctionDef"]
    if name not in functions:
        close = closest(name, functions) or next(iter(functions), "")
        yield Diagnostic(
            "LF121",
            f"{path} defines no function {name!r}",
            function.location,
            f"did you mean {close!r}?" if close else "define it there",
        )


def _statement(step: Athena, read_source: ReadSource) -> Iterator[Diagnostic]:
    if not is_statement(step.sql) and read_source(step.sql) is None:
        yield _missing(f"query {step.name!r}", "SQL file", step.sql, step.location)
        return
    _, names = positional(statement(step, read_source))
    for name in sorted(set(names) - step.params.keys()):
        yield Diagnostic(
            "LF123",
            f"query {step.name!r} uses :{name}, which params= does not give",
            step.location,
            f'add params={{"{name}": ...}}',
        )
    for name in sorted(step.params.keys() - set(names)):
        close = closest(name, names)
        hint = f"did you mean :{close}?" if close else f"write :{name} in the statement, or drop it from params="
        yield Diagnostic("LF124", f"query {step.name!r} never uses its parameter {name!r}", step.location, hint)
