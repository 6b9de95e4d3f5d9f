"""The shop's files to bronze, silver and gold Delta tables, every night."""

from collections.abc import Sequence

from lakeflow import (
    Athena,
    Choice,
    Daily,
    DateParam,
    Fail,
    Format,
    Glue,
    GlueJob,
    Lambda,
    LambdaFunction,
    Notify,
    Pipeline,
    Succeed,
)

LIBRARY = ["jobs/lib"]
TABLES = ("products", "orders", "order_items")
BRONZE = tuple(f"bronze.{table}" for table in TABLES)
BAD_LINES = tuple(f"rejected.bronze_{table}" for table in TABLES)
SILVER = tuple(f"silver.{table}" for table in TABLES)
GOLD = {
    "daily_sales": ("silver.orders", "silver.order_items"),
    "product_performance": SILVER,
    "department_analytics": SILVER,
    "customer_insights": SILVER,
}
LANDING = ("incoming", "archive")


def job(name: str, *, reads: Sequence[str], writes: Sequence[str]) -> GlueJob:
    """Declare the Glue job whose script has its name."""
    return GlueJob(name, script=f"jobs/glue/{name}.py", libraries=LIBRARY, reads=reads, writes=writes)


def silver(table: str, *others: str) -> GlueJob:
    """Declare the job that makes a silver table of its bronze one, and others that it looks things up in."""
    reads = [f"bronze.{table}", *others]
    return job(f"silver_{table}", reads=reads, writes=[f"silver.{table}", f"rejected.{table}"])


def function(name: str, *, writes: Sequence[str] = ()) -> LambdaFunction:
    """Declare the Lambda function whose module has its name."""
    handler = f"jobs/lambda_/{name}.py:handler"
    return LambdaFunction(name, handler=handler, libraries=LIBRARY, reads=LANDING, writes=writes)


with Pipeline(
    "ecommerce",
    params={"date": DateParam(description="the business date to load")},
    schedule=Daily("03:00", timezone="Europe/Paris"),
    on_failure=Notify("alerts"),
) as ecommerce:
    date = ecommerce.params.date
    day = {"date": date}
    found = Lambda("find_files", function("find_files"), payload=day)

    with Choice("any_files") as any_files:
        with any_files.when(found.output.count > 0):
            ingest = job("bronze_ingest", reads=LANDING, writes=[*BRONZE, *BAD_LINES])
            bronze = {table: Glue(f"bronze_{table}", ingest, args={"table": table, **day}) for table in TABLES}
            products = Glue("silver_products", silver("products"), args=day, after=bronze["products"])
            orders = Glue("silver_orders", silver("orders"), args=day, after=bronze["orders"])
            items = Glue(
                "silver_order_items",
                silver("order_items", "silver.orders", "silver.products"),
                args=day,
                after=[bronze["order_items"], products, orders],
            )
            gold = [
                Glue(
                    f"gold_{table}",
                    job(f"gold_{table}", reads=reads, writes=[f"gold.{table}"]),
                    args=day,
                    after=[products, orders, items],
                )
                for table, reads in GOLD.items()
            ]
            audit = Athena("audit", sql="jobs/sql/audit.sql", params=day, database="gold", after=gold)
            failures = audit.rows[0]["failures"].int()
            with Choice("audit_passes") as verdict, verdict.when(failures > 0):
                Fail("AuditFailed", cause=Format("{} checks of {} failed", failures, date))
            Lambda(
                "archive_files",
                function("archive_files", writes=LANDING),
                payload={"date": date, "files": found.output.files},
                after=verdict,
            )
        with any_files.otherwise():
            Succeed("nothing_to_do")
