#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""
cms_compare.py MANIFEST VERDICTS GENERATOR... - the lines of `seal verify --json` against what the manifest wants; one TAP case a class.

An attack fails the test when it passes, when its indication is none of those allowed, or when none of the rules that it
breaks is told. A good file fails it when its indication is another than the named one. A file without a verdict fails,
and so does a report with characters that change how others are shown. A generator says which rules its classes are about
(tests/lint/rules.sh): each of them must have been told of a file of that class, or, accepted, not told of a good one.
"""

import collections
import json
import os
import re
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


def rules_without_a_finding():
    with open(os.path.join(os.path.dirname(__file__), "..", "rules.tsv"), encoding="utf-8") as lines:
        return {line.split("\t")[0] for line in lines}


def claims(generators):
    """(refuses or accepts, rule, class)"""
    for path in generators:
        with open(path, encoding="utf-8") as f:
            for mode, rules, group in re.findall(r"^# (refuses|accepts): (.*) \(([^)]+)\)$", f.read(), re.M):
                for rule in rules.split(", "):
                    yield mode, rule, group


def empty_claims(generators, by_class):
    """`by_class`: kind and verdict of each file."""
    silent = rules_without_a_finding()
    for mode, rule, group in claims(generators):
        files = by_class.get(group, [])
        if mode == "accepts":
            holds = any(k == "good" and v["indication"] == "TOTAL-PASSED" and rule not in told(v) for k, v in files)
        else:
            holds = bool(files) if rule in silent else any(rule in told(v) for _, v in files)
        if not holds:
            yield f"{group}: nothing {mode} {rule}"


def main(manifest, verdicts_path, *generators):
    by_class, verdicts, classes, bad = collections.defaultdict(list), read_verdicts(verdicts_path), collections.OrderedDict(), 0
    with open(manifest, encoding="utf-8") as lines:
        for line in lines:
            path, group, kind, allowed, rules = line.rstrip("\n").split("\t")
            why = complaint(kind, allowed, rules, verdicts.get(path))
            counts = classes.setdefault((kind, group), [0, []])
            counts[0] += 1
            if path in verdicts:
                by_class[group].append((kind, verdicts[path]))
            if why:
                counts[1].append(f"{path}: {why}")
    for (kind, group), (count, wrong) in classes.items():
        wanted = f"{count} attacks detected" if kind == "attack" else f"{count} good files as expected"
        print(f'{"not ok" if wrong else "ok"} - {group}: {wanted}')
        for line in wrong:
            print(f"# {line}")
        bad += len(wrong)
    empty = list(empty_claims(generators, by_class))
    print(f'{"not ok" if empty else "ok"} - every class is about the rules that it names')
    for line in empty:
        print(f"# {line}")
    bad += len(empty)
    print("# " + ", ".join(f"{sum(c for (k, _), (c, _) in classes.items() if k == kind)} {kind}" for kind in ("attack", "good")))
    return 1 if bad or not classes else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
