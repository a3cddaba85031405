"""Telegram: whether the bot answers, and whether what is written to it can reach us."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta

from bot.channels.telegram import BotFacts, delete_webhook, facts_of, set_webhook
from bot.checkup import Finding, Fix
from bot.checkup.words import age, shown
from bot.doors import TELEGRAM_WEBHOOK
from config.settings import Intake, Settings
from domain.delivery import SendError

RECENTLY = timedelta(hours=1)


async def look(chosen: Settings, now: datetime) -> AsyncIterator[Finding]:
    """The findings about the bot of `chosen`, none if Telegram is off."""
    if chosen.telegram_token is None:
        return
    try:
        facts = await facts_of(chosen.telegram_token.get_secret_value(), chosen.telegram_api_url)
    except SendError as error:
        yield _unanswered(error)
        return
    yield Finding(about="telegram", found=f"@{facts.username} answers, received by {chosen.telegram_mode.value}")
    yield _delivery(chosen, facts, now)
    yield _groups(facts)
    yield _menu(facts)


def _unanswered(error: SendError) -> Finding:
    if error.code == "token":
        return Finding(
            about="telegram",
            found="no bot has this token",
            remedy="copy it again from @BotFather (/mybots, your bot, API Token) into UPSTANDER_TELEGRAM_TOKEN",
        )
    return Finding(
        about="telegram",
        found=f"Telegram does not answer ({error.code})",
        remedy="check this machine's connection, and whether api.telegram.org is blocked on it",
    )


def _delivery(chosen: Settings, facts: BotFacts, now: datetime) -> Finding:
    token = chosen.telegram_token.get_secret_value() if chosen.telegram_token else ""
    waiting = f"{facts.pending} wait there" if facts.pending else "none wait there"
    if chosen.telegram_mode is Intake.POLLING:
        if not facts.hook:
            return Finding(about="updates", found=f"we fetch them; {waiting}")
        return Finding(
            about="updates",
            found=f"Telegram brings them to {shown(facts.hook)} instead of keeping them for us; {waiting}",
            remedy="if another program uses this bot, make a bot of your own; else `upstander run` or --fix ends it",
            fix=Fix(
                says="Telegram: remove the webhook, so that updates wait until they are fetched",
                apply=lambda: delete_webhook(token, chosen.telegram_api_url),
            ),
        )
    public_url = chosen.public_url or ""
    secret = chosen.telegram_secret.get_secret_value() if chosen.telegram_secret else ""
    fix = Fix(
        says=f"Telegram: bring updates to {public_url}{TELEGRAM_WEBHOOK}, with our secret",
        apply=lambda: set_webhook(token, chosen.telegram_api_url, public_url=public_url, secret=secret),
    )
    if facts.hook != public_url + TELEGRAM_WEBHOOK:
        where = f"to {shown(facts.hook)}" if facts.hook else "nowhere"
        return Finding(
            about="updates",
            found=f"Telegram brings them {where}; {waiting}",
            remedy=f"they belong at {public_url}{TELEGRAM_WEBHOOK}: `upstander run` or --fix sets it",
            fix=fix,
        )
    if not facts.hears_all:
        return Finding(
            about="updates",
            found="Telegram leaves out kinds that we need, such as pressed buttons",
            remedy="`upstander run` or --fix asks for all of them",
            fix=fix,
        )
    return _brought(facts, now, waiting, fix)


def _brought(facts: BotFacts, now: datetime, waiting: str, fix: Fix) -> Finding:
    found = f"Telegram brings them to us; {waiting}"
    if facts.failed_at is None:
        return Finding(about="updates", found=found)
    failure = f"the last failure was {age(now - facts.failed_at)} ago: {facts.failure}"
    if not facts.pending and now - facts.failed_at > RECENTLY:
        return Finding(about="updates", found=found, advice=failure)
    if "403" in (facts.failure or ""):
        return Finding(
            about="updates",
            found=f"{found}; {failure}",
            remedy="it was given another secret than UPSTANDER_TELEGRAM_SECRET: --fix gives it ours",
            fix=fix,
        )
    return Finding(
        about="updates",
        found=f"{found}; {failure}",
        remedy="see that `upstander run` runs and that PUBLIC_URL leads to it; Telegram keeps trying for a day",
    )


def _groups(facts: BotFacts) -> Finding:
    """The bot talks with one person at a time and leaves every group, but better it is never put into one."""
    advice = []
    if facts.joins_groups:
        advice.append("turn it off at @BotFather: /setjoingroups, choose the bot, Disable (it leaves groups anyway)")
    if facts.reads_groups:
        advice.append("turn group privacy on at @BotFather: /setprivacy, choose the bot, Enable")
    found = "anybody can add the bot to one" if facts.joins_groups else "the bot cannot be added to one"
    return Finding(about="groups", found=found, advice="; ".join(advice))


def _menu(facts: BotFacts) -> Finding:
    """What somebody sees who opens the chat for the first time. The program sets it, and tries until it is set."""
    missing = [what for what, there in (("menu", facts.has_menu), ("description", facts.described)) if not there]
    if not missing:
        return Finding(about="menu", found="commands and a description are shown")
    return Finding(
        about="menu",
        found=f"no {' and no '.join(missing)} yet",
        advice="`upstander run` sets both once it receives; if it runs, its log says why Telegram did not take them",
    )
