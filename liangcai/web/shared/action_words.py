"""What the log's actions are called on the pages: how a thing came about, and the log itself.

A new action puts its words here; a test fails without them.
"""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from liangcai.apps.audit.selectors import history_of

ACTION_WORDS: dict[str, Any] = {
    # accounts
    "create_account": _("开立账号"), "lock_account": _("锁定账号"), "unlock_account": _("解锁账号"), "change_password": _("重设密码"),
    "issue_token": _("发放接口凭据"), "revoke_token": _("撤销接口凭据"), "set_setting": _("设定值"),
    "trust_keys": _("录入他方公钥"), "correct_clock": _("更正时钟"), "make_checkpoint": _("签署审计日志检查点"),
    # catalogue
    "enter_calendar_year": _("录入工作日历"), "sync_reference": _("更新国家目录"),
    # resources, lists
    "collect_demand": _("收集紧缺需求"), "draft_shortage_list": _("拟定紧缺目录"), "edit_shortage_entry": _("修改目录条目"),
    "import_shortage_entries": _("导入目录条目"), "list_key_project": _("列入重点项目"),
    "list_in_drafting_plan": _("记列入起草计划"), "load_annexes": _("载入公布的目录"),
    "publish_shortage_list": _("公布紧缺目录"), "correct_publication_day": _("更正公布日期"),
    # resources, projects
    "apply_for_development": _("申请开发"), "accept_application": _("受理"), "reject_application": _("不予受理"),
    "select_developer": _("遴选开发单位"), "sign_pledge": _("登记保密责任书"), "submit_draft": _("提交稿件"),
    "save_section": _("保存规范章节"), "import_norm_text": _("从文件导入规范文本"),
    "comment_on_draft": _("专家对稿件提出意见"), "plan_milestone": _("设定开发节点"), "reach_milestone": _("节点完成"),
    "submit_for_review": _("送审"), "convene_review": _("召集评审"), "give_opinion": _("专家提交意见"),
    "conclude_review": _("作出评审结论"), "reopen_project": _("退回修改"),
    "propose_national_revision": _("提出修订国家标准"),
    # resources, catalogue
    "publish_resource": _("发布入目录"), "retire_resource": _("停用"), "promulgate_standard": _("登记国家标准颁布"),
    "promulgate_national_standard": _("登记国家标准颁布"), "register_filed_norm": _("登记已备案的规范"),
    "record_maturity": _("登记成熟情况并上报"), "request_support": _("申请题库支持"), "decline_support": _("不予支持"),
    "hand_over_bank": _("移交题库"), "record_handover_receipt": _("登记交接回执"), "give_feedback": _("反馈使用意见"),
    # organizations
    "register_body": _("登记评价机构"), "add_member": _("加入机构人员"), "draft_filing": _("填写备案申请"),
    "revise_filing": _("修改备案申请"), "submit_filing": _("提交备案申请"), "submit_level_filing": _("提交等级认定备案"),
    "pass_on_filing": _("县级受理转报"), "record_department_opinion": _("登记主管部门意见"), "confirm_filing": _("备案确认"),
    "return_filing": _("退回"), "suspend_filing": _("暂停备案"), "resume_filing": _("恢复备案"),
    "withdraw_filing": _("撤销备案"), "renew_filing": _("申请续期或变更"), "publish_body_list": _("公布机构目录"),
    "register_staff_card": _("登记考务人员证卡"), "import_staff_cards": _("导入考务人员证卡"),
    # exams
    "plan_exam": _("制定计划"), "withdraw_plan": _("撤回计划"), "resume_plan": _("恢复计划"),
    "call_off_exam": _("通知考生与机构"), "assign_panel": _("抽取考评小组"), "declare_recusal": _("申报回避"),
    "assign_invigilators": _("安排监考员"), "check_site": _("考场检查"), "move_room": _("变更考场"),
    # registrations
    "submit_registration": _("本人报名"), "import_registrations": _("导入报名"), "upload_photo": _("上传本人照片"),
    "import_photos": _("上传照片"), "attach_evidence": _("补充材料"), "submit_batch": _("提交审核"),
    "note_verdicts": _("记审核结论"), "review_batch": _("审核"), "feed_back": _("一次性反馈"), "accept_late": _("补录"),
    "withdraw_registration": _("撤回报名"), "assign_places": _("编排考场"), "link_account": _("关联考生账号"),
    "begin_print": _("开始打印"), "add_printed_part": _("排版"),
    # results
    "receive_results": _("接收成绩"), "enter_scores": _("录入成绩"), "settle_differences": _("处理录入差异"),
    "discard_entries": _("作废录入"), "check_results": _("核对成绩"), "publish_results": _("公布成绩"),
    "settle_dispute": _("裁定技术争议"), "ask_score_review": _("申请成绩复核"), "answer_score_review": _("答复成绩复核"),
    "carry_pass": _("沿用前次合格成绩"), "report_results": _("上报结果"), "record_finding": _("登记认定意见"),
    # certificates
    "issue_certificates": _("制发证书"), "correct_score": _("更正成绩"), "revoke_certificate": _("作废证书"),
    "publish_status_list": _("公布作废名单"), "issue_blank_stock": _("配发空白证书"),
    # bridging
    "submit_application": _("提交申请"), "resubmit_application": _("补正后重新提交"), "withdraw_application": _("撤回"),
    "check_evidence": _("核验材料"), "return_application": _("退回补正"), "record_review_score": _("登记评分"),
    "decide_application": _("作出决定"), "void_decision": _("作废"), "publish_review_notice": _("发布评审通知"),
    # supervision
    "assign_supervisor": _("派出督导员"), "draw_inspection": _("抽取"), "open_inspection": _("开展监督检查"),
    "record_visit": _("登记检查结果"), "publish_inspection": _("公开结果"), "receive_complaint": _("登记投诉举报"),
    "close_complaint": _("办结投诉举报"), "record_duty": _("登记履职"), "archive_batch": _("归档并办结"),
    # notices
    "mark_notice_read": _("已读通知"), "record_delivery": _("登记送达结果"), "retry_doubtful": _("重发结果不明的通知"),
    # rooms
    "receive_package": _("接收试卷包"), "open_papers": _("启封试卷"), "open_practical": _("设立实操场次"),
    "start_sitting": _("开考"), "enter_room": _("考生入场"), "hand_in": _("交卷"), "end_sitting": _("结束考试"),
    "read_sheets": _("识读答题卡"), "settle_answer": _("裁定疑似答案"), "seat_assessor": _("考评员到位"),
    "enter_assessor_score": _("考评员评分"), "mark_sitting": _("合成成绩"), "seal_responses": _("封装作答数据"),
    "seal_results": _("封装成绩"),
    # vault, keys and custody
    "make_bank_key": _("生成题库密钥"), "rotate_bank_key": _("更换题库密钥"), "open_bank": _("开启题库"),
    "shut_bank": _("关闭题库"), "name_custodian": _("指定题库管理员"), "hand_over_post": _("管理员交接"),
    "check_room": _("检查保密室"), "record_ledger_entry": _("登记保密台账"), "close_ledger_entry": _("登记离开"),
    "correct_ledger_entry": _("更正台账"), "make_disc": _("制作光盘"), "record_burn": _("登记刻录"),
    "record_disc_fate": _("登记光盘去向"), "make_backup_disc": _("制作备份光盘"), "record_restore_drill": _("登记恢复演练"),
    "start_demonstration": _("启动演示"),
    # vault, items
    "receive_bank": _("接收题库"), "save_scope_table": _("保存范围表"), "record_pledge": _("登记保密承诺书"),
    "write_item": _("命题"), "revise_item": _("修改试题"), "import_items": _("导入试题"), "export_items": _("导出试题"),
    "view_item": _("查看试题"), "submit_items": _("提交审题"), "assign_reviewers": _("分派审题人"),
    "give_review": _("提交审题意见"), "settle_item": _("裁定分歧"), "proofread_item": _("校对"),
    "put_items_in_use": _("启用试题"), "rest_items": _("暂停使用试题"), "retire_items": _("停用试题"),
    # vault, quality
    "record_check_run": _("登记机器检查"), "dismiss_finding": _("排除检查发现"), "record_duplicate_run": _("登记查重结果"),
    "decide_pair": _("处理相似试题"), "set_enemy_set": _("设定互斥试题"), "take_in_responses": _("接收作答数据"),
    "propose_difficulty": _("建议难度"), "accept_difficulty": _("采纳难度建议"),
    "decline_difficulty": _("不采纳难度建议"),
    # vault, papers
    "save_blueprint": _("保存组卷方案"), "assemble_papers": _("组卷"), "make_variants": _("生成变式卷"),
    "replace_paper_item": _("换题"), "print_paper": _("打印试卷"), "order_missing_items": _("征集缺题"),
    "tick_off_order_line": _("征题到库"), "seal_papers": _("封装试卷"), "put_on_disc": _("刻录试卷包"),
    "sign_slip": _("签署交接单"), "release_shares": _("登记密钥信封"), "record_receipt": _("登记考场回执"),
}  # fmt: skip
SHOWN = 50


def action_word(name: str) -> Any:
    """An action of a later or earlier version keeps its own name."""
    return ACTION_WORDS.get(name, name)


def events_of(thing: models.Model) -> list[dict[str, Any]]:
    """The newest things done to one thing, for `{% timeline %}`."""
    return [{"at": entry.at, "label": action_word(entry.action), "by": entry.actor} for entry in history_of(thing)[:SHOWN]]
