"""The types of numbers that must lie in a range."""

from typing import Annotated, TypeAlias


class NotBelow:
    """Whether a number is not less than another."""

    def __init__(self, least: int) -> None:
        self.least = least

    def __call__(self, number: float) -> bool:
        """Whether it is not."""
        return number >= self.least

    @property
    def words(self) -> str:
        """How it is told what the number may be."""
        return f"of at least {self.least}"


Natural: TypeAlias = Annotated[int, NotBelow(0)]
Positive: TypeAlias = Annotated[int, NotBelow(1)]
Duration: TypeAlias = Annotated[float, NotBelow(0)]
"""Seconds, and parts of them."""
