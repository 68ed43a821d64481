"""What kind of answer an interviewer's line asks for."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from viva.domain.event import Act
from viva.speech.patience import Asked

ASKED: Final[Mapping[Act, Asked]] = MappingProxyType(
    {
        Act.QUESTION: "opening",
        Act.PHASE: "opening",
        Act.SKIP: "opening",
        Act.FOLLOW_UP: "follow-up",
        Act.PROBE: "follow-up",
        Act.DEEPEN: "follow-up",
        Act.HINT: "follow-up",
        Act.CONFIRM: "word",
    }
)
"""Other lines leave what was asked before them as it was."""
