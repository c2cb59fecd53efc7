"""Going on from the last STATE of a run that was cut off, and what must hold then."""

from __future__ import annotations

import typing as t

from tests.support import Destination, Run

if t.TYPE_CHECKING:
    from tests.reliability.world import World


def seen(data: bytes) -> Run:
    """The whole lines of an output."""
    whole, _, _ = data.rpartition(b"\n")
    return Run(0, whole.decode() + "\n" if whole else "", "")


def covered(run: Run) -> dict[str, set[int]]:
    """Ids, by stream, that stand before the last STATE of an output."""
    ids: dict[str, set[int]] = {}
    pending: list[tuple[str, int]] = []
    for message in run.messages:
        if message["type"] == "RECORD":
            pending.append((message["stream"], message["record"]["id"]))
        elif message["type"] == "STATE":
            for stream, number in pending:
                ids.setdefault(stream, set()).add(number)
            pending = []
    return ids


def go_on(here: World, before: Run, **options: t.Any) -> Run:
    """Resume from the last STATE; all must arrive, and nothing covered again."""
    arrived = Destination().take(before)
    run = here.load(arrived, **options)
    here.assert_converged(arrived)
    again = {
        stream: {record["id"] for record in run.records(stream)} & ids
        for stream, ids in covered(before).items()
    }
    assert not any(again.values()), again
    return run
