"""Nobody goes alone into weapons or active violence, whatever the nature of a call says of how many go together.

Once either is named two must be together, one more is asked, and whoever is on the way waits near for them. Whoever is
there already hears that they are alone, as always (`field_safety`). A coordinator may change the need back.
"""

from collections.abc import Iterable
from dataclasses import replace

from domain import asking, going
from domain import events as e
from domain.deciding import Deciding
from domain.incident import Assignment
from domain.messages import Line
from domain.messages import MessageKind as K
from domain.needs import DangerKind, Mode, Need

_FORCE = frozenset({DangerKind.WEAPON, DangerKind.VIOLENCE})
_TWO = 2
_WHY = "a weapon or violence was named: nobody goes alone"


def need_in(dangers: Iterable[DangerKind], need: Need) -> Need:
    """What `need` becomes where these dangers are known."""
    if _FORCE.isdisjoint(dangers) or need.mode is not Mode.GO or need.together >= _TWO:
        return need
    responders = max(need.responders, _TWO + need.from_afar)
    return replace(need, together=_TWO, responders=responders, cap=max(need.cap, responders))


def send_two(this: Deciding, kinds: Iterable[DangerKind]) -> None:
    """These `kinds` of danger are new. Said with what is told of them already."""
    before = this.incident.need
    need = need_in(kinds, before)
    if need == before or not this.incident.is_alive():
        return
    need = going.with_somebody_beside(this.incident, need)
    this.incident = replace(this.incident, need=need)
    this.events.append(e.NeedChanged(why=_WHY, responders=need.responders, cap=need.cap, together=need.together))
    undoes = Line(kind=K.C_LINE_DANGER_TWO, params={"number": this.incident.number, "responders": before.responders})
    for n, say in enumerate(this.says):
        if say.kind is K.C_DANGER:
            this.says[n] = replace(say, lines=(*say.lines, undoes))
    waits = going.keep_together(this, _WHY)
    this.settle()
    if not this.incident.is_filled():
        this.incident = replace(this.incident, exhausted=False)
        asking.refill(this, _WHY)
    for each in waits:
        _tell_to_wait(this, each)
    going.tell_who_waits(this, waits)


def _tell_to_wait(this: Deciding, mine: Assignment) -> None:
    told = Line(kind=K.M_LINE_DANGER_TWO, params={"asked": len(this.incident.live_pages()) or ""})
    for n, say in enumerate(this.says):
        if say.to == mine.person and say.kind is K.M_DANGER:
            this.says[n] = replace(say, lines=(*say.lines, told))
            return
    this.tell(mine.person, K.M_SCREEN_STAGE, {"code": mine.code}, lines=(told,))
