"""The parts of the jobs' library that work on frames."""

import random
from decimal import Decimal
from typing import Any

import pytest
from lakehouse.datasets import ORDERS

pytestmark = pytest.mark.spark


@pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning")  # PySpark leaves them to the collector
def test_the_shares_of_an_order_add_up_to_its_amount_and_differ_by_a_cent_at_most(spark: Any) -> None:
    from lakehouse.allocation import allocate

    chance = random.Random(5)
    amounts = {order_id: Decimal(chance.randint(1, 99999)) / 100 for order_id in range(1, 60)}
    carts = {order_id: list(range(1, chance.randint(2, 12))) for order_id in amounts}
    orders = spark.createDataFrame(
        [(order_id, 1, "2024-01-01", amount) for order_id, amount in amounts.items()],
        "order_id INT, user_id INT, date STRING, total_amount DECIMAL(10,2)",
    )
    lines = [(order_id * 100 - place, order_id, 2, "x", place) for order_id, cart in carts.items() for place in cart]
    items = spark.createDataFrame(lines, "id INT, order_id INT, user_id INT, date STRING, add_to_cart_order INT")
    shares: dict[int, list[Decimal]] = {}
    for row in allocate(orders, items).orderBy("order_id", "add_to_cart_order").collect():
        shares.setdefault(row.order_id, []).append(row.line_amount)
    assert {order_id: sum(parts) for order_id, parts in shares.items()} == amounts
    for parts in shares.values():
        assert parts == sorted(parts, reverse=True)
        assert parts[0] - parts[-1] <= Decimal("0.01")


@pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning")
def test_rules_give_every_reason_and_one_valid_row_of_a_key_is_kept(spark: Any) -> None:
    from lakehouse.quality import Rule, judge, mark_duplicates

    rows = spark.createDataFrame([(1, 5), (1, 7), (1, None), (1, -1), (None, -1), (2, 0)], "id INT, size INT")
    rules = (
        Rule("id IS NOT NULL", "no id"),
        Rule("size >= 0", "small"),
        Rule("coalesce(size, 0) IN (0, 5, 7, NULL)", "odd"),
    )
    judged = mark_duplicates(judge(rows, rules), "id", ("size",))
    found = {(row.id, row["size"]): row.reasons for row in judged.collect()}
    # NULL meets a rule: -1 IN (..., NULL) is NULL, and so is NULL >= 0.
    assert found == {
        (1, 7): [],
        (1, 5): ["Duplicate id"],
        (1, None): ["Duplicate id"],
        (1, -1): ["small"],
        (None, -1): ["no id", "small"],
        (2, 0): [],
    }


@pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning")
@pytest.mark.parametrize(
    ("line", "reasons"),
    [
        ("1,2,3,2024-01-01T10:00:00,9.90,2024-01-01", []),
        ('1,"2",,2024-01-01 10:00:00,,2024-01-01', []),
        ("1,2,3,2024-01-01T10:00:00,9.90", ["Wrong number of columns"]),
        ("1,2,3,2024-01-01T10:00:00,9.90,2024-01-01,", ["Wrong number of columns"]),
        (
            "1,2.0,3,10:00:00,9.901,2024-01-01",
            [f"Unparsable {x}" for x in ("order_id", "order_timestamp", "total_amount")],
        ),
        ("1,99999999999,3,2024-02-30T10:00:00,9.90,2024-01-01", ["Unparsable order_id", "Unparsable order_timestamp"]),
        ("1,2,3,2024-01-01T10:00:00,123456789.00,2024-01-01", ["Unparsable total_amount"]),
        ("1,2,3,2024-01-01T10:00:00,9.90,2024", ["Unparsable date"]),
        ("1,2,3,2024-01-01T10:00:00,9.90,2024-01-02", ["Date is not the file's"]),
        ("1,2,3,2024-01-01T10:00:00,9.90,", ["Date is not the file's"]),
    ],
)
def test_a_line_that_is_no_row_keeps_its_text_and_says_why(spark: Any, line: str, reasons: list[str]) -> None:
    from lakehouse.parsing import parse

    lines = spark.createDataFrame([(line,)], "value STRING")
    (row,) = parse(lines, ORDERS, ORDERS.column_names, "2024-01-01").collect()
    assert (row.line, row.reasons) == (line, reasons)
