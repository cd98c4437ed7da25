"""Screens of technical resources: what each role sees, does and is refused."""

import io
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from liangcai.apps.catalogue.models import Region
from liangcai.apps.resources.models import (
    Demand,
    DevelopmentProject,
    Handover,
    ItemBankRecord,
    KeyProject,
    ShortageList,
    Standard,
    SupportRequest,
)
from liangcai.apps.resources.shortage_workbook import template
from tests.apps.exams.factories import planned
from tests.apps.resources import factories as f

pytestmark = pytest.mark.django_db
QUERIES = 15


def signed_in(client, user):
    client.force_login(user)
    return client


def act(client, url, key, **fields):
    return client.post(url, {"act": key, **{f"{key}-{name}": value for name, value in fields.items()}})


def page(client, name, *args, **query) -> str:
    response = client.get(reverse(name, args=args), query)
    assert response.status_code == 200
    return response.content.decode()


CENTRE_PAGES = ["centre_year_board", "centre_shortage_lists", "centre_key_projects", "centre_projects",
                "centre_resources", "centre_banks", "centre_drafting_plans", "centre_handovers"]  # fmt: skip


class TestReading:
    @pytest.mark.parametrize("name", CENTRE_PAGES)
    def test_empty_pages_say_so_in_words(self, client, name):
        assert page(signed_in(client, f.province()), name)

    @pytest.mark.parametrize("name", CENTRE_PAGES)
    def test_pages_cost_few_queries_however_many_rows(self, client, name, django_assert_max_num_queries):
        f.published_lists()
        f.national_standard()
        for _ in range(12):
            f.applied_norm()
            f.applied_bank()
        signed_in(client, f.province())
        with django_assert_max_num_queries(QUERIES):
            page(client, name)

    @pytest.mark.parametrize("name", ["centre_projects", "centre_year_board", "centre_resources"])
    @pytest.mark.parametrize("role", ["body", "expert", "candidate"])
    def test_other_audiences_are_kept_out(self, client, name, role):
        assert signed_in(client, f.account(role)).get(reverse(name)).status_code == 403

    def test_a_city_finds_its_own_projects_and_no_other_city_s(self, client):
        f.occupations()
        own = f.applied_bank()
        other = f.applied_bank(who=f.registered_third_party("320100"), pair=f.PRINTER)
        words = page(signed_in(client, f.city("320500")), "centre_projects")
        assert own.applicant.name in words and other.applicant.name not in words
        response = client.get(reverse("centre_project", args=(other.public_id,)))
        assert response.status_code == 403 and other.applicant.name not in response.content.decode()

    def test_every_figure_of_the_board_opens_its_list(self, client):
        f.published_lists()
        project = f.applied_norm(key_project=KeyProject.objects.get(occupation_code=f.PRINTER[0]))
        f.passed(project)
        signed_in(client, f.province())
        assert "?result=2021" in page(client, "centre_year_board", year=2021)
        assert project.applicant.name in page(client, "centre_projects", result="2021")
        assert project.applicant.name not in page(client, "centre_projects", result="2022")

    def test_a_class_of_occupations_opens_its_projects_by_city(self, client):
        f.occupations(f.WEAVER, f.PRINTER, ("4-01-02-02", "电子商务师"))
        for code, name, kind in (("320000", "江苏省", "province"), ("320500", "苏州市", "city")):
            Region.objects.create(code=code, name=name, kind=kind, source="测试")
        own = f.applied_bank()
        other = f.applied_bank(pair=("4-01-02-02", "电子商务师"))
        signed_in(client, f.province())
        assert "?class=6-04&amp;city=320500" in page(client, "centre_year_board", year=2021)
        words = page(client, "centre_projects", **{"class": "6-04", "city": "320500"})
        assert str(own.public_id) in words and str(other.public_id) not in words
        norm = f.applied_norm()  # of a body registered with the province itself
        assert str(norm.public_id) in page(client, "centre_projects", city="320000")

    def test_a_year_outside_the_plan_is_refused(self, client):
        response = signed_in(client, f.province()).get(reverse("centre_year_board"), {"year": "1999"})
        assert response.status_code == 422

    def test_late_projects_are_found_by_their_clock(self, client):
        f.published_lists("2021-06-30")
        late = f.applied_norm(key_project=KeyProject.objects.get(occupation_code=f.PRINTER[0]))
        signed_in(client, f.province())
        assert late.applicant.name in page(client, "centre_projects", mark="late")
        assert late.applicant.name not in page(client, "centre_projects", mark="due")

    def test_what_applied_on_a_day_is_found(self, client):
        Standard.objects.create(kind="industry", occupation_code=f.WEAVER[0], occupation_name=f.WEAVER[1], state="lapsed",
                                published_on=date(2021, 1, 1), valid_to=date(2021, 9, 1))  # fmt: skip
        signed_in(client, f.province())
        assert f.WEAVER[0] in page(client, "centre_resources", on="2021-08-31")
        assert f.WEAVER[0] not in page(client, "centre_resources", on="2021-09-01")


class TestLists:
    def url(self, made):
        return reverse("centre_shortage_list", args=(made.public_id,))

    def test_a_list_is_published_from_its_page(self, client):
        made = f.annexed_lists()
        signed_in(client, f.province())
        assert "发布日期待补" in client.get(self.url(made)).content.decode()
        response = act(client, self.url(made), "publish", document_number="演示1号", published_on="2021-06-30")
        assert response.status_code == 302
        made.refresh_from_db()
        assert (made.state, made.published_on) == ("published", date(2021, 6, 30))

    def test_what_was_typed_stays_when_it_is_refused(self, client):
        made = f.annexed_lists()
        response = act(signed_in(client, f.province()), self.url(made), "publish", document_number="演示号",
                       published_on="2999-01-01")  # fmt: skip
        words = response.content.decode()
        assert response.status_code == 409 and "演示号" in words and "晚于今天" in words

    def test_the_files_follow_the_annex(self, client):
        made = f.published_lists()
        signed_in(client, f.province())
        sheet = load_workbook(io.BytesIO(b"".join(client.get(self.url(made), {"file": "xlsx"}).streaming_content))).active
        assert [c.value for c in sheet[3]] == ["序号", "职业编码", "职业（工种）名称", "紧缺内容"]
        assert (sheet.max_row, sheet["C4"].value, sheet["D4"].value) == (63, "制图员", "评价标准、评价题库")
        pdf = b"".join(client.get(self.url(made), {"file": "pdf"}).streaming_content)
        assert pdf.startswith(b"%PDF")
        for kind, start in (("pdf", b"%PDF"), ("xlsx", b"PK")):
            url = reverse("centre_key_project_file", args=(made.public_id, kind))
            assert b"".join(client.get(url).streaming_content).startswith(start)

    def test_a_city_notes_a_demand_and_the_province_drafts_from_it(self, client):
        f.occupations()
        url = reverse("centre_shortage_lists")
        signed_in(client, f.city("320500"))
        fields = {"year": 2022, "occupation_code": f.WEAVER[0], "occupation_name": f.WEAVER[1], "target": "bank",
                  "proposer": "演示处", "region_code": "320500", "urgency": 70, "reason": "演示"}  # fmt: skip
        assert act(client, url, "demand", **fields).status_code == 302
        assert act(client, url, "demand", **fields).status_code == 409
        assert act(client, url, "draft", year=2022).status_code == 403
        signed_in(client, f.province())
        assert act(client, url, "draft", year=2022).status_code == 302
        assert (Demand.objects.count(), ShortageList.objects.get().entries.count()) == (1, 1)

    def test_a_body_proposes_for_itself_and_the_next_list_takes_it_up(self, client):
        f.occupations()
        made, user = f.body(region="320500")
        url = reverse("organization_demands")
        signed_in(client, user)
        fields = {"occupation_code": f.WEAVER[0], "occupation_name": f.WEAVER[1], "target": "bank", "urgency": 70, "reason": "演示"}
        assert act(client, url, "demand", **{**fields, "occupation_name": "织布匠"}).status_code == 409
        assert act(client, url, "demand", **fields).status_code == 302
        assert f.WEAVER[1] in page(client, "organization_demands")
        found = Demand.objects.get()
        assert (found.proposer, found.region_code, found.year) == (made.name, "320500", timezone.localdate().year + 1)
        other, stranger = f.body(region="320500")
        assert f.WEAVER[1] not in page(signed_in(client, stranger), "organization_demands")
        assert found.proposer in page(signed_in(client, f.city("320500")), "centre_shortage_lists")

    @pytest.mark.parametrize(("query", "options"), [
        ({"act-occupation_code": "6-04-03"}, [("6-04-03-03", "织布工")]),
        ({"entry-occupation_name": "制版"}, [("纺织印花制版工", "6-04-06-04")]),
        ({"entry-occupation_name": "没有"}, []), ({"other": "织布"}, []),
    ])  # fmt: skip
    def test_an_occupation_is_suggested_by_either_half(self, client, query, options):
        f.occupations()
        words = page(client, "occupation_suggestions", **query)
        shown = [f'<option value="{value}" data-other="{other}">' for value, other in options]
        assert all(one in words for one in shown) and words.count("<option") == len(options)

    def test_an_entry_and_a_key_project_are_added_to_a_draft(self, client):
        f.occupations()
        made = ShortageList.objects.create(year=2022)
        signed_in(client, f.province())
        assert act(client, self.url(made), "entry", occupation_code=f.WEAVER[0], occupation_name="织布匠", needs_bank="on",
                   urgency=1).status_code == 409  # fmt: skip
        assert act(client, self.url(made), "entry", occupation_code=f.WEAVER[0], occupation_name=f.WEAVER[1],
                   needs_bank="on", urgency=1).status_code == 302  # fmt: skip
        assert act(client, self.url(made), "key_project", occupation_code=f.WEAVER[0], name="织布工题库（五级）",
                   unit_name="演示协会", target="bank").status_code == 302  # fmt: skip
        assert KeyProject.objects.get().levels == ["五级"]


class TestFeedback:
    def test_users_report_on_standards_and_banks_and_the_centre_reads_it(self, client):
        f.occupations()
        norm = f.national_standard()
        made, user = f.body()
        url = reverse("organization_handovers")
        signed_in(client, user)
        assert act(client, url, "feedback", resource=f"standard {norm.public_id}", text="比重与实际不符").status_code == 302
        assert act(client, url, "feedback", resource=f"bank {norm.public_id}", text="没有这个题库").status_code == 422
        words = page(signed_in(client, f.province()), "centre_standard", norm.public_id)
        assert "比重与实际不符" in words and made.name in words


class TestImport:
    def sent(self, client, made, *rows, **more):
        file = SimpleUploadedFile("list.xlsx", template(rows))
        url = reverse("centre_shortage_list", args=(made.public_id,))
        return act(client, url, "import", workbook=file, **more)

    def test_a_workbook_fills_a_draft_and_faults_come_back_in_their_cells(self, client):
        f.occupations()
        made = ShortageList.objects.create(year=2022)
        signed_in(client, f.province())
        response = self.sent(client, made, (*f.WEAVER, "是"), ("", "织部工", "是"))
        words = response.content.decode()
        assert response.status_code == 422 and "织布工" in words and "data:application" in words
        assert not made.entries.exists()
        assert self.sent(client, made, (*f.WEAVER, "是"), ("", "织部工", "是"), accept_valid="on").status_code == 302
        assert made.entries.count() == 1

    def test_the_template_is_handed_out_to_centres_only(self, client):
        assert signed_in(client, f.province()).get(reverse("centre_shortage_template")).status_code == 200
        assert signed_in(client, f.account("body")).get(reverse("centre_shortage_template")).status_code == 403


class TestProject:
    def url(self, project):
        return reverse("centre_project", args=(project.public_id,))

    def test_the_page_offers_the_acts_that_are_due(self, client):
        f.occupations()
        project = f.applied_norm()
        words = signed_in(client, f.province()).get(self.url(project)).content.decode()
        assert 'value="accept"' in words and 'value="publish"' not in words

    def test_who_selects_sees_the_applicants_side_by_side(self, client):
        f.occupations()
        earlier = f.passed(f.applied_norm(pair=f.WEAVER))
        rival = f.applied_norm(who=(earlier.applicant, f.member(earlier)))
        project = f.applied_norm()
        words = signed_in(client, f.province()).get(self.url(project)).content.decode()
        assert "申请单位对照" in words and rival.applicant.name in words and project.applicant.name in words
        assert "<td>0</td><td>1</td>" in words  # passed so far: none, and one
        signed_in(client, f.member(project))
        assert rival.applicant.name not in page(client, "organization_project", project.public_id)

    def test_an_only_applicant_is_not_compared(self, client):
        f.occupations()
        assert "申请单位对照" not in signed_in(client, f.province()).get(self.url(f.applied_norm())).content.decode()

    def test_a_project_is_carried_from_intake_to_publication(self, client):
        f.occupations()
        project = f.applied_norm()
        signed_in(client, f.province())
        assert act(client, self.url(project), "accept", note="").status_code == 302
        assert act(client, self.url(project), "select", research="强", experience="丰富", mode="social").status_code == 302
        project.refresh_from_db()
        assert project.state == "developing"

    def test_convening_draws_from_the_register_and_concluding_waits_for_all(self, client):
        f.occupations()
        project = f.submitted(f.applied_norm())
        f.experts(7)
        signed_in(client, f.province())
        response = act(client, self.url(project), "convene", held_on="2999-01-01", count=5, beacon_source="演示",
                       beacon_value="1")  # fmt: skip
        assert response.status_code == 409 and "可抽取的专家" in response.content.decode()
        today = date.today().isoformat()
        assert act(client, self.url(project), "convene", held_on=today, count=5, beacon_source="演示",
                   beacon_value="1").status_code == 302  # fmt: skip
        response = act(client, self.url(project), "conclude")
        assert response.status_code == 409 and "未提交意见" in response.content.decode()

    def test_sealed_opinions_do_not_show(self, client):
        f.occupations()
        review = f.reviewing(f.applied_norm())
        f.vote(review, ["fail"])
        words = signed_in(client, f.province()).get(self.url(review.project)).content.decode()
        assert "已提交（密封）" in words and "演示意见" not in words

    def test_the_missing_annex_is_said(self, client):
        f.occupations()
        project = f.submitted(f.applied_norm())
        assert "附件原文未取得" in signed_in(client, f.province()).get(self.url(project)).content.decode()

    def test_an_unknown_act_is_refused(self, client):
        f.occupations()
        project = f.applied_norm()
        assert act(signed_in(client, f.province()), self.url(project), "explode").status_code == 422

    def test_the_wrong_centre_is_told_so_even_when_it_posts(self, client):
        f.occupations()
        project = f.applied_bank()
        assert act(signed_in(client, f.province()), self.url(project), "accept", note="").status_code == 403

    def test_a_passed_norm_is_published_from_its_page(self, client):
        f.occupations()
        project = f.passed(f.applied_norm())
        response = act(signed_in(client, f.province()), self.url(project), "publish", document_number="演示8号",
                       published_on="2021-08-10", item_count=0)  # fmt: skip
        assert response.status_code == 302 and Standard.objects.get().document_number == "演示8号"


class TestWork:
    def test_milestones_and_comments_are_on_the_pages_of_both_sides(self, client):
        f.occupations()
        project = f.drafted(f.applied_norm())
        expert = f.experts(1, accounts=False)[0]
        centre = reverse("centre_project", args=(project.public_id,))
        signed_in(client, f.province())
        assert act(client, centre, "comment", expert=expert.number, text="请补充", part="").status_code == 302
        assert act(client, centre, "comment", expert="没有", text="请补充").status_code == 422
        signed_in(client, f.member(project))
        own = reverse("organization_project", args=(project.public_id,))
        day = (timezone.localdate() + timedelta(days=1)).isoformat()
        assert act(client, own, "milestone", name="中期检查", due_on=day).status_code == 302
        milestone = project.milestones.get()
        words = client.get(own).content.decode()
        assert "请补充" in words and "中期检查" in words and "进行中" in words
        today = timezone.localdate().isoformat()
        assert act(client, own, "reached", milestone=milestone.pk, reached_on=today).status_code == 302
        assert "已完成" in signed_in(client, f.province()).get(centre).content.decode()

    def test_a_drawn_expert_comments_on_the_revision(self, client):
        f.occupations()
        review = f.concluded(f.applied_norm(), ["revise"] * 5)
        expert = review.opinions.select_related("expert__user").first().expert
        url = reverse("expert_review", args=(review.public_id,))
        signed_in(client, expert.user)
        assert act(client, url, "comment", text="仍缺权重表").status_code == 302
        assert "仍缺权重表" in client.get(url).content.decode()


class TestPromulgation:
    def post(self, client, **extra):
        return client.post(reverse("centre_promulgate"), {
            "occupation_code": f.PRINTER[0], "occupation_name": f.PRINTER[1], "levels": ["五级"],
            "document_number": "演示颁1号", "promulgated_on": "2021-09-01", **extra})  # fmt: skip

    def test_it_is_previewed_then_confirmed(self, client):
        f.occupations()
        norm = f.published(f.applied_norm())
        signed_in(client, f.province())
        words = self.post(client).content.decode()
        assert "自行废止 1 部" in words
        norm.refresh_from_db()
        assert norm.state == "in_force"
        response = self.post(client, confirmed="yes")
        norm.refresh_from_db()
        assert response.status_code == 302 and norm.state == "lapsed"
        explained = client.get(reverse("centre_standard", args=(norm.public_id,))).content.decode()
        assert "演示颁1号" in explained

    def test_the_preview_names_the_plans_that_will_be_halted(self, client):
        f.occupations()
        norm = f.published(f.applied_norm())
        plan = planned()
        type(plan).objects.filter(pk=plan.pk).update(standard=norm)
        plan.sessions.update(starts_at=timezone.now() + timedelta(days=9))
        signed_in(client, f.province())
        assert plan.plan_number in self.post(client).content.decode()
        plan.refresh_from_db()
        assert plan.state == "open"
        self.post(client, confirmed="yes")
        plan.refresh_from_db()
        assert plan.state == "halted"

    def test_a_refusal_keeps_what_was_typed(self, client):
        f.occupations()
        signed_in(client, f.province())
        response = self.post(client, occupation_name="印花匠", confirmed="yes")
        assert response.status_code == 409 and "印花匠" in response.content.decode()
        assert self.post(client, promulgated_on="").status_code == 422
        assert not Standard.objects.exists()

    def test_a_city_has_no_such_page(self, client):
        assert signed_in(client, f.city()).get(reverse("centre_promulgate")).status_code == 403


class TestOrganization:
    def test_a_body_applies_and_a_wrong_name_comes_back_with_suggestions(self, client):
        f.occupations()
        applicant, user = f.registered_third_party()
        signed_in(client, user)
        fields = {"kind": "item_bank", "action": "develop", "occupation_code": f.WEAVER[0], "levels": ["五级"]}
        url = reverse("organization_projects")
        response = act(client, url, "apply", occupation_name="织部工", **fields)
        assert response.status_code == 409 and "是否为：6-04-03-03 织布工" in response.content.decode()
        assert act(client, url, "apply", occupation_name="织布工", **fields).status_code == 302
        assert DevelopmentProject.objects.get().applicant == applicant

    def test_the_declaration_of_seeking_registration_is_asked_for(self, client):
        f.occupations()
        signed_in(client, f.body("industry", "320500")[1])
        fields = {"kind": "item_bank", "action": "develop", "occupation_code": f.WEAVER[0], "occupation_name": "织布工"}
        url = reverse("organization_projects")
        assert "是否正在申请第三方" in act(client, url, "apply", **fields).content.decode()
        assert act(client, url, "apply", seeking_registration="yes", **fields).status_code == 302

    def test_a_bank_gives_facts_after_a_pledge(self, client):
        f.occupations()
        f.national_standard()
        project = f.developing(f.applied_bank())
        signed_in(client, f.member(project))
        url = reverse("organization_project", args=(project.public_id,))
        facts = {"item_count": 1200, "content_sha256": f.SHA}
        assert act(client, url, "draft", **facts).status_code == 409
        assert act(client, url, "pledge", person_name="演示甲", duty="命题", signed_on="2021-07-06").status_code == 302
        assert act(client, url, "draft", **facts).status_code == 302

    def test_a_neighbour_does_not_see_the_project(self, client):
        f.occupations()
        project = f.applied_norm()
        url = reverse("organization_project", args=(project.public_id,))
        assert signed_in(client, f.body()[1]).get(url).status_code == 403

    def test_lists_of_a_body_cost_few_queries(self, client, django_assert_max_num_queries):
        f.occupations()
        who = f.body()
        for pair in (f.WEAVER, f.PRINTER):
            f.applied_norm(who=who, pair=pair)
        signed_in(client, who[1])
        for name in ("organization_projects", "organization_handovers"):
            with django_assert_max_num_queries(QUERIES):
                page(client, name)

    def test_material_is_asked_for_granted_and_acknowledged(self, client):
        bank = ItemBankRecord.objects.create(kind="skill_level", standard=f.national_standard(), levels=["五级"],
                                             occupation_code=f.WEAVER[0], occupation_name=f.WEAVER[1],
                                             published_on=date(2021, 7, 1))  # fmt: skip
        user = f.body("third_party", "320500")[1]
        signed_in(client, user)
        assert act(client, reverse("organization_handovers"), "support", bank=str(bank.public_id), purpose="演示批次",
                   receiver="演示甲").status_code == 302  # fmt: skip
        asked = SupportRequest.objects.get()
        signed_in(client, f.province())
        assert act(client, reverse("centre_support_request", args=(asked.public_id,)), "grant", receiver="演示单位",
                   slip_number="JJ-9", package_sha256=f.SHA).status_code == 302  # fmt: skip
        signed_in(client, user)
        url = reverse("organization_handover", args=(Handover.objects.get().public_id,))
        assert act(client, url, "receipt", receiver="演示甲", package_sha256="cd" * 32).status_code == 409
        assert act(client, url, "receipt", receiver="演示甲", package_sha256=f.SHA).status_code == 302
        assert Handover.objects.get().receipt["receiver"] == "演示甲"


class TestExpert:
    def test_an_expert_finds_the_draft_and_gives_an_opinion_once(self, client):
        f.occupations()
        review = f.reviewing(f.applied_norm())
        opinion = review.opinions.select_related("expert__user").first()
        signed_in(client, opinion.expert.user)
        assert review.project.occupation_name in page(client, "expert_reviews")
        url = reverse("expert_review", args=(review.public_id,))
        assert "演示守则" in client.get(url).content.decode()
        assert act(client, url, "opinion", verdict="fail", text="").status_code == 409
        assert act(client, url, "opinion", verdict="pass", text="同意").status_code == 302
        assert act(client, url, "opinion", verdict="fail", text="改").status_code == 409
        opinion.refresh_from_db()
        assert opinion.verdict == "pass"

    def test_others_opinions_stay_sealed(self, client):
        f.occupations()
        review = f.reviewing(f.applied_norm())
        f.vote(review, ["fail"])
        second = review.opinions.select_related("expert__user").order_by("pk")[1]
        words = signed_in(client, second.expert.user).get(reverse("expert_review", args=(review.public_id,)))
        assert "演示意见" not in words.content.decode()

    def test_one_who_was_not_drawn_sees_nothing(self, client):
        f.occupations()
        review = f.reviewing(f.applied_norm())
        stranger = f.experts(1)[0].user
        assert signed_in(client, stranger).get(reverse("expert_review", args=(review.public_id,))).status_code == 403

    def test_a_bank_is_opened_to_an_opinion_by_a_pledge(self, client):
        f.occupations()
        f.national_standard()
        review = f.reviewing(f.applied_bank())
        review.project.pledges.all().delete()
        opinion = review.opinions.select_related("expert__user").first()
        signed_in(client, opinion.expert.user)
        url = reverse("expert_review", args=(review.public_id,))
        assert act(client, url, "opinion", verdict="pass", text="").status_code == 409
        assert act(client, url, "pledge", signed_on="2021-08-02").status_code == 302
        assert act(client, url, "opinion", verdict="pass", text="").status_code == 302


class TestPapers:
    def file(self, client, project, kind):
        return client.get(reverse("centre_project_file", args=(project.public_id, kind)))

    def body(self, response) -> bytes:
        return b"".join(response.streaming_content)

    def test_forms_and_drafts_are_printed_when_their_time_has_come(self, client):
        f.occupations()
        project = f.applied_norm()
        signed_in(client, f.province())
        assert self.body(self.file(client, project, "form-7.pdf")).startswith(b"%PDF")
        assert self.file(client, project, "form-8.pdf").status_code == 409
        assert self.file(client, project, "draft.docx").status_code == 409
        f.passed(project)
        for kind, start in (("form-8.pdf", b"%PDF"), ("form-9.pdf", b"%PDF"), ("draft.pdf", b"%PDF"),
                            ("draft.docx", b"PK")):  # fmt: skip
            assert self.body(self.file(client, project, kind)).startswith(start)

    def test_the_review_form_stays_shut_while_opinions_are_sealed(self, client):
        f.occupations()
        review = f.reviewing(f.applied_norm())
        f.vote(review, ["fail"])
        assert self.file(signed_in(client, f.province()), review.project, "form-9.pdf").status_code == 409

    def test_two_versions_are_shown_side_by_side(self, client):
        from liangcai.apps.resources.actions.submit_draft import submit_draft

        f.occupations()
        project = f.drafted(f.applied_norm())
        url = reverse("centre_project_versions", args=(project.public_id,))
        signed_in(client, f.province())
        assert client.get(url).status_code == 409
        changed = f.norm_content() | {"overview": {"职业定义": "改过的定义"}}
        submit_draft(actor=f.member(project), at=f.at("2021-07-22"), project=project, content=changed)
        words = client.get(url).content.decode()
        assert "<del>演示内容</del><ins>改过的定义</ins>" in words and "没有改动的章节" in words
        own = reverse("organization_project_versions", args=(project.public_id,))
        assert "改过的定义" in signed_in(client, f.member(project)).get(own).content.decode()
        signed_in(client, f.province())
        assert client.get(url, {"old": "9"}).status_code == 422

    def test_a_slip_is_printed(self, client):
        from liangcai.apps.resources.actions.hand_over_bank import hand_over_bank

        bank = ItemBankRecord.objects.create(kind="skill_level", standard=f.national_standard(), levels=["五级"],
                                             occupation_code=f.WEAVER[0], occupation_name=f.WEAVER[1],
                                             published_on=date(2021, 7, 1))  # fmt: skip
        made = hand_over_bank(actor=f.province(), at=f.at("2021-08-01"), bank=bank, receiver="演示站", slip_number="JJ-3",
                              package_sha256=f.SHA)  # fmt: skip
        signed_in(client, f.province())
        assert self.body(client.get(reverse("centre_handover_slip", args=(made.public_id,)))).startswith(b"%PDF")
        signed_in(client, f.city())
        assert client.get(reverse("centre_handover_slip", args=(made.public_id,))).status_code == 403
