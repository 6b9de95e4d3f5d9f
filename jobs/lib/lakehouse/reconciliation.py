"""The invariant of every table: each row that was read is valid, rejected or a duplicate, and none is lost."""

from dataclasses import dataclass


class UnreconciledError(Exception):
    """Rows were lost or invented on the way to a table."""


@dataclass(frozen=True, slots=True)
class RowCounts:
    """How many rows were read for one date of a table, and what became of them."""

    read: int = 0
    valid: int = 0
    rejected: int = 0
    duplicate: int = 0

    def reconcile(self, table: str, date: str) -> None:
        """Raise UnreconciledError unless ``read = valid + rejected + duplicate``."""
        accounted = self.valid + self.rejected + self.duplicate
        if self.read != accounted:
            raise UnreconciledError(
                f"{table}, {date}: {self.read} rows read, but {accounted} accounted for "
                f"({self.valid} valid, {self.rejected} rejected, {self.duplicate} duplicates)"
            )
