"""What statements read of a call's arguments: texts that are written out, and the ARNs that names stand for."""

from collections.abc import Iterator
from typing import NamedTuple

from lakeflow.asl.services.literals import Known
from lakeflow.resources.site import Site


class Arguments(NamedTuple):
    """The arguments of one call that a machine, by its physical name, makes in one environment."""

    known: Known
    site: Site
    machine: str

    def text(self, *path: str) -> str:
        """Return the text at a path of fields; empty where it is computed or not there."""
        value = self.known
        for name in path:
            value = value.get(name) if isinstance(value, dict) else None
        return value if isinstance(value, str) else ""

    def items(self, name: str) -> "Iterator[Arguments]":
        """Yield each item of a list; one of which nothing is known where the list is computed."""
        value = self.known.get(name) if isinstance(self.known, dict) else None
        for item in value if isinstance(value, list) else [None]:
            yield self._replace(known=item)

    def arn(self, service: str, kind: str, *path: str, separator: str = "/") -> str:
        """Return the ARN that the text at a path is or names; one for all of its kind where it is computed."""
        name = self.text(*path)
        if name.startswith("arn:"):
            return name
        return self.site.target.arn(service, f"{kind}{separator}{name or '*'}")

    def arns(self, service: str) -> tuple[str, ...]:
        """Return every ARN of a service that is written out among the arguments."""
        return tuple(sorted(set(_arns(self.known, service))))


def _arns(value: Known, service: str) -> Iterator[str]:
    if isinstance(value, str):
        if value.startswith("arn:") and value.split(":")[2] == service:
            yield value
    elif isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _arns(inner, service)
