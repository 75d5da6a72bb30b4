# SPDX-License-Identifier: Apache-2.0
"""pdf_sign.py - signatures and time-stamps in a pdf_write.Doc, by the openssl command line.

The keys: `official` and `department`, whose certificates the tests' own authority issued, `tsa`, and `stranger`, who has made
a certificate for herself.
"""
import hashlib
import os
import re
import subprocess

from pdf_write import add_key, grow, raw, swap

HOLE = 6000  # bytes that /Contents has room for
RANGE = b"/ByteRange[0 0000000000 0000000000 0000000000]"
RANGE_WIDTH = len(RANGE)
APPEARANCE = "q 0.8 0 0 RG 2 w 1 1 148 58 re S BT /F1 9 Tf 8 34 Td (Signed by %s) Tj ET Q"


def run(*command, data=None):
    done = subprocess.run(command, input=data, stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
    if done.returncode != 0:
        raise RuntimeError("%s: %s" % (" ".join(command), done.stderr.decode()))
    return done.stdout


class Keys:
    """Keys and certificates in `folder`, issued by a copy of the authority in state/pki."""

    def __init__(self, state, folder):
        self.folder = folder
        self.pki = os.path.join(folder, "pki")
        self.kept = {}
        os.makedirs(folder, exist_ok=True)
        run("cp", "-r", os.path.join(state, "pki"), self.pki)
        self.issue("official", "person", "/C=VN/O=Peer/CN=Nguyen Van A", "rsa:2048")
        self.issue("department", "organisation", "/C=VN/O=Peer/CN=So Tai nguyen", "ec")
        self.request("stranger", "/C=VN/O=Peer/CN=Nguyen Van A", "ec")
        run("openssl", "x509", "-req", "-in", self.path("stranger.csr"), "-key", self.path("stranger.key"), "-days", "365", "-out",
            self.path("stranger.pem"))
        self.issue_tsa()

    def path(self, name):
        return os.path.join(self.folder, name)

    def request(self, name, subject, kind):
        option = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"] if kind == "ec" else ["-newkey", kind]
        run("openssl", "req", "-new", *option, "-nodes", "-subj", subject, "-keyout", self.path(name + ".key"), "-out",
            self.path(name + ".csr"))

    def issue(self, name, profile, subject, kind):
        self.request(name, subject, kind)
        run("tools/demo/pki.sh", "issue", self.pki, profile, self.path(name + ".csr"), self.path(name + ".pem"))

    def issue_tsa(self):
        self.request("tsa", "/C=VN/O=Peer/CN=TSA", "rsa:2048")
        with open(self.path("tsa.ext"), "w", encoding="ascii") as f:
            f.write("basicConstraints=critical,CA:false\nkeyUsage=critical,digitalSignature\n"
                    "extendedKeyUsage=critical,timeStamping\nsubjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid\n")
        run("openssl", "x509", "-req", "-in", self.path("tsa.csr"), "-CA", os.path.join(self.pki, "issuing.pem"), "-CAkey",
            os.path.join(self.pki, "private/issuing/key.pem"), "-days", "365", "-sha256", "-extfile", self.path("tsa.ext"),
            "-set_serial", "0x%s" % os.urandom(8).hex(), "-out", self.path("tsa.pem"))
        with open(self.path("serial"), "w", encoding="ascii") as f:
            f.write("01\n")
        with open(self.path("tsa.cnf"), "w", encoding="ascii") as f:
            f.write("[tsa]\nserial=%s\nsigner_cert=%s\nsigner_key=%s\nsigner_digest=sha256\ndigests=sha256\n"
                    "default_policy=2.999.2\ncerts=%s\ness_cert_id_chain=no\ness_cert_id_alg=sha256\naccuracy=secs:1\n" %
                    (self.path("serial"), self.path("tsa.pem"), self.path("tsa.key"), os.path.join(self.pki, "issuing.pem")))

    def cms(self, who, content, *options):
        """A detached CMS of the bytes; the same bytes are signed once."""
        key = (who, options, hashlib.sha256(content).digest())
        if key not in self.kept:
            self.kept[key] = run("openssl", "cms", "-sign", "-binary", "-md", "sha256", "-nosmimecap", "-signer",
                                 self.path(who + ".pem"), "-inkey", self.path(who + ".key"), "-certfile",
                                 os.path.join(self.pki, "issuing.pem"), "-outform", "DER", *options, data=content)
        return self.kept[key]

    def value(self, who, content, options):
        """As /Contents wants it; "ber" among the options: the outer lengths are indefinite, as some programs write them."""
        if who == "tsa":
            return self.token(content)
        made = self.cms(who, content, *[o for o in options if o != "ber"])
        return indefinite(made) if "ber" in options else made

    def token(self, content):
        """An RFC 3161 token over the bytes."""
        digest = hashlib.sha256(content).hexdigest()
        request = run("openssl", "ts", "-query", "-digest", digest, "-sha256", "-cert", "-no_nonce")
        with open(self.path("query"), "wb") as f:
            f.write(request)
        return run("openssl", "ts", "-reply", "-config", self.path("tsa.cnf"), "-section", "tsa", "-queryfile",
                   self.path("query"), "-token_out")


def header(der):
    """Bytes of the tag and the length that it begins with."""
    return 2 + (der[1] & 0x7F if der[1] & 0x80 else 0)


def indefinite(cms):
    """ContentInfo, its [0] and SignedData: three lengths."""
    content_type = cms[header(cms) :]
    after = header(content_type) + content_type[1]
    explicit = content_type[after:]
    signed_data = explicit[header(explicit) :]
    return (b"\x30\x80" + content_type[:after] + b"\xa0\x80\x30\x80" + signed_data[header(signed_data) :] + bytes(6))


def filter_of(subfilter):
    return "/Filter/Adobe.PPKLite/SubFilter/" + subfilter


def value(subfilter="ETSI.CAdES.detached", more="", kind="Sig", hole=HOLE, filter_text=None):
    """A signature dictionary that waits for its signature."""
    return raw("<</Type/%s%s%s" % (kind, filter_text or filter_of(subfilter), more)) + RANGE + \
        b"/Contents<" + b"0" * (2 * hole) + b">>>"


def certify(p, data="1 0 R", version="1.2"):
    return "/Reference[<</Type/SigRef/TransformMethod/DocMDP/TransformParams<</Type/TransformParams/P %s/V/%s>>/Data %s>>]" % (
        p, version, data)


def field_mdp(action, names=(), p=None):
    """(the reference of the signature, the /Lock of the field)"""
    fields = "" if action == "All" else "/Fields[%s]" % "".join("(%s)" % n for n in names)
    level = "" if p is None else "/P %d" % p
    text = "/Action/%s%s%s" % (action, fields, level)
    return ("/Reference[<</Type/SigRef/TransformMethod/FieldMDP/TransformParams<</Type/TransformParams%s/V/1.2>>/Data 1 0 R>>]" %
            text, "/Lock<</Type/SigFieldLock%s>>" % text)


def fill_range(data, start=0):
    """The true /ByteRange in the place of the first empty one behind `start`; [at, after] of the gap."""
    at = data.index(RANGE, start)
    hole = data.index(b"/Contents<", at) + len(b"/Contents")
    after = data.index(b">", hole) + 1
    text = b"/ByteRange[0 %d %d %d]" % (hole, after, len(data) - after)
    data[at : at + RANGE_WIDTH] = text.ljust(RANGE_WIDTH)
    return hole, after


def put_cms(data, hole, after, cms):
    room = after - hole - 2
    text = cms.hex().encode().ljust(room, b"0")
    if len(text) > room:
        raise ValueError("the signature needs %d bytes" % (len(text) // 2))
    data[hole + 1 : after - 1] = text


def close(doc, keys, who="official", start=0, options=("-cades",)):
    """Signs the file as it stands: the signature that waits gets its range and its value."""
    hole, after = fill_range(doc.data, start)
    covered = bytes(doc.data[:hole] + doc.data[after:])
    put_cms(doc.data, hole, after, keys.value(who, covered, options))
    doc.gap = (hole, after)
    return doc


def sign(doc, keys, who="official", *, name=None, page=3, form=5, rect=None, more="", field_more="", filter_text=None,
         subfilter=None, options=("-cades",), fill=None, objects=None, drop_form=False, kind=None, mutate=None, hole=HOLE,
         catalog_more="", font="6 0 R", **update):
    """One more signature as a revision: `fill` is an existing field, otherwise a new one is made. Visible with `rect`.
    `objects`: more that the revision has; `mutate(objects)`: a last word before it is written."""
    doc.signatures += 1
    name = "Signature%d" % doc.signatures if name is None else name
    timestamp = who == "tsa"
    subfilter = subfilter or ("ETSI.RFC3161" if timestamp else "ETSI.CAdES.detached")
    time = "" if timestamp else "/M(D:20261124150000+07'00')"
    v, field, look = doc.new_number(), doc.new_number(1), doc.new_number(2)
    out = dict(objects or {})
    out[v] = value(subfilter, time + more, kind or ("DocTimeStamp" if timestamp else "Sig"), hole, filter_text)
    appearance = ""
    if rect:
        out[look] = b"<</Type/XObject/Subtype/Form/BBox[0 0 150 60]/Resources<</Font<</F1 %s>>>>/Length %d>>\nstream\n%s\nendstream" % (
            raw(font), len(APPEARANCE % who), raw(APPEARANCE % who))
        appearance = "/AP<</N %d 0 R>>" % look
    if fill is not None:
        out[fill] = add_key(doc.object[fill], "/V %d 0 R%s%s" % (v, appearance, field_more))
        if b"/SigFlags" in doc.object[form]:
            out[form] = re.sub(rb"/SigFlags \d", b"/SigFlags 3", doc.object[form])
        else:
            out[form] = add_key(doc.object[form], "/SigFlags 3")
        field = fill
    else:
        out[field] = raw("<</Type/Annot/Subtype/Widget/FT/Sig/T(%s)/F 132%s/Rect[%s]/V %d 0 R%s%s>>" % (
            name, "" if page is None else "/P %d 0 R" % page, rect or "0 0 0 0", v, appearance, field_more))
        listed = None if page is None else re.search(rb"/Annots (\d+) 0 R", doc.object[page])
        if listed:
            number = int(listed.group(1))
            out[number] = swap(doc.object[number], "]", " %d 0 R]" % field)
        elif page is not None:
            out[page] = grow(out.get(page, doc.object[page]), "Annots", "%d 0 R" % field)
        out.update(form_with(doc, form, field))
    if catalog_more:
        out[1] = add_key(out.get(1, doc.object[1]), catalog_more % {"v": v})
    if mutate:
        mutate(out, v, field)
    doc.update(out, **update)
    doc.value, doc.field = v, field
    return close(doc, keys, who, options=options)


def form_with(doc, form, field):
    """The form with one more field; made, where there is none."""
    if form in doc.object:
        body = grow(doc.object[form], "Fields", "%d 0 R" % field)
        body = re.sub(rb"/SigFlags \d", b"/SigFlags 3", body)
        return {form: body if b"/SigFlags" in body else add_key(body, "/SigFlags 3")}
    if b"/AcroForm" in doc.object[1]:
        return {1: grow(doc.object[1], "Fields", "%d 0 R" % field)}
    return {1: add_key(doc.object[1], "/AcroForm<</SigFlags 3/Fields[%d 0 R]>>" % field)}


def perms(v="%(v)d 0 R"):
    return "/Perms<</DocMDP %s>>" % v
