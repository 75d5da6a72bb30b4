# SPDX-License-Identifier: Apache-2.0
"""cms_keys.py - keys and signature values, right and wrong ones (RFC 8017, RFC 3279, RFC 4055)."""

import functools
import hashlib
import os

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed25519, rsa, utils

import cms_der as der

DIGEST_OIDS = {
    "md5": "1.2.840.113549.2.5",
    "sha1": "1.3.14.3.2.26",
    "sha224": "2.16.840.1.101.3.4.2.4",
    "sha256": "2.16.840.1.101.3.4.2.1",
    "sha384": "2.16.840.1.101.3.4.2.2",
    "sha512": "2.16.840.1.101.3.4.2.3",
}
RSA_ENCRYPTION = "1.2.840.113549.1.1.1"
PSS = "1.2.840.113549.1.1.10"
MGF1 = "1.2.840.113549.1.1.8"
RSA_OIDS = {"md5": 4, "sha1": 5, "sha224": 14, "sha256": 11, "sha384": 12, "sha512": 13}
ECDSA_OIDS = {
    "sha1": "1.2.840.10045.4.1",
    "sha224": "1.2.840.10045.4.3.1",
    "sha256": "1.2.840.10045.4.3.2",
    "sha384": "1.2.840.10045.4.3.3",
    "sha512": "1.2.840.10045.4.3.4",
}
HASHES = {"sha1": hashes.SHA1, "sha224": hashes.SHA224, "sha256": hashes.SHA256, "sha384": hashes.SHA384,
          "sha512": hashes.SHA512}


def digest(name, data):
    return hashlib.new(name, data).digest()


def algorithm(dotted, *parameters):
    return der.seq(der.oid(dotted), *parameters)


def digest_algorithm(name, *parameters):
    """Without parameters, as RFC 5754 2 has it."""
    return algorithm(DIGEST_OIDS[name], *parameters)


def pss_algorithm(hash_name, mgf_hash=None, salt=None, trailer=None):
    mgf = algorithm(MGF1, digest_algorithm(mgf_hash or hash_name, der.null()))
    salt = hashlib.new(hash_name).digest_size if salt is None else salt
    return algorithm(PSS, der.seq(
        der.explicit(0, digest_algorithm(hash_name, der.null())), der.explicit(1, mgf), der.explicit(2, der.integer(salt)),
        *([der.explicit(3, der.integer(trailer))] if trailer is not None else [])))


def mgf1(seed, size, hash_name):
    out = b""
    while len(out) < size:
        out += digest(hash_name, seed + (len(out) // hashlib.new(hash_name).digest_size).to_bytes(4, "big"))
    return out[:size]


def pss_block(hashed, hash_name, bits, salt_size=None, mgf_hash=None, end=0xBC):
    """EMSA-PSS (RFC 8017 9.1.1)."""
    size = (bits - 1 + 7) // 8
    salt = os.urandom(len(hashed) if salt_size is None else salt_size)
    h = digest(hash_name, bytes(8) + hashed + salt)
    db = (b"\x01" + salt).rjust(size - len(h) - 1, b"\x00")
    masked = bytearray(a ^ b for a, b in zip(db, mgf1(h, len(db), mgf_hash or hash_name)))
    masked[0] &= 0xFF >> (8 * size - (bits - 1))
    return bytes(masked) + h + bytes([end])


def digest_info(hashed, hash_name):
    return der.seq(digest_algorithm(hash_name, der.null()), der.octets(hashed))


def pkcs1_block(info, size, start=b"\x00\x01"):
    """EMSA-PKCS1-v1_5 (RFC 8017 9.2) around a DigestInfo."""
    return start + b"\xff" * (size - len(start) - 1 - len(info)) + b"\x00" + info


class Key:
    """A private key; `spki` may be replaced, to certify something else."""

    def __init__(self, private):
        self.private = private
        self.spki = private.public_key().public_bytes(serialization.Encoding.DER,
                                                      serialization.PublicFormat.SubjectPublicKeyInfo)
        self.is_rsa = isinstance(private, rsa.RSAPrivateKey)
        if self.is_rsa:
            numbers = private.private_numbers()
            self.n, self.e, self.numbers = numbers.public_numbers.n, numbers.public_numbers.e, numbers
            self.bits = self.n.bit_length()
            self.size = (self.bits + 7) // 8

    def key_id(self):
        _, content = der.parts(self.spki)[0]
        return digest("sha1", der.parts(content)[1][1][1:])

    def raw(self, block):
        """RSASP1: any block at all."""
        value, k = int.from_bytes(block, "big"), self.numbers
        second = pow(value, k.dmq1, k.q)
        first = (pow(value, k.dmp1, k.p) - second) * k.iqmp % k.p
        return (second + k.q * first).to_bytes(self.size, "big")

    def sign(self, data, hash_name="sha256", scheme="default"):
        hashed = digest(hash_name, data)
        if isinstance(self.private, dsa.DSAPrivateKey):
            return self.private.sign(hashed, utils.Prehashed(HASHES[hash_name]()))
        if isinstance(self.private, ed25519.Ed25519PrivateKey):
            return self.private.sign(data)
        if not self.is_rsa:
            return self.private.sign(hashed, ec.ECDSA(utils.Prehashed(HASHES[hash_name]())))
        if scheme == "pss":
            return self.raw(pss_block(hashed, hash_name, self.bits))
        return self.raw(pkcs1_block(digest_info(hashed, hash_name), self.size))

    def algorithm(self, hash_name="sha256", scheme="default"):
        if isinstance(self.private, dsa.DSAPrivateKey):
            return algorithm("2.16.840.1.101.3.4.3.2")
        if isinstance(self.private, ed25519.Ed25519PrivateKey):
            return algorithm("1.3.101.112")
        if not self.is_rsa:
            return algorithm(ECDSA_OIDS[hash_name])
        if scheme == "pss":
            return pss_algorithm(hash_name)
        return algorithm(f"1.2.840.113549.1.1.{RSA_OIDS[hash_name]}", der.null())


@functools.lru_cache(maxsize=None)
def rsa_key(bits=2048, name="", e=65537):
    """The same for the same arguments, within one run."""
    return Key(rsa.generate_private_key(e, bits))


@functools.lru_cache(maxsize=None)
def ec_key(curve=ec.SECP256R1, name=""):
    return Key(ec.generate_private_key(curve()))


@functools.lru_cache(maxsize=None)
def dsa_key():
    return Key(dsa.generate_private_key(2048))


@functools.lru_cache(maxsize=None)
def ed25519_key():
    return Key(ed25519.Ed25519PrivateKey.generate())


def rsa_spki(n, e):
    return der.seq(algorithm(RSA_ENCRYPTION, der.null()), der.bits(der.seq(der.integer(n), der.integer(e))))
