# SPDX-License-Identifier: Apache-2.0
"""cms_good.py - what honest producers write, odd as it may be. A case: good(class, name, indication, rules, build[, PDF])."""

import os
import subprocess

import cms_der as der
import cms_keys as keys
import cms_message as m
import cms_pki as pki
from cms_world import TRUE_NAME, pem, person
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

PASSED = "TOTAL-PASSED"
CURVES = {"p256": ec.SECP256R1, "p384": ec.SECP384R1, "p521": ec.SECP521R1}
COUNTRY = ("C", "VN")


# accepts: HASH, VALUE, SIGNER, UNDONE, CMS-08, CMS-09, CMS-09b (rsa)
# accepts: VALUE, CMS-08, CMS-09 (ecdsa)
def algorithms(w, good):
    for digest in ("sha256", "sha384", "sha512"):
        for bits in (2048, 3072, 4096):
            signer = w.signer(person(TRUE_NAME), keys.rsa_key(bits, "official"))
            for scheme, title in (("default", "v1.5"), ("pss", "pss")):
                good("rsa", f"{bits} {digest} {title}", PASSED, "-", lambda data, s=signer, d=digest, c=scheme: m.cms(
                    data, s, hash_name=d, scheme=c))
        for name, curve in CURVES.items():
            signer = w.signer(person(TRUE_NAME), keys.ec_key(curve, "clerk"))
            good("ecdsa", f"{name} {digest}", PASSED, "-", lambda data, s=signer, d=digest: m.cms(data, s, hash_name=d))
    official = w.official
    good("rsa", "rsaEncryption", PASSED, "-", lambda data: m.cms(
        data, official, algorithm=keys.algorithm(keys.RSA_ENCRYPTION, der.null())))
    good("rsa", "digest algorithm with null", PASSED, "-", lambda data: m.cms(
        data, official, digest_algorithm=keys.digest_algorithm("sha256", der.null()),
        digests=[keys.digest_algorithm("sha256", der.null())]))
    good("rsa", "null in one place only", PASSED, "-", lambda data: m.cms(
        data, official, digest_algorithm=keys.digest_algorithm("sha256", der.null())))
    good("rsa", "pss with its trailer told", PASSED, "-", lambda data: m.cms(
        data, official, scheme="pss", algorithm=keys.pss_algorithm("sha256", trailer=1)))
    good("rsa", "more digests announced", PASSED, "-", lambda data: m.cms(
        data, official, digests=[keys.digest_algorithm(d) for d in ("sha256", "sha512", "sha1")]))
    good("rsa", "pss certified", PASSED, "-", lambda data, s=w.signer(person(TRUE_NAME), official.key, w.authority(
        "Cấp phát PSS", key=keys.rsa_key(name="pss authority")), scheme="pss"): m.cms(data, s))
    good("ecdsa", "with null parameters", PASSED, "-", lambda data: m.cms(
        data, w.clerk, algorithm=keys.algorithm(keys.ECDSA_OIDS["sha256"], der.null())))


# accepts: CMS-01, PDF-31, PDF-36 (acrobat)
# refuses: CMS-07c, PDF-31b (acrobat)
# accepts: CMS-07, CMS-07b, CMS-07c, CMS-07d (signing-certificate)
# refuses: CMS-07b (signing-certificate)
# accepts: CMS-03, CMS-04, CMS-05, CMS-06, CMS-05b, CMS-05c (attributes)
# refuses: CMS-05b, CMS-05c (attributes)
# accepts: CMS-02, CMS-02c (unsigned)
# refuses: CMS-10 (unsigned)
def attributes(w, good):
    official = w.official
    mine = official.certificate
    bare = lambda data: [m.content_type(), m.message_digest(data)]
    time = m.attribute(m.SIGNING_TIME, der.time(pki.NOW))
    adobe = m.attribute("1.2.840.113583.1.1.8", der.seq(der.explicit(0, der.seq(w.root.revocation_list()))))
    acrobat = {"subfilter": "adbe.pkcs7.detached"}
    good("acrobat", "no signing-certificate", PASSED, "CMS-07c", lambda data: m.cms(data, official, attributes=bare(data)), **acrobat)
    good("acrobat", "with its time", PASSED, "CMS-07c", lambda data: m.cms(data, official, attributes=[*bare(data), time]), **acrobat)
    good("acrobat", "with revocation information", PASSED, "CMS-07c", lambda data: m.cms(
        data, official, attributes=[*bare(data), adobe]), **acrobat)
    good("acrobat", "both", PASSED, "-", lambda data: m.cms(data, official, more=[time, adobe]), **acrobat)
    good("acrobat", "with a key on P-256", PASSED, "CMS-07c", lambda data: m.cms(data, w.clerk, attributes=bare(data)), **acrobat)
    good("acrobat", "another filter", PASSED, "PDF-31b", lambda data: m.cms(data, official, attributes=bare(data)),
         filter_name="Adobe.PPKMS", **acrobat)
    good("acrobat", "another filter, ETSI", PASSED, "PDF-31b", lambda data: m.cms(data, official), filter_name="Adobe.PPKMS")
    good("acrobat", "upper case, reason", PASSED, "-", lambda data: m.cms(data, official), upper=True,
         more="/Reason (approved) /Location (Hue) /Name (A) ")
    good("acrobat", "a small hole", PASSED, "-", lambda data: m.cms(data, official), hole=4096)
    good("acrobat", "a large hole", PASSED, "-", lambda data: m.cms(data, official), hole=200 << 10)

    v2 = m.signing_certificate
    for name, made in {
        "version 1": m.signing_certificate_v1(mine), "version 1 with its serial": m.signing_certificate_v1(mine, with_serial=True),
    }.items():
        good("signing-certificate", name, PASSED, "CMS-07b", lambda data, a=made: m.cms(data, official, attributes=[*bare(data), a]))
    good("signing-certificate", "both versions", PASSED, "-", lambda data: m.cms(data, official, more=[m.signing_certificate_v1(mine)]))
    chain = [mine, w.issuing.certificate, w.root.certificate]
    for name, made in {
        "with its serial": v2(mine, with_serial=True), "sha384": v2(mine, hash_name="sha384"),
        "sha512 with its serial": v2(mine, hash_name="sha512", with_serial=True), "the whole chain": v2(*chain),
        "the whole chain with serials": v2(*chain, with_serial=True),
        "the default told": m.attribute(m.SIGNING_CERTIFICATE_V2, der.seq(der.seq(der.seq(
            keys.digest_algorithm("sha256"), der.octets(keys.digest("sha256", mine.der)))))),
        "the default told with null": m.attribute(m.SIGNING_CERTIFICATE_V2, der.seq(der.seq(der.seq(
            keys.digest_algorithm("sha256", der.null()), der.octets(keys.digest("sha256", mine.der)))))),
        "with policies": m.attribute(m.SIGNING_CERTIFICATE_V2, der.seq(der.seq(m.ess_id(mine)), der.seq(
            der.seq(der.oid("2.16.704.1.1.1.1.1"))))),
    }.items():
        good("signing-certificate", name, PASSED, "-", lambda data, a=made: m.cms(data, official, attributes=[*bare(data), a]))

    policy = der.seq(der.oid("1.3.6.1.4.1.99999.10"), der.seq(keys.digest_algorithm("sha256"), der.octets(bytes(32))))
    commitment = der.seq(der.oid("1.2.840.113549.1.9.16.6.1"))
    hints = der.seq(der.utf8("application/pdf"), der.oid(m.DATA))
    capabilities = der.seq(der.seq(der.oid("2.16.840.1.101.3.4.1.42")))
    for name, rules, made in [
        ("signing time", "CMS-05b", time), ("signing time generalized", "CMS-05b", m.attribute(
            m.SIGNING_TIME, der.generalized_time(pki.NOW))),
        ("commitment", "CMS-05b", m.attribute("1.2.840.113549.1.9.16.2.16", commitment)),
        ("policy", "CMS-05b", m.attribute("1.2.840.113549.1.9.16.2.15", policy)),
        ("content hints", "CMS-05b", m.attribute("1.2.840.113549.1.9.16.2.4", hints)),
        ("capabilities", "CMS-05b", m.attribute("1.2.840.113549.1.9.15", capabilities)),
        ("mime type", "CMS-05b", m.attribute("0.4.0.1733.2.1", der.utf8("application/pdf"))),
        ("signer location", "CMS-05b", m.attribute("1.2.840.113549.1.9.16.2.17", der.seq(der.explicit(0, der.utf8("VN"))))),
        ("something of a vendor", "CMS-05b", m.attribute("1.3.6.1.4.1.311.2.1.12", der.seq())),
        ("protection", "-", m.protection(keys.digest_algorithm("sha256"), official.key.algorithm("sha256"))),
    ]:
        good("attributes", name, PASSED, rules, lambda data, a=made: m.cms(data, official, more=[a]))
    everything = [m.attribute("1.2.840.113549.1.9.16.2.16", commitment), m.attribute("1.2.840.113549.1.9.16.2.15", policy), time,
                  m.attribute("1.2.840.113549.1.9.16.2.4", hints), m.attribute("1.2.840.113549.1.9.15", capabilities)]
    good("attributes", "all together", PASSED, "CMS-05b", lambda data: m.cms(data, official, more=everything))
    good("attributes", "out of order, signed in order", PASSED, "CMS-05c", lambda data: m.cms(
        data, official, attributes=sorted(m.honest(data, official), reverse=True), in_order=False))
    good("attributes", "out of order, signed as they stand", PASSED, "CMS-05c", lambda data: m.cms(
        data, official, attributes=sorted(m.honest(data, official), reverse=True), in_order=False, as_written=True))

    def counter(data):
        info = m.signer_info(data, official)
        value = der.parts(der.parts(info)[0][1])[-1][1]
        return m.cms(data, official, value=value, unsigned=[m.attribute(m.COUNTER_SIGNATURE, m.signer_info(
            value, w.clerk, attributes=[m.message_digest(value)]))])

    good("unsigned", "counter-signature", PASSED, "CMS-10", counter)
    good("unsigned", "certificate values", PASSED, "CMS-10", lambda data: m.cms(data, official, unsigned=[
        m.attribute("1.2.840.113549.1.9.16.2.23", der.seq(w.root.certificate.der))]))
    good("unsigned", "something of a vendor", PASSED, "CMS-10", lambda data: m.cms(data, official, unsigned=[
        m.attribute("1.3.6.1.4.1.311.3.2.1", der.octets(b"x"))]))


# accepts: CMS-01 (ber)
# refuses: CMS-01b (ber)
def ber(w, good):
    official = w.official
    good("ber", "indefinite wherever nothing is signed", PASSED, "CMS-01b", lambda data: m.indefinite_outside(m.cms(data, official)))
    good("ber", "indefinite outside", PASSED, "CMS-01b", lambda data: der.indefinite(0x30, *[
        der.tlv(t, c) for t, c in der.parts(der.parts(m.cms(data, official))[0][1])]))
    good("ber", "long lengths outside", PASSED, "CMS-01b",
         lambda data: der.long_length(0x30, der.parts(m.cms(data, official))[0][1]))
    good("ber", "certificates in another order", PASSED, "CMS-01b", lambda data: m.cms(
        data, official, certificates=tuple(sorted(official.certificates(), reverse=True))))
    good("ber", "indefinite, a key on P-256", PASSED, "CMS-01b", lambda data: m.indefinite_outside(m.cms(data, w.clerk)))
    good("ber", "indefinite, Acrobat's way", PASSED, "CMS-01b", lambda data: m.indefinite_outside(m.cms(
        data, official, attributes=m.honest(data, official)[:2])), subfilter="adbe.pkcs7.detached", filter_name="Adobe.PPKMS")


# accepts: CMS-01b, CMS-02, CMS-02b, CMS-02c, CMS-10, CMS-11, SIGNER, X5-01, X5-08, PDF-95 (certificates)
# refuses: X5-01 (certificates)
def company(w, good):
    """What comes along, and how the signer is named."""
    official = w.official
    others = [w.issuing.issue(person(f"Người {i}"), w.clerk.key).der for i in range(13)]
    for name, more in {
        "signer only, chain by nobody": None, "the root too": [w.root.certificate.der], "a stranger": others[:1],
        "sixteen": [*others, w.root.certificate.der], "two of the same name": [w.issuing.issue(person(TRUE_NAME), w.clerk.key).der],
        "the same twice": [official.certificate.der],
    }.items():
        if more is None:
            good("certificates", name, "INDETERMINATE", "X5-01", lambda data: m.cms(
                data, official, certificates=[official.certificate.der]))
            continue
        good("certificates", name, PASSED, "-", lambda data, c=more: m.cms(
            data, official, certificates=official.certificates() + c))
    good("certificates", "revocation lists inside", PASSED, "-", lambda data: m.cms(
        data, official, lists=[w.root.revocation_list(), w.issuing.revocation_list()]))
    good("certificates", "by key id", PASSED, "-", lambda data: m.cms(data, official, sid=m.by_key_id(official.certificate)))
    good("certificates", "by key id, a key on P-256", PASSED, "-", lambda data: m.cms(data, w.clerk, sid=m.by_key_id(w.clerk.certificate)))
    three = w.authority("Cấp ba", w.authority("Cấp hai"))
    good("certificates", "chain of four", PASSED, "-", lambda data, s=w.signer(person(TRUE_NAME), official.key, three): m.cms(data, s))
    rsa = w.authority("Cấp phát RSA 4096", key=keys.rsa_key(4096, "official"))
    for digest in ("sha256", "sha512"):
        good("certificates", f"by an authority with rsa and {digest}", PASSED, "-", lambda data, s=w.signer(
            person(TRUE_NAME), official.key, rsa, hash_name=digest): m.cms(data, s))
    p384 = w.authority("Cấp phát P-384", key=keys.ec_key(ec.SECP384R1, "authority"), hash_name="sha384")
    good("certificates", "by an authority on P-384", PASSED, "-", lambda data, s=w.signer(
        person(TRUE_NAME), official.key, p384, hash_name="sha384"): m.cms(data, s))


# accepts: X5-02, X5-03, X5-04, X5-05, X5-06, X5-11 (profiles)
# refuses: X5-11 (profiles)
def profiles(w, good):
    """Certificates as they are met in practice; nothing asks for a documentSigning purpose."""
    leaf = pki.constraints(False)
    body = [COUNTRY, ("L", "Hà Nội"), ("O", "BỘ TÀI CHÍNH"), ("CN", "CỤC TIN HỌC")]
    sign = pki.usage("digitalSignature", "nonRepudiation", "keyEncipherment", "dataEncipherment")
    purposes = pki.extended_usage("clientAuth", "emailProtection", "smartcardLogin")
    policy = pki.policies("2.16.704.1.1.1.1.1")
    access = pki.extension("1.3.6.1.5.5.7.1.1", der.seq(der.seq(
        der.oid("1.3.6.1.5.5.7.48.2"), der.implicit(6, b"http://ca.gov.vn/pki/pub/crt/cpcag2.crt"))))
    netscape = pki.extension("2.16.840.1.113730.1.1", der.bits(b"\xa0", 5))
    quality = pki.extension("1.3.6.1.5.5.7.1.3", der.seq(der.seq(der.oid("0.4.0.1862.1.1"))))
    loose = pki.usage("digitalSignature", "nonRepudiation", critical=False)
    for name, subject, extensions, more in [
        ("ministry department", body, [leaf, sign, purposes, pki.alternative_mail("a@mof.gov.vn"), policy, access], {}),
        ("tax number", [*body, ("UID", "MST:0101243150-001")], [leaf, loose, purposes, netscape], {}),
        ("two numbers", [("EMAIL", der.ia5("so@tinh.gov.vn")), ("UID", "MST:0101243150"), ("UID", "MNS:1234567"), *body],
         [leaf, sign, purposes], {}),
        ("citizen", [COUNTRY, ("CN", TRUE_NAME), ("UID", "CCCD:001012345678")], [leaf, sign], {}),
        ("no extended usage, no constraints", body, [loose], {}),
        ("digital signature only", body, [leaf, pki.usage("digitalSignature")], {}),
        ("non-repudiation only", body, [leaf, pki.usage("nonRepudiation")], {}),
        ("any purpose", body, [leaf, sign, pki.extended_usage("any")], {}),
        ("document signing", body, [leaf, sign, pki.extended_usage("documentSigning")], {}),
        ("document signing of another", body, [leaf, sign, pki.extended_usage("msDocumentSigning", critical=True)], {}),
        ("servers too", body, [leaf, sign, pki.extended_usage("clientAuth", "serverAuth")], {}),
        ("qualified statements", body, [*pki.SIGNER, quality], {}),
        ("unknown extension, not critical", body, [*pki.SIGNER, pki.extension("1.3.6.1.4.1.99999.7", der.null())], {}),
        ("no key identifiers", body, pki.SIGNER, {"identifiers": False}),
        ("ten years", body, pki.SIGNER, {"since": pki.NOW - 1000 * pki.DAY, "until": pki.NOW + 2650 * pki.DAY}),
        ("beyond 2050", body, pki.SIGNER, {"until": pki.NOW + 12000 * pki.DAY}),
        ("serial of twenty octets", body, pki.SIGNER, {"serial": der.integer((1 << 158) + 1)}),
        ("serial of one", body, pki.SIGNER, {"serial": der.integer(1)}),
        ("negative serial", body, pki.SIGNER, {"serial": der.integer(-5)}),
        ("serial of thirty octets", body, pki.SIGNER, {"serial": der.integer(1 << 239)}),
        ("constraints not critical", body, [pki.constraints(False, critical=False), sign], {}),
        ("printable names", [COUNTRY, ("O", der.printable("UBND")), ("CN", der.printable("Nguyen Van A"))], pki.SIGNER, {}),
        ("names in utf-16", [COUNTRY, ("CN", der.tlv(0x1E, TRUE_NAME.encode("utf-16-be")))], pki.SIGNER, {}),
        ("names in latin", [COUNTRY, ("CN", der.tlv(0x14, "Nguyen".encode("latin-1")))], pki.SIGNER, {}),
        ("no common name", [COUNTRY, ("O", "UBND")], pki.SIGNER, {}),
        ("a long name", [COUNTRY, ("O", "Sở " * 60), ("CN", TRUE_NAME)], pki.SIGNER, {}),
    ]:
        signer = w.signer(pki.name(*subject), w.official.key, extensions=extensions, **more)
        good("profiles", name, PASSED, "X5-11" if name in ("negative serial", "serial of thirty octets") else "-",
             lambda data, s=signer: m.cms(data, s))
    named = w.authority("Giới hạn trong tỉnh", extensions=[*pki.CA, pki.permitted_names(
        pki.directory_name(pki.name(COUNTRY, ("O", "UBND tỉnh Quảng Mẫu"))))])
    good("profiles", "name inside the permitted", PASSED, "-", lambda data, s=w.signer(
        person(TRUE_NAME), w.official.key, named): m.cms(data, s))
    explicit = w.authority("Chính sách đúng", extensions=[*pki.CA, pki.policies("2.16.704.1.1.1.1.1"), pki.extension(
        "2.5.29.36", der.seq(der.implicit(0, b"\x00")), True)])
    good("profiles", "the policy that is required", PASSED, "-", lambda data, s=w.signer(
        person(TRUE_NAME), w.official.key, explicit, extensions=[*pki.SIGNER, policy]): m.cms(data, s))


class Peer:
    """openssl, with the keys in files."""

    def __init__(self, folder):
        self.folder = folder
        os.makedirs(folder, exist_ok=True)

    def path(self, name, content=None):
        path = os.path.join(self.folder, name)
        if content is not None:
            with open(path, "wb") as f:
                f.write(content if isinstance(content, bytes) else content.encode())
        return path

    def run(self, *command):
        subprocess.run(["openssl", *command], check=True, stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def key(self, name, key):
        return self.path(name, key.private.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))

    def sign(self, signer, data, *options):
        chain = self.path("chain.pem", "".join(pem(c.der) for c in signer.chain))
        self.run("cms", "-sign", "-binary", "-in", self.path("data", data), "-out", self.path("cms"), "-outform", "DER",
                 "-signer", self.path("signer.pem", pem(signer.certificate.der)), "-inkey", self.key("key.pem", signer.key),
                 "-certfile", chain, *options)
        with open(self.path("cms"), "rb") as f:
            return f.read()

    def time_stamp(self, w, value):
        tsa = w.signer(pki.name(COUNTRY, ("CN", "TSA thử nghiệm")), keys.rsa_key(name="tsa"), extensions=[
            pki.constraints(False), pki.usage("digitalSignature"), pki.extended_usage("timeStamping", critical=True)])
        conf = self.path("ts.cnf", "[tsa]\ndefault_tsa = t\n[t]\nserial = {0}/serial\nsigner_digest = sha256\n"
                         "default_policy = 1.3.6.1.4.1.99999.11\ndigests = sha256, sha384, sha512\nordering = no\n"
                         "ess_cert_id_alg = sha256\n".format(self.folder))
        self.path("serial", "01\n")
        self.run("ts", "-query", "-data", self.path("value", value), "-sha256", "-cert", "-out", self.path("query"))
        self.run("ts", "-reply", "-config", conf, "-queryfile", self.path("query"), "-signer",
                 self.path("tsa.pem", pem(tsa.certificate.der)), "-inkey", self.key("tsa.key", tsa.key), "-chain",
                 self.path("tsa-chain.pem", "".join(pem(c.der) for c in tsa.chain)), "-token_out", "-out", self.path("token"))
        with open(self.path("token"), "rb") as f:
            return f.read()


# refuses: CMS-07c (openssl)
def openssl(w, good, work):
    peer = Peer(work)
    pss = ["-keyopt", "rsa_padding_mode:pss", "-keyopt", "rsa_pss_saltlen:digest"]
    for name, signer, rules, options in [
        ("plain", w.official, "CMS-07c", []), ("cades", w.official, "-", ["-cades"]),
        ("a key on P-256", w.clerk, "CMS-07c", []), ("cades, a key on P-256", w.clerk, "-", ["-cades"]),
        ("by key id", w.official, "-", ["-cades", "-keyid"]), ("no capabilities", w.official, "-", ["-nosmimecap"]),
        ("cades, sha512", w.official, "-", ["-cades", "-md", "sha512"]), ("sha384, P-256", w.clerk, "-", ["-md", "sha384"]),
        ("pss", w.official, "-", pss), ("cades, pss, sha512", w.official, "-", ["-cades", "-md", "sha512", *pss]),
    ]:
        for subfilter in ("adbe.pkcs7.detached", "ETSI.CAdES.detached"):
            good("openssl", f"{name}, {subfilter}", PASSED, rules,
                 lambda data, s=signer, o=options: peer.sign(s, data, *o), subfilter=subfilter)

    def stamped(data):
        value = w.official.key.sign(der.set_of(*m.honest(data, w.official)))
        return m.cms(data, w.official, value=value, unsigned=[m.attribute("1.2.840.113549.1.9.16.2.14", peer.time_stamp(w, value))])

    def stamped_elsewhere(data):
        return m.cms(data, w.official, unsigned=[m.attribute("1.2.840.113549.1.9.16.2.14", peer.time_stamp(w, b"another value"))])

    good("time-stamp", "on the value", PASSED, "-", stamped)
    good("time-stamp", "on another value, which only lowers the level", PASSED, "-", stamped_elsewhere)


def cases(w, good, work):
    for group in (algorithms, attributes, ber, company, profiles):
        group(w, good)
    openssl(w, good, work)
