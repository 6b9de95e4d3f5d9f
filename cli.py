"""The command line: ``python cli.py`` or, once installed, ``lakeflow``."""

import gc

# Importing makes many objects and hardly any garbage: looking for some each 700 objects is a twentieth of a start.
gc.set_threshold(100_000)

from lakeflow.cli import main  # noqa: E402  what the line above is for

if __name__ == "__main__":
    main()
