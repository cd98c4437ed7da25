"""The facts that career conditions read: one person is one value a column, None (-128 in arrays) = unknown.

Conditions use the Chinese names; files and programs the English keys.
"""

from __future__ import annotations

from liangcai.engines.rules.language import Column

LEVELS = {"无": 0, "五级": 1, "四级": 2, "三级": 3, "二级": 4, "一级": 5, "特级技师": 6}
RANKS = {"无": 0, "员级": 1, "助理级": 2, "中级": 3, "副高级": 4, "正高级": 5}
EMPLOYERS = {"企业": 1, "事业单位": 2, "学校": 3, "自由职业": 4, "公务员": 5}
EMPLOYER_KEYS = {"enterprise": 1, "institution": 2, "school": 3, "freelance": 4, "civil_service": 5}
MEDALS = {"无": 0, "优胜奖": 1, "铜牌": 2, "银牌": 3, "金牌": 4}
RURAL = {"无": 0, "一等奖": 1, "总决赛一等奖": 2}
NO_RANK = 99  # no prize: behind every place
MOST_YEARS = 100

# outcomes of the ranked targets, rising
TARGETS = {
    "title_review": {word: code for word, code in RANKS.items() if code > 1},
    "skill_evaluation": {word: code for word, code in LEVELS.items() if code > 2},
    "direct_recognition": {word: code for word, code in LEVELS.items() if code in (4, 5)},
    "authority_recognition": {"二级": 4},
    "exemption": {"免理论与论文答辩": 1},
}

# honour column → the spellings that mean it; matched whole, never by prefix (江苏工匠 is not 江苏大工匠)
HONOURS: dict[str, tuple[str, ...]] = {
    "中华技能大奖": ("中华技能大奖",),
    "全国技术能手": ("全国技术能手",),
    "国家级技能大师工作室带头人": ("国家级技能大师工作室带头人",),
    "省级技能大师工作室带头人": ("省级技能大师工作室带头人", "江苏省技能大师工作室带头人"),
    "省乡土人才大师示范工作室带头人": ("省乡土人才大师示范工作室带头人", "江苏省乡土人才大师示范工作室带头人"),
    "省乡土人才传承示范基地带头人": ("省乡土人才传承示范基地带头人", "江苏省乡土人才传承示范基地带头人"),
    "国务院政府特殊津贴": ("国务院政府特殊津贴", "享受国务院政府特殊津贴", "享受国务院政府特殊津贴专家",
                   "国务院政府特殊津贴专家"),
    "省突出贡献专家": ("省有突出贡献中青年专家", "省有突出贡献的中青年专家", "江苏省有突出贡献中青年专家",
                "江苏省有突出贡献的中青年专家"),
    "江苏大工匠": ("江苏大工匠",),
    "江苏工匠": ("江苏工匠",),
    "江苏技能大奖": ("江苏技能大奖",),
}
HONOUR_OF = {spelling: column for column, spellings in HONOURS.items() for spelling in spellings}
STUDIO_LEADERS = tuple(column for column in HONOURS if column.endswith("带头人"))  # only while in the role
# honours for skilled talent that S003 (十六) leaves to the city or county although S001 names them
LEFT_TO_CITY = ("江苏大工匠", "江苏工匠")


def yes_no(name: str, key: str, needs: str, meaning: str) -> Column:
    return Column(name, key, "yes_no", needs, meaning)


def years(name: str, key: str, needs: str, meaning: str) -> Column:
    return Column(name, key, "number", needs, meaning, " 年", None, (0, MOST_YEARS))


def scale(name: str, key: str, needs: str, meaning: str, words: dict[str, int]) -> Column:
    return Column(name, key, "scale", needs, meaning, "", words, (min(words.values()), max(words.values())))


def place(name: str, key: str, meaning: str) -> Column:
    return Column(name, key, "number", "competitions", meaning, "", None, (1, NO_RANK))


WORK = (
    yes_no("在江苏", "in_jiangsu", "work.province", "工作地在江苏省（代码 32），不看户籍"),
    scale("用人单位", "employer", "work.employer", "用人单位类型；劳务派遣按用工单位", EMPLOYERS),
    yes_no("一线岗位", "front_line", "work.front_line", "在生产服务一线从事技术技能工作"),
    yes_no("技术技能岗位", "technical_post", "work.technical_post", "在技术技能岗位工作"),
    yes_no("目录对应", "series_open", "work.occupation", "现岗位职业在指导目录中有对应系列；未列明由评委会定（未知）"),
    yes_no("证书相应", "certificate_fits", "committee", "证书职业与现岗位同一小类；不同小类由评委会确定（未知）"),
    yes_no("准入合格", "access_qualified", "access_qualified", "实行准入的职业已具备准入资格，或不实行准入"),
    yes_no("已知准入类职业", "access_controlled", "access_controlled", "已知属于准入类；不知视为否"),
    yes_no("基本条件", "basic_conditions_met", "basic_conditions_met", "经核定符合所申报系列的基本标准条件"),
    yes_no("查实弄虚作假", "fraud_found", "fraud", "有查实的弄虚作假记录；没有记录即为否"),
)
SKILL = (
    scale("技能等级", "skill_level", "skills", "最高技能等级（专项能力证书不计）", LEVELS),
    scale("已证技能等级", "proven_level", "skills", "已有证据的最高技能等级；不知视为无", LEVELS),
    years("持三级年限", "held_3", "skills", "首次取得三级以上证书起的整年数"),
    years("持二级年限", "held_2", "skills", "首次取得二级以上证书起的整年数"),
    years("持一级年限", "held_1", "skills", "首次取得一级以上证书起的整年数"),
    years("三级后年限", "worked_3", "skill_work", "首次取得三级以上后从事技术技能工作的整年数"),
    years("二级后年限", "worked_2", "skill_work", "首次取得二级以上后从事技术技能工作的整年数"),
    years("一级后年限", "worked_1", "skill_work", "首次取得一级以上后从事技术技能工作的整年数"),
    yes_no("省厅认定特级技师", "special_by_province", "skills", "经省厅认定的特级技师"),
    years("考核合格年数", "appraisals_passed", "appraisals", "前三个完整年度中考核合格或优秀的年数"),
)
TITLE = (
    scale("职称", "title", "titles", "贯通系列中的最高职称", RANKS),
    yes_no("职称系列符合", "title_series_ok", "titles", "职称属于八个贯通系列"),
    yes_no("职称对应", "title_fits_post", "work.occupation", "职称系列与现岗位职业经指导目录对应"),
    years("助理后年限", "held_assistant", "titles", "首次取得助理级以上职称起的整年数"),
    years("中级后年限", "held_intermediate", "titles", "首次取得中级以上职称起的整年数"),
    years("副高后年限", "held_associate", "titles", "首次取得副高级以上职称起的整年数"),
    years("助理后技能年限", "worked_assistant", "skill_work", "取得助理级后从事技能工作的整年数"),
    years("中级后技能年限", "worked_intermediate", "skill_work", "取得中级后从事技能工作的整年数"),
)
HONOUR_KEYS = ("china_skills_award", "national_expert", "national_studio", "provincial_studio", "rural_studio",
               "rural_base", "state_allowance", "provincial_expert", "great_craftsman", "craftsman", "jiangsu_award")
HONOUR_COLUMNS = (
    *(yes_no(name, key, "honours", "担任（现任）" if name in STUDIO_LEADERS else "获得该荣誉")
      for name, key in zip(HONOURS, HONOUR_KEYS, strict=True)),
    yes_no("其他政府表彰", "other_honour", "honours", "其他各级政府部门的技能人才表彰"),
)
CONTESTS = (
    scale("世赛奖项", "worldskills", "competitions", "世界技能大赛选手最好奖项", MEDALS),
    scale("世赛教练", "worldskills_coach", "competitions", "所指导世赛选手的最好奖项", MEDALS),
    scale("国赛奖项", "national_games", "competitions", "中华人民共和国职业技能大赛选手最好奖项", MEDALS),
    scale("国赛教练", "national_games_coach", "competitions", "所指导国赛选手的最好奖项", MEDALS),
    yes_no("状元赛一等奖", "champion_first", "competitions", "江苏技能状元大赛职工组一等奖"),
    scale("乡土赛一等奖", "rural_first", "competitions", "省乡土人才技艺技能大赛一等奖，分是否总决赛", RURAL),
    place("国家一类赛名次", "national_place", "人社部门组织或参与的国家级一类赛（含国赛）最好名次；99 为无"),
    place("省一类赛名次", "provincial_place", "人社部门组织或参与的省级一类赛最好名次；99 为无"),
    yes_no("其他竞赛获奖", "other_prize", "competitions", "人社部门组织或参与的其他竞赛、名次获奖"),
    yes_no("国际证书", "international_certificate", "international_certificate", "持有国际职业资格证书"),
)
COLUMNS: tuple[Column, ...] = WORK + SKILL + TITLE + HONOUR_COLUMNS + CONTESTS
