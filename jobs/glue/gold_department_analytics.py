"""Sales by department, each line at its share of its order's amount.

--date YYYY-MM-DD  the day of the run; all days are recomputed
"""

import sys

from awsglue.utils import getResolvedOptions
from lakehouse.allocation import allocate
from lakehouse.gold import AVERAGE, MONEY, publish
from lakehouse.lake import open_lake
from pyspark.sql import DataFrame
from pyspark.sql import functions as F  # noqa: N812  the name that Spark's own documentation gives it


def department_analytics(lines: DataFrame, products: DataFrame) -> DataFrame:
    """Return one row a department that sold something; ``avg_order_value`` is its own part of an order."""
    sales = (
        lines.join(products.select("product_id", "department"), "product_id")
        .groupBy("department")
        .agg(
            F.sum("line_amount").alias("total_sales"),
            F.countDistinct("product_id").alias("product_count"),
            F.countDistinct("order_id").alias("order_count"),
            F.countDistinct("user_id").alias("customer_count"),
        )
    )
    return sales.selectExpr(
        "department",
        f"CAST(total_sales AS {MONEY}) AS total_sales",
        "product_count",
        "order_count",
        "customer_count",
        f"CAST(total_sales / order_count AS {AVERAGE}) AS avg_order_value",
    )


def main() -> None:
    """Run the job with the arguments that Glue gives it."""
    args = getResolvedOptions(sys.argv, ["JOB_NAME", "lake_root", "date"])
    lake = open_lake(args["lake_root"])
    lines = allocate(lake.read("silver.orders"), lake.read("silver.order_items"))
    rows = department_analytics(lines, lake.read("silver.products"))
    publish(lake, "department_analytics", rows, date=args["date"])


if __name__ == "__main__":
    main()
