"""SMS: whether the account and its number do what a call for help depends on, as far as Twilio's interface tells.

Where texts go is decided in three places at the provider: a messaging service may call an address of its own, or leave
it to its numbers, and a number may leave it to an application. What counts is the place that decides.

    number in a service?  no ----------------------------> the number's own address
                          yes: service defers to numbers -> the number's own address
                               service does not ----------> the service's address; none means that texts are thrown away
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.channels import sms_account as at_twilio
from bot.channels.sms import Account
from bot.channels.sms_account import Hook, Number, NumberKind, Recent, Service
from bot.checkup import Finding, Fix
from bot.checkup.words import counted, shown
from bot.doors import TWILIO_FALLBACK, TWILIO_INBOUND, TWILIO_VOICE
from config.settings import Intake, Settings
from domain.delivery import SendError

_SERVICE = "MG"
_POST = "POST"
_KEPT_AT_TWILIO = "https://handler.twilio.com/"
_LOOKED_BACK = timedelta(days=7)
_COMPLIANCE = "in Twilio's console: Messaging, Regulatory Compliance"
_OPT_OUT = "in Twilio's console: Messaging, Services, your service, Opt-Out Management"
_NOT_ADMITTED = frozenset({"20003", "401", "403"})

_ERRORS: Mapping[int, str] = {
    21610: "they had texted STOP",
    30003: "phone off or out of reach",
    30004: "blocked by the phone's owner or company",
    30005: "no such number",
    30006: "a landline",
    30007: "filtered by a phone company",
    30032: "the toll-free number is not verified",
    30034: "the number is not registered with US carriers",
}
_OURS_TO_MEND = frozenset({30007, 30032, 30034})


async def look(chosen: Settings, now: datetime) -> AsyncIterator[Finding]:
    """The findings about the account and the sender of `chosen`, none if SMS is off."""
    if chosen.twilio_auth_token is None or chosen.twilio_account_sid is None or chosen.twilio_from is None:
        return
    account = _account(chosen)
    try:
        async for each in _Look(chosen, account, now).findings(chosen.twilio_from):
            yield each
    finally:
        await account.close()


def _account(chosen: Settings) -> Account:
    token = chosen.twilio_auth_token.get_secret_value() if chosen.twilio_auth_token else ""
    return Account(chosen.twilio_account_sid or "", token, chosen.twilio_api_url)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """One address at the provider: what it is for, what stands there, what belongs there, how it is set.

    `ours` is empty where nothing of ours can be called; then nothing belongs there. `may_be_a_bin`: an answer that
    Twilio keeps for us and gives by itself does as well.
    """

    about: str
    what: str
    hook: Hook
    ours: str
    set_to: Callable[[str], Fix]
    may_be_empty: bool = False
    may_be_a_bin: bool = False

    def finding(self) -> Finding:
        if self.may_be_a_bin and self.hook.url.startswith(_KEPT_AT_TWILIO):
            return Finding(
                about=self.about,
                found=f"{self.what}: a TwiML Bin at Twilio answers, even while this machine is down",
                advice="it should say what `sms-registration.txt` has for it: text the number with the program stopped",
            )
        if self.hook.url == self.ours and (not self.ours or self.hook.method == _POST):
            found = f"{self.what}: {self.ours}" if self.ours else f"{self.what}: nobody is called, as it should be"
            return Finding(about=self.about, found=found)
        if not self.hook.url and self.may_be_empty:
            return Finding(about=self.about, found=f"{self.what}: nobody is called; we fetch them")
        if not self.ours:
            return Finding(
                about=self.about,
                found=f"{self.what}: {shown(self.hook.url)} is called, and may answer in our name",
                remedy="take it away (--fix does)",
                fix=self.set_to(""),
            )
        stands = shown(self.hook.url) if self.hook.url else "nothing"
        how = f" by {self.hook.method}" if self.hook.url == self.ours else ""
        return Finding(
            about=self.about,
            found=f"{self.what}: {stands}{how} is called",
            remedy=f"it should be {self.ours} by POST (--fix sets it)",
            fix=self.set_to(self.ours),
        )


class _Look:
    """One look at the account."""

    def __init__(self, chosen: Settings, account: Account, now: datetime) -> None:
        self._chosen = chosen
        self._account = account
        self._now = now
        self._polls = chosen.twilio_mode is Intake.POLLING

    async def findings(self, sender: str) -> AsyncIterator[Finding]:
        try:
            standing = await at_twilio.standing(self._account)
        except SendError as error:
            yield _unanswered(error)
            return
        yield _stands(standing, self._chosen.twilio_mode)
        if standing.status != "active":
            return
        try:
            numbers, service = await self._senders(sender)
        except SendError as error:
            yield Finding(
                about="sender",
                found=f"Twilio does not say what it is ({error.code})",
                remedy="run doctor again; if it stays so, see the account's permissions",
            )
            return
        yield _sender(sender, numbers, service)
        for each in self._addresses(numbers, service):
            yield each
        for number in numbers:
            yield await self._registration(number, service)
        async for each in self._talk(numbers, service):
            yield each

    async def _senders(self, sender: str) -> tuple[tuple[Number, ...], Service | None]:
        """What we send from, and the messaging service it is in."""
        if sender.startswith(_SERVICE):
            service = await at_twilio.service(self._account, sender)
            return ((), None) if service is None else (await at_twilio.numbers_of(self._account, service), service)
        number = await at_twilio.number(self._account, sender)
        if number is None:
            return (), None
        return (number,), await at_twilio.service_of(self._account, number.sid)

    # --- addresses

    def _ours(self, path: str) -> str:
        return f"{self._chosen.public_url}{path}" if self._chosen.public_url else ""

    def _addresses(self, numbers: tuple[Number, ...], service: Service | None) -> Iterator[Finding]:
        if service is not None and not service.defers:
            yield from self._of_service(service)
        else:
            for number in numbers:
                yield from self._of_number(number)
        for number in numbers:
            if number.calls:
                yield self._voice(number)

    def _of_service(self, service: Service) -> Iterator[Finding]:
        if not service.inbound.url and not self._chosen.public_url:
            yield Finding(
                about="texts in",
                found="the messaging service throws away what is texted to its numbers",
                remedy="have it leave texts to its numbers, so that we can fetch them (--fix does)",
                fix=self._fix_service(
                    service,
                    "messaging service: leave incoming texts to its numbers",
                    use_inbound_webhook_on_number=True,
                ),
            )
            return
        inbound, fallback = self._ours(TWILIO_INBOUND), self._ours(TWILIO_FALLBACK)

        def set_inbound(url: str) -> Fix:
            if not url:
                says = "messaging service: call nobody, and leave incoming texts to its numbers"
                fields: dict[str, str | bool] = {"inbound_request_url": "", "use_inbound_webhook_on_number": True}
                return self._fix_service(service, says, **fields)
            says = f"messaging service: bring texts to {url}"
            return self._fix_service(service, says, inbound_request_url=url, inbound_method=_POST)

        def set_fallback(url: str) -> Fix:
            says = f"messaging service: in trouble, call {url or 'nobody'}"
            return self._fix_service(service, says, fallback_url=url, fallback_method=_POST)

        yield _Place(
            about="texts in", what="the service's texts", hook=service.inbound, ours=inbound, set_to=set_inbound
        ).finding()
        yield _Place(
            about="fallback",
            what="if we do not answer",
            hook=service.fallback,
            ours=fallback,
            set_to=set_fallback,
            may_be_empty=self._polls,
            may_be_a_bin=True,
        ).finding()

    def _of_number(self, number: Number) -> Iterator[Finding]:
        name = number.address
        if number.texts_elsewhere:
            yield Finding(
                about="texts in",
                found=f"an application at Twilio takes the texts of {name}, and its addresses are not called",
                remedy="take it off in the console: Phone Numbers, the number, Messaging Configuration",
            )
            return

        def set_inbound(url: str) -> Fix:
            return self._fix_number(number, f"{name}: for texts, call {url or 'nobody'}", sms_url=url, sms_method=_POST)

        def set_fallback(url: str) -> Fix:
            says = f"{name}: in trouble, call {url or 'nobody'}"
            return self._fix_number(number, says, sms_fallback_url=url, sms_fallback_method=_POST)

        yield _Place(
            about="texts in",
            what=f"texts to {name}",
            hook=number.inbound,
            ours=self._ours(TWILIO_INBOUND),
            set_to=set_inbound,
            may_be_empty=self._polls,
        ).finding()
        yield _Place(
            about="fallback",
            what="if we do not answer",
            hook=number.fallback,
            ours=self._ours(TWILIO_FALLBACK),
            set_to=set_fallback,
            may_be_empty=self._polls,
            may_be_a_bin=True,
        ).finding()

    def _voice(self, number: Number) -> Finding:
        """Whoever calls instead of texting hears one kind sentence, if there is an address to fetch it from."""
        if number.calls_elsewhere:
            return Finding(
                about="calls in",
                found=f"an application or a trunk at Twilio takes the calls to {number.address}",
                remedy="take it off in the console: Phone Numbers, the number, Voice Configuration",
            )
        ours = self._ours(TWILIO_VOICE)
        if not ours and not number.voice.url:
            return Finding(
                about="calls in",
                found=f"whoever calls {number.address} hears an error",
                advice="with a public address they would hear that this number is for texts",
            )

        def set_voice(url: str) -> Fix:
            return self._fix_number(
                number, f"{number.address}: for calls, call {url or 'nobody'}", voice_url=url, voice_method=_POST
            )

        return _Place(
            about="calls in", what=f"calls to {number.address}", hook=number.voice, ours=ours, set_to=set_voice
        ).finding()

    def _fix_number(self, number: Number, says: str, **fields: str) -> Fix:
        return self._fix(says, lambda account: at_twilio.set_number(account, number, **fields))

    def _fix_service(self, service: Service, says: str, **fields: str | bool) -> Fix:
        return self._fix(says, lambda account: at_twilio.set_service(account, service, **fields))

    def _fix(self, says: str, change: Callable[[Account], Awaitable[None]]) -> Fix:
        async def apply() -> None:
            account = _account(self._chosen)
            try:
                await change(account)
            finally:
                await account.close()

        return Fix(says=f"Twilio, {says}", apply=apply)

    # --- registration

    async def _registration(self, number: Number, service: Service | None) -> Finding:
        try:
            return await self._registered(number, service)
        except SendError as error:
            return Finding(
                about="registration",
                found=f"Twilio does not say whether {number.address} is registered ({error.code})",
                advice=f"look {_COMPLIANCE}",
            )

    async def _registered(self, number: Number, service: Service | None) -> Finding:
        if number.kind is NumberKind.SHORT_CODE:
            return Finding(about="registration", found="short codes are registered before they are given out")
        if number.kind is NumberKind.TOLL_FREE:
            return _verified(await at_twilio.toll_free_verification(self._account, number.sid))
        if not number.address.startswith("+1"):
            return Finding(
                about="registration",
                found=f"what the country of {number.address} demands is not told here",
                advice="look it up under SMS Guidelines at Twilio",
            )
        campaigns = () if service is None else await at_twilio.campaigns(self._account, service.sid)
        if campaigns:
            return _campaign(campaigns)
        return _no_campaign(number, await at_twilio.brands(self._account), service)

    # --- what was said

    async def _talk(self, numbers: tuple[Number, ...], service: Service | None) -> AsyncIterator[Finding]:
        if not numbers:
            return
        yield _opting_out(numbers, service)
        try:
            recent = await at_twilio.recent(self._account, self._now - _LOOKED_BACK)
        except SendError as error:
            yield Finding(about="messages", found=f"Twilio does not list them now ({error.code})")
            return
        yield _help(recent)
        yield _errors(recent)


def _unanswered(error: SendError) -> Finding:
    if error.code in _NOT_ADMITTED:
        return Finding(
            about="twilio",
            found="it does not admit us",
            remedy="copy Account SID and Auth Token again from the front page of Twilio's console into "
            "UPSTANDER_TWILIO_ACCOUNT_SID and UPSTANDER_TWILIO_AUTH_TOKEN",
        )
    return Finding(
        about="twilio",
        found=f"it does not answer ({error.code})",
        remedy="check UPSTANDER_TWILIO_ACCOUNT_SID and this machine's connection",
    )


def _stands(standing: at_twilio.Standing, mode: Intake) -> Finding:
    if standing.status != "active":
        return Finding(
            about="twilio",
            found=f"the account is {standing.status}",
            remedy="see the front page of Twilio's console: an unpaid bill, or a question they asked",
        )
    if not standing.on_trial:
        return Finding(about="twilio", found=f"the account is active, texts received by {mode.value}")
    return Finding(
        about="twilio",
        found=f"the account is on trial, texts received by {mode.value}",
        advice="it texts only numbers that were verified in the console, each with Twilio's own words in front. "
        "Good for trying out; upgrade before anybody relies on it",
    )


def _sender(sender: str, numbers: tuple[Number, ...], service: Service | None) -> Finding:
    if not numbers and service is not None:
        return Finding(
            about="sender",
            found="the messaging service has no number",
            remedy="add one in Twilio's console: Messaging, Services, your service, Sender Pool",
        )
    if not numbers:
        return Finding(
            about="sender",
            found="the account has no such number or service",
            remedy="put one of its own into UPSTANDER_TWILIO_FROM, a number in the form +13125550100",
        )
    mute = [each.address for each in numbers if not each.texts]
    if mute:
        return Finding(
            about="sender",
            found=f"{', '.join(mute)} cannot send or receive texts",
            remedy="buy a number with SMS, and put that into UPSTANDER_TWILIO_FROM",
        )
    kinds = ", ".join(f"{each.address} ({each.kind.value})" for each in numbers)
    if sender.startswith(_SERVICE):
        return Finding(about="sender", found=f"a messaging service with {kinds}")
    return Finding(about="sender", found=f"{kinds}{', in a messaging service' if service is not None else ''}")


def _verified(status: str | None) -> Finding:
    if status == "TWILIO_APPROVED":
        return Finding(about="registration", found="the toll-free number is verified")
    if status is None:
        return Finding(
            about="registration",
            found="nobody has asked for the toll-free number's verification",
            remedy=f"ask for it {_COMPLIANCE}, Toll-Free Verification; until then carriers block its texts (30032)",
        )
    if status == "TWILIO_REJECTED":
        return Finding(
            about="registration",
            found="the toll-free number's verification was refused",
            remedy=f"read why, and ask again, {_COMPLIANCE}, Toll-Free Verification",
        )
    return Finding(
        about="registration",
        found=f"the toll-free number's verification is under way ({status.lower().replace('_', ' ')})",
        remedy="wait for it, days to weeks; until then carriers block its texts (30032). Telegram works meanwhile",
    )


def _campaign(campaigns: tuple[str, ...]) -> Finding:
    if "VERIFIED" in campaigns:
        return Finding(about="registration", found="US carriers know the number's campaign")
    if "IN_PROGRESS" in campaigns or "PENDING" in campaigns:
        return Finding(
            about="registration",
            found="US carriers are looking at the campaign",
            remedy="wait for it, days to weeks; until then they block its texts (30034). Telegram works meanwhile",
        )
    return Finding(
        about="registration",
        found=f"the campaign is {', '.join(sorted({each.lower() for each in campaigns}))}",
        remedy=f"read why, and send it in again, {_COMPLIANCE}, A2P 10DLC",
    )


def _no_campaign(number: Number, brands: tuple[str, ...], service: Service | None) -> Finding:
    steps = []
    if "APPROVED" not in brands:
        known = ", ".join(sorted({each.lower() for each in brands}))
        steps.append(f"wait for your brand ({known})" if brands else "register your brand")
    steps.append("register a campaign")
    if service is None:
        steps.append("put the number into its messaging service")
    return Finding(
        about="registration",
        found=f"US carriers do not know {number.address}, and block its texts (30034)",
        remedy=f"{', then '.join(steps)}, {_COMPLIANCE}, A2P 10DLC. It takes weeks; Telegram works meanwhile",
    )


def _opting_out(numbers: tuple[Number, ...], service: Service | None) -> Finding:
    kinds = {each.kind for each in numbers}
    if NumberKind.SHORT_CODE in kinds and service is None:
        return Finding(
            about="opt-out",
            found="Twilio answers neither STOP nor HELP for a short code outside a messaging service",
            remedy="put it into one, and write both answers there: Opt-Out Management",
        )
    if NumberKind.TOLL_FREE in kinds:
        return Finding(
            about="opt-out", found="the network itself obeys STOP, in English; UNSTOP undoes it. Nobody can change that"
        )
    if service is None:
        return Finding(
            about="opt-out",
            found="Twilio obeys STOP and answers it, in English",
            advice="in a messaging service the words and languages could be your own",
        )
    return Finding(
        about="opt-out",
        found="Twilio obeys STOP and answers it, as the messaging service says",
        advice=f"whether it does so in your languages shows only {_OPT_OUT}",
    )


def _help(recent: Recent) -> Finding:
    answer = recent.answers.get("HELP")
    if answer is not None:
        return Finding(
            about="HELP",
            found=f"was answered: {' '.join(answer.split())}",
            advice=f"it should say who this is and what to do in danger; change it {_OPT_OUT}",
        )
    times = recent.asked.get("HELP", 0)
    found = f"was texted {times} x in a week, and the list shows no answer" if times else "nobody has texted it lately"
    return Finding(
        about="HELP",
        found=found,
        advice="Twilio answers it, not we: text HELP to the number from a phone and read what comes. It should say who "
        f"this is and what to do in danger; change it {_OPT_OUT}",
    )


def _errors(recent: Recent) -> Finding:
    if not recent.errors:
        return Finding(about="messages", found=f"{recent.messages} in a week, none refused")
    told = counted(
        {f"x {code} ({_ERRORS.get(code, 'see its page at Twilio')})": n for code, n in recent.errors.items()}
    )
    ours = sorted(set(recent.errors) & _OURS_TO_MEND)
    return Finding(
        about="messages",
        found=f"{recent.messages} in a week; not delivered: {told}",
        remedy=f"see `registration`; texts are being blocked ({', '.join(map(str, ours))})" if ours else "",
    )
