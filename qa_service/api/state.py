"""What a running service holds: the searcher in use, swapped whole."""

from __future__ import annotations

import logging
import threading
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from qa_service.api.present import Show, shown_by
from qa_service.domain import LawKey
from qa_service.errors import IndexUnavailable, NoIndex

if TYPE_CHECKING:
    from qa_service.index.notes import Notes
    from qa_service.search import Searcher

log = logging.getLogger(__name__)

Outcome = Literal["swapped", "refused"]


@dataclass(frozen=True)
class Live:
    """One opened index version with what is worth finding once for its lifetime. A request takes
    it once and ends on the version it began with."""

    searcher: Searcher

    @cached_property
    def covered(self) -> tuple[str, ...]:
        """The cities that passages are about, in alphabetical order."""
        return tuple(sorted(self.searcher.coverage.cities))

    @cached_property
    def cities(self) -> Mapping[str, int]:
        """Number of articles by city, in alphabetical order."""
        rows = self.searcher.index.documents.sources()
        return dict(sorted(Counter(city for row in rows for city in row.cities).items()))

    @cached_property
    def provinces(self) -> Mapping[str, int]:
        """Number of articles by province, of those about a province and none of its cities, in
        alphabetical order."""
        rows = self.searcher.index.documents.sources()
        return dict(sorted(Counter(name for row in rows for name in row.provinces).items()))

    @property
    def notes(self) -> Notes:
        """What the version knows against its articles."""
        return self.searcher.index.notes

    @cached_property
    def quoted(self) -> Mapping[str, Sequence[LawKey]]:
        """The law articles that each source quotes, by law and number; sources that quote none are
        left out."""
        found: dict[str, list[LawKey]] = defaultdict(list)
        for law in self.searcher.index.documents.laws():
            for source in law.quoted_by:
                found[source].append(law.key)
        return dict(found)

    @cached_property
    def show(self) -> Show:
        """How it shows its passages."""
        return shown_by(self.searcher.index.documents.law, self.notes)


class Service:
    """Holds the live version and knows how to load the one that has been published since."""

    def __init__(
        self, load: Callable[[], Searcher], published: Callable[[], str] | None = None
    ) -> None:
        """`load` opens the published version, ready to answer; `published` only reads its name.
        Both raise IndexUnavailable when there is none. Without `published` nothing is noticed by
        itself."""
        self._load = load
        self.published = published
        self._live: Live | None = None
        self._trouble: IndexUnavailable = NoIndex("no index is loaded yet")
        self._loading = threading.Lock()
        self._listeners: list[Callable[[Outcome], None]] = []
        self.up = threading.Event()
        """Set when questions can be asked: what may wait for that begins then."""

    def on_reload(self, listener: Callable[[Outcome], None]) -> None:
        """`listener` hears what became of every new version, in the thread that loaded it."""
        self._listeners.append(listener)

    def start(self) -> None:
        """Load if nothing is loaded and it is possible; without an index the service runs and says
        so when asked."""
        if self._live is None:
            with suppress(IndexUnavailable):
                self.reload()

    def reload(self) -> str:
        """Load what is published now beside the version in use, then swap; returns its version.

        When loading fails, the version in use stays and the error goes to the caller.
        """
        with self._loading:
            try:
                live = Live(self._load())
            except IndexUnavailable as error:
                self._trouble = error
                log.error("no new index version loaded: %s", error)
                self._tell("refused")
                raise
            except Exception:
                self._tell("refused")
                raise
            self._live = live
            log.info("serving index version %s", live.searcher.version)
            self._tell("swapped")
            return live.searcher.version

    def _tell(self, outcome: Outcome) -> None:
        for listener in self._listeners:
            listener(outcome)

    def live(self) -> Live:
        """Raises IndexUnavailable, with the reason of the last attempt, when nothing is loaded."""
        if (live := self._live) is None:
            # A fresh exception: raising one object from many threads would grow its traceback.
            raise type(self._trouble)(*self._trouble.args)
        return live

    def searcher(self) -> Searcher:
        """Raises IndexUnavailable when nothing is loaded."""
        return self.live().searcher
