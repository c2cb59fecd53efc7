"""What inventory history tells of: the codes of its activities.

Oracle names these in its guides to Intelligent Track and Trace and to the link with
its merchandising system; the service has more of them.
"""

from __future__ import annotations

RECEIVED = 1
SHIPPED = 3
ADJUSTED_BEFORE_VERIFICATION = 4
PACKED = 11
SHORTED = 12
ADJUSTED = 17
CANCELLED = 27
MOVED = 51

NAMES = {
    RECEIVED: "Inventory Received",
    SHIPPED: "Container Shipped",
    ADJUSTED_BEFORE_VERIFICATION: "Inventory Adjusted Pre Verification",
    PACKED: "Container Packed",
    SHORTED: "Order Detail Shorted",
    ADJUSTED: "Inventory Adjusted Post Verification",
    CANCELLED: "Order Cancellation",
    MOVED: "Inventory Movement",
}
