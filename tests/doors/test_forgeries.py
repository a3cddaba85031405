"""Whatever is not, to the letter, what the provider signed is turned away, and all of it gets the same answer."""

import asyncio
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.channels.signed_form import KNOWN, is_cut_as_signed, is_whole
from bot.channels.sms import TwilioDoor
from bot.doors import NotBelieved
from bot.metrics import Metrics
from domain.ids import SenderId
from tests.doors.shelf import Shelf
from tests.doors.test_sms_in import ANA, INBOUND, PUBLIC, SID, STATUS, Twilio, a_server, changed, signed
from tests.fakes.twilio import ACCOUNT_SID, AUTH_TOKEN, NUMBER

VICTIM = "+13125550177"
Pairs = list[tuple[str, str]]

TEXT: Pairs = [
    ("ToCountry", "US"),
    ("ToState", "IL"),
    ("SmsMessageSid", SID),
    ("NumMedia", "0"),
    ("ToCity", "CHICAGO"),
    ("FromZip", "60601"),
    ("SmsSid", SID),
    ("FromState", "IL"),
    ("SmsStatus", "received"),
    ("FromCity", "CHICAGO"),
    ("Body", "Two men at 5th & Main, Dave saw a knife"),
    ("FromCountry", "US"),
    ("To", NUMBER),
    ("MessagingServiceSid", "MG" + "1" * 32),
    ("ToZip", "60690"),
    ("NumSegments", "1"),
    ("MessageSid", SID),
    ("AccountSid", ACCOUNT_SID),
    ("From", ANA),
    ("ApiVersion", "2010-04-01"),
]
"""A text as the provider posts it."""

RECEIPT: Pairs = [
    ("ApiVersion", "2010-04-01"),
    ("MessageStatus", "failed"),
    ("SmsSid", SID),
    ("SmsStatus", "failed"),
    ("To", ANA),
    ("From", NUMBER),
    ("MessageSid", SID),
    ("AccountSid", ACCOUNT_SID),
    ("ErrorCode", "21610"),
]
QUERY = "ref=dlv_aaaaaaaaaa&n=1"

quick = settings(max_examples=150, deadline=None)


def tries(
    path: str, query: str, pairs: Sequence[tuple[str, str]], signature: str, *, body: bytes | None = None
) -> Shelf:
    """What the door takes in of a post. Raises NotBelieved."""
    shelf = Shelf()

    async def post() -> None:
        door = TwilioDoor(
            account_sid=ACCOUNT_SID,
            auth_token=AUTH_TOKEN,
            senders={NUMBER: SenderId("sms")},
            doorstep=shelf,
            metrics=Metrics(),
            public_url=PUBLIC,
        )
        take = door.posted if path == "/twilio/inbound" else door.status_posted
        await take(query, urlencode(pairs).encode() if body is None else body, signature)

    asyncio.run(post())
    return shelf


def is_taken(path: str, query: str, pairs: Sequence[tuple[str, str]], signature: str) -> bool:
    try:
        return bool(tries(path, query, pairs, signature).items)
    except NotBelieved:
        return False


GENUINE = {"/twilio/inbound": (INBOUND, TEXT), "/twilio/status": (STATUS, RECEIPT)}


WAYS = ("drop", "add", "blank", "value", "name", "repeat", "swap", "char", "longer", "double")


@st.composite
def altered(draw: st.DrawFn, pairs: Pairs) -> Pairs:
    """The form with something about it that was not signed."""
    form = list(pairs)
    at = draw(st.integers(0, len(form) - 1))
    name, value = form[at]
    other = draw(st.integers(0, len(form) - 1))
    match draw(
        st.sampled_from(["drop", "add", "blank", "value", "name", "repeat", "swap", "char", "longer", "double"])
    ):
        case "drop":
            del form[at]
        case "add":
            form.insert(at, (draw(st.sampled_from(sorted(KNOWN)) | st.text(max_size=8)), draw(st.text(max_size=8))))
        case "blank":
            form[at] = (name, "")
        case "value":
            form[at] = (name, draw(st.text(max_size=20)))
        case "name":
            form[at] = (draw(st.sampled_from(sorted(KNOWN)) | st.text(max_size=12)), value)
        case "repeat":
            form.insert(other, (name, draw(st.text(max_size=8))))
        case "swap":
            form[at], form[other] = (name, form[other][1]), (form[other][0], value)
        case "char":
            place = draw(st.integers(0, len(value)))
            form[at] = (name, value[:place] + draw(st.characters(exclude_categories=["Cs"])) + value[place + 1 :])
        case "longer":
            form[at] = (name, value + draw(st.text(min_size=1, max_size=9)))
        case _:
            form.insert(other, (name, value))
    return form


@pytest.mark.parametrize("path", GENUINE)
def test_the_genuine_post_is_taken_in(path: str) -> None:
    url, pairs = GENUINE[path]

    assert is_taken(path, QUERY, pairs, signed(f"{url}?{QUERY}", pairs))


@pytest.mark.parametrize("path", GENUINE)
@quick
@given(data=st.data())
def test_a_form_with_anything_altered_is_turned_away(path: str, data: st.DataObject) -> None:
    url, pairs = GENUINE[path]
    forged = data.draw(altered(pairs))

    assert is_taken(path, QUERY, forged, signed(f"{url}?{QUERY}", pairs)) == (sorted(forged) == sorted(pairs))


@pytest.mark.parametrize("path", GENUINE)
def test_a_form_cut_at_any_other_place_is_turned_away_although_its_signature_holds(path: str) -> None:
    """Every way to let a name take from its value or give to it, and a value from the next name."""
    url, pairs = GENUINE[path]
    signature = signed(f"{url}?{QUERY}", pairs)
    ordered = sorted(pairs)
    cuts: list[Pairs] = []
    for at, (name, value) in enumerate(ordered):
        run = name + value
        cuts += [[*ordered[:at], (run[:cut], run[cut:]), *ordered[at + 1 :]] for cut in range(1, len(run) + 1)]
        cuts += [
            [*ordered[:at], (name, value[:cut]), (value[cut:end], value[end:]), *ordered[at + 1 :]]
            for cut in range(len(value))
            for end in range(cut + 1, len(value) + 1)
        ]
        if at + 1 < len(ordered):
            both = run + "".join(ordered[at + 1])
            cuts += [
                [*ordered[:at], (name, both[len(name) : cut]), (both[cut:end], both[end:]), *ordered[at + 2 :]]
                for cut in range(len(name), len(both))
                for end in range(cut + 1, len(both) + 1)
            ]
            cuts.append([*ordered[:at], (name, both[len(name) :]), *ordered[at + 2 :]])
    same = [cut for cut in cuts if sorted(cut) != ordered and signed(f"{url}?{QUERY}", cut) == signature]
    believed = [cut for cut in same if is_whole(cut) and is_cut_as_signed(cut)]

    assert len(same) > 100
    assert [cut for cut in believed if is_taken(path, QUERY, cut, signature)] == []


@pytest.mark.parametrize(
    ("body", "cut"),
    [
        # A text that names a sender of its own, and swallows the real one.
        (
            f"stand downFrom{VICTIM}G",
            {"Body": "stand down", "From": VICTIM, "G": f"From{ANA}"},
        ),
        (
            f"stand downFrom{VICTIM}GFrom",
            {"Body": "stand down", "From": VICTIM, "GFromFrom": ANA},
        ),
        # The same with an id of its own, so that no replay key knows it.
        (
            f"stand downFrom{VICTIM}MessageSid{'SM' + '0b' * 16}NumMedia0To{NUMBER}ToZip",
            {
                "Body": "stand down",
                "From": VICTIM,
                "MessageSid": "SM" + "0b" * 16,
                "NumMedia": "0",
                "To": NUMBER,
                "ToZip": f"From{ANA}MessageSid{SID}NumMedia0To{NUMBER}",
            },
        ),
        # A text that ends before it did.
        ("Help. Dave has a knife", {"Body": "Help. ", "Dave": " has a knife", "From": ANA}),
    ],
)
def test_a_text_that_looks_like_fields_is_never_cut_into_them(body: str, cut: dict[str, str]) -> None:
    plain = [("AccountSid", ACCOUNT_SID), ("Body", body), ("From", ANA), ("MessageSid", SID)]
    plain += [("NumMedia", "0"), ("To", NUMBER)]
    forged = [("AccountSid", ACCOUNT_SID), *({"MessageSid": SID, "NumMedia": "0", "To": NUMBER} | cut).items()]
    if "ToZip" in cut:
        forged = [("AccountSid", ACCOUNT_SID), *cut.items()]
    signature = signed(INBOUND, plain)

    assert signed(INBOUND, forged) == signature
    assert not is_taken("/twilio/inbound", "", forged, signature)
    assert is_taken("/twilio/inbound", "", plain, signature)


def test_a_field_the_provider_adds_one_day_does_no_harm() -> None:
    pairs = [*TEXT, ("Weather", "rain"), ("Priority9", "")]

    assert is_taken("/twilio/inbound", "", pairs, signed(INBOUND, pairs))


@quick
@given(st.text(max_size=40, alphabet=st.characters(exclude_categories=["Cs"])))
@example("From the park To the corner, MessageSid or not")
@example("help&From=%2B1&Body=x;y\r\n\x00")
@example("\ufffd\u202e\u200b")
def test_whatever_somebody_types_is_taken_in(body: str) -> None:
    pairs = changed(TEXT, Body=body)

    assert is_taken("/twilio/inbound", "", pairs, signed(INBOUND, pairs))


@quick
@given(st.text(max_size=60) | st.text(min_size=28, max_size=28))
def test_a_signature_is_not_guessed(signature: str) -> None:
    assert not is_taken("/twilio/inbound", "", TEXT, signature)


def test_a_signature_with_any_byte_altered_is_turned_away() -> None:
    right = signed(INBOUND, TEXT)
    wrong = [right[:at] + chr(byte) + right[at + 1 :] for at in range(len(right)) for byte in range(256)]
    wrong += [right[:at] for at in range(len(right))] + [right + "=", " " + right, right + "\n", right[::-1]]

    assert [each for each in wrong if each != right and is_taken("/twilio/inbound", "", TEXT, each)] == []


HOST = "help.example.org"


@pytest.mark.parametrize(
    "url",
    [
        f"http://{HOST}/twilio/inbound",
        f"https://{HOST}:8443/twilio/inbound",
        f"https://{HOST}:80/twilio/inbound",
        f"https://{HOST}./twilio/inbound",
        f"https://www.{HOST}/twilio/inbound",
        f"https://user@{HOST}/twilio/inbound",
        f"https://{HOST}@example.com/twilio/inbound",
        f"https://{HOST}/TWILIO/inbound",
        f"https://{HOST}//twilio/inbound",
        f"https://{HOST}/twilio/inbound#x",
        f"https://{HOST}/twilio/inbound?",
        f"https://{HOST}/twilio/voice",
        f"HTTPS://{HOST}/twilio/inbound",
    ],
)
def test_a_signature_for_another_scheme_host_port_or_path_is_turned_away(url: str) -> None:
    assert not is_taken("/twilio/inbound", "", TEXT, signed(url, TEXT))


@pytest.mark.parametrize(
    "query",
    [
        "",
        "ref=dlv_aaaaaaaaaa",
        "n=1&ref=dlv_aaaaaaaaaa",
        f"{QUERY}&n=1",
        f"{QUERY}&",
        f"{QUERY}&x",
        "ref=dlv_bbbbbbbbbb&n=1",
        "ref=dlv_aaaaaaaaaa&n=",
        "ref=dlv_aaaaaaaaaa&n1",
        "ref=dlv_aaaaaaaaaan=1",
        "ref=dlv%5Faaaaaaaaaa&n=1",
    ],
)
@pytest.mark.parametrize("path", GENUINE)
def test_a_query_added_to_cut_or_turned_round_is_turned_away(path: str, query: str) -> None:
    url, pairs = GENUINE[path]

    assert not is_taken(path, query, pairs, signed(f"{url}?{QUERY}", pairs))


def test_one_routes_signature_opens_no_other() -> None:
    both = sorted({**dict(TEXT), **dict(RECEIPT)}.items())

    assert not is_taken("/twilio/status", "", both, signed(INBOUND, both))
    assert not is_taken("/twilio/inbound", "", both, signed(STATUS, both))


@pytest.mark.parametrize(
    "fields",
    [
        {"AccountSid": "AC" + "1" * 32},
        {"AccountSid": ACCOUNT_SID + " "},
        {"SmsSid": "SM" + "0b" * 16},
        {"SmsMessageSid": "SM" + "0b" * 16},
        {"From": "+1\u0663\u0661\u06625550111"},
        {"From": "+" + "1" * 40},
        {"To": NUMBER + "0"},
        {"NumMedia": "\u0663"},
        {"NumMedia": "-1"},
        {"NumMedia": "1" * 30},
        {"OptOutType": "STOP\n"},
        {"MessagingServiceSid": "MG" + "x" * 200},
        {"FromCity": "x" * 4097},
        {"Body ": "x"},
        {"body": "x"},
        {"X" * 80: "x"},
        {"Na\u00efve": "x"},
    ],
)
def test_a_well_signed_text_with_a_field_unlike_theirs_is_turned_away(fields: dict[str, str]) -> None:
    pairs = changed(TEXT, **fields)

    assert not is_taken("/twilio/inbound", "", pairs, signed(INBOUND, pairs))


@pytest.mark.parametrize("fields", [{"MessageStatus": "DELIVERED"}, {"MessageStatus": "x" * 50}, {"ErrorCode": "1e3"}])
def test_a_well_signed_receipt_with_a_field_unlike_theirs_is_turned_away(fields: dict[str, str]) -> None:
    pairs = changed(RECEIPT, **fields)

    assert not is_taken("/twilio/status", "", pairs, signed(STATUS, pairs))


def test_bytes_that_are_no_text_are_turned_away_and_not_guessed_at() -> None:
    pairs = changed(TEXT, Body="caf\ufffd")
    body = urlencode(pairs).replace(quote("\ufffd"), "%E9").encode()

    with pytest.raises(NotBelieved):
        tries("/twilio/inbound", "", pairs, signed(INBOUND, pairs), body=body)


async def test_every_forgery_gets_the_very_same_answer() -> None:
    shelf = Shelf()
    foreign = changed(TEXT, AccountSid="AC" + "1" * 32)
    not_ours = changed(TEXT, To="+13125550199", MessagingServiceSid=None)
    posts: list[tuple[Pairs, dict[str, Any]]] = [
        (TEXT, {"signature": None}),
        (TEXT, {"signature": "x"}),
        (TEXT, {"signature": signed(INBOUND, TEXT, "another")}),
        (foreign, {}),
        (not_ours, {}),
        (changed(TEXT, From="nobody at all, really"), {}),
        ([*TEXT, ("Body", "twice")], {}),
        (TEXT, {"headers": {"Content-Type": "application/json"}}),
        (TEXT, {"content": b"\xff"}),
    ]
    async with a_server(shelf) as twilio:
        answers = [await twilio.post(form, **how) for form, how in posts]

    told = {(answer.status_code, answer.content, *sorted(answer.headers.keys())) for answer in answers}
    assert len(told) == 1
    assert answers[0].status_code == 403
    assert shelf.items == []


async def test_a_signature_given_twice_is_none(twilio_and_shelf: tuple[Twilio, Shelf]) -> None:
    twilio, shelf = twilio_and_shelf
    headers: Any = [("X-Twilio-Signature", signed(INBOUND, TEXT)), ("X-Twilio-Signature", "another")]
    headers += [("Content-Type", "application/x-www-form-urlencoded")]

    answer = await twilio.post(TEXT, signature=None, headers=headers)

    assert answer.status_code == 403
    assert shelf.items == []


@pytest.fixture
async def twilio_and_shelf() -> Any:
    shelf = Shelf()
    async with a_server(shelf) as twilio:
        yield twilio, shelf
