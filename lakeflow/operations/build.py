"""``lakeflow build``: a project as one file that every environment is deployed from, the same bytes every time."""

import io
import json
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory

from lakeflow.errors import ProjectError
from lakeflow.operations.compiling import compile_file
from lakeflow.operations.provenance import provenance
from lakeflow.operations.soundness import must_be_sound
from lakeflow.project import find_project, must_have_pipeline_files
from lakeflow.resources.artifacts import archive

PARTS = ("config", "jobs", "pipelines")
MANIFEST = "lakeflow.json"


def build(start: Path, output: Path) -> str:
    """Write the bundle of a project and return its SHA-256; every pipeline must be sound in every environment.

    Raises:
        ProjectError: there are no pipelines.
        InvalidPipelineError: a pipeline is wrong.

    """
    project = find_project(start)
    pipelines = must_have_pipeline_files(project)
    for environment in sorted(file.stem for file in (project.root / "config").glob("*.toml") if file.stem != "base"):
        for file in pipelines:
            for found in compile_file(project, file, environment):
                must_be_sound(project, found)
    files = {f"{part}/{name}": content for part in PARTS for name, content in project.read_files(part).items()}
    manifest = {"lakeflow": version("lakeflow"), "revision": provenance(project).revision}
    files[MANIFEST] = json.dumps(manifest, indent=1).encode()
    bundle = archive(output.name, files)
    output.write_bytes(bundle.content)
    return bundle.sha256


@contextmanager
def unpacked(bundle: Path) -> Iterator[tuple[Path, str]]:
    """Give the folder of a bundle's project, and the revision that it was built from, for the length of a block.

    Raises:
        ProjectError: the file is no bundle, or another version of lakeflow made it, which may compile differently.

    """
    with TemporaryDirectory(prefix="lakeflow-") as folder:
        try:
            with zipfile.ZipFile(io.BytesIO(bundle.read_bytes())) as zipped:
                manifest = json.loads(zipped.read(MANIFEST))
                made, revision = manifest["lakeflow"], manifest["revision"]
                zipped.extractall(folder)
        except (OSError, zipfile.BadZipFile, KeyError, ValueError) as error:
            raise ProjectError(f"{bundle} is not a bundle: {error}", hint="make one with: lakeflow build") from None
        if made != version("lakeflow"):
            raise ProjectError(
                f"{bundle} was built by lakeflow {made}, and this is {version('lakeflow')}",
                hint=f"pip install lakeflow=={made}, or build it again",
            )
        yield Path(folder), revision
