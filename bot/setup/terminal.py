"""The terminal of whoever sets this up."""

import sys

import typer


class Console:
    """Shows on standard output, reads from standard input; with the keys that move within a line, at a terminal."""

    def __init__(self) -> None:
        if sys.stdin.isatty():
            import readline  # noqa: F401, PLC0415  importing it is what makes `input` an editor of its line

    def says(self, text: str = "") -> None:
        typer.echo(text)

    def reads(self, prompt: str) -> str:
        *above, last = prompt.split("\n")
        for line in above:
            typer.echo(line)
        return input(last)
