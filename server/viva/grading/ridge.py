"""Weighted ridge classification with exact leave-one-out predictions.

Hoerl and Kennard, Ridge Regression (Technometrics 1970); leave-one-out by the hat matrix, Allen's PRESS
(Technometrics 1974).
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

PENALTY: Final = 10.0
_BIAS_PENALTY: Final = 1e-3


@dataclass(frozen=True, slots=True)
class Ridge:
    """A direction and bias; `held_out` predicts each training row from all the others, in -1..1 or so."""

    direction: Floats
    bias: float
    held_out: Floats


def fit(rows: Floats, targets: Floats, weights: Floats) -> Ridge:
    """Least squares of `targets` (+1 or -1) on unit `rows`, shape (n, d), with weights of mean 1."""
    bordered = np.concatenate([rows, np.ones((len(rows), 1))], axis=1)
    weighted = bordered * weights[:, None]
    gram = weighted.T @ bordered
    gram[np.diag_indices_from(gram)] += PENALTY
    gram[-1, -1] += _BIAS_PENALTY - PENALTY
    inverse = np.linalg.inv(gram)
    solution = inverse @ (weighted.T @ targets)
    fitted = bordered @ solution
    leverage = np.minimum(np.einsum("ij,ij->i", weighted @ inverse, bordered), 0.999)
    held_out = targets - (targets - fitted) / (1.0 - leverage)
    return Ridge(solution[:-1], float(solution[-1]), held_out)
