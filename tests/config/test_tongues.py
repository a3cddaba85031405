"""The lexicons of the other languages load, do not take each other's everyday words for danger, and hear what is said.

Every text here is made up, and awaits a native reader as the lexicons do.
"""

from collections import defaultdict
from functools import cache
from pathlib import Path

import pytest
import yaml

from config.triage import FOLDER, LexiconFile, as_compared, load_lexicon, read_lexicon_file
from domain.language import normalise
from domain.needs import DangerKind
from domain.triage import Reading, read

FULL = frozenset({"en", "es", "fr", "ht"})
"""Whoever works on these checks them elsewhere."""

COMMON_WORDS = """
a about after again all also am an and any are as at away back be because bed been before big boy bread bus but
by call can car cat child city clinic coat cold come cool could court day did die do dog done door down drive
each eat else even every eye face fall far fast father feel few find fine fit food for found free friend from
full game gas get girl give go going good got great guy had hand happy hard has have he head hear her here hi
him his home hot hour house how hungry if in into is it its job just keep kid kids kind know last late leave
left let life light like line little live long look lose lot made make man many map may me mean men mind mine
miss moment money month more most mother move much my name need new next nice night no not now of off old on one
only open or other our out over park part past pay people phone place plan play please put read ready red rent
rest ride right road room run safe said same say school see send she shop show sick side sister sit sleep small
so some soon sorry stay still store street sun sure take talk team tell test text than that the their them then
there they thing think this time to today told tomorrow too town tree try turn two under until up us use very
wait walk want was watch water way we week well went were what when where which while white who why will with
word work world would wrong year yes yet you young your abrir agua ahora al algo alguien alto amigo antes aqui
arriba asi ayer bajo bien bolo bueno busca cada calle cama camino cara carro casa casi cena cerca cine ciudad
claro clinica comer comida como con cosa creo cuando cuenta dar de deja del dia dice dinero dios donde dos
dormir el ella en entre era es esa escuela ese espera esta este esto estoy familia feliz fin fue fuera gato
gente gracias gran gusta ha hablar hace hacer hambre hasta hay hermana hermano hijo hola hombre hora hoy iba ir
irse jugar juntos la lado las le leche leer libro llama llega llegar llevar lo los lugar luego luz madre mal
mama manana mano mas mata medio mejor menos mes mesa mi mia mientras mio mirar misma momento mucho mujer mundo
muy nada nadie nene ni nino noche nombre nos nueva nunca o ojo otra pa padre pagar pais pan papa para parte pasa
paso pelo pero perro pies poco poder pollo por porque primo puede puerta pues que quien quiere rato ropa saber
sale se ser si siempre sin sobre sol solo son su tambien tanto tarde te tener tengo tiempo tiene tienda toda
todo tomar trabajo tu un una uno usted va vamos ven venir ver verdad vez vida viene voy ya yo ai aller alors ami
amie appeler apres argent arriver aussi autre aux avant avec avoir beau beaucoup bebe bien bon bonjour bonne
boire bras bureau ca car ce cela celle cest ceux chaque chat chaud chemin cher chez chien chose ciel cinq
clinique coeur coin comme comment copain cote cours cuisine dans depuis dernier des deux dire doit donc donner
dormir du eau ecole elle elles enfant ensemble entre est et etait etre eux faim faire fait famille faut femme
fille fils fin fois frere froid gens grand gris heure hier homme ici idee il ils jamais je jeune jour juste la
laisser lait le lettre leur lieu lire lit loin long lui main maintenant maison mal maman manger marche mari
matin mere merci mes met midi mois mon monde mort mot moyen ne noir nom non nos notre nous nouveau nuit on ou
oui pain par parce parler part pas pays peu peut pied place plus pont porte pour pourquoi premier prendre pres
prix quand que quel qui rester retard rien rue sa sac sais salut samedi sans savoir se semaine ses si soir
soleil son sous sur ta tard te temps tes tete toi toit ton tot toujours tous tout tres trop trouver tu un une
vendredi venir vers veux vie vieux ville voir voiture votre vous vrai agir aksyon ale anba anko anpil ap ape
apre avek ayiti bagay ban bel bezwen bien bo bon bondye bonjou bonswa bwa chanm chache chemen chen cheri dan
deja demen depi di diri dlo dokte dol doulè e ede fanmi fanm fe fè fi fim frè gade gason gen gid gran grangou
gwo isit jan jodi jou kabrit kafe kay kek ki kijan kilè kisa klas kle ko kob kok koman konnen kote kou kounye la
lajan lakay lanmou lapli lari legliz lekòl leta li limye lopital lot mache machin madanm mal manje manman mari
maten mayi medikaman men mèsi mete mezi mwa mwen nan nap non nou ou ouvè pa pale pandan papa parèy paske pè peyi
pi pitit pòt pou poukisa pran prese pwoblèm pye rad rele rete rive sa sak se sè si soti sou swa tan tande te ti
timoun tonbe tou tout twa vin vini vle vwazen wè wi yo yon zanmi
"""
COMMON = frozenset(normalise(COMMON_WORDS).split())
"""Everyday words of English, Spanish, French and Kreyol."""


Texts = tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]

TEXTS: dict[str, Texts] = {
    "pt": (
        (
            "meu marido ta me batendo",
            "quero morrer",
            "não consegue respirar",
            "o prédio tá pegando fogo",
            "levaram meu pai",
        ),
        ("muito obrigada!", "quem é?"),
        ("morri de rir", "to morrendo de fome"),
    ),
    "it": (
        ("mi sta picchiando", "voglio farla finita", "non respira piu", "la casa va a fuoco", "ha un coltello"),
        ("grazie mille", "numero sbagliato"),
        ("muoio di fame", "morto dal ridere"),
    ),
    "tr": (
        ("kocam beni dovuyor", "intihar edecek", "nefes alamıyor", "yangın var", "elinde bıçak var"),
        ("teşekkürler", "kimsiniz"),
        ("öldüm gülmekten", "acliktan oluyorum"),
    ),
    "ru": (
        ("муж избивает меня", "не хочу жить", "on ne dyshit", "пожар в подъезде", "u nego nozh"),
        ("спасибо большое", "кто это?"),
        ("умираю со смеху", "umirayu s golodu"),
    ),
    "uk": (
        ("чоловік мене б'є", "не хочу жити", "він не дихає", "пожежа", "забрали чоловіка"),
        ("дякую", "хто це"),
        ("помираю зі сміху",),
    ),
    "ar": (
        ("زوجي يضربني", "بدي موت", "ما عم يتنفس", "7aree2a fel 3omara", "ma3o sekkina"),
        ("شكرا كتير", "meen ma3i"),
        ("متت من الضحك", "bamoot men el de7k"),
    ),
    "fa": (
        ("شوهرم منو میزنه", "می‌خوام بمیرم", "نفس نمی‌کشه", "آتش سوزی", "mikham bemiram"),
        ("خیلی ممنون", "eshtebah"),
        ("از خنده مردم", "برات می‌میرم"),
    ),
    "ur": (
        ("mujhe maar raha hai", "marna chahti hun", "saans nahi le raha", "ghar mein aag lagi", "ہتھیار ہے"),
        ("shukriya", "آپ کون ہیں"),
        ("hans hans ke mar gaya", "bhook se mar raha hun"),
    ),
    "bn": (
        ("amake marche", "আত্মহত্যা করব", "শ্বাস নিচ্ছে না", "agun lagse", "hate churi"),
        ("অনেক ধন্যবাদ", "vul number"),
        ("হাসতে হাসতে মরে গেলাম", "haste haste more gelam"),
    ),
    "zh": (
        ("他在打我", "我不想活了", "她沒有呼吸", "家裡著火了", "有人拿著槍"),
        ("謝謝", "你是谁"),
        ("笑死我了", "餓死了"),
    ),
    "vi": (
        ("chồng đánh tôi", "toi muon chet", "mẹ không thở", "nha chay", "nó cầm dao"),
        ("cảm ơn nhiều", "nhầm số"),
        ("cười chết mất", "đói muốn chết"),
    ),
    "ko": (
        ("남편이 때려요", "죽고 싶어요", "숨을 안 쉬어요", "불이 났어요", "칼을 들고 있어요"),
        ("감사합니다", "잘못 보냈어요"),
        ("죽겠다 배고파", "웃겨 죽겠어"),
    ),
    "tl": (
        ("binubugbog ako", "gusto ko na mamatay", "di humihinga si nanay", "may sunog", "may baril sya"),
        ("salamat po", "sino to"),
        ("mamamatay na ako sa kakatawa", "patay gutom"),
    ),
    "pl": (
        ("mąż mnie bije", "nie chcę żyć", "nie oddycha", "pali się dom", "ma nóż"),
        ("dziękuję bardzo", "kto to?"),
        ("umieram ze śmiechu", "umieram z glodu"),
    ),
    "sq": (
        ("burri po më rreh", "dua të vdes", "nuk merr frymë", "ka rënë zjarr", "ka thikë"),
        ("faleminderit", "kush je"),
        ("vdiqa së qeshuri", "po vdes urie"),
    ),
    "ku": (
        ("mêrê min li min dixe", "naxwazim bijîm", "هەناسە نادات", "ئاگر کەوت", "kêr di dest de ye"),
        ("gelek spas", "سوپاس"),
        ("ji kenan dimirim", "مردم لە پێکەنین"),
    ),
    "ti": (
        ("ሰብኣይይ ይሃርመኒ ኣሎ", "ክመውት ይደሊ", "ኣይተተንፍስን", "ሓዊ ተላዒሩ", "kara hizu"),
        ("የቐንየለይ", "men ika"),
        ("ብሰሓቅ ሞይተ",),
    ),
}
"""By language: danger, small talk, what only sounds like danger."""


@cache
def files() -> dict[str, LexiconFile]:
    return {path.stem: read_lexicon_file(path) for path in sorted(FOLDER.glob("*.yaml"))}


def others() -> dict[str, LexiconFile]:
    return {language: file for language, file in files().items() if language not in FULL}


def said(text: str) -> Reading:
    return read(text, load_lexicon())


def test_every_other_language_hears_every_kind_of_danger_help_small_talk_and_what_only_sounds_so() -> None:
    assert set(others()) >= set(TEXTS)
    for language, file in others().items():
        assert set(file.danger) == set(DangerKind), language
        assert all(file.danger.values()), language
        assert all((file.help, file.chatter, file.harmless, file.languages)), language


def test_no_entry_is_lost_or_said_twice_in_its_list() -> None:
    for language, file in others().items():
        for mark_list in (*file.danger.values(), file.help, file.harmless):
            assert all(as_compared(entry).strip("* ") for entry in mark_list), language
            assert len(set(mark_list)) == len(mark_list), language


def test_no_danger_is_an_everyday_word_of_another_language() -> None:
    everyday: dict[str, set[str]] = defaultdict(set)
    for word in COMMON:
        everyday[word].add("common")
    for language, file in files().items():
        for entry in (*file.chatter, *file.harmless, *file.help, *file.languages):
            everyday[as_compared(entry)].add(language)
    dangers = {
        language: {as_compared(each) for entries in file.danger.values() for each in entries}
        for language, file in files().items()
    }
    clashes = []
    for language in others():
        for entry in dangers[language]:
            if entry.startswith("*"):
                continue
            if not entry.endswith("*"):
                others_so = {other for other in everyday.get(entry, set()) if entry not in dangers.get(other, set())}
                clashes += [(language, entry, other) for other in others_so]
            elif " " not in entry:
                stem = entry[:-1]
                clashes += [(language, entry, word) for word in COMMON if word.startswith(stem)]

    assert clashes == []


def test_an_entry_inside_words_is_long_enough_to_mean_something() -> None:
    for language, file in others().items():
        for entry in {each for entries in file.danger.values() for each in entries if each.startswith("*")}:
            bare = as_compared(entry).strip("* ")
            assert len(bare) >= (3 if bare[0] < "\u1100" else 2), (language, entry)


@pytest.mark.parametrize("language", sorted(TEXTS))
def test_danger_is_heard_small_talk_pages_nobody_and_an_idiom_is_no_danger(language: str) -> None:
    dangers, chatter, idioms = TEXTS[language]
    for text in dangers:
        assert said(text).danger, text
        assert said(text).language in (language, None), (text, said(text).language)
    for text in chatter:
        assert said(text).chatter, text
    for text in idioms:
        assert not said(text).danger, (text, said(text).why)


def test_danger_said_in_many_ways_is_heard_and_everyday_talk_is_none() -> None:
    texts = yaml.safe_load((Path(__file__).parent / "said_in_other_languages.yaml").read_text(encoding="utf-8"))

    assert [text for by_language in texts["danger"].values() for text in by_language if not said(text).danger] == []
    assert [text for by_language in texts["everyday"].values() for text in by_language if said(text).danger] == []
