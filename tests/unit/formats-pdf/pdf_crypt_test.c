// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/formats-pdf/encrypted_pdf.h"

#include <qpdf/qpdf-c.h>

#include "formats/pdf/pdf.h"
#include "formats/pdf/pdf_crypt.h"

enum { ENCRYPT = 9 };

struct opened {
    struct pdf_file *file;
    struct findings findings;
    struct err e;
};

static status open_with(struct opened *o, struct view document, const char *password)
{
    *o = (struct opened){0};
    return pdf_file_open_with(&o->file, document, view_of_string(password), &o->findings, &o->e);
}

static void expect_finding(const struct findings *f, const char *rule, const char *part)
{
    for (size_t i = 0; i < f->count; i++)
        if (strcmp(f->item[i].rule, rule) == 0 && strstr(f->item[i].text[LANG_EN], part) != NULL) return;
    fail_msg("%zu findings, none is %s with \"%s\"; the first: %s %s", f->count, rule, part, f->item[0].rule,
             f->item[0].text[LANG_EN]);
}

/* One page with /Encrypt (object 9) as given. */
static void made_encrypted(struct made *m, const char *encrypt, const char *id)
{
    char text[2048];
    made_document(m);
    snprintf(text, sizeof text, "<< %s >>", encrypt);
    made_object(m, ENCRYPT, text);
    snprintf(text, sizeof text, " /Encrypt %d 0 R%s", ENCRYPT, id);
    made_table(m, text);
}

/* ---- /Encrypt as nobody should write it ---- */

static void unusable_entries(void **state)
{
    (void)state;
    static const struct {
        const char *encrypt, *id, *reason;
        enum err_code code;
    } cases[] = {
        {"/Filter /Standard /V /2 /R 3" P_OU_128, ID, "unusable /V", ERR_SYNTAX},
        {"/Filter /Standard /V 2 /R 3.0" P_OU_128, ID, "unusable /R", ERR_SYNTAX},
        {"/Filter /Standard /V 2 /R 3 /Length 32" P_OU_128, ID, "unusable /Length", ERR_SYNTAX},
        {"/Filter /Standard /V 2 /R 3 /Length 136" P_OU_128, ID, "unusable /Length", ERR_SYNTAX},
        {"/Filter /Standard /V 2 /R 3 /Length 44" P_OU_128, ID, "unusable /Length", ERR_SYNTAX},
        {"/Filter /Standard /V 2 /R 3 /Length -128" P_OU_128, ID, "unusable /Length", ERR_SYNTAX},
        {"/Filter /Standard /V 2 /R 3 /Length 9223372036854775807" P_OU_128, ID, "unusable /Length", ERR_SYNTAX},
        {"/Filter /Standard /V 2 /R 3 /Length 1 0 R" P_OU_128, ID, "unusable /Length", ERR_SYNTAX},
        {"/Filter /Standard /V 2 /R 3 /O (short) /U (short) /P -4", ID, "unusable /O", ERR_SYNTAX},
        {"/Filter /Standard /V 2 /R 3 /O 5 /U 5 /P -4", ID, "unusable /O", ERR_SYNTAX},
        {"/Filter /Standard /V 2 /R 3 /O (12345678901234567890123456789012) /U () /P -4", ID, "unusable /U",
         ERR_SYNTAX},
        {"/Filter /Standard /V 2 /R 3", ID, "unusable /P", ERR_SYNTAX},
        {"/Filter /Standard /V 2 /R 3 /P 4294967296", ID, "unusable /P", ERR_SYNTAX},
        {"/Filter /Standard /V 2 /R 3 /P -2147483649", ID, "unusable /P", ERR_SYNTAX},
        {"/Filter /Standard /V 2 /R 3 /P (-4)", ID, "unusable /P", ERR_SYNTAX},
        {LOCK_V4 " /EncryptMetadata 0", ID, "unusable /EncryptMetadata", ERR_SYNTAX},
        {LOCK_128, " /ID 5", "unusable /ID", ERR_SYNTAX},
        {LOCK_128, " /ID []", "unusable /ID", ERR_SYNTAX},
        {LOCK_128, " /ID [1 0 R]", "unusable /ID", ERR_SYNTAX},
        {LOCK_V4 " /CF []", ID, "unusable /CF", ERR_SYNTAX},
        {LOCK_V4 " /CF << /StdCF /AESV2 >>", ID, "unusable /CF", ERR_SYNTAX},
        {LOCK_V4 " /CF << /A<<>>/B<<>>/C<<>>/D<<>>/E<<>>/F<<>>/G<<>>/H<<>>/I<<>>/J<<>>/K<<>>/L<<>>/M<<>>/N<<>>/O<<>>"
                 "/P<<>>/Q<<>> >>",
         ID, "unusable /CF", ERR_SYNTAX},
        {LOCK_V4 CF("AESV2") " /StrF (StdCF)", ID, "unusable /StrF", ERR_SYNTAX},
        {LOCK_V4 CF("AESV2") " /StrF /Other", ID, "there is no crypt filter Other", ERR_SYNTAX},
        {LOCK_V4 " /StmF /StdCF", ID, "there is no crypt filter StdCF", ERR_SYNTAX},
        {LOCK_V4 CF("AESV3") " /StmF /StdCF", ID, "StdCF is of a kind", ERR_REFUSED},
        {LOCK_V4 CF("None") " /StmF /StdCF", ID, "StdCF is of a kind", ERR_REFUSED},
        {LOCK_V4 " /CF << /StdCF << >> >> /EFF /StdCF", ID, "StdCF is of a kind", ERR_REFUSED},
        {LOCK_V4 " /CF << /StdCF << /CFM /V2 /Length 5 >> >>" BOTH, ID, "another length than 128 bits", ERR_REFUSED},
        {LOCK_V4 " /CF << /StdCF << /CFM /V2 /Length (16) >> >>" BOTH, ID, "unusable /Length", ERR_SYNTAX},
        {LOCK_256 CF("AESV2") BOTH, "", "StdCF is of a kind", ERR_REFUSED},
        {LOCK_256 CF("V2") BOTH, "", "StdCF is of a kind", ERR_REFUSED},
        {"/Filter /Standard /V 5 /R 6 /P -4 /O <" O_256 "> /U <00>" OE_UE_256, "", "unusable /U", ERR_SYNTAX},
        {"/Filter /Standard /V 5 /R 6 /P -4 /O <" O_256 "> /U <" U_256 ">", "", "unusable /OE", ERR_SYNTAX},
        {"/Filter /Standard /V 5 /R 6 /P -4 /O <" O_256 "> /U <" U_256 "> /OE <" O_256 "> /UE <00>", "", "unusable /UE",
         ERR_SYNTAX},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct made m;
        struct opened o;
        made_encrypted(&m, cases[i].encrypt, cases[i].id);
        assert_refused(open_with(&o, made_view(&m), ""), &o.e, cases[i].code, cases[i].reason);
        assert_null(o.file);
        made_clear(&m);
    }
}

/* refuses PDF-16 */
static void no_dictionary_or_in_a_stream(void **state)
{
    (void)state;
    struct made m;
    struct opened o;
    static const char *const values[] = {"(x)", "5", "[ << >> ]", "8 0 R", "<< /Length 0 >>\nstream\n\nendstream"};
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
        made_document(&m);
        made_object(&m, ENCRYPT, values[i]);
        made_table(&m, " /Encrypt 9 0 R" ID);
        assert_refused(open_with(&o, made_view(&m), ""), &o.e, ERR_SYNTAX, "/Encrypt is not a dictionary");
        made_clear(&m);
    }
    made_document(&m);
    made_object(&m, 5, "<< /Type /ObjStm /N 1 /First 4 /Length 9 >>\nstream\n9 0 << >>\nendstream");
    const struct made_entry entry[] = {
        {1, 1, m.offset[1], 0}, {2, 1, m.offset[2], 0}, {3, 1, m.offset[3], 0}, {5, 1, m.offset[5], 0}, {9, 2, 5, 0}};
    m.startxref = m.bytes.len;
    made_stream_section(&m, 10, entry, 5, " /Encrypt 9 0 R" ID);
    made_footer(&m);
    assert_refused(open_with(&o, made_view(&m), ""), &o.e, ERR_SYNTAX, "PDF-16: the encryption dictionary is in an");
    made_clear(&m);
}

/* refuses PDF-06 */
/* refuses PDF-06 */
static void locked_files(void **state)
{
    (void)state;
    static const struct {
        const char *encrypt, *password, *reason;
    } cases[] = {
        {"/Filter /Adobe.PubSec /V 4", "", "in a way that is not supported"},
        {"/V 2 /R 3" P_OU_128, "", "in a way that is not supported"},
        {"/Filter /Standard /V 3 /R 3" P_OU_128, "", "in a way that is not supported"},
        {"/Filter /Standard /V 2 /R 4" P_OU_128, "", "in a way that is not supported"},
        {"/Filter /Standard /V 5 /R 4" P_OU_128, "", "in a way that is not supported"},
        {"/Filter /Standard /V 5 /R 7" P_OU_256, "", "in a way that is not supported"},
        {"/Filter /Standard" P_OU_128, "", "in a way that is not supported"},
        {"/Filter /Standard /V 2 /R 3 /Length 128 /P -44" /* of P_OU_128 it is -4 */
         " /O <65fbeeb76e4691b7dc4babe5b911ce87196f39d0cfda0f00920838327413a714>"
         " /U <e50572901b42359d9b07b36d80f979250122456a91bae5134273a6db134c87c4>",
         "", "needs a password: --password-file"},
        {"/Filter /Standard /V 2 /R 3 /Length 120" P_OU_128, "", "needs a password: --password-file"},
        {LOCK_V4 " /EncryptMetadata false", "", "needs a password: --password-file"},
        {LOCK_V4 " /EncryptMetadata false", "own!", "the password is not the right one"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct made m;
        struct opened o;
        struct pdf_facts facts = {0};
        made_encrypted(&m, cases[i].encrypt, ID);
        assert_ok(open_with(&o, made_view(&m), cases[i].password), &o.e);
        expect_finding(&o.findings, "PDF-06", cases[i].reason);
        assert_int_equal(o.findings.count, 1);
        assert_true(pdf_file_is_locked(o.file) && pdf_file_is_encrypted(o.file));
        assert_null(pdf_file_password(o.file));
        pdf_file_close(o.file);
        assert_ok(pdf_inspect(&facts, made_view(&m), view_of_string(cases[i].password), &o.e), &o.e);
        assert_true(facts.locked && facts.encrypted && facts.page_count == 0);
        expect_finding(&facts.findings, "PDF-06", cases[i].reason);
        pdf_facts_clear(&facts);
        made_clear(&m);
    }
}

static void a_password_that_is_too_long(void **state)
{
    (void)state;
    char password[LIMIT_PDF_PASSWORD + 2];
    struct made m;
    struct opened o;
    memset(password, 'x', sizeof password);
    password[sizeof password - 1] = '\0';
    made_encrypted(&m, LOCK_128, ID);
    assert_refused(open_with(&o, made_view(&m), password), &o.e, ERR_LIMIT, "a password longer than 127 bytes");
    password[LIMIT_PDF_PASSWORD] = '\0';
    assert_ok(open_with(&o, made_view(&m), password), &o.e);
    assert_string_equal(pdf_file_password(o.file), "");
    pdf_file_close(o.file);
    made_clear(&m);
}

/* ---- passwords ---- */

/* refuses PDF-06c, accepts PDF-06 */
/* accepts PDF-06, PDF-06b, refuses PDF-06c */
static void both_passwords_open(void **state)
{
    (void)state;
    static const struct {
        const char *encrypt, *password, *opened_by;
    } cases[] = {
        {LOCK_40, "", ""},
        {LOCK_40, "own", "own"},
        {LOCK_40, "not it, but the empty one is", ""},
        {LOCK_128, "", ""},
        {LOCK_128, "own", "own"},
        {"/Filter /Standard /V 2 /R 3 /Length 128 /P 4294967292" /* -4 */
         " /O (e\\373\\356\\267nF\\221\\267\\334K\\253\\345\\271\\021\\316\\207\\031o9\\320\\317\\332\\017\\000\\222\\b82t\\023\\247\\024)"
         " /U <e50572901b42359d9b07b36d80f979250122456a91bae5134273a6db134c87c4ffff>",
         "own", "own"},
        {LOCK_V4 CF("AESV2") BOTH, "", ""},
        {LOCK_V4 CF("AESV2") BOTH, "own", "own"},
        {LOCK_256 CF("AESV3") BOTH, "", ""},
        {LOCK_256 CF("AESV3") BOTH, "own", "own"},
        {LOCK_256 CF("AESV3") BOTH, "owm", ""},
        {LOCK_256, "", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct made m;
        struct opened o;
        made_encrypted(&m, cases[i].encrypt, ID);
        assert_ok(open_with(&o, made_view(&m), cases[i].password), &o.e);
        expect_finding(&o.findings, "PDF-06c", "the PDF is encrypted");
        assert_false(pdf_file_is_locked(o.file));
        assert_string_equal(pdf_file_password(o.file), cases[i].opened_by);
        pdf_file_close(o.file);
        made_clear(&m);
    }
}

static void passwords_are_encoded_for_their_handler(void **state)
{
    (void)state;
    static const struct {
        unsigned revision;
        const char *text, *bytes;
    } cases[] = {
        {4, "caf\u00e9", "caf\xe9"},
        {4, "\u20ac\u0161", "\xa0\x9d"},
        {6, "caf\u00e9", "caf\u00e9"},
        {4, "m\u1eadt", "m\u1eadt"},
        {4, "caf\xe9", "caf\xe9"},
        {5, "m\u1eadt", "m\u1eadt"},
        {2, "", ""},
        {3, "\ufffd", "\ufffd"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct pdf_password p;
        pdf_password_encode(&p, cases[i].revision, view_of_string(cases[i].text));
        assert_string_equal(p.bytes, cases[i].bytes);
        assert_int_equal(p.len, strlen(cases[i].bytes));
    }
}

/* ---- what qpdf encrypts ---- */

enum kind { RC4_40, RC4_128, RC4_V4, AES_128, AES_256_R5, AES_256, KIND_COUNT };

static void set_encryption(qpdf_data q, enum kind k, const char *user, bool metadata)
{
    switch (k) {
    case RC4_40:
        qpdf_set_r2_encryption_parameters_insecure(q, user, "owner", 1, 1, 1, 1);
        return;
    case RC4_128:
        qpdf_set_r3_encryption_parameters_insecure(q, user, "owner", 1, 1, 1, 1, 1, 1, qpdf_r3p_none);
        return;
    case RC4_V4:
    case AES_128:
        qpdf_set_r4_encryption_parameters_insecure(q, user, "owner", 0, 1, 0, 1, 0, 1, qpdf_r3p_full, metadata,
                                                   k == AES_128);
        return;
    case AES_256_R5:
        qpdf_set_r5_encryption_parameters2(q, user, "owner", 1, 1, 1, 1, 1, 1, qpdf_r3p_full, metadata);
        return;
    case AES_256:
        qpdf_set_r6_encryption_parameters2(q, user, "owner", 1, 1, 1, 1, 1, 1, qpdf_r3p_full, metadata);
        return;
    case KIND_COUNT:
        fail();
    }
}

static void qpdf_encrypts(struct buf *out, struct view plain, enum kind k, const char *user, bool metadata, bool packed)
{
    qpdf_data q = qpdf_init();
    qpdf_set_suppress_warnings(q, QPDF_TRUE);
    assert_true((qpdf_read_memory(q, "plain", (const char *)plain.data, plain.len, NULL) & QPDF_ERRORS) == 0);
    assert_int_equal(qpdf_init_write_memory(q), QPDF_SUCCESS);
    set_encryption(q, k, user, metadata);
    qpdf_set_object_stream_mode(q, packed ? qpdf_o_generate : qpdf_o_disable);
    assert_int_equal(qpdf_write(q) & QPDF_ERRORS, 0);
    buf_put(out, view_of(qpdf_get_buffer(q), qpdf_get_buffer_length(q)));
    qpdf_cleanup(&q);
}

/* Strings of every kind of place, two streams, an embedded file. */
static void made_plain(struct made *m)
{
    made_begin(m);
    made_object(m, 1,
                "<< /Type /Catalog /Pages 2 0 R /Lang (vi) /Metadata 5 0 R /Names [ (b) [ () << /X (deep) >> ] ] "
                "/AF [ 7 0 R ] /Sig 6 0 R >>");
    made_object(m, 2, "<< /Type /Pages /Kids [3 0 R] /Count 1 /MediaBox [0 0 100 200] >>");
    made_object(m, 3, "<< /Type /Page /Parent 2 0 R /Contents 4 0 R /Resources << >> >>");
    made_object(m, 4, "<< /Length 5 >>\nstream\nq Q q\nendstream");
    made_object(m, 5, "<< /Type /Metadata /Subtype /XML /Length 4 >>\nstream\n<x/>\nendstream");
    made_object(m, 6, "<< /Type /Sig /ByteRange [0 1 2 3] /Contents <3003120105> /Reason (why) >>");
    made_object(m, 7, "<< /Type /EmbeddedFile /Params << /Title (file) >> /Length 4 >>\nstream\nfile\nendstream");
    made_table(m, ID);
}

static const struct pdf_object *at(struct opened *o, const struct pdf_object *from, const char *key)
{
    const struct pdf_object *found;
    size_t newest = pdf_file_revision_count(o->file) - 1;
    assert_ok(pdf_file_get(&found, o->file, from, key, newest, &o->e), &o->e);
    return found;
}

static const struct pdf_object *catalog(struct opened *o)
{
    return at(o, pdf_file_revision(o->file, pdf_file_revision_count(o->file) - 1)->trailer, "Root");
}

static void must_read(struct opened *o, const struct pdf_object *stream, const char *text)
{
    AUTO_BUF bytes = BUF_INIT(1000);
    assert_ok(pdf_file_decode(&bytes, o->file, stream, pdf_file_revision_count(o->file) - 1, &o->e), &o->e);
    assert_true(view_equals_string(view_of(bytes.data, bytes.len), text));
}

static void must_be(const struct pdf_object *string, const char *text)
{
    assert_true(pdf_is(string, PDF_STRING));
    if (!view_equals_string(string->string, text))
        fail_msg("not \"%s\" but %.*s", text, (int)string->string.len, string->string.data);
}

static void must_show_the_plain(struct opened *o)
{
    const struct pdf_object *root = catalog(o), *names = at(o, root, "Names"), *file;
    must_be(at(o, root, "Lang"), "vi");
    must_be(names->array.item[0], "b");
    must_be(names->array.item[1]->array.item[0], "");
    must_be(pdf_get(names->array.item[1]->array.item[1], "X"), "deep");
    must_be(at(o, at(o, root, "Sig"), "Contents"), "\x30\x03\x12\x01\x05");
    must_be(at(o, at(o, root, "Sig"), "Reason"), "why");
    must_read(o, at(o, root, "Metadata"), "<x/>");
    assert_ok(pdf_file_resolve(&file, o->file, at(o, root, "AF")->array.item[0], 0, &o->e), &o->e);
    must_read(o, file, "file");
    must_be(at(o, at(o, file, "Params"), "Title"), "file");
    const struct pdf_object *kids = at(o, at(o, root, "Pages"), "Kids"), *page;
    assert_ok(pdf_file_resolve(&page, o->file, kids->array.item[0], 0, &o->e), &o->e);
    must_read(o, at(o, page, "Contents"), "q Q q");
}

static void check_qpdf(enum kind k, const char *user, bool metadata, bool packed)
{
    struct made m;
    struct opened o;
    AUTO_BUF bytes = BUF_INIT(1 << 20);
    made_plain(&m);
    qpdf_encrypts(&bytes, made_view(&m), k, user, metadata, packed);
    struct view document = view_of(bytes.data, bytes.len);
    const char *const passwords[] = {user, "owner"};
    for (size_t i = 0; i < 2; i++) {
        assert_ok(open_with(&o, document, passwords[i]), &o.e);
        expect_finding(&o.findings, "PDF-06c", "encrypted");
        assert_int_equal(o.findings.count, 1);
        must_show_the_plain(&o);
        pdf_file_close(o.file);
    }
    assert_ok(open_with(&o, document, "another"), &o.e);
    assert_int_equal(pdf_file_is_locked(o.file), user[0] != '\0');
    pdf_file_close(o.file);
    made_clear(&m);
}

/* accepts PDF-06, PDF-06c */
static void what_qpdf_encrypts(void **state)
{
    (void)state;
    static const char *const users[] = {"", "user", "32 bytes are all that MD5 is given",
                                        "\xc6\xb0\xc6\xa1\xe1\xba\xad"};
    for (enum kind k = 0; k < KIND_COUNT; k++)
        for (size_t u = 0; u < sizeof users / sizeof users[0]; u++)
            for (int packed = 0; packed < 2; packed++) {
                check_qpdf(k, users[u], true, packed != 0);
                if (k > RC4_128) check_qpdf(k, users[u], false, packed != 0);
            }
}

/* ---- which filter is for what ---- */

/* Object 4 is a stream with these entries and bytes, 5 a signature, 1 has a string. */
static void made_with(struct made *m, const char *encrypt, const char *catalog_more, const char *stream,
                      struct view bytes)
{
    char text[2048];
    made_begin(m);
    snprintf(text, sizeof text, "<< /Type /Catalog /Pages 2 0 R %s >>", catalog_more);
    made_object(m, 1, text);
    made_object(m, 2, "<< /Type /Pages /Kids [3 0 R] /Count 1 /MediaBox [0 0 100 200] >>");
    made_object(m, 3, "<< /Type /Page /Parent 2 0 R >>");
    m->offset[4] = m->bytes.len;
    buf_printf(&m->bytes, "4 0 obj\n<< %s /Length %zu >>\nstream\n", stream, bytes.len);
    buf_put(&m->bytes, bytes);
    made_raw(m, "\nendstream\nendobj\n");
    snprintf(text, sizeof text, "<< %s >>", encrypt);
    made_object(m, ENCRYPT, text);
    made_table(m, " /Encrypt 9 0 R" ID);
}

static void streams_and_their_filters(void **state)
{
    (void)state;
    enum { PLAIN = -1 };
    static const struct {
        const char *encrypt, *stream, *key;
        int method;
        const char *refusal; /* NULL: it is read */
    } cases[] = {
        {LOCK_40, "", KEY_40, SEAL_RC4, NULL},
        {LOCK_128, "", KEY_128, SEAL_RC4, NULL},
        {LOCK_128, "/Type /Metadata", KEY_128, SEAL_RC4, NULL},
        {LOCK_128 " /EncryptMetadata false", "/Type /Metadata", KEY_128, SEAL_RC4, NULL},
        {LOCK_128, "/Type /XRef", "", PLAIN, NULL},
        {LOCK_128 CF("None") BOTH, "", KEY_128, SEAL_RC4, NULL}, /* not of a version that has crypt filters */
        {LOCK_V4, "", "", PLAIN, NULL},
        {LOCK_V4 CF("AESV2"), "", "", PLAIN, NULL},
        {LOCK_V4 CF("AESV2") " /StmF /Identity", "", "", PLAIN, NULL},
        {LOCK_V4 CF("AESV2") BOTH, "", KEY_128, SEAL_AES_128, NULL},
        {LOCK_V4 CF("V2") BOTH, "", KEY_128, SEAL_RC4, NULL},
        {LOCK_V4 CF("AESV2") BOTH, "/Type /XRef", "", PLAIN, NULL},
        {LOCK_V4 CF("AESV2") BOTH, "/Filter /Crypt", "", PLAIN, NULL},
        {LOCK_V4 CF("AESV2") BOTH, "/Filter [/Crypt] /DecodeParms [<< /Name /Identity >>]", "", PLAIN, NULL},
        {LOCK_V4 CF("AESV2"), "/Filter [/Crypt] /DecodeParms [<< /Name /StdCF >>]", KEY_128, SEAL_AES_128, NULL},
        {LOCK_V4 CF("AESV2"), "/Filter /Crypt /DecodeParms << /Name /StdCF >>", KEY_128, SEAL_AES_128, NULL},
        {LOCK_V4 CF("AESV2") BOTH, "/Filter /Crypt /DecodeParms << /Name /Other >>", "", PLAIN,
         "no crypt filter Other"},
        {LOCK_V4 CF("AESV2") BOTH, "/Filter /Crypt /DecodeParms << /Name 5 >>", "", PLAIN, "not a name"},
        {LOCK_V4 CF("AESV2") BOTH, "/Filter [/ASCIIHexDecode /Crypt]", KEY_128, SEAL_AES_128, "hexadecimal"},
        {LOCK_V4 CF("AESV2") BOTH, "", "", PLAIN, "not whole blocks"},
        {LOCK_V4 CF("AESV2") " /StmF /StdCF /EFF /Identity", "/Type /EmbeddedFile", "", PLAIN, NULL},
        {LOCK_V4 CF("AESV2") " /StmF /StdCF", "/Type /EmbeddedFile", KEY_128, SEAL_AES_128, NULL},
        {LOCK_V4 CF("AESV2") " /EFF /StdCF", "/Type /EmbeddedFile", KEY_128, SEAL_AES_128, NULL},
        {LOCK_V4 CF("AESV2") " /EFF /StdCF", "", "", PLAIN, NULL},
        {LOCK_256 CF("AESV3") BOTH, "", KEY_256, SEAL_AES_256, NULL},
        {LOCK_256 CF("AESV3") BOTH " /EncryptMetadata false", "/Type /Metadata", "", PLAIN, NULL},
        {LOCK_256 CF("AESV3") BOTH " /EncryptMetadata false", "", KEY_256, SEAL_AES_256, NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct made m;
        struct opened o;
        const struct pdf_object *stream;
        uint8_t sealed[128] = "the text";
        AUTO_BUF got = BUF_INIT(1000);
        size_t n = cases[i].method == PLAIN
                       ? strlen("the text")
                       : seal_bytes(sealed, cases[i].key, (enum seal_method)cases[i].method, 4, "the text", 3);
        made_with(&m, cases[i].encrypt, "", cases[i].stream, view_of(sealed, n));
        assert_ok(open_with(&o, made_view(&m), ""), &o.e);
        assert_ok(pdf_file_load(&stream, o.file, (struct pdf_ref){4, 0}, 0, &o.e), &o.e);
        status r = pdf_file_decode(&got, o.file, stream, 0, &o.e);
        if (cases[i].refusal != NULL)
            assert_refused(r, &o.e, o.e.code, cases[i].refusal);
        else if (r != OK || !view_equals_string(view_of(got.data, got.len), "the text"))
            fail_msg("case %zu: %s %.*s", i, o.e.text[LANG_EN], (int)got.len, got.data);
        pdf_file_close(o.file);
        made_clear(&m);
    }
}

static void strings_and_what_is_never_encrypted(void **state)
{
    (void)state;
    static const struct {
        const char *encrypt, *key;
        enum seal_method method;
    } cases[] = {
        {LOCK_40, KEY_40, SEAL_RC4},
        {LOCK_128, KEY_128, SEAL_RC4},
        {LOCK_V4 CF("AESV2") " /StrF /StdCF", KEY_128, SEAL_AES_128},
        {LOCK_256 CF("AESV3") " /StrF /StdCF", KEY_256, SEAL_AES_256},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char more[2048], stream[512];
        struct made m;
        struct opened o;
        const struct pdf_object *s;
        struct sealed one = seal(cases[i].key, cases[i].method, 1, "one", 1);
        struct sealed four = seal(cases[i].key, cases[i].method, 4, "four", 1);
        snprintf(more, sizeof more,
                 "/A %s /B [ 1 %s ] /C << /Contents %s >> /D << /ByteRange [] /Contents <616263> >> "
                 "/E << /ByteRange [] /Contents %s /M %s >> /F ()",
                 one.hex, one.hex, one.hex, "<6162>", one.hex);
        snprintf(stream, sizeof stream, "/S %s", four.hex);
        made_with(&m, cases[i].encrypt, more, stream, view_of("", 0));
        assert_ok(open_with(&o, made_view(&m), ""), &o.e);
        must_be(at(&o, catalog(&o), "A"), "one");
        must_be(at(&o, catalog(&o), "B")->array.item[1], "one");
        must_be(pdf_get(at(&o, catalog(&o), "C"), "Contents"), "one");
        must_be(pdf_get(at(&o, catalog(&o), "D"), "Contents"), "abc");
        must_be(pdf_get(at(&o, catalog(&o), "E"), "M"), "one");
        must_be(at(&o, catalog(&o), "F"), "");
        assert_ok(pdf_file_load(&s, o.file, (struct pdf_ref){4, 0}, 0, &o.e), &o.e);
        must_be(pdf_get(s, "S"), "four");
        must_be(pdf_get(pdf_file_revision(o.file, 0)->trailer, "ID")->array.item[0],
                "\x31\x41\x59\x26\x53\x58\x97\x93\x23\x84\x62\x64\x33\x83\x27\x95");
        assert_ok(pdf_file_load(&s, o.file, (struct pdf_ref){ENCRYPT, 0}, 0, &o.e), &o.e);
        assert_int_equal(pdf_get(s, "U")->string.data[0], i == 0 ? 0xe6 : i < 3 ? 0xe5 : 0x54);
        pdf_file_close(o.file);
        made_clear(&m);
    }
}

static void damaged_strings(void **state)
{
    (void)state;
    static const struct {
        const char *catalog, *reason;
    } cases[] = {
        {"/A (not encrypted)", "PDF-06: encrypted data that is not whole blocks"},
        {"/A [ << /B <00000000000000000000000000000000> >> ]", "PDF-06: encrypted data that is not whole blocks"},
        {"/A <0000000000000000000000000000000000000000000000000000000000000000>",
         "PDF-06: encrypted data without its padding"},
        {"/A << /ByteRange [] /Contents (a literal is encrypted) >>", "not whole blocks"},
        {"/A << /ByteRange [] /Contents [ <616263> ] >>", "not whole blocks"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct made m;
        struct opened o;
        const struct pdf_object *root;
        made_with(&m, LOCK_256 CF("AESV3") BOTH, cases[i].catalog, "", view_of("", 0));
        assert_ok(open_with(&o, made_view(&m), ""), &o.e);
        assert_refused(pdf_file_load(&root, o.file, (struct pdf_ref){1, 0}, 0, &o.e), &o.e, ERR_SYNTAX,
                       cases[i].reason);
        pdf_file_close(o.file);
        made_clear(&m);
    }
}

/* ---- all revisions are encrypted alike ---- */

/* refuses PDF-06b */
/* refuses PDF-06b, accepts PDF-06b */
static void updates(void **state)
{
    (void)state;
    static const struct {
        const char *first, *second; /* /Encrypt as object 9; second NULL: not in the update */
        const char *trailer, *update;
        bool is_refused;
    } cases[] = {
        {LOCK_128, NULL, " /Encrypt 9 0 R" ID, " /Encrypt 9 0 R" ID, false},
        {LOCK_128, NULL, " /Encrypt 9 0 R" ID, " /Encrypt 9 0 R /ID [" ID_ONE "(other)]", false},
        {LOCK_128, NULL, " /Encrypt << " LOCK_128 " >>" ID, " /Encrypt 9 0 R" ID, false},
        {LOCK_128, "/R 3 /V 2 /Filter/St#61ndard /Length 128 " P_OU_128, " /Encrypt 9 0 R" ID, " /Encrypt 9 0 R" ID,
         false},
        {LOCK_256, NULL, " /Encrypt 9 0 R" ID, " /Encrypt 9 0 R", false},
        {LOCK_128, NULL, "", " /Encrypt 9 0 R" ID, true},
        {LOCK_128, NULL, " /Encrypt 9 0 R" ID, ID, true},
        {LOCK_128, "/Filter /Adobe.PubSec", " /Encrypt 9 0 R" ID, " /Encrypt 9 0 R" ID, true},
        {LOCK_V4, LOCK_V4 CF("AESV2"), " /Encrypt 9 0 R" ID, " /Encrypt 9 0 R" ID, true},
        {LOCK_V4 CF("AESV2") BOTH, LOCK_V4 CF("V2") BOTH, " /Encrypt 9 0 R" ID, " /Encrypt 9 0 R" ID, true},
        {LOCK_128, NULL, " /Encrypt << /Filter /Standard >>" ID, " /Encrypt 9 0 R" ID, true},
        {LOCK_128, NULL, " /Encrypt 9 0 R /ID [(other)" ID_ONE "]", " /Encrypt 9 0 R" ID, true},
        {LOCK_128, NULL, " /Encrypt 9 0 R", " /Encrypt 9 0 R" ID, true},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char text[2048];
        struct made m;
        struct opened o;
        made_document(&m);
        snprintf(text, sizeof text, "<< %s >>", cases[i].first);
        made_object(&m, ENCRYPT, text);
        made_table(&m, cases[i].trailer);
        made_object(&m, 3, "<< /Type /Page /Parent 2 0 R /Rotate 90 >>");
        snprintf(text, sizeof text, "<< %s >>", cases[i].second == NULL ? "" : cases[i].second);
        if (cases[i].second != NULL) made_object(&m, ENCRYPT, text);
        made_table(&m, cases[i].update);
        assert_ok(open_with(&o, made_view(&m), ""), &o.e);
        if (cases[i].is_refused != findings_have(&o.findings, "PDF-06b")) fail_msg("case %zu", i);
        if (!cases[i].is_refused) assert_int_equal(o.findings.count, 1);
        pdf_file_close(o.file);
        made_clear(&m);
    }
}

/* ---- with signatures ---- */

#define STUB "<3003020105000000>"
#define RANGE "[0 0000000000 0000000000 0000000000]"

/* A signed form whose strings are encrypted with AES, `iv` their IV; object 6 is the field, 7 a text field. */
static void made_signed(struct made *m)
{
    char text[1024];
    made_begin(m);
    made_object(m, 1, "<< /Type /Catalog /Pages 2 0 R /AcroForm 5 0 R >>");
    made_object(m, 2, "<< /Type /Pages /Kids [3 0 R] /Count 1 /MediaBox [0 0 100 200] >>");
    snprintf(text, sizeof text,
             "<< /Type /Page /Parent 2 0 R /Annots [6 0 R] /Resources << /Note %s >> /Contents 4 0 R >>",
             seal(KEY_128, SEAL_AES_128, 3, "note", 1).hex);
    made_object(m, 3, text);
    made_object(m, 5, "<< /Fields [6 0 R] /SigFlags 3 >>");
    snprintf(text, sizeof text,
             "<< /Type /Annot /Subtype /Widget /FT /Sig /T %s /V 8 0 R /P 3 0 R /F 132 /Rect [0 0 9 9] >>",
             seal(KEY_128, SEAL_AES_128, 6, "K\xc3\xbd", 1).hex);
    made_object(m, 6, text);
    snprintf(text, sizeof text,
             "<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /ETSI.CAdES.detached /M %s /ByteRange " RANGE
             " /Contents " STUB " >>",
             seal(KEY_128, SEAL_AES_128, 8, "D:20261124080000Z", 1).hex);
    made_object(m, 8, text);
    made_object(m, ENCRYPT, "<< " LOCK_V4 CF("AESV2") BOTH " >>");
}

static void put_content(struct made *m, const char *text, uint8_t iv)
{
    uint8_t sealed[128];
    size_t n = seal_bytes(sealed, KEY_128, SEAL_AES_128, 4, text, iv);
    m->offset[4] = m->bytes.len;
    buf_printf(&m->bytes, "4 0 obj\n<< /Length %zu >>\nstream\n", n);
    buf_put(&m->bytes, view_of(sealed, n));
    made_raw(m, "\nendstream\nendobj\n");
}

static void end_signed(struct made *m)
{
    char text[sizeof RANGE];
    made_table(m, " /Encrypt 9 0 R" ID);
    struct view all = made_view(m);
    size_t range = view_find(all, 0, view_of_string(RANGE)), hole = view_find(all, 0, view_of_string(STUB));
    size_t after = hole + sizeof STUB - 1;
    snprintf(text, sizeof text, "[0 %010zu %010zu %010zu]", hole, after, all.len - after);
    memcpy(m->bytes.data + range, text, sizeof text - 1);
}

/* accepts PDF-06c, refuses PDF-63 */
static void a_signature_and_changes_after_it(void **state)
{
    (void)state;
    static const struct {
        const char *note, *content, *reason; /* of the update; NULL: the change is none */
    } cases[] = {
        {"note", "q Q", NULL},
        {"nope", "q Q", "page 1/Resources/Note"},
        {"note", "Q q", "page 1/Contents"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char text[1024];
        struct err e = {0};
        struct made m;
        struct pdf_facts f = {0};
        made_signed(&m);
        put_content(&m, "q Q", 1);
        end_signed(&m);
        assert_ok(pdf_inspect(&f, made_view(&m), view_of(NULL, 0), &e), &e);
        assert_true(f.encrypted && !f.locked && f.signature_count == 1);
        assert_string_equal(f.signatures[0].claimed_time, "2026-11-24T08:00:00Z");
        assert_int_equal(f.signatures[0].coverage, PDF_COVERS_WHOLE_FILE);
        assert_int_equal(f.signatures[0].contents.data[0], 0x30);
        assert_int_equal(f.findings.count, 1);
        assert_int_equal(f.signatures[0].findings.count, 0);
        pdf_facts_clear(&f);
        snprintf(text, sizeof text,
                 "<< /Type /Page /Parent 2 0 R /Annots [6 0 R] /Resources << /Note %s >> /Contents 4 0 R >>",
                 seal(KEY_128, SEAL_AES_128, 3, cases[i].note, 2).hex);
        made_object(&m, 3, text);
        put_content(&m, cases[i].content, 2);
        made_table(&m, " /Encrypt 9 0 R" ID);
        assert_ok(pdf_inspect(&f, made_view(&m), view_of(NULL, 0), &e), &e);
        if (cases[i].reason != NULL) {
            const struct findings *found = &f.signatures[0].findings;
            assert_int_equal(found->count, 1);
            assert_non_null(strstr(found->item[0].text[LANG_EN], cases[i].reason));
        } else { /* the bytes are other ones, the values are not */
            expect_finding(&f.signatures[0].findings, "PDF-63", "without any change that can be seen");
            assert_int_equal(f.signatures[0].findings.count, 1);
        }
        pdf_facts_clear(&f);
        made_clear(&m);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(unusable_entries),
        cmocka_unit_test(no_dictionary_or_in_a_stream),
        cmocka_unit_test(locked_files),
        cmocka_unit_test(a_password_that_is_too_long),
        cmocka_unit_test(both_passwords_open),
        cmocka_unit_test(passwords_are_encoded_for_their_handler),
        cmocka_unit_test(what_qpdf_encrypts),
        cmocka_unit_test(streams_and_their_filters),
        cmocka_unit_test(strings_and_what_is_never_encrypted),
        cmocka_unit_test(damaged_strings),
        cmocka_unit_test(updates),
        cmocka_unit_test(a_signature_and_changes_after_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
