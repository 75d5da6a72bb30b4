// SPDX-License-Identifier: Apache-2.0
/*
 * pdf_fill.h - an existing signature field gets its value, and its widget an appearance: these keys, and nothing else
 * of the two objects, change.
 */
#pragma once

#include "formats/pdf/pdf_slot.h"
#include "formats/pdf/pdf_update.h"

/* `appearance` {0, 0}: the widget stays as it is. */
void pdf_fill(struct pdf_update *u, const struct pdf_slot *slot, struct pdf_ref value, struct pdf_ref appearance);
