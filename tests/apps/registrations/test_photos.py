"""Photos and evidence: real pictures of the right shape, redrawn, private, and the old file gone."""

from __future__ import annotations

import io
import zipfile

import pytest
from PIL import Image

from liangcai.apps.registrations.actions.attach_evidence import attach_evidence
from liangcai.apps.registrations.actions.import_photos import import_photos
from liangcai.apps.registrations.actions.upload_photo import upload_photo
from liangcai.apps.registrations.models import Candidate
from liangcai.apps.registrations.photo_checks import PRINTED, checked_photo
from liangcai.kernel.refusals import BadInput, NotPermitted, Refused

from . import factories as f

pytestmark = pytest.mark.django_db
DAY = f.at("2021-11-01").date()


def picture(width: int = 295, height: int = 413, kind: str = "JPEG", **more) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height), (200, 210, 220)).save(out, kind, **more)
    return out.getvalue()


def refused(data: bytes) -> str:
    with pytest.raises(BadInput) as no:
        checked_photo(data, DAY)
    assert no.value.hint
    return no.value.code


@pytest.mark.parametrize("width, height, code", [
    (295, 413, ""), (171, 240, ""), (170, 239, "photo_too_small"), (300, 500, ""), (299, 500, "photo_ratio"),
    (425, 500, ""), (426, 500, "photo_ratio"), (600, 400, "photo_ratio")])  # fmt: skip
def test_size_and_shape_on_either_side_of_the_settings(width, height, code):
    assert (refused(picture(width, height)) == code) if code else checked_photo(picture(width, height), DAY)


@pytest.mark.parametrize("data, code", [
    (b"", "not_a_photo"), (b"MZ program", "not_a_photo"), (b"<svg onload='x'/>", "not_a_photo"), (b"\xff\xd8\xff broken", "not_a_photo"),
    (picture(kind="GIF"), "not_a_photo"), (picture(kind="BMP"), "not_a_photo"), (picture()[:400], "not_a_photo"),
    (b"0" * (40 << 20), "photo_too_large"), (b"0" * (2048 * 1024 + 1), "photo_too_large")])  # fmt: skip
def test_what_is_no_picture_or_40_mb_is_refused_with_words(data, code):
    assert refused(data) == code


def test_a_picture_that_unpacks_to_gigabytes_is_refused_by_its_head():
    out = io.BytesIO()
    Image.new("1", (20_000, 28_000)).save(out, "PNG")
    assert len(out.getvalue()) < 200_000 and refused(out.getvalue()) == "photo_too_many_pixels"


def test_nothing_but_the_picture_is_kept():
    exif = Image.Exif()
    exif[0x010E] = "somebody's address"
    kept = checked_photo(picture(900, 1260, exif=exif), DAY)
    opened = Image.open(io.BytesIO(kept))
    assert opened.format == "JPEG" and not opened.getexif() and b"address" not in kept
    assert opened.width <= PRINTED[0] and opened.height <= PRINTED[1]


def test_a_candidates_new_photo_takes_the_place_of_the_old_file(django_capture_on_commit_callbacks):
    user = f.account_of(f.imported(rows=f.people(1)).registrations.get().candidate)
    first = upload_photo(actor=user, at=f.at("2021-11-02"), data=picture()).photo
    with django_capture_on_commit_callbacks(execute=True):
        upload_photo(actor=user, at=f.at("2021-11-03"), data=picture(kind="PNG"))
    now = Candidate.objects.get().photo
    assert now.name != first.name and now.storage.exists(now.name) and not now.storage.exists(first.name)
    assert f.entries("upload_photo") == 2


def zipped(**files: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def test_a_zip_is_matched_by_number_and_line_and_every_fault_is_listed():
    rows = f.people(4)
    batch = f.imported(rows=rows)
    data = zipped(**{f"照片/{rows[0]['identity_number']}.jpg": picture(), "2.png": picture(kind="PNG"), "03.jpg": picture(900, 900),
                     "9.jpg": picture(), "4.txt": b"x", "__MACOSX/._4.jpg": b"x", "0002.jpg": picture()})  # fmt: skip
    count, faults = import_photos(actor=f.worker(batch.plan.body), at=f.at("2021-11-02"), batch=batch, archive=data)
    assert count == 2 and f.entries("import_photos") == 1
    assert {fault["file"] for fault in faults} == {"03.jpg", "9.jpg", "4.txt", "0002.jpg"}
    with_photo = Candidate.objects.exclude(photo="").order_by("pk").values_list("name", flat=True)
    assert list(with_photo) == [rows[0]["name"], rows[1]["name"]]


@pytest.mark.parametrize("data, code", [(b"no zip", "not_a_zip"), (zipped(**{"1.jpg": b"0" * (41 << 20)}), "no_photo"),
                                        (zipped(**{"1.jpg": b"not a picture"}), "no_photo")])  # fmt: skip
def test_a_useless_or_exploding_archive_changes_nothing(data, code):
    batch = f.imported(rows=f.people(1))
    with pytest.raises(BadInput) as no:
        import_photos(actor=f.worker(batch.plan.body), at=f.at("2021-11-02"), batch=batch, archive=data)
    assert no.value.code == code and f.entries("import_photos") == 0


def test_photos_are_the_own_bodys_until_the_review():
    batch = f.handed_in(rows=f.people(1))
    with pytest.raises(NotPermitted):
        import_photos(actor=f.worker(f.body()), at=f.at("2021-11-02"), batch=batch, archive=zipped(**{"1.jpg": picture()}))
    f.review_batch(actor=f.city(), at=f.at("2021-11-05"), batch=batch)
    with pytest.raises(Refused) as no:
        import_photos(actor=f.worker(batch.plan.body), at=f.at("2021-11-06"), batch=batch, archive=zipped(**{"1.jpg": picture()}))
    assert no.value.code == "batch_concluded"


def test_evidence_is_a_pdf_or_a_picture_once_and_before_the_decision():
    row = f.handed_in(rows=f.people(1)).registrations.get()
    given = {"actor": f.worker(row.plan.body), "at": f.at("2021-11-02"), "registration": row, "fact": "skill_on", "name": "证书.exe"}
    made = attach_evidence(**given, data=picture())
    assert made.file.name.endswith(".jpg")
    attach_evidence(**{**given, "data": b"%PDF-1.7 ... %%EOF", "fact": "work_since"})
    for data, fact, code in ((picture(), "skill_on", "same_file"), (b"MZ", "skill_on", "not_a_photo"),
                             (picture(300, 420), "luck", "unknown_fact"), (b"0" * (11 << 20), "skill_on", "file_too_large")):
        with pytest.raises(Refused) as no:
            attach_evidence(**{**given, "fact": fact}, data=data)
        assert no.value.code == code
    f.review_batch(actor=f.city(), at=f.at("2021-11-05"), batch=row.batch)
    with pytest.raises(Refused) as no:
        attach_evidence(**given, data=picture(310, 434))
    assert no.value.code == "decided_already"


def test_nobody_else_opens_a_photo_or_a_file_of_evidence(client):
    row = f.handed_in(rows=f.people(1)).registrations.get()
    owner = f.account_of(row.candidate)
    upload_photo(actor=owner, at=f.at("2021-11-02"), data=picture())
    made = attach_evidence(actor=owner, at=f.at("2021-11-02"), registration=row, fact="skill_on", name="x.html", data=picture())
    addresses = [f"/registrations/{row.public_id}/photo.jpg", f"/registrations/{row.public_id}/evidence/{made.public_id}/"]
    seen = {f.worker(row.plan.body): 200, owner: 200, f.city(): 200, f.city(f.OTHER_CITY): 404, f.worker(f.body()): 404,
            f.account("candidate", "", "演示他人"): 404}  # fmt: skip
    for user, status in seen.items():
        client.force_login(user)
        answers = [client.get(address) for address in addresses]
        assert [answer.status_code for answer in answers] == [status] * 2
        if status == 200:
            assert {answer["Content-Type"] for answer in answers} == {"image/jpeg"}
