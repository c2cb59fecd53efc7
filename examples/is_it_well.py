"""Tell a monitor whether the service can be read: exit code 0, or 2 with a reason."""

from __future__ import annotations

import sys

from tap_oracle_wms import WmsClient
from tap_oracle_wms.client import SettingsError


def main() -> int:
    """Check, without trying each entity.

    Returns:
        The exit code.
    """
    try:
        with WmsClient.from_environment(request_timeout=20) as wms:
            report = wms.check(entities=0)
    except SettingsError as error:
        print(error)
        return 2
    for finding in report.findings:
        if not finding.ok:
            print(f"{finding.step}: {finding.text}")
    print(f"{report.requests} requests in {report.seconds:.1f} s")
    return 0 if report.ok else 2


if __name__ == "__main__":
    sys.exit(main())
