# AWS load balancer: access logs to a bucket. They name no caller: prefer the gateway behind it.
aws elbv2 modify-load-balancer-attributes --load-balancer-arn ARN --attributes \
  Key=access_logs.s3.enabled,Value=true Key=access_logs.s3.bucket,Value=BUCKET Key=access_logs.s3.prefix,Value=alb
aws s3 sync s3://BUCKET/alb/ logs/ && pivotwatch ingest --format aws_alb logs/
