"""Assembly on screen: presets shown before saving, the proof, replacing, variants, orders; nothing that bends a paper."""

from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from liangcai.apps.custody import network
from liangcai.apps.item_bank.models import Item
from liangcai.apps.papers.actions.save_blueprint import save_blueprint
from liangcai.apps.papers.models import AssemblyRun, Blueprint, ItemOrder, Paper
from liangcai.web.vault import opened_bank
from liangcai.web.vault.charts import line_chart, round_up
from tests.apps.custody.factories import AT, account, two_custodians_and_their_shares
from tests.apps.item_bank.factories import KEY
from tests.apps.papers import factories
from tests.apps.papers.factories import PRACTICAL, TEXT

pytestmark = [pytest.mark.django_db, pytest.mark.urls("liangcai.config.urls.vault")]
BENDING = {"scope", "weight", "type", "count", "score", "cells", "text", "sections", "parts"}


@pytest.fixture
def vault(settings, tmp_path, monkeypatch, client):
    """A custodian signed in with the generated bank open under the test key."""
    settings.DATA_ROOT, settings.SITE = tmp_path, "vault"
    (tmp_path / "net").mkdir()
    monkeypatch.setattr(network, "INTERFACES", tmp_path / "net")
    one, two, _, _ = two_custodians_and_their_shares()
    client.force_login(one)
    client.get(reverse("vault_papers"))
    request = type("Request", (), {"session": client.session})
    opened_bank.remember(request, KEY, two.display_name)
    client.one = one
    yield client
    opened_bank._opened.clear()


@pytest.fixture
def run(vault):
    return factories.assembled(vault.one, forms=3)


def words(answer) -> str:
    return answer.content.decode()


def names_of_fields(html: str) -> set[str]:
    return set(re.findall(r'<(?:input|select|textarea|button)[^>]*\bname="([^"]+)"', html))


def preview(vault, kind="theory", method="get", **given):
    return getattr(vault, method)(reverse("vault_blueprint_preview", args=(kind,)), given)


def theory(bank, /, **changes):
    return {"bank": bank.pk, "preset": "plain_80_20", "level": 2, "mean": "0.65", "max_per_point": 1, "name": ""} | changes


def test_a_preset_is_shown_cell_by_cell_before_anything_is_saved(vault):
    bank = factories.weighted_bank(vault.one)
    html = words(preview(vault, **theory(bank)))
    assert "B-B" in html and "45" in html and "36" in html and "评价机构常见结构" in html and not Blueprint.objects.exists()
    answer = preview(vault, method="post", **theory(bank))
    saved = Blueprint.objects.get()
    assert answer.status_code == 302 and saved.name == "单选 80×1 + 判断 20×1" and "GK" in saved.source
    page = words(vault.get(reverse("vault_blueprint", args=(saved.public_id,))))
    main = page[page.index("<main") : page.index("</main>")]
    assert "不能更改" in main and "<form" not in main and not names_of_fields(main)


def test_saving_the_same_preset_twice_is_refused_and_keeps_one(vault):
    bank = factories.weighted_bank(vault.one)
    preview(vault, method="post", **theory(bank))
    answer = preview(vault, method="post", **theory(bank))
    assert answer.status_code == 409 and "内容相同" in words(answer) and Blueprint.objects.count() == 1


def test_cells_sent_along_with_a_preset_change_nothing(vault):
    bank = factories.weighted_bank(vault.one)
    bent = dict.fromkeys(BENDING, "77")
    preview(vault, method="post", **theory(bank), **bent)
    first = Blueprint.objects.get().text
    assert "77" not in first and first.count("[[cells]]") == 8


@pytest.mark.parametrize("changes", [{"preset": "nobody"}, {"level": "4"}, {"mean": "2"}, {"bank": "0"}, {"max_per_point": "-1"}])
def test_choices_that_make_no_sense_keep_the_form(vault, changes):
    bank = factories.weighted_bank(vault.one)
    answer = preview(vault, **theory(bank, **changes))
    assert answer.status_code == 422 and "<form" in words(answer)


def test_a_bank_without_a_scope_table_says_so(vault):
    bank = factories.filled_bank(vault.one)
    answer = preview(vault, **theory(bank))
    assert answer.status_code == 409 and "未录入鉴定要素细目表" in words(answer)


def test_a_practical_blueprint_is_laid_on_the_scopes_of_the_banks_tasks(vault):
    bank = factories.practical_bank(vault.one)
    given = {"bank": bank.pk, "preset": "structure_4", "name": "操作"}
    html = words(preview(vault, "practical", **given))
    assert "任选一项" in html and "第二部分" in html
    refused = preview(vault, "practical", "post", **given, part1="C", part2="Z")
    assert refused.status_code == 409 and "第二部分" in words(refused)
    assert preview(vault, "practical", "post", **given, part1="C-A", part2="D").status_code == 302
    assert Blueprint.objects.get().subject == "practical"


def test_a_bank_without_practical_tasks_gives_no_parts(vault):
    bank = factories.filled_bank(vault.one)
    answer = preview(vault, "practical", bank=bank.pk, preset="structure_4", name="")
    assert answer.status_code == 409 and "没有对应的鉴定范围" in words(answer)


def test_the_proof_page_draws_curves_with_their_targets(vault):
    bank = factories.weighted_bank(vault.one, each=90)
    preview(vault, method="post", **theory(bank))
    vault.post(reverse("vault_papers"), {"blueprint": Blueprint.objects.get().pk, "forms_wanted": 2, "seed": 3})
    html = words(vault.get(reverse("vault_run", args=(AssemblyRun.objects.get().public_id,))))
    assert html.count("<polyline") == 4 and "目标及允许偏差" in html and "信息量 θ=−1" in html
    assert "heat-0" in html and "≠" not in html and "style=" not in html[html.index("<main") :]


def test_without_calibration_the_page_says_why_no_curve_is_drawn(vault, run):
    html = words(vault.get(reverse("vault_run", args=(run.public_id,))))
    assert "尚未全部标定" in html and "<polyline" not in html


@pytest.mark.parametrize("name", ["vault_run", "vault_paper", "vault_replace", "vault_papers"])
def test_no_page_of_assembly_has_a_field_that_bends_a_paper(vault, run, name):
    paper = run.papers.get(code="A")
    args = {"vault_run": (run.public_id,), "vault_paper": (paper.public_id,), "vault_replace": (paper.public_id, 1)}
    html = words(vault.get(reverse(name, args=args.get(name, ()))))
    allowed = {"count"} if name == "vault_paper" else set()  # how many variants
    assert names_of_fields(html) & BENDING <= allowed


def test_values_that_would_bend_a_paper_are_not_read_when_sent_along(vault):
    plan = factories.blueprint(vault.one)
    bent = {"count": "1", "score": "100", "scope": "A-D", "type": "essay", "text": "x", "weight": "1", "cells": "[]"}
    vault.post(reverse("vault_papers"), {"blueprint": plan.pk, "forms_wanted": 1, "seed": 1, **bent})
    paper = Paper.objects.get()
    assert sorted((i.cell, i.score) for i in paper.items.all()) == sorted(
        [("A-C/single_choice", 5)] * 6 + [("A-D/single_choice", 10)] * 4 + [("A-B/true_false", 5)] * 6)  # fmt: skip
    assert Blueprint.objects.get().text == TEXT


def test_an_estimate_counts_the_supply_and_makes_nothing(vault):
    plan = factories.blueprint(vault.one)
    answer = vault.post(reverse("vault_papers"), {"blueprint": plan.pk, "forms_wanted": 5, "seed": 1, "act": "preview"})
    assert "不足" in words(answer) and "30" in words(answer) and not AssemblyRun.objects.exists()


def test_the_replay_says_same_seed_same_result(vault, run):
    Item.objects.update(times_used=5)
    answer = vault.post(reverse("vault_replay", args=(run.public_id,)), follow=True)
    assert "复算一致" in words(answer)
    AssemblyRun.objects.update(seed=run.seed + 1)
    answer = vault.post(reverse("vault_replay", args=(run.public_id,)))
    assert answer.status_code == 409 and "复算不一致" in words(answer)


def test_an_item_is_replaced_on_screen_and_the_old_run_points_to_the_new_one(vault, run):
    paper = run.papers.get(code="A")
    url = reverse("vault_replace", args=(paper.public_id, 2))
    offered = re.findall(r'name="item_number" value="([^"]+)"', words(vault.get(url)))
    answer = vault.post(url, {"item_number": offered[0], "reason": ""})
    assert answer.status_code == 409 and "原因" in words(answer)
    answer = vault.post(url, {"item_number": offered[0], "reason": "图片不清"}, follow=True)
    assert "图片不清" in words(answer) and AssemblyRun.objects.count() == 2
    old = words(vault.get(reverse("vault_run", args=(run.public_id,))))
    assert "只作留存" in old and reverse("vault_seal", args=(run.public_id,)) not in old
    assert "换题</a>" not in words(vault.get(reverse("vault_paper", args=(paper.public_id,))))


def test_an_item_that_is_not_offered_is_refused_with_words_and_the_reason_kept(vault, run):
    paper = run.papers.get(code="A")
    answer = vault.post(reverse("vault_replace", args=(paper.public_id, 2)), {"item_number": "D999", "reason": "演示"})
    assert answer.status_code == 409 and "不能换成 D999" in words(answer) and 'value="演示"' in words(answer)


def test_replacing_needs_the_bank_open(vault, run):
    paper = run.papers.get(code="A")
    offered = re.findall(r'name="item_number" value="([^"]+)"', words(vault.get(reverse("vault_replace", args=(paper.public_id, 2)))))
    opened_bank._opened.clear()
    answer = vault.post(reverse("vault_replace", args=(paper.public_id, 2)), {"item_number": offered[0], "reason": "演示"})
    assert answer.status_code == 409 and "题库未打开" in words(answer) and AssemblyRun.objects.count() == 1


def test_where_nothing_keeps_the_proof_the_page_says_so(vault):
    run = factories.practical_run(vault.one, forms=2)
    html = words(vault.get(reverse("vault_replace", args=(run.papers.get(code="A").public_id, 1))))
    assert "没有可替换的试题" in html


def test_variants_are_made_on_screen_and_print_with_their_own_key(vault, run):
    paper = run.papers.get(code="A")
    answer = vault.post(reverse("vault_variants", args=(paper.public_id,)), {"count": 2, "seed": 9}, follow=True)
    assert "A1、A2" in words(answer)
    variant = Paper.objects.get(code="A2")
    assert vault.post(reverse("vault_print", args=(variant.public_id,)), {"part": "key", "copies": "1"}).getvalue()[:4] == b"%PDF"
    assert vault.post(reverse("vault_variants", args=(paper.public_id,)), {"count": 0, "seed": 9}).status_code == 409


@pytest.mark.parametrize(("part", "begins", "name"), [("paper", b"%PDF", ".pdf"), ("word", b"PK", ".docx"), ("sheet", b"%PDF", ".pdf")])
def test_each_document_of_a_paper_comes_as_its_file(vault, run, part, begins, name):
    answer = vault.post(reverse("vault_print", args=(run.papers.first().public_id,)), {"part": part, "copies": "2"})
    assert answer.getvalue().startswith(begins) and name in answer["Content-Disposition"]


def test_a_preparation_notice_needs_its_fields(vault):
    paper = factories.practical_run(vault.one).papers.get(code="A")
    url = reverse("vault_print", args=(paper.public_id,))
    assert vault.post(url, {"part": "notice", "site": "演示考点"}).status_code == 409
    given = {"part": "notice", "copies": "1", "site": "演示考点", "starts_at": "2021-12-11T08:30", "work_places": "3"}
    assert vault.post(url, given).getvalue()[:4] == b"%PDF"


def test_a_short_bank_becomes_an_order_that_downloads_and_is_ticked_off(vault):
    plan = factories.blueprint(vault.one)
    given = {"blueprint": plan.pk, "forms_wanted": 5, "seed": 1}
    html = words(vault.post(reverse("vault_papers"), given))
    assert "开具命题需求单" in html and "A-C 单项选择题" in html
    vault.post(reverse("vault_order_new"), given)
    order = ItemOrder.objects.get()
    for kind, begins in (("pdf", b"%PDF"), ("xlsx", b"PK"), ("docx", b"PK")):
        assert vault.get(reverse("vault_order_file", args=(order.public_id, kind))).getvalue().startswith(begins)
    vault.post(reverse("vault_order_line", args=(order.public_id, 1)))
    assert "1 / 2" in words(vault.get(reverse("vault_order", args=(order.public_id,))))
    again = vault.post(reverse("vault_order_line", args=(order.public_id, 1)))
    assert again.status_code == 409
    assert vault.post(reverse("vault_order_new"), {"blueprint": plan.pk, "forms_wanted": "x"}).status_code == 422


@pytest.mark.parametrize("name", ["vault_blueprint_new", "vault_papers"])
def test_pages_of_assembly_are_for_custodians(client, vault, name):
    client.force_login(account("expert"))
    assert client.get(reverse(name)).status_code == 403


def test_lists_ask_the_database_a_fixed_number_of_times(vault, django_assert_max_num_queries):
    plan = factories.blueprint(vault.one)
    made = [factories.assemble_papers(actor=vault.one, at=AT, blueprint=plan, forms=1, seed=n, key=KEY) for n in range(3)]
    for url, most in ((reverse("vault_papers"), 12), (reverse("vault_run", args=(made[0].public_id,)), 14),
                      (reverse("vault_paper", args=(made[0].papers.first().public_id,)), 14),
                      (reverse("vault_replace", args=(made[0].papers.first().public_id, 1)), 20)):  # fmt: skip
        with django_assert_max_num_queries(most):
            vault.get(url)


def test_an_uploaded_practical_file_takes_the_minutes_of_its_parts(vault):
    bank = factories.practical_bank(vault.one)
    given = {"bank": bank.pk, "name": "操作", "minutes": 10, "file": SimpleUploadedFile("p.toml", PRACTICAL.encode())}
    assert vault.post(reverse("vault_blueprint_new"), given).status_code == 302
    assert Blueprint.objects.get().minutes == 90


@pytest.mark.parametrize(("value", "top"), [(0.9, 1), (1, 1), (1.01, 1.5), (29.3, 30), (40.1, 50), (51, 75), (99, 100)])
def test_an_axis_ends_at_a_round_number_not_below_the_curve(value, top):
    assert round_up(value) == pytest.approx(top)


def test_a_chart_of_many_forms_overlays_them_and_one_of_few_names_them():
    few = line_chart("t", "x", [-3, 0, 3], [(f"{n}", [1, 2, 1]) for n in range(8)], 2)
    many = line_chart("t", "x", [-3, 0, 3], [(f"{n}", [1, 2, 1]) for n in range(9)], 2)
    assert few.legend and not many.legend
    assert few.lines[0].points.split()[1].split(",")[1] == str(float(few.top))


def test_the_blueprint_of_a_bank_is_kept_with_its_source():
    one = two_custodians_and_their_shares()[0]
    saved = save_blueprint(actor=one, at=AT, bank=factories.filled_bank(one), name="演示", text=TEXT, minutes=90, source="上传文件")
    assert saved.source == "上传文件"
