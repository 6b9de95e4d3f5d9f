import pytest

from lakeflow.compiler.sql import is_statement, positional


@pytest.mark.parametrize(
    ("sql", "query", "names"),
    [
        ("SELECT 1", "SELECT 1", ()),
        ("WHERE a = :a AND b = :b AND c = :a", "WHERE a = ? AND b = ? AND c = ?", ("a", "b", "a")),
        ("SELECT ':a', \":b\" FROM t", "SELECT ':a', \":b\" FROM t", ()),
        ("SELECT 'it''s :a' WHERE x = :a", "SELECT 'it''s :a' WHERE x = ?", ("a",)),
        ("SELECT x::int WHERE y = :y", "SELECT x::int WHERE y = ?", ("y",)),
        ("SELECT a -- :no\nFROM t", "SELECT a FROM t", ()),
        ("SELECT a /* :no\n -- 'still */ FROM t", "SELECT a FROM t", ()),
        ("SELECT a\n\n   FROM\tt ;\n", "SELECT a FROM t", ()),
        ("SELECT '  two  spaces\n' AS x", "SELECT '  two  spaces\n' AS x", ()),
        ("SELECT a-b, a - -b", "SELECT a-b, a - -b", ()),
    ],
)
def test_names_become_question_marks_outside_strings_and_comments(sql: str, query: str, names: tuple[str, ...]) -> None:
    assert positional(sql) == (query, names)


@pytest.mark.parametrize(("sql", "expected"), [("jobs/sql/a.sql", False), ("SELECT 1", True), ("SHOW TABLES", True)])
def test_a_path_is_told_from_a_statement(sql: str, expected: bool) -> None:
    assert is_statement(sql) is expected
