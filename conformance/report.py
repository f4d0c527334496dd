"""A pytest plugin that prints one line a test: what became of it, its name, and why, between tabs."""


def pytest_runtest_logreport(report):
    ended = report.when == "call" or report.outcome != "passed"
    if not ended:
        return
    why = ""
    if report.outcome == "skipped" and isinstance(report.longrepr, tuple):
        why = report.longrepr[2]
    elif report.outcome == "failed":
        crash = getattr(report.longrepr, "reprcrash", None)
        why = crash.message if crash else str(report.longrepr)
    why = " ".join(why.split())[:300]
    print(f"\n@test\t{report.outcome}\t{report.nodeid}\t{why}", flush=True)
