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

/// A signature of a key, and the 80 bytes that are signed.
struct causeway_check {
    uint8_t signature[64];
    uint8_t key[32];
    uint8_t message[80];
};

/// Gives the calling thread so many others that look at signatures with it, and ends those that it
/// had. Returns how many there are.
size_t causeway_employ(size_t count);

/// How many there are; none if the calling thread remembers nothing.
size_t causeway_employed(void);

/// Looks at signatures, all threads together, and remembers those that hold.
void causeway_verify_ahead(const struct causeway_check *checks, size_t total);

#endif
