"""What `upstander doctor` looks at: a file for each thing that can be wrong, each giving its findings one by one.

A finding that needs doing says what; one that can be done through a provider's interface carries its `fix`. Looking
changes nothing anywhere.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Fix:
    """What we can set right ourselves. `says` is the sentence somebody agrees to before `apply` is called.

    `apply` raises `SendError` if the provider does not do it.
    """

    says: str
    apply: Callable[[], Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One line. `remedy` is what to do, empty where all is well; `advice` is worth knowing and makes nothing fail."""

    about: str
    found: str
    remedy: str = ""
    advice: str = ""
    fix: Fix | None = None

    @property
    def ok(self) -> bool:
        return not self.remedy
