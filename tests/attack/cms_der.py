# SPDX-License-Identifier: Apache-2.0
"""cms_der.py - writes DER (X.690), and on request what is none: every octet is the caller's to choose."""


def length(n):
    """The shortest definite length."""
    if n < 128:
        return bytes([n])
    octets = n.to_bytes((n.bit_length() + 7) // 8, "big")
    return bytes([0x80 | len(octets)]) + octets


def tlv(tag, *content):
    body = b"".join(content)
    return bytes([tag]) + length(len(body)) + body


def seq(*items):
    return tlv(0x30, *items)


def set_of(*items):
    """DER: in ascending order."""
    return tlv(0x31, *sorted(items))


def as_written(*items):
    """A SET OF in the order given."""
    return tlv(0x31, *items)


def explicit(n, *content):
    return tlv(0xA0 | n, *content)


def implicit(n, content):
    """A primitive type under a context tag."""
    return tlv(0x80 | n, content)


def integer(value):
    size = 1
    while not -(1 << (8 * size - 1)) <= value < 1 << (8 * size - 1):
        size += 1
    return tlv(0x02, value.to_bytes(size, "big", signed=True))


def octets(value):
    return tlv(0x04, value)


def bits(value, unused=0):
    return tlv(0x03, bytes([unused]), value)


def null():
    return tlv(0x05)


def boolean(value):
    return tlv(0x01, b"\xff" if value else b"\x00")


def utf8(text):
    return tlv(0x0C, text.encode())


def printable(text):
    return tlv(0x13, text.encode())


def ia5(text):
    return tlv(0x16, text.encode())


def utc_time(t):
    return tlv(0x17, t.strftime("%y%m%d%H%M%SZ").encode())


def generalized_time(t):
    return tlv(0x18, t.strftime("%Y%m%d%H%M%SZ").encode())


def time(t):
    """= RFC 5280 4.1.2.5"""
    return utc_time(t) if 1950 <= t.year < 2050 else generalized_time(t)


def oid(dotted):
    first, second, *rest = map(int, dotted.split("."))
    out = b""
    for arc in [40 * first + second, *rest]:
        group = bytes([arc & 0x7F])
        while arc := arc >> 7:
            group = bytes([0x80 | arc & 0x7F]) + group
        out += group
    return tlv(0x06, out)


# --- BER ---


def indefinite(tag, *content):
    return bytes([tag, 0x80]) + b"".join(content) + b"\x00\x00"


def long_length(tag, content, size=4):
    """A length of `size` octets where fewer would do."""
    return bytes([tag, 0x80 | size]) + len(content).to_bytes(size, "big") + content


def parts(der):
    """(tag, content) of each TLV, one after the other; definite lengths and low tags only."""
    at, out = 0, []
    while at < len(der):
        tag, n = der[at], der[at + 1]
        at += 2
        if n >= 0x80:
            n, at = int.from_bytes(der[at : at + n - 0x80], "big"), at + n - 0x80
        out.append((tag, der[at : at + n]))
        at += n
    return out

