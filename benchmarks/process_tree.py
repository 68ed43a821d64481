"""What a process and its children use, from Linux's /proc."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Tree:
    """A process with all of its descendants."""

    pid: int

    def resident_mb(self) -> float:
        """Proportional memory now, in MB (10^6 bytes): shared pages count once."""
        return sum(_field(pid, "smaps_rollup", "Pss:") for pid in self._pids()) * 1024 / 1e6

    def by_process(self) -> str:
        """The same, process by process, in the order in which they were started."""
        each = [_field(pid, "smaps_rollup", "Pss:") * 1024 / 1e6 for pid in sorted(self._pids())]
        return " + ".join(f"{mb:.0f}" for mb in each)

    def cpu_s(self) -> float:
        """Processor seconds so far, of those that live and of children that have ended."""
        total = 0
        for pid in self._pids():
            fields = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()
            total += sum(int(field) for field in fields[11:15])
        return total / TICKS

    def _pids(self) -> Iterator[int]:
        waiting = [self.pid]
        while waiting:
            pid = waiting.pop()
            yield pid
            for task in Path(f"/proc/{pid}/task").iterdir():
                waiting += [int(child) for child in (task / "children").read_text("utf-8").split()]


def _field(pid: int, file: str, name: str) -> int:
    lines = Path(f"/proc/{pid}/{file}").read_text("utf-8").splitlines()
    return int(next(line for line in lines if line.startswith(name)).split()[1])
