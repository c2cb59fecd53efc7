"""Several generators run at once, their items in the order they come."""

from __future__ import annotations

import collections
import queue
import threading
import typing as t

_T = t.TypeVar("_T")
_K = t.TypeVar("_K")

_LOOK_UP = 0.2
"""Seconds after which a thread that can't hand over looks whether it still should."""


class Crew(t.Generic[_K, _T]):
    """Threads that take one generator after another; more may be added meanwhile.

    What waits to be used is bounded. A generator may hand part of its work over: it
    reserves a thread that has nothing to do, and adds the part as a further one.
    """

    def __init__(self, *, at_once: int, held: int) -> None:
        """Start with nothing to do.

        Args:
            at_once: Generators that run at once; others wait, in order.
            held: Items that may wait to be used.
        """
        self._at_once = at_once
        self._made: queue.Queue[tuple[_K, _T | None, BaseException | None]]
        self._made = queue.Queue(maxsize=held)
        self._lock = threading.Lock()
        self._todo: collections.deque[tuple[_K, t.Callable[[], t.Iterator[_T]]]]
        self._todo = collections.deque()
        self._threads = 0
        self._reserved = 0
        self._unfinished = 0
        self._stopped = threading.Event()

    def reserve(self) -> bool:
        """Reserve a thread that has nothing to do, for the next `add`."""
        with self._lock:
            free = self._at_once - self._threads - self._reserved - len(self._todo)
            self._reserved += free > 0
            return free > 0

    def add(
        self,
        name: _K,
        work: t.Callable[[], t.Iterator[_T]],
        *,
        reserved: bool = False,
    ) -> None:
        """Have a generator run.

        Args:
            name: Its name, which comes with its items.
            work: Makes it; called in a thread.
            reserved: Whether a thread was reserved for it.
        """
        with self._lock:
            self._reserved -= reserved
            self._todo.append((name, work))
            self._unfinished += 1
            if self._threads >= self._at_once:
                return
            self._threads += 1
        threading.Thread(target=self._run, daemon=True).start()

    def results(self) -> t.Iterator[tuple[_K, _T | None]]:
        """Gather what the generators make, until none is left.

        Yields:
            A name and an item, or None when that generator has ended.

        Raises:
            BaseException: What the first failing generator raised; no further one is
                begun, and the others end with their next item.
        """
        try:
            while self._unfinished:
                made = self.take()
                if made is not None:
                    yield made
                del made
        finally:
            self._stopped.set()

    def stop(self) -> None:
        """Let the threads end with their next item."""
        self._stopped.set()

    def take(self, timeout: float | None = None) -> tuple[_K, _T | None] | None:
        """Take the next item, whosever it is.

        Args:
            timeout: Seconds to wait for it, None for as long as it takes.

        Returns:
            A name and an item, or the name and None when that generator has ended;
            None alone if nothing came in time.

        Raises:
            BaseException: What a generator raised; nothing more will come.
        """
        try:
            name, item, error = self._made.get(timeout=timeout)
        except queue.Empty:
            return None
        if error is not None:
            raise error
        if item is None:
            with self._lock:
                self._unfinished -= 1
        return name, item

    def _run(self) -> None:
        while True:
            with self._lock:
                if self._stopped.is_set() or not self._todo:
                    self._threads -= 1
                    return
                name, work = self._todo.popleft()
            try:
                for item in work():
                    if not self._put(name, item, None):
                        return
                    del item  # not ours any more, and the next may take long
            except BaseException as error:  # noqa: BLE001 - raised where it is used
                self._put(name, None, error)
                self._stopped.set()
                return
            self._put(name, None, None)

    def _put(self, name: _K, item: _T | None, error: BaseException | None) -> bool:
        while not self._stopped.is_set():
            try:
                self._made.put((name, item, error), timeout=_LOOK_UP)
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
    crew: Crew[_K, _T] = Crew(at_once=at_once, held=held)
    for name, work in works.items():
        crew.add(name, work)
    yield from crew.results()
