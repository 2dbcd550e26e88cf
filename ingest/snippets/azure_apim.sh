# Azure API Management: its GatewayLogs into an Event Hub, which a tap reads by the Kafka protocol:
# pivotwatch tap --source kafka, with tap.kafka: servers ["NAMESPACE.servicebus.windows.net:9093"], topics ["HUB"],
# format "azure_apim", security_protocol "SASL_SSL", sasl_password = the connection string.
az monitor diagnostic-settings create --name pivotwatch --resource APIM_RESOURCE_ID \
  --event-hub HUB --event-hub-rule AUTHORIZATION_RULE_ID --logs '[{"category": "GatewayLogs", "enabled": true}]'
# or into a storage account, for pivotwatch ingest --format azure_apim: --storage-account ACCOUNT_ID
