"""Asking: one question after the other, every wrong answer forgiven, and each right one kept as it is given."""

import textwrap
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Protocol, TypeVar

import yaml

from bot.setup.question import Question, Script, steps
from bot.setup.reading import NotYet
from config.env_file import write_secret

T = TypeVar("T")

WIDTH = 78
_BACK = frozenset({"back", "<"})
_MORE = frozenset({"?", "help"})
_STOP = frozenset({"quit", "exit", "stop"})
_INDENT = "   "


class Stopped(Exception):
    """Whoever answered has had enough for now. What was answered is kept."""


class WrongAnswers(ValueError):
    """A file of answers cannot be used. The text has a line for each thing that is wrong."""


class Terminal(Protocol):
    """Where words are shown and typed."""

    def says(self, text: str = "") -> None: ...

    def reads(self, prompt: str) -> str:
        """One line. Raises EOFError or KeyboardInterrupt when whoever types goes away."""
        ...


class Answers:
    """The texts of answers by the keys of their questions, kept in a file as they are given: mode 0600.

    `earlier` are answers that were taken back: offered again, so that going back costs nothing.
    """

    def __init__(self, file: Path | None, texts: Mapping[str, str] | None = None) -> None:
        self._file = file
        self.texts = dict(texts or {})
        self.earlier: dict[str, str] = {}

    def keep(self, key: str, text: str) -> None:
        self.texts[key] = text
        self._write()

    def take_back(self, key: str) -> None:
        if key in self.texts:
            self.earlier[key] = self.texts.pop(key)
            self._write()

    def forget(self) -> None:
        """Everything was put to use: the file goes."""
        if self._file is not None:
            self._file.unlink(missing_ok=True)

    def _write(self) -> None:
        if self._file is not None:
            write_secret(self._file, yaml.safe_dump(self.texts, allow_unicode=True, sort_keys=False))


def read_answers(file: Path) -> dict[str, str]:
    """The answers in a file, as somebody would type them. Raises WrongAnswers."""
    try:
        content = yaml.safe_load(file.read_text(encoding="utf-8"))
    except OSError as wrong:
        raise WrongAnswers(f"{file} cannot be read: {wrong.strerror}") from None
    except (UnicodeDecodeError, yaml.YAMLError):
        raise WrongAnswers(f"{file} is not YAML: lines such as name: Riverside Neighbors") from None
    if content is None:
        return {}
    if not isinstance(content, dict):
        raise WrongAnswers(f"{file} must hold lines such as name: Riverside Neighbors")
    return {str(key): _as_typed(value) for key, value in content.items() if value is not None}


def _as_typed(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(map(_as_typed, value))
    return str(value)


class Dialogue:
    """Plays scripts with somebody at a terminal."""

    def __init__(self, terminal: Terminal, answers: Answers) -> None:
        self._terminal = terminal
        self._answers = answers
        self._known: dict[tuple[str, str], object] = {}
        self._step = ""
        self._about = ""
        self._asked: list[Question] = []

    def play(self, make: Callable[[], Script[T]]) -> T:
        """What the script comes to. Raises Stopped."""
        while True:
            self._asked = []
            script = make()
            try:
                question = next(script)
                while (meaning := self._standing(question)) is not None or (meaning := self._ask(question)) is not None:
                    self._asked.append(question)
                    question = script.send(meaning[0])
            except StopIteration as end:
                result: T = end.value
                return result
            # They went back: from the beginning, with one answer fewer.

    def asked_again(self, step: str) -> bool:
        """Take back the answers of a step, so that the next play asks for them. False if there are none."""
        of_step = [each.key for each in self._asked if each.step == step and each.key in self._answers.texts]
        for key in of_step:
            self._answers.take_back(key)
        self._step = ""
        return bool(of_step)

    def _standing(self, question: Question) -> tuple[object] | None:
        """What the answer means that stands already, if there is one and it still can be used.

        Read once: a provider is not asked, and nothing is said, again and again.
        """
        text = self._answers.texts.get(question.key)
        if text is None:
            return None
        known = (question.key, text)
        if known in self._known:
            return (self._known[known],)
        try:
            meaning = question.read(text)
        except NotYet:
            self._answers.take_back(question.key)
            return None
        self._known[known] = meaning
        return (meaning,)

    def _ask(self, question: Question) -> tuple[object] | None:
        """What they answer; None when they go back."""
        if question.step != self._step:
            self._step, self._about = question.step, ""
            self._heading(steps()[question.step])
        earlier = self._answers.earlier.get(question.key)
        self._introduce(question)
        while True:
            typed = self._typed(question, earlier)
            word = typed.strip().casefold()
            if word in _STOP:
                raise Stopped
            if word in _MORE:
                self._paragraph(question.more or "There is no more to say about this one.")
                continue
            if word in _BACK:
                if self._go_back():
                    return None
                self._paragraph("This is the first question: there is nothing to go back to.")
                continue
            try:
                text, meaning = question.understood(typed if word or earlier is None else earlier)
            except NotYet as wrong:
                self._paragraph(f"Not yet: {wrong}")
                continue
            self._known[question.key, text] = meaning
            self._answers.keep(question.key, text)
            return (meaning,)

    def _go_back(self) -> bool:
        if not self._asked:
            return False
        before = self._asked[-1]
        self._answers.take_back(before.key)
        self._step = ""
        return True

    def _typed(self, question: Question, earlier: str | None) -> str:
        offered = question.default_said or question.default or ""
        if earlier is not None and earlier != question.default:
            offered = "the one from before" if question.secret else earlier
        shown = f" [Enter = {offered}]" if offered else ""
        try:
            return self._terminal.reads(f"{question.asks}{shown}\n> ")
        except (EOFError, KeyboardInterrupt):
            raise Stopped from None

    def _heading(self, title: str) -> None:
        self._terminal.says()
        self._terminal.says(f"--- {title} ".ljust(WIDTH, "-"))

    def _introduce(self, question: Question) -> None:
        self._terminal.says()
        if question.about and question.about != self._about:
            for line in question.about.splitlines():
                self._paragraph(line, blank=False)
        self._about = question.about
        if question.example:
            self._paragraph(f"{question.example_is}: {question.example}", blank=False)

    def _paragraph(self, text: str, *, blank: bool = True) -> None:
        listed = text.startswith("  ")
        indent = " " * 5 if listed else ""
        for line in textwrap.wrap(text, WIDTH - 3, subsequent_indent=indent, break_long_words=False) or [""]:
            self._terminal.says(f"{_INDENT}{line}")
        if blank:
            self._terminal.says()


def play_alone(make: Callable[[], Script[T]], texts: Mapping[str, str]) -> tuple[T, frozenset[str]]:
    """What the script comes to with these answers and nobody to ask, and the keys it asked for.

    Where there is no answer the default is taken. Raises WrongAnswers with everything that is wrong.
    """
    problems: list[str] = []
    asked: set[str] = set()
    script = make()
    try:
        question = next(script)
        while True:
            asked.add(question.key)
            question = script.send(_alone(question, texts, problems))
    except StopIteration as end:
        if problems:
            raise WrongAnswers("\n".join(problems)) from None
        result: T = end.value
        return result, frozenset(asked)


def _alone(question: Question, texts: Mapping[str, str], problems: list[str]) -> Any:
    """What the answer means; or what the default does, so that more of what is wrong is found."""
    try:
        return question.understood(texts.get(question.key, ""))[1]
    except NotYet as wrong:
        problems.append(f"{question.key}: {wrong}")
    try:
        return question.understood("")[1]
    except NotYet:
        raise WrongAnswers("\n".join(problems)) from None
