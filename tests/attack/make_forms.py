#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""make_forms.py STATE FOLDER - documents whose signature fields wait for a signature, and documents that somebody else has
certified or locked (the keys land in FOLDER/keys): what tests/service/form_test.sh signs. Run it from the top of the tree.
"""
import base64
import os
import sys

sys.dont_write_bytecode = True  # the tree stays as it is
import pdf_base as base
from pdf_base import EMPTY, FIRST, FORM, WIDGET
from pdf_sign import Keys, certify, field_mdp, perms, sign
from pdf_write import stream, swap

BOX = "300 100 450 160"
FIELD = "<<%s/FT/Sig/T(Approval)/P 3 0 R/F 4/Rect[%s]%%s>>" % (WIDGET, BOX)


def decision(more="", field=None, objects=None, **options):
    """With the field "Approval", of which `more` says more; or with another one in its place."""
    changed = {EMPTY: field or FIELD % more}
    changed.update(objects or {})
    return base.decision(objects=changed, **options)


def two_fields(first="", second="", objects=None):
    """"Approval", and "Seal" below it."""
    seal = (FIELD % second).replace("(Approval)", "(Seal)").replace(BOX, "300 20 450 80")
    doc = decision(first, objects={60: seal, **(objects or {})}, finish=False)
    for number in (FORM, FIRST):
        doc.pending[number] = swap(doc.pending[number], "19 0 R", "19 0 R 60 0 R")
    return doc.update(doc.pending)


def nested(depth, more="", kind="merged"):
    """Level1.Level2. ... .Approval: its own widget, or with one below it."""
    levels = list(range(60, 60 + depth))
    objects = {}
    for i, number in enumerate(levels):
        parent = "/Parent %d 0 R" % levels[i - 1] if i > 0 else ""
        objects[number] = "<</T(Level%d)/FT/Sig%s/Kids[%d 0 R]>>" % (i + 1, parent, (levels + [EMPTY])[i + 1])
    above = "/Parent %d 0 R" % levels[-1] if levels else "/FT/Sig"
    place = "/P 3 0 R/F 4/Rect[%s]" % BOX
    if kind == "merged":
        field = "<<%s/T(Approval)%s%s%s>>" % (WIDGET, place, above, more)
    else:
        field = "<</T(Approval)/Kids[90 0 R]%s%s>>" % (above, more)
        objects[90] = "<<%s/Parent %d 0 R%s>>" % (WIDGET, EMPTY, place)
    doc = decision(field=field, objects=objects, finish=False)
    doc.pending[FORM] = swap(doc.pending[FORM], "19 0 R", "%d 0 R" % (levels + [EMPTY])[0])
    if kind != "merged":
        doc.pending[FIRST] = swap(doc.pending[FIRST], "19 0 R", "90 0 R")
    return doc.update(doc.pending)


def empty_fields():
    here = stream("0.9 g 0 0 150 60 re f", "/Type/XObject/Subtype/Form/BBox[0 0 150 60]")
    yield "plain", decision()
    for style in ("stream", "packed", "hybrid"):
        yield style, decision(style=style)
    yield "two", two_fields()
    yield "direct-form", decision(form="direct")
    yield "indirect-annotations", decision(annotations="indirect")
    for rotate in (90, 180, 270):
        yield "rotated-%d" % rotate, decision(rotate=rotate)
    yield "cropped", decision(crop=True)
    yield "tagged", decision(tagged=True)
    yield "old", decision(version="1.3")
    yield "zero", decision(field=(FIELD % "").replace(BOX, "0 0 0 0"))
    yield "outside", decision(field=(FIELD % "").replace(BOX, "5000 5000 5200 5100"))
    yield "hidden", decision(field=(FIELD % "").replace("/F 4", "/F 6"))
    yield "null-value", decision("/V null")
    yield "flags", decision("/SV null/Lock null/TU(Phe duyet)/MK<</BC[0 0 1]/CA(Ky o day)>>/DA(/F1 0 Tf)/Q 1/NM(a)/Border[0 0 1]")
    yield "drawn", decision("/AP<</N 60 0 R>>", objects={60: here})
    yield "states", decision("/AP<</N<</On 60 0 R>>>>/AS/On", objects={60: here})
    yield "indirect-flags", decision(field=(FIELD % "").replace("/F 4", "/F 60 0 R"), objects={60: "4"})
    for depth in (1, 2, 5):
        yield "nested-%d" % depth, nested(depth)
    yield "kid", nested(0, kind="kid")
    yield "nested-kid", nested(2, kind="kid")
    yield "unicode", decision(field=(FIELD % "").replace("(Approval)", "<FEFF0050006800EA00200064007500791EC70074>"))


def refused_fields():
    yield "signed", decision("/V 60 0 R", objects={60: "<</Type/Sig/Filter/Adobe.PPKLite>>"})
    yield "read-only", decision("/Ff 1")
    yield "text", decision(field=(FIELD % "").replace("/FT/Sig", "/FT/Tx"))
    yield "twice", decision(field="<</T(Approval)/FT/Sig/Kids[60 0 R 61 0 R]>>", objects={
        60: "<<%s/Parent 19 0 R/P 3 0 R/Rect[%s]>>" % (WIDGET, BOX), 61: "<<%s/Parent 19 0 R/P 3 0 R/Rect[0 0 9 9]>>" % WIDGET})
    yield "nowhere", decision(field="<</T(Approval)/FT/Sig>>")
    yield "user-unit", decision(page_more="/UserUnit 2")


LOCKS = {
    "all": "/Action/All", "all-1": "/Action/All/P 1", "all-2": "/Action/All/P 2", "include": "/Action/Include/Fields[(Note)(Group)]",
    "include-1": "/Action/Include/Fields[(Note)]/P 1", "exclude": "/Action/Exclude/Fields[(Seal)]",
    "exclude-3": "/Action/Exclude/Fields[<FEFF005300650061006C>]/P 3", "indirect": "/Action 61 0 R/Fields[62 0 R]",
    "bad-action": "/Action/Some", "no-fields": "/Action/Include", "bad-names": "/Action/Include/Fields[/Note]", "bad-level": "/Action/All/P 4",
}


def locks():
    for name, lock in LOCKS.items():
        yield "lock-" + name, two_fields("/Lock<</Type/SigFieldLock%s>>" % lock, objects={61: "/Include", 62: "(Note)"})


def hexed(path):
    """A certificate as a string."""
    with open(path, encoding="ascii") as f:
        body = "".join(line for line in f.read().split("-----BEGIN CERTIFICATE-----")[1].split("-----END")[0].split())
    return "<%s>" % base64.b64decode(body).hex()


def seeds(state):
    """Seed values: name, /SV. Those whose name begins with "must" cannot be honoured."""
    pki = os.path.join(state, "pki")
    official, issuing, root = (hexed(os.path.join(pki, n + ".pem")) for n in ("official", "issuing", "root"))
    cert = "/Cert<</Type/SVCert%s>>"
    return {
        "nothing": "", "filter": "/Filter/Adobe.PPKLite/Ff 1", "must-filter": "/Filter/Entrust.PPKEF/Ff 1", "may-filter": "/Filter/Adobe.PPKMS",
        "subfilter": "/SubFilter[/adbe.pkcs7.detached/ETSI.CAdES.detached]/Ff 2", "must-subfilter": "/SubFilter[/adbe.pkcs7.detached]/Ff 2",
        "may-subfilter": "/SubFilter[/adbe.pkcs7.detached]", "must-subfilter-malformed": "/SubFilter 3/Ff 2",
        "version": "/V 2/Ff 4", "must-version": "/V 4/Ff 4", "digest": "/DigestMethod[(SHA1)(SHA256)]/Ff 64",
        "digest-384": "/DigestMethod[(SHA384)(SHA1)]/Ff 64", "digest-name": "/DigestMethod[/SHA512]/Ff 64",
        "must-digest": "/DigestMethod[(SHA1)(RIPEMD160)]/Ff 64", "may-digest": "/DigestMethod[(SHA1)]",
        "may-reasons": "/Reasons[(Ban hanh)(Xac nhan)]", "must-reasons": "/Reasons[(Ban hanh)]/Ff 8", "no-reason": "/Reasons[(.)]/Ff 8",
        "may-attestation": "/LegalAttestation[(No hidden behaviour)]", "must-attestation": "/LegalAttestation[(No hidden behaviour)]/Ff 16",
        "may-revocation": "/AddRevInfo true", "must-revocation": "/AddRevInfo true/Ff 32", "no-revocation": "/AddRevInfo false/Ff 32",
        "may-lock": "/LockDocument/true", "must-lock": "/LockDocument/true/Ff 128", "lock-auto": "/LockDocument/auto/Ff 128",
        "may-appearance": "/AppearanceFilter(Logo)", "must-appearance": "/AppearanceFilter(Logo)/Ff 256",
        "mdp-0": "/MDP<</P 0>>", "mdp-1": "/MDP<</P 1>>", "mdp-2": "/MDP<</P 2>>", "mdp-3": "/MDP<</P 3>>", "must-mdp": "/MDP<</P 7>>",
        "may-timestamp": "/TimeStamp<</URL(http://127.0.0.1:9/tsa)>>", "must-timestamp": "/TimeStamp<</URL(http://127.0.0.1:9/tsa)/Ff 1>>",
        "must-unknown": "/Ff 4096", "may-unknown": "/Whatever 3", "must-flags": "/Ff(x)/Filter/Adobe.PPKMS", "must-malformed-certificate": "/Cert[]",
        "subject": cert % ("/Ff 1/Subject[%s]" % official), "must-subject": cert % ("/Ff 1/Subject[%s]" % issuing),
        "may-subject": cert % ("/Subject[%s]" % issuing),
        "issuer": cert % ("/Ff 2/Issuer[%s]" % issuing), "issuer-above": cert % ("/Ff 2/Issuer[%s]" % root),
        "must-issuer": cert % ("/Ff 2/Issuer[%s]" % official),
        "must-policy": cert % "/Ff 4/OID[(2.999.77)]",
        "name": cert % "/Ff 8/SubjectDN[<</CN(Nobody)>><</C(VN)>>]", "must-name": cert % "/Ff 8/SubjectDN[<</CN(Nobody)/C(VN)>>]",
        "usage": cert % "/Ff 32/KeyUsage[(0000000)(1XXXXXX)]", "must-usage": cert % "/Ff 32/KeyUsage[(XXXXX1)]",
        "url": cert % "/Ff 64/URL(http://127.0.0.1:9/)", "must-url": cert % "/Ff 64/URL(http://127.0.0.1:9/)/URLType/ASSP",
        "may-signature-policy": cert % "/SignaturePolicyOID(2.999.1)",
    }


def certified(keys):
    """By somebody else: "certified-2" and so on; locked by name."""
    for p in (1, 2, 3):
        yield "certified-%d" % p, sign(two_fields(), keys, more=certify(p), catalog_more=perms())
    for name, action, names, p in (("all", "All", (), None), ("include", "Include", ("Seal",), None), ("include-group", "Include", ("Level1",), None),
                                   ("include-other", "Include", ("Note", "Sea", "Seal.Line"), None), ("exclude", "Exclude", ("Seal",), None),
                                   ("exclude-other", "Exclude", ("Note",), None), ("level-1", "Include", ("Note",), 1),
                                   ("level-2", "Include", ("Note",), 2)):
        for where in ("lock", "transform"):
            transform, lock = field_mdp(action, names, p)
            doc = sign(nested(2) if name == "include-group" else two_fields(), keys, more=transform if where == "transform" else "",
                       field_more=lock if where == "lock" else "")
            yield "locked-%s-%s" % (name, where), doc


def write(folder, files):
    os.makedirs(folder, exist_ok=True)
    for name, doc in files:
        with open(os.path.join(folder, name + ".pdf"), "xb") as f:
            f.write(bytes(doc.data))


def main(state, folder):
    write(os.path.join(folder, "empty"), empty_fields())
    write(os.path.join(folder, "refused"), refused_fields())
    write(os.path.join(folder, "lock"), locks())
    write(os.path.join(folder, "seed"), ((name, two_fields("/SV<</Type/SV%s>>" % text)) for name, text in seeds(state).items()))
    write(os.path.join(folder, "certified"), certified(Keys(state, os.path.join(folder, "keys"))))


if __name__ == "__main__":
    main(*sys.argv[1:])
