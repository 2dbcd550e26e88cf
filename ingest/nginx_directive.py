"""An nginx `log_format` directive, as it stands in nginx.conf, becomes a format."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from foundation import InputError
from ingest.format import Delimited, Format, IdentityKind, JsonLines, Text

_DIRECTIVE = re.compile(r"^\s*log_format\s+(?P<name>\S+)\s+", re.DOTALL)
_ESCAPE = re.compile(r"^\s*escape=(default|json|none)\s+")
_STRING = re.compile(r"""\s*(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|([^\s'";]+))""", re.DOTALL)
_ESCAPED = re.compile(r"\\(['\"\\trn])")
_CONTROL = {"t": "\t", "r": "\r", "n": "\n"}  # as nginx reads its own configuration
_VARIABLE = re.compile(r"\$(?:\{(\w+)\}|(\w+))")

_CONSUMERS = (
    *(
        "partner",
        "consumer",
        "consumer_id",
        "client_id",
        "tenant",
        "http_x_consumer_username",
        "http_x_consumer_id",
    ),
    *("http_x_consumer", "http_x_client_id", "jwt_claim_sub", "jwt_claim_client_id"),
)
_IDENTITIES: Mapping[IdentityKind, Sequence[str]] = {
    "consumer": _CONSUMERS,
    "user": ("remote_user",),
    "api_key": ("http_x_api_key", "http_apikey", "http_api_key", "api_key", "apikey"),
    "certificate": ("ssl_client_s_dn", "ssl_client_fingerprint"),
    "client_ip": ("http_x_forwarded_for", "remote_addr"),
}
_USED = {
    *(name for names in _IDENTITIES.values() for name in names),
    *(
        "msec",
        "time_iso8601",
        "time_local",
        "request",
        "request_method",
        "request_uri",
        "uri",
        "route",
        "status",
    ),
    *("request_time", "body_bytes_sent", "bytes_sent", "request_id", "req_id"),
}
_TIME_HALVES = ("time_local_1", "time_local_2")
_SOURCE = "https://nginx.org/en/docs/http/ngx_http_log_module.html#log_format"


@dataclass(frozen=True, slots=True)
class _Part:
    """A piece of the template: a literal, or (if `variable`) the name of one."""

    text: str
    variable: bool


def format_of(directive: str) -> Format:
    """Compile a directive (or only its string).

    Raises
    ------
    InputError
        When it holds no time or no request, or cannot be read as a directive.
    """
    template, escape = _template(directive)
    if escape == "json" or template.lstrip().startswith("{"):
        objects, columns = _json_reader(template)
        recognise = r"^\s*\{.*" + ".*".join(re.escape(f'"{name}"') for name in list(objects.structure)[:1])
        return _format(objects, columns, recognise)
    parts = _parts(template)
    columns = {part.text: f'"{part.text}"' for part in parts if part.variable}
    reader, recognise = _text_reader(parts)
    return _format(reader, columns, recognise)


def _template(directive: str) -> tuple[str, str]:
    rest = _DIRECTIVE.sub("", directive.strip().rstrip(";"))
    escape = "default"
    if match := _ESCAPE.match(rest):
        escape, rest = match[1], rest[match.end() :]
    if not rest.lstrip().startswith(("'", '"')):
        return rest.strip(), escape
    strings, position = [], 0
    while match := _STRING.match(rest, position):
        text = next(group for group in match.groups() if group is not None)
        strings.append(_ESCAPED.sub(lambda found: _CONTROL.get(found[1], found[1]), text))
        position = match.end()
    return "".join(strings), escape


def _parts(template: str) -> list[_Part]:
    parts, position = [], 0
    for match in _VARIABLE.finditer(template):
        if match.start() > position:
            parts.append(_Part(template[position : match.start()], variable=False))
        parts.append(_Part(match[1] or match[2], variable=True))
        position = match.end()
    if position < len(template):
        parts.append(_Part(template[position:], variable=False))
    return parts


def _text_reader(parts: Sequence[_Part]) -> tuple[Text, str]:
    pattern, seen = "", set[str]()
    for index, part in enumerate(parts):
        if not part.variable:
            pattern += re.sub(r"([^\w\s])", r"\\\1", part.text)  # as re.escape, but leaving blanks alone
            continue
        before = parts[index - 1] if index else _Part("", variable=False)
        after = parts[index + 1] if index + 1 < len(parts) else _Part("", variable=False)
        value = _joined_pattern(
            part.text,
            _value_pattern(part.text, before.text, after.text),
            after_variable=before.variable,
            before_variable=after.variable,
        )
        pattern += f"(?:{value})" if part.text in seen else f"(?P<{part.text}>{value})"
        seen.add(part.text)
    return Text(
        pattern, _delimited("".join(f"${{{p.text}}}" if p.variable else p.text for p in parts))
    ), f"^{pattern}\\s*$"


_WITH_BLANKS = re.compile(r"upstream_.*|(?:sent_)?http_.*|ssl_client_.*|remote_user|request|time_local")
"""Lists of several tries, headers, names."""


def _value_pattern(name: str, before: str, after: str) -> str:
    if before.endswith('"') and after.startswith('"'):
        return r'(?:[^"\\]|\\.)*'
    if before.endswith("[") and after.startswith("]"):
        return r"[^\]]*"
    if after.startswith("\t"):
        return r"[^\t]*?"
    # what stands last, or before a mark that is no blank, may hold blanks
    return ".*?" if after.strip() or not after or _WITH_BLANKS.fullmatch(name) else r"\S*?"


def _joined_pattern(name: str, value: str, *, after_variable: bool, before_variable: bool) -> str:
    """Return the pattern of a path that no mark parts from the variable beside it: `$host$request_uri`."""
    if name not in ("request_uri", "uri", "document_uri") or not (after_variable or before_variable):
        return value
    slash = "/" if after_variable else ""
    return slash + (r"[^?\s]*" if before_variable else value)


def _delimited(template: str) -> Delimited | None:
    """Return the fast way when blanks outside quotes cut the line into its variables; else None."""
    if re.search(r"[^\S ]|  ", template):
        return None
    names: list[str] = []
    for word in re.findall(r'"[^"]*"|\S+', template):
        match = re.fullmatch(r'"?\$\{(\w+)\}"?', word)
        if word == "[${time_local}]":
            names += _TIME_HALVES
        elif match and match[1] in _USED and match[1] not in names:
            names.append(match[1])
        elif match or "$" not in word or word.startswith('"'):
            names.append(f"_{len(names)}")
        else:
            return None
    joined = {"time_local": _TIME_HALVES} if _TIME_HALVES[0] in names else {}
    return Delimited(names, joined=joined)


def _json_reader(template: str) -> tuple[JsonLines, dict[str, str]]:
    quoted = re.sub(r'(?<!")(\$(?:\{\w+\}|\w+))(?![\w"])', r'"\1"', template)
    try:
        tree = json.loads(quoted)
    except json.JSONDecodeError as error:
        raise InputError(f"the log_format looks like JSON and is none: {error}.") from error
    columns: dict[str, str] = {}
    structure = _structure(tree, "", columns)
    return JsonLines(structure), columns


def _structure(tree: Mapping[str, Any], way: str, columns: dict[str, str]) -> dict[str, Any]:
    structure: dict[str, Any] = {}
    for member, value in tree.items():
        if '"' in member:
            continue
        place = f'{way}"{member}"'
        if isinstance(value, dict):
            structure[member] = _structure(value, f"{place}.", columns)
        elif isinstance(value, str) and (match := _VARIABLE.fullmatch(value)):
            structure[member] = "VARCHAR"
            columns.setdefault(match[1] or match[2], place)
    return structure


def _format(reader: Text | JsonLines, columns: Mapping[str, str], recognise: str) -> Format:
    moment = _moment(columns)
    method, target = _request(columns)
    missing = [
        what
        for what, sql in (("$msec, $time_iso8601 or $time_local", moment), ("$request", target))
        if not sql
    ]
    if missing:
        raise InputError(f"the log_format lacks {' and '.join(missing)}; no call can be made of its lines.")
    identities = {
        kind: f"coalesce({', '.join(found)}, NULL)"
        for kind, names in _IDENTITIES.items()
        if (found := [f"given({columns[name]})" for name in names if name in columns])
    }
    return Format(
        reader=reader,
        recognise=recognise,
        moment=moment,
        moment_is_end=True,
        method=method,
        target=target,
        route=columns.get("route", "NULL"),
        status=columns.get("status", "NULL"),
        latency=f"given({columns['request_time']})" if "request_time" in columns else "NULL",
        latency_unit="s",
        bytes=columns.get("body_bytes_sent", columns.get("bytes_sent", "NULL")),
        request_id=columns.get("request_id", columns.get("req_id", "NULL")),
        identities=identities,
        samples=(),
        source=_SOURCE,
        notes="From the settings.",
        rank=5,
    )


def _moment(columns: Mapping[str, str]) -> str:
    found = []
    if "msec" in columns:
        found.append(f"epoch_moment({columns['msec']}, 1e0)")
    if "time_iso8601" in columns:
        found.append(f"iso_moment({columns['time_iso8601']})")
    if "time_local" in columns:
        found.append(f"clf_text_moment({columns['time_local']})")
    return f"coalesce({', '.join(found)}, NULL)" if found else ""


def _request(columns: Mapping[str, str]) -> tuple[str, str]:
    request = columns.get("request")
    method, target = columns.get("request_method"), columns.get("request_uri", columns.get("uri"))
    if request is not None:
        method = method or f"split_part({request}, ' ', 1)"
        target = target or f"split_part({request}, ' ', 2)"
    return (method, target) if method and target else ("", "")
