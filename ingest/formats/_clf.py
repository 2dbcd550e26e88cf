"""What the formats that descend from the Common Log Format share."""

from __future__ import annotations

QUOTED = r'"((?:[^"\\]|\\.)*)"'
"""A quoted part in which a backslash escapes; both nginx (`\\x22`) and httpd (`\\"`) write so."""

# a user's name may hold blanks, but one that begins with `- ` is a virtual host's column before the address
USER = r"(?P<user>|-|-\S.*?|[^-].*?)"
HEAD = (
    rf"(?P<host>\S+) (?P<ident>\S+) {USER} (?P<time>\[\d{{1,2}}/\w{{3}}/\d{{4}}:\d\d:\d\d:\d\d) (?P<zone>[+-]\d{{4}}\]) "
    r'"(?P<request>(?:[^"\\]|\\.)*)" (?P<status>\d{3}|-) (?P<bytes>\d+|-)'
)
AGENT = r' "(?:[^"\\]|\\.)*" "(?:[^"\\]|\\.)*"'

HEAD_NAMES = ("host", "ident", "user", "time", "zone", "request", "status", "bytes")

MOMENT = 'clf_moment("time", zone)'
METHOD = "split_part(request, ' ', 1)"
TARGET = "split_part(request, ' ', 2)"
