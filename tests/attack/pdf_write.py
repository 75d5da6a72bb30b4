# SPDX-License-Identifier: Apache-2.0
"""pdf_write.py - PDF files written object by object, one revision after the other (ISO 32000-1 7.5).

Nothing of the project's own code is used, so that a mistake of ours cannot hide in the files that test us. An object is
its bytes between "N G obj" and "endobj"; whoever makes an attack may put anything there. Offsets are those of the file
that is being written, unless a caller gives an entry of its own.
"""
import copy
import re
import zlib

STYLES = ("table", "stream", "packed", "hybrid")


def raw(text):
    return text if isinstance(text, (bytes, bytearray)) else text.encode("latin-1")


def stream(data, keys="", pack=False):
    """A stream object: its /Length is true."""
    data = raw(data)
    if pack:
        data = zlib.compress(data)
        keys += "/Filter/FlateDecode"
    return b"<<%s/Length %d>>\nstream\n%s\nendstream" % (raw(keys), len(data), data)


def swap(body, old, new, count=1):
    """body with `old`, which must be there, replaced."""
    body, old, new = raw(body), raw(old), raw(new)
    if old not in body:
        raise ValueError("no %r in %r" % (old, body[:200]))
    return body.replace(old, new, count)


def add_key(body, text):
    """A dictionary with one more entry at its end."""
    body = raw(body)
    at = body.rindex(b">>")
    if b"stream" in body:
        at = body[: body.index(b"stream")].rindex(b">>")
    return body[:at] + raw(text) + body[at:]


def drop_key(body, key):
    """A dictionary without a key whose value is a name, a number, a reference, a simple array or a string."""
    value = rb"\s*(\[[^\]]*\]|\(.*?\)|\d+ \d+ R|/?[-#.\w]+|<<.*?>>)"
    found = re.search(rb"/" + raw(key) + rb"(?![\w])" + value, raw(body))
    if found is None:
        raise ValueError("no key %s" % key)
    return raw(body)[: found.start()] + raw(body)[found.end() :]


def grow(body, key, item):
    """A dictionary whose array `key` has one more item at its end."""
    found = re.search(rb"/" + raw(key) + rb"\s*\[[^\]]*", raw(body))
    if found is None:
        return add_key(body, "/%s[%s]" % (key, item))
    return body[: found.end()] + b" " + raw(item) + body[found.end() :]


class Doc:
    """A file so far. `object` has the newest body of each object, `ends` where each revision ends."""

    def __init__(self, version="1.7", prefix=b"", style="table"):
        self.data = bytearray(raw(prefix) + b"%%PDF-%s\n%%\xe2\xe3\xcf\xd3\n" % raw(version))
        self.style = style
        self.object = {}
        self.entry = {}  # number -> ("n", offset, generation) | ("o", stream, index) | ("f", next, generation)
        self.size = 1
        self.startxref = None
        self.trailer = {"Root": "1 0 R"}
        self.ends = []
        self.signatures = 0

    def copy(self):
        return copy.deepcopy(self)

    def bytes(self):
        return bytes(self.data)

    def new_number(self, more=0):
        return max([self.size - 1, *self.object]) + 1 + more

    def put(self, number, body, generation=0):
        """An object at the end of the file, entered nowhere yet. Its offset."""
        offset = len(self.data)
        self.data += b"%d %d obj\n%s\nendobj\n" % (number, generation, raw(body))
        return offset

    def update(self, objects, *, style=None, free=(), packed=None, entries=None, trailer=None, size=None, prev=True,
               footer=True, generation=None, drop=()):
        """A revision. `packed`: these stand in an object stream. `entries`: cross-references that are not as the file is
        (number -> entry, or None for none). `trailer`: keys to add or to replace. `prev`: or an offset, or False."""
        style = style or self.style
        generation = generation or {}
        section = {} if self.startxref is not None else {0: ("f", 0, 65535)}
        objects = dict(objects)
        packed = set(packed if packed is not None else self.packable(objects, style)) & set(objects)
        for number, body in objects.items():
            if number in packed:
                continue
            section[number] = ("n", self.put(number, body, generation.get(number, 0)), generation.get(number, 0))
        self.object.update({n: raw(b) for n, b in objects.items()})
        for number in free:
            section[number] = ("f", 0, 1)
            self.object.pop(number, None)
        if packed:
            section.update(self.put_packed({n: raw(objects[n]) for n in sorted(packed)}))
        section.update(entries or {})
        section = {n: e for n, e in section.items() if e is not None}
        self.size = max(self.size, *[n + 1 for n in section], 1)
        self.entry.update(section)
        keys = dict(self.trailer)
        if self.startxref is not None and prev is not False:
            keys["Prev"] = str(self.startxref if prev is True else prev)
        keys.update(trailer or {})
        keys = {k: v for k, v in keys.items() if v is not None and k not in drop}
        self.put_section(section, keys, style, size)
        if footer:
            self.data += b"startxref\n%d\n%%%%EOF\n" % self.startxref
        self.ends.append(len(self.data))
        return self

    @staticmethod
    def packable(objects, style):
        """Nothing with a stream, nor what a signature's gap is in; hybrid: what older readers can do without (7.5.8.4)."""
        if style == "hybrid":
            return [n for n, b in objects.items() if re.search(rb"/StructElem|/Type/StructTreeRoot|/Subtype/Link|/Title", raw(b))]
        if style != "packed":
            return ()
        return [n for n, b in objects.items() if b"stream" not in raw(b) and b"/ByteRange" not in raw(b)]

    def put_packed(self, objects):
        number = max([self.size - 1, *self.object]) + 1
        head, body = b"", b""
        for n, b in objects.items():
            head += b"%d %d " % (n, len(body))
            body += b + b"\n"
        keys = "/Type/ObjStm/N %d/First %d" % (len(objects), len(head))
        offset = self.put(number, stream(head + body, keys, pack=True))
        self.object[number] = b""
        section = {n: ("o", number, i) for i, n in enumerate(objects)}
        section[number] = ("n", offset, 0)
        return section

    def put_section(self, section, keys, style, size):
        if style == "table":
            self.put_table(section, keys, size)
        elif style == "hybrid":
            hidden = {n: e for n, e in section.items() if e[0] == "o"}
            shown = {n: (e if e[0] != "o" else ("f", 0, 0)) for n, e in section.items()}
            if hidden:
                at = self.put_xref_stream(hidden, {}, size, listed=False)
                keys = dict(keys, XRefStm=str(at))
            self.put_table(shown, keys, size)
        else:
            self.startxref = self.put_xref_stream(section, keys, size)

    def put_table(self, section, keys, size):
        self.startxref = len(self.data)
        self.data += b"xref\n"
        numbers = sorted(section)
        if not numbers:
            self.data += b"0 0\n"
        while numbers:
            run = 1
            while run < len(numbers) and numbers[run] == numbers[0] + run:
                run += 1
            self.data += b"%d %d\n" % (numbers[0], run)
            for n in numbers[:run]:
                kind, where, generation = section[n]
                self.data += b"%010d %05d %s \n" % (where, generation, raw(kind))
            numbers = numbers[run:]
        self.data += b"trailer\n" + self.dictionary(keys, size) + b"\n"

    def put_xref_stream(self, section, keys, size, listed=True):
        number, at = max([self.size - 1, *self.object, *section]) + 1, len(self.data)
        self.object[number] = b""
        if listed:
            section = dict(section)
            section[number] = ("n", at, 0)
            self.size = max(self.size, number + 1)
        self.size = max(self.size, number + 1)
        index, data = "", b""
        for n in sorted(section):
            kind, a, b = section[n]
            index += " %d 1" % n
            data += bytes([{"f": 0, "n": 1, "o": 2}[kind]]) + a.to_bytes(4, "big") + b.to_bytes(2, "big")
        text = "/Type/XRef/W[1 4 2]/Index[%s]/Size %d" % (index.strip(), size or self.size)
        text += "".join("/%s %s" % (k, v) for k, v in keys.items())
        self.put(number, stream(data, text, pack=True))
        return at

    def dictionary(self, keys, size):
        return raw("<</Size %d%s>>" % (size or self.size, "".join("/%s %s" % (k, v) for k, v in keys.items())))

    def append(self, data):
        """Bytes that belong to no revision."""
        self.data += raw(data)
        return self

    def revision(self, i):
        """The file as it was then."""
        return bytes(self.data[: self.ends[i]])
