"""The candidate's own labels, and transcripts labelled with them."""

from typing import Annotated

from pydantic import Field

from viva.api.schemas.base import In, Out
from viva.api.schemas.sessions import LabelValue
from viva.domain.level import Level
from viva.domain.transcript import Speaker


class OwnLabelIn(In):
    """A label of one's own. The note's length is checked where it is taken."""

    label: LabelValue
    note: str = ""


class LabelledTurnOut(Out):
    """A turn that holds words."""

    speaker: Speaker
    text: Annotated[str, Field(min_length=1)]


class LabelledOut(Out):
    """A labelled transcript, as the benchmarks and the training read it.

    `labels` are the candidate’s own, `notes` what was written beside, `key_points` those of a question
    of one's own; a question of the library brings its own along.
    """

    round: str
    question: str
    key_points: tuple[str, ...]
    level: Level
    turns: tuple[LabelledTurnOut, ...]
    labels: dict[str, LabelValue]
    notes: dict[str, str]
