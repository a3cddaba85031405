"""What a text seems to say, with the words the program ships: danger above all is not missed."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.own_lexicon import with_own
from config.triage import load_lexicon
from domain.community import Community
from domain.ids import NatureId
from domain.lexicon import Lexicon, Mark, Signs, Sort
from domain.needs import DangerKind, Door, Nature, Need, ProtectionArea, Urgency, Want, area_unserved, unserved
from domain.triage import Reading, language_in, nature_for, read

P = ProtectionArea
LEXICON = load_lexicon()


def said(text: str) -> Reading:
    return read(text, LEXICON)


@pytest.mark.parametrize(
    "text",
    [
        "he has a gun",
        "There's a KNIFE",
        "weapons",
        "somebody is shooting",
        "my husband is hitting me",
        "he hit me",
        "she's not breathing",
        "he isn't breathing",
        "He isn\u2019t breathing",
        "cant breathe",
        "I want to kill myself",
        "thinking about suicide",
        "I don't want to live",
        "he said he will kill her",
        "our house is on fire",
        "FIRE",
        "they are taking him away",
        "my neighbor is being taken",
        "please don't kill me",
        "No! A gun!",
        "no, he has a knife",
        "no weapons but he is choking her",
        "tiene una pistola",
        "trae un cuchillo",
        "hay fuego en el edificio",
        "no respira",
        "mi esposo me pega",
        "me est\u00e1 pegando",
        "me quiero morir",
        "me quiere matar",
        "se lo llevan",
        "auxilio",
        "estamos en peligro",
        "lo van a apu\u00f1alar",
        "No quiero morir",
    ],
)
def test_danger_is_heard(text: str) -> None:
    assert said(text).danger


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hello",
        "my power is out and I need water",
        "can somebody drive me to court tomorrow",
        "there is no gun",
        "no weapons",
        "he is not armed",
        "we are not in danger",
        "he doesn't have a knife",
        "there are no fires",
        "I was fired from my job",
        "fireworks are too loud",
        "begun, knifeless and killjoy",
        "no hay fuego",
        "no tiene armas",
        "no estoy en peligro",
        "sin armas",
        "necesito emergency shelter, comida",
        "the roof leaks",
    ],
)
def test_danger_is_not_made_up(text: str) -> None:
    assert not said(text).danger


@pytest.mark.parametrize(
    ("text", "area"),
    [
        ("two men are fighting in front of the store", P.COMMUNITY_RESPONSE),
        ("someone keeps following me", P.COMMUNITY_RESPONSE),
        ("my friend is having a panic attack", P.MENTAL_HEALTH),
        ("I want to kill myself", P.MENTAL_HEALTH),
        ("our basement flooded and the power is out", P.CLIMATE_RELIEF),
        ("need a ride to the clinic for an abortion", P.ABORTION_SUPPORT),
        ("we just arrived and have nowhere to sleep", P.HOSPITALITY),
        ("I got doxxed, a militia posted my address", P.POLITICAL_ALLIES),
        ("need legal observers at the protest", P.DIRECT_ACTION),
        ("ICE is at my neighbor's door", P.CRIMINAL_LEGAL),
        ("my son was arrested, he is in jail", P.CRIMINAL_LEGAL),
        ("hay una pelea en la calle", P.COMMUNITY_RESPONSE),
        ("tiene un ataque de p\u00e1nico", P.MENTAL_HEALTH),
        ("se inund\u00f3 la casa", P.CLIMATE_RELIEF),
        ("quiero abortar", P.ABORTION_SUPPORT),
        ("no tengo d\u00f3nde dormir", P.HOSPITALITY),
        ("amenazas de muerte por ser periodista", P.POLITICAL_ALLIES),
        ("gas lacrim\u00f3geno en la marcha", P.DIRECT_ACTION),
        ("lo detuvieron, necesito un abogado", P.CRIMINAL_LEGAL),
        ("la migra est\u00e1 en la esquina", P.CRIMINAL_LEGAL),
    ],
)
def test_each_protection_area_is_recognised(text: str, area: ProtectionArea) -> None:
    reading = said(text)

    assert reading.areas[0] is area
    assert any(str(area) in why for why in reading.why)


def test_accents_and_capitals_play_no_part() -> None:
    assert said("HAY UNA INUNDACI\u00d3N") == said("hay una inundacion")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("please help me, there is someone at my door", "en"),
        ("por favor ayuda, hay alguien en mi puerta", "es"),
        ("911", None),
        ("", None),
        ("5th & Main", None),
        ("no", None),
    ],
)
def test_the_language_is_told_when_the_text_shows_it(text: str, language: str | None) -> None:
    assert said(text).language == language
    assert language_in(text, LEXICON) == language


@pytest.mark.parametrize("text", ["hi", "Hello there!", "thank you so much", "Hola, buenos d\u00edas", "ok. thanks"])
def test_small_talk_is_chatter(text: str) -> None:
    assert said(text).chatter


@pytest.mark.parametrize("text", ["", "hi, help", "hello he has a gun", "ok but I need food", "???"])
def test_what_says_more_or_nothing_is_not_chatter(text: str) -> None:
    assert not said(text).chatter


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("he wants to kill himself", DangerKind.SUICIDE),
        ("kiero morirme", DangerKind.SUICIDE),
        ("he is beatin me", DangerKind.VIOLENCE),
        ("she took all the pills in the bottle", DangerKind.SUICIDE),
        ("my dad is unconsious", DangerKind.NOT_BREATHING),
        ("heeeelp he stopped breething", DangerKind.NOT_BREATHING),
        ("hes got a nife", DangerKind.WEAPON),
        ("the truck drove right into the march", DangerKind.VIOLENCE),
        ("water keeps coming up the stairs", DangerKind.FIRE),
        ("los agentes se llevaron a mi papa", DangerKind.TAKEN),
        ("mon mari me frappe", DangerKind.VIOLENCE),
        ("yo pran papa m", DangerKind.TAKEN),
    ],
)
def test_danger_is_told_by_its_kind(text: str, kind: DangerKind) -> None:
    assert kind in said(text).kinds


@pytest.mark.parametrize(
    "text",
    [
        "could die laughing",
        "you are killing it lol",
        "shoot me a text later",
        "my phone is dying",
        "this song is fire",
        "we have a flat tire",
        "me muero de risa",
        "mi mama me va a matar jaja",
        "je suis morte de rire",
        "map mouri ri",
        "the fire department called about a fire drill",
        "mes chaussettes, c'est pas grave",
    ],
)
def test_words_that_only_sound_like_danger_are_none(text: str) -> None:
    assert not said(text).danger


@pytest.mark.parametrize(
    ("text", "wants"),
    [
        ("necesito un techo, estoy solo con mi hijo", {Want.SHELTER, Want.COMPANY}),
        ("no tenemos techo ni nada, mi hija llora", set()),
        ("besoin d'un toit, seul avec mon fils", {Want.SHELTER, Want.COMPANY}),
        ("need a roof over our heads tonight, alone with my son", {Want.SHELTER}),
        ("sleeping under the bridge, alone and cold", set()),
        ("duermo bajo el puente, estoy solo", {Want.COMPANY}),
        ("je dors sous le pont, seul", {Want.COMPANY}),
        ("perdi el tren, estoy sola, necesito transporte", {Want.TRANSPORT, Want.COMPANY}),
        ("plates, knives and forks for the dinner", {Want.FOOD}),
        ("mi celular se va a morir", set()),
        ("telefòn mwen pral mouri", set()),
        ("no ICE here", set()),
        ("Old twon", set()),
        ("water at old twn", {Want.WATER}),
        ("h20 4 us pls", {Want.WATER}),
        ("no tengo casa", {Want.SHELTER}),
        ("gn everyone", set()),
        ("is this 911", set()),
        ("i cant see the map", set()),
        ("katılmak istiyorum", set()),
        ("solo hasta las 8", set()),
        ("annem çok hasta", {Want.MEDICAL}),
        ("seulement demain", set()),
    ],
)
def test_who_is_alone_without_a_roof_or_names_what_is_near_danger_is_in_none(text: str, wants: set[Want]) -> None:
    reading = read(text, load_lexicon(small_signs=False))

    assert (reading.danger, set(reading.wants)) == (False, wants)


@pytest.mark.parametrize(
    "text",
    [
        "esta sola en el techo llorando",
        "esta en el puente solo",
        "elle est seule sur le toit",
        "he is on the roof alone",
        "im on the tracks waiting for the train",
        "he has knives",
        "mi papa se va a morir",
        "katil geldi",
    ],
)
def test_who_stands_where_people_jump_is_in_danger_still(text: str) -> None:
    assert read(text, load_lexicon(small_signs=False)).danger


def test_what_is_named_after_danger_may_be_a_place() -> None:
    for text in ("union station", "by the fire station"):
        assert said(text).idiom, text
    for text in ("haha literally dying", "thanks", "he has a gun", "5th and main"):
        assert not said(text).idiom, text


def test_who_wants_to_join_and_is_in_danger_is_in_danger() -> None:
    for text in (
        "자원봉사 하고 싶어요, 죽고 싶어요",
        "katılmak istiyorum, ölmek istiyorum",
        "he has a gn",
        "is this 911 he wont wake up",
        "call 911",
    ):
        assert said(text).danger, text
    assert said("edeme tanpri").help


def test_danger_beside_an_idiom_is_danger() -> None:
    assert said("my phone is dying and he wont wake up").danger


@pytest.mark.parametrize(
    ("text", "wants"),
    [
        ("we need water and food", {Want.WATER, Want.FOOD}),
        ("dont need water, but no place to sleep", {Want.SHELTER}),
        ("nesesitamos awa y komida", {Want.WATER, Want.FOOD}),
        ("besoin d'un avocat", {Want.LEGAL}),
        ("nou bezwen dlo", {Want.WATER}),
        ("my son never came home, he is missing", {Want.MISSING_PERSON}),
        ("no hay nada en la nevera", {Want.FOOD}),
        ("buscamos cuarto para una familia", {Want.SHELTER}),
        ("mi hermano sale del penal el martes, quien lo recoge", {Want.TRANSPORT}),
        ("mi patron no me quiere pagar", {Want.LEGAL}),
        ("tengo corte y no quiero ir sola", {Want.LEGAL, Want.COMPANY}),
        ("plus rien dans les placards", {Want.FOOD}),
        ("cherche une chambre pas chere", {Want.SHELTER}),
        ("quelqu'un peut aller chercher mon frere", {Want.TRANSPORT}),
        ("comment effacer mon casier", {Want.LEGAL}),
        ("ma voisine vit seule et s'ennuie", {Want.COMPANY}),
        ("pa gen anyen nan frijide", {Want.FOOD}),
        ("m ap chache chanm", {Want.SHELTER}),
        ("gen plas nan machin pou demen", {Want.TRANSPORT}),
        ("bos la pa vle peye m", {Want.LEGAL}),
        ("vin chita ak mwen yon ti moman", {Want.COMPANY}),
        ("can sum1 sit w me at my appt fri", {Want.COMPANY}),
        ("any rooms for 3 from monday", {Want.SHELTER}),
        ("just got home from surgery, soup would be nice", {Want.FOOD}),
        ("he gets out friday 6am, who can fetch him", {Want.TRANSPORT}),
        ("how do i seal my record", {Want.LEGAL}),
    ],
)
def test_what_is_lacked_is_read(text: str, wants: set[Want]) -> None:
    assert wants <= set(said(text).wants)


def test_what_is_refused_is_not_lacked() -> None:
    assert Want.WATER not in said("we dont need any water, just food").wants


@pytest.mark.parametrize(
    ("text", "door"),
    [
        ("how do i join your team", Door.JOIN),
        ("when is the next training", Door.TRAINING),
        ("can you send me the toolkit", Door.TOOLKIT),
        ("i want to start a team in my town", Door.START_A_TEAM),
        ("quiero ser voluntario", Door.JOIN),
        ("how do i become a protector", Door.JOIN),
        ("UNIRME Rosa", Door.JOIN),
        ("s'inscrire", Door.JOIN),
        ("je veux rejoindre l'equipe", Door.JOIN),
        ("jaimerais rejoindre votre association", Door.JOIN),
        ("m vle jwenn ekip la", Door.JOIN),
        ("crear equipo", Door.START_A_TEAM),
        ("formación", Door.TRAINING),
        ("zouti", Door.TOOLKIT),
        ("quero fazer parte da equipe", Door.JOIN),
        ("хочу присоединиться к вам", Door.JOIN),
        ("怎么加入你们", Door.JOIN),
        ("اريد التطوع", Door.JOIN),
        ("muốn tham gia nhóm", Door.JOIN),
        ("gusto kong sumali", Door.JOIN),
        ("katılmak istiyorum", Door.JOIN),
        ("자원봉사 하고 싶어요", Door.JOIN),
        ("我想当志愿者", Door.JOIN),
        ("voglio unirmi a voi", Door.JOIN),
        ("jak dołączyć", Door.JOIN),
        ("treinamento", Door.TRAINING),
        ("培训", Door.TRAINING),
        ("szkolenie", Door.TRAINING),
        ("kit de herramientas", Door.TOOLKIT),
        ("создать команду", Door.START_A_TEAM),
    ],
)
def test_who_wants_to_take_part_is_at_another_door(text: str, door: Door) -> None:
    reading = said(text)

    assert reading.door is door
    assert not reading.says_what


@pytest.mark.parametrize(
    "text", ["Congratulations! You have won a gift card, click here to claim", "Gana dinero desde casa, haz clic aqui"]
)
def test_what_is_sold_is_no_call(text: str) -> None:
    assert said(text).advert
    assert not said(text).says_what


@pytest.mark.parametrize(("text", "people"), [("2 adults and 3 kids need food", 5), ("necesitamos agua, somos 4", 4)])
def test_people_are_counted_where_it_is_said(text: str, people: int) -> None:
    assert said(text).people == people


@pytest.mark.parametrize(
    ("text", "urgency"),
    [
        ("need a ride to court tomorrow", Urgency.FUTURE),
        ("he has a gun, tomorrow or now", Urgency.IMMEDIATE),
        ("we have no water", Urgency.IMMEDIATE),
        ("hello", Urgency.UNKNOWN),
    ],
)
def test_when_it_is_comes_from_the_words(text: str, urgency: Urgency) -> None:
    assert said(text).urgency is urgency


def test_an_entry_may_stand_inside_a_word_or_in_a_script_without_spaces() -> None:
    marks = {Sort.DANGER: "weapon"}
    lexicon = Lexicon(
        entries={
            "*\u67aa": (Mark(Sort.DANGER, marks[Sort.DANGER], "zh"),),
            "*silah": (Mark(Sort.DANGER, marks[Sort.DANGER], "tr"),),
        },
        deniable=frozenset({"*\u67aa"}),
        denials=frozenset({"*\u6ca1\u6709"}),
    )

    assert read("\u4ed6\u6709\u67aa", lexicon).danger
    assert read("bilahsilahlari", lexicon).danger
    assert not read("\u4ed6\u6ca1\u6709\u67aa", lexicon).danger
    assert read("\u4ed6\u6709\u67aa", lexicon).language == "zh"


def test_an_ordinary_word_is_not_taken_for_several_run_together() -> None:
    for word in ("surtout", "souvent", "mouill\u00e9", "estos", "noventa", "cantidad", "understanding", "sentimento"):
        reading = read(word, LEXICON)
        assert (reading.danger, reading.wants) == (False, ()), word


def test_slips_left_out_vowels_and_words_run_together_are_read_and_other_words_are_left_alone() -> None:
    """A language of four words, so that nothing but the way they are written decides."""
    lexicon = Lexicon(
        entries={
            "smoke": (Mark(Sort.DANGER, "fire", "en"),),
            "breathing": (Mark(Sort.DANGER, "not_breathing", "en"),),
            "he hit me": (Mark(Sort.DANGER, "violence", "en"),),
        },
        glue={"en": frozenset({"he", "me"})},
        plain=frozenset({"smock"}),
    )

    for text in ("smok", "smooke", "smoek", "smke", "brthng", "braething", "hehitme", "he hitme"):
        assert read(text, lexicon).danger, text
    for text in ("smock", "spoke", "stroke", "bring", "hehatme"):
        assert not read(text, lexicon).danger, text


def test_words_run_together_and_words_spelled_out_are_read_in_any_language_that_knows_its_short_words() -> None:
    for text in (
        "hesgotagun", "myhusbandhasagun", "shesnotbreathing", "theyaretakingmymom", "iwanttodie", "heeelphesgotaknife",
        "housefire3kidsinside", "nostienenencerrados", "mimadrenorespira", "monpererespirepas", "lipgenzam",
        "tieneunapistola", "h e  h a s  a  g u n",
    ):  # fmt: skip
        assert said(text).danger, text
    for text in ("consulate", "realidad", "laquelle", "livestreaming", "a b c d e", "u r 2 l 8"):
        assert not said(text).danger, text


def test_nobody_is_sent_away_as_small_talk_whose_words_may_be_danger() -> None:
    for text in (
        "goodbye", "adios", "paalam", "he said when he gets off work at 6 im dead",
        "hung up on me after sayin the pills r workin",
        "mum had a stroke last june n its the same look", "fell asleep smoking, mattress is glowing",
    ):  # fmt: skip
        assert said(text).danger or not (said(text).chatter or said(text).advert), text
    for text in (
        "Nail gun. Temple. Still talking.", "nail gun. its in his chest. do we pull it",
        "firework went off in his hand", "the hostel is being set on fire by them",
        "the little one fell in the campfire hands first",
        "got one bullet left for me lol", "one finger per hour",
    ):  # fmt: skip
        assert said(text).danger, text
    for text in (
        "goodbye n good luck at ur new job",
        "thanks!",
        "lol ok",
        "need the nail gun for the porch",
        "fireworks tonite",
    ):
        assert not said(text).danger, text
    assert said("thanks so much").chatter


def test_what_is_harmless_beside_something_else_takes_longer_danger_along_also_behind_a_shorter_one() -> None:
    """Two harmless stretches begin at the same word, and the danger ends between them."""
    assert not said("someone took my parking spot").danger
    assert said("someone took my daughter").danger


def test_words_written_by_ear_are_read_and_no_beginning_of_a_word_elsewhere_hides_a_slip() -> None:
    lexicon = Lexicon(
        entries={
            "oxigeno": (Mark(Sort.DANGER, "not_breathing", "es"),),
            "s etouffe": (Mark(Sort.DANGER, "not_breathing", "fr"),),
            "slumped": (Mark(Sort.DANGER, "not_breathing", "en"),),
            "picked": (Mark(Sort.DANGER, "taken", "en"),),
            "palos": (Mark(Sort.DANGER, "weapon", "es"),),
            "s* kimi": (Mark(Sort.DANGER, "other", "tr"),),
            "osi": (Mark(Sort.LANGUAGE, "", "es"),),
        },
        sounds={"es": (("x", "s"), ("gi", "ji"), ("ge", "je")), "fr": (("ou", "U"), ("ff", "f"), ("e$", "$"))},
    )

    for text in ("osijeno", "setouf", "slumpd", "slumpped", "pickd"):
        assert read(text, lexicon).danger, text
    for text in ("palas", "osi", "sets"):
        assert not read(text, lexicon).danger, text


def test_what_is_said_most_plainly_is_danger_and_what_only_sounds_like_it_needs_nobody() -> None:
    for text in (
        "heart attack my grandpa", "hart atack", "u ther? he has a knfe", "me kieren matar", "bb setouf",
        "manman m p ka respire",
    ):  # fmt: skip
        assert said(text).danger, text
    for text in ("that concert was fire omg", "he bombed his driving test", "not gonna hurt myself just need a voice"):
        assert not said(text).danger, text
    assert said("that concert was fire omg").chatter
    assert not said("thought i heard shots last night").chatter


def test_small_signs_add_up_where_nothing_else_is_danger_and_what_is_denied_or_harmless_is_no_sign() -> None:
    rooms = ("attic", "cellar")
    points = {"alone": 5, "dark": 4, "lol": -6, "knife": 9, "the hall": 4, "\u9ed1\u6697": 4, "<room>": 4}
    lexicon = Lexicon(
        entries={
            "knife": (Mark(Sort.DANGER, "weapon", "en"),),
            "dark chocolate": (Mark(Sort.HARMLESS, "", "en"),),
            **{room: (Mark(Sort.NEED, "shelter", "en"),) for room in rooms},
        },
        deniable=frozenset({"knife"}),
        denials=frozenset({"no"}),
        signs={"en": Signs(9, points, dict.fromkeys(rooms, ("<room>",)))},
    )

    assert read("alone in the dark", lexicon).kinds == (DangerKind.OTHER,)
    assert "dark" in read("alone in the dark", lexicon).why[0]
    assert [read(text, lexicon).faint for text in ("alone in the dark", "a knife", "alone")] == [True, False, False]
    for text in ("alone in the attic", "alone in the hall", "alone \u5f88\u9ed1\u6697"):
        assert read(text, lexicon).danger, text
    for text in (
        "alone alone",
        "from attic to cellar",
        "alone in the dark lol",
        "alone with dark chocolate",
        "alone in. the. hall",
        "no knife",
        "dark",
    ):
        assert not read(text, lexicon).danger, text


def test_how_words_begin_and_end_are_small_signs_where_they_have_points_and_a_whole_word_is_neither() -> None:
    points = {"sopa*": 6, "*yor": 5, "dark*": -4}
    lexicon = Lexicon(
        entries={"bize": (Mark(Sort.LANGUAGE, "", "tr"),)}, signs={"tr": Signs(9, points, {}, pieces=True)}
    )

    assert read("bize sopalarla vuruyor", lexicon).danger
    for text in ("bize sopa vuruyor", "bize sopalarla geldi", "bize sopalarla vuruyor darkness"):
        assert not read(text, lexicon).danger, text
    without = Lexicon(entries=lexicon.entries, signs={"tr": Signs(9, points, {})})
    assert not read("bize sopalarla vuruyor", without).danger


def test_a_denial_of_a_letter_counts_in_its_own_language_alone() -> None:
    lexicon = Lexicon(
        entries={
            "bleeding": (Mark(Sort.DANGER, "not_breathing", "en"),),
            "senyen": (Mark(Sort.DANGER, "not_breathing", "ht"),),
        },
        deniable=frozenset({"bleeding", "senyen"}),
        denials=frozenset({"n"}),
        short_denials={"n": frozenset({"ht"})},
    )

    assert read("pregnant n bleeding", lexicon).danger
    assert not read("n senyen", lexicon).danger


@given(st.text(max_size=200))
def test_any_text_at_all_is_answered(text: str) -> None:
    reading = said(text)

    assert not (reading.chatter and reading.danger)
    assert not (reading.chatter and reading.areas)


def community(*natures: tuple[str, ProtectionArea]) -> Community:
    return Community(
        revision=1,
        name="Riverside",
        languages=("en",),
        default_language="en",
        time_zone="America/Chicago",
        place=None,
        default_rota=None,
        emergency={},
        skills={},
        areas={},
        natures={
            NatureId(id_): Nature(
                id=NatureId(id_),
                protection_area=area,
                names={"en": id_},
                urgency=Urgency.IMMEDIATE,
                need=Need(),
            )
            for id_, area in natures
        },
        teams={},
    )


def test_the_first_nature_of_the_best_area_is_meant_and_an_area_without_one_stays_what_it_is() -> None:
    natures = community(("noise", P.COMMUNITY_RESPONSE), ("conflict", P.COMMUNITY_RESPONSE), ("jail", P.CRIMINAL_LEGAL))

    assert nature_for(Reading(areas=(P.COMMUNITY_RESPONSE,)), natures) == "noise"
    assert nature_for(Reading(areas=(P.HOSPITALITY, P.CRIMINAL_LEGAL)), natures) == unserved(P.HOSPITALITY)
    assert nature_for(Reading(areas=(P.HOSPITALITY,)), natures) == unserved(P.HOSPITALITY)
    assert nature_for(Reading(), natures) is None
    assert area_unserved(unserved(P.HOSPITALITY)) is P.HOSPITALITY
    assert area_unserved("jail") is area_unserved("_jail") is None


def test_a_discreet_area_is_meant_wherever_it_stands_unless_somebody_is_in_danger() -> None:
    natures = community(("noise", P.COMMUNITY_RESPONSE), ("bed", P.HOSPITALITY))
    both = Reading(areas=(P.HOSPITALITY, P.ABORTION_SUPPORT))

    assert nature_for(both, natures) == unserved(P.ABORTION_SUPPORT)
    assert nature_for(Reading(areas=(P.COMMUNITY_RESPONSE, P.ABORTION_SUPPORT), danger=True), natures) == "noise"


def test_a_communitys_own_word_leads_to_its_nature_and_danger_to_that_of_the_danger() -> None:
    natures = community(("noise", P.COMMUNITY_RESPONSE), ("food", P.HOSPITALITY), ("fridge", P.HOSPITALITY))
    known = replace(natures.natures[NatureId("fridge")], words=("blue fridge",))
    lexicon = with_own(LEXICON, {}, {known.id: known})
    plain, danger = read("the blue fridge is empty", lexicon), read("knife at the blue fridge, he stabs her", lexicon)

    assert plain.areas == (P.HOSPITALITY,)
    assert nature_for(plain, natures) == "fridge"
    assert nature_for(danger, natures) == "noise"


@pytest.mark.parametrize(
    ("nobody", "somebody"),
    [
        ("Nobody bleeds. One holds his arm.", "Nobody comes. One bleeds."),
        ("two guys shout outside, no one is bleeding", "noone is hurt but he is bleeding"),
        ("i dont think anyone is hurt", "no injuries but he cant breathe"),
        ("Nadie sangra. Uno se agarra el brazo.", "nadie viene, uno sangra mucho"),
        ("Personne ne saigne. L'un se tient le bras.", "une personne saigne"),
        ("il n'y a pas de blessé", "une personne est blessée, elle saigne"),
        ("Pèsonn pa senyen. Youn ap kenbe bra l.", "pesonn pa vini, yon moun ap senyen"),
    ],
)
def test_that_nobody_bleeds_is_nobody_hurt_and_somebody_beside_it_is(nobody: str, somebody: str) -> None:
    unhurt = said(nobody)
    assert DangerKind.NOT_BREATHING not in unhurt.kinds
    assert Want.MEDICAL not in unhurt.wants
    assert not unhurt.chatter, "those who go want to know"
    assert DangerKind.NOT_BREATHING in said(somebody).kinds


def test_what_is_denied_is_told_apart_from_what_nobody_speaks_of() -> None:
    assert said("he hit me, no gun and nobody is hurt").denied != ()
    assert said("he hit me").denied == ()
    assert DangerKind.WEAPON not in said("no gun? yes he has a gun!").denied


def test_of_several_natures_the_one_as_urgent_as_the_text_is_meant_and_in_danger_the_first() -> None:
    natures = community(("arrest", P.CRIMINAL_LEGAL), ("court", P.CRIMINAL_LEGAL))
    court = replace(natures.natures[NatureId("court")], urgency=Urgency.FUTURE)
    natures = replace(natures, natures={**natures.natures, court.id: court})
    legal = Reading(areas=(P.CRIMINAL_LEGAL,))

    assert nature_for(replace(legal, urgency=Urgency.FUTURE), natures) == "court"
    assert nature_for(replace(legal, urgency=Urgency.EXPECTED), natures) == "arrest"
    assert nature_for(replace(legal, urgency=Urgency.FUTURE, danger=True), natures) == "arrest"


@pytest.mark.parametrize(
    "link",
    [
        "https://www.example.com/news/man-shot-with-gun-house-fire",
        "check this youtu.be/gunfire-kill-me",
        "geo:41.8801,-87.6302,180;crs=wgs84",
    ],
)
def test_what_stands_in_a_link_nobody_has_said(link: str) -> None:
    found = said(link)

    assert (found.danger, found.areas, found.language) == (False, (), None if link[0] != "c" else "en")
    assert said(f"he has a gun {link}").danger


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("need food for 4 6 ppl", 6),
        ("food 4 ppl", 4),
        ("food for 4-6 ppl", 6),
        ("we r 5 need food", 5),
        ("comida pa 4", 4),
        ("manje pou 4", 4),
        ("repas pour 3", 3),
        ("need 4 beds", 0),
        ("food for me", 0),
    ],
)
def test_a_number_that_is_a_word_counts_nobody_and_food_for_so_many_does(text: str, people: int) -> None:
    assert said(text).people == people


@pytest.mark.parametrize("text", ["Rather not say", "no insistan", "m pa vle di", "n'insistez pas"])
def test_who_would_rather_not_say_needs_nobody(text: str) -> None:
    assert said(text).chatter


@pytest.mark.parametrize(
    ("text", "danger"),
    [
        ("old bldng on main", False),
        ("locked out of my bldng", False),
        ("he is bldng", True),
        ("the bldng wont stop", True),
        ("fire in the bldng", True),
        ("rather not say but he hits me", True),
        ("I'd rather not live", True),
    ],
)
def test_a_building_without_its_vowels_bleeds_only_where_it_may(text: str, danger: bool) -> None:
    assert said(text).danger is danger
