"""Machine checks: what a program can see wrong in an item, and where a bank leaves points bare."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from liangcai.engines.item_files.check_list import CHECKS
from liangcai.engines.item_files.items import (
    CHOICES,
    FALSE,
    FULL_WEIGHT,
    IMPORTANCE,
    LETTERS,
    MARKER,
    TRUE,
    ParsedItem,
)
from liangcai.engines.item_files.wording import Faults, plain_text, wording_faults

LEAST_OPTIONS = 3
GIVEAWAY_RATIO, GIVEAWAY_LETTERS = 2.0, 8  # the right option so much longer than every other
LEAST_ITEMS_PER_POINT = 4
ALL_ABOVE = re.compile(r"以上(?:都|均|全|皆)|上述(?:都|均|全|皆)|全部(?:正确|都对|选项)|都(?:对|正确|是)$")
NONE_ABOVE = re.compile(r"以上(?:都|均|皆)?(?:不|非|没有|错)|上述(?:都|均|皆)?(?:不|错)|都不(?:对|正确|是)$")
MENTIONS_PICTURE = re.compile(r"如(?:下|上|右|左)?图|图示|图中|见图|下图|附图")


@dataclass(frozen=True, slots=True)
class Finding:
    """`item` is the item's number, or the point or scope that a coverage check speaks about."""

    item: str
    code: str
    words: str


def check_items(items: Sequence[ParsedItem]) -> list[Finding]:
    """Every finding on every item, and numbers that occur twice."""
    found = [finding for item in items for finding in check_item(item)]
    for number, times in Counter(item.number for item in items).items():
        if times > 1:
            found.append(Finding(number, "repeated_number", f"题号 {number} 出现 {times} 次。"))
    return found


def check_item(item: ParsedItem) -> list[Finding]:
    """Answer, options, pictures and wording of one item."""
    found = [*answer_faults(item), *option_faults(item), *picture_faults(item), *wording_faults(item),
             *sub_item_faults(item), *task_faults(item)]  # fmt: skip
    return [Finding(item.number, code, words) for code, words in found]


def blocking(findings: Sequence[Finding]) -> list[Finding]:
    """Those among the findings that an item must not have when it is handed in for review."""
    return [finding for finding in findings if CHECKS[finding.code].must]


def answer_faults(item: ParsedItem) -> Faults:
    if not item.answer and item.sub_items:
        return []
    if not item.answer and item.task and item.task.criteria:
        return []  # the scoring sheet is the answer
    if not item.answer:
        return [("missing_answer", "没有答案。")]
    if item.type == "true_false" and item.answer not in (TRUE, FALSE):
        return [("answer_not_true_or_false", f"判断题的答案为“{item.answer}”，应为 对 或 错。")]
    if item.type not in CHOICES:
        return []
    found: Faults = []
    offered = LETTERS[: len(item.options)]
    if any(letter not in offered for letter in item.answer):
        found.append(("answer_not_among_options", f"答案“{item.answer}”不在选项 {offered or '（无）'} 之中。"))
    if item.type == "single_choice" and len(item.answer) > 1 and set(item.answer) <= set(LETTERS):
        found.append(("two_correct_answers", f"单选题有 {len(item.answer)} 个答案：{item.answer}。"))
    if item.type == "multiple_choice" and len(item.answer) == 1:
        found.append(("one_correct_answer", f"多选题只有 1 个答案：{item.answer}。"))
    if item.type == "multiple_choice" and len(item.answer) == len(item.options) > 1:
        found.append(("every_option_correct", "多选题的全部选项都是答案，没有干扰项。"))
    if len(set(item.answer)) < len(item.answer):
        found.append(("repeated_letter", f"答案“{item.answer}”中有重复的字母。"))
    return found


def option_faults(item: ParsedItem) -> Faults:
    if item.type not in CHOICES:
        return [("options_not_expected", "此题型不应有选项。")] if item.options else []
    found: Faults = []
    if len(item.options) < 2:
        found.append(("no_options", f"选择题有 {len(item.options)} 个选项，至少两个。"))
    if len(item.options) < LEAST_OPTIONS:
        found.append(("few_options", f"只有 {len(item.options)} 个选项，至少应有 {LEAST_OPTIONS} 个。"))
    if any(not option for option in item.options):
        found.append(("empty_option", "有空的选项。"))
    plain = [plain_text(option) for option in item.options if option]
    for option, times in Counter(plain).items():
        if times > 1:
            places = [LETTERS[n] for n, words in enumerate(item.options) if plain_text(words) == option]
            found.append(("duplicate_options", f"选项 {'、'.join(places)} 相同。"))
    for letter, option in zip(LETTERS, item.options, strict=False):
        if NONE_ABOVE.search(option):
            found.append(("none_of_the_above", f"选项 {letter} 是“以上都不”一类，不宜使用。"))
        elif ALL_ABOVE.search(option):
            found.append(("all_of_the_above", f"选项 {letter} 是“以上都是”一类，不宜使用。"))
    return found + length_giveaway(item)


def length_giveaway(item: ParsedItem) -> Faults:
    """The right option of a single choice, far longer than any other."""
    if item.type != "single_choice" or len(item.answer) != 1 or item.answer not in LETTERS[: len(item.options)]:
        return []
    right = LETTERS.index(item.answer)
    length = len(item.options[right])
    longest = max((len(option) for n, option in enumerate(item.options) if n != right), default=0)
    if length >= GIVEAWAY_RATIO * longest and length - longest >= GIVEAWAY_LETTERS:
        return [("length_giveaway", f"正确选项 {item.answer} 有 {length} 字，其余最长 {longest} 字，长度泄露答案。")]
    return []


HELD = {"图": "图片", "式": "公式", "表": "表格"}


def picture_faults(item: ParsedItem) -> Faults:
    marked = {(kind, int(n)) for text in item.texts() for kind, n in MARKER.findall(text)}
    found: Faults = []
    for kind, held in (("图", len(item.pictures)), ("式", len(item.formulas)), ("表", len(item.tables))):
        missing = sorted(n for k, n in marked if k == kind and not 1 <= n <= held)
        if missing:
            found.append(
                ("missing_picture", f"文中有〔{kind}{missing[0]}〕，但没有这个{HELD[kind]}。")
            )
        unused = [n for n in range(1, held + 1) if (kind, n) not in marked]
        if unused and kind == "图":
            found.append(("unplaced_picture", f"第 {unused[0]} 张图片没有放在文字中的位置。"))
    if not item.pictures and MENTIONS_PICTURE.search(item.stem) and not any(kind == "图" for kind, _ in marked):
        found.append(("missing_picture", "题干提到图，但没有图片。"))
    return found


def sub_item_faults(item: ParsedItem) -> Faults:
    """A case has sub-items, each an item of its own kind; their scores are given for all or for none."""
    if item.type != "case":
        return [("sub_items_not_expected", "此题型不应有小题。")] if item.sub_items else []
    if not item.sub_items:
        return [("no_sub_items", "案例分析题没有小题。")]
    found: Faults = []
    for n, sub in enumerate(item.sub_items, 1):
        one = ParsedItem(str(n), sub.type, sub.stem, sub.options, sub.answer)
        faults = [("missing_stem", "题干是空的。")] if not sub.stem else []
        found += [(code, f"第 {n} 小题：{words}") for code, words in [*faults, *answer_faults(one), *option_faults(one)]]
    given = [sub.score for sub in item.sub_items if sub.score is not None]
    if given and len(given) < len(item.sub_items):
        found.append(("scores_not_complete", f"{len(item.sub_items)} 个小题中只有 {len(given)} 个写了分值。"))
    return found


def task_faults(item: ParsedItem) -> Faults:
    """A practical item has a scoring sheet whose weights total 100."""
    if item.type != "practical":
        return [("task_not_expected", "此题型不应有准备通知单和评分表。")] if item.task else []
    if item.task is None:
        return [("no_task", "实操题没有准备通知单和评分表。")]
    if not item.task.criteria:
        return [("no_criteria", "实操题没有评分项。")]
    found: Faults = []
    if item.task.total_weight != FULL_WEIGHT:
        found.append(("weights_not_100", f"评分项配分合计为 {item.task.total_weight:g}，应为 100。"))
    if any(not criterion.content or not criterion.standard for criterion in item.task.criteria):
        found.append(("empty_criterion", "有评分项没有写考核内容或评分标准。"))
    if any(not supply.name for supply in item.task.supplies):
        found.append(("empty_supply", "准备清单中有一行没有名称。"))
    return found


def check_coverage(
    items: Sequence[ParsedItem],
    points: Mapping[str, str],
    least_items: int = LEAST_ITEMS_PER_POINT,
    shares: Mapping[str, tuple[float, float]] | None = None,
) -> list[Finding]:
    """Points (key → importance) without or with too few items, items on unknown points or of
    another importance than their point, and X/Y/Z shares of items outside (least, most)."""
    found = []
    counts = Counter(item.point for item in items)
    for item in items:
        if not item.point:
            found.append(Finding(item.number, "missing_point", "没有鉴定点。"))
        elif item.point not in points:
            found.append(Finding(item.number, "unknown_point", f"鉴定点 {item.point} 不在细目表中。"))
        elif item.importance and item.importance != points[item.point]:
            words = f"重要程度为 {item.importance}，鉴定点 {item.point} 为 {points[item.point]}。"
            found.append(Finding(item.number, "importance_differs", words))
        if item.scope and item.point and not item.point.startswith(item.scope):
            found.append(Finding(item.number, "scope_differs", f"鉴定点 {item.point} 不在鉴定范围 {item.scope} 之内。"))
    for point in points:
        if not counts[point]:
            found.append(Finding(point, "point_without_items", f"鉴定点 {point} 没有试题。"))
        elif counts[point] < least_items:
            words = f"鉴定点 {point} 有 {counts[point]} 题，至少应有 {least_items} 题。"
            found.append(Finding(point, "point_with_few_items", words))
    weights = Counter(points[item.point] for item in items if item.point in points)
    total = sum(weights.values())
    for importance in IMPORTANCE:
        least, most = (shares or {}).get(importance, (0.0, 1.0))
        share = weights[importance] / total if total else 0.0
        if total and not least <= share <= most:
            words = f"{importance} 类试题占 {share:.1%}，应在 {least:.0%} 与 {most:.0%} 之间。"
            found.append(Finding(importance, "importance_share", words))
    return found
