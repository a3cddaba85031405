"""What a requester says while their call runs: words, where they are, danger, silence."""

from dataclasses import replace
from datetime import datetime, timedelta

from domain import aid, asking, coordinating, doubting, going, keeping_time, later, not_alone, relay, rounds, screening
from domain import commands as c
from domain import events as e
from domain.atlas import metres
from domain.cross_street import Answer
from domain.deciding import Deciding, place_text
from domain.doubt import DoubtState
from domain.incident import AssignmentState, Disposition, IncidentStatus
from domain.messages import MessageKind as K
from domain.messages import Params, Wake, WakeKind
from domain.needs import DangerKind, Retention
from domain.places import Place, PlaceKind
from domain.tasks import TaskKind

_TELLS_OF_MOVES_EVERY = timedelta(minutes=2)
_TELLS_IN_DOUBT = 3
"""So many texts after words of danger coordinators read one by one, of a call of a flood for which nobody goes."""


def keep_to_itself(this: Deciding, most: Retention) -> None:
    """Their words spoke of a discreet need, of which nothing is kept longer than `most`: nor is what came before."""
    incident, kept = this.incident, this.incident.retention
    if incident.keeps_to_itself():
        return
    this.incident = replace(
        incident,
        discreet=True,
        words=(),
        relayed=replace(incident.relayed, shown=frozenset()),
        ledger=incident.ledger.wordless(),
        retention=Retention(words=min(kept.words, most.words), shell=min(kept.shell, most.shell)),
    )
    this.events.append(e.TurnedDiscreet(why="their words spoke of what is not kept"))


def _hear_what_counts(this: Deciding, command: c.AddWords) -> None:
    """What their words change whatever else becomes of them."""
    if command.discreet is not None:
        keep_to_itself(this, command.discreet)
    if command.denied:
        this.incident = replace(this.incident, ledger=this.incident.ledger.denying(command.denied))


def add_words(this: Deciding, command: c.AddWords) -> None:
    _hear_what_counts(this, command)
    incident = this.incident
    if incident.keeps_pages_back():
        _hear_in_doubt(this, command)
        return
    if incident.doubt is not None and incident.doubt.state is DoubtState.URGENT:
        doubting.confirm_later(this, doubting.weigh(this, command))
        incident = this.incident  # with whoever was paged just now
    if command.words and not incident.keeps_to_itself():
        shown = incident.relayed.shown | ({len(incident.words)} if command.shown else set())
        relayed = replace(incident.relayed, shown=shown)
        this.incident = replace(incident, words=(*incident.words, command.words), relayed=relayed)
    this.events.append(e.WordsAdded(why="the requester wrote more"))
    second = incident.also_heard(this.said_in) is not None and stays(this, command.place)
    better = command.place is not None and not second and says_more(command.place, incident.place)
    if command.place is not None and second:
        tell_second_place(this, command.place)
    if better and command.place is not None:
        areas = command.place.areas or incident.areas
        this.incident = replace(this.incident, place=command.place, areas=areas)
        this.events.append(e.Placed(why=command.place.why or "the requester named it"))
        this.ask_aside_anew()
        if incident.plan.ready:  # else a place changes nothing: it stays a coordinator's
            this.tasks_done.add(TaskKind.UNPLACED)
        _share(this)
        if areas and not incident.areas:
            _look_from_the_place(this)
    new = _hear_danger(this, command) if command.danger else ()
    if command.words and not _is_held(this, command):
        relay.pass_on_words(this, command.words, corrects=command.corrects, shown=command.shown)
    not_alone.send_two(this, new)  # after the words: whoever waits from now on has read these
    if better:
        tell_place(this)
        later.ask_aside_all(this)
    if better and incident.status is IncidentStatus.OPEN and incident.plan.ready:
        this.happened(e.PagingBegan(why="the place became known"))
        this.tell_that_people_are_asked()
        asking.refill(this, "the place became known")
    elif not command.danger and not command.answered and not _is_held(this, command):
        this.answer_requester(K.R_NOTED)


def _hear_danger(this: Deciding, command: c.AddWords) -> tuple[DangerKind, ...]:
    """Tell it, where it is news. Which kinds are new, as far as those who go may know of them."""
    if not command.quietly:
        _speak_again(this)
    ledger = this.incident.ledger
    new = tuple(each for each in command.kinds if each not in ledger.kinds)
    if new or not this.incident.danger:
        this.incident = replace(this.incident, danger=True, ledger=ledger.with_kinds(new))
        name_danger(this, new, openly=not command.complains)
    return () if command.complains else new


def _hear_in_doubt(this: Deciding, command: c.AddWords) -> None:
    """Kept, weighed, and passed on to nobody who goes: whoever looks at the list reads it there. Danger is told, and
    what they write after it.
    """
    incident = this.incident
    answer = doubting.weigh(this, command)
    if command.words and not incident.keeps_to_itself():
        this.incident = replace(this.incident, words=(*incident.words, command.words))
    this.events.append(e.WordsAdded(why="the requester wrote more"))
    if command.danger:
        _speak_again(this)
    fits = answer is Answer.FITS or incident.place is None
    if command.place is not None and fits and says_more(command.place, incident.place):
        this.incident = replace(this.incident, place=command.place, areas=command.place.areas or incident.areas)
        this.events.append(e.Placed(why=command.place.why or "the requester named it"))
    if command.danger and not incident.danger:
        this.incident = replace(this.incident, danger=True)
        if incident.doubt is not None and incident.doubt.waits:
            name_danger(this)
            doubting.wake_for_danger(this)
        else:
            this.want(TaskKind.DANGER, "a blocked sender named danger")
    if command.words and answer is not Answer.REPEATS:
        _tell_more_of_danger(this, command.words)
    doubting.hear(this, answer)


def _tell_more_of_danger(this: Deciding, words: str) -> None:
    """Nobody goes yet who reads it, and a coordinator may act on it. Of a sender who writes on and on, and where many
    calls name danger, they hear that there is more.
    """
    incident, doubt = this.incident, this.incident.doubt
    if not incident.danger or doubt is None or not doubt.waits:
        return
    if doubt.crowded or doubt.texts > _TELLS_IN_DOUBT:
        _tell_of_dangers_together(this)
        return
    this.tell_coordinators(K.C_WORDS, {"number": incident.number, "words": words})


def _speak_again(this: Deciding) -> None:
    """Texts may go to whoever wrote again."""
    _set_silent(this, silent=False)


def _set_silent(this: Deciding, *, silent: bool) -> None:
    incident = this.incident
    if incident.also_heard(this.said_in) is None:
        this.incident = replace(incident, silent=silent)
        return
    also = tuple(replace(each, silent=silent) if each.conversation == this.said_in else each for each in incident.also)
    this.incident = replace(incident, also=also)


def _is_held(this: Deciding, command: c.AddWords) -> bool:
    """Kept now and told later. What is not kept, and what names danger or a place, is told at once."""
    discreet = this.incident.keeps_to_itself()
    return command.held and not discreet and not command.danger and command.place is None


def tell_words(this: Deciding, command: c.TellWords) -> None:
    """What came in a flood, together."""
    held = this.words_for_those_who_go(command.since) if this.released() else this.incident.words[command.since :]
    if held and this.incident.is_alive():
        relay.pass_on_words(this, "\n".join(held), shown=bool(this.released()))


def follow_place(this: Deciding, command: c.FollowPlace) -> None:
    """They move: once it is far enough the call knows where they are, and people hear it now and then.

    Of somebody else who calls about the same only the place where they began is told, where the call has one.
    """
    incident, place = this.incident, command.place
    if not incident.is_alive() or not _has_moved(place, incident.place, incident.plan.policy.safety.moved_metres):
        return
    known = incident.place is not None and incident.place.kind is not PlaceKind.WORDS
    if known and incident.also_heard(this.said_in) is not None:
        return
    if not known or not incident.areas:
        add_words(this, c.AddWords(incident=incident.id, words="", place=place))
        return
    this.incident = replace(incident, place=place, areas=place.areas or incident.areas)
    this.events.append(e.Placed(why="the requester moves"))
    this.ask_aside_anew()
    later.ask_aside_all(this)
    every = _TELLS_OF_MOVES_EVERY.total_seconds()
    window = int(this.now.timestamp() // every) + 1
    at = datetime.fromtimestamp(window * every, tz=this.now.tzinfo)
    subject = f"{incident.id}:{window}"
    this.wakes.append(Wake(kind=WakeKind.PLACE_MOVED, subject=subject, at=at, incident=incident.id))


def _has_moved(now: Place, before: Place | None, far: int) -> bool:
    """True if they are so far from where the call knows them to be: standing still is never quite still."""
    if before is None or before.lat is None or before.lon is None or now.lat is None or now.lon is None:
        return now != before
    return metres((before.lat, before.lon), (now.lat, now.lon)) >= far


def tell_place(this: Deciding, *, moves: bool = False) -> None:
    """Whoever goes and knows the place hears where it is now; while nobody does, the coordinators."""
    incident = this.incident
    if not incident.is_alive():
        return
    place = place_text(incident.place)
    for each in this.released():
        this.tell(each.person, K.M_PLACE, {"requester": this.requester_code(), "place": place})
        relay.show_point(this, each.person, moves=moves)
    if not this.released():
        this.tell_coordinators(K.C_PLACE, {"number": incident.number, "place": place})


def _share(this: Deciding) -> None:
    """With another team as well, if it lies in an area of theirs by now."""
    if this.incident.plan.ready:
        aid.share(this)


def _look_from_the_place(this: Deciding) -> None:
    """The areas became known: whoever covers them is asked, not those of a team that does not, nor who steps aside."""
    team = {each.person.id for each in this.facts.candidates}
    for page in this.incident.live_pages():
        if page.person not in team:
            asking.end_page(this, page.id, e.PageWithdrawn, "it lies in another team's area")
            asking.stand_down(this, page)
    asking.ask_only_who_suits(this, "the place became known")
    this.incident = replace(this.incident, exhausted=False)
    if this.incident.plan.ready:
        asking.refill(this, "the place became known")


def name_danger(this: Deciding, kinds: tuple[DangerKind, ...] = (), *, openly: bool = True) -> None:
    """Danger is known, of these `kinds` as far as the words show: it waits for no form and no place.

    Not `openly`: it may be one of those who go, and coordinators alone hear of it.
    """
    window = this.incident.need.window
    this.events.append(e.DangerNamed(why="danger was named"))
    screening.say_danger(this, kinds)
    if this.incident.doubt is not None and this.incident.doubt.crowded and this.incident.doubt.waits:
        _tell_of_dangers_together(this)
        keeping_time.now_after_all(this, "danger was named")
        return
    this.tell_coordinators(K.C_DANGER, {**this.about(), "dangers": ",".join(this.incident.ledger.dangers())})
    for each in this.incident.taking_part() if openly else ():
        this.tell(each.person, K.M_DANGER, {"code": each.code, "requester": this.requester_code()})
    this.want(TaskKind.DANGER, "danger was named")
    keeping_time.now_after_all(this, "danger was named")
    asks = this.incident.exhausted or this.incident.asks_again_at is not None
    if asks or this.incident.need.window != window:
        asking.refill(this, "danger was named: some may be woken for it")


def _tell_of_dangers_together(this: Deciding) -> None:
    """More calls of a flood name danger than anybody reads one by one: coordinators hear of them once a minute."""
    for person in this.facts.coordinators:
        this.tell_together(person, K.C_FLOOD_DANGER)


def speak_on(this: Deciding, command: c.SpeakOn) -> None:
    """Whoever speaks it is asked first from now on; those who go are shown it with the details."""
    is_first = this.incident.also_heard(this.said_in) is None
    if is_first and this.incident.is_alive() and command.language != this.incident.language:
        this.incident = replace(this.incident, language=command.language)
        this.events.append(e.LanguageChanged(why=command.language))


def tell_status(this: Deciding) -> None:
    """Whoever asks wants an answer: texts may go to them again."""
    _speak_again(this)
    there = [each.code for each in this.released() if each.state is AssignmentState.ON_SCENE]
    holding = [each.code for each in this.incident.in_person()]
    afar = [each.code for each in this.incident.going() if each.remote]
    if there:
        this.answer_requester(K.R_STATUS_THERE, {"codes": ", ".join(there)})
    elif this.released() and this.incident.is_ahead(this.now):
        codes = ", ".join(each.code for each in this.released())
        this.answer_requester(K.R_LATER_SOON, {"codes": codes, **this.times()})
    elif this.released():
        this.answer_requester(K.R_STATUS_COMING, {"codes": ", ".join(each.code for each in this.released())})
    elif holding and (this.incident.live_pages() or this.incident.held):
        this.answer_requester(*later.holding_said(this, holding[0]))
    elif afar:
        this.answer_requester(K.R_REMOTE_COMING, {"code": ", ".join(afar), "when": "", "until": ""})
    elif this.incident.live_pages():
        this.answer_requester(K.R_STATUS_ASKING, {"asked": len(this.incident.pages)})
    elif this.incident.asks_again_at is not None and holding:
        this.answer_requester(*later.holding_said(this, holding[0]))
    elif this.incident.asks_again_at is not None:
        rounds.answer_requester(this)
    elif holding and this.incident.exhausted:
        this.answer_requester(
            K.R_NOBODY_BESIDE, {"code": holding[0], "emergency": this.facts.emergency, **this.coordinator("tries")}
        )
    elif this.incident.exhausted:
        this.answer_requester(K.R_NOBODY, {"emergency": this.facts.emergency, **this.coordinator("tries")})
    elif this.incident.status is IncidentStatus.OPEN and not this.incident.areas:
        this.answer_requester(K.R_UNPLACED, this.coordinator("has"))
    else:
        this.answer_requester(K.R_COORDINATOR_HAS_IT)


def go_silent(this: Deciding, command: c.GoSilent) -> None:
    """Texts stop; the response never does. A coordinator decides."""
    also = this.incident.also_heard(this.said_in)
    if this.incident.silent if also is None else also.silent:
        return
    if command.how == "withdrawn":
        this.answer_requester(K.R_WITHDRAWN)
    _set_silent(this, silent=True)
    this.events.append(e.WentSilent(why=command.how))
    if this.incident.keeps_pages_back() and not this.incident.danger:
        return
    for each in this.incident.taking_part():
        going.tell_who_is_silent(this, each.person, this.requester_code())
    this.tell_first_coordinators(K.C_SILENT, {"number": this.incident.number, "how": command.how})
    this.want(TaskKind.SILENT, f"the requester went silent: {command.how}")


def say_code_word(this: Deciding, command: c.SayCodeWord) -> None:
    """The one way in which a requester ends a call. Where others call about it too it ends for them alone.

    Under pressure nothing ends but what their screen shows.
    """
    if not this.incident.is_alive():
        return
    if command.pressed:
        _press(this)
    elif this.incident.also:
        go_silent(this, c.GoSilent(incident=command.incident, how="withdrawn"))
    else:
        ended = c.Close(incident=command.incident, disposition=Disposition.DECLINED_BY_REQUESTER)
        coordinating.close(this, ended, why="the requester's code word")


def _press(this: Deciding) -> None:
    said_in = this.said_in or this.incident.conversation
    this.tell_closed(relay.ended_for_the_requester(this), only=said_in)
    _set_silent(this, silent=True)
    ledger = this.incident.ledger
    if this.incident.also_heard(said_in) is None:  # a time they had named for texts does not end the silence
        ledger = replace(ledger, safe=False, safe_until=None)
    this.incident = replace(this.incident, danger=True, ledger=ledger)
    this.events.append(e.CodeWordSaid(why="as somebody gives it who is under pressure"))
    for each in this.incident.taking_part():
        this.tell(each.person, K.M_SILENCE_PRESSED, {"requester": this.requester_code()})
    this.tell_coordinators(K.C_SILENCE_PRESSED, {"number": this.incident.number})
    this.want(TaskKind.DANGER, "the requester may be under pressure")
    keeping_time.now_after_all(this, "the requester may be under pressure")


def know_code_word(this: Deciding) -> None:
    """For coordinators alone: whoever it is learns nothing of it."""
    if this.incident.is_alive():
        this.events.append(e.CodeWordSaid(why="from another phone"))
        this.tell_coordinators(K.C_SILENCE_ELSEWHERE, {"number": this.incident.number})


def cannot_reach(this: Deciding) -> None:
    """Told once an incident: a coordinator finds another way, and the response goes on."""
    if not this.incident.is_alive():
        return
    this.events.append(e.RequesterUnreachable(why="a message did not get through"))
    if this.incident.keeps_pages_back() and not this.incident.danger:
        return
    for person in this.facts.coordinators:
        key = f"{K.C_STOPPED_SMS.value}:{this.incident.id}:{person}"
        this.tell(person, K.C_STOPPED_SMS, {"number": this.incident.number}, key=key, subject=this.incident.id)
    this.want(TaskKind.SILENT, "the requester cannot be reached")
    relay.tell_nothing_arrives(this)


_EXACT = frozenset(
    {
        PlaceKind.COORDINATES,
        PlaceKind.LINK,
        PlaceKind.PLUS_CODE,
        PlaceKind.INTERSECTION,
        PlaceKind.ADDRESS,
    }
)


def stays(this: Deciding, place: Place | None) -> bool:
    """True if people go to an exact place, of whoever called first, and `place` is another one."""
    old = this.incident.place
    if place is None or old is None or old.kind not in _EXACT or place.kind not in _EXACT:
        return False
    same = place.label.casefold() == old.label.casefold()
    return not same and (place.lat is None or (place.lat, place.lon) != (old.lat, old.lon))


def tell_second_place(this: Deciding, place: Place) -> None:
    """Nobody turns around for it: a coordinator hears whose place it is, and decides."""
    told: Params = {"number": this.incident.number, "caller": this.requester_code(), "place": place_text(place)}
    this.tell_coordinators(K.C_HANDS_SECOND_PLACE, told)


def says_more(new: Place, old: Place | None) -> bool:
    """True if `new` says more than `old`: anything beats nothing, an exact place beats an area, one of several areas
    all of them, a new one an old.
    """
    if old is None or old.kind is PlaceKind.WORDS:
        return new.kind is not PlaceKind.WORDS
    if old.lat is None and new.areas and set(new.areas) < set(old.areas):
        return True
    return new.kind in _EXACT and new != old
