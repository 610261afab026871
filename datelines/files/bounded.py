"""Decodes a stranger's Parquet file once in a process with bounds, before it is decoded here.

A footer may lie about how large its pages are: nothing but decoding shows what they take, and in this process
that would take the server away. The other process gets the bytes by a pipe: nothing is written to the disk.
"""

from __future__ import annotations

import signal
import subprocess
import sys

from datelines.files.limits import MEGABYTE, megabytes
from datelines.files.opened import IntakeError

DECODING_BYTES = 1_500 * MEGABYTE
"""What decoding may take, beyond the file itself and the libraries: pages of 400 MB at the most, some three times."""
DECODING_SECONDS = 60
"""Processor time that decoding may take; 300,000 rows of 49 columns take three seconds."""

_DECODE = """
import resource, sys
import pyarrow as pa
import pyarrow.parquet as pq
# The other allocators reserve a gigabyte of addresses beforehand.
pa.set_memory_pool(pa.system_memory_pool())
content = sys.stdin.buffer.read()
used = int(open("/proc/self/statm").read().split()[0]) * resource.getpagesize()
most = used + int(sys.argv[1])
for kind, bound in ((resource.RLIMIT_AS, most), (resource.RLIMIT_CPU, int(sys.argv[2]))):
    hard = resource.getrlimit(kind)[1]
    bound = bound if hard == resource.RLIM_INFINITY else min(bound, hard)
    resource.setrlimit(kind, (bound, hard))
try:
    plain = pq.ParquetFile(pa.BufferReader(content))
    texts = [field.name for field in plain.schema_arrow if pa.types.is_string(field.type)
             or pa.types.is_large_string(field.type) or pa.types.is_binary(field.type)]
    file = pq.ParquetFile(pa.BufferReader(content), read_dictionary=texts)
    for _ in file.iter_batches(batch_size=5_000, use_threads=False):
        pass
except MemoryError:
    sys.exit(3)
except (pa.ArrowException, OSError, ValueError, OverflowError) as error:
    sys.exit(3 if "alloc" in str(error) else 4)
"""
_TOO_LARGE, _BROKEN = 3, 4
_REPAIR = "export it again, or as CSV"


def check_decoding(name: str, content: bytes) -> None:
    """Raises IntakeError where decoding the Parquet file takes more memory or time than DECODING_BYTES and
    DECODING_SECONDS, or does not end well."""
    command = [sys.executable, "-I", "-c", _DECODE, str(DECODING_BYTES), str(DECODING_SECONDS)]
    done = subprocess.run(command, input=content, capture_output=True, check=False)
    if done.returncode == 0:
        return
    if done.returncode in (-signal.SIGXCPU, -signal.SIGKILL):
        raise IntakeError(name, f"decoding the table takes more than {DECODING_SECONDS} s", _REPAIR)
    if done.returncode == _TOO_LARGE or done.returncode != _BROKEN:
        why = f"decoding the table takes more than {megabytes(DECODING_BYTES)}"
        raise IntakeError(name, why, _REPAIR)
    raise IntakeError(name, "the Parquet file is broken, or of a kind that is not read", _REPAIR)
