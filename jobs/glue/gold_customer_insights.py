"""What each customer ordered, likes best, and how faithful they are.

    --date YYYY-MM-DD  the day of the run; all days are recomputed

Recency counts from the latest order of all, not from the day of the run: running an earlier day again changes nothing.
"""

import sys

from awsglue.utils import getResolvedOptions
from lakehouse.gold import AVERAGE, MONEY, publish
from lakehouse.lake import open_lake
from pyspark.sql import DataFrame, Window
from pyspark.sql import functions as F  # noqa: N812  the name that Spark's own documentation gives it

SEGMENT = """
    CASE WHEN total_orders > 10 THEN 'Loyal'
         WHEN total_orders > 5 AND days_since_last_order <= 30 THEN 'Active'
         WHEN total_orders > 1 AND days_since_last_order <= 90 THEN 'Regular'
         WHEN days_since_last_order > 90 THEN 'Lapsed'
         ELSE 'New' END
"""


def favorite(lines: DataFrame, column: str) -> DataFrame:
    """Return ``favorite_<column>`` by ``user_id``: what most lines name; of several, the first by its own order."""
    counts = lines.groupBy("user_id", column).agg(F.count("*").alias("line_count"))
    by_liking = Window.partitionBy("user_id").orderBy(F.desc("line_count"), F.asc(column))
    ranked = counts.withColumn("place", F.row_number().over(by_liking))
    return ranked.where("place = 1").select("user_id", F.col(column).alias(f"favorite_{column}"))


def customer_insights(orders: DataFrame, items: DataFrame, products: DataFrame) -> DataFrame:
    """Return one row a customer; favourites are NULL for one whose orders have no lines."""
    customers = orders.groupBy("user_id").agg(
        F.count("*").alias("total_orders"),
        F.sum("total_amount").alias("total_spend"),
        F.min("date").alias("first_order_date"),
        F.max("date").alias("last_order_date"),
    )
    as_of = orders.agg(F.max("date").alias("as_of"))
    lines = (
        items.select("order_id", "product_id")
        .join(orders.select("order_id", "user_id"), "order_id")
        .join(products.select("product_id", "department"), "product_id")
    )
    return (
        customers.crossJoin(as_of)
        .withColumn("days_since_last_order", F.datediff("as_of", "last_order_date"))
        .join(favorite(lines, "department"), "user_id", "left")
        .join(favorite(lines, "product_id"), "user_id", "left")
        .selectExpr(
            "user_id",
            "total_orders",
            f"CAST(total_spend AS {MONEY}) AS total_spend",
            f"CAST(total_spend / total_orders AS {AVERAGE}) AS avg_order_value",
            "first_order_date",
            "last_order_date",
            "days_since_last_order",
            "favorite_department",
            "favorite_product_id",
            f"{SEGMENT} AS customer_segment",
        )
    )


def main() -> None:
    """Run the job with the arguments that Glue gives it."""
    args = getResolvedOptions(sys.argv, ["JOB_NAME", "lake_root", "date"])
    lake = open_lake(args["lake_root"])
    rows = customer_insights(*(lake.read(f"silver.{table}") for table in ("orders", "order_items", "products")))
    publish(lake, "customer_insights", rows, date=args["date"])


if __name__ == "__main__":
    main()
