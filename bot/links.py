"""The links by which a coordinator opens the console: an id of the rows and a signature, under this program's address.

The signature is computed when a link is written and when it is followed, and stored nowhere: who reads the database, or
a message before it is sent, holds half a link.
"""

import base64
import hmac
from urllib.parse import urlsplit

from domain.ids import ConsoleLinkId

ENTRANCE = "/console/in"

_LOOPBACK = frozenset({"127.0.0.1", "::1"})
_PURPOSE = b"upstander console link"
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

    def _sign(self, link: str) -> str:
        signed = b"\0".join((_PURPOSE, link.encode(errors="surrogatepass")))
        digest = hmac.digest(self._key, signed, "sha256")[:_SIGNATURE_BYTES]
        return base64.urlsafe_b64encode(digest).decode().rstrip("=")
