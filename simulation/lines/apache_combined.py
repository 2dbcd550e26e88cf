"""httpd's `combined` format; the credential is the authenticated user.

https://httpd.apache.org/docs/2.4/mod/mod_log_config.html
"""

from __future__ import annotations

from simulation.lines import LineFormat
from simulation.lines._text import CLF_TIME, at, known, text

PLUGIN = LineFormat(
    text(
        '<address> - <user> [<time>] "<method> <target> HTTP/1.1" <status> <sent_bytes> "-" "<agent>"',
        user=known("credential"),
        time=at("started", CLF_TIME),  # httpd logs at the end but stamps the start
    )
)
