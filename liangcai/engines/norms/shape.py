"""Which sections a norm has. A section holds facts (label and text), lines (paragraphs) or rows (a table).

Two shapes: the national layout, graded by skill level, which industry and enterprise norms follow too; and the norm
of a special ability. The editor, the checks, the comparison, Word, PDF and the public page are all driven by them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from liangcai.kernel.refusals import BadInput

LEVEL_WORDS = {"五级": "五级/初级工", "四级": "四级/中级工", "三级": "三级/高级工", "二级": "二级/技师", "一级": "一级/高级技师"}
LEVEL_DIGITS = {"五级": "5", "四级": "4", "三级": "3", "二级": "2", "一级": "1"}

Kind = Literal["graded", "special_ability"]
CellKind = Literal["text", "lines", "percent"]


@dataclass(frozen=True, slots=True)
class Fact:
    """`group` is the heading it stands under; `also` other titles that documents give it; `short` fits one line."""

    label: str
    group: str = ""
    also: tuple[str, ...] = ()
    short: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """`width` is its share of the line; a blank cell of a `continues` column means: as in the row above."""

    key: str
    title: str
    kind: CellKind = "text"
    width: float = 1
    also: tuple[str, ...] = ()
    continues: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    key: str
    title: str
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Lines:
    key: str
    title: str
    also: tuple[str, ...] = ()
    needed: bool = True


@dataclass(frozen=True, slots=True)
class Rows:
    """A table. Its first column names the row."""

    key: str
    title: str
    columns: tuple[Column, ...]
    level: str = ""
    also: tuple[str, ...] = ()

    @property
    def percents(self) -> tuple[Column, ...]:
        """The columns whose values total 100."""
        return tuple(column for column in self.columns if column.kind == "percent")


Section = Facts | Lines | Rows


@dataclass(frozen=True)
class Shape:
    kind: Kind
    levels: tuple[str, ...]
    sections: tuple[Section, ...]

    @cached_property
    def by_key(self) -> dict[str, Section]:
        return {section.key: section for section in self.sections}

    def section(self, key: str) -> Section:
        """BadInput where the norm has no such section."""
        if key not in self.by_key:
            raise BadInput("no_such_section", f"该规范没有“{key[:40]}”这一节。", where=key[:40])
        return self.by_key[key]

    def rows(self, key: str) -> Rows:
        found = self.section(key)
        assert isinstance(found, Rows)
        return found

    def work(self) -> Iterator[Rows]:
        """The work requirements, a section a level."""
        for section in self.sections:
            if isinstance(section, Rows) and section.level:
                yield section


OVERVIEW = Facts("overview", "职业概况", (
    Fact("职业名称", also=("职业（工种）名称",), short=True), Fact("职业编码", also=("职业代码",), short=True), Fact("职业定义"),
    Fact("职业技能等级", also=("职业等级",)), Fact("职业环境条件", also=("职业环境",)), Fact("职业能力特征"),
    Fact("普通受教育程度", also=("基本文化程度", "文化程度"), short=True),
    Fact("培训参考学时", "职业培训要求", ("培训时间", "培训期限", "晋级培训期限", "职业培训时间", "参考学时")),
    Fact("培训教师", "职业培训要求"), Fact("培训场所设备", "职业培训要求", ("培训场地设备", "培训场所", "培训场地")),
    Fact("申报条件", "职业技能评价要求"), Fact("评价方式", "职业技能评价要求"),
    Fact("监考人员、考评人员与考生配比", "职业技能评价要求", ("考评人员与考生配比", "监考及考评人员与考生配比")),
    Fact("评价时间", "职业技能评价要求"), Fact("评价场所设备", "职业技能评价要求", ("评价场地设备", "评价场所")),
))  # fmt: skip
ETHICS_BASICS = Lines("ethics_basics", "职业道德基本知识", needed=False)
ETHICS = Lines("ethics", "职业守则")
KNOWLEDGE = Rows("knowledge", "基础知识", (Column("topic", "知识类别", width=1, also=("名称", "内容")),
                                       Column("points", "知识要点", "lines", 3, ("要点",))))  # fmt: skip
RULES = Rows("technical_rules", "技术规程", (Column("name", "名称", width=3, also=("技术规程", "规程名称")),
                                         Column("number", "编号", width=1, also=("版本", "编号（版本）"))),
             also=("引用的技术规程", "编制依据"))  # fmt: skip
WORK_COLUMNS = (
    Column("function", "职业功能", width=1.1, continues=True), Column("content", "工作内容", width=1.3),
    Column("skills", "技能要求", "lines", 3, ("操作技能要求", "技能")),
    Column("knowledge", "相关知识要求", "lines", 3, ("相关知识", "知识要求")),
)  # fmt: skip

SPECIAL_SECTIONS: tuple[Section, ...] = (
    Facts("overview", "基本信息", (
        Fact("名称", also=("专项职业能力名称", "项目名称", "专项能力名称", "专项名称"), short=True), Fact("定义", also=("专项职业能力定义",)),
        Fact("适用对象", also=("适用范围",)),
    )),
    Rows("tasks", "考核内容", (
        Column("name", "工作任务", width=1.2, also=("考核模块", "任务", "模块")),
        Column("skills", "操作规范", "lines", 3, ("技能要求", "操作技能", "操作要求")),
        Column("knowledge", "相关知识", "lines", 3, ("相关知识要求",)),
        Column("weight", "比重（%）", "percent", 0.8, ("比重", "权重", "考核比重", "分值比重", "配分比重")),
    ), also=("能力标准与考核内容", "考核模块", "工作任务", "能力标准")),
    Facts("requirements", "考核要求", (
        Fact("申报条件"), Fact("考评人员", also=("考评员构成", "考评人员构成", "考评员", "考评员要求")),
        Fact("考核方式与时间", also=("考核方式", "考核方式与考核时间", "考核方式及考核时间", "考核方式及时间", "考核时间")),
        Fact("场地设备", also=("考核场地和设备", "考核场地与设备", "考核场地设备", "考核场地及设备", "考核场所设备", "场地与设备")),
    )),
    RULES,
)  # fmt: skip


def graded_shape(levels: Sequence[str]) -> Shape:
    """The national layout for these levels, lowest first. BadInput for an unknown level."""
    known = tuple(level for level in LEVEL_WORDS if level in levels)
    if len(known) < len(set(levels)) or not known:
        raise BadInput("bad_levels", f"技能等级应在{'、'.join(LEVEL_WORDS)}之内，现为“{'、'.join(levels)}”。", where="levels")
    work = tuple(Rows(f"work_{LEVEL_DIGITS[level]}", f"工作要求（{LEVEL_WORDS[level]}）", WORK_COLUMNS, level) for level in known)
    return Shape("graded", known, (OVERVIEW, ETHICS_BASICS, ETHICS, KNOWLEDGE, *work,
                                   weights("weights_theory", "理论知识权重表", known),
                                   weights("weights_skill", "技能要求权重表", known), RULES))  # fmt: skip


def weights(key: str, title: str, levels: Sequence[str]) -> Rows:
    also = ("技能操作权重表", "操作技能权重表", "操作技能", "技能要求") if key == "weights_skill" else ("理论知识",)
    columns = (Column(f"level_{LEVEL_DIGITS[level]}", f"{LEVEL_WORDS[level]}（%）", "percent") for level in levels)
    return Rows(key, title, (Column("part", "项目", width=2), *columns), also=also)


def special_ability_shape() -> Shape:
    return Shape("special_ability", (), SPECIAL_SECTIONS)
