"""How an interview is set up: seniority, the interviewer's manner, and when coverage is shown."""

from enum import StrEnum


class Level(StrEnum):
    """The seniority that a round is held at. Must-haves and caps depend on it."""

    MID = "mid"
    SENIOR = "senior"
    STAFF = "staff"


class Style(StrEnum):
    """The interviewer's manner. It changes the words, never what is asked for."""

    WARM = "warm"
    NEUTRAL = "neutral"
    CHALLENGING = "challenging"


class Mode(StrEnum):
    """Coach mode shows coverage live; exam mode keeps it until the end."""

    COACH = "coach"
    EXAM = "exam"
