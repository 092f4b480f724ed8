"""The forms in which a story is written: for the terminal, as plain text, Markdown and HTML."""

from __future__ import annotations

import re
import textwrap
from typing import TYPE_CHECKING

from sim.views.wording import span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import Group
    from rich.table import Table

    from sim.views.story.chapters import Chapter, Passage, Story

__all__ = ["as_html", "as_markdown", "as_plain", "as_terminal", "html_article"]

WIDTH = 100
"""Columns of plain text."""

RECORD = "On record: "
"""What stands before a fact of the record, so that nobody takes it for a part of the run."""


def text_of(passage: Passage) -> str:
    """Write a passage as one paragraph, without its date."""
    return (RECORD if passage.mark == "record" else "") + " ".join(passage.sentences)


def as_plain(story: Story) -> str:
    """Write a story as text of a fixed width.

    Examples
    --------
    >>> import datetime as dt
    >>> from sim.views.story.chapters import Chapter, Passage, Story
    >>> monday = dt.date(2007, 5, 7)
    >>> draft = Passage(monday, monday, ("The sponsors tabled draft 1.",))
    >>> print(as_plain(Story("Talks", "run 7, seed 0", (), (Chapter("Council", (draft,)),))))
    Talks
    run 7, seed 0
    <BLANKLINE>
    <BLANKLINE>
    Council
    -------
    <BLANKLINE>
    7 May 2007: The sponsors tabled draft 1.
    <BLANKLINE>
    """
    return "\n".join(_plain_lines(story)) + "\n"


def _plain_lines(story: Story) -> Iterator[str]:
    yield from _wrapped(story.title)
    yield from _wrapped(story.about)
    yield ""
    for note in story.notes:
        yield from _wrapped(note)
    if story.summary:
        yield ""
        yield from _wrapped(" ".join(story.summary))
    for chapter in story.chapters:
        heading = " ".join(chapter.heading.split())
        yield from ("", heading, "-" * len(heading), "")
        for passage in chapter.passages:
            yield from _wrapped(f"{span(passage.first, passage.last)}: {text_of(passage)}", "", "    ")
            for line in passage.numbers:
                yield from _wrapped(line, "      - ", "        ")


def _wrapped(text: str, first: str = "", later: str = "") -> list[str]:
    return textwrap.wrap(
        text, WIDTH, initial_indent=first, subsequent_indent=later, break_long_words=False, break_on_hyphens=False
    )


def as_markdown(story: Story) -> str:
    r"""Write a story as Markdown.

    >>> from sim.views.story.chapters import Story
    >>> print(as_markdown(Story("Talks *of* 2006", "run 7, seed 0", ("One simulated run.",), ())))
    # Talks \*of\* 2006
    <BLANKLINE>
    run 7, seed 0
    <BLANKLINE>
    - One simulated run.
    <BLANKLINE>
    """
    return "\n".join(_markdown_lines(story)) + "\n"


def _markdown_lines(story: Story) -> Iterator[str]:
    yield f"# {_marked(story.title)}"
    yield from ("", _marked(story.about), "")
    for note in story.notes:
        yield f"- {_marked(note)}"
    if story.summary:
        yield from ("", _marked(" ".join(story.summary)))
    for chapter in story.chapters:
        yield from ("", f"## {_marked(chapter.heading)}")
        for passage in chapter.passages:
            told = _marked(text_of(passage))
            told = {"record": f"*{told}*", "outcome": f"**{told}**"}.get(passage.mark, told)
            quoted = "> " if passage.mark == "record" else ""
            yield from ("", f"{quoted}**{span(passage.first, passage.last)}.** {told}")
            if passage.numbers:
                yield ""
            for line in passage.numbers:
                yield f"- {_marked(line)}"


def _marked(text: str) -> str:
    r"""Take from characters the meaning that Markdown gives them.

    >>> print(_marked("1. *peace*\n- $5"))
    1\. \*peace\* - \$5
    """
    line = re.sub(r"([\\`*_\[\]<>#|~&$!])", r"\\\1", " ".join(text.split()))
    return re.sub(r"^(\d*)([-+=.):])", r"\1\\\2", line)  # what would begin a list or a heading


def as_html(story: Story) -> str:
    """Write a story as one page of HTML that needs nothing else.

    >>> from sim.views.story.chapters import Story
    >>> page = as_html(Story("War & peace", "run 7, seed 0", (), ()))
    >>> page.splitlines()[0], "War &amp; peace" in page
    ('<!DOCTYPE html>', True)
    """
    return _rendered("story.html", story)


def html_article(story: Story, level: int = 1) -> str:
    """Write a story as an HTML article for a larger page, its title a heading of some level from 1 to 5.

    >>> from sim.views.story.chapters import Story
    >>> "<h3>Run 7</h3>" in html_article(Story("Run 7", "seed 0", (), ()), level=3)
    True
    """
    return _rendered("story_article.html", story, level)


def _rendered(template: str, story: Story, level: int = 1) -> str:
    from sim.views.templating import environment

    pages = environment()
    pages.filters.update(text=text_of)
    return str(pages.get_template(template).render(story=story, span=span, level=level))


def as_terminal(story: Story) -> Group:
    """Lay a story out for the terminal: dates in one column, what happened in the other.

    >>> from rich.console import Console
    >>> from sim.views.story.chapters import Story
    >>> Console(width=40).print(as_terminal(Story("Talks", "run 7, seed 0", ("One simulated run.",), ())))
    Talks
    run 7, seed 0
    <BLANKLINE>
    One simulated run.
    """
    from rich.console import Group
    from rich.text import Text

    parts: list[Text | Table] = [Text(story.title, style="bold"), Text(story.about, style="dim"), Text()]
    parts += [Text(note, style="dim") for note in story.notes]
    parts += [Text(), Text(" ".join(story.summary))] if story.summary else []
    for chapter in story.chapters:
        parts += [Text(), Text(chapter.heading, style="bold underline"), _days(chapter)]
    return Group(*parts)


def _days(chapter: Chapter) -> Table:
    from rich.table import Table
    from rich.text import Text

    styles = {"record": "italic", "outcome": "bold"}
    days = Table.grid(padding=(0, 2, 0, 0))
    days.add_column(width=18, overflow="fold")
    days.add_column(ratio=1, overflow="fold")
    for passage in chapter.passages:
        told = Text(text_of(passage), style=styles.get(passage.mark, ""))
        for line in passage.numbers:
            told.append(f"\n  {line}", style="dim")
        days.add_row(Text(span(passage.first, passage.last), style=styles.get(passage.mark, "")), told)
    return days
