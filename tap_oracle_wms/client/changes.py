"""What has changed in an entity, and where to go on."""

from __future__ import annotations

import copy
import typing as t

from tap_oracle_wms.client.token import Place, write_token

if t.TYPE_CHECKING:
    import datetime
    import types

    from typing_extensions import Self

    from tap_oracle_wms.client.reader import Page
    from tap_oracle_wms.client.typed import Row


class Changes:
    """The rows of one pass over an entity, to be iterated once.

    A pass begins a little before the end of the last one (``lookback_window``), so
    that rows which were committed late are not missed, and looks for back-dated rows
    too: a row may come again although it has not changed since. Write rows by their
    ``id``, over what is there.

    Examples:
        >>> changes = wms.changes("order_hdr", since=token)  # doctest: +SKIP
        >>> for row in changes:  # doctest: +SKIP
        ...     store(row)
        >>> keep(changes.token)  # doctest: +SKIP
    """

    def __init__(
        self,
        entity: str,
        since: datetime.datetime | None,
        bookmarks: dict[str, t.Any],
        pages: t.Iterator[Page],
    ) -> None:
        """Prepare; `WmsClient.changes` makes it."""
        self._entity = entity
        self._since = since
        self._bookmarks = bookmarks
        self._rows = self._read(pages)
        self._complete = False

    def __iter__(self) -> t.Iterator[Row]:
        """The rows; iterating again goes on where the last iteration stopped."""
        return self._rows

    def __enter__(self) -> Self:
        """Nothing to prepare; leaving ends the reading ahead."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: types.TracebackType | None,
    ) -> None:
        """End the reading ahead."""
        self.close()

    def close(self) -> None:
        """End the reading ahead; the token stays."""
        self._rows.close()

    @property
    def complete(self) -> bool:
        """Whether the pass was read to its end."""
        return self._complete

    @property
    def token(self) -> str:
        """Where to go on: give it as ``since`` to the next call.

        It covers the rows of whole pages that were iterated over, so it can be kept
        at any time; after the last row it stands for the end of the pass. It holds no
        secret and no value of a row but ids.
        """
        entry = copy.deepcopy(self._bookmarks.get(self._entity, {}))
        return write_token(self._entity, Place(self._since, entry))

    def _read(self, pages: t.Iterator[Page]) -> t.Generator[Row, None, None]:
        for rows, commit in pages:
            yield from rows
            commit()
        self._complete = True
