"""What the Python of a job's Glue version would not parse, found before AWS finds it."""

import ast
from collections.abc import Iterator

from lakeflow.errors import Diagnostic, Location, Severity
from lakeflow.resources.code import ReadFiles
from lakeflow.resources.glue_versions import RUNTIMES
from lakeflow.resources.model import Resources


def unparsed(resources: Resources, read: ReadFiles) -> Iterator[Diagnostic]:
    """Yield where jobs' scripts do not parse on AWS; of libraries as a warning, for nobody may import that file.

    The parser knows of the newest words, such as ``except*``, which Python has them: not of all.
    """
    for job in resources.glue_jobs.values():
        for path in (job.script, *job.extra_py_files):
            severity = Severity.ERROR if path == job.script else Severity.WARNING
            for file, content in _modules(path, read):
                yield from _unparsed(file, content, job.glue_version, severity)


def _modules(path: str, read: ReadFiles) -> Iterator[tuple[str, bytes]]:
    """Yield the Python files that a path is or holds, each by its path from the project's root."""
    for name, content in read(path).items():
        if name.endswith(".py"):
            yield path if path.endswith(name) else f"{path.rstrip('/')}/{name}", content


def _unparsed(file: str, content: bytes, glue_version: str, severity: Severity) -> Iterator[Diagnostic]:
    python = RUNTIMES[glue_version].python
    major, minor = map(int, python.split("."))
    try:
        ast.parse(content, file, feature_version=(major, minor))
    except SyntaxError as error:
        yield Diagnostic(
            "LF122",
            f"{file} does not parse on Glue {glue_version}, whose Python is {python}: {error.msg}",
            Location(file, error.lineno or 1, error.offset or 0),
            "write it as that Python has it, or choose another [glue] version in config/",
            severity,
        )
