"""A pipeline's code as artifacts: what each job and each function is made of."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from lakeflow.resources.artifacts import Artifact, archive, script
from lakeflow.resources.model import LambdaFunctionResource, Resources

ReadFiles: TypeAlias = Callable[[str], Mapping[str, bytes]]
"""Gives the files below a path of the project by their path relative to it; a file is below itself under its name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JobCode:
    """A job's script, and the zip that its libraries are in."""

    script: Artifact
    libraries: Artifact | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """The artifacts of jobs and functions by the physical names of these."""

    jobs: Mapping[str, JobCode]
    functions: Mapping[str, Artifact]

    def artifacts(self) -> Iterator[Artifact]:
        """Yield every artifact once."""
        seen: set[str] = set()
        every = [part for job in self.jobs.values() for part in (job.script, job.libraries) if part is not None]
        for artifact in [*every, *self.functions.values()]:
            if artifact.key not in seen:
                seen.add(artifact.key)
                yield artifact


def code_of(resources: Resources, read: ReadFiles) -> Code:
    """Return the code of all jobs and functions, read through ``read``."""
    jobs = {
        name: JobCode(script=script(job.script, _file(job.script, read)), libraries=_library(job.extra_py_files, read))
        for name, job in resources.glue_jobs.items()
    }
    functions = {name: _function(function, read) for name, function in resources.functions.items()}
    return Code(jobs=jobs, functions=functions)


def handler_name(handler: str) -> str:
    """Return Lambda's name for a handler.

    >>> handler_name("jobs/lambda_/find_files.py:handler")
    'find_files.handler'
    """
    path, _, function = handler.partition(":")
    return f"{_file_name(path).removesuffix('.py')}.{function}"


def _file(path: str, read: ReadFiles) -> bytes:
    return read(path)[_file_name(path)]


def _file_name(path: str) -> str:
    return path.rpartition("/")[2]


def _library(paths: tuple[str, ...], read: ReadFiles) -> Artifact | None:
    return archive("libraries.zip", _merged(paths, read)) if paths else None


def _function(function: LambdaFunctionResource, read: ReadFiles) -> Artifact:
    module = function.handler.partition(":")[0]
    files = {**_merged(function.libraries, read), _file_name(module): _file(module, read)}
    return archive(f"{_file_name(module).removesuffix('.py')}.zip", files)


def _merged(paths: tuple[str, ...], read: ReadFiles) -> dict[str, bytes]:
    return {name: content for path in paths for name, content in read(path).items()}
