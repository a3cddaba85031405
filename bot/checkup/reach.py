"""The public address: whether whoever calls it from outside would reach this program."""

import json
from collections.abc import AsyncIterator
from http import HTTPStatus
from urllib.parse import urlsplit

from bot.channels.wire import Answer, NotSent, Unanswered, Wire
from bot.checkup import Finding
from config.settings import Settings

_HEALTH = "/healthz"
_LIMIT = 5.0
_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
_OPEN_TO_ALL = frozenset({"0.0.0.0", "::"})  # noqa: S104  # compared with, not listened on


async def look(chosen: Settings, *, limit: float = _LIMIT) -> AsyncIterator[Finding]:
    """The findings about the address of `chosen`. Asks our own /healthz through it, within `limit` seconds."""
    if chosen.public_url is None:
        yield Finding(about="public url", found="none: providers are polled, which works behind any router")
        return
    parts = urlsplit(chosen.public_url)
    if parts.scheme != "https" and parts.hostname not in _LOOPBACK:
        yield Finding(
            about="public url",
            found=f"{chosen.public_url} is not https, so anybody on the way reads along",
            remedy="put Caddy in front, and https:// into UPSTANDER_PUBLIC_URL",
        )
        return
    if chosen.listen_host in _OPEN_TO_ALL:
        yield Finding(
            about="listen",
            found=f"{chosen.listen} is open to every network of this machine, without TLS",
            advice="in a container that is right; else UPSTANDER_LISTEN=127.0.0.1:8080, with Caddy in front",
        )
    wire = Wire(chosen.public_url, limit)
    try:
        answer = await wire.call("GET", chosen.public_url + _HEALTH)
    except (NotSent, Unanswered) as error:
        yield Finding(about="public url", found=f"{chosen.public_url} {_failure(error.code)}", remedy=_what_to_do())
        return
    finally:
        await wire.close()
    yield _read(chosen.public_url, answer)


def _failure(code: str) -> str:
    if "Certificate" in code or "SSL" in code:
        return f"has no valid certificate ({code})"
    if code == "ClientConnectorDNSError":
        return "is not known to the name service"
    return f"does not answer ({code})"


def _what_to_do() -> str:
    return (
        "see that its name leads to this machine, that ports 80 and 443 are open, and that Caddy and `upstander run` "
        "both run. From inside some networks one's own address cannot be reached: then try it from a phone"
    )


def _read(public_url: str, answer: Answer) -> Finding:
    if answer.status // 100 == HTTPStatus.MULTIPLE_CHOICES // 100:
        return Finding(
            about="public url",
            found=f"{public_url} leads on to another address",
            remedy="put that one into UPSTANDER_PUBLIC_URL: signatures hold for the address as it is called",
        )
    if not _is_ours(answer):
        return Finding(
            about="public url",
            found=f"something else answers at {public_url} ({answer.status})",
            remedy="see that `upstander run` runs and that Caddy passes /healthz on to UPSTANDER_LISTEN",
        )
    if answer.status != HTTPStatus.OK:
        return Finding(
            about="public url",
            found=f"{public_url} reaches the program, which is not well",
            remedy="see `queue` and `database` below, and its log",
        )
    return Finding(about="public url", found=f"{public_url} reaches the program, which is well")


def _is_ours(answer: Answer) -> bool:
    try:
        said = json.loads(answer.body)
    except ValueError:
        return False
    return isinstance(said, dict) and {"ok", "schema", "tzdata"} <= set(said)
