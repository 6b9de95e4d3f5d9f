"""Delta's jars: fetched once from Maven Central, checked, and kept."""

import hashlib
import importlib.util
import os
import re
import urllib.error
import urllib.request
import zipfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from lakeflow.errors import ToolMissingError

_IVY = ("ivy-*.jar", "org/apache/ivy/plugins/resolver/IBiblioResolver.class")
"""Where Spark's own Ivy keeps the address of Maven Central."""


@dataclass(frozen=True, slots=True)
class Artifact:
    """A jar by its Maven coordinates."""

    group: str
    name: str
    version: str

    @property
    def file_name(self) -> str:
        """The jar's name in any folder."""
        return f"{self.name}-{self.version}.jar"

    @property
    def path(self) -> str:
        """The jar's place in a Maven repository."""
        return f"{self.group.replace('.', '/')}/{self.name}/{self.version}/{self.file_name}"


# What io.delta:delta-spark_2.12:3.3.2 resolves to; the rest is in Spark itself.
DELTA = (
    Artifact("io.delta", "delta-spark_2.12", "3.3.2"),
    Artifact("io.delta", "delta-storage", "3.3.2"),
    Artifact("org.antlr", "antlr4-runtime", "4.9.3"),
)


def delta_jars(folder: Path, notify: Callable[[str], None], *, repository: str | None = None) -> tuple[Path, ...]:
    """Return Delta's jars, fetching into ``folder`` what is not there yet, by default from Maven Central.

    Python fetches them, not Spark's Ivy: a Java that came from PyPI may not trust what this machine trusts.

    Raises:
        ToolMissingError: a jar cannot be fetched, or is not what its checksum says.

    """
    missing = [artifact for artifact in DELTA if not (folder / artifact.file_name).is_file()]
    if missing:
        notify(f"Fetching Delta Lake {DELTA[0].version} from Maven Central ({len(missing)} jars, once)")
        folder.mkdir(parents=True, exist_ok=True)
        with ThreadPoolExecutor(len(missing)) as pool:
            source = repository or maven_central()
            list(pool.map(lambda artifact: _fetch(artifact, folder, source), missing))
    return tuple(folder / artifact.file_name for artifact in DELTA)


def spark_jars() -> tuple[Path, ...]:
    """Return the jars of the installed pyspark, in one order everywhere.

    Raises:
        ToolMissingError: pyspark is not installed.

    """
    found = importlib.util.find_spec("pyspark")
    if found is None or found.origin is None:
        raise ToolMissingError("Glue steps need pyspark to run here", hint="pip install 'lakeflow[local]'")
    return tuple(sorted((Path(found.origin).parent / "jars").glob("*.jar")))


def maven_central() -> str:
    """Return the address of Maven Central, as Spark's own Ivy knows it.

    Raises:
        ToolMissingError: pyspark is not installed, or not with the Ivy that it had.

    """
    pattern, resolver = _IVY
    for jar in spark_jars():
        if jar.match(pattern):
            with zipfile.ZipFile(jar) as archive:
                found = re.search(rb"https://[\x21-\x7e]+/maven2(?=/)", archive.read(resolver))
            if found is not None:
                return found[0].decode()
    raise ToolMissingError("pyspark's Ivy is not where it was", hint="pip install --force-reinstall pyspark==3.5.6")


def _fetch(artifact: Artifact, folder: Path, repository: str) -> None:
    url = f"{repository}/{artifact.path}"
    try:
        body = _read(url)
        expected = _read(f"{url}.sha1").decode().split()[0]
    except (OSError, urllib.error.URLError) as error:
        raise ToolMissingError(
            f"cannot fetch {artifact.file_name} from Maven Central: {error}",
            hint=f"connect to the network once, or copy {', '.join(each.file_name for each in DELTA)} into {folder}",
        ) from error
    # Maven Central publishes SHA-1 beside every file; it guards against a broken transfer, TLS against the rest.
    if hashlib.sha1(body, usedforsecurity=False).hexdigest() != expected:
        raise ToolMissingError(
            f"{artifact.file_name} from Maven Central does not have the checksum it should",
            hint="run again; if it stays so, something between this machine and Maven Central changes files",
        )
    # Renaming is atomic: another run sees a whole jar or none.
    partial = folder / f".{artifact.file_name}.{os.getpid()}"
    partial.write_bytes(body)
    partial.replace(folder / artifact.file_name)


def _read(url: str) -> bytes:
    with urllib.request.urlopen(url, timeout=60) as response:  # noqa: S310  the scheme is https, or a test's
        body: bytes = response.read()
        return body
