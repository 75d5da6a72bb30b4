# SPDX-License-Identifier: Apache-2.0
"""pdf_book.py - the files that are made, and what is expected of each: the manifest.

A line of the manifest has six columns, with tabs between them:
  kind         attack or good
  class        of attacks or of good files
  file         in the folder of the manifest
  signatures   attack: "*" no signature may pass, or the name of the one that may not;
               "only=NAME,..." these and no others may be reported. good: "-"
  rules        attack: one of these (between "|") must be among the messages; "-" any.
               good: only these may stand behind an INDETERMINATE; "-" none
  indications  the file's, one of these (between "|")
"""
import os

import pdf_base as base
from pdf_sign import sign

REFUSED = "TOTAL-FAILED|INDETERMINATE|NOT_READABLE"
FAILED = "TOTAL-FAILED"


class Book:
    def __init__(self, keys, folder):
        self.keys, self.folder, self.lines, self.kept = keys, folder, [], {}
        os.makedirs(folder, exist_ok=True)

    def write(self, kind, group, name, doc, *rest):
        file = "%s-%s-%s.pdf" % (kind, group, name)
        with open(os.path.join(self.folder, file), "xb") as f:  # no name twice
            f.write(bytes(doc if isinstance(doc, (bytes, bytearray)) else doc.data))
        self.lines.append("\t".join((kind, group, file) + rest))

    def attack(self, group, name, doc, rules, indications=FAILED, signatures="*"):
        self.write("attack", group, name, doc, signatures, rules, indications)

    def good(self, group, name, doc, rules="-", indications=None):
        self.write("good", group, name, doc, "-", rules, indications or ("TOTAL-PASSED" if rules == "-" else
                                                                         "TOTAL-PASSED|INDETERMINATE"))

    def finish(self):
        with open(os.path.join(self.folder, "manifest.tsv"), "w", encoding="utf-8") as f:
            f.write("".join(line + "\n" for line in self.lines))

    # --- documents that many files begin with; each call gives a copy ---

    def keep(self, key, make):
        if key not in self.kept:
            self.kept[key] = make()
        return self.kept[key].copy()

    def plain(self, **options):
        return self.keep(("plain", repr(sorted(options.items()))), lambda: base.decision(**options))

    def signed(self, **options):
        """By the official, invisibly, as an update."""
        return self.keep(("signed", repr(sorted(options.items()))), lambda: sign(base.decision(**options), self.keys))

    def sealed(self, **options):
        """By the official, then by the department."""
        return self.keep(("sealed", repr(sorted(options.items()))),
                         lambda: sign(self.signed(**options), self.keys, "department", rect="300 200 450 260"))
