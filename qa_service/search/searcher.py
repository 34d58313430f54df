"""The pipeline: scope → encode → retrieve → rank → decide → show."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from functools import cached_property, lru_cache, partial
from typing import NamedTuple

import numpy as np

from qa_service.cities import Gazetteer
from qa_service.domain import MAX_TOP_K, Answer, Hit, Passage, Question, Rejected, Span
from qa_service.errors import BadQuestion
from qa_service.index.opened import OpenIndex
from qa_service.retrieval import fusion
from qa_service.retrieval.cosines import Cosines
from qa_service.retrieval.question import by_encoder
from qa_service.retrieval.rank import is_about_law, rank, shortlist_size
from qa_service.retrieval.retriever import Asked, EncodedQuestion, Pool, Retriever
from qa_service.search.arrange import arrange
from qa_service.search.calibration import Calibration
from qa_service.search.decide import Case, Decision, decide, is_ruled_out
from qa_service.search.districts import stand_back
from qa_service.search.evidence import FIRST, gather, relative, speaking, told
from qa_service.search.extract import best_sentences, extract
from qa_service.search.jurisdiction import is_about_another_country
from qa_service.search.moves import distance
from qa_service.search.scope import Coverage, Scoped, admits, find_scope
from qa_service.search.shortlist import Entry
from qa_service.search.topics import TopicLikeness, Topics
from qa_service.search.trace import trace


class _Judged(NamedTuple):
    evidence: Mapping[str, float]
    confidence: float
    decision: Decision
    ruled_out: bool


class _Shown(NamedTuple):
    hits: Sequence[Hit]
    rejected: Sequence[Rejected]


class Searcher:
    """Answers questions over one version of the index. Safe for threads; never changed."""

    def __init__(
        self,
        index: OpenIndex,
        retriever: Retriever,
        gazetteer: Gazetteer,
        calibration: Calibration,
        max_question_chars: int = 1000,
    ) -> None:
        self.index = index
        self.retriever = retriever
        self.gazetteer = gazetteer.expecting(self.coverage.cities)
        self.calibration = calibration
        self.max_question_chars = max_question_chars
        self._topics = Topics(retriever.main.encoder)
        foreign = retriever.multilingual
        self._foreign_topics = Topics(foreign.encoder) if foreign else self._topics
        # Hundreds of cities have a group each, and most questions are about the same few.
        self._ranges = lru_cache(1024)(partial(_ranges, index))

    @property
    def version(self) -> str:
        return self.index.version

    @cached_property
    def coverage(self) -> Coverage:
        groups = self.index.manifest.groups
        return Coverage(
            cities=frozenset(city for group in groups for city in group.cities),
            provinces=frozenset(p for g in groups if not g.cities for p in g.provinces),
            laws={law.key: law.passage_id for law in self.index.documents.laws()},
        )

    def ask(self, question: Question) -> Answer:
        """BadQuestion for an empty or overlong question or `top_k` out of 1..50, UnknownCity for a
        `city` that is no place."""
        return self.ask_many([question])[0]

    def ask_many(self, questions: Sequence[Question]) -> list[Answer]:
        """As `ask`, all of them through one stage after the other: the encoder reads them in one
        batch, and each stage's code and data are in the processor's caches from the second question
        on. `timings_ms` are the batch's."""
        for question in questions:
            self._check(question)
        clock = _Clock()
        scoped = [find_scope(q, self.gazetteer, self.coverage) for q in questions]
        clock.ends("scope")
        encoded = self.retriever.encode(
            [Asked(each.text, each.topic, each.places) for each in scoped]
        )
        clock.ends("encode")
        at_large = self.retriever.at_large(encoded)
        likeness = self._likeness(encoded)
        pools = list(map(self._retrieve, scoped, encoded, at_large))
        clock.ends("retrieve")
        shortlists = list(map(self._rank, questions, scoped, encoded, pools))
        judged = list(map(self._judge, scoped, encoded, pools, shortlists, likeness))
        shown = list(map(self._show, questions, scoped, encoded, pools, shortlists, judged))
        clock.ends("rank")
        answer = partial(self._answer, clock.milliseconds())
        return list(map(answer, questions, scoped, encoded, judged, shown))

    def _likeness(self, questions: Sequence[EncodedQuestion]) -> list[TopicLikeness]:
        """Of each question's topic, by the encoder that knows its language."""

        def found(alike: list[EncodedQuestion]) -> list[TopicLikeness]:
            seen = np.concatenate([question.topic for question in alike])
            return self._topics_for(alike[0]).likeness(seen)

        return by_encoder(questions, found)

    def _topics_for(self, question: EncodedQuestion) -> Topics:
        return self._topics if question.main is not None else self._foreign_topics

    def _apart_from_what_is_here(
        self, likeness: TopicLikeness, question: EncodedQuestion, passages: Sequence[Passage]
    ) -> TopicLikeness:
        """The same where the question is nearer to something that the service is not about, without
        what the articles of the first passages are about."""
        articles = [passage.title for passage in passages[:FIRST] if passage.kind == "article"]
        if likeness.outside <= likeness.inside or not articles:
            return likeness
        return self._topics_for(question).apart_from(articles, question.topic, likeness)

    def _check(self, question: Question) -> None:
        if not question.text.strip():
            raise BadQuestion("the question is empty")
        if len(question.text) > self.max_question_chars:
            raise BadQuestion(
                f"the question has {len(question.text)} characters; at most "
                f"{self.max_question_chars} are read"
            )
        if not 1 <= question.top_k <= MAX_TOP_K:
            raise BadQuestion(f"top_k is {question.top_k}, not between 1 and {MAX_TOP_K}")

    def _retrieve(self, scoped: Scoped, encoded: EncodedQuestion, at_large: Cosines) -> Pool:
        scope = scoped.scope
        ranges = self._ranges(scope.cities, scope.provinces, scoped.between)
        return self.retriever.retrieve(encoded, ranges, self._named(scoped), at_large)

    def _rank(
        self, question: Question, scoped: Scoped, encoded: EncodedQuestion, pool: Pool
    ) -> list[Entry]:
        """The best candidates in their final order; law articles named by number first, however
        little their words are like the question's, where it asks how something moves between cities
        what tells that before what doesn't, and behind it what holds in another district alone."""
        scope, documents = scoped.scope, self.index.documents
        best = pool.order()[: shortlist_size(question.top_k)]
        rows = [int(row) for row in best]
        if scope.laws:
            named = np.flatnonzero(np.isin(pool.ordinals, self._named(scoped)))
            rows = list(dict.fromkeys([*rows, *named.tolist()]))
        ordinals = [int(pool.ordinals[row]) for row in rows]
        passages = documents.passages_at(ordinals)
        cosines = pool.cosines.sentences(rows)
        ranked = rank(
            encoded.text,
            passages,
            [float(pool.fused[row]) for row in rows],
            pool.deviation,
            cosines,
            scope.cities if scope.covered else (),
            scoped.whole,
            scope.provinces,
            scoped.districts,
        )
        back = [False] * len(passages)
        if scope.names_place and scope.covered:
            back = stand_back(passages, scoped.text, scoped.districts, self.gazetteer)
        entries = [
            Entry(
                passages[r.position],
                rows[r.position],
                r.score,
                cosines[r.position],
                distance(passages[r.position], scoped.between, scoped.way, self.gazetteer)
                or int(back[r.position]),
            )
            for r in ranked
        ]
        return sorted(
            entries, key=lambda entry: (entry.passage.law not in scope.laws, entry.behind)
        )

    def _judge(
        self,
        scoped: Scoped,
        encoded: EncodedQuestion,
        pool: Pool,
        shortlist: Sequence[Entry],
        likeness: TopicLikeness,
    ) -> _Judged:
        scope = scoped.scope
        passages = [entry.passage for entry in shortlist]
        nearest = shortlist[0].behind if shortlist else 0
        # Beside what tells of the move, or holds in the district, nothing speaks for an answer.
        telling = [entry for entry in shortlist if entry.behind == nearest]
        first = [entry.passage for entry in telling]
        evidence = gather(
            encoded,
            first,
            [entry.row for entry in telling],
            pool,
            self.retriever.words,
            self._apart_from_what_is_here(likeness, encoded, first),
            scoped.districts,
            names_place=scope.names_place and scope.covered,
        )
        model = self.calibration.models[encoded.lang]
        confidence = model.probability(evidence)
        # Which city is meant is asked only where no place is named.
        unplaced = [] if scope.names_place else passages
        case = Case(
            scoped=scoped,
            passages=passages,
            scores=[entry.score for entry in shortlist],
            told=told(encoded.text, unplaced),
            speaks=speaking(encoded.text, unplaced),
            confident=confidence >= model.threshold or _is_listed(evidence),
            missing=max(evidence["missing"], evidence["untold"]) > 0 or nearest > 0,
            odds=evidence["odds"],
            on_topic=model.is_on_topic(evidence),
            abroad=is_about_another_country(scoped.text, names_place=scope.names_place),
            about_law=is_about_law(scoped.text),
            law_found=any(law in self.coverage.laws for law in scope.laws),
        )
        decision = decide(case)
        return _Judged(evidence, confidence, decision, is_ruled_out(case, decision))

    def _named(self, scoped: Scoped) -> list[int]:
        """Ordinals of the law articles that the question names."""
        ids = (self.coverage.laws.get(law) for law in scoped.scope.laws)
        return [self.index.documents.ordinal(id) for id in ids if id is not None]

    def _show(
        self,
        question: Question,
        scoped: Scoped,
        encoded: EncodedQuestion,
        pool: Pool,
        shortlist: Sequence[Entry],
        judged: _Judged,
    ) -> _Shown:
        """What is returned of the shortlist, and with `explain` what became of the rest."""
        decision = judged.decision
        shown = shortlist
        if decision.reason == "no_city_article" and not scoped.scope.covered:
            shown = [e for e in shortlist if e.passage.kind == "law" and not e.passage.cities]
        elif decision.national_first:
            shown = sorted(shortlist, key=lambda entry: bool(entry.passage.cities))
        arranged = arrange(
            [entry.passage for entry in shown],
            # From one city to another is one answer, not two.
            decision.candidates or (() if scoped.way else scoped.named),
            question.top_k,
        )
        shares = relative({term: self.retriever.words.idf(term) for term in encoded.terms})
        channels = pool.channels if question.explain else {}
        ranks = {name: fusion.ranks(scores) for name, scores in channels.items()}
        hits = [
            Hit(
                passage=entry.passage,
                score=entry.score,
                channels={n: float(scores[entry.row]) for n, scores in channels.items()},
                ranks={n: int(of[entry.row]) for n, of in ranks.items()},
                best_sentences=best_sentences(
                    encoded.text,
                    entry.passage,
                    entry.cosines,
                    shares,
                    scoped.districts,
                    named=entry.passage.law in scoped.scope.laws,
                ),
            )
            for entry in (shown[i] for i in arranged.kept)
        ]
        rejected: list[Rejected] = []
        if question.explain:
            rejected = trace(question, self.index, pool, shortlist, shown, arranged, decision)
        return _Shown(hits, rejected)

    def _answer(
        self,
        timings: Mapping[str, float],
        question: Question,
        scoped: Scoped,
        encoded: EncodedQuestion,
        judged: _Judged,
        shown: _Shown,
    ) -> Answer:
        hits, decision = shown.hits, judged.decision
        answered = decision.reason is None
        return Answer(
            question=question,
            status="answered" if answered else "abstained",
            reason=decision.reason,
            scope=scoped.scope,
            extract=extract(hits[0].passage, hits[0].best_sentences) if answered and hits else None,
            hits=tuple(hits),
            index_version=self.version,
            timings_ms=timings,
            candidates=decision.candidates,
            vague=scoped.vague,
            confidence=judged.confidence,
            ruled_out=judged.ruled_out,
            evidence=judged.evidence,
            lang=encoded.lang,
            rejected=tuple(shown.rejected),
        )


def _is_listed(evidence: Mapping[str, float]) -> bool:
    """Whether the answer is a row of a list, of names and numbers, which is near to no question."""
    return evidence["listed"] > 0 and evidence["odds"] > 0


class _Clock:
    """How long each stage takes."""

    def __init__(self) -> None:
        self._began = time.perf_counter()
        self._spent: dict[str, float] = {}

    def ends(self, stage: str) -> None:
        now = time.perf_counter()
        self._spent[stage] = (now - self._began) * 1000
        self._began = now

    def milliseconds(self) -> Mapping[str, float]:
        return {**self._spent, "total": sum(self._spent.values())}


def _ranges(
    index: OpenIndex,
    cities: tuple[str, ...],
    provinces: tuple[str, ...],
    between: tuple[str, ...],
) -> Sequence[Span]:
    """Of the passages that may be returned to a question about these places."""
    return index.group_ranges(partial(admits, cities, provinces, between))
