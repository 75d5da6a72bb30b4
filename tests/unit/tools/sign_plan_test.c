// SPDX-License-Identifier: Apache-2.0
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/unit/cm.h"

#include "tools/safe_name.h"
#include "tools/sign_plan.h"

enum { MANY = 2000 };

static status plan(struct sign_plan *out, struct inputs *in, const char *const *names, size_t count,
                   const struct plan_choice *c, struct err *e)
{
    for (size_t i = 0; i < count; i++) TRY(inputs_add(in, names[i], e));
    return sign_plan_make(out, in, c, e);
}

static void expect(const char *const *names, const char *const *outputs, size_t count, const struct plan_choice *c)
{
    struct err e = {0};
    AUTO_CLEAR(inputs_clear) struct inputs in = {0};
    AUTO_CLEAR(sign_plan_clear) struct sign_plan p = {0};
    assert_ok(plan(&p, &in, names, count, c, &e), &e);
    assert_int_equal(p.count, in.count);
    for (size_t i = 0; i < p.count; i++) assert_string_equal(p.item[i].output, outputs[i]);
}

static void refused(const char *const *names, size_t count, const struct plan_choice *c, const char *why)
{
    struct err e = {0};
    AUTO_CLEAR(inputs_clear) struct inputs in = {0};
    struct sign_plan p = {0};
    assert_refused(plan(&p, &in, names, count, c, &e), &e, ERR_USAGE, why);
    assert_null(p.item);
}

static void test_names(void **state)
{
    (void)state;
    static const char *const names[] = {"a/Quyết định.pdf", "b.xml", "f"};
    static const char *const kept[] = {"out/Quyết định.pdf", "out/b.xml", "out/sâu/c d.pdf", "out/x.pdf"};
    static const char *const safe[] = {"out/Quyet-dinh.pdf", "out/b.xml", "out/sau/c-d.pdf", "out/x.pdf"};
    expect(names, kept, 3, &(struct plan_choice){"out", true, false});
    expect(names, kept, 3, &(struct plan_choice){"out/", true, false});
    expect(names, safe, 3, &(struct plan_choice){"out", true, true});
    expect((const char *const[]){"b.xml"}, (const char *const[]){"kết quả.xml"}, 1,
           &(struct plan_choice){"kết quả.xml", false, true});
}

/* Two that would be one file: refused, or numbered, in an order that is not that of the inputs. */
static void test_collisions(void **state)
{
    (void)state;
    static const char *const same[] = {"1/a.pdf", "2/a.pdf"};
    refused(same, 2, &(struct plan_choice){"out", true, false}, "1/a.pdf and 2/a.pdf would both become out/a.pdf");
    static const char *const one[] = {"án.pdf", "ăn.pdf", "an.pdf", "an-2.pdf"};
    static const char *const one_safe[] = {"out/an-3.pdf", "out/an-4.pdf", "out/an.pdf", "out/an-2.pdf"};
    static const char *const other[] = {"an-2.pdf", "ăn.pdf", "an.pdf", "án.pdf"};
    static const char *const other_safe[] = {"out/an-2.pdf", "out/an-4.pdf", "out/an.pdf", "out/an-3.pdf"};
    expect(one, one_safe, 4, &(struct plan_choice){"out", true, true});
    expect(other, other_safe, 4, &(struct plan_choice){"out", true, true});
    static const char *const cases[] = {"QUYẾT.pdf", "Quyết.pdf", "a/b.pdf", "A/B.PDF"};
    static const char *const cases_safe[] = {"out/QUYET.pdf", "out/Quyet-2.pdf", "out/b-2.pdf", "out/B.PDF"};
    expect(cases, cases_safe, 4, &(struct plan_choice){"out", true, true});
    expect(same, (const char *const[]){"out/a.pdf", "out/a-2.pdf"}, 2, &(struct plan_choice){"out", true, true});
}

static void test_many_alike(void **state)
{
    (void)state;
    struct err e = {0};
    AUTO_CLEAR(inputs_clear) struct inputs in = {0};
    AUTO_CLEAR(sign_plan_clear) struct sign_plan p = {0};
    for (int i = 0; i < MANY; i++) {
        char name[64];
        snprintf(name, sizeof name, "文%d文.pdf", i);
        for (char *c = name; *c != '\0'; c++) /* digits to signs: all become document.pdf */
            if (*c >= '0' && *c <= '9') *c = "!#$%&()+,;"[*c - '0'];
        assert_ok(inputs_add(&in, name, &e), &e);
    }
    assert_ok(sign_plan_make(&p, &in, &(struct plan_choice){"out", true, true}, &e), &e);
    bool seen[MANY + 1] = {false};
    for (size_t i = 0; i < p.count; i++) {
        unsigned n = 1;
        bool is_first = strcmp(p.item[i].output, "out/document.pdf") == 0;
        if (!is_first) n = (unsigned)strtoul(p.item[i].output + strlen("out/document-"), NULL, 10);
        assert_true(n >= 1 && n <= MANY && !seen[n]);
        seen[n] = true;
    }
}

/* The output is the input: by its own name, through a link, and that of another. */
static void test_inputs_stay(void **state)
{
    (void)state;
    refused((const char *const[]){"here.pdf"}, 1, &(struct plan_choice){".", true, false}, "an input is never changed");
    refused((const char *const[]){"here.pdf"}, 1, &(struct plan_choice){"link.pdf", false, false},
            "an input is never changed");
    refused((const char *const[]){"hére.pdf", "here.pdf"}, 2, &(struct plan_choice){".", true, true},
            "an input is never changed");
    refused((const char *const[]){"f"}, 1, &(struct plan_choice){"f", true, false}, "an input is never changed");
}

/* Is what lies in the folder of the outputs left alone, also when that is in an input? */
static void test_output_inside(void **state)
{
    (void)state;
    struct err e = {0};
    AUTO_CLEAR(inputs_clear) struct inputs in = {0};
    inputs_leave_out(&in, "f/sâu");
    assert_ok(inputs_add(&in, "f", &e), &e);
    assert_int_equal(in.count, 1);
    assert_string_equal(in.item[0].path, "f/x.pdf");
    inputs_leave_out(&in, "nothing");
    assert_ok(inputs_add(&in, "f//", &e), &e);
    assert_int_equal(in.count, 3);
    assert_string_equal(in.item[1].path + in.item[1].below, "sâu/c d.pdf");
}

static void test_too_long(void **state)
{
    (void)state;
    AUTO(mem_free)
    char *name = mem_new(5000);
    assert_non_null(name);
    memset(name, 'x', 4999);
    refused((const char *const[]){name}, 1, &(struct plan_choice){"out", true, false}, "too long");
    expect((const char *const[]){name}, (const char *const[]){"out/xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"},
           1, &(struct plan_choice){"out", true, true});
}

struct place {
    char before[4096], here[64];
};

static void touch(const char *path)
{
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    fclose(f);
}

static int enter(void **state)
{
    struct place *p = calloc(1, sizeof *p);
    assert_non_null(p);
    strcpy(p->here, "/tmp/plan_test.XXXXXX");
    assert_non_null(getcwd(p->before, sizeof p->before));
    assert_non_null(mkdtemp(p->here));
    assert_int_equal(chdir(p->here), 0);
    assert_int_equal(mkdir("f", 0700), 0);
    assert_int_equal(mkdir("f/sâu", 0700), 0);
    touch("f/x.pdf");
    touch("f/sâu/c d.pdf");
    touch("here.pdf");
    assert_int_equal(symlink("here.pdf", "link.pdf"), 0);
    *state = p;
    return 0;
}

static int leave(void **state)
{
    struct place *p = *state;
    static const char *const names[] = {"link.pdf", "here.pdf", "f/sâu/c d.pdf", "f/x.pdf", "f/sâu", "f"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) assert_int_equal(remove(names[i]), 0);
    assert_int_equal(chdir(p->before), 0);
    assert_int_equal(rmdir(p->here), 0);
    free(p);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names),       cmocka_unit_test(test_collisions),    cmocka_unit_test(test_many_alike),
        cmocka_unit_test(test_inputs_stay), cmocka_unit_test(test_output_inside), cmocka_unit_test(test_too_long),
    };
    return cmocka_run_group_tests(tests, enter, leave);
}
