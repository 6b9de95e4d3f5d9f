"""Distributed maps over every reader; values from around each go along with its items, or its batches."""

from lakeflow import (
    AthenaManifest,
    Csv,
    DateParam,
    DistributedMap,
    Format,
    JsonFile,
    JsonLines,
    Lambda,
    LambdaFunction,
    Parquet,
    Pass,
    Pipeline,
    ResultWriter,
    S3Inventory,
    S3Objects,
)

find = LambdaFunction("find", handler="jobs/find.py:handler")

with Pipeline("distributed", params={"date": DateParam()}) as distributed:
    date = distributed.params.date
    found = Lambda("found", find)
    rows = Csv(Format("s3://lake/{}.csv", date), delimiter="PIPE", max_items=100)
    with DistributedMap("rows", rows, max_concurrency=10, tolerated_failures=3, after=found) as each_row:
        loaded = Lambda("load_row", find, payload={"row": each_row.item, "date": date, "key": found.output.key})
        Pass("with_run", {"run": distributed.execution_name, "rows": loaded.output.rows})
        each_row.returns({"rows": loaded.output.rows, "for": found.output.key})
    written = ResultWriter("s3://lake/runs/", transformation="FLATTEN", output_type="JSONL")
    with DistributedMap(
        "batches",
        S3Objects("s3://lake/landing/"),
        batch_size=50,
        batch_bytes=10_000,
        tolerated_failure_percentage=5,
        writer=written,
        express=True,
        label="landing",
        after=each_row,
    ) as each_batch:
        Lambda("load_batch", find, payload={"files": each_batch.batch, "date": date})
    previous = each_batch
    for number, reader in enumerate(
        (
            Csv("s3://lake/a.csv", headers=["a", "b"]),
            JsonFile("s3://lake/a.json", pointer="/data"),
            JsonLines("s3://lake/a.jsonl"),
            Parquet("s3://lake/a.parquet"),
            S3Objects("s3://lake/in/", contents="CSV"),
            S3Inventory("s3://lake/manifest.json"),
            AthenaManifest("s3://lake/manifest.csv", contents="PARQUET"),
            found.output.files,
        )
    ):
        with DistributedMap(f"reader_{number}", reader, after=previous) as previous:
            Lambda(f"work_{number}", find, payload={"item": previous.item})
    Lambda("report", find, payload={"rows": each_row.output, "where": each_batch.output.ResultWriterDetails.Key})
