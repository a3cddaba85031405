"""Findings of a look, as tests read them."""

from collections.abc import AsyncIterator

from bot.checkup import Finding


class Findings:
    """What a look found, by what it is about."""

    def __init__(self, found: list[Finding]) -> None:
        self.all = found

    def about(self, what: str) -> Finding:
        """The one finding about something."""
        (only,) = [each for each in self.all if each.about == what]
        return only

    @property
    def to_do(self) -> list[str]:
        return [each.about for each in self.all if not each.ok]

    async def fix(self) -> list[str]:
        """Everything that can be set is set; the sentences somebody would have agreed to."""
        fixes = [each.fix for each in self.all if each.fix is not None]
        for each in fixes:
            await each.apply()
        return [each.says for each in fixes]


async def findings(look: AsyncIterator[Finding]) -> Findings:
    return Findings([each async for each in look])
