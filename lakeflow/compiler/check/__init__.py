"""Every mistake in a pipeline at once, each with its place and what to write instead.

The codes are stable; docs/reference/diagnostics.md explains each.
"""

from collections.abc import Iterable

from lakeflow.compiler.check.calls import check_calls
from lakeflow.compiler.check.fields import check_fields, declared_type
from lakeflow.compiler.check.files import ReadSource, check_files
from lakeflow.compiler.check.names import check_names
from lakeflow.compiler.check.parts import Parts, parts_within
from lakeflow.compiler.check.payloads import check_payloads
from lakeflow.compiler.check.references import check_references
from lakeflow.compiler.check.regions import check_regions
from lakeflow.compiler.check.resources import check_resources
from lakeflow.dsl.expressions import Jsonata
from lakeflow.dsl.pipeline import Pipeline
from lakeflow.dsl.raw import Raw
from lakeflow.errors import Diagnostic, Location
from lakeflow.graph.build import Graphs


def check(pipeline: Pipeline, graphs: Graphs, read_source: ReadSource) -> tuple[Diagnostic, ...]:
    """Return what is wrong with a pipeline, of whose regions ``graphs`` are, in the order of its source."""
    parts = {step: tuple(parts_within(step)) for step in pipeline.steps()}
    findings = [
        *pipeline.findings,
        *check_names(pipeline),
        *check_references(pipeline),
        *check_resources(pipeline),
        *check_files(pipeline, read_source),
        *check_fields(parts, declared_type),
        *check_payloads(pipeline),
        *check_calls(parts),
        *check_regions(pipeline, graphs),
        *_check_raw(parts),
        *_check_schedule(pipeline),
    ]
    return in_order(findings)


_DECLARING = "LF2"
"""What the codes of mistakes in declarations begin with."""


def in_order(findings: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Return findings in the order of the source, each once; none of what stands in for a declaration."""
    found = tuple(dict.fromkeys(findings))
    replaced = {finding.location for finding in found if finding.stands_in}
    told = (finding for finding in found if finding.location not in replaced or finding.code.startswith(_DECLARING))
    return tuple(sorted(told, key=lambda finding: finding.location or Location("", 0)))


def _check_raw(parts: Parts) -> list[Diagnostic]:
    """Return what is wrong with ASL and JSONata of the author's own; who wrote none does not load their parsers."""
    if not any(isinstance(step, Raw) or any(type(part) is Jsonata for part in parts[step]) for step in parts):
        return []
    from lakeflow.compiler.check.raw import check_raw

    return list(check_raw(parts))


def _check_schedule(pipeline: Pipeline) -> list[Diagnostic]:
    """Return what is wrong with a schedule; UTC is a time zone, and its dates are those that are passed on."""
    if pipeline.schedule is None or pipeline.schedule.timezone == "UTC":
        return []
    from lakeflow.compiler.check.schedules import check_schedule

    return list(check_schedule(pipeline))
