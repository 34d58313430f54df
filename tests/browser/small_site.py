"""A small service to look at: a real index of a few articles, and answers written by hand."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import uvicorn

from qa_service.api.app import create_app
from qa_service.api.state import Service
from qa_service.build import build
from qa_service.cities import Gazetteer
from qa_service.domain import Answer, Extract, Hit, Passage, Question, Reason, Scope
from qa_service.encoders import Progress, Role, Vectors
from qa_service.encoders.choose import Encoders
from qa_service.index.opened import OpenIndex, open_version
from qa_service.search import Searcher
from qa_service.settings import Settings

LAW = (
    "Legal basis:\nSocial Insurance Law of the People's Republic of China\n"
    "Article 58 The employing unit shall, within 30 days from the date of employment, apply to the "
    "social insurance agency for social insurance registration for its employees.\n"
)
INJECTED = "<script>window.ran = 'script'</script><img src=x onerror=\"window.ran = 'image'\">"

ARTICLES = {
    "shanghai.md": "---\nurl: https://example.com/shanghai\ndate: 2024-05-01\n---\n"
    "# Where can a lost card be replaced in Shanghai?\n\n"
    "A lost social security card is replaced at any community affairs centre of Shanghai. Bring "
    "your identity card and one photograph.\n\nThe new card is ready after 15 working days, and "
    f"Shanghai charges 20 yuan for it.\n\n{LAW}",
    "jinan.txt": "Where can a lost card be replaced in Jinan?\n"
    "Jinan replaces a lost social security card at the bank that issued it. It is free of charge, "
    f"and the bank prints the new card while you wait in Jinan.\n{LAW}",
    "杭州/补办.txt": "杭州社保卡丢了怎么补办？\n"
    "持卡人可在杭州市任一社保服务网点补办社保卡。请携带本人身份证。补办费用为二十元，当场领取新卡。\n",
    "hostile.txt": f"Cards in Qingdao {INJECTED}\nThe card office of Qingdao opens at nine. "
    f"{INJECTED} Bring your identity card to the Qingdao office.\n",
}


class WordEncoder:
    """Counts words by their hash: good enough to build an index with."""

    name = fingerprint = "words"
    dimension = 32
    max_tokens = 256

    def encode(
        self, texts: Sequence[str], role: Role = "passage", progress: Progress | None = None
    ) -> Vectors:
        rows = np.full((len(texts), self.dimension), 0.01, np.float32)
        for row, text in zip(rows, texts, strict=True):
            for word in text.split():
                row[sum(word.encode()) % self.dimension] += 1
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)

    def count_tokens(self, text: str) -> int:
        return len(text.split()) + 2


ASK = "Where do I replace a lost card in Shanghai?"
ANSWER = "A lost social security card is replaced at any community affairs centre of Shanghai."
AMBIGUOUS = "Where do I replace a lost card?"
BOTH = "Is a new card cheaper in Shanghai or in Jinan?"
UNCOVERED = "Where do I replace a lost card in Chengdu?"
ELSEWHERE = "Will it rain tomorrow?"
CHINESE = "杭州社保卡丢了去哪里补办？"
HOSTILE = "When does the card office of Qingdao open?"

_SHANGHAI = ("shanghai.md", ANSWER)
_JINAN = ("jinan.txt", "Jinan replaces a lost social security card at the bank that issued it.")
_LAW = ("", "The employing unit shall, within 30 days")
_HANGZHOU = ("杭州/补办.txt", "持卡人可在杭州市任一社保服务网点补办社保卡。")

GIVEN: dict[str, tuple[Reason | None, list[str], list[tuple[str, str]]]] = {
    ASK: (None, ["Shanghai"], [_SHANGHAI, _LAW]),
    AMBIGUOUS: ("ambiguous_city", [], [_SHANGHAI, _JINAN]),
    BOTH: (None, ["Shanghai", "Jinan"], [_SHANGHAI, _JINAN, _LAW]),
    UNCOVERED: ("no_city_article", ["Chengdu"], [_LAW]),
    ELSEWHERE: ("out_of_scope", [], []),
    CHINESE: (None, ["Hangzhou"], [_HANGZHOU]),
    HOSTILE: (None, ["Qingdao"], [("hostile.txt", "The card office of Qingdao opens at nine.")]),
}
"""By question: the reason of an abstention, the cities asked about, and (source, best sentence) of
each passage; the law article has any source."""


class Clerk:
    """A searcher that knows its answers by heart, and for a city that of its own article."""

    coverage = Searcher.coverage

    def __init__(self, index: OpenIndex) -> None:
        self.index = index
        self.version = index.version
        self.gazetteer = Gazetteer.load()
        self.retriever = SimpleNamespace(
            main=SimpleNamespace(encoder=WordEncoder()), multilingual=None
        )

    def ask_many(self, questions: Sequence[Question]) -> list[Answer]:
        return [self._answer(question) for question in questions]

    def _answer(self, question: Question) -> Answer:
        reason, cities, found = GIVEN.get(question.text, ("low_confidence", [], [_JINAN]))
        if question.city is not None and reason == "ambiguous_city":
            reason, cities = None, [question.city]
            found = [_JINAN if question.city == "Jinan" else _SHANGHAI, _LAW]
        hits = tuple(self._hit(source, quote, i) for i, (source, quote) in enumerate(found))
        extract = None
        if reason is None:
            start, end = hits[0].passage.sentences[hits[0].best_sentences[0]]
            text = hits[0].passage.text[start:end]
            extract = Extract(text, hits[0].passage.id, start, end)
        return Answer(
            question=question,
            status="abstained" if reason else "answered",
            reason=reason,
            scope=Scope(
                tuple(cities),
                matched_text=", ".join(cities) or None,
                method="parameter" if question.city else "question" if cities else "none",
                covered=cities not in ([], ["Chengdu"]),
                uncovered=("Chengdu",) if cities == ["Chengdu"] else (),
            ),
            extract=extract,
            hits=hits,
            index_version=self.version,
            timings_ms={"scope": 1.0, "total": 9.0},
            candidates=("Jinan", "Shanghai") if reason == "ambiguous_city" else (),
            confidence=0.9,
        )

    def _hit(self, source: str, quote: str, rank: int) -> Hit:
        passage = next(p for p in self._passages(source) if quote in p.text)
        best = next(i for i, (s, e) in enumerate(passage.sentences) if quote in passage.text[s:e])
        evidence = {"passage": 0.75 - rank / 10, "sentence": 0.8 - rank / 10, "words": 7.5 - rank}
        return Hit(passage, 3.0 - rank, evidence, dict.fromkeys(evidence, rank + 1), (best,))

    def _passages(self, source: str) -> Iterator[Passage]:
        return (
            passage
            for passage in self.index.documents.passages()
            if passage.source == source or (not source and passage.kind == "law")
        )


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """The address of the service while it runs; `folder` holds its corpus and index."""
    for name, text in ARTICLES.items():
        path = folder / "corpus" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    settings = Settings(
        _env_file=None,
        corpus=folder / "corpus",
        index=folder / "index",
        feedback_url=f"sqlite:///{folder / 'feedback.sqlite'}",
        rate_limit="",
    )
    build(settings, encoders=Encoders(WordEncoder()))
    service = Service(lambda: Clerk(open_version(settings.index)))  # type: ignore[arg-type, return-value]
    app = create_app(service, settings)
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="warning"))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started and thread.is_alive():
            time.sleep(0.02)
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()
