"""What was decided, in one screen; what is to be written; and what to do when it is."""

import textwrap
from collections.abc import Iterator
from pathlib import Path

from bot.setup.dialogue import WIDTH
from bot.setup.reading import language_name
from bot.setup.steps import Doors, FirstHour
from bot.setup.work import COMMUNITY, ENV, Drafts, ToInvite, Waiting
from config.catalogues import FIRST_LANGUAGE, load_catalogues
from config.first_community import Decided, DecidedArea, DecidedMember
from config.settings import Intake, Settings
from config.sms_registration import FILE as REGISTRATION
from config.toolkit import load_areas
from domain.messages import Action


def summary_of(answered: FirstHour) -> Iterator[str]:
    """A numbered line for each decision and door."""
    lines = [] if answered.decided is None else list(_decided(answered.decided))
    first = 1 if lines else 11
    for n, (what, said) in enumerate([*lines, *_doors(answered.doors)], start=first):
        yield from textwrap.wrap(f"{n:>2}  {what:<16} {said}", WIDTH, subsequent_indent=" " * 21)


def _decided(decided: Decided) -> Iterator[tuple[str, str]]:
    hours = decided.on_call
    days = " ".join(hours.days) + " " if hours.days is not None else ""
    off = f" (in between {'everybody' if decided.asks_off_hours else 'nobody'} is asked)" if hours.hours else ""
    yield "Name", decided.name
    yield "Languages", ", ".join(map(language_name, decided.languages))
    yield "Time zone", decided.time_zone
    yield "Areas", "; ".join(map(_area, decided.areas))
    yield "People", ", ".join(map(_member, decided.members))
    yield "First words", "your own" if decided.first_words else "the usual ones"
    yield "On call", (f"{days}{hours.hours}" if hours.hours else "always") + off
    yield "Emergency", ", ".join(decided.emergency.values()) or "no number is told"
    yield "Words are kept", f"for {_length(decided.words_kept)} after a call has ended"
    yield "Ready for", "; ".join(load_areas()[area].asked for area in decided.ready)


def _length(kept: str) -> str:
    """`3d` as it is said."""
    unit = {"h": "hour", "d": "day", "w": "week"}[kept[-1]]
    return f"{kept[:-1]} {unit}" + ("" if kept[:-1] == "1" else "s")


def _area(area: DecidedArea) -> str:
    known = ", ".join((*area.zips, *area.aliases, *(["a shape from the map"] if area.polygon else [])))
    return f"{area.name} ({known})" if known else area.name


def _member(member: DecidedMember) -> str:
    return f"{member.name} (coordinator)" if member.coordinates else member.name


def _doors(doors: Doors) -> Iterator[tuple[str, str]]:
    yield "Telegram", f"@{doors.bot}" if doors.bot else "later"
    yield "Text messages", f"from {doors.twilio_from}" if doors.twilio_from else "later"
    yield "Public address", doors.public_url or "none"


def files_of(prepared: Drafts, folder: Path) -> Iterator[str]:
    """What will be written, and what becomes of files that stand there."""
    about = {COMMUNITY: "everything you decided", REGISTRATION: "what to paste into the forms for text messages"}
    yield "These will be written into this folder:"
    for name in dict.fromkeys(each.partition("/")[0] for each in prepared.texts):
        yield f"  {name:<22} {about[name]}{_kept(folder / name) if name != REGISTRATION else ''}"
    yield f"  {ENV:<22} your settings, tokens among them; only your user can read it{_kept(folder / ENV)}"
    yield f"  {'var':<22} keys and the database"


def _kept(path: Path) -> str:
    return " (the one that stands is kept beside it)" if path.exists() else ""


def _in_team(waiting: Waiting) -> str:
    return f" --team {waiting.team}" if waiting.team_named else ""


def _approvals(on_telegram: bool, waiting: ToInvite) -> Iterator[str]:
    """How somebody new comes in, as coordinators will see it."""
    somebody = next((each.person.id for each in waiting.others), "ben")
    if not on_telegram:
        yield "   There is no bot yet: to do it there, run this again and choose: add a door."
    button = load_catalogues().sentence(FIRST_LANGUAGE, f"button.{Action.APPROVE.value}")
    yield "   Once somebody has opened their invite, the bot asks each coordinator there:"
    yield f'   they press "{button}", or write to the bot:'
    yield f"      approve {somebody}"
    yield "   For somebody new later on, a coordinator writes to the bot:"
    yield "      add member"
    yield "   By SMS none of this is done: an SMS could be anybody's."


def next_steps(chosen: Settings, answered: FirstHour, waiting: ToInvite, me: str) -> Iterator[str]:
    """The way from here to a line that answers, a numbered line for each step and its command below."""
    n = 0

    def step(text: str) -> str:
        nonlocal n
        n += 1
        return f"{n}  {text}"

    coordinators = [each.person for each in waiting.coordinators[:2]]
    if not (chosen.telegram_on or chosen.sms_on):
        yield step("Make a bot on Telegram, as described above, and run this again. Choose: add a door.")
        yield f"      {me} setup"
    else:
        yield step("Start your line. Leave the window open: while it runs, it answers. Ctrl-C stops it.")
        yield f"      {me} run"
        yield "   docs/running.md says how it starts by itself, together with the computer."
        if coordinators:
            names = " and ".join(each.roster_name for each in coordinators)
            yield step(f"{names}: open your invites. You are answered, in your own language, that you are in.")
        if waiting.others:
            yield step("In a second window, in the same folder: an invite for each of the others.")
            yield from (f"      {me} invite --person {each.person.id}{_in_team(each)}" for each in waiting.others)
        yield step("Two coordinators say yes to everybody new, on Telegram. Nobody is paged before.")
        yield from _approvals(chosen.telegram_on, waiting)
        if waiting.others and len(coordinators) > 1:
            yield "   Without Telegram, the same on this computer:"
            yield from (
                f"      {me} member approve {each.person.id} --by {by.id}{_in_team(each)}"
                for each in waiting.others
                for by in coordinators
            )
        yield step("Try it. Tell your team first; then write this from a phone that is not on your roster:")
        yield f"      This is only a test, nobody is in danger. We need company, {waiting.somewhere}."
        if answered.doors.bot:
            yield f"      to https://t.me/{answered.doors.bot}"
        yield step("Who is on when: a coordinator writes `rotation` to your line and is asked one thing after another.")
        yield step("See whether all is well, now and any time later:")
        yield f"      {me} doctor"
    yield step(f"Copy {chosen.root_key_file} to a safe place away from this computer. Without it nothing can be read.")
    if not chosen.sms_on and answered.decided is not None:
        yield step(f"For text messages: read {REGISTRATION} and apply tonight. It takes days to weeks.")
    elif chosen.sms_on and chosen.twilio_mode is Intake.WEBHOOK:
        yield step("Let Twilio know your address. This says what it would set there, and asks you first:")
        yield f"      {me} doctor --fix"
    yield step(f"To change a decision: edit {COMMUNITY}/community.yaml, then")
    yield f"      {me} community check {COMMUNITY}"
    yield f"      {me} community apply {COMMUNITY}"
