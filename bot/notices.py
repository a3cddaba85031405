"""Sentences that are said where nobody's language is known yet: one after the other in each the community speaks.

They are made of what is in memory. When the database is away they are still there.
"""

from collections.abc import Callable
from dataclasses import dataclass

from bot.render import fill
from config.catalogues import Catalogues
from domain.community import Community


@dataclass(frozen=True, slots=True)
class Spoken:
    """A sentence and the language it is in."""

    language: str
    sentence: str


class Notices:
    """`community` answers with the community as last seen."""

    def __init__(self, community: Callable[[], Community], catalogues: Catalogues) -> None:
        self._community = community
        self._catalogues = catalogues

    def away(self) -> str:
        """Their text could not be read now, and whom else there is: for somebody who may be in danger."""
        return "\n".join(each.sentence for each in self._in_each("notice.away"))

    def voice(self, *, noted: bool) -> tuple[Spoken, ...]:
        """What a caller hears. Numbers are digit by digit: a machine says it. `noted`: somebody learns of the call."""
        return self._in_each("notice.voice" if noted else "notice.voice_away", spelled=True)

    def group(self) -> str:
        """What a group is told before the bot leaves it."""
        return "\n".join(each.sentence for each in self._in_each("notice.group"))

    def about(self, language: str) -> str:
        """What the bot is, for whoever has not written to it yet."""
        return self._in(language, "notice.about", spelled=False).sentence

    def menu(self, language: str) -> tuple[tuple[str, str], ...]:
        """The bot's commands and what they do, for a reader of `language`."""
        names = ("start", "news", "exit", "other_language")[: 4 if len(self.languages()) > 1 else 3]
        return tuple(
            (
                self._catalogues.sentence(language, f"menu.{name}.command"),
                self._catalogues.sentence(language, f"menu.{name}"),
            )
            for name in names
        )

    def languages(self) -> tuple[str, ...]:
        """The languages the community speaks that there are sentences in, its own first."""
        community = self._community()
        ordered = dict.fromkeys((community.default_language, *community.languages))
        return tuple(each for each in ordered if each in self._catalogues.languages) or ("en",)

    def _in_each(self, key: str, *, spelled: bool = False) -> tuple[Spoken, ...]:
        return tuple(self._in(each, key, spelled=spelled) for each in self.languages())

    def _in(self, language: str, key: str, *, spelled: bool) -> Spoken:
        community = self._community()
        numbers = dict.fromkeys(community.emergency.values())
        emergency = ", ".join(" ".join(each) if spelled else each for each in numbers)
        values = {"emergency": emergency, "community": community.name}
        return Spoken(language, fill(self._catalogues.sentence(language, key), values))
