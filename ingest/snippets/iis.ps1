# IIS: W3C logging with the fields that Pivotwatch reads; cs-uri-query stays out. Then: pivotwatch ingest --format iis
Set-WebConfigurationProperty -PSPath 'MACHINE/WEBROOT/APPHOST' -Filter 'system.applicationHost/sites/siteDefaults/logFile' -Name logFormat -Value W3C
Set-WebConfigurationProperty -PSPath 'MACHINE/WEBROOT/APPHOST' -Filter 'system.applicationHost/sites/siteDefaults/logFile' -Name logExtFileFlags -Value 'Date,Time,ClientIP,UserName,Method,UriStem,HttpStatus,BytesSent,BytesRecv,TimeTaken'
