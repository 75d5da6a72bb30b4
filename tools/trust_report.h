// SPDX-License-Identifier: Apache-2.0
/*
 * trust_report.h - trust anchors as people and as programs read them (seal-trust(1) describes both).
 */
#pragma once

#include "policies/trust.h"
#include "tools/command.h"

/* Several lines on stdout; `now` in seconds since 1970, for ages and expiry. */
void trust_report_text(const struct session *s, const struct anchor_info *i, int64_t now);
/* One JSON array on one line, on stdout. */
MUST status trust_report_json(const struct trust *t, int64_t now, struct err *e);
