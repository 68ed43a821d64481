"""The evidence model as the product wires it, over any folder: to calibrate and to measure."""

from pathlib import Path

from viva.adapters.onnx_embedder import OnnxEmbedder
from viva.adapters.onnx_evidence import OnnxEvidence, shipped_evidence
from viva.adapters.shipped_vectors import ShippedEmbedder
from viva.content.roots import encoder_dir, vectors_file
from viva.grading.embedded import EmbeddedEvidenceModel
from viva.grading.gate import shipped_gate


def shipped_embedder(threads: int = 2) -> ShippedEmbedder:
    """The sentence encoder with the vectors that ship."""
    return ShippedEmbedder(OnnxEmbedder(encoder_dir(), threads=threads), vectors_file())


def evidence_reader(folder: Path | None = None) -> OnnxEvidence:
    """The shipped weights, or those in `folder`, on two threads."""
    return shipped_evidence(folder, threads=2)


def evidence_model(folder: Path | None = None) -> EmbeddedEvidenceModel:
    """The model over them, as the product wires it."""
    return EmbeddedEvidenceModel(evidence_reader(folder), shipped_embedder(), shipped_gate)
