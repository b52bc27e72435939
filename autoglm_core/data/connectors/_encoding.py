"""Tells the encoding of a text file from its bytes."""

from __future__ import annotations

import codecs
import re
from pathlib import Path

from autoglm_core.data.connectors._files import looks_utf16

_CHUNK = 2**20
_HIGH_RUN = re.compile(rb"[\x80-\xff]+")
# Lead and trail bytes of GB 2312, which nearly all Chinese text stays within.
_CHINESE_PAIRS = re.compile(rb"(?:[\xa1-\xf7][\xa1-\xfe])+")
# Neither rule is strict: rarer Chinese characters stand outside the pairs, and two accents may meet.
_MOSTLY = 0.6


def encoding_of(path: Path) -> str:
    """One of utf-8, utf-8-sig, utf-16, utf-16-le, utf-16-be, gb18030, cp1252, latin-1.

    A file is UTF-8 only if all of it is: other encodings give invalid UTF-8 at the first letter that is not English.
    Chinese stands in pairs of high bytes, where Western European text has single ones between plain letters.
    """
    with path.open("rb") as file:
        head = file.read(_CHUNK)
        if head.startswith(codecs.BOM_UTF8):
            return "utf-8-sig"
        if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return "utf-16"
        if looks_utf16(head):
            return "utf-16-le" if head[1::2].count(0) > head[::2].count(0) else "utf-16-be"
        decoder = codecs.getincrementaldecoder("utf-8")()
        chunk, foreign = head, b""
        while chunk:
            try:
                decoder.decode(chunk)
            except UnicodeDecodeError:
                foreign = chunk
                break
            chunk = file.read(_CHUNK)
        if not foreign:
            return "utf-8"
    return _single_or_double(foreign)


def _single_or_double(sample: bytes) -> str:
    runs = _HIGH_RUN.findall(sample)
    in_pairs = sum(len(run) for run in runs if _CHINESE_PAIRS.fullmatch(run))
    if in_pairs > _MOSTLY * sum(map(len, runs)):
        return "gb18030"
    try:
        sample.decode("cp1252")
    except UnicodeDecodeError:
        return "latin-1"
    return "cp1252"
