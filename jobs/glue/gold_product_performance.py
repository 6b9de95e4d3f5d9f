"""Sales by product, each line at its share of its order's amount.

--date YYYY-MM-DD  the day of the run; all days are recomputed
"""

import sys

from awsglue.utils import getResolvedOptions
from lakehouse.allocation import allocate
from lakehouse.gold import AVERAGE, MONEY, publish
from lakehouse.lake import open_lake
from pyspark.sql import DataFrame
from pyspark.sql import functions as F  # noqa: N812  the name that Spark's own documentation gives it


def product_performance(lines: DataFrame, products: DataFrame) -> DataFrame:
    """Return one row a product that was sold; ``lines`` are allocated ones, and each is one piece."""
    sales = lines.groupBy("product_id").agg(
        F.count("*").alias("total_quantity"),
        F.sum("line_amount").alias("total_sales"),
        F.countDistinct("order_id").alias("order_count"),
        F.sum("reordered").alias("reorders"),
        F.sum("days_since_prior_order").alias("days"),
        F.count("days_since_prior_order").alias("lines_with_days"),
    )
    return sales.join(products, "product_id").selectExpr(
        "product_id",
        "department",
        "product_name",
        "total_quantity",
        f"CAST(total_sales AS {MONEY}) AS total_sales",
        "order_count",
        # Exact decimals: an average of doubles may round to either side of the last digit.
        "CAST(CAST(reorders AS DECIMAL(20,0)) / total_quantity AS DECIMAL(5,4)) AS reorder_rate",
        f"CAST(CAST(days AS DECIMAL(20,0)) / nullif(lines_with_days, 0) AS {AVERAGE}) AS avg_days_between_orders",
    )


def main() -> None:
    """Run the job with the arguments that Glue gives it."""
    args = getResolvedOptions(sys.argv, ["JOB_NAME", "lake_root", "date"])
    lake = open_lake(args["lake_root"])
    lines = allocate(lake.read("silver.orders"), lake.read("silver.order_items"))
    rows = product_performance(lines, lake.read("silver.products"))
    publish(lake, "product_performance", rows, date=args["date"], partition_by="department")


if __name__ == "__main__":
    main()
