"""Archiving a batch, offered alike at the centre and to the body: the act, the link, the file."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponseBase
from django.utils.timezone import localdate
from django.utils.translation import gettext as now_in
from django.utils.translation import gettext_lazy as _

from liangcai.apps.results.models import Release
from liangcai.apps.supervision.actions.archive_batch import archive_batch
from liangcai.apps.supervision.models import BatchArchive
from liangcai.kernel.refusals import Refused
from liangcai.web.hall.act_panels import Act
from liangcai.web.hall.list_files import watermark
from liangcai.web.shared.downloads import file_response


class ArchiveForm(forms.Form):
    gaps_explained = forms.CharField(label=_("缺项说明"), required=False, max_length=400, widget=forms.Textarea(attrs={"rows": 2}),
                                     help_text=_("材料齐全时不填；确有材料无法取得的，写明原因，目录中将载明"))  # fmt: skip


def run_archive(user: Any, at: Any, release: Release, given: dict[str, Any]) -> Any:
    made = archive_batch(actor=user, at=at, plan=release.plan, watermark=watermark(), **given)
    return now_in("已归档，保存至 %(day)s。") % {"day": made.kept_until}


def may_archive(user: Any, release: Release) -> bool:
    over = release.objections_until is None or localdate() > release.objections_until
    return release.state == "published" and over and archive_of(release) is None


ARCHIVE = Act("archive", _("归档并办结"), run_archive, may_archive, ArchiveForm,
              _("全部材料连同目录做成一个签名的档案包，可离线核对。"))  # fmt: skip


def archive_of(release: Release) -> BatchArchive | None:
    return BatchArchive.objects.filter(plan=release.plan_id).first()


def archive_file(release: Release) -> HttpResponseBase:
    archive = archive_of(release)
    if archive is None:
        raise Refused("not_archived", "本批次尚未归档。")
    return file_response(archive.file, f"考核档案-{release.plan.plan_number}.zip")
