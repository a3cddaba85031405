"""The sentences people read: gettext catalogues under `locale`, read as they are, without a compiled form."""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from babel import Locale, UnknownLocaleError
from babel.messages.pofile import read_po

LOCALE = Path(__file__).parent / "locale"
DOMAIN = "upstander"
FIRST_LANGUAGE = "en"
"""The catalogue that is complete by definition: what another one lacks is read here."""

DAYS_AND_MONTHS = {
    "ht": (
        ("len", "mad", "mèk", "jed", "van", "sam", "dim"),
        ("janv", "fev", "mars", "avr", "mai", "jen", "jiye", "dawout", "sept", "okt", "nov", "dec"),
    )
}
"""Short names of days, from Monday, and of months, where the library of languages has none of its own and writes
another language's. Those of months are read again when people type them back."""

_KREYOL = (
    "en=angle es=panyòl fr=franse ht=kreyòl pt=pòtigè it=italyen de=alman pl=polonè ru=ris uk=ikrenyen sq=albanè "
    "el=grèk tr=tik ar=arab fa=pèsan ur=oudou ku=kid he=ebre hi=endi bn=bengali pa=penjabi am=amarik ti=tigriya "
    "hy=amenyen ka=jòjyen zh=chinwa ja=japonè ko=koreyen vi=vyetnamyen tl=tagalòg th=tayilandè km=kimè"
)
LANGUAGE_NAMES: Mapping[str, Mapping[str, str]] = {"ht": {each[:2]: each[3:] for each in _KREYOL.split()}}
"""What languages are called, likewise."""


class Catalogues:
    """Sentences by language and key. `languages` are those with a catalogue."""

    def __init__(self, sentences: Mapping[str, Mapping[str, str]]) -> None:
        self._sentences = sentences
        self.languages: tuple[str, ...] = tuple(sorted(sentences))

    def keys(self, language: str) -> frozenset[str]:
        return frozenset(self._sentences[language])

    def find(self, language: str, *keys: str) -> str | None:
        """The sentence of the first of `keys` that `language` has (`es-MX` reads `es`), else that English has."""
        for each in (language, language.partition("-")[0], FIRST_LANGUAGE):
            sentences = self._sentences.get(each, {})
            for key in keys:
                if key in sentences:
                    return sentences[key]
        return None

    def sentence(self, language: str, *keys: str) -> str:
        """As `find`; LookupError, naming the keys, where no catalogue has one."""
        found = self.find(language, *keys)
        if found is None:
            raise LookupError(f"no sentence for {' or '.join(keys)}")
        return found

    @staticmethod
    @lru_cache(maxsize=1024)
    def language_name(code: str, reader: str) -> str:
        """What a reader of `reader` calls the language `code`; the code itself where nobody knows."""
        own = LANGUAGE_NAMES.get(reader.partition("-")[0], {}).get(code)
        if own is not None:
            return own
        try:
            named = Locale.parse(code, sep="-").get_display_name(reader.replace("-", "_"))
        except (UnknownLocaleError, ValueError):
            return code
        return named or code


@lru_cache(maxsize=4)
def load_catalogues(folder: Path = LOCALE) -> Catalogues:
    """Every catalogue under `folder`, once for each process."""
    return Catalogues({path.parents[1].name: _sentences(path) for path in sorted(folder.glob(f"*/*/{DOMAIN}.po"))})


def _sentences(path: Path) -> dict[str, str]:
    with path.open("rb") as file:
        catalogue = read_po(file, locale=path.parents[1].name)
    return {
        message.id: message.string
        for message in catalogue
        if isinstance(message.id, str) and message.id and isinstance(message.string, str) and message.string
    }
