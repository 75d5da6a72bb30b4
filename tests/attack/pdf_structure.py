# SPDX-License-Identifier: Apache-2.0
"""pdf_structure.py - files that two readers read as two documents: duplicate keys and objects, cross-references that lead
astray, lengths that lie, what stands before and behind, object streams, hybrid and linearized files."""
import re

import pdf_base as base
from pdf_base import CATALOG, CONTENT, FIRST, FONT, FORM, LAST, LINK, LOGO, NOTE, PAGES, RECEIVER
from pdf_book import FAILED, REFUSED
from pdf_foreign import adopt, find, qpdf, sign_foreign
from pdf_forge import FORGED_TEXT, overwrite, put_range
from pdf_shadow import NEW, NEXT
from pdf_sign import close, sign, value
from pdf_write import Doc, add_key, grow, raw, stream, swap


# --- a key twice --------------------------------------------------------------------------------------------------------

def escaped(key):
    return "#%02x%s" % (ord(key[0]), key[1:])


# object, key, what the second one says
DUPLICATES = [
    (CATALOG, "Pages", "2 0 R"), (CATALOG, "AcroForm", "5 0 R"), (CATALOG, "Type", "/Catalog"), (PAGES, "Kids", "[4 0 R]"),
    (PAGES, "Count", "1"), (FIRST, "Contents", "8 0 R"), (FIRST, "Resources", "<<>>"), (FIRST, "Annots", "[]"), (FIRST, "Type", "/Page"),
    (FONT, "BaseFont", "/Symbol"), (FORM, "Fields", "[]"), (RECEIVER, "V", "(Tran D)"), (RECEIVER, "T", "(Other)"),
    (RECEIVER, "AP", "<<>>"), (LINK, "A", "<<>>"), (CONTENT, "Length", "3"), (LOGO, "Width", "1"),
]


# refuses: PDF-17 (duplicate-key)
def duplicates(book):
    for number, key, text in DUPLICATES:
        for how, name in (("plain", key), ("escaped", escaped(key))):
            doc = base.decision(finish=False)
            doc.pending[number] = add_key(doc.pending[number], "/%s %s" % (name, text))
            sign(doc.update(doc.pending), book.keys)
            book.attack("duplicate-key", "%d-%s-%s" % (number, key, how), doc, "PDF-17|READ", REFUSED)
    for key, text in (("Contents", "<00>"), ("ByteRange", "[0 0 0 0]"), ("SubFilter", "/adbe.pkcs7.detached"), ("Type", "/Sig"),
                      ("Filter", "/Other"), ("M", "(D:2000)")):
        for how, name in (("plain", key), ("escaped", escaped(key))):
            doc = sign(book.plain(), book.keys, more="/%s %s" % (name, text))
            book.attack("duplicate-key", "value-%s-%s" % (key, how), doc, "PDF-17|READ", REFUSED)
    for key, text in (("V", "7 0 R"), ("FT", "/Tx"), ("T", "(Other)"), ("Rect", "[0 0 9 9]")):
        for how, name in (("plain", key), ("escaped", escaped(key))):
            doc = sign(book.plain(), book.keys, field_more="/%s %s" % (name, text))
            book.attack("duplicate-key", "field-%s-%s" % (key, how), doc, "PDF-17|READ", REFUSED)
    for key, text in (("Root", "1 0 R"), ("Size", "9"), ("Prev", "15"), ("Info", "11 0 R")):
        for how, name in (("plain", key), ("escaped", escaped(key))):
            doc = sign(book.plain(), book.keys, trailer={"X": "1/%s %s" % (name, text)})
            book.attack("duplicate-key", "trailer-%s-%s" % (key, how), doc, "PDF-17|READ", REFUSED)


# --- an object twice, or where another one is ---------------------------------------------------------------------------

def signed_with(book, prepare, **options):
    """The first revision is as prepare(doc) makes it."""
    doc = base.decision(finish=False, **options)
    prepare(doc)
    return sign(doc, book.keys)


def physically_twice(number, body, first):
    def prepare(doc):
        if first:
            doc.put(number, body)
        entries = {}
        for n, b in doc.pending.items():
            entries[n] = ("n", doc.put(n, b), 0)
        if not first:
            doc.put(number, body)
        doc.object.update({n: raw(b) for n, b in doc.pending.items()})
        doc.update({}, entries=entries)
    return prepare


def raw_table(doc, lines):
    """More subsections in the table that is last."""
    at = doc.data.rindex(b"trailer\n")
    doc.data[at:at] = raw(lines)
    return doc


# refuses: PDF-12, PDF-14 (object)
# refuses: PDF-13, PDF-19 (reference)
def objects(book):
    for name, number, body in (("content", CONTENT, stream(FORGED_TEXT)), ("page", FIRST, "<<%s/Contents 8 0 R>>" % base.PAGE),
                               ("catalog", CATALOG, "<</Type/Catalog/Pages 2 0 R>>"), ("form", FORM, "<</Fields[]>>")):
        for where in ("before", "behind"):
            doc = signed_with(book, physically_twice(number, body, where == "before"))
            book.attack("object", "twice-%s-%s" % (name, where), doc, "PDF-12", REFUSED)
    for name, offset in (("same", None), ("other", 15)):
        doc = base.decision(finish=False)
        doc.update(doc.pending, footer=False)
        raw_table(doc, "7 1\n%010d 00000 n \n" % (offset or doc.entry[CONTENT][1]))
        doc.append("startxref\n%d\n%%%%EOF\n" % doc.startxref)
        doc.ends[-1] = len(doc.data)
        book.attack("object", "listed-twice-" + name, sign(doc, book.keys), "PDF-12|READ", REFUSED)
    doc = base.decision(finish=False)
    doc.update(doc.pending, footer=False)
    raw_table(doc, "7 1\n0000000000 00001 f \n")
    doc.append("startxref\n%d\n%%%%EOF\n" % doc.startxref)
    doc.ends[-1] = len(doc.data)
    book.attack("object", "listed-and-free", sign(doc, book.keys), "PDF-12|READ", REFUSED)

    hidden = stream("60 0 obj\n%s\nendobj\n" % "<</Type/Catalog/Pages 2 0 R>>")
    doc = base.decision(objects={62: hidden})
    at = doc.data.index(b"60 0 obj")
    book.attack("object", "in-a-stream", sign(doc.copy(), book.keys, entries={60: ("n", at, 0)}), "PDF-14", REFUSED)
    doc = base.decision(objects={62: hidden})
    book.attack("object", "in-a-stream-by-update", sign(doc, book.keys).update({}, entries={60: ("n", at, 0)}), "PDF-14|PDF-63", REFUSED)
    doc = book.signed()
    book.attack("object", "in-the-gap", doc.update({}, entries={60: ("n", doc.gap[0] + 1, 0)}), "READ|PDF-13|PDF-14", REFUSED)
    comment = base.decision(finish=False)
    comment.append("%60 0 obj <</Nothing true>> endobj\n")
    comment.update(comment.pending)
    at = comment.data.index(b"60 0 obj")
    book.attack("object", "in-a-comment", sign(comment, book.keys, entries={60: ("n", at, 0)}), "PDF-14|PDF-13|READ|PDF-21", REFUSED)
    doc = base.decision(objects={62: "(60 0 obj <</Type/Catalog>> endobj)"})
    at = doc.data.index(b"60 0 obj")
    book.attack("object", "in-a-string", sign(doc, book.keys, entries={60: ("n", at, 0)}), "PDF-14|READ", REFUSED)
    doc = base.decision()
    at = doc.entry[CONTENT][1]
    book.attack("object", "one-place-two-numbers", sign(doc, book.keys, entries={60: ("n", at, 0)}), "READ|PDF-13", REFUSED)

    for name, entry in {"off-by-one": lambda d: ("n", d.entry[CONTENT][1] + 1, 0), "one-before": lambda d: ("n", d.entry[CONTENT][1] - 1, 0),
                        "other-object": lambda d: ("n", d.entry[FONT][1], 0), "generation": lambda d: ("n", d.entry[CONTENT][1], 1),
                        "zero": lambda d: ("n", 0, 0), "beyond": lambda d: ("n", 9999999, 0), "header": lambda d: ("n", 1, 0),
                        "free": lambda d: ("f", 0, 1), "section": lambda d: ("n", d.startxref, 0)}.items():
        if name != "free":  # then it is honest: the content was taken away before anybody signed
            doc = base.decision()
            book.attack("reference", "signed-" + name, sign(doc, book.keys, entries={CONTENT: entry(doc)}),
                        "READ|PDF-13|PDF-10|PDF-14|PDF-20|PDF-22|PDF-54", REFUSED)
        doc = book.signed()
        book.attack("reference", "later-" + name, doc.update({}, entries={CONTENT: entry(doc)}),
                    "READ|PDF-13|PDF-10|PDF-19|PDF-14", REFUSED)
    for name, options in {"reused": {"generation": {CONTENT: 1}}, "higher": {"generation": {CONTENT: 7}}}.items():
        doc = book.signed()
        book.attack("reference", "generation-" + name, doc.update({CONTENT: stream(FORGED_TEXT)}, **options), "PDF-13", FAILED)
    doc = book.signed()
    doc.update({}, free=[CONTENT])
    doc.update({CONTENT: stream(FORGED_TEXT)}, generation={CONTENT: 1})
    book.attack("reference", "freed-and-reused", doc, "PDF-19", FAILED)
    for name, number in (("content", CONTENT), ("font", FONT), ("page", LAST), ("link", LINK), ("catalog", CATALOG)):
        doc = book.signed()
        book.attack("freed", name, doc.update({NEW: "<</Nothing true>>"}, free=[number]), "PDF-19|READ", REFUSED)
    doc = book.signed()
    book.attack("freed", "value", doc.update({}, free=[doc.value]), "PDF-19|PDF-46", REFUSED)
    doc = book.signed()
    book.attack("freed", "field", doc.update({}, free=[doc.field]), "PDF-30", "NO_SIGNATURE", "only=")
    doc = book.signed()
    book.attack("freed", "form", doc.update({}, free=[FORM]), "PDF-30", "NO_SIGNATURE", "only=")


# --- the chain of revisions ---------------------------------------------------------------------------------------------

# refuses: PDF-03, PDF-15 (chain)
# refuses: PDF-06 (encrypted)
def chain(book):
    some = {NEW: "<</Nothing true>>", CONTENT: stream(FORGED_TEXT)}
    for style in ("table", "stream"):
        for name, prev in {"itself": lambda d: "self", "cycle": lambda d: "next", "none": lambda d: False, "zero": lambda d: 0,
                           "negative": lambda d: -1, "beyond": lambda d: 99999999, "an-object": lambda d: d.entry[FONT][1],
                           "in-the-gap": lambda d: d.gap[0] + 9, "skips-signed": lambda d: first_section(d),
                           "off-by-one": lambda d: d.startxref + 1, "real": lambda d: "%d.0" % d.startxref,
                           "indirect": lambda d: "61 0 R", "string": lambda d: "(%d)" % d.startxref}.items():
            doc = book.signed(style=style)
            to = prev(doc)
            at = len(doc.data)
            if to in ("self", "next"):
                to = 1111111111
            doc.update(some | ({NEXT: str(doc.startxref)} if name == "indirect" else {}), prev=to)
            if name == "itself":
                overwrite(doc, "/Prev 1111111111", "/Prev %d" % doc.startxref, at)
            if name == "cycle":
                here = doc.startxref
                doc.update({NEW: "<<>>"}, prev=here)
                overwrite(doc, "/Prev 1111111111", "/Prev %d" % doc.startxref, at)
            gone = name == "none"
            if name == "skips-signed":  # no signature any more, and a word about bytes that nothing knows
                book.attack("chain", "%s-prev-%s" % (style, name), doc, "PDF-21", "NO_SIGNATURE", "only=")
                continue
            book.attack("chain", "%s-prev-%s" % (style, name), doc, "READ|PDF-03|PDF-15|PDF-10|PDF-30|PDF-41|PDF-13",
                        REFUSED + ("|NO_SIGNATURE" if gone else ""))
    for name, text in {"zero": "0", "negative": "-5", "beyond": "99999999999", "one": "1", "huge": "99999999999999999999999",
                       "none": "", "real": "12.0", "hex": "0x10", "in-the-gap": "GAP", "object": "OBJECT"}.items():
        doc = book.signed()
        text = {"GAP": str(doc.gap[0] + 9), "OBJECT": str(doc.entry[FONT][1])}.get(text, text)
        doc.update(some, footer=False)
        book.attack("chain", "startxref-" + name, doc.append("startxref\n%s\n%%%%EOF\n" % text), "READ|PDF-03", REFUSED)
    for name, trailer in {"root-elsewhere": {"Root": "60 0 R"}, "root-direct": {"Root": "<</Type/Catalog>>"}, "root-missing": {"Root": None},
                          "root-generation": {"Root": "1 1 R"}, "root-null": {"Root": "null"}}.items():
        doc = book.signed()
        book.attack("chain", name, doc.update(some, trailer=trailer), "READ|PDF-15", REFUSED + "|NO_SIGNATURE")
    for name, size in {"size-small": 3, "size-huge": 99999999, "size-negative": -4}.items():
        doc = book.signed()
        book.attack("chain", name, doc.update(some, size=size), "READ|PDF-15|PDF-55", REFUSED)
    doc = book.signed()
    doc.update({NEW: "<</Type/Catalog/Pages 2 0 R/AcroForm 5 0 R>>"}, trailer={"Root": "60 0 R"})
    book.attack("chain", "root-is-new", doc, "PDF-15", REFUSED)
    doc = book.signed()
    doc.update(some, trailer={"Encrypt": "<</Filter/Standard/V 2/R 3/Length 128/P -4/O(%s)/U(%s)>>" % ("o" * 32, "u" * 32)})
    book.attack("encrypted", "by-update", doc, "PDF-06", REFUSED)
    doc = book.signed()
    doc.update({NEW: "<</Filter/Standard/V 2/R 3/Length 128/P -4/O(%s)/U(%s)>>" % ("o" * 32, "u" * 32)}, trailer={"Encrypt": "60 0 R"})
    book.attack("encrypted", "by-update-indirect", doc, "PDF-06", REFUSED)
    doc = book.signed()
    doc.update(some, trailer={"Encrypt": "<<>>"})
    book.attack("encrypted", "empty", doc, "PDF-06", REFUSED)
    doc = book.signed()
    doc.update(some, trailer={"Encrypt": "null"})
    book.attack("encrypted", "null", doc, "PDF-06|PDF-55", REFUSED)


def first_section(doc):
    return int(re.findall(rb"startxref\n(\d+)", bytes(doc.data))[-2])


# --- cross-reference streams, object streams, hybrid and linearized files -----------------------------------------------

def packed_objects(pairs, keys="", head=None, first=None, n=None):
    text, body = b"", b""
    for number, b in pairs:
        text += b"%d %d " % (number, len(body))
        body += raw(b) + b"\n"
    text = head if head is not None else text
    return stream(text + body, "/Type/ObjStm/N %d/First %d%s" % (len(pairs) if n is None else n, len(text) if first is None else first,
                                                                keys), pack=True)


# refuses: PDF-16, PDF-54 (object-stream)
def streams(book):
    page = lambda d: swap(d.object[FIRST], "/Contents 7 0 R", "/Contents 8 0 R")
    for name, make in {
        "override": lambda d: ({NEW: packed_objects([(FIRST, page(d))])}, {FIRST: ("o", NEW, 0)}, "PDF-54"),
        "wrong-index": lambda d: ({NEW: packed_objects([(FIRST, page(d)), (61, "1")])}, {FIRST: ("o", NEW, 1)}, "PDF-16|READ"),
        "index-beyond": lambda d: ({NEW: packed_objects([(FIRST, page(d))])}, {FIRST: ("o", NEW, 9)}, "PDF-16|READ"),
        "other-number": lambda d: ({NEW: packed_objects([(99, page(d))])}, {FIRST: ("o", NEW, 0)}, "PDF-16|READ"),
        "not-a-stream": lambda d: ({NEW: "<<>>"}, {FIRST: ("o", NEW, 0)}, "PDF-16|READ"),
        "another-stream": lambda d: ({}, {FIRST: ("o", CONTENT, 0)}, "PDF-16|READ"),
        "no-such-stream": lambda d: ({}, {FIRST: ("o", 99, 0)}, "PDF-16|READ"),
        "in-itself": lambda d: ({NEW: packed_objects([(NEW, "1"), (FIRST, page(d))])}, {FIRST: ("o", NEW, 1), 61: ("o", 61, 0)},
                                "PDF-16|READ|PDF-54"),
        "first-beyond": lambda d: ({NEW: packed_objects([(FIRST, page(d))], first=99999)}, {FIRST: ("o", NEW, 0)}, "PDF-16|READ"),
        "n-too-large": lambda d: ({NEW: packed_objects([(FIRST, page(d))], n=50)}, {FIRST: ("o", NEW, 0)}, "PDF-16|READ"),
        "n-negative": lambda d: ({NEW: packed_objects([(FIRST, page(d))], n=-1)}, {FIRST: ("o", NEW, 0)}, "PDF-16|READ"),
        "offsets-backwards": lambda d: ({NEW: packed_objects([(FIRST, page(d)), (61, "1")], head=b"3 9 61 0 ")}, {FIRST: ("o", NEW, 0)},
                                        "PDF-16|READ"),
        "number-twice": lambda d: ({NEW: packed_objects([(FIRST, page(d)), (FIRST, d.object[FIRST])])}, {FIRST: ("o", NEW, 1)},
                                   "PDF-12|PDF-16|PDF-63"),
        "extends-itself": lambda d: ({NEW: packed_objects([(FIRST, page(d))], "/Extends 60 0 R")}, {FIRST: ("o", NEW, 0)}, "PDF-54|PDF-16"),
        "stream-inside": lambda d: ({NEW: packed_objects([(CONTENT, stream(FORGED_TEXT))])}, {CONTENT: ("o", NEW, 0)}, "PDF-16|READ"),
        "signature-inside": lambda d: ({NEW: packed_objects([(d.value, b"<</Type/Sig/ByteRange[0 1 2 3]/Contents<00>>>")])},
                                       {d.value: ("o", NEW, 0)}, "PDF-37|PDF-35|PDF-46|PDF-33|PDF-62"),
        "not-packed": lambda d: ({NEW: swap(packed_objects([(FIRST, page(d))]), "/FlateDecode", "/Unknown")}, {FIRST: ("o", NEW, 0)},
                                 "PDF-16|READ|PROCESS"),
    }.items():
        for style in ("stream", "packed"):
            doc = book.signed(style=style)
            objects_, entries, rules = make(doc)
            book.attack("object-stream", "%s-%s" % (style, name), doc.update(objects_, entries=entries, packed=()), rules, REFUSED)
    doc = book.signed(style="packed")
    home = next(e[1] for n, e in doc.entry.items() if n == FIRST)
    inside = sorted((e[2], n) for n, e in doc.entry.items() if e[0] == "o" and e[1] == home)
    doc.update({home: packed_objects([(n, page(doc) if n == FIRST else doc.object[n]) for _, n in inside])}, packed=())
    book.attack("object-stream", "replaced", doc, "PDF-16|READ", REFUSED)
    for name, change in {
        "width-zero": lambda t: swap(t, "/W[1 4 2]", "/W[0 0 0]"), "width-many": lambda t: swap(t, "/W[1 4 2]", "/W[1 4 9]"),
        "width-two": lambda t: swap(t, "/W[1 4 2]", "/W[1 4]  "), "width-wide": lambda t: swap(t, "/W[1 4 2]", "/W[9 4 2]"),
        "index-odd": lambda t: swap(t, "/Index[", "/Index[1 "), "index-overlaps": lambda t: swap(t, "/Index[", "/Index[7 1 "),
        "type-gone": lambda t: swap(t, "/Type/XRef", "/Type/Xref"), "not-packed": lambda t: swap(t, "/FlateDecode", "/LZWDecode  "[:12]),
    }.items():
        doc = book.signed(style="stream")
        at = len(doc.data)
        doc.update({CONTENT: stream(FORGED_TEXT)})
        tail = change(bytes(doc.data[at:]))
        doc.data[at:] = tail
        book.attack("xref-stream", name, doc, "READ|PROCESS|PDF-10|PDF-12|PDF-55|PDF-03", REFUSED)


def hybrids(book):
    """Readers that know object streams see another document than those that do not."""
    forged = stream(FORGED_TEXT)
    other = lambda d: swap(d.object[FIRST], "/Contents 7 0 R", "/Contents 8 0 R")

    def with_hidden(doc, objects_, hidden):
        """A table of its own, and a hidden section that says something else of the same objects."""
        entries = {}
        for n, body in hidden.items():
            entries[n] = ("n", doc.put(n, body), 0)
        at = doc.put_xref_stream(entries, {}, None, listed=False)
        return doc.update(objects_, style="table", trailer={"XRefStm": str(at)})

    for style in ("table", "hybrid"):
        doc = book.signed(style=style)
        book.attack("hybrid", style + "-both-list-content", with_hidden(doc, {CONTENT: forged}, {CONTENT: stream(base.TEXT)}), "PDF-12|PDF-55",
                    REFUSED)
        doc = book.signed(style=style)
        book.attack("hybrid", style + "-both-list-page", with_hidden(doc, {FIRST: doc.object[FIRST]}, {FIRST: other(doc)}), "PDF-12",
                    REFUSED)
        doc = book.signed(style=style)
        book.attack("hybrid", style + "-only-hidden", with_hidden(doc, {NEW: "<<>>"}, {CONTENT: forged}), "PDF-55|PDF-22", REFUSED)
        doc = book.signed(style=style)
        book.attack("hybrid", style + "-freed-and-hidden", with_hidden(doc, {NEW: "<<>>"}, {FIRST: other(doc)}), "PDF-54", REFUSED)
    signed = signed_with(book, lambda d: with_hidden(d, d.pending, {CONTENT: forged}))
    book.attack("hybrid", "signed-both-list-content", signed, "PDF-12", REFUSED)
    for name, where in {"gap": lambda d: d.gap[0] + 3, "self": lambda d: d.startxref, "beyond": lambda d: 99999999, "zero": lambda d: 0,
                        "negative": lambda d: -3, "object": lambda d: d.entry[FONT][1]}.items():
        doc = book.signed()
        book.attack("hybrid", "hidden-at-" + name, doc.update({NEW: "<<>>"}, trailer={"XRefStm": str(where(doc))}),
                    "READ|PDF-03|PDF-63|PDF-14", REFUSED)
    late = sign(book.plain(), book.keys, trailer={"XRefStm": "999999"})
    late.append(b" " * (999999 - len(late.data)))
    book.attack("hybrid", "hidden-behind-the-range", late, "READ|PDF-03|PDF-02", REFUSED)


def linearized(book):
    data = qpdf(book, book.plain().bytes(), "--linearize", "--object-streams=disable", "--compress-streams=n")
    signed = sign_foreign(book, adopt(data))
    content = find(signed, "150.000.000", "stream")
    for name, change in {
        "first-page-override": lambda d: d.update({content: stream(FORGED_TEXT)}),
        "length-lies": lambda d: overwrite(d, re.search(rb"/L \d+", bytes(d.data)).group(0), "/L 9"),
        "linearized-twice": lambda d: d.update({NEW + 40: "<</Linearized 1/L 9/O 9/E 9/N 9/T 9/H[1 2]>>"}),
        "bytes-behind": lambda d: d.append("trailer"),
    }.items():
        doc = change(signed.copy())
        rules = {"first-page-override": "PDF-55", "length-lies": "HASH", "linearized-twice": "PDF-63", "bytes-behind": "PDF-02|PDF-03"}[name]
        book.attack("linearized", name, doc, rules, REFUSED)
    first, main = signed_sections(data)
    for name, pick in {"sections-disagree": (first, main), "sections-swapped": (main, first)}.items():
        broken = bytearray(data)
        a = re.search(rb"(\d{10}) 00000 n", data[pick[0]:])
        b = re.search(rb"(\d{10}) 00000 n", data[pick[1]:])
        at = pick[0] + a.start()
        broken[at : at + 10] = b.group(1)
        try:
            doc = sign_foreign(book, adopt(bytes(broken)))
        except StopIteration:
            continue
        book.attack("linearized", name, doc, "READ|PDF-13|PDF-14|PDF-23|PDF-10", REFUSED)


def signed_sections(data):
    places = [m.start() for m in re.finditer(rb"(?<!start)xref\b", data)]
    return places[0], places[-1]


# --- lengths of streams -------------------------------------------------------------------------------------------------

# refuses: PDF-18 (length)
def lengths(book):
    text = raw(base.TEXT)
    for name, length in {"short": str(len(text) - 9), "long": str(len(text) + 9), "zero": "0", "negative": "-1", "real": "%d.0" % len(text),
                         "missing": None, "huge": "99999999999", "string": "(9)", "null": "null", "dangling": "77 0 R",
                         "of-a-stream": "8 0 R", "of-itself": "7 0 R"}.items():
        key = "" if length is None else "/Length " + length
        body = raw("<<%s>>\nstream\n" % key) + text + b"\nendstream"
        book.attack("length", name, signed_with(book, lambda d: d.update(d.pending | {CONTENT: body})), "PDF-18|READ|PDF-10|PDF-22", REFUSED)
    body = raw("<</Length 63 0 R>>\nstream\n") + text + b"\nendstream"
    doc = sign(base.decision(objects={CONTENT: body, 63: str(len(text))}), book.keys)
    book.attack("length", "indirect-changed", doc.update({63: str(len(text) - 20)}), "PDF-18|READ|PDF-54|PDF-10", REFUSED)
    later = base.decision(objects={CONTENT: raw("<</Length 77 0 R>>\nstream\n") + text + b"\nendstream"})
    doc = sign(later, book.keys)
    book.attack("length", "indirect-later", doc.update({77: str(len(text))}), "PDF-18|PDF-20|READ|PDF-10", REFUSED)
    inside = raw(base.TEXT) + b"\nendstream\nendobj\n8 0 obj\n<</Length 9>>\nstream\n" + raw(FORGED_TEXT)
    short = raw("<</Length %d>>\nstream\n" % len(text)) + inside + b"\nendstream"
    book.attack("length", "endstream-inside", signed_with(book, lambda d: d.update(d.pending | {CONTENT: short})),
                "PDF-12", REFUSED)
    for name, start in (("carriage-return", b"\r"), ("nothing", b""), ("space", b" \n")):
        body = raw("<</Length %d>>\nstream" % len(text)) + start + text + b"\nendstream"
        book.attack("length", "after-stream-" + name, signed_with(book, lambda d: d.update(d.pending | {CONTENT: body})),
                    "PDF-18|READ|PDF-10", REFUSED)


# --- what stands before and behind --------------------------------------------------------------------------------------

ZIP = b"PK\x03\x04\x14\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\1\0\0\0aPK\5\6" + bytes(18)
PREFIXES = {
    "zip": ZIP, "html": b"<html><body><script>alert(1)</script></body></html>\n", "jpeg": b"\xff\xd8\xff\xe0\0\x10JFIF\0",
    "pe": b"MZ\x90\0" + bytes(60),
    "elf": b"\x7fELF" + bytes(12), "shell": b"#!/bin/sh\necho 1\nexit\n", "bom": b"\xef\xbb\xbf", "utf-16": b"\xff\xfe", "nul": b"\0", "space": b" ",
    "line": b"\n", "postscript": b"%!PS-Adobe-3.0 PDF-1.7\n", "comment": b"% nothing\n", "png": b"\x89PNG\r\n\x1a\n", "gif": b"GIF89a",
    "mail": b"From: a\nContent-Type: application/pdf\n\n", "long": b"x" * 1023, "xml": b"<?xml version='1.0'?>\n",
    "javascript": b"/*\n",
}
HEADERS = {
    "1-8": b"%PDF-1.8\n", "1-99": b"%PDF-1.99\n", "3-0": b"%PDF-3.0\n", "0-9": b"%PDF-0.9\n", "none": b"%%%%-1.7\n", "lower-case": b"%pdf-1.7\n",
    "no-version": b"%PDF-\n", "word": b"%PDF-abc\n", "comma": b"%PDF-1,7\n", "2-1": b"%PDF-2.1\n", "fdf": b"%FDF-1.2\n",
    "no-line": b"%PDF-1.7 <script>\n",
    "space": b"% PDF-1.7\n", "negative": b"%PDF--1.7\n", "nul": b"%PDF-1.7\0\0\n",
}
TRAILERS = {
    "zip": ZIP, "script": b"<script>alert(1)</script>\n", "nul": b"\0", "nuls": bytes(4096), "one-byte": b"x",
    "lines": b"\n\n\n", "comment": b"% more\n",
    "eof": b"%%EOF\n", "footer": b"startxref\n15\n%%EOF\n", "object": b"7 0 obj\n<<>>\nendobj\n", "spaces": b" " * 2000,
    "long-comment": b"%" + b"x" * 5000,
    "trailer": b"trailer\n<</Root 1 0 R>>\n", "half-section": b"xref\n0 0\n", "signature": b"/ByteRange[0 1 2 3]",
}


# refuses: PDF-01, PDF-05 (polyglot)
# refuses: PDF-01, PDF-05 (header)
# refuses: PDF-02 (trailing)
def around(book):
    for name, prefix in PREFIXES.items():
        doc = sign(base.decision(prefix=prefix), book.keys)
        book.attack("polyglot", name, doc, "PDF-01|READ", REFUSED)
    for name, header in HEADERS.items():
        doc = base.decision(finish=False)
        doc.data = bytearray(header + b"%\xe2\xe3\xcf\xd3\n")
        book.attack("header", name, sign(doc.update(doc.pending), book.keys), "PDF-01|READ", REFUSED)
    for name, tail in TRAILERS.items():
        book.attack("trailing", name, book.signed().append(tail), "PDF-02|PDF-03|READ", REFUSED)
    twice = book.signed()
    book.attack("trailing", "pdf", twice.append(book.plain().bytes()), "PDF-02|PDF-03|READ|PDF-14|PDF-13", REFUSED + "|NO_SIGNATURE")
    # A line end that the range leaves out, and more of them
    for name, drop in (("no-line-end", 1), ("half-eof", 4), ("no-eof", 6), ("no-startxref", 30)):
        doc = book.signed()
        del doc.data[-drop:]
        book.attack("trailing", name, doc, "HASH|READ|PDF-33|PDF-03|PDF-02", REFUSED)


# --- fields and values --------------------------------------------------------------------------------------------------

def later_field(doc, name, value_number, rect="60 660 300 690", more=""):
    return {NEW: "<<%s/FT/Sig/T(%s)/F 4/P 3 0 R/Rect[%s]/V %d 0 R%s>>" % (base.WIDGET, name, rect, value_number, more),
            FORM: grow(doc.object[FORM], "Fields", "60 0 R"), FIRST: grow(doc.object[FIRST], "Annots", "60 0 R")}


def value_text(doc, number=None):
    body = bytes(doc.data[doc.entry[number or doc.value][1] :])
    return body[body.index(b"<<") : body.index(b"\nendobj")]


# refuses: PDF-41, PDF-35 (recycled)
# refuses: PDF-41, PDF-30 (phantom)
# refuses: PDF-31, PDF-46 (value)
def values(book):
    doc = book.signed()
    book.attack("recycled", "value-in-new-field", doc.update(later_field(doc, "Signature2", doc.value)), "PDF-41")
    doc = book.sealed()
    book.attack("recycled", "value-in-third-field", doc.update(later_field(doc, "Signature3", doc.value)), "PDF-41", FAILED, "Signature3")
    doc = book.signed()
    doc.update(later_field(doc, "Signature2", 61) | {61: value_text(doc)})
    book.attack("recycled", "copied-value", doc, "PDF-35", REFUSED, "Signature2")
    doc = book.signed()
    sign(doc, book.keys, "department", mutate=lambda o, v, f: o.update({f: swap(o[f], "/V %d 0 R" % v, "/V %d 0 R" % (v - 2))}))
    book.attack("recycled", "old-value-new-field", doc, "PDF-41")
    doc = book.signed()
    field, old = doc.field, doc.value
    sign(doc, book.keys, "department")
    doc.update({field: swap(doc.object[field], "/V %d 0 R" % old, "/V %d 0 R" % doc.value)})
    book.attack("recycled", "fields-share-a-value", doc, "PDF-41|PDF-57")
    doc = book.signed()
    doc.update({base.EMPTY: add_key(doc.object[base.EMPTY], "/V %d 0 R" % doc.value)})
    book.attack("recycled", "value-in-empty-field", doc, "PDF-41")
    # Signed, but no field showed it then
    phantom = base.decision(objects={63: value(more="/M(D:20261124150000Z)")})
    phantom.value, phantom.field = 63, None
    close(phantom, book.keys)
    book.attack("phantom", "shown-later", phantom.copy().update(later_field(phantom, "Signature1", 63) ), "PDF-41")
    book.attack("phantom", "in-empty-field", phantom.copy().update({base.EMPTY: add_key(phantom.object[base.EMPTY], "/V 63 0 R")}), "PDF-41")
    book.attack("phantom", "never-shown", phantom.copy(), "PDF-30", "NO_SIGNATURE", "only=")
    book.attack("phantom", "in-perms", phantom.copy().update({CATALOG: add_key(phantom.object[CATALOG], "/Perms<</DocMDP 63 0 R>>")}),
                "PDF-30", "NO_SIGNATURE", "only=")
    book.attack("phantom", "widget-of-page-only", phantom.copy().update(
        {k: v for k, v in later_field(phantom, "Signature1", 63).items() if k != FORM}), "PDF-30", "NO_SIGNATURE", "only=")
    shown = sign(book.plain(), book.keys, mutate=lambda o, v, f: o.update({f: swap(o[f], "/V %d 0 R" % v, "")}))
    book.attack("phantom", "field-without-value", shown.copy().update({shown.field: add_key(shown.object[shown.field], "/V %d 0 R" % shown.value)}),
                "PDF-41")
    for name, text in {"number": "7", "string": "(signed)", "array": "[1 2]", "name": "/Signed", "stream": "7 0 R", "page": "3 0 R", "true": "true",
                       "empty": "<<>>", "text-only": "<</Type/Sig/Filter/Adobe.PPKLite>>"}.items():
        doc = book.signed()
        doc.update({doc.field: re.sub(rb"/V \d+ 0 R", raw("/V " + text), doc.object[doc.field])})
        book.attack("value", name, doc, "PDF-46|PDF-37|PDF-57|PDF-31", FAILED)
    inline = sign(book.plain(), book.keys)
    body = value_text(inline)
    inline.update({inline.field: re.sub(rb"/V \d+ 0 R", lambda m: b"/V" + body, inline.object[inline.field])})
    book.attack("value", "direct", inline, "PDF-41|PDF-35|PDF-57", FAILED)
    for subfilter in ("adbe.pkcs7.sha1", "adbe.x509.rsa_sha1", "ETSI.PAdES.unknown", "none"):
        doc = sign(book.plain(), book.keys, subfilter=subfilter)
        book.attack("value", "subfilter-" + subfilter.replace(".", "-"), doc, "PDF-31", "INDETERMINATE")
    doc = sign(book.plain(), book.keys, filter_text="/Filter/Adobe.PPKLite")
    book.attack("value", "no-subfilter", doc, "PDF-31", "INDETERMINATE")
    doc = sign(book.plain(), book.keys, kind="Page")
    book.attack("value", "another-type", doc, "PDF-31", "INDETERMINATE")


# refuses: PDF-42 (name)
def names(book):
    for name, text in {"empty": "", "dot": "a.b", "dots": "..", "same": "Signature1"}.items():
        doc = book.signed()
        sign(doc, book.keys, "department", name=text)
        book.attack("name", name, doc, "PDF-42|PDF-39", FAILED)
    doc = sign(book.plain(), book.keys, name="Approval")
    book.attack("name", "that-of-an-empty-field", doc, "PDF-42")
    doc = base.decision(objects={64: "<<%s/FT/Sig/T(Signature1)/Rect[0 0 9 9]>>" % base.WIDGET,
                                 FORM: "<</Fields[9 0 R 64 0 R]/DA(/F1 10 Tf 0 g)>>"})
    book.attack("name", "prepared-double", sign(doc, book.keys), "PDF-42")
    doc = sign(book.plain(), book.keys, name="\\123ignature1")  # the same name in another spelling
    book.attack("name", "escaped-same", sign(doc, book.keys, "department", name="Signature1"), "PDF-42")
    doc = sign(book.plain(), book.keys, name="\xfe\xff" + "".join("\0" + c for c in "Signature1"))
    book.attack("name", "utf16-same", sign(doc, book.keys, "department", name="Signature1"), "PDF-42")


# refuses: PDF-39 (crossing)
def crossings(book):
    """Two signatures that wait in one revision: each has a range of its own."""
    def two(close_first, close_second):
        doc = book.plain()
        a, b, f, g = (doc.new_number(i) for i in range(4))
        widget = "<<%s/FT/Sig/T(%s)/F 132/P 3 0 R/Rect[0 0 0 0]/V %d 0 R>>"
        fields = grow(grow(doc.object[FORM], "Fields", "%d 0 R" % f), "Fields", "%d 0 R" % g)
        shown = grow(grow(doc.object[FIRST], "Annots", "%d 0 R" % f), "Annots", "%d 0 R" % g)
        doc.update({a: value(more="/M(D:20261124150000Z)"), b: value(more="/M(D:20261124150000Z)"), f: widget % (base.WIDGET, "Signature1", a),
                    g: widget % (base.WIDGET, "Signature2", b), FORM: add_key(fields, "/SigFlags 3"), FIRST: shown})
        close(doc, book.keys, close_first)
        close(doc, book.keys, close_second)
        return doc
    book.attack("crossing", "one-revision-two-signatures", two("official", "department"), "PDF-39|HASH")
    book.attack("crossing", "one-revision-same-signer", two("official", "official"), "PDF-39|HASH")
    doc = book.sealed()
    put_range(doc, re.search(rb"/ByteRange\[[^\]]*\]", bytes(doc.data)).group(0))
    book.attack("crossing", "equal-ranges", doc, "PDF-35", FAILED, "Signature2")


# --- validation data that is none ---------------------------------------------------------------------------------------

# refuses: PDF-59 (store)
# refuses: PDF-59, PDF-59b (store)
def stores(book):
    vri = "0" * 40
    bad = {
        "unknown-key": "/DSS<</Extra 7 0 R>>", "script": "/DSS<</JS(app.alert\\(1\\))>>", "dictionary-in-array": "/DSS<</Certs[<<>>]>>",
        "page-in-array": "/DSS<</Certs[3 0 R]>>", "number-in-array": "/DSS<</CRLs[7]>>", "not-a-dictionary": "/DSS[1]",
        "vri-short": "/DSS<</VRI<</ABC<<>>>>>>", "vri-lower-case": "/DSS<</VRI<</%s<<>>>>>>" % ("a" * 40),
        "vri-no-dictionary": "/DSS<</VRI<</%s 7 0 R>>>>" % vri, "vri-unknown-key": "/DSS<</VRI<</%s<</Extra 1>>>>>>" % vri,
        "vri-script": "/DSS<</VRI<</JS(1)>>>>", "vri-array": "/DSS<</VRI[1]>>", "number": "/DSS 7", "vri-number": "/DSS<</VRI 7>>",
        "vri-certs-stream": "/DSS<</VRI<</%s<</Cert 7 0 R>>>>>>" % vri, "string-certs": "/DSS<</Certs(x)>>",
        "type-wrong": "/DSS<</Type/Page/Kids[3 0 R]>>",
    }
    for name, text in bad.items():
        doc = book.signed()
        book.attack("store", name, doc.update({CATALOG: add_key(doc.object[CATALOG], text)}), "PDF-59|PDF-62|PDF-53", FAILED)
    for name, number, change in (
            ("under-resources", FIRST, lambda b: swap(b, "/Resources<<", "/Resources<</DSS<</Certs[]>>")),
            ("under-page", FIRST, lambda b: add_key(b, "/DSS<</Certs[]>>")),
            ("under-pages", PAGES, lambda b: add_key(b, "/DSS<</Certs[]>>")),
            ("under-form", FORM, lambda b: add_key(b, "/DSS<</Certs[]>>")),
            ("under-font", FONT, lambda b: add_key(b, "/DSS<</Certs[]>>")),
            ("under-link", LINK, lambda b: add_key(b, "/DSS<</Certs[]>>"))):
        doc = book.signed()
        book.attack("store", name, doc.update({number: change(doc.object[number])}), "PDF-54|PDF-56|PDF-57", FAILED)
    stored = base.decision(catalog="/DSS 64 0 R", objects={64: "<</Certs[65 0 R]/VRI<</%s<</Cert[65 0 R]>>>>>>" % vri, 65: stream("certificate")})
    for name, update, rules in (
            ("certificate-replaced", {65: stream("another one")}, "PDF-55"),
            ("certificate-is-content", {64: "<</Certs[65 0 R 7 0 R]/VRI<<>>>>"}, "PDF-59"),
            ("vri-changed", {64: "<</Certs[65 0 R]/VRI<</%s<</Cert[]>>>>>>" % vri}, "PDF-59"),
            ("vri-removed", {64: "<</Certs[65 0 R]>>"}, "PDF-59"),
            ("becomes-page", {64: "<</Type/Page/Contents 7 0 R>>"}, "PDF-59"),
            ("becomes-stream", {64: stream("x")}, "PDF-62|PDF-59"),
            ("taken-away", None, "PDF-59|PDF-53")):
        doc = sign(stored.copy(), book.keys)
        if update is None:
            update = {CATALOG: swap(doc.object[CATALOG], "/DSS 64 0 R", "")}
        book.attack("store", name, doc.update(update), rules, FAILED)
    doc = sign(base.decision(objects={FIRST: "<<%s/Resources<<%s>>/Contents[7 0 R 65 0 R]/Annots[18 0 R]>>" % (base.PAGE, base.FONTS),
                                      65: stream("")}), book.keys)
    doc.update({CATALOG: add_key(doc.object[CATALOG], "/DSS<</Certs[65 0 R]>>"), 65: stream(FORGED_TEXT)})
    book.attack("store", "content-as-certificate", doc, "PDF-55|PDF-59", FAILED)


# --- cut off ------------------------------------------------------------------------------------------------------------

# refuses: PDF-96 (truncated)
def truncations(book):
    """Back to an earlier revision: nothing is wrong with it, and it must be called what it is - without the seal."""
    for style in ("table", "stream", "packed", "hybrid"):
        doc = book.sealed(style=style)
        book.attack("truncated", style + "-to-official", doc.revision(1), "-", "TOTAL-PASSED", "only=Signature1")
        book.attack("truncated", style + "-to-nobody", doc.revision(0), "-", "NO_SIGNATURE", "only=")
        for name, at in (("in-seal", (doc.ends[1] + doc.ends[2]) // 2), ("before-end", doc.ends[2] - 9),
                         ("in-official", (doc.ends[0] + doc.ends[1]) // 2)):
            book.attack("truncated", "%s-%s" % (style, name), doc.bytes()[:at], "READ|PDF-02|PDF-03", REFUSED)


def make(book):
    duplicates(book)
    objects(book)
    chain(book)
    streams(book)
    hybrids(book)
    linearized(book)
    lengths(book)
    around(book)
    values(book)
    names(book)
    crossings(book)
    stores(book)
    truncations(book)
