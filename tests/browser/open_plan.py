"""Opens a plan of the demonstration's association for today, and says which: run with the hall's settings."""

from __future__ import annotations

import json
from datetime import timedelta

import django


def main() -> None:
    django.setup()
    from django.utils import timezone

    from liangcai.apps.accounts.models import User
    from liangcai.apps.exams.actions.plan_exam import plan_exam
    from liangcai.apps.organizations.models import FilingScope
    from liangcai.apps.resources.models import ItemBankRecord, Standard

    user, now = User.objects.get(username="demo-association"), timezone.now()
    scope = FilingScope.objects.select_related("filing__body").get(filing__body__memberships__user=user)
    code, day = scope.occupation_code, now + timedelta(days=45)
    plan = plan_exam(
        actor=user, at=now, body=scope.filing.body, filing_scope=scope, standard=Standard.objects.get(occupation_code=code),
        bank=ItemBankRecord.objects.get(occupation_code=code), plan_number="JSJOURNEY0001", kind="skill_level",
        occupation_code=code, occupation_name=scope.occupation_name, level=scope.level,
        registration_closes_on=(now + timedelta(days=30)).date(), capacity=320,
        sessions=[{"subject": "theory", "theory_mode": "sheet", "starts_at": day, "minutes": 90}],
        rooms=[{"name": f"第 {n:02d} 考场", "seats": 30, "address": "演示路 1 号"} for n in range(1, 12)],
    )  # fmt: skip
    print(json.dumps({"plan": str(plan.public_id)}))


if __name__ == "__main__":
    main()
