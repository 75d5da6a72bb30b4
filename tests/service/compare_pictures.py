#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""compare_pictures.py REFERENCE PICTURE: do two small PNG (8 bits a sample, grey or RGB, not interlaced) look alike?

Alike: of the same size, no more than 0.5 % of the pixels more than 60 of 255 apart, and less than 1.5 apart on average.
Another rounding at the edges of letters is within that; another place, text, colour or size is not.
"""
import struct
import sys
import zlib

FAR, FAR_PART, MEAN = 60, 0.005, 1.5


def chunks(data):
    at = 8
    while at < len(data):
        (size,) = struct.unpack(">I", data[at:at + 4])
        yield data[at + 4:at + 8], data[at + 8:at + 8 + size]
        at += 12 + size


def paeth(a, b, c):
    p = a + b - c
    return min((abs(p - a), 0, a), (abs(p - b), 1, b), (abs(p - c), 2, c))[2]


def unfilter(kind, line, above, step):
    """PNG 1.2, clause 9"""
    for i, value in enumerate(line):
        left = line[i - step] if i >= step else 0
        corner = above[i - step] if i >= step else 0
        add = (0, left, above[i], (left + above[i]) // 2, paeth(left, above[i], corner))[kind]
        line[i] = (value + add) & 255
    return line


def read(path):
    with open(path, "rb") as f:
        data = f.read()
    assert data.startswith(b"\x89PNG\r\n\x1a\n"), path + " is no PNG"
    parts = list(chunks(data))
    width, height, depth, kind, _, _, interlaced = struct.unpack(">IIBBBBB", dict(parts)[b"IHDR"])
    step = {0: 1, 2: 3}[kind]
    assert depth == 8 and interlaced == 0, path
    raw = zlib.decompress(b"".join(body for name, body in parts if name == b"IDAT"))
    above, lines, size = bytearray(width * step), [], width * step
    for y in range(height):
        at = y * (size + 1)
        above = unfilter(raw[at], bytearray(raw[at + 1:at + 1 + size]), above, step)
        lines.append(above)
    return width, height, step, lines


def main(reference, picture):
    a, b = read(reference), read(picture)
    if a[:3] != b[:3]:
        sys.exit(f"{b[0]} by {b[1]} pixels, not {a[0]} by {a[1]}")
    apart = [abs(p - q) for one, other in zip(a[3], b[3]) for p, q in zip(one, other)]
    pixels = [max(apart[i:i + a[2]]) for i in range(0, len(apart), a[2])]
    far, mean = sum(p > FAR for p in pixels) / len(pixels), sum(pixels) / len(pixels)
    print(f"{100 * far:.1f} % of the pixels are far apart, {mean:.1f} on average")
    if far > FAR_PART or mean >= MEAN:
        sys.exit("they do not look alike")


main(*sys.argv[1:])
