"""The local lake: where it is, who may write to it, and the input files that a run puts into it."""

import fcntl
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from lakeflow.errors import ProjectError, RunError, RunLockedError
from lakeflow.project import Project
from lakeflow.settings import Settings


def lake_folder(project: Project, settings: Settings) -> Path:
    """Return the local folder that holds the lake.

    Raises:
        RunError: the environment's lake is not on this machine.

    """
    if "://" in settings.lake.root:
        raise RunError(
            f"the lake of this environment is {settings.lake.root}, which is not on this machine",
            hint="run with --env local; `aws stepfunctions start-execution` starts what is deployed, by "
            f"arn:{settings.aws.partition}:states:{settings.aws.region}:{settings.aws.account}:stateMachine:"
            f"{settings.project}-ENV-PIPELINE:live",
        )
    return (project.root / settings.lake.root).resolve()


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Keep other runs of the project out; the lock goes with its holder, however that ends.

    Raises:
        RunLockedError: another run has it.

    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise RunLockedError("another run is writing to this lake", hint="wait for it to end, or stop it") from None
        yield


def land(project: Project, settings: Settings, data: Path | None, lake: Path) -> str | None:
    """Copy input files to where an upload would put them, and say so; the folder they come from is only read.

    Raises:
        ProjectError: there is no folder ``data``.

    """
    if data is not None and not data.is_dir():
        raise ProjectError(f"there is no data folder {data}", hint="--data names a folder of input files")
    default = project.root / settings.local.data if settings.local.data else None
    source = data or (default if default is not None and default.is_dir() else None)
    if source is None:
        return None
    files = sorted(file for file in source.rglob("*") if file.is_file())
    for file in files:
        landed = lake / "incoming" / file.relative_to(source)
        landed.parent.mkdir(parents=True, exist_ok=True)
        draft = landed.with_name(f".{landed.name}.draft")
        shutil.copyfile(file, draft)
        draft.replace(landed)
    return f"{len(files)} input files from {project.relative(source)}"
