"""Appends two rows to the table in the given folder by delta-rs, as often as asked; makes the table where there is none."""

import sys

from arro3.core import Array, DataType, Table
from deltalake import write_deltalake

path, times = sys.argv[1], int(sys.argv[2])
for _ in range(times):
    rows = Table.from_pydict({"id": Array([1, 2], type=DataType.int64())})
    write_deltalake(path, rows, mode="append")
