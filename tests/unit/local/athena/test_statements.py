# ruff: noqa: E501  a statement and what it gives stand on one line
"""Every expected value was computed by hand from Trino's documented rules, not by running the code."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from lakeflow.errors import QueryError
from lakeflow.local.athena.catalog import LakeCatalog
from lakeflow.local.athena.statements import run_query

D = Decimal


@pytest.fixture(scope="module")
def catalog(tmp_path_factory: pytest.TempPathFactory) -> LakeCatalog:
    import deltalake
    import pyarrow as pa

    lake = tmp_path_factory.mktemp("lake")
    orders = pa.table(
        {
            "order_id": pa.array([1, 2, 3, 4], pa.int64()),
            "user_id": pa.array([7, 7, 8, None], pa.int32()),
            "amount": pa.array([D("10.00"), D("0.01"), D("5.50"), None], pa.decimal128(10, 2)),
            "weight": pa.array([0.5, 2.5, -2.5, None], pa.float64()),
            "status": pa.array(["open", "done", "done", None]),
            "date": pa.array([date(2025, 1, 31), date(2025, 2, 1), date(2025, 2, 28), None]),
            "at": pa.array([datetime(2025, 1, 31, 23, 0, tzinfo=UTC)] * 3 + [None], pa.timestamp("us", "UTC")),
            "tags": pa.array([["a", "b"], [], ["c"], None], pa.list_(pa.string())),
        }
    )
    deltalake.write_deltalake(lake / "silver" / "orders", orders, partition_by=["status"])
    deltalake.write_deltalake(lake / "gold" / "empty", pa.table({"n": pa.array([], pa.int32())}))
    return LakeCatalog(lake)


VALUES = [
    ("SELECT 7/2, -7/2, 7%3, -7%3", (3, -3, 1, -1)),
    ("SELECT 9223372036854775807/2", (4611686018427387903,)),
    ("SELECT 7/2.0, 7/2e0, 1/3.000, 2.5*2.5", (D("3.5"), 3.5, D("0.333"), D("6.25"))),
    ("SELECT sum(order_id)/count(*) FROM orders", (2,)),
    ("SELECT sum(amount), avg(amount) FROM orders", (D("15.51"), D("5.17"))),
    ("SELECT sum(amount)/count(amount), sum(amount)/2 FROM orders WHERE order_id < 3", (D("5.01"), D("5.01"))),
    ("SELECT avg(order_id), avg(weight) FROM orders WHERE order_id < 3", (1.5, 1.5)),
    ("SELECT 100 * sum(amount) / 3 FROM orders", (D("517.00"),)),
    ("WITH t AS (SELECT 1.5 * amount AS x FROM orders WHERE order_id = 1) SELECT x / 7 FROM t", (D("2.143"),)),
    ("SELECT round(amount, 1), round(2.45, 1) FROM orders WHERE order_id = 3", (D("5.50"), D("2.50"))),
    ("SELECT CAST(2.5 AS integer), CAST(weight AS integer) FROM orders WHERE order_id = 2", (3, 3)),
    ("SELECT CAST(weight AS bigint) FROM orders WHERE order_id = 3", (-3,)),
    ("SELECT CAST('abcdef' AS varchar(3)), CAST(amount AS varchar) FROM orders WHERE order_id = 2", ("abc", "0.01")),
    ("SELECT CAST(at AS varchar), CAST(date AS varchar) FROM orders WHERE order_id = 1", ("2025-01-31 23:00:00.000 UTC", "2025-01-31")),
    ("SELECT concat('a', status), 'a' || status, greatest(1, user_id) FROM orders WHERE order_id = 4", (None, None, None)),
    ("SELECT date + interval '1' day, date_add('month', 1, date) FROM orders WHERE order_id = 1", (date(2025, 2, 1), date(2025, 2, 28))),
    ("SELECT date_trunc('month', date), date_diff('month', date, DATE '2025-02-01') FROM orders WHERE order_id = 1", (date(2025, 1, 1), 0)),
    ("SELECT date_diff('day', TIMESTAMP '2025-01-01 23:00:00', TIMESTAMP '2025-01-02 01:00:00')", (0,)),
    ("SELECT date_diff('day', DATE '2025-01-01', DATE '2025-02-01')", (31,)),
    ("SELECT sequence(DATE '2025-01-01', DATE '2025-01-02', interval '1' day)", ([date(2025, 1, 1), date(2025, 1, 2)],)),
    ("SELECT year(date), day_of_week(date), date_format(at, '%Y-%m-%d') FROM orders WHERE order_id = 1", (2025, 5, "2025-01-31")),
    ("SELECT count(*), count(user_id), count(DISTINCT user_id), count_if(amount > 1) FROM orders", (4, 3, 2, 2)),
    ("SELECT approx_distinct(user_id), max_by(order_id, amount), arbitrary(1) FROM orders", (2, 1, 1)),
    ("SELECT order_id FROM orders WHERE date = DATE '2025-02-01'", (2,)),
    ("SELECT order_id FROM silver.orders WHERE silver.orders.date = CAST('2025-02-01' AS date)", (2,)),
    ('SELECT "order_id" FROM "awsdatacatalog"."silver"."orders" WHERE user_id = 8', (3,)),
    ("SELECT count(*) FROM orders a JOIN silver.orders b ON a.order_id = b.order_id", (4,)),
    ("SELECT tag FROM orders CROSS JOIN UNNEST(tags) AS t(tag) WHERE order_id = 3", ("c",)),
    ("SELECT status, sum(amount) AS total FROM orders GROUP BY status ORDER BY total DESC LIMIT 1", ("open", D("10.00"))),
    ("SELECT status FROM orders GROUP BY 1 ORDER BY 1 LIMIT 1", ("done",)),
    ("SELECT user_id FROM orders ORDER BY user_id DESC LIMIT 1", (8,)),
    ("SELECT row_number() OVER (ORDER BY order_id DESC) FROM orders ORDER BY order_id LIMIT 1", (4,)),
    ("SELECT json_extract_scalar('{\"a\": {\"b\": 5}}', '$.a.b')", ("5",)),
    ("SELECT try_cast('x' AS integer), coalesce(NULL, 3), nullif(1, 1), if(1 > 2, 'a', 'b')", (None, 3, None, "b")),
    ("SELECT element_at(tags, 1), cardinality(tags) FROM orders WHERE order_id = 1", ("a", 2)),
    ("SELECT date_parse('2025-01-31', '%Y-%m-%d'), from_iso8601_date('2025-01-31')", (datetime.fromisoformat("2025-01-31"), date(2025, 1, 31))),
    ("SELECT count(*) FROM (SELECT order_id FROM orders UNION ALL SELECT n FROM gold.empty)", (4,)),
]  # fmt: skip


@pytest.mark.parametrize(("sql", "expected"), VALUES)
def test_a_query_gives_the_values_that_athena_gives(
    catalog: LakeCatalog, sql: str, expected: tuple[object, ...]
) -> None:
    assert run_query(sql, catalog=catalog, database="silver").rows == (expected,)


REFUSALS = [
    ("SELECT * FROM ordesr", "TABLE_NOT_FOUND: line 1:15: Table 'awsdatacatalog.silver.ordesr' does not exist", "did you mean orders?"),
    ("SELECT * FROM bronse.orders", "SCHEMA_NOT_FOUND", "silver"),
    ("SELECT amuont FROM orders", "COLUMN_NOT_FOUND: line 1:8: Column 'amuont' cannot be resolved", "did you mean amount?"),
    ("SELECT 1 FROM orders WHERE date = '2025-01-31'", "TYPE_MISMATCH: line 1:28: Cannot apply operator: date = varchar(10)", "DATE '"),
    ("SELECT 1 FROM orders WHERE date IN ('2025-01-31')", "TYPE_MISMATCH", "DATE '"),
    ("SELECT 1 FROM orders WHERE date BETWEEN '2025-01-31' AND '2025-02-01'", "TYPE_MISMATCH", "DATE '"),
    ("SELECT 1 FROM orders WHERE order_id = '1'", "TYPE_MISMATCH", "CAST"),
    ("SELECT status + 1 FROM orders", "TYPE_MISMATCH", "CAST"),
    ("SELECT 'n' || order_id FROM orders", "TYPE_MISMATCH", "varchar"),
    ("SELECT date - date FROM orders", "TYPE_MISMATCH", "date_diff"),
    ("SELECT coalesce(date, 'never') FROM orders", "TYPE_MISMATCH", "CAST"),
    ("SELECT CASE WHEN true THEN 1 ELSE 'x' END", "TYPE_MISMATCH", "CAST"),
    ("SELECT 1 FROM orders WHERE order_id", "TYPE_MISMATCH", ""),
    ("SELECT status AS s, count(*) FROM orders GROUP BY s", "COLUMN_NOT_FOUND", "repeat its expression"),
    ("SELECT amount AS a FROM orders WHERE a > 1", "COLUMN_NOT_FOUND", "repeat its expression"),
    ("SELECT status, count(*) FROM orders", "SYNTAX_ERROR", "GROUP BY"),
    ("SELECT order_id::varchar FROM orders", "SYNTAX_ERROR", "CAST"),
    ("SELECT nvl(status, 'x') FROM orders", "FUNCTION_NOT_FOUND", ""),
    ("SELECT list_value(1)", "FUNCTION_NOT_FOUND", ""),
    ("SELECT * FROM orders FOR VERSION AS OF 1", "NOT_SUPPORTED", "versionAsOf"),
    ("SELECT avg(amount) OVER () FROM orders", "NOT_SUPPORTED", "sum(x) OVER"),
    ("SELECT CAST(weight AS varchar) FROM orders", "NOT_SUPPORTED", "decimal"),
    ("SELECT 1/0", "DIVISION_BY_ZERO", "NULLIF"),
    ("SELECT order_id % (order_id - order_id) FROM orders", "DIVISION_BY_ZERO", "NULLIF"),
    ("SELECT amount / 0 FROM orders WHERE order_id = 1", "DIVISION_BY_ZERO", "NULLIF"),
    ("SELECT CAST('x' AS integer)", "INVALID_CAST_ARGUMENT", "TRY_CAST"),
    ("SELECT", "SYNTAX_ERROR", ""),
    ("SELECT 1; SELECT 2", "SYNTAX_ERROR", "one by one"),
    ("INSERT INTO orders SELECT * FROM orders", "NOT_SUPPORTED", "Glue"),
    ("DELETE FROM orders", "NOT_SUPPORTED", "Glue"),
    ("CREATE TABLE x AS SELECT 1 AS a", "NOT_SUPPORTED: a local run cannot CREATE", "SELECT"),
    ("UNLOAD (SELECT 1) TO 's3://x'", "NOT_SUPPORTED", "SELECT"),
]  # fmt: skip


@pytest.mark.parametrize(("sql", "message", "hint"), REFUSALS)
def test_what_athena_would_refuse_is_refused_in_its_words(
    catalog: LakeCatalog, sql: str, message: str, hint: str
) -> None:
    with pytest.raises(QueryError) as refused:
        run_query(sql, catalog=catalog, database="silver")
    assert refused.value.message.startswith(message)
    assert hint in refused.value.hint


def test_doubles_divide_by_zero_to_infinity(catalog: LakeCatalog) -> None:
    assert run_query("SELECT 1e0/0", catalog=catalog, database=None).rows == ((float("inf"),),)


def test_columns_have_athenas_names_and_types(catalog: LakeCatalog) -> None:
    sql = "SELECT Order_ID, amount AS Total, 1 + 1, sum(amount) OVER (), count(*) OVER (), at, date FROM orders"
    columns = run_query(sql, catalog=catalog, database="silver").columns
    assert [column.name for column in columns] == ["order_id", "total", "_col2", "_col3", "_col4", "at", "date"]
    kinds = [column.type.replace(" ", "") for column in columns]
    assert kinds[:5] == ["bigint", "decimal(10,2)", "integer", "decimal(38,2)", "bigint"]
    assert kinds[6] == "date"


def test_parameters_are_literals_in_sql_put_in_order(catalog: LakeCatalog) -> None:
    sql = "WITH o AS (SELECT * FROM orders WHERE status = ?) SELECT order_id FROM o WHERE date >= CAST(? AS date) AND order_id > ?"
    parameters = ["'done'", "'2025-02-02'", "-1"]
    assert run_query(sql, catalog=catalog, database="silver", parameters=parameters).rows == ((3,),)


def test_an_unquoted_date_is_arithmetic_as_on_athena(catalog: LakeCatalog) -> None:
    with pytest.raises(QueryError):
        run_query("SELECT CAST(? AS date)", catalog=catalog, database="silver", parameters=["2025-01-31"])


@pytest.mark.parametrize("parameters", [[], ["1", "2"]])
def test_a_parameter_too_few_or_too_many_is_refused(catalog: LakeCatalog, parameters: list[str]) -> None:
    with pytest.raises(QueryError, match="Incorrect number of parameters: expected 1 but found"):
        run_query("SELECT ?", catalog=catalog, database="silver", parameters=parameters)


def test_a_parameter_cannot_smuggle_a_query_in(catalog: LakeCatalog) -> None:
    with pytest.raises(QueryError, match="not a literal"):
        run_query("SELECT ?", catalog=catalog, database="silver", parameters=["(SELECT max(order_id) FROM orders)"])


def test_show_and_describe_answer_from_the_lake(catalog: LakeCatalog) -> None:
    def ask(sql: str) -> Any:
        return run_query(sql, catalog=catalog, database="silver").rows

    assert ask("SHOW DATABASES") == (("gold",), ("silver",))
    assert ask("SHOW TABLES") == (("orders",),)
    assert ask("show tables in gold") == (("empty",),)
    assert ask("DESCRIBE gold.empty") == (("n", "integer"),)
    assert ask("SHOW COLUMNS IN gold.empty") == (("n",),)
    assert ask("-- which?\nDESCRIBE silver.orders")[2] == ("amount", "decimal(10,2)")


def test_explain_shows_a_plan_of_what_would_run(catalog: LakeCatalog) -> None:
    rows = run_query("EXPLAIN SELECT status FROM orders GROUP BY status", catalog=catalog, database="silver").rows
    assert "GROUP" in str(rows).upper()
