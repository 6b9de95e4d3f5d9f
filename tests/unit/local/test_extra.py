import pytest

from lakeflow.errors import ToolMissingError
from lakeflow.local.extra import QUERIES, require


def test_what_is_installed_is_not_missed() -> None:
    require(QUERIES)
    require(())


def test_what_is_not_installed_is_named_with_the_command_to_type() -> None:
    with pytest.raises(ToolMissingError, match="this needs no_such_package, not installed here") as caught:
        require(("duckdb", "no_such_package"))
    assert "pip install" in caught.value.hint
