"""Bring together what a Spark server needs: Java, jars, settings, and the class-data archive that halves its start."""

from dataclasses import dataclass
from pathlib import Path

from lakeflow.local.java import find_java
from lakeflow.local.spark.archive import ClassArchive
from lakeflow.local.spark.configuration import SparkFolders, java_options, spark_conf
from lakeflow.local.spark.jars import delta_jars, spark_jars
from lakeflow.local.spark.messages import ServerSettings
from lakeflow.local.workspace import LocalOptions, Workspace

_HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Launch:
    """How to start a server, and the class-data archive that it reads or prepares."""

    settings: ServerSettings
    archive: ClassArchive


def plan_launch(workspace: Workspace, options: LocalOptions) -> Launch:
    """Find or fetch everything that Spark needs here; may take a download's time.

    Raises:
        ToolMissingError: something is missing and cannot be had; the hint says what to install.

    """
    java = find_java(options.environment, java_home=options.java_home)
    jars = delta_jars(workspace.cache_dir / "jars", options.notify) + spark_jars()
    scratch = workspace.run_dir / "spark"
    flags = java_options(
        options.spark_profile, major=java.major, log_settings=_HERE / "log4j2.properties", scratch=scratch
    )
    archive = ClassArchive.of(workspace.cache_dir / "classes", java, jars, flags=flags, scratch=scratch)
    folders = SparkFolders(scratch=scratch, warehouse=workspace.run_dir / "warehouse")
    settings = ServerSettings(
        java_command=(str(java.executable), *flags, *archive.options(), "-cp", ":".join(map(str, jars))),
        spark_conf=spark_conf(options.spark_profile, folders, options.spark_conf),
        project_root=str(workspace.project_root),
        scratch=str(scratch),
        imports=str(_HERE.parent / "glue_runtime"),
    )
    return Launch(settings, archive)
