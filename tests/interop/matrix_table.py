#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""matrix_table.py FOLDER TABLE FIRST:SECOND... - what matrix_test.sh found, beside what is expected: a line a cell, on the
standard output and in the file TABLE, then "ok" or "not ok" for each. Ends with 1 if anything is not as expected.

A cell is a kind, the level of the official's signature and the level of the seal. Peers are expected to say of it:
  pdfsig  a word a signature: valid, or unknown for ETSI.RFC3161, which it does not know. NSS now and then finds an "unknown
          issue" with one of several good certificates in a file, another one whenever the same keys are made anew; that is
          not held against the file. Trust is what pdf_test.sh looks at.
  mutool  a word a signature: unchanged, edited (what followed does not count for it), digest-error for RSA-PSS, which it does
          not know; a time-stamp is "unsigned" to it, as empty fields are
  qpdf    clean
"""
import json
import os
import re
import sys

COLUMNS = ("name", "signer", "official", "sealer", "seal", "password", "refused", "pdfsig", "mutool", "qpdf", "check")
FORM = "%-24s %-15s %-16s %-30s %-26s %-44s %s"


def follows(first, second):
    """What stands behind the seal. A time-stamp on the document is also what proves a signature that has none of its own."""
    store = ["store"] if second in ("B-LT", "B-LTA") else []
    return store + ["stamp"] * (second == "B-LTA" or (second == "B-LT" and first == "B-B"))


def read(path, mode="r"):
    with open(path, mode, **({} if "b" in mode else {"encoding": "utf-8", "errors": "replace"})) as f:
        return f.read()


# --- what was said ------------------------------------------------------------------------------------------------------


def pdfsig_words(text):
    words = []
    for part in re.split(r"^Signature #", text, flags=re.M)[1:]:
        if "is not signed" in part:
            continue
        if "Signature is Valid" in part:
            trusted = re.search("Certificate is Trusted|Unknown issue with Certificate", part)
            words.append("valid" if trusted else "untrusted")
        else:
            words.append("unknown" if "not yet been verified" in part else "invalid")
    return " ".join(words)


MUTOOL = (("Digest error", "digest-error"), ("have been edits", "edited"), ("document is unchanged", "unchanged"),
          ("not signed", "unsigned"))


def mutool_words(text):
    words = []
    for part in re.split(r"^Verifying signature", text, flags=re.M)[1:]:
        words.append(next((word for phrase, word in MUTOOL if phrase in part), "unknown"))
    unsigned = words.count("unsigned")
    words = [w for w in words if w != "unsigned"]
    return " ".join(words + (["%d-unsigned" % unsigned] if unsigned else []))


def qpdf_word(text):
    if "No syntax or stream encoding errors" in text:
        return "clean"
    return "warnings" if "succeeded with warnings" in text else "errors"


# --- what is expected of peers ------------------------------------------------------------------------------------------


def pdfsig_expected(kind, after):
    return " ".join(kind["pdfsig"].split() + ["valid", "valid"] + ["unknown"] * after.count("stamp"))


def mutool_expected(kind, after):
    """The official's signature has edits behind it, the seal only where its level adds any."""
    own = ["digest-error" if "--pss" in kind["official"] else "edited",
           "digest-error" if "--pss" in kind["seal"] else "edited" if after else "unchanged"]
    unsigned = kind["empty"] + after.count("stamp")
    return " ".join(kind["mutool"].split() + own + (["%d-unsigned" % unsigned] if unsigned else []))


# --- what must hold for a kind besides: functions that its column names -----------------------------------------------


def added(kind, file):
    return read(file, "rb")[len(kind["bytes"]):]


def is_prefix(kind, file, said):
    return read(file, "rb").startswith(kind["bytes"])


def is_opaque(kind, file, said):
    return not re.search(rb"/SMask|/Transparency", added(kind, file)) and added(kind, file).count(b"/Subtype /Form") == 2


def has_alpha(kind, file, said):
    return added(kind, file).count(b"/SMask") == 2


def lacks_intent(kind, file, said):
    return "output intent" in said


def same_version(kind, file, said):
    return b"/Version" not in added(kind, file)


def is_1_4(kind, file, said):
    return re.search(r"^PDF version: *1\.4$", read(file + ".info"), re.M)


def is_untagged(kind, file, said):
    return b"/StructElem" not in added(kind, file) and "is not tagged" in said


def is_tagged(kind, file, said):
    """Both signatures are read out, in the order in which they were made, and the tags that were there still are."""
    objects = [int(n) for n in re.findall(r"^ *Form.*\n *Object (\d+) 0", read(file + ".struct"), re.M)]
    return len(objects) == 2 and objects == sorted(objects) and added(kind, file).count(b"/S /Form") == 2


def is_repaired(kind, file, said):
    return "written anew" in said


def fills_approval(kind, file, said):
    return [s["name"] for s in json.loads(read(file + ".json"))["signatures"]][:1] == ["Approval"]


# --- cells --------------------------------------------------------------------------------------------------------------


def kinds(folder):
    for line in read(os.path.join(folder, "kinds.tsv")).splitlines():
        kind = dict(zip(COLUMNS, [c if c != "-" else "" for c in line.split("\t")]))
        kind["bytes"] = read(os.path.join(folder, kind["name"] + ".pdf"), "rb")
        kind["empty"] = read(os.path.join(folder, kind["name"] + ".pdf.pdfsig")).count("is not signed") - kind["official"].count("--field")
        kind["check"] = kind["check"].split()
        if "is_repaired" not in kind["check"]:
            kind["check"].append("is_prefix")
        yield kind


def outcomes(folder, batch):
    """By the name of the kind: what `seal sign --json` said, and the notes on the standard error."""
    path, found = os.path.join(folder, batch), {}
    for line in read(path + ".json").splitlines():
        told = json.loads(line)
        if "file" in told:
            found[os.path.basename(told["file"])[:-4]] = dict(told, said="")
    name = None
    for line in read(path + ".said").splitlines():
        signed = re.match(r"signed: .* -> .*/(\S+)\.pdf \(", line)
        name = signed.group(1) if signed else name if line.startswith("  ") else None
        if name in found:
            found[name]["said"] += line + "\n"
    return found


def ours(report, level):
    """What our verifier says, in short; bad: not what it must be."""
    signatures = report["signatures"]
    seal = [s for s in signatures if s["kind"] == "signature"][-1]
    passed = sum(s["indication"] == "TOTAL-PASSED" for s in signatures)
    text = "%d/%d passed, %s" % (passed, len(signatures), seal["level"].replace("PAdES-", ""))
    return text, passed == len(signatures) and seal["level"] == "PAdES-" + level


def compared(said, expected):
    return said if said == expected else "%s, NOT %s" % (said, expected)


class Table:
    def __init__(self, path):
        self.file, self.results = open(path, "w", encoding="utf-8"), []
        self.line(FORM % ("kind", "official", "seal", "seal verify", "pdfsig", "mutool", "qpdf --check"))

    def line(self, text):
        print("# " + text.rstrip())
        self.file.write(text.rstrip() + "\n")

    def refusal(self, kind, first, told):
        code, pattern = kind["refused"].split(" ", 1)
        message = told.get("message", "nothing")
        good = str(told.get("code")) == code and re.search(pattern, message)
        self.line("%-24s %-15s %s%s" % (kind["name"], kind["signer"] + " " + first, "" if good else "NOT ", "refused: " + message))
        self.results.append((good, "%s, %s: refused" % (kind["name"], first)))

    def missing(self, kind, first, second, told):
        self.line("%-24s %-15s %-16s NOT signed: %s" % (kind["name"], first, second, told.get("message", "nothing was said")))
        self.results.append((False, "%s, %s, %s" % (kind["name"], first, second)))

    def cell(self, kind, first, second, file, said):
        verdict, passed = ours(json.loads(read(file + ".json")), second.split()[1])
        after = follows(first.split()[1], second.split()[1])
        peers = ((pdfsig_words(read(file + ".pdfsig")), pdfsig_expected(kind, after)),
                 (mutool_words(read(file + ".mutool")), mutool_expected(kind, after)),
                 (qpdf_word(read(file + ".qpdf")), kind["qpdf"]))
        broken = [c for c in kind["check"] if not globals()[c](kind, file, said)]
        good = passed and all(a == b for a, b in peers) and not broken
        self.line(FORM % (kind["name"], first, second, verdict if passed else verdict + ", BAD", *[compared(*p) for p in peers]) +
                  "".join(", NOT " + c for c in broken))
        self.results.append((good, "%s, %s, %s" % (kind["name"], first, second)))


def main(folder, path, *pairs):
    table, pairs = Table(path), [p.split(":") for p in pairs]
    officials = {first: outcomes(folder, "official-" + first) for first in ("B-B", "B-T")}
    seals = {(a, b): outcomes(folder, "sealed-%s-%s" % (a, b)) for a, b in pairs}
    nothing = {}
    for kind in kinds(folder):
        name = kind["name"]
        for first, told in officials.items():
            if kind["refused"]:
                table.refusal(kind, first, told.get(name, nothing))
        for first, second in pairs if not kind["refused"] else ():
            file = os.path.join(folder, "sealed-%s-%s" % (first, second), name + ".pdf")
            signed, sealed = officials[first].get(name, nothing), seals[first, second].get(name, nothing)
            if os.path.exists(file):
                table.cell(kind, kind["signer"] + " " + first, kind["sealer"] + " " + second, file, signed["said"] + sealed["said"])
            else:
                table.missing(kind, first, second, sealed if signed.get("code") == 0 else signed)
    for good, name in table.results:
        print("%s - %s" % ("ok" if good else "not ok", name))
    sys.exit(0 if table.results and all(good for good, name in table.results) else 1)


if __name__ == "__main__":
    main(*sys.argv[1:])
