"""nginx's predefined `combined` format; the credential is the user of HTTP basic authentication.

https://nginx.org/en/docs/http/ngx_http_log_module.html
"""

from __future__ import annotations

from simulation.lines import LineFormat
from simulation.lines._text import CLF_TIME, at, known, text

PLUGIN = LineFormat(
    text(
        '<address> - <user> [<time>] "<method> <target> HTTP/1.1" <status> <sent_bytes> "-" "<agent>"',
        user=known("credential"),
        time=at("ended", CLF_TIME),  # nginx logs, and stamps, when the answer has been sent
    )
)
