"""A real browser without a screen, driven over its debugging pipe.

The DevTools protocol over a pipe needs no driver, no port and no library: messages are
JSON that end with a zero byte.
"""

from __future__ import annotations

import base64
import contextlib
import fcntl
import json
import os
import select
import shutil
import subprocess
import tempfile
import time
import typing as t

if t.TYPE_CHECKING:
    import pathlib
    from types import TracebackType

    from typing_extensions import Self

Json: t.TypeAlias = dict[str, t.Any]

_NAMES = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM = next(filter(None, map(shutil.which, _NAMES)), None)

_PATIENCE = 30
_HIGH = 20
_FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    "--remote-debugging-pipe",
)
_KEYS = {"Enter": 13, "Escape": 27, "ArrowLeft": 37, "ArrowUp": 38, "ArrowRight": 39}
_KEYS |= {"ArrowDown": 40, "Tab": 9, " ": 32}


class BrowserError(Exception):
    """The browser did not do as it was told."""


class Chromium:
    """One page in a browser of its own.

    Attributes:
        errors: What the page's script said on the console, or died of.
        requests: Addresses that the page asked for.
    """

    def __init__(self, width: int = 1440, height: int = 900) -> None:
        """Start the browser.

        Args:
            width: Width of the page in pixels.
            height: Height of the page in pixels.
        """
        self.errors: list[str] = []
        self.requests: list[str] = []
        self._size = (width, height)
        self._number = 0
        self._answers: dict[int, Json] = {}
        self._buffer = b""
        self._session: str | None = None

    def __enter__(self) -> Self:
        if CHROMIUM is None:
            msg = "There is no chromium here: apt-get install chromium"
            raise BrowserError(msg)
        self._folder = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        theirs_in, self._to = (_lifted(fd) for fd in os.pipe())
        self._from, theirs_out = (_lifted(fd) for fd in os.pipe())
        self._process = subprocess.Popen(
            [
                "/bin/bash",
                "-c",
                f'exec "$@" 3<&{theirs_in} 4>&{theirs_out}',
                "chromium",
                CHROMIUM,
                *_FLAGS,
                f"--user-data-dir={self._folder.name}",
                f"--window-size={self._size[0]},{self._size[1]}",
                "about:blank",
            ],
            pass_fds=(theirs_in, theirs_out),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(theirs_in)
        os.close(theirs_out)
        (page,) = self._until(
            lambda: [
                target
                for target in self.tell("Target.getTargets")["targetInfos"]
                if target["type"] == "page"
            ],
        )
        self._session = self.tell(
            "Target.attachToTarget",
            targetId=page["targetId"],
            flatten=True,
        )["sessionId"]
        for domain in ("Page", "Runtime", "Network", "Log"):
            self.tell(f"{domain}.enable")
        self.resize(*self._size)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with contextlib.suppress(BrowserError, OSError):
            self._session = None
            self.tell("Browser.close")
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        os.close(self._to)
        os.close(self._from)
        self._folder.cleanup()

    # What a person does

    def open(self, path: pathlib.Path, hash_: str = "") -> None:
        """Open a file, anew even if only the hash differs."""
        self.tell("Page.navigate", url="about:blank")
        self._until(lambda: self.run("location.href === 'about:blank'"))
        self.requests.clear()
        self.tell("Page.navigate", url=f"{path.as_uri()}{hash_}")
        self._until(
            lambda: self.run(
                "location.protocol === 'file:' && document.readyState === 'complete'",
            ),
        )

    def press(self, key: str) -> None:
        """Press a key and let go."""
        event: Json = {"key": key, "windowsVirtualKeyCode": _KEYS.get(key, 0)}
        text = {"Enter": "\r"}.get(key, key if len(key) == 1 else "")
        down = {"type": "keyDown", "text": text} if text else {"type": "rawKeyDown"}
        self.tell("Input.dispatchKeyEvent", **event, **down)
        self.tell("Input.dispatchKeyEvent", **event, type="keyUp")

    def type(self, text: str) -> None:
        """Type a text, key by key."""
        for character in text:
            self.press(character)

    def click(self, selector: str) -> None:
        """Click the middle of an element that is in sight."""
        x, y = self.middle(selector)
        for kind in ("mouseMoved", "mousePressed", "mouseReleased"):
            self._mouse(kind, x, y)

    def drag(self, x: float, y: float, to_x: float, to_y: float) -> None:
        """Drag with the left button down."""
        self._mouse("mousePressed", x, y)
        self._mouse("mouseMoved", (x + to_x) / 2, (y + to_y) / 2)
        self._mouse("mouseMoved", to_x, to_y)
        self._mouse("mouseReleased", to_x, to_y)

    def hover(self, selector: str) -> None:
        """Move the mouse to the middle of an element."""
        self._mouse("mouseMoved", *self.middle(selector))

    def wheel(self, x: float, y: float, delta: float) -> None:
        """Turn the mouse's wheel."""
        self.tell(
            "Input.dispatchMouseEvent",
            type="mouseWheel",
            x=x,
            y=y,
            deltaX=0,
            deltaY=delta,
        )

    def _mouse(self, kind: str, x: float, y: float) -> None:
        button = "none" if kind == "mouseMoved" else "left"
        self.tell(
            "Input.dispatchMouseEvent",
            type=kind,
            x=x,
            y=y,
            button=button,
            buttons=int(kind == "mousePressed"),
            clickCount=int(button == "left"),
        )

    # What a person sees

    def run(self, script: str) -> t.Any:  # noqa: ANN401 - whatever the script gives
        """Value of an expression in the page."""
        answer = self.tell(
            "Runtime.evaluate",
            expression=script,
            returnByValue=True,
            awaitPromise=True,
        )
        if "exceptionDetails" in answer:
            details = answer["exceptionDetails"]
            raise BrowserError(
                details.get("exception", {}).get("description", details["text"])
            )
        return answer["result"].get("value")

    def text(self, selector: str) -> str:
        """Text of an element."""
        found = f"document.querySelector({json.dumps(selector)})"
        return t.cast("str", self.run(f"{found}?.textContent ?? ''"))

    def middle(self, selector: str) -> tuple[float, float]:
        """Middle of an element, in pixels of the page."""
        box = self.run(
            f"(() => {{ const e = document.querySelector({json.dumps(selector)});"
            "if (!e) return null; const b = e.getBoundingClientRect();"
            "return [b.left + b.width / 2, b.top + b.height / 2]; })()",
        )
        if box is None:
            msg = f"Nothing in the page is {selector}"
            raise BrowserError(msg)
        return box[0], box[1]

    def wait_for(self, script: str) -> None:
        """Wait until an expression is true."""
        self._until(lambda: self.run(script), script)

    def settle(self) -> None:
        """Wait until what moves has come to rest."""
        self.run("new Promise((done) => setTimeout(done, 400))")

    def resize(self, width: int, height: int, scale: float = 1) -> None:
        """Give the page another size."""
        self.tell(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=scale,
            mobile=False,
        )

    def prefer(self, scheme: str) -> None:
        """Prefer light or dark, as the system's settings would."""
        self.tell(
            "Emulation.setEmulatedMedia",
            features=[{"name": "prefers-color-scheme", "value": scheme}],
        )

    def print_to(self, path: pathlib.Path) -> None:
        """Print the page, as its style for paper wants it, into a PDF."""
        answer = self.tell("Page.printToPDF", preferCSSPageSize=True)
        path.write_bytes(base64.b64decode(answer["data"]))

    # The pipe

    def tell(self, method: str, **params: t.Any) -> Json:
        """Send a command and wait for its answer."""
        self._number += 1
        number = self._number
        message: Json = {"id": number, "method": method, "params": params}
        if self._session is not None:
            message["sessionId"] = self._session
        data = json.dumps(message).encode() + b"\0"
        while data:
            data = data[os.write(self._to, data) :]
        deadline = time.monotonic() + _PATIENCE
        while number not in self._answers:
            self._read(deadline, method)
        answer = self._answers.pop(number)
        if "error" in answer:
            msg = f"{method}: {answer['error'].get('message')}"
            raise BrowserError(msg)
        return t.cast("Json", answer.get("result", {}))

    def _read(self, deadline: float, what: str) -> None:
        left = deadline - time.monotonic()
        if left <= 0 or not select.select([self._from], [], [], left)[0]:
            msg = f"The browser does not answer to {what}"
            raise BrowserError(msg)
        data = os.read(self._from, 1 << 20)
        if not data:
            msg = f"The browser is gone (exit code {self._process.poll()})"
            raise BrowserError(msg)
        *messages, self._buffer = (self._buffer + data).split(b"\0")
        for message in messages:
            self._take(json.loads(message))

    def _take(self, message: Json) -> None:
        if "id" in message:
            self._answers[message["id"]] = message
            return
        params = message.get("params", {})
        method = message["method"]
        if method == "Network.requestWillBeSent":
            self.requests.append(params["request"]["url"])
        elif method == "Runtime.exceptionThrown":
            details = params["exceptionDetails"]
            thrown = details.get("exception", {}).get("description", details["text"])
            self.errors.append(thrown)
        elif method == "Runtime.consoleAPICalled":
            said = [str(one.get("value", one.get("type"))) for one in params["args"]]
            self.errors.append(f"console.{params['type']}: {' '.join(said)}")
        elif method == "Log.entryAdded":
            self.errors.append(params["entry"]["text"])

    def _until(
        self,
        wanted: t.Callable[[], t.Any],
        what: str = "",
    ) -> t.Any:  # noqa: ANN401 - whatever is waited for
        deadline = time.monotonic() + _PATIENCE
        while True:
            with contextlib.suppress(BrowserError):
                found = wanted()
                if found:
                    return found
            if time.monotonic() > deadline:
                msg = f"Waited for nothing: {what}"
                raise BrowserError(msg)
            time.sleep(0.03)


def _lifted(fd: int) -> int:
    """The same pipe under a number that is out of the way."""
    high = fcntl.fcntl(fd, fcntl.F_DUPFD_CLOEXEC, _HIGH)
    os.close(fd)
    return high
