"""The command line: ``python cli.py`` or, once installed, ``lakeflow``."""

from lakeflow.cli import app

if __name__ == "__main__":
    app()
