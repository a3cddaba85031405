"""The links by which a coordinator opens the console and calendars read shifts, under this program's address.

A link to the console is an id of the rows and a signature; a calendar's address is computed whole from an id of the
rows, and the rows keep a keyed hash of it by which it is found. Either is computed when it is written and stored
nowhere: who reads the database, or a message before it is sent, does not hold it.
"""

import base64
import hmac
from urllib.parse import urlsplit

from domain.ids import ConsoleLinkId, FeedId

ENTRANCE = "/console/in"
FEEDS = "/feeds"

_LOOPBACK = frozenset({"127.0.0.1", "::1"})
_PURPOSE = b"upstander console link"
_FEED_PURPOSE = b"upstander calendar feed"
_SIGNATURE_BYTES = 16


class Links:
    """Makes and reads links under one key. `address` is where people reach the console, None if they cannot."""

    def __init__(self, key: bytes, address: str | None) -> None:
        self._key = key
        self.address = address

    @property
    def are_offered(self) -> bool:
        """True if there is an address that a phone can open and nobody on the way can read.

        One without a dot names nothing outside this machine. Over plain http a session would be anybody's on the way,
        except to this machine itself.
        """
        host = urlsplit(self.address or "").hostname or ""
        return ("." in host or ":" in host) and (self.is_secure or host in _LOOPBACK)

    @property
    def is_secure(self) -> bool:
        """True if the address is https, so that cookies need never travel in the clear."""
        return (self.address or "").startswith("https://")

    def url(self, link: ConsoleLinkId) -> str:
        """The address that opens the console once."""
        return f"{self.address}{ENTRANCE}/{link}.{self._sign(link)}"

    def read(self, token: str) -> ConsoleLinkId | None:
        """The link a token is of; None if it is none of ours or was altered."""
        link, _, signature = token.rpartition(".")
        wanted = self._sign(link)
        if not hmac.compare_digest(signature.encode(errors="surrogatepass"), wanted.encode()):
            return None
        return ConsoleLinkId(link)

    def feed_secret(self, feed: FeedId) -> str:
        """What opens a calendar: 32 bytes that nobody finds without the key."""
        digest = hmac.digest(self._key, b"\0".join((_FEED_PURPOSE, feed.encode())), "sha256")
        return base64.urlsafe_b64encode(digest).decode().rstrip("=")

    def feed_url(self, feed: FeedId) -> str:
        """The address at which a calendar is read, for as long as it stands."""
        return f"{self.address}{FEEDS}/{self.feed_secret(feed)}.ics"

    def _sign(self, link: str) -> str:
        signed = b"\0".join((_PURPOSE, link.encode(errors="surrogatepass")))
        digest = hmac.digest(self._key, signed, "sha256")[:_SIGNATURE_BYTES]
        return base64.urlsafe_b64encode(digest).decode().rstrip("=")
