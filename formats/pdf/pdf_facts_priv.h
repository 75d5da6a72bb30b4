// SPDX-License-Identifier: Apache-2.0
/*
 * pdf_facts_priv.h - what the messages of pdf.h and pdf_ask.h have in common.
 */
#pragma once

#include "formats/pdf/pdf.h"

void pdf_facts_put_place(struct buf *out, double x, double y, double w, double h);
MUST status pdf_facts_get_place(double *x, double *y, double *w, double *h, struct view *in, struct err *e);
