"""The command ``tap-oracle-wms``, and ``python -m tap_oracle_wms``."""

from __future__ import annotations

from tap_oracle_wms._process import prepare


def main() -> None:
    """Run the tap."""
    prepare()
    from tap_oracle_wms.tap import TapOracleWms  # noqa: PLC0415 - after that

    TapOracleWms.cli()


if __name__ == "__main__":
    main()
