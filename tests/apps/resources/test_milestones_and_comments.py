"""A team's own milestones, and what experts say of a draft outside a review meeting."""

from datetime import date

import pytest

from liangcai.apps.audit.models import Entry
from liangcai.apps.notices.models import Notice
from liangcai.apps.resources.actions.comment_on_draft import comment_on_draft
from liangcai.apps.resources.actions.plan_milestone import plan_milestone
from liangcai.apps.resources.actions.reach_milestone import reach_milestone
from liangcai.apps.resources.actions.submit_for_review import submit_for_review
from liangcai.apps.resources.selectors import clock_of, comments_on
from liangcai.kernel.refusals import NotPermitted, Refused

from . import factories as f

pytestmark = pytest.mark.django_db
TODAY = "2021-07-21"


@pytest.fixture
def project(db):
    f.occupations()
    return f.drafted(f.applied_norm())


def planned(project, due="2021-08-01", name="初稿", actor=None):
    return plan_milestone(actor=actor or f.member(project), at=f.at(TODAY), project=project, name=name,
                          due_on=date.fromisoformat(due))  # fmt: skip


def reached(milestone, on=TODAY, actor=None):
    return reach_milestone(actor=actor or f.member(milestone.project), at=f.at(TODAY), milestone=milestone,
                           reached_on=date.fromisoformat(on))  # fmt: skip


def refusal(act, *args, **more) -> str:
    with pytest.raises(Refused) as no:
        act(*args, **more)
    return no.value.code


class TestMilestones:
    @pytest.mark.parametrize("due, fits", [(TODAY, True), ("2021-07-20", False)])
    def test_a_milestone_lies_ahead(self, project, due, fits):
        if fits:
            assert planned(project, due).due_on == date(2021, 7, 21)
        else:
            assert refusal(planned, project, due) == "milestone_past"

    def test_its_day_is_not_moved(self, project):
        made = planned(project)
        assert refusal(planned, project, "2021-09-01") == "milestone_known"
        made.refresh_from_db()
        assert made.due_on == date(2021, 8, 1)

    def test_it_is_reached_once_and_not_in_the_future(self, project):
        made = planned(project)
        assert refusal(reached, made, "2021-07-22") == "reached_in_future"
        assert reached(made).reached_on == date(2021, 7, 21)
        assert refusal(reached, made) == "milestone_reached"
        assert Entry.objects.filter(action="reach_milestone").count() == 1

    def test_it_changes_no_clock(self, project):
        before = clock_of(project, date(2021, 7, 21))
        planned(project)
        assert clock_of(project, date(2021, 7, 21)) == before

    def test_the_team_and_its_centre_set_it_and_no_neighbour(self, project):
        assert planned(project, name="二稿", actor=f.centre(project, "review"))
        for stranger in (f.body()[1], f.city("320100")):
            with pytest.raises(NotPermitted):
                planned(project, name="三稿", actor=stranger)
            with pytest.raises(NotPermitted):
                reached(project.milestones.get(), actor=stranger)

    def test_only_while_the_work_goes_on(self, project):
        submit_for_review(actor=f.member(project), at=f.at(TODAY), project=project)
        assert refusal(planned, project) == "not_in_work"


class TestComments:
    def comment(self, project, expert, actor=None, text="第三章应补充", on=TODAY):
        return comment_on_draft(actor=actor or f.centre(project, "review"), at=f.at(on), project=project, expert=expert,
                                text=text, part="工作要求")  # fmt: skip

    def test_a_written_comment_is_kept_with_its_draft_and_told_to_the_team(self, project):
        expert = f.experts(1, accounts=False)[0]
        made = self.comment(project, expert)
        assert (made.draft.version, list(comments_on(project))) == (1, [made])
        assert Notice.objects.get(key__startswith="comment_on_draft").user == f.member(project)
        assert Entry.objects.filter(action="comment_on_draft").count() == 1

    def test_nobody_speaks_for_an_expert_with_an_account(self, project):
        with pytest.raises(NotPermitted):
            self.comment(project, f.experts(1)[0])

    def test_an_expert_who_was_drawn_comments_on_the_revision_and_a_stranger_does_not(self):
        f.occupations()
        review = f.concluded(f.applied_norm(), ["revise"] * 5)
        drawn = review.opinions.select_related("expert__user").first().expert
        assert self.comment(review.project, drawn, actor=drawn.user, on="2021-08-03")
        stranger = f.experts(1)[0]
        with pytest.raises(NotPermitted):
            self.comment(review.project, stranger, actor=stranger.user, on="2021-08-03")

    def test_the_team_does_not_enter_what_experts_say(self, project):
        with pytest.raises(NotPermitted):
            self.comment(project, f.experts(1, accounts=False)[0], actor=f.member(project))

    def test_not_while_a_review_runs(self):
        f.occupations()
        review = f.reviewing(f.applied_norm())
        drawn = review.opinions.select_related("expert__user").first().expert
        assert refusal(self.comment, review.project, drawn, actor=drawn.user) == "not_in_work"

    @pytest.mark.parametrize("day, fits", [("2030-12-31", True), ("2031-01-01", False)])
    def test_the_card_is_valid_on_the_day(self, project, day, fits):
        expert = f.experts(1, accounts=False)[0]
        if fits:
            assert self.comment(project, expert, on=day)
        else:
            assert refusal(self.comment, project, expert, on=day) == "not_an_expert"

    def test_there_must_be_a_draft_and_words(self, project):
        expert = f.experts(1, accounts=False)[0]
        assert refusal(self.comment, project, expert, text=" ") == "comment_empty"
        assert refusal(self.comment, f.developing(f.applied_norm(pair=f.WEAVER)), expert) == "no_draft"

    def test_a_bank_is_shown_to_pledged_experts_only(self, db):
        f.occupations()
        f.national_standard()
        assert refusal(self.comment, f.drafted(f.applied_bank()), f.experts(1, accounts=False)[0]) == "no_pledge"
