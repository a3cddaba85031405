"""What members keep to themselves is read where it is heeded, shown to them and sealed, and nowhere else."""

import re

from tests.house.test_walls import FLOORS, ROOT

READ_BY = {
    "domain/apart.py",  # who is kept apart
    "domain/deciding.py",  # whom a coordinator's word would pair all the same
    "handlers/step_aside.py",  # shown to them, changed by them
    "bot/turn.py",  # what they were asked for themselves alone
    "models/people.py",  # under their seal
}
_READS = re.compile(r"\.aside\b")


def test_no_console_command_line_export_or_log_could_show_it() -> None:
    files = [each for floor in FLOORS for each in (ROOT / floor).rglob("*.py")]

    reading = {str(each.relative_to(ROOT)) for each in files if _READS.search(each.read_text(encoding="utf-8"))}

    assert reading == READ_BY
