"""Decides which switches apply to a request."""

from __future__ import annotations

import random
import threading
import typing as t
from fnmatch import fnmatchcase

from wms_simulator.switches import Rule, Switches, parse_rules

if t.TYPE_CHECKING:
    from wms_simulator._types import Json


_USUAL_KINDS = frozenset({"list", "one", "describe", "listing", "head"})
_DEFAULTS = Switches()


class Board:
    """The switches as they are set now."""

    def __init__(self, seed: int) -> None:
        """Start with every switch at its default."""
        self._seed = seed
        self._lock = threading.Lock()
        self._rules: dict[str, tuple[Rule, ...]] = {}
        self._seen: dict[tuple[str, int], int] = {}
        self._used: dict[tuple[str, int], int] = {}
        self._rng = random.Random(seed)  # noqa: S311 - chances, not secrets

    def set(self, values: t.Mapping[str, t.Any]) -> None:
        """Change switches; None takes one back to its default.

        Raises:
            ValueError: If a switch does not exist or does not take its value.
        """
        parsed = {name: parse_rules(name, value) for name, value in values.items()}
        with self._lock:
            for name, rules in parsed.items():
                self._rules[name] = () if values[name] is None else rules
                for counters in (self._seen, self._used):
                    for key in [key for key in counters if key[0] == name]:
                        del counters[key]

    def reset(self, values: t.Mapping[str, t.Any]) -> None:
        """Take all back to the defaults, then set some."""
        with self._lock:
            self._rules.clear()
            self._seen.clear()
            self._used.clear()
            self._rng.seed(self._seed)
        self.set(values)

    def get(self, name: str, entity: str = "", kind: str = "list") -> Json:
        """Say what a switch is for a request, counting the request for it."""
        default = getattr(_DEFAULTS, name)
        rules = self._rules.get(name)
        if not rules:
            return default
        with self._lock:
            for index, rule in enumerate(rules):
                if _concerns(name, rule, entity, kind) and self._fires(
                    name, index, rule
                ):
                    return rule.value
        return default

    def _fires(self, name: str, index: int, rule: Rule) -> bool:
        key = (name, index)
        seen = self._seen[key] = self._seen.get(key, 0) + 1
        if seen <= rule.after:
            return False
        used = self._used.get(key, 0)
        if rule.times is not None and used >= rule.times:
            return False
        if rule.rate < 1 and self._rng.random() >= rule.rate:
            return False
        self._used[key] = used + 1
        return True


def _concerns(name: str, rule: Rule, entity: str, kind: str) -> bool:
    if rule.entities and not any(fnmatchcase(entity, glob) for glob in rule.entities):
        return False
    # The switches of tokens concern one kind of request only.
    return name.startswith("token_") or kind in (rule.kinds or _USUAL_KINDS)
