"""Items as a QTI 3.0 package: one file an item, pictures beside them, a manifest."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from xml.sax.saxutils import escape, quoteattr

from liangcai.engines.item_files.items import CHOICES, FALSE, LETTERS, TRUE, Formula, ParsedItem, Picture
from liangcai.engines.item_files.text import pieces, printable

QTI = "http://www.imsglobal.org/xsd/imsqtiasi_v3p0"
PACKAGE = "http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1"
EPOCH = (1980, 1, 1, 0, 0, 0)  # the same items give the same bytes
SUFFIX = {"image/png": ".png", "image/jpeg": ".jpg", "image/gif": ".gif", "image/bmp": ".bmp"}


def write_qti(items: Sequence[ParsedItem]) -> bytes:
    """A package that `read_qti` and other QTI 3 systems read; data-* carries what QTI has no word for."""
    out = io.BytesIO()
    resources = []
    with zipfile.ZipFile(out, "w") as archive:
        for place, item in enumerate(items, 1):
            path = f"items/item-{place:05d}.xml"
            files = [picture_path(place, n, picture) for n, picture in enumerate(item.pictures, 1)]
            add(archive, path, item_xml(item, place, files).encode())
            for file, picture in zip(files, item.pictures, strict=True):
                add(archive, f"items/{file}", picture.content)
            parts = "".join(f"<file href={quoteattr(name)}/>" for name in (path, *(f"items/{f}" for f in files)))
            resources.append(
                f'<resource identifier="R{place}" type="imsqti_item_xmlv3p0" href={quoteattr(path)}>{parts}</resource>'
            )
        manifest = (
            f'<?xml version="1.0" encoding="UTF-8"?>\n<manifest xmlns="{PACKAGE}" identifier="LIANGCAI-ITEMS">'
            "<metadata><schema>QTI Package</schema><schemaversion>3.0.0</schemaversion></metadata>"
            f"<organizations/><resources>{''.join(resources)}</resources></manifest>\n"
        )
        add(archive, "imsmanifest.xml", manifest.encode())
    return out.getvalue()


def add(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    entry = zipfile.ZipInfo(name, EPOCH)
    entry.compress_type = zipfile.ZIP_DEFLATED
    archive.writestr(entry, content)


def picture_path(place: int, n: int, picture: Picture) -> str:
    return f"media/{place:05d}-{n}{SUFFIX.get(picture.media_type, '.bin')}"


def item_xml(item: ParsedItem, place: int, files: Sequence[str]) -> str:
    choice = item.type in CHOICES or item.type == "true_false"
    options = (TRUE, FALSE) if item.type == "true_false" else item.options
    difficulty = "" if item.difficulty is None else repr(item.difficulty)
    known = {"type": item.type, "number": item.number, "scope": item.scope, "point": item.point,
             "importance": item.importance, "difficulty": difficulty}  # fmt: skip
    data = "".join(f" data-{name}={quoteattr(printable(value))}" for name, value in known.items() if value)
    body = f"<div{data}>{markup(item.stem, item, files)}</div>"
    if choice:
        body += interaction(item, options, files)
    else:
        body += '<qti-extended-text-interaction response-identifier="RESPONSE"/>'
        body += rubric("answer", item.answer, item, files)
    body += rubric("explanation", item.explanation, item, files)
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<qti-assessment-item xmlns="{QTI}" identifier="ITEM-{place:05d}" '
        f'title={quoteattr(printable(item.number) or str(place))} adaptive="false" time-dependent="false" '
        f'xml:lang="zh-CN">{declaration(item, choice)}<qti-item-body>{body}</qti-item-body>'
        "</qti-assessment-item>\n"
    )


def declaration(item: ParsedItem, choice: bool) -> str:
    cardinality = "multiple" if item.type == "multiple_choice" else "single"
    base = "identifier" if choice else "string"
    letters = {TRUE: "A", FALSE: "B"}.get(item.answer, item.answer) if choice else ""
    values = "".join(f"<qti-value>{letter}</qti-value>" for letter in letters if letter in LETTERS)
    correct = f"<qti-correct-response>{values}</qti-correct-response>" if values else ""
    return (
        f'<qti-response-declaration identifier="RESPONSE" cardinality="{cardinality}" base-type="{base}">'
        f"{correct}</qti-response-declaration>"
    )


def interaction(item: ParsedItem, options: Sequence[str], files: Sequence[str]) -> str:
    most = 0 if item.type == "multiple_choice" else 1
    choices = "".join(
        f'<qti-simple-choice identifier="{letter}">{markup(option, item, files)}</qti-simple-choice>'
        for letter, option in zip(LETTERS, options, strict=False)
    )
    return (
        f'<qti-choice-interaction response-identifier="RESPONSE" max-choices="{most}">{choices}'
        "</qti-choice-interaction>"
    )


def rubric(name: str, text: str, item: ParsedItem, files: Sequence[str]) -> str:
    if not text:
        return ""
    words = markup(text, item, files)
    return (
        f'<qti-rubric-block use="scoring" view="scorer" class="{name}"><qti-content-body>{words}'
        "</qti-content-body></qti-rubric-block>"
    )


def markup(text: str, item: ParsedItem, files: Sequence[str]) -> str:
    return "".join(markup_of(piece, item, files) for piece in pieces(text, item))


def markup_of(piece: str | Picture | Formula, item: ParsedItem, files: Sequence[str]) -> str:
    if isinstance(piece, str):
        return "<br/>".join(escape(printable(line)) for line in piece.split("\n"))
    if isinstance(piece, Formula):
        return f"<span data-omml={quoteattr(piece.omml)}>{escape(piece.text)}</span>"
    file = files[next(n for n, picture in enumerate(item.pictures) if picture is piece)]
    return f'<img src={quoteattr(file)} alt=""/>'
