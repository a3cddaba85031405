"""The board as a text: short lines, the pressing ones first. A discreet call's nature never stands in them."""

from collections.abc import Iterator

from domain.board import Board, Call
from domain.ids import ConsoleLinkId
from domain.messages import Line, MessageKind, Params, Say
from domain.people import Person

_CALLS_SHOWN = 6
_NAMES_SHOWN = 6


def board_said(who: Person, board: Board, stimulus: str, *, link: ConsoleLinkId | None) -> Say:
    """`board` for `who`, with a button that opens the console if there is a `link`."""
    kind = MessageKind.C_BOARD_TEXT if link is None else MessageKind.C_BOARD
    return Say(
        kind=kind,
        to=who.id,
        to_member=True,
        key=f"{kind.value}:{stimulus}:{who.id}",
        params={"open": len(board.real)},
        lines=tuple(_lines(board)),
        subject=link or "",
        reply=True,
    )


def _lines(board: Board) -> Iterator[Line]:
    for call in board.calls[:_CALLS_SHOWN]:
        yield from call_lines(call)
    if left := len(board.calls[_CALLS_SHOWN:]):
        yield _line(MessageKind.C_LINE_NOT_SHOWN, {"count": left})
    for sighting in board.sightings[:_CALLS_SHOWN]:
        yield _line(
            MessageKind.C_LINE_SIGHTING_BOARD,
            {
                "n": sighting.number,
                "certainty": sighting.certainty.value,
                "count": sighting.voices,
                "areas": ",".join(sighting.areas),
            },
        )
    if board.todo:
        late = sum(each.overdue for each in board.todo)
        yield _line(MessageKind.C_LINE_TASKS, {"tasks": len(board.todo), "late": late or ""})
    if board.overdue or board.given_up:
        yield _line(MessageKind.C_LINE_STUCK, {"count": len(board.overdue), "dead": board.given_up})
    yield _line(MessageKind.C_LINE_ON_CALL, {"people": _named([n for each in board.on_call for n in each.names])})
    if board.on_call and not any(each.planned for each in board.on_call):
        yield _line(MessageKind.C_LINE_NO_ROTA, {})
    if board.unreachable:
        yield _line(MessageKind.C_LINE_LOST, {"people": _named([each.name for each in board.unreachable])})
    for each in board.providers:
        if each.deaf_since is not None:
            minutes = int((board.now - each.deaf_since).total_seconds()) // 60
            yield _line(MessageKind.C_LINE_DEAF, {"channel": each.channel.value, "minutes": minutes})
        if each.is_troubled:
            yield _line(MessageKind.C_LINE_PROVIDER, {"channel": each.channel.value, "failures": each.failures or ""})


def call_lines(call: Call) -> Iterator[Line]:
    """One call: what it is, who goes by code name, how many are asked."""
    yield _line(
        MessageKind.C_LINE_INCIDENT,
        {
            "number": call.number,
            "nature": "discreet" if call.discreet else call.nature,
            "areas": ",".join(call.areas),
            "status": call.status.value,
            "going": call.going,
            "responders": call.responders,
        },
        drill=call.drill,
    )
    for each in call.comers:
        minutes = "" if each.minutes is None else max(each.minutes, 0)
        params: Params = {"code": each.code, "assignment_state": each.state, "minutes": minutes}
        yield _line(MessageKind.C_LINE_COMER, params, drill=call.drill)
    if call.custody is not None:
        params = {"number": call.number, "code": call.code, "custody": call.custody.value}
        yield _line(MessageKind.C_LINE_CALLS_CUSTODY, params, drill=call.drill)
    if call.monitor:
        params = {"person": call.monitor, "other": call.monitor_next}
        yield _line(MessageKind.C_LINE_WATCH, params, drill=call.drill)
    if call.live_pages:
        yield _line(MessageKind.C_LINE_ASKED, {"asked": call.live_pages}, drill=call.drill)


def _named(names: list[str]) -> str:
    """Names once each, as many as fit a text; an ellipsis stands for the rest, nothing for nobody."""
    known = list(dict.fromkeys(names))
    return ", ".join([*known[:_NAMES_SHOWN], *(["..."] if len(known) > _NAMES_SHOWN else [])])


def _line(kind: MessageKind, params: Params, *, drill: bool = False) -> Line:
    return Line(kind=kind, params=params, drill=drill)
