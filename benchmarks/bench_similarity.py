"""Near-duplicates among 100,000 Chinese stems: ours against TF-IDF with sparse_dot_topn, in one run.

4 % of the stems are planted copies of five kinds. CPU-seconds of the process; recall and precision
against what was planted. Run with an environment that has the `bench` dependencies:
    python benchmarks/bench_similarity.py [STEMS]
"""

import os

os.environ["OPENBLAS_NUM_THREADS"] = "1"

import resource  # noqa: E402
import sys  # noqa: E402
import time  # noqa: E402

import numpy as np  # noqa: E402

from liangcai.engines.similarity import Index, near_duplicates  # noqa: E402
from liangcai.engines.similarity.grams import normalise  # noqa: E402

SEED = 11
CHARACTERS = (
    "车钳铣刨磨焊铸锻热处电机变压器路阻容感线缆绝缘护接地漏继触断开关熔保过载短流功率频相位差速度温湿力扭矩强刚硬韧塑"
    "材料钢铁铝铜合金陶瓷橡胶润滑冷却液泵阀管道法兰密封垫圈螺栓键销轴承齿轮皮带链条联制动离合刹汽油柴氢燃烧室活塞曲连杆"
    "气缸盖门火花点喷射进排启充蓄池灯信号仪表传感控制单元诊断码数据编程指令存储输入出口网络协议址端防墙病毒备份恢复权限"
)
PATTERNS = (
    "下列关于{0}的说法中，正确的是（　）。{1}在{2}时应先进行{3}", "在{0}过程中，{1}的作用是防止{2}发生{3}",
    "{0}与{1}相比，主要优点是{2}较高而{3}较低", "当{0}出现{1}时，应首先检查{2}是否{3}",
    "{0}的额定值为{n}V，其{1}不应超过{2}的{m}%", "按照操作规程，{0}前必须对{1}进行{2}，确认{3}符合要求",
    "{0}属于{1}的一种，常用于{2}的{3}", "使用{0}测量{1}时，{2}应置于{3}档位，读数取{n}次平均值",
    "某{0}的{1}为{n}kW，若{2}增大{m}%，则{3}将",
)  # fmt: skip
WORDINGS = (("正确", "不正确"), ("应首先", "应该先"), ("主要优点是", "最大的优点为"), ("作用是", "功能在于"),
            ("必须", "应当"), ("不应超过", "不得大于"), ("常用于", "通常用来做"), ("将", "会"))  # fmt: skip
KINDS = ("form", "edits", "order", "wording", "options")


class Planter:
    def __init__(self, seed: int) -> None:
        self.rng = np.random.default_rng(seed)
        self.terms = ["".join(self.rng.choice(list(CHARACTERS), self.rng.integers(2, 6))) for _ in range(6000)]

    def term(self) -> str:
        return self.terms[self.rng.integers(len(self.terms))]

    def stem(self) -> str:
        pattern = PATTERNS[self.rng.integers(len(PATTERNS))]
        text = pattern.format(*(self.term() for _ in range(4)), n=self.rng.integers(2, 500), m=self.rng.integers(1, 90))
        return text + "".join(f" {letter}.{self.term()}" for letter in "ABCD")

    def copy(self, stem: str, kind: str) -> str:
        if kind == "form":
            return stem.replace("，", ",").replace("（　）", "()").replace(" ", "")
        if kind == "edits":
            letters = list(stem)
            for _ in range(self.rng.integers(1, 4)):
                letters[self.rng.integers(len(letters))] = CHARACTERS[self.rng.integers(len(CHARACTERS))]
            return "".join(letters)
        if kind == "wording":
            for old, new in WORDINGS:
                stem = stem.replace(old, new, 1)
            return stem
        head, *options = stem.rsplit(" ", 4)
        words = [option[2:] for option in options]
        if kind == "order":
            words = [words[n] for n in self.rng.permutation(4)]
        else:
            for _ in range(2):
                words[self.rng.integers(4)] = self.term()
        return head + "".join(f" {letter}.{word}" for letter, word in zip("ABCD", words, strict=True))

    def bank(self, size: int):
        planted = size * 4 // 100
        stems = [self.stem() for _ in range(size - planted)]
        sources = self.rng.choice(len(stems), planted, replace=False)
        kinds = [KINDS[n % len(KINDS)] for n in range(planted)]
        stems += [self.copy(stems[source], kind) for source, kind in zip(sources, kinds, strict=True)]
        order = self.rng.permutation(size)
        place = np.argsort(order)
        pairs = {
            tuple(sorted((int(place[source]), int(place[size - planted + n])))): kind
            for n, (source, kind) in enumerate(zip(sources, kinds, strict=True))
        }
        return [stems[n] for n in order], pairs


def timed(act):
    start = time.process_time()
    result = act()
    return result, time.process_time() - start


def tf_idf(stems: list[str], threshold: float = 0.6) -> set[tuple[int, int]]:
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sparse_dot_topn import sp_matmul_topn

    texts = [normalise(stem) for stem in stems]
    matrix = TfidfVectorizer(analyzer="char", ngram_range=(2, 3), dtype=np.float32, min_df=2).fit_transform(texts)
    near = sp_matmul_topn(matrix, matrix.T.tocsr(), top_n=10, threshold=threshold, n_threads=1).tocoo()
    return {(int(i), int(j)) for i, j in zip(near.row, near.col, strict=True) if i < j}


def judged(label: str, found: set, planted: dict, seconds: float) -> None:
    hits = found & planted.keys()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
    print(
        f"{label:32} {seconds:7.2f} CPU-s  pairs {len(found)}  recall {len(hits) / len(planted):.4f}  "
        f"precision {len(hits) / max(1, len(found)):.4f}  peak {memory} MB"
    )


def main() -> None:
    size = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    planter = Planter(SEED)
    stems, planted = planter.bank(size)
    print(f"{size} stems, {len(planted)} planted, seed {SEED}")
    pairs, ours = timed(lambda: near_duplicates(stems))
    judged("ours, 3-gram Jaccard ≥ 0.5", {(pair.i, pair.j) for pair in pairs}, planted, ours)
    index, seconds = timed(lambda: Index.build(stems))
    print(f"{'index':32} {seconds:7.2f} CPU-s")
    new = [planter.stem() for _ in range(400)] + [planter.copy(stem, "order") for stem in stems[:100]]
    matches, seconds = timed(lambda: index.query(new))
    hits = {(match.new, match.known) for match in matches} & {(400 + n, n) for n in range(100)}
    print(f"{'500 new against them':32} {seconds:7.2f} CPU-s  {len(hits)} of 100 planted found")
    found, theirs = timed(lambda: tf_idf(stems))
    judged("TF-IDF 2–3-grams, sparse_dot_topn", found, planted, theirs)
    print(f"ratio theirs : ours = {theirs / ours:.1f}")


if __name__ == "__main__":
    main()
