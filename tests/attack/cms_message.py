# SPDX-License-Identifier: Apache-2.0
"""cms_message.py - SignedData (RFC 5652) piece by piece: whatever is not told is what an honest signer writes."""

import cms_der as der
import cms_keys as keys

DATA = "1.2.840.113549.1.7.1"
SIGNED_DATA = "1.2.840.113549.1.7.2"
CONTENT_TYPE = "1.2.840.113549.1.9.3"
MESSAGE_DIGEST = "1.2.840.113549.1.9.4"
SIGNING_TIME = "1.2.840.113549.1.9.5"
COUNTER_SIGNATURE = "1.2.840.113549.1.9.6"
PROTECTION = "1.2.840.113549.1.9.52"
SIGNING_CERTIFICATE = "1.2.840.113549.1.9.16.2.12"
SIGNING_CERTIFICATE_V2 = "1.2.840.113549.1.9.16.2.47"


class Signer:
    """Who signs: a certificate, its key, and the certificates above it."""

    def __init__(self, certificate, chain=(), key=None):
        self.certificate, self.chain, self.key = certificate, list(chain), key or certificate.key

    def certificates(self):
        return [self.certificate.der, *[c.der for c in self.chain]]


# --- signed attributes ---


def attribute(dotted, *values):
    return der.seq(der.oid(dotted), der.set_of(*values))


def content_type(dotted=DATA):
    return attribute(CONTENT_TYPE, der.oid(dotted))


def message_digest(data, hash_name="sha256"):
    return attribute(MESSAGE_DIGEST, der.octets(keys.digest(hash_name, data)))


def issuer_serial(certificate):
    return der.seq(der.seq(der.explicit(4, certificate.issuer)), certificate.serial)


def ess_id(certificate, hash_name="sha256", with_serial=False):
    algorithm = [] if hash_name == "sha256" else [keys.digest_algorithm(hash_name)]  # = RFC 5035 4: the default is left out
    return der.seq(*algorithm, der.octets(keys.digest(hash_name, certificate.der)),
                   *([issuer_serial(certificate)] if with_serial else []))


def signing_certificate(*certificates, hash_name="sha256", with_serial=False):
    return attribute(SIGNING_CERTIFICATE_V2,
                     der.seq(der.seq(*[ess_id(c, hash_name, with_serial) for c in certificates])))


def signing_certificate_v1(*certificates, with_serial=False):
    ids = [der.seq(der.octets(keys.digest("sha1", c.der)), *([issuer_serial(c)] if with_serial else []))
           for c in certificates]
    return attribute(SIGNING_CERTIFICATE, der.seq(der.seq(*ids)))


def protection(digest_algorithm, signature_algorithm):
    return attribute(PROTECTION, der.seq(digest_algorithm, b"\xa1" + signature_algorithm[1:]))


def honest(data, signer, hash_name="sha256"):
    return [content_type(), message_digest(data, hash_name), signing_certificate(signer.certificate)]


# --- SignerInfo and SignedData ---


def by_serial(certificate):
    return certificate.issuer_and_serial()


def by_key_id(certificate):
    return der.implicit(0, certificate.key.key_id())


def signer_info(data, signer, *, hash_name="sha256", scheme="default", version=None, sid=None, digest_algorithm=None,
                algorithm=None, attributes=None, more=(), in_order=True, as_written=False, empty=False, signed=None,
                value=None, unsigned=(), forge=None):
    """
    `attributes`: instead of the honest ones; [] for none at all, and not even an empty set unless `empty`. `more`: beside
    them. `in_order`: of their DER; if not, `as_written` tells how they are signed. `signed`: the bytes that the value is over. `value`: the value itself. `forge`: from the signed bytes to the value.
    `unsigned`: attributes.
    """
    attributes = honest(data, signer, hash_name) if attributes is None else attributes
    written = sorted([*attributes, *more]) if in_order else [*attributes, *more]
    over = signed if signed is not None else data
    if signed is None and written:
        over = der.as_written(*written) if as_written else der.set_of(*written)
    if value is None:
        value = forge(over) if forge else signer.key.sign(over, hash_name, scheme)
    sid = by_serial(signer.certificate) if sid is None else sid
    version = version if version is not None else (3 if sid[0] == 0x80 else 1)
    return der.seq(
        der.integer(version), sid, digest_algorithm or keys.digest_algorithm(hash_name),
        *([der.explicit(0, *written)] if written or empty else []),
        algorithm or signer.key.algorithm(hash_name, scheme), der.octets(value),
        *([der.explicit(1, *sorted(unsigned))] if unsigned else []))


def signed_data(infos, certificates, *, version=None, digests=None, content=None, content_oid=DATA, lists=(),
                content_info_oid=SIGNED_DATA):
    """`content`: the DER of an embedded one. `certificates`: DER, sorted unless they are a tuple."""
    certificates = list(certificates) if isinstance(certificates, tuple) else sorted(certificates)
    digests = [keys.digest_algorithm("sha256")] if digests is None else digests
    by_id = any(der.parts(der.parts(i)[0][1])[0][1] == b"\x03" for i in infos if i[:1] == b"\x30")
    version = version if version is not None else (3 if by_id else 1)
    return der.seq(der.oid(content_info_oid), der.explicit(0, der.seq(
        der.integer(version), der.set_of(*digests),
        der.seq(der.oid(content_oid), *([der.explicit(0, content)] if content is not None else [])),
        *([der.explicit(0, *certificates)] if certificates else []),
        *([der.explicit(1, *lists)] if lists else []),
        der.as_written(*infos))))


def cms(data, signer, *, certificates=None, version=None, digests=None, content=None, content_oid=DATA, lists=(),
        **info):
    """One signer's CMS; the rest is for signer_info."""
    digests = [keys.digest_algorithm(info.get("hash_name", "sha256"))] if digests is None else digests
    return signed_data([signer_info(data, signer, **info)],
                       signer.certificates() if certificates is None else certificates,
                       version=version, digests=digests, content=content, content_oid=content_oid, lists=lists)


def indefinite_outside(message):
    """The same CMS with indefinite lengths down to certificates, lists and signed attributes, which stay DER."""
    def inside(tag, content, depth):
        as_it_is = not tag & 0x20 or depth == 0
        return der.tlv(tag, content) if as_it_is else der.indefinite(tag, *[inside(*p, depth - 1) for p in der.parts(content)])

    (kind, (_, wrapped)) = der.parts(der.parts(message)[0][1])
    version, digests, content, *rest = der.parts(der.parts(wrapped)[0][1])
    return der.indefinite(0x30, der.tlv(*kind), der.indefinite(0xA0, der.indefinite(
        0x30, der.tlv(*version), inside(*digests, 2), inside(*content, 1), *[
            inside(*r, 2 if r[0] == 0x31 else 1) for r in rest])))
