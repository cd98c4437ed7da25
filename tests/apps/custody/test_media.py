"""Which medium a path lies on, by tables of mounts and disks that the test writes."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from liangcai.apps.custody import burning, media
from liangcai.kernel.refusals import BadInput, Refused


@pytest.fixture
def machine(tmp_path, monkeypatch):
    """sda inside; sdb a USB stick (removable); sdc a hard disk in a USB case (not flagged removable); sr0 a drive."""
    for disk, partition in (("sda", "sda1"), ("sdb", "sdb1")):
        (tmp_path / "block" / disk / partition).mkdir(parents=True)
    case = tmp_path / "devices/pci0000/usb1/1-2/sdc"
    (case / "sdc1").mkdir(parents=True)
    (tmp_path / "block/sdc").symlink_to(case)
    (tmp_path / "block/sr0").mkdir()
    for disk, flag in (("sda", "0"), ("sdb", "1"), ("sdc", "0"), ("sr0", "1")):
        (tmp_path / "block" / disk / "removable").write_text(f"{flag}\n")
    rows = [("/dev/sda1", "", "ext4"), ("/dev/sdb1", "stick", "vfat"), ("/dev/sdc1", "case", "ntfs"), ("/dev/sr0", "disc", "iso9660"),
            ("/dev/sdb1", "with blank", "vfat"), ("server:/x", "net", "nfs4"), ("//s/x", "share", "cifs"), ("tmpfs", "tmp", "tmpfs"),
            ("/dev/sr0", "notdisc", "vfat")]  # fmt: skip
    for _device, folder, _system in rows:
        (tmp_path / "m" / folder / "deep").mkdir(parents=True, exist_ok=True)
    lines = [f"{device} {str(tmp_path / 'm' / folder).rstrip('/')} {system} rw 0 0".replace("with blank", r"with\040blank")
             for device, folder, system in rows]  # fmt: skip
    (tmp_path / "mounts").write_text("\n".join(["/dev/sda1 / ext4 rw 0 0", *lines]) + "\n")
    monkeypatch.setattr(media, "MOUNTS", tmp_path / "mounts")
    monkeypatch.setattr(media, "BLOCK", tmp_path / "block")
    monkeypatch.setattr(media, "DEVICES", tmp_path / "dev")
    return tmp_path / "m"


KINDS = [("", "internal"), ("stick", "removable"), ("case", "removable"), ("disc", "disc"), ("with blank", "removable"),
         ("net", "network"), ("share", "network"), ("tmp", "internal"), ("notdisc", "removable")]  # fmt: skip


@pytest.mark.parametrize(("folder", "kind"), KINDS)
def test_the_medium_is_known_to_the_deepest_folder_and_for_files_yet_to_be(machine, folder, kind):
    for path in (machine / folder, machine / folder / "deep", machine / folder / "deep" / "new.xlsx"):
        assert media.medium_of(path).kind == kind


@pytest.mark.parametrize(("folder", "kind"), KINDS)
def test_writing_goes_to_this_computer_only_and_files_come_from_a_disc_only(machine, folder, kind):
    path = machine / folder / "x"
    for check, allowed in ((media.require_internal, {"internal"}), (media.require_disc, {"disc"}), (media.require_readable, {"internal", "disc"})):
        if kind in allowed:
            check(path)
        else:
            with pytest.raises(Refused) as no:
                check(path)
            assert no.value.citation.rule == "002-043" and no.value.hint


def test_a_link_to_a_stick_is_the_stick(machine):
    link = machine / "looks-harmless"
    link.symlink_to(machine / "stick")
    with pytest.raises(Refused, match="移动存储介质"):
        media.require_readable(link / "items.docx")


def test_files_of_the_disc_are_listed_without_hidden_ones_and_links(machine):
    disc = machine / "disc"
    (disc / "a.json").write_text("{}")
    (disc / ".hidden").write_text("")
    (disc / "deep/b.xlsx").write_text("x")
    (disc / "link").symlink_to(machine / "stick")
    assert [(f.name, f.size) for f in media.files_on_discs()] == [("a.json", 2), ("b.xlsx", 1)]


def test_a_disc_is_read_back_to_its_last_byte_and_no_further(tmp_path):
    drive = tmp_path / "sr0"
    drive.write_bytes(b"abc" + bytes(100))
    assert media.read_back(str(drive), 3) == hashlib.sha256(b"abc").hexdigest()
    with pytest.raises(BadInput, match="短 1 字节"):
        media.read_back(str(drive), 104)
    with pytest.raises(BadInput, match="读不出"):
        media.read_back(str(tmp_path / "nothing"), 1)


def test_an_image_is_given_to_a_drive_of_this_computer_and_to_nothing_else(machine, monkeypatch, tmp_path):
    monkeypatch.setattr(burning.shutil, "which", lambda name: None)
    for path in ("/dev/sdb", str(machine / "stick/x.iso"), "/tmp/x"):
        with pytest.raises(Refused, match="不是本机的光驱"):
            burning.burn(Path("x.iso"), path)
    drive = str(tmp_path / "dev/sr0")
    with pytest.raises(Refused, match="没有刻录程序") as no:
        burning.burn(Path("x.iso"), drive)
    assert f"dev={drive}" in no.value.hint and "x.iso" in no.value.hint


@pytest.mark.parametrize(("status", "done"), [(0, True), (1, False)])
def test_the_program_that_is_there_burns_and_its_failure_is_told(machine, monkeypatch, tmp_path, status, done):
    tool = tmp_path / "bin/wodim"
    tool.parent.mkdir()
    tool.write_text(f"#!/bin/sh\necho \"$@\" > {tmp_path}/called\necho 'no medium' >&2\nexit {status}\n")
    tool.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tool.parent}:/bin:/usr/bin")
    monkeypatch.setattr(burning, "PROGRAMS", {"wodim": burning.PROGRAMS["wodim"]})
    drive = str(tmp_path / "dev/sr0")
    if done:
        assert burning.burn(Path("x.iso"), drive) == "wodim"
    else:
        with pytest.raises(BadInput, match="no medium"):
            burning.burn(Path("x.iso"), drive)
    assert (tmp_path / "called").read_text().split() == ["-v", f"dev={drive}", "-dao", "x.iso"]
