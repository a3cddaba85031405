"""How calls to providers travel: one pool of connections for each, every call ends in time, nothing is posted twice.

A call that fails says whether the provider can have had it: `NotSent` if surely not, `Unanswered` if nobody knows. Both
libraries of the providers are given this instead of their own clients: it takes a tenth of their processor time, which
in a burst is what pages wait for.
"""

import asyncio
import base64
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

import aiohttp
import httpx

_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
_CONNECTIONS = 128
_IDLE_SECONDS = 15.0


class NotSent(Exception):
    """The provider has not had it. `code` names the kind of failure."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Unanswered(Exception):
    """The provider may have had it. `code` names the kind of failure."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    status: int
    body: bytes
    headers: Mapping[str, str]


class Wire:
    """Connections to one provider. `limit` is how long a call may take, in seconds, half of it for the connection."""

    def __init__(self, api_url: str, limit: float) -> None:
        self.limit = limit
        self._trusts_environment = urlsplit(api_url).hostname not in _LOOPBACK
        self._session: aiohttp.ClientSession | None = None
        self._closed = False

    async def call(
        self,
        method: str,
        url: str,
        *,
        query: Mapping[str, Any] | None = None,
        form: Mapping[str, Any] | None = None,
        files: Mapping[str, tuple[str, Any, str]] | None = None,
        headers: Mapping[str, str] | None = None,
        basic_auth: tuple[str, str] | None = None,
        limit: float | None = None,
    ) -> Answer:
        """One request, form and query urlencoded. Raises `NotSent`, `Unanswered`.

        With `files`, each a name, its bytes and their type, the form goes in parts.
        """
        sent = dict(headers or {})
        body: bytes | aiohttp.FormData | None = None
        if files:
            body = aiohttp.FormData(dict(form or {}))
            for field, (name, content, kind) in files.items():
                body.add_field(field, content, filename=name, content_type=kind)
        elif form is not None:
            sent["Content-Type"] = "application/x-www-form-urlencoded"
            body = urlencode(form, doseq=True).encode()
        if basic_auth is not None:
            sent["Authorization"] = "Basic " + base64.b64encode(":".join(basic_auth).encode()).decode()
        if query:
            url = f"{url}{'&' if urlsplit(url).query else '?'}{urlencode(query, doseq=True)}"
        timeout = aiohttp.ClientTimeout(total=limit or self.limit, connect=self.limit / 2)
        try:
            async with self._open().request(
                method, url, data=body, headers=sent, timeout=timeout, allow_redirects=False
            ) as response:
                return Answer(status=response.status, body=await response.read(), headers=response.headers)
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, aiohttp.InvalidURL) as error:
            raise NotSent(type(error).__name__) from None
        except aiohttp.ClientError as error:
            raise Unanswered(type(error).__name__) from None
        except TimeoutError:
            raise Unanswered("timeout") from None

    async def close(self) -> None:
        """Cuts the connections; calls from now on are not sent."""
        self._closed = True
        if self._session is not None:
            await self._session.close()
            self._session = None

    def _open(self) -> aiohttp.ClientSession:
        if self._closed:
            raise NotSent("closed")
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(
                    limit=_CONNECTIONS, keepalive_timeout=_IDLE_SECONDS, ssl=httpx.create_ssl_context()
                ),
                cookie_jar=aiohttp.DummyCookieJar(),
                trust_env=self._trusts_environment,
                loop=asyncio.get_running_loop(),
            )
        return self._session
