"""The services that the AWS SDK integration calls, under the names that it has for them.

A name is that of the service's client in the AWS SDK for Java 2, in lower case: the service's ID without spaces, a
leading "Amazon" or "AWS" and a trailing "Service".
https://docs.aws.amazon.com/step-functions/latest/dg/supported-services-awssdk.html
"""

from collections.abc import Mapping
from typing import Final

_SERVICES = """
    accessanalyzer account accountaccess accountaccessruntime acm acmpca agentregistry agentregistrycontrol
    aiops amp amplify amplifybackend amplifyuibuilder apigateway apigatewaymanagementapi apigatewayv2 appconfig
    appconfigdata appfabric appflow appintegrations applicationautoscaling applicationcostprofiler
    applicationdiscovery applicationinsights applicationsignals appmesh apprunner appstream appsync
    arcregionswitch arczonalshift artifact athena auditmanager autoscaling autoscalingplans b2bi backup
    backupgateway backupsearch batch bcmdashboards bcmdataexports bcmpricingcalculator bcmrecommendedactions
    bedrock bedrockagent bedrockagentcore bedrockagentcorecontrol bedrockagentruntime bedrockdataautomation
    bedrockdataautomationruntime bedrockruntime billing billingconductor braket budgets chatbot chime
    chimesdkidentity chimesdkmediapipelines chimesdkmeetings chimesdkmessaging chimesdkvoice cleanrooms
    cleanroomsml cloud9 cloudcontrol clouddirectory cloudformation cloudfront cloudfrontkeyvaluestore cloudhsm
    cloudhsmv2 cloudsearch cloudsearchdomain cloudtrail cloudtraildata cloudwatch cloudwatchlogs cloudwatchomni
    codeartifact codebuild codecatalyst codecommit codeconnections codedeploy codeguruprofiler codegurureviewer
    codegurusecurity codepipeline codestarconnections codestarnotifications cognitoidentity
    cognitoidentityprovider cognitosync comprehend comprehendmedical computeoptimizer computeoptimizerautomation
    config connect connectcampaigns connectcampaignsv2 connectcases connectcontactlens connecthealth
    connectparticipant connectscheduling continuum controlcatalog controltower costandusagereport costexplorer
    costoptimizationhub customerprofiles databasemigration databrew dataexchange datapipeline datasync datazone
    dax deadline detective devicefarm devopsagent devopsguru directconnect directory directoryservicedata dlm
    docdb docdbelastic drs dsql dynamodb dynamodbstreams ebs ec2 ec2instanceconnect ecr ecrpublic ecs efs eks
    eksauth elasticache elasticbeanstalk elasticloadbalancing elasticloadbalancingv2 elasticsearch
    elementalinference emr emrcontainers emrserverless endusermessaging entityresolution eventbridge
    eventbridgev2 evs firehose fis fms forecast forecastquery frauddetector freetier fsx gamelift
    gameliftstreams geomaps geoplaces georoutes glacier globalaccelerator glue grafana greengrass greengrassv2
    groundstation guardduty health healthlake iam iamtoolbox identitystore imagebuilder importexport inspector
    inspector2 inspectorscan interconnect internetmonitor invoicing iot iotdataplane iotdeviceadvisor
    iotfleetwise iotjobsdataplane iotmanagedintegrations iotsecuretunneling iotsitewise iotthingsgraph
    iottwinmaker iotwireless ivs ivschat ivsrealtime kafka kafkaconnect kendra kendraranking keyspaces
    keyspacesstreams kinesis kinesisanalytics kinesisanalyticsv2 kinesisvideo kinesisvideoarchivedmedia
    kinesisvideomedia kinesisvideosignaling kinesisvideowebrtcstorage kms lakeformation lambda lambdacore
    lambdamicrovms lambdaweb launchwizard lexmodelbuilding lexmodelsv2 lexruntime lexruntimev2 licensemanager
    licensemanagerlinuxsubscriptions licensemanagerusersubscriptions lightsail location lookoutequipment m2
    machinelearning macie2 mailmanager managedblockchain managedblockchainquery marketplaceagreement
    marketplacecatalog marketplacecommerceanalytics marketplacedeployment marketplacediscovery
    marketplaceentitlement marketplacemetering marketplacereporting mediaconnect mediaconvert medialive
    mediapackage mediapackagev2 mediapackagevod mediastore mediastoredata mediatailor medicalimaging memorydb
    mgn migrationhub migrationhubconfig migrationhuborchestrator migrationhubrefactorspaces migrationhubstrategy
    mpa mq mturk mwaa mwaaserverless neptune neptunedata neptunegraph networkfirewall networkflowmonitor
    networkmanager networkmonitor networksecuritymanager notifications notificationscontacts novaact oam
    observabilityadmin odb omics opensearch opensearchmemory opensearchserverless organizations osis outposts
    partnercentralaccount partnercentralbenefits partnercentralchannel partnercentralrevenuemeasurement
    partnercentralselling paymentcryptography paymentcryptographydata pcaconnectorad pcaconnectorscep pcs
    personalize personalizeevents personalizeruntime pi pinpoint pinpointemail pinpointsmsvoice
    pinpointsmsvoicev2 pipes polly pricing pricingplanmanager proton qapps qbusiness qconnect quicksight ram
    rbin rds rdsdata redshift redshiftdata redshiftserverless rekognition repostspace resiliencehub
    resiliencehubv2 resourceexplorer2 resourcegroups resourcegroupstaggingapi rolesanywhere route53
    route53domains route53globalresolver route53profiles route53recoverycluster route53recoverycontrolconfig
    route53recoveryreadiness route53resolver rtbfabric rum s3 s3control s3files s3outposts s3tables s3vectors
    sagemaker sagemakera2iruntime sagemakeredge sagemakerfeaturestoreruntime sagemakergeospatial
    sagemakerinferencerouterruntime sagemakerjobruntime sagemakermetrics sagemakerruntime
    sagemakertrainingsessionruntime savingsplans scheduler schemas secretsmanager securityagent securityhub
    securityir securitylake serverlessapplicationrepository servicecatalog servicecatalogappregistry
    servicediscovery servicequotas ses sesv2 sfn shield signer signerdata signin simpledb simpledbv2 snowball
    snowdevicemanagement sns socialmessaging sqs ssm ssmcontacts ssmguiconnect ssmincidents ssmquicksetup ssmsap
    sso ssoadmin ssooidc storagegateway sts supplychain support supportapp supportauthz sustainability swf
    synthetics taxsettings textract timestreaminfluxdb timestreamquery timestreamwrite transcribe transfer
    translate trustedadvisor uxc verifiedpermissions voiceid vpclattice waf wafregional wafv2 wellarchitected
    wickr wisdom workdocs workmail workmailmessageflow workspaces workspacesinstances workspacesthinclient
    workspacesweb xray
"""
SDK_SERVICES: Final = frozenset(_SERVICES.split())
"""Every service with an SDK, as of botocore 1.44."""

_RETIRED = """
    alexaforbusiness codestar elasticinference elastictranscoder evidently honeycode iot1clickprojects
    iotanalytics iotevents ioteventsdata iotfleethub lookoutvision macie mobile opsworks opsworkscm panorama
    qldb qldbsession robomaker sms
"""
RETIRED_SERVICES: Final = frozenset(_RETIRED.split())
"""Services that documents still name and that have no SDK any more."""

SDK_NAMES: Final[Mapping[str, str]] = {
    "appautoscaling": "applicationautoscaling",
    "cognitoidp": "cognitoidentityprovider",
    "elasticmapreduce": "emr",
    "elbv2": "elasticloadbalancingv2",
    "events": "eventbridge",
    "lexv2models": "lexmodelsv2",
    "lexv2runtime": "lexruntimev2",
    "logs": "cloudwatchlogs",
    "states": "sfn",
    "stepfunctions": "sfn",
    "ce": "costexplorer",
    "cur": "costandusagereport",
    "discovery": "applicationdiscovery",
    "dms": "databasemigration",
    "ds": "directory",
    "elb": "elasticloadbalancing",
    "es": "elasticsearch",
    "mgh": "migrationhub",
    "serverlessrepo": "serverlessapplicationrepository",
}
"""What the AWS SDK integration calls a service that is known by another name: its own ARNs', IAM's or botocore's."""

UNSUPPORTED_ACTIONS: Final[Mapping[str, frozenset[str]]] = {
    "bedrockruntime": frozenset({"converseStream"}),
    "cloudwatchlogs": frozenset({"startLiveTail"}),
    "comprehendmedical": frozenset({"detectEntities"}),
    "efs": frozenset({"createTags"}),
    "elastictranscoder": frozenset({"testRole"}),
    "emr": frozenset({"describeJobFlows"}),
    "iotdeviceadvisor": frozenset({"listTestCases"}),
    "kinesis": frozenset({"subscribeToShard"}),
    "lambda": frozenset({"invokeAsync", "invokeWithResponseStream"}),
    "lexruntimev2": frozenset({"startConversation"}),
    "mediapackage": frozenset({"rotateChannelCredentials"}),
    "rdsdata": frozenset({"executeSql"}),
    "s3": frozenset({"selectObjectContent"}),
    "shield": frozenset({"deleteSubscription"}),
    "sts": frozenset({"assumeRole"}),
}
"""Actions that AWS's SDKs have and the AWS SDK integration has not: streaming, deprecated, keys."""

UNSUPPORTED_SERVICES: Final = frozenset({"cloudsearchdomain", "iotjobsdata", "iotjobsdataplane", "mediastoredata"})
"""Services whose endpoint is each customer's own, which the AWS SDK integration therefore cannot call."""
