"""Strangers at the doors of the running program: forged posts, replays, forged buttons. What any of them changed.

Everything goes over HTTP to `upstander run`, as the providers would bring it. Whether something was taken in or had an
effect is read from the rows, not from the answers. A positive control stands beside each: genuine posts are taken in,
and a genuine button works.
"""

import asyncio
import base64
import hashlib
import json
import random
import string
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import count
from typing import Any
from urllib.parse import urlencode

import sqlalchemy as sa

from benchmarks.stage import Ground, Stage, staged
from benchmarks.table import Line, milliseconds, percentile
from bot.app import open_database
from bot.clock import RealClock
from bot.doors import TELEGRAM_WEBHOOK, TWILIO_INBOUND, TWILIO_STATUS
from bot.tokens import Tokens
from domain.ids import ContactPointId
from domain.messages import Action
from domain.people import Channel
from models import inbox, people
from models.database import Database
from models.tables import (
    assignment,
    contact_point,
    delivery,
    event,
    incident,
    membership,
    page,
    person,
    replay_key,
)
from models.tables import inbox as inbox_rows
from tests.fakes.twilio import ACCOUNT_SID, AUTH_TOKEN, NUMBER, signature
from tests.kill.town import CALL, strangers, town

_FORM = "application/x-www-form-urlencoded"
_JSON = "application/json"
_SECRET = "loopback-secret"
_QUIET_WITHIN = 120.0
_CHUNK = 200
_PROTECTORS = 20
_WITH_TELEPHONES = 5
_TIMED_ENOUGH = 300
_ALIKE_SHARE, _ALIKE_SECONDS = 0.2, 0.003
"""How far the medians of what strangers could tell apart may lie from each other: by this share, or by this much."""
_ELSEWHERE = "https://evil.example.com"


@dataclass(frozen=True, slots=True, kw_only=True)
class Amounts:
    """How many of each. `within`: seconds after which no further button is pressed; `timed`: posts of each kind."""

    genuine: int
    forged: int
    replayed: int
    pressed: int
    timed: int
    within: float


MANY = Amounts(genuine=200, forged=10_000, replayed=2_000, pressed=100_000, timed=300, within=1500.0)
FEW = Amounts(genuine=60, forged=600, replayed=200, pressed=2_000, timed=40, within=120.0)
A_HANDFUL = Amounts(genuine=40, forged=200, replayed=60, pressed=400, timed=6, within=120.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """One post to a webhook: what is signed stands apart, so that it can be forged."""

    path: str
    form: tuple[tuple[str, str], ...] = ()
    signed: str = ""
    query: str = ""
    document: Any = None
    secret: str | None = _SECRET
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes | None = None

    def content(self) -> bytes:
        if self.body is not None:
            return self.body
        return json.dumps(self.document).encode() if self.path == TELEGRAM_WEBHOOK else urlencode(self.form).encode()

    def sent(self) -> dict[str, str]:
        if self.path == TELEGRAM_WEBHOOK:
            made = {"Content-Type": _JSON}
            if self.secret is not None:
                made["X-Telegram-Bot-Api-Secret-Token"] = self.secret
        else:
            made = {"Content-Type": _FORM, "X-Twilio-Signature": self.signed}
        return made | dict(self.headers)

    @property
    def address(self) -> str:
        return f"{self.path}?{self.query}" if self.query else self.path


async def forgeries(ground: Ground, amounts: Amounts) -> list[Line]:
    """Every figure about strangers, on one kind of database."""
    # Nobody's time runs out meanwhile: what timers say must not be taken for what strangers achieved.
    people = _PROTECTORS + _WITH_TELEPHONES
    patient = town(people, telegram=_PROTECTORS, place_within=timedelta(hours=6))
    async with staged(ground, patient) as stage:
        database = await open_database(stage.where.settings())
        try:
            run = _Run(stage=stage, database=database, amounts=amounts, where=ground.kind)
            return [*await run.posts(), *await run.times(), *await run.buttons()]
        finally:
            await database.close()


class _Run:
    """One program, and everything strangers try on it."""

    def __init__(self, *, stage: Stage, database: Database, amounts: Amounts, where: str) -> None:
        self._stage = stage
        self._database = database
        self._amounts = amounts
        self._where = where
        self._chance = random.Random("forgeries")
        self._numbers = strangers(Channel.SMS, stage.town)
        self._users = strangers(Channel.TELEGRAM, stage.town)
        self._ids = count(900_000_000)

    # --- posts

    async def posts(self) -> list[Line]:
        """Genuine posts, then forged ones, then replays: some at once, the others after their rows are gone."""
        before = await self._seen()
        genuine = await self._genuine()
        answers = [await self._post(each) for each in genuine]
        await self._quiet()
        taken = await self._seen() - before
        known = await self._seen()

        ways: Counter[str] = Counter()
        refused: Counter[int] = Counter()
        for _ in range(0, self._amounts.forged, _CHUNK):
            some = min(_CHUNK, self._amounts.forged - ways.total())
            forged = [self._forged(self._chance.choice(genuine)) for _ in range(some)]
            ways.update(way for way, _ in forged)
            refused.update(await asyncio.gather(*(self._post(each) for _, each in forged)))
        let_in = sum(many for status, many in refused.items() if status < 400)
        await self._quiet()
        stored = await self._seen() - known

        sent = self._sent()
        half = self._amounts.replayed // 2
        again = [await self._post(self._chance.choice(genuine)) for _ in range(half)]
        at_once = await self._seen() - known
        async with self._database.writing() as store:
            cleared = await inbox.clear(store, RealClock().now() + timedelta(days=40))
        known = await self._seen()
        again += [await self._post(self._chance.choice(genuine)) for _ in range(half)]
        await self._quiet()
        effects = at_once + await self._seen() - known + self._sent() - sent
        all_well = all(status < 300 for status in answers)
        return [
            self._line(f"{len(genuine)} genuine posts: taken in", taken, len(genuine), met=all_well),
            self._line(f"{ways.total()} posts forged in {len(ways)} ways: accepted", let_in + stored, 0),
            self._told("  answered " + ", ".join(f"{each}: {many}" for each, many in sorted(refused.items()))),
            self._line(f"{len(again)} replays, half after {cleared} rows had gone: effects", effects, 0),
        ]

    async def _genuine(self) -> list[Post]:
        """Posts as the providers make them: texts, receipts of texts of ours, updates."""
        many = self._amounts.genuine
        texts = [self._text(next(self._numbers), f"hello {n}") for n in range(many // 2)]
        updates = [self._update(next(self._users), f"hello {n}") for n in range(many // 4)]
        return [*texts, *updates, *(self._receipt() for _ in range(many - len(texts) - len(updates)))]

    def _text(self, address: str, body: str, **more: str) -> Post:
        sid = f"SM{next(self._ids):032x}"
        form = {
            "ToCountry": "US",
            "SmsMessageSid": sid,
            "NumMedia": "0",
            "ToCity": "CHICAGO",
            "FromZip": "60601",
            "SmsSid": sid,
            "SmsStatus": "received",
            "Body": body,
            "To": NUMBER,
            "ToZip": "",
            "NumSegments": "1",
            "MessageSid": sid,
            "AccountSid": ACCOUNT_SID,
            "From": address,
            "ApiVersion": "2010-04-01",
            **more,
        }
        return self._sign(Post(path=TWILIO_INBOUND, form=tuple(form.items())))

    def _receipt(self) -> Post:
        sid = f"SM{next(self._ids):032x}"
        form = {"MessageSid": sid, "SmsSid": sid, "AccountSid": ACCOUNT_SID, "From": NUMBER, "To": next(self._numbers)}
        form |= {"MessageStatus": "sent", "SmsStatus": "sent", "ApiVersion": "2010-04-01"}
        return self._sign(Post(path=TWILIO_STATUS, form=tuple(form.items()), query=f"ref=dlv_{next(self._ids)}"))

    def _update(self, user: str, text: str) -> Post:
        who = {"id": int(user), "is_bot": False, "first_name": "Someone", "language_code": "en"}
        chat = {"id": int(user), "type": "private", "first_name": "Someone"}
        number = next(self._ids)
        message = {"message_id": number, "date": int(time.time()), "from": who, "chat": chat, "text": text}
        return Post(path=TELEGRAM_WEBHOOK, document={"update_id": number, "message": message})

    def _sign(self, post: Post, *, origin: str | None = None, token: str = AUTH_TOKEN) -> Post:
        url = (self._stage.program.url if origin is None else origin) + post.address
        return replace(post, signed=signature(token, url, post.form))

    # --- what forgers do

    def _forged(self, genuine: Post) -> tuple[str, Post]:
        """A post made from a genuine one, wrong in one way; the name of the way."""
        fresh = self._as_new(genuine)
        ways = _TELEGRAM_WAYS if genuine.path == TELEGRAM_WEBHOOK else _TWILIO_WAYS
        while True:
            way = self._chance.choice(ways)
            forged = getattr(self, f"_with_{way}")(genuine if way in _KEEPS_ITS_SIGNATURE else fresh)
            if forged is not None and forged != genuine:
                return f"{genuine.path} {way}", forged

    def _as_new(self, genuine: Post) -> Post:
        """The same with ids nobody has seen: it would be taken in if it were believed."""
        if genuine.path == TELEGRAM_WEBHOOK:
            return replace(genuine, document={**genuine.document, "update_id": next(self._ids)})
        sid = f"SM{next(self._ids):032x}"
        form = tuple((name, sid if name.endswith(("MessageSid", "SmsSid")) else value) for name, value in genuine.form)
        return self._sign(replace(genuine, form=form))

    def _letters(self, many: int) -> str:
        return "".join(self._chance.choices(string.ascii_letters + string.digits, k=many))

    def _with_no_secret(self, post: Post) -> Post:
        return replace(post, secret=None)

    def _with_other_secret(self, post: Post) -> Post:
        return replace(post, secret=self._letters(len(_SECRET)))

    def _with_short_secret(self, post: Post) -> Post:
        return replace(post, secret=_SECRET[: self._chance.randrange(len(_SECRET))])

    def _with_long_secret(self, post: Post) -> Post:
        return replace(post, secret=_SECRET + self._letters(3))

    def _with_secret_of_other_bytes(self, post: Post) -> Post:
        at = self._chance.randrange(len(_SECRET))
        byte = self._chance.choice([each for each in range(33, 256) if chr(each) != _SECRET[at]])
        return replace(post, secret=_SECRET[:at] + chr(byte) + _SECRET[at + 1 :])

    def _with_other_kind(self, post: Post) -> Post:
        return replace(post, headers=(("Content-Type", self._chance.choice(["text/plain", _FORM, ""])),))

    def _with_no_update(self, post: Post) -> Post:
        bodies = [b"", b"[]", b"{", b"[" * 5000, b'{"update_id": "7"}', b'{"update_id": -7}', b"\xff" * 40, b"null"]
        return replace(post, body=self._chance.choice(bodies))

    def _with_no_signature(self, post: Post) -> Post:
        return replace(post, signed="")

    def _with_guessed_signature(self, post: Post) -> Post:
        return replace(post, signed=base64.b64encode(self._chance.randbytes(20)).decode())

    def _with_short_signature(self, post: Post) -> Post:
        return replace(post, signed=post.signed[: self._chance.randrange(len(post.signed))])

    def _with_altered_signature(self, post: Post) -> Post:
        at = self._chance.randrange(len(post.signed) - 2)
        byte = self._chance.choice([each for each in range(33, 256) if chr(each) != post.signed[at]])
        return replace(post, signed=post.signed[:at] + chr(byte) + post.signed[at + 1 :])

    def _with_other_token(self, post: Post) -> Post:
        return self._sign(post, token=self._letters(32))

    def _with_other_address(self, post: Post) -> Post:
        port = self._stage.program.port
        origins = [f"https://127.0.0.1:{port}", f"http://127.0.0.1:{port + 1}", f"http://localhost:{port}", _ELSEWHERE]
        return self._sign(post, origin=self._chance.choice(origins))

    def _with_other_route(self, post: Post) -> Post:
        other = TWILIO_STATUS if post.path == TWILIO_INBOUND else TWILIO_INBOUND
        return replace(post, signed=self._sign(replace(post, path=other)).signed)

    def _with_forwarding_headers(self, post: Post) -> Post:
        host = _ELSEWHERE.removeprefix("https://")
        headers = (
            ("X-Forwarded-Host", host),
            ("X-Forwarded-Proto", "https"),
            ("X-Forwarded-For", "127.0.0.1"),
            ("Forwarded", f"host={host};proto=https"),
            ("Host", host),
        )
        return replace(self._sign(post, origin=_ELSEWHERE), headers=headers)

    def _with_other_query(self, post: Post) -> Post:
        return replace(post, query=self._chance.choice([f"{post.query}&x=1".strip("&"), self._letters(5), "ref=dlv_x"]))

    def _with_foreign_account(self, post: Post) -> Post:
        sid = "AC" + "1" * 32
        form = tuple((name, sid if name == "AccountSid" else value) for name, value in post.form)
        token = self._chance.choice([AUTH_TOKEN, "another"])
        return self._sign(replace(post, form=form), token=token)

    def _with_json(self, post: Post) -> Post:
        body = json.dumps(dict(post.form)).encode()
        hashed = replace(post, form=(), query=f"bodySHA256={hashlib.sha256(body).hexdigest()}")
        kind = self._chance.choice([_JSON, _FORM])
        return replace(self._sign(hashed), body=body, headers=(("Content-Type", kind),))

    def _with_too_much(self, post: Post) -> Post:
        return replace(post, body=b"x" * (300 * 1024))

    def _with_field_dropped(self, post: Post) -> Post:
        at = self._chance.randrange(len(post.form))
        return replace(post, form=post.form[:at] + post.form[at + 1 :])

    def _with_field_added(self, post: Post) -> Post:
        added = (self._chance.choice(["Added", "OptOutType", "ErrorCode", "Body", self._letters(6)]), self._letters(3))
        return replace(post, form=(*post.form, added))

    def _with_field_altered(self, post: Post) -> Post:
        at = self._chance.randrange(len(post.form))
        name, value = post.form[at]
        other = self._chance.choice(["", value + "1", value[:-1], self._letters(4)])
        if other == value:
            return replace(post, signed="")
        return replace(post, form=(*post.form[:at], (name, other), *post.form[at + 1 :]))

    def _with_field_repeated(self, post: Post) -> Post:
        name, value = self._chance.choice(post.form)
        return replace(post, form=(*post.form, (name, self._chance.choice([value, "", self._letters(4)]))))

    def _with_fields_shifted(self, post: Post) -> Post | None:
        """Names and values cut elsewhere, so that the signature still holds."""
        form = sorted(post.form)
        at = self._chance.randrange(len(form) - 1)
        name, value = form[at]
        both = value + "".join(form[at + 1])
        cut = self._chance.randrange(len(both))
        end = self._chance.randrange(cut, len(both)) + 1
        moved = [(name, both[:cut]), (both[cut:end], both[end:])]
        if self._chance.random() < 0.3:
            run = "".join(form[at])
            cut = self._chance.randrange(1, len(run) + 1)
            moved = [(run[:cut], run[cut:]), form[at + 1]]
        shifted = (*form[:at], *moved, *form[at + 2 :])
        return None if sorted(shifted) == form else replace(post, form=shifted)

    # --- how long an answer takes

    async def times(self) -> list[Line]:
        """Whether somebody who listens to our answers learns whose number it is they send from."""
        many = self._amounts.timed
        telephones = [each.address for each in self._stage.town.protectors.values() if each.channel is Channel.SMS]
        for address in telephones:  # who is asked later has buttons to press
            await self._post(self._text(address, "off"))
        known = [*telephones, self._stage.town.coordinator.address]
        gone = next(self._numbers)
        await self._post(self._text(gone, "STOP", OptOutType="STOP"))
        await self._quiet()
        posts = [("known", self._text(known[n % len(known)], "zzz")) for n in range(many)]
        posts += [("blocked", self._text(gone, "zzz")) for _ in range(many)]
        posts += [("unknown", self._text(next(self._numbers), "zzz")) for _ in range(many)]
        self._chance.shuffle(posts)
        took: dict[str, list[float]] = {"known": [], "unknown": [], "blocked": []}
        statuses: set[int] = set()
        for whose, each in posts:
            began = time.perf_counter()
            statuses.add(await self._post(each))
            took[whose].append(time.perf_counter() - began)
            await self._quiet()  # what follows from one text must not be measured with the next
        lines = [
            self._told(
                f"answer to a text from {whose} numbers ({many}), p10 / p50 / p90",
                " / ".join(milliseconds(percentile(each, share)) for share in (0.1, 0.5, 0.9)),
            )
            for whose, each in took.items()
        ]
        different = self._line("different answers to known, unknown and blocked numbers", len(statuses) - 1, 0)
        return [different, *lines, self._alike(took)]

    def _alike(self, took: dict[str, list[float]]) -> Line:
        """Whether the answers take the same time. Judged only where enough were timed to tell."""
        medians = [percentile(each, 0.5) for each in took.values()]
        apart = max(medians) - min(medians)
        enough = min(map(len, took.values())) >= _TIMED_ENOUGH
        return Line(
            what="  their medians lie apart by",
            where=self._where,
            measured=f"{milliseconds(apart)}, {apart / min(medians):.0%}",
            aim=f"{_ALIKE_SHARE:.0%} or {milliseconds(_ALIKE_SECONDS)}" if enough else "",
            met=apart <= max(_ALIKE_SHARE * min(medians), _ALIKE_SECONDS) if enough else None,
        )

    # --- buttons

    async def buttons(self) -> list[Line]:
        """A call is out; whoever it is presses whatever they make up. Then one genuine button is pressed."""
        await self._post(self._update(next(self._users), CALL))
        genuine = await self._paged()
        holder = min(genuine)
        before = await self._state()
        pressed, ways = 0, Counter[str]()
        good = await self._good(await self._presses(genuine))
        presses = await self._presses(genuine)
        began = time.monotonic()
        while pressed < self._amounts.pressed and time.monotonic() - began < self._amounts.within:
            some = [next(presses) for _ in range(min(_CHUNK, self._amounts.pressed - pressed))]
            ways.update(way for way, _, _ in some)
            statuses = await asyncio.gather(*(self._press(user, token) for _, user, token in some))
            await self._dealt_with()
            pressed += sum(status == 200 for status in statuses)
        took = time.monotonic() - began
        effects = len(before ^ await self._state())
        await self._press(holder, genuine[holder][0])
        await self._dealt_with()
        works = await self._count(sa.select(sa.func.count()).select_from(assignment))
        return [
            self._line(f"{self._amounts.pressed} buttons forged: good for whoever sends them", good, 0),
            self._line(
                f"{pressed} of them pressed, {len(ways)} ways: effects",
                effects,
                0,
                met=pressed == self._amounts.pressed,
            ),
            self._told("  pressed and dealt with", f"{pressed / took:.0f}/s"),
            self._line("a genuine button, pressed after them: goes", works, 1),
        ]

    async def _good(self, presses: Iterator[tuple[str, str, str]]) -> int:
        """How many the program would take for buttons of whoever sends them, by their signature and their time."""
        reading, now = Tokens(self._database.vault.hash("buttons", "signing key")), RealClock().now()
        points: dict[str, ContactPointId] = {}
        good = 0
        async with self._database.reading() as store:
            for _ in range(self._amounts.pressed):
                _, user, token = next(presses)
                if user not in points:
                    here = await people.recognise(store, Channel.TELEGRAM, user)
                    points[user] = here.id if here is not None else ContactPointId("nobody")
                good += reading.read(token, points[user], now) is not None
        return good

    async def _paged(self) -> dict[str, list[str]]:
        """What the buttons of the pages carry, by the account they were sent to."""
        deadline = time.monotonic() + _QUIET_WITHIN
        while time.monotonic() < deadline:
            await self._quiet()
            found: dict[str, list[str]] = {}
            for line in self._stage.fakes.log.read_text().splitlines():
                entry = json.loads(line)
                if "Can you come?" in (entry["text"] or "") and entry.get("buttons"):
                    markup = entry["buttons"]
                    rows = (json.loads(markup) if isinstance(markup, str) else markup)["inline_keyboard"]
                    found[str(entry["to"])] = [each["callback_data"] for row in rows for each in row]
            if len(found) >= self._stage.town.live_pages:
                return found
        raise TimeoutError("nobody was paged")

    async def _presses(self, genuine: dict[str, list[str]]) -> Iterator[tuple[str, str, str]]:
        """Without end: the way, the account that presses, and what its button carries."""
        async with self._database.reading() as store:
            points = (await store.connection.execute(sa.select(contact_point.c.id))).scalars().all()
            pages = (await store.connection.execute(sa.select(page.c.id))).scalars().all()
            calls = (await store.connection.execute(sa.select(incident.c.id))).scalars().all()
        key = self._database.vault.hash("buttons", "signing key")
        return self._endless(genuine, [ContactPointId(each) for each in points], [*pages, *calls], Tokens(key))

    def _endless(
        self, genuine: dict[str, list[str]], points: Sequence[ContactPointId], subjects: Sequence[str], real: Tokens
    ) -> Iterator[tuple[str, str, str]]:
        holders = sorted(genuine)
        others = [each.address for each in self._stage.town.protectors.values() if each.address not in genuine]
        outside = [next(self._users) for _ in range(20)]
        guessed = Tokens(self._chance.randbytes(32))
        now = RealClock().now()
        altered = self._alterations(genuine)
        while True:
            token = self._chance.choice(genuine[self._chance.choice(holders)])
            anybody = self._chance.choice([*holders, *others, *outside])
            action, subject = self._chance.choice(list(Action)), self._chance.choice(subjects)
            point, arg = self._chance.choice(points), self._chance.choice(["", "1", "10", "es"])
            cut = self._chance.randrange(len(token))
            then = now - timedelta(days=8, minutes=self._chance.randrange(1, 99))  # which is over for every action
            old = real.make(action, subject, arg, point, then)
            yield next(altered)
            yield "another's", self._chance.choice([*others, *outside]), token
            yield "expired", anybody, old
            yield "another key", anybody, guessed.make(action, subject, arg, point, now)
            yield "cut short", anybody, token[:cut]
            yield "made longer", anybody, token[:cut] + self._letters(1) + token[cut:]
            yield "made up", anybody, self._letters(self._chance.randrange(1, 64))
            first, second = token.split("."), self._chance.choice(genuine[self._chance.choice(holders)]).split(".")
            mixed = ".".join([action.value + arg, subject, first[2], second[3]])
            if all(mixed not in tokens for tokens in genuine.values()):
                yield "put together", anybody, mixed

    def _alterations(self, genuine: dict[str, list[str]]) -> Iterator[tuple[str, str, str]]:
        """Every byte of every button, one after the other, to every other byte, pressed by whom it was made for."""
        every = [
            (holder, token, at, byte)
            for holder in sorted(genuine)
            for token in genuine[holder]
            for at in range(len(token))
            for byte in range(256)
            if chr(byte) != token[at]
        ]
        while True:
            self._chance.shuffle(every)
            for holder, token, at, byte in every:
                yield "altered", holder, token[:at] + chr(byte) + token[at + 1 :]

    async def _press(self, user: str, data: str) -> int:
        who = {"id": int(user), "is_bot": False, "first_name": "Someone", "language_code": "en"}
        number = next(self._ids)
        query = {"id": str(number), "from": who, "chat_instance": "1", "data": data}
        return await self._post(Post(path=TELEGRAM_WEBHOOK, document={"update_id": number, "callback_query": query}))

    async def _state(self) -> frozenset[tuple[Any, ...]]:
        """Everything a button can change about calls and people; conversations, which note that somebody wrote, not."""
        columns: tuple[tuple[Any, ...], ...] = (
            (incident.c.id, incident.c.status, incident.c.danger, incident.c.silent, incident.c.disposition),
            (page.c.id, page.c.state),
            (assignment.c.id, assignment.c.state),
            (person.c.id, person.c.availability),
            (membership.c.person, membership.c.standing),
            (event.c.id, event.c.incident, event.c.kind),
        )
        found: set[tuple[Any, ...]] = set()
        async with self._database.reading() as store:
            for each in columns:
                rows = sa.select(*each)
                if event.c.id in each:
                    rows = rows.where(event.c.incident.is_not(None))
                found |= {(str(each[0]), *row) for row in await store.connection.execute(rows)}
        return frozenset(found)

    # --- what all of them need

    async def _post(self, post: Post) -> int:
        return await self._stage.callers.post(post.address, post.content(), post.sent())

    async def _seen(self) -> int:
        """How many things from outside were ever taken in."""
        ours = sa.select(sa.func.count()).select_from(inbox_rows).where(inbox_rows.c.channel == "engine")
        return await self._count(sa.select(sa.func.count()).select_from(replay_key)) - await self._count(ours)

    def _sent(self) -> int:
        return len(self._stage.fakes.log.read_text().splitlines())

    async def _dealt_with(self) -> None:
        """Returns when no item of the inbox waits for its turn."""
        await self._none(sa.select(sa.func.count()).select_from(inbox_rows).where(*_TURNS_WAIT))

    async def _quiet(self) -> None:
        """Returns when nothing waits to be dealt with or sent."""
        await self._dealt_with()
        await self._none(sa.select(sa.func.count()).select_from(delivery).where(delivery.c.state.in_(_ON_THE_WAY)))

    async def _none(self, counting: sa.Select[Any]) -> None:
        deadline = time.monotonic() + _QUIET_WITHIN
        while await self._count(counting):
            if time.monotonic() > deadline:
                raise TimeoutError("the program does not come to rest")
            await asyncio.sleep(0.005)

    async def _count(self, counting: sa.Select[Any]) -> int:
        async with self._database.reading() as store:
            found: int = (await store.connection.execute(counting)).scalar_one()
            return found

    def _line(self, what: str, measured: int, aim: int, *, met: bool = True) -> Line:
        return Line(what=what, where=self._where, measured=str(measured), aim=str(aim), met=met and measured == aim)

    def _told(self, what: str, measured: str = "") -> Line:
        return Line(what=what, where=self._where, measured=measured)


_TURNS_WAIT = (inbox_rows.c.state == "waiting", inbox_rows.c.kind != "receipt")
_ON_THE_WAY = ("waiting", "leased", "uncertain")
_KEEPS_ITS_SIGNATURE = frozenset(
    {"field_dropped", "field_added", "field_altered", "field_repeated", "fields_shifted", "other_query"}
)
"""Ways that alter what a genuine post says: with ids of its own, a forged one would need a signature of its own."""

_TELEGRAM_WAYS = (
    *("no_secret", "other_secret", "short_secret", "long_secret", "secret_of_other_bytes"),
    *("other_kind", "no_update", "too_much"),
)
_TWILIO_WAYS = (
    *("no_signature", "guessed_signature", "short_signature", "altered_signature", "other_token", "other_address"),
    *("other_route", "forwarding_headers", "other_query", "foreign_account", "json", "too_much", "field_dropped"),
    *("field_added", "field_altered", "field_repeated", "fields_shifted"),
)
