"""After the places are drawn: who withdraws, comes late or moves, what must be printed again, and the draw replayed."""

from __future__ import annotations

import io

import pikepdf
import pytest
from click.testing import CliRunner
from django.urls import reverse

from liangcai.apps.exams.actions.move_room import move_room
from liangcai.apps.exams.models import ExamPlan
from liangcai.apps.registrations.actions.accept_late import accept_late
from liangcai.apps.registrations.actions.withdraw_registration import withdraw_registration
from liangcai.apps.registrations.enums import SheetKind
from liangcai.apps.registrations.models import Place, PrintRun, SeatingDraw
from liangcai.apps.registrations.seating import digest_of, replayed, seat
from liangcai.apps.registrations.sheets import sheets_of, stale_of
from liangcai.cli import draw
from liangcai.kernel.refusals import NotPermitted, Refused
from liangcai.web.hall.exam_words import authority_of

from . import factories as f

pytestmark = pytest.mark.django_db
DAY = f.at("2021-12-01")


def printed(client, plan, kind, **more) -> PrintRun:
    """Prints a kind through the screen, part after part."""
    page = client.post(reverse("printing", args=(plan.public_id,)), {"print": kind, **more})
    assert page.status_code == 302, page.content.decode()[:500]
    run = PrintRun.objects.first()
    while not run.finished:
        assert client.post(reverse("printing_run", args=(run.public_id,))).status_code == 200
        run.refresh_from_db()
    return run


def stale(plan, kind) -> tuple[int, int]:
    found = stale_of(plan, kind, sheets_of(ExamPlan.objects.get(pk=plan.pk), kind, authority=authority_of(plan.region_code)))
    return len(found.changed), len(found.gone)


@pytest.fixture
def at_desk(client):
    def sign_in(plan):
        client.force_login(f.worker(plan.body))
        return client

    return sign_in


@pytest.mark.parametrize("kind, sheets", [("ticket", 3), ("label", 3), ("door", 2), ("room_plan", 2), ("attendance", 2), ("notice", 1)])
def test_every_kind_prints_and_is_then_fresh(at_desk, kind, sheets):
    plan = f.seated()
    run = printed(at_desk(plan), plan, kind)
    assert len(run.keys) == sheets and stale(plan, kind) == (0, 0)
    with run.file.open("rb") as file, pikepdf.open(io.BytesIO(file.read())) as pdf:
        assert len(pdf.pages) >= 1
    assert at_desk(plan).get(reverse("printing_file", args=(run.public_id,))).status_code == 200


def test_a_withdrawal_makes_only_its_own_sheets_stale(at_desk):
    plan = f.seated()
    client = at_desk(plan)
    for kind in ("ticket", "label", "door"):
        printed(client, plan, kind)
    row = plan.registrations.first()
    withdraw_registration(actor=f.worker(plan.body), at=DAY, registration=row, reason="本人生病")
    assert not Place.objects.filter(registration=row).exists()
    assert (stale(plan, "ticket"), stale(plan, "label"), stale(plan, "door")) == ((0, 1), (0, 1), (2, 0))
    assert len(printed(client, plan, "door", stale="1").keys) == 2
    assert stale(plan, "door") == (0, 0)
    assert client.post(reverse("printing", args=(plan.public_id,)), {"print": "ticket", "stale": "1"}).status_code == 409
    printed(client, plan, "ticket")
    assert stale(plan, "ticket") == (0, 0)


def test_a_room_that_moves_makes_its_sheets_stale_and_says_why(at_desk):
    plan = f.seated()
    printed(at_desk(plan), plan, "ticket")
    given = {"actor": f.worker(plan.body), "room": plan.rooms.get(), "name": "第二考场", "address": "演示路 9 号"}
    with pytest.raises(Refused):
        move_room(**given, at=DAY, reason=" ")
    with pytest.raises(NotPermitted):
        move_room(**{**given, "actor": f.worker(f.body())}, at=DAY, reason="漏水")
    with pytest.raises(Refused) as no:
        move_room(**given, at=f.at(f.EXAM_DAY, 9), reason="漏水")
    assert no.value.code == "exam_begun"
    move_room(**given, at=DAY, reason="漏水")
    assert stale(plan, "ticket") == (3, 0) and f.entries("move_room") == 1


def answered_with_a_refusal() -> ExamPlan:
    batch = f.handed_in(rows=f.people(3))
    out = {str(batch.registrations.first().public_id): "照片不清"}
    f.review_batch(actor=f.city(), at=f.at("2021-11-05"), batch=batch, refusals=out)
    f.feed_back(actor=f.city(), at=f.at("2021-11-06"), batch=batch)
    f.assign_places(actor=f.worker(batch.plan.body), at=f.at("2021-11-26"), plan=batch.plan, seed=7)
    return ExamPlan.objects.get(pk=batch.plan_id)


def test_who_comes_late_gets_a_free_seat_and_a_fresh_number_and_nobody_moves(at_desk):
    plan = answered_with_a_refusal()
    client = at_desk(plan)
    printed(client, plan, "ticket")
    before = list(Place.objects.order_by("pk").values_list("pk", "seat", "ticket_number"))
    late = plan.registrations.get(state="rejected")
    with pytest.raises(Refused):
        accept_late(actor=f.city(), at=DAY, registration=late, reason="")
    with pytest.raises(NotPermitted):
        accept_late(actor=f.worker(plan.body), at=DAY, registration=late, reason="误判")
    accept_late(actor=f.city(), at=DAY, registration=late, reason="照片实为清晰，审核有误")
    place = Place.objects.get(registration=late)
    assert (place.seat, place.ticket_number) == (3, f"{plan.plan_number}0003")
    assert list(Place.objects.exclude(pk=place.pk).order_by("pk").values_list("pk", "seat", "ticket_number")) == before
    assert stale(plan, "ticket") == (1, 0) and len(printed(client, plan, "ticket", stale="1").keys) == 1


def test_a_number_once_given_is_not_given_again():
    plan = answered_with_a_refusal()
    last = Place.objects.order_by("ticket_number").last()
    withdraw_registration(actor=f.city(), at=DAY, registration=last.registration, reason="生病")
    accept_late(actor=f.city(), at=DAY, registration=plan.registrations.get(state="rejected"), reason="误判")
    assert Place.objects.order_by("ticket_number").last().ticket_number == f"{plan.plan_number}0003"


@pytest.mark.parametrize("who, fits", [("candidate", True), ("stranger", False), ("body", True), ("other_city", False)])
def test_who_may_withdraw(who, fits):
    row = f.seated().registrations.first()
    actor = {"candidate": lambda: f.account_of(row.candidate), "stranger": lambda: f.account("candidate", "", "演示他人"),
             "body": lambda: f.worker(row.plan.body), "other_city": lambda: f.city(f.OTHER_CITY)}[who]()  # fmt: skip
    if fits:
        assert withdraw_registration(actor=actor, at=DAY, registration=row, reason="生病").state == "withdrawn"
    else:
        with pytest.raises(NotPermitted):
            withdraw_registration(actor=actor, at=DAY, registration=row, reason="生病")


@pytest.mark.parametrize("hour, fits", [(8, True), (9, False)])
def test_nobody_withdraws_once_the_examination_has_begun(hour, fits):
    row = f.seated().registrations.first()
    arguments = {"actor": f.account_of(row.candidate), "at": f.at(f.EXAM_DAY, hour), "registration": row}
    if fits:
        assert withdraw_registration(**arguments).state == "withdrawn"
    else:
        with pytest.raises(Refused) as no:
            withdraw_registration(**arguments)
        assert no.value.code == "exam_begun"


def test_who_is_exempt_from_theory_gets_no_paper_and_who_is_exempt_from_all_no_seat():
    batch = f.answered(rows=f.people(4))
    rows = list(batch.registrations.order_by("pk"))
    rows[0].exempt_subjects, rows[1].exempt_subjects = ["theory"], ["theory", "practical"]
    for row in rows[:2]:
        row.save()
    f.assign_places(actor=f.worker(batch.plan.body), at=f.at("2021-11-26"), plan=batch.plan, seed=7)
    assert not Place.objects.filter(registration=rows[1]).exists()
    assert Place.objects.get(registration=rows[0]).paper_code == "" and Place.objects.get(registration=rows[0]).seat == 3
    doors = sheets_of(batch.plan, SheetKind.DOOR, authority="x")
    assert [len(sheet.document.seated) for sheet in doors] == [2, 3]
    tickets = {s.key: s.document.sittings for s in sheets_of(batch.plan, SheetKind.TICKET, authority="x")}
    assert [t.subject for t in tickets[str(rows[0].public_id)]] == ["操作技能"]


def test_the_places_are_seated_again_from_the_record_and_a_changed_record_shows():
    plan = f.seated(count=12)
    draw = SeatingDraw.objects.get(plan=plan)
    assert digest_of(replayed(draw.record)) == draw.digest
    held = {(str(p.registration.public_id), p.seat, p.paper_code) for p in Place.objects.select_related("registration")}
    assert held == {(s.candidate, s.seat, s.paper) for s in replayed(draw.record)}
    assert digest_of(replayed({**draw.record, "seed": draw.record["seed"] + 1})) != draw.digest


def test_the_command_replays_the_record_that_the_page_hands_out(at_desk, tmp_path):
    plan = f.seated(count=6)
    answer = at_desk(plan).get(reverse("printing_seating", args=(plan.public_id,)))
    record = tmp_path / "seating.json"
    record.write_bytes(b"".join(answer.streaming_content))
    same = CliRunner().invoke(draw.command, ["replay", str(record)])
    assert same.exit_code == 0 and "复算一致：6 人" in same.output
    record.write_text(record.read_text(encoding="utf-8").replace('"seed": 7', '"seed": 8'), encoding="utf-8")
    other = CliRunner().invoke(draw.command, ["replay", str(record)])
    assert isinstance(other.exception, Refused) and other.exception.code == "draw_differs"


def test_the_readers_of_papers_sit_together_with_other_letters_beside_them():
    people = [(f"k{n:02d}", "甲乙丙"[n % 3]) for n in range(30)]
    seated = seat(people, [15, 15], ("A", "B"), 5, {f"k{n:02d}" for n in range(0, 30, 5)})
    readers = [s for s in seated if s.paper]
    assert len(readers) == 24 and seated[:24] == readers
    assert all(a.paper != b.paper for a, b in zip(readers, readers[1:], strict=False) if a.room == b.room)


def test_another_body_sees_no_print(at_desk, client):
    plan = f.seated()
    run = printed(at_desk(plan), plan, "label")
    client.force_login(f.worker(f.body()))
    for name, thing in (("printing", plan), ("printing_run", run), ("printing_file", run), ("printing_seating", plan)):
        assert client.get(reverse(name, args=(thing.public_id,))).status_code == 404


def test_a_change_during_a_print_voids_it(at_desk):
    plan = f.seated()
    client = at_desk(plan)
    client.post(reverse("printing", args=(plan.public_id,)), {"print": "ticket"})
    withdraw_registration(actor=f.worker(plan.body), at=DAY, registration=plan.registrations.first(), reason="生病")
    answer = client.post(reverse("printing_run", args=(PrintRun.objects.get().public_id,)))
    assert answer.status_code == 409 and not PrintRun.objects.get().done
