"""Make pyspark in a forked job believe that it started Spark itself, so that scripts run as they do alone.

``SparkContext()``, ``SparkSession.builder.getOrCreate()`` and ``stop()`` do all they do in a process of their own, but
for starting and stopping what other jobs use too.
"""

from collections.abc import Mapping
from typing import Any

from lakeflow.local.spark.gateway import Spark, thread_name
from lakeflow.local.spark.messages import JobRequest


def adopt(spark: Spark, job: JobRequest) -> None:
    """Give this process connections, a context and a session of its own in a Spark that runs already."""
    # The sockets that the fork inherited are the server's; new ones are opened on the first call.
    spark.gateway._gateway_client.deque.clear()  # noqa: SLF001  py4j has no other way to say so
    session = spark.session.newSession()
    _configure(session, job.session_conf)
    _share_context(spark, job)
    _share_session(spark, session)
    spark.gateway.jvm.Thread.currentThread().setName(thread_name(job.id))
    spark.context.setJobGroup(job.id, job.script, True)  # noqa: FBT003  py4j passes by position


def _configure(session: Any, settings: Mapping[str, str]) -> None:
    conf = session.conf()
    for key, value in settings.items():
        if conf.isModifiable(key):
            conf.set(key, value)


def _share_context(spark: Spark, job: JobRequest) -> None:
    from pyspark.context import SparkContext

    stop = SparkContext.stop
    libraries = ":".join(job.libraries)

    def use_the_running_one(context: SparkContext, _conf: object) -> Any:
        # Python workers for UDFs look here for what the script can import.
        context.environment["PYTHONPATH"] = libraries
        return spark.context

    def stop_this_side(context: SparkContext) -> None:
        context._jsc = None  # noqa: SLF001  pyspark's own mark of a stopped context
        stop(context)

    SparkContext._initialize_context = use_the_running_one  # noqa: SLF001  called once by SparkContext()
    SparkContext.stop = stop_this_side


def _share_session(spark: Spark, session: Any) -> None:
    from pyspark.sql import SparkSession, SQLContext

    java = spark.gateway.jvm.SparkSession
    initialise = SparkSession.__init__

    def initialise_with_own(
        self: SparkSession, context: Any, java_session: Any = None, options: Mapping[str, Any] | None = None
    ) -> None:
        initialise(self, context, java_session or session, options or {})
        java.setActiveSession(session)
        # One default for all jobs: what a thread without a session of its own falls back to.
        java.setDefaultSession(spark.session)

    def stop_this_side(self: SparkSession) -> None:
        self.sparkContext.stop()
        java.clearActiveSession()
        SparkSession._instantiatedSession = None  # noqa: SLF001  as pyspark's own stop does
        SparkSession._activeSession = None  # noqa: SLF001
        SQLContext._instantiatedContext = None  # noqa: SLF001

    SparkSession.__init__ = initialise_with_own
    SparkSession.stop = stop_this_side
    java.setActiveSession(session)
