"""Prints how many milliseconds delta-rs takes to open the table in the given folder, and to write its checkpoint."""

import sys
import time

from deltalake import DeltaTable

start = time.perf_counter()
table = DeltaTable(sys.argv[1])
opened = time.perf_counter()
table.create_checkpoint()
print((opened - start) * 1000, (time.perf_counter() - opened) * 1000)
