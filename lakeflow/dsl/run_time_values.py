"""What Python must know of a value at once, and a pipeline knows only while it runs: each a mistake, in words."""

from lakeflow.dsl.mistakes import mistake
from lakeflow.dsl.source import caller_location
from lakeflow.errors import DefinitionError

_NOT_AN_F_STRING = 'write Format("orders/{}.csv", date); in SQL :date, which params={"date": date} of the step fills'


class RunTimeValue:
    """A value that is not there while its pipeline is declared, and cannot be changed when it is.

    What needs it now says what to write instead, and goes on with a value of the type that Python asks for, so that
    all mistakes are told at once; with a key of a dict and a change there is nothing to go on with.
    """

    __slots__ = ()

    def __bool__(self) -> bool:
        mistake(
            "LF211",
            "a reference has no truth value while the pipeline is being declared",
            "write & | ~ for and, or, not (with parentheses around comparisons), fn.when(...).otherwise(...) for a "
            "conditional value, and a Choice for if; a < b < c is (a < b) & (b < c)",
        )
        return True

    def __contains__(self, item: object) -> bool:
        mistake(
            "LF212",
            "`in` cannot look into a value that is not there yet",
            "write fn.has(list, item) for a list, fn.contains(text, part) for text",
        )
        return True

    def __len__(self) -> int:
        mistake(
            "LF212",
            "len() needs the value now; a reference has it only at run time",
            "write ref.length(), or fn.text_length(ref) for text",
        )
        return 1

    def __format__(self, spec: str) -> str:
        mistake("LF213", "an f-string would print the reference, not its value", _NOT_AN_F_STRING)
        return ""

    def __str__(self) -> str:
        mistake("LF213", "str() would print the reference, not its value", "write ref.string()")
        return ""

    def __int__(self) -> int:
        mistake("LF221", "int() needs the value now; a reference has it only at run time", "write ref.int()")
        return 0

    def __float__(self) -> float:
        mistake("LF221", "float() needs the value now; a reference has it only at run time", "write ref.number()")
        return 0.0

    def __index__(self) -> int:
        mistake(
            "LF221",
            "a whole number is needed now, as for range() or an index; a reference has it only at run time",
            "write fn.range(start, stop), or fn.lookup(object, key)",
        )
        return 0

    def __hash__(self) -> int:
        raise DefinitionError(
            "LF222",
            "a reference can be no key of a dict and no member of a set: its value is not there yet",
            hint="write fn.lookup(mapping, ref) for mapping[ref], and ref.is_in([...]) for ref in {...}",
            location=caller_location(),
        )

    def __setattr__(self, name: str, value: object) -> None:
        self._refuse_change(f"ref.{name} = ...")

    def __setitem__(self, key: object, value: object) -> None:
        self._refuse_change("ref[...] = ...")

    def __delitem__(self, key: object) -> None:
        self._refuse_change("del ref[...]")

    def _refuse_change(self, written: str) -> None:
        hint = 'make a new value: Pass("name", {...}).output, or fn.merge(object, {...})'
        mistake("LF224", f"a reference cannot be changed by {written}", hint)
