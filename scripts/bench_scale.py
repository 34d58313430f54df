"""How search, memory and publishing grow with the corpus."""

from qa_service.cli import bench_scale, run

if __name__ == "__main__":
    run(bench_scale.command)
