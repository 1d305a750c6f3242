"""What Spark with Delta sees of the tables in the given folders: one line of JSON each, behind a mark."""

import json
import sys

from delta import DeltaTable
from spark_session import start

MARK = "#seen "

spark = start(sys.argv[1])


def read(path):
    frame = spark.read.format("delta").load(path)
    detail = DeltaTable.forPath(spark, path).detail().collect()[0]
    snapshot = spark._jvm.org.apache.spark.sql.delta.DeltaLog.forTable(spark._jsparkSession, path).unsafeVolatileSnapshot()
    txn = snapshot.transactions().get("app")
    return {
        "version": snapshot.version(),
        "files": frame.inputFiles(),
        "columns": frame.columns,
        "configuration": dict(detail["properties"]),
        "txn": txn.get() if txn.isDefined() else None,
    }


for path in sys.argv[2:]:
    try:
        line = {"path": path, "seen": read(path)}
    except Exception as error:
        line = {"path": path, "refused": str(error)[:2000]}
    print(MARK + json.dumps(line), flush=True)
