"""A link as a picture that a phone's camera opens."""

from io import BytesIO

import segno

_PIXELS_A_MODULE = 8


def picture_of(link: str) -> bytes:
    """A PNG, with the white border that cameras need."""
    drawn = BytesIO()
    segno.make(link, micro=False, error="m").save(drawn, kind="png", scale=_PIXELS_A_MODULE, border=4)
    return drawn.getvalue()
