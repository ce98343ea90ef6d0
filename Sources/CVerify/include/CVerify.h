#ifndef CAUSEWAY_VERIFY_H
#define CAUSEWAY_VERIFY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// Whether an Ed25519 signature (64 bytes) of a key (32 bytes) is on a message.
bool causeway_verifies(
    const uint8_t *signature, const uint8_t *message, uint64_t count, const uint8_t *key);

/// Has the calling thread remember so many signatures that it found to hold, so that the next
/// device that lives in the same thread need not look at them again; none, if it is 0. What is
/// remembered is compared byte by byte: the answer is the same as without.
void causeway_remember_verified(size_t count);

#endif
