# SPDX-License-Identifier: Apache-2.0
"""xml_sign.py - XMLDSig and XAdES signatures as text, made piece by piece; whatever is not told is honest."""

import base64
from xml.etree.ElementTree import canonicalize  # C14N 2.0, which is exclusive C14N 1.0 where we use it

import cms_keys as keys
import cms_pki as pki

DS = "http://www.w3.org/2000/09/xmldsig#"
XADES = "http://uri.etsi.org/01903/v1.3.2#"
EXCLUSIVE = "http://www.w3.org/2001/10/xml-exc-c14n#"
INCLUSIVE = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"
ENVELOPED = f"{DS}enveloped-signature"
XPATH = "http://www.w3.org/TR/1999/REC-xpath-19991116"
NO_SIGNATURES = (f"<ds:Transform Algorithm=\"{XPATH}\"><ds:XPath>not(ancestor-or-self::ds:Signature)</ds:XPath>"
                 "</ds:Transform>")
PROPERTIES_TYPE = "http://uri.etsi.org/01903#SignedProperties"
MORE = "http://www.w3.org/2001/04/xmldsig-more#"
DIGESTS = {"md5": f"{MORE}md5", "sha1": f"{DS}sha1", "sha224": f"{MORE}sha224", "sha256": "http://www.w3.org/2001/04/xmlenc#sha256",
           "sha384": f"{MORE}sha384", "sha512": "http://www.w3.org/2001/04/xmlenc#sha512"}
HERE = "@SIGNATURE@"
NAMESPACES = f'xmlns:ds="{DS}" xmlns:xades="{XADES}"'


def b64(octets):
    return base64.b64encode(octets).decode()


def canonical(text, inside=NAMESPACES):
    """Of an element whose prefixes are declared further up in the document."""
    if inside:
        end = min(i for i in (text.find(c) for c in " >/") if i > 0)
        text = f"{text[:end]} {inside}{text[end:]}"
    return canonicalize(text).encode()


def transform(algorithm):
    return algorithm if algorithm.startswith("<") else f'<ds:Transform Algorithm="{algorithm}"></ds:Transform>'


def reference(uri, content, transforms=(EXCLUSIVE,), digest="sha256", kind=None, identifier=None, value=None, method=None):
    """`content`: the bytes that are digested. `uri`: None for no URI at all."""
    chain = "".join(map(transform, transforms))
    attributes = (f' Id="{identifier}"' if identifier else "") + (f' Type="{kind}"' if kind else "") + (
        "" if uri is None else f' URI="{uri}"')
    return (f"<ds:Reference{attributes}>" + (f"<ds:Transforms>{chain}</ds:Transforms>" if chain else "") +
            f'<ds:DigestMethod Algorithm="{method or DIGESTS[digest]}"></ds:DigestMethod>'
            f"<ds:DigestValue>{value if value is not None else b64(keys.digest(digest, content))}</ds:DigestValue></ds:Reference>")


def certificate_reference(certificate, digest="sha256", name="CertDigest"):
    return (f'<xades:Cert><xades:{name}><ds:DigestMethod Algorithm="{DIGESTS[digest]}"></ds:DigestMethod><ds:DigestValue>'
            f"{b64(keys.digest(digest, certificate.der))}</ds:DigestValue></xades:{name}></xades:Cert>")


def signing_certificate(*certificates, digest="sha256", element="SigningCertificateV2"):
    return f"<xades:{element}>{''.join(certificate_reference(c, digest) for c in certificates)}</xades:{element}>"


def properties(identifier, inside, time="<xades:SigningTime>2026-11-24T08:00:00Z</xades:SigningTime>"):
    return (f'<xades:SignedProperties Id="{identifier}-props"><xades:SignedSignatureProperties>{time}{inside}'
            "</xades:SignedSignatureProperties></xades:SignedProperties>")


def qualifying(signed, target, unsigned=""):
    return (f'<ds:Object><xades:QualifyingProperties xmlns:xades="{XADES}" Target="{target}">{signed}{unsigned}'
            "</xades:QualifyingProperties></ds:Object>")


def x509(*certificates):
    inside = "".join(f"<ds:X509Certificate>{b64(c.der)}</ds:X509Certificate>" for c in certificates)
    return f"<ds:KeyInfo><ds:X509Data>{inside}</ds:X509Data></ds:KeyInfo>"


def method_uri(key, hash_name="sha256", scheme="default"):
    if scheme == "pss":
        return f"http://www.w3.org/2007/05/xmldsig-more#{hash_name}-rsa-MGF1"
    if key.is_rsa:
        return f"{DS}rsa-sha1" if hash_name == "sha1" else f"{MORE}rsa-{hash_name}"
    return f"{MORE}ecdsa-{hash_name}"


def raw_value(key, data, hash_name="sha256", scheme="default"):
    value = key.sign(data, hash_name, scheme)
    if key.is_rsa:
        return value
    from cryptography.hazmat.primitives.asymmetric import utils
    width = (key.private.curve.key_size + 7) // 8
    return b"".join(n.to_bytes(width, "big") for n in utils.decode_dss_signature(value))


class Signing:
    """
    One signature over a document that holds HERE where it goes. Change what is not to be honest, then call text() for
    the element or document() for all of it.
    """

    def __init__(self, document, signer, identifier="sig", uri="", xades=True, **more):
        self.source, self.signer, self.id = document, signer, identifier
        self.plain = document.replace(HERE, "")
        self.hash_name, self.scheme = "sha256", "default"
        self.c14n, self.c14n_inside, self.method, self.method_inside = EXCLUSIVE, "", None, ""
        self.key_info = x509(signer.certificate, *(signer.chain if xades else []))  # plain: the signer alone
        self.properties = properties(identifier, signing_certificate(signer.certificate)) if xades else ""
        self.target, self.unsigned, self.objects = f"#{identifier}", "", ""
        self.properties_reference = None  # the whole element; made when it is needed
        self.references = [self.content_reference(uri)]
        self.forge, self.change_info = None, lambda info: info
        self.value_attributes = f' Id="{identifier}-value"'
        for name, value in more.items():
            assert hasattr(self, name), name
            setattr(self, name, value)

    def content_reference(self, uri="", transforms=None, **more):
        if uri == "":
            return reference("", canonicalize(self.plain).encode(), transforms or (ENVELOPED, EXCLUSIVE), **more)
        return reference(uri, self.element(uri[1:]), transforms or (EXCLUSIVE,), **more)

    def element(self, identifier):
        """The canonical form of the element with this Id, which declares its prefixes itself or is the root's child."""
        at = self.plain.index(f'Id="{identifier}"')
        begin = self.plain.rindex("<", 0, at)
        name = self.plain[begin + 1 : at].split()[0]
        end = self.plain.index(f"</{name}>", at) + len(name) + 3
        return canonical(self.plain[begin:end], RESULT_NAMESPACES)

    def all_references(self):
        if not self.properties:
            return "".join(self.references)
        made = self.properties_reference
        if made is None:
            made = reference(f"#{self.id}-props", canonical(self.properties), kind=PROPERTIES_TYPE, digest="sha256")
        return "".join(self.references) + made

    def info(self):
        method = method_uri(self.signer.key, self.hash_name, self.scheme) if self.method is None else self.method
        return self.change_info(
            f'<ds:SignedInfo><ds:CanonicalizationMethod Algorithm="{self.c14n}">{self.c14n_inside}</ds:CanonicalizationMethod>'
            f'<ds:SignatureMethod Algorithm="{method}">{self.method_inside}</ds:SignatureMethod>{self.all_references()}'
            "</ds:SignedInfo>")

    def text(self):
        info = self.info()
        over = canonical(info)
        value = self.forge(over) if self.forge else raw_value(self.signer.key, over, self.hash_name, self.scheme)
        last = qualifying(self.properties, self.target, self.unsigned) if self.properties else ""
        return (f'<ds:Signature xmlns:ds="{DS}" Id="{self.id}">{info}<ds:SignatureValue{self.value_attributes}>{b64(value)}'
                f"</ds:SignatureValue>{self.key_info}{last}{self.objects}</ds:Signature>")

    def document(self):
        return self.source.replace(HERE, self.text())


RESULT_NAMESPACES = 'xmlns:r="urn:x-example:result"'
DATA = '<r:data Id="data"><r:number>12</r:number><r:holder>Nguyễn Văn A</r:holder><r:amount>100</r:amount></r:data>'
RESULT = f"<r:result {RESULT_NAMESPACES}>{DATA}{HERE}</r:result>"
FORGED = DATA.replace("100", "900")
