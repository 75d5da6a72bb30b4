// SPDX-License-Identifier: Apache-2.0
/*
 * limits.h - every bound on input, in one place. Sizes are bytes unless the name says otherwise.
 */
#pragma once

#include <stdint.h>

/* documents */
#define LIMIT_DOCUMENT (UINT64_C(16) << 30)
#define LIMIT_DOCUMENT_MEMFD (UINT64_C(64) << 20) /* beyond: an unlinked file */
#define LIMIT_XML_DOCUMENT (UINT64_C(100) << 20)
#define LIMIT_FILES 100000 /* inputs of one command */
#define LIMIT_IMAGE (8 << 20)
#define LIMIT_IMAGE_SIDE 10000 /* pixels */
#define LIMIT_IMAGE_PIXELS 40000000
#define LIMIT_IMAGE_CHUNKS 1000
#define LIMIT_PICTURE (16 << 20)     /* of a page, as PNG */
#define LIMIT_PICTURE_PIXELS 4000000 /* of a page: A0 at 50 dots an inch */
#define LIMIT_PICTURE_SIDE 10000     /* pixels */

/* PDF */
#define LIMIT_PDF_OBJECTS 1000000
#define LIMIT_PDF_NUMBER 8388607 /* highest object number, ISO 32000-1 Annex C */
#define LIMIT_PDF_TAIL 1024      /* where the last %%EOF must be */
#define LIMIT_PDF_REVISIONS 128
#define LIMIT_PDF_SIGNATURES 100
#define LIMIT_PDF_DEPTH 64
#define LIMIT_PDF_NAME 127
#define LIMIT_PDF_STRING (1 << 20) /* /Contents aside: LIMIT_CMS */
#define LIMIT_PDF_ARRAY 1000000
#define LIMIT_PDF_STREAM_DECODED (64 << 20)
#define LIMIT_PDF_OBJECT_STREAMS (512 << 20) /* all of a file, decoded */
#define LIMIT_PDF_FILTERS 3
#define LIMIT_PDF_PAGES 20000
#define LIMIT_PDF_UPDATE (16 << 20) /* what one signature may add */
#define LIMIT_PDF_PASSWORD 127      /* ISO 32000-2 7.6.4.3.3 */
#define LIMIT_PDF_CRYPT_FILTERS 16
#define LIMIT_PDF_REPAIRED (60 << 20) /* a damaged file, and what it becomes: they are in memory, and in a message */
#define LIMIT_PDF_METADATA (4 << 20)
#define LIMIT_PDF_ARENA (256 << 20)
#define LIMIT_PDF_FIELDS_VISITED 100000 /* nodes of the tree of fields, also those visited again */
#define LIMIT_PDF_FIELDS_CHANGED 10000  /* by one revision */
#define LIMIT_PDF_FIELD_NAMES 10000     /* "Signature1" to "Signature9999" */
#define LIMIT_PDF_LOCK_NAMES 32         /* that our own signature locks */
#define LIMIT_PDF_SEED (1 << 20)        /* one seed value: certificates */
#define LIMIT_PDF_SEED_ITEMS 256        /* of one seed value */
#define LIMIT_PDF_ANNOTATIONS 200       /* of a page, that are compared with one another */
#define LIMIT_PDF_UPDATE_OBJECTS 4096   /* that one signature may add */
#define LIMIT_PDF_PICTURE_OBJECTS 512   /* of an appearance */

/* XML */
#define LIMIT_XML_DEPTH 64
#define LIMIT_XML_NODES 2000000
#define LIMIT_XML_ATTRIBUTES 256
#define LIMIT_XML_SIGNATURES 32
#define LIMIT_XML_REFERENCES 30
#define LIMIT_XML_SIGNED_INFO (64 << 10)
#define LIMIT_XML_SIGNATURE (1 << 20)
#define LIMIT_XPATH 1024
#define LIMIT_XPATH_OPERATIONS 10000000
#define LIMIT_XML_NAME 256 /* of an element */
#define LIMIT_XML_ID 128   /* that a reference names, with its NUL */

/* CMS and certificates */
#define LIMIT_CMS (2 << 20)
#define LIMIT_CMS_OWN (256 << 10)
#define LIMIT_CMS_DEPTH 32
#define LIMIT_CMS_ARCS 32      /* of an object identifier */
#define LIMIT_CMS_INTEGER 1025 /* an RSA modulus of 8192 bits, and room */
#define LIMIT_CERTIFICATES 16
#define LIMIT_CERTIFICATE (64 << 10)
#define LIMIT_CRL (64 << 20)
#define LIMIT_PATH_CANDIDATES 100 /* signatures that are tried until a path is found */
#define LIMIT_ANCHORS 1000
#define LIMIT_TRUST_ENTRY (128 << 10) /* a file of the trust store: LIMIT_CERTIFICATE in base64, and a few lines */
#define LIMIT_STORE_SECONDS 10        /* until another command is done with the trust store */
#define LIMIT_SIGNATURE_VALUE 1024
#define LIMIT_OCSP (256 << 10)
#define LIMIT_PROOF_CRL (16 << 20) /* a revocation list inside of a document */
#define LIMIT_PROOFS 1000          /* certificates, CRLs and OCSP answers that a document brings */
#define LIMIT_TIMESTAMPS 4         /* on one signature value */
#define LIMIT_FETCHES 20           /* questions to the network for one document */
#define LIMIT_FETCH_SECONDS 10     /* one of them */
#define LIMIT_STAMP_SECONDS 180    /* one time-stamp authority, unless --tsa-seconds says otherwise */
#define LIMIT_STAMP_SECONDS_MAX 600
#define LIMIT_STAMP_ANSWER (64 << 10) /* rule TSP-07 */
#define LIMIT_STAMP_AUTHORITIES 8
#define LIMIT_STAMP_CALLS 4    /* to authorities at one time, over all processes of a run */
#define LIMIT_STAMP_DRIFT 60   /* seconds between our clock and an authority's */
#define LIMIT_LIVE_SECONDS 300 /* how old an OCSP answer that was asked for now may be */
#define LIMIT_OID 128
#define LIMIT_TIME INT64_C(253402300799) /* the end of 9999, in seconds since 1970 */

/* tokens */
#define LIMIT_MODULES 16
#define LIMIT_SLOTS 64
#define LIMIT_TOKEN_OBJECTS 256
#define LIMIT_PIN 255
#define LIMIT_URI 2048
#define LIMIT_TOKEN_SECONDS 60  /* one answer of a token, PIN entry aside */
#define LIMIT_PIN_SECONDS 300   /* a person types a PIN, on a keyboard or on a reader */
#define LIMIT_TURN_SECONDS 7200 /* a job waits for its turn at a token that others use, too */
#define LIMIT_CLOSE_SECONDS 2   /* a token logs out; then its process is killed */

/* profiles */
#define LIMIT_PROFILE_NAME 64
#define LIMIT_PROFILE_TEXT 256
#define LIMIT_PROFILE_TIME 64
#define LIMIT_PROFILE_FILE (64 << 10)
#define LIMIT_NUMBER_DIGITS 11 /* of a document's number: Decree 30/2020, annex VI, CodeNumber */
#define LIMIT_NUMBER_SYMBOL 30 /* characters: CodeNotation */

/* messages between processes */
#define LIMIT_MESSAGE (64 << 20)
#define LIMIT_FINDINGS 64
#define LIMIT_TEXT 256
#define LIMIT_WORKER_SECONDS 60
#define LIMIT_BYTES_A_SECOND (UINT64_C(16) << 20) /* of a document, from a slow disk: each adds one of the above */
#define LIMIT_WORKER_MEMORY (UINT64_C(256) << 20) /* beside the document */
