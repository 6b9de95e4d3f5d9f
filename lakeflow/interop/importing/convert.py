"""Blocks of states to steps: the import itself, which keeps as raw states what steps cannot say."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from lakeflow.errors import ExpressionError, InvalidStateMachineError, PathError
from lakeflow.interop.importing import payloads, raw
from lakeflow.interop.importing.distributed import is_distributed, iterated
from lakeflow.interop.importing.guards import errors, together, uncertain, without_handlers
from lakeflow.interop.importing.joins import joined, way_of
from lakeflow.interop.importing.names import Names
from lakeflow.interop.importing.scopes import END, Block, Scope
from lakeflow.interop.importing.source import Line, Part, Region, Statement
from lakeflow.interop.importing.steps import Named, step_of
from lakeflow.interop.importing.texts import text_of
from lakeflow.interop.importing.unfilled import check_filled_in
from lakeflow.interop.importing.values import Code, Const, Inexpressible, Items, Known, Value, steps_of


class Outcome(NamedTuple):
    """What states become: ``known`` is None where the execution does not come out of them.

    ``last`` are the variables of the steps that whatever follows comes after.
    """

    lines: tuple[Line, ...]
    known: Known | None
    last: tuple[str, ...]


class Start(NamedTuple):
    """Where states begin: what is known, and the steps that come before."""

    known: Known
    after: tuple[str, ...]


class Way(NamedTuple):
    """States from an entry up to a stop; ``is_top`` if their end is that of the whole execution."""

    scope: Scope
    entry: str
    stop: str | None
    is_top: bool


@dataclass(slots=True)
class Kept:
    """What has become raw: states by name, and why; ``names`` of states and variables that are in use in it."""

    states: dict[str, str] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)


class Converter:
    """Converts the states of one definition."""

    def __init__(self, language: str, names: Names) -> None:
        self.language = language
        self.names = names
        self.kept = Kept()
        self._named: dict[tuple[str, str], tuple[str, str]] = {}

    def name(self, state: str, role: str = "") -> tuple[str, str]:
        """Return the step's name and the variable of what a state becomes; the same every time."""
        key = (state, role)
        if key not in self._named:
            wanted = f"{state} {role}".strip()
            self._named[key] = (self.names.step(wanted), self.names.variable(wanted))
        return self._named[key]

    def named(self) -> Iterable[tuple[str, str]]:
        """Return the name and the variable of every step."""
        return self._named.values()

    def language_of(self, state: Mapping[str, Any]) -> str:
        """Return the query language that a state is written in."""
        return str(state.get("QueryLanguage", self.language))

    def whole(self, way: Way, start: Start) -> Outcome:
        """Return what a whole machine becomes: its output, too, is that of the machine."""
        try:
            outcome = self.sequence(way, start)
            if outcome.known is None:
                return outcome
            if not outcome.lines:
                outcome = outcome._replace(known=replace(outcome.known, natural=None))
            return Outcome(self._finished("", outcome)[0], None, ())
        except Inexpressible:
            block = Block(way.entry, frozenset(way.scope.states), END, is_raw=True)
            start.known.demands.clear()
            outcome = self._raw(way, block, start)
            return Outcome(self._finished("", outcome)[0], None, ())

    def sequence(self, way: Way, start: Start) -> Outcome:
        """Return what the states of a way become, block by block.

        A block that steps cannot say is kept raw, with as few of its neighbours as possible.

        Raises:
            Inexpressible: they cannot even be kept as raw states of their own.

        """
        blocks = list(_disjoint(way.scope.blocks(way.entry, way.stop, ends_apart=way.is_top)))
        outcomes: list[Outcome] = []
        while len(outcomes) < len(blocks):
            before = outcomes[-1] if outcomes else Outcome((), start.known, start.after)
            assert before.known is not None
            begun = Start(before.known, before.last)
            outcome = self._attempt(way, blocks[len(outcomes)], begun)
            if isinstance(outcome, Outcome):
                outcomes.append(outcome)
            else:
                blocks, outcomes = _widened(blocks, outcomes, outcome)
            if outcomes and outcomes[-1].known is None:
                break
        lines = tuple(line for outcome in outcomes for line in outcome.lines)
        ended = outcomes[-1] if outcomes else Outcome((), start.known, start.after)
        return Outcome(lines, ended.known, ended.last)

    def _attempt(self, way: Way, block: Block, start: Start) -> Outcome | Inexpressible:
        demanded = dict(start.known.demands)
        try:
            if block.is_raw:
                return self._raw(way, block, start)
            return self._block(way, block, start)
        except (Inexpressible, PathError, ExpressionError) as why:
            start.known.demands.clear()
            start.known.demands.update(demanded)
            for name in block.states:
                self.kept.states.setdefault(name, str(why))
            return why if isinstance(why, Inexpressible) else Inexpressible(str(why))

    def _block(self, way: Way, block: Block, start: Start) -> Outcome:
        state = way.scope.states[block.entry]
        check_filled_in(state)
        if "Catch" in state or block.is_shared:
            return self._guarded(way, block, start)
        if state["Type"] != "Choice" and len(block.states) > 1:
            raise Inexpressible("states that lead back to one another")
        match state["Type"]:
            case "Choice":
                return self._choice(way, block, start)
            case "Parallel":
                return self._parallel(state, start)
            case "Map":
                return self._map(block.entry, state, start)
            case _:
                return self._step(way, block, start)

    def _step(self, way: Way, block: Block, start: Start) -> Outcome:
        """Return the one step that a simple state is."""
        state = way.scope.states[block.entry]
        language = self.language_of(state)
        name, variable = self.name(block.entry)
        if state["Type"] == "Succeed":
            known = payloads.left(state, language, start.known, None)
            outcome = Outcome((), known, start.after)
            if not way.is_top:
                return outcome
            lines, after = self._finished(block.entry, outcome)
            ended = Statement(variable, "Succeed", (Const(f'"{name}"'),), {}, after)
            return Outcome((*lines, ended), None, ())
        converted = step_of(state, Named(name, variable), language, start.known)
        if converted is None:
            return Outcome((), payloads.left(state, language, start.known, None), start.after)
        if converted.why:
            self.kept.states.setdefault(block.entry, converted.why)
        statement = replace(converted.statement, after=_unread(start.after, converted.statement))
        if state["Type"] == "Fail":
            return Outcome((statement,), None, ())
        return Outcome((statement,), converted.known, (variable,))

    def _choice(self, way: Way, block: Block, start: Start) -> Outcome:
        state = way.scope.states[block.entry]
        language = self.language_of(state)
        name, variable = self.name(block.entry)
        branches = payloads.branches(state, language, start.known)
        self._check_apart(way.scope, [branch.next for branch in branches], block.exit)
        outcomes = [self._branch(way, block, branch.next, Start(branch.known, ())) for branch in branches]
        alive = [outcome.known for outcome in outcomes]
        parts = []
        for branch, outcome in zip(branches, outcomes, strict=True):
            method = "otherwise" if branch.condition is None else "when"
            tested = () if branch.condition is None else (branch.condition,)
            parts.append(Part(method, tested, outcome.lines, way_of(alive, outcome.known)))
        if branches[-1].condition is not None:
            failing = self.name(block.entry, "no match")
            no_match = Statement(
                failing[1], "Fail", (Const(f'"{failing[0]}"'),), {"error": Const('"States.NoChoiceMatched"')}
            )
            parts.append(Part("otherwise", (), (no_match,)))
        head = Statement(variable, "Choice", (Const(f'"{name}"'),), payloads.options(state))
        read = frozenset[str]().union(*(branch.condition.steps for branch in branches if branch.condition is not None))
        head = replace(head, after=tuple(step for step in start.after if step not in read))
        region = Region(head, (), tuple(parts), is_nested=True)
        return Outcome((region,), joined(variable, alive, (region,), start.known), (variable,))

    def _branch(self, way: Way, block: Block, entry: str, start: Start) -> Outcome:
        """Return a branch up to where the branches join; one that ends the execution apart from the others says so."""
        outcome = self.sequence(Way(way.scope, entry, block.exit, way.is_top), start)
        if outcome.known is None or not way.is_top:
            return outcome
        ends_apart = entry != block.exit and block.exit not in way.scope.reached(entry)
        if block.exit != END and not ends_apart:
            return outcome
        lines, after = self._finished(entry or block.entry, outcome)
        if block.exit == END:
            return Outcome(lines, None, ())
        name, variable = self.name(entry, "done")
        return Outcome((*lines, Statement(variable, "Succeed", (Const(f'"{name}"'),), {}, after)), None, ())

    def _check_apart(self, scope: Scope, entries: Sequence[str], stop: str | None) -> None:
        seen: set[str] = set()
        for entry in entries:
            states = set() if entry == stop else scope.between(entry, stop)
            if seen & states:
                raise Inexpressible("branches share states before they all join")
            seen |= states

    def _finished(self, state: str, outcome: Outcome) -> tuple[tuple[Line, ...], tuple[str, ...]]:
        """Return the lines of an outcome, and a Pass where the execution would else end with another output."""
        known = outcome.known
        assert known is not None
        if known.payload == known.natural:
            return outcome.lines, outcome.last
        text_of(known.payload, known.demands)
        name, variable = self.name(state, "output")
        statement = Statement(variable, "Pass", (Const(f'"{name}"'), known.payload), {})
        return (*outcome.lines, replace(statement, after=_unread(outcome.last, statement))), (variable,)

    def _parallel(self, state: Mapping[str, Any], start: Start) -> Outcome:
        """Return the steps of all branches: without an order between them, they run at the same time."""
        if "Retry" in state:
            raise Inexpressible("a Parallel that is tried again")
        language = self.language_of(state)
        known = replace(start.known, payload=payloads.arguments(state, language, start.known), natural=None)
        outcomes = [self._scope(branch, Start(known, start.after)) for branch in state["Branches"]]
        lines = tuple(line for outcome in outcomes for line in outcome.lines)
        ends = [outcome.known for outcome in outcomes]
        if None in ends:
            return Outcome(lines, None, ())
        result = Items(tuple(end.payload for end in ends if end is not None))
        last = tuple(dict.fromkeys(step for outcome in outcomes for step in outcome.last))
        left = payloads.left(state, language, start.known, result)
        return Outcome(lines, replace(left, natural=None if lines else start.known.natural), last)

    def _scope(self, content: Mapping[str, Any], start: Start) -> Outcome:
        try:
            scope = Scope(content["StartAt"], content["States"])
        except InvalidStateMachineError as error:  # a placeholder stands for a state's name
            raise Inexpressible(error.message) from None
        return self.sequence(Way(scope, scope.start, END, is_top=False), start)

    def _map(self, name: str, state: Mapping[str, Any], start: Start) -> Outcome:
        processor = state.get("ItemProcessor") or state["Iterator"]
        if unknown := state.keys() & {"Retry", "MaxConcurrencyPath"}:
            raise Inexpressible(f"a Map with {', '.join(sorted(unknown))}")
        language = self.language_of(state)
        step, variable = self.name(name)
        if is_distributed(processor):
            function, (items, item, options) = "DistributedMap", iterated(state, language, start.known, variable)
            within = replace(start.known, payload=item, natural=None, item=None, variables={}, is_child=True)
        else:
            function, own = "Map", Code(f"{variable}.item", frozenset({variable}))
            items = payloads.listed(state, language, start.known)
            item = payloads.item(state, language, start.known, own)
            options = payloads.inline_options(state)
            within = replace(start.known, payload=item, natural=None, item=own)
        body = self._scope(processor, Start(within, ()))
        if not body.lines:
            raise Inexpressible("a Map whose body has no steps")
        lines = body.lines
        if body.known is not None:
            text_of(body.known.payload, body.known.demands)
            lines = (*lines, Statement("", f"{variable}.returns", (body.known.payload,), {}))
        head = Statement(variable, function, (Const(f'"{step}"'), items), options)
        head = replace(head, after=_unread(start.after, head))
        result = Code(f"{variable}.output", frozenset({variable}))
        known = replace(payloads.left(state, language, start.known, result), natural=result)
        return Outcome((Region(head, lines),), known, (variable,))

    def _guarded(self, way: Way, block: Block, start: Start) -> Outcome:
        """Return a Try around the states of a block that all have the same handlers."""
        scope = way.scope
        catch = next((state["Catch"] for state in _ordered(scope, block) if "Catch" in state), None)
        if catch is None:
            raise Inexpressible("states that several ways lead to")
        catchers = together(catch)
        self._check_apart(scope, [catcher["Next"] for catcher in catchers], block.exit)
        bare = without_handlers(scope, block, catch)
        name, variable = self.name(block.entry, "guard")
        body = self.sequence(Way(bare, block.entry, block.exit, is_top=False), Start(start.known, ()))
        error = Code(f"{variable}.error", frozenset({variable}))
        catching = [state for state in bare.states if scope.states[state] != bare.states[state]]
        before = start.known if len(catching) == 1 else uncertain(start.known)
        first = scope.states[block.entry]
        outcomes = []
        for catcher in catchers:
            caught = payloads.caught(catcher, self.language_of(first), before, error)
            begun = Start(replace(caught, natural=None), ())
            if block.exit == END:
                outcomes.append(self.sequence(Way(scope, catcher["Next"], END, is_top=False), begun))
            else:
                outcomes.append(self._branch(way, block, catcher["Next"], begun))
        alive = [body.known, *(outcome.known for outcome in outcomes)]
        parts = tuple(
            Part("catch", errors(catcher), outcome.lines, way_of(alive, outcome.known))
            for catcher, outcome in zip(catchers, outcomes, strict=True)
        )
        if not body.lines:
            raise Inexpressible("a guarded state that is no step")
        head = Statement(variable, "Try", (Const(f'"{name}"'),), {}, start.after)
        region = Region(head, body.lines, parts, way_of(alive, body.known))
        known = joined(variable, alive, (region,), start.known)
        outcome = Outcome((region,), known, (variable,))
        if known is not None and way.is_top and block.exit == END:
            lines, last = self._finished(block.entry, outcome)
            return Outcome(lines, None, last)
        return outcome

    def _raw(self, way: Way, block: Block, start: Start) -> Outcome:
        """Return a block as it is."""
        content = raw.content(way.scope, block, self.language)
        self.kept.names.update(raw.names_in(content))
        for state in block.states:
            self.kept.states.setdefault(state, "a loop")
        is_single = any(field == "Type" for field, _ in content.fields)
        name, variable = self.name(block.entry, "" if is_single else "states")
        given: dict[str, Value | str] = {}
        if start.known.payload != start.known.natural:
            text_of(start.known.payload, start.known.demands)
            given["input"] = start.known.payload
        statement = Statement(variable, "Raw", (Const(f'"{name}"'), content), given)
        statement = replace(statement, after=_unread(start.after, statement))
        result = Code(f"{variable}.output", frozenset({variable}))
        known = None if block.exit is None else replace(start.known, payload=result, natural=None)
        return Outcome((statement,), known, (variable,))


def _widened(blocks: list[Block], outcomes: list[Outcome], why: Inexpressible) -> tuple[list[Block], list[Outcome]]:
    """Return the blocks with the one that failed made raw; one that is, with the block before it, or after it."""
    at = len(outcomes)
    if not blocks[at].is_raw:
        return [*blocks[:at], replace(blocks[at], is_raw=True), *blocks[at + 1 :]], outcomes
    first = at - 1 if at else at
    if first + 1 >= len(blocks):
        raise why
    one, other = blocks[first], blocks[first + 1]
    both = Block(one.entry, one.states | other.states, other.exit, is_raw=True)
    return [*blocks[:first], both, *blocks[first + 2 :]], outcomes[:first]


def _disjoint(blocks: Iterator[Block]) -> Iterator[Block]:
    """Yield the blocks, those with states in common as one."""
    found = list(blocks)
    while found:
        last = max(index for index, block in enumerate(found) if block.states & found[0].states)
        shared = found[: last + 1]
        while len(shared) < len(found) and any(
            block.states & part.states for part in shared for block in found[len(shared) :]
        ):
            shared = found[: len(shared) + 1]
        if len(shared) == 1:
            yield shared[0]
        else:
            states = frozenset[str]().union(*(block.states for block in shared))
            yield Block(found[0].entry, states, shared[-1].exit, any(b.is_raw for b in shared), is_shared=True)
        found = found[len(shared) :]


def _ordered(scope: Scope, block: Block) -> Iterable[Mapping[str, Any]]:
    yield scope.states[block.entry]
    yield from (state for name, state in scope.states.items() if name in block.states)


def _unread(after: tuple[str, ...], statement: Statement) -> tuple[str, ...]:
    """Return the steps that a statement comes after without reading them."""
    read = frozenset[str]().union(
        *(
            steps_of(value)
            for value in (*statement.arguments, *statement.options.values())
            if not isinstance(value, str)
        )
    )
    return tuple(step for step in after if step not in read)
