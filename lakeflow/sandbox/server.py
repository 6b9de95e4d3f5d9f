"""The server process: ``python -m lakeflow.sandbox.server PORT``. It listens on this machine only."""

import sys


def serve(port: int) -> None:
    """Answer AWS's calls until the process is stopped."""
    from moto.server import main

    from lakeflow.sandbox.additions import install

    install()
    main(["--host", "127.0.0.1", "--port", str(port)])


if __name__ == "__main__":
    serve(int(sys.argv[1]))
