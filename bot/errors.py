"""What keeps the program from starting."""


class CannotStart(Exception):
    """Why the program does not start, in one line that says what to do."""
