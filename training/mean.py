"""The mean of a network's weights over the last steps of a run.

Izmailov et al., Averaging weights leads to wider optima and better generalization, UAI 2018.
"""

from collections.abc import Mapping
from importlib import import_module
from typing import Any

torch: Any = import_module("torch")


class Mean:
    """Weights as they were at the steps that were added, each as much."""

    def __init__(self, sums: Mapping[str, Any] | None = None, count: int = 0) -> None:
        """`sums` of `count` steps go on from where a run was broken off."""
        self.sums: dict[str, Any] = dict(sums or {})
        self.count = count

    def add(self, state: Mapping[str, Any]) -> None:
        """One more step."""
        for name, weights in state.items():
            one = weights.detach().double().cpu()
            self.sums[name] = self.sums[name] + one if self.count else one
        self.count += 1

    def state(self, like: Mapping[str, Any]) -> dict[str, Any]:
        """The mean, with the types of `like`. At least one step was added."""
        return {name: (self.sums[name] / self.count).to(weights.dtype) for name, weights in like.items()}
