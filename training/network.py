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


class Network(_Module):
    """`fixed` judges a window by every known criterion; `pair` judges a criterion's text beside a window."""

    def __init__(self, base: str, heads: int, dropout: float = 0.1) -> None:
        """`base` is a folder with the weights and the tokenizer of the encoder to start from."""
        super().__init__()  # pyright: ignore[reportUnknownMemberType]
        # For texts this short the fused attention of torch is several times slower backwards on a processor.
        self.encoder = transformers.AutoModel.from_pretrained(
            base, add_pooling_layer=False, attn_implementation="eager"
        )
        self.encoder.embeddings.requires_grad_(requires_grad=False)
        width = self.encoder.config.hidden_size
        self.heads = heads
        self.dropout = torch.nn.Dropout(dropout)
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
