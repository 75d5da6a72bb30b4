// SPDX-License-Identifier: Apache-2.0
/*
 * pdf_prepare_priv.h - a file that an update is to be written for: shared by pdf_prepare.c and pdf_dss_write.c.
 */
#pragma once

#include "formats/pdf/pdf_file.h"

/* Refuses what cannot be updated (pdf_prepare): what pdf_access_check_file does of encryption, hybrid files, damage,
 * too many revisions. */
MUST status pdf_prepare_open(struct pdf_file **out, struct view document, struct view password, struct err *e);
