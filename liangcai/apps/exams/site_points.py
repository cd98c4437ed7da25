"""What must stand at a site before an examination, each point with its row (S004 三(二)3)."""

SITE_POINTS = {
    "prepared": ("004-023", "按准备通知单布置考场，工作人员到位"),
    "signs": ("004-024", "张贴考场标识和考场安排"),
    "numbered": ("004-025", "座位、工位贴有考号"),
    "equipped": ("004-026", "操作考场的安全设施、设备和材料齐备"),
    "recorded": ("004-027", "考核现场有监控或录像"),
}
