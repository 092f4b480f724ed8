"""A game is killed at every decision of a seat, by signal 9, and taken up again: its transcript must be the same.

`python tests/seats/every_kill.py` does so for every actor of a scenario. Each decision is met twice by a kill: as it
is put, before there is an answer, and right after the answer has been sent. Whoever sits there does the killing.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import os
import shlex
import signal
import sys
import tempfile
from pathlib import Path

from sim.cli import main as sim
from sim.scenario.reader import read_scenario
from sim.seats.transcript import read_game

BOT = """
import json, os, signal, sys
from pathlib import Path

met, game = Path(sys.argv[1]) if len(sys.argv) > 1 else None, os.getppid()

def kill(when):
    if met is None or when in met.read_text().split():
        return
    met.write_text(met.read_text() + when + chr(10))
    if os.getppid() == game:
        os.kill(game, signal.SIGKILL)
    sys.exit()

for line in sys.stdin:
    asked = json.loads(line)
    if asked["type"] != "question":
        continue
    number, allowed = asked["number"], asked["allowed"]
    choice = "model"
    if number % 3 == 0 and allowed["form"] == "text":
        choice = {name: round((low + high) / 2, 3) for name, (low, high) in allowed["issues"].items()}
    elif number % 3 == 0:
        choice = {"yes_or_no": "no", "word": allowed.get("words", [""])[0]}.get(allowed["form"], "model")
    kill(f"{number}-put")
    sys.stdout.write(json.dumps({"type": "answer", "number": number, "choice": choice}) + chr(10))
    sys.stdout.flush()
    kill(f"{number}-answered")
"""
"""Answers every third question by itself; kills the game that asks it at each moment that is not in its list."""


def in_a_process(*words):
    """Run the program in a process of its own; return its exit code, below zero for a signal."""
    sys.stdout.flush()
    child = os.fork()
    if not child:
        with Path(os.devnull).open("w", encoding="utf-8") as nowhere, contextlib.redirect_stdout(nowhere):
            os._exit(sim([str(word) for word in words]))
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def killed_throughout(scenario, seat, run, folder):
    """Play a seat with and without kills; return both transcripts, and how often which game was killed."""
    bot, met = folder / "bot.py", folder / f"{seat}.met"
    bot.write_text(BOT, encoding="utf-8")
    met.write_text("", encoding="utf-8")
    whole, cut = folder / f"{seat}-whole.jsonl", folder / f"{seat}-cut.jsonl"
    command = shlex.join([sys.executable, "-I", "-S", str(bot)])
    words = ["play", scenario, "--run", run, "--seconds", 60]
    assert in_a_process(*words, "--seat", f"{seat}={command}", "--out", whole) == 0
    kills = shlex.join([sys.executable, "-I", "-S", str(bot), str(met)])
    code, times = in_a_process(*words, "--seat", f"{seat}={kills}", "--out", cut), 0
    while code == -signal.SIGKILL:
        times += 1
        if read_game(cut).is_over:  # it was too late to be killed
            break
        code = in_a_process("play", "--resume", cut, "--seat", f"{seat}={kills}", "--seconds", 60)
    return whole.read_bytes(), cut.read_bytes(), times


def main():
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--scenario", default="scenarios/kosovo/five_actors.yaml")
    asked.add_argument("--seat", action="append")
    asked.add_argument("--run", type=int, default=3)
    given = asked.parse_args()
    wrong = 0
    with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stdout(io.StringIO()):
        actor = next(iter(read_scenario(given.scenario).actors))  # all that is imported once is imported before
        sim(["play", given.scenario, "--seat", f"{actor}=model", "--out", f"{folder}/first.jsonl"])
    for seat in given.seat or read_scenario(given.scenario).actors:
        with tempfile.TemporaryDirectory() as folder:
            whole, cut, times = killed_throughout(given.scenario, seat, given.run, Path(folder))
        questions = whole.count(b'\n{"type": "question"')
        same = whole == cut
        wrong += not same or not 2 * questions - 1 <= times <= 2 * questions
        print(f"{seat}: {questions} decisions, killed {times} times, {'the same bytes' if same else 'other bytes'}",
              flush=True)  # fmt: skip
    raise SystemExit(wrong > 0)


if __name__ == "__main__":
    main()
