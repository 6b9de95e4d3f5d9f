import io
import zipfile

from lakeflow.resources.artifacts import archive, script


def test_the_same_files_are_the_same_archive_in_any_order() -> None:
    one = archive("lib.zip", {"a.py": b"a", "b/c.py": b"c"})
    other = archive("lib.zip", {"b/c.py": b"c", "a.py": b"a"})
    assert one.content == other.content
    assert one.key == other.key


def test_an_archive_holds_the_files_it_was_made_of() -> None:
    files = {"a.py": b"a", "b/c.py": b"c"}
    with zipfile.ZipFile(io.BytesIO(archive("lib.zip", files).content)) as opened:
        assert {name: opened.read(name) for name in opened.namelist()} == files


def test_another_content_has_another_key() -> None:
    assert script("jobs/a.py", b"1").key != script("jobs/a.py", b"2").key
    assert script("jobs/a.py", b"1").key.endswith("/a.py")
