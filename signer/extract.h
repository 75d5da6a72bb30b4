// SPDX-License-Identifier: Apache-2.0
/*
 * extract.h - each signed revision of a PDF as a file of its own, byte for byte as it was signed.
 *
 * FOLDER/STEM.revision-N-FIELD.pdf. Makes the folder (one level); replaces nothing (ERR_OUTPUT). A document without
 * signed revisions, XML among them, is a finding of the report.
 */
#pragma once

#include "signer/verify.h"

/* `path`: the input's, for the names only. *count: files written, also when it fails. */
MUST status extract_write(size_t *count, struct verify_report *r, const char *folder, const char *path,
                          const struct document *d, struct err *e);
