// SPDX-License-Identifier: Apache-2.0
#include "signer/address.h"

#include <netinet/in.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct range {
    uint8_t from[16];
    unsigned bits;
};

static const struct range not_public_4[] = {
    {{0}, 8},            /* this network */
    {{10}, 8},           /* private */
    {{100, 64}, 10},     /* between providers */
    {{127}, 8},          /* loopback */
    {{169, 254}, 16},    /* link-local; the metadata services of clouds */
    {{172, 16}, 12},     /* private */
    {{192, 0, 0}, 24},   /* protocols */
    {{192, 0, 2}, 24},   /* examples */
    {{192, 88, 99}, 24}, /* 6to4 relays */
    {{192, 168}, 16},    /* private */
    {{198, 18}, 15},     /* measurements */
    {{198, 51, 100}, 24},
    {{203, 0, 113}, 24}, /* examples */
    {{224}, 4},          /* multicast */
    {{240}, 4},          /* reserved, and broadcast */
};

/* Only 2000::/3 is public, without: */
static const struct range not_public_6[] = {
    {{0x20, 0x01}, 23},             /* protocols, Teredo among them */
    {{0x20, 0x01, 0x0d, 0xb8}, 32}, /* examples */
    {{0x3f, 0xff}, 20},             /* examples */
};

static const struct range public_6 = {{0x20}, 3};

/* IPv4 inside of IPv6: at which byte */
static const struct {
    struct range range;
    size_t at;
} carriers[] = {
    {{{[10] = 0xff, [11] = 0xff}, 96}, 12}, /* ::ffff:0:0/96, mapped */
    {{{0x00, 0x64, 0xff, 0x9b}, 96}, 12},   /* 64:ff9b::/96, NAT64 */
    {{{0x20, 0x02}, 16}, 2},                /* 2002::/16, 6to4 */
};

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static bool is_in(const uint8_t *address, const struct range *r)
{
    size_t whole = r->bits / 8;
    unsigned rest = r->bits % 8;
    if (memcmp(address, r->from, whole) != 0) return false;
    return rest == 0 || ((address[whole] ^ r->from[whole]) >> (8 - rest)) == 0;
}

static bool is_public_4(const uint8_t *address)
{
    for (size_t i = 0; i < COUNT(not_public_4); i++)
        if (is_in(address, &not_public_4[i])) return false;
    return true;
}

static bool is_public_6(const uint8_t *address)
{
    for (size_t i = 0; i < COUNT(carriers); i++)
        if (is_in(address, &carriers[i].range)) return is_public_4(address + carriers[i].at);
    for (size_t i = 0; i < COUNT(not_public_6); i++)
        if (is_in(address, &not_public_6[i])) return false;
    return is_in(address, &public_6);
}

bool address_is_public(const struct sockaddr *a)
{
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;
    if (a->sa_family == AF_INET) {
        memcpy(&v4, a, sizeof v4);
        return is_public_4((const uint8_t *)&v4.sin_addr);
    }
    if (a->sa_family != AF_INET6) return false;
    memcpy(&v6, a, sizeof v6);
    return is_public_6(v6.sin6_addr.s6_addr);
}
