"""Run one Glue job script in a Spark of its own, set up as delta-spark's documentation says."""

import runpy
import sys
from pathlib import Path

import lakeflow.local


def main() -> None:
    """Take the project's folder, the job's name and its arguments."""
    from delta import configure_spark_with_delta_pip
    from pyspark.sql import SparkSession

    folder, name, *arguments = sys.argv[1:]
    builder = (
        SparkSession.builder.master("local[*]")
        .config("spark.sql.extensions", "io.delta.sql.DeltaSparkSessionExtension")
        .config("spark.sql.catalog.spark_catalog", "org.apache.spark.sql.delta.catalog.DeltaCatalog")
        .config("spark.sql.session.timeZone", "UTC")
    )
    configure_spark_with_delta_pip(builder).getOrCreate()
    sys.path[:0] = [str(Path(lakeflow.local.__file__).parent / "glue_runtime"), str(Path(folder) / "jobs/lib")]
    lake = str(Path(folder) / ".lakeflow/lake")
    sys.argv = [name, "--JOB_NAME", name, "--lake_root", lake, *arguments]
    runpy.run_path(str(Path(folder) / "jobs/glue" / f"{name}.py"), run_name="__main__")


if __name__ == "__main__":
    main()
