// SPDX-License-Identifier: Apache-2.0
/*
 * pdf_coverage.h - what a signature's /ByteRange covers (ISO 32000-1 12.8.1; rules PDF-32 .. PDF-41).
 */
#pragma once

#include "formats/pdf/pdf.h"
#include "formats/pdf/pdf_fields.h"

/*
 * Fills byte_range, contents, coverage and findings of `s` from the field's value. *revision is the one that it covers
 * when the coverage is REVISION or WHOLE_FILE.
 */
MUST status pdf_coverage_of(struct pdf_signature *s, size_t *revision, struct pdf_file *file,
                            const struct pdf_field *field, struct err *e);
