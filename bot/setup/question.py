"""One question of the first hour: what it asks, what it is for, and how its answer is read. The words are data.

A script is a generator: it yields questions, is sent what their answers mean, and returns what was decided. It is
played again from its beginning whenever somebody goes back or comes back, with the answers that stand; so it must be
the same each time for the same answers, and must do nothing itself.
"""

from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeVar

from bot.setup.reading import NotYet
from config.shipped import shipped
from config.toolkit import DATA

QUESTIONS = DATA / "setup" / "questions.yaml"

T = TypeVar("T")

Script = Generator["Question", Any, T]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """`key` names its answer in the file of answers. `step` is the decision it belongs to.

    Enter means `default` where there is one; `default_said` is how that is shown, if not as itself. `read` makes of the
    text what it means, or raises NotYet with a sentence. `more` is what `?` says. A `secret` is not shown again.
    """

    key: str
    step: str
    asks: str
    about: str = ""
    example: str = ""
    example_is: str = "For example"
    more: str = ""
    default: str | None = None
    default_said: str = ""
    secret: bool = False
    read: Callable[[str], object] = str

    def understood(self, typed: str) -> tuple[str, object]:
        """The answer as it is kept, and what it means. Raises NotYet."""
        text = typed.strip()
        if not text:
            if self.default is None:
                raise NotYet("This one needs an answer.")
            text = self.default
        return text, self.read(text)


def ask(
    name: str,
    read: Callable[[str], object],
    *,
    key: str = "",
    asks: str = "",
    about: str = "",
    example: str = "",
    default: str | None = None,
) -> Question:
    """The question of that name, whose answer is for `read`; with some of its words changed."""
    words = _content()["questions"][name]
    changed = {"key": key, "asks": asks, "about": about, "example": example, "default": default}
    return Question(**{"key": name, **words, **{what: text for what, text in changed.items() if text}}, read=read)


def steps() -> Mapping[str, str]:
    """The titles of the decisions and doors, in their order."""
    titles: Mapping[str, str] = _content()["steps"]
    return titles


@lru_cache(maxsize=1)
def _content() -> Mapping[str, Any]:
    content: Mapping[str, Any] = shipped(QUESTIONS)
    return content
