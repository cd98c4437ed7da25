from __future__ import annotations

from datetime import date

import pytest
from django import forms
from django.template import Context, Template

from liangcai.kernel.citations import Citation
from liangcai.kernel.refusals import Refused, RowErrors
from liangcai.web.shared.clock import clock

START, DUE = date(2022, 1, 1), date(2022, 4, 11)  # one hundred days


def drawn(template: str, **context: object) -> str:
    return Template(template).render(Context(context))


@pytest.mark.parametrize(
    ("today", "tone", "label"),
    [
        (date(2022, 2, 19), "info", "剩余 51 天"),
        (date(2022, 2, 20), "warning", "剩余 50 天"),
        (date(2022, 3, 21), "warning", "剩余 21 天"),
        (date(2022, 3, 22), "danger", "剩余 20 天"),
        (date(2022, 4, 10), "danger", "剩余 1 天"),
        (date(2022, 4, 11), "danger", "今日到期"),
        (date(2022, 4, 12), "danger", "已逾期 1 天"),
    ],
)
def test_a_clock_warns_at_half_at_four_fifths_and_on_the_day(today, tone, label):
    now = clock(DUE, today, START)
    assert (now.tone, now.label) == (tone, label)


def test_what_is_done_is_judged_by_the_day_it_was_done():
    assert clock(DUE, date(2030, 1, 1), START, done=DUE).tone == "success"
    assert clock(DUE, date(2030, 1, 1), START, done=date(2022, 4, 12)).label == "逾期 1 天完成"


def test_without_a_start_only_the_last_three_days_are_marked():
    assert clock(DUE, date(2022, 4, 7)).tone == "info" and clock(DUE, date(2022, 4, 8)).tone == "warning"


def test_a_missing_deadline_is_said_not_invented():
    assert "未设期限" in drawn("{% due_clock due %}", due=None)


def test_a_citation_leads_to_its_article():
    shown = drawn("{% citation_link one %}", one=Citation("宿人社通〔2022〕48号", "一(一)", "002-003"))
    assert 'href="/citation/S002/%E4%B8%80(%E4%B8%80)/"' in shown and "002-003" in shown


def test_a_stored_citation_leads_to_its_article_too():
    assert "/citation/S002/" in drawn("{% citation_link one %}", one={"document": "S002", "article": "一(一)"})


def test_a_citation_of_a_document_not_on_file_is_words_only():
    shown = drawn("{% citation_link one %}", one=Citation("某文〔2099〕1号", "三"))
    assert shown == "某文〔2099〕1号 三"


def test_a_refusal_shows_words_facts_article_and_what_to_do():
    no = Refused("short", "空白证书不足。", citation=Citation("S004", "四", "004-043"), hint="请申领。",
                 facts={"found": 3, "needed": 5, "internal": "secret"})  # fmt: skip
    shown = drawn("{% refusal no %}", no=no)
    assert all(word in shown for word in ("空白证书不足。", "现有", "3", "需要", "5", "请申领。", "/citation/S004/"))
    assert "secret" not in shown


def test_every_bad_row_is_listed_and_escaped():
    no = RowErrors("2 行有误。", [{"row": 3, "field": "姓名", "found": "<b>", "expected": "姓名"}])
    shown = drawn("{% refusal no %}", no=no)
    assert "&lt;b&gt;" in shown and "<b>" not in shown


class Application(forms.Form):
    name = forms.CharField(label="姓名", help_text="与证件一致")
    kind = forms.ChoiceField(label="类别", choices=[("a", "甲"), ("b", "乙")], widget=forms.RadioSelect)
    agree = forms.BooleanField(label="同意", required=False)
    photo = forms.FileField(label="照片", required=False)
    key = forms.CharField(widget=forms.HiddenInput, required=False)


def test_a_form_keeps_what_was_typed_and_puts_errors_at_their_fields():
    shown = drawn("{% form_fields form %}", form=Application({"name": "<张三>", "kind": ""}))
    assert 'value="&lt;张三&gt;"' in shown and "请改正下列内容" in shown
    assert shown.count("has-error") == 1 and 'href="#id_kind' in shown
    assert "请重新选择" in shown


def test_required_fields_are_marked_and_help_is_tied_to_its_field():
    shown = drawn("{% form_fields form %}", form=Application())
    assert shown.count('class="required"') == 2
    assert 'aria-describedby="id_name_help"' in shown and 'id="id_name_help"' in shown


def test_a_confirmation_shows_what_will_happen_and_says_yes_in_its_post():
    shown = drawn("{% confirm_form preview=preview label='颁布' %}", preview=[("废止规范", "2 部")], csrf_token="t")
    assert "废止规范" in shown and 'name="confirmed" value="yes"' in shown and "颁布" in shown


def test_a_known_state_has_its_tone_and_an_unknown_one_none():
    assert "tone-success" in drawn("{% status_badge 'in_force' '有效' %}")
    assert "tone-" not in drawn("{% status_badge 'whatever' '某' %}")


def test_tiles_timelines_definitions_and_progress_escape_what_people_wrote():
    evil = "<script>"
    tags = "{% stat_tiles t %}{% timeline e %}{% definitions d %}{% empty_state x %}{% error_state x %}"
    shown = drawn(
        tags + "{% progress_line 1 2 %}",
        t=[{"label": evil, "value": 1}], e=[{"at": DUE, "label": evil, "note": evil}], d=[(evil, evil)], x=evil,
    )  # fmt: skip
    assert evil not in shown and "2022-04-11" in shown
