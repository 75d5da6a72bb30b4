// SPDX-License-Identifier: Apache-2.0
/*
 * place.h - where the picture of a signature stands: page and box, in points from the top left of the page as
 * displayed.
 *
 * A place that was computed is moved so far that the picture is on its page, and that is said; one that was given in
 * numbers is taken as it is.
 */
#pragma once

#include "signer/look.h"

/* A picture of w by h points, as l->place says; ERR_USAGE and ERR_REFUSED say what would help. */
MUST status place_resolve(struct pdf_request *out, double w, double h, const struct sign_look *l,
                          const struct look_case *c, struct findings *notes, struct err *e);
/* Does the box share area with what is seen of that signature? */
bool place_overlaps(const struct pdf_request *p, const struct signature_report *s);
