"""Where a local run works, and how: the two values that every local executor is handed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from lakeflow.recordings.logs import log_name


@dataclass(frozen=True, slots=True, kw_only=True)
class Workspace:
    """The folders of one run, all absolute.

    ``lake_root`` holds ``<database>/<table>`` Delta folders; ``run_dir`` is this run's own (its logs are in
    ``run_dir/logs``); ``cache_dir`` outlives runs (Spark's jars, class-data archives).
    """

    project_root: Path
    lake_root: Path
    run_dir: Path
    cache_dir: Path

    def log_file(self, state: str, attempt: int) -> Path:
        """Return where an attempt at a state logs; ``attempt`` counts from 0."""
        return self.run_dir / "logs" / log_name(state, attempt)


def _say_nothing(_message: str) -> None:
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalOptions:
    """How to run on this machine.

    ``environment`` is what child processes get; ``java_home`` wins over what is found in it. ``spark_profile``
    "small" starts fast and suits megabytes, "large" compiles fully and suits gigabytes. ``notify`` takes progress
    messages about work that is done once, such as downloads.
    """

    jobs_at_once: int = 2
    java_home: str | None = None
    spark_profile: Literal["small", "large"] = "small"
    spark_conf: Mapping[str, str] = field(default_factory=dict)
    environment: Mapping[str, str] = field(default_factory=dict)
    notify: Callable[[str], None] = _say_nothing
