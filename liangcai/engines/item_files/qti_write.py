"""Items as a QTI 3.0 package: one file an item, pictures beside them, a manifest."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape, quoteattr

from liangcai.engines.item_files.items import (
    CHOICES,
    FALSE,
    LETTERS,
    TRUE,
    Formula,
    Grid,
    ParsedItem,
    Picture,
    SubItem,
    Task,
)
from liangcai.engines.item_files.text import LOWERED, RAISED, Run, pieces, printable

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
    difficulty = "" if item.difficulty is None else repr(item.difficulty)
    minutes = str(item.task.minutes) if item.task and item.task.minutes is not None else ""
    known = {"type": item.type, "number": item.number, "scope": item.scope, "point": item.point,
             "importance": item.importance, "difficulty": difficulty, "minutes": minutes}  # fmt: skip
    asked = question("RESPONSE", item.type, item.stem, item.options, item.answer, item.explanation, known, item, files)
    parts = [question(f"RESPONSE-{n}", s.type, s.stem, s.options, s.answer, s.explanation, sub_data(s), item, files)
             for n, s in enumerate(item.sub_items, 1)]  # fmt: skip
    body = asked[1] + "".join(f'<div class="sub-item">{part}</div>' for _, part in parts)
    if item.task:
        body += task_xml(item.task, item, files)
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<qti-assessment-item xmlns="{QTI}" identifier="ITEM-{place:05d}" '
        f'title={quoteattr(printable(item.number) or str(place))} adaptive="false" time-dependent="false" '
        f'xml:lang="zh-CN">{asked[0]}{"".join(said for said, _ in parts)}<qti-item-body>{body}</qti-item-body>'
        "</qti-assessment-item>\n"
    )


def sub_data(sub: SubItem) -> dict[str, str]:
    return {"type": sub.type, "score": "" if sub.score is None else repr(sub.score)}


def question(
    identifier: str, kind: str, stem: str, options: Sequence[str], answer: str, explanation: str,
    known: Mapping[str, str], item: ParsedItem, files: Sequence[str],
) -> tuple[str, str]:  # fmt: skip
    """(response declaration, body) of an item, or of a sub-item of one."""
    choice = kind in CHOICES or kind == "true_false"
    data = "".join(f" data-{name}={quoteattr(printable(value))}" for name, value in known.items() if value)
    body = f"<div{data}>{markup(stem, item, files)}</div>"
    if choice:
        body += interaction(identifier, kind, (TRUE, FALSE) if kind == "true_false" else options, item, files)
    else:
        body += f'<qti-extended-text-interaction response-identifier="{identifier}"/>'
        body += rubric("answer", answer, item, files)
    body += rubric("explanation", explanation, item, files)
    return declaration(identifier, kind, answer, choice), body


def declaration(identifier: str, kind: str, answer: str, choice: bool) -> str:
    cardinality = "multiple" if kind == "multiple_choice" else "single"
    base = "identifier" if choice else "string"
    letters = {TRUE: "A", FALSE: "B"}.get(answer, answer) if choice else ""
    values = "".join(f"<qti-value>{letter}</qti-value>" for letter in letters if letter in LETTERS)
    correct = f"<qti-correct-response>{values}</qti-correct-response>" if values else ""
    return (
        f'<qti-response-declaration identifier="{identifier}" cardinality="{cardinality}" base-type="{base}">'
        f"{correct}</qti-response-declaration>"
    )


def interaction(identifier: str, kind: str, options: Sequence[str], item: ParsedItem, files: Sequence[str]) -> str:
    most = 0 if kind == "multiple_choice" else 1
    choices = "".join(
        f'<qti-simple-choice identifier="{letter}">{markup(option, item, files)}</qti-simple-choice>'
        for letter, option in zip(LETTERS, options, strict=False)
    )
    return (
        f'<qti-choice-interaction response-identifier="{identifier}" max-choices="{most}">{choices}'
        "</qti-choice-interaction>"
    )


def rubric(name: str, text: str, item: ParsedItem, files: Sequence[str]) -> str:
    return block(name, markup(text, item, files)) if text else ""


def block(name: str, inside: str) -> str:
    return (
        f'<qti-rubric-block use="scoring" view="scorer" class="{name}"><qti-content-body>{inside}'
        "</qti-content-body></qti-rubric-block>"
    )


def task_xml(task: Task, item: ParsedItem, files: Sequence[str]) -> str:
    """Preparation and scoring of a practical item, as tables that any system shows to scorers."""
    supplies = [(s.kind, s.name, s.specification, s.quantity, s.unit, s.remark) for s in task.supplies]
    criteria = [(c.content, c.standard, repr(c.weight)) for c in task.criteria]
    return (
        block("supplies", rows_xml(supplies)) * bool(supplies)
        + rubric("requirements", task.requirements, item, files)
        + block("criteria", rows_xml(criteria)) * bool(criteria)
        + block("faults", rows_xml([(fault,) for fault in task.faults_that_fail])) * bool(task.faults_that_fail)
    )


def rows_xml(rows: Sequence[Sequence[str]]) -> str:
    lines = ("".join(f"<td>{letters(cell)}</td>" for cell in row) for row in rows)
    return f"<table><tbody>{''.join(f'<tr>{line}</tr>' for line in lines)}</tbody></table>"


def letters(text: str) -> str:
    return "<br/>".join(escape(printable(line)) for line in text.split("\n"))


def markup(text: str, item: ParsedItem, files: Sequence[str]) -> str:
    return "".join(markup_of(piece, item, files) for piece in pieces(text, item))


def markup_of(piece: Run | Picture | Formula | Grid, item: ParsedItem, files: Sequence[str]) -> str:
    if isinstance(piece, Run):
        words = letters(piece.text)
        tag = {RAISED: "sup", LOWERED: "sub"}.get(piece.place)
        words = f"<{tag}>{words}</{tag}>" if tag else words
        return f"<b>{words}</b>" if piece.bold else words
    if isinstance(piece, Formula):
        return f"<span data-omml={quoteattr(piece.omml)}>{escape(piece.text)}</span>"
    if isinstance(piece, Grid):
        lines = ("".join(f"<td>{markup(cell, item, files)}</td>" for cell in row) for row in piece.rows)
        return f"<table><tbody>{''.join(f'<tr>{line}</tr>' for line in lines)}</tbody></table>"
    file = files[next(n for n, picture in enumerate(item.pictures) if picture is piece)]
    return f'<img src={quoteattr(file)} alt=""/>'
