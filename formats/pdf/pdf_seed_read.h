// SPDX-License-Identifier: Apache-2.0
/*
 * pdf_seed_read.h - reads the seed values of a field (/SV) into what pdf_seed.h has.
 */
#pragma once

#include "formats/pdf/pdf_file.h"
#include "formats/pdf/pdf_seed.h"

/* `out` was initialised. ERR_REFUSED: /SV or its /Cert is no dictionary, so that nobody knows what is asked for. */
MUST status pdf_seed_read(struct pdf_seed *out, struct pdf_file *file, const struct pdf_object *seed, struct err *e);
