"""A Kafka broker on loopback in a process of its own: librdkafka's, which speaks the real protocol.

It holds topics in memory, and ends with its standard input: `python kafka_broker.py TOPIC`. Each line on
standard input is a message; after an empty line it says `done` once all of them are in the topic.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from subprocess import PIPE, Popen
from typing import IO

PARTITIONS = 3


@dataclass
class Broker:
    """A running broker with one topic.

    Attributes
    ----------
    address
        host:port.
    """

    address: str
    _process: Popen[bytes]

    def produce(self, messages: Iterable[bytes]) -> None:
        """Put messages into the topic, over its partitions; return when they are there."""
        source, sink = self._process.stdin, self._process.stdout
        assert source is not None
        assert sink is not None
        source.write(b"".join(message + b"\n" for message in messages) + b"\n")
        source.flush()
        assert sink.readline() == b"done\n"

    def stop(self) -> None:
        """Take the broker away, with all it holds."""
        self._process.kill()
        self._process.communicate()


@contextmanager
def running_broker(topic: str) -> Iterator[Broker]:
    process = Popen([sys.executable, __file__, topic], stdin=PIPE, stdout=PIPE)
    assert process.stdout is not None
    broker = Broker(process.stdout.readline().decode().strip(), process)
    try:
        yield broker
    finally:
        broker.stop()


def main(topic: str, source: IO[bytes]) -> None:
    from confluent_kafka import Producer  # noqa: PLC0415 - of the broker's process alone

    producer = Producer({"test.mock.num.brokers": 1, "bootstrap.servers": "mock", "log_level": 0})
    (broker,) = producer.list_topics(timeout=20).brokers.values()
    sys.stdout.write(f"{broker.host}:{broker.port}\n")
    sys.stdout.flush()
    for number, line in enumerate(source):
        if line.strip():
            producer.produce(topic, value=line.rstrip(b"\n"), partition=number % PARTITIONS)
        else:
            assert producer.flush(20) == 0
            sys.stdout.write("done\n")
            sys.stdout.flush()


if __name__ == "__main__":
    sys.path.remove(str(Path(__file__).parent))
    main(sys.argv[1], sys.stdin.buffer)
