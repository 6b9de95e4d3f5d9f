"""Text to syntax tree: a top-down operator precedence parser.

``Parser`` is the one mutable thing here; ``parse`` makes one, runs it and throws it away.
"""

from typing import Final

from lakeflow.asl.jsonata.failures import failure
from lakeflow.asl.jsonata.lexer import Token, next_token
from lakeflow.asl.jsonata.signature import parse_signature
from lakeflow.asl.jsonata.tree import (
    Array,
    Binary,
    Bind,
    Block,
    Call,
    Condition,
    Descendants,
    Dot,
    Filter,
    Focus,
    GroupBy,
    Index,
    KeepArray,
    Lambda,
    Literal,
    Name,
    Negate,
    Node,
    Object,
    OrderBy,
    Parent,
    Placeholder,
    Regex,
    Term,
    Transform,
    Variable,
    Wildcard,
)
from lakeflow.errors import ExpressionError

BINDING: Final = {
    ".": 75, "[": 80, "{": 70, "(": 80, "@": 80, "#": 80, "?": 20, "+": 50, "-": 50, "*": 60, "/": 60, "%": 60,
    "=": 40, "<": 40, ">": 40, "^": 40, ":=": 10, "!=": 40, "<=": 40, ">=": 40, "~>": 40, "and": 30, "or": 25,
    "in": 40, "&": 50,
}  # fmt: skip
"""How tightly an operator binds what stands on its left."""

NEGATION_BINDING: Final = 70
"""How tightly a unary minus binds its operand: more than arithmetic, less than a path."""

_KNOWN: Final = BINDING.keys() | {":", ";", ",", ")", "]", "}", "..", "**", "|"}
_WORDS: Final = frozenset({"and", "or", "in"})


def parse(text: str) -> Node:
    """Return the tree of an expression.

    >>> parse("-$a")
    Negate(start=0, end=3, operand=Variable(start=1, end=3, name='a'))

    Raises:
        ExpressionError: the text is not JSONata; the position is where it stops being so.

    """
    try:
        return Parser(text).expression_to_end()
    except RecursionError:
        raise failure("S0403", 0) from None


class Parser:
    """One pass over one text; ``token`` is the first token not yet consumed."""

    __slots__ = ("missing_operand", "text", "token")

    def __init__(self, text: str) -> None:
        self.text = text
        self.missing_operand = -1
        self.token = next_token(text, 0, operand=True)
        self._check_operator()

    def expression_to_end(self) -> Node:
        """Parse everything."""
        tree = self._expression(0)
        if self.token.kind != "end":
            raise failure("S0201", self.token.start, token=self.token.value)
        # Reported last: an unclosed bracket says more about "[1 +" than its missing operand.
        if self.missing_operand >= 0:
            raise failure("S0207", self.missing_operand)
        return tree

    def _advance(self, *, operand: bool) -> None:
        self.token = next_token(self.text, self.token.end, operand=operand)
        self._check_operator()

    def _check_operator(self) -> None:
        if self.token.kind == "operator" and self.token.value not in _KNOWN:
            raise failure("S0204", self.token.start, token=self.token.value)

    def _at(self, operator: str) -> bool:
        return self.token.kind == "operator" and self.token.value == operator

    def _expect(self, operator: str, *, operand: bool = True) -> int:
        """Consume ``operator`` and return where it ends."""
        if not self._at(operator):
            code = "S0203" if self.token.kind == "end" else "S0202"
            raise failure(code, self.token.start, value=operator, token=self.token.value)
        end = self.token.end
        self._advance(operand=operand)
        return end

    def _expression(self, binding: int) -> Node:
        token = self.token
        self._advance(operand=False)
        left = self._prefix(token)
        while self.token.kind == "operator" and binding < BINDING.get(str(self.token.value), 0):
            token = self.token
            self._advance(operand=True)
            left = self._infix(token, left)
        return left

    def _prefix(self, token: Token) -> Node:
        span = {"start": token.start, "end": token.end}
        match token.kind:
            case "name":
                return Name(str(token.value), **span)
            case "variable":
                return Variable(str(token.value), **span)
            case "string" | "number" | "value":
                assert not isinstance(token.value, tuple)
                return Literal(token.value, **span)
            case "regex":
                assert isinstance(token.value, tuple)
                pattern, flags = token.value
                return Regex(pattern, flags, **span)
            case "end":
                self.missing_operand = token.start
                return Literal(None, **span)
            case "operator":
                return self._prefix_operator(token)

    def _prefix_operator(self, token: Token) -> Node:  # noqa: PLR0911  one return a construct
        operator, start = str(token.value), token.start
        match operator:
            case "*":
                return Wildcard(start=start, end=token.end)
            case "**":
                return Descendants(start=start, end=token.end)
            case "%":
                return Parent(start=start, end=token.end)
            case "and" | "or" | "in":
                return Name(operator, start=start, end=token.end)
            case "-":
                operand = self._expression(NEGATION_BINDING)
                return _negated(operand, start)
            case "(":
                return self._block(start)
            case "[":
                return self._array(start)
            case "{":
                pairs = self._pairs()
                return Object(pairs, start=start, end=self._expect("}", operand=False))
            case "|":
                return self._transform(start)
            case _:
                raise failure("S0211", start, token=operator)

    def _infix(self, token: Token, left: Node) -> Node:  # noqa: C901, PLR0911  one case an operator
        operator, start = str(token.value), left.start
        match operator:
            case ".":
                right = self._expression(BINDING["."])
                return Dot(left, right, start=start, end=right.end)
            case "(":
                return self._call(left)
            case "[":
                return self._filter(left)
            case "{":
                pairs = self._pairs()
                return GroupBy(left, pairs, start=start, end=self._expect("}", operand=False))
            case "^":
                return self._order_by(left)
            case "?":
                return self._condition(left)
            case ":=":
                if not isinstance(left, Variable):
                    raise failure("S0212", left.start)
                value = self._expression(BINDING[":="] - 1)
                return Bind(left.name, value, start=start, end=value.end)
            case "@" | "#":
                right = self._expression(BINDING[operator])
                if not isinstance(right, Variable):
                    raise failure("S0214", right.start, token=operator)
                kind = Focus if operator == "@" else Index
                return kind(left, right.name, start=start, end=right.end)
            case _:
                right = self._expression(BINDING[operator])
                return Binary(operator, left, right, start=start, end=right.end)

    def _block(self, start: int) -> Node:
        expressions: list[Node] = []
        while not self._at(")"):
            expressions.append(self._expression(0))
            if not self._at(";"):
                break
            self._expect(";")
        return Block(tuple(expressions), start=start, end=self._expect(")", operand=False))

    def _array(self, start: int) -> Node:
        items: list[Node] = []
        while not (self._at("]") and not items):
            item = self._expression(0)
            if self._at(".."):
                self._expect("..")
                last = self._expression(0)
                item = Binary("..", item, last, start=item.start, end=last.end)
            items.append(item)
            if not self._at(","):
                break
            self._expect(",")
        return Array(tuple(items), start=start, end=self._expect("]", operand=False))

    def _pairs(self) -> tuple[tuple[Node, Node], ...]:
        pairs: list[tuple[Node, Node]] = []
        while not (self._at("}") and not pairs):
            key = self._expression(0)
            self._expect(":")
            pairs.append((key, self._expression(0)))
            if not self._at(","):
                break
            self._expect(",")
        return tuple(pairs)

    def _transform(self, start: int) -> Node:
        pattern = self._expression(0)
        self._expect("|")
        update, delete = self._expression(0), None
        if self._at(","):
            self._expect(",")
            delete = self._expression(0)
        return Transform(pattern, update, delete, start=start, end=self._expect("|"))

    def _filter(self, left: Node) -> Node:
        if self._at("]"):
            return KeepArray(left, start=left.start, end=self._expect("]"))
        predicate = self._expression(0)
        return Filter(left, predicate, start=left.start, end=self._expect("]", operand=False))

    def _order_by(self, left: Node) -> Node:
        self._expect("(")
        terms: list[Term] = []
        while True:
            start, descending = self.token.start, self._at(">")
            if descending or self._at("<"):
                self._advance(operand=True)
            expression = self._expression(0)
            terms.append(Term(expression, descending, start=start, end=expression.end))
            if not self._at(","):
                break
            self._expect(",")
        return OrderBy(left, tuple(terms), start=left.start, end=self._expect(")"))

    def _condition(self, test: Node) -> Node:
        then, otherwise = self._expression(0), None
        if self._at(":"):
            self._expect(":")
            otherwise = self._expression(0)
        return Condition(test, then, otherwise, start=test.start, end=(otherwise or then).end)

    def _call(self, function: Node) -> Node:
        arguments: list[Node] = []
        while not (self._at(")") and not arguments):
            if self._at("?"):
                arguments.append(Placeholder(start=self.token.start, end=self.token.end))
                self._expect("?")
            else:
                arguments.append(self._expression(0))
            if not self._at(","):
                break
            self._expect(",")
        end = self._expect(")", operand=False)
        if isinstance(function, Name) and function.value in {"function", "λ"}:
            return self._lambda(function.start, arguments)
        return Call(function, tuple(arguments), start=function.start, end=end)

    def _lambda(self, start: int, arguments: list[Node]) -> Node:
        parameters: list[str] = []
        for position, argument in enumerate(arguments, 1):
            if not isinstance(argument, Variable):
                raise failure("S0208", argument.start, value=position)
            parameters.append(argument.name)
        signature = self._signature() if self._at("<") else ""
        self._expect("{")
        body = self._expression(0)
        return Lambda(tuple(parameters), signature, body, start=start, end=self._expect("}"))

    def _signature(self) -> str:
        start, depth, text = self.token.start, 1, "<"
        while depth > 0 and not self._at("{") and self.token.kind != "end":
            self._advance(operand=True)
            depth += self._at("<") - self._at(">")
            text += str(self.token.value)
        self._expect(">")
        try:
            parse_signature(text)
        except ExpressionError as error:
            error.position += start
            raise
        return text


def _negated(operand: Node, start: int) -> Node:
    """Return ``-operand``; a number literal is negated in place, as ``[-1]`` must be a position."""
    if isinstance(operand, Literal) and isinstance(operand.value, int | float) and not isinstance(operand.value, bool):
        return Literal(-operand.value, start=start, end=operand.end)
    return Negate(operand, start=start, end=operand.end)
