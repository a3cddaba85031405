"""Numbers that only rise: the order in which things were stored, across restarts and roughly across processes."""

from datetime import UTC, datetime, timedelta

from domain.chance import Mint

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SALT_BITS = 12


class Order:
    """Microseconds with some chance below them, and always more than the last."""

    def __init__(self) -> None:
        self._last = 0

    def next(self, at: datetime, mint: Mint) -> int:
        """The next number, for something that happens at `at`."""
        salt = int.from_bytes(mint.bytes(2)) >> (16 - _SALT_BITS)
        number = (((at - _EPOCH) // timedelta(microseconds=1)) << _SALT_BITS) | salt
        self._last = max(self._last + 1, number)
        return self._last


order = Order()
"""This process's. It holds nothing but the last number, so that two of one instant keep their order."""
