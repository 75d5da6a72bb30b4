#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""make_pdf.py STATE FOLDER [MODULE...] - attack and good PDFs in FOLDER, with manifest.tsv (pdf_book.py says what it holds).

STATE is what tests/service/setup.sh made; keys and certificates land in FOLDER/keys, their authority in FOLDER/keys/pki.
Run it from the top of the tree.
"""
import importlib
import os
import sys

sys.dont_write_bytecode = True  # the tree stays as it is
from pdf_book import Book
from pdf_sign import Keys

MODULES = ("pdf_forge", "pdf_shadow", "pdf_certified", "pdf_structure", "pdf_good", "pdf_odd")


def main(state, folder, *modules):
    book = Book(Keys(state, os.path.join(folder, "keys")), folder)
    for name in modules or MODULES:
        importlib.import_module(name).make(book)
    book.finish()


if __name__ == "__main__":
    main(*sys.argv[1:])
