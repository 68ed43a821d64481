"""Logistic regression by damped Newton steps: for calibrations, and for the gate over sentences."""

import numpy as np

from viva.grading.shown import Floats


def fitted(
    design: Floats,
    truth: Floats,
    pull: Floats,
    *,
    held: Floats | None = None,
    counts: Floats | None = None,
    steps: int,
    flat: float,
) -> Floats:
    """The weights of the columns of `design`, shape (samples, columns), for `truth` of 0 or 1.

    Each is drawn to its place in `held`, else to 0, as hard as `pull` says; a sample counts as often as
    `counts` says, else once. Ends when no weight moves by `flat`, or after `steps`. Undamped, the steps run
    off where few samples are told apart well.
    """
    centre: Floats = np.zeros(len(pull)) if held is None else held
    often: Floats = np.ones(len(truth)) if counts is None else counts

    def cost(weights: Floats) -> float:
        raw, off = design @ weights, weights - centre
        return float((often * (np.logaddexp(0.0, raw) - truth * raw)).sum() + off @ (pull * off) / 2)

    weights: Floats = np.zeros(len(pull), dtype=np.float64)
    for _ in range(steps):
        chance: Floats = 1.0 / (1.0 + np.exp(-(design @ weights)))
        gradient: Floats = design.T @ (often * (chance - truth)) + pull * (weights - centre)
        curvature: Floats = (design * (often * chance * (1 - chance))[:, None]).T @ design + np.diag(pull)
        step: Floats = np.asarray(np.linalg.solve(curvature, gradient), np.float64)
        while cost(weights - step) > cost(weights) and float(np.abs(step).max()) > flat:
            step = step / 2
        weights = weights - step
        if float(np.abs(step).max()) < flat:
            break
    return weights
