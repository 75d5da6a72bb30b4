// SPDX-License-Identifier: Apache-2.0
/*
 * appearance.h - draws a picture and lines of text as a one-page PDF (cairo, pango): the picture at its physical size,
 * resampled to what print needs, and coarser where it would take more than some 80 KB; the text in Liberation Serif
 * (metric-compatible with Times New Roman), embedded as a subset, in composed form, lines below the picture. The same
 * input gives the same bytes.
 *
 * With w and h: the page is that box, the picture is scaled to the room that the text leaves, and lines are broken to
 * its width; the text keeps its size (Decree 30/2020, annex I, prescribes it).
 * With pieces: each of them on the baseline, at its own place in the box.
 * Refuses: pictures that are no PNG; text that is not clean, that the font cannot show, or that the box, or a
 * piece's place, cannot hold; pages below 1 or above 1,440 points a side.
 */
#pragma once

#include "signer/render_client.h"

/*
 * Loads the font: before the sandbox. Whatever is drawn later must get along with that: pango starts a thread for every
 * further font, and the sandbox kills who starts one.
 */
MUST status appearance_prepare(struct err *e);
MUST status appearance_draw(struct render_drawing *out, const struct render_appearance *a, struct err *e);
