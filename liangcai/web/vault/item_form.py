"""The editor's form: an item as fields, and fields as an item. Works without scripts; lists are typed a line a row."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from PIL import Image, UnidentifiedImageError

from liangcai.apps.item_bank.engine_io import scope_of
from liangcai.apps.item_bank.enums import Importance, ItemType
from liangcai.apps.item_bank.models import Bank
from liangcai.engines.item_files import (
    SUPPLY_KINDS,
    Criterion,
    Formula,
    Grid,
    ParsedItem,
    Picture,
    SubItem,
    Supply,
    Task,
    grid_of,
    grid_text,
    normal_answer,
)
from liangcai.engines.item_files.formulas import formula_of
from liangcai.engines.item_files.items import LETTERS, weight_named
from liangcai.engines.item_files.text import clean

MEDIA = {"PNG": "image/png", "JPEG": "image/jpeg", "GIF": "image/gif", "BMP": "image/bmp"}
MOST_PICTURE_BYTES = 4 << 20
MOST_SUBS = 10
SUB_TYPES = [(kind, label) for kind, label in ItemType.choices if kind not in (ItemType.CASE, ItemType.PRACTICAL)]


def area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


def text(label: Any, rows: int = 2, help_text: Any = "") -> forms.CharField:
    return forms.CharField(label=label, required=False, widget=area(rows), help_text=help_text, max_length=20_000)


class ItemForm(forms.Form):
    """`item` is the version that is edited, None for a new one. `parsed` after `is_valid` is what was written."""

    item_number = forms.CharField(label=gettext_lazy("题号"), max_length=40)
    type = forms.ChoiceField(label=gettext_lazy("题型"), choices=ItemType.choices)
    importance = forms.ChoiceField(label=gettext_lazy("重要程度"), required=False, choices=[("", "—"), *Importance.choices])
    difficulty = forms.FloatField(label=gettext_lazy("难度（预期得分率）"), required=False, min_value=0.01, max_value=0.99,
                                  widget=forms.NumberInput(attrs={"step": "0.01"}))  # fmt: skip
    stem = forms.CharField(
        label=gettext_lazy("题干"), widget=area(4), max_length=20_000,
        help_text=gettext_lazy("样式：〔粗:重要〕〔上:2〕〔下:2〕；图片、公式、表格在文字中用〔图1〕〔式1〕〔表1〕指明位置。"),
    )  # fmt: skip
    answer = text(gettext_lazy("答案"), 2, gettext_lazy("选择题填字母（多选如 ABD），判断题填 对 或 错；有小题、评分表的可空。"))
    explanation = text(gettext_lazy("解析"))
    pictures = forms.FileField(label=gettext_lazy("添加图片"), required=False, help_text=gettext_lazy("PNG、JPEG、GIF、BMP，不超过 4 MB"))
    formulas = text(gettext_lazy("公式"), 2, gettext_lazy("一行一个：(P+Q)/R、x^2、I_(甲)、√(x)、√[3](x)、∑_(i=1)^n x"))
    tables = text(gettext_lazy("表格"), 3, gettext_lazy("一行一行写，格与格之间用 | 隔开；两个表格之间空一行。"))
    minutes = forms.IntegerField(label=gettext_lazy("考核时长（分钟）"), required=False, min_value=1, max_value=1440)
    supplies = text(gettext_lazy("准备清单"), 4, gettext_lazy("类别 | 名称 | 规格型号 | 数量 | 单位 | 备注；类别为 设备设施、材料、工卡量具、考生自备。"))
    requirements = text(gettext_lazy("场地要求"))
    criteria = text(gettext_lazy("评分表"), 5, gettext_lazy("考核内容 | 评分标准 | 配分；配分合计 100。"))
    faults = text(gettext_lazy("否决项"), 2, gettext_lazy("一行一项"))

    def __init__(self, *args: Any, bank: Bank, item: ParsedItem | None = None, **kwargs: Any) -> None:
        self.bank, self.item, self.parsed = bank, item, item
        super().__init__(*args, initial=initial_of(item) if item else None, **kwargs)
        points = bank.scope_table.get("points", {})
        names = bank.scope_table.get("point_names", {})
        label = _("鉴定点")
        listed = sorted(points, key=lambda code: code.split("-"))
        self.fields["point"] = (
            forms.ChoiceField(label=label, choices=[("", "—"), *((c, f"{c} {names.get(c, '')}（{points[c]}）") for c in listed)])
            if points else forms.CharField(label=label, max_length=40, help_text=_("如 A-B-C-001；本题库尚无细目表。"))
        )  # fmt: skip
        for letter in LETTERS:
            self.fields[f"option_{letter}"] = text(f"{_('选项')} {letter}", 1)
        self.subs = min(MOST_SUBS, max(3, len(item.sub_items) + 2 if item else 3))
        for n in range(1, self.subs + 1):
            add_sub_fields(self, n)
        if item:
            self.fields["item_number"].disabled = True
            self.fields["gone"] = forms.MultipleChoiceField(
                label=_("去掉图片"), required=False, widget=forms.CheckboxSelectMultiple,
                choices=[(str(n), f"〔图{n}〕 {p.name}") for n, p in enumerate(item.pictures, 1)],
            )  # fmt: skip

    def groups(self) -> list[tuple[Any, list[Any], bool]]:
        """(heading, fields, open) as the page lays them out."""
        task = ("minutes", "supplies", "requirements", "criteria", "faults")
        kind = self["type"].value()
        groups = [
            (_("基本情况"), ("item_number", "type", "point", "importance", "difficulty"), True),
            (_("内容"), ("stem",), True), (_("选项（选择题）"), tuple(f"option_{x}" for x in LETTERS), "choice" in (kind or "single_choice")),
            (_("答案与解析"), ("answer", "explanation"), True),
            (_("图片、公式、表格"), tuple(n for n in ("gone", "pictures", "formulas", "tables") if n in self.fields),
             bool(self.item and (self.item.pictures or self.item.formulas or self.item.tables))),
            (_("小题（案例分析题）"), tuple(f"{name}_{n}" for n in range(1, self.subs + 1) for name in SUB_FIELDS), kind == "case"),
            (_("准备通知单与评分表（操作技能题）"), task, kind == "practical"),
        ]  # fmt: skip
        return [(heading, [self[name] for name in names], open_ or any(self[n].errors for n in names))
                for heading, names, open_ in groups]  # fmt: skip

    def clean_pictures(self) -> Picture | None:
        file = self.cleaned_data.get("pictures")
        if not file:
            return None
        content = file.read(MOST_PICTURE_BYTES + 1)
        if len(content) > MOST_PICTURE_BYTES:
            raise forms.ValidationError(_("图片超过 4 MB。"))
        try:
            with Image.open(io.BytesIO(content), formats=list(MEDIA)) as opened:
                kind = str(opened.format)
                opened.verify()
        except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError):
            raise forms.ValidationError(_("不是完好的 PNG、JPEG、GIF 或 BMP 图片。")) from None
        return Picture(file.name[-60:], MEDIA[kind], content)

    def clean_formulas(self) -> tuple[Formula, ...]:
        kept = {f.text: f for f in self.item.formulas} if self.item else {}
        lines = [line.strip() for line in self.cleaned_data["formulas"].splitlines() if line.strip()]
        return tuple(kept.get(line) or formula_of(line) for line in lines)

    def clean_supplies(self) -> tuple[Supply, ...]:
        rows = typed_rows(self.cleaned_data["supplies"], 6)
        for row in rows:
            if row[0] not in SUPPLY_KINDS:
                raise forms.ValidationError(_("类别“%(found)s”应为 %(kinds)s 之一。") % {"found": row[0], "kinds": "、".join(SUPPLY_KINDS)})
        return tuple(Supply(*row) for row in rows)

    def clean_criteria(self) -> tuple[Criterion, ...]:
        found = []
        for content, standard, weight in typed_rows(self.cleaned_data["criteria"], 3):
            points = weight_named(weight)
            if points is None:
                raise forms.ValidationError(_("“%(content)s”的配分“%(weight)s”应为大于 0、不超过 100 的数。") % {
                    "content": content, "weight": weight})  # fmt: skip
            found.append(Criterion(content, standard, points))
        return tuple(found)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not self.errors:
            self.parsed = item_from(given, self.item, self.subs)
        return given


SUB_FIELDS = ("sub_type", "sub_stem", "sub_options", "sub_answer", "sub_explanation", "sub_score")


def add_sub_fields(form: forms.Form, n: int) -> None:
    form.fields[f"sub_type_{n}"] = forms.ChoiceField(label=f"{_('小题')} {n} {_('题型')}", choices=SUB_TYPES, required=False)
    form.fields[f"sub_stem_{n}"] = text(f"{_('小题')} {n} {_('题干')}")
    form.fields[f"sub_options_{n}"] = text(f"{_('小题')} {n} {_('选项')}", 2, _("一行一个选项"))
    form.fields[f"sub_answer_{n}"] = text(f"{_('小题')} {n} {_('答案')}")
    form.fields[f"sub_explanation_{n}"] = text(f"{_('小题')} {n} {_('解析')}", 1)
    form.fields[f"sub_score_{n}"] = forms.FloatField(label=f"{_('小题')} {n} {_('分值')}", required=False, min_value=0.1, max_value=100,
                                                     widget=forms.NumberInput(attrs={"step": "0.5"}))  # fmt: skip


def typed_rows(words: str, width: int) -> list[tuple[str, ...]]:
    """Rows typed with | between the cells, each of exactly `width`; what is left out is empty."""
    return [tuple((*row, *[""] * width)[:width]) for row in grid_of(words).rows]


def initial_of(item: ParsedItem) -> dict[str, Any]:
    given: dict[str, Any] = {
        "item_number": item.number, "type": item.type, "point": item.point, "importance": item.importance,
        "difficulty": item.difficulty, "stem": item.stem, "answer": item.answer, "explanation": item.explanation,
        "formulas": "\n".join(f.text for f in item.formulas), "tables": "\n\n".join(map(grid_text, item.tables)),
        **{f"option_{letter}": option for letter, option in zip(LETTERS, item.options, strict=False)},
    }  # fmt: skip
    for n, sub in enumerate(item.sub_items, 1):
        values = (sub.type, sub.stem, "\n".join(sub.options), sub.answer, sub.explanation, sub.score)
        given |= {f"{name}_{n}": value for name, value in zip(SUB_FIELDS, values, strict=True)}
    if item.task:
        given |= {
            "minutes": item.task.minutes, "requirements": item.task.requirements, "faults": "\n".join(item.task.faults_that_fail),
            "supplies": rows_text((s.kind, s.name, s.specification, s.quantity, s.unit, s.remark) for s in item.task.supplies),
            "criteria": rows_text((c.content, c.standard, f"{c.weight:.10g}") for c in item.task.criteria),
        }  # fmt: skip
    return given


def rows_text(rows: Iterable[tuple[str, ...]]) -> str:
    return grid_text(Grid(tuple(rows)))


def item_from(given: Mapping[str, Any], before: ParsedItem | None, subs: int) -> ParsedItem:
    kind = given["type"]
    options = [clean(given[f"option_{letter}"]) for letter in LETTERS]
    while options and not options[-1]:
        options.pop()
    gone = set(given.get("gone") or ())
    pictures = [p for n, p in enumerate(before.pictures if before else (), 1) if str(n) not in gone]
    if given.get("pictures"):
        pictures.append(given["pictures"])
    task = Task(given["minutes"], given["supplies"], clean(given["requirements"]), given["criteria"],
                tuple(line.strip() for line in given["faults"].splitlines() if line.strip()))  # fmt: skip
    tables = tuple(grid_of(block) for block in clean(given["tables"]).split("\n\n") if block.strip())
    return ParsedItem(
        number=given["item_number"].strip(), type=kind, stem=clean(given["stem"]), options=tuple(options),
        answer=normal_answer(kind, clean(given["answer"])), explanation=clean(given["explanation"]),
        scope=scope_of(given["point"]) or given["point"], point=given["point"], difficulty=given["difficulty"],
        importance=given["importance"], pictures=tuple(pictures), formulas=given["formulas"], tables=tables,
        sub_items=tuple(sub_items_from(given, subs)), task=task if task != Task() else None,
    )  # fmt: skip


def sub_items_from(given: Mapping[str, Any], subs: int) -> Sequence[SubItem]:
    found = []
    for n in range(1, subs + 1):
        kind, stem, options, answer, explanation, score = (given[f"{name}_{n}"] for name in SUB_FIELDS)
        if any((stem.strip(), options.strip(), answer.strip())):
            lines = tuple(line.strip() for line in options.splitlines() if line.strip())
            found.append(SubItem(kind or "short_answer", clean(stem), lines, normal_answer(kind, clean(answer)), clean(explanation), score))
    return found
