// SPDX-License-Identifier: Apache-2.0
/*
 * address.h - where an address leads: to the public network, or to ourselves and our neighbours (RFC 6890, the IANA
 * registries of special addresses). An address from a hostile file must not make us ask the latter.
 */
#pragma once

#include <stdbool.h>
#include <sys/socket.h>

/* False for everything but IPv4 and IPv6, and for an IPv6 address that carries an IPv4 one which is not public. */
bool address_is_public(const struct sockaddr *a);
