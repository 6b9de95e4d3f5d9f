"""The pipelines of a project that no test ran."""

from collections.abc import Iterator
from pathlib import Path

from lakeflow.operations.compiling import compile_file
from lakeflow.operations.runnable import Runnable, runnable_of
from lakeflow.project import find_project, pipeline_files
from lakeflow.testing.coverage import Coverage


def untested(start: Path, coverage: Coverage) -> Iterator[Runnable]:
    """Yield the definitions of every pipeline file around ``start`` that the coverage does not know.

    Raises:
        LakeflowError: there is no project, or a pipeline does not compile.

    """
    project = find_project(start)
    for file in pipeline_files(project):
        if not coverage.has_file(project.relative(file)):
            yield from (runnable_of(found) for found in compile_file(project, file, "local"))
