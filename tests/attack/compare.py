#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""compare.py MANIFEST... - one table: of each class of attack and good files, how many each program calls valid.

Verdicts come in on the standard input, a line each: what `seal verify --json` says, or program, file and verdict (valid,
edited, or anything else) with tabs between them. A manifest has kind, class and file in its first columns, or file, class and kind.
"""
import collections
import json
import os
import sys

PROGRAMS = ("seal", "pdfsig", "mutool", "xmlsec1")


def read_manifests(paths):
    classes = {}
    for path in paths:
        with open(path, encoding="utf-8") as f:
            for line in f:
                a, group, b = line.rstrip("\n").split("\t")[:3]
                kind, file = (a, b) if a in ("attack", "good") else (b, a)
                classes[os.path.basename(file)] = kind, "%s %s" % (os.path.basename(os.path.dirname(path)), group)
    return classes


def parse(line):
    if not line.startswith("{"):
        return line.rstrip("\n").split("\t")
    report = json.loads(line)
    return "seal", report["file"], "valid" if report["indication"] == "TOTAL-PASSED" else "refused"


def count(classes, lines):
    """(kind, class) -> program -> [judged, valid, edited]"""
    out = collections.defaultdict(lambda: collections.defaultdict(lambda: [0, 0, 0]))
    for line in lines:
        program, file, verdict = parse(line)
        cell = out[classes[os.path.basename(file)]][program]
        cell[0] += 1
        cell[1] += verdict == "valid"
        cell[2] += verdict == "edited"
    return out


def show(cell):
    judged, valid, edited = cell
    if judged == 0:
        return "-"
    return "%d+%d" % (valid, edited) if edited else "%d" % valid


def row(*cells):
    print("%-7s %-30s %6s " % cells[:3] + " ".join("%10s" % c for c in cells[3:]))


def main(paths):
    table = count(read_manifests(paths), sys.stdin)
    row("", "class", "files", *PROGRAMS)
    for kind in ("attack", "good"):
        total = collections.defaultdict(lambda: [0, 0, 0])
        files = 0
        for (_, group), cells in sorted((k, v) for k, v in table.items() if k[0] == kind):
            row(kind, group, cells["seal"][0], *(show(cells[p]) for p in PROGRAMS))
            files += cells["seal"][0]
            for program in PROGRAMS:
                total[program] = [a + b for a, b in zip(total[program], cells[program])]
        row(kind, "all", files, *(show(total[p]) for p in PROGRAMS))
    print("Files whose every signature the program calls valid; for attacks that should be none (for \"truncated\", which is an\n"
          "honest earlier revision, it is the report that must not speak of the seal). n+m: m of them with a word about edits.")


if __name__ == "__main__":
    main(sys.argv[1:])
