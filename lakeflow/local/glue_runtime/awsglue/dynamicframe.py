"""Glue's data frame, as a thin cover over Spark's."""

from typing import Any


class DynamicFrame:
    """A frame that turns into Spark's and back; its own transforms exist only on AWS."""

    def __init__(self, frame: Any, glue_ctx: Any, name: str = "") -> None:
        self._frame = frame
        self.glue_ctx = glue_ctx
        self.name = name

    @classmethod
    def fromDF(cls, dataframe: Any, glue_ctx: Any, name: str) -> "DynamicFrame":  # noqa: N802  Glue's own name
        """Return a Spark data frame as a DynamicFrame."""
        return cls(dataframe, glue_ctx, name)

    def toDF(self) -> Any:  # noqa: N802  Glue's own name
        """Return the Spark data frame."""
        return self._frame

    def count(self) -> int:
        """Return the number of rows."""
        rows: int = self._frame.count()
        return rows
