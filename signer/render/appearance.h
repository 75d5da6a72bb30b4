// SPDX-License-Identifier: Apache-2.0
/*
 * appearance.h - draws a picture and lines of text as a one-page PDF (cairo, pango): the picture at its physical size,
 * resampled to what print needs; the text in Liberation Serif (metric-compatible with Times New Roman), embedded as a
 * subset, centred below it.
 *
 * Refuses: pictures that are no PNG; characters that the
 * font lacks.
 */
#pragma once

#include "signer/render_client.h"

/* Loads the font, so that drawing needs as little as possible from the system: before the sandbox. */
MUST status appearance_prepare(struct err *e);
MUST status appearance_draw(struct render_drawing *out, const struct render_appearance *a, struct err *e);
