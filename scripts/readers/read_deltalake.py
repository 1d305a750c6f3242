"""What delta-rs sees of the tables in the given folders: one line of JSON each."""

import json
import sys

from deltalake import DeltaTable


def read(path):
    table = DeltaTable(path)
    adds = table.get_add_actions()
    schema = json.loads(table.schema().to_json())
    return {
        "version": table.version(),
        "files": adds["path"].to_pylist(),
        "columns": [field["name"] for field in schema["fields"]],
        "configuration": table.metadata().configuration,
        "txn": table.transaction_version("app"),
    }


for path in sys.argv[1:]:
    try:
        print(json.dumps({"path": path, "seen": read(path)}), flush=True)
    except Exception as error:
        print(json.dumps({"path": path, "refused": str(error)}), flush=True)
