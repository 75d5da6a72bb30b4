// SPDX-License-Identifier: Apache-2.0
#include <stdlib.h>
#include <string.h>

#include "tests/unit/cm.h"

#include "formats/cms/digest.h"
#include "signer/prepared.h"

static const char base_text[] = "%PDF-1.7 base";

enum { BASE = sizeof base_text - 1, ROOM = 4, GAP = 2 * ROOM + 2, BEFORE = 6, AFTER = 5 };

/* "before<00000000>after" behind the base, and what an honest worker says of it. */
struct
try {
    struct document in;
    struct pdf_prepared p;
};

static void try_clear(struct try *t)
{
    document_clear(&t->in);
    pdf_prepared_clear(&t->p);
}

#define AUTO_TRY AUTO_CLEAR(try_clear) struct try

static void make(struct try *t, const char *update)
{
    struct err e = {0};
    struct view base = view_of_string(base_text);
    t->in = DOCUMENT_NONE;
    pdf_prepared_init(&t->p);
    assert_ok(document_join(&t->in, &base, 1, &e), &e);
    buf_put_string(&t->p.update, update);
    const uint64_t honest[4] = {0, BASE + BEFORE, BASE + BEFORE + GAP, AFTER};
    memcpy(t->p.byte_range, honest, sizeof honest);
}

static void ranges_that_lie(void **state)
{
    (void)state;
    static const struct {
        int part;
        uint64_t value;
    } lies[] = {
        {0, 1},          {1, 0},
        {1, BASE - 1},   {1, BASE + BEFORE - 1},
        {1, UINT64_MAX}, {1, UINT64_MAX - GAP},
        {1, BASE + 100}, {2, BASE + BEFORE + GAP + 1},
        {2, 0},          {2, UINT64_MAX},
        {3, AFTER - 1},  {3, AFTER + 1},
        {3, UINT64_MAX}, {3, 0},
    };
    for (size_t i = 0; i < sizeof lies / sizeof lies[0]; i++) {
        struct err e = {0};
        AUTO_TRY t;
        make(&t, "before<00000000>after");
        assert_ok(prepared_check(&t.p, &t.in, ROOM, &e), &e);
        t.p.byte_range[lies[i].part] = lies[i].value;
        assert_refused(prepared_check(&t.p, &t.in, ROOM, &e), &e, ERR_INTERNAL, "does not fit its update");
    }
}

static void gaps_that_hold_something(void **state)
{
    (void)state;
    static const char *const updates[] = {
        "before<00000001>after",
        "before<10000000>after",
        "before(00000000)after",
        "before<00000000after>",
        "before 00000000>after",
        "before<00000000>",
        "before<0000",
        "before",
        "",
    };
    for (size_t i = 0; i < sizeof updates / sizeof updates[0]; i++) {
        struct err e = {0};
        AUTO_TRY t;
        make(&t, updates[i]);
        assert_refused(prepared_check(&t.p, &t.in, ROOM, &e), &e, ERR_INTERNAL, "does not fit its update");
    }
}

/* A gap larger or smaller than was asked for, however right it says so. */
static void another_room(void **state)
{
    (void)state;
    struct err e = {0};
    AUTO_TRY t;
    make(&t, "before<00000000>after");
    assert_refused(prepared_check(&t.p, &t.in, ROOM - 1, &e), &e, ERR_INTERNAL, "does not fit its update");
    assert_refused(prepared_check(&t.p, &t.in, ROOM + 1, &e), &e, ERR_INTERNAL, "does not fit its update");
    assert_refused(prepared_check(&t.p, &t.in, UINT32_MAX, &e), &e, ERR_INTERNAL, "does not fit its update");
}

/* Is exactly everything but the gap hashed, by the algorithm that was kept and by one that was not? */
static void hashes_all_but_the_gap(void **state)
{
    (void)state;
    static const enum digest_algorithm algorithms[] = {DIGEST_SHA256, DIGEST_SHA384};
    for (size_t i = 0; i < 2; i++) {
        struct err e = {0};
        AUTO_TRY t;
        AUTO_BUF got = BUF_INIT(DIGEST_SIZE_MAX);
        AUTO_BUF want = BUF_INIT(DIGEST_SIZE_MAX);
        make(&t, "before<00000000>after");
        assert_ok(prepared_digest(&got, &t.p, &t.in, algorithms[i], &e), &e);
        assert_ok(digest_bytes(&want, algorithms[i], view_of_string("%PDF-1.7 basebeforeafter"), &e), &e);
        assert_true(view_equal(view_of(got.data, got.len), view_of(want.data, want.len)));
    }
}

static void fills_the_gap(void **state)
{
    (void)state;
    struct err e = {0};
    AUTO_TRY t;
    AUTO_CLEAR(document_clear) struct document out = DOCUMENT_NONE;
    make(&t, "before<00000000>after");
    assert_refused(prepared_embed(&out, &t.p, &t.in, view_of("12345", 5), &e), &e, ERR_INTERNAL,
                   "larger than the room that was made for it");
    assert_ok(prepared_embed(&out, &t.p, &t.in, view_of("\x30\x01\xff", 3), &e), &e);
    assert_true(view_equals_string(out.bytes, "%PDF-1.7 basebefore<3001ff00>after") ||
                view_equals_string(out.bytes, "%PDF-1.7 basebefore<3001FF00>after"));
    assert_true(view_equals_string(t.in.bytes, base_text));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ranges_that_lie), cmocka_unit_test(gaps_that_hold_something),
        cmocka_unit_test(another_room),    cmocka_unit_test(hashes_all_but_the_gap),
        cmocka_unit_test(fills_the_gap),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
