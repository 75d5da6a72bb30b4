// SPDX-License-Identifier: Apache-2.0
/*
 * What is added to an encrypted file, against what is added to the same file in clear: object by object the same.
 */
#include <qpdf/qpdf-c.h>

#include "formats/pdf/pdf_encrypt.h"
#include "formats/pdf/pdf_parse.h"
#include "tests/unit/formats-pdf/encrypted_pdf.h"
#include "tests/unit/formats-pdf/prepared.h"

#define AUTO_MADE AUTO_CLEAR(made_clear) struct made
#define AUTO_REQUEST AUTO_CLEAR(pdf_request_clear) struct pdf_request

/* --- one document, twice --- */

enum { ENCRYPT = 9 };

/* How the encrypted one is made; without a crypt the same in clear. */
struct making {
    struct made *made;
    struct pdf_crypt *crypt;
};

static void put(const struct making *k, unsigned number, const char *text)
{
    struct err e = {0};
    AUTO_BUF out = BUF_INIT(10000);
    if (k->crypt == NULL) {
        made_object(k->made, number, text);
        return;
    }
    assert_ok(pdf_encrypt_object(&out, k->crypt, (struct pdf_ref){number, 0}, view_of_string(text), &e), &e);
    k->made->offset[number] = k->made->bytes.len;
    if (number >= k->made->size) k->made->size = number + 1;
    buf_printf(&k->made->bytes, "%u 0 obj\n", number);
    buf_put(&k->made->bytes, view_of(out.data, out.len));
    made_raw(k->made, "\nendobj\n");
}

struct shape {
    const char *catalog, *form, *page, *annots;
};

static void put_all(const struct making *k, const struct shape *s)
{
    char text[1024];
    made_begin(k->made);
    snprintf(text, sizeof text, "<</Type/Catalog/Lang(vi-VN)/Pages 2 0 R%s>>", s->catalog);
    put(k, 1, text);
    put(k, 2, "<< /Type /Pages /Kids [3 0 R 7 0 R] /Count 2 /MediaBox [0 0 400 600] >>");
    snprintf(text, sizeof text, "<< /Type /Page /Parent 2 0 R /Resources << >> /Contents 4 0 R%s>>", s->page);
    put(k, 3, text);
    put(k, 4, "<< /Length 1 >>\nstream\nn\nendstream");
    if (s->form[0] != '\0') put(k, 5, s->form);
    if (s->annots[0] != '\0') put(k, 6, s->annots);
    snprintf(text, sizeof text, "<< /Type /Page /Parent 2 0 R /Resources << >> %s >>",
             s->form[0] != '\0' || strstr(s->page, "6 0 R") == NULL ? "" : "/Annots 6 0 R");
    put(k, 7, text);
    put(k, 8, "<< /Title (decision) >>");
}

static void end_with(struct made *m, const char *lock, bool is_direct, bool is_encrypted)
{
    char dictionary[2048], trailer[2200];
    snprintf(dictionary, sizeof dictionary, "<< %s >>", lock);
    if (!is_direct) made_object(m, ENCRYPT, dictionary);
    snprintf(trailer, sizeof trailer, ID " /Info 8 0 R%s%s", is_encrypted ? " /Encrypt " : "",
             !is_encrypted ? ""
             : is_direct   ? dictionary
                           : "9 0 R");
    made_table(m, trailer);
}

static void make_both(struct made *clear, struct made *hidden, const struct shape *s, const char *lock, bool is_direct)
{
    struct err e = {0};
    enum pdf_crypt_state state;
    char text[2048];
    const struct pdf_object *encrypt, *id;
    AUTO(arena_free)
    struct arena *arena = arena_new(1 << 20);
    AUTO(pdf_crypt_free)
    struct pdf_crypt *crypt = NULL;
    snprintf(text, sizeof text, "<< %s >>", lock);
    AUTO_LEX x = {.source = view_of_string(text), .arena = arena},
             y = {.source = view_of_string("[" ID_ONE ID_ONE "]"), .arena = arena};
    assert_ok(pdf_parse(&encrypt, &x, &e), &e);
    assert_ok(pdf_parse(&id, &y, &e), &e);
    assert_ok(pdf_crypt_new(&crypt, &state, encrypt, id, view_of(NULL, 0), &e), &e);
    put_all(&(struct making){clear, NULL}, s);
    put_all(&(struct making){hidden, crypt}, s);
    end_with(clear, lock, is_direct, false);
    end_with(hidden, lock, is_direct, true);
}

/* --- the same, object by object --- */

static const struct pdf_object *load(struct pdf_file *f, uint32_t number)
{
    struct err e = {0};
    const struct pdf_object *o;
    assert_ok(pdf_file_load(&o, f, (struct pdf_ref){number, 0}, pdf_file_revision_count(f) - 1, &e), &e);
    return o;
}

/* What encryption changes, and what follows from it. */
static bool may_differ(const struct pdf_object *dictionary, const struct pdf_entry *entry, bool is_stream)
{
    return view_equals_string(entry->key, "ByteRange") || (is_stream && view_equals_string(entry->key, "Length")) ||
           pdf_is_name(pdf_get(dictionary, "Type"), "XRef");
}

static void must_be_alike(const struct pdf_object *a, const struct pdf_object *b, bool is_stream, uint32_t number)
{
    if (a->type != PDF_DICTIONARY || b->type != PDF_DICTIONARY) {
        if (!pdf_equal(a, b)) fail_msg("object %u differs", number);
        return;
    }
    assert_int_equal(a->dictionary.count, b->dictionary.count);
    for (size_t i = 0; i < a->dictionary.count; i++) {
        const struct pdf_entry *entry = &a->dictionary.entry[i];
        if (!may_differ(a, entry, is_stream) && !pdf_equal(entry->value, pdf_get_near(b, i, entry->key)))
            fail_msg("object %u differs in /%.*s", number, (int)entry->key.len, entry->key.data);
    }
}

static void must_have_the_same_bytes(struct pdf_file *a, const struct pdf_object *x, struct pdf_file *b,
                                     const struct pdf_object *y)
{
    struct err e = {0};
    AUTO_BUF room = BUF_INIT(1 << 22);
    struct view p, q;
    if (pdf_is_name(pdf_get(x, "Type"), "XRef")) return;
    p = x->stream.encoded;
    assert_ok(pdf_file_stream_bytes(&q, &room, b, y, pdf_file_revision_count(b) - 1, &e), &e);
    assert_true(view_equal(p, q));
    (void)a;
}

static size_t must_be_the_same(struct view clear, struct view hidden, const char *password)
{
    struct err e = {0};
    static struct findings found;
    AUTO(pdf_file_close)
    struct pdf_file *a = NULL;
    AUTO(pdf_file_close)
    struct pdf_file *b = NULL;
    size_t streams = 0;
    assert_ok(pdf_file_open(&a, clear, &found, &e), &e);
    assert_ok(pdf_file_open_with(&b, hidden, view_of_string(password), &found, &e), &e);
    uint32_t size = pdf_file_size(a, pdf_file_revision_count(a) - 1);
    assert_int_equal(size, pdf_file_size(b, pdf_file_revision_count(b) - 1));
    for (uint32_t i = 1; i < size; i++) {
        const struct pdf_object *x = load(a, i), *y = load(b, i);
        assert_int_equal(x->type, y->type);
        bool is_stream = x->type == PDF_STREAM;
        must_be_alike(is_stream ? x->stream.dictionary : x, is_stream ? y->stream.dictionary : y, is_stream, i);
        if (is_stream) must_have_the_same_bytes(a, x, b, y);
        streams += is_stream;
    }
    return streams;
}

/* A sound file with so many signatures for us, and for the second reader that pdf_inspect asks. */
static void must_be_sound(struct view document, const char *password, size_t signatures)
{
    struct err e = {0};
    AUTO_CLEAR(pdf_facts_clear) struct pdf_facts f = {0};
    assert_ok(pdf_inspect(&f, document, view_of_string(password), &e), &e);
    for (size_t i = 0; i < f.findings.count; i++)
        if (strcmp(f.findings.item[i].rule, "PDF-06c") != 0 && strcmp(f.findings.item[i].rule, "PDF-81") != 0)
            fail_msg("%s: %s", f.findings.item[i].rule, f.findings.item[i].text[LANG_EN]);
    assert_int_equal(f.signature_count, signatures);
    for (size_t i = 0; i < signatures; i++)
        if (f.signatures[i].findings.count > 0)
            fail_msg("signature %zu: %s", i, f.signatures[i].findings.item[0].text[LANG_EN]);
}

static bool holds(const struct buf *b, size_t from, const char *text)
{
    return view_find(view_of(b->data, b->len), from, view_of_string(text)) != SIZE_MAX;
}

/* First a picture, then a name of ours, then nothing that can be seen. */
static void sign_thrice(struct buf *document, const char *password)
{
    for (int i = 0; i < 3; i++) {
        AUTO_REQUEST r;
        if (i == 0)
            request_visible(&r, 1);
        else
            request_invisible(&r);
        if (i == 1) snprintf(r.field, sizeof r.field, "Con dấu");
        r.password = view_of_string(password);
        sign_made(document, &r);
    }
}

static void every_shape_and_every_method(void **state)
{
    (void)state;
    static const struct shape shapes[] = {
        {"", "", "", ""},
        {"/Names<</X[(b)[()<</Y(deep)>>]]>>", "", "/PieceInfo<</A<</LastModified(D:2026)/Private(x)>>>>", ""},
        {"/AcroForm<</DA(/Helv 0 Tf 0 g)/Fields[]/DR<</Font<<>>>>>>", "", "/Annots[]", ""},
        {"/AcroForm 5 0 R", "<</DA<2f48656c76>/Fields[]/Q 0/X[(a\\)b)(\\050)]>>", "/Annots 31 0 R", ""},
        {"/AcroForm 5 0 R", "<</Fields 6 0 R/DA()>>", "", "[]"},
        {"", "", "/Annots 6 0 R",
         "[<</Type/Annot/Subtype/Text/Rect[0 0 9 9]/Contents(a note)/#54(by whom)>>%(no string)\n]"},
    };
    static const char *const locks[] = {LOCK_V4 CF("AESV2") BOTH,
                                        LOCK_256 CF("AESV3") BOTH,
                                        LOCK_V4 CF("AESV2") " /StmF /StdCF",
                                        LOCK_256 CF("AESV3") " /StrF /StdCF",
                                        LOCK_V4 CF("AESV2") " /EFF /StdCF",
                                        LOCK_256 CF("AESV3") BOTH " /EFF /Identity"};
    for (size_t i = 0; i < sizeof shapes / sizeof shapes[0]; i++)
        for (size_t k = 0; k < sizeof locks / sizeof locks[0]; k++)
            for (int direct = 0; direct < 2; direct++) {
                AUTO_MADE clear;
                AUTO_MADE hidden;
                make_both(&clear, &hidden, &shapes[i], locks[k], direct != 0);
                size_t original = hidden.bytes.len;
                must_be_the_same(made_view(&clear), made_view(&hidden), "");
                sign_thrice(&clear.bytes, "");
                sign_thrice(&hidden.bytes, direct != 0 ? "own" : "");
                assert_true(must_be_the_same(made_view(&clear), made_view(&hidden), "own") > 2);
                must_be_sound(made_view(&hidden), "", 3);
                must_be_sound(made_view(&hidden), "own", 3);
                bool strings_are_clear = strstr(locks[k], "/StrF") == NULL;
                assert_int_equal(holds(&hidden.bytes, original, "<5369676e617475726531>"), strings_are_clear);
                bool is_catalog_new = strstr(shapes[i].catalog, "5 0 R") == NULL;
                assert_int_equal(holds(&hidden.bytes, original, "<76692d564e>"), is_catalog_new && strings_are_clear);
                assert_false(holds(&hidden.bytes, original, "vi-VN"));
            }
}

/* Objects whose strings nobody encrypted, because their stream was, come to stand by themselves. */
static void objects_of_object_streams(void **state)
{
    (void)state;
    static const char user[] = "ng\xc6\xb0\xe1\xbb\x9di";
    static const struct shape shape = {"/AcroForm<</DA(/Helv 0 Tf)/Fields 6 0 R>>", "", "/Annots[]", "[]"};
    for (int aes = 0; aes < 2; aes++) {
        AUTO_MADE clear;
        AUTO_BUF hidden = BUF_INIT(1 << 22);
        put_all(&(struct making){&clear, NULL}, &shape);
        made_table(&clear, ID " /Info 8 0 R");
        qpdf_data q = qpdf_init();
        qpdf_set_suppress_warnings(q, QPDF_TRUE);
        assert_int_equal(qpdf_read_memory(q, "made", (const char *)clear.bytes.data, clear.bytes.len, NULL), 0);
        assert_int_equal(qpdf_init_write_memory(q), QPDF_SUCCESS);
        if (aes == 0)
            qpdf_set_r4_encryption_parameters_insecure(q, user, "own", 1, 1, 1, 1, 1, 1, qpdf_r3p_full, 1, 1);
        else
            qpdf_set_r6_encryption_parameters2(q, user, "own", 1, 1, 1, 1, 1, 1, qpdf_r3p_full, 1);
        qpdf_set_object_stream_mode(q, qpdf_o_generate);
        assert_int_equal(qpdf_write(q) & QPDF_ERRORS, 0);
        buf_put(&hidden, view_of(qpdf_get_buffer(q), qpdf_get_buffer_length(q)));
        qpdf_cleanup(&q);
        size_t original = hidden.len;
        sign_thrice(&hidden, user);
        must_be_sound(view_of(hidden.data, hidden.len), "own", 3);
        assert_true(holds(&hidden, original, "/Type /Catalog"));
        static const char *const secrets[] = {"vi-VN", "76692d564e", "(/Helv", "2f48656c76", "Signature1", "5369676e"};
        for (size_t i = 0; i < sizeof secrets / sizeof secrets[0]; i++)
            if (holds(&hidden, original, secrets[i])) fail_msg("%s", secrets[i]);
    }
}

/* --- validation data --- */

static status store(struct buf *document, const char *password, struct err *e)
{
    AUTO_CLEAR(proofs_clear) struct proofs p = {0};
    AUTO_BUF update = BUF_INIT(LIMIT_PDF_UPDATE);
    assert_ok(proofs_add(&p, PROOF_CERTIFICATE, view_of_string("a certificate"), 0, e), e);
    assert_ok(proofs_add(&p, PROOF_CRL, view_of_string("a list"), 0, e), e);
    struct view bytes = view_of(document->data, document->len);
    if (pdf_store_proofs(&update, bytes, view_of_string(password), &p, e) != OK) return FAILED;
    buf_put(document, view_of(update.data, update.len));
    return OK;
}

static void the_store_is_encrypted(void **state)
{
    (void)state;
    static const struct shape shape = {"/AcroForm<</Fields[]/DA(x)>>", "", "", ""};
    static const char *const locks[] = {LOCK_V4 CF("AESV2") BOTH, LOCK_256 CF("AESV3") BOTH};
    for (size_t i = 0; i < 2; i++) {
        struct err e = {0};
        AUTO_MADE clear;
        AUTO_MADE hidden;
        AUTO_CLEAR(pdf_facts_clear) struct pdf_facts f = {0};
        make_both(&clear, &hidden, &shape, locks[i], false);
        size_t original = hidden.bytes.len;
        sign_thrice(&clear.bytes, "");
        sign_thrice(&hidden.bytes, "");
        assert_ok(store(&clear.bytes, "", &e), &e);
        assert_ok(store(&hidden.bytes, "own", &e), &e);
        must_be_the_same(made_view(&clear), made_view(&hidden), "");
        assert_false(holds(&hidden.bytes, original, "a certificate") || holds(&hidden.bytes, original, "a list"));
        assert_ok(pdf_inspect(&f, made_view(&hidden), view_of(NULL, 0), &e), &e);
        assert_int_equal(f.proofs.count, 2);
        assert_int_equal(f.signature_count, 3);
    }
}

/* refuses PDF-06 */
static void the_store_needs_a_permission(void **state)
{
    (void)state;
    static const struct shape shape = {"", "", "", ""};
    struct err e = {0};
    AUTO_MADE clear;
    AUTO_BUF hidden = BUF_INIT(1 << 20);
    put_all(&(struct making){&clear, NULL}, &shape);
    made_table(&clear, ID);
    qpdf_data q = qpdf_init();
    qpdf_set_suppress_warnings(q, QPDF_TRUE);
    assert_int_equal(qpdf_read_memory(q, "made", (const char *)clear.bytes.data, clear.bytes.len, NULL), 0);
    assert_int_equal(qpdf_init_write_memory(q), QPDF_SUCCESS);
    qpdf_set_r6_encryption_parameters2(q, "", "own", 1, 1, 1, 0, 0, 1, qpdf_r3p_full, 1);
    assert_int_equal(qpdf_write(q) & QPDF_ERRORS, 0);
    buf_put(&hidden, view_of(qpdf_get_buffer(q), qpdf_get_buffer_length(q)));
    qpdf_cleanup(&q);
    assert_refused(store(&hidden, "", &e), &e, ERR_REFUSED, "forbid to fill in a signature field");
    assert_ok(store(&hidden, "own", &e), &e);
}

/* --- the trailer --- */

static const struct pdf_object *trailer_of(struct pdf_file *f)
{
    return pdf_file_revision(f, pdf_file_revision_count(f) - 1)->trailer;
}

/* = 7.5.6: /Encrypt as it was, and the first half of /ID, which keys depend on */
static void what_keys_depend_on_is_carried_over(void **state)
{
    (void)state;
    static const char *const ids[] = {ID, " /ID [" ID_ONE "]", " /ID [" ID_ONE "(x)(y)]"};
    for (size_t i = 0; i < sizeof ids / sizeof ids[0]; i++)
        for (int direct = 0; direct < 2; direct++) {
            AUTO_MADE m;
            AUTO_REQUEST r;
            struct err e = {0};
            static struct findings found;
            char trailer[2048];
            made_signable(&m, "", "", "");
            made_object(&m, ENCRYPT, "<< " LOCK_V4 CF("AESV2") BOTH " >>");
            m.bytes.len = m.offset[4]; /* what is not encrypted cannot be read: the content goes */
            m.offset[4] = 0;
            made_object(&m, ENCRYPT, "<< " LOCK_V4 CF("AESV2") BOTH " >>");
            snprintf(trailer, sizeof trailer, "%s /Encrypt %s", ids[i],
                     direct != 0 ? "<< " LOCK_V4 CF("AESV2") BOTH " >>" : "9 0 R");
            made_table(&m, trailer);
            request_invisible(&r);
            sign_made(&m.bytes, &r);
            AUTO(pdf_file_close)
            struct pdf_file *f = NULL;
            assert_ok(pdf_file_open(&f, made_view(&m), &found, &e), &e);
            assert_false(pdf_file_is_locked(f));
            assert_false(findings_have(&found, "PDF-06b"));
            const struct pdf_object *id = pdf_get(trailer_of(f), "ID");
            assert_int_equal(id->array.count, 2);
            assert_true(pdf_equal(id->array.item[0], pdf_get(pdf_file_revision(f, 0)->trailer, "ID")->array.item[0]));
            assert_true(
                pdf_equal(pdf_get(trailer_of(f), "Encrypt"), pdf_get(pdf_file_revision(f, 0)->trailer, "Encrypt")));
        }
}

/* = algorithm 1: the generation is part of what the key is made of */
static void the_key_is_that_of_the_generation(void **state)
{
    (void)state;
    static const char text[] = "<</Type/Catalog/Lang(vi-VN)/Pages 2 0 R>>";
    static const struct shape shape = {"", "", "", ""};
    struct err e = {0};
    AUTO_MADE clear;
    AUTO_MADE hidden;
    make_both(&clear, &hidden, &shape, LOCK_V4 CF("AESV2") BOTH, false);
    AUTO(pdf_file_close)
    struct pdf_file *f = NULL;
    static struct findings found;
    const struct pdf_object *o;
    AUTO_BUF object = BUF_INIT(1000), other = BUF_INIT(1000);
    assert_ok(pdf_file_open(&f, made_view(&hidden), &found, &e), &e);
    struct pdf_crypt *c = pdf_file_crypt(f);
    assert_ok(pdf_encrypt_object(&object, c, (struct pdf_ref){1, 0}, view_of_string(text), &e), &e);
    assert_ok(pdf_encrypt_object(&other, c, (struct pdf_ref){1, 2}, view_of_string(text), &e), &e);
    assert_int_equal(object.len, other.len);
    size_t at = view_find(made_view(&hidden), 0, view_of(object.data, object.len));
    assert_true(at != SIZE_MAX);
    pdf_file_close(TAKE(f));
    memcpy(hidden.bytes.data + at, other.data, other.len);
    made_replace(&hidden, "1 0 obj", "1 2 obj");
    made_replace(&hidden, "/Root 1 0 R", "/Root 1 2 R");
    made_replace(&hidden, "0000000009 00000 n", "0000000009 00002 n");
    sign_thrice(&hidden.bytes, "");
    must_be_sound(made_view(&hidden), "", 3);
    assert_ok(pdf_file_open(&f, made_view(&hidden), &found, &e), &e);
    assert_ok(pdf_file_load(&o, f, (struct pdf_ref){1, 2}, pdf_file_revision_count(f) - 1, &e), &e);
    assert_true(view_equals_string(pdf_get(o, "Lang")->string, "vi-VN"));
}

/* An update that changed the encryption is not added to (the worst that PDF-06b stands for). */
static void revisions_that_disagree_are_refused(void **state)
{
    (void)state;
    struct err e = {0};
    AUTO_MADE m;
    AUTO_REQUEST r;
    AUTO_CLEAR(pdf_prepared_clear) struct pdf_prepared p;
    pdf_prepared_init(&p);
    request_invisible(&r);
    made_begin(&m);
    made_object(&m, 1, "<</Type/Catalog/Pages 2 0 R>>");
    made_object(&m, 2, "<< /Type /Pages /Kids [3 0 R] /Count 1 /MediaBox [0 0 400 600] >>");
    made_object(&m, 3, "<< /Type /Page /Parent 2 0 R >>");
    made_object(&m, ENCRYPT, "<< " LOCK_256 CF("AESV3") BOTH " >>");
    made_table(&m, " /Encrypt 9 0 R" ID);
    made_object(&m, ENCRYPT, "<< " LOCK_256 CF("AESV3") " /StmF /StdCF >>");
    made_table(&m, " /Encrypt 9 0 R" ID);
    assert_refused(pdf_prepare(&p, made_view(&m), &r, &e), &e, ERR_SYNTAX, "PDF-06b: the PDF is damaged");
}

static void the_same_request_gives_the_same_bytes(void **state)
{
    (void)state;
    static const struct shape shape = {"", "", "/Annots 6 0 R", "[<</Contents(a)/Rect[0 0 1 1]>>]"};
    struct err e = {0};
    AUTO_MADE clear;
    AUTO_MADE hidden;
    AUTO_REQUEST r;
    AUTO_CLEAR(pdf_prepared_clear) struct pdf_prepared p;
    AUTO_CLEAR(pdf_prepared_clear) struct pdf_prepared again;
    pdf_prepared_init(&p);
    pdf_prepared_init(&again);
    request_visible(&r, 2);
    make_both(&clear, &hidden, &shape, LOCK_256 CF("AESV3") BOTH, false);
    assert_ok(pdf_prepare(&p, made_view(&hidden), &r, &e), &e);
    r.password = view_of_string("own");
    assert_ok(pdf_prepare(&again, made_view(&hidden), &r, &e), &e);
    assert_true(view_equal(view_of(p.update.data, p.update.len), view_of(again.update.data, again.update.len)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_shape_and_every_method),
        cmocka_unit_test(objects_of_object_streams),
        cmocka_unit_test(the_store_is_encrypted),
        cmocka_unit_test(the_store_needs_a_permission),
        cmocka_unit_test(the_key_is_that_of_the_generation),
        cmocka_unit_test(what_keys_depend_on_is_carried_over),
        cmocka_unit_test(revisions_that_disagree_are_refused),
        cmocka_unit_test(the_same_request_gives_the_same_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
