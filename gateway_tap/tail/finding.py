"""Which file on disk is which file that we were reading: pure, on what was seen of both."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from gateway_tap.tail.marks import HEAD_BYTES, Mark, head_hash

_MOST_MISSING = 1000


@dataclass(frozen=True, slots=True)
class Seen:
    """A file as it is now.

    Attributes
    ----------
    head
        Its first bytes, up to 1024, unpacked.
    size
        Bytes; None for a packed file, whose text's size is not known.
    modified
        When it was last written, epoch seconds; packing keeps it.
    """

    path: str
    format: str
    inode: tuple[int, int]
    head: bytes
    size: int | None
    modified: float

    @property
    def is_packed(self) -> bool:
        """Whether it is gzip."""
        return self.size is None


def matched(seen: Sequence[Seen], marks: Sequence[Mark]) -> list[Mark]:
    """Return a mark for each file, where reading goes on.

    - The same inode with the same beginning, not shorter than what was read: the same file, renamed or not.
    - The same inode otherwise: the file was truncated, or the inode was given to a new file: from the start.
    - Another inode with the same beginning as a file that is gone or was truncated: its copy, perhaps
      packed: reading goes on where the other ended.
    - The same, while the other file is still whole and not smaller: a copy made just now. It is a shadow: not
      read, and it takes over where the other ended when that is truncated. Where it turns out that the two
      only began alike, it is read from the start.
    - Anything else is new.
    """
    by_inode = {mark.inode: mark for mark in marks}
    whole = {
        file.inode: _with_head(by_inode[file.inode], file)
        for file in seen
        if is_same(file, by_inode.get(file.inode))
    }
    gone = missing(seen, marks)
    return [_mark(file, seen, whole, gone) for file in seen]


def missing(seen: Sequence[Seen], marks: Sequence[Mark]) -> list[Mark]:
    """Return the marks of files that are not there any more, or not what they were."""
    files = {file.inode: file for file in seen}
    return [
        mark
        for mark in marks
        if not mark.shadow and (mark.inode not in files or not is_same(files[mark.inode], mark))
    ]


def still_missing(marks: Sequence[Mark], gone: Sequence[Mark]) -> list[Mark]:
    """Return those that no file took over: a packed copy may appear later. The newest thousand are kept."""
    taken = {(mark.format, mark.head_bytes, mark.head_hash) for mark in marks}
    left = [
        mark
        for mark in gone
        if mark.head_bytes and (mark.format, mark.head_bytes, mark.head_hash) not in taken
    ]
    return left[-_MOST_MISSING:]


def is_rotated_name(name: str, live: str) -> bool:
    """Tell whether a name is what rotation makes of a live log's name.

    Numbers or a date come behind it (access.log.1, access.log-20261121.gz), or between its stem and suffix
    (access-20261121.log).
    """
    stem, dot, suffix = live.rpartition(".") if "." in live else (live, "", "")
    behind = re.fullmatch(rf"{re.escape(live)}[.-]\d[\w.-]*", name)
    between = re.fullmatch(rf"{re.escape(stem)}[._-]\d[\w.-]*{re.escape(dot + suffix)}(\.gz)?", name)
    return bool(behind or between)


def is_unread(file: Seen, marks: Sequence[Mark], since: float) -> bool:
    """Tell whether a file was written while nobody looked: it is none of those that were, and newer.

    Parameters
    ----------
    since
        When the marks were written, epoch seconds.
    """
    return file.modified >= since and not any(
        mark.inode == file.inode or mark.begins(file.head) for mark in marks
    )


def is_same(file: Seen, mark: Mark | None) -> bool:
    """Tell whether a file with a mark's inode is the file that was marked, and not cut off."""
    if mark is None:
        return False
    if mark.head_bytes == 0:
        return True  # it was empty when we saw it
    return mark.begins(file.head) and (file.size is None or file.size >= mark.offset)


def _mark(file: Seen, seen: Sequence[Seen], whole: dict[tuple[int, int], Mark], gone: Sequence[Mark]) -> Mark:
    known = whole.get(file.inode)
    if known is not None and not known.shadow:
        return replace(known, path=file.path)
    others = [other for other in seen if other.inode != file.inode and not _is_smaller(other, file)]
    originals = [mark for other in others if (mark := whole.get(other.inode)) and not mark.shadow]
    original = _alike(file, originals)
    if original is not None:
        return _new(file, original, shadow=True)
    former = _alike(file, gone)
    if former is None and any(other.head.startswith(file.head) for other in others):
        former = known  # the copy of a file that is still short, and has grown since
    return _new(file, former, shadow=False)


def _is_smaller(file: Seen, than: Seen) -> bool:
    return file.size is not None and than.size is not None and file.size < than.size


def _alike(file: Seen, marks: Sequence[Mark]) -> Mark | None:
    found = [mark for mark in marks if mark.begins(file.head) and mark.format == file.format]
    return max(found, key=lambda mark: mark.head_bytes, default=None)


def _capped(file: Seen, offset: int) -> int:
    return offset if file.size is None else min(offset, file.size)


def _new(file: Seen, former: Mark | None, *, shadow: bool) -> Mark:
    """Return a file's first mark, which goes on where that of another file ended."""
    head = file.head[:HEAD_BYTES]
    offset, header = (_capped(file, former.offset), former.header) if former is not None else (0, "")
    return Mark(file.path, file.format, file.inode, len(head), head_hash(head), offset, shadow, header)


def _with_head(mark: Mark, file: Seen) -> Mark:
    """Hash more of the beginning while there is less than is wanted."""
    head = file.head[:HEAD_BYTES]
    if len(head) <= mark.head_bytes:
        return mark
    return replace(mark, head_bytes=len(head), head_hash=head_hash(head))
