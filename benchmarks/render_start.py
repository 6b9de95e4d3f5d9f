"""Time `lakeflow render pipelines/ecommerce.py`, whole process, beside an empty two-command Typer application.

The first of each is not counted: it leaves bytecode, and settings that have been checked, for the others.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
EMPTY = """
import typer

app = typer.Typer()


@app.command()
def first(number: int = 1) -> None:
    print(number)


@app.command()
def second(text: str = "a") -> None:
    print(text)


app()
"""


def seconds(command: list[str]) -> float:
    """Return how long a command takes; its output is thrown away."""
    start = time.perf_counter()
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    subprocess.run(command, cwd=ROOT, stdout=subprocess.DEVNULL, check=True, env=environment)
    return time.perf_counter() - start


def main() -> None:
    """Run the two in turn and print medians and the ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=21)
    runs = parser.parse_args().runs
    with tempfile.TemporaryDirectory() as folder:
        empty = Path(folder) / "empty.py"
        empty.write_text(EMPTY, encoding="utf-8")
        render_command = [sys.executable, "cli.py", "render", "pipelines/ecommerce.py"]
        empty_command = [sys.executable, str(empty), "first"]
        pairs = [(seconds(render_command), seconds(empty_command)) for _ in range(runs + 1)][1:]
    render, nothing = (statistics.median(column) for column in zip(*pairs, strict=True))
    ratio = statistics.median(one / other for one, other in pairs)
    print(f"render of the reference pipeline  {render * 1000:7.1f} ms")
    print(f"empty Typer application           {nothing * 1000:7.1f} ms")
    print(f"ratio, median of {runs} pairs        {ratio:7.2f}")


if __name__ == "__main__":
    main()
