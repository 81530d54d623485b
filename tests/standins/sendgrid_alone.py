"""The stand-in for SendGrid as a process of its own, so that a drill can kill the others and count what was taken."""

from __future__ import annotations

import argparse
import json
import signal
import sys
from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from tests.standins.sendgrid import CALM, HARSH, KEY, SendGrid, Weather, running_sendgrid

WEATHERS = {"calm": CALM, "harsh": HARSH}


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the URL, then the webhook's public key, a line each; serve until told to end."""
    asked = read_arguments(arguments)
    weather = Weather(WEATHERS[asked.weather], asked.seed) if asked.weather != "fair" else None
    options = {"key": asked.key, "kept_in": asked.kept_in, "webhook": asked.webhook, "weather": weather}
    for sign in (signal.SIGINT, signal.SIGTERM):
        signal.signal(sign, lambda *_: sys.exit(0))
    with running_sendgrid(asked.host, asked.port, **options) as standin:
        arrange(standin, asked)
        sys.stdout.write(f"{standin.url}\n{standin.signer.public_key}\n")
        sys.stdout.flush()
        while True:
            signal.pause()


def read_arguments(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.standins.sendgrid", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--key", default=KEY, help="the API key that is let in")
    parser.add_argument("--kept-in", type=Path, help="file to which each accepted message adds a line of JSON")
    parser.add_argument("--webhook", default="", help="URL to which events are posted as they happen")
    parser.add_argument("--weather", choices=["fair", *WEATHERS], default="fair", help="how often what goes wrong")
    parser.add_argument("--seed", type=int, default=0, help="of the weather")
    parser.add_argument("--index-delay", type=float, default=0, help="seconds until the logs know of a letter")
    parser.add_argument(
        "--fate", action="append", default=[], metavar="MAILBOX=FATE", help="such as bounce or deferred"
    )
    return parser.parse_args(arguments)


def arrange(standin: SendGrid, asked: argparse.Namespace) -> None:
    standin.sorting.index_delay = timedelta(seconds=asked.index_delay)
    standin.sorting.fates.update(fate.lower().split("=", 1) for fate in asked.fate)


def count_accepted(kept_in: Path) -> Counter[str]:
    """How often each delivery was accepted, from the file of a stand-in that may still be running."""
    lines = kept_in.read_text().splitlines() if kept_in.exists() else []
    return Counter(json.loads(line)["body"]["custom_args"]["delivery_id"] for line in lines)
