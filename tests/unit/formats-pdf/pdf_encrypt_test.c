// SPDX-License-Identifier: Apache-2.0
#include "formats/pdf/pdf_encrypt.h"

#include "formats/pdf/pdf_parse.h"
#include "tests/unit/formats-pdf/encrypted_pdf.h"

#define AES_128 LOCK_V4 CF("AESV2") BOTH
#define AES_256 LOCK_256 CF("AESV3") BOTH

static const struct pdf_ref ref = {4, 0};

struct lock {
    struct arena *arena;
    struct pdf_crypt *crypt;
};

static const struct pdf_object *parse(struct arena *arena, struct view text, size_t *end)
{
    struct err e = {0};
    const struct pdf_object *o;
    AUTO_LEX x = {.source = text, .arena = arena};
    assert_ok(pdf_parse(&o, &x, &e), &e);
    if (end != NULL) *end = x.at;
    return o;
}

static void lock_open(struct lock *l, const char *encrypt)
{
    struct err e = {0};
    enum pdf_crypt_state state;
    AUTO_BUF text = BUF_INIT(4096);
    struct view kept;
    *l = (struct lock){.arena = arena_new(8 << 20)};
    assert_non_null(l->arena);
    buf_printf(&text, "<< %s >>", encrypt);
    assert_ok(arena_copy(&kept, l->arena, view_of(text.data, text.len), &e), &e);
    const struct pdf_object *id = parse(l->arena, view_of_string("[" ID_ONE ID_ONE "]"), NULL);
    assert_ok(pdf_crypt_new(&l->crypt, &state, parse(l->arena, kept, NULL), id, view_of(NULL, 0), &e), &e);
    assert_int_equal(state, PDF_CRYPT_OPEN);
}

static void lock_close(struct lock *l)
{
    pdf_crypt_free(l->crypt);
    arena_free(l->arena);
}
#define AUTO_LOCK AUTO_CLEAR(lock_close) struct lock

static struct view encrypted(struct buf *out, struct lock *l, struct pdf_ref as, struct view text)
{
    struct err e = {0};
    struct view kept;
    buf_clear(out);
    assert_ok(pdf_encrypt_object(out, l->crypt, as, text, &e), &e);
    assert_ok(arena_copy(&kept, l->arena, view_of(out->data, out->len), &e), &e);
    return kept;
}

static bool holds(struct view v, const char *text)
{
    return view_find(v, 0, view_of_string(text)) != SIZE_MAX;
}

/* --- refusals --- */

static void what_is_no_object_of_ours(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "",
        "<< /A (x >>",
        "(a) (b)",
        "<< /Length 3 >> stream\nabc\nendstream more",
        "<< /Length 3 >>\nstream\r\nabc\nendstream",
        "<< /Length 4 >>\nstream\nabc\nendstream",
        "<< /Length 2 >>\nstream\nabc\nendstream",
        "<< /Length 99 >>\nstream\nabc\nendstream",
        "<< /Length -1 >>\nstream\nabc\nendstream",
        "<< /Length 4 0 R >>\nstream\nabc\nendstream",
        "<< >>\nstream\nabc\nendstream",
        "<< /A 1 /A 2 >>",
    };
    AUTO_LOCK l;
    lock_open(&l, AES_256);
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        struct err e = {0};
        AUTO_BUF out = BUF_INIT(1000);
        assert_refused(pdf_encrypt_object(&out, l.crypt, ref, view_of_string(texts[i]), &e), &e, ERR_INTERNAL,
                       "an object of the update that cannot be encrypted");
    }
}

static void rc4_encrypts_nothing(void **state)
{
    (void)state;
    static const char *const locks[] = {LOCK_40, LOCK_128, LOCK_V4 CF("V2") BOTH};
    for (size_t i = 0; i < sizeof locks / sizeof locks[0]; i++) {
        struct err e = {0};
        AUTO_BUF out = BUF_INIT(1000);
        AUTO_LOCK l;
        lock_open(&l, locks[i]);
        assert_true(pdf_crypt_writes_rc4(l.crypt));
        assert_refused(pdf_encrypt_object(&out, l.crypt, ref, view_of_string("[1 (text)]"), &e), &e, ERR_REFUSED,
                       "nothing is encrypted with RC4");
        assert_refused(
            pdf_encrypt_object(&out, l.crypt, ref, view_of_string("<</Length 1>>\nstream\nx\nendstream"), &e), &e,
            ERR_REFUSED, "nothing is encrypted with RC4");
    }
}

/* What does not fit is an error, never half an object. */
static void a_buffer_that_is_too_small(void **state)
{
    (void)state;
    struct err e = {0};
    AUTO_BUF out = BUF_INIT(40);
    AUTO_LOCK l;
    struct view ignored;
    lock_open(&l, AES_256);
    if (pdf_encrypt_object(&out, l.crypt, ref, view_of_string("[(text)]"), &e) == OK)
        assert_refused(buf_done(&ignored, &out, &e), &e, ERR_LIMIT, "");
}

/* --- there and back --- */

static const char *const odd_objects[] = {
    "(text)",
    "()",
    "[]",
    "<< >>",
    "[(a)(b)<63>(d)]",
    "[(a)[<< /X (deep) /Y [ (er) ] >>] (z)]",
    "<</DA(/Helv 0 Tf 0 g)/DR<</Font<</Helv 5 0 R>>>>/Fields[]/X<</DA(/F1 9 Tf)>>>>",
    "<< /Paren (a \\( b \\) c (nested (twice)) \\\\) /Octal (\\101\\7\\0534) /Line (a\\\nb\\r\\n\r\nc) >>",
    "<< /Hex <6 1 6 2 7> /Empty <> /Upper <FEFF1EA4> /Lower <feff1ea4> >>",
    "<< /#41#42 (key) /N /Name#20#28x#29 /M (\\351\x80\xff) >>",
    "<< % (not a string)\n /A (a) % <<41>>\n /B (b) >>",
    "<</A(1)/B(2)/C[(3)(3)]/D 4/E/F/G<</H(5)>>/I null/J true>>",
    "<< /Contents (of an annotation) /Type /Annot >>",
    "<< /Contents <6f66> /Type /Annot >>",
    "(\\000)",
};

/* The same but for strings: what stands between them is the same byte for byte. */
static void strip(struct buf *out, const struct pdf_object *o, struct view text, size_t *at)
{
    if (o->type == PDF_STRING) {
        size_t start = (size_t)(o->source.data - text.data);
        buf_put(out, view_part(text, *at, start - *at));
        *at = start + o->source.len;
    }
    for (size_t i = 0; o->type == PDF_ARRAY && i < o->array.count; i++) strip(out, o->array.item[i], text, at);
    for (size_t i = 0; o->type == PDF_DICTIONARY && i < o->dictionary.count; i++)
        strip(out, o->dictionary.entry[i].value, text, at);
}

static void must_differ_in_strings_only(const struct pdf_object *a, struct view a_text, const struct pdf_object *b,
                                        struct view b_text)
{
    AUTO_BUF x = BUF_INIT(10000), y = BUF_INIT(10000);
    size_t at = 0;
    strip(&x, a, a_text, &at);
    buf_put(&x, view_part(a_text, at, a_text.len - at));
    at = 0;
    strip(&y, b, b_text, &at);
    buf_put(&y, view_part(b_text, at, b_text.len - at));
    assert_true(view_equal(view_of(x.data, x.len), view_of(y.data, y.len)));
}

static void every_object_is_what_it_was(void **state)
{
    (void)state;
    static const char *const locks[] = {AES_128, AES_256, LOCK_V4, LOCK_V4 CF("AESV2") " /StmF /StdCF",
                                        LOCK_256 CF("AESV3") " /StrF /StdCF"};
    for (size_t i = 0; i < sizeof locks / sizeof locks[0]; i++)
        for (size_t k = 0; k < sizeof odd_objects / sizeof odd_objects[0]; k++) {
            struct err e = {0};
            AUTO_LOCK l;
            AUTO_BUF out = BUF_INIT(10000);
            const struct pdf_object *back;
            struct view text = view_of_string(odd_objects[k]);
            lock_open(&l, locks[i]);
            struct view hidden = encrypted(&out, &l, ref, text);
            const struct pdf_object *before = parse(l.arena, text, NULL), *after = parse(l.arena, hidden, NULL);
            must_differ_in_strings_only(before, text, after, hidden);
            assert_ok(pdf_crypt_object(&back, l.crypt, l.arena, ref, after, &e), &e);
            if (!pdf_equal(before, back)) fail_msg("lock %zu: %s", i, odd_objects[k]);
        }
}

/* By the keys that qpdf found, and not by our own way back. */
static void strings_are_what_others_expect(void **state)
{
    (void)state;
    static const struct {
        const char *lock, *key;
        enum seal_method method;
    } cases[] = {{AES_128, KEY_128, SEAL_AES_128}, {AES_256, KEY_256, SEAL_AES_256}};
    for (size_t i = 0; i < 2; i++) {
        AUTO_LOCK l;
        AUTO_BUF out = BUF_INIT(1000);
        uint8_t expected[128];
        lock_open(&l, cases[i].lock);
        const struct pdf_object *o =
            parse(l.arena, encrypted(&out, &l, (struct pdf_ref){70, 0}, view_of_string("(the text)")), NULL);
        assert_int_equal(o->string.len, 32);
        struct pdf_key key = key_of_object(cases[i].key, cases[i].method, 70);
        size_t n;
        struct err e = {0};
        assert_ok(pdf_aes_open(&n, expected, &key, o->string, &e), &e);
        assert_true(view_equals_string(view_of(expected, n), "the text"));
    }
}

/* = ISO 32000-2 7.6.2: Contents of a signature, and nothing else, stays */
static void the_value_of_a_signature_stays(void **state)
{
    (void)state;
    static const char before[] = "<< /Type /Sig /ByteRange [0 0 0 0]      /Contents <0000> /M (D:2026) "
                                 "/Reference [<< /Contents <00> >>] >>";
    AUTO_LOCK l;
    AUTO_BUF out = BUF_INIT(1000);
    lock_open(&l, AES_256);
    struct view hidden = encrypted(&out, &l, ref, view_of_string(before));
    assert_true(view_starts_with(hidden, "<< /Type /Sig /ByteRange [0 0 0 0]      /Contents <0000> /M <"));
    assert_false(holds(hidden, "D:2026") || holds(hidden, "443a32303236") || holds(hidden, "/Contents <00>"));
    hidden = encrypted(&out, &l, ref, view_of_string("<< /ByteRange [0 0 0 0] /Contents (00) >>"));
    assert_false(holds(hidden, "(00)"));
}

static void streams_as_their_filter_wants(void **state)
{
    (void)state;
    static const struct {
        const char *lock, *entries;
        bool is_hidden;
    } cases[] = {
        {AES_128, "", true},
        {AES_256, "", true},
        {AES_256, "/Type /XRef /ID [(a) (b)] ", false},
        {LOCK_V4, "", false},
        {LOCK_V4 CF("AESV2") " /StrF /StdCF", "", false},
        {LOCK_V4 CF("AESV2") " /StmF /StdCF", "/X (clear) ", true},
        {AES_256, "/Type /Metadata ", true},
        {AES_256 " /EncryptMetadata false", "/Type /Metadata ", false},
        {AES_256 " /EncryptMetadata false", "", true},
        {AES_128 " /EFF /Identity", "/Type /EmbeddedFile ", false},
        {AES_128, "/Type /EmbeddedFile ", true},
        {LOCK_256 CF("AESV3") " /EFF /StdCF", "/Type /EmbeddedFile ", true},
        {LOCK_256 CF("AESV3") " /EFF /StdCF", "", false},
        {AES_256, "/Filter /Crypt ", false},
        {AES_256, "/Filter [/Crypt /FlateDecode] /DecodeParms [<< /Name /Identity >> null] ", false},
        {LOCK_256 CF("AESV3"), "/Filter [/Crypt] /DecodeParms [<< /Name /StdCF >>] ", true},
        {LOCK_256 CF("AESV3"), "/Filter /Crypt /DecodeParms << /Name /StdCF >> ", true},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        AUTO_LOCK l;
        AUTO_BUF text = BUF_INIT(1000), out = BUF_INIT(1000);
        lock_open(&l, cases[i].lock);
        buf_printf(&text, "<< %s/Length 8 >>\nstream\nthe text\nendstream", cases[i].entries);
        struct view hidden = encrypted(&out, &l, ref, view_of(text.data, text.len));
        if (holds(hidden, "the text") == cases[i].is_hidden) fail_msg("case %zu", i);
        assert_true(holds(hidden, cases[i].is_hidden ? "/Length  32 " : "/Length "));
        if (strstr(cases[i].entries, "XRef") != NULL) assert_true(view_equal(hidden, view_of(text.data, text.len)));
    }
}

static void a_stream_of_every_length(void **state)
{
    (void)state;
    AUTO_LOCK l;
    lock_open(&l, AES_128);
    for (size_t n = 0; n < 70; n++) {
        struct err e = {0};
        AUTO_BUF text = BUF_INIT(1000), out = BUF_INIT(1000), back = BUF_INIT(1000);
        size_t end;
        buf_printf(&text, "<< /S (s) /Length %zu >>\nstream\n", n);
        for (size_t i = 0; i < n; i++) buf_put_byte(&text, (uint8_t)i);
        buf_put_string(&text, "\nendstream");
        struct view hidden = encrypted(&out, &l, ref, view_of(text.data, text.len));
        const struct pdf_object *dictionary = parse(l.arena, hidden, &end), *length = pdf_get(dictionary, "Length");
        assert_int_equal(length->integer, 16 + n + (16 - n % 16));
        struct view bytes = view_part(hidden, end + 8, (size_t)length->integer);
        assert_true(view_equals_string(view_part(hidden, end, 8), "\nstream\n"));
        assert_int_equal(end + 8 + bytes.len + strlen("\nendstream"), hidden.len);
        const struct pdf_object stream = {.type = PDF_STREAM, .stream = {dictionary, bytes, ref}};
        assert_ok(pdf_crypt_stream(&back, l.crypt, &stream, NULL, &e), &e);
        assert_int_equal(back.len, n);
        for (size_t i = 0; i < n; i++) assert_int_equal(back.data[i], i);
    }
}

/* --- IVs --- */

static void the_same_gives_the_same_and_nothing_else_does(void **state)
{
    (void)state;
    static const struct pdf_ref refs[] = {{4, 0}, {5, 0}, {4, 1}};
    static const char *const locks[] = {AES_128, AES_256};
    for (size_t i = 0; i < 2; i++) {
        AUTO_LOCK l;
        AUTO_BUF out = BUF_INIT(1000);
        lock_open(&l, locks[i]);
        struct view first = encrypted(&out, &l, ref, view_of_string("[(x)(x)(y)]"));
        assert_true(view_equal(first, encrypted(&out, &l, ref, view_of_string("[(x)(x)(y)]"))));
        const struct pdf_object *o = parse(l.arena, first, NULL);
        assert_false(pdf_equal(o->array.item[0], o->array.item[1]));
        for (size_t k = 1; k < 3; k++)
            assert_false(view_equal(first, encrypted(&out, &l, refs[k], view_of_string("[(x)(x)(y)]"))));
        const struct pdf_object *other = parse(l.arena, encrypted(&out, &l, ref, view_of_string("[(x)(z)(y)]")), NULL);
        assert_true(pdf_equal(o->array.item[0], other->array.item[0]));
        assert_false(
            view_equal(view_part(o->array.item[1]->string, 0, 16), view_part(other->array.item[1]->string, 0, 16)));
        assert_true(pdf_equal(o->array.item[2], other->array.item[2]));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_no_object_of_ours),
        cmocka_unit_test(rc4_encrypts_nothing),
        cmocka_unit_test(a_buffer_that_is_too_small),
        cmocka_unit_test(every_object_is_what_it_was),
        cmocka_unit_test(strings_are_what_others_expect),
        cmocka_unit_test(the_value_of_a_signature_stays),
        cmocka_unit_test(streams_as_their_filter_wants),
        cmocka_unit_test(a_stream_of_every_length),
        cmocka_unit_test(the_same_gives_the_same_and_nothing_else_does),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
