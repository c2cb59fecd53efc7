"""Several generators run ahead of the one whose items are being used."""

from __future__ import annotations

import collections
import threading
import typing as t

_T = t.TypeVar("_T")

IDLE_SECONDS = 5
"""Seconds without an item after which the one who waits may do something else."""

EACH = 2
"""Items of weight that a lane may hold before they are used."""


def threads_for(at_once: int) -> int:
    """Threads that keep so many requests in flight while some convert what came."""
    return at_once + at_once // 2


class _Lane(t.Generic[_T]):
    """What one generator has made so far."""

    def __init__(self) -> None:
        self.items: collections.deque[_T] = collections.deque()
        self.weight = 0
        self.making = False
        self.ended = False
        self.error: BaseException | None = None


class Lanes(t.Generic[_T]):
    """Runs generators in threads; their items are used one lane after another.

    What waits is bounded: a lane holds `EACH` items, and all that are not yet in
    turn hold ``held`` together, the one that each is making included; items without
    weight don't count. The lane in turn is never held up by others. Threads are
    daemons: a request that hangs must not keep the process alive.
    """

    def __init__(  # noqa: PLR0913 - named at each call
        self,
        works: t.Sequence[t.Callable[[], t.Iterator[_T]]],
        *,
        at_once: int,
        held: int,
        is_fatal: t.Callable[[BaseException], bool],
        has_weight: t.Callable[[_T], bool] = lambda _: True,
        idle: t.Callable[[], None] = lambda: None,
    ) -> None:
        """Prepare; the threads start with the first use.

        Args:
            works: What to run, in the order of use; called in the threads.
            at_once: Generators that run at once.
            held: Items that may wait in lanes that are not yet in turn.
            is_fatal: Whether an error in any lane ends the use of all.
            has_weight: Whether an item takes memory worth counting.
            idle: Called now and then by the thread that waits for an item.
        """
        self._works = collections.deque(works)  # each goes with its last item
        self._lanes: list[_Lane[_T]] = [_Lane() for _ in works]
        self._at_once = at_once
        self._held = held
        self._is_fatal = is_fatal
        self._has_weight = has_weight
        self._idle = idle
        self._changed = threading.Condition()
        self._next = 0
        self._turn = 0
        self._fatal: BaseException | None = None
        self._stopped = False
        self._started = False

    def use(self, index: int) -> t.Iterator[_T]:
        """Items of one lane; lanes are to be used in ascending order.

        Args:
            index: Position in ``works``.

        Yields:
            The items, as they are made.

        Raises:
            BaseException: What the generator raised, after its items; or at once
                what is fatal in any lane.
        """
        with self._changed:
            self._turn = index
            self._changed.notify_all()
        if not self._started:
            self._started = True
            for _ in range(min(self._at_once, len(self._lanes))):
                threading.Thread(target=self._run, daemon=True).start()
        lane = self._lanes[index]
        while True:
            with self._changed:
                if not (lane.items or lane.ended or self._fatal):
                    self._changed.wait(IDLE_SECONDS)
                waits = not (lane.items or lane.ended or self._fatal)
            if waits:
                self._idle()
                continue
            with self._changed:
                if self._fatal is not None and not lane.items:
                    raise self._fatal
                if not lane.items:
                    break
                item = lane.items.popleft()
                lane.weight -= self._has_weight(item)
                self._changed.notify_all()
            yield item
            del item
        if lane.error is not None:
            raise lane.error

    def stop(self) -> None:
        """Let the threads end as soon as their requests do."""
        with self._changed:
            self._stopped = True
            self._changed.notify_all()

    def _run(self) -> None:
        while True:
            with self._changed:
                if self._stopped or not self._works:
                    return
                work = self._works.popleft()
                index, self._next = self._next, self._next + 1
            lane = self._lanes[index]
            try:
                self._fill(index, lane, work)
            except BaseException as error:  # noqa: BLE001 - raised where it is used
                self._end(lane, error)
            else:
                self._end(lane, None)

    def _fill(
        self,
        index: int,
        lane: _Lane[_T],
        work: t.Callable[[], t.Iterator[_T]],
    ) -> None:
        """Make a lane's items; room is found for each before it is made."""
        made = work()
        while self._find_room(index, lane):
            item = next(made, None)
            if item is None:
                return
            with self._changed:
                lane.making = False
                lane.items.append(item)
                lane.weight += self._has_weight(item)
                self._changed.notify_all()
            del item  # not ours any more, and the next may take long

    def _find_room(self, index: int, lane: _Lane[_T]) -> bool:
        with self._changed:
            while not self._is_over(index) and not self._has_room(index):
                self._changed.wait()
            lane.making = True
            return not self._is_over(index)

    def _is_over(self, index: int) -> bool:
        """Whether nobody will use the items any more: all is, or its turn is past."""
        return self._stopped or index < self._turn

    def _has_room(self, index: int) -> bool:
        if self._lanes[index].weight >= EACH:
            return False
        if index == self._turn:
            return True
        ahead = self._lanes[self._turn + 1 : self._next]
        return sum(lane.weight + lane.making for lane in ahead) < self._held

    def _end(self, lane: _Lane[_T], error: BaseException | None) -> None:
        with self._changed:
            lane.error = error
            lane.ended = True
            lane.making = False
            if error is not None and self._is_fatal(error):
                self._fatal = self._fatal or error
            self._changed.notify_all()
