"""Headless Chromium, without a network, driven through its debugging pipe."""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
import tempfile
import time
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from pathlib import Path

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")

_OPTIONS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--no-first-run",
    "--disable-dev-shm-usage", "--disable-background-networking", "--disable-component-update",
    # No name resolves and no address is reached: the network is off for the page.
    "--host-resolver-rules=MAP * ~NOTFOUND", "--proxy-server=127.0.0.1:9",
    "--remote-debugging-pipe",
)  # fmt: skip


class Browser:
    """One browser with one page; what the page says on its console is kept."""

    def __init__(self) -> None:
        assert CHROMIUM is not None
        self._folder = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        theirs_in, self._out = os.pipe()
        self._in, theirs_out = os.pipe()
        # The browser takes its pipe at 3 and 4; a shell puts them there.
        line = f'exec "$@" 3<&{theirs_in} 4>&{theirs_out}'
        profile = f"--user-data-dir={self._folder.name}"
        self._process = subprocess.Popen(
            ["bash", "-c", line, "bash", CHROMIUM, *_OPTIONS, profile],
            pass_fds=(theirs_in, theirs_out),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(theirs_in)
        os.close(theirs_out)
        self._held = b""
        self._number = 0
        self._session: str | None = None
        self.console: list[str] = []
        target = self._call("Target.createTarget", url="about:blank")["targetId"]
        attached = self._call("Target.attachToTarget", targetId=target, flatten=True)
        self._session = attached["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self._call(f"{domain}.enable")
        self._call("Network.emulateNetworkConditions", offline=True, latency=0,
                   downloadThroughput=0, uploadThroughput=0)  # fmt: skip

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.wait()
        os.close(self._in)
        os.close(self._out)
        self._folder.cleanup()

    def open(self, page: Path, *, width: int = 1280, height: int = 900, dark: bool = False) -> None:
        """Show a page and wait until its charts are drawn and its search is ready."""
        self.console.clear()
        self._call("Emulation.setDeviceMetricsOverride", width=width, height=height,
                   deviceScaleFactor=1, mobile=width < 600)  # fmt: skip
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self._call("Emulation.setEmulatedMedia", features=[scheme])
        self._call("Page.navigate", url=page.resolve().as_uri())
        self.wait("document.readyState === 'complete'")

    def ready(self) -> None:
        """Wait until the page's charts are drawn and its search works."""
        self.wait("document.documentElement.dataset.drawn === 'all'")
        self.wait("document.querySelector('[data-ready]') !== null")

    def wait(self, condition: str, seconds: float = 120) -> None:
        """Wait until an expression holds in the page."""
        end = time.monotonic() + seconds
        while not self.evaluate(condition):
            assert time.monotonic() < end, f"never held: {condition}; console: {self.console}"
            time.sleep(0.1)

    def evaluate(self, expression: str) -> Any:
        """Value of an expression in the page; a promise is waited for."""
        found = self._call("Runtime.evaluate", expression=expression, returnByValue=True,
                           awaitPromise=True)  # fmt: skip
        assert "exceptionDetails" not in found, found["exceptionDetails"]
        return found["result"].get("value")

    def screenshot(self, to: Path, *, of: str = "", margin: int = 0) -> None:
        """Picture of the page, or of the part from the first to the last that ``of`` selects."""
        clip = {}
        if of:
            places = self.evaluate(
                f"""[...document.querySelectorAll({of!r})].map(e => e.getBoundingClientRect())
                    .map(r => [r.left, r.top + scrollY, r.right, r.bottom + scrollY])"""
            )
            left, top, right, bottom = (
                choose(place[at] for place in places)
                for at, choose in enumerate((min, min, max, max))
            )
            clip["clip"] = {
                "x": max(0, left - margin), "y": max(0, top - margin), "scale": 1,
                "width": right - left + 2 * margin, "height": bottom - top + 2 * margin,
            }  # fmt: skip
        found = self._call("Page.captureScreenshot", captureBeyondViewport=True, **clip)
        to.write_bytes(base64.b64decode(found["data"]))

    def _call(self, method: str, **parameters: Any) -> dict[str, Any]:
        self._number += 1
        message: dict[str, Any] = {"id": self._number, "method": method, "params": parameters}
        if self._session is not None:
            message["sessionId"] = self._session
        os.write(self._out, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._receive()
            self._note(answer)
            if answer.get("id") == self._number:
                assert "error" not in answer, (method, answer["error"])
                result: dict[str, Any] = answer["result"]
                return result

    def _receive(self) -> dict[str, Any]:
        while b"\0" not in self._held:
            part = os.read(self._in, 2**20)
            assert part, "the browser has ended"
            self._held += part
        first, self._held = self._held.split(b"\0", 1)
        message: dict[str, Any] = json.loads(first)
        return message

    def _note(self, message: dict[str, Any]) -> None:
        values = message.get("params", {})
        match message.get("method"):
            case "Runtime.exceptionThrown":
                details = values["exceptionDetails"]
                self.console.append(str(details.get("exception", {}).get("description", details)))
            case "Runtime.consoleAPICalled" if values["type"] in {"error", "warning", "assert"}:
                self.console.append(
                    str([a.get("value", a.get("description")) for a in values["args"]])
                )
            case "Log.entryAdded" if values["entry"]["level"] in {"error", "warning"}:
                self.console.append(values["entry"]["text"])
