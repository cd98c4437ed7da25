"""Marks drawn on printed pages, spoilt like scans, read back. What is read must be right."""

import numpy as np
import pypdfium2 as pdfium
import pytest

from liangcai.engines.omr import SheetCandidate, layout_for, print_sheets, read_sheets, simulate
from liangcai.engines.omr.marks import Thresholds, judge
from tests.engines.omr.conftest import MULTIPLE, ROSTER, render


def wrong(read, truth) -> list:
    """Answers told as certain that are not the truth; a lost mark told as blank counts too."""
    told = {"read": lambda a: a.answer, "blank": lambda a: "", "multiple": lambda a: "several"}
    return [a for a in read.answers if a.state != "doubtful" and told[a.state](a) != truth[a.question]]


def spoil(blank, layout, truth, name, dpi, style, seed):
    rng = np.random.default_rng(seed)
    filled = simulate.fill(blank(dpi), layout.pages[0], truth, rng, style)
    return simulate.DEGRADATIONS[name](filled, rng)


@pytest.mark.parametrize("dpi", [100, 150, 200, 300])
@pytest.mark.parametrize("name", simulate.DEGRADATIONS)
def test_a_spoilt_page_is_read_and_nothing_is_wrong(blank, layout, truth, name, dpi):
    answers = truth(dpi)
    (read,) = read_sheets([spoil(blank, layout, answers, name, dpi, "pencil", [dpi, len(name)])], layout)
    assert read.problem is None
    assert (read.ticket_number, read.paper_code) == (ROSTER[0].ticket_number, ROSTER[0].paper_code)
    assert wrong(read, answers) == []
    assert sum(a.state == "doubtful" for a in read.answers) <= 5


@pytest.mark.parametrize("style", ["sloppy", "faint"])
@pytest.mark.parametrize("name", sorted(set(simulate.DEGRADATIONS) - {"one bit"}))
def test_faint_and_sloppy_marks_are_read_or_doubtful_never_wrong(blank, layout, truth, name, style):
    answers = truth(7)
    (read,) = read_sheets([spoil(blank, layout, answers, name, 150, style, [7, len(name)])], layout)
    assert read.problem is None
    assert wrong(read, answers) == []
    assert sum(a.state == "doubtful" for a in read.answers) <= 20


def test_faint_pencil_broken_up_by_a_black_and_white_scan_is_all_doubtful(blank, layout, truth):
    (read,) = read_sheets([spoil(blank, layout, truth(3), "one bit", 150, "faint", 3)], layout)
    assert {a.state for a in read.answers} == {"doubtful"}


def test_ticks_instead_of_fillings_are_left_to_a_person(blank, layout, truth):
    (read,) = read_sheets([spoil(blank, layout, truth(3), "untouched", 150, "tick", 3)], layout)
    assert {a.state for a in read.answers} == {"doubtful"}


@pytest.mark.parametrize("seed", range(8))
def test_several_faults_at_once_still_give_nothing_wrong(blank, layout, truth, seed):
    rng = np.random.default_rng([99, seed])
    answers = truth(seed)
    page = layout.pages[0]
    image = simulate.fill(blank(150), page, answers, rng, ["pencil", "sloppy", "faint"][seed % 3])
    for bubble in rng.choice(np.array(page.bubbles, dtype=object), 12):
        if bubble.option not in answers[bubble.question]:
            simulate.erase(image, page, bubble, rng)
    image = simulate.degrade(simulate.scribble(image, page, rng), rng, 0.9)
    (read,) = read_sheets([image], layout)
    assert read.problem is None
    assert wrong(read, answers) == []


def test_a_photograph_on_a_dark_table_is_read(blank, layout, truth):
    rng, answers = np.random.default_rng(5), truth(5)
    image = simulate.fill(blank(150), layout.pages[0], answers, rng)
    photo = np.full((2300, 1900), 60, np.uint8)
    photo[250:250 + image.shape[0], 300:300 + image.shape[1]] = image
    photo = simulate.blur(simulate.shadow(simulate.turn(photo, 2), rng, 0.3), 0.8)
    (read,) = read_sheets([photo], layout)
    assert read.problem is None and wrong(read, answers) == []


def test_an_untouched_page_is_all_blank(blank, layout):
    (read,) = read_sheets([blank(150)], layout)
    assert {a.state for a in read.answers} == {"blank"}


def test_a_fully_blackened_page_is_multiple_where_one_mark_is_lawful_and_read_where_several_are(blank, layout):
    everything = dict.fromkeys(layout.questions, "ABCD")
    rng = np.random.default_rng(1)
    (read,) = read_sheets([simulate.fill(blank(150), layout.pages[0], everything, rng)], layout)
    for a in read.answers:
        assert (a.state, a.answer) == (("read", "ABCD") if a.question in MULTIPLE else
                                       ("multiple", "AB" if a.question > 80 else "ABCD"))


def test_an_erasure_beside_a_mark_does_not_make_a_wrong_answer_and_alone_is_no_answer(blank, layout):
    page, rng = layout.pages[0], np.random.default_rng(2)
    answers = dict.fromkeys(range(1, 71), "A")
    image = simulate.fill(blank(150), page, answers, rng)
    for bubble in page.bubbles:
        if bubble.option == "B" and bubble.question % 2:
            simulate.erase(image, page, bubble, rng)
    (read,) = read_sheets([image], layout)
    for a in read.answers:
        if a.question <= 70:
            assert (a.state, a.answer) == ("read", "A") or a.state == "doubtful"
        elif a.question % 2:
            assert a.state in ("doubtful", "blank")


def test_a_torn_off_strip_with_answers_is_doubtful_not_blank(blank, layout, truth):
    answers = truth(4)
    image = simulate.fill(blank(150), layout.pages[0], answers, np.random.default_rng(4))
    image[1250:1400, 130:700] = 255
    (read,) = read_sheets([image], layout)
    assert wrong(read, answers) == []


def test_one_bubble_covered_makes_its_question_doubtful(blank, layout):
    image = simulate.fill(blank(150), layout.pages[0], {1: "D"}, np.random.default_rng(1))
    covered = next(b for b in layout.pages[0].bubbles if (b.question, b.option) == (1, "D"))
    x, y = (round(v * 150 / 25.4) for v in (covered.x, covered.y))
    image[y - 14: y + 15, x - 18: x + 19] = 255
    (read,) = read_sheets([image], layout)
    assert [a.state for a in read.answers[:2]] == ["doubtful", "blank"]


def test_a_page_turned_and_cropped_through_all_four_markers_is_still_placed(blank, layout, truth):
    answers, rng = truth(6), np.random.default_rng(6)
    image = simulate.turn(simulate.fill(blank(150), layout.pages[0], answers, rng), 3)
    (read,) = read_sheets([simulate.DEGRADATIONS["cropped"](image, rng)], layout)
    assert read.problem is None and wrong(read, answers) == []


def test_a_black_and_white_scan_that_lost_part_of_the_pencil_is_all_doubtful(blank, layout, truth):
    rng = np.random.default_rng(8)
    image = simulate.degrade(simulate.fill(blank(150), layout.pages[0], truth(8), rng, "faint"), rng, 0.5)
    (read,) = read_sheets([simulate.black_and_white(image, 150)], layout)
    assert {a.state for a in read.answers} == {"doubtful"}


# The rule itself, a case either side of every threshold.
LIMITS = Thresholds(trace=0.06, mark=0.3, usual=0.7)


@pytest.mark.parametrize(("darkness", "state", "answer"), [
    ([0.0, 0.05, 0.0, 0.0], "blank", ""),
    ([0.0, 0.07, 0.0, 0.0], "doubtful", "B"),
    ([0.0, 0.29, 0.0, 0.0], "doubtful", "B"),
    ([0.0, 0.34, 0.0, 0.0], "doubtful", "B"),  # a mark, but half as dark as this hand's others
    ([0.0, 0.36, 0.0, 0.0], "read", "B"),
    ([0.7, 0.23, 0.0, 0.0], "read", "A"),
    ([0.7, 0.25, 0.0, 0.0], "doubtful", "AB"),
    ([0.7, 0.41, 0.0, 0.0], "doubtful", "AB"),
    ([0.7, 0.43, 0.0, 0.0], "multiple", "AB"),
    ([0.7, 0.6, 0.6, 0.6], "multiple", "ABCD"),
])
def test_one_lawful_mark(darkness, state, answer):
    found = judge("ABCD", np.array(darkness), LIMITS, several=False, trusted=True)
    assert (found.state, found.answer) == (state, answer)


@pytest.mark.parametrize(("darkness", "state", "answer"), [
    ([0.7, 0.0, 0.6, 0.5], "read", "ACD"),
    ([0.7, 0.15, 0.6, 0.0], "read", "AC"),
    ([0.7, 0.16, 0.6, 0.0], "doubtful", "ABC"),
    ([0.0, 0.0, 0.0, 0.0], "blank", ""),
])
def test_several_lawful_marks(darkness, state, answer):
    found = judge("ABCD", np.array(darkness), LIMITS, several=True, trusted=True)
    assert (found.state, found.answer) == (state, answer)


def test_what_lies_in_an_untrusted_place_is_doubtful_even_when_clear():
    assert judge("AB", np.array([0.9, 0.0]), LIMITS, several=False, trusted=False).state == "doubtful"
    assert judge("AB", np.array([0.0, 0.0]), LIMITS, several=False, trusted=False).state == "doubtful"


# Pages that cannot be placed, and pages that come twice.


def codes(reads):
    return [read.problem.code if read.problem else None for read in reads]


def test_blank_paper_noise_and_mirrored_pages_are_listed_with_the_reason(blank, layout):
    rng = np.random.default_rng(0)
    paper = simulate.noise(simulate.shadow(np.full((1754, 1240), 240, np.uint8), rng, 0.3), rng, 5)
    noise = rng.integers(0, 255, (1754, 1240), dtype=np.uint8)
    mirrored = np.ascontiguousarray(blank(150)[:, ::-1])
    reads = read_sheets([paper, noise, mirrored, np.zeros((1754, 1240), np.uint8)], layout)
    assert codes(reads) == ["no_markers"] * 4
    assert all(not read.answers and read.problem.message for read in reads)


def test_a_thumbnail_is_too_small(blank, layout):
    assert codes(read_sheets([blank(150)[::6, ::6]], layout)) == ["too_small"]


def test_a_page_without_its_code_is_nobodys(blank, layout):
    image = blank(150)
    left, top, side = (v * 150 / 25.4 for v in layout.pages[0].qr)
    image[int(top) - 5: int(top + side) + 5, int(left) - 5: int(left + side) + 5] = 255
    (read,) = read_sheets([image], layout)
    assert codes([read]) == ["no_qr"] and not read.ticket_number and not read.answers


def test_a_page_of_another_layout_is_not_read_with_this_one(blank):
    assert codes(read_sheets([blank(150)], layout_for(99, 4, 20))) == ["other_layout"]


def test_the_same_page_twice_counts_once(blank, layout, truth):
    image = simulate.fill(blank(150), layout.pages[0], truth(1), np.random.default_rng(1))
    assert codes(read_sheets([image, blank(150, 1), image], layout)) == [None, None, "repeated_page"]


def test_two_different_scans_of_one_page_count_not_at_all(blank, layout, truth):
    images = [simulate.fill(blank(150), layout.pages[0], truth(n), np.random.default_rng(n)) for n in (1, 2)]
    assert codes(read_sheets([*images, blank(150, 1)], layout)) == ["conflicting_pages", "conflicting_pages", None]


def test_six_options_and_two_are_read_too():
    for options in (2, 5, 6):
        layout = layout_for(40, options)
        pdf = print_sheets(layout, [SheetCandidate("1", "演示", "1", "A")])
        answers = {q: "ABCDEF"[q % options] for q in layout.questions}
        image = simulate.fill(render(pdfium.PdfDocument(pdf)[0], 150), layout.pages[0], answers,
                              np.random.default_rng(options))
        (read,) = read_sheets([image], layout)
        assert {a.question: a.answer for a in read.answers if a.state == "read"} == answers
