// SPDX-License-Identifier: Apache-2.0
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/unit/cm.h"

#include "signer/document.h"
#include "signer/output.h"

struct place {
    char folder[64], file[96];
};

static struct place new_place(void)
{
    struct place p;
    snprintf(p.folder, sizeof p.folder, "/tmp/seal-output-XXXXXX");
    assert_non_null(mkdtemp(p.folder));
    snprintf(p.file, sizeof p.file, "%s/out", p.folder);
    return p;
}

static int files_in(const char *folder)
{
    int n = 0;
    DIR *d = opendir(folder);
    assert_non_null(d);
    for (struct dirent *entry; (entry = readdir(d)) != NULL;) n += entry->d_name[0] != '.' || strlen(entry->d_name) > 2;
    closedir(d);
    return n;
}

static void remove_place(const struct place *p)
{
    unlink(p->file);
    rmdir(p->folder);
}

/* Does the file appear whole, replace an older one, and leave no other name behind? */
static void test_writes(void **state)
{
    (void)state;
    struct err e = {0};
    struct place p = new_place();
    char got[16] = "";
    assert_ok(output_write(p.file, view_of_string("first one"), &e), &e);
    assert_ok(output_write(p.file, view_of_string("second"), &e), &e);
    int fd = open(p.file, O_RDONLY);
    assert_int_equal(read(fd, got, sizeof got - 1), 6);
    close(fd);
    assert_string_equal(got, "second");
    assert_int_equal(files_in(p.folder), 1);
    remove_place(&p);
}

/* Are folders, devices and places that are not there refused, and nothing left? */
static void test_refuses(void **state)
{
    (void)state;
    struct err e = {0};
    struct place p = new_place();
    char missing[128];
    snprintf(missing, sizeof missing, "%s/no/out", p.folder);
    assert_refused(output_write(p.folder, view_of_string("x"), &e), &e, ERR_OUTPUT, "not an ordinary file");
    assert_refused(output_write("/dev/full", view_of_string("x"), &e), &e, ERR_OUTPUT, "not an ordinary file");
    assert_refused(output_write(missing, view_of_string("x"), &e), &e, ERR_OUTPUT, "No such file");
    assert_refused(output_write("", view_of_string("x"), &e), &e, ERR_OUTPUT, "not the name of a file");
    assert_int_equal(files_in(p.folder), 0);
    remove_place(&p);
}

/* Does a new file replace nothing, not even a link to nowhere, and stay whole itself? */
static void test_replaces_nothing(void **state)
{
    (void)state;
    struct err e = {0};
    struct place p = new_place();
    char got[16] = "";
    assert_ok(output_write_new(p.file, view_of_string("first"), &e), &e);
    assert_refused(output_write_new(p.file, view_of_string("second"), &e), &e, ERR_OUTPUT,
                   "out is there already, and is not replaced");
    int fd = open(p.file, O_RDONLY);
    assert_int_equal(read(fd, got, sizeof got - 1), 5);
    close(fd);
    assert_string_equal(got, "first");
    unlink(p.file);
    assert_int_equal(symlink("/nowhere/x", p.file), 0);
    assert_refused(output_write_new(p.file, view_of_string("second"), &e), &e, ERR_OUTPUT, "is there already");
    assert_int_equal(files_in(p.folder), 1);
    remove_place(&p);
}

static void test_makes_a_folder(void **state)
{
    (void)state;
    struct err e = {0};
    struct place p = new_place();
    char deeper[128];
    snprintf(deeper, sizeof deeper, "%s/a", p.file);
    assert_refused(output_make_folder(deeper, &e), &e, ERR_OUTPUT, "cannot be made");
    for (int i = 0; i < 2; i++) assert_ok(output_make_folder(p.file, &e), &e);
    assert_ok(output_write_new(deeper, view_of_string("x"), &e), &e);
    assert_refused(output_make_folder(deeper, &e), &e, ERR_OUTPUT, "is not a folder");
    unlink(deeper);
    rmdir(p.file);
    remove_place(&p);
}

static void write_file(const char *path, const char *content)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    assert_int_equal(write(fd, content, strlen(content)), strlen(content));
    close(fd);
}

/* Which files are no documents, and is that seen before anything is copied? */
static void test_document_refuses(void **state)
{
    (void)state;
    static const struct {
        const char *content, *why;
    } cases[] = {
        {"", "empty"},    {"\x89PNG\r\n", "neither"}, {"  hello", "neither"},
        {"<", "neither"}, {" %PDF-1.7", "neither"},   {"<1a/>", "neither"},
    };
    struct err e = {0};
    struct place p = new_place();
    struct document d = DOCUMENT_NONE;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        write_file(p.file, cases[i].content);
        assert_refused(document_open(&d, p.file, &e), &e, ERR_SYNTAX, cases[i].why);
    }
    assert_int_equal(truncate(p.file, (off_t)LIMIT_DOCUMENT + 1), 0);
    assert_refused(document_open(&d, p.file, &e), &e, ERR_SYNTAX, "neither");
    write_file(p.file, "%PDF-1.7");
    assert_int_equal(truncate(p.file, (off_t)LIMIT_DOCUMENT + 1), 0);
    assert_refused(document_open(&d, p.file, &e), &e, ERR_LIMIT, "larger than");
    assert_refused(document_open(&d, p.folder, &e), &e, ERR_MISSING, "folder");
    assert_refused(document_open(&d, "/dev/zero", &e), &e, ERR_MISSING, "not an ordinary file");
    assert_refused(document_open(&d, "/nowhere/x", &e), &e, ERR_MISSING, "no such file");
    remove_place(&p);
}

/* Can nobody change the bytes once they were copied? */
static void test_document_is_sealed(void **state)
{
    (void)state;
    struct err e = {0};
    struct view parts[] = {view_of_string("%PDF-"), view_of_string("1.7\n")};
    AUTO_CLEAR(document_clear) struct document d = DOCUMENT_NONE;
    assert_ok(document_join(&d, parts, 2, &e), &e);
    assert_int_equal(d.format, DOCUMENT_PDF);
    assert_true(view_equals_string(d.bytes, "%PDF-1.7\n"));
    assert_int_equal(write(d.parts.base, "x", 1), -1);
    assert_int_equal(ftruncate(d.parts.base, 0), -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_writes),           cmocka_unit_test(test_refuses),
        cmocka_unit_test(test_replaces_nothing), cmocka_unit_test(test_makes_a_folder),
        cmocka_unit_test(test_document_refuses), cmocka_unit_test(test_document_is_sealed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
