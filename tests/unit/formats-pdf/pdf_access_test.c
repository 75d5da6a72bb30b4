// SPDX-License-Identifier: Apache-2.0
#include "formats/pdf/pdf_access.h"

#include <qpdf/qpdf-c.h>

#include "formats/pdf/pdf_crypt.h"
#include "tests/unit/formats-pdf/encrypted_pdf.h"
#include "tests/unit/formats-pdf/prepared.h"

#define OU_256 " /O <" O_256 "> /U <" U_256 ">"
#define OE_UE                                                                 \
    " /OE <f59658c78557289d421ad74478219ef7943bbc1b7927142085ac81dc20848887>" \
    " /UE <fe084ba14b6561acde0ea6bb6940f8c633d075e82a491f7c3bf292666835299b>"

struct opened {
    struct made made;
    struct findings found;
    struct pdf_file *file;
    struct err e;
};

static void close_opened(struct opened *o)
{
    pdf_file_close(o->file);
    made_clear(&o->made);
}
#define AUTO_OPENED AUTO_CLEAR(close_opened) struct opened

static void open_encrypted(struct opened *o, const char *encrypt, const char *password)
{
    char text[2048];
    *o = (struct opened){0};
    made_signable(&o->made, "", "", "");
    snprintf(text, sizeof text, "<< %s >>", encrypt);
    made_object(&o->made, 9, text);
    made_table(&o->made, " /Encrypt 9 0 R" ID);
    assert_ok(pdf_file_open_with(&o->file, made_view(&o->made), view_of_string(password), &o->found, &o->e), &o->e);
}

static status check(struct opened *o, enum pdf_access wanted)
{
    if (pdf_access_check_file(o->file, &o->found, &o->e) != OK) return FAILED;
    return pdf_access_check(o->file, wanted, &o->e);
}

/* = algorithm 10 */
static void put_perms(char out[static 33], uint32_t p, uint8_t metadata, const char *mark)
{
    struct err e = {0};
    uint8_t block[16] = {(uint8_t)p, (uint8_t)(p >> 8), (uint8_t)(p >> 16), (uint8_t)(p >> 24), 0xff, 0xff, 0xff,
                         0xff,       metadata};
    static const uint8_t no_iv[16];
    struct pdf_key key = key_of_object(KEY_256, SEAL_AES_256, 0);
    memcpy(block + 9, mark, 3);
    assert_ok(pdf_aes_encrypt(block, &key, no_iv, view_of(block, 16), &e), &e);
    for (int i = 0; i < 16; i++) snprintf(out + 2 * i, 3, "%02x", block[i]);
}

static void open_with_permissions(struct opened *o, int32_t p, const char *password)
{
    char perms[33], text[1024];
    put_perms(perms, (uint32_t)p, 'T', "adb");
    snprintf(text, sizeof text, "/Filter /Standard /V 5 /R 6 /P %d" OU_256 OE_UE " /Perms <%s>" CF("AESV3") BOTH, p,
             perms);
    open_encrypted(o, text, password);
}

/* --- refusals --- */

/* refuses PDF-06 */
static void what_was_not_opened(void **state)
{
    (void)state;
    static const struct {
        const char *encrypt, *password, *reason;
    } cases[] = {
        {LOCK_V4 " /EncryptMetadata false", "", "needs a password: --password-file"},
        {LOCK_V4 " /EncryptMetadata false", "wrong", "the password is not the right one"},
        {"/Filter /Adobe.PubSec /V 4", "", "encrypted in a way that is not supported"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        AUTO_OPENED o;
        open_encrypted(&o, cases[i].encrypt, cases[i].password);
        assert_refused(check(&o, PDF_ACCESS_FILL_FIELD), &o.e, ERR_REFUSED, cases[i].reason);
    }
}

/* The newest trailer has no /Encrypt any more. */
static void encryption_that_is_gone(void **state)
{
    (void)state;
    struct opened o = {0};
    made_signable(&o.made, "", "", "");
    made_object(&o.made, 9, "<< " LOCK_256 CF("AESV3") BOTH " >>");
    made_table(&o.made, " /Encrypt 9 0 R" ID);
    made_object(&o.made, 10, "5");
    made_table(&o.made, ID);
    assert_ok(pdf_file_open(&o.file, made_view(&o.made), &o.found, &o.e), &o.e);
    assert_refused(check(&o, PDF_ACCESS_NEW_FIELD), &o.e, ERR_REFUSED, "PDF-06: what is encrypted and was not opened");
    close_opened(&o);
}

static void rc4_in_any_role(void **state)
{
    (void)state;
    static const struct {
        const char *encrypt;
        bool is_refused;
    } cases[] = {
        {LOCK_40, true},
        {LOCK_128, true},
        {LOCK_V4 CF("V2") BOTH, true},
        {LOCK_V4 CF("V2") " /StmF /StdCF", true},
        {LOCK_V4 CF("V2") " /StrF /StdCF", true},
        {LOCK_V4 CF("V2") " /EFF /StdCF", true},
        {LOCK_V4 " /CF << /Old << /CFM /V2 >> /New << /CFM /AESV2 >> >> /StmF /New /StrF /Old", true},
        {LOCK_V4 " /CF << /Old << /CFM /V2 >> /New << /CFM /AESV2 >> >> /StmF /New /StrF /New", false},
        {LOCK_V4, false},
        {LOCK_V4 CF("AESV2") BOTH, false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        for (int owner = 0; owner < 2; owner++) {
            AUTO_OPENED o;
            open_encrypted(&o, cases[i].encrypt, owner != 0 ? "own" : "");
            if (cases[i].is_refused)
                assert_refused(check(&o, PDF_ACCESS_NEW_FIELD), &o.e, ERR_REFUSED, "encrypted with RC4");
            else
                assert_ok(check(&o, PDF_ACCESS_NEW_FIELD), &o.e);
        }
}

/* refuses PDF-06d, accepts PDF-06 */
static void permissions_that_were_changed(void **state)
{
    (void)state;
    static const struct {
        uint32_t p;
        uint8_t metadata;
        const char *mark;
    } cases[] = {{0xfffffffc, 'F', "adb"}, {0xfffffffc, 'T', "adc"}, {0xfffffbc4, 'T', "adb"},
                 {0xfcffffff, 'T', "adb"}, {0xfffffffc, 0, "adb"},   {0, 0, "adb"}};
    char perms[33], text[1024];
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        AUTO_OPENED o;
        put_perms(perms, cases[i].p, cases[i].metadata, cases[i].mark);
        snprintf(text, sizeof text, "/Filter /Standard /V 5 /R 6 /P -4" OU_256 OE_UE " /Perms <%s>" CF("AESV3") BOTH,
                 perms);
        open_encrypted(&o, text, "own");
        assert_true(findings_have(&o.found, "PDF-06d"));
        assert_refused(check(&o, PDF_ACCESS_NEW_FIELD), &o.e, ERR_REFUSED, "PDF-06d: the permissions");
    }
    static const char *const none[] = {"", " /Perms <00>", " /Perms 5", " /Perms ()"};
    for (size_t i = 0; i < sizeof none / sizeof none[0]; i++) {
        AUTO_OPENED o;
        snprintf(text, sizeof text, "/Filter /Standard /V 5 /R 6 /P -4" OU_256 OE_UE "%s" CF("AESV3") BOTH, none[i]);
        open_encrypted(&o, text, "");
        assert_refused(check(&o, PDF_ACCESS_VALIDATION_DATA), &o.e, ERR_REFUSED, "PDF-06d: the permissions");
    }
}

/* --- table 22 --- */

/* accepts PDF-06d */
static void bits_of_the_permissions(void **state)
{
    (void)state;
    enum { B4 = 1 << 3, B6 = 1 << 5, B9 = 1 << 8, OTHERS = (int32_t)0xfffff0c0 | 1 << 9 | 1 << 10 | 1 << 11 | 4 | 16 };
    static const struct {
        int bits;
        bool add, fill;
    } cases[] = {{0, false, false},     {B4, false, false},     {B6, false, true},      {B9, false, true},
                 {B4 | B6, true, true}, {B4 | B9, false, true}, {B6 | B9, false, true}, {B4 | B6 | B9, true, true}};
    static const char *const add = "PDF-06: the permissions of the PDF forbid to add a signature field (ISO 32000-2";
    static const char *const fill = "PDF-06: the permissions of the PDF forbid to fill in a signature field (ISO 32000";
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        AUTO_OPENED user;
        AUTO_OPENED owner;
        open_with_permissions(&user, OTHERS | cases[i].bits, "");
        open_with_permissions(&owner, OTHERS | cases[i].bits, "own");
        for (enum pdf_access a = PDF_ACCESS_NEW_FIELD; a <= PDF_ACCESS_VALIDATION_DATA; a++) {
            bool is_add = a == PDF_ACCESS_NEW_FIELD;
            assert_ok(check(&owner, a), &owner.e);
            if (is_add ? cases[i].add : cases[i].fill)
                assert_ok(check(&user, a), &user.e);
            else
                assert_refused(check(&user, a), &user.e, ERR_REFUSED, is_add ? add : fill);
        }
    }
}

static void a_file_that_is_not_encrypted(void **state)
{
    (void)state;
    struct opened o = {0};
    made_signable(&o.made, "", "", "");
    made_table(&o.made, "");
    assert_ok(pdf_file_open(&o.file, made_view(&o.made), &o.found, &o.e), &o.e);
    assert_ok(check(&o, PDF_ACCESS_NEW_FIELD), &o.e);
    close_opened(&o);
}

/* Whoever has a password that is both has the owner's. */
static void whose_password_it_is(void **state)
{
    (void)state;
    static const struct {
        const char *user, *owner, *given;
        bool is_owner;
    } cases[] = {{"", "own", "", false},      {"", "own", "own", true},    {"use", "own", "use", false},
                 {"use", "own", "own", true}, {"one", "one", "one", true}, {"", "", "", true},
                 {"", "own", "other", false}};
    struct made m;
    made_signable(&m, "", "", "");
    made_table(&m, ID);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        for (int aes = 0; aes < 2; aes++) {
            AUTO_OPENED o = {0};
            qpdf_data q = qpdf_init();
            qpdf_set_suppress_warnings(q, QPDF_TRUE);
            assert_int_equal(qpdf_read_memory(q, "made", (const char *)m.bytes.data, m.bytes.len, NULL), QPDF_SUCCESS);
            assert_int_equal(qpdf_init_write_memory(q), QPDF_SUCCESS);
            if (aes == 0)
                qpdf_set_r4_encryption_parameters_insecure(q, cases[i].user, cases[i].owner, 1, 1, 0, 0, 0, 0,
                                                           qpdf_r3p_full, 1, 1);
            else
                qpdf_set_r6_encryption_parameters2(q, cases[i].user, cases[i].owner, 1, 1, 0, 0, 0, 0, qpdf_r3p_full,
                                                   1);
            assert_int_equal(qpdf_write(q) & QPDF_ERRORS, 0);
            struct view document = view_of(qpdf_get_buffer(q), qpdf_get_buffer_length(q));
            assert_ok(pdf_file_open_with(&o.file, document, view_of_string(cases[i].given), &o.found, &o.e), &o.e);
            assert_int_equal(pdf_crypt_is_owner(pdf_file_crypt(o.file)), cases[i].is_owner);
            if (cases[i].is_owner)
                assert_ok(check(&o, PDF_ACCESS_NEW_FIELD), &o.e);
            else
                assert_refused(check(&o, PDF_ACCESS_NEW_FIELD), &o.e, ERR_REFUSED, "forbid to add");
            qpdf_cleanup(&q);
        }
    made_clear(&m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_not_opened),     cmocka_unit_test(encryption_that_is_gone),
        cmocka_unit_test(rc4_in_any_role),         cmocka_unit_test(permissions_that_were_changed),
        cmocka_unit_test(bits_of_the_permissions), cmocka_unit_test(a_file_that_is_not_encrypted),
        cmocka_unit_test(whose_password_it_is),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
