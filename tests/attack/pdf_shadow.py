# SPDX-License-Identifier: Apache-2.0
"""pdf_shadow.py - what is shown changes after it was signed: shadow attacks (Mainka et al., NDSS 2021), and updates of
every part of a document. The update itself is well formed."""
import re

import pdf_base as base
from pdf_base import AGREE, CATALOG, CONTENT, EMPTY, FIRST, FONT, FORM, LAST, LINK, LOGO, NOTE, PAGES, RECEIVER, RECEIVER_LOOK
from pdf_book import FAILED, REFUSED
from pdf_forge import FORGED_TEXT
from pdf_sign import sign
from pdf_tagged import sign_tagged
from pdf_write import add_key, drop_key, grow, raw, stream, swap

NEW, NEXT = 60, 61  # numbers that nothing has


def form_xobject(text, more=""):
    return stream("BT /F1 14 Tf 60 680 Td (%s) Tj ET" % text,
                  "/Type/XObject/Subtype/Form/BBox[0 0 595 842]/Resources<</Font<</F1 6 0 R>>>>" + more)


COVER = stream("1 g 60 670 400 30 re f 0 g", "/Type/XObject/Subtype/Form/BBox[0 0 595 842]")


# --- one update behind the official's signature -------------------------------------------------------------------------
# group, name, the update from the objects there are, rules

def o_catalog(text):
    return lambda o: {CATALOG: add_key(o[CATALOG], text)}


def o_page(text):
    return lambda o: {FIRST: add_key(o[FIRST], text)}


CATALOG_KEYS = {
    "open-action": "/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>",
    "open-action-destination": "/OpenAction[4 0 R/Fit]",
    "additional-actions": "/AA<</WC<</S/JavaScript/JS(1)>>>>",
    "names": "/Names<</JavaScript<</Names[(a)<</S/JavaScript/JS(1)>>]>>>>",
    "embedded-files": "/Names<</EmbeddedFiles<</Names[(a)<</Type/Filespec/F(a)>>]>>>>",
    "outlines": "/Outlines<</Type/Outlines/Count 0>>", "page-labels": "/PageLabels<</Nums[0<</S/r>>]>>",
    "viewer-preferences": "/ViewerPreferences<</HideToolbar true>>", "page-mode": "/PageMode/FullScreen",
    "page-layout": "/PageLayout/TwoColumnLeft", "language": "/Lang(vi)", "uri": "/URI<</Base(http://evil.example/)>>",
    "collection": "/Collection<</View/T>>", "optional-content": "/OCProperties<</OCGs[]/D<<>>>>",
    "requirements": "/Requirements[<</S/EnableJavaScripts>>]", "threads": "/Threads[]", "legal": "/Legal<<>>",
    "dests": "/Dests<</a[4 0 R/Fit]>>", "output-intents": "/OutputIntents[]", "piece-info": "/PieceInfo<<>>",
    "associated-files": "/AF[]", "parts": "/DPartRoot<<>>", "unknown": "/Nonsense 1", "perms": "/Perms<</UR3<</Type/Sig>>>>",
    "structure": "/StructTreeRoot<</Type/StructTreeRoot>>", "spiders": "/SpiderInfo<<>>", "extensions-number": "/Extensions 7",
    "marked": "/MarkInfo<</Marked true>>",
}

PAGE_KEYS = {
    "rotate": "/Rotate 180", "media-box": "/MediaBox[0 0 595 700]", "crop-box": "/CropBox[0 0 595 700]",
    "user-unit": "/UserUnit 2", "trim-box": "/TrimBox[0 0 1 1]", "actions": "/AA<</O<</S/JavaScript/JS(1)>>>>",
    "transition": "/Trans<</S/Blinds>>", "tabs": "/Tabs/S", "structure": "/StructParents 3", "group": "/Group<</S/Transparency>>",
    "thumb": "/Thumb 17 0 R", "metadata": "/Metadata 12 0 R", "duration": "/Dur 1", "associated": "/AF[]",
}

# refuses: PDF-54, PDF-55, PDF-62 (page)
# refuses: PDF-56, PDF-57 (annotation)
# refuses: PDF-57, PDF-72 (field)
# refuses: PDF-63, PDF-53 (metadata)
CHANGES = [
    ("page", "content-array", lambda o: {FIRST: swap(o[FIRST], "/Contents 7 0 R", "/Contents[7 0 R 60 0 R]"),
                                         NEW: stream("BT /F1 20 Tf 60 300 Td (GIA MAO) Tj ET")}, "PDF-54|PDF-62"),
    ("page", "resources-swapped", lambda o: {FIRST: swap(o[FIRST], "/Logo 17 0 R", "/Logo 10 0 R")}, "PDF-54"),
    ("page", "font-name-swapped", lambda o: {FIRST: swap(o[FIRST], "/F1 6 0 R", "/F1 60 0 R"),
                                             NEW: swap(o[FONT], "Times-Roman", "Symbol")}, "PDF-54"),
    ("page", "font-object", lambda o: {FONT: swap(o[FONT], "Times-Roman", "Symbol")}, "PDF-54|PDF-57"),
    ("page", "parent-swapped", lambda o: {FIRST: swap(o[FIRST], "/Parent 2 0 R", "/Parent 60 0 R"),
                                          NEW: swap(o[PAGES], "842", "700")}, "PDF-54"),
    ("page", "inherited-box", lambda o: {PAGES: swap(o[PAGES], "842", "700")}, "PDF-54"),
    ("page", "inherited-rotate", lambda o: {PAGES: add_key(o[PAGES], "/Rotate 90")}, "PDF-54"),
    ("page", "count-only", lambda o: {PAGES: swap(o[PAGES], "/Count 2", "/Count 1")}, "PDF-54"),
    ("page", "same-page-twice", lambda o: {PAGES: swap(o[PAGES], "[3 0 R 4 0 R]", "[3 0 R 3 0 R]")}, "PDF-54"),
    ("page", "kids-elsewhere", lambda o: {PAGES: swap(o[PAGES], "[3 0 R 4 0 R]", " 60 0 R"), NEW: "[4 0 R 3 0 R]"},
     "PDF-54|PDF-62"),
    ("page", "another-type", lambda o: {LAST: "[1 2 3]"}, "PDF-62|PDF-54|READ"),
    ("page", "page-is-null", lambda o: {LAST: "null"}, "PDF-54|PDF-62|READ"),
    ("page", "content-is-null", lambda o: {CONTENT: "null"}, "PDF-54|PDF-62"),
    ("page", "content-becomes-array", lambda o: {CONTENT: "[8 0 R]"}, "PDF-62"),
    ("page", "stream-keys", lambda o: {LOGO: stream(bytes(range(48)), "/Type/XObject/Subtype/Image/Width 4/Height 4"
                                                    "/ColorSpace/DeviceRGB/BitsPerComponent 8/Decode[1 0 1 0 1 0]")}, "PDF-54"),
    ("page", "stream-filter", lambda o: {LOGO: stream(bytes(range(48)), "/Type/XObject/Subtype/Image/Width 4/Height 4"
                                                      "/ColorSpace/DeviceRGB/BitsPerComponent 8", pack=True)}, "PDF-55"),
    ("annotation", "added-link", lambda o: {FIRST: grow(o[FIRST], "Annots", "60 0 R"), NEW: o[LINK]}, "PDF-56"),
    ("annotation", "removed-link", lambda o: {FIRST: swap(o[FIRST], "18 0 R ", "")}, "PDF-56"),
    ("annotation", "removed-all", lambda o: {FIRST: re.sub(rb"/Annots\[[^\]]*\]", b"", raw(o[FIRST]))}, "PDF-56"),
    ("annotation", "removed-widget", lambda o: {FIRST: swap(o[FIRST], "9 0 R ", "")}, "PDF-56"),
    ("annotation", "swapped-order", lambda o: {FIRST: swap(o[FIRST], "18 0 R 9 0 R", "9 0 R 18 0 R")}, "PDF-56"),
    ("annotation", "link-elsewhere", lambda o: {LINK: swap(o[LINK], "so.example", "evil.example")}, "PDF-56|PDF-54"),
    ("annotation", "link-moved", lambda o: {LINK: swap(o[LINK], "60 480", "60 680")}, "PDF-56|PDF-54"),
    ("annotation", "link-becomes-note", lambda o: {LINK: "<</Type/Annot/Subtype/FreeText/Rect[60 660 300 690]"
                                                         "/Contents(950.000.000)/AP<</N 10 0 R>>>>"}, "PDF-56"),
    ("annotation", "direct", lambda o: {FIRST: swap(o[FIRST], "18 0 R", "18 0 R<</Type/Annot/Subtype/Text/Rect[1 1 9 9]>>")},
     "PDF-56|PDF-62"),
    ("annotation", "widget-of-no-field", lambda o: {FIRST: grow(o[FIRST], "Annots", "60 0 R"),
                                                    NEW: "<</Type/Annot/Subtype/Widget/Rect[60 660 300 690]/AP<</N 10 0 R>>>>"},
     "PDF-56"),
    ("annotation", "widget-of-text-field", lambda o: {FIRST: grow(o[FIRST], "Annots", "60 0 R"), NEW: "<</Type/Annot/Subtype"
     "/Widget/FT/Tx/T(X)/V(9)/Rect[60 660 300 690]/AP<</N 10 0 R>>>>", FORM: grow(o[FORM], "Fields", "60 0 R")}, "PDF-57|PDF-56"),
    ("annotation", "on-last-page", lambda o: {LAST: add_key(o[LAST], "/Annots[60 0 R]"), NEW: o[LINK]}, "PDF-56"),
    ("annotation", "shown-again", lambda o: {LAST: add_key(o[LAST], "/Annots[9 0 R]")}, "PDF-56"),
    ("annotation", "becomes-indirect", lambda o: {FIRST: swap(o[FIRST], re.search(rb"/Annots\[[^\]]*\]", o[FIRST]).group(0),
                                                              "/Annots 60 0 R"), NEW: "[9 0 R 18 0 R]"}, "PDF-56|PDF-62"),
    ("field", "value-changed", lambda o: {RECEIVER: swap(o[RECEIVER], "Le Van C", "Tran D"), RECEIVER_LOOK: base.look("Tran D")},
     "PDF-57"),
    ("field", "value-changed-only", lambda o: {RECEIVER: swap(o[RECEIVER], "Le Van C", "Tran D")}, "PDF-57"),
    ("field", "look-changed-only", lambda o: {RECEIVER_LOOK: base.look("Tran D")}, "PDF-57|PDF-55"),
    ("field", "look-replaced", lambda o: {RECEIVER: swap(o[RECEIVER], "10 0 R", "60 0 R"), NEW: base.look("Tran D")}, "PDF-57"),
    ("field", "look-taken-away", lambda o: {RECEIVER: swap(o[RECEIVER], "/AP<</N 10 0 R>>", "")}, "PDF-57"),
    ("field", "look-without-value", lambda o: {NOTE: add_key(o[NOTE], "/AP<</N 60 0 R>>"), NEW: form_xobject("950.000.000")},
     "PDF-57"),
    ("field", "value-cleared", lambda o: {RECEIVER: swap(o[RECEIVER], "/V(Le Van C)", "")}, "PDF-57"),
    ("field", "moved", lambda o: {RECEIVER: swap(o[RECEIVER], "60 600 210 620", "60 680 210 700")}, "PDF-57"),
    ("field", "hidden", lambda o: {RECEIVER: swap(o[RECEIVER], "/F 4", "/F 2")}, "PDF-57|PDF-56"),
    ("field", "no-print", lambda o: {RECEIVER: swap(o[RECEIVER], "/F 4", "/F 0")}, "PDF-57|PDF-56"),
    ("field", "flags-of-field", lambda o: {RECEIVER: add_key(o[RECEIVER], "/Ff 1")}, "PDF-57"),
    ("field", "default-look", lambda o: {RECEIVER: swap(o[RECEIVER], "10 Tf", "99 Tf")}, "PDF-57"),
    ("field", "alignment", lambda o: {RECEIVER: add_key(o[RECEIVER], "/Q 2")}, "PDF-57"),
    ("field", "border", lambda o: {RECEIVER: add_key(o[RECEIVER], "/MK<</BG[1 1 1]>>")}, "PDF-57"),
    ("field", "action", lambda o: {RECEIVER: add_key(o[RECEIVER], "/A<</S/JavaScript/JS(1)>>")}, "PDF-57"),
    ("field", "additional-action", lambda o: {RECEIVER: add_key(o[RECEIVER], "/AA<</F<</S/JavaScript/JS(1)>>>>")}, "PDF-57"),
    ("field", "optional", lambda o: {RECEIVER: add_key(o[RECEIVER], "/OC 60 0 R"), NEW: "<</Type/OCG/Name(a)>>"}, "PDF-57"),
    ("field", "renamed", lambda o: {RECEIVER: swap(o[RECEIVER], "(Receiver)", "(Other)")}, "PDF-57"),
    ("field", "another-type", lambda o: {RECEIVER: swap(o[RECEIVER], "/FT/Tx", "/FT/Ch")}, "PDF-57"),
    ("field", "becomes-signature", lambda o: {RECEIVER: swap(o[RECEIVER], "/FT/Tx", "/FT/Sig")}, "PDF-57|PDF-46"),
    ("field", "max-length", lambda o: {RECEIVER: add_key(o[RECEIVER], "/MaxLen 3")}, "PDF-57"),
    ("field", "default-value", lambda o: {RECEIVER: add_key(o[RECEIVER], "/DV(Tran D)")}, "PDF-57"),
    ("field", "alternative-name", lambda o: {RECEIVER: add_key(o[RECEIVER], "/TU(950.000.000)")}, "PDF-57"),
    ("field", "tick-redrawn", lambda o: {AGREE: swap(swap(o[AGREE], "/V/Off/AS/Off", "/V/Yes/AS/Yes"), "15 0 R", "60 0 R"),
                                         NEW: form_xobject("950.000.000")}, "PDF-57"),
    ("field", "new-text", lambda o: {FORM: grow(o[FORM], "Fields", "60 0 R"), FIRST: grow(o[FIRST], "Annots", "60 0 R"),
                                     NEW: "<</Type/Annot/Subtype/Widget/FT/Tx/T(New)/V(9)/F 4/Rect[60 660 300 690]"
                                          "/AP<</N 10 0 R>>>>"}, "PDF-57"),
    ("field", "new-button", lambda o: {FORM: grow(o[FORM], "Fields", "60 0 R"), FIRST: grow(o[FIRST], "Annots", "60 0 R"),
                                       NEW: "<</Type/Annot/Subtype/Widget/FT/Btn/Ff 65536/T(New)/F 4/Rect[60 660 300 690]"
                                            "/AP<</N 17 0 R>>>>"}, "PDF-57"),
    ("field", "taken-away", lambda o: {FORM: swap(o[FORM], "9 0 R ", "")}, "PDF-57"),
    ("field", "all-taken-away", lambda o: {FORM: re.sub(rb"/Fields\[[^\]]*\]", b"/Fields[]", o[FORM])}, "PDF-57|PDF-30"),
    ("field", "form-taken-away", lambda o: {CATALOG: swap(o[CATALOG], "/AcroForm 5 0 R", "")}, "PDF-57|PDF-30"),
    ("field", "appearances-needed", lambda o: {FORM: add_key(o[FORM], "/NeedAppearances true")}, "PDF-57"),
    ("field", "xfa", lambda o: {FORM: add_key(o[FORM], "/XFA 60 0 R"), NEW: stream("<xdp/>")}, "PDF-57"),
    ("field", "calculation-order", lambda o: {FORM: add_key(o[FORM], "/CO[9 0 R]")}, "PDF-57"),
    ("field", "resource-font", lambda o: {FORM: swap(o[FORM], "/F1 6 0 R", "/F1 60 0 R"),
                                          NEW: swap(o[FONT], "Times-Roman", "Symbol")}, "PDF-57"),
    ("field", "flag-cleared", lambda o: {FORM: swap(o[FORM], "/SigFlags 3", "/SigFlags 0")}, "PDF-57"),
    ("field", "new-kid", lambda o: {23: grow(o[23], "Kids", "60 0 R"), NEW: "<</Type/Annot/Subtype/Widget/Parent 23 0 R/T(More)"
                                    "/V(9)/F 4/Rect[60 660 300 690]/AP<</N 10 0 R>>>>"}, "PDF-57"),
    ("field", "empty-signature-drawn", lambda o: {EMPTY: add_key(o[EMPTY], "/AP<</N 60 0 R>>"), NEW: form_xobject("GIA MAO")},
     "PDF-57|PDF-72|PDF-56"),
    ("field", "unsigned-field-drawn", lambda o: {FORM: grow(o[FORM], "Fields", "60 0 R"), FIRST: grow(o[FIRST], "Annots", "60 0 R"),
                                                 NEW: "<</Type/Annot/Subtype/Widget/FT/Sig/T(New)/F 4/Rect[60 660 300 690]"
                                                      "/AP<</N 61 0 R>>>>", NEXT: form_xobject("950.000.000")}, "PDF-72"),
    ("metadata", "info-alone", lambda o: {base.INFO: "<</Title(Quyet dinh 99)>>"}, "PDF-60|PDF-63"),
    ("metadata", "xmp-alone", lambda o: {base.METADATA: stream("<x/>", "/Type/Metadata/Subtype/XML")}, "PDF-60|PDF-63"),
    ("metadata", "nothing", lambda o: {NEW: "<</Nothing true>>"}, "PDF-63"),
    ("metadata", "same-object-again", lambda o: {CONTENT: o[CONTENT]}, "PDF-63"),
    ("metadata", "version-lower", lambda o: {CATALOG: add_key(o[CATALOG], "/Version/1.0")}, "PDF-53|PDF-63"),
    ("metadata", "version-unknown", lambda o: {CATALOG: add_key(o[CATALOG], "/Version/9.9")}, "PDF-53"),
]


def signature_changes(book):
    """Of the official's own widget and value."""
    for name, change, rules in [
        ("widget-moved", lambda b: swap(b, "/Rect[0 0 0 0]", "/Rect[60 660 300 690]"), "PDF-57|PDF-56"),
        ("widget-drawn", lambda b: add_key(b, "/AP<</N 10 0 R>>"), "PDF-57|PDF-56"),
        ("widget-unlocked", lambda b: swap(b, "/F 132", "/F 2"), "PDF-57|PDF-56"),
        ("value-gone", lambda b: re.sub(rb"/V \d+ 0 R", b"", b), "PDF-57|PDF-30"),
        ("value-is-null", lambda b: re.sub(rb"/V \d+ 0 R", b"/V null", b), "PDF-57|PDF-30"),
        ("renamed", lambda b: swap(b, "(Signature1)", "(Other)"), "PDF-57"),
        ("becomes-text", lambda b: swap(b, "/FT/Sig", "/FT/Tx"), "PDF-57|PDF-30"),
    ]:
        doc = book.signed()
        doc.update({doc.field: change(doc.object[doc.field])})
        gone = name in ("value-gone", "value-is-null", "becomes-text")
        book.attack("own-widget", name, doc, rules, "NO_SIGNATURE" if gone else FAILED, "only=" if gone else "*")


# refuses: PDF-53, PDF-61, PDF-63 (catalog)
def updates(book):
    for name, text in CATALOG_KEYS.items():
        doc = book.signed()
        rule = {"structure": "PDF-61", "extensions-number": "PDF-63"}.get(name, "PDF-53")
        book.attack("catalog", name, doc.update(o_catalog(text)(doc.object)), rule)
    for name, text in PAGE_KEYS.items():
        doc = book.signed()
        book.attack("page", name, doc.update(o_page(text)(doc.object)), "PDF-54|PDF-61")
    for group, name, change, rules in CHANGES:
        doc = book.signed()
        gone = name in ("all-taken-away", "form-taken-away")
        book.attack(group, name, doc.update(change(doc.object)), rules, "NO_SIGNATURE" if gone else REFUSED if "READ" in rules else
                    FAILED, "only=" if gone else "*")
    signature_changes(book)


# --- behind both: what the official allows, the seal does not see -------------------------------------------------------

SEAL_CHANGES = {
    "content": lambda o: {CONTENT: stream(FORGED_TEXT)},
    "page": lambda o: {FIRST: add_key(o[FIRST], "/Rotate 180")},
    "annotation": lambda o: {LAST: add_key(o[LAST], "/Annots[60 0 R]"), NEW: o[LINK]},
    "seal-drawn-again": lambda o: {},
    "info": lambda o: {base.INFO: "<</Title(Quyet dinh 99)>>"},
    "xmp": lambda o: {base.METADATA: stream("<x/>", "/Type/Metadata/Subtype/XML")},
    "info-and-xmp": lambda o: {base.INFO: "<</Title(9)>>", base.METADATA: stream("<x/>", "/Type/Metadata/Subtype/XML")},
    "value": lambda o: {RECEIVER: swap(o[RECEIVER], "Le Van C", "Tran D"), RECEIVER_LOOK: base.look("Tran D")},
    "open-action": o_catalog("/OpenAction[4 0 R/Fit]"),
    "outlines": o_catalog("/Outlines<</Type/Outlines>>"),
}
SEAL_RULES = {"content": "PDF-55", "page": "PDF-54", "annotation": "PDF-56", "info": "PDF-63", "xmp": "PDF-63",
              "info-and-xmp": "PDF-63", "value": "PDF-57", "open-action": "PDF-53", "outlines": "PDF-53",
              "seal-drawn-again": "PDF-57|PDF-55"}


# refuses: PDF-51, PDF-63, PDF-60 (sealed)
# refuses: PDF-61, PDF-53, PDF-54 (structure)
def sealed_changes(book):
    for name, change in SEAL_CHANGES.items():
        doc = book.sealed()
        objects = change(doc.object)
        if name == "seal-drawn-again":
            look = int(re.search(rb"/AP<</N (\d+)", doc.object[doc.field]).group(1))
            objects = {look: swap(doc.object[look], "department", "d3partment")}
        # The official's stays as it is where only what nobody signs for was changed: the seal says it.
        attacked = "Signature2" if SEAL_RULES[name] == "PDF-63" else "*"
        book.attack("sealed", name, doc.update(objects), SEAL_RULES[name], FAILED, attacked)
    tagged = {
        "alternative-text": (base.ELEMENT, lambda b: swap(b, "150.000.000", "950.000.000"), "PDF-61"),
        "element-of-other-content": (base.ELEMENT, lambda b: swap(b, "/K 0", "/K 1"), "PDF-61"),
        "parent-tree": (base.TREE, lambda b: swap(b, "[0[21 0 R]]", "[0[]]"), "PDF-61"),
        "element-taken-away": (base.TREE, lambda b: swap(b, "/K 21 0 R", "/K[]"), "PDF-61|PDF-62"),
        "element-replaced": (base.TREE, lambda b: swap(b, "/K 21 0 R", "/K 60 0 R"), "PDF-61"),
        "role-map": (base.TREE, lambda b: add_key(b, "/RoleMap<</P/Artifact>>"), "PDF-61"),
        "actual-text": (base.ELEMENT, lambda b: add_key(b, "/ActualText(950.000.000)"), "PDF-61"),
        "language": (base.ELEMENT, lambda b: add_key(b, "/Lang(en)"), "PDF-61"),
        "unmarked": (CATALOG, lambda b: swap(b, "/Marked true", "/Marked false"), "PDF-53"),
        "structure-parents": (FIRST, lambda b: swap(b, "/StructParents 0", "/StructParents 1"), "PDF-54"),
    }
    for name, (number, change, rules) in tagged.items():
        doc = book.signed(tagged=True)
        book.attack("structure", name, doc.update({number: change(doc.object[number]), NEW: doc.object[base.ELEMENT]}), rules)


def smuggled_elements(book):
    """Beside the element of a signature's widget, which is allowed."""
    for name, options in {
        "actual-text": {"more": "/ActualText(950.000.000)"}, "expansion": {"more": "/E(950.000.000)"}, "content": {"kid": "[0]"},
        "content-too": {"kid": "[<</Type/OBJR/Obj %d 0 R>> 0]"}, "old-widget": {"kid": "<</Type/OBJR/Obj 9 0 R>>"},
        "page": {"kid": "<</Type/OBJR/Obj 3 0 R>>"}, "content-reference": {"kid": "<</Type/MCR/MCID 0/Pg 3 0 R>>"},
        "old-number": {"numbers": "0 60 0 R"}, "number-again": {"numbers": "1 60 0 R 1 60 0 R"}, "number-of-old": {"numbers": "1 21 0 R"},
        "roles": {"tree_more": "/RoleMap<</P/Artifact>>"}, "no-element": {"element": "<</Type/Catalog>>"}, "number-no-number":
        {"numbers": "(1) 60 0 R"}, "unknown-key": {"more": "/Extra 1"},
    }.items():
        book.attack("structure", "signed-" + name, sign_tagged(book, **options), "PDF-61", FAILED, "Signature1")


# --- shadow attacks: the document was prepared for it before it was signed ----------------------------------------------

def prepared(book, objects, **options):
    return sign(base.decision(objects=objects, **options), book.keys)


def shadow(book, kind, name, objects, update, rules, indications=FAILED, **options):
    doc = prepared(book, objects, **options)
    change = update(doc.object) if callable(update) else update
    keys = change.pop("keys", {}) if isinstance(change, dict) else {}
    book.attack("shadow-" + kind, name, doc.update(change, **keys), rules, indications)


EXTRA = "/Annots[18 0 R 9 0 R 13 0 R 14 0 R 19 0 R 24 0 R"


def page_with(annotations="", content="7 0 R", more=""):
    return "<<%s/Resources<<%s/XObject<</Logo 17 0 R/Over 62 0 R>>>>/Contents %s%s%s]>>" % (
        base.PAGE, base.FONTS, content, more, EXTRA + annotations)


def hides(book):
    """Something covers the text when it is signed, and goes away."""
    over = {FIRST: page_with(content="[7 0 R 60 0 R]"), NEW: stream("/Over Do"), 62: COVER}
    shadow(book, "hide", "cover-emptied", over, {62: stream("", "/Type/XObject/Subtype/Form/BBox[0 0 1 1]")}, "PDF-55")
    shadow(book, "hide", "cover-is-null", over, {62: "null"}, "PDF-54|PDF-62")
    shadow(book, "hide", "cover-of-another-type", over, {62: "[]"}, "PDF-62")
    shadow(book, "hide", "cover-freed", over, {"keys": {"free": [62]}}, "PDF-19")
    shadow(book, "hide", "cover-not-drawn", over, {NEW: stream("")}, "PDF-55")
    shadow(book, "hide", "cover-smaller", over, {62: swap(COVER, "[0 0 595 842]", "[0 0 1 1]")}, "PDF-54")
    shadow(book, "hide", "cover-unlinked", over, lambda o: {FIRST: swap(o[FIRST], "/Over 62 0 R", "")}, "PDF-54")
    shadow(book, "hide", "cover-elsewhere", over, lambda o: {"keys": {"entries": {62: ("n", 15, 0)}}}, "READ|PDF-13|PDF-14", REFUSED)
    shadow(book, "hide", "cover-is-the-page", over, lambda o: {62: o[CONTENT]}, "PDF-55|PDF-54")
    image = dict(over)
    image[62] = stream(bytes(3), "/Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceRGB/BitsPerComponent 8")
    shadow(book, "hide", "image-to-form", image, {62: COVER}, "PDF-55|PDF-54")
    shadow(book, "hide", "image-transparent", image, {62: add_key(image[62], "/SMask 17 0 R")}, "PDF-54|PDF-55")
    note = {FIRST: page_with(" 63 0 R"), 62: COVER,
            63: "<</Type/Annot/Subtype/Square/F 4/Rect[60 660 400 700]/IC[1 1 1]/C[1 1 1]/AP<</N 62 0 R>>>>"}
    shadow(book, "hide", "annotation-taken-away", note, lambda o: {FIRST: swap(o[FIRST], " 63 0 R", "")}, "PDF-56")
    shadow(book, "hide", "annotation-hidden", note, lambda o: {63: swap(o[63], "/F 4", "/F 2")}, "PDF-56|PDF-54")
    shadow(book, "hide", "annotation-moved", note, lambda o: {63: swap(o[63], "[60 660", "[60 10")}, "PDF-56|PDF-54")
    shadow(book, "hide", "annotation-null", note, lambda o: {63: "null"}, "PDF-56|PDF-62")
    shadow(book, "hide", "annotation-freed", note, lambda o: {"keys": {"free": [63]}}, "PDF-19")
    text = {NOTE: "<<%s/FT/Tx/T(Note)/V(          )/DA(/F1 10 Tf)/P 3 0 R/F 4/Rect[60 660 400 700]/AP<</N 62 0 R>>>>" % base.WIDGET,
            62: COVER}
    shadow(book, "hide", "field-cleared", text, lambda o: {NOTE: swap(o[NOTE], "/V(          )", "/V()"),
                                                           62: stream("", "/Type/XObject/Subtype/Form/BBox[0 0 1 1]")}, "PDF-57")
    button = {NOTE: "<<%s/FT/Btn/Ff 65536/T(Note)/P 3 0 R/F 4/Rect[60 660 400 700]/AP<</N 62 0 R>>>>" % base.WIDGET, 62: COVER}
    shadow(book, "hide", "button-emptied", button, {62: stream("", "/Type/XObject/Subtype/Form/BBox[0 0 1 1]")}, "PDF-55|PDF-57")
    layers(book)


def layers(book):
    """Optional content that an update switches."""
    ocp = "/OCProperties<</OCGs[64 0 R 65 0 R]/D<</Order[]/ON[64 0 R]/OFF[65 0 R]>>>>"
    objects = {FIRST: "<<%s/Resources<<%s/Properties<</A 64 0 R/B 65 0 R>>>>/Contents 7 0 R%s]>>" % (base.PAGE, base.FONTS, EXTRA),
               CONTENT: stream("/OC /A BDC %s EMC /OC /B BDC %s EMC" % (base.TEXT, FORGED_TEXT)),
               64: "<</Type/OCG/Name(A)>>", 65: "<</Type/OCG/Name(B)>>"}
    direct = dict(catalog=ocp)
    shadow(book, "layer", "switched", objects, lambda o: {CATALOG: swap(o[CATALOG], "/ON[64 0 R]/OFF[65 0 R]",
                                                                        "/ON[65 0 R]/OFF[64 0 R]")}, "PDF-53", **direct)
    shadow(book, "layer", "removed", objects, lambda o: {CATALOG: swap(o[CATALOG], ocp, "")}, "PDF-53", **direct)
    shadow(book, "layer", "base-state", objects, lambda o: {CATALOG: swap(o[CATALOG], "/Order[]", "/BaseState/OFF")}, "PDF-53", **direct)
    shadow(book, "layer", "usage", objects, lambda o: {65: add_key(o[65], "/Usage<</Print<</PrintState/ON>>>>")}, "PDF-53|PDF-54",
           **direct)
    shadow(book, "layer", "locked", objects, lambda o: {CATALOG: swap(o[CATALOG], "/Order[]", "/Locked[64 0 R]")}, "PDF-53", **direct)
    shadow(book, "layer", "alternate", objects, lambda o: {CATALOG: swap(o[CATALOG], "/D<<", "/Configs[<<>>]/D<<")}, "PDF-53", **direct)
    indirect = dict(objects) | {66: "<</OCGs[64 0 R 65 0 R]/D 67 0 R>>", 67: "<</ON[64 0 R]/OFF[65 0 R]>>"}
    shadow(book, "layer", "indirect", indirect, {67: "<</ON[65 0 R]/OFF[64 0 R]>>"}, "PDF-53", catalog="/OCProperties 66 0 R")
    shadow(book, "layer", "membership", objects, lambda o: {65: "<</Type/OCMD/OCGs 64 0 R/P/AllOff>>"}, "PDF-53|PDF-54", **direct)


def replaces(book):
    """The same text is drawn another way."""
    font = {FONT: "<</Type/Font/Subtype/TrueType/BaseFont/Made/FirstChar 32/LastChar 33/Widths[500 500]/FontDescriptor 64 0 R>>",
            64: "<</Type/FontDescriptor/FontName/Made/Flags 32/FontBBox[0 0 1 1]/ItalicAngle 0/Ascent 1/Descent 0/CapHeight 1"
                "/StemV 1/FontFile2 65 0 R>>", 65: stream("not a font", "/Length1 10")}
    shadow(book, "replace", "font-descriptor", font, lambda o: {64: swap(o[64], "65 0 R", "86 0 R"), 86: stream("other", "/Length1 5")},
           "PDF-54|PDF-57")
    shadow(book, "replace", "font-file", font, {65: stream("another font", "/Length1 12")}, "PDF-55")
    shadow(book, "replace", "font-widths", font, lambda o: {FONT: swap(o[FONT], "[500 500]", "[900 100]")}, "PDF-54|PDF-57")
    shadow(book, "replace", "font-encoding", {}, lambda o: {FONT: swap(o[FONT], "/Encoding/WinAnsiEncoding", "/Encoding 84 0 R"),
           84: "<</Differences[49/nine]>>"}, "PDF-62|PDF-54|PDF-57")
    shadow(book, "replace", "font-object", {}, lambda o: {FONT: swap(o[FONT], "Times-Roman", "ZapfDingbats")}, "PDF-54|PDF-57")
    shadow(book, "replace", "form-resources", {}, lambda o: {FORM: swap(o[FORM], "/F1 6 0 R", "/F1 84 0 R"), 84: o[FONT]}, "PDF-57")
    shadow(book, "replace", "form-default-look", {}, lambda o: {FORM: swap(o[FORM], "/DA(/F1 10 Tf 0 g)", "/DA(/F1 99 Tf 1 g)")}, "PDF-57")
    shadow(book, "replace", "field-value", {}, lambda o: {RECEIVER: swap(o[RECEIVER], "/V(Le Van C)", "/V(Ke Gia Mao)"),
           RECEIVER_LOOK: base.look("Ke Gia Mao")}, "PDF-57")
    shadow(book, "replace", "field-look-only", {}, lambda o: {RECEIVER: swap(o[RECEIVER], "10 0 R", "84 0 R"), 84: base.look("Ke Gia Mao")},
           "PDF-57")
    shadow(book, "replace", "field-other-value-drawn", {RECEIVER_LOOK: base.look("Tran D")},
           lambda o: {RECEIVER_LOOK: base.look("Le Van C")}, "PDF-57|PDF-55")
    shadow(book, "replace", "rich-value", {RECEIVER: "<<%s/FT/Tx/Ff 33554432/T(Receiver)/V(a)/RV(a)/DA(/F1 10 Tf)/P 3 0 R/F 4/Rect"
                                                    "[60 600 210 620]/AP<</N 10 0 R>>>>" % base.WIDGET},
           lambda o: {RECEIVER: swap(o[RECEIVER], "/RV(a)", "/RV(<b>950</b>)")}, "PDF-57")
    shadow(book, "replace", "choice", {NOTE: "<<%s/FT/Ch/T(Note)/Opt[(150)(950)]/V(150)/I[0]/DA(/F1 10 Tf)/P 3 0 R/F 4/Rect"
                                             "[60 660 400 700]/AP<</N 10 0 R>>>>" % base.WIDGET},
           lambda o: {NOTE: swap(o[NOTE], "/V(150)/I[0]", "/V(950)/I[1]")}, "PDF-57")
    shadow(book, "replace", "choice-options", {NOTE: "<<%s/FT/Ch/T(Note)/Opt[(150)(950)]/V(150)/I[0]/DA(/F1 10 Tf)/P 3 0 R/F 4/Rect"
                                                     "[60 660 400 700]/AP<</N 10 0 R>>>>" % base.WIDGET},
           lambda o: {NOTE: swap(o[NOTE], "[(150)(950)]", "[(950)(150)]")}, "PDF-57")
    shadow(book, "replace", "tick-off", {AGREE: "<<%s/FT/Btn/T(Agree)/V/Yes/AS/Yes/P 3 0 R/F 4/Rect[60 540 70 550]/AP<</N<</Yes 15 0 R"
                                                "/Off 16 0 R>>>>>>" % base.WIDGET},
           lambda o: {AGREE: swap(o[AGREE], "/V/Yes/AS/Yes", "/V/Off/AS/Off")}, "PDF-57")
    shadow(book, "replace", "alternate-image", {LOGO: stream(bytes(48), "/Type/XObject/Subtype/Image/Width 4/Height 4/ColorSpace"
                                                            "/DeviceRGB/BitsPerComponent 8/Alternates[<</Image 64 0 R/DefaultForPrinting "
                                                            "false>>]"), 64: COVER},
           lambda o: {LOGO: swap(o[LOGO], "false", "true")}, "PDF-54")


def hides_and_replaces(book):
    """The second document is inside already, and an update shows it."""
    second = {64: "<</Type/Pages/Kids[65 0 R]/Count 1/MediaBox[0 0 595 842]>>",
              65: "<</Type/Page/Parent 64 0 R/Resources<<%s>>/Contents 66 0 R>>" % base.FONTS, 66: stream(FORGED_TEXT)}
    shadow(book, "hide-and-replace", "second-tree", second, lambda o: {CATALOG: swap(o[CATALOG], "/Pages 2 0 R", "/Pages 64 0 R")},
           "PDF-54")
    shadow(book, "hide-and-replace", "second-tree-in-place", second, lambda o: {PAGES: o[64], 65: swap(o[65], "64 0 R", "2 0 R")},
           "PDF-54")
    shadow(book, "hide-and-replace", "second-page", second, lambda o: {FIRST: swap(o[FIRST], "/Contents 7 0 R", "/Contents 66 0 R")},
           "PDF-54")
    shadow(book, "hide-and-replace", "second-content", second, lambda o: {CONTENT: o[66]}, "PDF-55")
    root = dict(second) | {67: "<</Type/Catalog/Pages 64 0 R/AcroForm 5 0 R>>"}
    shadow(book, "hide-and-replace", "second-root", root, {"keys": {"trailer": {"Root": "67 0 R"}}}, "PDF-15")
    shadow(book, "hide-and-replace", "second-root-in-place", root, lambda o: {CATALOG: o[67]}, "PDF-53|PDF-54")
    dangling = dict(PAGE_DANGLING)
    for name, (objects, update, rules) in dangling.items():
        shadow(book, "hide-and-replace", name, objects, update, rules)
    # Orphans that an update's cross-references bring to life: no object is written at all.
    for name, number in (("content", CONTENT), ("page", FIRST), ("tree", PAGES)):
        doc = base.decision(finish=False)
        orphan = {CONTENT: stream(FORGED_TEXT), FIRST: swap(doc.pending[FIRST], "7 0 R", "8 0 R"),
                  PAGES: swap(doc.pending[PAGES], "3 0 R 4 0 R", "4 0 R 3 0 R")}[number]
        at = doc.put(number, orphan)
        sign(doc.update(doc.pending), book.keys)
        switched = doc.copy().update({}, entries={number: ("n", at, 0)})
        book.attack("shadow-hide-and-replace", "switched-" + name, switched, {CONTENT: "PDF-55"}.get(number, "PDF-54"))
        covered = doc.copy()
        covered.update({NEW: "<</Nothing true>>"}, entries={number: ("n", at, 0)})
        book.attack("shadow-hide-and-replace", "switched-beside-" + name, covered, {CONTENT: "PDF-55"}.get(number, "PDF-54"))


PAGE_DANGLING = {
    "dangling-content": ({FIRST: page_with(content="[7 0 R 70 0 R]"), 62: COVER}, {70: stream(FORGED_TEXT)}, "PDF-20"),
    "dangling-annotation": ({FIRST: page_with(" 70 0 R"), 62: COVER},
                            {70: "<</Type/Annot/Subtype/FreeText/Rect[60 660 300 690]/AP<</N 10 0 R>>>>"}, "PDF-20"),
    "dangling-form": ({FIRST: page_with(), CONTENT: stream(base.TEXT + " /Over Do")}, {62: COVER}, "PDF-20"),
    "dangling-font": ({FONT: "<</Type/Font/Subtype/Type1/BaseFont/Times-Roman/Encoding 70 0 R>>"},
                      {70: "<</Differences[49/nine]>>"}, "PDF-20"),
    "dangling-field": ({FORM: "<</Fields[9 0 R 13 0 R 14 0 R 19 0 R 23 0 R 70 0 R]/DA(/F1 10 Tf 0 g)>>"},
                       {70: "<</Type/Annot/Subtype/Widget/FT/Sig/T(Late)/Rect[0 0 0 0]>>"}, "PDF-20"),
    "dangling-action": ({LINK: "<</Type/Annot/Subtype/Link/Rect[60 480 200 500]/A 70 0 R>>"},
                        {70: "<</S/JavaScript/JS(app.alert\\(1\\))>>"}, "PDF-20"),
    "dangling-look": ({NOTE: "<<%s/FT/Tx/T(Note)/P 3 0 R/F 4/Rect[60 660 400 700]/AP<</N 70 0 R>>>>" % base.WIDGET},
                      {70: form_xobject("950.000.000")}, "PDF-20"),
    "dangling-second-content": ({LAST: "<<%s/Resources<<%s>>/Contents 70 0 R>>" % (base.PAGE, base.FONTS)},
                                {70: stream(FORGED_TEXT)}, "PDF-20"),
    "null-content": ({FIRST: page_with(content="[7 0 R 70 0 R]"), 62: COVER, 70: "null"}, {70: stream(FORGED_TEXT)},
                     "PDF-20|PDF-62|PDF-54"),
}


def make(book):
    updates(book)
    sealed_changes(book)
    smuggled_elements(book)
    hides(book)
    replaces(book)
    hides_and_replaces(book)
