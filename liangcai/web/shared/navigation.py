"""What each role finds in its menu. Addresses are resolved when a page is shown; one that this site
does not have is left out, so a menu never points nowhere.

To add a page: put `Entry(_("标签"), "url_name")` into the list of its audience. A long menu is read
under headings: entries of one `group` stand together.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from liangcai.apps.accounts.enums import Role


@dataclass(frozen=True, slots=True)
class Entry:
    label: Any
    url_name: str
    group: Any = ""


@dataclass(frozen=True, slots=True)
class Link:
    label: Any
    url: str
    current: bool = False
    group: Any = ""


PUBLIC = [
    Entry(_("首页"), "home"),
    Entry(_("职业目录"), "public_occupations"),
    Entry(_("技术资源"), "public_standards"),
    Entry(_("紧缺目录"), "public_shortage_lists"),
    Entry(_("评价机构"), "public_bodies"),
    Entry(_("证书查询"), "certificate_lookup"),
    Entry(_("发展贯通"), "career_adviser"),
    Entry(_("抽查公开"), "public_inspections"),
    Entry(_("政策依据"), "policy_documents"),
]

CENTRE = [
    Entry(_("工作台"), "centre_home"),
    Entry(_("年度看板"), "centre_year_board"),
    Entry(_("紧缺目录编制"), "centre_shortage_lists", _("技术资源建设")),
    Entry(_("重点项目"), "centre_key_projects", _("技术资源建设")),
    Entry(_("开发项目"), "centre_projects", _("技术资源建设")),
    Entry(_("技术资源"), "centre_resources", _("技术资源建设")),
    Entry(_("机构备案"), "centre_filings", _("机构与人员")),
    Entry(_("人员证卡"), "centre_staff", _("机构与人员")),
    Entry(_("考核计划"), "centre_plans", _("考核与发证")),
    Entry(_("报名审核"), "centre_batches", _("考核与发证")),
    Entry(_("成绩"), "centre_results", _("考核与发证")),
    Entry(_("证书"), "centre_certificates", _("考核与发证")),
    Entry(_("结果统计"), "centre_statistics", _("考核与发证")),
    Entry(_("贯通与认定"), "centre_applications", _("贯通与政策")),
    Entry(_("评审通知"), "centre_review_notices", _("贯通与政策")),
    Entry(_("批量测算"), "centre_screening", _("贯通与政策")),
    Entry(_("政策规则"), "rule_pages", _("贯通与政策")),
    Entry(_("双随机抽查"), "centre_inspections", _("监督与台账")),
    Entry(_("投诉举报"), "centre_complaints", _("监督与台账")),
    Entry(_("职责台账"), "centre_duties", _("监督与台账")),
    Entry(_("接口凭据"), "api_tokens", _("监督与台账")),
]

ORGANIZATION = [
    Entry(_("工作台"), "organization_home"),
    Entry(_("备案"), "organization_filings"),
    Entry(_("考核计划"), "organization_plans"),
    Entry(_("报名"), "organization_registrations"),
    Entry(_("成绩"), "organization_results"),
    Entry(_("证书"), "organization_certificates"),
    Entry(_("开发项目"), "organization_projects"),
    Entry(_("资源领用"), "organization_handovers"),
    Entry(_("紧缺需求"), "organization_demands"),
    Entry(_("申请核验"), "organization_applications"),
    Entry(_("接口凭据"), "api_tokens"),
]

CANDIDATE = [
    Entry(_("我的办事"), "candidate_home"),
    Entry(_("我的报名"), "candidate_registrations"),
    Entry(_("我的申请"), "candidate_applications"),
    Entry(_("我的成绩"), "candidate_results"),
    Entry(_("我的证书"), "candidate_certificates"),
    Entry(_("发展贯通测算"), "career_adviser"),
]

SYSTEM_ADMIN = [
    Entry(_("工作台"), "administration_home"),
    Entry(_("账号"), "administration_accounts"),
    Entry(_("设置"), "administration_settings"),
    Entry(_("工作日历"), "administration_calendar"),
    Entry(_("接口凭据"), "api_tokens"),
]

BY_ROLE: dict[str, list[Entry]] = {
    **dict.fromkeys((Role.PROVINCE_CENTRE, Role.CITY_CENTRE, Role.COUNTY_CENTRE), CENTRE),
    Role.BODY: ORGANIZATION,
    Role.CANDIDATE: CANDIDATE,
    Role.EXPERT: [Entry(_("工作台"), "expert_home"), Entry(_("评审任务"), "expert_reviews")],
    Role.SUPERVISOR: [Entry(_("工作台"), "supervisor_home"), Entry(_("检查任务"), "supervisor_visits")],
    Role.CUSTODIAN: [
        Entry(_("工作台"), "vault_home"),
        Entry(_("题库"), "vault_banks"),
        Entry(_("试题"), "vault_items"),
        Entry(_("命审题人员"), "vault_item_people"),
        Entry(_("组卷"), "vault_papers"),
        Entry(_("交接"), "vault_handovers"),
        Entry(_("光盘"), "vault_discs"),
        Entry(_("保密台账"), "vault_ledgers"),
        Entry(_("题库管理员"), "vault_custodians"),
        Entry(_("题库密钥"), "vault_key"),
        Entry(_("备份与恢复演练"), "vault_backups"),
    ],
    Role.ITEM_WRITER: [Entry(_("工作台"), "item_desk"), Entry(_("我的试题"), "item_written")],
    Role.ITEM_REVIEWER: [Entry(_("工作台"), "item_desk"), Entry(_("审题任务"), "item_reviews")],
    Role.INVIGILATOR: [
        Entry(_("工作台"), "room_home"),
        Entry(_("启封"), "room_opening"),
        Entry(_("考场监控"), "room_sessions"),
        Entry(_("答题卡识读"), "room_scans"),
        Entry(_("答卷封装"), "room_sealing"),
    ],
    Role.ASSESSOR: [Entry(_("工作台"), "examiner_home"), Entry(_("评分任务"), "examiner_tasks")],
    Role.SYSTEM_ADMIN: SYSTEM_ADMIN,
    Role.SECURITY_ADMIN: [Entry(_("工作台"), "administration_home"), Entry(_("题库管理员"), "vault_custodians")],
    Role.AUDIT_ADMIN: [Entry(_("工作台"), "administration_home"), Entry(_("审计日志"), "administration_ledger")],
}

HOMES: dict[str, str] = {role: entries[0].url_name for role, entries in BY_ROLE.items()}


def address(url_name: str, *args: object) -> str:
    """The page's address on this site, empty where this site has no such page."""
    try:
        return reverse(url_name, args=args or None)
    except NoReverseMatch:
        return ""


def links(entries: list[Entry], path: str) -> list[Link]:
    """The entries this site has; the one whose address is the longest start of `path` is the current one."""
    found = [(entry, url) for entry in entries if (url := address(entry.url_name))]
    holding = [url for _entry, url in found if path == url or (url.count("/") > 1 and path.startswith(url))]
    current = max(holding, key=len, default="")
    return [Link(entry.label, url, url == current, entry.group) for entry, url in found]


def public_links(path: str) -> list[Link]:
    return links(PUBLIC, path)


def role_links(user: Any, path: str) -> list[Link]:
    """The menu of the signed-in user; empty for visitors."""
    return links(BY_ROLE.get(getattr(user, "role", ""), []), path)


def home_of(user: Any) -> str:
    """Where a user lands after signing in: the role's own page where this site has one, else the front page."""
    return address(HOMES.get(getattr(user, "role", ""), "home")) or address("home")
