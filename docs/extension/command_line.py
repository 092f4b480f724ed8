"""The reference of the command line, from the signatures that the command line itself is made of."""

from __future__ import annotations

import inspect
import re
from typing import TYPE_CHECKING, Annotated, Any, get_args, get_origin, get_type_hints

import typer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = ["command_line"]

OPTION = re.compile(r"(?<![\w`-])(--[a-z-]+(?: [a-z_]+(?:\.[a-z_]+)+=\w+)?)")
"""An option in a help text, with the value that it is shown with."""


def command_line() -> str:
    """Lay out every verb: what it does, how it is called, and a table of its options."""
    from sim.cli.program import VERBS

    return "\n".join(line for verb in VERBS for line in _verb(verb))


def _verb(verb: Callable[..., Any]) -> Iterator[str]:
    name = verb.__name__.rstrip("_").replace("_", "-")
    hints = get_type_hints(verb, include_extras=True)
    arguments, options = [], []
    for key, parameter in inspect.signature(verb).parameters.items():
        if hints[key] is typer.Context:
            continue  # which options were given is nothing that one gives
        kind, told = _taken_apart(hints[key])
        (options if type(told).__name__ == "OptionInfo" else arguments).append((key, kind, told, parameter.default))
    called = " ".join(_argument(*entry) for entry in arguments)
    said = " ".join((inspect.getdoc(verb) or "").split("\n\n")[0].split())
    yield f"\n## sim {name}\n\n{said}\n\n```text\nsim {name} {called}{' ' * bool(called)}[OPTIONS]\n```\n"
    yield "| Argument or option | What it is | If left out |\n|---|---|---|"
    for key, kind, told, default in arguments:
        yield _row(f"`{told.metavar or key.upper()}`", told, kind, default)
    for _, kind, told, default in options:
        # Inside Annotated the first of the words lands in `default`; typer moves it when it makes the command.
        words = ", ".join(f"`{word}`" for word in (told.default, *told.param_decls))
        yield _row(f"{words}{_placeholder(kind, told)}", told, kind, default)
    yield ""


def _taken_apart(hint: Any) -> tuple[Any, Any]:
    """Return the type of a parameter and what typer is told of it."""
    if get_origin(hint) is not Annotated:
        raise TypeError(f"a parameter of a verb has no help: {hint}")
    kind, told = get_args(hint)[:2]
    return kind, told


def _argument(key: str, kind: Any, told: Any, default: Any) -> str:
    word = told.metavar or key.upper()
    return word if default is inspect.Parameter.empty else f"[{word}]"


def _placeholder(kind: Any, told: Any) -> str:
    if kind is bool:
        return ""
    word = told.metavar or {int: "N", float: "NUMBER"}.get(kind, "TEXT")
    return f" `{word}`"


def _row(first: str, told: Any, kind: Any, default: Any) -> str:
    bounds = {(True, True): f" From {told.min} to {told.max}.", (True, False): f" {told.min} or more.",
              (False, True): f" Up to {told.max}."}.get((told.min is not None, told.max is not None), "")  # fmt: skip
    many = " May be given again." if get_origin(kind) is list else ""
    return f"| {first} | {_cell(told.help or '')}{bounds}{many} | {_left_out(default)} |"


def _left_out(default: Any) -> str:
    if default is inspect.Parameter.empty:
        return "must be given"
    if default in (None, False, [], ""):
        return ""
    return f"`{default}`"


def _cell(text: str) -> str:
    flat = " ".join(text.split()).replace("|", "\\|").replace("2**64", "2⁶⁴").replace("*", "\\*")
    return OPTION.sub(r"`\1`", flat)
