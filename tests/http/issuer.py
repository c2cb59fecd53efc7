"""An issuer of tokens, played by the scripted server."""

from __future__ import annotations

import dataclasses
import threading
import typing as t

from tests.http.server import Asked, Reply, Server


@dataclasses.dataclass
class Issuer:
    """Issues tokens tok-1, tok-2, ...; takes the newest only.

    Attributes:
        refused: Grant types that are answered by ``invalid_grant``.
        rotate: Whether each answer brings a new refresh token.
    """

    server: Server
    expires_in: object = 3600
    refused: t.Collection[str] = ()
    rotate: bool = False
    issued: int = 0
    taken: bool = True
    extra: dict[str, object] = dataclasses.field(default_factory=dict)

    def __post_init__(self) -> None:
        self.lock = threading.Lock()
        self.server.script = self

    def __call__(self, asked: Asked) -> Reply:
        with self.lock:
            if asked.method == "GET":
                newest = f"Bearer tok-{self.issued}"
                good = self.taken and asked.headers["authorization"] == newest
                return Reply({"ok": True}) if good else Reply(status=401)
            if asked.form["grant_type"] in self.refused:
                return Reply({"error": "invalid_grant"}, status=400)
            self.issued += 1
            answer = {
                "access_token": f"tok-{self.issued}",
                "token_type": "Bearer",
                "expires_in": self.expires_in,
                **self.extra,
            }
            if self.rotate:
                answer["refresh_token"] = f"ref-{self.issued}"
            return Reply(answer)

    @property
    def forms(self) -> list[dict[str, str]]:
        return [asked.form for asked in self.server.asked("POST")]
