"""Any documents as a version of their own, ranked as the service ranks."""

from __future__ import annotations

from pathlib import Path

import pytest
from fakes import BagOfWords, Bilingual, passage

from qa_service.build.progress import silent
from qa_service.cli import collection
from qa_service.cli.collection import document_passage, rank_collection, temporary_version
from qa_service.encoders.choose import Encoders
from qa_service.evaluation.beir import Document
from qa_service.index.cache import VectorCache
from qa_service.settings import Settings

DOCUMENTS = (
    Document("loss", "Cards", "Lost cards are reported by telephone. The bank issues a new card."),
    Document("age", "Pensions", "The pension is paid at sixty. It is paid by a bank."),
    Document("title", "Unemployment money", ""),
)


@pytest.fixture
def encoders(monkeypatch: pytest.MonkeyPatch) -> Encoders:
    chosen = Encoders(BagOfWords(), Bilingual())
    monkeypatch.setattr(collection, "choose_encoders", lambda settings: chosen)
    return chosen


def test_every_query_has_its_documents_best_first(tmp_path: Path, encoders: Encoders) -> None:
    rank, config = rank_collection(DOCUMENTS, Settings(index=tmp_path))
    lost, *others = rank(["Who issues a new card?", "pension at sixty", "unemployment money"])
    assert [ranking[0][0] for ranking in (lost, *others)] == ["loss", "age", "title"]
    assert sorted(id for id, _ in lost) == sorted(document.id for document in DOCUMENTS)
    assert [score for _, score in lost] == [3.0, 2.0, 1.0]
    assert (config["depth"], config["encoder"]) == (100, encoders.main.name)
    assert config["reranked"] == 40  # what the service reads for ten passages
    assert [path.name for path in tmp_path.iterdir()] == [".cache"]


def test_a_long_document_has_views_within_the_encoders_limit() -> None:
    encoder = BagOfWords()
    encoder.max_tokens = 13
    text = "One card is lost here. Two cards are found there. Three cards are new."
    found = document_passage(Document("a", "Cards", text), encoder)
    assert found.text == text
    assert found.views == (
        "Cards\nOne card is lost here. Two cards are found there.",
        "Cards\nThree cards are new.",
    )


def test_a_temporary_version_is_read_when_its_folder_is_gone(
    tmp_path: Path, encoders: Encoders
) -> None:
    passages = [passage(f"Number {n}.", id=f"p{n}", source=f"{n}.txt") for n in range(3)]
    with VectorCache(tmp_path / "vectors.sqlite") as cache:
        index = temporary_version(passages, encoders, cache, silent)
    assert not index.path.exists()
    assert [p.text for p in index.documents.passages()] == ["Number 0.", "Number 1.", "Number 2."]
