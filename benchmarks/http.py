"""A lean HTTP client over kept connections: what makes load must not be what is measured."""

import asyncio
from collections.abc import Mapping
from typing import Self
from urllib.parse import urlsplit


class Client:
    """Posts to one origin over at most `connections` connections, each kept."""

    def __init__(self, origin: str, connections: int = 32) -> None:
        parts = urlsplit(origin)
        self._host = parts.hostname or "127.0.0.1"
        self._port = parts.port or 80
        self._idle: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = []
        self._places = asyncio.Semaphore(connections)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *error: object) -> None:
        for _reader, writer in self._idle:
            writer.close()
        self._idle.clear()

    async def post(self, path: str, body: bytes, headers: Mapping[str, str]) -> int:
        """The status that answers a post. `headers` may name another host than the one that is asked."""
        lines = [f"POST {path} HTTP/1.1", f"Content-Length: {len(body)}"]
        lines += [f"{name}: {value}" for name, value in {"Host": f"{self._host}:{self._port}", **headers}.items()]
        request = ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1") + body
        async with self._places:
            reader, writer = self._kept() or await asyncio.open_connection(self._host, self._port)
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
            status = int(head[9:12])
            length = next(
                (int(line[15:]) for line in head.split(b"\r\n") if line[:15].lower() == b"content-length:"), 0
            )
            if length:
                await reader.readexactly(length)
            if status < 500 and status != 413 and b"connection: close" not in head.lower():
                self._idle.append((reader, writer))
            else:
                writer.close()
        return status

    def _kept(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter] | None:
        """A connection that is still open, of those kept."""
        while self._idle:
            reader, writer = self._idle.pop()
            if not reader.at_eof():
                return reader, writer
            writer.close()
        return None
