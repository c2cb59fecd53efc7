"""What can go wrong, as types, and a session of one's own."""

from __future__ import annotations

import requests

from tap_oracle_wms import WmsClient
from tap_oracle_wms.client import (
    NotFoundError,
    RefusedError,
    SignInError,
    WmsError,
)


def main() -> None:
    """Ask for something that is not there."""
    session = requests.Session()
    session.headers["X-Trace"] = "nightly-report"  # for the logs of a gateway
    try:
        with session, WmsClient.from_environment(session=session) as wms:
            print(wms.count("item"), "items")
            print(wms.count("itme"), "of what?")
    except SignInError as error:
        print("The user can't sign in:", error.code, error.message)
    except RefusedError as error:
        print("The service refuses:", error.status, error.code, error.reference)
    except NotFoundError as error:
        print("There is no such thing:", error)
    except WmsError as error:
        print("Anything else:", error)


if __name__ == "__main__":
    main()
