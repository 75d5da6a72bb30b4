// SPDX-License-Identifier: Apache-2.0
/* A document from its first byte to its verdict, everything in one process. */
#include "tests/fuzz/verified.h"
#include "tests/fuzz/pdf_mutator.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct view document = view_of(data, size);
    verified(document, view_starts_with(document, "%PDF-") ? DOCUMENT_PDF : DOCUMENT_XML);
    return 0;
}
