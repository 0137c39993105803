"""A Spark session on this machine whose tables stay in `warehouse/spark` of the home.

What a statement *means* (time zone, what a bad cast gives) is said in `profiles.yml`, for it must
hold on a cluster too. Here is only what belongs to this machine: where the tables are, how much
memory Spark may take, and how little work a small home should be cut into.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from supporting_families.home import Home

from .errors import SparkError

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

MEMORY = "2g"


def tables_folder(home: Home) -> Path:
    """Where the tables of Spark are: a folder a schema, `<schema>.db`, in it a folder a table."""
    return home.warehouse / "spark" / "tables"


def open_session(home: Home) -> SparkSession:
    """The one session of this process; SF_SPARK_MEMORY is what Spark may take (such as 4g).

    Raises SparkError where Spark or Java is missing.
    """
    try:
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise SparkError(
            "Spark is not installed here: run 'python tasks.py spark', or install "
            "requirements-spark.txt."
        ) from error
    folder = (home.warehouse / "spark").resolve()
    folder.mkdir(parents=True, exist_ok=True)
    builder = SparkSession.builder.master(f"local[{os.cpu_count() or 1}]")
    for name, value in _settings(folder).items():
        builder = builder.config(name, value)
    try:
        session = builder.enableHiveSupport().getOrCreate()
    except Exception as error:
        raise SparkError(
            "Spark did not start. It needs Java 17 or 21 (JAVA_HOME, or java on the path), and no "
            f"other command may have '{folder}' open. It says: {error}"
        ) from error
    session.sparkContext.setLogLevel("ERROR")
    return session


def _settings(folder: Path) -> dict[str, str]:
    from splink.backends.spark import similarity_jar_location

    java = f"-Dderby.system.home={folder} -Dderby.stream.error.file={folder / 'derby.log'}"
    return {
        "spark.app.name": "supporting_families",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.driver.memory": os.environ.get("SF_SPARK_MEMORY") or MEMORY,
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.extraJavaOptions": java,
        "spark.sql.warehouse.dir": (folder / "tables").as_uri(),
        "spark.local.dir": str(folder / "spill"),
        "spark.hadoop.javax.jdo.option.ConnectionURL": (
            f"jdbc:derby:;databaseName={folder / 'catalog'};create=true"
        ),
        "spark.sql.hive.metastore.sharedPrefixes": "org.apache.derby",
        # times of a table without a zone are what was written, and a small home is few pieces
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.shuffle.partitions": "2",
        "spark.default.parallelism": "2",
        "spark.sql.sources.parallelPartitionDiscovery.threshold": "100000",
        # statements are run once on few rows: compiling them takes longer than reading them
        "spark.sql.codegen.wholeStage": "false",
        "spark.sql.codegen.factoryMode": "NO_CODEGEN",
        "spark.sql.execution.arrow.pyspark.enabled": "true",
        # what Splink compares names with
        "spark.jars": similarity_jar_location(),
    }
