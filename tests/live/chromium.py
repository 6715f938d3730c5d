"""Headless Chromium, spoken to over a pipe: no driver program, no port, no library.

Invariants: a fresh profile per browser; the browser calls nobody by itself, and a page can reach 127.0.0.1 only.
Protocol: Chrome DevTools Protocol 1.3, messages of JSON ended by a zero byte on the file descriptors 3 (in) and 4 (out)
(`--remote-debugging-pipe`).
"""

import base64
import itertools
import json
import os
import select
import subprocess
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from tests.waiting import LIMIT, eventually

from .processes import STOP_SECONDS, ServerFailedError, program

OPTIONS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-extensions",
    "--disable-sync",
    "--hide-scrollbars",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    "--no-first-run",
    "--no-proxy-server",
    "--remote-debugging-pipe",
    "--window-size=1280,900",
)


class PageError(RuntimeError):
    """A page did not load, or a script in it failed; the message is the browser's."""


class Chromium:
    """One browser with one page; a context manager that starts and ends it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._numbers = itertools.count(1)
        self._buffer = b""
        self._session = ""
        self.events: list[dict[str, Any]] = []
        """What the page's domains reported since the last `open` (console, network, security), oldest first."""

    def __enter__(self) -> Self:
        browser = program("chromium", "/usr/lib/chromium/chromium")
        command_read, self._write = os.pipe()
        self._read, answer_write = os.pipe()
        # The shell puts the two pipes at the numbers 3 and 4, where the browser looks for them.
        script = f'exec "$@" 3<&{command_read} 4>&{answer_write}'
        with (self._folder / "chromium.log").open("ab") as log:
            self._process = subprocess.Popen(
                ["/bin/bash", "-c", script, "bash", browser, f"--user-data-dir={self._folder / 'profile'}", *OPTIONS],
                pass_fds=(command_read, answer_write),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        os.close(command_read)
        os.close(answer_write)
        target = self._send("Target.createTarget", url="about:blank")["targetId"]
        self._session = self._send("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Network", "Log"):
            self._send(f"{domain}.enable")
        self._send("Page.setLifecycleEventsEnabled", enabled=True)
        self._send("Network.setCacheDisabled", cacheDisabled=True)  # every test sees what is served now
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._session = ""
        self._send("Browser.close")
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        os.close(self._write)
        os.close(self._read)

    def open(self, url: str) -> None:
        """Load a page and wait until it has loaded with everything it names.

        Raises PageError when there is nothing at that address (an error status of HTTP is a page like any other).
        """
        self._navigate("about:blank")  # what the page before still asks for is reported before this has loaded
        self.events.clear()
        self._navigate(url)

    def _navigate(self, url: str) -> None:
        answer = self._send("Page.navigate", url=url)
        if "errorText" in answer:
            raise PageError(f"{url}: {answer['errorText']}")
        while not any(_has_loaded(event, answer["loaderId"]) for event in self.events):
            self.events.append(self._receive())

    def evaluate(self, script: str) -> Any:
        """The JSON value of an expression in the page; a promise is waited for.

        Raises PageError when the script throws.
        """
        answer = self._send("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        if "exceptionDetails" in answer:
            details = answer["exceptionDetails"]
            raise PageError(details.get("exception", {}).get("description", details["text"]))
        return answer["result"].get("value")

    def wait_until(self, script: str, *, seconds: float = LIMIT) -> Any:
        """Ask an expression again until it is true; its value then.

        Raises PageError when the time is over.
        """
        value: Any = None

        def is_true() -> bool:
            nonlocal value
            value = self.evaluate(script)
            return bool(value)

        if not eventually(is_true, limit=seconds):
            raise PageError(f"never became true: {script}")
        return value

    def html(self) -> str:
        """The document as it stands now, after scripts."""
        return str(self.evaluate("document.documentElement.outerHTML"))

    def text(self) -> str:
        """The text that a person sees."""
        return str(self.evaluate("document.body.innerText"))

    def choose_file(self, selector: str, path: Path) -> None:
        """Put a file into the file field that a CSS selector names, as a person choosing it does."""
        root = self._send("DOM.getDocument")["root"]["nodeId"]
        field = self._send("DOM.querySelector", nodeId=root, selector=selector)["nodeId"]
        self._send("DOM.setFileInputFiles", nodeId=field, files=[str(path.resolve())])

    def screenshot(self, path: Path) -> None:
        """Write what the window shows as a PNG file."""
        path.write_bytes(base64.b64decode(self._send("Page.captureScreenshot", format="png")["data"]))

    def set_window(self, width: int, height: int, *, dark: bool = False) -> None:
        """Make the page think of a screen of this size (pixels), bright or dark."""
        self._send("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)
        scheme = "dark" if dark else "light"
        self._send("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])

    def set_offline(self, *, offline: bool) -> None:
        """Take the network away from the page, or give it back."""
        self._send(
            "Network.emulateNetworkConditions", offline=offline, latency=0, downloadThroughput=-1, uploadThroughput=-1
        )

    def complaints(self) -> list[str]:
        """What the browser complained about since `open`: errors thrown, errors logged, requests refused or failed."""
        self.evaluate("0")  # whatever was reported before this answer is here now
        found = []
        for event in self.events:
            match event:
                case {"method": "Runtime.exceptionThrown", "params": {"exceptionDetails": details}}:
                    found.append(details.get("exception", {}).get("description", details["text"]))
                case {"method": "Log.entryAdded", "params": {"entry": {"level": "error", "text": text} as entry}}:
                    if not str(entry.get("url")).endswith("/favicon.ico"):  # asked for by the browser, not the page
                        found.append(f"{text} {entry.get('url', '')}".strip())
                case {"method": "Runtime.consoleAPICalled", "params": {"type": "error", "args": arguments}}:
                    found.append(" ".join(str(argument.get("value", "")) for argument in arguments))
                case _:
                    continue
        return found

    def requests(self) -> list[str]:
        """The addresses that the page asked for since `open`."""
        self.evaluate("0")
        return [
            event["params"]["request"]["url"] for event in self.events if event["method"] == "Network.requestWillBeSent"
        ]

    def _send(self, method: str, **parameters: Any) -> Any:
        number = next(self._numbers)
        message: dict[str, Any] = {"id": number, "method": method, "params": parameters}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._write, json.dumps(message).encode() + b"\0")
        while (answer := self._receive()).get("id") != number:
            self.events.append(answer)
        if "error" in answer:
            raise PageError(f"{method}: {answer['error']['message']}")
        return answer["result"]

    def _receive(self) -> dict[str, Any]:
        while b"\0" not in self._buffer:
            ready, _, _ = select.select([self._read], [], [], LIMIT)
            part = os.read(self._read, 1 << 20) if ready else b""
            if not part:
                log = (self._folder / "chromium.log").read_text(errors="replace")[-2000:]
                raise ServerFailedError(f"Chromium does not answer: {log}")
            self._buffer += part
        message, _, self._buffer = self._buffer.partition(b"\0")
        answer: dict[str, Any] = json.loads(message)
        return answer


def _has_loaded(event: dict[str, Any], loader: str) -> bool:
    """Whether an event says that this very navigation is done (an earlier page may still report)."""
    parameters = event.get("params", {})
    return event.get("method") == "Page.lifecycleEvent" and (parameters["loaderId"], parameters["name"]) == (
        loader,
        "load",
    )
