"""The certificate of conformity: what the vault signs of a paper, and the room checks again before opening."""

from __future__ import annotations

from datetime import datetime

from liangcai.apps.papers.engine_io import digest, paper_content
from liangcai.apps.papers.models import Paper
from liangcai.apps.station.signing import PACKAGE, station_key
from liangcai.engines.sealing.signed_document import sign_document

KEY_OWNER = "题库工作站"


def certify_paper(paper: Paper, key: bytes, at: datetime) -> None:
    """Sign the paper's and the blueprint's digests and the engine's checks, and keep the certificate."""
    run = paper.run
    paper.paper_sha256 = digest(paper_content(paper, key))
    body = {"blueprint_sha256": digest(run.blueprint.text), "paper_sha256": paper.paper_sha256, "code": paper.code,
            "run": str(run.public_id), "conformity": run.proof["conformity"], "checks": run.proof["checks"]}  # fmt: skip
    paper.conformity = sign_document("paper-conformity", body, station_key(PACKAGE, on=at.date(), owner=KEY_OWNER))
    paper.save(update_fields=["paper_sha256", "conformity"])
