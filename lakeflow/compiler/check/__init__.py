"""Every mistake in a pipeline at once, each with its place and what to write instead.

The codes are stable; docs/reference/diagnostics.md explains each.
"""

from collections.abc import Iterable

from lakeflow.compiler.check.calls import check_calls
from lakeflow.compiler.check.fields import check_fields, declared_type
from lakeflow.compiler.check.files import ReadSource, check_files
from lakeflow.compiler.check.names import check_names
from lakeflow.compiler.check.payloads import check_payloads
from lakeflow.compiler.check.references import check_references
from lakeflow.compiler.check.regions import check_regions
from lakeflow.dsl.expressions import Jsonata, parts_of
from lakeflow.dsl.pipeline import Pipeline
from lakeflow.dsl.raw import Raw
from lakeflow.dsl.references import expressions_in
from lakeflow.errors import Diagnostic, Location


def check(pipeline: Pipeline, read_source: ReadSource) -> tuple[Diagnostic, ...]:
    """Return what is wrong with a pipeline, in the order of its source."""
    findings = [
        *pipeline.findings,
        *check_names(pipeline),
        *check_references(pipeline),
        *check_files(pipeline, read_source),
        *check_fields(pipeline, declared_type),
        *check_payloads(pipeline),
        *check_calls(pipeline),
        *check_regions(pipeline),
        *_check_raw(pipeline),
    ]
    return in_order(findings)


def in_order(findings: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Return findings in the order of the source, each once."""
    return tuple(sorted(dict.fromkeys(findings), key=lambda finding: finding.location or Location("", 0)))


def _check_raw(pipeline: Pipeline) -> list[Diagnostic]:
    """Return what is wrong with ASL and JSONata of the author's own; who wrote none does not load their parsers."""
    for step in pipeline.steps():
        if isinstance(step, Raw) or any(
            isinstance(part, Jsonata)
            for value in step.values
            for expression in expressions_in(value)
            for part in parts_of(expression)
        ):
            from lakeflow.compiler.check.raw import check_raw

            return list(check_raw(pipeline))
    return []
