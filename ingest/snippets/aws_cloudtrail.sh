# CloudTrail: a trail with data events into a bucket. It tells of AWS's own APIs, not of yours.
aws cloudtrail create-trail --name pivotwatch --s3-bucket-name BUCKET --is-multi-region-trail
aws cloudtrail start-logging --name pivotwatch
aws s3 sync s3://BUCKET/AWSLogs/ logs/ && pivotwatch ingest --format aws_cloudtrail logs/
