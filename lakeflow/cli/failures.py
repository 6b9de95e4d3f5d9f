"""What a failed command prints: one message, where it happened, what to do next; never a traceback for a mistake."""

import functools
import sys
from collections.abc import Callable
from typing import ParamSpec

import typer

from lakeflow.errors import InvalidPipelineError, LakeflowError

P = ParamSpec("P")


def reported(command: Callable[P, None]) -> Callable[P, None]:
    """Make a command print lakeflow's errors and exit 1, and end quietly when it is interrupted or its reader left."""

    @functools.wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            command(*args, **kwargs)
        except InvalidPipelineError as error:
            from lakeflow.cli.diagnostics import print_findings

            print_findings(error.diagnostics)
            raise typer.Exit(1) from None
        except LakeflowError as error:
            sys.stderr.write(f"error: {error}\n")
            if error.hint:
                sys.stderr.write(f"  hint: {error.hint}\n")
            raise typer.Exit(1) from None
        except BrokenPipeError:
            sys.stderr.close()
            raise typer.Exit(1) from None
        except OSError as error:
            if error.filename is None:  # no file that the user could have named
                raise
            sys.stderr.write(f"error: {error.filename}: {error.strerror}\n")
            raise typer.Exit(1) from None

    return run
