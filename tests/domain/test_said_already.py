"""What helps us reach somebody is kept as they wrote it, with what stands behind it in the same breath."""

import pytest

from config.words import load_words
from domain.said_already import reach_said


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("im deaf txt only, door on left", "im deaf txt only, door on left"),
        ("we need food, im deaf, blue door. He left.", "im deaf, blue door"),
        ("soy sorda; la puerta azul. Ya se fue", "soy sorda, la puerta azul"),
        ("je suis sourde, la porte bleue", "je suis sourde, la porte bleue"),
        ("mwen soud, pòt ble a", "mwen soud, pòt ble a"),
        ("we need food. the blue door", ""),
    ],
)
def test_what_helps_us_reach_them_is_kept_with_what_stands_behind_it(text: str, kept: str) -> None:
    assert reach_said(text, load_words().reach) == kept
