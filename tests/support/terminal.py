"""A terminal of its own, on which a command runs and somebody types: a real pseudo-terminal, never slept for."""

import asyncio
import os
import pty
import re
import signal
import termios
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Self

_CONTROL = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b[()][AB0]|\x07")
_INTERRUPT = "\x03"


class Terminal:
    """`shown` is everything on it so far, without colours and the like; what is typed is echoed into it."""

    def __init__(self, process: asyncio.subprocess.Process, handle: int) -> None:
        self.process = process
        self.shown = ""
        self._handle = handle
        self._seen = 0
        self._raw = b""
        self._grew = asyncio.Event()
        self._ended = False

    @classmethod
    @asynccontextmanager
    async def running(cls, *command: str, cwd: Path, environment: Mapping[str, str]) -> AsyncIterator[Self]:
        """The command on a new terminal; killed at the end of the block if it still runs."""
        ours, theirs = pty.openpty()
        try:
            process = await asyncio.create_subprocess_exec(
                *command,
                cwd=cwd,
                env={**environment, "TERM": "dumb"},
                stdin=theirs,
                stdout=theirs,
                stderr=theirs,
                start_new_session=True,
                preexec_fn=_sit_down,
            )
        finally:
            os.close(theirs)
        terminal = cls(process, ours)
        loop = asyncio.get_running_loop()
        os.set_blocking(ours, False)
        loop.add_reader(ours, terminal._read)
        try:
            yield terminal
        finally:
            loop.remove_reader(ours)
            if process.returncode is None:
                process.kill()
            await process.wait()
            os.close(ours)

    async def expect(self, text: str, *, within: float) -> None:
        """Wait until `text` is shown, behind whatever was expected before. Blanks and line breaks count alike."""
        try:
            async with asyncio.timeout(within):
                while (found := _find(text, self.shown, self._seen)) is None:
                    assert not self._ended, f"it ended before {text!r}:\n{self.shown[self._seen :]}"
                    self._grew.clear()
                    await self._grew.wait()
        except TimeoutError:
            raise AssertionError(f"{text!r} was not shown; on the terminal:\n{self.shown[self._seen :]}") from None
        self._seen = found

    def types(self, text: str) -> None:
        """Type a line and Enter."""
        os.write(self._handle, f"{text}\n".encode())

    def presses(self, key: str) -> None:
        """Press one key, such as Ctrl-D ("\\x04")."""
        os.write(self._handle, key.encode())

    async def interrupts(self, *, within: float) -> None:
        """Press Ctrl-C once the line is read: between a prompt and the reading behind it no hand is quick enough."""
        async with asyncio.timeout(within):
            while not self._reads():  # noqa: ASYNC110  nothing tells when another process begins to read
                await asyncio.sleep(0.01)
        self.presses(_INTERRUPT)

    def _reads(self) -> bool:
        """True if the line's editor has the terminal, and the program sleeps until a key is pressed."""
        edits = not termios.tcgetattr(self._handle)[3] & termios.ICANON
        status = Path(f"/proc/{self.process.pid}/stat")
        sleeps = not status.exists() or status.read_text().rpartition(")")[2].split()[0] == "S"
        return edits and sleeps

    async def answers(self, question: str, text: str, *, within: float) -> None:
        """Wait for `question` and its prompt, then type."""
        await self.expect(question, within=within)
        await self.expect("> ", within=within)
        self.types(text)

    async def ends(self, *, within: float) -> int:
        """The exit code, once it has ended and everything is shown."""
        async with asyncio.timeout(within):
            code = await self.process.wait()
            while not self._ended:
                self._grew.clear()
                await self._grew.wait()
        return code

    def _read(self) -> None:
        try:
            piece = os.read(self._handle, 65536)
        except BlockingIOError:
            return
        except OSError:  # Linux says so once nobody holds the other end
            piece = b""
        if not piece:
            self._ended = True
            asyncio.get_running_loop().remove_reader(self._handle)
        self._raw += piece
        self.shown = _CONTROL.sub("", self._raw.decode(errors="ignore")).replace("\r\n", "\n").replace("\r", "")
        self._grew.set()


def _find(text: str, shown: str, start: int) -> int | None:
    """Where `text` ends in `shown`, from `start` on."""
    words = text.split()
    pattern = r"\s+".join(map(re.escape, words)) + (r" " if text.endswith(" ") else "")
    found = re.compile(pattern).search(shown, start)
    return found.end() if found else None


def _sit_down() -> None:
    """In the new process: the terminal is its own, and Ctrl-C reaches it even if the tests run in the background."""
    os.close(os.open(os.ttyname(0), os.O_RDWR))
    signal.signal(signal.SIGINT, signal.SIG_DFL)
