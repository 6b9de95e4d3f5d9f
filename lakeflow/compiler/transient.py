"""The errors that each service documents as passing, with how patiently to try again.

Delays grow from the interval by the rate up to the maximum, with full jitter, so that a fan-out does not come back all
at once. A name that a service never reports does no harm; a permanent error tried again only costs time, so classes of
errors that hold both are tried a few times only.
"""

from collections.abc import Mapping

from lakeflow.asl.states import Retrier


def transient(*errors: str, interval: int = 2, attempts: int = 6, max_delay: int = 60) -> Retrier:
    """Return the retrier of some passing errors."""
    return Retrier(
        error_equals=errors,
        interval_seconds=interval,
        max_attempts=attempts,
        backoff_rate=2.0,
        max_delay_seconds=max_delay,
        jitter_strategy="FULL",
    )


_GLUE = transient(
    "Glue.InternalServiceException",
    "Glue.OperationTimeoutException",
    "Glue.ResourceNumberLimitExceededException",
    "Glue.ThrottlingException",
    interval=5,
)

# https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html
_DYNAMODB = transient(
    "DynamoDB.InternalServerError",
    "DynamoDB.ProvisionedThroughputExceededException",
    "DynamoDB.RequestLimitExceeded",
    "DynamoDB.SdkClientException",
    "DynamoDB.ThrottlingException",
)

TRANSIENT: Mapping[str, tuple[Retrier, ...]] = {
    # https://docs.aws.amazon.com/athena/latest/APIReference/API_StartQueryExecution.html#API_StartQueryExecution_Errors
    "Athena": (transient("Athena.InternalServerException", "Athena.TooManyRequestsException", interval=5),),
    "Crawler": (_GLUE,),
    "ConditionalWrite": (_DYNAMODB,),
    "DynamoGet": (_DYNAMODB,),
    # The integration reports every refusal of RunTask, a lack of capacity too, as this one error.
    "Ecs": (transient("ECS.AmazonECSException", "ECS.SdkClientException", interval=15, attempts=5, max_delay=120),),
    # https://docs.aws.amazon.com/emr-serverless/latest/APIReference/API_StartJobRun.html; the prefix is not documented.
    "EmrServerless": (
        transient(
            "EMRServerless.InternalServerException",
            "EMRServerless.ThrottlingException",
            "EmrServerless.InternalServerException",
            "EmrServerless.ThrottlingException",
            interval=10,
        ),
    ),
    # https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html#API_PutEvents_Errors
    "EventBridge": (
        transient("EventBridge.InternalException", "EventBridge.SdkClientException", "EventBridge.ThrottlingException"),
    ),
    # https://docs.aws.amazon.com/glue/latest/webapi/API_StartJobRun.html#API_StartJobRun_Errors
    # A job that is still running elsewhere frees its place in minutes, not in seconds.
    "Glue": (transient("Glue.ConcurrentRunsExceededException", interval=30, attempts=6, max_delay=300), _GLUE),
    # https://docs.aws.amazon.com/step-functions/latest/dg/call-https-apis.html
    "Http": (
        transient(
            "States.Http.StatusCode.429",
            "States.Http.StatusCode.502",
            "States.Http.StatusCode.503",
            "States.Http.StatusCode.504",
        ),
    ),
    # https://docs.aws.amazon.com/step-functions/latest/dg/bp-lambda-serviceexception.html
    "Lambda": (
        transient(
            "Lambda.ClientExecutionTimeoutException",
            "Lambda.ServiceException",
            "Lambda.AWSLambdaException",
            "Lambda.SdkClientException",
            "Lambda.TooManyRequestsException",
        ),
    ),
    # A message told twice does less harm than one not told; how this integration names SNS's errors is not documented.
    "Notify": (transient("States.TaskFailed", attempts=3),),
    # https://docs.aws.amazon.com/step-functions/latest/dg/connect-stepfunctions.html
    "RunPipeline": (transient("StepFunctions.ExecutionLimitExceeded", "StepFunctions.SdkClientException", interval=5),),
    # The integration reports every refusal of SendMessage as this one error.
    "Sqs": (transient("SQS.AmazonSQSException", "SQS.SdkClientException", attempts=3),),
}
"""By the name of the step's class."""
