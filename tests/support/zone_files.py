"""Zone files of a system that knows nothing, for tests of whose data is used."""


def _without_rules() -> bytes:
    counts = b"\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\1\0\0\0\4"
    block = b"TZif2" + b"\0" * 15 + counts + b"\0" * 6 + b"UTC\0"
    return block + block + b"\nUTC0\n"


A_ZONE_WITHOUT_RULES = _without_rules()
"""The smallest zone file: one offset, nought."""
