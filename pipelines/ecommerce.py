"""The shop's files to bronze, silver and gold Delta tables, every night."""

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


def job(name: str) -> GlueJob:
    """Declare the Glue job whose script has its name."""
    return GlueJob(name, script=f"jobs/glue/{name}.py", libraries=LIBRARY)


def function(name: str) -> LambdaFunction:
    """Declare the Lambda function whose module has its name."""
    return LambdaFunction(name, handler=f"jobs/lambda_/{name}.py:handler", libraries=LIBRARY)


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
            ingest = job("bronze_ingest")
            bronze = {
                table: Glue(f"bronze_{table}", ingest, args={"table": table, **day})
                for table in ("products", "orders", "order_items")
            }
            products = Glue("silver_products", job("silver_products"), args=day, after=bronze["products"])
            orders = Glue("silver_orders", job("silver_orders"), args=day, after=bronze["orders"])
            items = Glue(
                "silver_order_items",
                job("silver_order_items"),
                args=day,
                after=[bronze["order_items"], products, orders],
            )
            gold = [
                Glue(table, job(table), args=day, after=[products, orders, items])
                for table in (
                    "gold_daily_sales",
                    "gold_product_performance",
                    "gold_department_analytics",
                    "gold_customer_insights",
                )
            ]
            audit = Athena("audit", sql="jobs/sql/audit.sql", params=day, database="gold", after=gold)
            failures = audit.rows[0]["failures"].int()
            with Choice("audit_passes") as verdict, verdict.when(failures > 0):
                Fail("AuditFailed", cause=Format("{} checks of {} failed", failures, date))
            Lambda(
                "archive_files",
                function("archive_files"),
                payload={"date": date, "files": found.output.files},
                after=verdict,
            )
        with any_files.otherwise():
            Succeed("nothing_to_do")
