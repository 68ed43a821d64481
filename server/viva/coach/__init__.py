"""The engine under page, terminal and tests: runs the conductor's effects through the ports."""

from viva.coach.engine import Coach
from viva.coach.gaps import Gap
from viva.coach.live import LiveSession
from viva.coach.outputs import Covered, Notice, Output, Speaking
from viva.coach.setup import Setup

__all__ = ["Coach", "Covered", "Gap", "LiveSession", "Notice", "Output", "Setup", "Speaking"]
