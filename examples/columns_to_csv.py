"""Write an entity to stdout as CSV, its columns as the catalog has them."""

from __future__ import annotations

import csv
import sys

from tap_oracle_wms import WmsClient


def main(entity: str) -> None:
    """Describe the entity, then read it.

    Args:
        entity: Its name.
    """
    with WmsClient.from_environment() as wms:
        described = wms.describe(entity)
        rows = wms.records(entity)
        names = [
            name
            for name in described.schema["properties"]
            if name != "url" and not name.endswith("_set")
        ]
        writer = csv.DictWriter(sys.stdout, names)
        writer.writeheader()
        writer.writerows(rows)


if __name__ == "__main__":
    main(sys.argv[1])
