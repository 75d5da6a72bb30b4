#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""judge.py MANIFEST VERDICTS - compares what `seal verify --json` said with a manifest (pdf_book.py says what it holds).

Prints one "ok" or "not ok" line a class, with what is wrong below it, and the counts at the end. Ends with 1 if a file is
not as expected: then an attack passed, or nobody gave the reason, or a good file was refused.
"""
import collections
import json
import os
import sys


def read_manifest(path):
    with open(path, encoding="utf-8") as f:
        return [line.rstrip("\n").split("\t") for line in f]


def read_verdicts(path):
    out = {}
    with open(path, encoding="utf-8") as f:
        for line in f:
            report = json.loads(line)
            out[os.path.basename(report["file"])] = report
    return out


def messages(report):
    found = [m for m in report["messages"]]
    for s in report["signatures"]:
        found += s["messages"]
    return found


def told(report):
    codes = []
    for m in messages(report):
        if m["code"] not in codes:
            codes.append(m["code"])
    return "%s %s; %s" % (report["indication"], report.get("sub_indication", ""), " ".join(codes))


def judge_names(report, signatures):
    """Only these signatures were reported, or the attacked ones have not passed."""
    if signatures.startswith("only="):
        names = sorted(s["name"] for s in report["signatures"])
        return "" if names == sorted(n for n in signatures[5:].split(",") if n) else "reports %s" % names
    passed = [s["name"] for s in report["signatures"] if s["indication"] == "TOTAL-PASSED"]
    if signatures != "*":
        passed = [n for n in passed if n == signatures]
    return "%s passed" % ", ".join(passed) if passed else ""


def judge_attack(report, signatures, rules, indications):
    if report["indication"] not in indications:
        return "is not %s" % "|".join(indications)
    wrong = judge_names(report, signatures)
    if wrong:
        return wrong
    codes = {m["code"] for m in messages(report)}
    texts = " ".join(m["text"] for m in messages(report))
    if rules == "-" or any(r in codes or r + ":" in texts for r in rules.split("|")):
        return ""
    return "nobody says %s" % rules


def judge_good(report, _, rules, indications):
    if report["indication"] not in indications:
        return "refused"
    for s in report["signatures"]:
        if s["indication"] == "INDETERMINATE" and (not s["messages"] or s["messages"][0]["code"] not in rules.split("|")):
            return "not decided for another reason than %s" % rules
    return "" if report["signatures"] else "no signature was found"


def main(manifest, verdicts):
    reports, count, wrong = read_verdicts(verdicts), collections.Counter(), collections.defaultdict(list)
    for kind, group, file, signatures, rules, indications in read_manifest(manifest):
        report, judge = reports.get(file), judge_attack if kind == "attack" else judge_good
        why = "was not judged" if report is None else judge(report, signatures, rules, indications.split("|"))
        count[kind, group] += 1
        if why:
            wrong[kind, group].append("%s: %s (%s)" % (file, why, told(report) if report else ""))
    done = collections.Counter()
    for (kind, group), n in count.items():
        bad = wrong[kind, group]
        print("%s - %s %s: %d of %d %s" % ("not ok" if bad else "ok", kind, group, n - len(bad), n,
                                           "detected" if kind == "attack" else "not refused"))
        for line in bad:
            print("# " + line)
        done[kind] += n
        done[kind, "wrong"] += len(bad)
    print("# %d attack files, %d detected; %d good files, %d refused" % (
        done["attack"], done["attack"] - done["attack", "wrong"], done["good"], done["good", "wrong"]))
    return 1 if any(wrong.values()) else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
