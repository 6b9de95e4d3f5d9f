"""Declarations of any arguments whatever: each mistake is told, and nothing that an author writes ends otherwise."""

import operator
from collections.abc import Callable
from contextlib import AbstractContextManager
from random import Random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

import lakeflow
from lakeflow import Lambda, Pipeline, StringParam, fn
from lakeflow.compiler.driver import compile_pipeline
from lakeflow.dsl.declared import Declared
from lakeflow.dsl.forms import Form, form_of
from lakeflow.dsl.mistakes import open_findings
from lakeflow.dsl.references import Ref
from lakeflow.dsl.steps import Step
from lakeflow.errors import Diagnostic, InvalidPipelineError
from lakeflow.operations.compiling import load_services
from tests.targets import TARGET

KINDS = [
    kind
    for name in lakeflow.__all__
    if isinstance(kind := getattr(lakeflow, name), Declared) and kind is not lakeflow.Pipeline
]
FUNCTIONS: list[Callable[..., Any]] = [getattr(fn, name) for name in fn.__all__]
OPERATORS: list[Callable[[Any, Any], Any]] = [
    operator.add, operator.sub, operator.mul, operator.truediv, operator.floordiv, operator.mod, operator.pow,
    operator.eq, operator.ne, operator.lt, operator.ge, operator.and_, operator.or_,
]  # fmt: skip
CARE = 0.95
"""How likely an author gives what is asked for."""

WAYS = ("when", "otherwise", "catch", "always", "returns")


class Author:
    """Writes what comes to mind."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.pipeline = Pipeline("shop", params={"name": StringParam(default="x")})
        self.values: list[Any] = [
            5, -1, 1.5, None, True, "", "x", "load", "find", "rate(1 hour)", "never", "$.x", b"x", object(), [1], ["x"],
            {}, {"a": 1}, {1: 2}, lambda: 1, lambda item: item, Lambda, ValueError,
            self.pipeline.params.name, [self.pipeline.params.name],
        ]  # fmt: skip

    def any(self) -> Any:
        return self.random.choice(self.values)

    def meant_for(self, form: Form, name: str) -> Any:
        """Return what fits an argument, mostly."""
        fitting = [value for value in self.values if form.fits(name, value)]
        return self.random.choice(fitting if fitting and self.random.random() < CARE else self.values)

    def arguments_of(self, called: Callable[..., Any]) -> dict[str, Any]:
        """Return most of what must be given, and some of what may be."""
        form = form_of(called)
        names = [name for name in form.annotations if name != "location"]
        taken = [name for name in names if self.random.random() < (CARE if name in form.required else 0.2)]
        return {name: self.meant_for(form, name) for name in taken}

    def declare(self, depth: int = 0) -> None:
        """Declare a step or a resource, use what it gives, and open its regions."""
        kind = self.random.choice(KINDS)
        made: Any = kind(**self.arguments_of(kind))
        self.values.append(made)
        self.values += [getattr(made, part) for part in ("output", "item", "rows", "error") if hasattr(made, part)]
        if isinstance(made, Step) and isinstance(made, AbstractContextManager) and depth < 2:
            with made:
                self.fill(made, depth)

    def fill(self, step: Any, depth: int) -> None:
        if self.random.random() < 0.5:
            self.declare(depth + 1)
        for way in WAYS:
            if hasattr(step, way) and self.random.random() < 0.5:
                region = getattr(step, way)(*[self.any() for _ in range(way not in {"otherwise", "always"})])
                if isinstance(region, AbstractContextManager):
                    with region:
                        self.declare(depth + 1)

    def compute(self) -> None:
        """Compute with references, by operators and functions."""
        references = [value for value in self.values if isinstance(value, Ref)]
        reference = self.random.choice(references)
        self.values.append(self.random.choice(OPERATORS)(reference, self.any()))
        function = self.random.choice(FUNCTIONS)
        found = function(**self.arguments_of(function))
        self.values.append(found if function is not fn.when else found.otherwise(self.any()))


@settings(max_examples=400)
@given(st.integers(0, 2**32))
def test_whatever_is_declared_ends_in_findings_or_a_machine(seed: int) -> None:
    author = Author(seed)
    findings: list[Diagnostic] = []
    outer = open_findings.set(findings)
    try:
        with author.pipeline:
            for _ in range(author.random.randrange(1, 5)):
                author.declare()
                if author.random.random() < 0.3:
                    author.compute()
        author.pipeline.findings += findings
        compile_pipeline(author.pipeline, TARGET, lambda _: None, load_services=load_services)
    except InvalidPipelineError as error:
        told = error.diagnostics
    else:
        told = ()
    finally:
        open_findings.reset(outer)
    assert set(findings) <= set(told)
    assert all(finding.location is not None for finding in told)
