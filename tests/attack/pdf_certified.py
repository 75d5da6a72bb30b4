# SPDX-License-Identifier: Apache-2.0
"""pdf_certified.py - certified documents: evil annotation and sneaky signature (Rohlmann et al., IEEE S&P 2021), what each
level of DocMDP forbids, and locks of fields (FieldMDP, /Lock)."""
import pdf_base as base
from pdf_base import AGREE, CATALOG, CONTENT, EMPTY, FIRST, FORM, LAST, NOTE, RECEIVER, RECEIVER_LOOK
from pdf_book import FAILED, REFUSED
from pdf_forge import FORGED_TEXT
from pdf_shadow import NEW, NEXT, form_xobject
from pdf_sign import certify, field_mdp, perms, sign
from pdf_write import add_key, drop_key, grow, stream, swap

KINDS = ("FreeText", "Stamp", "Redact", "Ink", "Highlight", "Line", "Square", "Circle", "Polygon", "PolyLine", "Caret", "Text",
         "Link", "Popup", "FileAttachment", "Screen", "Watermark", "StrikeOut", "Underline", "Squiggly", "Sound", "Movie", "3D",
         "RichMedia", "PrinterMark", "TrapNet", "Unknown")


def certified(book, p, **options):
    return book.keep(("certified", p, repr(sorted(options.items()))),
                     lambda: sign(base.decision(**options), book.keys, more=certify(p), catalog_more=perms()))


def annotation(kind):
    return "<</Type/Annot/Subtype/%s/F 4/Rect[60 660 400 690]/Contents(So tien: 950.000.000 dong)/DA(/F1 14 Tf 0 g)/AP<</N 61 0 R>>>>" % kind


# refuses: PDF-71, PDF-73, PDF-56 (evil-annotation)
# refuses: PDF-56, PDF-71, PDF-73 (evil-annotation)
def evil_annotations(book):
    for p in (1, 2, 3):
        for kind in KINDS if p == 3 else KINDS[:8]:
            doc = certified(book, p)
            doc.update({FIRST: grow(doc.object[FIRST], "Annots", "60 0 R"), NEW: annotation(kind),
                        NEXT: form_xobject("So tien: 950.000.000 dong")})
            book.attack("evil-annotation", "p%d-%s" % (p, kind), doc, "PDF-71" if p == 3 else "PDF-73")
        for name, change in {
            "removed": lambda o: {FIRST: swap(o[FIRST], "18 0 R ", "")},
            "changed": lambda o: {base.LINK: swap(o[base.LINK], "60 480", "60 680")},
            "on-last-page": lambda o: {LAST: add_key(o[LAST], "/Annots[60 0 R]"), NEW: annotation("Stamp"), NEXT: form_xobject("9")},
            "widget": lambda o: {FIRST: grow(o[FIRST], "Annots", "60 0 R"), NEW: annotation("Widget"), NEXT: form_xobject("9")},
        }.items():
            doc = certified(book, p)
            book.attack("evil-annotation", "p%d-%s" % (p, name), doc.update(change(doc.object)), "PDF-56")


# refuses: PDF-72, PDF-73 (sneaky-signature)
def sneaky_signatures(book):
    for p in (1, 2, 3):
        seen = certified(book, p)
        book.attack("sneaky-signature", "p%d-seen" % p, sign(seen, book.keys, "department", rect="60 660 400 690"),
                    "PDF-72|PDF-73", FAILED, "Signature1")
        for name, more, rect in (("empty-seen", "", "60 660 400 690"), ("empty-drawn", "/AP<</N 61 0 R>>", "60 660 400 690")):
            doc = certified(book, p)
            doc.update({FORM: grow(doc.object[FORM], "Fields", "60 0 R"), FIRST: grow(doc.object[FIRST], "Annots", "60 0 R"),
                        NEW: "<<%s/FT/Sig/T(New)/F 4/P 3 0 R/Rect[%s]%s>>" % (base.WIDGET, rect, more), NEXT: form_xobject("9")})
            book.attack("sneaky-signature", "p%d-%s" % (p, name), doc, "PDF-72|PDF-73", FAILED)
        doc = certified(book, p)
        cover = stream("1 g 0 0 595 842 re f", "/Type/XObject/Subtype/Form/BBox[0 0 595 842]")
        sign(doc, book.keys, "department", field_more="/Rect[0 0 595 842]/AP<</N 60 0 R>>", objects={NEW: cover},
             mutate=lambda o, v, f: o.update({f: swap(o[f], "/Rect[0 0 0 0]", "")}))
        book.attack("sneaky-signature", "p%d-whole-page" % p, doc, "PDF-72|PDF-73", FAILED, "Signature1")
        doc = certified(book, p)
        sign(doc, book.keys, "department", mutate=lambda o, v, f: o.update({f: swap(o[f], "[0 0 0 0]", "[690 400 60 -20]")}))
        book.attack("sneaky-signature", "p%d-upside-down" % p, doc, "PDF-72|PDF-73", FAILED, "Signature1")
        doc = certified(book, p)
        sign(doc, book.keys, "department", objects={NEW: form_xobject("9")},
             mutate=lambda o, v, f: o.update({f: swap(o[f], "/Rect[0 0 0 0]", "/Rect 61 0 R/AP<</N 60 0 R>>"), NEXT: "[60 660 400 690]"}))
        book.attack("sneaky-signature", "p%d-indirect-box" % p, doc, "PDF-72|PDF-73", FAILED, "Signature1")
        doc = certified(book, p)
        kid = "<<%s/F 4/P 3 0 R/Rect[60 660 400 690]/AP<</N 61 0 R>>/Parent %%d 0 R>>" % base.WIDGET

        def below(o, v, f):
            o[f] = swap(swap(o[f], "/Rect[0 0 0 0]", ""), "/Type/Annot/Subtype/Widget", "/Kids[60 0 R]")
            o[NEW], o[NEXT] = kid % f, form_xobject("9")
            o[FIRST] = swap(o[FIRST], " %d 0 R]" % f, " 60 0 R]")
        sign(doc, book.keys, "department", mutate=below)
        book.attack("sneaky-signature", "p%d-widget-below" % p, doc, "PDF-72|PDF-73", FAILED, "Signature1")


def fill(doc, number=RECEIVER, text="Tran D"):
    body = doc.object[number]
    body = swap(body, "(Le Van C)", "(%s)" % text) if number == RECEIVER else add_key(body, "/V(%s)/AP<</N 60 0 R>>" % text)
    return doc.update({number: body, RECEIVER_LOOK if number == RECEIVER else NEW: base.look(text)})


LEVELS = [  # name, levels that forbid it, update
    ("fill", (1,), lambda d: fill(d, NOTE)),
    ("refill", (1,), fill),
    ("content", (1, 2, 3), lambda d: d.update({CONTENT: stream(FORGED_TEXT)})),
    ("page", (1, 2, 3), lambda d: d.update({FIRST: add_key(d.object[FIRST], "/Rotate 90")})),
    ("catalog", (1, 2, 3), lambda d: d.update({CATALOG: add_key(d.object[CATALOG], "/OpenAction[4 0 R/Fit]")})),
    ("perms-gone", (1, 2, 3), lambda d: d.update({CATALOG: drop_key(d.object[CATALOG], "Perms")})),
    ("perms-elsewhere", (1, 2, 3), lambda d: d.update({CATALOG: swap(d.object[CATALOG], "/DocMDP %d" % d.value, "/DocMDP 7")})),
    ("value-again", (1, 2, 3), lambda d: d.update({d.value: "<</Type/Sig>>"})),
    ("tick", (1,), lambda d: d.update({AGREE: swap(d.object[AGREE], "/V/Off/AS/Off", "/V/Yes/AS/Yes")})),
    ("new-field", (1, 2, 3), lambda d: d.update({FORM: grow(d.object[FORM], "Fields", "60 0 R"),
                                                 NEW: "<<%s/FT/Tx/T(New)/V(9)/Rect[0 0 9 9]>>" % base.WIDGET})),
]


def levels(book):
    for name, forbidden, change in LEVELS:
        for p in forbidden:
            book.attack("level", "p%d-%s" % (p, name), change(certified(book, p)),
                        "PDF-73|PDF-53|PDF-54|PDF-55|PDF-57|PDF-70|PDF-46|PDF-37|PDF-38", FAILED)
    doc = certified(book, 1)
    book.attack("level", "p1-signature", sign(doc, book.keys, "department"), "PDF-73", FAILED, "Signature1")
    doc = certified(book, 1)
    book.attack("level", "p1-fill-signature", sign(doc, book.keys, "department", fill=EMPTY), "PDF-73", FAILED, "Signature1")
    for name, p in {"zero": "0", "four": "4", "negative": "-1", "string": "(3)", "name": "/3", "real": "3.0", "null": "null"}.items():
        # no such level is level 2: annotations are forbidden
        doc = certified(book, p)
        doc.update({FIRST: grow(doc.object[FIRST], "Annots", "60 0 R"), NEW: annotation("Stamp"), NEXT: form_xobject("9")})
        book.attack("level", "odd-" + name, doc, "PDF-73|PDF-56")
    certifications(book)


# refuses: PDF-43, PDF-70, PDF-73 (certification)
# refuses: PDF-43, PDF-70 (certification)
def certifications(book):
    """The certification itself is not what it should be (PDF-70)."""
    two = certified(book, 2)
    book.attack("certification", "second", sign(two, book.keys, "department", more=certify(2)), "PDF-70", FAILED, "Signature2")
    late = book.signed()
    book.attack("certification", "late", sign(late, book.keys, "department", more=certify(2), catalog_more=perms()),
                "PDF-70|PDF-53", FAILED)
    unnamed = sign(book.plain(), book.keys, more=certify(2))
    book.attack("certification", "not-named", unnamed, "PDF-70")
    named = sign(book.plain(), book.keys, catalog_more=perms())
    book.attack("certification", "named-only", named, "PDF-70")
    for name, reference in {"unknown-transform": "/TransformMethod/Unknown", "identity": "/TransformMethod/Identity",
                            "usage-rights": "/TransformMethod/UR3", "no-transform": ""}.items():
        doc = sign(book.plain(), book.keys, more="/Reference[<</Type/SigRef%s/TransformParams<<>>>>]" % reference)
        book.attack("certification", name, doc, "PDF-43", "INDETERMINATE")
    doc = sign(book.plain(), book.keys, more=certify(3, "7 0 R"), catalog_more=perms())
    book.attack("certification", "of-another-object", doc, "PDF-43|PDF-70", REFUSED)
    twice = sign(book.plain(), book.keys, more=certify(3).replace("]", certify(1)[len("/Reference["):-1] + "]"), catalog_more=perms())
    twice = sign(twice, book.keys, "department")
    book.attack("certification", "two-levels", twice, "PDF-73", FAILED, "Signature1")


# --- locks --------------------------------------------------------------------------------------------------------------

def locked(book, action, names=(), p=None, where="both", **options):
    transform, lock = field_mdp(action, names, p)
    return sign(book.plain(), book.keys, more=transform if where != "lock" else "",
                field_more=lock if where != "transform" else "", **options)


LOCKS = [  # name, action, names, change
    ("all", "All", (), lambda d: fill(d, NOTE)),
    ("all-tick", "All", (), lambda d: d.update({AGREE: swap(d.object[AGREE], "/V/Off/AS/Off", "/V/Yes/AS/Yes")})),
    ("include", "Include", ("Note",), lambda d: fill(d, NOTE)),
    ("include-of-two", "Include", ("Other", "Note"), lambda d: fill(d, NOTE)),
    ("include-group", "Include", ("Group",), lambda d: fill(d, 24)),
    ("include-below", "Include", ("Group.Line",), lambda d: fill(d, 24)),
    ("exclude", "Exclude", ("Agree",), lambda d: fill(d, NOTE)),
    ("exclude-prefix", "Exclude", ("No",), lambda d: fill(d, NOTE)),
    ("exclude-longer", "Exclude", ("Note1",), lambda d: fill(d, NOTE)),
    ("exclude-below", "Exclude", ("Note.Line",), lambda d: fill(d, NOTE)),
    ("exclude-nothing", "Exclude", (), lambda d: fill(d, NOTE)),
    ("exclude-group-prefix", "Exclude", ("Gro",), lambda d: fill(d, 24)),
    ("unknown-action", "Whatever", (), lambda d: fill(d, NOTE)),
]


# refuses: PDF-73, PDF-74, PDF-57 (lock)
# refuses: PDF-74, PDF-43 (lock)
def locks(book):
    for name, action, names, change in LOCKS:
        for where in ("both", "lock", "transform"):
            book.attack("lock", "%s-%s" % (name, where), change(locked(book, action, names, where=where)), "PDF-74")
    for name, action, names in (("all", "All", ()), ("include", "Include", ("Signature10",)), ("exclude-prefix", "Exclude",
                                                                                              ("Signature1",))):
        doc = locked(book, action, names, where="transform")
        book.attack("lock", "signature-" + name, sign(doc, book.keys, "department", name="Signature10"), "PDF-74", FAILED, "Signature1")
        doc = locked(book, action, names + (("Approval",) if action == "Include" else ()), where="transform")
        book.attack("lock", "filled-signature-" + name, sign(doc, book.keys, "department", fill=EMPTY), "PDF-74", FAILED, "Signature1")
    for p, where in ((1, "lock"), (2, "lock"), (1, "transform"), (2, "transform")):
        doc = locked(book, "Include", ("Nothing",), p=p, where=where)
        change = fill(doc, NOTE) if p == 1 else doc.update({FIRST: grow(doc.object[FIRST], "Annots", "60 0 R"), NEW: annotation("Stamp"),
                                                           NEXT: form_xobject("9")})
        book.attack("lock", "level-%d-%s" % (p, where), change, "PDF-73")
    for where in ("lock", "transform"):  # as --final makes it
        for name, change in (("fill", lambda d: fill(d, NOTE)), ("sign", lambda d: sign(d, book.keys, "department")),
                             ("sign-empty", lambda d: sign(d, book.keys, "department", fill=EMPTY))):
            final = locked(book, "All", p=1, where=where)
            book.attack("lock", "final-%s-%s" % (name, where), change(final), "PDF-73", FAILED, "Signature1")
    doc = locked(book, "All", where="lock")
    doc.update({doc.field: swap(doc.object[doc.field], "/Action/All", "/Action/Include/Fields[(X)]"), NOTE: add_key(
        doc.object[NOTE], "/V(9)/AP<</N 60 0 R>>"), NEW: base.look("9")})
    book.attack("lock", "lock-changed", doc, "PDF-74|PDF-57")
    doc = locked(book, "All", where="lock")
    doc.update({doc.field: drop_key(doc.object[doc.field], "Lock")})
    book.attack("lock", "lock-removed", doc, "PDF-57")


def make(book):
    evil_annotations(book)
    sneaky_signatures(book)
    levels(book)
    locks(book)
