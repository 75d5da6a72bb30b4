# SPDX-License-Identifier: Apache-2.0
"""pdf_foreign.py - files that another program has written, signed by ours."""
import os
import re
import subprocess

from pdf_sign import sign
from pdf_write import Doc, raw


def through(book, data, command):
    """What the program makes of a file; IN and OUT in the command are paths."""
    source, to = (os.path.join(book.keys.folder, n) for n in ("in.pdf", "out.pdf"))
    with open(source, "wb") as f:
        f.write(data)
    command = [{"IN": source, "OUT": to}.get(word, word) for word in command]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    if done.returncode not in (0, 3):  # = qpdf: with warnings
        raise RuntimeError("%s: %s" % (" ".join(command), done.stdout.decode(errors="replace")))
    with open(to, "rb") as f:
        return f.read()


def qpdf(book, data, *options):
    return through(book, data, ["qpdf", "--deterministic-id", *options, "IN", "OUT"])


def adopt(data):
    """A Doc that goes on with such a file. Its objects are found by scanning, which is good for what we gave away only."""
    doc = Doc()
    doc.data = bytearray(data)
    doc.startxref = int(re.findall(rb"startxref\s+(\d+)", data)[-1])
    for found in re.finditer(rb"(?<![0-9])(\d+) 0 obj\s*(.*?)\s*endobj", data, re.S):
        doc.object[int(found.group(1))] = found.group(2)
        doc.entry[int(found.group(1))] = ("n", found.start(1), 0)
    doc.size = max(int(n) for n in re.findall(rb"/Size (\d+)", data))
    doc.trailer = {"Root": re.findall(rb"/Root (\d+ 0 R)", data)[-1].decode()}
    for key, where in re.findall(rb"/(Info) (\d+ 0 R)", data):
        doc.trailer[key.decode()] = where.decode()
    doc.style = "stream" if re.search(rb"/Type ?/XRef", data) else "table"
    doc.ends = [len(data)]
    return doc


def find(doc, *patterns):
    """The first object whose body has all of the patterns."""
    return next(n for n, body in sorted(doc.object.items()) if all(re.search(raw(p), body) for p in patterns))


def sign_foreign(book, doc, who="official", **options):
    """Signs what another program wrote, whose numbers are its own."""
    page, form = find(doc, r"/Type ?/Page\b", r"/Annots", r"/Contents"), find(doc, r"/Fields ?\[")
    return sign(doc, book.keys, who, page=page, form=form, **options)
