"""Fitting the network: epochs over windows alone and windows beside a criterion's text, in one stream."""

import random
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Final

import numpy as np

from training.batches import Batch, batches, fixed_items, joined, pair_items
from training.checkpoint import Begun
from training.mean import Mean
from training.network import Network
from training.rows import FUNDAMENTALS, RUNNING, Asked, Row

torch: Any = import_module("torch")


@dataclass(frozen=True, slots=True)
class Plan:
    """How to train.

    `running` is the share of the lines of interviews that is drawn for an epoch. Of what is drawn, a share is
    read beside a criterion's words too: `points` of the lines of fundamentals, `pairs` of other rows whose
    criteria have heads; windows of fundamentals and rows of no rubric always are. Rates are the peaks of a
    linear warm-up and decay. A run ends with the mean of the weights over the last `averaged` of its steps.
    """

    epochs: int = 5
    encoder_rate: float = 1e-4
    head_rate: float = 1e-3
    warm: float = 0.08
    running: float = 1.0
    points: float = 1.0
    pairs: float = 1.0
    averaged: float = 0.4
    seed: int = 1


def fit(
    network: Network,
    tokenizer: Any,
    rows: Sequence[Row],
    heads: Mapping[str, int],
    asked: Mapping[str, Asked],
    plan: Plan,
    told: Callable[[str, Begun], None],
    begun: Begun | None = None,
) -> None:
    """Trains in place, or goes on with what has begun. `told` hears of every epoch, after it."""
    torch.manual_seed(plan.seed)
    torch.set_flush_denormal(True)  # numbers this small cost a processor a hundred times as much
    draw = random.Random(plan.seed)
    device = next(network.parameters()).device
    native = _native_bf16(device)
    epochs = [_epoch(rows, heads, asked, tokenizer, plan, draw) for _ in range(plan.epochs)]
    steps = sum(len(epoch) for epoch in epochs)
    learnt = [(name, p) for name, p in network.named_parameters() if p.requires_grad]
    inner = [p for name, p in learnt if name.startswith("encoder.")]
    outer = [p for name, p in learnt if not name.startswith("encoder.")]
    optimiser = torch.optim.AdamW(
        [{"params": inner, "lr": plan.encoder_rate}, {"params": outer, "lr": plan.head_rate}],
        weight_decay=0.01,
    )
    warm = max(1, int(plan.warm * steps))

    def share(step: int) -> float:
        return min((step + 1) / warm, (steps - step) / max(1, steps - warm))

    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, share)
    if begun:
        optimiser.load_state_dict(begun.optimiser)
        schedule.load_state_dict(begun.schedule)
        torch.set_rng_state(begun.random)
    done = begun.epochs if begun else 0
    mean = Mean(begun.sums, begun.counted) if begun else Mean()
    step, from_step = sum(len(epoch) for epoch in epochs[:done]), steps - plan.averaged * steps
    for number, epoch in enumerate(epochs[done:], start=done + 1):
        network.train()
        began = time.perf_counter()
        losses: dict[bool, list[float]] = {False: [], True: []}
        for batch in epoch:
            with torch.autocast(device.type, dtype=torch.bfloat16, enabled=native):
                loss = _loss(network, batch, device)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimiser.step()
            optimiser.zero_grad()
            schedule.step()
            step += 1
            if step > from_step and step % _EVERY == 0:
                mean.add(network.state_dict())
            losses[batch.pairs].append(loss.item())
        means = " ".join(f"{'pairs' if k else 'fixed'} {np.mean(v):.4f}" for k, v in losses.items() if v)
        if number == plan.epochs and mean.count:
            network.load_state_dict(mean.state(network.state_dict()))
        now = Begun(
            number,
            optimiser.state_dict(),
            schedule.state_dict(),
            torch.get_rng_state(),
            mean.sums,
            mean.count,
        )
        told(f"{means} in {time.perf_counter() - began:.0f} s", now)


def _native_bf16(device: Any) -> bool:
    if device.type == "cuda":
        return torch.cuda.is_bf16_supported()
    return torch.ops.mkldnn._is_mkldnn_bf16_supported()  # noqa: SLF001 there is no public name


def _epoch(
    rows: Sequence[Row],
    heads: Mapping[str, int],
    asked: Mapping[str, Asked],
    tokenizer: Any,
    plan: Plan,
    draw: random.Random,
) -> list[Batch]:
    drawn = [row for row in rows if row.kind != RUNNING or draw.random() < plan.running]
    varied = joined(drawn, draw)
    stream = list(batches(fixed_items(varied, heads), tokenizer, draw))
    if plan.pairs:
        chosen = [row for row in varied if draw.random() < _beside(row, asked, plan)]
        stream += batches(pair_items(chosen, asked, draw), tokenizer, draw)
    draw.shuffle(stream)
    return stream


def _beside(row: Row, asked: Mapping[str, Asked], plan: Plan) -> float:
    if row.rubric == FUNDAMENTALS and row.kind == RUNNING:
        return plan.points
    return 1.0 if any(not asked[key].fixed for key in row.marks) else plan.pairs


_EVERY: Final = 10
"""Of so many steps one counts in the mean: neighbours hardly differ."""

_FULL: Final = 0.8
"""How much telling full from partial counts beside telling partial from nothing."""


def _loss(network: Network, batch: Batch, device: Any) -> Any:
    def on(array: Any) -> Any:
        return torch.from_numpy(array).to(device)

    fixed, pair = network(on(batch.ids), on(batch.mask), on(batch.types))
    logits = (pair[:, None, :] if batch.pairs else fixed).float()
    weights = on(batch.weights) * torch.tensor([1.0, _FULL], device=device)
    each = torch.nn.functional.binary_cross_entropy_with_logits(logits, on(batch.targets), reduction="none")
    return (each * weights).sum() / (weights > 0).any(-1).any(-1).sum()
