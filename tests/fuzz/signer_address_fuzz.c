// SPDX-License-Identifier: Apache-2.0
/* No address of ourselves or of a neighbour is public, however it is spelt. The first byte says which family. */
#include <netinet/in.h>

#include "signer/address.h"
#include "tests/fuzz/fuzz.h"

static bool is_public_4(const uint8_t bytes[static 4])
{
    struct sockaddr_in a = {.sin_family = AF_INET};
    memcpy(&a.sin_addr, bytes, 4);
    return address_is_public((const struct sockaddr *)&a);
}

static bool is_public_6(const uint8_t bytes[static 16])
{
    struct sockaddr_in6 a = {.sin6_family = AF_INET6};
    memcpy(&a.sin6_addr, bytes, 16);
    return address_is_public((const struct sockaddr *)&a);
}

static bool is_near_4(const uint8_t a[static 4])
{
    return a[0] == 0 || a[0] == 10 || a[0] == 127 || a[0] >= 224 || (a[0] == 100 && (a[1] & 0xc0) == 64) ||
           (a[0] == 169 && a[1] == 254) || (a[0] == 172 && (a[1] & 0xf0) == 16) || (a[0] == 192 && a[1] == 168);
}

/* Unspecified, loopback, link-local, site-local, unique local, multicast */
static bool is_near_6(const uint8_t a[static 16])
{
    static const uint8_t zero[15] = {0};
    return (memcmp(a, zero, 15) == 0 && a[15] <= 1) || (a[0] == 0xfe && a[1] >= 0x80) || (a[0] & 0xfe) == 0xfc ||
           a[0] == 0xff;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 17) return 0;
    uint8_t mapped[16] = {[10] = 0xff, [11] = 0xff};
    struct sockaddr other = {.sa_family = data[0]};
    memcpy(mapped + 12, data + 1, 4);
    if (is_near_4(data + 1)) assert(!is_public_4(data + 1) && !is_public_6(mapped));
    if (is_near_6(data + 1)) assert(!is_public_6(data + 1));
    assert(!is_public_6(mapped) || is_public_4(data + 1));
    if (other.sa_family != AF_INET && other.sa_family != AF_INET6) assert(!address_is_public(&other));
    return 0;
}
