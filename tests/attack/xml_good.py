# SPDX-License-Identifier: Apache-2.0
"""xml_good.py - what honest producers write in XML, odd as it may be. A case: good(class, name, indication, rules, document)."""

import os
import re
import subprocess

import cms_keys as keys
import xml_sign as x
from cms_good import CURVES, PASSED, Peer
from cms_world import TRUE_NAME, pem, person
from xml_sign import DATA, HERE, RESULT, Signing

INCLUSIVE_11 = "http://www.w3.org/2006/12/xml-c14n11"
FIXTURES = os.path.join(os.path.dirname(__file__), "..", "fixtures")


# accepts: XML-33, XML-34, CMS-07d (algorithms)
def algorithms(w, good):
    for digest in ("sha256", "sha384", "sha512"):
        for bits in (2048, 3072, 4096):
            signer = w.signer(person(TRUE_NAME), keys.rsa_key(bits, "official"))
            good("algorithms", f"rsa {bits} {digest}", PASSED, "-", Signing(RESULT, signer, hash_name=digest).document())
        good("algorithms", f"pss {digest}", PASSED, "-", Signing(RESULT, w.official, hash_name=digest, scheme="pss").document())
        for name, curve in CURVES.items():
            signer = w.signer(person(TRUE_NAME), keys.ec_key(curve, "clerk"))
            good("algorithms", f"{name} {digest}", PASSED, "-", Signing(RESULT, signer, hash_name=digest).document())
        made = Signing(RESULT, w.official)
        good("algorithms", f"content by {digest}", PASSED, "-", Signing(RESULT, w.official, references=[
            made.content_reference("", digest=digest)]).document())
        good("algorithms", f"certificate named by {digest}", PASSED, "-", Signing(RESULT, w.official, properties=x.properties(
            "sig", x.signing_certificate(w.official.certificate, digest=digest))).document())


# accepts: XML-01, XML-02, XML-03, XML-04, XML-06, XML-20, XML-21, XML-22, XML-23, XML-24, XML-25, XML-26 (shapes)
# accepts: XML-27, XML-28, XML-30, XML-31, XML-35, XML-36, XML-37 (shapes)
# accepts: XML-38, XML-39 (shapes)
# refuses: X5-01 (shapes)
# accepts: XML-20, XML-25 (several)
def shapes(w, good):
    official, direct = w.official, w.signer(person(TRUE_NAME), w.official.key, w.root)
    enveloped = Signing(RESULT, official)
    for name, document in {
        "enveloped": enveloped.document(), "by Id": Signing(RESULT, official, uri="#data").document(),
        "signature first": Signing(RESULT.replace(DATA + HERE, HERE + DATA), official).document(),
        "signature deep": Signing(RESULT.replace(HERE, f"<r:signatures><r:authority>{HERE}</r:authority></r:signatures>"), official).document(),
        "signatures left out by xpath": Signing(RESULT, official, references=[enveloped.content_reference(
            "", (x.NO_SIGNATURES, x.EXCLUSIVE))]).document(),
        "declaration": '<?xml version="1.0" encoding="UTF-8"?>\n' + enveloped.document(),
        "declaration, lower case": "<?xml version='1.0' encoding='utf-8' standalone='yes'?>\r\n" + enveloped.document(),
        "byte order mark": "\ufeff" + enveloped.document(), "comment in front": "<!-- a -->" + enveloped.document() + "\n<!-- b -->\n",
        "comment in the data": enveloped.document().replace("<r:amount>", "<!-- 900 --><r:amount>"),
        "comment in a text": enveloped.document().replace("100", "1<!-- 9 -->00"),
        "white space in base64": re.sub("(<ds:SignatureValue[^>]*>)([^<]*)", lambda f: f.group(1) + "\r\n" + "\n ".join(
            f.group(2)[i : i + 76] for i in range(0, len(f.group(2)), 76)) + "\n", enveloped.document()),
        "white space in tags": enveloped.document().replace("<r:amount>", "<r:amount\n >").replace("</r:data>", "</r:data\t>"),
        "single quotes": enveloped.document().replace('Id="data"', "Id='data'"),
        "characters by number": enveloped.document().replace("Nguyễn", "Nguy&#x1EC5;n").replace("100", "1&#48;0"),
        "empty elements": enveloped.document().replace("></ds:DigestMethod>", "/>").replace("></ds:Transform>", "/>"),
        "cdata": enveloped.document().replace("100", "<![CDATA[100]]>"), "another prefix": enveloped.document().replace(
            "ds:", "ds:"), "unsigned beside": Signing(RESULT, official, uri="#data").document().replace(
                "</r:result>", "<r:note>received</r:note></r:result>"),
        "line ends of dos": Signing(RESULT.replace(HERE, f"\n{HERE}\n"), official).document().replace("\n", "\r\n"),
        "plain": Signing(RESULT, direct, xades=False).document(),
        "plain by Id": Signing(RESULT, direct, xades=False, uri="#data").document(),
        "plain with its chain": Signing(RESULT, official, xades=False, key_info=x.x509(
            official.certificate, w.issuing.certificate)).document(),
        "plain with its chain and the root, in another order": Signing(RESULT, official, xades=False, key_info=x.x509(
            w.root.certificate, w.issuing.certificate, official.certificate)).document(),
        "plain with names": Signing(RESULT, direct, xades=False, key_info=x.x509(direct.certificate).replace(
            "<ds:X509Data>", "<ds:KeyName>a</ds:KeyName><ds:X509Data><ds:X509SubjectName>CN=a</ds:X509SubjectName>")).document(),
        "names the whole chain": Signing(RESULT, official, properties=x.properties(
            "sig", x.signing_certificate(official.certificate, w.issuing.certificate))).document(),
        "older signing-certificate": Signing(RESULT, official, properties=x.properties("sig", x.signing_certificate(
            official.certificate, element="SigningCertificate"))).document(),
        "no signing time": Signing(RESULT, official, properties=x.properties(
            "sig", x.signing_certificate(official.certificate), time="")).document(),
        "certificate values": Signing(RESULT, official, unsigned=(
            "<xades:UnsignedProperties><xades:UnsignedSignatureProperties><xades:CertificateValues>"
            f"<xades:EncapsulatedX509Certificate>{x.b64(w.root.certificate.der)}</xades:EncapsulatedX509Certificate>"
            "</xades:CertificateValues></xades:UnsignedSignatureProperties></xades:UnsignedProperties>")).document(),
        "certificates in another order": Signing(RESULT, official, key_info=x.x509(w.issuing.certificate, official.certificate)).document(),
        "root among the certificates": Signing(RESULT, official, key_info=x.x509(
            official.certificate, w.issuing.certificate, w.root.certificate)).document(),
    }.items():
        good("shapes", name, PASSED, "-", document)
    no_chain = Signing(RESULT, official, key_info=x.x509(official.certificate)).document()
    good("shapes", "no chain", "INDETERMINATE", "X5-01", no_chain)
    both = {"references": [enveloped.content_reference("", (x.NO_SIGNATURES, x.EXCLUSIVE))]}
    good("several", "two, each leaving signatures out", PASSED, "-", RESULT.replace(
        HERE, Signing(RESULT, official, "one", **both).text() + Signing(RESULT, w.clerk, "two", **both).text()))
    good("several", "two by Id", PASSED, "-", RESULT.replace(HERE, Signing(RESULT, official, "one", uri="#data").text() + Signing(
        RESULT, w.clerk, "two", uri="#data").text()))
    records = f"<r:result {x.RESULT_NAMESPACES}>" + "".join(
        f'<r:record Id="record{i}"><r:amount>{i}</r:amount></r:record>' for i in range(4)) + f"{HERE}</r:result>"
    good("several", "four records, a signature each", PASSED, "-", records.replace(HERE, "".join(
        Signing(records, official, f"s{i}", uri=f"#record{i}").text() for i in range(4))))


class XmlPeer(Peer):
    """xmlsec1 fills a template in."""

    def fill(self, signer, template):
        self.path("signer.pem", pem(signer.certificate.der))
        key = self.key("key.pem", signer.key)
        subprocess.run(["xmlsec1", "--sign", "--privkey-pem", f"{key},{self.path('signer.pem')}", "--id-attr:Id", "DLBLai",
                        "--id-attr:Id", f"{x.DS}:Object", "--id-attr:Id", f"{x.XADES}:SignedProperties", "--output",
                        self.path("signed.xml"), self.path("template.xml", template)],
                       check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        with open(self.path("signed.xml"), encoding="utf-8") as f:
            return f.read()


def template(reference, c14n, method, objects=""):
    return (f'<ds:Signature xmlns:ds="{x.DS}" Id="peer"><ds:SignedInfo><ds:CanonicalizationMethod Algorithm="{c14n}"/>'
            f'<ds:SignatureMethod Algorithm="{method}"/>{reference}</ds:SignedInfo><ds:SignatureValue/>'
            f"<ds:KeyInfo><ds:X509Data/></ds:KeyInfo>{objects}</ds:Signature>")


def empty_reference(uri, transforms, digest="sha256", kind=""):
    chain = "".join(map(x.transform, transforms))
    return (f'<ds:Reference{kind} URI="{uri}">' + (f"<ds:Transforms>{chain}</ds:Transforms>" if chain else "") +
            f'<ds:DigestMethod Algorithm="{x.DIGESTS[digest]}"/><ds:DigestValue/></ds:Reference>')


# accepts: XML-30, XML-32 (xmlsec1)
def peers(w, good, work):
    """Without the issuer among its certificates, so that it is certified by the root itself."""
    peer = XmlPeer(work)
    signer = w.signer(person(TRUE_NAME), w.official.key, w.root)
    clerk = w.signer(person("Trần Thị B"), w.clerk.key, w.root)
    method = x.method_uri(signer.key)
    with open(os.path.join(FIXTURES, "licence.xml"), encoding="utf-8") as f:
        licence = f.read()
    with open(os.path.join(FIXTURES, "invoice-style.xml"), encoding="utf-8") as f:
        invoice = f.read()

    def enveloped(signature, who=signer):
        return peer.fill(who, licence.replace("</KetQuaGiaiQuyet>", f"{signature}</KetQuaGiaiQuyet>"))

    for c14n, title in ((x.EXCLUSIVE, "exclusive"), (x.INCLUSIVE, "inclusive"), (INCLUSIVE_11, "inclusive 1.1"),
                        (f"{x.EXCLUSIVE}WithComments", "exclusive with comments"), (f"{x.INCLUSIVE}#WithComments", "with comments")):
        good("xmlsec1", f"{title} throughout", PASSED, "-", enveloped(template(
            empty_reference("", (x.ENVELOPED, c14n)), c14n, method)))
        good("xmlsec1", f"{title}, a key on P-256", PASSED, "-", enveloped(template(
            empty_reference("", (x.ENVELOPED, c14n), "sha512"), c14n, x.method_uri(clerk.key)), clerk))
    for title, transforms in {"enveloped alone": (x.ENVELOPED,), "signatures left out": (x.NO_SIGNATURES, x.EXCLUSIVE)}.items():
        good("xmlsec1", title, PASSED, "-", enveloped(template(empty_reference("", transforms), x.EXCLUSIVE, method)))
    props = x.qualifying(x.properties("peer", x.signing_certificate(signer.certificate)), "#peer")
    for c14n, title in ((x.EXCLUSIVE, "exclusive"), (x.INCLUSIVE, "inclusive")):
        good("xmlsec1", f"xades, {title}", PASSED, "-", enveloped(template(
            empty_reference("", (x.ENVELOPED, c14n)) + empty_reference(
                "#peer-props", (c14n,), kind=f' Type="{x.PROPERTIES_TYPE}"'), c14n, method, props)))
    moment = ('<ds:Object Id="moment"><ds:SignatureProperties><ds:SignatureProperty Target="#peer"><SigningTime xmlns="urn:x-example:time">'
              "2026-11-24T08:00:00</SigningTime></ds:SignatureProperty></ds:SignatureProperties></ds:Object>")
    for title, target, transforms in (("data and time", "<NBan>", ()), ("data and time, enveloped", "<NMua>", (x.ENVELOPED,)),
                                      ("data and time, exclusive", "<NBan>", (x.EXCLUSIVE,))):
        signature = template(empty_reference("#data", transforms) + empty_reference("#moment", ()), x.INCLUSIVE, method, moment)
        good("invoice", title, PASSED, "-", peer.fill(signer, invoice.replace(f"<DSCKS><NBan></NBan><NMua></NMua>", (
            "<DSCKS><NBan></NBan><NMua></NMua>".replace(target, target + signature, 1)))))
    bare = template(empty_reference("#data", ()), x.INCLUSIVE, method)
    good("invoice", "data alone", PASSED, "-", peer.fill(signer, invoice.replace("<NBan></NBan><NMua>", f"<NBan>{bare}</NBan><NMua>")))


def cases(w, good, work):
    algorithms(w, good)
    shapes(w, good)
    peers(w, good, work)
