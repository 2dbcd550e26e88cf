"""Which paths may create an endpoint: none that only scanners ask for."""

from __future__ import annotations

import re

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
