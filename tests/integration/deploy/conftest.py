from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.aws_box import Box
from tests.aws_proxy import Proxy
from tests.integration.conftest import CommandLine
from tests.integration.deploy.lab import Lab, release, signed_in
from tests.integration.deploy.tiny import write_tiny


@pytest.fixture(scope="session")
def box() -> Iterator[Box]:
    """An AWS in a box."""
    made = Box()
    yield made
    made.close()


@pytest.fixture
def server(box: Box) -> Iterator[str]:
    """The address of an empty one."""
    with box.undone():
        yield box.url


@pytest.fixture(scope="session")
def listening(box: Box) -> Iterator[Proxy]:
    """A proxy before it, listening as long as the tests run."""
    made = Proxy(box.url)
    yield made
    made.close()


@pytest.fixture
def proxy(listening: Proxy) -> Proxy:
    """The proxy, with nothing of the test before: no call seen, no fate, no delay."""
    listening.reset()
    listening.delay = 0.0
    return listening


@pytest.fixture
def tiny(tmp_path: Path, server: str) -> Path:
    return write_tiny(tmp_path, server)


@pytest.fixture
def run(tiny: Path) -> CommandLine:
    """The command line in the tiny project."""
    return CommandLine(tiny)


@pytest.fixture
def clients(server: str) -> Callable[[str], Any]:
    """A client of boto3 for a service of the box."""
    return lambda service: signed_in().client(service, endpoint_url=server)


@pytest.fixture(scope="session")
def equipment(tmp_path_factory: pytest.TempPathFactory, box: Box, listening: Proxy) -> Lab:
    made = Lab(write_tiny(tmp_path_factory.mktemp("tiny"), box.url), box, listening)
    # What the box loads when a service is first called, it would load anew in every block that is undone.
    release(made.patient, made.first)
    release(made.proxied, made.changed)
    box.empty()
    return made


@pytest.fixture
def lab(equipment: Lab, server: str, proxy: Proxy) -> Lab:
    """The lab, with nothing deployed."""
    assert (server, proxy) == (equipment.box.url, equipment.proxy)
    return equipment


@pytest.fixture
def every(request: pytest.FixtureRequest) -> int:
    """Of how many faults at calls one is tried; an odd number, so that every fault has its turn."""
    return 1 if request.config.getoption("--exhaustive") else 61
