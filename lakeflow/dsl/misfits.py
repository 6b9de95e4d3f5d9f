"""What to say of arguments that a class or a function does not take, and what to write instead."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from types import NoneType, UnionType
from typing import Annotated, Union, cast, get_args, get_origin
from typing import Literal as OneOf

from lakeflow.dsl.declared import Declared
from lakeflow.dsl.expressions import Literal
from lakeflow.dsl.forms import Form, form_of, test_of
from lakeflow.dsl.mistakes import mistake
from lakeflow.dsl.operands import shown
from lakeflow.dsl.options_elsewhere import ELSEWHERE
from lakeflow.dsl.references import Record, Ref, expression_of
from lakeflow.errors import closest

_WORDS: Mapping[object, str] = {
    int: "a whole number",
    float: "a number",
    str: "text",
    bool: "True or False",
    type: "a class",
    Ref: "a reference",
    Mapping: "a dict",
    Sequence: "a list",
    Callable: "a function",
}

_AS: Mapping[object, str] = {str: "ref.string()", int: "ref.int()", float: "ref.number()"}
"""How a reference becomes one to another kind of value."""

NULL = Record(Literal(None))
"""What stands for a value that is not known."""

_NAMES_OF_TYPES = ("int", "float", "str", "bool")

_SEVERAL: Mapping[object, object] = {type: "classes"}


def fitting(form: Form, args: Sequence[object], options: Mapping[str, object]) -> dict[str, object]:
    """Return the arguments that fit, by name, after telling of those that do not.

    Of a call that lacks something, what it has in the wrong place says nothing more.
    """
    given = {**dict(zip(form.by_position, args, strict=False)), **options}
    _tell_of_places(form, len(args), options)
    _tell_of_more(form, args[len(form.by_position) :])
    for option in given:
        if option not in form.annotations:
            _tell_of_option(form, option)
    missing = [name for name in form.annotations if name in form.required - given.keys()]
    if missing:
        mistake("LF231", f"{form.name} needs {' and '.join(missing)}", f"write {_call(form)}", stands_in=True)
    taken: dict[str, object] = {}
    for name, value in given.items():
        if name not in form.annotations:
            continue
        if form.fits(name, value):
            taken[name] = value
        elif not (missing and name in form.required):
            _tell_of_value(form, name, value)
            if form.fits(name, NULL):
                # Else a class that needs one of two options would say that it has neither.
                taken[name] = NULL
    return taken


def stand_ins(form: Form, taken: Mapping[str, object]) -> dict[str, object]:
    """Return what fits in the places of arguments that must be there and are not ``taken``, so that we can go on."""
    candidates: tuple[object, ...] = (NULL, "unknown", {})
    return {
        name: next((value for value in candidates if form.fits(name, value)), None)
        for name in form.required - taken.keys()
    }


def _tell_of_places(form: Form, places: int, options: Mapping[str, object]) -> None:
    """Tell of arguments that have no name and no place for it, or a name that a place has given already."""
    kind, known = form.name, form.by_position
    if places > len(known) and form.more is None:
        mistake(
            "LF231",
            f"{kind} takes {', '.join(known)} by position, and is given {places} values so",
            f"write the others by name: {_call(form, 'option=...')}"
            if len(form.annotations) > len(known)
            else f"write {_call(form)}",
        )
    for name in known[:places]:
        if name in options:
            mistake("LF231", f"{kind} is given {name} twice, by position and by name", "drop one of them")


def _tell_of_more(form: Form, values: Sequence[object]) -> None:
    """Tell of further arguments that are of no type that may follow those that have names."""
    for value in values:
        if form.more is not None and not form.takes_more([value]):
            types = tuple(_alternatives(form.more))
            message = f"{form.name} takes {_either(types)}, not {_shown(value, types)}"
            mistake("LF232", message, f"write {_instead(types, value) or _call(form)}")


def _tell_of_option(form: Form, option: str) -> None:
    known = sorted(form.annotations.keys() - {"name", "location"})
    close = closest(option, known)
    meant = f"did you mean {close!r}? " if close else ""
    written = ELSEWHERE.get(option)
    hint = f"write {written}" if written else f"{meant}it has {', '.join(known)}"
    mistake("LF226", f"{form.name} has no option {option!r}", hint)


def _tell_of_value(form: Form, name: str, value: object) -> None:
    types = tuple(_alternatives(form.annotations[name]))
    message = f"{form.name} takes {name} as {_either(types)}, not {_shown(value, types)}"
    hint = f"write {_instead(types, value) or _call(form, *[f'{name}=...'] * (name not in form.required))}"
    mistake("LF232", message, hint, stands_in=name in form.required)


def _alternatives(annotation: object) -> Iterator[object]:
    """Yield the types of a union, of which None is not worth a word."""
    if get_origin(annotation) in (Union, UnionType):
        for part in get_args(annotation):
            yield from _alternatives(part)
    elif get_origin(annotation) is Annotated and not hasattr(get_args(annotation)[1], "words"):
        yield from _alternatives(get_args(annotation)[0])
    elif annotation is not NoneType:
        yield annotation


def _either(types: Iterable[object]) -> str:
    words = list(dict.fromkeys(map(_word, types)))
    return " or ".join(part for part in (", ".join(words[:-1]), words[-1]) if part)


def _word(kind: object) -> str:
    """Return what an author calls a type."""
    if isinstance(kind, str):
        return kind
    origin, inner = get_origin(kind), get_args(kind)
    if origin is Annotated:
        return f"{_word(inner[0])} {inner[1].words}"
    if origin is OneOf:
        return " or ".join(map(repr, inner))
    word = _WORDS.get(origin or kind)
    if word is None:
        return str(getattr(origin or kind, "__name__", kind))
    elements = _alternatives(inner[-1]) if origin in (Sequence, Mapping) else ()
    of = [_SEVERAL.get(part, part) for part in elements if not isinstance(part, str)]
    return f"{word} of {_either(of)}" if of else word


def _shown(value: object, types: Sequence[object]) -> str:
    """Return a value as its author wrote it, its type where that would say too much."""
    if isinstance(value, type):
        return f"the class {value.__name__}"
    if isinstance(value, Ref):
        return shown(expression_of(value)) if Ref in types else "a reference"
    if isinstance(value, str | int | float | list | tuple | dict) and len(text := repr(value)) <= 60:
        return text
    return f"a {type(value).__name__}"


def _instead(types: Sequence[object], value: object) -> str:
    """Return what to write for a value where one of the types is wanted; empty where nothing suggests itself."""
    if isinstance(value, Declared):
        return f"{value.__name__}(...)"
    if Ref in types and (reference := _reference_for(types, value)):
        return reference
    if isinstance(value, int | float) and (least := [kind for kind in types if get_origin(kind) is Annotated]):
        return f"{get_args(least[0])[1].least} or more"
    if Callable in map(get_origin, types):
        return "lambda item: item.name, which is called with a reference to any item"
    makers = dict.fromkeys(_made(maker, value) for kind in types for maker in _makers(kind))
    converted = (text for kind in types if (text := _converted(kind, value)))
    return " or ".join(list(makers)[:4]) or next(converted, "")


def _reference_for(types: Sequence[object], value: object) -> str:
    """Return the reference to write for a value where one may stand; empty where nothing suggests itself."""
    if isinstance(value, Ref):
        return next((_AS[kind] for kind in types if kind in _AS), "")
    if isinstance(value, str) and value.startswith("$"):
        return "a reference, such as step.output.count or pipeline.params.date: there are no paths"
    return "step.output for its value, after=step for its order" if hasattr(value, "output") else ""


def _converted(kind: object, value: object) -> str:
    """Return a value as one of another type, where that is a matter of spelling; else empty."""
    if get_origin(kind) is Sequence and not isinstance(get_args(kind)[0], str) and test_of(kind)([value]):
        return f"[{value!r}]"
    if get_origin(kind) is Mapping and isinstance(value, Mapping):
        inner = get_args(kind)[1]
        texts = {key: repr(part) if test_of(inner)(part) else _converted(inner, part) for key, part in value.items()}
        return f"{{{', '.join(f'{key!r}: {text}' for key, text in texts.items())}}}" if all(texts.values()) else ""
    return _single(get_args(kind)[0] if get_origin(kind) is Annotated else kind, value)


def _single(kind: object, value: object) -> str:
    """Return a value that is none of several as one of another type, as it is written; empty where it is not one."""
    if kind is int and isinstance(value, timedelta):
        return f"{value.total_seconds():.0f}, its seconds"
    if kind is str and (isinstance(value, int | float) or hasattr(value, "__fspath__")):
        return repr(str(value))
    if kind is type and value in _NAMES_OF_TYPES:
        return str(value)
    return value if kind in (int, float) and isinstance(value, str) and value.isdecimal() else ""


def _makers(kind: object) -> Sequence[type]:
    """Return the classes that make a value of a type, where it is one that authors call."""
    if get_origin(kind) is Mapping:
        return [maker for part in _alternatives(get_args(kind)[1]) for maker in _makers(part)]
    if not isinstance(kind, Declared):
        return []
    return type.__subclasses__(cast("type", kind)) or [kind]


def _made(maker: type, value: object) -> str:
    """Return the call that makes a value out of what was given in its place, or of something else."""
    form = form_of(maker)
    if "name" not in form.annotations and not form.fits(form.by_position[0], value):
        fitting_one = next((name for name in form.annotations if form.fits(name, value)), "")
        return f"{maker.__name__}({f'{fitting_one}={value!r}' if fitting_one else '...'})"
    return f"{maker.__name__}({repr(value) if form.fits(form.by_position[0], value) else '...'})"


def _call(form: Form, *more: str) -> str:
    """Return how it is called, with what must be there."""
    needed = [name if name in form.by_position else f"{name}=..." for name in form.annotations if name in form.required]
    return f"{form.name}({', '.join((*needed, *more, *['...'] * (form.more is not None)))})"
