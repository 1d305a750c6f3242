"""Appends two rows to the table in the given folder by Spark, as often as asked."""

import sys

from spark_session import start

spark = start(sys.argv[1])
path, times = sys.argv[2], int(sys.argv[3])
for _ in range(times):
    rows = spark.createDataFrame([(1,), (2,)], "id long")
    rows.coalesce(1).write.format("delta").mode("append").save(path)
