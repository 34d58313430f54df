"""What a rebuild costs those who ask meanwhile."""

from qa_service.cli import bench_rebuild, run

if __name__ == "__main__":
    run(bench_rebuild.command)
