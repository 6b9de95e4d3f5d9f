"""The class-data archive: Java's classes as Spark uses them, loaded from one mapped file instead of 300 jars.

The first run writes down which classes it loads; when it is over, Java makes the archive of them; later runs start on
it. Whatever is wrong with the archive, Java goes on without: it can only save time.
"""

import asyncio
import hashlib
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from lakeflow.local.java import Java

# Class lists for static archives over a whole class path: https://docs.oracle.com/en/java/javase/17/vm/class-data-sharing.html
_FIRST_JAVA = 11
# A start alone loads a third of what a job does; an archive of only that would be kept for good.
_FEWEST_CLASSES = 8_000


@dataclass(frozen=True, slots=True)
class ClassArchive:
    """The archive of one Java with one class path and one set of options."""

    java: Java
    jars: tuple[Path, ...]
    file: Path

    @classmethod
    def of(cls, folder: Path, java: Java, jars: tuple[Path, ...], flags: list[str]) -> Self:
        """Return the archive's description; its name says all that it depends on."""
        collector = [flag for flag in flags if flag.startswith("-XX:+Use")]
        parts = [str(java.home), java.version, *collector]
        parts += [f"{jar}:{jar.stat().st_size}:{jar.stat().st_mtime_ns}" for jar in jars]
        return cls(java, jars, folder / f"spark-{hashlib.sha256(chr(10).join(parts).encode()).hexdigest()[:16]}.jsa")

    @property
    def class_list(self) -> Path:
        """Where a run writes down the classes it loads."""
        return self.file.with_suffix(f".{os.getpid()}.classes")

    def options(self) -> list[str]:
        """Return Java's options: use the archive, or prepare for making it."""
        if self.java.major < _FIRST_JAVA:
            return []
        if self.file.is_file():
            return [f"-XX:SharedArchiveFile={self.file}", "-Xshare:auto", "-Xlog:cds=off", "-Xlog:cds+dynamic=off"]
        self.file.parent.mkdir(parents=True, exist_ok=True)
        return [f"-XX:DumpLoadedClassList={self.class_list}"]

    async def make(self, notify: Callable[[str], None]) -> None:
        """Make the archive if a run has prepared for it; a failure leaves things as they were."""
        if self.file.is_file() or not self.class_list.is_file():
            return
        partial = self.file.with_suffix(f".{os.getpid()}.partial")
        try:
            if self.class_list.read_bytes().count(b"\n") >= _FEWEST_CLASSES:
                notify("Preparing faster starts of Spark (once)")
                await self._dump(partial)
            if partial.is_file():
                partial.replace(self.file)
        finally:
            for leftover in (partial, self.class_list):
                leftover.unlink(missing_ok=True)

    async def _dump(self, target: Path) -> None:
        collector = "-XX:+UseParallelGC"
        process = await asyncio.create_subprocess_exec(
            *(str(self.java.executable), "-Xshare:dump", collector, "-Xmx1g", "-Xlog:cds=off"),
            *(f"-XX:SharedClassListFile={self.class_list}", f"-XX:SharedArchiveFile={target}"),
            *("-cp", ":".join(map(str, self.jars))),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
        )
        try:
            await process.wait()
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
