// SPDX-License-Identifier: Apache-2.0
/*
 * one_act.h - which signatures of a PDF were made together: who issues a document writes its number, its date and the
 * seal as signatures of one key, each in the revision right after the one before (sign_acts.h; other products do
 * alike).
 *
 * Says only what stands together. Neither raises nor lowers a verdict: each signature keeps its own.
 */
#pragma once

#include "signer/verify.h"

/* How far apart neighbours may claim to have been made. */
enum { ONE_ACT_SECONDS = 900 };

/* The first and the last of those that belong together with signature i; false where it stands alone. Signatures that
 * do not hold, and time-stamps, belong to nothing. */
bool one_act(size_t *first, size_t *last, const struct verify_report *r, size_t i);
