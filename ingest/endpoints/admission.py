"""Which paths may create an endpoint: none that only scanners ask for, and only so many."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping

from ingest.endpoints.naming import Endpoint, Proposal
from ingest.endpoints.settings import EndpointSettings
from ingest.endpoints.store import Stored

_LONGEST = 300

_SCANNED = re.compile(
    r"/(?:wp-(?:login|admin|content|includes|json|config)|wordpress|xmlrpc\.php|phpmyadmin|pma|myadmin|adminer|"
    r"cgi-bin|\.env|\.git|\.svn|\.hg|\.aws|\.ssh|\.vscode|\.ds_store|\.htaccess|\.htpasswd|vendor/phpunit|phpinfo|"
    r"phpunit|boaform|hnap1|manager/html|solr/admin|actuator/gateway|_ignition|owa/auth|autodiscover|etc/passwd|"
    r"proc/self|web-inf|server-status|eval-stdin|setup\.cgi|console/login|struts|jmx-console|"
    r"geoserver|sdk/weblanguage|remote/login|global-protect)(?:[/._-]|$)|\.(?:bak|old|swp|sql|asp|aspx|jsp|cgi|ini)$",
    re.IGNORECASE,
)


def is_speakable(shape: str | None) -> bool:
    """Tell whether a shape can be a route: it begins with `/`, is printable and not endless."""
    return (
        shape is not None
        and shape.startswith("/")
        and len(shape) <= _LONGEST
        and shape.isprintable()
        and "/.." not in shape
    )


def is_scanned_for(template: str) -> bool:
    """Tell whether it is what vulnerability scanners ask every host for, e.g. `/wp-login.php` or `/.env`."""
    return _SCANNED.search(template) is not None


def left_out(calls: Mapping[Proposal, int], stored: Stored, settings: EndpointSettings) -> set[Endpoint]:
    """Return the new endpoints that an API has no room for; what was only refused has as much room again."""
    made = {
        proposal.endpoint: count
        for proposal, count in calls.items()
        if proposal.source in ("heuristic", "learned") and not stored.knows(proposal.endpoint)
    }
    refused = {
        proposal.endpoint: count
        for proposal, count in calls.items()
        if proposal.source == "refused" and proposal.endpoint not in stored.numbers
    }
    there = [known.endpoint.api for known in stored.live("heuristic", "learned")] if made else []
    refused_there = [known.endpoint.api for known in stored.refused()] if refused else []
    most = settings.most_per_api
    return _without_room(made, Counter(there), most) | _without_room(refused, Counter(refused_there), most)


def _without_room(new: Mapping[Endpoint, int], taken: Counter[str], most: int) -> set[Endpoint]:
    """Return what goes beyond the limit; what is called most gets in first."""
    found: set[Endpoint] = set()
    for endpoint in sorted(new, key=lambda endpoint: (-new[endpoint], endpoint)):
        taken[endpoint.api] += 1
        if taken[endpoint.api] > most:
            found.add(endpoint)
    return found
