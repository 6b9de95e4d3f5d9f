"""Sales by day.

    --date YYYY-MM-DD  the day of the run; all days are recomputed

Orders and lines are counted apart, then joined: an order joined to its lines first would be counted once a line.
"""

import sys

from awsglue.utils import getResolvedOptions
from lakehouse.gold import AVERAGE, MONEY, publish
from lakehouse.lake import open_lake
from pyspark.sql import DataFrame
from pyspark.sql import functions as F  # noqa: N812  the name that Spark's own documentation gives it


def daily_sales(orders: DataFrame, items: DataFrame) -> DataFrame:
    """Return one row a date on which something was ordered; a line belongs to the date of its order."""
    sales = orders.groupBy("date").agg(
        F.sum("total_amount").alias("total_sales"),
        F.count("*").alias("order_count"),
        F.countDistinct("user_id").alias("unique_customers"),
    )
    lines = items.select("order_id").join(orders.select("order_id", "date"), "order_id")
    counts = lines.groupBy("date").agg(F.count("*").alias("total_items"))
    return sales.join(counts, "date", "left").selectExpr(
        "date",
        f"CAST(total_sales AS {MONEY}) AS total_sales",
        "order_count",
        f"CAST(total_sales / order_count AS {AVERAGE}) AS avg_order_value",
        "unique_customers",
        "coalesce(total_items, 0) AS total_items",
        f"CAST(coalesce(total_items, 0) / order_count AS {AVERAGE}) AS avg_items_per_order",
    )


def main() -> None:
    """Run the job with the arguments that Glue gives it."""
    args = getResolvedOptions(sys.argv, ["JOB_NAME", "lake_root", "date"])
    lake = open_lake(args["lake_root"])
    rows = daily_sales(lake.read("silver.orders"), lake.read("silver.order_items"))
    publish(lake, "daily_sales", rows, date=args["date"])


if __name__ == "__main__":
    main()
