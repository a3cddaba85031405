"""What a button carries: an action and its subject, signed for one contact point and short-lived, in at most 64 bytes.

The shape is `ACTION ARG . SUBJECT . EXPIRY . SIGNATURE`: two letters and an argument, an id, the minute it ends at
in base 36, and 96 bits of an HMAC-SHA256. The contact point is under the signature but not in the token: a button that
anybody else sends is worth nothing, and says nothing about whom it was made for.
"""

import base64
import hmac
from datetime import datetime, timedelta

from domain.ids import ContactPointId
from domain.messages import Action, Tap

LONGEST = 64
"""What Telegram allows, in bytes."""

LONGEST_ON_A_PAGE = 256
"""What a page of ours carries in a form."""

A_WEEK_TO_ANSWER = frozenset({
    Action.STILL_IN, Action.LEAVE, Action.APPROVE, Action.REFUSE, Action.GRANT, Action.TURN_DOWN,
    Action.TAKE_SHIFT, Action.NOT_ME, Action.CONFIRM_SWAP, Action.REFUSE_SWAP, Action.INSIST,
})  # fmt: skip
"""Answers to questions that nobody is hurried about. Whether they may still be given is asked when they are."""

_FOR_THESE = timedelta(days=8)
_SIGNATURE_BYTES = 12
_PURPOSE = b"upstander button"
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


class Tokens:
    """Makes and reads the tokens of buttons under one key."""

    def __init__(self, key: bytes, *, lifetime: timedelta = timedelta(hours=24)) -> None:
        self._key = key
        self._lifetime = lifetime

    def make(
        self,
        action: Action,
        subject: str,
        arg: str,
        holder: ContactPointId,
        now: datetime,
        *,
        longest: int = LONGEST,
    ) -> str:
        """A token for `holder` alone, good for the lifetime from `now`. ValueError if it cannot be carried."""
        if "." in subject or "." in arg:
            raise ValueError("a dot in a button's subject or argument")
        lasts = action in A_WEEK_TO_ANSWER or action is Action.MAYDAY  # which is never too late
        lifetime = max(self._lifetime, _FOR_THESE) if lasts else self._lifetime
        ends = -(-int((now + lifetime).timestamp()) // 60)
        body = f"{action.value}{arg}.{subject}.{_base36(ends)}"
        token = f"{body}.{self._sign(body, holder)}"
        if len(token.encode()) > longest:
            raise ValueError("a button's token is too long")
        return token

    def read(self, token: str, holder: ContactPointId, now: datetime) -> Tap | None:
        """What the button means, or None: altered, another's, ended, or of an action that is no more."""
        if len(token) > LONGEST_ON_A_PAGE:
            return None
        body, _, signature = token.rpartition(".")
        if not hmac.compare_digest(signature.encode(errors="surrogatepass"), self._sign(body, holder).encode()):
            return None
        head, subject, ends = body.split(".")
        if now.timestamp() >= int(ends, 36) * 60:
            return None
        try:
            action = Action(head[:2])
        except ValueError:
            return None
        return Tap(action=action, subject=subject, arg=head[2:])

    def _sign(self, body: str, holder: ContactPointId) -> str:
        signed = b"\0".join((_PURPOSE, holder.encode(), body.encode(errors="surrogatepass")))
        digest = hmac.digest(self._key, signed, "sha256")[:_SIGNATURE_BYTES]
        return base64.urlsafe_b64encode(digest).decode()


def _base36(number: int) -> str:
    digits = ""
    while number:
        number, digit = divmod(number, 36)
        digits = _DIGITS[digit] + digits
    return digits
