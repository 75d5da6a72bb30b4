# SPDX-License-Identifier: Apache-2.0
"""pdf_odd.py - honest files with the habits of many producers: ends of lines, where things stand, forms of all kinds; and
attacks on what such habits allow."""
import re

import pdf_base as base
from pdf_base import CATALOG, CONTENT, EMPTY, FIRST, FORM, LAST, NOTE, PAGES, RECEIVER
from pdf_book import FAILED
from pdf_good import SEEN, fill
from pdf_shadow import NEW, NEXT, form_xobject
from pdf_sign import certify, field_mdp, perms, sign
from pdf_structure import packed_objects
from pdf_write import add_key, grow, raw, stream, swap


# --- bytes --------------------------------------------------------------------------------------------------------------

# accepts: PDF-01, PDF-02, PDF-05, PDF-34 (bytes)
def ends_of_lines(book):
    for name, header in {"crlf": b"%PDF-1.7\r\n%\xe2\xe3\xcf\xd3\r\n", "cr": b"%PDF-1.7\r%\xe2\xe3\xcf\xd3\r", "no-binary-comment": b"%PDF-1.7\n",
                         "space": b"%PDF-1.7 \n%\xe2\xe3\xcf\xd3\n", "text-comment": b"%PDF-1.4\n% made by hand\n"}.items():
        doc = base.decision(finish=False)
        doc.data = bytearray(header)
        book.good("bytes", "header-" + name, sign(doc.update(doc.pending), book.keys))
    for name, end in {"crlf": b"\r\n", "cr": b" \r"}.items():
        doc = base.decision()
        doc.data = bytearray(re.sub(rb"(\d{10} \d{5} [nf]) \n", rb"\1" + end, bytes(doc.data)))
        book.good("bytes", "entries-" + name, sign(doc, book.keys))
    for name, before in {"right-behind": b"", "line": b"\n", "crlf": b"\r\n"}.items():
        doc = base.decision()
        del doc.data[-1:]  # the document ends with %%EOF
        book.good("bytes", "no-last-line-" + name, sign(doc.append(before), book.keys))
    doc = unfinished(book)
    book.good("bytes", "signed-to-eof", doc.copy())
    doc.append(b"\n")
    doc.ends[-1] = len(doc.data)
    book.good("bytes", "signed-to-eof-and-again", sign(doc, book.keys, "department"))
    doc = book.signed()
    hole, after = doc.gap
    doc.data[hole:after] = bytes(doc.data[hole:after]).upper()
    book.good("bytes", "upper-case-hex", doc)
    for name, text in {"comments": "<< % a comment (\n/Type % and another >>\n/Font/Subtype/Type1/BaseFont/Times-Roman>>",
                       "lines": "<<\r\n/Type\r\n/Font\r\n/Subtype\t/Type1\f/BaseFont\0/Times-Roman\r\n>>",
                       "escapes": "<</Type/Font/Subtype/Type1/BaseFont/Times#2DRoman/X(\\(\\053\\\n\\)()[]<>)/Y<4 1 4>>>"}.items():
        book.good("bytes", name, sign(base.decision(objects={base.FONT: text}), book.keys))
    doc = base.decision(objects={CONTENT: b"<</Length 64 0 R>>\nstream\n%s\nendstream" % raw(base.TEXT), 64: str(len(base.TEXT))})
    book.good("bytes", "indirect-length", sign(doc, book.keys))
    doc = base.decision(objects={CONTENT: b"<</Length %d>>\nstream\r\n%s\r\nendstream" % (len(base.TEXT), raw(base.TEXT))})
    book.good("bytes", "crlf-around-stream", sign(doc, book.keys))
    book.good("bytes", "entry-0-again", sign(book.signed(), book.keys, "department", entries={0: ("f", 0, 65535)}))
    freed = base.decision().update({NEW: "<<>>"}).update({}, free=[NEW])
    book.good("bytes", "freed-before", sign(freed, book.keys))
    reused = freed.copy().update({NEW: "<<>>"}, generation={NEW: 1})
    book.good("bytes", "reused-before", sign(reused, book.keys))
    many = base.decision()
    for i in range(20):
        many.update({base.INFO: "<</Title(%d)>>" % i})
    book.good("bytes", "twenty-revisions-before", sign(many, book.keys))


def unfinished(book):
    """Signed up to its %%EOF, and no end of the line behind it."""
    doc = book.plain()
    original = doc.update

    def update(objects, **options):
        original(objects, **options)
        del doc.data[-1:]
        doc.ends[-1] = len(doc.data)
        return doc
    doc.update = update
    sign(doc, book.keys)
    del doc.update
    return doc


def word_document():
    """A table that calls some objects free, and behind it a section of no entries with a stream that has them all."""
    doc = base.decision(tagged=True, finish=False)
    hidden = {n: raw(b) for n, b in doc.pending.items() if n in (base.TREE, base.ELEMENT, base.LINK)}
    shown = {n: b for n, b in doc.pending.items() if n not in hidden}
    doc.size = max(doc.pending) + 1
    packed = doc.put_packed(hidden)
    packed.update({n: ("n", doc.put(n, body), 0) for n, body in shown.items()})
    doc.size = max(packed) + 1
    at = doc.put_xref_stream(packed, {"Root": "1 0 R", "Info": "11 0 R"}, None)
    doc.update({}, entries={n: e if e[0] == "n" else ("f", 0, 65535) for n, e in packed.items()})
    doc.update({}, trailer={"XRefStm": str(at)})
    doc.object.update({n: raw(b) for n, b in doc.pending.items()})
    doc.entry.update(packed)
    return doc


def word_like(book):
    doc = word_document()
    book.good("bytes", "word-like", sign(doc.copy(), book.keys))
    book.good("bytes", "word-like-2", sign(sign(doc.copy(), book.keys), book.keys, "department", rect=SEEN))


# --- where things stand -------------------------------------------------------------------------------------------------

def shapes(book):
    layers = {62: "<</Type/XObject/Subtype/Form/BBox[0 0 150 60]/Resources<</XObject<</FRM 63 0 R>>>>/Length 7>>\nstream\n/FRM Do\nendstream",
              63: "<</Type/XObject/Subtype/Form/BBox[0 0 150 60]/Resources<</XObject<</n0 64 0 R/n2 65 0 R>>>>/Length 15>>\nstream\n"
                  "q/n0 Do/n2 Do Q\nendstream", 64: stream("% DSBlank", "/Type/XObject/Subtype/Form/BBox[0 0 100 100]"),
              65: form_xobject("Ky boi: A")}
    for who, start in (("official", book.plain()), ("department", book.signed())):
        book.good("shape", "layers-" + who, sign(start.copy(), book.keys, who, objects=layers, field_more="/AP<</N 62 0 R>>",
                                                 mutate=lambda o, v, f: o.update({f: swap(o[f], "0 0 0 0", SEEN)})))
        book.good("shape", "box-indirect-" + who, sign(start.copy(), book.keys, who, objects={NEW: "[%s]" % SEEN},
                                                       mutate=lambda o, v, f: o.update({f: swap(o[f], "[0 0 0 0]", " 60 0 R")})))
        book.good("shape", "box-reals-" + who, sign(start.copy(), book.keys, who, rect="450.5 160.25 300.125 100."))
        book.good("shape", "no-flags-" + who, sign(start.copy(), book.keys, who,
                                                   mutate=lambda o, v, f: o.update({f: swap(o[f], "/F 132", "")})))
        book.good("shape", "order-" + who, sign(start.copy(), book.keys, who, mutate=lambda o, v, f: o.update({v: reordered(o[v])})))
    objects = {PAGES: "<</Type/Pages/Kids 64 0 R/Count 65 0 R/MediaBox 66 0 R>>", 64: "[3 0 R 4 0 R]", 65: "2", 66: "[0 0 595 842]"}
    book.good("shape", "indirect-everywhere", sign(base.decision(objects=objects), book.keys))
    doc = sign(base.decision(objects=objects), book.keys)
    book.good("shape", "indirect-everywhere-2", sign(doc, book.keys, "department", rect=SEEN))
    pages = {100 + i: "<<%s/Resources<<%s>>/Contents 8 0 R>>" % (base.PAGE, base.FONTS) for i in range(120)}
    kids = "3 0 R 4 0 R " + " ".join("%d 0 R" % n for n in pages)
    big = base.decision(objects=pages | {PAGES: "<</Type/Pages/Kids[%s]/Count 122/MediaBox[0 0 595 842]>>" % kids})
    book.good("shape", "many-pages", sign(sign(big, book.keys), book.keys, "department", rect=SEEN, page=200))
    array = base.decision(objects={64: stream(base.TEXT)}, page_more="")
    array.update({FIRST: swap(array.object[FIRST], "/Contents 7 0 R", "/Contents[7 0 R 64 0 R]")})
    book.good("shape", "content-array", sign(array, book.keys))
    unused = base.decision(catalog="/Perms<</UR3 64 0 R>>", objects={
        64: "<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/adbe.pkcs7.detached/ByteRange[0 0 0 0]/Contents<00>>>"})
    book.good("shape", "usage-rights", sign(unused, book.keys))
    actions = base.decision(catalog="/AA<</WC<</S/JavaScript/JS(1)>>>>/OpenAction<</S/GoTo/D[3 0 R/Fit]>>")
    book.good("shape", "actions-signed", sign(actions, book.keys))
    tree = base.decision(objects={EMPTY: None, 64: "<</T(Chu ky)/FT/Sig/Kids[65 0 R 66 0 R]>>",
                                  65: "<<%s/Parent 64 0 R/T(A)/P 3 0 R/F 4/Rect[%s]>>" % (base.WIDGET, SEEN),
                                  66: "<<%s/Parent 64 0 R/T(B)/P 3 0 R/F 4/Rect[300 200 450 260]>>" % base.WIDGET,
                                  FORM: "<</Fields[9 0 R 13 0 R 14 0 R 23 0 R 64 0 R]/DA(/F1 10 Tf 0 g)>>",
                                  FIRST: "<<%s/Resources<<%s>>/Contents 7 0 R/Annots[18 0 R 9 0 R 13 0 R 14 0 R 24 0 R 65 0 R 66 0 R]>>" % (
                                      base.PAGE, base.FONTS)})
    doc = sign(tree, book.keys, fill=65, rect=SEEN)
    book.good("shape", "field-tree", doc.copy())
    book.good("shape", "field-tree-2", sign(doc, book.keys, "department", fill=66, rect=SEEN))


def reordered(body):
    """/Contents first, /ByteRange last."""
    head, rest = body.split(b"/ByteRange", 1)
    span, contents = re.match(rb"(\[[^\]]*\])(/Contents<0*>)>>", rest).groups()
    return b"<<" + b"/X 1" + head[2:] + b"/ByteRange" + span + contents + b"/Y 2>>"


# --- forms of all kinds -------------------------------------------------------------------------------------------------

RADIO = {64: "<</FT/Btn/Ff 49152/T(Chon)/V/Off/Kids[65 0 R 66 0 R]>>",
         65: "<<%s/Parent 64 0 R/AS/Off/P 3 0 R/F 4/Rect[60 440 70 450]/AP<</N<</A 15 0 R/Off 16 0 R>>>>>>" % base.WIDGET,
         66: "<<%s/Parent 64 0 R/AS/Off/P 3 0 R/F 4/Rect[80 440 90 450]/AP<</N<</B 15 0 R/Off 16 0 R>>>>>>" % base.WIDGET,
         FORM: "<</Fields[9 0 R 13 0 R 14 0 R 19 0 R 23 0 R 64 0 R]/DA(/F1 10 Tf 0 g)>>"}
CHOICE = {NOTE: "<<%s/FT/Ch/T(Note)/Opt[(150)(950)]/DA(/F1 10 Tf)/P 3 0 R/F 4/Rect[60 560 210 580]>>" % base.WIDGET}


def choose(doc, kid, state, before="Off"):
    return doc.update({64: swap(doc.object[64], "/V/" + before, "/V/" + state), kid: swap(doc.object[kid], "/AS/Off", "/AS/" + state)})


def forms(book):
    page = "<<%s/Resources<<%s>>/Contents 7 0 R/Annots[18 0 R 9 0 R 13 0 R 14 0 R 19 0 R 24 0 R 65 0 R 66 0 R]>>" % (base.PAGE, base.FONTS)
    blank = sign(base.decision(objects=RADIO | {FIRST: page}), book.keys)
    book.good("form", "radio", sign(choose(blank.copy(), 65, "A"), book.keys, "department"))
    chosen = choose(base.decision(objects=RADIO | {FIRST: page}), 65, "A")
    sign(chosen, book.keys)
    book.good("form", "radio-chosen-before", chosen.copy())
    other = chosen.copy().update({64: swap(chosen.object[64], "/V/A", "/V/B"), 65: swap(chosen.object[65], "/AS/A", "/AS/Off"),
                                  66: swap(chosen.object[66], "/AS/Off", "/AS/B")})
    book.attack("field", "another-radio", other, "PDF-57")
    book.attack("field", "radio-looks-only", blank.copy().update({66: swap(blank.object[66], "/AS/Off", "/AS/B")}), "PDF-57")
    doc = sign(base.decision(objects=CHOICE), book.keys)
    chosen = doc.copy().update({NOTE: add_key(doc.object[NOTE], "/V(150)/I[0]/AP<</N 60 0 R>>"), NEW: base.look("150")})
    book.good("form", "choice", sign(chosen, book.keys, "department"))
    blank_look = {NOTE: "<<%s/FT/Tx/T(Note)/V()/DA(/F1 10 Tf)/P 3 0 R/F 4/Rect[60 560 210 580]/AP<</N 64 0 R>>>>" % base.WIDGET,
                  64: stream("/Tx BMC EMC", "/Type/XObject/Subtype/Form/BBox[0 0 150 20]")}
    doc = sign(base.decision(objects=blank_look), book.keys)
    in_place = doc.copy().update({NOTE: swap(doc.object[NOTE], "/V()", "/V(Da nhan)"), 64: base.look("Da nhan")})
    book.good("form", "blank-look-in-place", sign(in_place, book.keys, "department"))
    for who in ("tsa", "stranger"):
        vouched = sign(fill(book.signed(), NOTE, "Da nhan"), book.keys, who)
        book.attack("filled-by-nobody", "then-" + who, vouched, "PDF-57b" if who == "tsa" else "X5-01", "INDETERMINATE",
                    "Signature1" if who == "tsa" else "Signature2")
    book.attack("field", "blank-look-without-value", doc.copy().update({64: base.look("950.000.000")}), "PDF-57")
    covered = sign(fill(book.signed(), NOTE, "Da nhan"), book.keys, "department")
    covered.update({NOTE: swap(covered.object[NOTE], "(Da nhan)", "(Tu choi)")})
    book.attack("field", "filled-covered-changed", covered, "PDF-57", FAILED, "Signature2")


# --- widgets and pages --------------------------------------------------------------------------------------------------

# refuses: PDF-56, PDF-57 (new-field)
def widgets(book):
    """A signature field that no page has, and that a page shows later; one field on two pages."""
    doc = book.signed()
    sign(doc, book.keys, "department", page=None, rect="60 660 400 690")
    book.good("shape", "widget-on-no-page", doc.copy())
    later = doc.copy().update({FIRST: grow(doc.object[FIRST], "Annots", "%d 0 R" % doc.field)})
    book.attack("annotation", "widget-shown-later", later, "PDF-56")
    prepared = sign(book.plain(), book.keys, page=None, rect="60 660 400 690")
    moved = prepared.copy()
    sign(moved, book.keys, "department", objects={LAST: add_key(moved.object[LAST], "/Annots[%d 0 R]" % moved.field)})
    book.attack("annotation", "widget-shown-with-next", moved, "PDF-56", FAILED, "Signature1")
    doc = book.signed()
    sign(doc, book.keys, "department", rect="60 660 400 690", mutate=lambda o, v, f: o.update(
        {LAST: add_key(doc.object[LAST], "/Annots[%d 0 R]" % f)}))
    book.attack("annotation", "widget-on-two-pages", doc, "PDF-56", FAILED, "Signature1")
    for name, field_more in {"action": "/A<</S/URI/URI(http://evil.example/)>>", "actions": "/AA<</E<</S/JavaScript/JS(1)>>>>",
                             "kids-text": "/Kids[<</T(x)/FT/Tx/V(9)>>]", "kid-direct": "/Kids[<</Subtype/FreeText/Rect[0 0 9 9]>>]",
                             "kid-old": "/Kids[9 0 R]"}.items():
        doc = book.signed()
        sign(doc, book.keys, "department", rect=SEEN, field_more=field_more)
        book.attack("new-field", name, doc, "PDF-57|PDF-56", FAILED, "Signature1")
    for name, change in {
        "subtype": lambda b: swap(b, "/Subtype/Widget", "/Subtype/FreeText/Contents(950)"), "is-old": None,
        "type-text": lambda b: swap(b, "/FT/Sig", "/FT/Tx"), "parent-old": lambda b: add_key(b, "/Parent 9 0 R"),
    }.items():
        doc = book.signed()
        if change is None:  # an object that was there becomes the field
            doc.update({FORM: grow(doc.object[FORM], "Fields", "18 0 R"),
                        base.LINK: "<<%s/FT/Sig/T(New)/F 4/P 3 0 R/Rect[60 660 300 690]>>" % base.WIDGET})
            book.attack("new-field", name, doc, "PDF-57|PDF-56", FAILED)
            continue
        sign(doc, book.keys, "department", mutate=lambda o, v, f, change=change: o.update({f: change(o[f])}))
        book.attack("new-field", name, doc, "PDF-57|PDF-56|PDF-30", FAILED, "Signature1")
    fillings(book)


def fillings(book):
    """What may not come along when an empty signature field is filled."""
    for name, change in {
        "moved": lambda b: swap(b, "[300 100 450 160]", "[60 660 400 690]"), "hidden": lambda b: swap(b, "/F 4", "/F 6"),
        "renamed": lambda b: swap(b, "(Approval)", "(Other)"), "action": lambda b: add_key(b, "/A<</S/URI/URI(x)>>"),
        "kids": lambda b: add_key(b, "/Kids[9 0 R]"), "lock-added": lambda b: add_key(b, "/Lock<</Type/SigFieldLock/Action/All>>"),
        "flags": lambda b: add_key(b, "/Ff 1"), "becomes-link": lambda b: swap(b, "/Subtype/Widget", "/Subtype/Link"),
    }.items():
        doc = book.signed()
        sign(doc, book.keys, "department", fill=EMPTY, mutate=lambda o, v, f, change=change: o.update({f: change(o[f])}))
        book.attack("new-field", "fill-" + name, doc, "PDF-57|PDF-56", FAILED, "Signature1")
    kid = "<<%s/Parent %%d 0 R/F 4/P 3 0 R/Rect[60 660 460 690]/AP<</N 61 0 R>>>>" % base.WIDGET
    for name, more in {"": "", "-named": "/T(X)", "-signature": "/FT/Sig"}.items():
        doc = book.signed()  # a second face of the official's signature
        doc.update({doc.field: add_key(doc.object[doc.field], "/Kids[60 0 R]"), NEW: add_key(kid % doc.field, more), NEXT: COVER,
                    FIRST: grow(doc.object[FIRST], "Annots", "60 0 R")})
        book.attack("new-field", "second-face" + name, doc, "PDF-72|PDF-57|PDF-56", FAILED, "*")
        doc = book.signed()  # and of the one that is made now
        sign(doc, book.keys, "department", fill=EMPTY, rect=SEEN, field_more="/Kids[60 0 R]",
             objects={NEW: add_key(kid % EMPTY, more), NEXT: COVER, FIRST: grow(doc.object[FIRST], "Annots", "60 0 R")})
        book.attack("new-field", "second-face-now" + name, doc, "PDF-72|PDF-57|PDF-56", FAILED, "Signature1")
        doc = book.signed()
        doc.update({RECEIVER: add_key(doc.object[RECEIVER], "/Kids[60 0 R]"), NEW: add_key(kid % RECEIVER, more), NEXT: COVER,
                    FIRST: grow(doc.object[FIRST], "Annots", "60 0 R")})
        book.attack("new-field", "second-face-of-text" + name, doc, "PDF-72|PDF-57|PDF-56")
    doc = book.signed()
    sign(doc, book.keys, "department", fill=EMPTY, rect=SEEN, objects={CONTENT: stream("")})
    book.attack("new-field", "fill-and-content", doc, "PDF-55", FAILED, "Signature1")
    for p in (2, 3):
        doc = sign(book.plain(), book.keys, more=certify(p), catalog_more=perms())
        filled = sign(doc, book.keys, "department", fill=EMPTY, rect=SEEN, field_more="/Rect[0 0 595 842]",
                      mutate=lambda o, v, f: o.update({f: swap(o[f], "/Rect[300 100 450 160]", "")}))
        book.attack("sneaky-signature", "p%d-fill-and-grow" % p, filled, "PDF-57|PDF-56|PDF-73", FAILED, "Signature1")


# --- content that anybody can have brought in ---------------------------------------------------------------------------

COVER = stream("1 g 0 0 400 30 re f 0 g BT /F1 14 Tf 0 8 Td (So tien: 950.000.000 dong) Tj ET",
               "/Type/XObject/Subtype/Form/BBox[0 0 400 30]/Resources<</Font<</F1 6 0 R>>>>")


def unreported(book):
    """A value that is no signature, where a reader may not look for one: it must not excuse what is drawn."""
    def add(name, parent, kid, rules, below=None):
        doc = book.signed()
        field, widget = doc.new_number(), doc.new_number(1)
        kid = "<<%s/FT/Sig%s/F 4/P 3 0 R/Parent %d 0 R/Rect[50 660 450 780]/AP<</N 60 0 R>>>>" % (base.WIDGET, kid, below or field)
        doc.update({widget: kid, NEW: COVER, FIRST: grow(doc.object[FIRST], "Annots", "%d 0 R" % widget)} | (
            {below: grow(doc.object[below], "Kids", "%d 0 R" % widget)} if below else
            {field: parent % widget, FORM: grow(doc.object[FORM], "Fields", "%d 0 R" % field)}))
        book.attack("new-field", "unreported-" + name, doc, rules, FAILED, "a" if parent else "*")

    for name, value in {"dictionary": "<</Type/Sig>>", "string": "(x)", "number": "1"}.items():
        rules = "PDF-31|PDF-46|PDF-37"
        add(name + "-above-field", "<</FT/Sig/T(a)/V%s/Kids[%%d 0 R]>>" % (" " + value), "/T(b)", rules)
    signed = book.signed().field
    add("widget-of-signed", None, "/V<</Type/Sig>>", "PDF-72|PDF-57", below=signed)
    add("widget-of-empty", None, "/V<</Type/Sig>>", "PDF-72|PDF-57", below=EMPTY)
    for name, is_stamped in {"old-widget": False, "old-widget-of-stamped": True}.items():
        doc = base.decision(objects={EMPTY: "<</FT/Sig/T(Approval)/Kids[64 0 R]>>", 64: "<<%s/Parent 19 0 R/P 3 0 R/F 4/Rect[50 660 450"
                                     " 780]>>" % base.WIDGET})
        sign(doc, book.keys)
        drawn = {64: add_key(doc.object[64], "/V<</Type/Sig>>/AP<</N 60 0 R>>"), NEW: COVER}
        if is_stamped:
            sign(doc, book.keys, "tsa", fill=EMPTY, objects=drawn)
        else:
            doc.update(drawn)
        book.attack("new-field", "unreported-" + name, doc, "PDF-72|PDF-57", FAILED, "Signature1")
    add("widget-of-text", None, "/V<</Type/Sig>>", "PDF-72|PDF-57", below=base.GROUP)


# refuses: PDF-72, X5-01, PDF-95 (stranger)
def strangers(book):
    """A time-stamp is to be had over anything, and a certificate of one's own as well."""
    def seen(who, start, signatures, rules, indications, name, **options):
        sign(start, book.keys, who, objects={NEW: COVER}, field_more="/AP<</N 60 0 R>>", **options)
        book.attack("stranger", name, start, rules, indications, signatures)

    box = {"mutate": lambda o, v, f: o.update({f: swap(o[f], "[0 0 0 0]", "[60 660 460 690]")})}
    seen("tsa", book.signed(), "Signature1", "PDF-72", FAILED, "time-stamp-seen", **box)
    seen("tsa", book.sealed(), "Signature2", "PDF-72", FAILED, "time-stamp-seen-over-seal", **box)
    seen("tsa", book.signed(), "Signature1", "PDF-72", FAILED, "time-stamp-in-empty-field", fill=EMPTY)
    for name, options in {"time-stamp-painted": box, "time-stamp-painted-in-empty-field": {"fill": EMPTY}}.items():
        doc = sign(book.signed(), book.keys, "tsa", field_more="/MK<</BG[1 1 1]>>", **options)
        book.attack("stranger", name, doc, "PDF-72", FAILED, "Signature1")
    for p in (1, 2, 3):
        doc = sign(book.plain(), book.keys, more=certify(p), catalog_more=perms())
        seen("tsa", doc, "Signature1", "PDF-72", FAILED, "time-stamp-seen-certified-%d" % p, **box)
    transform, lock = field_mdp("All", p=1)
    doc = sign(book.plain(), book.keys, more=transform, field_more=lock)
    seen("tsa", doc, "Signature1", "PDF-72", FAILED, "time-stamp-seen-locked", **box)
    seen("stranger", book.signed(), "Signature2", "X5-01", "INDETERMINATE", "own-certificate-seen", **box)
    seen("stranger", book.signed(), "Approval", "X5-01", "INDETERMINATE", "own-certificate-in-empty-field", fill=EMPTY)
    book.attack("stranger", "own-certificate-alone", sign(book.plain(), book.keys, "stranger"), "X5-01", "INDETERMINATE")
    book.attack("stranger", "own-certificate-as-seal", sign(book.signed(), book.keys, "stranger", rect=SEEN), "X5-01", "INDETERMINATE",
                "Signature2")


# refuses: PDF-50, PDF-55 (back-and-forth)
def back_and_forth(book):
    """What a revision says is compared with the one before: to take it back does not help."""
    forged = stream(base.TEXT.replace("150.000.000", "950.000.000"))
    book.attack("back-and-forth", "there-and-back", book.signed().update({CONTENT: forged}).update({CONTENT: stream(base.TEXT)}), "PDF-55")
    doc = book.signed().update({CONTENT: forged}).update({CONTENT: stream(base.TEXT)})
    book.attack("back-and-forth", "there-and-back-sealed", sign(doc, book.keys, "department"), "PDF-55", FAILED, "Signature1")
    draft = base.decision(objects={CONTENT: forged})
    at = draft.entry[CONTENT]
    doc = sign(draft.update({CONTENT: stream(base.TEXT)}), book.keys)
    book.attack("back-and-forth", "draft-comes-back", doc.copy().update({}, entries={CONTENT: at}), "PDF-55")
    book.attack("back-and-forth", "draft-comes-back-sealed", sign(doc.copy(), book.keys, "department", entries={CONTENT: at}), "PDF-55",
                FAILED, "Signature1")
    doc = book.signed()
    empty = doc.entry[EMPTY]
    sign(doc, book.keys, "department", fill=EMPTY, rect=SEEN)
    book.attack("back-and-forth", "seal-taken-back", doc.copy().update({}, entries={EMPTY: empty}), "PDF-57|PDF-30", FAILED, "only=Signature1")
    doc = book.sealed()
    form, page = book.signed().entry[FORM], book.signed().entry[FIRST]
    book.attack("back-and-forth", "seal-forgotten", doc.copy().update({}, entries={FORM: form, FIRST: page}), "PDF-57|PDF-30", FAILED,
                "only=Signature1")


def packed_twins(book):
    """In an object stream there is an object that the same revision has elsewhere."""
    for name, pairs in {"page": [(FIRST, "<<%s/Contents 8 0 R>>" % base.PAGE), (70, "7")], "catalog": [(CATALOG, "<</Type/Catalog>>"),
                                                                                                   (70, "7")]}.items():
        doc = base.decision(style="stream", finish=False)
        doc.update(doc.pending | {NEW: packed_objects(pairs)}, entries={70: ("o", NEW, 1)})
        book.attack("object", "packed-twice-" + name, sign(doc, book.keys), "PDF-12")
    doc = book.signed(style="stream")
    sign(doc, book.keys, "department", objects={NEW: packed_objects([(FIRST, "<<>>"), (70, "7")])}, entries={70: ("o", NEW, 1)})
    book.attack("object", "packed-twice-later", doc, "PDF-12")


def make(book):
    strangers(book)
    back_and_forth(book)
    packed_twins(book)
    ends_of_lines(book)
    word_like(book)
    shapes(book)
    forms(book)
    widgets(book)
    unreported(book)
