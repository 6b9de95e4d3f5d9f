"""Files of the project that a pipeline names: they are there, and hold what it says."""

from collections.abc import Callable, Iterator
from typing import Any, TypeAlias

from lakeflow.compiler.calls.athena import statement
from lakeflow.compiler.sql import is_statement, positional
from lakeflow.dsl.pipeline import Pipeline
from lakeflow.dsl.resources import GlueJob, LambdaFunction
from lakeflow.dsl.steps import Step
from lakeflow.dsl.tasks.athena import Athena
from lakeflow.dsl.tasks.glue import Glue
from lakeflow.dsl.tasks.lambda_ import Lambda
from lakeflow.errors import Diagnostic, Location, closest, suggestion

ReadSource: TypeAlias = Callable[[str], str | None]

_ONLY_PARSE = 1024
"""ast.PyCF_ONLY_AST: https://docs.python.org/3/library/ast.html#ast.PyCF_ONLY_AST."""


def check_files(pipeline: Pipeline, read_source: ReadSource) -> Iterator[Diagnostic]:
    """Yield scripts, handlers and statements that are not there or not what the pipeline says."""
    # By identity: most steps share their job or function, whose file need be read and parsed but once.
    for resource in {id(found): found for step in pipeline.steps() if (found := _resource(step)) is not None}.values():
        if isinstance(resource, LambdaFunction):
            yield from _handler(resource, read_source)
        elif read_source(resource.script) is None:
            yield _missing(f"job {resource.name!r}", "script", resource.script, resource.location)
    for step in pipeline.steps():
        if isinstance(step, Athena):
            yield from _statement(step, read_source)


def _resource(step: Step) -> GlueJob | LambdaFunction | None:
    match step:
        case Glue(job=GlueJob() as resource) | Lambda(function=LambdaFunction() as resource):
            return resource
        case _:
            return None


def _missing(whose: str, what: str, path: str, location: Location) -> Diagnostic:
    return Diagnostic(
        "LF120",
        f"{whose} has no {what}: {path} is not there",
        location,
        "paths count from the project's root; correct it or create the file",
    )


def _handler_meant(written: str, read_source: ReadSource) -> str:
    """Return the handler that was meant by one in Lambda's own spelling, or by a file alone; else an example."""
    path, _, name = written.removesuffix(".py").rpartition(".")
    candidates = (f"{path}.py:{name}", f"{written.removesuffix('.py')}.py:handler")
    there = (candidate for candidate in candidates if read_source(candidate.partition(":")[0]) is not None)
    return next(there, "jobs/lambda_/find_files.py:handler")


def _handler(function: LambdaFunction, read_source: ReadSource) -> Iterator[Diagnostic]:
    path, _, name = function.handler.rpartition(":")
    if not path.endswith(".py") or not name.isidentifier():
        yield Diagnostic(
            "LF121",
            f"handler {function.handler!r} of function {function.name!r} is not of the form path.py:function",
            function.location,
            f"write handler={_handler_meant(function.handler, read_source)!r}",
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
    given = {name for name in step.params if isinstance(name, str)}  # type: ignore[redundant-expr]  # others are told of
    for name in sorted(set(names) - given):
        yield Diagnostic(
            "LF123",
            f"query {step.name!r} uses :{name}, which params= does not give",
            step.location,
            f'add params={{"{name}": ...}}',
        )
    for name in sorted(given - set(names)):
        otherwise = f"write :{name} in the statement, or drop it from params="
        hint = suggestion(name, names, otherwise, written=":{}".format)
        yield Diagnostic("LF124", f"query {step.name!r} never uses its parameter {name!r}", step.location, hint)
