"""Low-rank changes to the encoder's weights, by which it reads questions only.

Passages keep their vectors. For each linear layer W (out, in) two factors are learned, so that
questions are read by W + up · down (Hu et al., "LoRA", ICLR 2022). The loss is that of a choice
among a question's candidates: the softmax cross-entropy of their scores as the ranking adds them
up, and how far a question's vector has moved.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional
from transformers import AutoModel, AutoTokenizer

from qa_service.encoders import packaged
from qa_service.retrieval.question import PLACE, Text
from tuning.examples import Example, Vectors

RANK = 8
RATE, WARM_UP = 4e-4, 20
EPOCHS, BATCH = 3, 32
MOVED = 1.0
"""Weight of 1 - the cosine of a question's vector with the one that it had."""
KEPT = 0.7
"""Of what was learned: between the weights as they come and as they were learned lie those that do
best on questions of another kind (Wortsman et al., "Robust fine-tuning of zero-shot models", CVPR
2022)."""
_RUN = 32
"""Texts that are encoded at once, sorted by length."""
_NONE = -9.0
"""Below every cosine."""


class LowRank(nn.Module):
    """A linear layer with its change."""

    def __init__(self, layer: nn.Linear) -> None:
        super().__init__()
        self.layer = layer
        width = layer.in_features
        self.down = nn.Parameter(torch.randn(RANK, width) / math.sqrt(width))
        self.up = nn.Parameter(torch.zeros(layer.out_features, RANK))

    def forward(self, seen: Tensor) -> Tensor:
        changed: Tensor = self.layer(seen) + seen @ self.down.T @ self.up.T
        return changed


class QuestionEncoder:
    """The packaged encoder with changes that can be learned; as it came until then."""

    def __init__(self, seed: int = 0) -> None:
        torch.manual_seed(seed)
        folder = packaged.model_folder()
        self._tokenizer = AutoTokenizer.from_pretrained(folder)
        self._tokens: dict[str, list[int]] = {}
        self.model = AutoModel.from_pretrained(folder, attn_implementation="eager").eval()
        self.model.requires_grad_(False)
        self.changes: dict[str, LowRank] = {}
        for name, layer in list(self.model.named_modules()):
            if isinstance(layer, nn.Linear) and name.startswith("encoder."):
                parent, _, own = name.rpartition(".")
                self.changes[name] = LowRank(layer)
                setattr(self.model.get_submodule(parent), own, self.changes[name])

    def keep(self, share: float) -> None:
        """A share of the changes."""
        with torch.no_grad():
            for change in self.changes.values():
                change.up.mul_(share)

    def factors(self) -> dict[str, Tensor]:
        """What was learned, in half precision, under the names of the weights."""
        return {
            f"{name}.weight.{kind}": getattr(change, kind).detach().half().contiguous()
            for name, change in self.changes.items()
            for kind in ("down", "up")
        }

    def encode(self, texts: Iterable[str]) -> dict[str, Tensor]:
        """Unit vectors of distinct texts."""
        distinct = sorted(dict.fromkeys(texts), key=lambda text: len(self._ids(text)))
        found: dict[str, Tensor] = {}
        for start in range(0, len(distinct), _RUN):
            run = distinct[start : start + _RUN]
            ids = [torch.tensor(self._ids(text)) for text in run]
            padded = nn.utils.rnn.pad_sequence(ids, batch_first=True)
            mask = nn.utils.rnn.pad_sequence([torch.ones_like(i) for i in ids], batch_first=True)
            hidden = self.model(input_ids=padded, attention_mask=mask).last_hidden_state
            summed = (hidden * mask.unsqueeze(-1)).sum(1) / mask.sum(1, keepdim=True)
            found |= zip(run, functional.normalize(summed, dim=-1), strict=True)
        return found

    def _ids(self, text: str) -> list[int]:
        if text not in self._tokens:
            cut = self._tokenizer(text, truncation=True, max_length=packaged.MAX_TOKENS)
            self._tokens[text] = cut["input_ids"]
        return self._tokens[text]


class Outcome(NamedTuple):
    """Questions of a collection, by whether a right passage is first."""

    collection: str
    before: int
    won: int
    lost: int
    all: int


def learn(encoder: QuestionEncoder, given: Sequence[Example], seed: int = 0) -> None:
    """Fits the encoder's changes and keeps a share of them; prints each epoch's mean loss."""
    choices = [e for e in given if e.right.any() and not e.right.all()]
    with torch.no_grad():
        first = encoder.encode(text for e in choices for text in _words(e))
    parameters = [p for change in encoder.changes.values() for p in (change.down, change.up)]
    optimiser = torch.optim.AdamW(parameters, weight_decay=0.01)
    steps = EPOCHS * math.ceil(len(choices) / BATCH)
    order, step = np.random.default_rng(seed), 0
    for epoch in range(EPOCHS):
        losses = []
        shuffled = order.permutation(len(choices))
        for start in range(0, len(choices), BATCH):
            batch = [choices[n] for n in shuffled[start : start + BATCH]]
            for group in optimiser.param_groups:
                group["lr"] = RATE * min(1, (step + 1) / WARM_UP) * (1 - step / steps)
            seen = encoder.encode(text for e in batch for text in _words(e))
            moved = torch.stack([1 - seen[text] @ first[text] for text in seen]).mean()
            loss = torch.stack([_loss(e, seen) for e in batch]).mean() + MOVED * moved
            optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_(parameters, 1.0)
            optimiser.step()
            losses.append(float(loss.detach()))
            step += 1
        print(f"epoch {epoch + 1}: loss {np.mean(losses):.4f}", flush=True)
    encoder.keep(KEPT)


def outcomes(encoder: QuestionEncoder, asked: Sequence[Example]) -> list[Outcome]:
    """What the encoder as learned changes, by collection."""
    plain = QuestionEncoder()
    right: dict[str, list[tuple[bool, bool]]] = {}
    for example in asked:
        with torch.no_grad():
            pair = [_is_right(example, by.encode(_words(example))) for by in (plain, encoder)]
        right.setdefault(example.collection, []).append((pair[0], pair[1]))
    return [
        Outcome(
            name,
            sum(before for before, _ in pairs),
            sum(now and not before for before, now in pairs),
            sum(before and not now for before, now in pairs),
            len(pairs),
        )
        for name, pairs in right.items()
    ]


def _words(example: Example) -> list[str]:
    return [*(wording for text in example.texts for wording in text), *example.places]


def _is_right(example: Example, seen: Mapping[str, Tensor]) -> bool:
    return bool(example.right[int(_scores(example, seen).argmax())])


def _loss(example: Example, seen: Mapping[str, Tensor]) -> Tensor:
    scores = _scores(example, seen)
    return torch.logsumexp(scores, 0) - torch.logsumexp(scores[torch.tensor(example.right)], 0)


def _scores(example: Example, seen: Mapping[str, Tensor]) -> Tensor:
    """(m,): as the ranking has them. The vector of the places beside the topic's, the mean
    over a question's sentences: as `qa_service.retrieval.question` and `.cosines`."""
    parts = [_between(seen, text) for text in example.texts]
    if example.places:
        middle = torch.stack([seen[name] for name in example.places]).mean(0)
        parts[0] = functional.normalize(parts[0] + PLACE * middle, dim=0)
    passage = _best(example.passages, parts[0], len(example.rest))
    by_part = [_best(example.sentences, part, len(example.rest)) for part in parts[1:] or parts]
    sentence = torch.stack(by_part).mean(0)
    scores = torch.tensor(example.rest)
    for found, vectors in ((passage, example.passages), (sentence, example.sentences)):
        mean, deviation = vectors.background
        standing = (found - mean) / max(deviation, 1e-6)
        scores = scores + torch.where(found > _NONE, standing, 0.0)
    return scores


def _between(seen: Mapping[str, Tensor], text: Text) -> Tensor:
    if text.said == text.official:
        return seen[text.said]
    return functional.normalize(seen[text.said] + seen[text.official], dim=0)


def _best(vectors: Vectors, part: Tensor, count: int) -> Tensor:
    """(count,): each candidate's highest cosine."""
    cosines = torch.from_numpy(vectors.rows) @ part
    owners = torch.from_numpy(vectors.owners)
    return torch.full((count,), _NONE).scatter_reduce(0, owners, cosines, "amax")
