"""Both storages keep the same promises."""

from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest
from lakehouse.storage import LocalStorage, S3Storage, Storage, storage_at
from moto import mock_aws


@pytest.fixture(params=["local", "s3"])
def storage(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Storage]:
    """A storage that holds ``incoming/a.csv``."""
    if request.param == "local":
        (tmp_path / "incoming").mkdir()
        (tmp_path / "incoming/a.csv").write_bytes(b"id\n1\n")
        yield storage_at(str(tmp_path))
        return
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    with mock_aws():
        client = boto3.client("s3")
        client.create_bucket(Bucket="lake")
        client.put_object(Bucket="lake", Key="dev/incoming/a.csv", Body=b"id\n1\n")
        yield storage_at("s3://lake/dev")


def test_a_file_is_known_by_its_content(storage: Storage) -> None:
    assert storage.etag("incoming/a.csv") == "bc9280dfc1d4e67233f138f5bbbf0951"
    assert storage.etag("incoming/none.csv") is None


def test_a_file_is_read_line_by_line(storage: Storage) -> None:
    with storage.open("incoming/a.csv") as stream:
        assert list(stream) == [b"id\n", b"1\n"]


def test_a_moved_file_is_at_its_target_only(storage: Storage) -> None:
    etag = storage.etag("incoming/a.csv")
    storage.move("incoming/a.csv", "archive/deep/a.csv")
    assert storage.etag("incoming/a.csv") is None
    assert storage.etag("archive/deep/a.csv") == etag


@pytest.mark.parametrize(("root", "kind"), [("lake", LocalStorage), ("file:///lake", LocalStorage)])
def test_a_root_without_a_bucket_is_a_directory(root: str, kind: type) -> None:
    assert isinstance(storage_at(root), kind)


def test_a_directory_may_have_any_name(tmp_path: Path) -> None:
    odd = tmp_path / "a b#c?d"
    odd.mkdir()
    (odd / "file").touch()
    assert storage_at(str(odd)).etag("file") is not None


def test_a_bucket_without_a_prefix_has_keys_without_one() -> None:
    assert S3Storage(None, "lake", "")._key("incoming/a.csv") == "incoming/a.csv"


def test_a_root_of_another_scheme_is_refused() -> None:
    with pytest.raises(ValueError, match="neither a directory nor s3"):
        storage_at("hdfs://lake")
