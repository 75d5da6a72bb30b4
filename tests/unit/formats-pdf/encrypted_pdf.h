// SPDX-License-Identifier: Apache-2.0
/*
 * encrypted_pdf.h - encrypted PDFs made in memory: what qpdf 11.3 wrote into /Encrypt for an empty user's and the
 * owner's password "own", the key of the file that goes with it (qpdf --show-encryption-key), and strings encrypted
 * with it for an object.
 */
#pragma once

#include "formats/base/text.h"
#include "formats/pdf/pdf_cipher.h"
#include "tests/unit/formats-pdf/made_pdf.h"

#define ID_ONE "<31415926535897932384626433832795>"
#define ID " /ID [" ID_ONE ID_ONE "]"
#define P_OU_128                                                                   \
    " /P -4 /O <65fbeeb76e4691b7dc4babe5b911ce87196f39d0cfda0f00920838327413a714>" \
    " /U <e50572901b42359d9b07b36d80f979250122456a91bae5134273a6db134c87c4>"
#define P_OU_40                                                                    \
    " /P -4 /O <59aebc0b228d02a1dd1afd7be52ad249afdc6fd71ef9234a49bfa56eb72c801a>" \
    " /U <e69bc0cf9f6337b05cc44f45af3035f2bf8f06d538eab0bd65a8159abdd0799e>"
#define U_256 "54180dc965344c512d81292ae02b52b6b4b8d0b4cdde37d1461488afe82e2d6c9d50ffdf8b18b681d26bcf4d8a8e83da"
#define O_256 "a98df19c8dc935d2d4daf290fd251528ee0f58b103b86e6f9e24fd6e106c950194f709052b3d7eaa41379619ed58c617"
#define OE_UE_256                                                             \
    " /OE <f59658c78557289d421ad74478219ef7943bbc1b7927142085ac81dc20848887>" \
    " /UE <fe084ba14b6561acde0ea6bb6940f8c633d075e82a491f7c3bf292666835299b>" \
    " /Perms <4ac1ff0c0ae38c3b1ebf7dd7b2a2b80a>"
#define P_OU_256 " /P -4 /O <" O_256 "> /U <" U_256 ">" OE_UE_256

#define LOCK_40 "/Filter /Standard /V 1 /R 2" P_OU_40
#define LOCK_128 "/Filter /Standard /V 2 /R 3 /Length 128" P_OU_128
#define LOCK_V4 "/Filter /Standard /V 4 /R 4" P_OU_128
#define LOCK_256 "/Filter /Standard /V 5 /R 6" P_OU_256
#define CF(method) " /CF << /StdCF << /CFM /" method " >> >>"
#define BOTH " /StmF /StdCF /StrF /StdCF"

#define KEY_40 "c9b8811773"
#define KEY_128 "c64a700905febce96546400e6213b9b6"
#define KEY_256 "0b1ae8cdb06f46b2011c0e906dd8e27dcbebc9a7615dc2d5647b11c8ebaaa8fe"

enum seal_method { SEAL_RC4, SEAL_AES_128, SEAL_AES_256 };

static inline struct pdf_key key_of_object(const char *file_key, enum seal_method m, unsigned number)
{
    struct err e = {0};
    struct pdf_key key = {0};
    AUTO_BUF bytes = BUF_INIT(PDF_KEY_MAX);
    uint8_t salt[] = {(uint8_t)number, 0, 0, 0, 0, 's', 'A', 'l', 'T'};
    assert_ok(text_get_hex(&bytes, view_of_string(file_key), &e), &e);
    memcpy(key.bytes, bytes.data, bytes.len);
    key.len = bytes.len;
    if (m == SEAL_AES_256) return key;
    const struct view parts[] = {view_of(bytes.data, bytes.len), view_of(salt, m == SEAL_RC4 ? 5 : 9)};
    assert_ok(pdf_digest(key.bytes, EVP_md5(), parts, 2, &e), &e);
    key.len = bytes.len + 5 < 16 ? bytes.len + 5 : 16;
    return key;
}

/* `text`, at most 99 bytes, encrypted for an object; with another `iv` it is other bytes. */
static inline size_t seal_bytes(uint8_t out[static 128], const char *file_key, enum seal_method m, unsigned number,
                                const char *text, uint8_t iv)
{
    struct err e = {0};
    struct pdf_key key = key_of_object(file_key, m, number);
    size_t n = strlen(text), padding = 16 - n % 16;
    uint8_t padded[128];
    memcpy(padded, text, n);
    if (m == SEAL_RC4) {
        pdf_rc4(out, &key, view_of(padded, n));
        return n;
    }
    memset(padded + n, (int)padding, padding);
    memset(out, iv, 16);
    assert_ok(pdf_aes_encrypt(out + 16, &key, out, view_of(padded, n + padding), &e), &e);
    return 16 + n + padding;
}

/* As a hex string object. */
struct sealed {
    char hex[300];
};

static inline struct sealed seal(const char *file_key, enum seal_method m, unsigned number, const char *text,
                                 uint8_t iv)
{
    struct sealed s;
    uint8_t bytes[128];
    size_t n = seal_bytes(bytes, file_key, m, number, text, iv);
    char *at = s.hex;
    *at++ = '<';
    for (size_t i = 0; i < n; i++) at += sprintf(at, "%02x", bytes[i]);
    strcpy(at, ">");
    return s;
}
