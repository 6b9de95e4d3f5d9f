"""The class-data archive: Java's classes as Spark uses them, loaded from one mapped file instead of 300 jars.

The first run writes down which classes it loads; when it is over, Java makes the archive of them; later runs start on
it. Whatever is wrong with the archive, Java goes on without: it can only save time.
"""

import hashlib
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from lakeflow.local.java import Java

# Class lists for static archives over a whole class path: https://docs.oracle.com/en/java/javase/17/vm/class-data-sharing.html
_FIRST_JAVA = 11
# A start alone loads a third of what a job does; an archive of only that would be kept for good.
_FEWEST_CLASSES = 8_000
_LONGEST_SECONDS = 600


@dataclass(frozen=True, slots=True)
class ClassArchive:
    """The archive of one Java with one class path and one set of options."""

    java: Java
    jars: tuple[Path, ...]
    file: Path
    class_list: Path

    @classmethod
    def of(cls, folder: Path, java: Java, jars: tuple[Path, ...], *, flags: list[str], scratch: Path) -> Self:
        """Return the archive's description; its name says all that it depends on.

        A run writes the classes it loads down in ``scratch``.
        """
        collector = [flag for flag in flags if flag.startswith("-XX:+Use")]
        parts = [str(java.home), java.version, *collector]
        parts += [f"{jar}:{jar.stat().st_size}:{jar.stat().st_mtime_ns}" for jar in jars]
        name = hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]
        return cls(java, jars, folder / f"spark-{name}.jsa", scratch / "classes")

    def options(self) -> list[str]:
        """Return Java's options: use the archive, or prepare for making it."""
        if self.java.major < _FIRST_JAVA:
            return []
        if self.file.is_file():
            return [f"-XX:SharedArchiveFile={self.file}", "-Xshare:auto", "-Xlog:cds=off", "-Xlog:cds+dynamic=off"]
        return [f"-XX:DumpLoadedClassList={self.class_list}"]

    def discard(self) -> bool:
        """Remove the archive; return whether there was one. A damaged file can crash Java before it notices."""
        there = self.file.is_file()
        self.file.unlink(missing_ok=True)
        return there

    def make(self, environment: Mapping[str, str]) -> None:
        """Start making the archive if a run has prepared for it and nobody else makes it.

        That takes half a minute, so it goes on at the lowest priority after the command is over; it writes nothing but
        the archive, and that under another name until it is whole.
        """
        if self.file.is_file() or not self.class_list.is_file():
            return
        listed = self.class_list.read_bytes()
        if listed.count(b"\n") < _FEWEST_CLASSES or not self._claim(listed):
            return
        os.posix_spawn(
            sys.executable,
            [sys.executable, "-P", "-m", __name__, str(self.java.executable), str(self.file), *map(str, self.jars)],
            environment,
            setsid=True,
            file_actions=[(os.POSIX_SPAWN_OPEN, fd, os.devnull, os.O_RDWR, 0) for fd in (0, 1, 2)],
        )

    def _claim(self, listed: bytes) -> bool:
        """Write the class list where the archive will be; return False if somebody else did and is at work."""
        claim = _class_list_of(self.file)
        claim.parent.mkdir(parents=True, exist_ok=True)
        # A maker that was killed leaves its claim.
        if claim.exists() and self.class_list.stat().st_mtime - claim.stat().st_mtime > _LONGEST_SECONDS:
            claim.unlink(missing_ok=True)
        try:
            with claim.open("xb") as file:
                file.write(listed)
        except FileExistsError:
            return False
        return True


def dump(java: str, target: Path, jars: list[str]) -> None:
    """Make an archive of the classes listed beside it."""
    listed, partial = _class_list_of(target), target.with_suffix(".partial")
    try:
        command = [java, "-Xshare:dump", "-XX:+UseParallelGC", "-Xmx1g", "-Xlog:cds=off", "-cp", ":".join(jars)]
        command += [f"-XX:SharedClassListFile={listed}", f"-XX:SharedArchiveFile={partial}"]
        done = subprocess.run(command, check=False, timeout=_LONGEST_SECONDS)  # noqa: S603  Java as lakeflow found it
        if done.returncode == 0:
            partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)
        listed.unlink(missing_ok=True)


def _class_list_of(archive: Path) -> Path:
    return archive.with_suffix(".classes")


if __name__ == "__main__":
    os.nice(19)
    dump(sys.argv[1], Path(sys.argv[2]), sys.argv[3:])
