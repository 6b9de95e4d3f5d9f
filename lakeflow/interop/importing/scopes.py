"""The states of one scope as a graph, cut into blocks that run one after the other."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from lakeflow.errors import InvalidStateMachineError

StateJson = Mapping[str, Any]

END: Final = ""
"""Where a scope ends; no state has an empty name."""


@dataclass(frozen=True, slots=True)
class Block:
    """States that are entered at one and left to one; ``exit`` is None where none of them leads on.

    ``is_raw`` says that they are kept as they are, ``is_shared`` that they are several that have handlers in common.
    """

    entry: str
    states: frozenset[str]
    exit: str | None
    is_raw: bool = False
    is_shared: bool = False


class Scope:
    """The states of a machine, of a branch or of a Map's body."""

    def __init__(self, start: str, states: Mapping[str, StateJson]) -> None:
        self.start = start
        self.states = states
        self._next = {name: tuple(targets(state)) for name, state in states.items()}
        for name, following in (("StartAt", (start,)), *self._next.items()):
            if missing := sorted(set(following) - {END} - states.keys()):
                raise InvalidStateMachineError(f"{name} leads to {missing[0]}, which is no state of its region")
        self._reach = {name: self._reachable(name) for name in states}
        self._doomed = frozenset(name for name in states if END not in self._reach[name])

    def reached(self, name: str) -> frozenset[str]:
        """Return what a state leads to, END included if it does."""
        return self._reach[name]

    def is_doomed(self, name: str) -> bool:
        """Return whether a state leads to nothing but failure."""
        return name != END and name in self._doomed

    def is_in_loop(self, name: str) -> bool:
        """Return whether a state can come again."""
        return name in self._reach[name]

    def between(self, entry: str, stop: str | None) -> frozenset[str]:
        """Return the states on the ways from ``entry`` that do not pass ``stop``."""
        found: set[str] = set()
        pending = [entry]
        while pending:
            name = pending.pop()
            if name not in found and name not in {stop, END}:
                found.add(name)
                pending.extend(self._next[name])
        return frozenset(found)

    def ends(self, name: str) -> bool:
        """Return whether the scope may end with a state."""
        return END in self._next[name]

    def blocks(self, entry: str, stop: str | None, *, ends_apart: bool) -> Iterator[Block]:
        """Yield the blocks on the way from ``entry`` to ``stop``.

        ``ends_apart`` says that a way which shares no state with others may end the scope for itself.
        """
        current: str | None = entry
        while current is not None and current not in {stop, END}:
            leave = self._leave(current, stop, ends_apart=ends_apart)
            yield Block(current, self.between(current, leave), leave, is_raw=self.is_in_loop(current))
            current = leave

    def _join(self, origin: str, entries: Collection[str], stop: str | None) -> str | None:
        """Return the first state that all ways from these pass, but for those that fail; None if all do.

        ``origin`` is the state from which these ways come.
        """
        ends = [entry for entry in entries if not self.is_doomed(entry)]
        if not ends:
            return None
        for candidate in self._order(ends[0]):
            is_after = candidate in {stop, END} or not self._returns(candidate, origin, ends)
            if is_after and all(self._passes(entry, candidate) for entry in ends):
                return candidate
        return END

    def _returns(self, candidate: str, origin: str, entries: Collection[str]) -> bool:
        """Return whether a state leads back to one on the ways to it."""
        before = frozenset({origin}).union(*(self.between(entry, candidate) for entry in entries))
        return bool(self._reach[candidate] & before)

    def _leave(self, name: str, stop: str | None, *, ends_apart: bool) -> str | None:
        following = tuple(dict.fromkeys(self._next[name]))
        if self.is_doomed(name):
            return following[0] if len(following) == 1 and not self.is_in_loop(name) else None
        joined = self._join(name, following, stop)
        if joined == END and ends_apart and not self.is_in_loop(name):
            together = [entry for entry in following if not self._is_apart(entry, following)]
            if together and (len(together) > 1 or self._is_caught(name, together[0])):
                return self._join(name, together, stop)
        return joined

    def _is_caught(self, name: str, following: str) -> bool:
        """Return whether a state goes on to another unless it fails."""
        state = self.states[name]
        return "Catch" in state and state.get("Next") == following

    def _is_apart(self, entry: str, entries: Collection[str]) -> bool:
        """Return whether a way has no state in common with the others, or is but a handler of failure."""
        if entry == END or self.is_doomed(entry):
            return True
        own = self._reach[entry] | {entry}
        others = (self._reach[other] | {other} for other in entries if other not in {entry, END})
        return not any((own & other) - {END} for other in others if not other <= self._doomed)

    def _order(self, entry: str) -> list[str]:
        """Return what can be reached from a state, nearest first, END last."""
        found = [entry]
        for name in found:
            if name != END:
                found += [target for target in dict.fromkeys(self._next[name]) if target not in found]
        return sorted(found, key=lambda name: name == END)

    def _passes(self, entry: str, candidate: str) -> bool:
        """Return whether every way from ``entry`` that does not fail comes to ``candidate``."""
        if candidate in {entry, END}:
            return True
        return not any(END in self._next[name] for name in self.between(entry, candidate))

    def _reachable(self, name: str) -> frozenset[str]:
        found: set[str] = set()
        pending = list(self._next[name])
        while pending:
            target = pending.pop()
            if target not in found:
                found.add(target)
                pending.extend(self._next.get(target, ()))
        return frozenset(found)


def targets(state: StateJson) -> Iterator[str]:
    """Yield where a state may lead, END for the end of its scope."""
    for rule in state.get("Choices", ()):
        yield rule["Next"]
    if "Default" in state:
        yield state["Default"]
    if "Next" in state:
        yield state["Next"]
    if state.get("End") or state["Type"] == "Succeed":
        yield END
    for catcher in state.get("Catch", ()):
        yield catcher["Next"]
