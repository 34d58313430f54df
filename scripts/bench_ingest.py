"""How much of ingestion is the encoder."""

from qa_service.cli import bench_ingest, run

if __name__ == "__main__":
    run(bench_ingest.command)
