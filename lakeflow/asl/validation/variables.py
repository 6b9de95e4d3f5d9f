"""Workflow variables: the names that ``Assign`` may set, and which are set where they are read.

https://docs.aws.amazon.com/step-functions/latest/dg/workflow-variables.html
"""

from collections.abc import Collection, Iterator, Mapping
from typing import Any, Final, NamedTuple

from lakeflow.asl.quotas import MAX_NAME
from lakeflow.asl.validation.codes import Code
from lakeflow.asl.validation.expressions import shown
from lakeflow.asl.validation.pointers import below
from lakeflow.asl.validation.sites import JSONATA, Scope, Site, VariableRead, as_list
from lakeflow.asl.validation.templates import check_jsonata, payload
from lakeflow.asl.validation.values import Check, wrong_type
from lakeflow.errors import suggestion


def assign(offered: Collection[str]) -> Check:
    """Take an ``Assign``: an object of templates by variable; ``offered`` are the fields of ``$states``."""

    def check(value: Any, pointer: str, site: Site) -> None:
        if not isinstance(value, dict):
            wrong_type(value, pointer, site, "an object")
            return
        for key in value:
            _check_name(key, below(pointer, key), site)
        if site.language == JSONATA:
            check_jsonata(value, pointer, site, offered)
        else:
            payload(value, pointer, site)

    return check


def _check_name(key: str, pointer: str, site: Site) -> None:
    name = _variable(key, site)
    if name == "states":
        problem, hint = "the name states is reserved", "choose another"
    elif len(name) > MAX_NAME:
        problem, hint = f"the name has {len(name)} characters", f"at most {MAX_NAME} are allowed"
    elif site.hides(name):
        return
    elif "-" in name and name.replace("-", "").isidentifier():
        message = f"no expression can read ${name}: it is read as a difference"
        site.report(Code.HYPHENATED_VARIABLE, pointer, message, f"call it {name.replace('-', '_')}")
        return
    elif not name.isidentifier():
        problem, hint = f"{shown(name)} is no name", "write a letter, then letters, digits and _"
    elif name.startswith("_"):
        problem, hint = f"{shown(name)} begins with _", "begin it with a letter"
    else:
        return
    site.report(Code.VARIABLE_NAME, pointer, f"a variable cannot be set: {problem}", hint)


def _variable(key: str, site: Site) -> str:
    return key.removesuffix(".$") if site.language != JSONATA else key


class Known(NamedTuple):
    """Variables on entry of a state: set on every way there, and on some way."""

    surely: frozenset[str]
    perhaps: frozenset[str]


_NONE: Final = Known(frozenset(), frozenset())


def check_variables(machine: Scope) -> None:
    """Check every reading and every assignment of a variable against the ways that lead to it."""
    scopes = list(machine.walk())
    is_used = any(site.reads or _assigned(site) for scope in scopes for site in scope.states.values())
    if is_used:
        anywhere = frozenset(name for scope in scopes for site in scope.states.values() for name in _assigned(site))
        _check_scope(machine, _NONE, _NONE.perhaps, anywhere)


def _assigned(site: Site) -> set[str]:
    """Return every name that a state sets, on whatever way out."""
    return {_variable(key, site) for _, names in _assigns(site) for key in names}


def _assigns(site: Site) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield each ``Assign`` of a state, its rules and its catchers, with its pointer."""
    holders: list[tuple[str, Any]] = [(site.pointer, site.fields)]
    for name in ("Choices", "Catch"):
        parts = site.fields.get(name)
        holders += [(f"{site.pointer}/{name}/{index}", part) for index, part in enumerate(as_list(parts))]
    for pointer, holder in holders:
        names = holder.get("Assign") if isinstance(holder, dict) else None
        if isinstance(names, dict):
            yield f"{pointer}/Assign", names


def _check_scope(scope: Scope, outer: Known, hidden: frozenset[str], anywhere: frozenset[str]) -> None:
    """Check a scope whose surroundings know ``outer``; ``hidden`` are those that a distributed Map keeps out."""
    entries = _entries(scope, outer)
    here = frozenset(name for site in scope.states.values() for name in _assigned(site))
    for site in scope.states.values():
        known = entries.get(site.name)
        if known is None:
            continue
        _check_assigned(site, outer)
        for read in site.reads:
            _check_read(read, site, known, hidden, here, anywhere)
        for inner in site.inner:
            if inner.is_distributed:
                _check_scope(inner, _NONE, hidden | known.perhaps, anywhere)
            else:
                _check_scope(inner, known, hidden, anywhere)


def _entries(scope: Scope, outer: Known) -> Mapping[str, Known]:
    """Return what is known on entry of each state that can be reached: a fixed point over the ways through a scope."""
    if not isinstance(scope.start, str) or scope.start not in scope.states:
        return {}
    entries = {scope.start: outer}
    pending = [scope.start]
    while pending:
        name = pending.pop()
        site, known = scope.states[name], entries[name]
        for way in site.ways:
            if not isinstance(way.target, str) or way.target not in scope.states:
                continue
            set_here = {_variable(key, site) for key in way.assign} if isinstance(way.assign, dict) else set()
            before = entries.get(way.target)
            after = Known(known.surely | set_here, known.perhaps | set_here)
            if before is not None:
                after = Known(before.surely & after.surely, before.perhaps | after.perhaps)
            if after != before:
                entries[way.target] = after
                pending.append(way.target)
    return entries


def _check_assigned(site: Site, outer: Known) -> None:
    for pointer, names in _assigns(site):
        for key in names:
            if _variable(key, site) in outer.perhaps:
                site.report(
                    Code.SHADOWED_VARIABLE,
                    below(pointer, key),
                    f"${_variable(key, site)} is set outside already, and a branch or iteration cannot set it again",
                    "choose another name, or return the value and set it outside",
                )


def _check_read(  # noqa: PLR0913, PLR0917  what is known at this place
    read: VariableRead, site: Site, known: Known, hidden: frozenset[str], here: frozenset[str], anywhere: frozenset[str]
) -> None:
    name = read.name
    if name in known.surely or name == "states":
        return
    if name in known.perhaps:
        code, problem = Code.UNSET_VARIABLE, f"${name} is set on some ways to this state, not on all"
        hint = f"set it on every way, or ask $exists(${name}) first"
    elif name in hidden:
        code, problem = Code.OUT_OF_SCOPE_VARIABLE, f"${name} is set outside the distributed Map, which cannot see it"
        hint = "hand it in by ItemSelector"
    elif name in here:
        code, problem = Code.UNSET_VARIABLE, f"${name} is set on no way to this state, only elsewhere or later"
        hint = "set it before"
    elif name in anywhere:
        code, problem = Code.OUT_OF_SCOPE_VARIABLE, f"${name} is set only inside another branch or iteration"
        hint = "return the value from there, and set it outside"
    elif read.is_call:
        code, problem = Code.UNKNOWN_VARIABLE, f"there is no function ${name}"
        hint = _suggestion(name, (*_functions(), *known.perhaps))
    else:
        code, problem = Code.UNKNOWN_VARIABLE, f"no state sets ${name}"
        hint = _suggestion(name, (*known.perhaps, "states"))
    site.report(code, read.pointer, problem, hint)


def _functions() -> Collection[str]:
    from lakeflow.asl.jsonata.functions import BUILTINS

    return BUILTINS


def _suggestion(name: str, known: Collection[str]) -> str:
    return suggestion(name, known, "set it by Assign in a state before", written="${}".format)
