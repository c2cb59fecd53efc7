"""The same call for many items at once, in threads that never hold up an exit."""

from __future__ import annotations

import queue
import threading
import typing as t

_In = t.TypeVar("_In")
_Out = t.TypeVar("_Out")


def map_in_parallel(
    function: t.Callable[[_In], _Out],
    items: t.Sequence[_In],
    workers: int,
) -> list[_Out]:
    """Call a function for each item.

    The threads are daemons: an executor's would keep a process that was told to
    stop alive until their requests end.

    Args:
        function: The function; called in other threads.
        items: Its arguments.
        workers: Most calls at once.

    Returns:
        The results, in the order of the items.

    Raises:
        BaseException: What the first failing call raised; no further call is begun.
    """
    todo: queue.SimpleQueue[int] = queue.SimpleQueue()
    done: queue.SimpleQueue[tuple[int, _Out | None, BaseException | None]]
    done = queue.SimpleQueue()
    stop = threading.Event()
    for index in range(len(items)):
        todo.put(index)

    def work() -> None:
        while not stop.is_set():
            try:
                index = todo.get_nowait()
            except queue.Empty:
                return
            try:
                done.put((index, function(items[index]), None))
            except BaseException as error:  # noqa: BLE001 - raised by the caller
                stop.set()
                done.put((index, None, error))

    for _ in range(min(workers, len(items))):
        threading.Thread(target=work, daemon=True).start()
    results: dict[int, t.Any] = {}
    for _ in items:
        index, result, error = done.get()
        if error is not None:
            raise error
        results[index] = result
    return [results[index] for index in range(len(items))]
