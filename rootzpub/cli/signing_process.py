"""Starts the process that signs, and gives keys that are asked there (decision 0024)."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from rootzpub.cli.supervisor import supervised
from rootzpub.config import Config
from rootzpub.logs import package_logger
from rootzpub.signing import Channel, IsolatedKeys, held_in_environment, open_key_reader

_START_SECONDS = 60.0
"""That the process may take until it tells whose key it has: a keystore is slow on purpose."""
_PIPE = "_ROOTZPUB_SECRETS"
"""The variable that names the pipe to a process which was started again without its secrets."""
_logger = package_logger(__name__)


@contextmanager
def signing_process(config: Config) -> Iterator[IsolatedKeys]:
    """Keep it running inside the `with`. Raises KeyUnavailable where it cannot open the key."""
    names = held_in_environment(config)
    secrets = _secrets(names)
    channel = Channel()
    with supervised(
        _Starting(config, channel, secrets),
        name="the process that signs",
        pause=0.0,
        # The variable went with it: only whoever started us can give it again.
        gone=_end if names else None,
    ):
        if secrets is not None:
            os.close(secrets)
        keys = IsolatedKeys(lambda opener: open_key_reader(config, opener=opener), channel)
        keys.read(patience=_START_SECONDS)
        yield keys
    channel.close()


def leave_secrets_behind(config: Config) -> None:
    """Start this program again in its own place without the variables that hold key and passphrase, where there are.

    They go through a pipe to the process that signs. Removing them is not enough: whatever read the environment before
    (settings are read from it) has left copies in our memory.
    """
    present = [os.fsencode(name) for name in held_in_environment(config) if os.fsencode(name) in os.environb]
    if not present or _PIPE in os.environ:
        return
    reading, writing = os.pipe()
    os.set_inheritable(reading, True)
    for name in present:
        os.write(writing, name + b"=" + os.environb[name] + b"\0")
    os.close(writing)
    kept = {name: value for name, value in os.environb.items() if name not in present}
    arguments = [sys.executable, *sys.orig_argv[1:]]
    os.execve(sys.executable, arguments, kept | {_PIPE.encode(): str(reading).encode()})  # noqa: S606 - ourselves


def _secrets(names: tuple[str, ...]) -> int | None:
    """The pipe that they come through; None where there are none."""
    number = os.environ.pop(_PIPE, "")
    return int(number) if names and number.isdecimal() else None


class _Starting:
    """How it is started, the first time and again."""

    def __init__(self, config: Config, channel: Channel, secrets: int | None) -> None:
        self._config, self._channel, self._secrets = config, channel, secrets

    def __call__(self) -> "subprocess.Popen[bytes]":
        """A new process. By exec and not by fork alone: nothing of our memory is in it, and nothing of its in ours."""
        config, back = self._config, self._channel.back.fileno()
        command = [sys.executable, "-m", "rootzpub.cli.signer", str(config.directory), "--channel", str(back)]
        command += ["--log-level", config.log.level, "--log-format", config.log.format]
        command += ["--origin", config.site.base_url] if config.site.base_url else []
        handles = [back]
        if self._secrets is not None:
            command += ["--secrets", str(self._secrets)]
            handles.append(self._secrets)
        self._secrets = None
        return subprocess.Popen(command, stdin=subprocess.PIPE, pass_fds=handles, start_new_session=True)  # noqa: S603


def _end() -> None:
    _logger.error("the key stood in the environment and went with the process that signs: start rootzpub again")
    os.kill(os.getpid(), signal.SIGTERM)
