"""Several generators run at once, their items in the order they come."""

from __future__ import annotations

import queue
import threading
import typing as t

_T = t.TypeVar("_T")
_K = t.TypeVar("_K")

_LOOK_UP = 0.2
"""Seconds after which a thread that can't hand over looks whether it still should."""


class _Crew(t.Generic[_K, _T]):
    """Threads that take one generator after another."""

    def __init__(
        self,
        works: t.Mapping[_K, t.Callable[[], t.Iterator[_T]]],
        held: int,
    ) -> None:
        self.stop = threading.Event()
        self.made: queue.Queue[tuple[_K, _T | None, BaseException | None]]
        self.made = queue.Queue(maxsize=held)
        self._todo: queue.SimpleQueue[tuple[_K, t.Callable[[], t.Iterator[_T]]]]
        self._todo = queue.SimpleQueue()
        for name_and_work in works.items():
            self._todo.put(name_and_work)

    def run(self) -> None:
        """Run what is left to be run; the target of each thread."""
        while not self.stop.is_set():
            try:
                name, work = self._todo.get_nowait()
            except queue.Empty:
                return
            try:
                for item in work():
                    if not self._put(name, item, None):
                        return
            except BaseException as error:  # noqa: BLE001 - raised where it is used
                self._put(name, None, error)
                self.stop.set()
                return
            self._put(name, None, None)

    def _put(self, name: _K, item: _T | None, error: BaseException | None) -> bool:
        while not self.stop.is_set():
            try:
                self.made.put((name, item, error), timeout=_LOOK_UP)
            except queue.Full:
                continue
            return True
        return False


def merge(
    works: t.Mapping[_K, t.Callable[[], t.Iterator[_T]]],
    *,
    at_once: int,
    held: int,
) -> t.Iterator[tuple[_K, _T | None]]:
    """Run generators in threads and gather what they make.

    Args:
        works: What to run, by name.
        at_once: Generators that run at once; the others follow in order.
        held: Items that may wait to be used.

    Yields:
        A name and an item, or None when that generator has ended.

    Raises:
        BaseException: What the first failing generator raised; no further one is
            begun, and the others end with their next item.
    """
    crew = _Crew(works, held)
    try:
        for _ in range(min(at_once, len(works))):
            threading.Thread(target=crew.run, daemon=True).start()
        running = len(works)
        while running:
            name, item, error = crew.made.get()
            if error is not None:
                raise error
            running -= item is None
            yield name, item
    finally:
        crew.stop.set()
