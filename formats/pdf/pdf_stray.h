// SPDX-License-Identifier: Apache-2.0
/*
 * pdf_stray.h - signature dictionaries that no field of the form shows: in /Perms only, orphans, or of an older
 * revision and replaced since. They are told (PDF-30) and never counted.
 *
 * Does not see: those in object streams, which no verifier could check either.
 */
#pragma once

#include "formats/pdf/pdf_fields.h"

MUST status pdf_stray_find(struct findings *f, struct pdf_file *file, const struct pdf_fields *fields, struct err *e);
