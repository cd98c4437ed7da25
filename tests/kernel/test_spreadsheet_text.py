import pytest

from liangcai.kernel.spreadsheet_text import safe


@pytest.mark.parametrize("text", ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1"])
def test_what_a_spreadsheet_would_run_is_marked_as_text(text):
    assert safe(text) == "'" + text


@pytest.mark.parametrize("text", ["", "织布工", "-12.5", "+3", "6-04-03-03", "a=b"])
def test_plain_text_and_plain_numbers_stay(text):
    assert safe(text) == text
