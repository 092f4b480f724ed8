"""Work that a part of the page leaves to a thread, and breaks off as soon as something else is wanted."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

import solara

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["use_worker"]


def use_worker(work: Callable[[threading.Event], None], dependencies: list[Any]) -> None:
    """Start work in a thread whenever what it depends on changes, and ask what still goes on to stop.

    Solara's own `use_thread` draws the part of the page that asks four times over for each start, which is time that
    the runs need; this draws nothing by itself.
    """

    def start() -> Callable[[], None]:
        stopped = threading.Event()
        threading.Thread(target=work, args=(stopped,), daemon=True).start()
        return stopped.set

    solara.use_effect(start, dependencies)
