"""How pages are made from templates."""

from jinja2 import Environment, PackageLoader, StrictUndefined

__all__ = ["environment"]


def environment() -> Environment:
    """Return what reads the templates; nothing in a label is taken for HTML, nothing missing is passed over.

    >>> environment().from_string("<p>{{ label }}</p>").render(label="Serbs & Albanians")
    '<p>Serbs &amp; Albanians</p>'
    """
    return Environment(
        loader=PackageLoader("sim.views"), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True, keep_trailing_newline=True,
    )  # fmt: skip
