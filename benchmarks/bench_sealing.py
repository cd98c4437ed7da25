"""Certificates, packages and ledgers: ours against the bare primitives that no implementation can do without.

    python benchmarks/bench_sealing.py [--rows N] [--megabytes N]

The peer of each line is what `cryptography` and `hashlib` take for the same signatures, ciphers and hashes
without any format around them: the floor. The ratio says how much of the CPU the format costs.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from liangcai.engines.ledger.chain import START, follow, make_entry
from liangcai.engines.ledger.checkpoint import compare, make_checkpoint_from_hashes
from liangcai.engines.ledger.export import read_links, write_line
from liangcai.engines.sealing.certificate_token import CertificateClaims, issue_token, read_token
from liangcai.engines.sealing.keys import ES256, KeySet, generate_receiver_key, generate_signing_key, public_of
from liangcai.engines.sealing.package_manifest import Manifest
from liangcai.engines.sealing.packages import open_package, seal

DAY = date(2026, 1, 1)
ECDSA = ec.ECDSA(hashes.SHA256(), deterministic_signing=True)


def cpu_seconds(work: Callable[[], object], repeat: int = 3) -> float:
    """The best of a few runs, in CPU-seconds of this process."""
    best = float("inf")
    for _ in range(repeat):
        start = time.process_time()
        work()
        best = min(best, time.process_time() - start)
    return best


def report(what: str, unit: str, amount: float, ours: float, peer: str, floor: float) -> None:
    bare = f"{peer}: {amount / floor:>12,.0f} {unit}"
    print(f"{what:<30} {amount / ours:>12,.0f} {unit:<8} {bare}  x {ours / floor:.2f}")


def certificates(count: int) -> None:
    key = generate_signing_key("bench", ES256)
    keys = KeySet([public_of(key, "演示中心", DAY)])
    claims = [
        CertificateClaims(f"32130020260{n:05}", "演示考生", "321***********1234", "skill_level", "织布工", "三级", DAY,
                          "演示机构", "321300")
        for n in range(count)
    ]  # fmt: skip
    tokens = [issue_token(c, key, key.key_id) for c in claims]
    data, public = b"x" * 180, key.private.public_key()
    signature = key.private.sign(data, ECDSA)
    sign = cpu_seconds(lambda: [issue_token(c, key, key.key_id) for c in claims])
    floor = cpu_seconds(lambda: [key.private.sign(data, ECDSA) for _ in claims])
    report("certificate signed", "/CPU-s", count, sign, "cryptography ES256", floor)
    verify = cpu_seconds(lambda: [read_token(t, keys) for t in tokens])
    floor = cpu_seconds(lambda: [public.verify(signature, data, ECDSA) for _ in tokens])
    report("certificate verified", "/CPU-s", count, verify, "cryptography ES256", floor)


def ledgers(rows: int) -> None:
    lines, listed, previous = [], [], START
    for n in range(1, rows + 1):
        facts = {"state": "submitted", "number": f"32130020260{n:06}", "rows": n % 90}
        entry = make_entry(previous, n, "2026-12-05T08:30:00+08:00", "user:演示", "submit", f"registration:{n}", facts)
        previous = entry["hash"]
        listed.append(previous)
        lines.append(write_line(entry))
    point = make_checkpoint_from_hashes("bench", listed, "2026-12-05T09:00:00+08:00")
    floor = cpu_seconds(lambda: [hashlib.sha256(line).hexdigest() for line in lines])
    chain = cpu_seconds(lambda: follow(read_links(lines)))
    report("ledger row verified", "rows/s", rows, chain, "hashlib sha256 a row", floor)
    whole = cpu_seconds(lambda: compare(read_links(lines), point))
    report("ledger row, with checkpoint", "rows/s", rows, whole, "hashlib sha256 a row", floor)
    if not compare(read_links(lines), point).ok:
        raise SystemExit("the benchmark's own ledger does not verify")


def packages(megabytes: int) -> None:
    data = os.urandom(megabytes << 20)
    signer, receiver = generate_signing_key("bench"), generate_receiver_key("room")
    keys = KeySet([public_of(signer, "演示", DAY), public_of(receiver, "演示", DAY)])
    manifest = Manifest("paper", "vault", "room", "bench")
    cipher, chunk = AESGCM(bytes(32)), 1 << 20

    def bare() -> None:
        hashlib.sha256(data).digest()
        for i in range(0, len(data), chunk):
            hashlib.sha256(cipher.encrypt(i.to_bytes(12, "big"), data[i : i + chunk], b"")).digest()

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "p.lcp"

        def make() -> None:
            path.unlink(missing_ok=True)
            seal(path, {"paper": data}, manifest, [signer], receivers=[keys["room"]])

        floor = cpu_seconds(bare)
        report("package sealed", "MB/s", megabytes, cpu_seconds(make), "AES-GCM + 2 SHA-256", floor)
        opened = cpu_seconds(lambda: open_package(path, receiver, keys, datetime.now(UTC)))
        report("package opened", "MB/s", megabytes, opened, "AES-GCM + 2 SHA-256", floor)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rows", type=int, default=200_000)
    options.add_argument("--certificates", type=int, default=2_000)
    options.add_argument("--megabytes", type=int, default=64)
    chosen = options.parse_args()
    certificates(chosen.certificates)
    ledgers(chosen.rows)
    packages(chosen.megabytes)


if __name__ == "__main__":
    main()
