"""Ids of traces and spans that are chosen by us."""

from __future__ import annotations

import threading

from opentelemetry.sdk.trace.id_generator import IdGenerator, RandomIdGenerator
from typing_extensions import override


class ChosenIds(IdGenerator):
    """Gives chosen ids: to the first trace, and to the next span of a thread."""

    def __init__(self, trace_id: str) -> None:
        """Take the id of the first trace, in hexadecimal digits."""
        self._trace_id: int | None = int(trace_id, 16)
        self._random = RandomIdGenerator()
        self._next = threading.local()

    def choose(self, span_id: str) -> None:
        """Choose the id of the next span of this thread, in hexadecimal digits."""
        self._next.span_id = int(span_id, 16)

    @override
    def generate_span_id(self) -> int:
        """The chosen id, once; any else."""
        chosen: int | None = getattr(self._next, "span_id", None)
        self._next.span_id = None
        return chosen or self._random.generate_span_id()

    @override
    def generate_trace_id(self) -> int:
        """The chosen id, once; any else."""
        chosen, self._trace_id = self._trace_id, None
        return chosen or self._random.generate_trace_id()
