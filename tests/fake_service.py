"""A searcher over two hand-made articles, whose answers are written out below."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from qa_service.cities import Gazetteer
from qa_service.domain import (
    Answer,
    Extract,
    Hit,
    LawArticle,
    LawKey,
    Passage,
    Question,
    Rejected,
    Scope,
    SourceText,
    Span,
)
from qa_service.errors import UnknownCity, UnknownLaw, UnknownPassage, UnknownSource
from qa_service.index.manifest import Counts, Group, Manifest
from qa_service.index.notes import NOTHING, Notes
from qa_service.index.rows import SourceEntry
from qa_service.search import Searcher

JINAN = SourceText(
    "jinan.txt",
    "Getting a card in Jinan\nWhere to go\nGo to the service centre. Bring your ID card.\n",
    title="Getting a card in Jinan",
)
SHANGHAI = SourceText(
    "上海/bank cards.txt",
    "Cards in Shanghai\nForeigners apply at the Bank of Shanghai. It costs <b>nothing</b>.\n"
    "Article 58 An employing unit shall register within 30 days.\n",
    title="Cards in Shanghai",
    url="https://example.com/shanghai",
    date="2024-05-01",
    date_origin="front matter",
)
ARTICLE_58 = LawKey("Social Insurance Law", 58)


def _passage(source: SourceText, text: str, **rest: object) -> Passage:
    start = source.text.index(text)
    return Passage(
        text=text,
        source=source.source,
        start=start,
        end=start + len(text),
        sha256=source.sha256,
        title=source.title or "",
        url=source.url,
        date=source.date,
        date_origin=source.date_origin,
        **rest,  # type: ignore[arg-type]
    )


JINAN_PASSAGE = _passage(
    JINAN,
    "Go to the service centre. Bring your ID card.",
    id="p-jinan",
    kind="article",
    section=("Cards", "Where to go"),
    cities=("Jinan",),
    sentences=(Span(0, 25), Span(26, 45)),
)
SHANGHAI_PASSAGE = _passage(
    SHANGHAI,
    "Foreigners apply at the Bank of Shanghai. It costs <b>nothing</b>.",
    id="p-shanghai",
    kind="article",
    cities=("Shanghai", "Suzhou"),
    laws=(ARTICLE_58,),
    sentences=(Span(0, 41), Span(42, 66)),
)
LAW_PASSAGE = _passage(
    SHANGHAI,
    "Article 58 An employing unit shall register within 30 days.",
    id="p-law-58",
    kind="law",
    law=ARTICLE_58,
    sentences=(Span(0, 59),),
)
PASSAGES = {p.id: p for p in (JINAN_PASSAGE, SHANGHAI_PASSAGE, LAW_PASSAGE)}


def _entry(text: SourceText, cities: tuple[str, ...], passages: int) -> SourceEntry:
    return SourceEntry(
        source=text.source,
        title=text.title or "",
        lang="en",
        cities=cities,
        provinces=(),
        url=text.url,
        date=text.date,
        date_origin=text.date_origin,
        sha256=text.sha256,
        digest="0",
        passages=passages,
    )


TEXTS = {text.source: text for text in (JINAN, SHANGHAI)}
ENTRIES = {
    "jinan.txt": _entry(JINAN, ("Jinan",), 1),
    "上海/bank cards.txt": _entry(SHANGHAI, ("Shanghai", "Suzhou"), 2),
}


class Documents:
    def passages(self) -> Iterator[Passage]:
        return iter(PASSAGES.values())

    def passage(self, passage_id: str) -> Passage:
        if passage_id not in PASSAGES:
            raise UnknownPassage(f"there is no passage {passage_id!r}")
        return PASSAGES[passage_id]

    def passages_of(self, source: str) -> list[Passage]:
        return [passage for passage in PASSAGES.values() if passage.source == source]

    def source(self, source: str) -> SourceEntry:
        if source not in ENTRIES:
            raise UnknownSource(f"there is no source {source!r}")
        return ENTRIES[source]

    def source_text(self, source: str) -> SourceText:
        if source not in TEXTS:
            raise UnknownSource(f"there is no source {source!r}")
        return TEXTS[source]

    def sources(self) -> Iterator[SourceEntry]:
        return iter(ENTRIES.values())

    def law(self, key: LawKey) -> LawArticle:
        if key != ARTICLE_58:
            raise UnknownLaw(f"no article quotes Article {key.article} of the {key.law}")
        return LawArticle(
            key,
            "p-law-58",
            (
                "Article 58 An employing unit shall register within 30 days.",
                "Article 58 Employers …",
            ),
            quoted_by=("jinan.txt", "上海/bank cards.txt"),
            mentioned_by=("jinan.txt",),
        )

    def laws(self) -> list[LawArticle]:
        return [self.law(ARTICLE_58)]


MANIFEST = Manifest(
    counts=Counts(articles=2, passages=3, laws=1, sentences=5),
    groups=(
        Group((), (), 0, 1),
        Group(("Jinan",), (), 1, 2),
        Group(("Shanghai", "Suzhou"), (), 2, 3),
    ),
    version="v1",
)


@dataclass(frozen=True)
class Index:
    documents: Documents = field(default_factory=Documents)
    manifest: Manifest = MANIFEST
    notes: Notes = NOTHING


_TIMINGS = {"scope": 0.5, "encode": 8.0, "retrieve": 1.0, "rank": 0.5, "total": 10.0}
_NATIONAL = Hit(LAW_PASSAGE, 0.25)


def _answered(question: Question, version: str) -> Answer:
    return Answer(
        question=question,
        status="answered",
        reason=None,
        scope=Scope(("Shanghai",), (), "shanghai", "question", True),
        extract=Extract("Foreigners apply at the Bank of Shanghai.", "p-shanghai", 0, 41),
        hits=(
            Hit(SHANGHAI_PASSAGE, 0.75, {"dense": 0.5, "bm25": 7.5}, {"dense": 2, "bm25": 1}, (0,)),
            _NATIONAL,
        )[: question.top_k],
        index_version=version,
        timings_ms=_TIMINGS,
        confidence=0.875,
        evidence={"cosine": 0.5},
        rejected=(Rejected("p-jinan", "scope", "about Jinan", {"dense": 0.25}, {"dense": 3}),),
    )


class FakeSearcher:
    """Answers about Shanghai, of four cities when Harbin is among them; abstains when Chengdu, a
    card alone or the weather is asked about."""

    coverage = Searcher.coverage

    def __init__(self, version: str = "v1", fail: Callable[[], Exception] | None = None) -> None:
        self.version = version
        self.index = Index()
        self.gazetteer = Gazetteer.load()
        self.max_question_chars = 1000
        self.asked: list[Question] = []
        self.fail = fail

    def ask(self, question: Question) -> Answer:
        self.asked.append(question)
        if self.fail is not None:
            raise self.fail()
        if question.city is not None and self.gazetteer.resolve(question.city) is None:
            raise UnknownCity(f"no city is called {question.city!r}")
        answer = _answered(question, self.version)
        abstained = replace(answer, status="abstained", extract=None, confidence=0.125)
        if "Chengdu" in question.text:
            scope = Scope(("Chengdu",), (), "Chengdu", "question", False, ("Chengdu",))
            return replace(abstained, reason="no_city_article", scope=scope, hits=(_NATIONAL,))
        if "weather" in question.text:
            return replace(
                abstained,
                reason="out_of_scope",
                scope=Scope(),
                hits=(),
            )
        if question.text == "Where do I get a card?":
            hits = (Hit(JINAN_PASSAGE, 0.5), Hit(SHANGHAI_PASSAGE, 0.5))
            return replace(
                abstained,
                reason="ambiguous_city",
                scope=Scope(),
                hits=hits,
                candidates=("Jinan", "Shanghai"),
            )
        if "Harbin" in question.text:
            cities = ("Shanghai", "Harbin", "Jinan", "Suzhou")
            return replace(answer, scope=Scope(cities, (), "Harbin", "question", True, ("Harbin",)))
        return answer

    def ask_many(self, questions: Sequence[Question]) -> list[Answer]:
        return [self.ask(question) for question in questions]
