#include "CVerify.h"

#include <pthread.h>
#include <signal.h>
#include <sodium.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

enum { most = 80, crowd = 16, share = 4 };

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

static void remember(
    const uint8_t *signature, const uint8_t *message, uint64_t count, const uint8_t *key) {
    struct verified *place = place_of(signature);
    memcpy(place->signature, signature, 64);
    memcpy(place->key, key, 32);
    memcpy(place->message, message, count);
    place->count = count;
}

bool causeway_verifies(
    const uint8_t *signature, const uint8_t *message, uint64_t count, const uint8_t *key) {
    bool is_kept = places > 0 && count > 0 && count <= most;
    if (is_kept) {
        const struct verified *place = place_of(signature);
        if (place->count == count && memcmp(place->signature, signature, 64) == 0 &&
            memcmp(place->key, key, 32) == 0 && memcmp(place->message, message, count) == 0)
            return true;
    }
    if (crypto_sign_ed25519_verify_detached(signature, message, count, key) != 0) return false;
    if (is_kept) remember(signature, message, count, key);
    return true;
}

/// Threads that look at signatures for the one that has them.
struct crew {
    pthread_t threads[crowd];
    size_t count;
    pthread_mutex_t lock;
    pthread_cond_t begins;
    pthread_cond_t ends;
    // Under the lock: which job there is, how many are at it, and whether all is over.
    uint64_t job;
    size_t busy;
    bool is_over;
    const struct causeway_check *checks;
    bool *hold;
    size_t total;
    // The first that nobody has taken.
    atomic_size_t next;
};

static _Thread_local struct crew *crew;

static void look(
    struct crew *all, const struct causeway_check *checks, bool *hold, size_t total) {
    for (;;) {
        size_t first = atomic_fetch_add(&all->next, share);
        if (first >= total) return;
        size_t end = first + share < total ? first + share : total;
        for (size_t index = first; index < end; index++)
            hold[index] = crypto_sign_ed25519_verify_detached(
                              checks[index].signature, checks[index].message, most,
                              checks[index].key) == 0;
    }
}

static void *help(void *argument) {
    struct crew *all = argument;
    uint64_t seen = 0;
    pthread_mutex_lock(&all->lock);
    for (;;) {
        while (all->job == seen && !all->is_over) pthread_cond_wait(&all->begins, &all->lock);
        if (all->is_over) break;
        seen = all->job;
        const struct causeway_check *checks = all->checks;
        bool *hold = all->hold;
        size_t total = all->total;
        all->busy++;
        pthread_mutex_unlock(&all->lock);
        look(all, checks, hold, total);
        pthread_mutex_lock(&all->lock);
        all->busy--;
        pthread_cond_signal(&all->ends);
    }
    pthread_mutex_unlock(&all->lock);
    return NULL;
}

static void dismiss(struct crew *all) {
    pthread_mutex_lock(&all->lock);
    all->is_over = true;
    pthread_cond_broadcast(&all->begins);
    pthread_mutex_unlock(&all->lock);
    for (size_t index = 0; index < all->count; index++) pthread_join(all->threads[index], NULL);
    pthread_cond_destroy(&all->begins);
    pthread_cond_destroy(&all->ends);
    pthread_mutex_destroy(&all->lock);
    free(all);
}

size_t causeway_employ(size_t count) {
    if (crew != NULL) {
        dismiss(crew);
        crew = NULL;
    }
    if (count == 0 || sodium_init() < 0) return 0;
    struct crew *all = calloc(1, sizeof *all);
    if (all == NULL) return 0;
    pthread_mutex_init(&all->lock, NULL);
    pthread_cond_init(&all->begins, NULL);
    pthread_cond_init(&all->ends, NULL);
    // Signals are for those who expect them.
    sigset_t every, before;
    sigfillset(&every);
    pthread_sigmask(SIG_SETMASK, &every, &before);
    while (all->count < count && all->count < crowd &&
           pthread_create(&all->threads[all->count], NULL, help, all) == 0)
        all->count++;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (all->count == 0) {
        dismiss(all);
        return 0;
    }
    crew = all;
    return all->count;
}

size_t causeway_employed(void) { return crew != NULL && places > 0 ? crew->count : 0; }

void causeway_verify_ahead(const struct causeway_check *checks, size_t total) {
    struct crew *all = crew;
    if (all == NULL || places == 0 || total == 0) return;
    bool *hold = calloc(total, sizeof *hold);
    if (hold == NULL) return;
    pthread_mutex_lock(&all->lock);
    // Whoever woke up late has seen that nothing was left, before something is put there.
    while (all->busy > 0) pthread_cond_wait(&all->ends, &all->lock);
    all->checks = checks;
    all->hold = hold;
    all->total = total;
    atomic_store(&all->next, 0);
    all->job++;
    pthread_cond_broadcast(&all->begins);
    pthread_mutex_unlock(&all->lock);
    look(all, checks, hold, total);
    pthread_mutex_lock(&all->lock);
    while (all->busy > 0) pthread_cond_wait(&all->ends, &all->lock);
    // Nobody who comes later finds anything.
    all->total = 0;
    pthread_mutex_unlock(&all->lock);
    for (size_t index = 0; index < total; index++)
        if (hold[index])
            remember(
                checks[index].signature, checks[index].message, most, checks[index].key);
    free(hold);
}
