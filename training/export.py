"""The trained network as an int8 ONNX file with a manifest that says what its heads are and what made it."""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import asdict
from importlib import import_module
from pathlib import Path
from typing import Any, Final

from training.network import Network
from viva.adapters.onnx_evidence import MANIFEST
from viva.ports import Calibration

torch: Any = import_module("torch")

OPSET: Final = 17
FILE: Final = "model.onnx"
BASE: Final = "viva-evidence, from all-MiniLM-L6-v2"


def export(network: Network, folder: Path) -> Path:
    """Writes `model.onnx` into `folder` and returns it.

    Weights are quantised to int8, a scale a channel, activations as they come (dynamic quantisation).
    """
    quantization: Any = import_module("onnxruntime.quantization")
    folder.mkdir(parents=True, exist_ok=True)
    full = folder / "model.fp32.onnx"
    network.eval()
    example = torch.ones((2, 8), dtype=torch.int64)
    dynamic = {0: "n", 1: "tokens"}
    torch.onnx.export(
        network,
        (example, example, torch.zeros_like(example)),
        str(full),
        input_names=["input_ids", "attention_mask", "token_type_ids"],
        output_names=["fixed", "pair"],
        dynamic_axes={
            "input_ids": dynamic,
            "attention_mask": dynamic,
            "token_type_ids": dynamic,
            "fixed": {0: "n"},
            "pair": {0: "n"},
        },
        opset_version=OPSET,
        dynamo=False,
    )
    file = folder / FILE
    quantization.quantize_dynamic(
        str(full),
        str(file),
        weight_type=quantization.QuantType.QInt8,
        per_channel=True,
        op_types_to_quantize=["MatMul", "Gather", "Gemm"],
    )
    full.unlink()
    return file


def register(file: Path, table: Path) -> None:
    """Writes the model's size and hash into the table of model files, where the doctor looks them up."""
    content = file.read_bytes()
    made = f'size = {len(content)}\nsha256 = "{hashlib.sha256(content).hexdigest()}"'
    head, entry, rest = table.read_text("utf-8").partition('id = "evidence"')
    rest = re.sub(r'size = \d+\nsha256 = "[0-9a-f]{64}"', made, rest, count=1)
    table.write_text(head + entry + rest, "utf-8")


def describe(
    folder: Path,
    *,
    day: str,
    heads: Mapping[str, str],
    calibration: Mapping[str, Calibration],
    agreement: Mapping[str, float],
) -> None:
    """Writes `evidence.json` beside the model: what its heads are, and how their odds are called.

    The version is the day with the beginning of the weights' hash: there may be several in a day.
    """
    made = hashlib.sha256((folder / FILE).read_bytes()).hexdigest()
    content = {
        "version": f"{day}-{made[:8]}",
        "base": BASE,
        "sha256": made,
        "heads": dict(heads),
        "agreement": dict(agreement),
        "calibration": {name: asdict(item) for name, item in calibration.items()},
    }
    (folder / MANIFEST).write_text(json.dumps(content, indent=1) + "\n", "utf-8")
