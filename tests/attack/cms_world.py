# SPDX-License-Identifier: Apache-2.0
"""cms_world.py - a root, an issuing authority and the people of the attack files; and where the files go."""

import base64
import os

import cms_keys as keys
import cms_message as m
import cms_pki as pki

TRUE_NAME = "Nguyễn Văn Ánh"


def person(common_name):
    return pki.name(("C", "VN"), ("O", "UBND tỉnh Quảng Mẫu"), ("CN", common_name), ("UID", "CCCD:001012345678"))


class World:
    def __init__(self):
        self.root = pki.Authority("Gốc thử nghiệm")
        self.issuing = self.authority("Cấp phát thử nghiệm")
        self.official = self.signer(person(TRUE_NAME), keys.rsa_key(name="official"))
        self.clerk = self.signer(person("Trần Thị B"), keys.ec_key(name="clerk"))
        self.insider = self.signer(person("Người trong"), keys.rsa_key(name="insider"))

    def authority(self, title, parent=None, **more):
        """One whose list of revoked certificates is given to the verifier."""
        made = pki.Authority(title, parent or self.root, **more)
        self.authorities.append(made)
        return made

    @property
    def authorities(self):
        if not hasattr(self, "_authorities"):
            self._authorities = [self.root]
        return self._authorities

    def signer(self, subject, key, authority=None, **more):
        authority = authority or self.issuing
        return m.Signer(authority.issue(subject, key, **more), authority.chain())


def pem(der_bytes, what="CERTIFICATE"):
    text = base64.encodebytes(der_bytes).decode()
    return f"-----BEGIN {what}-----\n{text}-----END {what}-----\n"


class Folder:
    """Files and manifest.tsv: path, class, kind (attack or good), indications allowed, rules of which one must be told."""

    def __init__(self, path):
        self.path, self.lines, self.names = path, [], set()
        os.makedirs(path, exist_ok=True)

    def write(self, name, content):
        path = os.path.join(self.path, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as f:
            f.write(content if isinstance(content, bytes) else content.encode())
        return path

    def add(self, kind, group, name, allowed, rules, content, suffix):
        file = f"{group}-{name}.{suffix}".replace(" ", "-").replace("/", "-")
        assert file not in self.names, f"twice: {file}"
        self.names.add(file)
        self.lines.append("\t".join([self.write(file, content), group, kind, allowed, rules]))

    def close(self):
        self.write("manifest.tsv", "".join(line + "\n" for line in self.lines))
