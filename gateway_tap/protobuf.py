"""Protobuf messages from a table of the fields that are wanted; all others are skipped when reading."""

from __future__ import annotations

from collections.abc import Mapping

from google.protobuf import (
    descriptor_pb2,
    descriptor_pool,
    duration_pb2,
    message_factory,
    timestamp_pb2,
    wrappers_pb2,
)
from google.protobuf.message import Message

Table = Mapping[str, Mapping[str, tuple[int, str]]]
"""Message to field to (number, type).

A type with a capital is a message of the table; `[]` before it repeats it; `{}` maps text to text.
"""

_Field = descriptor_pb2.FieldDescriptorProto
_KNOWN = (timestamp_pb2, duration_pb2, wrappers_pb2)


def message_classes(package: str, table: Table, *names: str) -> list[type[Message]]:
    """Return the classes of some messages of a table.

    Parameters
    ----------
    package
        Keeps tables apart.
    """
    pool = descriptor_pool.DescriptorPool()
    for module in _KNOWN:
        pool.AddSerializedFile(module.DESCRIPTOR.serialized_pb)
    pool.AddSerializedFile(_file(package, table).SerializeToString())
    found = (pool.FindMessageTypeByName(f"{package}.{name}") for name in names)
    return [message_factory.GetMessageClass(descriptor) for descriptor in found]


def _file(package: str, table: Table) -> descriptor_pb2.FileDescriptorProto:
    file = descriptor_pb2.FileDescriptorProto(
        name=f"{package}.proto",
        package=package,
        # knows which fields were there, also those that hold 0
        syntax="proto2",
        dependency=[module.DESCRIPTOR.name for module in _KNOWN],
    )
    for name, fields in table.items():
        message = file.message_type.add(name=name)
        for field, (number, kind) in fields.items():
            _add_field(package, message, field, number, kind)
    return file


def _add_field(
    package: str, message: descriptor_pb2.DescriptorProto, name: str, number: int, kind: str
) -> None:
    repeated = kind.startswith("[]") or kind == "{}"
    made = message.field.add(name=name, number=number)
    made.label = _Field.LABEL_REPEATED if repeated else _Field.LABEL_OPTIONAL
    bare = kind.removeprefix("[]")
    if bare == "{}":
        entry = "".join(part.capitalize() for part in name.split("_")) + "Entry"
        nested = message.nested_type.add(name=entry, options=descriptor_pb2.MessageOptions(map_entry=True))
        _add_field(package, nested, "key", 1, "string")
        _add_field(package, nested, "value", 2, "string")
        bare = f"{message.name}.{entry}"
    if bare[0].isupper() or "." in bare:
        made.type = _Field.TYPE_MESSAGE
        made.type_name = f".{bare}" if bare.startswith("google.") else f".{package}.{bare}"
    else:
        made.type = _Field.Type.Value(f"TYPE_{bare.upper()}")
