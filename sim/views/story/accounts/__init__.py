"""A run in short: of each stage a paragraph, of the whole run a summary; a module for each kind of stage.

A paragraph is made by an account, a function of the entries of one stage; of a kind that has none, all entries are
told. The summary has a sentence from each gist. Both are entered in `sim.views.story.accounts.registry`.
"""

from sim.views.story.accounts import (  # noqa: F401 - each enters its own as it is imported
    act,
    aftermath,
    implementation,
    proposal,
    ratification,
    talks,
    vote,
)
from sim.views.story.accounts.paragraphs import is_told, paragraph
from sim.views.story.accounts.summary import summary_of

__all__ = ["is_told", "paragraph", "summary_of"]
