"""The editor on screen: what is typed, checked, saved, imported, compared, handed in and read by the public."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from docx import Document

from liangcai.apps.organizations.models import Membership
from liangcai.apps.resources.models import DevelopmentProject, Standard
from liangcai.apps.resources.norm_content import working_text
from liangcai.engines.norms import graded_shape, read_word, special_ability_shape, to_word
from liangcai.web.hall.organization.norm_form import rearranged
from tests.apps.resources import factories as f
from tests.engines.norms import samples

pytestmark = pytest.mark.django_db
HTMX = {"HTTP_HX_REQUEST": "true"}
QUERIES = 15


@pytest.fixture
def project():
    f.occupations()
    return f.developing(f.applied_norm())


@pytest.fixture
def writer(project, client):
    user = f.member(project)
    client.force_login(user)
    return user


def special_project():
    applicant, user = f.body("third_party", "320500")
    return DevelopmentProject.objects.create(kind="special_ability", occupation_name="手工制鞋", applicant=applicant,
                                             region_code="320500", state="developing"), user  # fmt: skip


def at(project, name="organization_norm_section", *more):
    return reverse(name, args=(project.public_id, *more))


def rows(*given, seen=""):
    fields = {f"row-{n}-{key}": value for n, row in enumerate(given) for key, value in row.items()}
    return {"rows": len(given), "seen": seen, **fields}


def words(response, status=200) -> str:
    assert response.status_code == status, response.content.decode()[:2000]
    return response.content.decode()


def bytes_of(response) -> bytes:
    return b"".join(response.streaming_content)


class TestWriting:
    def url(self, project, key="technical_rules"):
        return at(project, "organization_norm_section", key)

    def seen(self, project, key="technical_rules"):
        return working_text(project).seen(key)

    def test_the_editor_opens_at_the_first_section_that_needs_work(self, client, project, writer):
        response = client.get(at(project, "organization_norm_editor"))
        assert response.status_code == 302 and response.url.endswith("/ethics/")

    @pytest.mark.parametrize("key", ["overview", "ethics", "knowledge", "work_5", "weights_theory", "technical_rules"])
    def test_every_section_opens_in_few_queries(self, client, project, writer, key, django_assert_max_num_queries):
        with django_assert_max_num_queries(QUERIES):
            assert "保存本节" in words(client.get(self.url(project, key)))

    def test_a_section_is_saved_and_shown_again(self, client, project, writer):
        fields = rows({"name": "演示规程", "number": "2021"}, seen=self.seen(project))
        response = client.post(self.url(project), {**fields, "op": "save"})
        assert response.status_code == 302
        shown = words(client.get(self.url(project)))
        assert 'value="演示规程"' in shown and writer.display_name in shown

    def test_a_fragment_is_a_part_of_the_reloaded_page(self, client, project, writer):
        fields = rows({"name": "演示规程"}, seen=self.seen(project)) | {"op": "save"}
        fragment = words(client.post(self.url(project), fields, **HTMX))
        assert "已保存" in fragment and "<html" not in fragment
        whole = words(client.get(self.url(project)))
        start = fragment.index('<div class="norm-head">')
        assert fragment[start : fragment.index("</form>")] in whole

    def test_rows_are_added_moved_and_removed_without_saving(self, client, project, writer):
        fields = rows({"name": "甲"}, {"name": "乙"}, seen=self.seen(project))
        shown = words(client.post(self.url(project), {**fields, "op": "up:1"}, **HTMX))
        assert shown.index('value="乙"') < shown.index('value="甲"') and "未保存" in shown
        shown = words(client.post(self.url(project), {**fields, "op": "remove:0"}, **HTMX))
        assert 'value="甲"' not in shown and 'value="乙"' in shown
        shown = words(client.post(self.url(project), {**fields, "op": "add:1"}, **HTMX))
        assert 'name="rows" value="3"' in shown and 'id="row-1-name" name="row-1-name" value="" autocomplete="off" autofocus' in shown
        assert not project.working_sections.exists()

    @pytest.mark.parametrize("op", ["", "up:9", "down", "remove:x", "remove:-1", "add:99999", "spin:0", "up:" + "9" * 50])
    def test_a_place_that_is_not_there_changes_no_row(self, op):
        rows = [{"name": "1", "number": ""}, {"name": "2", "number": ""}]
        made, _ = rearranged(special_ability_shape().rows("technical_rules"), rows, op)
        assert [row for row in made if row] == rows

    @pytest.mark.parametrize(("op", "functions"), [("up:2", ["甲", "乙", "甲"]), ("remove:0", ["甲", "乙"]), ("add:1", ["甲", None, "甲", "乙"]),
                                                   ("down:1", ["甲", "乙", "甲"])])  # fmt: skip
    def test_a_task_stays_with_its_function_wherever_it_goes(self, op, functions):
        rows = [dict(zip(("function", "content", "skills", "knowledge"), row, strict=True))
                for row in (("甲", "一", "", ""), ("", "二", "", ""), ("乙", "三", "", ""))]  # fmt: skip
        made, _ = rearranged(graded_shape(["五级"]).rows("work_5"), rows, op)
        assert [row.get("function") for row in made] == functions

    def test_checks_follow_the_typing_and_nothing_is_saved(self, client, project, writer):
        def found(weight):
            fields = rows({"part": "操作", "level_5": weight, "level_4": "100"}, seen="")
            return words(client.post(self.url(project, "weights_skill"), {**fields, "op": "check"}, **HTMX))

        assert "合计 99" in found("99") and "应为：100" in found("99")
        assert "未通过" not in found("100")
        assert "“十”" in found("十")
        assert not project.working_sections.exists()

    def test_two_writers_do_not_overwrite_each_other_and_both_texts_are_seen(self, client, project, writer):
        colleague = f.account("body", project.applicant.region_code, "演示同事")
        Membership.objects.create(user=colleague, body=project.applicant)
        seen = self.seen(project)
        client.force_login(colleague)
        client.post(self.url(project), rows({"name": "同事的规程"}, seen=seen) | {"op": "save"})
        client.force_login(writer)
        shown = words(client.post(self.url(project), rows({"name": "我的规程"}, seen=seen) | {"op": "save"}, **HTMX), 409)
        assert "演示同事" in shown and 'value="我的规程"' in shown and "<del>同事</del><ins>我</ins>的规程" in shown
        assert working_text(project).content["technical_rules"][0]["name"] == "同事的规程"
        fields = rows({"name": "同事与我的规程"}, seen=self.seen(project)) | {"op": "save"}
        assert self.seen(project) in shown
        assert client.post(self.url(project), fields).status_code == 302

    def test_what_is_too_long_is_refused_and_stays_in_the_form(self, client, project, writer):
        for op in ("save", "add"):
            fields = rows({"name": "长" * 4001}, seen=self.seen(project)) | {"op": op}
            shown = words(client.post(self.url(project), fields, **HTMX), 422)
            assert "4001 字" in shown and "长" * 4001 in shown
        assert words(client.post(self.url(project), {"rows": "99999", "op": "add"}, **HTMX), 422)

    def test_a_closed_project_refuses_and_leaves_the_form_alone(self, client, project, writer):
        DevelopmentProject.objects.filter(pk=project.pk).update(state="stopped")
        assert client.get(self.url(project)).status_code == 409
        response = client.post(self.url(project), rows({"name": "x"}) | {"op": "save"}, **HTMX)
        assert response.status_code == 409 and response["HX-Retarget"] == "#editor-refusal"

    def test_others_are_kept_out(self, client, project):
        client.force_login(f.body()[1])
        assert client.get(self.url(project)).status_code == 403
        client.force_login(f.province())
        assert client.get(self.url(project)).status_code == 403

    def test_an_unknown_section_is_refused_with_words(self, client, project, writer):
        assert "没有" in words(client.get(self.url(project, "tasks")), 422)

    def test_no_pledge_no_editor(self, client):
        project, user = special_project()
        client.force_login(user)
        shown = words(client.get(at(project, "organization_norm_editor")), 409)
        assert "保密责任书" in shown

    def test_typed_text_is_shown_as_text(self, client, project, writer):
        fields = rows({"name": "<script>x</script>"}, seen=self.seen(project)) | {"op": "save"}
        assert "<script>x" not in words(client.post(self.url(project), fields, **HTMX))

    def test_a_comment_on_a_section_stands_beside_it(self, client):
        f.occupations()
        project = f.drafted(f.applied_norm())
        expert = f.experts(1, accounts=False)[0]
        from liangcai.apps.resources.actions.comment_on_draft import comment_on_draft

        comment_on_draft(actor=f.province(), at=f.at("2021-07-21"), project=project, expert=expert, text="请补充安全知识",
                         part="基础知识")  # fmt: skip
        client.force_login(f.member(project))
        assert "请补充安全知识" in words(client.get(self.url(project, "knowledge")))
        assert "请补充安全知识" not in words(client.get(self.url(project, "ethics")))


class TestHandingIn:
    def test_a_weight_of_99_is_refused_at_the_review_and_mended(self, client):
        project, user = special_project()
        project.pledges.create(person_name=user.display_name, duty="编写", signed_on=f.at("2021-07-01").date(), user=user)
        client.force_login(user)
        own = reverse("organization_project", args=(project.public_id,))
        shape, content = samples.special((60, 39))
        for section in shape.sections:
            fields = {"seen": working_text(project).seen(section.key), "op": "save"}
            value = content[section.key]
            fields |= {f"fact-{n}": text for n, text in enumerate(value.values())} if isinstance(value, dict) else rows(*value)
            fields["seen"] = working_text(project).seen(section.key)
            assert client.post(at(project, "organization_norm_section", section.key), fields).status_code == 302
        assert client.post(own, {"act": "draft", "draft-note": "一稿"}).status_code == 302
        assert "合计 99；应为：100" in words(client.post(own, {"act": "submit"}), 409)
        content["tasks"][1]["weight"] = "40"
        fields = rows(*content["tasks"], seen=working_text(project).seen("tasks")) | {"op": "save"}
        client.post(at(project, "organization_norm_section", "tasks"), fields)
        client.post(own, {"act": "draft", "draft-note": "二稿"})
        assert client.post(own, {"act": "submit"}).status_code == 302
        assert project.drafts.get(version=2).content == content
        word = bytes_of(client.get(at(project, "organization_draft_file", "2", "docx")))
        assert read_word(word, shape).content == content
        assert bytes_of(client.get(at(project, "organization_draft_file", "2", "pdf"))).startswith(b"%PDF")
        assert client.get(at(project, "organization_draft_file", "9", "pdf")).status_code == 409

    def test_an_empty_text_is_not_handed_in(self, client):
        project, user = special_project()
        project.pledges.create(person_name=user.display_name, duty="编写", signed_on=f.at("2021-07-01").date(), user=user)
        DevelopmentProject.objects.filter(pk=project.pk).update(occupation_name="")
        client.force_login(user)
        own = reverse("organization_project", args=(project.public_id,))
        assert "没有内容" in words(client.post(own, {"act": "draft"}), 422)

    def test_the_text_in_work_is_downloaded_as_word_and_pdf(self, client, project, writer):
        for ending, start in (("docx", b"PK"), ("pdf", b"%PDF")):
            assert bytes_of(client.get(at(project, "organization_norm_file", ending))).startswith(start)
        assert bytes_of(client.get(at(project, "organization_norm_template"))).startswith(b"PK")


class TestImport:
    def upload(self, client, project, data, name="规范.docx"):
        return client.post(at(project, "organization_norm_import"), {"file": SimpleUploadedFile(name, data)})

    def confirmed(self, shown: str) -> str:
        return shown.split('name="confirmed" value="')[1].split('"')[0]

    def test_a_file_is_read_reported_confirmed_and_only_then_stored(self, client, project, writer):
        file = Document(io.BytesIO(to_word(*samples.graded(), "规范")))
        file.add_heading("6 附录", 1)
        data = io.BytesIO()
        file.save(data)
        shown = words(self.upload(client, project, data.getvalue()))
        assert "6 附录" in shown and "没有对应的章节" in shown and "遵纪守法" in shown
        assert not project.working_sections.exists()
        response = client.post(at(project, "organization_norm_import"), {"confirmed": self.confirmed(shown)})
        assert response.status_code == 302
        assert working_text(project).content == samples.graded()[1]
        assert not project.drafts.exists()

    def test_a_text_changed_since_the_comparison_is_not_overwritten(self, client, project, writer):
        shown = words(self.upload(client, project, to_word(*samples.graded(), "规范")))
        url = at(project, "organization_norm_section", "ethics")
        client.post(url, {"lines": "新守则", "seen": working_text(project).seen("ethics"), "op": "save"})
        assert "没有导入" in words(client.post(at(project, "organization_norm_import"), {"confirmed": self.confirmed(shown)}), 409)
        assert working_text(project).content["ethics"] == ["新守则"]

    def test_a_forged_confirmation_is_refused(self, client, project, writer):
        assert "过期或不完整" in words(client.post(at(project, "organization_norm_import"), {"confirmed": "x"}), 422)

    def test_one_project_s_confirmation_is_no_good_for_another(self, client, project, writer):
        shown = words(self.upload(client, project, to_word(*samples.graded(), "规范")))
        other = f.developing(f.applied_norm(who=f.body(), pair=f.WEAVER))
        client.force_login(f.member(other))
        assert client.post(at(other, "organization_norm_import"), {"confirmed": self.confirmed(shown)}).status_code == 422
        assert not other.working_sections.exists()

    @pytest.mark.parametrize("data", [b"GIF89a not a document", b"PK\x03\x04", samples.plain_document("一封信"), bytes(10_000_001)])
    def test_what_is_no_norm_is_refused_and_nothing_is_stored(self, client, project, writer, data):
        assert words(self.upload(client, project, data), 422)
        assert not project.working_sections.exists()

    def test_no_file_and_a_file_of_100_megabytes_are_refused(self, client, project, writer):
        assert "请选择" in words(client.post(at(project, "organization_norm_import"), {}), 422)
        assert "超过上限" in words(self.upload(client, project, bytes(100 << 20)), 413)


class TestPublicText:
    def test_a_published_norm_is_read_in_full_and_downloaded(self, client):
        f.occupations()
        norm = f.published(f.applied_norm())
        shown = words(client.get(reverse("public_standard", args=(norm.public_id,))))
        assert "2.1.2 职业守则" in shown and "演示守则" in shown and 'colspan="2"' in shown
        for ending, start in (("docx", b"PK"), ("pdf", b"%PDF")):
            assert bytes_of(client.get(reverse("public_standard_text", args=(norm.public_id, ending)))).startswith(start)

    def test_an_enterprise_s_own_norm_is_closed_unless_the_province_opens_it(self, client):
        from liangcai.apps.station.models import Setting

        norm = Standard.objects.create(kind="enterprise", occupation_name="甲", levels=["五级"], published_on="2021-01-01",
                                       content=f.norm_content(["五级"]))  # fmt: skip
        url = reverse("public_standard", args=(norm.public_id,))
        shown = words(client.get(url))
        assert "不公开全文" in shown and "演示守则" not in shown
        assert client.get(reverse("public_standard_text", args=(norm.public_id, "pdf"))).status_code == 404
        Setting.objects.create(name="enterprise_norm_text_public", value=True, from_on="2021-01-01", source="测试")
        assert "演示守则" in words(client.get(url))

    def test_a_standard_without_text_says_nothing_of_it(self, client):
        norm = f.national_standard()
        assert "全文" not in words(client.get(reverse("public_standard", args=(norm.public_id,))))
        assert client.get(reverse("public_standard_text", args=(norm.public_id, "pdf"))).status_code == 404
