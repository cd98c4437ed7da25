"""The draw recomputed from DRAW.json by the standard library alone; shares no code with the platform.

Usage: replay_alone.py DRAW.json. Prints {"seed", "selected", "assigned"} as JSON.
"""

import hashlib
import json
import sys


def digest(*fields):
    return hashlib.sha256("\t".join(fields).encode("utf-8")).hexdigest()


def main(path):
    with open(path, encoding="utf-8") as stream:
        record = json.load(stream)
    listing = "\n".join(sorted("\t".join(row) for row in record["list"])) + "\n"
    block = "liangcai-draw-1\n" + record["title"] + "\n" + record["announced_at"] + "\n"
    second = record["assignment"]
    people = ""
    if second:
        pairs = ["\t".join(pair) for pair in second["conflicts"]]
        people = "\n".join([str(second["per_target"]), *sorted(second["inspectors"]), *sorted(pairs)]) + "\n"
    block += digest(listing) + "\n" + digest(record["rule"]) + "\n" + digest(people) + "\n"
    for stratum in sorted(record["quota"]):
        block += stratum + "\t" + str(record["quota"][stratum]) + "\n"
    block += record["beacon"]["source"] + "\n" + record["beacon"]["at"] + "\n" + record["beacon"]["value"] + "\n"
    for party in sorted(record["commitments"]):
        told = record["reveals"].get(party)
        block += party + "\t" + (told["secret"] + "\t" + told["nonce"] if told else "MISSING") + "\n"
    seed = digest(block)
    selected = {}
    for stratum, count in record["quota"].items():
        ranked = sorted((digest(seed, stratum, i), i) for s, i in record["list"] if s == stratum)
        selected[stratum] = [i for _, i in ranked[:count]]
    print(json.dumps({"seed": seed, "selected": selected, "assigned": assigned(seed, selected, second)}))


def assigned(seed, selected, second):
    if not second:
        return {}
    busy = dict.fromkeys(second["inspectors"], 0)
    result = {}
    everyone = [t for drawn in selected.values() for t in drawn]
    for target in sorted(everyone, key=lambda t: digest(seed, "target", t)):
        allowed = [(busy[i], digest(seed, "inspector", target, i), i) for i in busy
                   if [target, i] not in second["conflicts"]]  # fmt: skip
        result[target] = [i for _, _, i in sorted(allowed)[: second["per_target"]]]
        for i in result[target]:
            busy[i] += 1
    return result


main(sys.argv[1])
