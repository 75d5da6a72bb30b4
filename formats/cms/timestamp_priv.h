// SPDX-License-Identifier: Apache-2.0
/*
 * timestamp_priv.h - the TSTInfo of a token, for timestamp_query.c.
 */
#pragma once

#include <openssl/ts.h>

#include "formats/base/bytes.h"

AUTO_DEFINE(TS_TST_INFO, TS_TST_INFO_free)

/* Exactly one TSTInfo in DER inside of the CMS at the front of `hole`; NULL otherwise. */
TS_TST_INFO *timestamp_info(struct view hole) MUST;
