"""Rows of a query, run: text as Athena gives it, or what it spells where the author says so."""

from datetime import date
from decimal import Decimal
from typing import Any, TypedDict

from lakeflow import Athena, Lambda, LambdaFunction, Pipeline

FIND = LambdaFunction("find", handler="jobs/find.py:handler")


class Row(TypedDict):
    n: int
    ratio: float | None
    amount: Decimal
    ok: bool
    day: date


def result_set(names: list[str], *rows: list[str | None]) -> Any:
    table: list[list[str | None]] = [[*names], *rows]
    cells = [[{} if cell is None else {"VarCharValue": cell} for cell in row] for row in table]
    columns = [{"Name": name, "Type": "varchar"} for name in names]
    metadata = {"ColumnInfo": columns}
    return {"ResultSet": {"ResultSetMetadata": metadata, "Rows": [{"Data": row} for row in cells]}}


def rows_of(play: Any, columns: Any, answer: Any) -> Any:
    with Pipeline("shop") as shop:
        query = Athena("query", "SELECT * FROM t", columns=columns)
        Lambda("report", FIND, payload={"rows": query.rows})
    run = {"QueryExecution": {"QueryExecutionId": "q1"}}
    result, asked = play(shop, {"query": [run], "query.rows": [answer]})
    assert result.status == "SUCCEEDED", result.cause
    return asked["report"][0]["Payload"]["rows"]


NAMES = ["n", "ratio", "amount", "ok", "day"]


def test_declared_columns_come_as_what_they_spell(play: Any) -> None:
    answer = result_set(NAMES, ["7", "0.5", "12.30", "true", "2024-01-01"], ["-1", None, "0", "false", None])
    assert rows_of(play, Row, answer) == [
        {"n": 7, "ratio": 0.5, "amount": 12.3, "ok": True, "day": "2024-01-01"},
        {"n": -1, "ratio": None, "amount": 0, "ok": False, "day": None},
    ]


def test_other_columns_stay_text(play: Any) -> None:
    answer = result_set(NAMES, ["7", "0.5", "1", "true", "2024-01-01"])
    assert rows_of(play, {"n": int}, answer) == [
        {"n": 7, "ratio": "0.5", "amount": "1", "ok": "true", "day": "2024-01-01"}
    ]
    assert rows_of(play, None, answer)[0]["n"] == "7"


def test_a_query_without_rows_gives_an_empty_list(play: Any) -> None:
    assert rows_of(play, Row, result_set(NAMES)) == []
    assert rows_of(play, {"n": int}, result_set(["n"])) == []


def test_a_single_column_is_an_object_too(play: Any) -> None:
    assert rows_of(play, {"n": int}, result_set(["n"], ["1"], ["2"])) == [{"n": 1}, {"n": 2}]
