"""What Spark with Delta sees of the tables in the given folders: one line of JSON each, behind a mark."""

import json
import sys

from delta import DeltaTable, configure_spark_with_delta_pip
from pyspark.sql import SparkSession

MARK = "#seen "

builder = (
    SparkSession.builder.master("local[2]")
    .appName("readers")
    .config("spark.ui.enabled", "false")
    .config("spark.sql.shuffle.partitions", "2")
    .config("spark.databricks.delta.snapshotPartitions", "2")
    .config("spark.sql.extensions", "io.delta.sql.DeltaSparkSessionExtension")
    .config("spark.sql.catalog.spark_catalog", "org.apache.spark.sql.delta.catalog.DeltaCatalog")
    .config("spark.jars.ivy", sys.argv[1])
)
spark = configure_spark_with_delta_pip(builder).getOrCreate()


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
