"""`python -m training`: trains the evidence model from the data, exports it and calibrates it.

Where a graphics processor is to be had it is used; two cores of a laptop take about four hours.
"""

import argparse
import shutil
import time
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from training.calibrate import agreement, bare_samples, calibrate, samples
from training.checkpoint import Begun, Checkpoint, fingerprint
from training.export import FILE, describe, export, register
from training.fit import Plan, fit
from training.model import evidence_model
from training.network import Network
from training.rows import (
    criteria,
    example_rows,
    open_asked,
    open_rows,
    read_open,
    read_windows,
    restated_rows,
    running_rows,
    shared,
    unseen_questions,
    window_rows,
)
from training.transcripts import Labelled, library_of, read_transcripts
from viva.adapters.model_table import TABLE
from viva.adapters.onnx_evidence import MANIFEST
from viva.content.library import Library
from viva.content.roots import evidence_dir, shipped_root
from viva.domain.errors import VivaError
from viva.grading.asked import digest

torch: Any = import_module("torch")
transformers: Any = import_module("transformers")


@dataclass(frozen=True, slots=True)
class Stage:
    """One run over the data after another: what is learnt first steadies what comes after."""

    name: str
    plan: Plan


STAGES: Final = (
    Stage("windows alone", Plan(epochs=4, running=0.6, pairs=0.0)),
    Stage("both", Plan(epochs=8, running=0.5, points=0.5, pairs=0.2, seed=2)),
)

WEIGHTS: Final = Path(".cache/evidence-network.pt")


def train(base: Path, share: float, kept_in: Path, held: Checkpoint | None = None) -> Network:
    """A network that was trained on a share of the data, from the beginning or on from `held`.

    The run is kept after every epoch. Raises `VivaError` (other-data).
    """
    library = Library((shipped_root(),))
    asked = criteria(library)
    windows = read_windows()
    unseen = unseen_questions(windows)
    others = read_open()
    every = asked | open_asked(others)
    rows = [
        *window_rows(windows, "train", asked),
        *example_rows(library, unseen, asked),
        *running_rows(library, asked),
        *open_rows(others),
        *restated_rows(every, unseen),
    ]
    kept = shared(rows, share)
    digests, data = heads_of(library), fingerprint(kept)
    heads = {key: place for place, key in enumerate(digests)}
    device = "cuda" if torch.cuda.is_available() else "cpu"
    print(f"{len(kept)} rows, {len(heads)} heads, on {device}", flush=True)
    tokenizer = transformers.AutoTokenizer.from_pretrained(str(base))
    torch.manual_seed(1)
    network = Network(str(base), len(heads)).to(device)
    if held:
        if held.heads != digests or held.data != data:
            raise VivaError(
                "other-data",
                f"{kept_in} holds a run over other data, or another share of it.",
                "Begin anew, without --resume.",
            )
        network.load_state_dict(held.state)
    for place, stage in enumerate(STAGES):
        if held and place < held.stage:
            continue

        def told(what: str, begun: Begun, place: int = place, name: str = stage.name) -> None:
            print(f"{name}, epoch {begun.epochs}: {what}", flush=True)
            Checkpoint(digests, data, place, network.state_dict(), begun).write(kept_in)

        begun = held.begun if held and place == held.stage else None
        if begun and begun.epochs == stage.plan.epochs:
            continue
        fit(network, tokenizer, kept, heads, every, stage.plan, told, begun)
    return network.to("cpu")


def heads_of(library: Library) -> dict[str, str]:
    """The digest of what each head stands for, in the order of the heads."""
    asked = criteria(library)
    return {key: digest(asked[key].text) for key in asked if asked[key].fixed}


def finish(network: Network, out: Path, theirs: Sequence[Labelled]) -> None:
    """Exports a trained network to `out`, calibrated on the development transcripts and on `theirs`.

    Nothing is written there before all of it is made.
    """
    library = Library((shipped_root(),))
    day, heads = time.strftime("%Y.%m.%d"), heads_of(library)
    with TemporaryDirectory() as made:
        folder = Path(made)
        export(network, folder)
        describe(folder, day=day, heads=heads, calibration={}, agreement={})
        model, ours = evidence_model(folder), list(read_transcripts(library))
        found = samples(model, [*ours, *theirs])
        calibration = calibrate([*found, *bare_samples(model, ours)], {})
        agreed = agreement(found, calibration)
        describe(folder, day=day, heads=heads, calibration=calibration, agreement=agreed)
        out.mkdir(parents=True, exist_ok=True)
        for name in (FILE, MANIFEST):
            shutil.copyfile(folder / name, out / name)
    if out == evidence_dir():
        register(out / FILE, TABLE)


def main() -> None:
    """Reads the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--base", type=Path, required=True, help="folder of the encoder to start from")
    parser.add_argument("--out", type=Path, default=evidence_dir())
    parser.add_argument("--share", type=float, default=1.0, help="of the questions, for a learning curve")
    parser.add_argument("--data", type=Path, help="labelled transcripts of your own, to calibrate on besides")
    parser.add_argument("--weights", type=Path, default=WEIGHTS, help="where trained weights are kept")
    parser.add_argument("--resume", action="store_true", help="go on with the run that is kept there")
    parser.add_argument("--from-weights", type=Path, help="export and calibrate weights trained before")
    given = parser.parse_args()
    heads = heads_of(Library((shipped_root(),)))
    try:
        theirs = list(read_transcripts(library_of(given.data), given.data)) if given.data else []
    except VivaError as error:
        parser.error(str(error))
    if given.from_weights is None:
        try:
            begun = Checkpoint.read(given.weights) if given.resume else None
        except (OSError, KeyError) as error:
            parser.error(f"There is no run to go on with in {given.weights}: {error}")
        try:
            network = train(given.base, given.share, given.weights, begun)
        except VivaError as error:
            parser.error(str(error))
    else:
        held = torch.load(given.from_weights, map_location="cpu")
        if held["heads"] != heads:
            parser.error(f"{given.from_weights} was trained for other criteria, or other words of them.")
        network = Network(str(given.base), len(heads))
        network.load_state_dict(held["state"])
    finish(network, given.out, theirs)


if __name__ == "__main__":
    main()
