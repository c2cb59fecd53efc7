"""Who may sign in to the simulated service."""

from __future__ import annotations

from dataclasses import dataclass

CLIENT_ID = "acme-client"
CLIENT_SECRET = "acme-client-secret"  # noqa: S105 - made up, opens nothing real


@dataclass(frozen=True)
class Account:
    """An API user.

    Attributes:
        username: The name to sign in with.
        password: Its password.
        zone: The time zone of the user's default facility: all times in
            answers are given in it.
        can_read: Whether the user has `lgfapi_read_access`.
        facilities: Codes of the facilities the user may see; empty means all.
        companies: Codes of the companies the user may see; empty means all.
    """

    username: str
    password: str
    zone: str = "America/Sao_Paulo"
    can_read: bool = True
    facilities: tuple[str, ...] = ()
    companies: tuple[str, ...] = ()

    @property
    def sees_everything(self) -> bool:
        """Whether no row is hidden from this user."""
        return not (self.facilities or self.companies)


DEFAULT = Account("acme_reader", "acme-reader-password")
ACCOUNTS = {
    one.username: one
    for one in (
        DEFAULT,
        Account("acme_newyork", "acme-newyork-password", zone="America/New_York"),
        Account("acme_berlin", "acme-berlin-password", zone="Europe/Berlin"),
        Account("acme_utc", "acme-utc-password", zone="UTC"),
        Account(
            "acme_wh01",
            "acme-wh01-password",
            facilities=("WH01", "ST001"),
            companies=("ACME",),
        ),
        Account("acme_noaccess", "acme-noaccess-password", can_read=False),
    )
}
