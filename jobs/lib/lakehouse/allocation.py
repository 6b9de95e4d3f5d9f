"""An order has one amount and many lines: how the amount is shared among them."""

from pyspark.sql import DataFrame, Window
from pyspark.sql import functions as F  # noqa: N812  the name that Spark's own documentation gives it


def allocate(orders: DataFrame, items: DataFrame) -> DataFrame:
    """Return each item with its order's ``user_id`` and ``date``, and ``line_amount``, its share of the order's amount.

    Every line gets the same number of cents; the cents that are left over go, one each, to the first lines by
    ``add_to_cart_order``, then ``id``. The shares of an order add up to its amount exactly, so that sums over lines
    are sums of sales, and never the order's amount times its number of lines.
    """
    lines = items.drop("user_id", "date").join(orders.select("order_id", "user_id", "date", "total_amount"), "order_id")
    order = Window.partitionBy("order_id")
    cart = order.orderBy("add_to_cart_order", "id")
    placed = lines.select(
        "*",
        (F.col("total_amount") * 100).cast("bigint").alias("cents"),
        F.count("*").over(order).alias("line_count"),
        F.row_number().over(cart).alias("place"),
    )
    share = "cents div line_count + if(place <= cents % line_count, 1, 0)"
    return placed.withColumn("line_amount", F.expr(f"CAST(({share}) * 0.01BD AS DECIMAL(10,2))")).drop(
        "cents", "line_count", "place"
    )
