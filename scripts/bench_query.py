"""What a question costs over HTTP, beside what it must cost."""

from qa_service.cli import bench_query, run

if __name__ == "__main__":
    run(bench_query.command)
