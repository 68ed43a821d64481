"""A scorecard seen through other frameworks and at other levels."""

from viva.api.schemas.base import Out, TitledOut
from viva.domain.label import Verdict
from viva.domain.level import Level


class StepOut(TitledOut):
    """A step with its criteria. `score` is 0..100, null where nothing in it could be called."""

    score: float | None
    criteria: tuple[str, ...]


class LegLensOut(TitledOut):
    """A framework's steps over the criteria of one leg (an index into the round's legs).

    Criteria that no step holds are in none.
    """

    leg: int
    steps: tuple[StepOut, ...]


class LevelOut(Out):
    """What the same labels amount to at a level. `needs` are the criteria that may not be missing there."""

    level: Level
    verdict: Verdict | None
    caps: tuple[str, ...]
    needs: tuple[str, ...]


class LensesOut(Out):
    """The level that was graded at, what each level would make of it, and the frameworks that there are."""

    graded: Level
    levels: tuple[LevelOut, ...]
    lenses: tuple[LegLensOut, ...]
