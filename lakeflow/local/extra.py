"""The extra ``local``: what running and querying here needs beyond what compiling does."""

from collections.abc import Sequence
from importlib.util import find_spec

from lakeflow.errors import ToolMissingError

JOBS = ("pyspark", "delta")
QUERIES = ("duckdb", "deltalake", "pyarrow", "pytz", "sqlglot")


def require(packages: Sequence[str]) -> None:
    """Make sure that packages are installed, without importing them.

    Raises:
        ToolMissingError: naming those that are not.

    """
    missing = [package for package in packages if find_spec(package) is None]
    if missing:
        raise ToolMissingError(
            f"this needs {', '.join(missing)}, not installed here", hint="pip install 'lakeflow[local]'"
        )
