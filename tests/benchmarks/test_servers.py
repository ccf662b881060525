"""What the benchmark reads of the processes that it measures."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from benchmarks.servers import Server

_SECONDS = 0.1
_WORKS = f"""
import subprocess, sys, threading, time

def work():
    while time.thread_time() < {_SECONDS}:
        pass

def work_beside():
    thread = threading.Thread(target=work)
    thread.start()
    thread.join()

if sys.argv[1:]:
    work()
else:
    child = subprocess.Popen([sys.executable, __file__, "child"], stdin=sys.stdin, stdout=-1)
    child.stdout.readline()
    work_beside()
print("worked", flush=True)
sys.stdin.read()
"""
"""A process and its child work for as long; the first in a thread beside its first one."""


def test_processor_time_is_of_all_processes_and_of_their_first_threads(tmp_path: Path) -> None:
    program = tmp_path / "works.py"
    program.write_text(_WORKS, encoding="utf-8")
    command = [sys.executable, str(program)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdin is not None
        assert process.stdout.readline() == b"worked\n"
        took = Server("works", "http://127.0.0.1", [process]).processor()
        process.stdin.close()
    # The system counts in hundredths of a second.
    assert took.total - took.loop >= _SECONDS - 0.02
    assert took.loop >= _SECONDS - 0.02
