"""A place in a governing document, as every refusal, rule and page cites it."""

from __future__ import annotations

from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Citation:
    """`document` is a key's printed number (苏人社发〔2021〕132号), `article` its place (二(二)1),
    `rule` the stable row of the acceptance list (001-020), empty where none applies."""

    document: str
    article: str
    rule: str = ""

    def __str__(self) -> str:
        place = f"{self.document} {self.article}".strip()
        return f"{place}（{self.rule}）" if self.rule else place

    def as_dict(self) -> dict[str, str]:
        return asdict(self)


S000 = "江苏省技能人才评价技术资源快速响应机制（2021年-2025年）工作方案"
S001 = "苏人社发〔2021〕132号"
S002 = "宿人社通〔2022〕48号"
S003 = "江苏省关于改革完善技能人才评价制度的实施意见"
S004 = "江苏省关于进一步规范专项职业能力考核工作的通知（2019-11-18）"
