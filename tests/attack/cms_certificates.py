# SPDX-License-Identifier: Apache-2.0
"""cms_certificates.py - an honest CMS by somebody whose certificate, path or status must not convince (RFC 5280)."""

import datetime

import cms_der as der
import cms_keys as keys
import cms_message as m
import cms_pki as pki
from cms_attacks import DOUBT, EITHER
from cms_world import TRUE_NAME, person

DAY, NOW = pki.DAY, pki.NOW


def signed_by(signer):
    return lambda data: m.cms(data, signer)


# refuses: CMS-01, X5-04, X5-06 (dates)
def dates(w, attack):
    def issued(**more):
        return signed_by(w.signer(person(TRUE_NAME), keys.ec_key(name="clerk"), **more))

    for name, since, until in [
        ("expired yesterday", -30, -1), ("expired long ago", -3000, -2000), ("not valid before tomorrow", 1, 30),
        ("begins after its end", 10, -10), ("begins after its end, around now", 1, -1), ("begins and ends in the future", 300, 400),
    ]:
        attack("dates", name, DOUBT, "X5-06", issued(since=NOW + since * DAY, until=NOW + until * DAY))
    for name, begin, end in [
        ("fraction of a second", b"\x18\x1120260101000000.5Z", None), ("without seconds", b"\x17\x0b2601010000Z", None),
        ("with a zone", b"\x17\x11260101000000+0700", None), ("month 13", b"\x17\x0d261301000000Z", None),
        ("text", der.utf8("now"), None), ("end without zone", None, b"\x18\x0e20990101000000"),
        ("end with month 99", None, b"\x18\x0f20999901000000Z"), ("end empty", None, der.tlv(0x18)),
        ("end is a number", None, der.integer(1)), ("end with a minus", None, b"\x17\x0d-90101000000Z"),
    ]:
        attack("dates", name, EITHER, "X5-06|X5-04|X5-01|CMS-01", issued(times=der.seq(
            begin or der.time(NOW - DAY), end or der.time(NOW + DAY))))
    old = w.authority("Cấp phát hết hạn", since=NOW - 900 * DAY, until=NOW - 10 * DAY)
    attack("dates", "authority expired", DOUBT, "X5-06", signed_by(w.signer(person(TRUE_NAME), keys.ec_key(name="clerk"), old)))
    new = w.authority("Cấp phát chưa tới", since=NOW + 10 * DAY)
    attack("dates", "authority not valid yet", DOUBT, "X5-06", signed_by(w.signer(person(TRUE_NAME), keys.ec_key(name="clerk"), new)))


# refuses: X5-02, X5-03, X5-04 (usage)
def usages(w, attack):
    leaf = pki.constraints(False)
    sign = pki.usage("digitalSignature", "nonRepudiation")
    for name, rules, extensions in [
        ("key encipherment only", "X5-02", [leaf, pki.usage("keyEncipherment")]),
        ("data encipherment only", "X5-02", [leaf, pki.usage("dataEncipherment")]),
        ("key agreement only", "X5-02", [leaf, pki.usage("keyAgreement")]),
        ("crl signing only", "X5-02", [leaf, pki.usage("cRLSign")]),
        ("certificate signing", "X5-02", [leaf, pki.usage("digitalSignature", "keyCertSign")]),
        ("none said", "X5-02", [leaf]), ("none said, no extensions but ids", "X5-02", []),
        ("a CA", "X5-02", [pki.constraints(True), sign]), ("a CA that may sign", "X5-02", [
            pki.constraints(True), pki.usage("digitalSignature", "nonRepudiation", "keyCertSign")]),
        ("no bits", "X5-02|X5-04", [leaf, pki.extension("2.5.29.15", der.bits(b"\x00"), True)]),
        ("usage that is text", "X5-02|X5-04", [leaf, pki.extension("2.5.29.15", der.utf8("sign"), True)]),
        ("servers", "X5-03", [leaf, sign, pki.extended_usage("serverAuth")]),
        ("status answers", "X5-03", [leaf, sign, pki.extended_usage("OCSPSigning")]),
        ("time-stamps", "X5-03", [leaf, sign, pki.extended_usage("timeStamping", critical=True)]),
        ("code", "X5-03", [leaf, sign, pki.extended_usage("codeSigning")]),
        ("servers and time-stamps", "X5-03", [leaf, sign, pki.extended_usage("serverAuth", "timeStamping")]),
        ("no purposes", "X5-03|X5-04", [leaf, sign, pki.extension("2.5.29.37", der.seq())]),
        ("purposes that are text", "X5-03|X5-04", [leaf, sign, pki.extension("2.5.29.37", der.utf8("sign"))]),
        ("unknown critical extension", "X5-04", [*pki.SIGNER, pki.extension("1.3.6.1.4.1.99999.7", der.null(), True)]),
        ("constraints twice", "X5-04|X5-02", [leaf, pki.constraints(True), sign]),
        ("usage twice", "X5-04|X5-02", [leaf, sign, pki.usage("keyEncipherment")]),
        ("alternative name empty and critical", "X5-04", [*pki.SIGNER, pki.extension("2.5.29.17", b"\x30", True)]),
    ]:
        attack("usage", name, DOUBT, f"{rules}|X5-01", signed_by(
            w.signer(person(TRUE_NAME), keys.ec_key(name="clerk"), extensions=extensions)))


# refuses: X5-01, X5-04 (authority)
# refuses: X5-01, X5-04, X5-05 (name-constraints)
# refuses: X5-04, X5-05 (policies)
def paths(w, attack):
    key, subject = keys.ec_key(name="clerk"), person(TRUE_NAME)

    def under(title, extensions=None, leaf=None, **more):
        authority = w.authority(title, **({} if extensions is None else {"extensions": extensions}), **more)
        return signed_by(w.signer(subject, key, authority, **(leaf or {})))

    signing = pki.usage("keyCertSign", "cRLSign")
    for name, rules, extensions in [
        ("no constraints", "X5-04", [signing]), ("no extensions", "X5-04", []), ("not a CA", "X5-04", [pki.constraints(False), signing]),
        ("may not sign certificates", "X5-04", [pki.constraints(True), pki.usage("digitalSignature", "cRLSign")]),
        ("unknown critical extension", "X5-04", [*pki.CA, pki.extension("1.3.6.1.4.1.99999.7", der.null(), True)]),
        ("constraints twice", "X5-04|X5-01", [pki.constraints(False), *pki.CA]),
        ("negative path length", "X5-04|X5-01", [pki.constraints(True, -1), signing]),
    ]:
        attack("authority", name, DOUBT, rules, under(f"Cấp phát: {name}", extensions))
    attack("authority", "version 1", DOUBT, "X5-04|X5-01", under("Cấp phát v1", [], version=0, identifiers=False))
    attack("authority", "version 2", DOUBT, "X5-04|X5-01", under("Cấp phát v2", [], version=1, identifiers=False))
    short = w.authority("Cấp phát ngắn", extensions=[pki.constraints(True, 0), signing])
    attack("authority", "path length 0 exceeded", DOUBT, "X5-04", signed_by(w.signer(
        subject, key, w.authority("Dưới cấp phát ngắn", short))))
    middle = w.authority("Cấp phát vừa", extensions=[pki.constraints(True, 1), signing])
    attack("authority", "path length 1 exceeded", DOUBT, "X5-04", signed_by(w.signer(
        subject, key, w.authority("Dưới nữa", w.authority("Dưới vừa", middle)))))
    deep = w.root
    for i in range(12):
        deep = w.authority(f"Tầng {i}", deep)
    attack("authority", "twelve levels", DOUBT, "X5-01", signed_by(w.signer(subject, key, deep)))
    attack("authority", "an ordinary person", DOUBT, "X5-04", signed_by(m.Signer(
        pki.certificate(subject, key, w.official.certificate.subject, w.official.key),
        [w.official.certificate, *w.issuing.chain()])))

    province = pki.name(("C", "VN"), ("O", "UBND tỉnh khác"))
    here = pki.name(("C", "VN"), ("O", "UBND tỉnh Quảng Mẫu"))
    mail = der.implicit(1, b"example.vn")
    for name, constraint, leaf in [
        ("name outside the permitted", pki.permitted_names(pki.directory_name(province)), {}),
        ("name excluded", pki.permitted_names(pki.directory_name(here), excluded=True), {}),
        ("mail outside the permitted", pki.permitted_names(mail), {
            "extensions": [*pki.SIGNER, pki.alternative_mail("a@evil.example")]}),
        ("mail excluded", pki.permitted_names(mail, excluded=True), {"extensions": [*pki.SIGNER, pki.alternative_mail("a@example.vn")]}),
        ("constraints that are none", pki.extension("2.5.29.30", der.utf8("all"), True), {}),
    ]:
        attack("name-constraints", name, DOUBT, "X5-04|X5-01", under(f"Giới hạn tên: {name}", [*pki.CA, constraint], leaf))
    explicit_policy = pki.extension("2.5.29.36", der.seq(der.implicit(0, b"\x00")), True)
    attack("policies", "an explicit one required and none there", DOUBT, "X5-04", under("Chính sách", [*pki.CA, explicit_policy]))
    attack("policies", "another one than the authority's", DOUBT, "X5-04", under(
        "Chính sách khác", [*pki.CA, explicit_policy, pki.policies("2.16.704.1.1.1.1.1")],
        {"extensions": [*pki.SIGNER, pki.policies("1.3.6.1.4.1.99999.8")]}))
    attack("policies", "any policy inhibited", DOUBT, "X5-04", under(
        "Cấm mọi chính sách", [*pki.CA, explicit_policy, pki.policies("2.16.704.1.1.1.1.1"),
                               pki.extension("2.5.29.54", der.integer(0), True)],
        {"extensions": [*pki.SIGNER, pki.policies("2.5.29.32.0")]}))
    attack("policies", "policies that are text", DOUBT, "X5-04", under(
        "Chính sách sai", [*pki.CA, explicit_policy], {"extensions": [*pki.SIGNER, pki.extension("2.5.29.32", der.utf8("x"))]}))


# refuses: PDF-95, X5-01 (anchors)
def anchors(w, attack):
    """Nothing in the file is an anchor."""
    key, subject = keys.ec_key(name="clerk"), person(TRUE_NAME)
    false_key = keys.ec_key(name="false root")
    false_root = pki.certificate(w.root.name, false_key, w.root.name, false_key, extensions=pki.CA, serial=w.root.certificate.serial)
    false_issuing = pki.certificate(w.issuing.name, false_key, w.root.name, false_key, extensions=pki.CA,
                                    serial=w.issuing.certificate.serial)

    def by(issuer, chain, **more):
        return signed_by(m.Signer(pki.certificate(subject, key, issuer, false_key, **more), chain))

    attack("anchors", "a false root in the file", DOUBT, "X5-01|X5-04", by(w.root.name, [false_root]))
    attack("anchors", "a false root and issuer", DOUBT, "X5-01|X5-04", by(w.issuing.name, [false_issuing, false_root]))
    attack("anchors", "a false issuer and the true root", DOUBT, "X5-01|X5-04", by(w.issuing.name, [false_issuing, w.root.certificate]))
    attack("anchors", "true chain, false signature", DOUBT, "X5-01|X5-04", by(w.issuing.name, w.issuing.chain()))
    attack("anchors", "a false root without ids", DOUBT, "X5-01|X5-04", by(w.root.name, [false_root], identifiers=False))
    own = pki.certificate(subject, key, subject, key)
    attack("anchors", "self-signed", DOUBT, "X5-01", signed_by(m.Signer(own)))
    attack("anchors", "self-signed under the root's name", DOUBT, "X5-01|X5-04|X5-02", signed_by(m.Signer(
        pki.certificate(w.root.name, key, w.root.name, key, serial=w.root.certificate.serial))))
    attack("anchors", "another hierarchy, all of it there", DOUBT, "X5-01", signed_by(elsewhere(subject, key, w)))
    attack("anchors", "no chain", DOUBT, "X5-01", signed_by(m.Signer(w.issuing.issue(subject, key))))
    good = w.issuing.issue(subject, key)
    attack("anchors", "one bit of the certificate", EITHER, "X5-01|X5-04|CMS-07", lambda data: m.cms(
        data, m.Signer(pki.Certificate(good.der[:-1] + bytes([good.der[-1] ^ 1]), good.subject, good.issuer, good.serial, key),
                       w.issuing.chain())))
    for name, outer in [("another algorithm outside", key.algorithm("sha512")), ("rsa outside", w.official.key.algorithm()),
                        ("no algorithm outside", keys.algorithm("0.0"))]:
        attack("anchors", name, DOUBT, "X5-01|X5-04|X5-07", signed_by(w.signer(subject, key, outer=outer)))
    attack("anchors", "signature empty", DOUBT, "X5-01|X5-04", signed_by(w.signer(subject, key, signature=b"\x30\x00")))
    loops(w, attack, subject, key)


def elsewhere(subject, key, w):
    root = pki.Authority("Gốc khác")
    issuing = pki.Authority("Cấp phát của gốc khác", root)
    return m.Signer(issuing.issue(subject, key), [issuing.certificate, root.certificate])


# refuses: X5-01, X5-08 (loops)
def loops(w, attack, subject, key):
    """Authorities that certify each other and lead nowhere: the search must end at once."""
    loop = [pki.Authority(f"Vòng {i}", pki.Authority("Gốc ngoài")) for i in range(7)]
    crossed = [pki.certificate(a.name, a.key, b.name, b.key, extensions=pki.CA) for a in loop for b in loop if a is not b]
    leaf = loop[0].issue(subject, key)
    attack("loops", "two", DOUBT, "X5-01", signed_by(m.Signer(leaf, [c for c in crossed if c.subject in (
        loop[0].name, loop[1].name) and c.issuer in (loop[0].name, loop[1].name)])))
    attack("loops", "one certifies itself", DOUBT, "X5-01", signed_by(m.Signer(leaf, [
        pki.certificate(loop[0].name, loop[0].key, loop[0].name, loop[0].key, extensions=pki.CA)])))
    attack("loops", "fifteen crossed", DOUBT, "X5-01", signed_by(m.Signer(leaf, crossed[:15])))
    same = [pki.certificate(loop[0].name, keys.ec_key(name=f"same {i}"), loop[0].name, keys.ec_key(name=f"same {i}"),
                            extensions=pki.CA, identifiers=False) for i in range(15)]
    attack("loops", "fifteen of one name", DOUBT, "X5-01|X5-04", signed_by(m.Signer(leaf, same)))


# refuses: X5-07 (weak-certificate)
# refuses: CMS-08, CMS-09, UNDONE, X5-07 (weak-key)
def weak(w, attack):
    subject, clerk = person(TRUE_NAME), keys.ec_key(name="clerk")
    old = w.authority("Cấp phát RSA", key=keys.rsa_key(name="rsa authority"))
    for digest in ("md5", "sha1"):
        attack("weak-certificate", f"{digest}", DOUBT, "X5-07", signed_by(w.signer(subject, clerk, old, hash_name=digest)))
    attack("weak-certificate", "sha1 with ecdsa", DOUBT, "X5-07", signed_by(w.signer(subject, clerk, hash_name="sha1")))
    attack("weak-certificate", "sha1 with pss", DOUBT, "X5-07", signed_by(w.signer(subject, clerk, old, hash_name="sha1", scheme="pss")))
    rsa_root = w.authority("Gốc RSA", key=keys.rsa_key(name="rsa root"))
    attack("weak-certificate", "sha1 authority", DOUBT, "X5-07", signed_by(w.signer(subject, clerk, w.authority(
        "Cấp phát SHA-1", rsa_root, hash_name="sha1"))))
    attack("weak-certificate", "authority of 1024 bits", DOUBT, "X5-07", signed_by(w.signer(subject, clerk, w.authority(
        "Cấp phát 1024", key=keys.rsa_key(1024)))))
    attack("weak-certificate", "authority with exponent 3", DOUBT, "X5-07", signed_by(w.signer(
        subject, clerk, w.authority("Cấp phát e=3", key=keys.rsa_key(2048, "cheap", 3)))))
    official = keys.rsa_key(name="official")
    for name, key, spki in [
        ("1024 bits", keys.rsa_key(1024), None), ("1536 bits", keys.rsa_key(1536), None),
        ("exponent 3", keys.rsa_key(2048, "cheap", 3), None),
    ]:
        attack("weak-key", name, DOUBT, "CMS-08|X5-04|X5-07|X5-07", signed_by(w.signer(subject, key, spki=spki)))
    for name, n, e in [
        ("even exponent", official.n, 65538), ("exponent 1", official.n, 1), ("exponent 0", official.n, 0),
        ("exponent of 2048 bits", official.n, official.n - 2), ("negative exponent", official.n, -3),
        ("even modulus", official.n - 1, 65537), ("modulus 1", 1, 65537), ("modulus of 40000 bits", (1 << 40000) + 1, 65537),
    ]:
        attack("weak-key", name, EITHER, "-", signed_by(w.signer(subject, official, spki=keys.rsa_spki(n, e))))
    # With exponent 1 everybody can sign: the value is the block itself.
    one = w.signer(subject, official, spki=keys.rsa_spki(official.n, 1))
    attack("weak-key", "exponent 1, value made without a key", EITHER, "VALUE|CMS-08|X5-04|X5-07", lambda data: m.cms(
        data, one, forge=lambda over: keys.pkcs1_block(keys.digest_info(keys.digest("sha256", over), "sha256"), official.size)))
    attack("weak-key", "dsa", EITHER, "CMS-08|X5-04|X5-07|UNDONE", signed_by(w.signer(subject, keys.dsa_key())))
    attack("weak-key", "ed25519", EITHER, "CMS-08|CMS-09|X5-04|X5-07|UNDONE", signed_by(w.signer(subject, keys.ed25519_key())))


# refuses: REV-03 (revoked)
# refuses: REV-02, REV-06, REV-07 (status)
def status(w, attack):
    subject, key = person(TRUE_NAME), keys.ec_key(name="clerk")
    revoked = w.signer(subject, key)
    w.issuing.revoked.append(revoked.certificate.serial)
    attack("revoked", "the signer", DOUBT, "REV-03", signed_by(revoked))
    gone = w.authority("Cấp phát bị thu hồi")
    w.root.revoked.append(gone.certificate.serial)
    attack("revoked", "the authority", DOUBT, "REV-03", signed_by(w.signer(subject, key, gone)))
    critical = pki.extension("1.3.6.1.4.1.99999.9", der.null(), True)
    for name, rules, options in [
        ("list out of date", "REV-02", {"since": NOW - 60 * DAY, "until": NOW - 30 * DAY}),
        ("list from the future", "REV-02", {"since": NOW + DAY}), ("list without an end", "REV-02|REV-07", {"until": None}),
        ("list signed with sha1", "REV-06", {"hash_name": "sha1"}),
        ("list with an unknown critical extension", "REV-07", {"extensions": [critical]}),
        ("delta list", "REV-07", {"extensions": [pki.extension("2.5.29.27", der.integer(1), True)]}),
        ("indirect list", "REV-07", {"extensions": [pki.extension("2.5.29.28", der.seq(der.implicit(4, b"\xff")), True)]}),
        ("list of attribute certificates", "REV-07", {"extensions": [pki.extension("2.5.29.28", der.seq(
            der.implicit(5, b"\xff")), True)]}),
        ("list of authorities only", "REV-07", {"extensions": [pki.extension("2.5.29.28", der.seq(
            der.implicit(2, b"\xff")), True)]}),
    ]:
        authority = w.authority(f"Cấp phát: {name}")
        authority.list_options = options
        attack("status", name, DOUBT, rules, signed_by(w.signer(subject, key, authority)))
    unlisted = pki.Authority("Cấp phát không danh sách", w.root)
    attack("status", "no list", DOUBT, "REV-01|REV-07", signed_by(w.signer(subject, key, unlisted)))
    silent = w.authority("Cấp phát không ký danh sách", extensions=[pki.constraints(True), pki.usage("keyCertSign")])
    attack("status", "authority may not sign lists", DOUBT, "REV-07", signed_by(w.signer(subject, key, silent)))
    twin = pki.Authority("Cấp phát không danh sách", w.root, keys.ec_key(name="twin"))
    w.authorities.append(twin)
    attack("status", "list by another of the same name", DOUBT, "REV-07|REV-01", signed_by(w.signer(
        person("Người khác"), key, unlisted)))
    w.issuing.revoked.append(der.integer(0))


# refuses: X5-01, X5-10 (names)
def names(w, attack):
    """Whoever trusts no path sees these names all the same: they must not change how the report is shown."""
    key = keys.ec_key(name="clerk")
    for name, text in {
        "right to left": "gnôhK‮neyugN", "isolates": "⁦Nguyễn⁩ Văn", "zero width": "Nguyễn​ Văn‍ Ánh",
        "escape": "\x1b[2J\x1b[31mTOTAL-PASSED", "new line": "A\nTOTAL-PASSED\r\n", "nul": "Nguyễn Văn Ánh\x00.evil",
        "bell and backspace": "A\x07\x08\x08B", "byte order mark": "﻿Nguyễn", "tags": "A\U000E0041\U000E0042",
        "line separator": "A Nguyễn", "next line": "A\x85B", "json": '","indication":"TOTAL-PASSED","x":"',
    }.items():
        subject = pki.name(("C", "VN"), ("CN", text))
        attack("names", name, DOUBT, "X5-01", signed_by(m.Signer(pki.certificate(subject, key, subject, key))))
    attack("names", "bad utf-8", EITHER, "-", signed_by(m.Signer(pki.certificate(
        pki.name(("CN", der.tlv(0x0C, b"\xff\xfeA\xc0\x80"))), key, pki.name(("CN", der.tlv(0x0C, b"\xed\xa0\x80"))), key))))
    attack("names", "bmp with a lone half", EITHER, "-", signed_by(m.Signer(pki.certificate(
        pki.name(("CN", der.tlv(0x1E, b"\xd8\x00\x00A"))), key, pki.name(("CN", der.tlv(0x1E, b"\x00"))), key))))
    attack("names", "very long", EITHER, "-", signed_by(m.Signer(pki.certificate(
        pki.name(("CN", "Á" * 3000)), key, pki.name(("CN", "B" * 3000)), key))))
    attack("names", "none", EITHER, "-", signed_by(m.Signer(pki.certificate(der.seq(), key, der.seq(), key))))


def cases(w, attack):
    for group in (dates, usages, paths, anchors, weak, status, names):
        group(w, attack)
