import io

import numpy as np
import pikepdf
from PIL import Image

from liangcai.engines.omr import read_sheets, simulate
from liangcai.engines.omr.pages import page_count, scanned_pages


def good(path):
    (page,) = scanned_pages([path])
    assert not page.problem
    return page.image


def problem(path) -> str:
    (page,) = scanned_pages([path])
    assert page.image is None
    return page.problem


def test_every_common_format_gives_the_same_page(tmp_path, blank, layout, truth):
    answers = truth(11)
    image = simulate.fill(blank(150), layout.pages[0], answers, np.random.default_rng(11))
    picture = Image.fromarray(image)
    for name in ("grey.png", "grey.jpg", "grey.tif", "grey.pdf"):
        picture.save(tmp_path / name)
    picture.convert("RGB").save(tmp_path / "colour.png")
    picture.convert("RGB").save(tmp_path / "colour.pdf")
    picture.convert("P").save(tmp_path / "palette.png")
    picture.convert("CMYK").save(tmp_path / "cmyk.jpg")
    picture.point(lambda v: 255 * (v > 150)).convert("1").save(tmp_path / "fax.tif", compression="group4")
    picture.convert("1", dither=Image.Dither.NONE).save(tmp_path / "bit.pdf")
    Image.fromarray(image.astype(np.uint16) * 257).save(tmp_path / "deep.png")
    clear = picture.convert("RGBA")
    clear.putalpha(picture.point(lambda v: 255 - v))
    clear.save(tmp_path / "clear.png")
    first = None
    for path in sorted(tmp_path.iterdir()):
        (read,) = read_sheets([path], layout)
        told = {a.question: a.answer for a in read.answers if a.state == "read"}
        first = first or told
        assert read.problem is None and told == {q: a for q, a in answers.items() if a}, path.name


def test_a_scan_in_a_pdf_is_taken_out_as_it_is(tmp_path, blank):
    image = blank(200)
    Image.fromarray(image).save(tmp_path / "scan.pdf", resolution=200, quality=95)
    assert good(tmp_path / "scan.pdf").shape == image.shape


def test_a_pdf_page_with_more_than_the_picture_is_rendered_whole(tmp_path, blank, layout):
    Image.fromarray(blank(150)).save(tmp_path / "scan.pdf", resolution=150)
    with pikepdf.open(tmp_path / "scan.pdf", allow_overwriting_input=True) as pdf:
        b = layout.pages[0].bubbles[0]
        x, y = b.x / 25.4 * 72, (297 - b.y) / 25.4 * 72
        pdf.pages[0].contents_add(f"0 g {x - 7} {y - 4} 14 8 re f".encode())
        pdf.save()
    (read,) = read_sheets([tmp_path / "scan.pdf"], layout)
    assert (read.answers[0].answer, read.answers[0].state) == ("A", "read")


def test_a_turned_pdf_page_is_read(tmp_path, blank, layout):
    Image.fromarray(blank(150)).save(tmp_path / "scan.pdf", resolution=150)
    with pikepdf.open(tmp_path / "scan.pdf", allow_overwriting_input=True) as pdf:
        pdf.pages[0].Rotate = 90
        pdf.save()
    assert read_sheets([tmp_path / "scan.pdf"], layout)[0].problem is None


def test_all_pages_of_pdf_and_tiff_come_in_order(tmp_path, blank, layout, pdf):
    frames = [Image.fromarray(blank(100, n)) for n in range(3)]
    frames[0].save(tmp_path / "b.tiff", save_all=True, append_images=frames[1:])
    (tmp_path / "a.pdf").write_bytes(pdf)
    reads = read_sheets([tmp_path / "a.pdf", tmp_path / "b.tiff"], layout)
    assert [(r.source[-6:], r.page, r.ticket_number[-1]) for r in reads] == [
        (name, n + 1, str(n)) for name in ("/a.pdf", "b.tiff") for n in range(3)
    ]
    assert page_count(tmp_path / "a.pdf") == page_count(tmp_path / "b.tiff") == 3


def test_a_folder_is_searched_through_and_other_files_in_it_are_left_alone(tmp_path, blank):
    (tmp_path / "inner").mkdir()
    Image.fromarray(blank(100)).save(tmp_path / "inner" / "one.PNG")
    (tmp_path / "Thumbs.db").write_bytes(b"x")
    (page,) = scanned_pages([tmp_path])
    assert page.source.endswith("one.PNG") and page.image is not None


def test_broken_files_are_listed_with_a_reason_and_do_not_stop_the_rest(tmp_path, blank, pdf):
    whole = io.BytesIO()
    Image.fromarray(blank(100)).save(whole, "PNG")
    part = whole.getvalue()[: len(whole.getvalue()) // 3]
    contents = {
        "a-empty.pdf": b"", "b-junk.pdf": b"%PDF-1.7 junk", "c-part.png": part,
        "d-text.jpg": b"hello", "e-half.pdf": pdf[:2000], "f-head.tif": b"II*\x00\xff\xff\xff\xff",
    }
    for name, content in contents.items():
        (tmp_path / name).write_bytes(content)
    (tmp_path / "z-good.png").write_bytes(whole.getvalue())
    pages = list(scanned_pages([tmp_path]))
    assert [bool(page.problem) for page in pages] == [True] * 6 + [False]
    assert all(page_count(tmp_path / name) == 1 for name in contents if not name.endswith("png"))


def test_a_locked_pdf_a_missing_file_and_a_giant_are_named_as_such(tmp_path, pdf):
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        opened.save(tmp_path / "locked.pdf", encryption=pikepdf.Encryption(user="u", owner="o"))
    assert "密码" in problem(tmp_path / "locked.pdf")
    assert "打不开" in problem(tmp_path / "gone.pdf")
    (tmp_path / "empty.png").write_bytes(b"")
    assert "空" in problem(tmp_path / "empty.png")
    Image.new("1", (20000, 9000)).save(tmp_path / "giant.png")
    assert "像素" in problem(tmp_path / "giant.png")
    Image.new("1", (20000, 20000)).save(tmp_path / "bomb.png")
    assert "像素" in problem(tmp_path / "bomb.png")
    Image.new("1", (12000, 12000)).save(tmp_path / "large.tif", compression="group4")
    assert good(tmp_path / "large.tif").shape == (12000, 12000)
