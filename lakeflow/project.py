"""A project on disk: the only reader of its files and of environment variables."""

import importlib.util
import os
import sys
from collections.abc import Mapping
from contextlib import redirect_stdout
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import CodeType, ModuleType
from typing import NamedTuple

from lakeflow.dsl.mistakes import open_findings
from lakeflow.dsl.pipeline import Pipeline
from lakeflow.errors import (
    Diagnostic,
    InvalidPipelineError,
    Location,
    ProjectError,
    suggestion,
)


class Project(NamedTuple):
    """A folder with ``config/base.toml``; paths in pipelines and in configuration count from it."""

    root: Path

    @property
    def state(self) -> Path:
        """Where runs, and by default the local lake, are kept."""
        return self.root / ".lakeflow"

    def read_source(self, path: str) -> str | None:
        """Return the text of a project file, None if there is no such file.

        Raises:
            ProjectError: it is not text in UTF-8.

        """
        file = self.root / path
        return read_text(file) if file.is_file() else None

    def read_files(self, path: str) -> Mapping[str, bytes]:
        """Return the files below a path by their path relative to it; a file is below itself under its name.

        Raises:
            ProjectError: there is nothing at the path.

        """
        start = self.root / path
        if start.is_file():
            return {start.name: start.read_bytes()}
        if not start.is_dir():
            raise ProjectError(f"there is no {path} in the project", hint="correct the path where the job declares it")
        files = sorted(file for file in start.rglob("*") if file.is_file() and "__pycache__" not in file.parts)
        return {file.relative_to(start).as_posix(): file.read_bytes() for file in files}

    def relative(self, path: str | Path) -> str:
        """Return a path as the user would write it: from the root where it lies under it."""
        absolute = Path(path).resolve()
        return str(absolute.relative_to(self.root)) if absolute.is_relative_to(self.root) else str(path)


def find_project(start: Path) -> Project:
    """Return the project that a folder or file belongs to.

    Raises:
        ProjectError: neither it nor a folder above it has ``config/base.toml``.

    """
    resolved = start.resolve()
    for folder in (resolved, *resolved.parents):
        if (folder / "config" / "base.toml").is_file():
            return Project(folder)
    raise ProjectError(
        f"{resolved} belongs to no lakeflow project",
        hint="run this inside a project: a folder with config/base.toml and pipelines/",
    )


def project_around(start: Path) -> Project:
    """Return the project that a folder belongs to, else the folder as one: a definition need not stand in a project."""
    try:
        return find_project(start)
    except ProjectError:
        return Project(start.resolve())


def process_environment() -> Mapping[str, str]:
    """Return the environment variables of this process."""
    return dict(os.environ)  # noqa: TID251  this is the one place


def without_pydantic_plugins() -> None:
    """Keep Pydantic from looking through every installed distribution for plugins: that takes longer than compiling.

    It does so when the first model is built, and Typer builds some to read the command line.
    """
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")  # noqa: TID251  this is the one place


def cache_folder(environment: Mapping[str, str]) -> Path:
    """Return where downloads are kept between projects: ``LAKEFLOW_CACHE``, else the user's cache folder."""
    if chosen := environment.get("LAKEFLOW_CACHE"):
        return Path(chosen)
    return Path(environment.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "lakeflow"


def read_text(path: Path) -> str:
    """Return the text of a file, of standard input for ``-``.

    Raises:
        ProjectError: there is no such file, or it is not text.

    """
    try:
        return sys.stdin.read() if str(path) == "-" else path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise ProjectError(f"{path}:{line} is no text in UTF-8: {error}", hint="save it as UTF-8") from None
    except OSError as error:
        raise ProjectError(f"{path} cannot be read: {error.strerror}", hint="give the path of a file") from None


def pipeline_files(project: Project) -> tuple[Path, ...]:
    """Return the modules in ``pipelines/``, those that start with an underscore left out."""
    files = sorted((project.root / "pipelines").glob("*.py"))
    return tuple(file for file in files if not file.name.startswith("_") and not file.is_dir())


def must_have_pipeline_files(project: Project) -> tuple[Path, ...]:
    """Return the modules in ``pipelines/``; raises ProjectError where there is none."""
    files = pipeline_files(project)
    if not files:
        raise ProjectError("there are no pipelines", hint="write one in pipelines/, the README shows how")
    return files


def load_module(project: Project, file: Path) -> ModuleType:
    """Return a module of pipelines, imported.

    Raises:
        ProjectError: the file is missing.
        InvalidPipelineError: it does not import, or a declaration in it is wrong.

    """
    must_be_there(project, file)
    return _import(project, file.resolve())


def pipelines_in(module: ModuleType) -> tuple[Pipeline, ...]:
    """Return the pipelines among a module's variables, in their order."""
    return tuple(dict.fromkeys(value for value in vars(module).values() if isinstance(value, Pipeline)))


def no_pipeline(file: Path) -> InvalidPipelineError:
    """Return what to raise for a module without pipelines."""
    hint = 'declare one at its top level: `with Pipeline("name") as name:`; call it _name.py if others import it'
    return InvalidPipelineError((Diagnostic("LF003", "the module declares no pipeline", Location(str(file), 1), hint),))


def must_be_there(project: Project, file: Path) -> None:
    """Raise ProjectError, with the file that was probably meant, for one that is missing."""
    if not file.is_file():
        is_module = file.suffix == ".py"
        beside = pipeline_files(project) if is_module else sorted(file.parent.glob(f"*{file.suffix}"))
        files = [project.relative(known) for known in beside if known.is_file() and known != file]
        none = "none in pipelines/" if is_module else "none beside it"
        hint = suggestion(str(file), files, f"there are: {', '.join(files) or none}")
        kind = "pipeline file" if is_module else "file"
        raise ProjectError(f"there is no {kind} {project.relative(file)}", hint=hint)


class _FromSource(SourceFileLoader):
    """Compiles a module each time that it is imported.

    Python takes bytecode that it kept for current if the source has the same length and was changed in the same second,
    as it has and was when a tool corrects one letter and renders again.
    """

    def get_code(self, fullname: str) -> CodeType:
        path = self.get_filename(fullname)
        return self.source_to_code(self.get_data(path), path)


def _import(project: Project, file: Path) -> ModuleType:
    """Import a module by its path, with the project's root on the import path, as `python -m` would have it."""
    name = f"_lakeflow_pipeline_{file.stem}"
    spec = importlib.util.spec_from_file_location(name, file, loader=_FromSource(name, str(file)))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    if str(project.root) not in sys.path:
        sys.path.insert(0, str(project.root))
    sys.modules[name] = module
    findings: list[Diagnostic] = []
    outer = open_findings.set(findings)
    try:
        # What a module prints, or a library that it imports, is no part of the document that a command prints.
        with redirect_stdout(sys.stderr):
            spec.loader.exec_module(module)
    except (Exception, SystemExit) as error:  # noqa: BLE001  whatever the author's code raises is told as a finding
        from lakeflow.import_failures import findings_of

        last = findings_of(error, module, project.root)
    else:
        last = ()
    finally:
        open_findings.reset(outer)
    pipelines = pipelines_in(module)
    if last or (findings and not pipelines):
        told = (finding for pipeline in pipelines for finding in pipeline.findings)
        raise InvalidPipelineError(tuple(dict.fromkeys((*findings, *told, *last))))
    if findings:
        pipelines[0].findings += findings
    return module
