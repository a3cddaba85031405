"""What a signed form must look like besides its signature.

The provider signs names and values run together: `BodyHelpFrom+13125550111` is the text "Help" from that number, and
just as well the text "Hel" with a field `pFrom`. Somebody who texts us words that look like fields, and gets hold of
that text's own signature, could cut it into a form that says something else, from somebody else. So a form counts only
if it is cut where the provider's own names end:

    every name once, of the provider's spelling, no value longer than its like
    a name nobody has heard of is no piece of one we know, begins with no piece of one, and has none in it
    no value but the text itself has a name in it that we know
    between the text and its sender stands no name nobody has heard of: it could be the text's own end

The provider may add fields at any time. One that is not like the names we know does no harm; a text with one that is
gets turned away here, and comes in by the provider's list of messages.
"""

import re
from collections.abc import Iterable, Sequence

_NAME = re.compile(r"[A-Z][a-z][A-Za-z]{0,62}\d{0,2}")
_MEDIA = re.compile(r"Media(?:Url|ContentType)\d")
_LONGEST_VALUE = 4096
_LONGEST = {"AddOns": 32_768}

KNOWN = frozenset(
    {
        *("AccountSid", "AddOns", "ApiVersion", "Body", "ChannelInstallSid", "ChannelPrefix", "ChannelToAddress"),
        *("ErrorCode", "ErrorMessage", "ErrorUrl", "EventType", "From", "FromCity", "FromCountry", "FromState"),
        *("FromZip", "MessageSid", "MessageStatus", "MessagingServiceSid", "NumMedia", "NumSegments", "OptOutType"),
        *("RawDlrDoneDate", "ReferralNumMedia", "SmsMessageSid", "SmsSid", "SmsStatus", "To", "ToCity", "ToCountry"),
        *("ToState", "ToZip"),
    }
)
"""Fields of texts and of receipts, beside the media's, which are numbered."""

_PIECES = (*KNOWN, "MediaUrl", "MediaContentType")
_TELLING = tuple(name for name in _PIECES if name not in ("Body", "To"))
"""Those that no other name or value has in it by chance."""

_TAILS = tuple({name[at:] for name in _TELLING for at, char in enumerate(name) if at and char.isupper()})
"""What is left of a known name whose beginning went to the value before it."""

_TEXT, _SENDER = "Body", "From"


def is_whole(pairs: Sequence[tuple[str, str]]) -> bool:
    """True if every field is spelled as the provider spells its fields, stands once, and is no longer than its like."""
    names = [name for name, _ in pairs]
    return (
        len(set(names)) == len(names)
        and all(_NAME.fullmatch(name) for name in names)
        and all(len(value) <= _LONGEST.get(name, _LONGEST_VALUE) for name, value in pairs)
    )


def is_cut_as_signed(pairs: Iterable[tuple[str, str]]) -> bool:
    """True if the form of a text or a receipt can be cut in no other way under the same signature."""
    return all(_is_field(name) and (name == _TEXT or not _has_name(value)) for name, value in pairs)


def _is_field(name: str) -> bool:
    if name in KNOWN or _MEDIA.fullmatch(name):
        return True
    is_a_piece = name.startswith(_TAILS) or any(name in known for known in _PIECES)
    return not (is_a_piece or _has_name(name) or _TEXT < name < _SENDER)


def _has_name(text: str) -> bool:
    return any(known in text for known in _TELLING)
