"""`upstander understand`: what the talk would make of texts, one JSON line for each; nothing is kept or sent."""

import gc
import json
import sys
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, BinaryIO

import typer

from bot.commands.answers import NO, WRONG_USAGE

if TYPE_CHECKING:
    from domain.places import Found
    from domain.understanding import Understanding

Understand = Callable[[str, str | None], tuple["Understanding", "Found"]]

LONGEST_LINE = 1_000_000
"""Characters of a line of input; a longer one is refused."""

_LONGEST_LANGUAGE = 35


class WrongLine(ValueError):
    """A line of the input is not what it should be; the text says how."""


def understand(
    community: Annotated[
        Path | None, typer.Option("--community", metavar="FILE", help="The community whose places are known.")
    ] = None,
    small_signs: Annotated[
        bool, typer.Option("--small-signs/--no-small-signs", help="Hear danger by small signs as well.")
    ] = True,
    reasons: Annotated[bool, typer.Option("--reasons", help="Say which words the answer is made of.")] = False,
) -> None:
    """Read JSON lines {"id", "text", "language"?} and write, for each, what the talk would make of the text.

    A line that is no such object is named on standard error, with its number, and the others go on; exit 1 if there was
    one. Without a community no words of its own are known, and no place but coordinates, links and full Plus Codes.
    """
    known = _ready(community, small_signs=small_signs)
    shows = partial(answer, reasons=reasons)
    wrong = 0
    out = sys.stdout
    for number, line in enumerate(_lines(sys.stdin.buffer), start=1):
        if not line.strip():
            continue
        try:
            id_, text, language = read_line(line)
        except WrongLine as said:
            typer.echo(f"line {number}: {said}", err=True)
            wrong += 1
            continue
        out.write(json.dumps(shows(id_, *known(text, language)), ensure_ascii=False) + "\n")
        out.flush()
    if wrong:
        raise typer.Exit(NO)


def _ready(file: Path | None, *, small_signs: bool) -> Understand:
    from config.community_file import load_community
    from config.own_lexicon import with_own
    from config.sightings import load_sighting_words
    from config.triage import load_lexicon
    from config.words import load_words
    from config.written import WrongFile
    from domain.atlas import Atlas
    from domain.ids import NatureId
    from domain.needs import Nature
    from domain.sighting_words import heads, mentions
    from domain.triage import Reading, language_in, read
    from domain.understanding import as_report
    from domain.understanding import understand as understood

    atlas, own, natures = Atlas(areas=()), dict[str, Mapping[str, object]](), dict[NatureId, Nature]()
    if file is not None:
        try:
            community, _ = load_community(file)
        except WrongFile as wrong:
            typer.echo(str(wrong), err=True)
            raise typer.Exit(WRONG_USAGE) from None
        atlas = Atlas.of(community)
        own.update(community.lexicon)
        natures.update(community.natures)
    lexicon = with_own(load_lexicon(small_signs=small_signs), own, natures)
    words, sightings = load_words(), load_sighting_words()
    seen_first = heads(sightings)

    def known(text: str, language: str | None) -> tuple["Understanding", "Found"]:
        def reading(each: str) -> Reading:
            return read(each, lexicon, language)

        places = atlas.found(text)
        found = understood(
            text,
            read=reading,
            seek=lambda _: places,
            words=words,
            language=lambda each: language_in(each, lexicon, language),
        )
        if mentions(text, seen_first):
            found = as_report(found, text, read=reading, sightings=sightings)
        return found, places

    known("ready", None)
    # What was loaded stays: to look through it for garbage again and again would take longer than any text.
    gc.freeze()
    return known


def _lines(source: BinaryIO) -> Iterator[bytes]:
    """Each line as it comes in. Of one that is too long, only so much as shows it."""
    while line := source.readline(LONGEST_LINE):
        yield line
        while not line.endswith(b"\n") and len(line) == LONGEST_LINE and (line := source.readline(LONGEST_LINE)):
            pass


def read_line(line: bytes) -> tuple[str, str, str | None]:
    """Id, text and language of one line. Raises WrongLine."""
    if len(line) >= LONGEST_LINE:
        raise WrongLine(f"is longer than {LONGEST_LINE} bytes")
    try:
        given = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise WrongLine("is not UTF-8 text") from None
    except (json.JSONDecodeError, RecursionError):
        raise WrongLine("is not JSON") from None
    if not isinstance(given, dict):
        raise WrongLine('must be an object such as {"id": "7", "text": "..."}')
    id_, text, language = given.get("id"), given.get("text"), given.get("language")
    if isinstance(id_, int) and not isinstance(id_, bool):
        id_ = str(id_)
    if not isinstance(id_, str):
        raise WrongLine('has no "id" that is a text')
    if not isinstance(text, str):
        raise WrongLine('has no "text" that is a text')
    if language is not None and not isinstance(language, str):
        raise WrongLine('has a "language" that is no text')
    return _whole(id_), text, _language(language)


def _language(given: str | None) -> str | None:
    """A language tag as we name languages: "es-MX" is es."""
    short = (given or "").strip().lower().replace("_", "-").split("-")[0]
    return short if short.isascii() and short.isalpha() and len(short) <= _LONGEST_LANGUAGE else None


def _whole(text: str) -> str:
    """Halves of surrogate pairs, which JSON may carry and UTF-8 may not, as question marks."""
    return text.encode("utf-8", "replace").decode("utf-8")


def answer(id_: str, found: "Understanding", places: "Found", *, reasons: bool = False) -> Mapping[str, Any]:
    """What is written for one text; with `reasons`, which words it is made of."""
    reading = found.reading
    why = {"reasons": list(reading.why)} if reasons else {}
    return {
        "id": id_,
        "language": reading.language,
        "areas": [str(area) for area in reading.areas],
        "needs": [str(want) for want in reading.wants],
        "danger": reading.danger,
        "urgency": str(reading.urgency),
        "keyword": str(found.keyword) if found.keyword is not None else None,
        "place": places.answer(),
        "outcome": str(found.outcome),
        **({"sighting": True} if found.sighting else {}),
        **why,
    }
