// SPDX-License-Identifier: Apache-2.0
/* A trust store on disk: what is kept, what makes it unusable, and what others see while it changes. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/unit/policies/small_pki.h"

#include "signer/output.h"
#include "signer/trust_store.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

enum { PATH_SIZE = 256 };

struct scene {
    struct pki pki;
    struct anchor_info root, ca;
    struct buf root_der, ca_der;
    char top[64], folder[128], entry[PATH_SIZE]; /* entry: the root's */
};

static void set_info(struct anchor_info *i, const struct buf *der, const char *name)
{
    struct err e = {0};
    assert_ok(anchor_info_of(i, view_of(der->data, der->len), "from/there.pem", &e), &e);
    snprintf(i->name, sizeof i->name, "%s", name);
    i->added = NOW;
    i->confirmation = CONFIRMED_ACCEPTED;
}

static bool add(const struct scene *s, const struct anchor_info *i, const struct buf *der)
{
    struct err e = {0};
    bool added = false;
    assert_ok(trust_store_add(&added, s->folder, i, view_of(der->data, der->len), &e), &e);
    return added;
}

/* A store that holds the root. */
static void set(struct scene *s)
{
    *s = (struct scene){.pki = make_pki(good_ca, good_signer, false)};
    s->root_der = der_of_cert(s->pki.root);
    s->ca_der = der_of_cert(s->pki.ca);
    set_info(&s->root, &s->root_der, "Root");
    set_info(&s->ca, &s->ca_der, "Issuing");
    snprintf(s->top, sizeof s->top, "/tmp/seal-store-XXXXXX");
    assert_non_null(mkdtemp(s->top));
    snprintf(s->folder, sizeof s->folder, "%s/some/where/trust", s->top);
    snprintf(s->entry, sizeof s->entry, "%s/%s.anchor", s->folder, s->root.names.fingerprint_sha256);
    assert_true(add(s, &s->root, &s->root_der));
}

static void clear(struct scene *s)
{
    char command[PATH_SIZE];
    snprintf(command, sizeof command, "rm -rf %s", s->top);
    assert_int_equal(system(command), 0);
    buf_clear(&s->root_der);
    buf_clear(&s->ca_der);
    pki_clear(&s->pki);
}

static size_t load_count(const char *folder, bool expected_found)
{
    struct err e = {0};
    bool found = !expected_found;
    AUTO(trust_free)
    struct trust *t = trust_new();
    assert_ok(trust_store_load(t, &found, folder, &e), &e);
    assert_int_equal(found, expected_found);
    return trust_anchor_count(t);
}

/* ---- refused ---- */

static void open_to_group(const struct scene *s)
{
    assert_int_equal(chmod(s->folder, 0770), 0);
}
static void open_to_all(const struct scene *s)
{
    assert_int_equal(chmod(s->folder, 01707), 0);
}
static void entry_open(const struct scene *s)
{
    assert_int_equal(chmod(s->entry, 0664), 0);
}
static void entry_cut(const struct scene *s)
{
    assert_int_equal(truncate(s->entry, 300), 0);
}
static void entry_long(const struct scene *s)
{
    assert_int_equal(truncate(s->entry, LIMIT_TRUST_ENTRY + 1), 0);
}
static void entry_is_link(const struct scene *s)
{
    char elsewhere[PATH_SIZE];
    snprintf(elsewhere, sizeof elsewhere, "%s/real", s->top);
    assert_int_equal(rename(s->entry, elsewhere), 0);
    assert_int_equal(symlink(elsewhere, s->entry), 0);
}
static void entry_is_pipe(const struct scene *s)
{
    assert_int_equal(unlink(s->entry), 0);
    assert_int_equal(mkfifo(s->entry, 0600), 0);
}
static void entry_renamed(const struct scene *s)
{
    char other[PATH_SIZE];
    snprintf(other, sizeof other, "%s/%s.anchor", s->folder, s->ca.names.fingerprint_sha256);
    assert_int_equal(rename(s->entry, other), 0);
}
static void put(const struct scene *s, const char *name)
{
    char path[PATH_SIZE + 80];
    snprintf(path, sizeof path, "%s/%s", s->folder, name);
    close(open(path, O_CREAT | O_WRONLY, 0600));
}
static void stray(const struct scene *s)
{
    put(s, "root.pem");
}
static void capital_name(const struct scene *s)
{
    put(s, "ABCDEF0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF0123456789.anchor");
}
static void too_many(const struct scene *s)
{
    char name[80];
    for (int i = 0; i < LIMIT_ANCHORS; i++) {
        snprintf(name, sizeof name, "%064x.anchor", i);
        put(s, name);
    }
}
static void not_a_folder(const struct scene *s)
{
    unlink(s->entry);
    assert_int_equal(rmdir(s->folder), 0);
    close(open(s->folder, O_CREAT | O_WRONLY, 0600));
}

static const struct {
    void (*spoil)(const struct scene *);
    const char *why;
} spoilt[] = {
    {open_to_group, "others may write to the trust store"},
    {open_to_all, "others may write to the trust store"},
    {entry_open, "is damaged: others may write to it"},
    {entry_cut, "is damaged: "},
    {entry_long, "is damaged: a result is longer than its limit"},
    {entry_is_link, "is damaged: cannot be opened"},
    {entry_is_pipe, "is damaged: is not an ordinary file"},
    {entry_renamed, "another fingerprint than its name says"},
    {stray, "root.pem does not belong into a trust store"},
    {capital_name, "does not belong into a trust store"},
    {too_many, "more than 1000 certificates"},
    {not_a_folder, "cannot be read: Not a directory"},
};

/* Is a spoilt store refused whole, for every use of it, and what was trusted before left as it was? */
static void test_spoilt(void **state)
{
    (void)state;
    for (size_t k = 0; k < COUNT(spoilt); k++) {
        struct scene s;
        struct err e = {0};
        bool found = false, added = false;
        AUTO(trust_free)
        struct trust *t = trust_new();
        set(&s);
        trust_root(t, s.pki.ca);
        spoilt[k].spoil(&s);
        assert_refused(trust_store_load(t, &found, s.folder, &e), &e, ERR_TRUST, spoilt[k].why);
        assert_int_equal(trust_anchor_count(t), 1);
        assert_false(found);
        if (k < 2)
            assert_refused(trust_store_add(&added, s.folder, &s.ca, view_of(s.ca_der.data, s.ca_der.len), &e), &e,
                           ERR_TRUST, spoilt[k].why);
        assert_false(added);
        clear(&s);
    }
}

/* One good entry beside a damaged one: nothing is loaded. */
static void test_all_or_none(void **state)
{
    (void)state;
    struct scene s;
    struct err e = {0};
    bool found = false;
    AUTO(trust_free)
    struct trust *t = trust_new();
    set(&s);
    assert_true(add(&s, &s.ca, &s.ca_der));
    entry_cut(&s);
    assert_refused(trust_store_load(t, &found, s.folder, &e), &e, ERR_TRUST, "is damaged");
    assert_int_equal(trust_anchor_count(t), 0);
    clear(&s);
}

/* ---- kept ---- */

/* Whatever the umask, nobody else can write to what is made. */
static void test_modes(void **state)
{
    (void)state;
    struct scene s;
    struct stat is;
    mode_t before = umask(0);
    set(&s);
    umask(before);
    assert_int_equal(stat(s.folder, &is), 0);
    assert_int_equal(is.st_mode & 0777, 0700);
    assert_int_equal(stat(s.entry, &is), 0);
    assert_int_equal(is.st_mode & 0777, 0644);
    assert_int_equal(load_count(s.folder, true), 1);
    clear(&s);
}

/* Added once, and what is kept stays as it was; other names with a dot do not matter. */
static void test_add(void **state)
{
    (void)state;
    struct scene s;
    struct err e = {0};
    bool found = false;
    AUTO(trust_free)
    struct trust *t = trust_new();
    set(&s);
    assert_int_equal(load_count("/nowhere/at/all", false), 0);
    s.root.added += DAY;
    assert_false(add(&s, &s.root, &s.root_der));
    assert_true(add(&s, &s.ca, &s.ca_der));
    put(&s, ".seal-0123456789abcdef");
    assert_ok(trust_store_load(t, &found, s.folder, &e), &e);
    assert_int_equal(trust_anchor_count(t), 2);
    for (size_t i = 0; i < 2; i++) assert_int_equal(trust_anchor(t, i)->added, NOW);
    clear(&s);
}

static void test_not_written(void **state)
{
    (void)state;
    struct scene s;
    struct err e = {0};
    bool added = false;
    set(&s);
    struct view der = view_of(s.ca_der.data, s.ca_der.len);
    assert_refused(trust_store_add(&added, "/proc/nowhere/trust", &s.ca, der, &e), &e, ERR_OUTPUT, "cannot be made");
    assert_refused(trust_store_add(&added, "", &s.ca, der, &e), &e, ERR_OUTPUT, "cannot be made");
    clear(&s);
}

/* ---- taken out ---- */

static void test_remove(void **state)
{
    (void)state;
    struct scene s;
    struct err e = {0};
    char out[STORE_FINGERPRINT_SIZE], part[16], longer[STORE_FINGERPRINT_SIZE + 1];
    set(&s);
    snprintf(s.ca.name, sizeof s.ca.name, "Root");
    assert_true(add(&s, &s.ca, &s.ca_der));
    snprintf(part, sizeof part, "%.7s", s.root.names.fingerprint_sha256);
    snprintf(longer, sizeof longer, "%s0", s.root.names.fingerprint_sha256);
    assert_refused(trust_store_remove(out, s.folder, part, &e), &e, ERR_MISSING, "with 8 digits or more");
    assert_refused(trust_store_remove(out, s.folder, longer, &e), &e, ERR_MISSING, "no trust anchor is called");
    assert_refused(trust_store_remove(out, s.folder, "", &e), &e, ERR_MISSING, "no trust anchor is called");
    assert_refused(trust_store_remove(out, s.folder, "root", &e), &e, ERR_MISSING, "no trust anchor is called");
    assert_refused(trust_store_remove(out, s.folder, "Root", &e), &e, ERR_REFUSED, "not one trust anchor but 2");
    assert_refused(trust_store_remove(out, "/nowhere", "Root", &e), &e, ERR_MISSING, "no trust anchor is called");
    snprintf(part, sizeof part, "%.8s", s.root.names.fingerprint_sha256);
    assert_ok(trust_store_remove(out, s.folder, part, &e), &e);
    assert_string_equal(out, s.root.names.fingerprint_sha256);
    assert_ok(trust_store_remove(out, s.folder, "Root", &e), &e);
    assert_string_equal(out, s.ca.names.fingerprint_sha256);
    assert_int_equal(load_count(s.folder, true), 0);
    clear(&s);
}

/* A damaged entry: a name says why not, its fingerprint takes it out. */
static void test_remove_damaged(void **state)
{
    (void)state;
    struct scene s;
    struct err e = {0};
    char out[STORE_FINGERPRINT_SIZE];
    set(&s);
    entry_cut(&s);
    assert_refused(trust_store_remove(out, s.folder, "Root", &e), &e, ERR_TRUST, "is damaged");
    assert_ok(trust_store_remove(out, s.folder, s.root.names.fingerprint_sha256, &e), &e);
    assert_int_equal(load_count(s.folder, true), 0);
    open_to_group(&s);
    assert_refused(trust_store_remove(out, s.folder, "Root", &e), &e, ERR_TRUST, "others may write");
    clear(&s);
}

/* ---- at the same time ---- */

enum { ROUNDS = 50 };

static void add_and_remove(const struct scene *s)
{
    struct err e = {0};
    char out[STORE_FINGERPRINT_SIZE];
    for (int i = 0; i < ROUNDS; i++) {
        bool added = false;
        if (trust_store_add(&added, s->folder, &s->ca, view_of(s->ca_der.data, s->ca_der.len), &e) != OK || !added ||
            trust_store_remove(out, s->folder, "Issuing", &e) != OK)
            _exit(1);
    }
    _exit(0);
}

/* While one process adds and takes out, does another always see the store whole? */
static void test_readers_and_a_writer(void **state)
{
    (void)state;
    struct scene s;
    int how = -1;
    set(&s);
    pid_t writer = fork();
    assert_true(writer >= 0);
    if (writer == 0) add_and_remove(&s);
    while (waitpid(writer, &how, WNOHANG) == 0) {
        size_t n = load_count(s.folder, true);
        assert_true(n == 1 || n == 2);
    }
    assert_int_equal(how, 0);
    assert_int_equal(load_count(s.folder, true), 1);
    clear(&s);
}

/* A reader does not wait for another. */
static void test_readers(void **state)
{
    (void)state;
    struct scene s;
    set(&s);
    int fd = open(s.folder, O_RDONLY | O_DIRECTORY);
    assert_int_equal(flock(fd, LOCK_SH), 0);
    assert_int_equal(load_count(s.folder, true), 1);
    close(fd);
    clear(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_spoilt),         cmocka_unit_test(test_all_or_none),
        cmocka_unit_test(test_modes),          cmocka_unit_test(test_add),
        cmocka_unit_test(test_not_written),    cmocka_unit_test(test_remove),
        cmocka_unit_test(test_remove_damaged), cmocka_unit_test(test_readers_and_a_writer),
        cmocka_unit_test(test_readers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
