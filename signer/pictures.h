// SPDX-License-Identifier: Apache-2.0
/*
 * pictures.h - what people saw when they signed and what they would see now: every page of each signed revision of a
 * PDF and of the file as it stands as PNG, and what changed between them.
 *
 * FOLDER/STEM.present.page-N.png, FOLDER/STEM.revision-N-FIELD.page-N.png and, where something changed,
 * ...-changes.png: the page as it is now with red frames around the changes. A revision that is the whole file is drawn
 * once, as "present". Makes the folder (one level); replaces nothing (ERR_OUTPUT).
 *
 * Drawn and compared in sandboxed processes; one that dies or is late costs the page it was at, which is a finding. Not
 * compared is what lies under the widgets of signatures that were added later, as long as the verifier has accepted
 * what was added. The findings go to the signature concerned: PIC-01 a page looks different, after changes that may
 * show; PIC-02 a page was not compared; PIC-03 the number of pages differs; PIC-04 a page looks different although
 * nothing that was added may show. A picture is what a process that has read a hostile document sent: nobody here has
 * decoded it.
 */
#pragma once

#include "signer/verify.h"

struct pictures_request {
    const char *folder;
    const char *path; /* of the input, for the names only */
};

/* *count: pictures written, also when it fails. ERR_OUTPUT or ERR_INTERNAL; all about the document is in the report. */
MUST status pictures_write(size_t *count, struct verify_report *r, const struct pictures_request *q,
                           const struct document *d, struct err *e);
