"""What became of the passages that are not returned: at which stage each was lost."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from qa_service.domain import Question, Rejected, Stage
from qa_service.errors import UnknownPassage
from qa_service.index.opened import OpenIndex
from qa_service.retrieval import fusion
from qa_service.retrieval.retriever import Pool
from qa_service.search.arrange import Arranged
from qa_service.search.decide import Decision
from qa_service.search.shortlist import Entry


def trace(
    question: Question,
    index: OpenIndex,
    pool: Pool,
    shortlist: Sequence[Entry],
    shown: Sequence[Entry],
    arranged: Arranged,
    decision: Decision,
) -> list[Rejected]:
    """The shortlist's passages that are not returned, best first, and with `question.expect` that
    passage, wherever it was lost; when it is returned, but under an abstention, the threshold's."""
    lost = _Losses(pool)
    kept = {shown[i].passage.id for i in arranged.kept}
    twins = {shown[i].passage.id: shown[twin].passage.id for i, twin in arranged.duplicates.items()}
    considered = {entry.passage.id for entry in shown}
    rejected: list[Rejected] = []
    for place, entry in enumerate(shortlist, start=1):
        id = entry.passage.id
        if id in kept:
            continue
        if id in twins:
            rejected.append(lost(id, entry.row, "dedupe", f"says the same as {twins[id]}"))
        elif id not in considered:
            rejected.append(lost(id, entry.row, "threshold", "only national law is offered"))
        else:
            detail = f"ranked {place}, {question.top_k} asked for"
            rejected.append(lost(id, entry.row, "top_k", detail))
    known = {r.passage_id for r in rejected}
    if question.expect is None or question.expect in known:
        return rejected
    if question.expect not in kept:
        return [*rejected, _unseen(question.expect, index, pool, lost)]
    if decision.reason is not None:
        row = next(e.row for e in shortlist if e.passage.id == question.expect)
        rejected.append(lost(question.expect, row, "threshold", f"abstained: {decision.reason}"))
    return rejected


class _Losses:
    """Makes records of passages of a pool."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._ranks = {name: fusion.ranks(scores) for name, scores in pool.channels.items()}

    def __call__(self, id: str, row: int, stage: Stage, detail: str) -> Rejected:
        return Rejected(
            passage_id=id,
            stage=stage,
            detail=detail,
            channels={name: float(of[row]) for name, of in self._pool.channels.items()},
            ranks={name: int(of[row]) for name, of in self._ranks.items()},
        )


def _unseen(id: str, index: OpenIndex, pool: Pool, lost: _Losses) -> Rejected:
    """A passage that did not reach the shortlist."""
    try:
        ordinal = index.documents.ordinal(id)
    except UnknownPassage:
        return Rejected(id, "scope", "no passage of this version has this id")
    found = np.flatnonzero(pool.ordinals == ordinal)
    if not len(found):
        if pool.scope_size > len(pool):
            return Rejected(id, "channel", "among no channel's candidates, or out of scope")
        return Rejected(id, "scope", "about another place than the question")
    row = int(found[0])
    place = int(fusion.ranks(pool.fused)[row])
    return lost(id, row, "fusion", f"ranked {place} of {len(pool)} by the fused score")
