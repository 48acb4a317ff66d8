"""Files of the tests live in memory where there is room: to write and to remove thousands of them costs less there."""

import os
import shutil
import tempfile
from pathlib import Path

MEMORY = Path("/dev/shm")
ENOUGH = 2 * 1024**3  # bytes; containers often have but 64 MiB there


def use() -> None:
    """For this process and those it starts, unless somebody chose a folder."""
    if "TMPDIR" not in os.environ and _is_fit():
        os.environ["TMPDIR"] = str(MEMORY)
        tempfile.tempdir = None


def _is_fit() -> bool:
    """Whether there is such a folder, with room, where a program may be run."""
    if not MEMORY.is_dir() or os.statvfs(MEMORY).f_flag & os.ST_NOEXEC:
        return False
    return shutil.disk_usage(MEMORY).free >= ENOUGH
