#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""cms_generate.py FOLDER - writes the CMS and certificate files, good and bad, their manifest.tsv, root.pem and lists/."""

import os
import sys

import cms_attacks
import cms_certificates
import cms_good
import cms_timestamps
from cms_pdf import pdf
from cms_world import Folder, World, pem


def main(path):
    folder, world = Folder(path), World()

    def attack(group, name, allowed, rules, build, **how):
        folder.add("attack", group, name, allowed, rules, pdf(build, **how), "pdf")

    def good(group, name, allowed, rules, build, **how):
        folder.add("good", group, name, allowed, rules, pdf(build, **how), "pdf")

    cms_attacks.cases(world, attack)
    cms_certificates.cases(world, attack)
    cms_timestamps.cases(world, attack)
    cms_timestamps.good_cases(world, good)
    cms_good.cases(world, good, os.path.join(path, "work"))
    folder.write("root.pem", pem(world.root.certificate.der))
    for i, authority in enumerate(world.authorities):
        folder.write(f"lists/{i:03}.crl", authority.revocation_list())
    folder.close()


if __name__ == "__main__":
    sys.dont_write_bytecode = True
    main(sys.argv[1])
