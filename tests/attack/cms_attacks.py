# SPDX-License-Identifier: Apache-2.0
"""cms_attacks.py - CMS that must never pass. A case: attack(class, name, indications, rules, build[, how the PDF is made])."""

import os

import cms_der as der
import cms_keys as keys
import cms_message as m
import cms_pki as pki
from cryptography.hazmat.primitives.asymmetric import ec, utils

FAILED = "TOTAL-FAILED"
DOUBT = "INDETERMINATE"
EITHER = "TOTAL-FAILED|INDETERMINATE"
OTHER_TYPES = {
    "data": "1.2.840.113549.1.7.1", "enveloped": "1.2.840.113549.1.7.3",
    "signed-and-enveloped": "1.2.840.113549.1.7.4", "digested": "1.2.840.113549.1.7.5",
    "encrypted": "1.2.840.113549.1.7.6", "auth-enveloped": "1.2.840.113549.1.9.16.1.23",
    "authenticated": "1.2.840.113549.1.9.16.1.2", "compressed": "1.2.840.113549.1.9.16.1.9",
    "time-stamp-info": "1.2.840.113549.1.9.16.1.4", "unknown": "1.3.6.1.4.1.99999.1",
}


# refuses: CMS-02 (signers)
def signers(w, attack):
    def several(*infos, certificates=None):
        return lambda data: m.signed_data([i(data) for i in infos], certificates or (
            w.official.certificates() + w.insider.certificates()[:1]))

    def official(data):
        return m.signer_info(data, w.official)

    def insider(data):
        return m.signer_info(data, w.insider)

    def forged(data):
        return m.signer_info(data, w.official, value=os.urandom(256))

    def bare(data):
        return m.signer_info(data, w.official, attributes=[])

    for name, infos in {
        "the same twice": (official, official), "two people": (official, insider), "insider first": (insider, official),
        "valid then forged": (official, forged), "forged then valid": (forged, official),
        "valid then bare": (official, bare), "bare then valid": (bare, official), "three": (official, insider, forged),
        "twenty": (official,) * 20, "none": (),
    }.items():
        attack("signers", name, FAILED, "CMS-02", several(*infos))
    attack("signers", "none and no certificates", FAILED, "CMS-01|CMS-02", lambda data: m.signed_data([], []))
    attack("signers", "none but lists", FAILED, "CMS-02",
           lambda data: m.signed_data([], [], lists=[w.root.revocation_list()]))


# refuses: CMS-01, CMS-03 (content)
# refuses: CMS-03, CMS-05 (content-type)
def content(w, attack):
    for name, embedded in {
        "the same": lambda data: der.octets(data), "another": lambda data: der.octets(b"another decision"),
        "empty": lambda data: der.octets(b""), "constructed": lambda data: der.tlv(0x24, der.octets(data)),
        "no octet string": lambda data: der.utf8("text"), "its digest": lambda data: der.octets(keys.digest("sha256", data)),
    }.items():
        attack("content", name, FAILED, "CMS-03|CMS-01",
               lambda data, e=embedded: m.cms(data, w.official, content=e(data)))
    for name, dotted in OTHER_TYPES.items():
        if name == "data":
            continue
        attack("content-type", name, FAILED, "CMS-03", lambda data, o=dotted: m.cms(
            data, w.official, content_oid=o, version=3,
            attributes=[m.content_type(o), *m.honest(data, w.official)[1:]]))
        attack("content-type", f"{name} attribute only", FAILED, "CMS-05", lambda data, o=dotted: m.cms(
            data, w.official, attributes=[m.content_type(o), *m.honest(data, w.official)[1:]]))
    attack("content-type", "digest of embedded content", FAILED, "CMS-03|HASH", lambda data: m.cms(
        data, w.official, content=der.octets(b"x"), attributes=m.honest(b"x", w.official)))


# refuses: CMS-03, CMS-04, CMS-05, VALUE (no-attributes)
def no_attributes(w, attack):
    """draft-ietf-lamps-cms-euf-cma-signeddata: a signature over attributes is one over content, and the other way."""
    def attributes(data):
        return der.set_of(*m.honest(data, w.official))

    attack("no-attributes", "over the content", FAILED, "CMS-04", lambda data: m.cms(data, w.official, attributes=[]))
    attack("no-attributes", "over attributes that are gone", FAILED, "CMS-04",
           lambda data: m.cms(data, w.official, attributes=[], signed=attributes(data)))
    attack("no-attributes", "attributes as embedded content", FAILED, "CMS-03|CMS-04", lambda data: m.cms(
        data, w.official, attributes=[], signed=attributes(data), content=der.octets(attributes(data))))
    attack("no-attributes", "over the digest alone", FAILED, "CMS-04",
           lambda data: m.cms(data, w.official, attributes=[], signed=keys.digest("sha256", data)))
    attack("no-attributes", "pkcs7 detached", FAILED, "CMS-04", lambda data: m.cms(data, w.official, attributes=[]),
           subfilter="adbe.pkcs7.detached")
    attack("no-attributes", "an empty set", FAILED, "CMS-04|CMS-01", lambda data: m.cms(
        data, w.official, attributes=[], empty=True))
    attack("no-attributes", "an empty set that is signed", FAILED, "CMS-04|CMS-01", lambda data: m.cms(
        data, w.official, attributes=[], empty=True, signed=der.set_of()))
    # Content that was once signed without attributes, and looks like them: now it is attributes.
    attack("no-attributes", "content that became attributes", EITHER, "CMS-05", lambda data: m.cms(
        data, w.official, attributes=[m.message_digest(data)]))
    attack("no-attributes", "signed with the implicit tag", FAILED, "VALUE", lambda data: m.cms(
        data, w.official, signed=b"\xa0" + attributes(data)[1:]))
    attack("no-attributes", "signed without the tag", FAILED, "VALUE", lambda data: m.cms(
        data, w.official, signed=der.parts(attributes(data))[0][1]))
    attack("no-attributes", "value over the content, attributes beside", FAILED, "VALUE",
           lambda data: m.cms(data, w.official, signed=data))


# refuses: CMS-07, SIGNER, VALUE (swapped-certificate)
def swapped(w, attack):
    """The value holds with the key, but the certificate is another than the one that was meant."""
    key, mine = w.official.key, w.official.certificate
    other = w.authority("Cấp phát khác")
    richer = pki.name(("C", "VN"), ("O", "Chính phủ"), ("CN", "Thủ tướng"))
    twins = {
        "same key, other name": w.issuing.issue(richer, key),
        "same key, other issuer": other.issue(mine.subject, key),
        "same key, other issuer, same serial": other.issue(mine.subject, key, serial=mine.serial),
        "same key, same issuer and serial": w.issuing.issue(richer, key, serial=mine.serial),
        "same key, same everything but dates": w.issuing.issue(mine.subject, key, serial=mine.serial,
                                                               until=pki.NOW + 3650 * pki.DAY),
        "same key, self-signed": pki.certificate(mine.subject, key, mine.subject, key),
    }
    for name, twin in twins.items():
        chain = [] if "self-signed" in name else other.chain() if "other issuer" in name else w.issuing.chain()
        signer = m.Signer(twin, chain)
        attack("swapped-certificate", name, FAILED, "CMS-07",
               lambda data, s=signer: m.cms(data, s, attributes=m.honest(data, w.official)))
        attack("swapped-certificate", f"{name}, by key id", FAILED, "CMS-07", lambda data, s=signer: m.cms(
            data, s, sid=m.by_key_id(s.certificate), attributes=m.honest(data, w.official)))
        attack("swapped-certificate", f"{name}, version 1", FAILED, "CMS-07", lambda data, s=signer: m.cms(
            data, s, attributes=[m.content_type(), m.message_digest(data), m.signing_certificate_v1(mine)]))
    attack("swapped-certificate", "issuer and serial of another", FAILED, "CMS-07", lambda data: m.cms(
        data, w.official, attributes=[*m.honest(data, w.official)[:2], m.attribute(m.SIGNING_CERTIFICATE_V2, der.seq(
            der.seq(der.seq(der.octets(keys.digest("sha256", mine.der)), m.issuer_serial(w.clerk.certificate)))))]))
    attack("swapped-certificate", "the right one second", FAILED, "CMS-07", lambda data: m.cms(
        data, w.official, attributes=[*m.honest(data, w.official)[:2],
                                      m.signing_certificate(w.clerk.certificate, mine)]))
    attack("swapped-certificate", "an empty list", FAILED, "CMS-07", lambda data: m.cms(
        data, w.official, attributes=[*m.honest(data, w.official)[:2], m.signing_certificate()]))
    attack("swapped-certificate", "no signing-certificate at all in it", FAILED, "CMS-07", lambda data: m.cms(
        data, w.official, attributes=[*m.honest(data, w.official)[:2],
                                      m.attribute(m.SIGNING_CERTIFICATE_V2, der.utf8("x"))]))
    attack("swapped-certificate", "versions disagree, 1 wrong", FAILED, "CMS-07", lambda data: m.cms(
        data, w.official, more=[m.signing_certificate_v1(w.clerk.certificate)]))
    attack("swapped-certificate", "versions disagree, 2 wrong", FAILED, "CMS-07", lambda data: m.cms(
        data, w.official, attributes=[*m.honest(data, w.official)[:2], m.signing_certificate(w.clerk.certificate),
                                      m.signing_certificate_v1(mine)]))
    attack("swapped-certificate", "the key of another, same issuer and serial", FAILED, "VALUE|CMS-07", lambda data: m.cms(
        data, m.Signer(w.issuing.issue(mine.subject, w.insider.key, serial=mine.serial), w.issuing.chain(), key)))
    attack("swapped-certificate", "not there", DOUBT, "SIGNER",
           lambda data: m.cms(data, w.official, certificates=[w.issuing.certificate.der]))
    attack("swapped-certificate", "nobody there", DOUBT, "SIGNER",
           lambda data: m.cms(data, w.official, certificates=[]))
    attack("swapped-certificate", "only lists there", DOUBT, "SIGNER",
           lambda data: m.cms(data, w.official, certificates=[], lists=[w.root.revocation_list()]))
    attack("swapped-certificate", "serial of nobody", DOUBT, "SIGNER", lambda data: m.cms(
        data, w.official, sid=der.seq(mine.issuer, der.integer(1))))
    attack("swapped-certificate", "issuer in other letters", EITHER, "SIGNER|CMS-02c", lambda data: m.cms(
        data, w.official, sid=der.seq(pki.name(("C", "VN"), ("O", "THỬ NGHIỆM"), ("CN", "Cấp phát thử nghiệm")),
                                      mine.serial)))


# refuses: CMS-05, CMS-07c, VALUE (attributes)
# refuses: HASH, UNDONE (message-digest)
# refuses: CMS-05, CMS-06 (algorithm-protection)
def attributes(w, attack):
    def replaced(index, *instead):
        def build(data):
            made = m.honest(data, w.official)
            made[index : index + 1] = [i(data) if callable(i) else i for i in instead]
            return m.cms(data, w.official, attributes=made)
        return build

    def digest_value(*values):
        return lambda data: m.attribute(m.MESSAGE_DIGEST, *[
            v if isinstance(v, bytes) else v(keys.digest("sha256", data)) for v in values])

    right = der.octets
    wrong = der.octets(bytes(32))
    for name, index, instead in [
        ("content-type missing", 0, []), ("content-type twice", 0, [m.content_type(), m.content_type()]),
        ("content-type twice, one wrong", 0, [m.content_type(), m.content_type(m.SIGNED_DATA)]),
        ("content-type of two values", 0, [m.attribute(m.CONTENT_TYPE, der.oid(m.DATA), der.oid(m.SIGNED_DATA))]),
        ("content-type of no value", 0, [m.attribute(m.CONTENT_TYPE)]),
        ("content-type is text", 0, [m.attribute(m.CONTENT_TYPE, der.utf8(m.DATA))]),
        ("message-digest missing", 1, []), ("message-digest twice", 1, [digest_value(right), digest_value(right)]),
        ("message-digest twice, one wrong", 1, [digest_value(right), digest_value(wrong)]),
        ("message-digest of two values", 1, [digest_value(right, wrong)]),
        ("message-digest of two equal values", 1, [digest_value(right, right)]),
        ("message-digest of no value", 1, [m.attribute(m.MESSAGE_DIGEST)]),
        ("signing-certificate twice", 2, [m.signing_certificate(w.official.certificate)] * 2),
        ("signing-certificate twice, one wrong", 2, [m.signing_certificate(w.official.certificate),
                                                     m.signing_certificate(w.insider.certificate)]),
        ("signing-certificate of two values", 2, [m.attribute(m.SIGNING_CERTIFICATE_V2, *[
            der.seq(der.seq(m.ess_id(s.certificate))) for s in (w.official, w.insider)])]),
        ("signing-certificate of no value", 2, [m.attribute(m.SIGNING_CERTIFICATE_V2)]),
        ("signing-time twice", 2, [m.signing_certificate(w.official.certificate),
                                   m.attribute(m.SIGNING_TIME, der.time(pki.NOW)),
                                   m.attribute(m.SIGNING_TIME, der.time(pki.NOW - pki.DAY))]),
        ("signing-time of two values", 2, [m.signing_certificate(w.official.certificate), m.attribute(
            m.SIGNING_TIME, der.time(pki.NOW), der.time(pki.NOW - pki.DAY))]),
    ]:
        attack("attributes", name, FAILED, "CMS-05|CMS-01", replaced(index, *instead))
    for name, value in {
        "truncated to 31": lambda h: der.octets(h[:31]), "truncated to 16": lambda h: der.octets(h[:16]),
        "one octet more": lambda h: der.octets(h + b"\x00"), "empty": lambda h: der.octets(b""),
        "another": lambda h: wrong, "one bit": lambda h: der.octets(h[:31] + bytes([h[31] ^ 1])),
    }.items():
        attack("message-digest", name, FAILED, "HASH", replaced(1, digest_value(value)))
    for name, value in {"bit string": lambda h: der.bits(h), "text of it": lambda h: der.utf8(h.hex()),
                        "sequence": lambda h: der.seq(der.octets(h)), "integer": lambda h: der.tlv(2, b"\x01" + h)}.items():
        attack("message-digest", name, EITHER, "HASH|CMS-05|UNDONE", replaced(1, digest_value(value)))
    attack("message-digest", "of another algorithm", FAILED, "HASH", replaced(1, lambda data: m.message_digest(data, "sha384")))
    attack("message-digest", "of another file", FAILED, "HASH", lambda data: m.cms(b"another", w.official))
    attack("message-digest", "of the file with an end", FAILED, "HASH", lambda data: m.cms(data + b"\n", w.official))
    attack("attributes", "more than fit", FAILED, "CMS-05", lambda data: m.cms(
        data, w.official, more=[m.attribute(f"1.3.6.1.4.1.99999.{i}", der.null()) for i in range(60)]))
    attack("attributes", "thousands", EITHER, "CMS-05", lambda data: m.cms(
        data, w.official, more=[m.attribute(f"1.3.6.1.4.1.99999.{i}", der.null()) for i in range(3000)]), hole=256 << 10)
    attack("attributes", "removed after signing", FAILED, "VALUE", lambda data: m.cms(
        data, w.official, signed=der.set_of(*m.honest(data, w.official), m.attribute(m.SIGNING_TIME, der.time(pki.NOW)))))
    attack("attributes", "added after signing", FAILED, "VALUE", lambda data: m.cms(
        data, w.official, signed=der.set_of(*m.honest(data, w.official)),
        more=[m.attribute(m.SIGNING_TIME, der.time(pki.NOW))]))
    attack("attributes", "signing-certificate only unsigned", EITHER, "CMS-07c", lambda data: m.cms(
        data, m.Signer(w.issuing.issue(pki.name(("CN", "Khác")), w.official.key, serial=w.clerk.certificate.serial),
                       [], w.insider.key),
        attributes=m.honest(data, w.official)[:2], unsigned=[m.signing_certificate(w.official.certificate)]))

    sha256, sha512 = keys.digest_algorithm("sha256"), keys.digest_algorithm("sha512")
    rsa256, rsa512 = w.official.key.algorithm("sha256"), w.official.key.algorithm("sha512")
    for name, made in {
        "another digest": m.protection(sha512, rsa256), "another signature": m.protection(sha256, rsa512),
        "both other": m.protection(sha512, rsa512), "sha-1": m.protection(keys.digest_algorithm("sha1"), rsa256),
        "pss": m.protection(sha256, keys.pss_algorithm("sha256")), "text": m.attribute(m.PROTECTION, der.utf8("x")),
        "empty": m.attribute(m.PROTECTION, der.seq()), "digest only": m.attribute(m.PROTECTION, der.seq(sha256)),
        "a mac instead": m.attribute(m.PROTECTION, der.seq(sha256, b"\xa2" + rsa256[1:])),
        "something behind": m.attribute(m.PROTECTION, der.seq(sha256, b"\xa1" + rsa256[1:], der.null())),
    }.items():
        attack("algorithm-protection", name, FAILED, "CMS-06", lambda data, a=made: m.cms(data, w.official, more=[a]))
    attack("algorithm-protection", "twice", FAILED, "CMS-05", lambda data: m.cms(
        data, w.official, more=[m.protection(sha256, rsa256), m.protection(sha512, rsa512)]))


# refuses: CMS-07d, CMS-08, CMS-09 (weak-digest)
# refuses: CMS-02c, CMS-09, UNDONE, VALUE (algorithm-fit)
def algorithms(w, attack):
    official, clerk = w.official, w.clerk
    for weak in ("md5", "sha1"):
        attack("weak-digest", f"{weak} everywhere", DOUBT, "CMS-08",
               lambda data, d=weak: m.cms(data, official, hash_name=d))
        attack("weak-digest", f"{weak} as digestAlgorithm only", EITHER, "CMS-09|CMS-08", lambda data, d=weak: m.cms(
            data, official, digests=[keys.digest_algorithm(d)], digest_algorithm=keys.digest_algorithm(d),
            attributes=m.honest(data, official, d)))
        attack("weak-digest", f"{weak} as signature only", EITHER, "CMS-09|CMS-08", lambda data, d=weak: m.cms(
            data, official, algorithm=official.key.algorithm(d), forge=lambda over: official.key.sign(over, d)))
        attack("weak-digest", f"{weak} with rsaEncryption", DOUBT, "CMS-08", lambda data, d=weak: m.cms(
            data, official, hash_name=d, algorithm=keys.algorithm(keys.RSA_ENCRYPTION, der.null())))
        attack("weak-digest", f"{weak} names the certificate", DOUBT, "CMS-07d", lambda data, d=weak: m.cms(
            data, official, attributes=[*m.honest(data, official)[:2],
                                        m.signing_certificate(official.certificate, hash_name=d)]))
        attack("weak-digest", f"{weak} names the certificate and its serial", DOUBT, "CMS-07d", lambda data, d=weak: m.cms(
            data, official, attributes=[*m.honest(data, official)[:2], m.signing_certificate(
                official.certificate, hash_name=d, with_serial=True)]))
    attack("weak-digest", "sha1 with pss", DOUBT, "CMS-08", lambda data: m.cms(data, official, hash_name="sha1", scheme="pss"))
    attack("weak-digest", "sha1 with ecdsa", DOUBT, "CMS-08", lambda data: m.cms(data, clerk, hash_name="sha1"))

    # what goes together
    attack("algorithm-fit", "sha512 told outside", FAILED, "CMS-09",
           lambda data: m.cms(data, official, algorithm=official.key.algorithm("sha512")))
    attack("algorithm-fit", "sha512 told inside", FAILED, "CMS-09", lambda data: m.cms(
        data, official, digests=[keys.digest_algorithm("sha512")], digest_algorithm=keys.digest_algorithm("sha512"),
        attributes=m.honest(data, official, "sha512")))
    attack("algorithm-fit", "ecdsa with an rsa key", FAILED, "VALUE", lambda data: m.cms(
        data, official, algorithm=clerk.key.algorithm("sha256")))
    attack("algorithm-fit", "rsa with an ecdsa key", FAILED, "VALUE", lambda data: m.cms(
        data, clerk, algorithm=official.key.algorithm("sha256")))
    attack("algorithm-fit", "rsaEncryption without parameters", FAILED, "CMS-09", lambda data: m.cms(
        data, official, algorithm=keys.algorithm(keys.RSA_ENCRYPTION)))
    attack("algorithm-fit", "rsa with odd parameters", FAILED, "CMS-09", lambda data: m.cms(
        data, official, algorithm=keys.algorithm("1.2.840.113549.1.1.11", der.integer(1))))
    attack("algorithm-fit", "ecdsa with odd parameters", FAILED, "CMS-09", lambda data: m.cms(
        data, clerk, algorithm=keys.algorithm(keys.ECDSA_OIDS["sha256"], der.integer(1))))
    attack("algorithm-fit", "digest with odd parameters", EITHER, "CMS-09|CMS-02c", lambda data: m.cms(
        data, official, digest_algorithm=keys.digest_algorithm("sha256", der.integer(1))))
    for name, dotted in {"unknown": "1.3.6.1.4.1.99999.2", "hmac": "1.2.840.113549.2.9", "sha256": keys.DIGEST_OIDS["sha256"],
                         "none": "0.0", "rsa-oaep": "1.2.840.113549.1.1.7"}.items():
        attack("algorithm-fit", f"signature algorithm {name}", EITHER, "UNDONE|CMS-08|CMS-09", lambda data, o=dotted: m.cms(
            data, official, algorithm=keys.algorithm(o, der.null())))
    for name, dotted in {"unknown": "1.3.6.1.4.1.99999.3", "sha3-256": "2.16.840.1.101.3.4.2.8", "crc": "1.3.14.3.2.99",
                         "shake256": "2.16.840.1.101.3.4.2.12"}.items():
        attack("algorithm-fit", f"digest algorithm {name}", EITHER, "UNDONE|CMS-08|CMS-09", lambda data, o=dotted: m.cms(
            data, official, digests=[keys.algorithm(o)], digest_algorithm=keys.algorithm(o),
            algorithm=keys.algorithm(keys.RSA_ENCRYPTION, der.null())))


# refuses: VALUE (rsa-padding)
# refuses: VALUE (rsa-value)
def rsa_values(w, attack):
    """What Bleichenbacher's forgeries put into the block, here made with the right key: no reader may accept it."""
    key = w.official.key
    cheap = w.signer(w.official.certificate.subject, keys.rsa_key(2048, "cheap", 3))

    def with_block(block, who=w.official, **more):
        return lambda data: m.cms(data, who, forge=lambda over: key.raw(block(keys.digest("sha256", over))), **more)

    def info(h):
        return keys.digest_info(h, "sha256")

    def after(h, tail):
        return b"\x00\x01" + b"\xff" * 8 + b"\x00" + info(h) + tail * (key.size - 11 - len(info(h)))

    for name, block in {
        "garbage after the digest": lambda h: after(h, b"\x41"), "zeros after the digest": lambda h: after(h, b"\x00"),
        "one octet after the digest": lambda h: keys.pkcs1_block(info(h) + b"\x00", key.size),
        "block type 2": lambda h: keys.pkcs1_block(info(h), key.size, b"\x00\x02"),
        "block type 0": lambda h: keys.pkcs1_block(info(h), key.size, b"\x00\x00"),
        "padding not all ff": lambda h: keys.pkcs1_block(info(h), key.size).replace(b"\xff" * 9, b"\xff" * 8 + b"\xfe", 1),
        "a zero inside the padding": lambda h: keys.pkcs1_block(info(h), key.size).replace(b"\xff\xff", b"\xff\x00", 1),
        "no digest info": lambda h: keys.pkcs1_block(h, key.size),
        "digest info without null": lambda h: keys.pkcs1_block(der.seq(keys.digest_algorithm("sha256"), der.octets(h)), key.size),
        "garbage in the parameters": lambda h: keys.pkcs1_block(der.seq(keys.digest_algorithm(
            "sha256", der.octets(os.urandom(32))), der.octets(h)), key.size),
        "garbage beside the digest": lambda h: keys.pkcs1_block(der.seq(
            keys.digest_algorithm("sha256", der.null()), der.octets(h), der.octets(b"x" * 32)), key.size),
        "another hash named": lambda h: keys.pkcs1_block(der.seq(keys.digest_algorithm("sha384", der.null()), der.octets(h)), key.size),
        "long lengths": lambda h: keys.pkcs1_block(der.long_length(0x30, der.parts(info(h))[0][1], 1), key.size),
        "digest of the digest": lambda h: keys.pkcs1_block(info(keys.digest("sha256", h)), key.size),
        "digest too short": lambda h: keys.pkcs1_block(info(h[:20]), key.size),
        "a pss block": lambda h: keys.pss_block(h, "sha256", key.bits),
    }.items():
        attack("rsa-padding", name, FAILED, "VALUE", with_block(block))

    def cube_root_forgery(over):
        """No key at all: with e = 3 the cube of a number begins as a lax reader wants it."""
        start = b"\x00\x01" + b"\xff" * 8 + b"\x00" + info(keys.digest("sha256", over))
        target, low, high = int.from_bytes(start.ljust(256, b"\xff"), "big"), 0, 1 << 700
        while low < high:
            middle = (low + high + 1) // 2
            low, high = (middle, high) if middle**3 <= target else (low, middle - 1)
        assert (low**3).to_bytes(256, "big").startswith(start)
        return low.to_bytes(256, "big")

    attack("rsa-padding", "a forged cube root", FAILED, "VALUE", lambda data: m.cms(data, cheap, forge=cube_root_forgery))
    for name, change in {
        "zero": lambda v: bytes(256), "one": lambda v: (1).to_bytes(256, "big"),
        "the modulus": lambda v: key.n.to_bytes(256, "big"), "the modulus less one": lambda v: (key.n - 1).to_bytes(256, "big"),
        "one octet longer": lambda v: b"\x00" + v, "one octet shorter": lambda v: v[:-1], "one octet behind": lambda v: v + b"\x00",
        "empty": lambda v: b"", "one bit": lambda v: v[:-1] + bytes([v[-1] ^ 1]), "reversed": lambda v: v[::-1],
        "plus the modulus": lambda v: (int.from_bytes(v, "big") + key.n).to_bytes(257, "big")[-257:],
        "negative": lambda v: (key.n - int.from_bytes(v, "big")).to_bytes(256, "big"),
        "very long": lambda v: v * 8,
    }.items():
        attack("rsa-value", name, EITHER, "VALUE|UNDONE", lambda data, c=change: m.cms(
            data, w.official, forge=lambda over: c(key.sign(over))))


# refuses: CMS-09b (pss-parameters)
# refuses: VALUE (pss-value)
def pss(w, attack):
    key = w.official.key

    def made(algorithm, **how):
        def build(data):
            return m.cms(data, w.official, algorithm=algorithm, forge=lambda over: key.raw(keys.pss_block(
                keys.digest("sha256", over), "sha256", key.bits, **how)))
        return build

    plain = keys.pss_algorithm("sha256")
    for name, build in {
        "no salt": made(keys.pss_algorithm("sha256", salt=0), salt_size=0),
        "short salt": made(keys.pss_algorithm("sha256", salt=20), salt_size=20),
        "long salt": made(keys.pss_algorithm("sha256", salt=64), salt_size=64),
        "negative salt": made(keys.pss_algorithm("sha256", salt=-1)), "huge salt": made(keys.pss_algorithm("sha256", salt=1 << 40)),
        "mgf with sha1": made(keys.pss_algorithm("sha256", mgf_hash="sha1"), mgf_hash="sha1"),
        "mgf with sha512": made(keys.pss_algorithm("sha256", mgf_hash="sha512"), mgf_hash="sha512"),
        "trailer 2": made(keys.pss_algorithm("sha256", trailer=2)), "trailer 0": made(keys.pss_algorithm("sha256", trailer=0)),
        "hash of another": made(keys.pss_algorithm("sha512")), "no parameters": made(keys.algorithm(keys.PSS)),
        "null parameters": made(keys.algorithm(keys.PSS, der.null())),
        "default parameters": made(keys.algorithm(keys.PSS, der.seq())), "text as parameters": made(keys.algorithm(keys.PSS, der.utf8("x"))),
        "another mask function": made(keys.algorithm(keys.PSS, der.seq(
            der.explicit(0, keys.digest_algorithm("sha256", der.null())),
            der.explicit(1, keys.algorithm("1.2.840.113549.1.1.9", keys.digest_algorithm("sha256", der.null()))),
            der.explicit(2, der.integer(32))))),
    }.items():
        attack("pss-parameters", name, EITHER, "CMS-09b|CMS-09", build)
    for name, build in {
        "salt not as told": made(plain, salt_size=20), "mask not as told": made(plain, mgf_hash="sha1"),
        "trailer not as told": made(plain, end=0xCC),
        "a version 1.5 value": lambda data: m.cms(data, w.official, algorithm=plain, forge=lambda over: key.sign(over)),
        "told as version 1.5": lambda data: m.cms(data, w.official, forge=lambda over: key.sign(over, "sha256", "pss")),
    }.items():
        attack("pss-value", name, FAILED, "VALUE", build)


# refuses: VALUE (ecdsa-value)
# refuses: CMS-08, X5-04 (ecdsa-curve)
def ecdsa(w, attack):
    key = w.clerk.key
    order = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551

    def changed(change):
        return lambda data: m.cms(data, w.clerk, forge=lambda over: change(*utils.decode_dss_signature(key.sign(over))))

    def pair(r, s):
        return der.seq(der.integer(r), der.integer(s))

    for name, change in {
        "r zero": lambda r, s: pair(0, s), "s zero": lambda r, s: pair(r, 0), "both zero": lambda r, s: pair(0, 0),
        "r is the order": lambda r, s: pair(order, s), "s is the order": lambda r, s: pair(r, order),
        "r plus the order": lambda r, s: pair(r + order, s), "s plus the order": lambda r, s: pair(r, s + order),
        "r negative": lambda r, s: pair(-r, s), "s negative": lambda r, s: pair(r, -s),
        "r minus the order": lambda r, s: pair(r - order, s), "swapped": lambda r, s: pair(s, r), "ones": lambda r, s: pair(1, 1),
        "r with a zero before": lambda r, s: der.seq(der.tlv(2, b"\x00\x00" + r.to_bytes(32, "big")), der.integer(s)),
        "r without its zero": lambda r, s: der.seq(der.tlv(2, (r | 1 << 255).to_bytes(32, "big")), der.integer(s)),
        "long length": lambda r, s: der.long_length(0x30, der.integer(r) + der.integer(s), 1),
        "indefinite length": lambda r, s: der.indefinite(0x30, der.integer(r), der.integer(s)),
        "something behind": lambda r, s: pair(r, s) + b"\x00", "something inside": lambda r, s: der.seq(
            der.integer(r), der.integer(s), der.null()), "three numbers": lambda r, s: der.seq(der.integer(r), der.integer(s), der.integer(1)),
        "raw": lambda r, s: r.to_bytes(32, "big") + s.to_bytes(32, "big"), "empty": lambda r, s: b"",
        "as octets": lambda r, s: der.seq(der.octets(r.to_bytes(32, "big")), der.octets(s.to_bytes(32, "big"))),
        "huge": lambda r, s: pair(r << 4000, s),
    }.items():
        attack("ecdsa-value", name, FAILED, "VALUE", changed(change))
    for curve, bits in ((ec.SECP256K1, 256), (ec.SECP224R1, 224), (ec.SECP192R1, 192), (ec.BrainpoolP256R1, 256)):
        signer = w.signer(w.clerk.certificate.subject, keys.ec_key(curve, "odd"))
        attack("ecdsa-curve", curve.__name__.lower(), EITHER, "CMS-08|X5-04|X5-07", lambda data, s=signer: m.cms(data, s))
    attack("ecdsa-curve", "explicit parameters", EITHER, "CMS-08|X5-04|X5-07", lambda data, s=explicit(w): m.cms(data, s))


def explicit(w):
    """The parameters of P-256 written out (RFC 3279 2.3.5): whoever may choose them may choose the generator."""
    p = 0xFFFFFFFF00000001000000000000000000000000FFFFFFFFFFFFFFFFFFFFFFFF
    b = 0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B
    n = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
    g = bytes.fromhex("046b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296"
                      "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5")
    parameters = der.seq(der.integer(1), der.seq(der.oid("1.2.840.10045.1.1"), der.integer(p)),
                         der.seq(der.octets((p - 3).to_bytes(32, "big")), der.octets(b.to_bytes(32, "big"))),
                         der.octets(g), der.integer(n), der.integer(1))
    point = der.parts(der.parts(w.clerk.key.spki)[0][1])[1][1]
    spki = der.seq(keys.algorithm("1.2.840.10045.2.1", parameters), der.tlv(3, point))
    return w.signer(w.clerk.certificate.subject, w.clerk.key, spki=spki)


# refuses: CMS-01, PDF-36 (trailing)
# refuses: CMS-01, PDF-37, VALUE (envelope)
# refuses: CMS-01, CMS-03 (other-type)
# refuses: CMS-02c (versions)
# refuses: CMS-02c (digest-algorithms)
def envelope(w, attack):
    def honest(data):
        return m.cms(data, w.official)

    for name, tail in {"an octet": b"\x01", "text": b"trailing", "an end of contents": b"\x00\x01", "another cms": None,
                       "after zeros": bytes(100) + b"x", "null": der.null()}.items():
        attack("trailing", name, FAILED, "CMS-01", lambda data, t=tail: honest(data) + (honest(data) if t is None else t))
    attack("trailing", "the rest of the hole", FAILED, "CMS-01", honest, padding=b"\xff")
    attack("trailing", "spaces", FAILED, "CMS-01", honest, padding=b" ")
    attack("trailing", "one octet at the end of the hole", FAILED, "CMS-01",
           lambda data: honest(data).ljust(16 * 1024 - 1, b"\x00") + b"\x01")
    for name, change in {
        "a set that is not constructed": lambda c: c.replace(b"\x31\x0d\x30\x0b", b"\x11\x0d\x30\x0b", 1),
        "a sequence that is not constructed": lambda c: c.replace(b"\x31\x0d\x30\x0b", b"\x31\x0d\x10\x0b", 1),
        "cut": lambda c: c[:-100], "half": lambda c: c[: len(c) // 2], "one octet": lambda c: b"\x30", "length beyond": lambda c:
            b"\x30\x84\x7f\xff\xff\xff" + c[4:], "length of nine octets": lambda c: b"\x30\x89" + bytes(8) + b"\x10" + c[4:],
        "no content info": lambda c: der.parts(der.parts(c)[0][1])[1][1], "inside an octet string": der.octets,
        "a certificate": lambda c: w.official.certificate.der, "a revocation list": lambda c: w.root.revocation_list(),
        "text": lambda c: b"signed, the minister", "pem": lambda c: b"-----BEGIN PKCS7-----\nMAA=\n-----END PKCS7-----\n",
        "nothing": lambda c: b"", "an empty sequence": lambda c: der.seq(), "end of contents": lambda c: b"\x00\x00\x01",
        "explicit tag left out": lambda c: der.seq(der.oid(m.SIGNED_DATA), der.parts(der.parts(c)[0][1])[1][1]),
        "type twice": lambda c: der.seq(der.oid(m.SIGNED_DATA), der.oid(m.SIGNED_DATA), der.explicit(0, der.parts(der.parts(c)[0][1])[1][1])),
        "never ending": lambda c: b"\x30\x80" * 4000,
    }.items():
        attack("envelope", name, EITHER, "CMS-01|UNDONE|PDF-36|PDF-37|VALUE", lambda data, f=change: f(honest(data)))
    for name, dotted in OTHER_TYPES.items():
        attack("other-type", name, FAILED, "CMS-01", lambda data, o=dotted: der.seq(
            der.oid(o), der.explicit(0, der.parts(der.parts(honest(data))[0][1])[1][1])))
        if name not in ("time-stamp-info", "unknown", "data"):
            attack("other-type", f"{name} of its own shape", FAILED, "CMS-01", lambda data, o=dotted: der.seq(
                der.oid(o), der.explicit(0, der.seq(der.integer(0), der.set_of(), der.seq(der.oid(m.DATA))))))
    attack("other-type", "data with a cms inside", FAILED, "CMS-01",
           lambda data: der.seq(der.oid(m.DATA), der.explicit(0, der.octets(honest(data)))))
    attack("other-type", "signed data in signed data", FAILED, "CMS-03", lambda data: m.cms(
        data, w.insider, content_oid=m.SIGNED_DATA, version=3, content=der.octets(honest(data))))
    for version in (0, 2, 4, 5, -1, 256):
        attack("versions", f"signed data {version}", EITHER, "CMS-02c|CMS-01", lambda data, v=version: m.cms(
            data, w.official, version=v))
        attack("versions", f"signer {version}", EITHER, "CMS-02c|CMS-01", lambda data, v=version: m.signed_data(
            [m.signer_info(data, w.official, version=v)], w.official.certificates(), version=1))
    attack("versions", "signer 3 by serial", DOUBT, "CMS-02c", lambda data: m.signed_data(
        [m.signer_info(data, w.official, version=3)], w.official.certificates(), version=1))
    attack("versions", "signer 1 by key id", DOUBT, "CMS-02c", lambda data: m.signed_data(
        [m.signer_info(data, w.official, version=1, sid=m.by_key_id(w.official.certificate))], w.official.certificates(), version=3))
    attack("versions", "signed data 1 by key id", DOUBT, "CMS-02c", lambda data: m.signed_data(
        [m.signer_info(data, w.official, sid=m.by_key_id(w.official.certificate))], w.official.certificates(), version=1))
    for name, digests in {"none": [], "another": [keys.digest_algorithm("sha512")], "weak ones": [
            keys.digest_algorithm("md5"), keys.digest_algorithm("sha1")], "odd parameters": [keys.digest_algorithm(
                "sha256", der.octets(b"x"))]}.items():
        attack("digest-algorithms", name, EITHER, "CMS-02c", lambda data, d=digests: m.cms(data, w.official, digests=d))


# refuses: CMS-01, CMS-02b, CMS-11, SIGNER (size)
def size(w, attack):
    def nested(depth, tag=0x30):
        value = der.null()
        for _ in range(depth):
            value = der.tlv(tag, value)
        return value

    for depth in (40, 1000, 5000):
        attack("size", f"unsigned attribute {depth} deep", EITHER, "CMS-11|CMS-01", lambda data, d=depth: m.cms(
            data, w.official, unsigned=[m.attribute("1.3.6.1.4.1.99999.4", nested(d))]), hole=64 << 10)
        attack("size", f"signed attribute {depth} deep", EITHER, "CMS-11|CMS-01", lambda data, d=depth: m.cms(
            data, w.official, more=[m.attribute("1.3.6.1.4.1.99999.4", nested(d))]), hole=64 << 10)
        attack("size", f"constructed string {depth} deep", EITHER, "CMS-11|CMS-01|CMS-05b", lambda data, d=depth: m.cms(
            data, w.official, unsigned=[m.attribute("1.3.6.1.4.1.99999.4", nested(d, 0x24))]), hole=64 << 10)
    attack("size", "an identifier of many arcs", EITHER, "CMS-11|CMS-01", lambda data: m.cms(
        data, w.official, unsigned=[m.attribute("1.3.6.1.4.1.99999" + ".1" * 5000, der.null())]), hole=64 << 10)
    attack("size", "an integer of 60 KiB", EITHER, "CMS-11|CMS-01", lambda data: m.cms(
        data, w.official, unsigned=[m.attribute("1.3.6.1.4.1.99999.5", der.integer(1 << 480000))]), hole=128 << 10)
    attack("size", "seventeen certificates", DOUBT, "CMS-02b", lambda data: m.cms(
        data, w.official, certificates=w.official.certificates() + [
            w.issuing.issue(w.official.certificate.subject, w.clerk.key).der for _ in range(20)]))
    attack("size", "a certificate of 100 KiB", EITHER, "CMS-02b|CMS-11|SIGNER|CMS-01|PROCESS", lambda data: m.cms(
        data, m.Signer(w.issuing.issue(w.official.certificate.subject, w.official.key, extensions=[
            *pki.SIGNER, pki.extension("1.3.6.1.4.1.99999.6", os.urandom(100 << 10))]), w.issuing.chain())), hole=128 << 10)
    attack("size", "ten thousand empty sets", EITHER, "CMS-11|CMS-01|CMS-02|CMS-02c|UNDONE|HASH|VALUE|SIGNER", lambda data: m.signed_data(
        [der.set_of()] * 10000, w.official.certificates()), hole=128 << 10)


def cases(w, attack):
    for group in (signers, content, no_attributes, swapped, attributes, algorithms, rsa_values, pss, ecdsa, envelope, size):
        group(w, attack)
