"""Spark with Delta in this process; its packages are kept in the given folder."""

from delta import configure_spark_with_delta_pip
from pyspark.sql import SparkSession


def start(ivy):
    builder = (
        SparkSession.builder.master("local[2]")
        .appName("readers")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", "2")
        .config("spark.databricks.delta.snapshotPartitions", "2")
        .config("spark.sql.extensions", "io.delta.sql.DeltaSparkSessionExtension")
        .config("spark.sql.catalog.spark_catalog", "org.apache.spark.sql.delta.catalog.DeltaCatalog")
        .config("spark.jars.ivy", ivy)
    )
    return configure_spark_with_delta_pip(builder).getOrCreate()
