"""What a run takes: time, processor time, memory and bytes written, of a process or of a step.

Memory is what the whole tree of processes holds in RAM, looked at ten times a second: its resident
set, and where there are several processes their proportional sets, so that what they share counts
once. Bytes written are those handed to the system, spill files and logs included, whether or not
they stayed.
"""

from __future__ import annotations

import os
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from .errors import BenchError

EVERY = 0.1  # seconds between two looks at memory
TELL_EVERY = 30  # seconds between two lines of progress
WITHIN = 0.02  # seconds between two looks at memory inside a run


@dataclass
class Usage:
    """Seconds, bytes; None where the system does not tell."""

    wall_s: float = 0.0
    cpu_s: float = 0.0
    peak_memory_bytes: int = 0
    bytes_written: int | None = None
    peak_spill_bytes: int = 0

    def as_dict(self) -> dict:
        return {
            "wall_s": round(self.wall_s, 3),
            "cpu_s": round(self.cpu_s, 3),
            "peak_memory_bytes": self.peak_memory_bytes,
            "bytes_written": self.bytes_written,
        }


def measure_process(
    command: list[str],
    log: Path,
    environment: dict[str, str],
    tell: Callable[[str], None],
    spill: Path | None = None,
) -> Usage:
    """Run a command to its end; what it says goes to the log, and its last line is told at times.

    `spill` is the folder that DuckDB spills to. Raises BenchError when the command fails.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    usage = Usage()
    written, processors = _written(), _of_children()
    began = told = time.monotonic()
    with log.open("w", encoding="utf-8") as output:
        with subprocess.Popen(
            command, stdout=output, stderr=subprocess.STDOUT, env=environment
        ) as process:
            try:
                tree = _Tree(process.pid)
                while process.poll() is None:
                    usage.peak_memory_bytes = max(usage.peak_memory_bytes, tree.memory())
                    usage.peak_spill_bytes = max(usage.peak_spill_bytes, _size(spill))
                    now = time.monotonic()
                    if now - told >= TELL_EVERY:
                        told = now
                        used = usage.peak_memory_bytes / 1e9
                        tell(f"  {now - began:6.0f} s  {used:4.1f} GB at most  {_last_line(log)}")
                    try:
                        process.wait(EVERY)
                    except subprocess.TimeoutExpired:
                        continue
            except BaseException:
                process.kill()
                raise
    usage.wall_s = time.monotonic() - began
    usage.cpu_s = max(_of_children() - processors, 0.0) or tree.cpu_s
    usage.bytes_written = None if written is None else (_written() or 0) - written
    if process.returncode:
        raise BenchError(
            f"'{' '.join(command[:6])} ...' failed (exit code {process.returncode}). Its last "
            f"words: {_last_line(log)}. Look into '{log}', put right what it names, and run the "
            "benchmark again: what is done already is kept."
        )
    return usage


class Meter:
    """Measures the steps of the process it is in, one after another."""

    def __init__(self) -> None:
        self._process = psutil.Process()
        self._peak = 0
        self._looking = threading.Lock()
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Meter:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopped.set()
        self._thread.join()

    @contextmanager
    def step(self) -> Iterator[Usage]:
        """What happens inside goes into the Usage, which is whole when the step has ended."""
        usage = Usage()
        with self._looking:
            self._peak = self._process.memory_info().rss
        written, processor, began = _written(), time.process_time(), time.monotonic()
        yield usage
        usage.wall_s = time.monotonic() - began
        usage.cpu_s = time.process_time() - processor
        usage.bytes_written = None if written is None else (_written() or 0) - written
        usage.peak_memory_bytes = max(self._peak, self._process.memory_info().rss)

    def _watch(self) -> None:
        while not self._stopped.wait(WITHIN):
            with self._looking:  # a look of the step before must not end in the next
                self._peak = max(self._peak, self._process.memory_info().rss)


class _Tree:
    """A process and all that it started; who they are is looked up once a second.

    So is what several hold together, for asking that of a large process takes its time.
    """

    def __init__(self, pid: int) -> None:
        self._root = psutil.Process(pid)
        self._processes = [self._root]
        self._looked = time.monotonic()
        self._together = 0
        self.cpu_s = 0.0

    def memory(self) -> int:
        """Bytes that they hold together; those that have ended hold none."""
        try:
            now = time.monotonic()
            if now - self._looked >= 1:
                self._processes = [self._root, *self._root.children(recursive=True)]
                self._looked = now
                self._together = _held_together(self._processes)
            self.cpu_s = sum(self._root.cpu_times()[:2])  # of use where os.times() is silent
            return self._together or self._root.memory_info().rss
        except psutil.Error:
            return 0


def _held_together(processes: list[psutil.Process]) -> int:
    """Bytes that several processes hold, what they share once; 0 for one alone."""
    held = 0
    for process in processes if len(processes) > 1 else []:
        try:
            full = process.memory_full_info()
        except psutil.Error:
            continue
        held += getattr(full, "pss", full.rss)
    return held


def _of_children() -> float:
    """Processor seconds of the processes that this one has started and that have ended."""
    times = os.times()
    return times.children_user + times.children_system


def _written() -> int | None:
    """Bytes that this process, and those it started that have ended, gave the system to write."""
    counters = getattr(psutil.Process(), "io_counters", None)
    if counters is None:
        return None
    told = counters()
    return getattr(told, "write_chars", told.write_bytes)


def _size(folder: Path | None) -> int:
    if folder is None:
        return 0
    total = 0
    try:
        for entry in os.scandir(folder):
            total += entry.stat().st_size
    except OSError:  # not there, or a file went in between
        pass
    return total


def _last_line(log: Path) -> str:
    with log.open("rb") as file:
        file.seek(0, os.SEEK_END)
        file.seek(max(file.tell() - 2000, 0))
        lines = file.read().decode("utf-8", "replace").strip().splitlines()
    return lines[-1].strip()[:120] if lines else ""
