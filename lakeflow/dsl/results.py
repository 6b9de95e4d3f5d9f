"""What the services' calls return, field by field, for editors, type checkers and the compiler."""

from typing import Self

from lakeflow.dsl.mistakes import mistake
from lakeflow.dsl.references import Record, Ref


class JobRun(Ref):
    """A run of a Glue job; of one that is not waited for there is ``JobRunId`` alone.

    https://docs.aws.amazon.com/glue/latest/webapi/API_JobRun.html.
    """

    Id: Ref
    Attempt: Ref
    PreviousRunId: Ref
    TriggerName: Ref
    JobName: Ref
    JobMode: Ref
    JobRunQueuingEnabled: Ref
    StartedOn: Ref
    LastModifiedOn: Ref
    CompletedOn: Ref
    JobRunState: Ref
    Arguments: Record
    ErrorMessage: Ref
    PredecessorRuns: Record
    AllocatedCapacity: Ref
    ExecutionTime: Ref
    Timeout: Ref
    MaxCapacity: Ref
    NotificationProperty: Record
    WorkerType: Ref
    NumberOfWorkers: Ref
    SecurityConfiguration: Ref
    LogGroupName: Ref
    GlueVersion: Ref
    DPUSeconds: Ref
    ExecutionClass: Ref
    MaintenanceWindow: Ref
    ProfileName: Ref
    StateDetail: Ref
    ExecutionRoleSessionPolicy: Ref


class StartedJobRun(Ref):
    """A run of a Glue job that nobody waits for."""

    JobRunId: Ref


class QueryStatistics(Ref):
    """What a query cost, https://docs.aws.amazon.com/athena/latest/APIReference/API_QueryExecutionStatistics.html."""

    EngineExecutionTimeInMillis: Ref
    DataScannedInBytes: Ref
    DataManifestLocation: Ref
    TotalExecutionTimeInMillis: Ref
    QueryQueueTimeInMillis: Ref
    ServicePreProcessingTimeInMillis: Ref
    QueryPlanningTimeInMillis: Ref
    ServiceProcessingTimeInMillis: Ref
    ResultReuseInformation: Record
    DpuCount: Ref


class QueryStatus(Ref):
    """How a query ended, https://docs.aws.amazon.com/athena/latest/APIReference/API_QueryExecutionStatus.html."""

    State: Ref
    StateChangeReason: Ref
    SubmissionDateTime: Ref
    CompletionDateTime: Ref
    AthenaError: Record


class QueryExecution(Ref):
    """A query of Athena, https://docs.aws.amazon.com/athena/latest/APIReference/API_QueryExecution.html."""

    QueryExecutionId: Ref
    Query: Ref
    StatementType: Ref
    ManagedQueryResultsConfiguration: Record
    ResultConfiguration: Record
    ResultReuseConfiguration: Record
    QueryExecutionContext: Record
    Status: QueryStatus
    Statistics: QueryStatistics
    WorkGroup: Ref
    EngineVersion: Record
    ExecutionParameters: Record
    SubstatementType: Ref
    QueryResultsS3AccessGrantsConfiguration: Record


class StartedQuery(Ref):
    """A query of Athena that nobody waits for."""

    QueryExecutionId: Ref


class LastCrawl(Ref):
    """How a crawl went, https://docs.aws.amazon.com/glue/latest/webapi/API_LastCrawlInfo.html."""

    Status: Ref
    ErrorMessage: Ref
    LogGroup: Ref
    LogStream: Ref
    MessagePrefix: Ref
    StartTime: Ref


class Caught(Ref):
    """What a Try caught."""

    Error: Ref
    Cause: Ref


class Published(Ref):
    """A message that SNS took, https://docs.aws.amazon.com/sns/latest/api/API_Publish.html."""

    MessageId: Ref
    SequenceNumber: Ref


class Sent(Ref):
    """A message that SQS took, https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html."""

    MD5OfMessageBody: Ref
    MD5OfMessageAttributes: Ref
    MD5OfMessageSystemAttributes: Ref
    MessageId: Ref
    SequenceNumber: Ref


class Response(Ref):
    """What an HTTPS API answered."""

    StatusCode: Ref
    StatusText: Ref
    Headers: Record
    ResponseBody: Record


class StoredItem(Record):
    """An item of a DynamoDB table, its attributes as plain values."""

    @property
    def Item(self) -> Self:  # noqa: N802  the field of the response that the item is taken out of
        """Nothing: the item is what the step returns already."""
        mistake(
            "LF138",
            "DynamoGet returns the item itself, which is in no field Item",
            'write output.attribute; an attribute that is called Item is output["Item"]',
        )
        return self
