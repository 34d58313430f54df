"""The field's ranking measures, computed by trec_eval through ir_measures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

MEASURES = {
    "ndcg@10": "nDCG@10",
    "recall@1": "R@1",
    "recall@5": "R@5",
    "recall@10": "R@10",
    "recall@100": "R@100",
    "mrr@10": "RR@10",
    "hit@1": "Success@1",
}
"""Our names and those of ir_measures."""


def measure_rankings(
    qrels: Mapping[str, Mapping[str, int]],
    rankings: Mapping[str, Sequence[str]],
    names: Sequence[str],
) -> dict[str, dict[str, float]]:
    """By query of `qrels`, by name in `MEASURES`. A query without a ranking scores 0.

    `qrels` grade document ids (linear gain in nDCG, as trec_eval and BEIR have it; 1 and above is
    relevant for the rest); `rankings` hold document ids, best first, each once.
    """
    import ir_measures

    if not qrels:
        return {}
    measures = {ir_measures.parse_measure(MEASURES[name]): name for name in names}
    # trec_eval sorts by score and breaks ties by id, so the score states the rank alone.
    run = [
        ir_measures.ScoredDoc(query, document, -float(rank))
        for query, ranking in rankings.items()
        for rank, document in enumerate(ranking)
    ]
    grades = [
        ir_measures.Qrel(query, document, grade)
        for query, documents in qrels.items()
        for document, grade in documents.items()
    ]
    values: dict[str, dict[str, float]] = {query: dict.fromkeys(names, 0.0) for query in qrels}
    for result in ir_measures.iter_calc(list(measures), grades, run):
        if result.query_id in values:
            values[result.query_id][measures[result.measure]] = float(result.value)
    return values
