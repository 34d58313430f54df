"""At which stage a passage was lost that might have been returned."""

from __future__ import annotations

import pytest
from fakes import BY_COVERAGE, BagOfWords, build_index, open_with

from qa_service.domain import Question, Rejected
from qa_service.encoders.choose import Encoders
from qa_service.retrieval import retriever
from qa_service.retrieval.retriever import Asked
from qa_service.search import Searcher

KINDS = (
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigma "
    "tau upsilon"
)
REPEATED = (
    "Whoever has lost the card calls the hotline of the city first, then goes to the office of the "
    "district with the form."
)
CORPUS = {
    "jinan.txt": "How to replace a lost Jinan card?\n\n"
    + "\n\n".join(
        f"{number}. About {word}\n\nThe card of kind {word} is replaced in room {word}{word} by a "
        f"clerk whose name is {word}son, and after a week of {word}days one comes again."
        for number, word in enumerate(KINDS.split(), start=1)
    ),
    "jinan-lost.txt": f"What to do in Jinan when a card is lost?\n\n{REPEATED}\n",
    "jinan-again.txt": f"Lost the card in Jinan?\n\n{REPEATED}\n",
    "dalian.txt": "The card in Dalian\n\nIn Dalian the office on the square replaces the card.\n",
    "law.txt": "Who has to register?\n\nLegal basis: Article 58 of the Social Insurance Law: "
    "The employing unit shall, within 30 days from the date of employment, apply to the social "
    "insurance agency for registration.\n",
}


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    encoders = Encoders(BagOfWords())
    settings = build_index(tmp_path_factory.mktemp("trace"), CORPUS, encoders)
    return open_with(settings, encoders, BY_COVERAGE)


def passage_id(searcher: Searcher, words: str, source: str = "") -> str:
    (found,) = [
        p.id
        for p in searcher.index.documents.passages()
        if words in p.text and p.source.startswith(source)
    ]
    return found


def lost(searcher: Searcher, text: str, expect: str, top_k: int = 5) -> Rejected | None:
    answer = searcher.ask(Question(text, top_k=top_k, explain=True, expect=expect))
    found = [r for r in answer.rejected if r.passage_id == expect]
    assert len(found) <= 1
    return found[0] if found else None


def test_a_returned_passage_is_not_lost(searcher: Searcher) -> None:
    wanted = passage_id(searcher, "gamma")
    assert lost(searcher, "replace a gamma card in Jinan", wanted) is None


def test_scope(searcher: Searcher) -> None:
    wanted = passage_id(searcher, "on the square")
    found = lost(searcher, "replace a card in Jinan", wanted)
    assert found == Rejected(wanted, "scope", "about another place than the question")
    assert lost(searcher, "replace a card", "nonsense") == Rejected(
        "nonsense", "scope", "no passage of this version has this id"
    )


def test_channel(searcher: Searcher, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retriever, "EXHAUSTIVE", 0)
    monkeypatch.setattr(retriever, "POOL", 2)
    found = lost(searcher, "kind of gamma in Jinan", passage_id(searcher, "About tau"))
    assert found is not None
    assert found.stage == "channel"
    assert found.channels == {}


def test_fusion(searcher: Searcher) -> None:
    # For one passage thirteen are read.
    asked = Asked("kind of gamma in Jinan", "kind of gamma", ("Jinan",))
    pool = searcher.retriever.retrieve(
        searcher.retriever.encode([asked])[0],
        searcher.index.group_ranges(lambda group: group.cities != ("Dalian",)),
    )
    last = int(pool.order()[-1])
    wanted = searcher.index.documents.passages_at([pool.ordinals[last]])[0].id
    found = lost(searcher, "kind of gamma in Jinan", wanted, top_k=1)
    assert found is not None
    assert (found.stage, found.detail) == (
        "fusion",
        f"ranked {len(pool)} of {len(pool)} by the fused score",
    )
    assert found.channels == {name: float(scores[last]) for name, scores in pool.channels.items()}
    assert set(found.ranks) == {"passage", "sentence", "words"}


def test_dedupe(searcher: Searcher) -> None:
    ids = {passage_id(searcher, "hotline", s) for s in ("jinan-lost", "jinan-again")}
    answer = searcher.ask(Question("Which hotline in Jinan for a lost card?", explain=True))
    kept = {hit.passage.id for hit in answer.hits} & ids
    assert len(kept) == 1
    (dropped,) = ids - kept
    found = next(r for r in answer.rejected if r.passage_id == dropped)
    assert (found.stage, found.detail) == ("dedupe", f"says the same as {kept.pop()}")


def test_top_k(searcher: Searcher) -> None:
    question = "kind of gamma or delta in Jinan"
    hits = searcher.ask(Question(question, top_k=3, explain=True)).hits
    found = lost(searcher, question, hits[2].passage.id, top_k=2)
    assert found is not None
    assert (found.stage, found.detail) == ("top_k", "ranked 3, 2 asked for")
    assert found.channels == hits[2].channels
    assert found.ranks == hits[2].ranks


def test_threshold(searcher: Searcher) -> None:
    # Of a city without articles only national law is returned.
    answer = searcher.ask(Question("replace a card in Harbin", explain=True))
    assert answer.reason == "no_city_article"
    law = passage_id(searcher, "employing unit")
    assert [hit.passage.id for hit in answer.hits] == [law]
    assert {(r.stage, r.detail) for r in answer.rejected} == set()
    # Returned, but under an abstention.
    found = lost(searcher, "replace a card in Harbin", law)
    assert found is not None
    assert (found.stage, found.detail) == ("threshold", "abstained: no_city_article")


def test_a_national_article_is_not_offered_for_a_city_without_articles(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    encoders = Encoders(BagOfWords())
    texts = CORPUS | {"card.txt": "What is the card?\n\nThe card shows a name and a number.\n"}
    settings = build_index(tmp_path_factory.mktemp("national"), texts, encoders)
    searcher = open_with(settings, encoders, BY_COVERAGE)
    wanted = passage_id(searcher, "shows a name")
    found = lost(searcher, "replace a card in Harbin", wanted)
    assert found is not None
    assert (found.stage, found.detail) == ("threshold", "only national law is offered")


def test_without_explain_nothing_is_traced(searcher: Searcher) -> None:
    assert searcher.ask(Question("replace a card in Jinan", expect="nonsense")).rejected == ()


def test_every_passage_of_the_shortlist_is_accounted_for(searcher: Searcher) -> None:
    answer = searcher.ask(Question("replace a lost card in Jinan", top_k=4, explain=True))
    returned = [hit.passage.id for hit in answer.hits]
    rejected = [r.passage_id for r in answer.rejected]
    assert len(returned) == 4
    assert len(rejected) == 4 * 3 + 10 - 4
    assert len({*returned, *rejected}) == len(returned) + len(rejected)
