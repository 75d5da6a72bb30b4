# SPDX-License-Identifier: Apache-2.0
"""pdf_tagged.py - tagged documents, and signing programs that tag their widget: an element more, and a number for it."""
import pdf_base as base
from pdf_sign import sign
from pdf_write import add_key, swap

SEEN, NEW = "300 100 450 160", 60


def sign_tagged(book, kind="Form", more="", single=False, kid="<</Type/OBJR/Obj %d 0 R/Pg 3 0 R>>", number=1, below=False, kids=False,
                tree_more="", numbers=None, element=None):
    """By both; the department's program tags its widget. The rest of the options is for attacks."""
    shape = "/ParentTree<</Nums[0[21 0 R]%s]>>"
    if kids:
        shape = "/ParentTree<</Kids[<</Limits[0 %d]/Nums[0[21 0 R]%%s]>>]>>"
    text = "<</Type/StructTreeRoot/K%s%s/ParentTreeNextKey %d%s>>"
    first = text % (" 21 0 R" if single else "[21 0 R]", (shape % 0 if kids else shape) % "", 1, "")

    def tag(o, v, f):
        o[f] = add_key(o[f], "/StructParent %d" % number)
        o[NEW] = element or "<</Type/StructElem/S/%s/P %d 0 R/Pg 3 0 R/K%s%s>>" % (kind, 21 if below else 20,
                                                                              kid.replace("%d", str(f)), more)
        pairs = "%d 60 0 R" % number if numbers is None else numbers
        o[base.TREE] = text % ("[21 0 R]" if below else "[21 0 R 60 0 R]", (shape % number if kids else shape) % pairs, number + 1, tree_more)
        if below:
            o[base.ELEMENT] = swap(doc.object[base.ELEMENT], "/K 0", "/K[0 60 0 R]")
    doc = sign(base.decision(tagged=True, objects={base.TREE: first}), book.keys)
    return sign(doc, book.keys, "department", rect=SEEN, mutate=tag)
