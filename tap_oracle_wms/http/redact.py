"""Keeping secrets out of texts that come from elsewhere."""

from __future__ import annotations

import collections
import threading
import typing as t
from urllib.parse import quote

_SHORTEST = 4
_ISSUED = 100
"""Issued secrets that are remembered: in days there are thousands, most long dead."""


class Redactor:
    """Replaces known secrets in a text. Safe to share between threads."""

    def __init__(self, secrets: t.Iterable[str] = ()) -> None:
        """Start with the secrets of the config."""
        self._lock = threading.Lock()
        self._secrets: set[str] = set()
        self._issued: collections.deque[str] = collections.deque(maxlen=_ISSUED)
        self.add(*secrets)

    def add(self, *secrets: str) -> None:
        """Learn more secrets."""
        with self._lock:
            for secret in secrets:
                # Replacing very short ones would only garble every text.
                if len(secret) >= _SHORTEST:
                    self._secrets |= {secret, quote(secret, safe="")}

    def add_issued(self, secret: str) -> None:
        """Learn a secret that was issued during the run, and that others replace."""
        if len(secret) >= _SHORTEST:
            with self._lock:
                self._issued.extend((secret, quote(secret, safe="")))

    def clean(self, text: str) -> str:
        """The text with each secret replaced by ``***``."""
        with self._lock:
            secrets = sorted({*self._secrets, *self._issued}, key=len, reverse=True)
        for secret in secrets:
            text = text.replace(secret, "***")
        return text
