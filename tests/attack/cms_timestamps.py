# SPDX-License-Identifier: Apache-2.0
"""cms_timestamps.py - document time-stamps (RFC 3161, ETSI EN 319 142-1 5.4.3), false and good, and false ones on a value."""

import cms_der as der
import cms_keys as keys
import cms_message as m
import cms_pki as pki
from cms_attacks import DOUBT, EITHER, FAILED
from cms_good import PASSED

TST_INFO = "1.2.840.113549.1.9.16.1.4"
TIME_STAMP = "1.2.840.113549.1.9.16.2.14"
STAMPING = [pki.constraints(False), pki.usage("digitalSignature"), pki.extended_usage("timeStamping", critical=True)]
DOCUMENT = {"subfilter": "ETSI.RFC3161"}


def tst_info(data, *, version=1, hash_name="sha256", imprint=None, when=None, accuracy=None, more=(), serial=7):
    """TSTInfo (RFC 3161 2.4.2). `accuracy`: seconds."""
    hashed = keys.digest(hash_name, data) if imprint is None else imprint
    return der.seq(
        der.integer(version), der.oid("1.3.6.1.4.1.99999.11"), der.seq(keys.digest_algorithm(hash_name, der.null()), der.octets(hashed)),
        der.integer(serial), when or der.generalized_time(pki.NOW - pki.DAY / 24),
        *([der.seq(der.integer(accuracy))] if accuracy is not None else []), *more)


def token(info, authority, *, content_oid=TST_INFO, attributes=None, content="info", type_oid=None, **more):
    attributes = [m.content_type(type_oid or content_oid), m.message_digest(info), m.signing_certificate(authority.certificate)] \
        if attributes is None else attributes
    return m.cms(info, authority, attributes=attributes, content_oid=content_oid, version=3,
                 content=der.octets(info) if content == "info" else content, **more)


class Authorities:
    def __init__(self, w):
        self.w, self.subject = w, pki.name(("C", "VN"), ("CN", "TSA thử nghiệm"))
        self.good = self.with_extensions(STAMPING)

    def with_extensions(self, extensions, **more):
        return self.w.signer(self.subject, keys.ec_key(name="tsa"), extensions=extensions, **more)


def stamps(w):
    """name, indications, rules, from the bytes to the token"""
    tsa = Authorities(w)
    good = tsa.good
    sign = pki.usage("digitalSignature")
    plain = pki.constraints(False)

    def info(**how):
        return lambda data: token(tst_info(data, **how), good)

    def by(extensions, **more):
        return lambda data, a=tsa.with_extensions(extensions, **more): token(tst_info(data), a)

    def attributes(*kinds):
        return lambda data: token(tst_info(data), good, attributes=[k(tst_info(data)) for k in kinds])

    def kind(_):
        return m.content_type(TST_INFO)

    late = w.authority("Cấp phát TSA hết hạn", until=pki.NOW - pki.DAY, since=pki.NOW - 100 * pki.DAY)
    return [
        ("over another document", FAILED, "TSP-01b", info(imprint=bytes(32))),
        ("over the digest of the digest", FAILED, "TSP-01b", lambda data: token(tst_info(keys.digest("sha256", data)), good)),
        ("imprint too short", EITHER, "TSP-01", lambda data: token(tst_info(data, imprint=keys.digest("sha256", data)[:16]), good)),
        ("imprint empty", EITHER, "TSP-01", info(imprint=b"")),
        ("over sha1", EITHER, "TSP-01", info(hash_name="sha1")), ("over md5", EITHER, "TSP-01|TSP-01b|TSP-02", info(hash_name="md5")),
        ("version 2", FAILED, "TSP-02", info(version=2)), ("version 0", FAILED, "TSP-02", info(version=0)),
        ("tomorrow", DOUBT, "TSP-04", info(when=der.generalized_time(pki.NOW + pki.DAY))),
        ("before its certificate", EITHER, "X5-06|TSP-04", info(when=der.generalized_time(pki.NOW - 400 * pki.DAY))),
        ("time with a zone", DOUBT, "TSP-04", info(when=der.tlv(0x18, b"20260101000000+0700"))),
        ("time without seconds", DOUBT, "TSP-04", info(when=der.tlv(0x18, b"202601010000Z"))),
        ("time in two digits", EITHER, "TSP-02|CMS-01", info(when=der.utc_time(pki.NOW))),
        ("month 13", DOUBT, "TSP-04", info(when=der.tlv(0x18, b"20261301000000Z"))),
        ("unknown critical extension", EITHER, "TSP-02|TSP-02b", info(more=[der.tlv(0xA1, pki.extension(
            "1.3.6.1.4.1.99999.12", der.null(), True))])),
        ("something behind the info", EITHER, "TSP-02", lambda data: token(tst_info(data) + b"\x00", good)),
        ("info cut", EITHER, "TSP-02", lambda data: token(tst_info(data)[:-3], good)),
        ("no info", EITHER, "TSP-02|CMS-03", lambda data: token(der.octets(data[:32]), good)),
        ("content is data", FAILED, "TSP-02|CMS-03", lambda data: token(tst_info(data), good, content_oid=m.DATA)),
        ("content type says data", FAILED, "CMS-05", lambda data: token(tst_info(data), good, type_oid=m.DATA)),
        ("content missing", EITHER, "TSP-02|CMS-03", lambda data: token(tst_info(data), good, content=None)),
        ("a plain signature instead", FAILED, "CMS-03|TSP-02|CMS-05", lambda data: m.cms(data, good)),
        ("no signing-certificate", DOUBT, "TSP-02b", attributes(kind, m.message_digest)),
        ("signing-certificate of another", FAILED, "CMS-07", attributes(
            kind, m.message_digest, lambda _: m.signing_certificate(w.clerk.certificate))),
        ("signing-certificate by md5", EITHER, "CMS-07d", attributes(
            kind, m.message_digest, lambda _: m.signing_certificate(good.certificate, hash_name="md5"))),
        ("no attributes", FAILED, "CMS-04", lambda data: token(tst_info(data), good, attributes=[])),
        ("digest of another info", FAILED, "HASH", lambda data: token(tst_info(data), good, attributes=[
            m.content_type(TST_INFO), m.message_digest(tst_info(b"another")), m.signing_certificate(good.certificate)])),
        ("false value", FAILED, "VALUE", lambda data: token(tst_info(data), good, forge=lambda over: good.key.sign(over + b"x"))),
        ("signed with sha1", DOUBT, "CMS-08", lambda data: token(tst_info(data), good, hash_name="sha1", attributes=[
            m.content_type(TST_INFO), m.message_digest(tst_info(data), "sha1"), m.signing_certificate(good.certificate)])),
        ("by an official", DOUBT, "TSP-02e", lambda data: token(tst_info(data), w.official)),
        ("purpose not critical", DOUBT, "TSP-02e", by([plain, sign, pki.extended_usage("timeStamping")])),
        ("purposes too many", DOUBT, "TSP-02e", by([plain, sign, pki.extended_usage("timeStamping", "emailProtection", critical=True)])),
        ("no purpose", DOUBT, "TSP-02e", by([plain, sign])), ("expired", DOUBT, "X5-06", by(
            STAMPING, since=pki.NOW - 90 * pki.DAY, until=pki.NOW - pki.DAY)),
        ("by nobody we trust", DOUBT, "X5-01", lambda data: token(tst_info(data), m.Signer(pki.certificate(
            tsa.subject, keys.ec_key(name="tsa"), tsa.subject, keys.ec_key(name="tsa"), extensions=STAMPING)))),
        ("authority expired", DOUBT, "X5-06", lambda data, a=w.signer(
            tsa.subject, keys.ec_key(name="tsa"), late, extensions=STAMPING): token(tst_info(data), a)),
    ]


# refuses: CMS-03, CMS-04, CMS-05, CMS-07, CMS-07d, CMS-08, HASH, TSP-01, TSP-01b, TSP-02, TSP-06 (document-time-stamp)
# refuses: TSP-02b, TSP-02e, TSP-03, TSP-04, VALUE, X5-01, X5-06 (document-time-stamp)
# accepts: TSP-01, TSP-01b, TSP-02, TSP-02b, TSP-02e, TSP-03, TSP-04, TSP-04b (document-time-stamp)
# refuses: TSP-04b (document-time-stamp)
def cases(w, attack):
    """On the whole document, whose verdict is that of the time-stamp."""
    for name, allowed, rules, build in stamps(w):
        attack("document-time-stamp", name, allowed, rules, build, **DOCUMENT)
    good = Authorities(w).good
    attack("document-time-stamp", "covers not all", FAILED, "PDF-02|PDF-63", lambda data: token(tst_info(data), good),
           tail=b"% more\n", **DOCUMENT)


# refuses: STAMP (false-time-stamp)
def good_cases(w, good):
    good_one = Authorities(w).good
    for name, rules, how in [("plain", "-", {}), ("over sha512", "-", {"hash_name": "sha512"}), ("accurate", "-", {"accuracy": 1}),
                             ("not accurate", "TSP-04b", {"accuracy": 3600}), ("with a nonce", "-", {"more": [der.integer(1 << 60)]})]:
        good("document-time-stamp", name, PASSED, rules, lambda data, h=how: token(tst_info(data, **h), good_one), **DOCUMENT)
    # Whatever is wrong with a time-stamp on the value, the signature holds all the same: it is named, and proves nothing.
    for name, _, _, build in stamps(w):
        def stamped(data, b=build):
            value = w.clerk.key.sign(der.set_of(*m.honest(data, w.clerk)))
            return m.cms(data, w.clerk, value=value, unsigned=[m.attribute(TIME_STAMP, b(value))])
        good("false-time-stamp", name, PASSED, "STAMP|CMS-10", stamped)
