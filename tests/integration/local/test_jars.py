"""Resolving jars from a repository on this machine, laid out as Maven Central is."""

from pathlib import Path

import pytest

from lakeflow.errors import ToolMissingError
from lakeflow.local.java import find_java
from lakeflow.local.spark.jars import JARS, delta_jars
from lakeflow.project import process_environment

pytestmark = pytest.mark.spark

ARTIFACTS = (
    ("io.delta", "delta-spark_2.12", "3.3.2", ("io.delta:delta-storage:3.3.2", "org.antlr:antlr4-runtime:4.9.3")),
    ("io.delta", "delta-storage", "3.3.2", ()),
    ("org.antlr", "antlr4-runtime", "4.9.3", ()),
)
POM = "<project><modelVersion>4.0.0</modelVersion>{}</project>"
COORDINATES = "<groupId>{}</groupId><artifactId>{}</artifactId><version>{}</version>"


def publish(root: Path) -> None:
    for group, name, version, needs in ARTIFACTS:
        folder = root / group.replace(".", "/") / name / version
        folder.mkdir(parents=True)
        (folder / f"{name}-{version}.jar").write_text(name, encoding="utf-8")
        dependencies = "".join(f"<dependency>{COORDINATES.format(*need.split(':'))}</dependency>" for need in needs)
        pom = POM.format(COORDINATES.format(group, name, version) + f"<dependencies>{dependencies}</dependencies>")
        (folder / f"{name}-{version}.pom").write_text(pom, encoding="utf-8")


def settings_for(root: Path) -> Path:
    file = root / "ivysettings.xml"
    file.write_text(
        "<ivysettings><settings defaultResolver='here'/><resolvers>"
        f"<ibiblio name='here' m2compatible='true' root='{root.as_uri()}'/></resolvers></ivysettings>",
        encoding="utf-8",
    )
    return file


def test_jars_are_resolved_once_and_said_so(tmp_path: Path) -> None:
    publish(tmp_path)
    environment, said = process_environment(), []
    java = find_java(environment)
    folder = tmp_path / "jars"
    jars = delta_jars(folder, java, environment, said.append, ivy_settings=settings_for(tmp_path))
    assert [jar.name for jar in jars] == list(JARS)
    assert [jar.read_text(encoding="utf-8") for jar in jars] == [name for _, name, _, _ in ARTIFACTS]
    assert sorted(file.name for file in folder.iterdir()) == sorted(JARS)
    assert delta_jars(folder, java, {}, said.append, ivy_settings=tmp_path / "nowhere") == jars
    assert said == ["Fetching Delta Lake from Maven Central, once: io.delta:delta-spark_2.12:3.3.2"]


def test_what_cannot_be_fetched_is_said_with_what_to_copy_where(tmp_path: Path) -> None:
    environment = process_environment()
    folder = tmp_path / "jars"
    with pytest.raises(ToolMissingError, match="cannot fetch Delta Lake from Maven Central") as missing:
        delta_jars(folder, find_java(environment), environment, print, ivy_settings=settings_for(tmp_path))
    assert "delta-spark_2.12-3.3.2.jar" in missing.value.hint
    assert str(folder) in missing.value.hint
    assert list(folder.iterdir()) == []
