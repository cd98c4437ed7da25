"""Starting values of the settings, each with its source and how sure it is (H/M/L/GK: domain facts).

An operator overrides one by adding a dated row; nothing here is asserted as policy."""

DEFAULTS: dict[str, tuple[object, str]] = {
    "theory_minutes": (90, "通行做法（L），可改"),
    "practical_minutes": (60, "通行做法（M），可改"),
    "theory_room_seats": (30, "通行做法（L–M），可改"),
    "candidates_per_invigilator": (15, "监考员与考生比例不低于 1:15（M–H），可改"),
    "invigilators_per_room": (2, "每考场不少于 2 名监考员（M–H），可改"),
    "score_review_days": (10, "文件未规定，本地设置"),
    "result_publication_days": (5, "文件未规定，本地设置"),
    "review_panel_least": (3, "综合评审委员不少于 3 人（M–H），可改"),
    "review_panel_odd": (True, "综合评审委员为单数（M–H），可改"),
    "makeup_months": (24, "单科合格成绩可沿用的月数；文件未规定，本地设置"),
    "outlier_least_present": (20, "合格率异常只看参考人数不少于此数的机构；文件未规定，本地设置"),
    "archive_paper_years": (3, "纸质考核档案保存年限（M–H），可改"),
    "archive_electronic_years": (5, "电子考核档案保存年限（M–H），可改"),
    "filing_validity_months": (36, "文件未规定期限长度，本地设置"),
    "filing_expiry_warning_days": (90, "到期提醒天数；文件未规定，本地设置"),
    "card_expiry_warning_days": (60, "证卡到期提醒天数；文件未规定，本地设置"),
    "assessor_rotation_times": (0, "同一考评人员在轮换期内派往同一机构的次数上限；文件未规定，0 为不限"),
    "assessor_rotation_months": (12, "轮换期（月）；文件未规定，本地设置"),
    "report_period_months": (3, "“定期”未写明周期，本地设置"),
    "report_grace_days": (15, "期间结束后上报考核发证结果的天数；文件未规定，本地设置"),
    "inspection_share": (0.1, "抽查比例文件未规定，本地设置"),
    "items_per_point": (4, "每个鉴定点试题数（L–M），可改"),
    "importance_x_least": (0.8, "核心要素试题不少于 80%（M），可改"),
    "importance_y_most": (0.15, "一般要素试题不多于 15%（M），可改"),
    "importance_z_most": (0.05, "辅助要素试题不多于 5%（M），可改"),
    "responses_least": (5, "匿名作答包最少人数，防止辨认个人；文件未规定，本地设置"),
    "rasch_least": (100, "标定 Rasch 模型最少人数（Linacre 1994，难度误差约 ±0.5 logit），可改"),
    "two_parameter_least": (500, "标定双参数模型最少人数（通行做法），可改"),
    "statistics_months": (36, "试题统计有效期（月）；文件未规定，本地设置"),
    "green_channel_waives_appraisal": (False, "文件未写明，按不免除处理"),
    "review_experts_least": (3, "评审专家最少人数；文件未规定，本地设置"),
    "photo_most_kilobytes": (2048, "照片文件大小上限；文件未规定，本地设置"),
    "photo_least_height": (240, "照片最小高度（像素）；文件未规定，本地设置"),
    "photo_narrowest": ("3/5", "照片宽高比下限，一寸照片为 25:35（M），可改"),
    "photo_widest": ("17/20", "照片宽高比上限，一寸照片为 25:35（M），可改"),
    "token_days": (180, "接口凭据最长有效天数，本地设置"),
    "token_requests_per_minute": (120, "每个接口凭据每分钟请求数，本地设置"),
    "pledge_warning_days": (30, "责任书到期前提醒天数；文件未规定，本地设置"),
    "receipt_days": (3, "考试后收回启封回执的天数；文件未规定，本地设置"),
    "review_pass_share": ("1/2", "评审结论须超过的票数比例；文件未规定，本地设置"),
    "practical_panel_least": (3, "操作技能评分每组考评员不少于 3 名：专项职业能力 004-034，其他考核按通行做法（M–H），可改"),
    "practical_panel_odd": (True, "操作技能考评员为单数：文件未规定，通行做法（M–H），可改"),
    "paper_pass_share": ("3/5", "卷面及格线：百分制 60 分（专项职业能力 004-032，其他考核按通行做法），可改"),
    "enterprise_norm_text_public": (False, "文件只要求规范以目录发布，未写明企业评价规范是否公开全文；默认不公开，本地设置"),
}

# What the vault and the room decide by; everything else is the hall's.
OF_SITE = {
    "vault": frozenset({"items_per_point", "importance_x_least", "importance_y_most", "importance_z_most", "rasch_least",
                        "two_parameter_least", "statistics_months", "pledge_warning_days", "receipt_days"}),
    "room": frozenset({"responses_least"}),
}  # fmt: skip
OF_SITE["hall"] = frozenset(DEFAULTS) - OF_SITE["vault"] - OF_SITE["room"]
