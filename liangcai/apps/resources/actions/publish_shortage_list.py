from __future__ import annotations

from collections import Counter
from datetime import date, datetime

from django.utils.timezone import localdate

from liangcai.apps.accounts.enums import Role
from liangcai.apps.accounts.models import User
from liangcai.apps.accounts.permissions import require_role
from liangcai.apps.audit.record import action, record
from liangcai.apps.catalogue.models import Occupation
from liangcai.apps.catalogue.selectors import policy
from liangcai.apps.resources.listing import set_deadlines
from liangcai.apps.resources.models import KeyProject, ShortageList
from liangcai.apps.resources.states import SHORTAGE_LIST
from liangcai.kernel.citations import S000, Citation
from liangcai.kernel.refusals import Refused, RowErrors


@action
def publish_shortage_list(
    *, actor: User, at: datetime, shortage_list: ShortageList, document_number: str, published_on: date
) -> ShortageList:
    """Publish a year's list with its key projects. The 3- and 6-month clocks of the projects of that year and
    batch start on `published_on` (000-015…000-017). Refused: outside the years of the plan (000-001), a name or
    code outside the classification (000-008), a future day, a second publication."""
    require_role(actor, Role.PROVINCE_CENTRE)
    shortage_list = ShortageList.objects.select_for_update().get(pk=shortage_list.pk)
    state = SHORTAGE_LIST.step(shortage_list.state, "publish")
    _require_plan_year(shortage_list.year)
    if published_on > localdate(at):
        raise Refused("future_publication", f"发布日期 {published_on} 晚于今天 {localdate(at)}。", hint="请在发布当日办理。")
    if not document_number.strip():
        raise Refused("document_number_needed", "发布须填写发文字号。")
    _require_known_entries(shortage_list)
    shortage_list.state, shortage_list.document_number = state, document_number.strip()
    shortage_list.published_on = published_on
    shortage_list.save(update_fields=["state", "document_number", "published_on"])
    listed = KeyProject.objects.filter(year=shortage_list.year, batch=shortage_list.batch, listed_on=None)
    numbers = list(listed.values_list("number", flat=True))
    listed.update(listed_on=published_on)
    started = set_deadlines(shortage_list)
    record(actor=actor, at=at, action="publish_shortage_list", subject=shortage_list,
           facts={"document_number": shortage_list.document_number, "published_on": published_on,
                  "entries": shortage_list.entries.count(), "key_projects": numbers, "clocks": started,
                  "policy_version": policy().version, "rules": ["000-001", "000-002", "000-008", "000-017"]})  # fmt: skip
    return shortage_list


def _require_plan_year(year: int) -> None:
    rule = policy().rule("000-001")
    first, last = (rule.from_ or date(year, 1, 1)).year, (rule.to or date(year, 1, 1)).year
    if not first <= year <= last:
        raise Refused("outside_plan", f"工作方案的计划期为 {first} 至 {last} 年，{year} 年不在其内。",
                      citation=Citation(S000, "标题", "000-001"), facts={"year": year, "first": first, "last": last})  # fmt: skip


def _require_known_entries(shortage_list: ShortageList) -> None:
    entries = list(shortage_list.entries.all())
    if not entries:
        raise Refused("empty_list", "目录没有任何条目，不能发布。", citation=Citation(S000, "四(二)", "000-009"))
    known = set(Occupation.objects.filter(code__in=[e.occupation_code for e in entries]).values_list("code", "name"))
    twice = {name for name, count in Counter(e.occupation_name for e in entries).items() if count > 1}
    errors = [
        {"row": e.number, "field": "职业", "found": f"{e.occupation_code} {e.occupation_name}",
         "expected": "名称只出现一次" if e.occupation_name in twice else "职业分类中的编码与名称"}
        for e in entries if (e.occupation_code, e.occupation_name) not in known or e.occupation_name in twice
    ]  # fmt: skip
    errors += [{"row": e.number, "field": "紧缺内容", "found": "未填", "expected": "评价标准或评价题库"}
               for e in entries if not (e.needs_standard or e.needs_bank)]  # fmt: skip
    if errors:
        raise RowErrors(f"目录中有 {len(errors)} 行不能发布。", errors, hint="条目须取自职业分类（000-008）。")
