"""How a criterion came to be covered: unprompted, after a probe, after a hint, never."""

from collections.abc import Mapping
from typing import Final

from viva.domain.event import Act
from viva.domain.evidence import Judgement, Scored
from viva.domain.label import Label, Prompted
from viva.domain.session import Session

_PROBES: Final = frozenset({Act.PROBE, Act.DEEPEN})

Prompts = Mapping[str, Mapping[int, Prompted]]
"""By criterion: the interviewer's turns that aimed at it, and whether each was a probe or a hint."""


def prompts_of(session: Session) -> Prompts:
    """The probes and hints of a session held here, from its interviewer's lines."""
    found: dict[str, dict[int, Prompted]] = {}
    for line in session.lines:
        said = line.said
        if said.criterion is None:
            continue
        if said.act in _PROBES:
            found.setdefault(said.criterion, {})[said.turn] = Prompted.AFTER_PROBE
        elif said.act is Act.HINT:
            found.setdefault(said.criterion, {})[said.turn] = Prompted.AFTER_HINT
    return found


def prompted(judgement: Judgement, aimed: Mapping[int, Prompted]) -> Prompted:
    """The ledger of one criterion. `aimed` holds the turns that asked for it.

    Judged by its first evidence: a hint before it outweighs a probe. Without credit it is “never”.
    """
    if not isinstance(judgement, Scored) or judgement.label is Label.MISSING or not judgement.evidence:
        return Prompted.NEVER
    before = {how for turn, how in aimed.items() if turn < judgement.evidence[0].turn}
    if Prompted.AFTER_HINT in before:
        return Prompted.AFTER_HINT
    return Prompted.AFTER_PROBE if before else Prompted.UNPROMPTED
