#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""
cms_compare.py MANIFEST VERDICTS - the lines of `seal verify --json` against what the manifest wants; one TAP case a class.

An attack fails the test when it passes, when its indication is none of those allowed, or when none of the rules that it
breaks is told. A good file fails it when its indication is another than the named one. A file without a verdict fails,
and so does a report with characters that change how others are shown.
"""

import collections
import json
import sys
import unicodedata


def read_verdicts(path):
    verdicts = {}
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            verdict = json.loads(line)
            verdict["is_clean"] = not any(unicodedata.category(c) in ("Cc", "Cf") for c in line.rstrip("\n"))
            verdicts[verdict["file"]] = verdict
    return verdicts


def told(verdict):
    messages = verdict["messages"] + [m for s in verdict["signatures"] for m in s["messages"]]
    return [m["code"] for m in messages]


def complaint(kind, allowed, rules, verdict):
    """What is wrong with this verdict; None if nothing is."""
    if verdict is None:
        return "has no verdict"
    said = f'{verdict["indication"]} {verdict.get("sub_indication", "")} {" ".join(told(verdict))}'
    if kind == "attack" and verdict["indication"] == "TOTAL-PASSED":
        return f"PASSED: {said}"
    if verdict["indication"] not in allowed.split("|"):
        return f"is {said}, not {allowed}"
    if rules != "-" and not set(rules.split("|")) & set(told(verdict)):
        return f"is {said}, and tells nothing of {rules}"
    return None if verdict["is_clean"] else "its report has control characters"


def main(manifest, verdicts_path):
    verdicts, classes, bad = read_verdicts(verdicts_path), collections.OrderedDict(), 0
    with open(manifest, encoding="utf-8") as lines:
        for line in lines:
            path, group, kind, allowed, rules = line.rstrip("\n").split("\t")
            why = complaint(kind, allowed, rules, verdicts.get(path))
            counts = classes.setdefault((kind, group), [0, []])
            counts[0] += 1
            if why:
                counts[1].append(f"{path}: {why}")
    for (kind, group), (count, wrong) in classes.items():
        wanted = f"{count} attacks detected" if kind == "attack" else f"{count} good files as expected"
        print(f'{"not ok" if wrong else "ok"} - {group}: {wanted}')
        for line in wrong:
            print(f"# {line}")
        bad += len(wrong)
    print("# " + ", ".join(f"{sum(c for (k, _), (c, _) in classes.items() if k == kind)} {kind}" for kind in ("attack", "good")))
    return 1 if bad or not classes else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
