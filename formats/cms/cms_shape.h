// SPDX-License-Identifier: Apache-2.0
/*
 * cms_shape.h - rule CMS-11: how deep, how long in arcs and how large in integers a CMS may be (limits.h).
 *
 * Walks definite lengths only; what is inside of an indefinite one is bounded by OpenSSL's reader.
 */
#pragma once

#include "formats/base/finding.h"

void cms_check_shape(struct findings *f, struct view cms);
