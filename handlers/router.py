"""Which conversation a message belongs to: an ordered table. The first whose case it is answers."""

from dataclasses import replace
from datetime import datetime

from domain.conversation import Conversation
from domain.messages import Inbound, Other
from domain.people import Person, Who
from handlers import (
    again,
    aid,
    all_well,
    cards,
    checkin,
    cohort,
    complaint,
    consent,
    coordinate,
    custody,
    debrief,
    drill,
    enrol,
    feed,
    figures,
    flood,
    follow_up,
    greet,
    hands,
    intake,
    later,
    leading,
    load,
    on_call,
    own_call,
    page,
    panic,
    profile,
    relay,
    rested,
    rota,
    rotation,
    shift,
    sighting,
    silence,
    staying,
    swap,
    tasks,
    training,
    unusual,
    vetting,
)
from handlers.consent import keeping_a_phone_safe
from handlers.saying import unanswered
from handlers.spoken import but_words, saying_what_was_not_sent, without_courtesy
from handlers.step import Conversing, Step, TalkFacts
from handlers.sure import with_reason, with_reason_behind

ROUTES: tuple[tuple[str, Conversing], ...] = (
    ("panic", panic.panic),
    ("no drill any more", drill.for_real),
    ("stop", greet.stop),
    ("come back", greet.come_back),
    ("exit", greet.leave),
    ("code word", silence.silence),
    ("phoned", unusual.phoned),
    ("a complaint, changed or passed on", complaint.otherwise),
    ("moving there", relay.moving),
    ("moving", unusual.moving),
    ("passed on", relay.forwarded),
    ("forwarded", unusual.forwarded),
    ("hurting themselves, edited", checkin.hurting_in_an_edit),
    ("edited", unusual.edited),
    ("code", enrol.code),
    ("a complaint", complaint.complaint),
    ("staying and leaving", but_words(staying.staying)),
    ("waiting", enrol.waiting),
    ("sos", own_call.sos),
    ("danger in their own call", own_call.urgent),
    ("hurting themselves on the way", checkin.hurting_on_the_way),
    ("words that wait", relay.answer),
    ("addressed", relay.addressed),
    ("check-in", checkin.check_in),
    ("debrief", debrief.answering),
    ("hurting themselves", checkin.hurting),
    ("pair", cohort.pair_word),
    ("language", but_words(greet.choose_language)),
    ("contact", profile.contact),
    ("a photo", relay.photo),
    ("a photo of a sighting", sighting.photo),
    ("only words", greet.only_words),
    ("who we are", greet.who_we_are),
    ("which time", later.which_time),
    ("sightings", sighting.coordinating),
    ("custody", custody.custody),
    ("sighting", sighting.sighting),
    ("follow up", follow_up.follow_up),
    ("cards for anybody", cards.for_anybody),
    ("trainings for anybody", training.for_anybody),
    ("intake", intake.intake),
    ("all well", all_well.all_well),
    ("cards", own_call.first_theirs(cards.cards)),
    ("tasks", own_call.first_theirs(tasks.tasks)),
    ("trainings", own_call.first_theirs(training.trainings)),
    ("drills", own_call.first_theirs(drill.drill)),
    ("debriefs", own_call.first_theirs(debrief.debriefs)),
    ("figures", own_call.first_theirs(figures.figures)),
    ("cohorts", own_call.first_theirs(cohort.cohorts)),
    ("vetting", but_words(vetting.vetting)),
    ("rotation", but_words(rotation.rotation)),
    ("profile", but_words(profile.profile)),
    ("consent", but_words(own_call.first_theirs(consent.consent))),
    ("hands", but_words(own_call.first_theirs(with_reason(hands.hands)))),
    ("flood", but_words(own_call.first_theirs(with_reason(flood.flood)))),
    ("swap", but_words(own_call.first_theirs(swap.swap))),
    ("window", but_words(own_call.first_theirs(with_reason_behind(later.window)))),
    ("still coming", later.still_coming),
    ("aid", but_words(own_call.first_theirs(with_reason(aid.aid)))),
    ("details", but_words(own_call.first_theirs(again.again))),
    ("who leads", but_words(own_call.first_theirs(with_reason(leading.set_lead)))),
    ("leading", but_words(own_call.first_theirs(leading.leading))),
    ("coordinate", but_words(own_call.first_theirs(with_reason(coordinate.coordinate)))),
    ("rested", but_words(own_call.first_theirs(rested.rested))),
    ("rota", but_words(own_call.first_theirs(rota.rota))),
    ("calendar", but_words(own_call.first_theirs(feed.feed))),
    ("load", but_words(own_call.first_theirs(load.load))),
    ("on call", but_words(own_call.first_theirs(on_call.on_call))),
    ("shift", but_words(own_call.first_theirs(shift.shift))),
    ("nothing but their own call", own_call.unasked),
    ("not well", checkin.not_well),
    ("page button", page.page_tap),
    ("more after an answer", checkin.more),
    ("page", page.page),
    ("their own call", own_call.whatever_else),
    ("an answer after all", checkin.after_all),
    ("an answer to a debrief after all", debrief.after_all),
    ("words for a call they watch", relay.for_a_call_they_watch),
    ("words for whoever needs help", relay.plain),
    ("not understood", page.not_understood),
)


def route(talk: Conversation, inbound: Inbound, who: Who, facts: TalkFacts, now: datetime) -> Step:
    """What `inbound` leads to. Every message has an answer, which may be silence."""
    if inbound.own_number is not None and not (isinstance(who, Person) and who.is_member()):
        inbound = replace(inbound, own_number=None, other=Other.CONTACT)
    inbound = without_courtesy(talk, inbound, who, facts)
    for name, conversing in ROUTES:
        step = conversing(talk, inbound, who, facts, now)
        if step is not None:
            step = saying_what_was_not_sent(talk, replace(step, why=f"{name}: {step.why}"), inbound, who, facts)
            step = unusual.owning_up_to_media(step, inbound, who, facts)
            return keeping_a_phone_safe(step, inbound, who, facts, now)
    return unanswered(talk, now, why="nobody's case")
