"""What DuckDB (delta-kernel-rs) sees of the tables in the given folders, whose data files must be there."""

import json
import sys
from pathlib import Path

import duckdb
import duckdb_extension_delta

[extension] = Path(duckdb_extension_delta.__file__).parent.glob("extensions/*/delta.duckdb_extension")
connection = duckdb.connect()
connection.execute(f"load '{extension}'")



def read(path):
    scan = connection.sql(f"select * from delta_scan('{path}')")
    files = connection.sql(f"select distinct filename from delta_scan('{path}', filename = true)").fetchall()
    return {"files": [name for (name,) in files], "columns": scan.columns, "rows": len(scan.fetchall())}


for path in sys.argv[1:]:
    try:
        print(json.dumps({"path": path, "seen": read(path)}), flush=True)
    except Exception as error:
        print(json.dumps({"path": path, "refused": str(error)}), flush=True)
