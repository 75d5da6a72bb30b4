// SPDX-License-Identifier: Apache-2.0
/*
 * arena.h - the memory of one parsed document: taken piece by piece, freed at once, never beyond its cap.
 */
#pragma once

#include "formats/base/bytes.h"

struct arena;

struct arena *arena_new(size_t cap) MUST;
void arena_free(struct arena *a);
AUTO_DEFINE(struct arena, arena_free)

/* Zeroed, aligned for any type; ERR_LIMIT past the cap. */
MUST status arena_take(void **out, struct arena *a, size_t count, size_t size, struct err *e);
MUST status arena_copy(struct view *out, struct arena *a, struct view v, struct err *e);
