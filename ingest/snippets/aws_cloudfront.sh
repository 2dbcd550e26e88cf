# CloudFront: standard logging to a bucket. The logs name no caller: prefer the gateway behind it.
aws cloudfront get-distribution-config --id DISTRIBUTION > distribution.json
# in DistributionConfig: "Logging": {"Enabled": true, "IncludeCookies": false, "Bucket": "BUCKET.s3.amazonaws.com", "Prefix": "cloudfront/"}
aws s3 sync s3://BUCKET/cloudfront/ logs/ && pivotwatch ingest --format aws_cloudfront logs/
