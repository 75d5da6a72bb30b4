#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""xml_generate.py FOLDER - writes the XML files, good and bad, their manifest.tsv, root.pem and lists/."""

import os
import sys

import xml_attacks
import xml_good
from cms_world import Folder, World, pem


def main(path):
    folder, world = Folder(path), World()

    def attack(group, name, allowed, rules, content):
        folder.add("attack", group, name, allowed, rules, content, "xml")

    def good(group, name, allowed, rules, content):
        folder.add("good", group, name, allowed, rules, content, "xml")

    xml_attacks.cases(world, attack)
    xml_good.cases(world, good, os.path.join(path, "work"))
    folder.write("root.pem", pem(world.root.certificate.der))
    for i, authority in enumerate(world.authorities):
        folder.write(f"lists/{i:03}.crl", authority.revocation_list())
    folder.close()


if __name__ == "__main__":
    main(sys.argv[1])
