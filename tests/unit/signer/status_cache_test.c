// SPDX-License-Identifier: Apache-2.0
/* What is kept is found again: for the same issuer, question and address, until it is over, and for nobody else. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/unit/policies/made_pki.h"

#include "signer/status_cache.h"

struct fixture {
    EVP_PKEY *key, *other_key;
    X509 *ca, *other_ca, *a, *b; /* other_ca: the same name and another key */
    char parent[64], folder[96];
};

static int make_fixture(void **state)
{
    struct fixture *x = mem_new(sizeof *x);
    const struct made_cert ca = {.cn = "CA", .serial = 1, .constraints = "critical,CA:TRUE", .usage = CA_USAGE};
    x->key = made_key();
    x->other_key = made_key();
    x->ca = made_certificate(ca, x->key, NULL, x->key);
    x->other_ca = made_certificate(ca, x->other_key, NULL, x->other_key);
    x->a = made_certificate((struct made_cert){.cn = "A", .serial = 2}, x->other_key, x->ca, x->key);
    x->b = made_certificate((struct made_cert){.cn = "B", .serial = 3}, x->other_key, x->ca, x->key);
    snprintf(x->parent, sizeof x->parent, "/tmp/status_cache_test.XXXXXX");
    assert_non_null(mkdtemp(x->parent));
    snprintf(x->folder, sizeof x->folder, "%s/a/b", x->parent);
    *state = x;
    return 0;
}

static void remove_all(const char *folder)
{
    char command[128];
    snprintf(command, sizeof command, "rm -rf '%s'", folder);
    assert_int_equal(system(command), 0);
}

static int free_fixture(void **state)
{
    struct fixture *x = *state;
    X509 *all[] = {x->ca, x->other_ca, x->a, x->b};
    for (size_t i = 0; i < 4; i++) X509_free(all[i]);
    EVP_PKEY_free(x->key);
    EVP_PKEY_free(x->other_key);
    remove_all(x->parent);
    mem_free(x);
    return 0;
}

static struct wanted wanting(enum wanted_kind kind, const char *url, X509 *certificate, X509 *issuer)
{
    struct wanted w = {.kind = kind, .certificate = certificate, .issuer = issuer};
    snprintf(w.url, sizeof w.url, "%s", url);
    return w;
}

static bool finds(const char *folder, struct wanted w, int64_t now)
{
    AUTO_BUF out = BUF_INIT(LIMIT_OCSP);
    return status_cache_get(&out, folder, &w, now) && view_equals_string(view_of(out.data, out.len), "answer");
}

/* refuses REV-08, accepts REV-08 */
static void test_who_finds_it(void **state)
{
    struct fixture *x = *state;
    const char *url = "http://ocsp.example";
    struct wanted ocsp = wanting(WANTED_OCSP, url, x->a, x->ca), list = wanting(WANTED_CRL, url, x->a, x->ca);
    assert_false(finds(x->folder, ocsp, NOW));
    status_cache_put(x->folder, &ocsp, view_of_string("answer"), NOW + 10, NOW);
    assert_true(finds(x->folder, ocsp, NOW));
    assert_false(finds(NULL, ocsp, NOW));
    assert_false(finds(x->folder, list, NOW));
    assert_false(finds(x->folder, wanting(WANTED_OCSP, url, x->b, x->ca), NOW));
    assert_false(finds(x->folder, wanting(WANTED_OCSP, url, x->a, x->other_ca), NOW));
    assert_false(finds(x->folder, wanting(WANTED_OCSP, "http://ocsp.example/", x->a, x->ca), NOW));
    status_cache_put(x->folder, &list, view_of_string("answer"), NOW + 10, NOW);
    assert_true(finds(x->folder, wanting(WANTED_CRL, url, x->b, x->ca), NOW)); /* a list is for all of the issuer's */
    assert_false(finds(x->folder, wanting(WANTED_CRL, url, x->b, x->other_ca), NOW));
}

static int count(const char *folder)
{
    char command[160];
    snprintf(command, sizeof command, "exit $(ls '%s' | wc -l)", folder);
    return WEXITSTATUS(system(command));
}

static void test_until(void **state)
{
    struct fixture *x = *state;
    struct wanted first = wanting(WANTED_CRL, "http://a.example", x->a, x->ca);
    remove_all(x->folder);
    status_cache_put(x->folder, &first, view_of_string("answer"), NOW, NOW); /* over already */
    assert_false(finds(x->folder, first, NOW));
    status_cache_put(x->folder, &first, view_of_string("answer"), NOW + 10, NOW);
    assert_true(finds(x->folder, first, NOW + 10));
    assert_false(finds(x->folder, first, NOW + 11));
    assert_int_equal(count(x->folder), 1);
    struct wanted second = wanting(WANTED_CRL, "http://b.example", x->a, x->ca);
    status_cache_put(x->folder, &second, view_of_string("answer"), NOW + 99, NOW + 20);
    assert_int_equal(count(x->folder), 1); /* what is over was removed */
    assert_true(finds(x->folder, second, NOW + 20));
}

static void test_for_the_owner(void **state)
{
    struct fixture *x = *state;
    struct stat s;
    struct wanted w = wanting(WANTED_CRL, "http://a.example", x->a, x->ca);
    remove_all(x->folder);
    status_cache_put(x->folder, &w, view_of_string("answer"), NOW + 10, NOW);
    assert_int_equal(stat(x->folder, &s), 0);
    assert_int_equal(s.st_mode & 0777, 0700);
}

/* Where nothing can be written, nothing is there, and that is all. */
static void test_no_folder(void **state)
{
    struct fixture *x = *state;
    struct wanted w = wanting(WANTED_CRL, "http://a.example", x->a, x->ca);
    status_cache_put("/proc/nothing/here", &w, view_of_string("answer"), NOW + 10, NOW);
    assert_false(finds("/proc/nothing/here", w, NOW));
    status_cache_put("", &w, view_of_string("answer"), NOW + 10, NOW);
    status_cache_put(NULL, &w, view_of_string("answer"), NOW + 10, NOW);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_who_finds_it), cmocka_unit_test(test_until),
                                       cmocka_unit_test(test_for_the_owner), cmocka_unit_test(test_no_folder)};
    return cmocka_run_group_tests(tests, make_fixture, free_fixture);
}
