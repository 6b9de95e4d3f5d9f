"""Move the files that a run has processed from incoming/ to archive/, below the same path.

``{"files": [...]}`` as find_files gave them; ``LAKE_ROOT`` names the lake. Nothing else is touched: a file that
arrived since, or that was delivered anew under the same name, stays in incoming/ for the next run. A second call
finds the files moved and does nothing, so a run that was killed here may simply be run again.
"""

import os
from typing import Any

from lakehouse.landing import ARCHIVE, INCOMING
from lakehouse.storage import Storage, storage_at


def handler(event: dict[str, Any], context: object) -> dict[str, Any]:  # noqa: ARG001  Lambda calls it so
    """Answer one invocation: which files were moved, by their new paths."""
    lake_root = os.environ["LAKE_ROOT"]  # noqa: TID251  a function has no other arguments of its deployment
    return {"archived": archive_files(storage_at(lake_root), event["files"])}


def archive_files(storage: Storage, files: list[dict[str, str]]) -> list[str]:
    """Move each file that still is what was processed, and return where to."""
    archived = []
    for file in files:
        source = file["path"]
        area, _, landing_path = source.partition("/")
        if area != INCOMING or storage.etag(source) != file["etag"]:
            continue
        target = f"{ARCHIVE}/{landing_path}"
        storage.move(source, target)
        archived.append(target)
    return archived
