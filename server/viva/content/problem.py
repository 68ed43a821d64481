"""A fault in a content file, placed by file, line and field."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from viva.domain.errors import VivaError


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """`line` counts from 1; `field` is a dotted path such as `sub_points.1.ask`, or empty."""

    file: Path
    line: int
    field: str
    message: str

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}"
        return f"{where}: {self.field}: {self.message}" if self.field else f"{where}: {self.message}"


class ContentError(VivaError):
    """One or more problems that stop a file from loading."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
        super().__init__("bad-content", f"{problems[0]}{more}.", "Run `viva check` to see every problem.")
        self.problems = tuple(problems)
