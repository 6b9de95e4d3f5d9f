"""A job's beginning and end; bookmarks, which they are for, work only on AWS."""

from collections.abc import Mapping
from typing import Any


class Job:
    """Glue's job object: ``init`` and ``commit`` are there, and keep no bookmark."""

    def __init__(self, glue_context: Any) -> None:
        self.glue_context = glue_context
        self.name = ""

    def init(self, job_name: str, args: Mapping[str, Any] | None = None) -> None:
        """Say which job this is."""
        self.name = job_name
        self.arguments = dict(args or {})

    def commit(self) -> None:
        """Say that the job's work is done."""

    def isInitialized(self) -> bool:  # noqa: N802  Glue's own name
        """Return whether ``init`` was called."""
        return bool(self.name)
