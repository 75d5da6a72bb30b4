# SPDX-License-Identifier: Apache-2.0
"""cms_pdf.py - the smallest PDF with one signature field, and a CMS put into its gap: nothing wrong but the CMS."""

HOLE = 16 * 1024


def pdf(build, *, subfilter="ETSI.CAdES.detached", filter_name="Adobe.PPKLite", hole=HOLE, upper=False, more="",
        padding=None, tail=b""):
    """`build`: from the signed bytes to the CMS. `padding`: what fills the rest of the hole instead of zeros.
    `tail`: bytes behind the end, which nothing covers."""
    text = b"BT /F1 12 Tf 72 720 Td (Decision 12/QD-UBND) Tj ET"
    signature = (f"<< /Type /Sig /Filter /{filter_name} /SubFilter /{subfilter} /M (D:20261124080000+07'00') {more}"
                 "/ByteRange [0 ########## ########## ##########] /Contents <").encode() + b"0" * (2 * hole) + b"> >>"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [6 0 R] /SigFlags 3 >> >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Annots [6 0 R]"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(text), text),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        b"<< /Type /Annot /Subtype /Widget /FT /Sig /T (Signature1) /Rect [0 0 0 0] /F 132 /P 3 0 R /V 7 0 R >>",
        signature,
    ]
    out, offsets = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"), []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % at for at in offsets)
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return fill(out, build, hole, upper, padding) + tail


def fill(out, build, hole, upper, padding):
    begin = out.index(b"/Contents <") + len(b"/Contents ")
    end = begin + 2 * hole + 2
    for number in (begin, end, len(out) - end):
        at = out.index(b"##########")
        out[at : at + 10] = b"%-10d" % number
    cms = build(bytes(out[:begin] + out[end:]))
    assert len(cms) <= hole, f"a CMS of {len(cms)} bytes"
    rest = hole - len(cms)
    filler = b"\x00" * rest if padding is None else (padding * (rest // len(padding) + 1))[:rest]
    text = (cms + filler).hex().encode()
    out[begin + 1 : end - 1] = text.upper() if upper else text
    return bytes(out)
