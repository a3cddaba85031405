"""A seeded script of people who write to each other through us, and a judge who knows by itself who may read what.

The judge keeps its own account of calls, of who goes to them, and of what waits for an answer. Every text carries a
mark of its own; numbers, accounts, addresses and links carry theirs. Whatever arrives anywhere is searched for all of
them: a mark that is not where it belongs, or is missing where it does, a number nobody released, a name or an address
of somebody's, each is written down as wrong.
"""

import random
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from domain.messages import Inbound

_MARK = re.compile(r"mk(\d{6})")
_BETWEEN_DIGITS = re.compile(r"(?<=\d)[\s().-]+(?=\d)")
_SECRET = re.compile(r"(?:acct|usr|55501)(\d{6})")
_PLACE = re.compile(r"\b4[0-9]\.(\d{5}), ?-87\.64000")

_REACHING = ("Reaching them: ", "Para llegar: ", "m_line_screen_reach")
_SENTENCES = {
    "en": ("the door is blue", "we stand behind the shop", "bring the green bag", "it is calm here"),
    "es": ("la puerta es azul", "estamos detras de la tienda", "traigan la bolsa verde", "aqui todo esta tranquilo"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Out:
    """What arrived somewhere: `to` is a member's id, or the name of whoever called; a reply would name `ref`."""

    to: str
    text: str
    ref: str
    by_sms: bool


class Stage(Protocol):
    """Where the script is played."""

    @property
    def members(self) -> Sequence[str]: ...
    @property
    def coordinators(self) -> Sequence[str]: ...
    @property
    def has_replies(self) -> frozenset[str]: ...
    @property
    def languages(self) -> Mapping[str, str]: ...
    @property
    def never_shown(self) -> Sequence[str]: ...

    async def opens(self, number: int) -> "Call": ...
    async def assigns(self, call: "Call", member: str) -> list[Out]: ...
    async def closes(self, call: "Call") -> list[Out]: ...
    async def says(self, who: str, inbound: Inbound) -> list[Out]: ...
    async def waits_end(self) -> None: ...
    def key(self, call: "Call", member: str) -> str: ...
    def phrase(self, number: int, language: str) -> str: ...


@dataclass(slots=True, kw_only=True)
class Call:
    """The judge's own account of one."""

    number: int
    requester: str
    together: int = 1
    discreet: bool = False
    reads_along: bool = False
    silent: bool = False
    members: list[str] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        return len(self.members) < self.together


@dataclass(slots=True)
class _Waiting:
    asks: str
    call: int | None
    team: bool
    texts: list[tuple[str, str | None]]


@dataclass(slots=True)
class Told:
    """What the script did and what was wrong."""

    texts: int = 0
    arrived: int = 0
    asked: int = 0
    wrong: list[str] = field(default_factory=list)


class Script:
    """Plays `stage` from `seed`. After so many texts as its `patience` nothing waits for an answer any more."""

    def __init__(self, stage: Stage, seed: int, *, calls: int, patience: int = 1_000_000) -> None:
        self.stage = stage
        self.chance = random.Random(seed)
        self.told = Told()
        self._wanted = calls
        self._calls: dict[int, Call] = {}
        self._number = 0
        self._next = 0
        self._of_mark: dict[str, tuple[int, bool]] = {}
        self._secrets: dict[str, set[str]] = {}
        self._seen: dict[str, list[tuple[str, int, bool]]] = {}
        self._waits: dict[str, _Waiting] = {}
        self._released: set[str] = set()
        self._waited_at = 0
        self._patience = patience

    async def play(self, texts: int) -> Told:
        while self.told.texts < texts:
            while len(self._calls) < self._wanted:
                await self._open()
            dice = self.chance.random()
            if dice < 0.001:
                await self._close()
            elif dice < 0.03:
                await self._come_or_go()
            elif dice < 0.035 or self.told.texts - self._waited_at > self._patience:
                await self.stage.waits_end()
                self._waits.clear()
                self._waited_at = self.told.texts
            elif dice < 0.40:
                await self._requester()
            else:
                await self._member()
        return self.told

    # --- what happens

    async def _open(self) -> None:
        self._number += 1
        call = await self.stage.opens(self._number)
        self._calls[call.number] = call
        first = 1 if call.together > 1 else self.chance.choice((1, 2, 3))
        for name in self.chance.sample(list(self.stage.members), first):
            await self._assign(call, name)

    async def _assign(self, call: Call, name: str) -> None:
        call.members.append(name)
        self._glance(await self.stage.assigns(call, name), call)

    async def _close(self) -> None:
        call = self._any_call()
        outs = await self.stage.closes(call)
        self._glance(outs, call)
        del self._calls[call.number]

    async def _come_or_go(self) -> None:
        call = self._any_call()
        away = [each for each in self.stage.members if each not in call.members]
        if len(call.members) < 5 and away and self.chance.random() < 0.6:
            await self._assign(call, self.chance.choice(away))
        elif len(call.members) > 1:
            name = self.chance.choice(call.members)
            key = self.stage.key(call, name)
            if key.startswith("#") and len(self._of(name)) > 1:
                return  # news without a letter is asked about
            call.members.remove(name)
            text = "drop out" if key.startswith("#") else f"{key} drop out"
            self._glance(await self.stage.says(name, Inbound(text=text)), call)

    async def _requester(self) -> None:
        call = self._any_call()
        who = call.requester
        dice = self.chance.random()
        if dice < 0.004 and not call.silent:
            self._glance(await self._send(who, Inbound(text="EXIT")), call)
            call.silent = True
            return
        if dice < 0.05 and call.silent:
            call.silent = False
            self._glance(await self._send(who, Inbound(text="2")), call)
            return
        if dice < 0.1:
            await self._requesters_place(call)
            return
        text, mark, secret = self._text(who, call, True)
        readers = self._readers_of_requester(call)
        raw_readers = [] if secret is None else [each for each in readers if each in self.stage.coordinators]
        self._allow(secret, raw_readers)
        inbound = Inbound(text=text, forwarded=self.chance.random() < 0.02)
        self._judge(await self._send(who, inbound), call, mark, readers)
        if secret is None or call.silent or call.discreet:
            return  # of a discreet call no words are kept, so that nobody could be asked about them
        waits = self._waits.get(who)
        waits = waits if waits is not None else _Waiting("marks", call.number, False, [])
        waits.texts.append((mark, secret))
        self._waits[who] = waits
        self.told.asked += 1
        if self.chance.random() < 0.5:
            allowed = self._readers_of_requester(call)
            for _, each in waits.texts:
                self._allow(each, allowed)
                self._released.add(each or "")
            outs = await self._send(who, Inbound(text="8"))
            for marked, _ in waits.texts:
                self._judge(outs, call, marked, allowed)
            del self._waits[who]
        elif self.chance.random() < 0.5:
            self._glance(await self._send(who, Inbound(text="9")), call)
            del self._waits[who]

    async def _requesters_place(self, call: Call) -> None:
        mark, point = self._point(call, True)
        outs = await self._send(call.requester, Inbound(point=point))
        self._judge_place(outs, call, mark, self._readers_of_requester(call, places=True))

    async def _member(self) -> None:
        name = self.chance.choice(list(self.stage.members))
        mine = self._of(name)
        if not mine:
            return
        call = self.chance.choice(mine)
        dice = self.chance.random()
        if dice < 0.06:
            await self._phrase(name, call)
        elif dice < 0.1:
            await self._members_place(name, mine)
        elif dice < 0.25 and name in self.stage.has_replies and self._seen.get(name):
            await self._reply(name)
        else:
            await self._words(name, call, mine)

    async def _words(self, name: str, call: Call, mine: list[Call]) -> None:
        team = self.chance.random() < 0.3
        named = self.chance.random() < 0.5
        forwarded = not named and self.chance.random() < 0.05
        team = team and not forwarded
        text, mark, secret = self._text(name, call, False)
        key = f"{self.stage.key(call, name)}: " if named else ""
        inbound = Inbound(text=f"{key}{'team ' if team else ''}{text}", forwarded=forwarded)
        if named or len(mine) == 1:
            await self._goes(name, call, team, inbound, mark, secret)
            return
        outs = await self._send(name, inbound)
        self._judge(outs, call, mark, [])
        waits = self._wait(name, _Waiting("who", None, team, [(mark, secret)]))
        if self.chance.random() < 0.8:
            for each, _ in waits.texts:
                self._of_mark[each] = (call.number, False)
            del self._waits[name]
            outs = await self._send(name, Inbound(text=self.stage.key(call, name)))
            await self._asked_or_gone(name, call, waits, outs)

    async def _goes(self, name: str, call: Call, team: bool, inbound: Inbound, mark: str, secret: str | None) -> None:
        outs = await self._send(name, inbound)
        if secret is None:
            self._judge(outs, call, mark, self._readers(name, call, team))
            self._remember(outs, call, mark, team or call.holds)
            return
        waits = _Waiting("marks", call.number, team, [(mark, secret)])
        await self._asked(name, call, waits, outs)

    async def _asked_or_gone(self, name: str, call: Call, waits: _Waiting, outs: list[Out]) -> None:
        if any(secret is not None for _, secret in waits.texts):
            await self._asked(name, call, _Waiting("marks", call.number, waits.team, waits.texts), outs)
            return
        for mark, _ in waits.texts:
            self._judge(outs, call, mark, self._readers(name, call, waits.team))

    async def _asked(self, name: str, call: Call, waits: _Waiting, outs: list[Out]) -> None:
        """A number waits: nothing arrives before they have said how."""
        for mark, _ in waits.texts:
            self._judge(outs, call, mark, [])
        waits = self._wait(name, waits)
        self.told.asked += 1
        dice = self.chance.random()
        if dice > 0.8:
            return
        readers = self._readers(name, call, waits.team)
        del self._waits[name]
        if dice < 0.4:
            for _, secret in waits.texts:
                self._allow(secret, readers)
        outs = await self._send(name, Inbound(text="8" if dice < 0.4 else "9"))
        for mark, _ in waits.texts:
            self._judge(outs, call, mark, readers)

    async def _reply(self, name: str) -> None:
        ref, number, was_team = self.chance.choice(self._seen[name][-30:])
        there = self._calls.get(number)
        if there is not None and name not in there.members:
            there = None
        shown = there if there is not None else Call(number=number, requester="")
        text, mark, secret = self._text(name, shown, False)
        inbound = Inbound(text=text, reply_ref=ref)
        if there is None:
            self._judge(await self._send(name, inbound), shown, mark, [])
            return
        await self._goes(name, there, was_team, inbound, mark, secret)

    async def _phrase(self, name: str, call: Call) -> None:
        number = self.chance.randrange(1, 9)
        outs = await self._send(name, Inbound(text=f"{self.stage.key(call, name)}: say {number}"))
        wanted = set(self._readers(name, call, False, phrase=True))
        got = {
            out.to
            for out in outs
            if out.to != name and self.stage.phrase(number, self.stage.languages[out.to]) in out.text
        }
        if wanted != got:
            self._wrong(f"phrase {number} of {name} in {call.number}: for {sorted(wanted)}, at {sorted(got)}")
        self._glance(outs, call)

    async def _members_place(self, name: str, mine: list[Call]) -> None:
        if len(mine) > 1:
            return
        call = mine[0]
        mark, point = self._point(call, False)
        outs = await self._send(name, Inbound(point=point))
        self._judge_place(outs, call, mark, self._readers(name, call, False, place=True))

    # --- who may read what

    def _readers_of_requester(self, call: Call, *, places: bool = False) -> list[str]:
        released = [] if call.holds else list(call.members)
        along = call.reads_along and not places
        return released + (list(self.stage.coordinators) if along or not released else [])

    def _readers(self, name: str, call: Call, team: bool, *, phrase: bool = False, place: bool = False) -> list[str]:
        """Of what `name` writes in `call`."""
        others = [each for each in call.members if each != name]
        coordinators = list(self.stage.coordinators)
        if call.holds:
            return others + coordinators
        if team:
            return others + (coordinators if call.reads_along or not others else [])
        return [] if call.silent else [call.requester, *(coordinators if call.reads_along else [])]

    # --- what is written

    def _text(self, who: str, call: Call, of_requester: bool) -> tuple[str, str, str | None]:
        self._next += 1
        mark = f"{self._next:06d}"
        self._of_mark[mark] = (call.number, of_requester)
        sentence = self.chance.choice(_SENTENCES[self.stage.languages[who]])
        text = f"mk{mark} {sentence}"
        if self.chance.random() >= 0.1:
            return text, mark, None
        secret = mark
        self._secrets[secret] = set()
        planted = self.chance.choice(
            (
                f"+1 555 01{secret[:2]} {secret[2:]}",
                f"(555) 01{secret}",
                f"555-01{secret[:3]}-{secret[3:]}",
                f"55501{secret}",
                f"@acct{secret}",
                f"usr{secret}@example.org",
                f"https://t.me/acct{secret}",
                f"wa.me/155501{secret}",
            )
        )
        return f"{text} {planted} ok", mark, secret

    def _point(self, call: Call, of_requester: bool) -> tuple[str, tuple[float, float]]:
        self._next += 1
        mark = f"{self._next:06d}"
        self._of_mark[f"p{mark[1:]}"] = (call.number, of_requester)
        return f"p{mark[1:]}", (41 + int(mark[1:]) / 100_000, -87.64)

    async def _send(self, who: str, inbound: Inbound) -> list[Out]:
        self.told.texts += 1
        return await self.stage.says(who, inbound)

    # --- judging

    def _judge(self, outs: Iterable[Out], call: Call, mark: str, readers: Iterable[str]) -> None:
        outs = list(outs)
        wanted = {each for each in readers if not (call.discreet and self._reads_by_sms(outs, each))}
        marked = [out for out in outs if mark in _MARK.findall(out.text)]
        got = {out.to for out in marked}
        if got != wanted | {out.to for out in marked if self._tells_how_to_reach(out)}:
            self._wrong(f"mark {mark} in {call.number}: for {sorted(wanted)}, at {sorted(got)}")
        self._glance(outs, call)

    def _tells_how_to_reach(self, out: Out) -> bool:
        """What helps us reach them, which they were asked, is a coordinator's to read as well."""
        return out.to in self.stage.coordinators and any(each in out.text for each in _REACHING)

    def _judge_place(self, outs: Iterable[Out], call: Call, mark: str, readers: Iterable[str]) -> None:
        outs = list(outs)
        wanted = {each for each in readers if not (call.discreet and self._reads_by_sms(outs, each))}
        got = {out.to for out in outs if mark[1:] in _PLACE.findall(out.text)}
        of_requester = self._of_mark[mark][1]
        if got != (set(readers) if of_requester else wanted):
            self._wrong(f"place {mark} in {call.number}: for {sorted(wanted)}, at {sorted(got)}")
        self._glance(outs, call)

    def _reads_by_sms(self, outs: list[Out], who: str) -> bool:
        return any(out.to == who and out.by_sms for out in outs) or who not in self.stage.has_replies

    def _glance(self, outs: Iterable[Out], call: Call) -> None:
        """Whatever arrives: from no other call, nobody's number, nobody's name."""
        for out in outs:
            self.told.arrived += 1
            for mark in _MARK.findall(out.text):
                number, _ = self._of_mark[mark]
                if number != call.number:
                    self._wrong(f"mark {mark} of {number} at {out.to} with {call.number}")
                if call.discreet and out.by_sms:
                    self._wrong(f"mark {mark} of a discreet call by SMS at {out.to}")
            for secret in _SECRET.findall(_BETWEEN_DIGITS.sub("", out.text)):
                released = secret in self._released and out.to in call.members
                if not released and out.to not in self._secrets.get(secret, set()):
                    self._wrong(f"a number {secret} at {out.to}")
            if out.to not in self.stage.coordinators:
                for name in self.stage.never_shown:
                    if name in out.text:
                        self._wrong(f"{name} at {out.to}")
            if out.to.startswith("requester") and out.to != call.requester:
                self._wrong(f"{out.to} hears of {call.number}")

    def _wrong(self, what: str) -> None:
        self.told.wrong.append(what)

    def _allow(self, secret: str | None, readers: Iterable[str]) -> None:
        if secret is not None:
            self._secrets[secret] |= set(readers)

    def _remember(self, outs: Iterable[Out], call: Call, mark: str, team: bool) -> None:
        for out in outs:
            if mark in _MARK.findall(out.text) and out.to in self.stage.has_replies:
                self._seen.setdefault(out.to, []).append((out.ref, call.number, team))

    def _wait(self, name: str, waits: _Waiting) -> _Waiting:
        before = self._waits.get(name)
        if before is not None and (before.asks, before.call, before.team) == (waits.asks, waits.call, waits.team):
            waits.texts = before.texts + waits.texts
        self._waits[name] = waits
        return waits

    def _any_call(self) -> Call:
        return self._calls[self.chance.choice(sorted(self._calls))]

    def _of(self, name: str) -> list[Call]:
        return [self._calls[each] for each in sorted(self._calls) if name in self._calls[each].members]
