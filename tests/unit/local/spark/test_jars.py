"""Fetching jars from a repository on this machine, laid out as Maven Central is."""

import functools
import hashlib
import http.server
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from lakeflow.errors import ToolMissingError
from lakeflow.local.spark.jars import DELTA, delta_jars


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_arguments: object) -> None:
        pass


@pytest.fixture
def repository(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    root = tmp_path / "maven"
    for artifact in DELTA:
        jar = root / artifact.path
        jar.parent.mkdir(parents=True)
        jar.write_bytes(artifact.name.encode())
        digest = hashlib.sha1(jar.read_bytes(), usedforsecurity=False).hexdigest()
        jar.with_name(f"{jar.name}.sha1").write_text(digest)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(root)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", root
    server.shutdown()
    thread.join()
    server.server_close()


def test_jars_are_fetched_once_and_said_so(repository: tuple[str, Path], tmp_path: Path) -> None:
    said: list[str] = []
    jars = delta_jars(tmp_path / "jars", said.append, repository=repository[0])
    assert [jar.read_bytes().decode() for jar in jars] == [artifact.name for artifact in DELTA]
    assert delta_jars(tmp_path / "jars", said.append, repository="http://127.0.0.1:1") == jars
    assert said == ["Fetching Delta Lake 3.3.2 from Maven Central (3 jars, once)"]


def test_a_jar_that_is_not_what_its_checksum_says_is_not_kept(repository: tuple[str, Path], tmp_path: Path) -> None:
    url, root = repository
    (root / DELTA[0].path).write_bytes(b"something else")
    with pytest.raises(ToolMissingError, match="does not have the checksum"):
        delta_jars(tmp_path / "jars", print, repository=url)
    assert not (tmp_path / "jars" / DELTA[0].file_name).exists()
    assert not list((tmp_path / "jars").glob(".*"))


def test_without_a_network_the_error_says_which_files_to_copy_where(tmp_path: Path) -> None:
    with pytest.raises(ToolMissingError, match="cannot fetch") as missing:
        delta_jars(tmp_path / "jars", print, repository="http://127.0.0.1:1")
    assert "delta-spark_2.12-3.3.2.jar" in missing.value.hint
    assert str(tmp_path / "jars") in missing.value.hint
