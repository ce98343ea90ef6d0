#include "CVerify.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

enum { most = 80 };

struct verified {
    uint8_t signature[64];
    uint8_t key[32];
    uint8_t message[most];
    uint64_t count;
};

static _Thread_local struct verified *table;
static _Thread_local size_t places;

void causeway_remember_verified(size_t count) {
    if (count == places) return;
    free(table);
    table = count > 0 ? calloc(count, sizeof *table) : NULL;
    // Without memory for it everything is looked at, as ever.
    places = table != NULL ? count : 0;
}

/// A signature is as good as drawn by chance: its first bytes say where it belongs.
static struct verified *place_of(const uint8_t *signature) {
    size_t number;
    memcpy(&number, signature, sizeof number);
    return &table[number % places];
}

bool causeway_verifies(
    const uint8_t *signature, const uint8_t *message, uint64_t count, const uint8_t *key) {
    struct verified *place = NULL;
    if (places > 0 && count > 0 && count <= most) {
        place = place_of(signature);
        if (place->count == count && memcmp(place->signature, signature, 64) == 0 &&
            memcmp(place->key, key, 32) == 0 && memcmp(place->message, message, count) == 0)
            return true;
    }
    if (crypto_sign_ed25519_verify_detached(signature, message, count, key) != 0) return false;
    if (place == NULL) return true;
    memcpy(place->signature, signature, 64);
    memcpy(place->key, key, 32);
    memcpy(place->message, message, count);
    place->count = count;
    return true;
}
