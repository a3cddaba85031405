"""How a call's consent ledger stands under its seal: written by one function, read back by its twin."""

from datetime import datetime, timedelta

from domain.ids import PersonId
from domain.ledger import Answer, Asks, Consent, Ledger, Override, OverrideState, Permit
from domain.needs import DangerKind
from models.forms import Form


def ledger_form(ledger: Ledger) -> Form | None:
    """None while nothing was said and nothing asked."""
    if ledger == Ledger():
        return None
    over = ledger.override
    return {
        "kinds": list(ledger.kinds),
        "force": ledger.force,
        "hurt": ledger.hurt,
        "cleared": ledger.cleared,
        "consents": {
            permit.value: {"answer": each.answer.value, "words": each.words, "by": each.by}
            for permit, each in ledger.consents.items()
        },
        "safe": ledger.safe,
        "safe_until": None if ledger.safe_until is None else ledger.safe_until.isoformat(),
        "reach": ledger.reach,
        "asked": sorted(ledger.asked),
        "waits": ledger.waits,
        "override": None if over is None else _override_form(over),
    }


def ledger_from(form: Form | None) -> Ledger:
    if form is None:
        return Ledger()
    over = form["override"]
    return Ledger(
        kinds=tuple(map(DangerKind, form["kinds"])),
        force=form["force"],
        hurt=form["hurt"],
        cleared=form["cleared"],
        consents={
            Permit(permit): Consent(
                answer=Answer(each["answer"]),
                words=each["words"],
                by=None if each["by"] is None else PersonId(each["by"]),
            )
            for permit, each in form["consents"].items()
        },
        safe=form["safe"],
        safe_until=None if form["safe_until"] is None else datetime.fromisoformat(form["safe_until"]),
        reach=form["reach"],
        asked=frozenset(map(Asks, form["asked"])),
        waits=None if form["waits"] is None else Asks(form["waits"]),
        override=None if over is None else _override_from(over),
    )


def _override_form(over: Override) -> Form:
    return {
        "permit": over.permit.value,
        "by": over.by,
        "reason": over.reason,
        "asked_at": over.asked_at.isoformat(),
        "until": over.until.isoformat(),
        "state": over.state.value,
        "second": over.second,
    }


def _override_from(form: Form) -> Override:
    """One kept before a policy said how long it waits waited for two minutes."""
    asked_at = datetime.fromisoformat(form["asked_at"])
    until = form.get("until")
    return Override(
        permit=Permit(form["permit"]),
        by=PersonId(form["by"]),
        reason=form["reason"],
        asked_at=asked_at,
        until=asked_at + timedelta(minutes=2) if until is None else datetime.fromisoformat(until),
        state=OverrideState(form["state"]),
        second=None if form["second"] is None else PersonId(form["second"]),
    )
