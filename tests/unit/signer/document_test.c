// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/unit/cm.h"

#include "formats/cms/digest.h"
#include "signer/document.h"
#include "signer/output.h"

enum { BASE_MAX = 1 << 20, LARGE = (65 << 20) + 100 };

#define AUTO_DOCUMENT AUTO_CLEAR(document_clear) struct document

/* A folder that is on a disk, as far as /var/tmp is. */
struct place {
    char folder[64], in[96], out[96];
};

static void place_clear(struct place *p)
{
    unlink(p->in);
    unlink(p->out);
    rmdir(p->folder);
}

#define AUTO_PLACE AUTO_CLEAR(place_clear) struct place

static struct place new_place(void)
{
    struct place p;
    snprintf(p.folder, sizeof p.folder, "/var/tmp/seal-document-XXXXXX");
    assert_non_null(mkdtemp(p.folder));
    snprintf(p.in, sizeof p.in, "%s/in", p.folder);
    snprintf(p.out, sizeof p.out, "%s/out", p.folder);
    return p;
}

/* `size` bytes that begin like a PDF; no two pages are alike. */
static void pattern(struct buf *out, size_t size)
{
    buf_put_string(out, "%PDF-1.7\n");
    while (out->len < size) buf_printf(out, "%zu ", out->len);
    out->len = size;
    assert_false(out->failed);
}

static void write_sparse(const char *path, size_t size)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    assert_int_equal(write(fd, "%PDF-1.7\n", 9), 9);
    assert_int_equal(pwrite(fd, "end", 3, (off_t)size - 3), 3);
    close(fd);
}

static void assert_hashed(const struct document *d)
{
    struct err e = {0};
    for (int i = 0; i < 2; i++) {
        enum digest_algorithm a = i == 0 ? DIGEST_SHA256 : DIGEST_SHA512;
        AUTO_BUF want = BUF_INIT(DIGEST_SIZE_MAX);
        AUTO_BUF got = BUF_INIT(DIGEST_SIZE_MAX);
        AUTO(digester_free)
        struct digester *seen = NULL;
        assert_ok(digest_bytes(&want, a, d->bytes, &e), &e);
        assert_ok(document_digester(&seen, d, a, &e), &e);
        assert_ok(digester_finish(&got, seen, &e), &e);
        assert_memory_equal(got.data, want.data, want.len);
        if (i == 0) assert_memory_equal(d->sha256, want.data, sizeof d->sha256);
    }
}

static void assert_closed_to_writers(int fd)
{
    assert_int_equal(write(fd, "x", 1), -1);
    assert_int_equal(ftruncate(fd, 0), -1);
}

/* Do the parts make one document, wherever the page ends that they meet on? */
static void test_continues(void **state)
{
    (void)state;
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    const size_t sizes[] = {10, page - 1, page, page + 1, 3 * page - 1, 3 * page, 3 * page + 7};
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        struct err e = {0};
        AUTO_BUF base = BUF_INIT(BASE_MAX);
        AUTO_DOCUMENT first = DOCUMENT_NONE;
        AUTO_DOCUMENT second = DOCUMENT_NONE;
        AUTO_DOCUMENT third = DOCUMENT_NONE;
        pattern(&base, sizes[i]);
        assert_ok(document_join(&first, &(struct view){base.data, base.len}, 1, &e), &e);
        first.password = "x";
        assert_ok(document_extend(&second, &first, view_of_string("second"), &e), &e);
        buf_put_string(&base, "second");
        assert_true(view_equal(second.bytes, view_of(base.data, base.len)));
        assert_hashed(&second);
        document_clear(&first);
        pattern(&base, base.len + 2 * page);
        struct view more = view_part(view_of(base.data, base.len), second.bytes.len, 2 * page);
        assert_ok(document_extend(&third, &second, more, &e), &e);
        document_clear(&second);
        assert_true(view_equal(third.bytes, view_of(base.data, base.len)));
        assert_int_equal(third.format, DOCUMENT_PDF);
        assert_string_equal(third.password, "x");
        assert_hashed(&third);
        assert_closed_to_writers(third.parts.base);
        assert_closed_to_writers(third.parts.tail);
    }
}

/* Is a large one kept in a file that nobody can write to, and continued without being copied? */
static void test_large(void **state)
{
    (void)state;
    struct err e = {0};
    struct stat base, tail;
    AUTO_PLACE p = new_place();
    AUTO_DOCUMENT d = DOCUMENT_NONE;
    AUTO_DOCUMENT longer = DOCUMENT_NONE;
    write_sparse(p.in, LARGE);
    assert_ok(document_open(&d, p.in, &e), &e);
    assert_int_equal(truncate(p.in, 0), 0);
    assert_int_equal(d.bytes.len, LARGE);
    assert_true(view_equals_string(view_part(d.bytes, LARGE - 3, 3), "end"));
    assert_closed_to_writers(d.parts.base);
    assert_ok(document_extend(&longer, &d, view_of_string("more"), &e), &e);
    assert_true(view_equals_string(view_part(longer.bytes, LARGE - 3, 7), "endmore"));
    assert_hashed(&longer);
    assert_int_equal(fstat(longer.parts.base, &base), 0);
    assert_int_equal(fstat(longer.parts.tail, &tail), 0);
    assert_int_equal(base.st_nlink, 0);
    assert_int_equal(base.st_size, LARGE);
    assert_true(tail.st_size < 1 << 20);
}

static void assert_file_is(const char *path, struct view bytes)
{
    struct err e = {0};
    AUTO_DOCUMENT d = DOCUMENT_NONE;
    assert_ok(document_open(&d, path, &e), &e);
    assert_true(view_equal(d.bytes, bytes));
}

/* Does the copy of a large one become the output, once, with the mode of an output, and is any further one a copy? */
static void test_becomes_the_output(void **state)
{
    (void)state;
    struct err e = {0};
    struct stat kept, there;
    AUTO_PLACE p = new_place();
    AUTO_DOCUMENT d = DOCUMENT_NONE;
    AUTO_DOCUMENT one = DOCUMENT_NONE;
    AUTO_DOCUMENT two = DOCUMENT_NONE;
    write_sparse(p.in, LARGE);
    assert_ok(document_open_for(&d, p.in, p.folder, &e), &e);
    assert_ok(document_extend(&one, &d, view_of_string("more"), &e), &e);
    assert_ok(document_extend(&two, &one, view_of_string(" and more"), &e), &e);
    assert_int_equal(fstat(d.parts.base, &kept), 0);
    mode_t mask = umask(027);
    umask(mask);
    assert_ok(output_write_document(p.out, &two, &e), &e);
    assert_file_is(p.out, two.bytes);
    assert_int_equal(stat(p.out, &there), 0);
    assert_int_equal(there.st_mode & 07777, 0666 & ~mask);
    assert_int_equal(there.st_nlink, 1);
    /* elsewhere when /var/tmp is memory, or cannot hold a nameless file */
    bool was_kept_there = kept.st_dev == there.st_dev;
    if (was_kept_there) assert_int_equal(there.st_ino, kept.st_ino);
    char other[128];
    snprintf(other, sizeof other, "%s/other", p.folder);
    assert_ok(output_write_document(other, &one, &e), &e);
    assert_file_is(other, one.bytes);
    unlink(other);
    assert_file_is(p.out, two.bytes);
    assert_int_equal(stat(p.out, &there), 0);
    assert_int_equal(there.st_nlink, 1);
}

/* Is a large document that shares nothing with another written whole, too? */
static void test_is_copied_elsewhere(void **state)
{
    (void)state;
    struct err e = {0};
    struct stat there;
    AUTO_PLACE p = new_place();
    AUTO_DOCUMENT d = DOCUMENT_NONE;
    AUTO_DOCUMENT longer = DOCUMENT_NONE;
    write_sparse(p.in, LARGE);
    assert_ok(document_open_for(&d, p.in, "/nowhere", &e), &e);
    assert_ok(document_extend(&longer, &d, view_of_string("more"), &e), &e);
    assert_ok(output_write(p.out, view_of_string("old"), &e), &e);
    assert_ok(output_write_document(p.out, &longer, &e), &e);
    assert_file_is(p.out, longer.bytes);
    assert_int_equal(stat(p.out, &there), 0);
    assert_int_equal(there.st_nlink, 1);
    mode_t mask = umask(027);
    umask(mask);
    assert_int_equal(there.st_mode & 07777, 0666 & ~mask); /* not that of the copy, which is its owner's alone */
}

/* Does probing say what opening would? */
static void test_probes(void **state)
{
    (void)state;
    struct err e = {0};
    AUTO_PLACE p = new_place();
    assert_refused(document_probe(p.in, &e), &e, ERR_MISSING, "no such file");
    assert_refused(document_probe(p.folder, &e), &e, ERR_MISSING, "is a folder");
    write_sparse(p.in, 20);
    assert_ok(document_probe(p.in, &e), &e);
    assert_int_equal(truncate(p.in, (off_t)LIMIT_DOCUMENT + 1), 0);
    assert_refused(document_probe(p.in, &e), &e, ERR_LIMIT, "larger than 17179869184 bytes");
    assert_int_equal(truncate(p.in, 3), 0);
    assert_refused(document_probe(p.in, &e), &e, ERR_SYNTAX, "neither PDF nor XML");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_probes),
        cmocka_unit_test(test_continues),
        cmocka_unit_test(test_large),
        cmocka_unit_test(test_becomes_the_output),
        cmocka_unit_test(test_is_copied_elsewhere),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
