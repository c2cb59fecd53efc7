"""How large a warehouse can be."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Size:
    """Numbers of rows that a build aims for."""

    items: int
    imported_items: int
    locations: int
    orders: int
    lines_per_order: float
    containers: int
    inventory: int
    shipments: int
    purchase_orders: int
    activities: int


SIZES = {
    "tiny": Size(30, 20, 24, 20, 3, 20, 30, 5, 5, 10),
    "small": Size(1600, 1500, 400, 600, 4.0, 800, 1500, 60, 80, 300),
    "medium": Size(5000, 4000, 3000, 8000, 3.5, 8000, 15000, 600, 800, 3000),
    "large": Size(20000, 15000, 20000, 280_000, 4.1, 60000, 100_000, 4000, 5000, 30000),
}
