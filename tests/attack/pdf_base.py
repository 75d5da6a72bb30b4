# SPDX-License-Identifier: Apache-2.0
"""pdf_base.py - the decision that is signed: two pages, a form, and what kinds of files there are."""
from pdf_write import Doc, stream

TEXT = ("BT /F1 14 Tf 60 760 Td (CONG HOA XA HOI CHU NGHIA VIET NAM) Tj 0 -40 Td (QUYET DINH so 15/QD-UBND) Tj "
        "0 -40 Td (So tien: 150.000.000 dong) Tj 0 -40 Td (Nguoi nhan: Le Van C) Tj ET")
SECOND = "BT /F1 12 Tf 60 760 Td (Noi nhan: Luu VT. PHO GIAM DOC Nguyen Van A) Tj ET"
PAGE = "/Type/Page/Parent 2 0 R"
FONTS = "/Font<</F1 6 0 R>>"
WIDGET = "/Type/Annot/Subtype/Widget"
XMP = ("<?xpacket begin='' id='W5M0MpCehiHzreSzNTczkc9d'?><x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF "
       "xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'/></x:xmpmeta><?xpacket end='w'?>")

CATALOG, PAGES, FIRST, LAST, FORM, FONT, CONTENT, CONTENT2, RECEIVER, RECEIVER_LOOK = range(1, 11)
INFO, METADATA, NOTE, AGREE, TICK, NO_TICK, LOGO, LINK, EMPTY, TREE, ELEMENT, SPARE, GROUP, GROUP_KID = range(11, 25)


def look(text, size="150 20"):
    return stream("/Tx BMC q BT /F1 10 Tf 2 5 Td (%s) Tj ET Q EMC" % text,
                  "/Type/XObject/Subtype/Form/BBox[0 0 %s]/Resources<</Font<</F1 6 0 R>>>>" % size)


def content(text, tagged):
    return stream("/P <</MCID 0>> BDC %s EMC" % text if tagged else text)


def pages(o, *, resources, rotate, crop, deep, tagged, annotations):
    """Two pages below object 2."""
    where = {"direct": "/Resources<<%s/XObject<</Logo 17 0 R>>>>" % FONTS, "indirect": "/Resources 22 0 R",
             "inherited": "", "none": ""}[resources]
    common = "/Resources<<%s/XObject<</Logo 17 0 R>>>>" % FONTS if resources == "inherited" else ""
    extra = ("/Rotate %d" % rotate if rotate else "") + ("/CropBox[20 20 575 822]" if crop else "")
    if resources == "indirect":
        o[SPARE] = "<<%s/XObject<</Logo 17 0 R>>>>" % FONTS
    tag = "/StructParents 0" if tagged else ""
    o[PAGES] = "<</Type/Pages/Kids[3 0 R 4 0 R]/Count 2/MediaBox[0 0 595 842]%s>>" % common
    o[FIRST] = "<<%s%s%s%s/Contents 7 0 R%s>>" % (PAGE, where, extra, tag, annotations)
    o[LAST] = "<<%s%s%s/Contents 8 0 R>>" % (PAGE, where, extra)
    if deep:
        o[PAGES] = "<</Type/Pages/Kids[30 0 R 31 0 R]/Count 2/MediaBox[0 0 595 842]%s>>" % common
        o[30] = "<</Type/Pages/Parent 2 0 R/Kids[32 0 R]/Count 1>>"
        o[31] = "<</Type/Pages/Parent 2 0 R/Kids[4 0 R]/Count 1>>"
        o[32] = "<</Type/Pages/Parent 30 0 R/Kids[3 0 R]/Count 1>>"
        o[FIRST] = o[FIRST].replace("/Parent 2 0 R", "/Parent 32 0 R")
        o[LAST] = o[LAST].replace("/Parent 2 0 R", "/Parent 31 0 R")
    o[CONTENT] = content(TEXT, tagged)
    o[CONTENT2] = stream(SECOND)


def fields(o):
    """A filled text, an empty one, a tick, a group with a text, and a signature field for which nobody has signed."""
    o[RECEIVER] = "<<%s/FT/Tx/T(Receiver)/V(Le Van C)/DA(/F1 10 Tf 0 g)/P 3 0 R/F 4/Rect[60 600 210 620]/AP<</N 10 0 R>>>>" % WIDGET
    o[RECEIVER_LOOK] = look("Le Van C")
    o[NOTE] = "<<%s/FT/Tx/T(Note)/DA(/F1 10 Tf 0 g)/P 3 0 R/F 4/Rect[60 560 210 580]>>" % WIDGET
    o[AGREE] = "<<%s/FT/Btn/T(Agree)/V/Off/AS/Off/P 3 0 R/F 4/Rect[60 540 70 550]/AP<</N<</Yes 15 0 R/Off 16 0 R>>>>>>" % WIDGET
    o[TICK] = look("X", "10 10")
    o[NO_TICK] = stream("", "/Type/XObject/Subtype/Form/BBox[0 0 10 10]")
    o[EMPTY] = "<<%s/FT/Sig/T(Approval)/P 3 0 R/F 4/Rect[300 100 450 160]>>" % WIDGET
    o[GROUP] = "<</T(Group)/FT/Tx/DA(/F1 10 Tf 0 g)/Kids[24 0 R]>>"
    o[GROUP_KID] = "<<%s/Parent 23 0 R/T(Line)/P 3 0 R/F 4/Rect[60 520 210 535]>>" % WIDGET


def structure(o):
    o[TREE] = "<</Type/StructTreeRoot/K 21 0 R/ParentTree<</Nums[0[21 0 R]]>>/ParentTreeNextKey 1>>"
    o[ELEMENT] = "<</Type/StructElem/S/P/P 20 0 R/Pg 3 0 R/K 0/Alt(150.000.000 dong)>>"


def decision(version="1.7", style="table", *, form="indirect", annotations="direct", resources="direct", rotate=0,
             crop=False, deep=False, tagged=False, catalog="", info=True, metadata=True, objects=None, prefix=b"",
             page_more="", finish=True):
    """The unsigned document. form: indirect, direct, or none; annotations: direct, indirect, missing."""
    doc, o = Doc(version, prefix, style), {}
    if form == "none":
        listed, text = "18 0 R", ""
    else:
        listed = "18 0 R 9 0 R 13 0 R 14 0 R 19 0 R 24 0 R"
        inner = "<</Fields[9 0 R 13 0 R 14 0 R 19 0 R 23 0 R]/DR<<%s>>/DA(/F1 10 Tf 0 g)>>" % FONTS
        text = "/AcroForm 5 0 R" if form == "indirect" else "/AcroForm" + inner
        if form == "indirect":
            o[FORM] = inner
        fields(o)
    if annotations == "missing":
        shown = ""
    elif annotations == "indirect":
        shown = "/Annots 25 0 R"
        o[25] = "[%s]" % listed
    else:
        shown = "/Annots[%s]" % listed
    o[LINK] = "<</Type/Annot/Subtype/Link/Rect[60 480 200 500]/Border[0 0 0]/A<</S/URI/URI(http://so.example/)>>>>"
    o[CATALOG] = "<</Type/Catalog/Pages 2 0 R%s%s%s%s>>" % (
        text, "/Metadata 12 0 R" if metadata else "", "/StructTreeRoot 20 0 R/MarkInfo<</Marked true>>" if tagged else "",
        catalog)
    pages(o, resources=resources, rotate=rotate, crop=crop, deep=deep, tagged=tagged, annotations=shown + page_more)
    o[FONT] = "<</Type/Font/Subtype/Type1/BaseFont/Times-Roman/Encoding/WinAnsiEncoding>>"
    o[LOGO] = stream(bytes(range(48)), "/Type/XObject/Subtype/Image/Width 4/Height 4/ColorSpace/DeviceRGB/BitsPerComponent 8")
    if info:
        o[INFO] = "<</Title(Quyet dinh 15)/Producer(tests)>>"
        doc.trailer["Info"] = "11 0 R"
    if metadata:
        o[METADATA] = stream(XMP, "/Type/Metadata/Subtype/XML")
    if tagged:
        structure(o)
    doc.trailer["ID"] = "[<00112233445566778899AABBCCDDEEFF><00112233445566778899AABBCCDDEEFF>]"
    o.update(objects or {})
    doc.pending = {n: o[n] for n in sorted(o) if o[n] is not None}
    return doc.update(doc.pending) if finish else doc
