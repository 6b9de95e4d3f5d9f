"""Run one day of the reference pipeline as local runs set Spark up, and with each of the measures undone."""

import argparse
import os
import shutil
import signal
import statistics
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from benchmarks.day_run import Day, prepare, run_day


@dataclass(frozen=True)
class Variant:
    """A set-up: lines for the end of config/local.toml, or no class-data archive."""

    name: str
    settings: str = ""
    archive: bool = True


WHOLE_STAGE = '"spark.sql.codegen.wholeStage" = "true"\n"spark.sql.codegen.factoryMode" = "FALLBACK"\n'
INTERPRETED = '"spark.sql.codegen.wholeStage" = "false"\n"spark.sql.codegen.factoryMode" = "NO_CODEGEN"\n'
FEW = '"spark.sql.shuffle.partitions" = "2"\n"spark.databricks.delta.snapshotPartitions" = "2"\n'
MANY = '"spark.sql.shuffle.partitions" = "200"\n"spark.databricks.delta.snapshotPartitions" = "50"\n'
CONF = "[local.spark_conf]\n"
VARIANTS = (
    Variant("as built in"),
    Variant("without class-data archive", archive=False),
    Variant("with all of Java's compilers", f'spark_profile = "large"\n{CONF}{INTERPRETED}{FEW}'),
    Variant("with code generation", f"{CONF}{WHOLE_STAGE}"),
    Variant("with Spark's and Delta's own partition counts", f"{CONF}{MANY}"),
    Variant("one job at once", "jobs_at_once = 1\n"),
    Variant("three jobs at once", "jobs_at_once = 3\n"),
    Variant("four jobs at once", "jobs_at_once = 4\n"),
)


def measure(variant: Variant, folder: Path) -> Day:
    """Run the day in a project and, where the archive is left out, with a cache of its own."""
    folder.mkdir()
    project = folder / "project"
    date = prepare(project)
    local = project / "config" / "local.toml"
    text = local.read_text(encoding="utf-8")
    if variant.settings.startswith("jobs_at_once"):
        text = text.replace("jobs_at_once = 2\n", "")
    local.write_text(text + variant.settings, encoding="utf-8")
    if variant.archive:
        return run_day(project, date)
    cache = folder / "cache"
    known = Path(os.environ.get("LAKEFLOW_CACHE", Path.home() / ".cache" / "lakeflow"))
    shutil.copytree(known / "jars", cache / "jars")
    day = run_day(project, date, {"LAKEFLOW_CACHE": str(cache)})
    _stop_making_the_archive(cache)
    return day


def _stop_making_the_archive(cache: Path) -> None:
    """End the process that makes the archive after a first run: the next measurement should not share the machine."""
    listed = subprocess.run(["ps", "-eo", "pid,args"], capture_output=True, text=True, check=True).stdout
    for line in listed.splitlines():
        if str(cache) in line:
            os.kill(int(line.split()[0]), signal.SIGKILL)


def main() -> None:
    """Measure each variant in turn, some rounds, and print medians."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    rounds = parser.parse_args().rounds
    days: dict[str, list[Day]] = {variant.name: [] for variant in VARIANTS}
    with tempfile.TemporaryDirectory() as folder:
        measure(VARIANTS[0], Path(folder) / "warm-up")
        for number in range(rounds):
            for index, variant in enumerate(VARIANTS):
                days[variant.name].append(measure(variant, Path(folder) / f"{number}-{index}"))
    built_in = statistics.median(day.wall for day in days[VARIANTS[0].name])
    print(f"{'':46}  wall s  of built in  peak MiB")
    for name, measured in days.items():
        wall = statistics.median(day.wall for day in measured)
        peak = statistics.median(day.peak_mib for day in measured)
        print(f"{name:46} {wall:7.1f} {wall / built_in:12.2f} {peak:9.0f}")


if __name__ == "__main__":
    main()
