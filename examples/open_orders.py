"""Print the orders that changed in the last days and are not shipped yet."""

from __future__ import annotations

from tap_oracle_wms import WmsClient

SHIPPED = 90


def main() -> None:
    """Read with the settings of the environment, or of a .env file."""
    with WmsClient.from_environment() as wms:
        orders = wms.records(
            "order_hdr",
            since="400 days ago",
            fields=["order_nbr", "facility_id__key", "status_id", "mod_ts"],
            filters={"status_id__lt": SHIPPED},
        )
        for order in orders:
            print(
                order["order_nbr"],
                order["facility_id__key"],
                order["status_id"],
                f"{order['mod_ts']:%Y-%m-%d %H:%M}",
            )


if __name__ == "__main__":
    main()
