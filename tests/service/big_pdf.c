// SPDX-License-Identifier: Apache-2.0
/*
 * big_pdf - writes a PDF of about as many bytes as asked for: a scan of PAGES pages, each one raw gray picture.
 *
 *   big_pdf FILE BYTES table|stream [full]
 *
 * Without "full" the pictures are holes of a sparse file. Every other picture has its /Length in an object behind it,
 * as producers write that do not know it before. Cross-references are a table, which ends at 10^10 bytes, or a stream.
 */
#include <inttypes.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PAGES = 200, WIDTH = 4096, PER_PAGE = 4, FIRST = 4, OBJECTS = FIRST + PER_PAGE * PAGES, BLOCK = 1 << 20 };

struct pdf {
    FILE *f;
    uint64_t offset[OBJECTS + 1]; /* the last is the cross-reference stream */
    bool full;
    uint8_t noise[BLOCK];
};

static uint64_t here(const struct pdf *p)
{
    return (uint64_t)ftello(p->f);
}

static void begin(struct pdf *p, int number)
{
    p->offset[number] = here(p);
    fprintf(p->f, "%d 0 obj\n", number);
}

static void object(struct pdf *p, int number, const char *text)
{
    begin(p, number);
    fprintf(p->f, "%s\nendobj\n", text);
}

static void fill_noise(struct pdf *p)
{
    uint64_t x = UINT64_C(0x9e3779b97f4a7c15);
    for (size_t i = 0; i < BLOCK; i++) {
        x ^= x << 13, x ^= x >> 7, x ^= x << 17;
        p->noise[i] = (uint8_t)x;
    }
}

static void pixels(struct pdf *p, uint64_t len)
{
    if (!p->full) {
        fseeko(p->f, (off_t)len, SEEK_CUR);
        return;
    }
    for (size_t n; len > 0; len -= n) {
        n = len < BLOCK ? (size_t)len : BLOCK;
        fwrite(p->noise, 1, n, p->f);
    }
}

static void page_tree(struct pdf *p)
{
    object(p, 1, "<< /Type /Catalog /Pages 2 0 R >>");
    begin(p, 2);
    fprintf(p->f, "<< /Type /Pages /Count %d /MediaBox [0 0 595 842] /Kids [", PAGES);
    for (int i = 0; i < PAGES; i++) fprintf(p->f, "%d 0 R ", FIRST + PER_PAGE * i);
    fprintf(p->f, "] >>\nendobj\n");
    object(p, 3, "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>");
}

static void page(struct pdf *p, int i, uint64_t rows)
{
    int number = FIRST + PER_PAGE * i;
    char text[128], length[32];
    uint64_t size = rows * WIDTH;
    int len =
        snprintf(text, sizeof text, "q 500 0 0 700 40 40 cm /Im Do Q\nBT /F 12 Tf 250 400 Td (Trang %d) Tj ET", i + 1);
    begin(p, number);
    fprintf(p->f, "<< /Type /Page /Parent 2 0 R /Contents %d 0 R /Resources << /Font << /F 3 0 R >>\n", number + 1);
    fprintf(p->f, "/XObject << /Im %d 0 R >> >> >>\nendobj\n", number + 2);
    begin(p, number + 1);
    fprintf(p->f, "<< /Length %d >>\nstream\n%s\nendstream\nendobj\n", len, text);
    begin(p, number + 2);
    if (i % 2 == 0)
        snprintf(length, sizeof length, "%" PRIu64, size);
    else
        snprintf(length, sizeof length, "%d 0 R", number + 3);
    fprintf(p->f, "<< /Type /XObject /Subtype /Image /ColorSpace /DeviceGray /BitsPerComponent 8 /Width %d ", WIDTH);
    fprintf(p->f, "/Height %" PRIu64 " /Length %s >>\nstream\n", rows, length);
    pixels(p, size);
    fprintf(p->f, "\nendstream\nendobj\n");
    snprintf(length, sizeof length, "%" PRIu64, size);
    object(p, number + 3, length);
}

static bool put_table(struct pdf *p)
{
    if (here(p) > UINT64_C(9999999999)) return false;
    fprintf(p->f, "xref\n0 %d\n0000000000 65535 f \n", OBJECTS);
    for (int i = 1; i < OBJECTS; i++) fprintf(p->f, "%010" PRIu64 " 00000 n \n", p->offset[i]);
    fprintf(p->f, "trailer\n<< /Size %d /Root 1 0 R >>\n", OBJECTS);
    return true;
}

static void put_stream(struct pdf *p)
{
    enum { W = 6 }; /* bytes of an offset */
    begin(p, OBJECTS);
    fprintf(p->f, "<< /Type /XRef /Size %d /Root 1 0 R /W [1 %d 2] /Length %d >>\nstream\n", OBJECTS + 1, W,
            (OBJECTS + 1) * (W + 3));
    for (int i = 0; i <= OBJECTS; i++) {
        fputc(i == 0 ? 0 : 1, p->f);
        for (int shift = 8 * (W - 1); shift >= 0; shift -= 8) fputc((int)(p->offset[i] >> shift & 0xff), p->f);
        fputc(i == 0 ? 0xff : 0, p->f);
        fputc(i == 0 ? 0xff : 0, p->f);
    }
    fprintf(p->f, "\nendstream\nendobj\n");
}

static bool write_pdf(struct pdf *p, uint64_t bytes, bool table)
{
    uint64_t rows = bytes / PAGES / WIDTH;
    if (rows == 0) rows = 1;
    fprintf(p->f, "%%PDF-1.7\n%%\xe2\xe3\xcf\xd3\n");
    page_tree(p);
    for (int i = 0; i < PAGES; i++) page(p, i, rows);
    uint64_t startxref = here(p);
    if (!table)
        put_stream(p);
    else if (!put_table(p))
        return false;
    fprintf(p->f, "startxref\n%" PRIu64 "\n%%%%EOF\n", startxref);
    return true;
}

int main(int argc, char **argv)
{
    static struct pdf p;
    if (argc < 4) return 2;
    p.full = argc > 4 && strcmp(argv[4], "full") == 0;
    fill_noise(&p);
    p.f = fopen(argv[1], "wb");
    if (p.f == NULL || !write_pdf(&p, strtoull(argv[2], NULL, 10), strcmp(argv[3], "table") == 0) || ferror(p.f) ||
        fclose(p.f) != 0) {
        fprintf(stderr, "big_pdf: %s could not be written so\n", argv[1]);
        return 1;
    }
    return 0;
}
