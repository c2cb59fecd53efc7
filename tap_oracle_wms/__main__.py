"""The command ``tap-oracle-wms``, and ``python -m tap_oracle_wms``."""

from __future__ import annotations

import atexit
import gc


def main() -> None:
    """Run the tap.

    Until streams are read, nothing but lasting objects is made, by imports and from
    the catalog: looking for garbage among them costs a fifth of the start. Nor is any
    looked for at the very end, when the system takes all memory back at once.
    """
    gc.disable()
    atexit.register(gc.freeze)  # the first that is registered is the last that is run
    from tap_oracle_wms.tap import TapOracleWms  # noqa: PLC0415 - after that

    TapOracleWms.cli()


if __name__ == "__main__":
    main()
