"""Whatever the screens say in Chinese they can say in English."""

from __future__ import annotations

import re

import polib

from liangcai.config import messages
from liangcai.config.messages import CATALOGUE, messages_in, missing

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]")


def test_every_message_has_an_english_translation():
    assert missing() == {}


def test_translations_keep_the_placeholders():
    for entry in polib.pofile(str(CATALOGUE)).translated_entries():
        assert sorted(PLACEHOLDER.findall(entry.msgid)) == sorted(PLACEHOLDER.findall(entry.msgstr)), entry.msgid


def test_no_message_is_translated_twice():
    ids = [(entry.msgctxt, entry.msgid) for entry in polib.pofile(str(CATALOGUE))]
    assert len(ids) == len(set(ids))


def test_messages_of_templates_and_python_are_found(tmp_path):
    page = tmp_path / "page.html"
    counted = "{% blocktranslate with n=b %}共 {{ n }} 条{% endblocktranslate %}"
    page.write_text('<p>\n  {% translate "甲" %}{% if a %}\n ' + counted + "{% endif %}", encoding="utf-8")
    module = tmp_path / "module.py"
    module.write_text('from x import gettext as _\n\nA = _("乙")\nB = ngettext("丙", "丁", 2)\n', encoding="utf-8")
    assert list(messages_in(page)) == ["甲", "共 %(n)s 条"]
    assert list(messages_in(module))[0] == "乙"


def test_messages_are_found_under_the_name_gettext_is_imported_as(tmp_path):
    module = tmp_path / "module.py"
    module.write_text('from x import gettext as say, ngettext as count\nfrom x import pgettext as meant\n\n'
                      'A = say("甲"), count("乙", "丙", 2), meant("语境", "丁"), tell("戊")\n', encoding="utf-8")  # fmt: skip
    assert list(messages_in(module)) == ["甲", "丙", "丁"]


def test_an_alias_without_english_is_reported(tmp_path, monkeypatch):
    package = tmp_path / "liangcai"
    package.mkdir()
    (package / "page.py").write_text('from x import gettext as say\n\nA = say("从未译过的话")\n', encoding="utf-8")
    monkeypatch.setattr(messages, "PACKAGE", package)
    assert missing() == {"从未译过的话": "liangcai/page.py"}
