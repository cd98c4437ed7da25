"""Review meetings: experts drawn, opinions sealed, a majority that is recorded."""

from collections import Counter
from datetime import date
from fractions import Fraction

import pytest

from liangcai.apps.audit.models import Entry
from liangcai.apps.resources.actions.conclude_review import conclude_review, majority
from liangcai.apps.resources.actions.convene_review import convene_review
from liangcai.apps.resources.actions.give_opinion import give_opinion, seal_of
from liangcai.apps.resources.actions.sign_pledge import sign_pledge
from liangcai.apps.resources.actions.submit_draft import submit_draft
from liangcai.apps.resources.actions.submit_for_review import submit_for_review
from liangcai.apps.resources.selectors import opinions_seen_by
from liangcai.apps.station.models import Setting
from liangcai.engines.draw.record import replay
from liangcai.kernel.refusals import NotPermitted, Refused

from . import factories as f

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def classification(db):
    f.occupations()


def convene(project, cards, count=5, held_on="2021-08-02", actor=None):
    return convene_review(actor=actor or f.centre(project, "review"), at=f.at("2021-07-28"), project=project,
                          held_on=date.fromisoformat(held_on), experts=cards, count=count, **f.BEACON)  # fmt: skip


class TestDraw:
    def test_the_same_record_draws_the_same_experts(self):
        project = f.submitted(f.applied_norm())
        review = convene(project, f.experts(9))
        drawn = {o.expert.number for o in review.opinions.all()}
        assert replay(review.draw).selected["专家"] and drawn == set(review.draw["selected"]["专家"])
        forged = {**review.draw, "beacon": {**review.draw["beacon"], "value": "54321"}}
        assert not replay(forged).ok

    def test_experts_of_the_applicant_are_recused(self):
        project = f.submitted(f.applied_norm())
        own = f.experts(3, employer=project.applicant.name)
        with pytest.raises(Refused) as no:
            convene(project, f.experts(4) + own)
        assert set(no.value.facts["recused"]) == {c.number for c in own}
        review = convene(project, f.experts(5) + own)
        assert not {o.expert.pk for o in review.opinions.all()} & {c.pk for c in own}

    def test_members_of_the_team_are_recused(self):
        project = f.submitted(f.applied_norm())
        cards = f.experts(5)
        sign_pledge(actor=f.member(project), at=f.at("2021-07-26"), project=project, person_name=cards[0].holder_name,
                    duty="编写", signed_on=date(2021, 7, 26))  # fmt: skip
        with pytest.raises(Refused) as no:
            convene(project, cards)
        assert list(no.value.facts["recused"]) == [cards[0].number]

    @pytest.mark.parametrize(("last_day", "fit"), [("2021-08-02", True), ("2021-08-01", False)])
    def test_a_card_must_be_valid_on_the_day(self, last_day, fit):
        project = f.submitted(f.applied_norm())
        cards = f.experts(5)
        cards[0].valid_to = date.fromisoformat(last_day)
        if fit:
            assert convene(project, cards).opinions.count() == 5
        else:
            with pytest.raises(Refused):
                convene(project, cards)

    def test_scope_and_kind_of_card_matter(self):
        project = f.submitted(f.applied_norm())
        cards = f.experts(7)
        cards[0].scope, cards[1].kind, cards[2].scope = ["别的职业"], "assessor", [project.occupation_name]
        review = convene(project, cards)
        assert {o.expert_id for o in review.opinions.all()} == {c.pk for c in cards[2:]}

    @pytest.mark.parametrize(("count", "goes"), [(2, False), (3, True)])
    def test_the_least_number_is_a_setting(self, count, goes):
        project = f.submitted(f.applied_norm())
        if goes:
            assert convene(project, f.experts(4), count).opinions.count() == 3
        else:
            with pytest.raises(Refused) as no:
                convene(project, f.experts(4), count)
            assert no.value.code == "too_few_experts"

    def test_only_the_reviewing_centre_convenes(self):
        project = f.submitted(f.applied_norm())
        with pytest.raises(NotPermitted):
            convene(project, f.experts(), actor=f.city())


class TestOpinions:
    def test_they_are_sealed_until_all_are_in(self):
        review = f.reviewing(f.applied_norm())
        f.vote(review, ["pass", "fail", "pass", "pass"])
        first, *_, last = review.opinions.select_related("expert__user").order_by("pk")
        seen = opinions_seen_by(f.centre(review.project, "review"), review)
        assert sum(o.given for o in seen) == 4 and {o.verdict for o in seen} == {None}
        own = opinions_seen_by(first.expert.user, review)
        assert [o.verdict for o in own if o.verdict] == ["pass"]
        f_at = f.at(review.held_on)
        give_opinion(actor=last.expert.user, at=f_at, review=review, expert=last.expert, verdict="pass", text="")
        opened = Counter(o.verdict for o in opinions_seen_by(f.province(), review))
        assert opened == {"pass": 4, "fail": 1}

    def test_the_log_does_not_tell_a_sealed_verdict(self):
        review = f.reviewing(f.applied_norm())
        f.vote(review, ["fail"])
        facts = Entry.objects.filter(action="give_opinion").get().facts
        assert set(facts) == {"review", "expert", "seal"}
        opinion = review.opinions.select_related("expert", "review").order_by("pk").first()
        assert facts["seal"] == seal_of(opinion)

    def test_an_opinion_is_given_once_and_by_the_expert(self):
        review = f.reviewing(f.applied_norm())
        f.vote(review, ["pass"])
        first, second, *_ = review.opinions.select_related("expert__user").order_by("pk")

        def give(actor, opinion):
            with pytest.raises(Refused) as no:
                give_opinion(actor=actor, at=f.at(review.held_on), review=review, expert=opinion.expert,
                             verdict="pass", text="")  # fmt: skip
            return no.value.code

        assert give(first.expert.user, first) == "opinion_given"
        assert give(first.expert.user, second) == "other_expert"
        assert give(f.centre(review.project, "review"), second) == "other_expert"

    def test_a_stranger_to_the_draw_has_no_opinion(self):
        review = f.reviewing(f.applied_norm())
        card = f.experts(1)[0]
        with pytest.raises(NotPermitted):
            give_opinion(actor=card.user, at=f.at(review.held_on), review=review, expert=card, verdict="pass", text="")

    def test_the_centre_enters_the_paper_of_an_expert_without_account(self):
        project = f.submitted(f.applied_norm())
        review = convene(project, f.experts(5, accounts=False))
        opinion = review.opinions.select_related("expert").first()
        given = give_opinion(actor=f.province(), at=f.at("2021-08-02"), review=review, expert=opinion.expert,
                             verdict="pass", text="")  # fmt: skip
        assert given.given_at is not None

    @pytest.mark.parametrize(("verdict", "text", "goes"), [("pass", "", True), ("revise", "", False), ("fail", " ", False),
                                                           ("fail", "理由", True)])  # fmt: skip
    def test_a_no_says_why(self, verdict, text, goes):
        review = f.reviewing(f.applied_norm())
        opinion = review.opinions.select_related("expert__user").first()
        arguments = {"actor": opinion.expert.user, "at": f.at(review.held_on), "review": review,
                     "expert": opinion.expert, "verdict": verdict, "text": text}  # fmt: skip
        if goes:
            assert give_opinion(**arguments).verdict == verdict
        else:
            with pytest.raises(Refused) as no:
                give_opinion(**arguments)
            assert no.value.code == "opinion_text"

    def test_a_bank_is_reviewed_by_pledged_experts_only(self):
        f.national_standard()
        project = f.submitted(f.applied_bank())
        review = convene(project, f.experts())
        opinion = review.opinions.select_related("expert__user").first()
        arguments = {"actor": opinion.expert.user, "at": f.at("2021-08-02"), "review": review,
                     "expert": opinion.expert, "verdict": "pass", "text": ""}  # fmt: skip
        with pytest.raises(Refused) as no:
            give_opinion(**arguments)
        assert no.value.citation.rule == "002-036"
        sign_pledge(actor=opinion.expert.user, at=f.at("2021-08-02"), project=project, duty="评审",
                    person_name=opinion.expert.holder_name, signed_on=date(2021, 8, 2), user=opinion.expert.user)  # fmt: skip
        assert give_opinion(**arguments).verdict == "pass"


class TestConclusion:
    @pytest.mark.parametrize(("votes", "share", "conclusion"), [
        ({"pass": 3, "fail": 2}, "1/2", "pass"), ({"pass": 2, "fail": 2}, "1/2", "revise"),
        ({"pass": 1, "fail": 3}, "1/2", "fail"), ({"pass": 4, "fail": 2}, "2/3", "revise"),
        ({"pass": 5, "fail": 1}, "2/3", "pass"), ({"revise": 5}, "1/2", "revise")])  # fmt: skip
    def test_a_verdict_must_exceed_its_share(self, votes, share, conclusion):
        assert majority(Counter(votes), Fraction(share)) == conclusion

    def test_all_opinions_come_first(self):
        review = f.reviewing(f.applied_norm())
        f.vote(review, ["pass"] * 4)
        with pytest.raises(Refused) as no:
            conclude_review(actor=f.province(), at=f.at(review.held_on), review=review)
        assert (no.value.code, no.value.facts["given"]) == ("opinions_missing", 4)

    def test_the_meeting_comes_before_its_conclusion(self):
        review = f.reviewing(f.applied_norm())
        f.vote(review, ["pass"] * 5)
        with pytest.raises(Refused) as no:
            conclude_review(actor=f.province(), at=f.at("2021-08-01"), review=review)
        assert no.value.code == "review_not_held"

    def test_the_share_in_force_is_recorded_with_the_votes(self):
        Setting.objects.create(name="review_pass_share", value="2/3", from_on=date(2021, 1, 1), source="演示")
        review = f.concluded(f.applied_norm(), ["pass", "pass", "pass", "revise", "fail"])
        facts = Entry.objects.get(action="conclude_review").facts
        assert (review.conclusion, facts["must_exceed"], facts["votes"]) == (
            "revise", "2/3", {"pass": 3, "revise": 1, "fail": 1})  # fmt: skip

    def test_what_must_be_revised_comes_back_only_with_a_new_draft(self):
        project = f.concluded(f.applied_norm(), ["revise"] * 5).project
        project.refresh_from_db()
        assert project.state == "revising" and project.passed_on is None
        with pytest.raises(Refused) as no:
            submit_for_review(actor=f.member(project), at=f.at("2021-08-03"), project=project)
        assert no.value.code == "not_revised"
        submit_draft(actor=f.member(project), at=f.at("2021-08-04"), project=project, content=f.norm_content())
        again = submit_for_review(actor=f.member(project), at=f.at("2021-08-05"), project=project)
        second = convene_review(actor=f.province(), at=f.at("2021-08-06"), project=again, held_on=date(2021, 8, 9),
                                experts=f.experts(), **f.BEACON)  # fmt: skip
        assert second.round == 2

    def test_a_failed_project_is_closed(self):
        project = f.concluded(f.applied_norm(), ["fail"] * 5).project
        project.refresh_from_db()
        assert project.state == "failed"
        with pytest.raises(Refused):
            submit_draft(actor=f.member(project), at=f.at("2021-08-04"), project=project, content=f.norm_content())

    def test_it_is_concluded_once(self):
        review = f.concluded(f.applied_norm())
        with pytest.raises(Refused) as no:
            conclude_review(actor=f.province(), at=f.at("2021-08-03"), review=review)
        assert no.value.code == "review_concluded"
