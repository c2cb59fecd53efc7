"""The command ``tap-oracle-wms``, and ``python -m tap_oracle_wms``."""

from __future__ import annotations

import gc


def main() -> None:
    """Run the tap.

    Until streams are read, nothing but lasting objects is made, by imports and from
    the catalog: looking for garbage among them costs a fifth of the start.
    """
    gc.disable()
    from tap_oracle_wms.tap import TapOracleWms  # noqa: PLC0415 - after that

    TapOracleWms.cli()


if __name__ == "__main__":
    main()
