"""Item statistics from anonymous responses: classical, Rasch, 2PL; drift, equating, proposals.

Statistics propose; nothing here changes a bank (issue 5, item 9).
"""

from liangcai.engines.psychometrics.classical import ItemStatistics, TestStatistics, classical
from liangcai.engines.psychometrics.distractors import OptionTables, distractor_findings, option_tables
from liangcai.engines.psychometrics.findings import DifficultyProposal, Finding, difficulty_proposals, item_findings
from liangcai.engines.psychometrics.fit import ItemFit, abilities, item_fit
from liangcai.engines.psychometrics.linking import Drift, Link, drift, equated_scores, link, linked
from liangcai.engines.psychometrics.parameters import Calibration, ItemParameters, information, probabilities
from liangcai.engines.psychometrics.rasch import rasch
from liangcai.engines.psychometrics.responses import MISSING, score
from liangcai.engines.psychometrics.two_parameter import two_parameter

__all__ = [
    "MISSING", "Calibration", "DifficultyProposal", "Drift", "Finding", "ItemFit", "ItemParameters", "ItemStatistics",
    "Link", "OptionTables", "TestStatistics", "abilities", "classical", "difficulty_proposals", "distractor_findings",
    "drift", "equated_scores", "information", "item_findings", "item_fit", "link", "linked", "option_tables",
    "probabilities", "rasch", "score", "two_parameter",
]  # fmt: skip
