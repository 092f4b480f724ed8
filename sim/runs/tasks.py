"""Tasks, and the interface by which they are done; here also: one after another in this process.

`Executor.each` gives answers as they are done, in whatever order, and `Executor.map` in the order of the tasks. A
task that fails does not stop the others. What all tasks share, such as a scenario, is a part of the work.
"""

from __future__ import annotations

import pickle
import traceback
from abc import ABC, abstractmethod
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Future, wait
from dataclasses import dataclass
from itertools import islice
from typing import Generic, Protocol, Self, TypeVar

__all__ = ["Answer", "Direct", "Executor", "Failure", "InProcess", "Line", "Outcome", "Task", "Watch", "Work",
           "flow", "tried", "written_down"]  # fmt: skip

Task = TypeVar("Task")
Answer = TypeVar("Answer")

AHEAD = 4
"""Tasks a hand that are sent out before one must be back: answers that nobody has taken yet stay so few."""


class Line(Protocol):
    """The line from a task to whoever waits for its answer."""

    def wanted(self) -> bool:
        """Tell whether the answer is still wanted."""

    def tell(self, share: float) -> None:
        """Tell how much of the task is done, 0 to 1."""


@dataclass(frozen=True)
class Watch:
    """What whoever waits asks and is told meanwhile: whether to break off, and how far the slowest task is."""

    stopped: Callable[[], bool] = lambda: False
    on_share: Callable[[float], None] = lambda share: None


Work = Callable[[Task, Line], Answer]
"""What is done with each task."""


@dataclass(frozen=True)
class Failure(Generic[Task]):
    """A task that could not be done."""

    task: Task
    error: Exception
    traceback: str = ""


Outcome = tuple[int, "Answer | Failure[Task]"]
"""The place of a task among all, and what came of it."""


class Executor(ABC):
    """Does tasks, several at once if it has several hands; it is entered before it is used."""

    hands: int = 1
    """How many tasks are done at once."""

    same_disk: bool = True
    """Whether a file that a task writes can be found here."""

    def __enter__(self) -> Self:
        """Make ready."""
        return self

    def __exit__(self, *raised: object) -> None:  # noqa: B027 - most have nothing to let go of
        """Let go of what was made ready."""

    @abstractmethod
    def outcomes(
        self, work: Work[Task, Answer], tasks: Sequence[Task], smaller: Callable[[Task], Sequence[Task]],
        watch: Watch | None,
    ) -> Iterator[Outcome[Answer, Task]]:  # fmt: skip
        """Do the tasks and give the place of each with what came of it."""

    def each(
        self,
        work: Work[Task, Answer],
        tasks: Sequence[Task],
        *,
        smaller: Callable[[Task], Sequence[Task]] = lambda task: [task],
        watch: Watch | None = None,
    ) -> Iterator[Answer | Failure[Task]]:
        """Return the answer to each task as it is done, in whatever order, or its failure.

        A task whose process was ended from outside is tried again, in the smaller tasks that it can be divided into;
        after some attempts it fails, and `WorkersLost` is raised when all have been given. Whoever leaves early
        leaves nothing running. Whoever watches may ask the tasks to break off, and is told how far they are.

        >>> with InProcess() as executor:
        ...     [answer for answer in executor.each(lambda task, line: 2 * task, [1, 2])]
        [2, 4]
        """
        for _, outcome in self.outcomes(work, tasks, smaller, watch):
            yield outcome

    def map(self, work: Work[Task, Answer], tasks: Sequence[Task], watch: Watch | None = None) -> list[Answer]:
        """Return the answers in the order of the tasks; the first failure is raised.

        >>> with InProcess() as executor:
        ...     executor.map(lambda task, line: 1 / task, [1, 0])
        Traceback (most recent call last):
            ...
        ZeroDivisionError: division by zero
        """
        found: dict[int, Answer] = {}
        for place, outcome in self.outcomes(work, tasks, lambda task: [task], watch):
            if isinstance(outcome, Failure):
                raise outcome.error
            found[place] = outcome
        return [found[place] for place in range(len(tasks))]


def tried(work: Work[Task, Answer], task: Task, line: Line) -> Answer | Failure[Task]:
    """Do a task and return the answer, or its failure with an error that can be sent."""
    try:
        return work(task, line)
    except Exception as error:
        told = "".join(traceback.format_exception(error))
        try:
            pickle.loads(pickle.dumps(error))
        except Exception:  # one that cannot be sent anywhere is told by its words
            return Failure(task, RuntimeError(f"{type(error).__name__}: {error}"), told)
        return Failure(task, error, told)


@dataclass(frozen=True)
class Direct:
    """The line where task and listener share a process: what is told counts for the part done before, too."""

    watch: Watch
    place: int = 0
    tasks: int = 1

    def wanted(self) -> bool:
        """Tell whether the answer is still wanted."""
        return not self.watch.stopped()

    def tell(self, share: float) -> None:
        """Tell how much of the task is done."""
        self.watch.on_share((self.place + share) / self.tasks)


class InProcess(Executor):
    """Does one task after another, each when its answer is asked for."""

    def outcomes(
        self, work: Work[Task, Answer], tasks: Sequence[Task], smaller: Callable[[Task], Sequence[Task]],
        watch: Watch | None,
    ) -> Iterator[Outcome[Answer, Task]]:  # fmt: skip
        """Do the tasks in their order."""
        for place, task in enumerate(tasks):
            yield place, tried(work, task, Direct(watch or Watch(), place, len(tasks)))


# --- what executors of several hands share ------------------------------------------------------------------


def flow(
    send: Callable[[Task], Future[Answer]], tasks: Sequence[Task], ahead: int,
    give_up: Callable[[Sequence[Future[Answer]]], None], patience: float | None, look: Callable[[], None],
) -> Generator[tuple[Task, Future[Answer]]]:  # fmt: skip
    """Send tasks, so many ahead, and give each when it is done; give up what is out if this is left early."""
    out: dict[Future[Answer], Task] = {}
    following, unseen = iter(tasks), False
    try:
        while True:
            for task in islice(following, ahead - len(out)):
                out[_sent(send, task)] = task
            if not out:
                return
            done, _ = wait(out, timeout=patience, return_when=FIRST_COMPLETED)
            look()
            for future in done:
                yield out.pop(future), future
    except KeyboardInterrupt:
        unseen = True  # it may have fallen when a task was sent and did not yet stand in `out`
        raise
    finally:
        if out or unseen:
            give_up(list(out))


def _sent(send: Callable[[Task], Future[Answer]], task: Task) -> Future[Answer]:
    try:
        return send(task)
    except BrokenExecutor as error:
        refused: Future[Answer] = Future()
        refused.set_exception(error)
        return refused


def written_down(work: Work[Task, Answer]) -> bytes:
    """Pack the work as loky does, so that it may also be a function of a notebook."""
    from joblib.externals.loky.backend.reduction import dumps

    return bytes(dumps(work))
