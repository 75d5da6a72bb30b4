// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/cm.h"

#include <string.h>

#include "formats/base/text.h"
#include "formats/pdf/pdf_cipher.h"

static struct pdf_key key_of(const char *hex)
{
    struct err e = {0};
    struct pdf_key k = {0};
    AUTO_BUF bytes = BUF_INIT(PDF_KEY_MAX);
    assert_ok(text_get_hex(&bytes, view_of_string(hex), &e), &e);
    memcpy(k.bytes, bytes.data, bytes.len);
    k.len = bytes.len;
    return k;
}

static void must_be(struct view got, const char *hex)
{
    AUTO_BUF text = BUF_INIT(4096);
    text_put_hex(&text, got);
    buf_put_byte(&text, 0);
    assert_string_equal(text.data, hex);
}

/* RFC 6229, the first 16 bytes of the key stream. */
static void rc4_has_the_stream_of_rfc_6229(void **state)
{
    (void)state;
    static const struct {
        const char *key, *stream;
    } cases[] = {
        {"0102030405", "b2396305f03dc027ccc3524a0a1118a8"},
        {"01020304050607", "293f02d47f37c9b633f2af5285feb46b"},
        {"0102030405060708090a", "ede3b04643e586cc907dc21851709902"},
        {"0102030405060708090a0b0c0d0e0f10", "9ac7cc9a609d1ef7b2932899cde41b97"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        uint8_t data[16] = {0};
        struct pdf_key key = key_of(cases[i].key);
        pdf_rc4(data, &key, view_of(data, sizeof data));
        must_be(view_of(data, sizeof data), cases[i].stream);
        pdf_rc4(data, &key, view_of(data, sizeof data));
        must_be(view_of(data, sizeof data), "00000000000000000000000000000000");
        pdf_rc4(data, &key, view_of(data, 0));
    }
}

/* NIST SP 800-38A F.2.1 and F.2.5 */
static void aes_has_the_blocks_of_nist(void **state)
{
    (void)state;
    static const struct {
        const char *key, *sealed;
    } cases[] = {
        {"2b7e151628aed2a6abf7158809cf4f3c", "7649abac8119b246cee98e9b12e9197d5086cb9b507219ee95db113a917678b2"},
        {"603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4",
         "f58c4c04d6e5f1ba779eabfb5f7bfbd69cfc4e967edb808d679f777bc6702c7d"},
    };
    static const char plain[] = "6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51";
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct err e = {0};
        uint8_t iv[16], sealed[32], opened[32];
        struct pdf_key key = key_of(cases[i].key), text = key_of(plain);
        for (uint8_t n = 0; n < 16; n++) iv[n] = n;
        assert_ok(pdf_aes_encrypt(sealed, &key, iv, view_of(text.bytes, 32), &e), &e);
        must_be(view_of(sealed, 32), cases[i].sealed);
        assert_ok(pdf_aes_decrypt(opened, &key, iv, view_of(sealed, 32), &e), &e);
        must_be(view_of(opened, 32), plain);
    }
}

/* `text` in CBC mode behind an IV, no padding added. */
static size_t seal(uint8_t out[static 64], const struct pdf_key *key, struct view text)
{
    struct err e = {0};
    memset(out, 7, PDF_AES_BLOCK);
    assert_ok(pdf_aes_encrypt(out + PDF_AES_BLOCK, key, out, text, &e), &e);
    return PDF_AES_BLOCK + text.len;
}

static void data_that_is_not_whole_or_not_padded(void **state)
{
    (void)state;
    struct err e = {0};
    struct pdf_key key = key_of("2b7e151628aed2a6abf7158809cf4f3c");
    uint8_t sealed[64], opened[64] = {0};
    size_t len;
    static const size_t sizes[] = {1, 15, 16, 17, 31, 33};
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++)
        assert_refused(pdf_aes_open(&len, opened, &key, view_of(opened, sizes[i]), &e), &e, ERR_SYNTAX,
                       "PDF-06: encrypted data that is not whole blocks");
    static const char *const texts[] = {"fifteen bytes..\x00", "fifteen bytes..\x11", "fourteen bytes\x01\x02",
                                        "fifteen bytes..\xff"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        size_t n = seal(sealed, &key, view_of(texts[i], 16));
        assert_refused(pdf_aes_open(&len, opened, &key, view_of(sealed, n), &e), &e, ERR_SYNTAX,
                       "PDF-06: encrypted data without its padding");
    }
}

static void padding_of_every_length(void **state)
{
    (void)state;
    struct err e = {0};
    struct pdf_key key = key_of("2b7e151628aed2a6abf7158809cf4f3c");
    uint8_t text[32], sealed[64], opened[64];
    size_t len = 9;
    assert_ok(pdf_aes_open(&len, opened, &key, view_of(NULL, 0), &e), &e);
    assert_int_equal(len, 0);
    for (uint8_t padding = 1; padding <= 16; padding++) {
        memset(text, 'x', sizeof text);
        memset(text + 32 - padding, padding, padding);
        size_t n = seal(sealed, &key, view_of(text, 32));
        assert_ok(pdf_aes_open(&len, opened, &key, view_of(sealed, n), &e), &e);
        assert_int_equal(len, 32 - padding);
        assert_memory_equal(opened, text, len);
    }
}

/* More than one piece of pdf_cipher.c, and of a digest's parts. */
static void long_data_and_digests_of_parts(void **state)
{
    (void)state;
    enum { SIZE = (1 << 25) + 48 };
    struct err e = {0};
    struct pdf_key key = key_of("2b7e151628aed2a6abf7158809cf4f3c");
    uint8_t iv[16] = {0}, whole[32], parts[32];
    AUTO(mem_free)
    uint8_t *data = mem_new(SIZE);
    assert_non_null(data);
    assert_ok(pdf_aes_encrypt(data, &key, iv, view_of(data, SIZE), &e), &e);
    const struct view all = view_of(data, SIZE),
                      some[] = {view_of(data, 1), view_of(NULL, 0), view_of(data + 1, SIZE - 1)};
    assert_ok(pdf_digest(whole, EVP_sha256(), &all, 1, &e), &e);
    assert_ok(pdf_digest(parts, EVP_sha256(), some, 3, &e), &e);
    assert_memory_equal(whole, parts, 32);
    assert_ok(pdf_aes_decrypt(data, &key, iv, view_of(data, SIZE), &e), &e);
    for (size_t i = 0; i < SIZE; i++)
        if (data[i] != 0) fail_msg("byte %zu is %d", i, data[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rc4_has_the_stream_of_rfc_6229),       cmocka_unit_test(aes_has_the_blocks_of_nist),
        cmocka_unit_test(data_that_is_not_whole_or_not_padded), cmocka_unit_test(padding_of_every_length),
        cmocka_unit_test(long_data_and_digests_of_parts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
