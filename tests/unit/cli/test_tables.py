"""Tables for readers."""

from lakeflow.cli.tables import without_empty_columns


def test_a_column_in_which_no_row_has_anything_is_left_out() -> None:
    names, rows = without_empty_columns(["release", "version", "by"], [["1", "", "ann"], ["2", "", ""]])
    assert (names, rows) == (["release", "by"], [["1", "ann"], ["2", ""]])


def test_a_table_without_rows_keeps_its_head() -> None:
    assert without_empty_columns(["release", "version"], []) == (["release", "version"], [])
