"""Every machine check: what it is called, whether it must be mended, and why it is made.

What must be mended would make an item unfair or unusable; the rest is advice on item writing (Haladyna, Downing &
Rodriguez 2002, a review of guidelines for multiple-choice items) that a person may set aside with a reason.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Check:
    name: str
    must: bool
    why: str


def must(name: str, why: str) -> Check:
    return Check(name, True, why)


def advice(name: str, why: str) -> Check:
    return Check(name, False, why)


CHECKS = {
    "missing_answer": must("缺答案", "没有答案不能评分。"),
    "answer_not_true_or_false": must("判断题答案不是对或错", "不能评分。"),
    "answer_not_among_options": must("答案不在选项中", "考生无法作答正确。"),
    "two_correct_answers": must("单选题有多个答案", "考生只能选一个。"),
    "every_option_correct": advice("多选题全部选项都对", "没有干扰项，不能区分考生。"),
    "one_correct_answer": must("多选题只有一个答案", "与题型说明不符。"),
    "repeated_letter": must("答案字母重复", "不能评分。"),
    "no_options": must("选择题没有选项", "考生无法作答。"),
    "no_sub_items": must("案例题没有小题", "没有可以评分的问题。"),
    "sub_items_not_expected": must("不应有小题", "题型与内容不符。"),
    "scores_not_complete": must("小题分值不全", "不能评分。"),
    "no_task": must("操作题没有任务", "考生不知道做什么。"),
    "task_not_expected": must("不应有操作任务", "题型与内容不符。"),
    "no_criteria": must("没有评分项", "考评员不能评分。"),
    "weights_not_100": must("评分项配分合计不是 100", "成绩会算错。"),
    "empty_criterion": must("有空的评分项", "考评员不能评分。"),
    "empty_supply": must("准备清单有空项", "考场不知道准备什么。"),
    "options_not_expected": must("不应有选项", "题型与内容不符。"),
    "few_options": advice("选项过少", "选项越少，猜中的可能越大。"),
    "empty_option": must("有空选项", "印出来少一个选项。"),
    "duplicate_options": must("选项相同", "相同的选项可以同时排除，或有两个正确答案。"),
    "none_of_the_above": advice("“以上都不”类选项", "答对并不说明考生知道正确的是什么。"),
    "all_of_the_above": advice("“以上都是”类选项", "认出两项正确就能猜出答案。"),
    "length_giveaway": advice("选项长度泄露答案", "考生会选最长的选项。"),
    "missing_picture": must("缺图片或公式", "考生看不到作答所需的内容。"),
    "unplaced_picture": advice("图片没有放置位置", "图片会印在题后，可能与文字不对应。"),
    "missing_stem": must("题干为空", "没有题目。"),
    "short_stem": advice("题干过短", "问题没有说完整。"),
    "double_negation": advice("双重否定", "考的是阅读，不是技能。"),
    "negation_not_emphasised": advice("否定词未突出", "会做的考生因看漏否定词而答错。"),
    "absolute_words": advice("绝对化词语", "含“一定”“所有”的说法多半是错的，不会也能猜对。"),
    "no_blank": must("填空题没有空格", "考生不知道填在哪里。"),
    "no_place_for_the_answer": advice("选择题看不出所问", "题干应是问句，或留出括号。"),
    "dated_wording": advice("有时效的措辞", "题库长期使用，“目前”所指会改变。"),
    "doubled_words": advice("重复的字或标点", "校对疏漏。"),
    "unpaired_brackets": advice("括号不成对", "校对疏漏。"),
    "mixed_width": advice("全角半角混用", "印刷不齐，查重和检索也会漏掉。"),
    "traditional_characters": advice("繁体字", "应使用规范汉字；多为转换错误。"),
    "garbled": must("乱码", "考生读不懂。"),
    "personal_number": must("像真实的个人号码", "题库不得存放个人信息。"),
    "names_a_company": advice("出现单位名称", "可能指向真实单位，宜改为“某公司”。"),
    "repeated_number": must("题号重复", "试题无法区分。"),
    "missing_point": must("没有鉴定点", "不能按细目表组卷。"),
    "unknown_point": must("鉴定点不在细目表中", "不能按细目表组卷。"),
    "importance_differs": must("重要程度与鉴定点不一致", "X、Y、Z 比例会算错。"),
    "scope_differs": must("鉴定点不在鉴定范围内", "试题会归到错误的方案单元。"),
    "point_without_items": must("鉴定点没有试题", "该要素无法考核。"),
    "point_with_few_items": advice("鉴定点试题过少", "同一试题会反复出现，容易泄露。"),
    "importance_share": advice("重要程度比例不合", "与细目表的编制要求不符。"),
}  # fmt: skip
