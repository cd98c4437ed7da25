"""Files come into the vault from a disc in the drive, chosen from its listing (S002 四(二), 002-043).

A browser's upload does not say which medium it came from; it is taken only where the site's settings allow it (the
demonstration, which never holds real items)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from liangcai.apps.custody.media import files_on_discs, require_disc
from liangcai.kernel.refusals import BadInput, Refused

LARGEST = 300_000_000  # bytes read into memory


def uploads_allowed() -> bool:
    return settings.DEMONSTRATION or not getattr(settings, "FILES_FROM_DISC_ONLY", False)


class DiscFileInput(forms.Widget):
    """The files on the disc, and a file chooser where that is allowed."""

    needs_multipart_form = True
    input_type = "file"

    def __init__(self, suffixes: tuple[str, ...]) -> None:
        super().__init__()
        self.suffixes = suffixes

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        attrs = attrs or {}
        found = [f for f in files_on_discs() if not self.suffixes or f.path.suffix.lower() in self.suffixes]
        options = format_html_join("", '<option value="{}">{} · {}</option>', ((f.path, f.name, f.disc) for f in found))
        shown = format_html('<select class="form-select" name="{}" id="{}"><option value="">{}</option>{}</select>', name,
                            attrs.get("id", f"id_{name}"),
                            _("请选择光盘上的文件") if found else _("光驱中没有可用的文件，请放入光盘后刷新"), options)  # fmt: skip
        if not uploads_allowed():
            return shown
        label = _("或上传（仅演示）") if settings.DEMONSTRATION else _("或上传")
        return format_html('{}<label class="soft mt-1">{} <input class="form-control" type="file" name="{}"></label>', shown, label, name)

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        return files.get(name) or data.get(name)

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return name not in data and name not in files


class DiscFileField(forms.Field):
    """Gives a file object with `name` and `read()`, held in memory. A path that is on no disc, and an upload where none is
    allowed, are refused with the article."""

    def __init__(self, *, suffixes: tuple[str, ...] = (), **named: Any) -> None:
        super().__init__(widget=DiscFileInput(suffixes), **named)

    def clean(self, value: Any) -> Any:
        value = super().clean(value)
        if not value:
            return None
        if not isinstance(value, str):
            if not uploads_allowed():
                raise forms.ValidationError(_("题库工作站不接收上传，只从光驱中的光盘读入（宿人社通〔2022〕48号 四(二)）。"))
            return value
        try:
            return read_from_disc(Path(value))
        except Refused as no:
            raise forms.ValidationError(str(no)) from None


def read_from_disc(path: Path) -> SimpleUploadedFile:
    require_disc(path)
    try:
        if path.stat().st_size > LARGEST:
            raise BadInput("file_too_large", f"{path.name} 超过 {LARGEST // 1_000_000} MB，不读入。", where=path.name)
        return SimpleUploadedFile(path.name, path.read_bytes())
    except OSError as wrong:
        raise BadInput("disc_file", f"{path.name} 读不出：{wrong.strerror or wrong}。", where=path.name, hint="请检查光盘。") from None
