"""The tree made ready to run: paths as lists of steps, filters as stages of a step, ``%`` tied to what it names.

The syntax tree says what was written; a plan says what is done, and is where a construct that parses but means
nothing is refused (S02xx). Plans are built here, changed only here, and read by the evaluator.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TypeAlias, assert_never

from lakeflow.asl.jsonata.failures import failure
from lakeflow.asl.jsonata.tree import (
    Array,
    Binary,
    Bind,
    Block,
    Call,
    Compound,
    Condition,
    Dot,
    Filter,
    Focus,
    GroupBy,
    Index,
    KeepArray,
    Lambda,
    Leaf,
    Literal,
    Name,
    Negate,
    Node,
    Object,
    OrderBy,
    Parent,
    PathPart,
    Transform,
    Wildcard,
    children,
)


@dataclass(slots=True, eq=False)
class Ancestor:
    """What one ``%`` refers to: ``label`` names it in a tuple, ``level`` counts the steps still to go up."""

    label: str
    level: int = 1


@dataclass(slots=True, eq=False)
class Stage:
    """What is done to a step's results: kept by ``predicate``, or their positions bound to ``index``."""

    predicate: "Plan | None" = None
    index: str = ""


@dataclass(slots=True, eq=False)
class SortTerm:
    """One criterion of a sort step."""

    expression: "Plan"
    descending: bool


Pairs: TypeAlias = "list[tuple[Plan, Plan]]"


@dataclass(slots=True, eq=False)
class Plan:
    """One construct; ``parts`` are its operands, the rest says how it takes part in a path."""

    node: Node
    parts: "list[Plan]" = field(default_factory=list)
    predicates: list[Stage] = field(default_factory=list)
    stages: list[Stage] = field(default_factory=list)
    group: "Pairs | None" = None
    keep_array: bool = False
    constructs: bool = False
    """An array constructor whose array is an item of its path, not flattened into it."""
    binds: bool = False
    """The step works on tuples."""
    focus: str = ""
    index: str = ""
    ancestor: Ancestor | None = None
    parent: Ancestor | None = None
    """For ``%`` itself: what it refers to."""
    seeking: list[Ancestor] = field(default_factory=list)
    level: int = 1
    """How many evaluations stand around this one in its expression or function, itself included: see nesting."""


@dataclass(slots=True, eq=False)
class PathPlan(Plan):
    """Steps, each applied to every item that the one before found."""

    steps: list[Plan] = field(default_factory=list)
    keep_singleton: bool = False


@dataclass(slots=True, eq=False)
class SortPlan(Plan):
    """A step that orders its input."""

    terms: list[SortTerm] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class GroupPlan(Plan):
    """An object constructor ``{...}``."""

    pairs: Pairs = field(default_factory=list)


def make_plan(tree: Node) -> Plan:
    """Return the plan of an expression.

    Raises:
        ExpressionError: it parses, but a step, predicate, grouping or ``%`` stands where it means nothing.

    """
    plan = _Planner().plan(tree)
    if plan.parent or plan.seeking:
        raise failure("S0217", tree.start)
    return plan


class _Planner:
    """Numbers the ancestors of one expression."""

    __slots__ = ("ancestors",)

    def __init__(self) -> None:
        self.ancestors = 0

    def plan(self, node: Node, *, keep: bool = False) -> Plan:
        """Return the plan of a node; ``keep`` is a ``[]`` that followed it."""
        if isinstance(node, Leaf):
            plan = self._leaf(node, keep=keep)
        elif isinstance(node, PathPart):
            plan = self._path_part(node, keep=keep)
        else:
            plan = self._compound(node)
        plan.keep_array = plan.keep_array or keep
        return plan

    def _leaf(self, node: Leaf, *, keep: bool) -> Plan:
        if isinstance(node, Name):
            return PathPlan(node, steps=[Plan(node, keep_array=keep)], keep_singleton=keep)
        if isinstance(node, Parent):
            self.ancestors += 1
            return Plan(node, parent=Ancestor(f"!{self.ancestors}"))
        return Plan(node)

    def _path_part(self, node: PathPart, *, keep: bool) -> Plan:  # noqa: PLR0911  one return a class
        match node:
            case Dot():
                return self._path(node)
            case KeepArray(base):
                return self.plan(base, keep=True)
            case Filter():
                return self._filter(node, keep=keep)
            case GroupBy():
                return self._group(node)
            case OrderBy():
                return self._sort(node)
            case Focus():
                return self._focus(node, keep=keep)
            case Index():
                return self._index(node)
            case _:
                assert_never(node)

    def _compound(self, node: Compound) -> Plan:  # noqa: PLR0911  one return a class
        match node:
            case Binary("~>", left, right):
                parts = [self.plan(left), self.plan(right)]
                return Plan(node, parts, keep_array=any(part.keep_array for part in parts))
            case Binary(_, left, right):
                return self._gather(Plan(node), (left, right))
            case Call(function, arguments):
                result = self._gather(Plan(node), arguments)
                result.parts.insert(0, self.plan(function))
                return result
            case Array(items):
                return self._gather(Plan(node), items)
            case Negate(operand) | Bind(_, operand):
                return self._gather(Plan(node), (operand,))
            case Condition():
                return self._gather(Plan(node), children(node))
            case Object(pairs):
                return self._object(node, pairs)
            case Block(expressions):
                result = self._gather(Plan(node), expressions)
                result.constructs = any(_starts_with_array(part) for part in result.parts)
                return result
            case Lambda() | Transform():
                return Plan(node, [self.plan(operand) for operand in children(node)])
            case _:
                assert_never(node)

    def _gather(self, result: Plan, operands: Iterable[Node]) -> Plan:
        """Plan the operands; what they seek above them, the whole seeks."""
        for operand in operands:
            part = self.plan(operand)
            result.parts.append(part)
            result.seeking.extend(_sought(part))
        return result

    def _object(self, node: Node, pairs: tuple[tuple[Node, Node], ...]) -> Plan:
        result = GroupPlan(node)
        for key, value in pairs:
            planned = self.plan(key), self.plan(value)
            result.pairs.append(planned)
            result.seeking.extend(_sought(planned[0]) + _sought(planned[1]))
        return result

    def _group(self, node: GroupBy) -> Plan:
        result = self.plan(node.base)
        if result.group is not None:
            raise failure("S0210", node.start)
        result.group = [(self.plan(key), self.plan(value)) for key, value in node.pairs]
        return result

    def _path(self, node: Dot) -> Plan:
        left = self.plan(node.left)
        path = left if isinstance(left, PathPlan) else PathPlan(node, steps=[left])
        if left.parent:
            path.seeking = [left.parent]
        right = self.plan(node.right)
        if isinstance(right, PathPlan):
            path.steps.extend(right.steps)
        else:
            right.stages, right.predicates = right.predicates, []
            path.steps.append(right)
        for position, step in enumerate(path.steps):
            path.steps[position] = _as_step(step)
        path.keep_singleton = path.keep_singleton or any(step.keep_array for step in path.steps)
        for step in (path.steps[0], path.steps[-1]):
            step.constructs = step.constructs or isinstance(step.node, Array)
        _resolve_ancestors(path)
        return path

    def _filter(self, node: Filter, *, keep: bool) -> Plan:
        result = self.plan(node.base, keep=keep)
        step = _last_step(result)
        if step.group is not None:
            raise failure("S0209", node.predicate.start)
        predicate = self.plan(node.predicate)
        for ancestor in predicate.seeking:
            if ancestor.level == 1:
                _seek(step, ancestor)
            else:
                ancestor.level -= 1
        step.seeking.extend(_sought(predicate))
        (step.stages if step is not result else step.predicates).append(Stage(predicate))
        return result

    def _sort(self, node: OrderBy) -> Plan:
        result = self.plan(node.base)
        path = result if isinstance(result, PathPlan) else PathPlan(node, steps=[result])
        step = SortPlan(node)
        for term in node.terms:
            expression = self.plan(term.expression)
            step.seeking.extend(_sought(expression))
            step.terms.append(SortTerm(expression, term.descending))
        path.steps.append(step)
        _resolve_ancestors(path)
        return path

    def _focus(self, node: Focus, *, keep: bool) -> Plan:
        result = self.plan(node.base)
        step = _last_step(result)
        if step.stages or step.predicates:
            raise failure("S0215", node.start)
        if isinstance(step, SortPlan):
            raise failure("S0216", node.start)
        step.keep_array = step.keep_array or keep
        step.focus = node.name
        step.binds = True
        return result

    def _index(self, node: Index) -> Plan:
        result = self.plan(node.base)
        if not isinstance(result, PathPlan):
            result.stages, result.predicates = result.predicates, []
            result = PathPlan(node, steps=[result])
        step = result.steps[-1]
        if step.stages:
            step.stages.append(Stage(index=node.name))
        else:
            step.index = node.name
        step.binds = True
        return result


def _last_step(plan: Plan) -> Plan:
    return plan.steps[-1] if isinstance(plan, PathPlan) else plan


def _starts_with_array(plan: Plan) -> bool:
    return plan.constructs or (isinstance(plan, PathPlan) and plan.steps[0].constructs)


def _as_step(step: Plan) -> Plan:
    """Return a path step: a string names a field, another literal is no step."""
    if isinstance(step.node, Literal):
        if not isinstance(step.node.value, str):
            raise failure("S0213", step.node.start, value=step.node.value)
        step.node = Name(step.node.value, start=step.node.start, end=step.node.end)
    return step


def _sought(plan: Plan) -> list[Ancestor]:
    return [*plan.seeking, plan.parent] if plan.parent else plan.seeking


def _resolve_ancestors(path: PathPlan) -> None:
    """Tie every ``%`` of the last step to the step before that it names, or pass it on to what is around."""
    for ancestor in _sought(path.steps[-1]):
        position = len(path.steps) - 2
        while ancestor.level > 0:
            if position < 0:
                path.seeking.append(ancestor)
                break
            step = path.steps[position]
            position -= 1
            # Steps that only bind a variable leave the context where it was.
            while position >= 0 and step.focus and path.steps[position].focus:
                step = path.steps[position]
                position -= 1
            _seek(step, ancestor)


def _seek(step: Plan, ancestor: Ancestor) -> None:
    """Go one level up through ``step``, marking where the ancestor is found."""
    if isinstance(step, PathPlan):
        step.binds = True
        position = len(step.steps) - 1
        _seek(step.steps[position], ancestor)
        while ancestor.level > 0 and position > 0:
            position -= 1
            _seek(step.steps[position], ancestor)
    elif isinstance(step.node, Name | Wildcard):
        ancestor.level -= 1
        if ancestor.level == 0:
            _mark(step, ancestor)
    elif isinstance(step.node, Parent):
        ancestor.level += 1
    elif isinstance(step.node, Block):
        if step.parts:
            step.binds = True
            _seek(step.parts[-1], ancestor)
    else:
        raise failure("S0217", step.node.start)


def _mark(step: Plan, ancestor: Ancestor) -> None:
    """Have ``step`` bind its ancestor; two ``%`` that mean the same step share one label."""
    if step.ancestor is not None:
        ancestor.label = step.ancestor.label
    step.ancestor = ancestor
    step.binds = True
