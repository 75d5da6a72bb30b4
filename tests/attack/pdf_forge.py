# SPDX-License-Identifier: Apache-2.0
"""pdf_forge.py - attacks on the signature's own bytes: universal forgery, incremental saving, wrapping (Mladenov et al.,
CCS 2019), the arithmetic of /ByteRange, and what may stand in its gap."""
import re

import pdf_base as base
from pdf_book import FAILED, REFUSED
from pdf_sign import RANGE, RANGE_WIDTH, close, fill_range, put_cms, sign, value
from pdf_write import add_key, grow, raw, stream, swap

FORGED_TEXT = base.TEXT.replace("150.000.000", "950.000.000")


def overwrite(doc, old, new, start=0):
    """In place, nothing moves: shorter texts are filled up with spaces."""
    old, new = raw(old), raw(new)
    at = doc.data.index(old, start)
    doc.data[at : at + len(old)] = new.ljust(len(old))
    if len(new) > len(old):
        raise ValueError("%r is longer than %r" % (new, old))
    return doc


def change_amount(doc):
    return overwrite(doc, "150.000.000", "950.000.000")


def range_at(doc):
    """Where the last /ByteRange stands."""
    return doc.data.rindex(b"/ByteRange[")


def put_range(doc, text):
    at = range_at(doc)
    doc.data[at : at + RANGE_WIDTH] = raw(text).ljust(RANGE_WIDTH)
    return doc


# --- universal signature forgery: the verifier cannot compute anything, and must not call that valid --------------------

CONTENTS = {"kept": None, "missing": "", "valueless": "/Contents", "null": "/Contents null", "hex0": "/Contents 0x00",
            "empty": "/Contents<>", "zero": "/Contents<0000>"}
RANGES = {"kept": None, "missing": "", "valueless": "/ByteRange", "null": "/ByteRange null", "empty": "/ByteRange[]",
          "zeros": "/ByteRange[0 0 0 0]", "negative": "/ByteRange[0 -1 -1 -1]"}
# What is told of each, alone; both are in one file more often.
CONTENTS_RULE = {"valueless": "READ", "hex0": "READ"}
RANGE_RULE = {"missing": "PDF-37", "valueless": "READ", "null": "PDF-37|PDF-32", "empty": "PDF-32", "zeros": "PDF-33", "negative": "PDF-32"}


# refuses: PDF-37, PDF-32, PDF-33 (forgery)
def forgeries(book):
    for how_contents, contents in CONTENTS.items():
        for how_range, range_text in RANGES.items():
            if how_contents == how_range == "kept":
                continue
            name = "contents-%s-range-%s" % (how_contents, how_range)
            told = set(RANGE_RULE[how_range].split("|")) if how_range != "kept" else set()
            if how_contents != "kept":
                told.add(CONTENTS_RULE.get(how_contents, "PDF-37"))
            parsed = not {"valueless", "hex0"} & {how_contents, how_range}
            rules = "|".join(sorted(told)) if parsed else "READ|PDF-32|PDF-37"
            expected = FAILED if parsed else REFUSED
            book.attack("forgery", name, forge_in_place(book, contents, range_text), rules, expected)
            by_update = "PDF-35" if told == {"PDF-33"} else rules
            book.attack("forgery-update", name, forge_by_update(book, contents, range_text), by_update + "|PDF-33", expected)


def forge_in_place(book, contents, range_text):
    doc = change_amount(book.signed())
    hole, after = doc.gap
    if contents is not None:
        doc.data[hole - 9 : after] = raw(contents).ljust(after - hole + 9)
    return doc if range_text is None else put_range(doc, range_text)


def forge_by_update(book, contents, range_text):
    doc = book.signed()
    body = bytes(doc.data[doc.entry[doc.value][1] :])
    body = body[body.index(b"<<") : body.index(b"\nendobj")]
    if contents is not None:
        body = re.sub(rb"/Contents<[0-9a-f]*>", raw(contents), body)
    if range_text is not None:
        body = re.sub(rb"/ByteRange\[[^\]]*\]", raw(range_text), body)
    return doc.update({doc.value: body, base.CONTENT: stream(FORGED_TEXT)})


# --- incremental saving -------------------------------------------------------------------------------------------------

def saving_targets(doc):
    """What an update makes of the document, and the rule that speaks of it."""
    o, new = doc.object, doc.new_number()
    overlay = "<</Type/Annot/Subtype/FreeText/Rect[60 660 300 690]/Contents(950.000.000)/DA(/F1 14 Tf 0 g)/AP<</N 10 0 R>>>>"
    return {
        "content": ({base.CONTENT: stream(FORGED_TEXT)}, "PDF-55"),
        "new-content": ({base.FIRST: swap(o[base.FIRST], "/Contents 7 0 R", "/Contents %d 0 R" % new),
                         new: stream(FORGED_TEXT)}, "PDF-54"),
        "new-page": ({base.PAGES: swap(o[base.PAGES], "3 0 R", "%d 0 R" % new),
                      new: swap(o[base.FIRST], "/Contents 7 0 R", "/Contents 8 0 R")}, "PDF-54"),
        "more-pages": ({base.PAGES: swap(grow(o[base.PAGES], "Kids", "%d 0 R" % new), "/Count 2", "/Count 3"),
                        new: swap(o[base.FIRST], "/Contents 7 0 R", "/Contents 8 0 R")}, "PDF-54"),
        "fewer-pages": ({base.PAGES: swap(swap(o[base.PAGES], "3 0 R ", ""), "/Count 2", "/Count 1")}, "PDF-54"),
        "other-order": ({base.PAGES: swap(o[base.PAGES], "3 0 R 4 0 R", "4 0 R 3 0 R")}, "PDF-54"),
        "new-tree": ({base.CATALOG: swap(o[base.CATALOG], "/Pages 2 0 R", "/Pages %d 0 R" % new),
                      new: o[base.PAGES]}, "PDF-54"),
        "font": ({base.FONT: swap(o[base.FONT], "/Encoding/WinAnsiEncoding",
                                  "/Encoding<</Type/Encoding/Differences[49/nine]>>")}, "PDF-54|PDF-57|PDF-62|PDF-55"),
        "logo": ({base.LOGO: stream(bytes(48), "/Type/XObject/Subtype/Image/Width 4/Height 4/ColorSpace/DeviceRGB"
                                               "/BitsPerComponent 8")}, "PDF-55"),
        "overlay": ({base.FIRST: grow(o[base.FIRST], "Annots", "%d 0 R" % new), new: overlay}, "PDF-56"),
    }


def save_whole(doc, objects):
    return doc.update(objects)


def save_without_xref(doc, objects):
    for n, body in objects.items():
        doc.put(n, body)
    return doc.append(b"trailer\n<</Root 1 0 R/Size %d/Prev %d>>\nstartxref\n%d\n%%%%EOF\n" % (
        doc.size + 2, doc.startxref, doc.startxref))


def save_body_only(doc, objects):
    for n, body in objects.items():
        doc.put(n, body)
    return doc


def save_without_trailer(doc, objects):
    before = len(doc.data)
    doc.update(objects)
    at = doc.data.index(b"trailer", before)
    end = doc.data.index(b"startxref", at)
    del doc.data[at:end]
    return doc


def save_without_startxref(doc, objects):
    return doc.update(objects, footer=False)


def save_without_eof(doc, objects):
    doc.update(objects)
    del doc.data[-6:]
    return doc


def save_with_old_startxref(doc, objects):
    old = doc.startxref
    doc.update(objects, footer=False)
    return doc.append("startxref\n%d\n%%%%EOF\n" % old)


def save_with_copied_signature(doc, objects):
    """The signature dictionary once more in the update, so that it seems to belong to the end of the file."""
    start = doc.entry[doc.value][1]
    body = bytes(doc.data[start:])
    return doc.update(dict(objects, **{}) | {doc.value: body[body.index(b"<<") : body.index(b"\nendobj")]})


def save_with_new_signature_object(doc, objects):
    start = doc.entry[doc.value][1]
    body = bytes(doc.data[start:])
    new = doc.new_number(5)
    more = {new: body[body.index(b"<<") : body.index(b"\nendobj")],
            doc.field: swap(doc.object[doc.field], "/V %d 0 R" % doc.value, "/V %d 0 R" % new)}
    return doc.update(objects | more)


SAVINGS = {
    "whole": (save_whole, None, FAILED),
    "no-xref": (save_without_xref, "PDF-02|PDF-03", REFUSED),
    "body-only": (save_body_only, "PDF-02|PDF-03|READ", REFUSED),
    "no-trailer": (save_without_trailer, "READ", REFUSED),
    "no-startxref": (save_without_startxref, "PDF-02|PDF-03|READ", REFUSED),
    "no-eof": (save_without_eof, "PDF-02|PDF-03|READ", REFUSED),
    "old-startxref": (save_with_old_startxref, "PDF-03", FAILED),
    "copied-signature": (save_with_copied_signature, "PDF-35", FAILED),
    "new-signature": (save_with_new_signature_object, "PDF-35", FAILED),
}


# refuses: PDF-54, PDF-55, PDF-56, PDF-35, PDF-03 (saving)
def savings(book):
    for target in saving_targets(book.signed()):
        for how, (save, rules, indications) in SAVINGS.items():
            doc = book.signed()
            objects, rule = saving_targets(doc)[target]
            book.attack("saving", "%s-%s" % (target, how), save(doc, objects), rules or rule, indications)


# --- signature wrapping -------------------------------------------------------------------------------------------------
# What was signed is moved to the end; between the gap and it stands the attacker's part, to which startxref of the signed
# part now leads by chance of its offset. A second signature dictionary says that the range moved along.

def wrap(book, *, contents="copy", value_number="same", own_startxref=False, range_text=None, fill=b"", close_gap=True):
    doc = book.signed()
    data, (hole, after) = bytes(doc.data), doc.gap
    head, gap, tail = data[:hole], data[hole:after], data[after:]
    if not close_gap:
        gap = gap[:-1]
    number = doc.value if value_number == "same" else doc.new_number()
    at, before = hole + len(gap), doc.entry.copy()  # where the attacker's part begins
    evil = b"\n" + fill
    # The signed startxref keeps its number, so the attacker's section must begin there.
    evil += b" " * (doc.startxref - at - len(evil))
    target = at + len(evil)
    objects = {base.CONTENT: stream(FORGED_TEXT), number: forged_value(gap, contents)}
    if number != doc.value:
        objects[doc.field] = swap(doc.object[doc.field], "/V %d 0 R" % doc.value, "/V %d 0 R" % number)
    listed = sorted(set(objects) | {base.FORM, base.FIRST, doc.field})
    length = len(section_of(dict.fromkeys(listed, 0), doc, data))
    body, entries = b"", {}
    for n, text in objects.items():
        entries[n] = target + length + len(body)
        body += b"%d 0 obj\n%s\nendobj\n" % (n, raw(text))
    end = target + length + len(body)
    for n in set(listed) - set(objects):
        entries[n] = before[n][1] + (end - after if before[n][1] > after else 0)
    evil += section_of(entries, doc, data) + body
    a, b = hole, end
    text = raw(range_text or "/ByteRange[0 %d %d %d]" % (a, b, len(tail))).ljust(RANGE_WIDTH)
    evil = evil.replace(RANGE, text)
    return head + gap + evil + tail + (b"startxref\n%d\n%%%%EOF\n" % target if own_startxref else b"")


def forged_value(gap, contents):
    text = {"copy": gap.rstrip(b">") + b">", "none": b"<>", "zero": b"<00>"}[contents]
    return b"<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached" + RANGE + b"/Contents" + text + b">>"


def section_of(entries, doc, data):
    previous = int(re.search(rb"startxref\n(\d+)", data[: doc.ends[-2]][-40:]).group(1))
    out = b"xref\n"
    for n in sorted(entries):
        out += b"%d 1\n%010d 00000 n \n" % (n, entries[n])
    return out + b"trailer\n<</Size %d/Root 1 0 R/Prev %d>>\nstartxref\n%d\n%%%%EOF\n" % (doc.size + 1, previous, doc.startxref)


# refuses: PDF-35, PDF-37, PDF-32 (wrapping)
def wrappings(book):
    made = {
        "copied-contents": {}, "new-object": {"value_number": "new"}, "no-contents": {"contents": "none"},
        "zero-contents": {"contents": "zero"}, "own-startxref": {"own_startxref": True},
        "new-object-own-startxref": {"value_number": "new", "own_startxref": True},
        "open-gap": {"close_gap": False}, "comment-before": {"fill": b"% nothing\n"},
        "padding-before": {"fill": b"\x00" * 64}, "new-object-no-contents": {"value_number": "new", "contents": "none"},
        "five-entries": {"range_text": "/ByteRange[0 1 2 3 4]"}, "six-entries": {"range_text": "/ByteRange[0 1 2 3 4 5]"},
    }
    for name, options in made.items():
        book.attack("wrapping", name, wrap(book, **options), "PDF-35|PDF-37|PDF-32")
    for name, moved in (("second-part-later", 64), ("second-part-at-end", 4096)):
        doc = book.signed()
        hole, after = doc.gap
        doc.data[after:after] = b" " * moved
        book.attack("wrapping", name, put_range(doc, "/ByteRange[0 %d %d %d]" % (hole, after + moved, len(doc.data) - after - moved)),
                    "READ", REFUSED)


# --- the arithmetic of /ByteRange: signed over exactly what a trusting reader would hash --------------------------------

def signed_as(book, make_range, cover, objects=None):
    """make_range(hole, after, length) -> text, cover(data, hole, after) -> the bytes that the CMS is of."""
    doc = book.plain()
    v, field = doc.new_number(), doc.new_number(1)
    out = {v: value(more="/M(D:20261124150000Z)"), base.FORM: add_key(grow(doc.object[base.FORM], "Fields", "%d 0 R" % field),
                                                                     "/SigFlags 3"),
           field: "<</Type/Annot/Subtype/Widget/FT/Sig/T(Signature1)/P 3 0 R/F 132/Rect[0 0 0 0]/V %d 0 R>>" % v,
           base.FIRST: grow(doc.object[base.FIRST], "Annots", "%d 0 R" % field)}
    doc.update(out | (objects or {}))
    doc.value, doc.field = v, field
    at = doc.data.index(RANGE)
    hole, after = fill_range(doc.data)
    doc.gap = hole, after
    text = raw(make_range(hole, after, len(doc.data)))
    doc.data[at : at + RANGE_WIDTH] = text.ljust(RANGE_WIDTH)
    data = bytes(doc.data)
    put_cms(doc.data, hole, after, book.keys.cms("official", cover(data, hole, after), "-cades"))
    return doc


def usual(data, hole, after):
    return data[:hole] + data[after:]


# What the text of the range is, for a gap from h to a in a file of n bytes, and what is then hashed.
ODD_RANGES = {
    "zeros": (lambda h, a, n: "[0 0 0 0]", lambda d, h, a: b"", "PDF-33"),
    "almost-zeros": (lambda h, a, n: "[0 1 2 1]", lambda d, h, a: d[:1] + d[2:3], "PDF-33"),
    "first-part-only": (lambda h, a, n: "[0 %d %d 0]" % (h, a), lambda d, h, a: d[:h], "PDF-33"),
    "second-part-only": (lambda h, a, n: "[0 0 %d %d]" % (a, n - a), lambda d, h, a: d[a:], "PDF-33"),
    "begins-later": (lambda h, a, n: "[9 %d %d %d]" % (h - 9, a, n - a), lambda d, h, a: d[9:h] + d[a:], "PDF-33"),
    "ends-earlier": (lambda h, a, n: "[0 %d %d %d]" % (h, a, n - a - 40), lambda d, h, a: d[:h] + d[a:-40], "PDF-33"),
    "ends-one-early": (lambda h, a, n: "[0 %d %d %d]" % (h, a, n - a - 3), lambda d, h, a: d[:h] + d[a:-3], "PDF-33"),
    "ends-beyond": (lambda h, a, n: "[0 %d %d %d]" % (h, a, n - a + 1), usual, "PDF-33"),
    "wider-before": (lambda h, a, n: "[0 %d %d %d]" % (h - 9, a, n - a), lambda d, h, a: d[:h - 9] + d[a:], "PDF-35"),
    "wider-behind": (lambda h, a, n: "[0 %d %d %d]" % (h, a + 2, n - a - 2), lambda d, h, a: d[:h] + d[a + 2:], "PDF-35"),
    "narrower": (lambda h, a, n: "[0 %d %d %d]" % (h + 1, a - 1, n - a + 1), lambda d, h, a: d[:h + 1] + d[a - 1:], "PDF-35"),
    "narrower-before": (lambda h, a, n: "[0 %d %d %d]" % (h + 1, a, n - a), lambda d, h, a: d[:h + 1] + d[a:], "PDF-35"),
    "touching": (lambda h, a, n: "[0 %d %d %d]" % (h, h, n - h), lambda d, h, a: d, "PDF-33|PDF-35"),
    "overlapping": (lambda h, a, n: "[0 %d %d %d]" % (a, h, n - h), lambda d, h, a: d[:a] + d[h:], "PDF-33"),
    "swapped": (lambda h, a, n: "[%d %d 0 %d]" % (a, n - a, h), lambda d, h, a: d[a:] + d[:h], "PDF-33"),
    "first-twice": (lambda h, a, n: "[0 %d 0 %d]" % (h, h), lambda d, h, a: d[:h] * 2, "PDF-33"),
    "one-pair": (lambda h, a, n: "[0 %d]" % h, lambda d, h, a: d[:h], "PDF-32"),
    "three": (lambda h, a, n: "[0 %d %d]" % (h, a), usual, "PDF-32"),
    "five": (lambda h, a, n: "[0 %d %d %d 0]" % (h, a, n - a), usual, "PDF-32"),
    "six": (lambda h, a, n: "[0 %d %d %d 0 0]" % (h, a, n - a), usual, "PDF-32"),
    "three-parts": (lambda h, a, n: "[0 9 9 %d %d %d]" % (h - 9, a, n - a), usual, "PDF-32"),
    "nested": (lambda h, a, n: "[[0 %d %d %d]]" % (h, a, n - a), usual, "PDF-32"),
    "pairs": (lambda h, a, n: "[[0 %d][%d %d]]" % (h, a, n - a), usual, "PDF-32"),
    "reals": (lambda h, a, n: "[0 %d.0 %d %d]" % (h, a, n - a), usual, "PDF-32"),
    "real-zero": (lambda h, a, n: "[0.0 %d %d %d]" % (h, a, n - a), usual, "PDF-32"),
    "plus": (lambda h, a, n: "[0 +%d %d %d]" % (h, a, n - a), usual, "PDF-32"),
    "minus-zero": (lambda h, a, n: "[-0 %d %d %d]" % (h, a, n - a), usual, "PDF-32"),
    "strings": (lambda h, a, n: "[0 (%d) %d %d]" % (h, a, n - a), usual, "PDF-32"),
    "names": (lambda h, a, n: "[0 /%d %d %d]" % (h, a, n - a), usual, "PDF-32"),
    "null-entry": (lambda h, a, n: "[null %d %d %d]" % (h, a, n - a), usual, "PDF-32"),
    "dictionary": (lambda h, a, n: "<</A 0/B %d/C %d/D %d>>" % (h, a, n - a), usual, "PDF-32"),
    "negative-end": (lambda h, a, n: "[0 %d %d -1]" % (h, a), usual, "PDF-32"),
    "negative-start": (lambda h, a, n: "[-1 %d %d %d]" % (h + 1, a, n - a), usual, "PDF-32"),
    "negative-length": (lambda h, a, n: "[0 -%d %d %d]" % (h, a, n - a), usual, "PDF-32"),
    "indirect-entry": (lambda h, a, n: "[0 90 0 R %d %d]" % (a, n - a), usual, "PDF-32"),
    "indirect-array": (lambda h, a, n: " 91 0 R", usual, "PDF-32"),
}
WRAPPED = {"2-31": 1 << 31, "2-31-less": (1 << 31) - 1, "2-32": 1 << 32, "2-63": 1 << 63, "2-63-less": (1 << 63) - 1,
           "2-64": 1 << 64, "2-64-less": (1 << 64) - 1, "2-65": 1 << 65}


# refuses: PDF-32, PDF-33, PDF-35 (range)
def ranges(book):
    for name, (text, cover, rules) in ODD_RANGES.items():
        objects = {90: "1", 91: "[0 1 2 3]"} if name.startswith("indirect") else None
        doc = signed_as(book, lambda h, a, n, t=text: "/ByteRange" + t(h, a, n), cover, objects)
        book.attack("range", name, doc, rules)
    for name, number in WRAPPED.items():  # what wraps around to the true values in so many bits
        for place in range(4):
            def text(h, a, n, place=place, number=number):
                r = [0, h, a, n - a]
                r[place] += number
                return "/ByteRange[%d %d %d %d]" % tuple(r)
            book.attack("range", "%s-at-%d" % (name, place), signed_as(book, text, usual), "PDF-32|PDF-33|READ|PDF-10", REFUSED)


# --- the gap: nothing in it is hashed, so nothing but one string of hex may stand there ---------------------------------

def gap_with(book, change):
    doc = book.signed()
    hole, after = doc.gap
    new = change(bytes(doc.data[hole:after]))
    if len(new) != after - hole:
        raise ValueError("the gap has another size")
    doc.data[hole:after] = new
    return doc


def at_end(gap, new):
    """`new` in the place of the last bytes before the closing bracket."""
    return gap[: -1 - len(new)] + new + gap[-1:]


GAPS = {
    "white-space": (lambda g: at_end(g, b" "), "PDF-34"),
    "line-end": (lambda g: at_end(g, b"\n"), "PDF-34"),
    "nul": (lambda g: at_end(g, b"\0\0"), "PDF-34"),
    "white-space-first": (lambda g: b"< " + g[1:-2] + b">", "PDF-34"),
    "odd-digits": (lambda g: g[:-2] + b"> ", "PDF-35"),
    "closed-early": (lambda g: at_end(g, b"> "), "PDF-35|READ|PDF-10"),
    "second-string": (lambda g: at_end(g, b"><00"), "PDF-35|READ|PDF-10"),
    "key-inside": (lambda g: at_end(g, b">/ByteRange[0 0 0 0]/Other<00"), "PDF-17|READ|PDF-10"),
    "comment": (lambda g: at_end(g, b"%0000"), "PDF-34|READ|PDF-10"),
    "not-hex": (lambda g: at_end(g, b"zz"), "PDF-34|READ|PDF-10"),
    "string-literal": (lambda g: b"(" + g[1:-1] + b")", "PDF-37"),
    "string-in-brackets": (lambda g: b"[" + g[:-2] + b"]", "PDF-37|READ|PDF-10"),
    "dictionary": (lambda g: b"<</A<00>" + b" " * (len(g) - 10) + b">>", "PDF-37"),
    "name": (lambda g: b"/" + b"A" * 100 + b" " * (len(g) - 101), "PDF-37"),
    "reference": (lambda g: b" 7 0 R".ljust(len(g)), "PDF-37"),
    "object-inside": (lambda g: at_end(g, b">>>\nendobj\n7 0 obj\n<</Length 0>>\nstream\n\nendstream\nendobj\n<<0<00"),
                      "PDF-35|PDF-14|READ|PDF-10|PDF-18"),
    "bytes-behind": (lambda g: at_end(g, b"01"), "CMS-01|PDF-36"),
    "bytes-directly-behind": (lambda g: behind_cms(g, b"00ff"), "CMS-01|PDF-36"),
    "second-cms": (lambda g: behind_cms(g, b"3003020105"), "CMS-01|PDF-36"),
    "filled-with-ff": (lambda g: g[:cms_end(g)] + b"f" * (len(g) - 1 - cms_end(g)) + b">", "CMS-01|PDF-36"),
    "cut-off": (lambda g: g[: cms_end(g) - 8] + b"0" * (len(g) - 1 - cms_end(g) + 8) + b">", "-"),
    "upside-down": (lambda g: b"<" + b"00" + g[1:-3] + b">", "-"),
    "all-ff": (lambda g: b"<" + b"f" * (len(g) - 2) + b">", "-"),
    "one-digit-changed": (lambda g: flip_digit(g), "VALUE|HASH"),
}


def cms_end(gap):
    """Of the DER in the gap: where its hex ends."""
    der = bytes.fromhex(gap[1:-1].decode())
    n = der[1] & 0x7F
    return 1 + 2 * (2 + n + int.from_bytes(der[2 : 2 + n], "big"))


def behind_cms(gap, new):
    at = cms_end(gap)
    return gap[:at] + new + gap[at + len(new) :]


def flip_digit(gap):
    at = cms_end(gap) - 40
    return gap[:at] + (b"1" if gap[at : at + 1] != b"1" else b"2") + gap[at + 1 :]


# refuses: PDF-34, PDF-35, PDF-37, CMS-01 (gap)
def gaps(book):
    for name, (change, rules) in GAPS.items():
        book.attack("gap", name, gap_with(book, change), rules, REFUSED)


def make(book):
    forgeries(book)
    savings(book)
    wrappings(book)
    ranges(book)
    gaps(book)
