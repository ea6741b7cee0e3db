"""The figures as Prometheus's own reader has them."""

from collections.abc import Mapping

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.parser import text_string_to_metric_families
from prometheus_client.registry import Collector


class Read:
    """One look at what is given."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.families = list(text_string_to_metric_families(text))
        self._samples: dict[tuple[str, frozenset[tuple[str, str]]], float] = {
            (sample.name, frozenset(sample.labels.items())): sample.value
            for family in self.families
            for sample in family.samples
        }

    def value(self, name: str, **labels: str) -> float:
        """0 where there is no such figure: nothing of the kind has happened."""
        return self._samples.get((name, frozenset(labels.items())), 0)

    def of(self, name: str) -> list[Mapping[str, str]]:
        """The labels of every figure of that name."""
        return [dict(labels) for found, labels in self._samples if found == name]

    def has(self, name: str) -> bool:
        return bool(self.of(name))


def read(collector: Collector) -> Read:
    registry = CollectorRegistry()
    registry.register(collector)
    return Read(generate_latest(registry).decode())
