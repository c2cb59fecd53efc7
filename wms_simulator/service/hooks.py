"""Changes that happen between the pages of a list."""

from __future__ import annotations

import typing as t

from wms_simulator.store import changes

if t.TYPE_CHECKING:
    from wms_simulator.catalog.entities import Entity
    from wms_simulator.service.state import State


def before_list(state: State, entity: Entity) -> None:
    """Make the change that a switch wants before this list request."""
    hook: dict[str, t.Any] | None = state.board.get("paging_hook", entity.name, "list")
    if not hook:
        return
    with state.quiet:
        state.list_requests += 1
        if state.list_requests % int(hook.get("every", 1)):
            return
        if hook["action"] == "life":
            state.life.run(int(hook.get("count", 1)))
            return
        target = hook.get("entity", entity.name)
        for _ in range(int(hook.get("count", 1))):
            changes.apply(
                state.database,
                hook["action"],
                target,
                now=state.clock.now(),
                rng=state.rng,
                last_read=state.last_read.get(target, 0),
            )
