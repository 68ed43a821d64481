"""`python -m training`: trains the evidence model from the data, exports it and calibrates it.

Where a graphics processor is to be had it is used; two cores of a laptop take about an hour and a half.
"""

import argparse
import time
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, Final

from training.calibrate import agreement, bare_samples, calibrate, samples
from training.export import FILE, describe, export, register
from training.fit import Plan, fit
from training.model import evidence_model
from training.network import Network
from training.rows import (
    Row,
    criteria,
    example_rows,
    open_asked,
    open_rows,
    read_open,
    read_windows,
    running_rows,
    window_rows,
)
from training.transcripts import read_transcripts
from viva.adapters.model_table import TABLE
from viva.content.library import Library
from viva.content.roots import evidence_dir, shipped_root
from viva.grading.asked import digest

torch: Any = import_module("torch")
transformers: Any = import_module("transformers")


@dataclass(frozen=True, slots=True)
class Stage:
    """One run over the data after another: what is learnt first steadies what comes after."""

    name: str
    plan: Plan


STAGES: Final = (
    Stage("windows alone", Plan(epochs=4, pairs=0.0)),
    Stage("both", Plan(epochs=4, pairs=0.6, seed=2)),
)


def train(
    base: Path, out: Path, share: float, own: Path | None = None, stages: Sequence[Stage] = STAGES
) -> None:
    """Trains on a share of the data and writes the calibrated model to `out`.

    `own` is a folder of labelled transcripts that are calibrated on besides ours.
    """
    library = Library((shipped_root(),))
    asked = criteria(library)
    heads = {key: place for place, key in enumerate(key for key in asked if asked[key].fixed)}
    windows = read_windows()
    held_out = frozenset(window.question for window in windows if window.split == "held-out")
    others = read_open()
    rows = [
        *window_rows(windows, "train", asked),
        *example_rows(library, held_out, asked),
        *running_rows(library, asked),
        *open_rows(others),
    ]
    kept: list[Row] = rows[:: max(1, round(1 / share))]
    device = "cuda" if torch.cuda.is_available() else "cpu"
    print(f"{len(kept)} rows, {len(heads)} heads, on {device}", flush=True)
    tokenizer = transformers.AutoTokenizer.from_pretrained(str(base))
    torch.manual_seed(1)
    network = Network(str(base), len(heads)).to(device)
    for stage in stages:

        def told(epoch: int, what: str, name: str = stage.name) -> None:
            print(f"{name}, epoch {epoch}: {what}", flush=True)

        fit(network, tokenizer, kept, heads, asked | open_asked(others), stage.plan, told)
    torch.save(network.state_dict(), out / "network.pt")
    finish(network.to("cpu"), out, library, own)


def finish(network: Network, out: Path, library: Library, own: Path | None) -> None:
    """Exports a trained network and calibrates it on the development transcripts, and on one's own."""
    asked = criteria(library)
    heads = {key: digest(asked[key].text) for key in asked if asked[key].fixed}
    version = time.strftime("%Y.%m.%d")
    export(network, out)
    describe(out, version=version, heads=heads, calibration={}, agreement={})
    model, labelled = evidence_model(out), list(read_transcripts(library))
    if own is not None:
        labelled += read_transcripts(library, own)
    found = samples(model, labelled)
    calibration = calibrate([*found, *bare_samples(model, labelled)])
    describe(out, version=version, heads=heads, calibration=calibration, agreement=agreement(found))
    if out == evidence_dir():
        register(out / FILE, TABLE)


def main() -> None:
    """Reads the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--base", type=Path, required=True, help="folder of the encoder to start from")
    parser.add_argument("--out", type=Path, default=evidence_dir())
    parser.add_argument("--share", type=float, default=1.0, help="of the rows, for a learning curve")
    parser.add_argument("--from-weights", type=Path, help="export and calibrate weights trained before")
    parser.add_argument("--data", type=Path, help="labelled transcripts of your own, to calibrate on besides")
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    if given.from_weights is None:
        train(given.base, given.out, given.share, given.data)
        return
    library = Library((shipped_root(),))
    known = sum(asked.fixed for asked in criteria(library).values())
    network = Network(str(given.base), known)
    network.load_state_dict(torch.load(given.from_weights, map_location="cpu"))
    finish(network, given.out, library, given.data)


if __name__ == "__main__":
    main()
