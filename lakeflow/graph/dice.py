"""Numbers that look random and are the same on every machine and with every version of Python."""

from collections.abc import Iterator, MutableSequence
from typing import TypeVar

T = TypeVar("T")

_MODULUS = 1 << 64


class Dice:
    """A linear congruence with Knuth's MMIX constants, started from a text."""

    def __init__(self, seed: str) -> None:
        self._state = 14695981039346656037
        for byte in seed.encode():  # FNV-1a: neighbouring names start far apart
            self._state = (self._state ^ byte) * 1099511628211 % _MODULUS

    def below(self, bound: int) -> int:
        """Return a number from 0 up to ``bound``, without it."""
        self._state = (self._state * 6364136223846793005 + 1442695040888963407) % _MODULUS
        return (self._state >> 33) % bound

    def fraction(self) -> float:
        """Return a number from 0 up to 1, without it."""
        return self.below(1 << 24) / (1 << 24)

    def taken(self, pool: MutableSequence[T], wanted: int) -> Iterator[T]:
        """Take up to ``wanted`` things out of a pool, in any order."""
        for _ in range(min(wanted, len(pool))):
            yield pool.pop(self.below(len(pool)))
