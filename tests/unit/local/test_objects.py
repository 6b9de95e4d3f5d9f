from pathlib import Path

import duckdb
import pytest

from lakeflow.errors import TaskFailed
from lakeflow.local.objects import LakeObjects


def test_a_bucket_is_the_lake_and_keys_are_paths_in_it(tmp_path: Path) -> None:
    objects = LakeObjects(tmp_path)
    objects.put_object("any", "raw/2024/b.json", b"[1]")
    objects.put_object("any", "raw/2024/a.json", b"[1, 2]")
    objects.put_object("any", "other/c.json", b"")
    assert objects.get_object("lake", "raw/2024/a.json") == b"[1, 2]"
    assert (tmp_path / "raw" / "2024" / "b.json").read_bytes() == b"[1]"
    listed = objects.list_objects("any", "raw/2024/")
    assert [(found.key, found.size) for found in listed] == [("raw/2024/a.json", 6), ("raw/2024/b.json", 3)]
    assert listed[0].etag != listed[1].etag


def test_parquet_rows_are_json_objects(tmp_path: Path) -> None:
    file = tmp_path / "t.parquet"
    duckdb.execute(f"COPY (SELECT 1 AS id, ['a', 'b'] AS tags, DATE '2024-01-02' AS day) TO '{file}' (FORMAT parquet)")
    assert LakeObjects(tmp_path).get_parquet_rows("any", "t.parquet") == [
        {"id": 1, "tags": ["a", "b"], "day": "2024-01-02"}
    ]


@pytest.mark.parametrize("key", ["no.json", "../secret"])
def test_what_is_not_in_the_lake_is_an_error_of_s3(tmp_path: Path, key: str) -> None:
    (tmp_path.parent / "secret").write_text("secret")
    with pytest.raises(TaskFailed, match=r"S3\.") as caught:
        LakeObjects(tmp_path).get_object("any", key)
    assert key in caught.value.cause


def test_what_is_no_parquet_is_an_error_too(tmp_path: Path) -> None:
    (tmp_path / "t.parquet").write_bytes(b"text")
    with pytest.raises(TaskFailed, match="is no Parquet"):
        LakeObjects(tmp_path).get_parquet_rows("any", "t.parquet")
