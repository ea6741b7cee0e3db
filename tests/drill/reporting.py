"""What the drills of a run found, in one table at its end, and in docs/performance/drills.md."""

from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.drill import page
from tests.drill.figures import KEPT, PROPERTY, Figure, Found, as_text, joined, machine_kept, read
from tests.drill.form import LONG

Tell = Callable[..., None]


@pytest.fixture
def tell(record_property: Callable[[str, object], None]) -> Tell:
    """``tell(bar, what, figure, at_least=…)`` as a ``Figure`` is made; of the long forms it is kept."""

    def told(*said: object, **more: object) -> None:
        record_property(PROPERTY, asdict(Figure(*said, **more)))  # type: ignore[arg-type]  # Figure says what it takes

    return told


class Report:
    """Hears of every test, also of those that another process runs."""

    def __init__(self) -> None:
        self.found: list[Found] = []
        self.ran: set[str] = set()
        self._seconds: dict[str, float] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        told: list[Any] = [said for name, said in report.user_properties if name == PROPERTY]
        if report.when != "call" or not (told or report.failed):
            return
        drill = report.nodeid.partition("[")[0]
        self.ran.add(drill)
        self._seconds[drill] = seconds = self._seconds.get(drill, 0) + report.duration
        if report.passed:
            at = f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC"
            self.found += [Found(drill, Figure(**said), at, round(seconds, 1)) for said in told]

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if not self.ran:
            return
        every = joined(read(), self.found, self.ran)
        KEPT.parent.mkdir(parents=True, exist_ok=True)
        KEPT.write_text(as_text(every))
        page.PAGE.write_text(page.page(every, machine_kept()))
        missed = [one for one in every if one.drill in self.ran and not one.figure.is_met]
        if session.exitstatus == 0 and missed:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        if self.found:
            terminalreporter.section("what the drills found")
            terminalreporter.write_line(page.told(joined((), self.found, self.ran)))


def pytest_configure(config: pytest.Config) -> None:
    """Stands in the conftest of all tests: drills lie beside what they try."""
    if LONG and not hasattr(config, "workerinput"):
        config.pluginmanager.register(Report())
