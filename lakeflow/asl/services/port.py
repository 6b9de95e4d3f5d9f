"""Where operations come from: a port, because their models lie in files and the core reads none."""

from collections.abc import Collection
from typing import Protocol

from lakeflow.asl.services.shapes import Operation


class Services(Protocol):
    """The API models at hand, under the AWS SDK integration's names: ``sfn``, ``getItem``."""

    def operation(self, service: str, action: str) -> Operation | None:
        """Return an operation; None if the service has no such action, or nothing is known of it."""

    def actions(self, service: str) -> Collection[str]:
        """Return every action of a service; empty if its model is not at hand, and so nothing can be said of it."""
