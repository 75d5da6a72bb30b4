# SPDX-License-Identifier: Apache-2.0
"""cms_pki.py - certificates and revocation lists, written octet by octet (RFC 5280), so that they may be wrong."""

import datetime

import cms_der as der
import cms_keys as keys

NOW = datetime.datetime.utcnow().replace(microsecond=0)
DAY = datetime.timedelta(days=1)

NAME_OIDS = {"C": "2.5.4.6", "L": "2.5.4.7", "ST": "2.5.4.8", "O": "2.5.4.10", "OU": "2.5.4.11", "CN": "2.5.4.3",
             "UID": "0.9.2342.19200300.100.1.1", "EMAIL": "1.2.840.113549.1.9.1"}
EKU_OIDS = {"clientAuth": "1.3.6.1.5.5.7.3.2", "serverAuth": "1.3.6.1.5.5.7.3.1", "codeSigning": "1.3.6.1.5.5.7.3.3",
            "emailProtection": "1.3.6.1.5.5.7.3.4", "timeStamping": "1.3.6.1.5.5.7.3.8",
            "OCSPSigning": "1.3.6.1.5.5.7.3.9", "smartcardLogin": "1.3.6.1.4.1.311.20.2.2",
            "documentSigning": "1.3.6.1.5.5.7.3.36", "msDocumentSigning": "1.3.6.1.4.1.311.10.3.12", "any": "2.5.29.37.0"}
USAGES = ["digitalSignature", "nonRepudiation", "keyEncipherment", "dataEncipherment", "keyAgreement", "keyCertSign",
          "cRLSign"]


def name(*pairs, string=der.utf8):
    """name(("CN", "A"), ...); a value that is bytes is the DER of it."""
    def one(kind, value):
        text = value if isinstance(value, bytes) else (der.printable if kind == "C" else string)(value)
        return der.set_of(der.seq(der.oid(NAME_OIDS[kind]), text))
    return der.seq(*[one(kind, value) for kind, value in pairs])


# --- extensions ---


def extension(dotted, value, critical=False):
    return der.seq(der.oid(dotted), *([der.boolean(True)] if critical else []), der.octets(value))


def constraints(ca, path=None, critical=True):
    inside = ([der.boolean(True)] if ca else []) + ([] if path is None else [der.integer(path)])
    return extension("2.5.29.19", der.seq(*inside), critical)


def usage(*names, critical=True):
    value = sum(0x80 >> USAGES.index(n) for n in names)
    return extension("2.5.29.15", der.bits(bytes([value]), (value & -value).bit_length() - 1), critical)


def extended_usage(*names, critical=False):
    return extension("2.5.29.37", der.seq(*[der.oid(EKU_OIDS[n]) for n in names]), critical)


def key_id(key):
    return extension("2.5.29.14", der.octets(key.key_id()))


def authority_id(key):
    return extension("2.5.29.35", der.seq(der.implicit(0, key.key_id())))


def policies(*dotted):
    return extension("2.5.29.32", der.seq(*[der.seq(der.oid(d)) for d in dotted]))


def alternative_mail(address):
    return extension("2.5.29.17", der.seq(der.implicit(1, address.encode())))


def permitted_names(*subtrees, excluded=False):
    """Of GeneralNames."""
    trees = [der.seq(t) for t in subtrees]
    return extension("2.5.29.30", der.seq(der.explicit(1 if excluded else 0, *trees)), critical=True)


def directory_name(n):
    return der.explicit(4, n)


CA = [constraints(True), usage("keyCertSign", "cRLSign")]
SIGNER = [constraints(False), usage("digitalSignature", "nonRepudiation"), extended_usage("clientAuth", "emailProtection")]

# --- certificates ---


class Certificate:
    def __init__(self, der_bytes, subject, issuer, serial, key):
        self.der, self.subject, self.issuer, self.serial, self.key = der_bytes, subject, issuer, serial, key

    def issuer_and_serial(self):
        return der.seq(self.issuer, self.serial)


def certificate(subject, key, issuer, issuer_key, *, serial=None, extensions=SIGNER, identifiers=True, version=2,
                hash_name="sha256", scheme="default", since=NOW - 30 * DAY, until=NOW + 365 * DAY, times=None,
                signature=None, outer=None, spki=None):
    """`issuer`: its name. `identifiers`: subject and authority key identifiers too. `outer`: the algorithm told outside."""
    serial = der.integer(next_serial()) if serial is None else serial
    algorithm = issuer_key.algorithm(hash_name, scheme)
    all_extensions = [*extensions, *([key_id(key), authority_id(issuer_key)] if identifiers else [])]
    tbs = der.seq(
        *([der.explicit(0, der.integer(version))] if version > 0 else []), serial, algorithm, issuer,
        times or der.seq(der.time(since), der.time(until)), subject, spki or key.spki,
        *([der.explicit(3, der.seq(*all_extensions))] if version == 2 and all_extensions else []))
    value = signature or issuer_key.sign(tbs, hash_name, scheme)
    return Certificate(der.seq(tbs, outer or algorithm, der.bits(value)), subject, issuer, serial, key)


def next_serial(counter=[0x5EA1000]):
    counter[0] += 1
    return counter[0]


class Authority:
    """A certification authority; the root when it has no parent. Its list of revoked certificates is made last."""

    def __init__(self, title, parent=None, key=None, **more):
        self.key = key or keys.ec_key(name=title)
        self.name = name(("C", "VN"), ("O", "Thử nghiệm"), ("CN", title))
        self.parent = parent or self
        self.certificate = certificate(self.name, self.key, self.parent.name, self.parent.key,
                                       **{"extensions": CA, "until": NOW + 3650 * DAY, **more})
        self.revoked = []
        self.list_options = {}

    def issue(self, subject, key, **more):
        return certificate(subject, key, self.name, self.key, **more)

    def chain(self):
        """Below the root, issuer first."""
        return [] if self.parent is self else [self.certificate, *self.parent.chain()]

    def revocation_list(self):
        return revocation_list(self.name, self.key, self.revoked, **self.list_options)


def revocation_list(issuer, key, revoked=(), *, since=NOW - DAY, until=NOW + 30 * DAY, hash_name="sha256", extensions=()):
    algorithm = key.algorithm(hash_name)
    entries = [der.seq(serial, der.time(NOW - 2 * DAY)) for serial in revoked]
    tbs = der.seq(der.integer(1), algorithm, issuer, der.time(since), *([der.time(until)] if until else []),
                  *([der.seq(*entries)] if entries else []),
                  *([der.explicit(0, der.seq(*extensions))] if extensions else []))
    return der.seq(tbs, algorithm, der.bits(key.sign(tbs, hash_name)))
