#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""matrix_kinds.py STATE FOLDER - the kinds of PDF of matrix_test.sh: FOLDER/NAME.pdf each, and FOLDER/kinds.tsv.

A kind is a function below @kind; it returns the file. The row of kinds.tsv, with tabs between the columns ("-": nothing):
  name
  signer       the token that signs
  official     what `seal sign` is told then
  sealer       the token that seals
  seal         what it is told then
  password     of the file, for everybody
  refused      the code with which the official's signing ends, and a regular expression for the reason; "-": it is signed
  pdfsig       what it says of the signatures that are there already, as matrix_table.py shortens it, a word each
  mutool       the same
  qpdf         what `qpdf --check` says of the result: clean, or warnings
  check        functions of matrix_table.py that must hold for the result
STATE is what tests/service/setup.sh made. Run it from the top of the tree.
"""
import os
import re
import subprocess
import sys

sys.dont_write_bytecode = True  # the tree stays as it is
sys.path.insert(0, "tests/attack")
import damage as damages
import pdf_base as base
from pdf_base import CATALOG, EMPTY, FIRST, FORM, LAST, PAGES
from pdf_book import Book
from pdf_odd import word_document
from pdf_sign import Keys, sign
from pdf_write import Doc, add_key, raw, stream, swap

FIXTURES = "tests/fixtures"
NONE = "--no-store"  # no picture
PICTURE = "--image %s/signature.png --place 1,110,200" % FIXTURES
WIDE = "--image %s/signature.png --place 1,110,100" % FIXTURES  # for pages of little height
SEAL = "--image %s/seal.png" % FIXTURES
rows = {}


def kind(name, official=PICTURE, seal=SEAL, refused="-", pdfsig="-", mutool="-", qpdf="clean", check="-", password="-",
         signer="official", sealer="department"):
    """`pdfsig`, `mutool` and `check`: words with spaces between."""
    opens = "" if password == "-" else " --password-file FOLDER/%s.password" % name

    def enter(make):
        rows[name] = (make, (signer, official + opens, sealer, seal + opens, password, refused, pdfsig, mutool, qpdf, check))
        return make
    return enter


def fixture(name):
    with open(os.path.join(FIXTURES, name + ".pdf"), "rb") as f:
        return f.read()


def fixture_kind(name, **options):
    kind(name, **options)(lambda book: fixture(name))


def fixture_kind_named(name, **options):
    kind(name, **options)(lambda book: fixture("decision"))


def decision_kind(name, row=None, **options):
    kind(name, **(row or {}))(lambda book: base.decision(**options))


def qpdf(book, data, *options):
    source, to = (os.path.join(book.folder, n) for n in ("in", "out"))
    with open(source, "wb") as f:
        f.write(data)
    subprocess.run(["qpdf", "--static-id" if "--encrypt" in options else "--deterministic-id", *options, source, to], check=True)
    with open(to, "rb") as f:
        return f.read()


# --- of real producers --------------------------------------------------------------------------------------------------

for fixture_name in ("decision", "decision-object-streams", "decision-linearized", "scan"):
    fixture_kind(fixture_name)
fixture_kind("decision-pdfa2b", check="is_tagged same_version")
fixture_kind("appendix", official=WIDE)
kind("decision-encrypted", refused="1 PDF-06")(lambda book: fixture("decision-encrypted"))

# --- cross-references ---------------------------------------------------------------------------------------------------

for style in ("table", "stream", "packed", "hybrid"):
    decision_kind(style, style=style)
    decision_kind(style + "-tagged", row=dict(check="is_untagged" if style == "hybrid" else "is_tagged"), style=style, tagged=True)


kind("hybrid-word", check="is_untagged")(lambda book: word_document())


def hide(doc, numbers):
    """The document in hybrid style, with these objects in the stream alone."""
    objects = doc.pending
    doc.style = "hybrid"
    return doc.update(objects, packed=numbers)


@kind("hybrid-form")
def hybrid_form(book):
    """Older readers find neither the form nor its fields, nor the annotations of the page."""
    doc = base.decision(annotations="indirect", finish=False)
    doc.pending[FORM] = swap(doc.pending[FORM], "/Fields[9 0 R 13 0 R 14 0 R 19 0 R 23 0 R]", "/Fields 60 0 R")
    doc.pending[60] = "[9 0 R 13 0 R 14 0 R 23 0 R]"  # not the empty one: some peers see it only once others have seen the form
    return hide(doc, [FORM, 60, 25])


@kind("hybrid-updated")
def hybrid_updated(book):
    """A hybrid file, signed by another program in a table, then in a stream."""
    doc = base.decision(style="hybrid", tagged=True)
    return doc.update({base.INFO: "<</Title(a)>>"}, style="table").update({base.INFO: "<</Title(b)>>"}, style="stream")


@kind("hybrid-page", refused="1 PDF-11.*the page")
def hybrid_page(book):
    return hide(base.decision(finish=False), [FIRST])


@kind("hybrid-catalog", refused="1 PDF-11.*the catalog")
def hybrid_catalog(book):
    return hide(base.decision(finish=False), [CATALOG])


for options in ("linearize", "linearize streams", "streams", "qdf"):
    kind("qpdf-" + options.replace(" ", "-"), check="is_tagged")(
        lambda book, words=options.split(): qpdf(book, base.decision(tagged=True).bytes(), *[
            "--object-streams=generate" if w == "streams" else "--" + w for w in words]))


@kind("revisions")
def revisions(book):
    doc = base.decision()
    for i, style in enumerate(("table", "stream", "packed", "table")):
        doc.update({base.INFO: "<</Title(%d)>>" % i}, style=style)
    return doc


@kind("generations")
def generations(book):
    """Objects that were freed, and numbers that came back with another generation."""
    doc = base.decision().update({60: "<<>>", 61: "<<>>"}).update({}, free=[60, 61])
    return doc.update({60: "<<>>"}, generation={60: 1})


@kind("pages-gone", refused="5 page tree")
def pages_gone(book):
    return base.decision().update({CATALOG: "<</Type/Catalog>>"})


@kind("pages-later")
def pages_later(book):
    """A first revision without pages, which nobody signs."""
    doc = base.decision(form="none", annotations="missing", finish=False)
    catalog = doc.pending[CATALOG]
    return doc.update(doc.pending | {CATALOG: "<</Type/Catalog>>"}).update({CATALOG: catalog})


# --- pages --------------------------------------------------------------------------------------------------------------

for turn in (90, 180, 270):
    decision_kind("rotated-%d" % turn, rotate=turn, row=dict(official=WIDE))
decision_kind("cropped", crop=True)
decision_kind("resources-inherited", resources="inherited")
decision_kind("resources-indirect", resources="indirect")
decision_kind("annots-indirect", annotations="indirect")
decision_kind("annots-missing", annotations="missing")
decision_kind("form-direct", form="direct")
decision_kind("form-missing", form="none")
decision_kind("form-annots-missing", form="none", annotations="missing")
decision_kind("user-unit", page_more="/UserUnit 2", row=dict(refused="1 PDF-88"))
decision_kind("user-unit-invisible", page_more="/UserUnit 2", row=dict(official=NONE, seal=NONE))
decision_kind("user-unit-one", page_more="/UserUnit 1.0")


@kind("annots-shared", official="--image %s/signature.png --place 2,110,200" % FIXTURES)
def annots_shared(book):
    """All pages have one array: what is added to it would be seen on each."""
    doc = base.decision(annotations="indirect", finish=False)
    doc.pending[LAST] = add_key(doc.pending[LAST], "/Annots 25 0 R")
    return doc.update(doc.pending)


@kind("annots-fields")
def annots_fields(book):
    """The page's annotations and the form's fields are one array."""
    doc = base.decision(annotations="indirect", finish=False)
    doc.pending[25] = "[9 0 R 13 0 R]"
    doc.pending[FORM] = swap(doc.pending[FORM], "/Fields[9 0 R 13 0 R 14 0 R 19 0 R 23 0 R]", "/Fields 25 0 R")
    return doc.update(doc.pending)


@kind("annots-null")
def annots_null(book):
    return base.decision(annotations="missing", form="none", page_more="/Annots null")


@kind("deep", official=WIDE)
def deep(book):
    """Sixty lists of pages, one within the other; boxes and rotation come from the outermost."""
    doc = base.decision(form="none", annotations="missing", finish=False)
    o = doc.pending
    o[PAGES] = "<</Type/Pages/Kids[101 0 R]/Count 2/MediaBox[0 0 595 842]/CropBox[10 10 585 832]/Rotate 90>>"
    for i in range(101, 160):
        kids = "%d 0 R" % (i + 1) if i < 159 else "3 0 R 4 0 R"
        o[i] = "<</Type/Pages/Parent %d 0 R/Kids[%s]/Count 2>>" % (2 if i == 101 else i - 1, kids)
    for page in (FIRST, LAST):
        o[page] = swap(o[page], "/Parent 2 0 R", "/Parent 159 0 R")
    return doc.update(o)


@kind("offset-boxes")
def offset_boxes(book):
    """Boxes that do not begin at the origin, of reals, their corners in another order, one reaching beyond the other."""
    return base.decision(form="none", annotations="missing", page_more="/MediaBox[595.5 942.25 -100 100]/CropBox[-50. 120 2000 2000]")


# --- versions -----------------------------------------------------------------------------------------------------------

for version in ("1.3", "1.4", "1.5", "1.6", "1.7", "2.0"):
    decision_kind("version-" + version, row=dict(check="is_1_4" if version == "1.3" else "same_version"), version=version)
decision_kind("version-raised", row=dict(check="is_1_4"), version="1.2", catalog="/Version/1.3")
decision_kind("version-enough", row=dict(check="same_version"), version="1.2", catalog="/Version/1.5")
decision_kind("version-invisible", row=dict(official=NONE, seal=NONE, check="same_version"), version="1.3")

# --- archives and structure ---------------------------------------------------------------------------------------------


def archive(part, level="B", intent=True, **options):
    """What makes a PDF/A, fonts aside: nobody looks at those here."""
    xmp = base.XMP.replace("/></x:xmpmeta>", "><rdf:Description rdf:about='' xmlns:pdfaid='http://www.aiim.org/pdfa/ns/id/'>"
                           "<pdfaid:part>%d</pdfaid:part><pdfaid:conformance>%s</pdfaid:conformance></rdf:Description></rdf:RDF></x:xmpmeta>" % (part, level))
    objects = {base.METADATA: stream(xmp, "/Type/Metadata/Subtype/XML"), 70: stream("profile", "/N 3")}
    more = "/OutputIntents[<</Type/OutputIntent/S/GTS_PDFA1/OutputConditionIdentifier(sRGB)/DestOutputProfile 70 0 R>>]" if intent else ""
    return base.decision("1.4" if part == 1 else "1.7", catalog=more, objects=objects, form="none", annotations="missing", **options)


kind("pdfa-1b", check="is_opaque same_version")(lambda book: archive(1))
kind("pdfa-1b-no-intent", check="is_opaque lacks_intent")(lambda book: archive(1, intent=False))
kind("pdfa-2b", check="has_alpha")(lambda book: archive(2))
kind("pdfa-3a", check="is_tagged")(lambda book: archive(3, "A", tagged=True))


def tree(book, kids, parents, more="/ParentTreeNextKey 1"):
    return base.decision(tagged=True, objects={base.TREE: "<</Type/StructTreeRoot/K%s/ParentTree%s%s>>" % (kids, parents, more)} | {
        80: "<</Limits[0 0]/Nums[0[21 0 R]]>>", 81: "[0[21 0 R]]", 82: "[21 0 R]", 83: "<</Nums 81 0 R>>"})


TREES = {"single-kid": (" 21 0 R", "<</Nums[0[21 0 R]]>>"), "kids-array": ("[21 0 R]", "<</Nums[0[21 0 R]]>>"),
         "kids-indirect": (" 82 0 R", "<</Nums 81 0 R>>"), "leaf-indirect": ("[21 0 R]", " 83 0 R"),
         "leaf-below": ("[21 0 R]", "<</Kids[80 0 R]>>"), "no-next-key": ("[21 0 R]", "<</Nums[0[21 0 R]]>>", ""),
         "wrong-next-key": ("[21 0 R]", "<</Nums[0[21 0 R]]>>", "/ParentTreeNextKey 0")}
for tree_name, shape in TREES.items():
    kind("tagged-" + tree_name, check="is_tagged")(lambda book, shape=shape: tree(book, *shape))
kind("tagged-no-parents", check="is_untagged")(lambda book: base.decision(tagged=True, objects={base.TREE: "<</Type/StructTreeRoot/K 21 0 R>>"}))

# --- signed already -----------------------------------------------------------------------------------------------------

SEEN = "300 100 450 160"
PSS = ("-cades", "-keyopt", "rsa_padding_mode:pss", "-keyopt", "rsa_pss_saltlen:digest")


def signed_kind(name, who="official", pdfsig="valid", mutool="edited", **options):
    kind("signed-" + name, pdfsig=pdfsig, mutool=mutool)(lambda book: sign(base.decision(), book.keys, who, **options))


signed_kind("pades", rect=SEEN)
signed_kind("pkcs7", subfilter="adbe.pkcs7.detached", options=(), rect=SEEN)
signed_kind("pss", options=PSS, mutool="digest-error")
signed_kind("ecdsa", who="department")
signed_kind("filled", fill=EMPTY, rect=SEEN)
signed_kind("sha512", options=("-cades", "-md", "sha512"))
signed_kind("ber", subfilter="adbe.pkcs7.detached", options=("ber",))


@kind("signed-hybrid", pdfsig="valid", mutool="edited")
def signed_hybrid(book):
    return sign(base.decision(style="hybrid", tagged=True), book.keys, rect=SEEN)


@kind("signed-thrice", pdfsig="valid valid valid", mutool="edited edited edited")
def signed_thrice(book):
    doc = sign(base.decision(), book.keys, rect=SEEN)
    return sign(sign(doc, book.keys, "department", style="stream"), book.keys)


# --- fields that wait for a signature -----------------------------------------------------------------------------------

FILLED = "--field Approval --image %s/signature.png" % FIXTURES
decision_kind("field", row=dict(official=FILLED, check="fills_approval"))
decision_kind("field-packed", row=dict(official=FILLED, check="fills_approval"), style="packed")
decision_kind("field-rotated", row=dict(official=FILLED, check="fills_approval"), rotate=90)
decision_kind("field-hybrid", row=dict(official=FILLED, check="fills_approval"), style="hybrid")


@kind("field-hidden", official=FILLED, refused="1 PDF-11.*older readers do not find the signature field")
def field_hidden(book):
    return hide(base.decision(finish=False), [EMPTY])


# --- encrypted ----------------------------------------------------------------------------------------------------------


def encrypted(*options, **document):
    return lambda book: qpdf(book, base.decision(**document).bytes(), "--allow-weak-crypto", "--encrypt", *options, "--")


kind("aes-128")(encrypted("", "owner", "128", "--use-aes=y"))
kind("aes-128-password", password="user")(encrypted("user", "owner", "128", "--use-aes=y", tagged=True))
kind("aes-256")(encrypted("", "owner", "256"))
kind("aes-256-password", password="user")(encrypted("user", "owner", "256", style="packed"))
kind("aes-256-r5")(encrypted("", "owner", "256", "--force-R5"))
kind("aes-256-forbids", refused="1 PDF-06.*forbid to add a signature field")(encrypted("", "owner", "256", "--modify=none"))
kind("rc4", refused="1 PDF-06.*RC4")(encrypted("", "owner", "128", "--use-aes=n"))


@kind("aes-128-hybrid")
def aes_128_hybrid(book):
    """Objects whose keys depend on their numbers, in a file where some get another number."""
    source, to = (os.path.join(book.folder, n) for n in ("plain", "hybrid"))
    with open(source, "wb") as f:
        f.write(qpdf(book, fixture("decision"), "--encrypt", "", "owner", "128", "--use-aes=y", "--"))
    subprocess.run(["tests/interop/peer_update.pl", "", source, to, "hybrid"], check=True)
    with open(to, "rb") as f:
        return f.read()


# --- other keys ---------------------------------------------------------------------------------------------------------

for signer, sealer in (("elliptic", "department"), ("official", "elliptic"), ("elliptic", "official")):
    fixture_kind_named("decision-by-%s-and-%s" % (signer, sealer), signer=signer, sealer=sealer)
fixture_kind_named("decision-pss", official=PICTURE + " --pss")
fixture_kind_named("decision-seal-pss", seal=SEAL + " --pss")
fixture_kind_named("decision-sha512", official=PICTURE + " --digest sha512", seal=SEAL + " --digest sha384")

# --- damaged ------------------------------------------------------------------------------------------------------------


def damage(book, how):
    source = base.decision(form="none", annotations="missing").bytes()
    return getattr(damages, how)(source)


for how in ("offset_wrong", "all_wrong", "startxref_wrong", "startxref_beyond", "table_garbled", "length_wrong"):
    name = "damaged-" + how.replace("_", "-")
    kind(name, refused="5 byte [0-9]+")(lambda book, how=how: damage(book, how))
    kind(name + "-repaired", official=PICTURE + " --repair", check="is_repaired")(lambda book, how=how: damage(book, how))

# --- all of them --------------------------------------------------------------------------------------------------------


def main(state, folder):
    book = Book(Keys(state, os.path.join(folder, "keys")), folder)
    with open(os.path.join(folder, "kinds.tsv"), "w", encoding="utf-8") as table:
        for name, (make, columns) in rows.items():
            made = make(book)
            with open(os.path.join(folder, name + ".pdf"), "xb") as f:
                f.write(bytes(made if isinstance(made, (bytes, bytearray)) else made.data))
            if columns[4] != "-":
                with open(os.path.join(folder, name + ".password"), "w", encoding="utf-8") as f:
                    f.write(columns[4] + "\n")
            table.write("\t".join((name, *columns)).replace("FOLDER", folder) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
