from pathlib import Path

from lakeflow.local.spark.configuration import SparkFolders, java_options, spark_conf

FOLDERS = SparkFolders(scratch=Path("/s"), warehouse=Path("/w"))


def test_results_do_not_depend_on_the_profile() -> None:
    small, large = spark_conf("small", FOLDERS, {}), spark_conf("large", FOLDERS, {})
    speed = {
        "spark.sql.shuffle.partitions",
        "spark.databricks.delta.snapshotPartitions",
        "spark.sql.codegen.wholeStage",
    }
    speed |= {"spark.sql.codegen.factoryMode"}
    assert {key for key in small | large if small.get(key) != large.get(key)} == speed
    assert small["spark.sql.session.timeZone"] == "UTC"


def test_the_users_settings_win() -> None:
    assert spark_conf("small", FOLDERS, {"spark.sql.shuffle.partitions": "9"})["spark.sql.shuffle.partitions"] == "9"


def test_java_8_gets_no_options_that_it_does_not_know() -> None:
    old = java_options("small", major=8, log_settings=Path("/l"), scratch=Path("/s"))
    new = java_options("small", major=17, log_settings=Path("/l"), scratch=Path("/s"))
    assert not [option for option in old if option.startswith("--add-opens")]
    assert "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED" in new
    assert set(old) < set(new)
