// SPDX-License-Identifier: Apache-2.0
/* Filters undone: never more than the bound that was given, and the same bytes each time. The input begins with filter,
 * predictor, colors, bits and two bytes of columns. */
#include "formats/pdf/pdf_decode.h"
#include "tests/fuzz/fuzz.h"

enum { DECODED_MAX = 1 << 18 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const names[] = {"FlateDecode",     "Fl", "ASCIIHexDecode", "AHx",   "ASCII85Decode", "A85",
                                        "RunLengthDecode", "RL", "LZWDecode",      "Crypt", "DCTDecode"};
    struct err e = {0}, again = {0};
    struct view in = view_of(data, size);
    AUTO_BUF first = BUF_INIT(DECODED_MAX);
    AUTO_BUF second = BUF_INIT(DECODED_MAX);
    struct view name = view_of_string(names[take_byte(&in) % (sizeof names / sizeof names[0])]);
    struct pdf_predictor p = PDF_PREDICTOR_NONE;
    p.predictor = take_byte(&in) % 20;
    p.colors = take_byte(&in) % 40;
    p.bits = take_byte(&in) % 20;
    p.columns = take_number(&in);
    bool good = succeeds(pdf_decode_filter(&first, name, &p, in, &e), &e);
    assert(first.len <= DECODED_MAX);
    assert(good == (pdf_decode_filter(&second, name, &p, in, &again) == OK));
    assert(!good || view_equal(bytes_of(&first), bytes_of(&second)));
    return 0;
}
