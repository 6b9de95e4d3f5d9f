"""``lakeflow query``: ask the local tables, as Athena would answer."""

from pathlib import Path

from lakeflow.configuration import load_settings
from lakeflow.local.athena.catalog import LakeCatalog
from lakeflow.local.athena.statements import QueryResult, run_query
from lakeflow.local.extra import QUERIES, require
from lakeflow.operations.lake import lake_folder
from lakeflow.project import find_project


def query(sql: str, start: Path, environment: str) -> QueryResult:
    """Return the rows of a statement in Athena's dialect.

    Raises:
        QueryError: Athena would refuse the statement, or it failed.
        ToolMissingError: the extra ``local`` is not installed.

    """
    require(QUERIES)
    project = find_project(start)
    lake = lake_folder(project, load_settings(project, environment))
    return run_query(sql, catalog=LakeCatalog(lake), database=None)
