// SPDX-License-Identifier: Apache-2.0
/*
 * pdf_prepare_priv.h - a file that an update is to be written for: shared by pdf_prepare.c and pdf_dss_write.c.
 */
#pragma once

#include "formats/pdf/pdf_access.h"

/* Refuses what cannot be updated (pdf_prepare): what the password does not open, damage, too many revisions ... */
MUST status pdf_prepare_open(struct pdf_file **out, struct view document, struct view password, enum pdf_access wanted,
                             struct err *e);
