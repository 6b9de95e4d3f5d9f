"""Validate the order lines of a day, against silver's orders and products too, and keep one row a line.

    --date YYYY-MM-DD

An order or a product may arrive later than a line that names it, or go away again: the dates of lines to which that
happened are recomputed with the day's own.
"""

import sys
from functools import reduce

from awsglue.utils import getResolvedOptions
from lakehouse.lake import Lake, on_date, open_lake
from lakehouse.quality import REASONS, Rule
from lakehouse.silver import SilverTable, dates_sharing_keys, refine, rows_and_rivals, touched_dates
from pyspark.sql import DataFrame
from pyspark.sql import functions as F  # noqa: N812  the name that Spark's own documentation gives it

# The table that each column refers to.
REFERENCES = {"order_id": "silver.orders", "product_id": "silver.products"}


def has_reference(column: str) -> str:
    """Return the condition that what the column names, if anything, is there (see ``with_references``)."""
    return f"{column} IS NULL OR known_{column} IS NOT NULL"


BUCKET = """
    CASE WHEN days_since_prior_order IS NULL THEN 'first_order'
         WHEN days_since_prior_order <= 1 THEN '0-1_days'
         WHEN days_since_prior_order <= 7 THEN '2-7_days'
         WHEN days_since_prior_order <= 14 THEN '8-14_days'
         WHEN days_since_prior_order <= 30 THEN '15-30_days'
         ELSE '30+_days' END
"""

ORDER_ITEMS = SilverTable(
    name="order_items",
    key="id",
    rules=(
        Rule("id IS NOT NULL", "Null id"),
        Rule("id > 0", "Non-positive id"),
        Rule("order_id IS NOT NULL", "Null order_id"),
        Rule("order_id > 0", "Non-positive order_id"),
        Rule("user_id IS NOT NULL", "Null user_id"),
        Rule("product_id IS NOT NULL", "Null product_id"),
        Rule("product_id > 0", "Non-positive product_id"),
        Rule("add_to_cart_order IS NOT NULL", "Null add_to_cart_order"),
        Rule("add_to_cart_order BETWEEN 1 AND 50", "Invalid add_to_cart_order"),
        Rule("reordered IS NOT NULL AND reordered IN (0, 1)", "Invalid reordered"),
        Rule("days_since_prior_order >= 0", "Negative days_since_prior_order"),
        Rule("order_timestamp IS NOT NULL", "Invalid timestamp"),
        *(Rule(has_reference(column), f"Invalid {column} reference") for column in REFERENCES),
    ),
    preference=(
        "order_timestamp",
        "date",
        "order_id",
        "product_id",
        "add_to_cart_order",
        "user_id",
        "reordered",
        "days_since_prior_order",
    ),
    columns=(
        "id",
        "order_id",
        "user_id",
        "days_since_prior_order",
        "product_id",
        "add_to_cart_order",
        "reordered",
        "order_timestamp",
        "date",
        f"{BUCKET} AS days_since_prior_order_bucket",
        "reordered = 1 AS is_reorder",
    ),
)


def with_references(lake: Lake, rows: DataFrame) -> DataFrame:
    """Add ``known_<column>`` for each column that refers to a table: NULL where it refers to nothing."""
    for column, table in REFERENCES.items():
        known = lake.read(table).select(F.col(column).alias(f"known_{column}"))
        rows = rows.join(known, F.col(column) == F.col(f"known_{column}"), "left")
    return rows


def outdated(lake: Lake) -> DataFrame:
    """Return the lines (column ``date``) whose reasons no longer are what their references give."""
    kept = lake.read("silver.order_items").select("date", *REFERENCES, F.expr("CAST(array() AS ARRAY<STRING>)"))
    lines = kept.union(lake.read("rejected.order_items").select("date", *REFERENCES, REASONS)).toDF(
        "date", *REFERENCES, REASONS
    )
    changed = " OR ".join(
        f"array_contains({REASONS}, 'Invalid {column} reference') = ({has_reference(column)})" for column in REFERENCES
    )
    return with_references(lake, lines).where(changed).select("date")


def unfinished(lake: Lake) -> DataFrame:
    """Return the dates whose rows do not add up: a run was killed after it wrote rejected, before it wrote silver.

    Lines that it took back from rejected are in neither table, and no key or reference tells of them.
    """
    read = lake.read("bronze.order_items").selectExpr("date", "1 AS balance")
    written = [lake.read(f"{database}.order_items").selectExpr("date", "-1") for database in ("silver", "rejected")]
    balances = reduce(DataFrame.union, written, read).groupBy("date").agg(F.sum("balance").alias("balance"))
    return balances.where("balance <> 0").select("date")


def main() -> None:
    """Run the job with the arguments that Glue gives it."""
    args = getResolvedOptions(sys.argv, ["JOB_NAME", "lake_root", "date"])
    lake, date = open_lake(args["lake_root"]), args["date"]
    earlier = [outdated(lake), unfinished(lake)] if lake.exists("silver.order_items") else []
    scope = on_date(*touched_dates(date, dates_sharing_keys(lake, ORDER_ITEMS, date), *earlier))
    rows = rows_and_rivals(lake.read("bronze.order_items"), ORDER_ITEMS.key, scope)
    refine(lake, ORDER_ITEMS, with_references(lake, rows), scope=scope, date=date)


if __name__ == "__main__":
    main()
