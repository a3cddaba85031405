"""Asking again: no answer is no refusal, so whoever gave none is asked in further rounds, ever later.

A round is over when everybody suited was asked and no page lives. If somebody did not answer and the policy has another
round, it begins after the policy's wait. Meanwhile the call is a coordinator's task, and the requester hears what is
true. Only after the last round is nobody left. Where nobody was silent there is nothing to wait for.
"""

from dataclasses import replace

from domain import commands as c
from domain import events as e
from domain.deciding import Deciding
from domain.matching import Placed, rank
from domain.messages import MessageKind as K
from domain.messages import Params, Wake, WakeKind
from domain.tasks import TaskKind


def will_come(this: Deciding) -> bool:
    """True if somebody will be asked again: then it is planned, and told once."""
    incident, again = this.incident, this.incident.plan.policy.filling.ask_again
    silent = any(not placed.been for placed in _in_another(this))
    if incident.round > len(again) or not silent:
        this.incident = replace(incident, asks_again_at=None)
        return False
    if incident.asks_again_at is not None:
        return True
    at = this.now + again[incident.round - 1]
    this.incident = replace(incident, asks_again_at=at)
    subject = f"{incident.id}|{incident.round + 1}|{at:%Y%m%d%H%M%S}"
    this.wakes.append(Wake(kind=WakeKind.ASK_AGAIN, subject=subject, at=at, incident=incident.id))
    this.events.append(e.NobodyAnswered(why="everybody suited was asked, some did not answer"))
    if incident.round == 1:
        this.tell_coordinators(K.C_FILLING_AGAIN, this.about())
        this.want(TaskKind.ASKING_AGAIN, "nobody answered yet; those who did not are asked again")
        if not incident.going() and not _somebody_turned_back(this):
            tell_requester(this)
    return True


def begins_with_who_was_there(this: Deciding) -> bool:
    """True if only those are left who went already and are done: nothing is waited for, and they are asked again."""
    left = _in_another(this)
    if not left or this.incident.round_began_at == this.now or not all(placed.been for placed in left):
        return False
    this.incident = replace(this.incident, round_began_at=this.now)
    return True


def somebody_is_left(this: Deciding) -> bool:
    """True if anybody would be asked, were all of them to be asked once more."""
    return bool(_in_another(this, again=True))


def _in_another(this: Deciding, *, again: bool = False) -> tuple[Placed, ...]:
    """Who may be asked in another round, were it to begin now."""
    anew = replace(this.incident, round_began_at=this.now)
    return rank(anew, this.candidates(), this.now, again=again).order


def _somebody_turned_back(this: Deciding) -> bool:
    """True if somebody was going until just now: that is told with it."""
    return bool(this.before.going())


def tell_requester(this: Deciding, *, gone: str = "") -> None:
    """That nobody answered yet. `gone`: the code name of somebody who was coming and is not."""
    this.tell_requester(K.R_FILLING_AGAIN, _about(this, gone))


def answer_requester(this: Deciding) -> None:
    """The same to whoever asks."""
    this.answer_requester(K.R_FILLING_AGAIN, _about(this))


def _about(this: Deciding, gone: str = "") -> Params:
    return {"code": gone, "emergency": this.facts.emergency, **this.coordinator("knows")}


def begin(this: Deciding, command: c.AskAgain) -> bool:
    """The next round. False where there is nobody to look for: somebody is asked, or a round is still to come.

    A timer of rounds that were begun anew meanwhile looks as well: a round that was due and a call for which nothing is
    planned must never depend on whose timer it is.
    """
    incident, at = this.incident, this.incident.asks_again_at
    if not incident.is_alive():
        return False
    if at is None:
        return not incident.live_pages()
    if command.round != incident.round + 1 and this.now < at:
        return False
    began = incident.round + 1
    this.incident = replace(incident, round=began, round_began_at=this.now, asks_again_at=None)
    this.events.append(e.RoundBegan(why="those who did not answer are asked again", round=began))
    return True


def from_the_first(this: Deciding) -> None:
    """A coordinator wants everybody asked once more: all rounds are to come again, and neighbours may be turned to."""
    this.incident = replace(this.incident, round=1, round_began_at=this.now, asks_again_at=None, aid_asked=False)
