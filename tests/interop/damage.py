#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""damage.py IN FOLDER - a PDF with a classic table in several kinds of damage: FOLDER/NAME.pdf each."""
import os
import re
import sys


def find(data, pattern):
    return [m for m in re.finditer(pattern, data)][-1]


def offset_wrong(data):
    """One entry leads three bytes further."""
    entry = [m for m in re.finditer(rb"(\d{10}) 00000 n", data)][2]
    return data[: entry.start(1)] + b"%010d" % (int(entry.group(1)) + 3) + data[entry.end(1) :]


def all_wrong(data):
    """A line was put in after the header, by a program that takes a PDF for text."""
    return data.replace(b"\n", b"\n%an innocent line\n", 1)


def startxref_wrong(data):
    at = find(data, rb"startxref\s+(\d+)")
    return data[: at.start(1)] + b"%d" % (int(at.group(1)) - 7) + data[at.end(1) :]


def startxref_beyond(data):
    at = find(data, rb"startxref\s+(\d+)")
    return data[: at.start(1)] + b"99999999" + data[at.end(1) :]


def cut(data):
    """The end is missing, from within the table."""
    return data[: find(data, rb"\nxref").start() + 40]


def table_garbled(data):
    entry = [m for m in re.finditer(rb"\d{10} 00000 n", data)][1]
    return data[: entry.start()] + b"x" + data[entry.start() + 1 :]


def trailer_garbled(data):
    return data.replace(b"trailer", b"tailler")


def length_wrong(data):
    """A stream says that it is longer than it is."""
    at = re.search(rb"/Length (\d+)", data)
    return data[: at.start(1)] + b"9" * len(at.group(1)) + data[at.end(1) :]


def main(source, folder):
    with open(source, "rb") as f:
        data = f.read()
    for make in (offset_wrong, all_wrong, startxref_wrong, startxref_beyond, cut, table_garbled, trailer_garbled, length_wrong):
        made = make(data)
        assert made != data
        with open(os.path.join(folder, make.__name__.replace("_", "-") + ".pdf"), "wb") as f:
            f.write(made)


if __name__ == "__main__":
    main(*sys.argv[1:])
