"""Texts kept beside a test, which its next run must give again."""

import difflib
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Snapshots:
    """The snapshots of one test: files in ``folder`` whose names begin with ``stem``; ``update`` rewrites them."""

    folder: Path
    stem: str
    update: bool = False

    def compare(self, text: str, name: str = "") -> None:
        """Compare a text with its snapshot, or write it.

        Raises:
            AssertionError: they differ, or there is no snapshot.

        """
        __tracebackhide__ = True
        file = self.folder / f"{self.stem}{f'.{name}' if name else ''}.txt"
        kept = file.read_text(encoding="utf-8") if file.is_file() else None
        if kept == text:
            return
        if self.update:
            self.folder.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
            return
        if kept is None:
            raise AssertionError(f"there is no snapshot {file}\n  hint: pytest --lakeflow-update writes it")
        changes = difflib.unified_diff(kept.splitlines(), text.splitlines(), "snapshot", "this run", lineterm="", n=2)
        raise AssertionError(
            f"the history is not the one in {file}\n  hint: pytest --lakeflow-update accepts it\n" + "\n".join(changes)
        )


def file_stem(test: str) -> str:
    """Return a test's name as the beginning of a file's.

    >>> file_stem("test_late[2024/01]")
    'test_late-2024-01'
    """
    return "".join(letter if letter.isalnum() or letter in "_-." else "-" for letter in test).rstrip("-")
