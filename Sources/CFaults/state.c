/* Files, their journals, the directory, and what of them survives a power cut. */
#include "state.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void *cfaults_memory(void *old, size_t size) {
    void *memory = realloc(old, size ? size : 1);
    if (!memory) {
        fputs("cfaults: out of memory\n", stderr);
        abort();
    }
    return memory;
}

char *cfaults_string(const char *text) {
    size_t size = strlen(text) + 1;
    return memcpy(cfaults_memory(NULL, size), text, size);
}

/* splitmix64 */
uint64_t cfaults_random(uint64_t *state) {
    uint64_t z = *state += 0x9e3779b97f4a7c15u;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

/* ---- Bytes ---- */

static void bytes_resize(cfaults_bytes *bytes, size_t count) {
    if (count > bytes->capacity) {
        size_t capacity = bytes->capacity * 2;
        bytes->capacity = capacity > count ? capacity : count;
        bytes->data = cfaults_memory(bytes->data, bytes->capacity);
    }
    if (count > bytes->count) {
        memset(bytes->data + bytes->count, 0, count - bytes->count);
    }
    bytes->count = count;
}

static void bytes_write(cfaults_bytes *bytes, size_t offset, const void *data, size_t count) {
    if (!count) {
        return;
    }
    if (offset + count > bytes->count) {
        bytes_resize(bytes, offset + count);
    }
    memcpy(bytes->data + offset, data, count);
}

static void bytes_copy(cfaults_bytes *to, const cfaults_bytes *from) {
    to->count = 0;
    bytes_resize(to, from->count);
    if (from->count) {
        memcpy(to->data, from->data, from->count);
    }
}

/* ---- Nodes ---- */

cfaults_node *cfaults_node_create(bool anonymous) {
    cfaults_node *node = cfaults_memory(NULL, sizeof *node);
    *node = (cfaults_node){.references = 1, .anonymous = anonymous};
    return node;
}

static cfaults_node *node_retain(cfaults_node *node) {
    if (node) {
        node->references++;
    }
    return node;
}

static void node_forget_entries(cfaults_node *node) {
    for (size_t i = 0; i < node->entry_count; i++) {
        free(node->entries[i].data);
    }
    node->entry_count = 0;
}

void cfaults_node_release(cfaults_node *node) {
    if (node && --node->references == 0) {
        node_forget_entries(node);
        free(node->entries);
        free(node->current.data);
        free(node->durable.data);
        free(node);
    }
}

static void node_append(cfaults_node *node, cfaults_entry entry, const void *data) {
    if (node->entry_count == node->entry_capacity) {
        node->entry_capacity = node->entry_capacity ? node->entry_capacity * 2 : 16;
        size_t size = node->entry_capacity * sizeof *node->entries;
        node->entries = cfaults_memory(node->entries, size);
    }
    if (entry.count) {
        entry.data = memcpy(cfaults_memory(NULL, entry.count), data, entry.count);
    }
    node->entries[node->entry_count++] = entry;
}

/* A write makes its whole pages dirty, and with them what a failed sync had given up there. */
static void node_dirty(cfaults_node *node, size_t offset, size_t count) {
    for (size_t i = 0; i < node->entry_count; i++) {
        size_t page = node->entries[i].offset / CFAULTS_PAGE;
        if (node->entries[i].fate == CFAULTS_ABANDONED && page >= offset / CFAULTS_PAGE &&
            page <= (offset + count - 1) / CFAULTS_PAGE) {
            node->entries[i].fate = CFAULTS_PENDING;
        }
    }
}

void cfaults_node_write(cfaults_node *node, size_t offset, const void *bytes, size_t count) {
    if (!count) {
        return;
    }
    bytes_write(&node->current, offset, bytes, count);
    if (!node->anonymous) {
        node_dirty(node, offset, count);
        node_append(node, (cfaults_entry){.offset = offset, .count = count}, bytes);
    }
}

void cfaults_state_truncate(cfaults_state *state, cfaults_node *node, size_t size) {
    bytes_resize(&node->current, size);
    if (!node->anonymous) {
        cfaults_entry entry = {.truncates = true, .offset = size, .sequence = ++state->sequence};
        node_append(node, entry, NULL);
    }
}

static void entry_apply(const cfaults_entry *entry, cfaults_bytes *bytes) {
    if (entry->truncates) {
        bytes_resize(bytes, entry->offset);
    } else {
        bytes_write(bytes, entry->offset, entry->data, entry->count);
    }
}

static void node_sync(cfaults_node *node) {
    bool folds = true;
    for (size_t i = 0; i < node->entry_count; i++) {
        folds = folds && node->entries[i].fate != CFAULTS_ABANDONED;
        if (folds) {
            entry_apply(&node->entries[i], &node->durable);
        } else if (node->entries[i].fate == CFAULTS_PENDING) {
            node->entries[i].fate = CFAULTS_SYNCED;
        }
    }
    if (folds) {
        node_forget_entries(node);
        return;
    }
    size_t first = 0;
    while (node->entries[first].fate != CFAULTS_ABANDONED) {
        free(node->entries[first++].data);
    }
    node->entry_count -= first;
    memmove(node->entries, node->entries + first, node->entry_count * sizeof *node->entries);
}

/* Splits pending writes into pieces of one page each, for pages meet different fates later.
   Truncates stay pending: the size is not in a page, and the next sync still writes it. */
void cfaults_node_abandon(cfaults_node *node) {
    cfaults_entry *entries = node->entries;
    size_t count = node->entry_count;
    node->entries = NULL;
    node->entry_count = node->entry_capacity = 0;
    for (size_t i = 0; i < count; i++) {
        cfaults_entry entry = entries[i];
        bool splits = entry.fate == CFAULTS_PENDING && !entry.truncates;
        size_t place = 0;
        do {
            cfaults_entry piece = entry;
            if (splits) {
                piece.fate = CFAULTS_ABANDONED;
                piece.offset += place;
                piece.count = CFAULTS_PAGE - piece.offset % CFAULTS_PAGE;
                if (piece.count > entry.count - place) {
                    piece.count = entry.count - place;
                }
            }
            node_append(node, piece, entry.count ? entry.data + place : NULL);
            place += piece.count;
        } while (splits && place < entry.count);
        free(entry.data);
    }
    free(entries);
}

void cfaults_node_put(cfaults_node *node, const void *bytes, size_t count) {
    node_forget_entries(node);
    bytes_resize(&node->current, 0);
    bytes_write(&node->current, 0, bytes, count);
    bytes_copy(&node->durable, &node->current);
}

bool cfaults_node_flip(cfaults_node *node, uint64_t bit) {
    uint64_t place = bit / 8;
    unsigned char mask = (unsigned char)(1u << (bit % 8));
    if (place >= node->current.count && place >= node->durable.count) {
        return false;
    }
    if (place < node->current.count) {
        node->current.data[place] ^= mask;
    }
    if (place < node->durable.count) {
        node->durable.data[place] ^= mask;
    }
    for (size_t i = 0; i < node->entry_count; i++) {
        cfaults_entry *entry = &node->entries[i];
        if (place >= entry->offset && place - entry->offset < entry->count) {
            entry->data[place - entry->offset] ^= mask;
        }
    }
    return true;
}

size_t cfaults_node_read(const cfaults_node *node, int64_t offset, void *buffer, size_t count) {
    if (offset < 0 || (uint64_t)offset >= node->current.count) {
        return 0;
    }
    size_t rest = node->current.count - (size_t)offset;
    size_t amount = count < rest ? count : rest;
    if (amount) {
        memcpy(buffer, node->current.data + offset, amount);
    }
    return amount;
}

/* ---- What a cut leaves of a file ---- */

/* How many of the first ones stay: none and all are made likely, so that files differ. */
static size_t random_prefix(uint64_t *random, size_t count) {
    switch (cfaults_random(random) % 4) {
    case 0: return 0;
    case 1: return count;
    default: return (size_t)(cfaults_random(random) % (count + 1));
    }
}

/* Each sector stays with a chance of bias in 8. A new size may stay without its bytes: zeros. */
static void entry_tear(const cfaults_entry *entry, cfaults_bytes *bytes, uint64_t *random,
                       unsigned bias) {
    size_t place = 0;
    while (place < entry->count) {
        size_t offset = entry->offset + place;
        size_t piece = CFAULTS_SECTOR - offset % CFAULTS_SECTOR;
        if (piece > entry->count - place) {
            piece = entry->count - place;
        }
        if (cfaults_random(random) % 8 < bias) {
            bytes_write(bytes, offset, entry->data + place, piece);
        }
        place += piece;
    }
    size_t end = entry->offset + entry->count;
    if (end > bytes->count && bias > 0 && cfaults_random(random) % 4 == 0) {
        bytes_resize(bytes, end);
    }
}

/* Truncates stay up to the last of the kept sequence numbers, whatever the mode. */
static void node_cut(cfaults_node *node, uint64_t random, cfaults_cut mode, uint64_t last) {
    size_t pending = 0, least = 0, most = SIZE_MAX;
    for (size_t i = 0; i < node->entry_count; i++) {
        const cfaults_entry *entry = &node->entries[i];
        if (entry->fate == CFAULTS_PENDING) {
            if (entry->truncates && entry->sequence <= last) {
                least = pending + 1;
            } else if (entry->truncates && most == SIZE_MAX) {
                most = pending;
            }
            pending++;
        }
    }
    size_t kept = least + random_prefix(&random, (most < pending ? most : pending) - least);
    unsigned bias = (unsigned)(cfaults_random(&random) % 9);
    size_t seen = 0;
    for (size_t i = 0; i < node->entry_count; i++) {
        const cfaults_entry *entry = &node->entries[i];
        bool stays = entry->fate == CFAULTS_SYNCED || mode == CFAULTS_CUT_KEEP;
        if (!stays && mode == CFAULTS_CUT_SECTORS && !entry->truncates) {
            entry_tear(entry, &node->durable, &random, bias);
            continue;
        }
        if (!stays && mode == CFAULTS_CUT_PREFIX) {
            stays = entry->fate == CFAULTS_PENDING ? seen++ < kept : cfaults_random(&random) % 2;
        } else if (!stays) {
            stays = entry->truncates && entry->sequence <= last;
        }
        if (stays) {
            entry_apply(entry, &node->durable);
        }
    }
    node_forget_entries(node);
    bytes_copy(&node->current, &node->durable);
}

/* ---- The directory ---- */

/* The index of the name, or of where it would be. */
static size_t directory_place(const cfaults_directory *directory, const char *name, bool *found) {
    size_t low = 0, high = directory->count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        int order = strcmp(directory->items[middle].name, name);
        if (order == 0) {
            *found = true;
            return middle;
        }
        if (order < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    *found = false;
    return low;
}

/* Lets the name mean this node, or nothing if NULL. */
static void directory_set(cfaults_directory *directory, const char *name, cfaults_node *node) {
    bool found;
    size_t place = directory_place(directory, name, &found);
    node_retain(node);
    if (found && node) {
        cfaults_node_release(directory->items[place].node);
        directory->items[place].node = node;
    } else if (found) {
        cfaults_name *item = &directory->items[place];
        cfaults_node_release(item->node);
        free(item->name);
        directory->count--;
        memmove(item, item + 1, (directory->count - place) * sizeof *item);
    } else if (node) {
        if (directory->count == directory->capacity) {
            directory->capacity = directory->capacity ? directory->capacity * 2 : 8;
            size_t size = directory->capacity * sizeof *directory->items;
            directory->items = cfaults_memory(directory->items, size);
        }
        cfaults_name *item = &directory->items[place];
        memmove(item + 1, item, (directory->count - place) * sizeof *item);
        *item = (cfaults_name){cfaults_string(name), node};
        directory->count++;
    }
}

static void directory_clear(cfaults_directory *directory) {
    for (size_t i = 0; i < directory->count; i++) {
        free(directory->items[i].name);
        cfaults_node_release(directory->items[i].node);
    }
    free(directory->items);
    *directory = (cfaults_directory){0};
}

static void directory_apply(cfaults_directory *directory, const cfaults_change *change) {
    if (change->from) {
        directory_set(directory, change->from, NULL);
    }
    directory_set(directory, change->name, change->node);
}

static void state_change(cfaults_state *state, const char *from, const char *name,
                         cfaults_node *node) {
    if (state->change_count == state->change_capacity) {
        state->change_capacity = state->change_capacity ? state->change_capacity * 2 : 8;
        size_t size = state->change_capacity * sizeof *state->changes;
        state->changes = cfaults_memory(state->changes, size);
    }
    cfaults_change *change = &state->changes[state->change_count++];
    change->from = from ? cfaults_string(from) : NULL;
    change->name = cfaults_string(name);
    change->node = node_retain(node);
    change->sequence = ++state->sequence;
    directory_apply(&state->current, change);
}

static void state_forget_first(cfaults_state *state, size_t count) {
    for (size_t i = 0; i < count; i++) {
        free(state->changes[i].from);
        free(state->changes[i].name);
        cfaults_node_release(state->changes[i].node);
    }
    state->change_count -= count;
    if (count && state->change_count) {
        size_t size = state->change_count * sizeof *state->changes;
        memmove(state->changes, state->changes + count, size);
    }
}

/* Makes changes durable up to this sequence number: the file system's journal keeps the order
   of directory changes and truncates, over all files. */
static void state_settle(cfaults_state *state, uint64_t last) {
    size_t count = 0;
    while (count < state->change_count && state->changes[count].sequence <= last) {
        directory_apply(&state->durable, &state->changes[count++]);
    }
    state_forget_first(state, count);
    state->settled = state->settled > last ? state->settled : last;
}

cfaults_node *cfaults_state_find(const cfaults_state *state, const char *name) {
    bool found;
    size_t place = directory_place(&state->current, name, &found);
    return found ? state->current.items[place].node : NULL;
}

cfaults_node *cfaults_state_create(cfaults_state *state, const char *name) {
    cfaults_node *node = cfaults_node_create(false);
    state_change(state, NULL, name, node);
    cfaults_node_release(node);
    return node;
}

void cfaults_state_delete(cfaults_state *state, const char *name) {
    state_change(state, NULL, name, NULL);
}

void cfaults_state_rename(cfaults_state *state, const char *from, const char *to) {
    state_change(state, from, to, cfaults_state_find(state, from));
}

void cfaults_state_sync(cfaults_state *state) {
    state_settle(state, state->sequence);
}

void cfaults_state_sync_file(cfaults_state *state, cfaults_node *node) {
    uint64_t last = 0;
    for (size_t i = 0; i < state->change_count; i++) {
        if (state->changes[i].node == node && !state->changes[i].from) {
            last = state->changes[i].sequence;
        }
    }
    for (size_t i = 0; i < node->entry_count; i++) {
        if (node->entries[i].sequence > last) {
            last = node->entries[i].sequence;
        }
    }
    state_settle(state, last);
    node_sync(node);
}

static uint64_t name_hash(const char *name) {
    uint64_t hash = 0xcbf29ce484222325u;
    for (; *name; name++) {
        hash = (hash ^ (unsigned char)*name) * 0x100000001b3u;
    }
    return hash;
}

void cfaults_state_cut(cfaults_state *state, uint64_t seed, cfaults_cut mode) {
    uint64_t random = seed;
    uint64_t last = state->settled;
    uint64_t open = state->sequence - state->settled;
    if (mode == CFAULTS_CUT_KEEP) {
        last = state->sequence;
    } else if (mode != CFAULTS_CUT_LOSE) {
        last += random_prefix(&random, (size_t)open);
    }
    state_settle(state, last);
    state_forget_first(state, state->change_count);
    state->settled = state->sequence;
    directory_clear(&state->current);
    for (size_t i = 0; i < state->durable.count; i++) {
        const cfaults_name *item = &state->durable.items[i];
        uint64_t own = seed ^ name_hash(item->name);
        node_cut(item->node, cfaults_random(&own), mode, last);
        directory_set(&state->current, item->name, item->node);
    }
}

/* ---- Copies ---- */

/* The node's only copy within one clone of a state. */
static cfaults_node *node_clone(cfaults_node *node) {
    if (!node || node->copy) {
        return node ? node->copy : NULL;
    }
    cfaults_node *copy = cfaults_node_create(node->anonymous);
    bytes_copy(&copy->current, &node->current);
    bytes_copy(&copy->durable, &node->durable);
    for (size_t i = 0; i < node->entry_count; i++) {
        cfaults_entry entry = node->entries[i];
        entry.data = NULL;
        node_append(copy, entry, node->entries[i].data);
    }
    return node->copy = copy;
}

/* Gives up the hold on the copy that node_clone gave. */
static void node_clone_end(cfaults_node *node) {
    if (node && node->copy) {
        cfaults_node_release(node->copy);
        node->copy = NULL;
    }
}

static void directory_clone(cfaults_directory *to, const cfaults_directory *from) {
    for (size_t i = 0; i < from->count; i++) {
        directory_set(to, from->items[i].name, node_clone(from->items[i].node));
    }
}

void cfaults_state_clone(cfaults_state *to, const cfaults_state *from) {
    *to = (cfaults_state){.settled = from->settled};
    directory_clone(&to->durable, &from->durable);
    for (size_t i = 0; i < from->change_count; i++) {
        const cfaults_change *change = &from->changes[i];
        state_change(to, change->from, change->name, node_clone(change->node));
        to->changes[i].sequence = change->sequence;
    }
    to->sequence = from->sequence;
    directory_clear(&to->current);
    directory_clone(&to->current, &from->current);
    for (size_t i = 0; i < from->durable.count; i++) {
        node_clone_end(from->durable.items[i].node);
    }
    for (size_t i = 0; i < from->change_count; i++) {
        node_clone_end(from->changes[i].node);
    }
    for (size_t i = 0; i < from->current.count; i++) {
        node_clone_end(from->current.items[i].node);
    }
}

void cfaults_state_clear(cfaults_state *state) {
    state_forget_first(state, state->change_count);
    free(state->changes);
    directory_clear(&state->current);
    directory_clear(&state->durable);
    *state = (cfaults_state){0};
}
