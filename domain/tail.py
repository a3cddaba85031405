"""How likely it is that enough of independent events happen: a Poisson-binomial tail, summed exactly."""

from collections.abc import Iterable


class Tail:
    """The chance that at least `k` of the events added so far happen. One more costs k steps."""

    def __init__(self, k: int) -> None:
        self._k = max(k, 0)
        self._happened = [1.0] + [0.0] * self._k  # [n]: exactly n of those added; the last one: at least k

    def add(self, chance: float) -> None:
        k, happened = self._k, self._happened
        if not k:
            return
        happened[k] += happened[k - 1] * chance
        for n in range(k - 1, 0, -1):
            happened[n] = happened[n] * (1 - chance) + happened[n - 1] * chance
        happened[0] *= 1 - chance

    @property
    def chance(self) -> float:
        return min(self._happened[self._k], 1.0)


def at_least(k: int, chances: Iterable[float]) -> float:
    """The chance that at least `k` of independent events, each with its own chance, happen."""
    tail = Tail(k)
    for chance in chances:
        tail.add(chance)
    return tail.chance
