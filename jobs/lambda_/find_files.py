"""Find the landing files of a date: those that arrived, and those that an earlier run archived.

``{"date": "2025-04-01"}`` gives ``{"count": 2, "files": [{"path": "incoming/orders/2025-04-01.csv", "etag": "..."}]}``,
``path`` below the lake's root. ``LAKE_ROOT`` names the lake. ``products.csv`` belongs to every date, so it does not
make a day alone: without orders or items there are no files. ``etag`` lets archive_files know the file again.
"""

import datetime as dt
import os
from dataclasses import asdict
from typing import Any

from lakehouse.datasets import DATASETS
from lakehouse.landing import locate
from lakehouse.storage import Storage, storage_at


def handler(event: dict[str, Any], context: object) -> dict[str, Any]:  # noqa: ARG001  Lambda calls it so
    """Answer one invocation."""
    lake_root = os.environ["LAKE_ROOT"]  # noqa: TID251  a function has no other arguments of its deployment
    files = find_files(storage_at(lake_root), event["date"])
    return {"count": len(files), "files": files}


def find_files(storage: Storage, date: str) -> list[dict[str, str]]:
    """Return path and etag of each file of ``date``; raises ValueError unless it is ``YYYY-MM-DD``."""
    dt.date.fromisoformat(date)
    found = {name: locate(storage, dataset.landing_path(date)) for name, dataset in DATASETS.items()}
    if not any(file for name, file in found.items() if DATASETS[name].dated):
        return []
    return [asdict(file) for file in found.values() if file]
