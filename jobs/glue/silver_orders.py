"""Validate the orders of a day and keep one row an order: the latest, in whichever file it came.

--date YYYY-MM-DD
"""

import sys

from awsglue.utils import getResolvedOptions
from lakehouse.lake import on_date, open_lake
from lakehouse.quality import Rule
from lakehouse.silver import SilverTable, dates_sharing_keys, refine, rows_and_rivals, touched_dates

ORDERS = SilverTable(
    name="orders",
    key="order_id",
    rules=(
        Rule("order_id IS NOT NULL", "Null order_id"),
        Rule("order_id > 0", "Non-positive order_id"),
        Rule("order_num IS NOT NULL", "Null order_num"),
        Rule("user_id IS NOT NULL", "Null user_id"),
        Rule("user_id > 0", "Non-positive user_id"),
        Rule("order_timestamp IS NOT NULL", "Invalid timestamp"),
        Rule("total_amount IS NOT NULL", "Null total amount"),
        Rule("total_amount > 0", "Non-positive total amount"),
        Rule("total_amount <= 50000", "Total amount above 50000"),
    ),
    preference=("order_timestamp", "date", "total_amount", "order_num", "user_id"),
    columns=(
        "order_num",
        "order_id",
        "user_id",
        "order_timestamp",
        "total_amount",
        "date",
        "dayofweek(order_timestamp) AS day_of_week",
        "hour(order_timestamp) AS hour_of_day",
    ),
)


def main() -> None:
    """Run the job with the arguments that Glue gives it."""
    args = getResolvedOptions(sys.argv, ["JOB_NAME", "lake_root", "date"])
    lake, date = open_lake(args["lake_root"]), args["date"]
    scope = on_date(*touched_dates(date, dates_sharing_keys(lake, ORDERS, date)))
    rows = rows_and_rivals(lake.read("bronze.orders"), ORDERS.key, scope)
    refine(lake, ORDERS, rows, scope=scope, date=date)


if __name__ == "__main__":
    main()
