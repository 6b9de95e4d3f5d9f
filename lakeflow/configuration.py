"""The settings of an environment: config/base.toml under its own file, checked; what was checked once is remembered."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import MISSING, asdict, fields, is_dataclass
from pathlib import Path
from typing import Any

from lakeflow import settings as declarations
from lakeflow.errors import SettingsError, closest, suggestion
from lakeflow.project import Project, read_text
from lakeflow.settings import Settings


def load_settings(project: Project, environment: str) -> Settings:
    """Return the settings of an environment.

    Importing Pydantic and making its validators takes longer than compiling a pipeline. So what it made of the files is
    kept in ``.lakeflow/settings``, with the text that it was made of, and read from there while that is the same.

    Raises:
        SettingsError: naming the file of each key that is wrong, and the key.

    """
    base, own = _files(project, environment)
    sources = [read_text(file) for file in (base, own, Path(declarations.__file__))]
    note = project.state / "settings" / f"{environment}.json"
    settings = _recalled(note, sources)
    if settings is None:
        settings = _checked(base, own)
        _remember(note, sources, settings)
    return settings


def _files(project: Project, environment: str) -> tuple[Path, Path]:
    base, own = project.root / "config" / "base.toml", project.root / "config" / f"{environment}.toml"
    if not own.is_file():
        known = sorted(file.stem for file in own.parent.glob("*.toml") if file != base)
        create = f"create config/{own.name}, with what differs there from config/base.toml"
        there = f"there are {', '.join(known)}; or " if known else ""
        hint = suggestion(environment, known, f"{there}{create}")
        raise SettingsError(f"environment {environment!r} has no config/{own.name}", hint=hint)
    return base, own


def _recalled(note: Path, sources: Sequence[str]) -> Settings | None:
    """Return the settings that were made of these sources, None if none are noted."""
    try:
        noted = json.loads(note.read_text(encoding="utf-8"))
        if noted["sources"] != sources:
            return None
        settings: Settings = _made(Settings, noted["settings"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return settings


def _made(kind: Any, values: Mapping[str, Any]) -> Any:
    """Return a section of what ``asdict`` and JSON made of it, which know no tuples."""
    arguments: dict[str, Any] = {}
    for field in fields(kind):
        value = values[field.name]
        if is_dataclass(field.type):
            value = _made(field.type, value)
        arguments[field.name] = tuple(value) if isinstance(value, list) else value
    return kind(**arguments)


def _remember(note: Path, sources: Sequence[str], settings: Settings) -> None:
    """Note settings for the next command; where nothing can be written, that one checks them again."""
    draft = note.with_suffix(".draft")
    try:
        note.parent.mkdir(parents=True, exist_ok=True)
        draft.write_text(json.dumps({"sources": sources, "settings": asdict(settings)}), encoding="utf-8")
        draft.replace(note)
    except OSError:
        return


def _checked(base: Path, own: Path) -> Settings:
    from pydantic import TypeAdapter, ValidationError

    common, special = _read_toml(base), _read_toml(own)
    try:
        return TypeAdapter(Settings).validate_python(_merged(common, special))
    except ValidationError as error:
        wrong, hints = [], []
        for each in error.errors():
            key = ".".join(str(part) for part in each["loc"])
            file = own if _has(special, each["loc"]) or not _has(common, each["loc"]) else base
            wrong.append(f"config/{file.name}: {key}: {_plain(each)}")
            what = f"add {_section(each['loc'])}" if each["type"] == "missing" else f"correct {key}"
            hints.append(_meant(each["loc"]) or f"{what} in config/{file.name}")
        raise SettingsError("\n".join(wrong), hint="; ".join(dict.fromkeys(hints))) from None


def _plain(error: Any) -> str:
    message: str = error["msg"]
    match error["type"]:
        case "unexpected_keyword_argument":
            return "there is no such key"
        case "missing":
            return "is missing"
        case "dataclass_type":
            return f"is a table of keys, not {error['input']!r}"
        case "tuple_type":
            return f"is a list, not {error['input']!r}"
        case _:
            return f"{message[0].lower()}{message[1:]}, not {error['input']!r}"


def _section(place: Sequence[Any]) -> str:
    """Return how a key is written that is missing; a table with the keys that it must have."""
    kind = next((field.type for field in fields(Settings) if (field.name,) == tuple(place)), None)
    if not is_dataclass(kind):
        return ".".join(map(str, place))
    needed = [field.name for field in fields(kind) if field.default is MISSING and field.default_factory is MISSING]
    return f"[{place[0]}] with {' and '.join(needed)}"


def _meant(place: Sequence[Any]) -> str:
    """Return the question for the key that was probably meant, empty where none is near or the key is right."""
    section: Any = Settings
    for part in place[:-1]:
        if not is_dataclass(section):
            return ""
        section = next((field.type for field in fields(section) if field.name == part), None)
    known = [field.name for field in fields(section)] if is_dataclass(section) else []
    close = "" if place[-1] in known else closest(str(place[-1]), known)
    return close and f"did you mean {'.'.join([*map(str, place[:-1]), close])}?"


def _read_toml(file: Path) -> dict[str, Any]:
    import tomllib

    try:
        return tomllib.loads(read_text(file))
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"config/{file.name} is not TOML: {error}") from None


def _merged(common: Mapping[str, Any], special: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(common)
    for key, value in special.items():
        both = isinstance(value, dict) and isinstance(merged.get(key), dict)
        merged[key] = _merged(merged[key], value) if both else value
    return merged


def _has(settings: Any, path: tuple[Any, ...]) -> bool:
    for part in path:
        if not isinstance(settings, dict) or part not in settings:
            return False
        settings = settings[part]
    return True
