# SPDX-License-Identifier: Apache-2.0
"""pdf_good.py - honest files of many kinds: none may be refused."""
import hashlib
import os
import re

import pdf_base as base
from pdf_base import AGREE, CATALOG, EMPTY, FIRST, FORM, GROUP_KID, LAST, NOTE, RECEIVER
from pdf_foreign import adopt, find, qpdf, sign_foreign, through
from pdf_shadow import NEW, NEXT
from pdf_tagged import sign_tagged
from pdf_sign import certify, field_mdp, perms, run, sign, value
from pdf_write import STYLES, add_key, drop_key, grow, raw, stream, swap

SEEN = "300 100 450 160"
TIME = "-"  # nothing may stay undecided: the authority of the time-stamps is under the same anchor

KINDS = {
    "plain": {}, "tagged": {"tagged": True}, "deep": {"deep": True}, "rotated": {"rotate": 90}, "upside-down": {"rotate": 180},
    "cropped": {"crop": True}, "indirect-resources": {"resources": "indirect"}, "inherited-resources": {"resources": "inherited"},
    "no-resources": {"resources": "none"}, "indirect-annotations": {"annotations": "indirect"}, "no-annotations": {"annotations": "missing"},
    "direct-form": {"form": "direct"}, "no-form": {"form": "none"}, "no-form-no-annotations": {"form": "none", "annotations": "missing"},
    "no-metadata": {"info": False, "metadata": False}, "tagged-deep-rotated": {"tagged": True, "deep": True, "rotate": 270},
    "outlines": {"catalog": "/Outlines<</Type/Outlines/Count 0>>/PageMode/UseOutlines/Lang(vi)"},
    "layers": {"catalog": "/OCProperties<</OCGs[64 0 R]/D<</Order[64 0 R]/ON[64 0 R]>>>>", "objects": {64: "<</Type/OCG/Name(A)>>"}},
    "user-unit": {"page_more": "/UserUnit 2"}, "null-values": {"catalog": "/Outlines null/Names null"},
    "open-destination": {"catalog": "/OpenAction[3 0 R/Fit]"},
    "names": {"catalog": "/Names<</Dests<</Names[(a)[3 0 R/Fit]]>>>>"},
    "structure-shared": {"tagged": True, "annotations": "indirect", "form": "direct", "resources": "inherited"},
}


def official(book, **options):
    return sign(book.plain(**options), book.keys)


# --- every kind of document, in every style, signed up to three times ---------------------------------------------------

# accepts: PDF-40, PDF-34, PDF-35 (kind)
# accepts: PDF-01 (version)
def kinds(book):
    for name, options in KINDS.items():
        for style in STYLES:
            doc = sign(base.decision(style=style, **options), book.keys)
            book.good("kind", "%s-%s-1" % (name, style), doc)
            doc = sign(doc.copy(), book.keys, "department", rect=SEEN)
            book.good("kind", "%s-%s-2" % (name, style), doc)
    for version in ("1.0", "1.1", "1.2", "1.3", "1.4", "1.5", "1.6", "1.7", "2.0"):
        book.good("version", version, sign(sign(base.decision(version), book.keys), book.keys, "department"))
    for first in STYLES:  # updates need not be in the style of the document
        for second in STYLES:
            if first != second:
                doc = sign(base.decision(style=first), book.keys, style=second)
                book.good("mixed", "%s-%s" % (first, second), sign(doc, book.keys, "department", style=first, rect=SEEN))


# accepts: PDF-96, PDF-39 (many)
# accepts: PDF-31, PDF-31b, PDF-36, PDF-44, PDF-95 (way)
def signatures(book):
    for count in (3, 5, 12):
        doc = book.plain()
        for i in range(count):
            sign(doc, book.keys, ("official", "department")[i % 2], rect=SEEN if i % 3 == 0 else None)
        book.good("many", "%d-signatures" % count, doc)
    ways = {
        "filled": dict(fill=EMPTY), "filled-seen": dict(fill=EMPTY, rect=SEEN), "seen": dict(rect=SEEN), "on-last-page": dict(page=LAST),
        "no-page": dict(page=None), "pkcs7": dict(subfilter="adbe.pkcs7.detached", options=()),
        "pkcs7-cades": dict(subfilter="adbe.pkcs7.detached"), "no-attribute-time": dict(more="/Reason(Ban hanh)/Location(Ha Noi)/Name(A)"),
        "prop-build": dict(more="/Prop_Build<</App<</Name/Adobe#20Acrobat/OS[/Win]>>/Filter<</Name/Adobe.PPKLite/R 131104>>>>"),
        "no-filter": dict(filter_text="/SubFilter/ETSI.CAdES.detached"), "ppkms": dict(filter_text="/Filter/Adobe.PPKMS/SubFilter/"
                                                                                      "adbe.pkcs7.detached"),
        "large-hole": dict(hole=20000), "utf16-name": dict(name="\xfe\xff\0C\0h\0\xfd"), "dictionary-order": dict(more="/ContactInfo(a)/R 0/V 0"),
        "key-id": dict(options=("-cades", "-keyid")), "sha512": dict(options=("-cades", "-md", "sha512")), "ber": dict(options=("-cades", "ber")),
        "annotation-name": dict(field_more="/NM(a)/M(D:20261124150000Z)/BS<</W 0>>/MK<<>>/DA(/F1 0 Tf)"),
    }
    for name, options in ways.items():
        for who in ("official", "department"):
            doc = sign(book.plain(), book.keys, who, **options)
            book.good("way", "%s-%s" % (name, who), doc)
        doc = book.signed()
        book.good("way", "second-" + name, sign(doc, book.keys, "department", **options))


# --- what may follow ----------------------------------------------------------------------------------------------------

def dss(doc, more="", number=NEW):
    """The certificate of the authority and its list, as long-term validation wants them."""
    return add_key(doc.object[CATALOG], "/DSS %d 0 R%s" % (number, more))


def validation_data(book, doc, vri=False, direct=False, extensions=False):
    with open(os.path.join(book.keys.pki, "issuing.crl"), "rb") as f:
        crl = f.read()
    extra = "/Extensions<</ESIC<</BaseVersion/1.7/ExtensionLevel 1>>>>" if extensions else ""
    n = doc.new_number(10)
    text = "<</Type/DSS/Certs[%d 0 R]/CRLs[%d 0 R]" % (n + 1, n + 2)
    if vri:
        hole, after = doc.gap
        digest = hashlib.sha1(bytes.fromhex(bytes(doc.data[hole + 1 : after - 1]).decode()).rstrip(b"\0")).hexdigest().upper()
        text += "/VRI<</%s<</Type/VRI/Cert[%d 0 R]/CRL[%d 0 R]/TU(D:20261124150000Z)>>>>" % (digest, n + 1, n + 2)
    objects = {n + 1: stream(run("openssl", "x509", "-in", os.path.join(book.keys.pki, "issuing.pem"), "-outform", "DER"), pack=True),
               n + 2: stream(crl, pack=True)}
    old = re.search(rb"/DSS (\d+) 0 R", doc.object[CATALOG])
    if old:
        doc.update(objects | {int(old.group(1)): text + ">>"})
    elif direct:
        doc.update(objects | {CATALOG: add_key(doc.object[CATALOG], "/DSS%s>>%s" % (text, extra))})
    else:
        doc.update(objects | {n: text + ">>", CATALOG: add_key(doc.object[CATALOG], "/DSS %d 0 R%s" % (n, extra))})
    return doc


# accepts: PDF-51, PDF-59, PDF-73 (store)
# accepts: PDF-59, PDF-59b, PDF-60 (store)
# accepts: TSP-06 (time-stamp)
def long_term(book):
    for style in STYLES:
        for name, options in {"dss": {}, "vri": {"vri": True}, "direct": {"direct": True}, "extensions": {"extensions": True}}.items():
            doc = validation_data(book, book.sealed(style=style), **options)
            book.good("store", "%s-%s" % (style, name), doc)
            stamped = sign(doc.copy(), book.keys, "tsa")
            book.good("time-stamp", "%s-%s" % (style, name), stamped, TIME)
    doc = sign(validation_data(book, book.sealed()), book.keys, "tsa")
    doc = sign(validation_data(book, doc), book.keys, "tsa")
    book.good("time-stamp", "renewed", doc, TIME)
    book.good("time-stamp", "alone", sign(book.plain(), book.keys, "tsa"), TIME)
    book.good("time-stamp", "then-signed", sign(sign(book.plain(), book.keys, "tsa"), book.keys), TIME)
    book.good("time-stamp", "no-page", sign(book.signed(), book.keys, "tsa", page=None), TIME)
    for p in (1, 2, 3):
        doc = sign(book.plain(), book.keys, more=certify(p), catalog_more=perms())
        doc = validation_data(book, doc, vri=True)
        book.good("store", "certified-%d" % p, doc)
        book.good("time-stamp", "certified-%d" % p, sign(doc, book.keys, "tsa"), TIME)
    transform, lock = field_mdp("All", p=1)
    doc = sign(book.signed(), book.keys, "department", rect=SEEN, more=transform, field_more=lock)
    doc = validation_data(book, doc)
    book.good("store", "locked", doc)
    book.good("time-stamp", "locked", sign(doc, book.keys, "tsa"), TIME)
    stored = sign(base.decision(catalog="/DSS<</Certs[65 0 R]>>", objects={65: stream("x")}), book.keys)
    book.good("store", "there-before", stored)
    grown = add_key(swap(stored.object[CATALOG], "[65 0 R]", "[65 0 R 66 0 R]"), "")
    n = stored.new_number(4)
    book.good("store", "grown", stored.copy().update({CATALOG: swap(grown, "66 0 R", "%d 0 R" % n), n: stream("y")}))


def fill(doc, number, text, look=True):
    n = doc.new_number(3)
    return doc.update({number: add_key(doc.object[number], "/V(%s)%s" % (text, "/AP<</N %d 0 R>>" % n if look else "")),
                       n: base.look(text)})


def tick(doc):
    return doc.update({AGREE: swap(doc.object[AGREE], "/V/Off/AS/Off", "/V/Yes/AS/Yes")})


def refill(doc):
    return doc.update({RECEIVER: swap(doc.object[RECEIVER], "Le Van C", "Tran D"), base.RECEIVER_LOOK: base.look("Tran D")})


FILLINGS = {"text": lambda d: fill(d, NOTE, "Da nhan"), "text-without-look": lambda d: fill(d, NOTE, "Da nhan", False), "tick": tick,
            "below-a-group": lambda d: fill(d, GROUP_KID, "Da nhan"), "text-and-tick": lambda d: tick(fill(d, NOTE, "Da nhan"))}


# accepts: PDF-57, PDF-57b (form)
# accepts: PDF-43, PDF-70, PDF-71, PDF-72, PDF-73 (certified)
# refuses: PDF-57b (filled-by-nobody)
def forms(book):
    for style in STYLES:
        for name, change in FILLINGS.items():
            doc = change(book.signed(style=style))
            book.attack("filled-by-nobody", "%s-%s" % (style, name), doc, "PDF-57b", "INDETERMINATE")
            book.good("form", "%s-%s-signed" % (style, name), sign(doc.copy(), book.keys, "department", rect=SEEN))
    for p in (2, 3):
        for name, change in (FILLINGS | {"again": refill}).items():
            doc = sign(book.plain(), book.keys, more=certify(p), catalog_more=perms())
            book.good("certified", "%d-%s" % (p, name), change(doc))
        doc = sign(book.plain(), book.keys, more=certify(p), catalog_more=perms())
        book.good("certified", "%d-alone" % p, doc.copy())
        book.good("certified", "%d-signature" % p, sign(doc.copy(), book.keys, "department"))
        book.good("certified", "%d-filled-signature" % p, sign(doc.copy(), book.keys, "department", fill=EMPTY))
        book.good("certified", "%d-filled-seen" % p, sign(doc.copy(), book.keys, "department", fill=EMPTY, rect=SEEN))
        book.good("certified", "%d-filled-then-signed" % p, sign(tick(doc.copy()), book.keys, "department", fill=EMPTY, rect=SEEN))
    book.good("certified", "1-alone", sign(book.plain(), book.keys, more=certify(1), catalog_more=perms()))
    book.good("certified", "seen", sign(book.plain(), book.keys, more=certify(2), catalog_more=perms(), rect=SEEN))
    book.good("certified", "no-level", sign(book.plain(), book.keys, catalog_more=perms(),
                                            more=certify(2).replace("/P 2", "")))
    book.good("certified", "digest-of-old", sign(book.plain(), book.keys, catalog_more=perms(), more=certify(2).replace(
        "/Data 1 0 R", "/Data 1 0 R/DigestMethod/MD5/DigestValue<00>/DigestLocation[0 0]")))
    locks(book)


# accepts: PDF-74 (lock)
# accepts: PDF-51, PDF-74 (lock)
def locks(book):
    for name, action, names, change in (
            ("include-other", "Include", ("Receiver",), FILLINGS["text"]), ("include-prefix", "Include", ("No",), FILLINGS["text"]),
            ("include-longer", "Include", ("Note1",), FILLINGS["text"]), ("include-nothing", "Include", (), FILLINGS["text"]),
            ("exclude-it", "Exclude", ("Note", "Signature2"), FILLINGS["text"]),
            ("exclude-group", "Exclude", ("Group", "Signature2"), FILLINGS["below-a-group"]),
            ("exclude-below", "Exclude", ("Group.Line", "Signature2"), FILLINGS["below-a-group"]), ("exclude-both", "Exclude", ("Note", "Agree",
                                                                                                                  "Signature2"),
                                                                                      FILLINGS["text-and-tick"])):
        transform, lock = field_mdp(action, names)
        for where, options in (("both", dict(more=transform, field_more=lock)), ("lock", dict(field_more=lock)),
                               ("transform", dict(more=transform))):
            doc = change(sign(book.plain(), book.keys, **options))
            book.attack("filled-by-nobody", "lock-%s-%s" % (name, where), doc, "PDF-57b", "INDETERMINATE")
            book.good("lock", "%s-%s" % (name, where), sign(doc, book.keys, "department", rect=SEEN))
    transform, lock = field_mdp("Include", ("Signature10",))
    doc = sign(book.plain(), book.keys, more=transform, field_more=lock)
    book.good("lock", "signature-1-of-10", sign(doc, book.keys, "department", name="Signature100"))
    transform, lock = field_mdp("All", p=1)
    book.good("lock", "final-seal", sign(book.signed(), book.keys, "department", rect=SEEN, more=transform, field_more=lock))
    # An empty field that says what will be locked when it is signed, as word processors make them
    doc = base.decision(objects={EMPTY: "<<%s/FT/Sig/T(Approval)/P 3 0 R/F 4/Rect[%s]/Lock 64 0 R/SV<</Type/SV>>>>" % (base.WIDGET, SEEN),
                                 64: "<</Type/SigFieldLock/Action/All>>"})
    book.good("lock", "prepared", sign(doc, book.keys, fill=EMPTY, rect=SEEN, more=transform.replace("/P 1", "")))


# accepts: PDF-53, PDF-56, PDF-60 (update)
def other_updates(book):
    """What signing programs do besides: form resources, indirect fields, extensions, information, structure of widgets."""
    def with_form(change):
        def mutate(o, v, f):
            o[FORM] = change(o[FORM])
        return mutate

    for name, options in {
        "default-resources": dict(mutate=with_form(lambda b: swap(b, "/DR<<", "/DR<</Encoding<<>>/XObject<<>>"))),
        "font-added": dict(mutate=with_form(lambda b: swap(b, "/F1 6 0 R", "/F1 6 0 R/Helv 60 0 R")),
                           objects={NEW: "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"}),
        "extensions": dict(catalog_more="/Extensions<</ADBE<</BaseVersion/1.7/ExtensionLevel 8>>>>"),
        "version-raised": dict(catalog_more="/Version/2.0"),
        "information": dict(objects={base.INFO: "<</Title(Quyet dinh 15)/Producer(other)/ModDate(D:20261124150000Z)>>"}),
        "metadata": dict(objects={base.METADATA: stream(base.XMP.replace("begin", "begin "), "/Type/Metadata/Subtype/XML")}),
        "new-id": dict(trailer={"ID": "[<00112233445566778899AABBCCDDEEFF><99112233445566778899AABBCCDDEEFF>]"}),
        "size-with-room": dict(size=200), "object-unchanged": dict(objects={base.CONTENT: None}),
        "orphan": dict(objects={NEW: "<</Nothing true>>"}), "free-unused": dict(free=(200,)),
    }.items():
        for who, start in (("department", book.signed()), ("official", book.plain())):
            again = dict(options)
            if name == "object-unchanged":
                again["objects"] = {base.CONTENT: start.object[base.CONTENT]}
            if name == "information" and who == "official":
                continue
            book.good("update", "%s-%s" % (name, who), sign(start, book.keys, who, rect=SEEN, **again))
    # The array of fields gets an object of its own
    doc = book.signed()
    listed = re.search(rb"/Fields(\[[^\]]*\])", doc.object[FORM]).group(1)

    def fields_apart(o, v, f):
        o[FORM] = re.sub(rb"/Fields\[[^\]]*\]", b"/Fields 60 0 R", doc.object[FORM])
        o[NEW] = listed[:-1] + b" %d 0 R]" % f
    book.good("update", "fields-indirect", sign(doc, book.keys, "department", mutate=fields_apart))
    doc = book.signed(form="direct")

    def form_apart(o, v, f):
        text = o[CATALOG]
        start = text.index(b"/AcroForm<<")
        depth, at = 0, start + 9
        while True:
            if text[at : at + 2] == b"<<":
                depth, at = depth + 1, at + 2
            elif text[at : at + 2] == b">>":
                depth, at = depth - 1, at + 2
                if depth == 0:
                    break
            else:
                at += 1
        o[NEW] = text[start + 9 : at]
        o[CATALOG] = text[:start] + b"/AcroForm 60 0 R" + text[at:]
    book.good("update", "form-indirect", sign(doc, book.keys, "department", mutate=form_apart))
    doc = book.signed()

    def annotations_apart(o, v, f):
        body = o[FIRST]
        found = re.search(rb"/Annots(\[[^\]]*\])", body)
        o[NEW] = found.group(1)
        o[FIRST] = body[: found.start()] + b"/Annots 60 0 R" + body[found.end() :]
    book.good("update", "annotations-indirect", sign(doc, book.keys, "department", mutate=annotations_apart))
    # The widget below its field
    for who, start in (("official", book.plain()), ("department", book.signed())):
        def below(o, v, f):
            o[f] = raw("<</FT/Sig/T(Apart)/V %d 0 R/Kids[60 0 R]>>" % v)
            o[NEW] = raw("<<%s/Parent %d 0 R/F 132/P 3 0 R/Rect[%s]>>" % (base.WIDGET, f, SEEN))
            o[FIRST] = re.sub(rb" %d 0 R\]" % f, b" 60 0 R]", o[FIRST])
        book.good("update", "widget-below-" + who, sign(start, book.keys, who, mutate=below))
    tagged_widgets(book)


# accepts: PDF-61 (tagged)
def tagged_widgets(book):
    """A signing program that tags its widget: an element more, and the widget among the parents."""
    for name, options in {
        "form": {}, "annotation": {"kind": "Annot"}, "described": {"more": "/Alt(Chu ky)/T(a)/Lang(vi)"}, "one-kid-before": {"single": True},
        "kid-in-an-array": {"kid": "[<</Type/OBJR/Obj %d 0 R/Pg 3 0 R>>]"}, "number-later": {"number": 7}, "below-an-element": {"below": True},
        "tree-of-kids": {"kids": True},
    }.items():
        book.good("tagged", name, sign_tagged(book, **options))


# --- files of other programs --------------------------------------------------------------------------------------------

def others(book):
    source = book.plain().bytes()
    tagged = book.plain(tagged=True, deep=True).bytes()
    for name, data, options in (
            ("qpdf", source, ()), ("qpdf-linearized", source, ("--linearize",)), ("qpdf-linearized-streams", source, (
                "--linearize", "--object-streams=generate")), ("qpdf-streams", source, ("--object-streams=generate",)),
            ("qpdf-uncompressed", source, ("--qdf",)), ("qpdf-1.3", source, ("--force-version=1.3", "--object-streams=disable")),
            ("qpdf-tagged", tagged, ()), ("qpdf-tagged-linearized", tagged, ("--linearize",)),
            ("qpdf-normalized", source, ("--normalize-content=y",)), ("qpdf-newline", source, ("--newline-before-endstream",))):
        made = qpdf(book, data, *options)
        for count in (1, 2, 3):
            doc = adopt(made)
            try:
                for i in range(count):
                    sign_foreign(book, doc, ("official", "department", "official")[i], rect=SEEN if i == 1 else None,
                                 font="%d 0 R" % find(doc, r"/BaseFont"))
            except StopIteration:
                break  # what we need is in an object stream
            book.good("other", "%s-%d" % (name, count), doc)
            if count == 2 and name in ("qpdf", "qpdf-linearized"):
                acrobat = dict(subfilter="adbe.pkcs7.detached", options=(), more="/Prop_Build<</App<</Name/Adobe#20Acrobat>>>>")
                book.good("other", "acrobat-like-" + name, sign_foreign(book, adopt(made), **acrobat))
    database(book)


def database(book):
    """pdfsig signs with the key of the department, from a database that we make for it."""
    folder = os.path.join(book.keys.folder, "nss")
    os.makedirs(folder)
    name = "sql:" + folder
    run("openssl", "pkcs12", "-export", "-inkey", book.keys.path("official.key"), "-in", book.keys.path("official.pem"), "-certfile",
        os.path.join(book.keys.pki, "issuing.pem"), "-name", "signer", "-passout", "pass:", "-out", book.keys.path("signer.p12"))
    run("certutil", "-N", "-d", name, "--empty-password")
    run("certutil", "-A", "-d", name, "-n", "root", "-t", "CT,C,C", "-i", os.path.join(book.keys.pki, "root.pem"))
    run("pk12util", "-i", book.keys.path("signer.p12"), "-d", name, "-W", "", "-K", "")
    for kind, options in (("plain", {}), ("tagged", {"tagged": True}), ("stream", {"style": "stream"}), ("deep", {"deep": True}),
                          ("no-form", {"form": "none"}), ("packed", {"style": "packed"})):
        signed = through(book, book.plain(**options).bytes(), ["pdfsig", "-nssdir", name, "-nss-pwd", "", "-add-signature", "-nick",
                                                               "signer", "-digest", "SHA256", "IN", "OUT"])
        book.good("other", "pdfsig-" + kind, signed)


def make(book):
    kinds(book)
    signatures(book)
    long_term(book)
    forms(book)
    other_updates(book)
    others(book)
