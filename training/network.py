"""The evidence model: one encoder, heads for the criteria it knows and one head for any criterion's text.

Two logits each, ordinal (Frank and Hall, A simple approach to ordinal classification, ECML 2001): that a
window earns at least partial, and that it earns full. The encoder starts from all-MiniLM-L6-v2.
"""

from importlib import import_module
from typing import Any, Final

torch: Any = import_module("torch")
transformers: Any = import_module("transformers")

LEVELS: Final = 2
"""Logits of a criterion: at least partial, full."""

_Module: Any = torch.nn.Module


class Dropout(_Module):
    """Drops 26 in 256 values while training, by a byte of chance for each.

    On a processor drawing a number for each, as torch does, takes a fifth of a training step.
    """

    DROPPED: Final = 26

    def forward(self, values: Any) -> Any:
        """Values of the same shape; those that stay are scaled up to keep the mean."""
        if not self.training:
            return values
        if values.device.type != "cpu":
            return torch.nn.functional.dropout(values, self.DROPPED / 256)
        words = torch.empty(-(-values.numel() // 8), dtype=torch.int64).random_(-(2**63), None)
        chance = words.view(torch.uint8)[: values.numel()].view(values.shape)
        return values * (chance >= self.DROPPED).to(values.dtype).mul_(256 / (256 - self.DROPPED))


class Network(_Module):
    """`fixed` judges a window by every known criterion; `pair` judges a criterion's text beside a window."""

    def __init__(self, base: str, heads: int) -> None:
        """`base` is a folder with the weights and the tokenizer of the encoder to start from."""
        super().__init__()  # pyright: ignore[reportUnknownMemberType]
        # For texts this short the fused attention of torch is several times slower backwards on a processor.
        self.encoder = transformers.AutoModel.from_pretrained(
            base,
            add_pooling_layer=False,
            attn_implementation="eager",
            attention_probs_dropout_prob=0.0,
        )
        for part in list(self.encoder.modules()):
            for name, inner in part.named_children():
                if isinstance(inner, torch.nn.Dropout) and inner.p:
                    setattr(part, name, Dropout())
        self.encoder.embeddings.requires_grad_(requires_grad=False)
        width = self.encoder.config.hidden_size
        self.heads = heads
        self.dropout = Dropout()
        self.fixed = torch.nn.Linear(width, LEVELS * heads)
        self.pair = torch.nn.Sequential(
            torch.nn.Linear(2 * width, width), torch.nn.GELU(), torch.nn.Linear(width, LEVELS)
        )

    def pooled(self, ids: Any, mask: Any, types: Any) -> Any:
        """Mean of the token vectors beside the first one, shape (n, 2 x width)."""
        hidden = self.encoder(input_ids=ids, attention_mask=mask, token_type_ids=types).last_hidden_state
        weights = mask.unsqueeze(-1).to(hidden.dtype)
        mean = (hidden * weights).sum(1) / weights.sum(1)
        return torch.cat([mean, hidden[:, 0]], dim=1)

    def forward(self, ids: Any, mask: Any, types: Any) -> tuple[Any, Any]:
        """Logits of the known criteria, (n, heads, 2), and of the criterion in the text, (n, 2)."""
        pooled = self.dropout(self.pooled(ids, mask, types))
        width = pooled.shape[1] // 2
        fixed = self.fixed(pooled[:, :width])
        return fixed.view(-1, self.heads, LEVELS), self.pair(pooled)
