// SPDX-License-Identifier: Apache-2.0
#include "policies/known_anchors.h"

#include <stdint.h>
#include <string.h>

static const char government[] = "Ban Cơ yếu Chính phủ";
static const char national[] = "Trung tâm Chứng thực điện tử quốc gia";

static const struct known_anchor rows[] = {
    {"f7bc89054cec7f12730d7b8cd3eb7955b163835087e5eb873edfb584763b3f90",
     "Co quan chung thuc so chuyen dung Chinh phu (RootCA)", government, false},
    {"75e969c07ba35c29c72bbc1bfb880f20f3891a619b00b77eb02ca6160736a1fe", "Co quan chung thuc so Chinh phu", government,
     false},
    {"a262cfa489dbbe666f8b89fab832547809874d5a06fa9f7a38fc227ebdf40514", "Co quan chung thuc so Bo Tai chinh",
     government, false},
    {"ecbf8428266c549eb1bfdc2715270d5b9dff3bbbe2d3f0c33e0fd91f70b2d943", "Co quan chung thuc so Bo Cong an", government,
     false},
    {"6e218b3ebc2f31b0d03205c64fd7e8920fb47187d37afcdb4cb2bb4178bf4635", "Co quan chung thuc so Dang Cong san",
     government, false},
    {"3c4281296f92d292cc952295fe41ad7d0b37438ff1d143b56c4642cc1b14bd93", "Cơ quan chứng thực số Bộ Ngoại giao",
     government, false},
    {"f04ba4b459a7c9a1b971ad9b1cb833e695a80c79aea63b174b66a70edfe2fdb8", "RootCA chuyên dùng Chính phủ G2", government,
     true},
    {NULL, "CA phục vụ các cơ quan Nhà nước G2", government, false},
    {NULL, "CA phục vụ các cơ quan Đảng G2", government, false},
    {NULL, "CA phục vụ cho dịch vụ, phần mềm", government, false},
    {"ca918d635bb130bec97639e6aabf7edbc4eb1310f8058b9419f467ae0230ad8c", "MIC National Root CA", national, false},
    {"bac8bf609ab420a8ee1780d74f4de5c7f7184959d2a7375b0a75e4c29f0908e7", "Vietnam National Root CA", national, true},
};

enum { ROWS = sizeof rows / sizeof rows[0] };

const struct known_anchor *known_anchor_row(size_t i)
{
    return i < ROWS ? &rows[i] : NULL;
}

const struct known_anchor *known_anchor_by_fingerprint(const char *hex)
{
    for (size_t i = 0; i < ROWS; i++)
        if (rows[i].fingerprint_sha256 != NULL && strcmp(rows[i].fingerprint_sha256, hex) == 0) return &rows[i];
    return NULL;
}

/* ---- names that read the same ---- */

/* Characters and the ASCII letter that they read like; '\0': nothing to see. Sorted by nothing, walked as it is. */
static const struct {
    uint32_t from, to;
    char letter;
} looks[] = {
    /* digits and letters that a glance takes for one another */
    {'0', '0', 'o'},
    {'1', '1', 'l'},
    {'i', 'i', 'l'},
    {'I', 'I', 'l'},
    /* Latin with diacritics, as far as Vietnamese goes and a little further */
    {0x00c0, 0x00c5, 'a'},
    {0x00c7, 0x00c7, 'c'},
    {0x00c8, 0x00cb, 'e'},
    {0x00cc, 0x00cf, 'l'},
    {0x00d0, 0x00d0, 'd'},
    {0x00d1, 0x00d1, 'n'},
    {0x00d2, 0x00d6, 'o'},
    {0x00d8, 0x00d8, 'o'},
    {0x00d9, 0x00dc, 'u'},
    {0x00dd, 0x00dd, 'y'},
    {0x00e0, 0x00e5, 'a'},
    {0x00e7, 0x00e7, 'c'},
    {0x00e8, 0x00eb, 'e'},
    {0x00ec, 0x00ef, 'l'},
    {0x00f1, 0x00f1, 'n'},
    {0x00f2, 0x00f6, 'o'},
    {0x00f8, 0x00f8, 'o'},
    {0x00f9, 0x00fc, 'u'},
    {0x00fd, 0x00fd, 'y'},
    {0x00ff, 0x00ff, 'y'},
    {0x0100, 0x0105, 'a'},
    {0x0106, 0x010d, 'c'},
    {0x010e, 0x0111, 'd'},
    {0x0112, 0x011b, 'e'},
    {0x011c, 0x0123, 'g'},
    {0x0124, 0x0127, 'h'},
    {0x0128, 0x0131, 'l'},
    {0x0136, 0x0138, 'k'},
    {0x0139, 0x0142, 'l'},
    {0x0143, 0x0148, 'n'},
    {0x014c, 0x0151, 'o'},
    {0x0154, 0x0159, 'r'},
    {0x015a, 0x0161, 's'},
    {0x0162, 0x0167, 't'},
    {0x0168, 0x0173, 'u'},
    {0x0176, 0x0178, 'y'},
    {0x0179, 0x017e, 'z'},
    {0x0189, 0x018a, 'd'},
    {0x01a0, 0x01a1, 'o'},
    {0x01af, 0x01b0, 'u'},
    {0x1ea0, 0x1eb7, 'a'},
    {0x1eb8, 0x1ec7, 'e'},
    {0x1ec8, 0x1ecb, 'l'},
    {0x1ecc, 0x1ee3, 'o'},
    {0x1ee4, 0x1ef1, 'u'},
    {0x1ef2, 0x1ef9, 'y'},
    /* Greek and Cyrillic that look like Latin */
    {0x0391, 0x0391, 'a'},
    {0x0392, 0x0392, 'b'},
    {0x0395, 0x0395, 'e'},
    {0x0397, 0x0397, 'h'},
    {0x0399, 0x0399, 'l'},
    {0x039a, 0x039a, 'k'},
    {0x039c, 0x039c, 'm'},
    {0x039d, 0x039d, 'n'},
    {0x039f, 0x039f, 'o'},
    {0x03a1, 0x03a1, 'p'},
    {0x03a4, 0x03a4, 't'},
    {0x03a5, 0x03a5, 'y'},
    {0x03a7, 0x03a7, 'x'},
    {0x03b1, 0x03b1, 'a'},
    {0x03bd, 0x03bd, 'v'},
    {0x03bf, 0x03bf, 'o'},
    {0x03c1, 0x03c1, 'p'},
    {0x0405, 0x0405, 's'},
    {0x0406, 0x0406, 'l'},
    {0x0408, 0x0408, 'j'},
    {0x0410, 0x0410, 'a'},
    {0x0412, 0x0412, 'b'},
    {0x0415, 0x0415, 'e'},
    {0x041a, 0x041a, 'k'},
    {0x041c, 0x041c, 'm'},
    {0x041d, 0x041d, 'h'},
    {0x041e, 0x041e, 'o'},
    {0x0420, 0x0420, 'p'},
    {0x0421, 0x0421, 'c'},
    {0x0422, 0x0422, 't'},
    {0x0423, 0x0423, 'y'},
    {0x0425, 0x0425, 'x'},
    {0x0430, 0x0430, 'a'},
    {0x0435, 0x0435, 'e'},
    {0x043a, 0x043a, 'k'},
    {0x043e, 0x043e, 'o'},
    {0x0440, 0x0440, 'p'},
    {0x0441, 0x0441, 'c'},
    {0x0443, 0x0443, 'y'},
    {0x0445, 0x0445, 'x'},
    {0x0455, 0x0455, 's'},
    {0x0456, 0x0456, 'l'},
    {0x0458, 0x0458, 'j'},
    {0x04bb, 0x04bb, 'h'},
    {0x0501, 0x0501, 'd'},
    /* marks on their own, blanks, and what has no width */
    {0x00a0, 0x00a0, '\0'},
    {0x00ad, 0x00ad, '\0'},
    {0x0300, 0x036f, '\0'},
    {0x2000, 0x206f, '\0'},
    {0x3000, 0x3000, '\0'},
    {0xfe00, 0xfe0f, '\0'},
    {0xfeff, 0xfeff, '\0'},
};

/* One character of valid UTF-8; a stray byte stands for itself. */
static uint32_t next_character(const char **at)
{
    const uint8_t *s = (const uint8_t *)*at;
    size_t more = s[0] >= 0xf0 ? 3 : s[0] >= 0xe0 ? 2 : s[0] >= 0xc0 ? 1 : 0;
    uint32_t c = more == 0 ? s[0] : s[0] & (0x3fu >> more);
    size_t i = 1;
    for (; i <= more && (s[i] & 0xc0) == 0x80; i++) c = c << 6 | (s[i] & 0x3fu);
    *at += i;
    return c;
}

/* 0 for what does not count. */
static uint32_t look_of(uint32_t c)
{
    if (c >= 0xff01 && c <= 0xff5e) c -= 0xfee0; /* full width */
    for (size_t i = 0; i < sizeof looks / sizeof looks[0]; i++)
        if (c >= looks[i].from && c <= looks[i].to) return (uint8_t)looks[i].letter;
    if (c >= 'A' && c <= 'Z') return c - 'A' + 'a';
    bool counts = c >= 0x80 || (c >= 'a' && c <= 'z') || (c >= '2' && c <= '9');
    return counts ? c : 0;
}

static bool reads_like(const char *a, const char *b)
{
    for (;;) {
        uint32_t ca = 0, cb = 0;
        while (*a != '\0' && *a != '(' && ca == 0) ca = look_of(next_character(&a));
        while (*b != '\0' && *b != '(' && cb == 0) cb = look_of(next_character(&b));
        if (ca != cb) return false;
        if (ca == 0) return true;
    }
}

const struct known_anchor *known_anchor_by_name(const char *utf8)
{
    for (size_t i = 0; i < ROWS; i++)
        if (reads_like(utf8, rows[i].common_name)) return &rows[i];
    return NULL;
}
