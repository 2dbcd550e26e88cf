# Google Cloud Logging: requests of load balancers, API Gateway and Cloud Run, pushed to a tap (--source http_push).
gcloud pubsub topics create pivotwatch
gcloud logging sinks create pivotwatch pubsub.googleapis.com/projects/PROJECT/topics/pivotwatch \
  --log-filter='httpRequest.requestMethod:*'
gcloud pubsub subscriptions create pivotwatch --topic pivotwatch \
  --push-endpoint='https://TAP_ADDRESS/tap/cloud_logging?token=THE_TOKEN'
