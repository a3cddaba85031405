"""Words that nobody may read over a requester's shoulder, from `data/trigger_words.yaml`."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from config.shipped import shipped
from domain.language import normalise

TRIGGER_WORDS = Path(__file__).parent / "data" / "trigger_words.yaml"
_BLANK = re.compile(r"\{\w+\}")


@dataclass(frozen=True, slots=True)
class TriggerWords:
    """`found_by`: one pattern for each language. `allowed`: keys of the catalogues in which they may stand, and why."""

    found_by: Mapping[str, re.Pattern[str]]
    allowed: Mapping[str, str]

    def in_sentence(self, language: str, sentence: str) -> tuple[str, ...]:
        """Those of `language` that stand in `sentence`, whose blanks say nothing yet. LookupError for no such list."""
        return tuple(self.found_by[language].findall(normalise(_BLANK.sub(" ", sentence))))


@lru_cache(maxsize=4)
def load_trigger_words(path: Path = TRIGGER_WORDS) -> TriggerWords:
    content = shipped(path)
    return TriggerWords(
        {language: _pattern(words) for language, words in content["words"].items()}, dict(content["allowed"])
    )


def _pattern(words: list[str]) -> re.Pattern[str]:
    stems = sorted(re.escape(normalise(each)) + (r"\w*" if each.endswith("*") else "") for each in words)
    return re.compile(rf"\b(?:{'|'.join(stems)})\b")
