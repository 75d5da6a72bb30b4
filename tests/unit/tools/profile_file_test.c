// SPDX-License-Identifier: Apache-2.0
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/unit/cm.h"

#include "tools/profile_file.h"

/* libconfig 1.5 loses the text that it was reading where a file ends inside of it. */
const char *__lsan_default_suppressions(void)
{
    return "leak:libconfig";
}

struct place {
    char folder[64], path[256];
};

static int make_place(void **state)
{
    static struct place p;
    char name[128];
    strcpy(p.folder, "/tmp/profile_file_test.XXXXXX");
    assert_non_null(mkdtemp(p.folder));
    assert_int_equal(setenv("XDG_CONFIG_HOME", p.folder, 1), 0);
    snprintf(name, sizeof name, "%s/second-seal", p.folder);
    assert_int_equal(mkdir(name, 0700), 0);
    snprintf(name, sizeof name, "%s/second-seal/profiles", p.folder);
    assert_int_equal(mkdir(name, 0700), 0);
    snprintf(p.path, sizeof p.path, "%s/mine.profile", name);
    *state = &p;
    return 0;
}

static int remove_place(void **state)
{
    const struct place *p = *state;
    char name[128];
    unlink(p->path);
    snprintf(name, sizeof name, "%s/second-seal/profiles", p->folder);
    rmdir(name);
    snprintf(name, sizeof name, "%s/second-seal", p->folder);
    rmdir(name);
    return rmdir(p->folder);
}

static void write_profile(const struct place *p, const char *content, size_t len)
{
    FILE *f = fopen(p->path, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(content, 1, len, f), len);
    assert_int_equal(fclose(f), 0);
}

static void refuses_files_with_their_line(void **state)
{
    const struct place *place = *state;
    static const struct {
        const char *content, *why;
    } cases[] = {
        {"rule = \"official\"\nplace \"x\";\n", "mine.profile:2: not of the form name = value"},
        {"rule = \"official\";\n\nchecks = false;\n", "mine.profile:3: nothing in a profile is called \"checks\""},
        {"rule = \"boss\";\n", "mine.profile:1: rule is official, seal or copy"},
        {"# x\nfont_size = 5;\n", "mine.profile:2: font_size is a number from 6 to 72"},
        {"text = \"{boss}\";\n", "mine.profile:1: text has {boss}"},
        {"rule = [\"official\"];\n", "mine.profile:1: rule is neither a number nor a short text"},
        {"rule = { a = 1; };\n", "mine.profile:1: rule is neither a number"},
        {"@include \"/etc/passwd\"\n", "@include is not for settings"},
        {"picture = true;\n", "mine.profile: a picture or a text that is invisible"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct err e = {0};
        struct profile p = {.name = "kept"};
        write_profile(place, cases[i].content, strlen(cases[i].content));
        assert_refused(profile_find(&p, "mine", &e), &e, ERR_USAGE, cases[i].why);
        assert_string_equal(p.name, "kept");
    }
    struct err e = {0};
    struct profile p;
    write_profile(place, "rule = \"seal\";\0rule = 1;", 24);
    assert_refused(profile_find(&p, "mine", &e), &e, ERR_USAGE, "not a text file");
}

static void refuses_large_files(void **state)
{
    static char content[LIMIT_PROFILE_FILE + 1];
    struct err e = {0};
    struct profile p;
    memset(content, '\n', sizeof content);
    write_profile(*state, content, sizeof content);
    assert_refused(profile_find(&p, "mine", &e), &e, ERR_USAGE, "cannot be used");
}

static void refuses_names_that_are_none(void **state)
{
    (void)state;
    static const struct {
        const char *name, *why;
    } cases[] = {
        {"nobody", "there is no profile \"nobody\"; there are: mine"},
        {"", "there is no profile"},
        {"..", "there is no profile"},
        {"a b", "there is no profile"},
        {"./nobody.profile", "cannot be used"},
        {"nobody.profile", "cannot be used"},
        {"/tmp/a b.profile", "the name of a profile has less than"},
        {"/tmp/", "the name of a profile has less than"},
    };
    write_profile(*state, "", 0);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct err e = {0};
        struct profile p = {.name = "kept"};
        assert_refused(profile_find(&p, cases[i].name, &e), &e, ERR_USAGE, cases[i].why);
        assert_string_equal(p.name, "kept");
    }
}

static void reads_by_name_and_by_path(void **state)
{
    const struct place *place = *state;
    static const char content[] =
        "# of the town\nrule = \"copy\";\nplace = \"top-right\";\ntext = \"Số:\\n{number}\";\n"
        "font_size = 10.5;\npicture = false;\n";
    struct err e = {0};
    struct profile p;
    write_profile(place, content, strlen(content));
    for (int i = 0; i < 2; i++) {
        assert_ok(profile_find(&p, i == 0 ? "mine" : place->path, &e), &e);
        assert_string_equal(p.name, "mine");
        assert_true(p.rule == PROFILE_COPY && p.place == PROFILE_TOP_RIGHT && p.font_size == 10.5);
        assert_string_equal(p.text.lines, "Số:\n{number}");
    }
}

/* Are the shipped files whole, and each as Decree 30/2020 wants it? */
static void ships_what_the_decree_asks_for(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        enum profile_rule rule;
        enum profile_place place;
        bool picture, issues;
        const char *text;
    } shipped[] = {
        {"official", PROFILE_OFFICIAL, PROFILE_BETWEEN, true, false, ""},
        {"seal", PROFILE_SEAL, PROFILE_OVER_SIGNATURE, true, false, ""},
        {"issue", PROFILE_SEAL, PROFILE_OVER_SIGNATURE, true, true, ""},
        {"attachment", PROFILE_COPY, PROFILE_TOP_RIGHT, false, false, "Số: {number}; {time}"},
        {"appendix", PROFILE_COPY, PROFILE_TOP_RIGHT, false, false, "Số: {number}; {time}"},
        {"copy", PROFILE_COPY, PROFILE_TOP_RIGHT, false, false, "{copy_form}; {organisation}; {time}"},
        {"invisible", PROFILE_OFFICIAL, PROFILE_INVISIBLE, false, false, ""},
    };
    for (size_t i = 0; i < sizeof shipped / sizeof shipped[0]; i++) {
        struct err e = {0};
        struct profile p;
        char path[128];
        snprintf(path, sizeof path, "policies/profiles/%s.profile", shipped[i].name);
        assert_ok(profile_find(&p, path, &e), &e);
        assert_string_equal(p.name, shipped[i].name);
        assert_true(p.rule == shipped[i].rule && p.place == shipped[i].place && p.picture == shipped[i].picture);
        assert_true(p.number == shipped[i].issues && p.date == shipped[i].issues);
        assert_true(p.font_size == 10 && p.colour == 0);
        assert_string_equal(p.text.lines, shipped[i].text);
        assert_string_equal(p.text.time, "dd/MM/yyyy HH:mm:ss +07:00");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(refuses_files_with_their_line),  cmocka_unit_test(refuses_large_files),
        cmocka_unit_test(refuses_names_that_are_none),    cmocka_unit_test(reads_by_name_and_by_path),
        cmocka_unit_test(ships_what_the_decree_asks_for),
    };
    return cmocka_run_group_tests(tests, make_place, remove_place);
}
