/* The disk as tests and the application see it: settings, faults, cuts, plain files. */
#include "state.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void enter(cfaults_disk *disk) {
    pthread_mutex_lock(&disk->mutex);
}

static void leave(cfaults_disk *disk) {
    pthread_mutex_unlock(&disk->mutex);
}

/* ---- A disk's life ---- */

cfaults_disk *cfaults_disk_create(const char *vfs_name) {
    if (sqlite3_vfs_find(vfs_name)) {
        return NULL;
    }
    cfaults_disk *disk = cfaults_memory(NULL, sizeof *disk);
    *disk = (cfaults_disk){.sector_size = 4096, .time = 1767225600000};
    pthread_mutex_init(&disk->mutex, NULL);
    disk->vfs_name = cfaults_string(vfs_name);
    cfaults_vfs_fill(disk);
    if (sqlite3_vfs_register(&disk->vfs, 0) != SQLITE_OK) {
        cfaults_disk_free(disk);
        return NULL;
    }
    return disk;
}

void cfaults_disk_free(cfaults_disk *disk) {
    cfaults_state_clear(&disk->state);
    cfaults_disk_clear(disk);
    pthread_mutex_destroy(&disk->mutex);
    free(disk->vfs_name);
    free(disk->part_prefix);
    free(disk);
}

/* Takes every open handle off its file. What SQLite has mapped of a WAL-index stays readable. */
static void kill_handles(cfaults_disk *disk) {
    for (cfaults_handle *handle = disk->handles; handle; handle = handle->next) {
        if (handle->node) {
            handle->node->shm = NULL;
            handle->node->shared = 0;
            handle->node->reserved = handle->node->pending = NULL;
            cfaults_node_release(handle->node);
            handle->node = NULL;
        }
    }
}

void cfaults_disk_destroy(cfaults_disk *disk) {
    sqlite3_vfs_unregister(&disk->vfs);
    enter(disk);
    kill_handles(disk);
    disk->dead = disk->destroyed = true;
    bool unused = !disk->handles;
    leave(disk);
    if (unused) {
        cfaults_disk_free(disk);
    }
}

/* ---- Settings ---- */

void cfaults_disk_characteristics(cfaults_disk *disk, int characteristics) {
    enter(disk);
    disk->characteristics = characteristics;
    leave(disk);
}

void cfaults_disk_sector_size(cfaults_disk *disk, int bytes) {
    enter(disk);
    disk->sector_size = bytes;
    leave(disk);
}

void cfaults_disk_limit(cfaults_disk *disk, int64_t bytes) {
    enter(disk);
    disk->limit = bytes;
    leave(disk);
}

void cfaults_disk_limit_part(cfaults_disk *disk, const char *prefix, int64_t bytes) {
    enter(disk);
    free(disk->part_prefix);
    disk->part_prefix = strdup(prefix);
    disk->part_limit = bytes;
    leave(disk);
}

void cfaults_disk_read_only(cfaults_disk *disk, bool read_only) {
    enter(disk);
    disk->read_only = read_only;
    leave(disk);
}

void cfaults_disk_seed(cfaults_disk *disk, uint64_t seed) {
    enter(disk);
    disk->random = seed;
    disk->noise = ~seed;
    leave(disk);
}

void cfaults_disk_time(cfaults_disk *disk, int64_t milliseconds) {
    enter(disk);
    disk->time = milliseconds;
    leave(disk);
}

/* ---- Power cuts ---- */

int64_t cfaults_disk_operations(cfaults_disk *disk) {
    enter(disk);
    int64_t operations = disk->operations;
    leave(disk);
    return operations;
}

void cfaults_disk_cut_at(cfaults_disk *disk, int64_t n) {
    enter(disk);
    disk->cut_at = n;
    leave(disk);
}

bool cfaults_disk_is_dead(cfaults_disk *disk) {
    enter(disk);
    bool dead = disk->dead;
    leave(disk);
    return dead;
}

void cfaults_disk_cut(cfaults_disk *disk, uint64_t seed, cfaults_cut mode) {
    enter(disk);
    kill_handles(disk);
    cfaults_state_cut(&disk->state, seed, mode);
    disk->dead = disk->destroyed;
    disk->cut_at = 0;
    leave(disk);
}

/* ---- Errors ---- */

void cfaults_disk_fail(cfaults_disk *disk, cfaults_kind kind, int64_t nth, int code,
                       int64_t count) {
    cfaults_rule *rule = cfaults_memory(NULL, sizeof *rule);
    *rule = (cfaults_rule){kind, nth - 1, code, count > 0 ? count : -1, NULL};
    enter(disk);
    rule->next = disk->rules;
    disk->rules = rule;
    leave(disk);
}

void cfaults_disk_clear(cfaults_disk *disk) {
    enter(disk);
    while (disk->rules) {
        cfaults_rule *rule = disk->rules;
        disk->rules = rule->next;
        free(rule);
    }
    leave(disk);
}

int64_t cfaults_disk_failures(cfaults_disk *disk) {
    enter(disk);
    int64_t failures = disk->failures;
    leave(disk);
    return failures;
}

int64_t cfaults_disk_calls(cfaults_disk *disk, cfaults_kind kind) {
    enter(disk);
    int64_t calls = disk->calls[kind];
    leave(disk);
    return calls;
}

int cfaults_begin(cfaults_disk *disk, cfaults_kind kind, bool counted, bool *injected) {
    *injected = false;
    if (!disk->dead && counted && disk->cut_at > 0 && disk->operations + 1 >= disk->cut_at) {
        disk->dead = true;
        disk->cut_at = 0;
    }
    if (disk->dead) {
        return SQLITE_IOERR;
    }
    disk->operations += counted;
    disk->calls[kind]++;
    disk->calls[CFAULTS_ANY]++;
    int code = SQLITE_OK;
    for (cfaults_rule *rule = disk->rules; rule; rule = rule->next) {
        if ((rule->kind != kind && rule->kind != CFAULTS_ANY) || rule->left == 0) {
            continue;
        }
        if (rule->wait > 0) {
            rule->wait--;
        } else {
            rule->left -= rule->left > 0;
            code = rule->code;
        }
    }
    *injected = code != SQLITE_OK;
    disk->failures += *injected;
    return code;
}

/* ---- The calls that SQLite and the application share ---- */

/* The bytes of all files that have a name or are open. */
static int64_t disk_used(cfaults_disk *disk) {
    int64_t used = 0;
    const cfaults_directory *names = &disk->state.current;
    for (size_t i = 0; i < names->count; i++) {
        used += (int64_t)names->items[i].node->current.count;
        names->items[i].node->counted = true;
    }
    for (cfaults_handle *handle = disk->handles; handle; handle = handle->next) {
        if (handle->node && !handle->node->counted) {
            used += (int64_t)handle->node->current.count;
            handle->node->counted = true;
        }
    }
    for (size_t i = 0; i < names->count; i++) {
        names->items[i].node->counted = false;
    }
    for (cfaults_handle *handle = disk->handles; handle; handle = handle->next) {
        if (handle->node) {
            handle->node->counted = false;
        }
    }
    return used;
}

/* What is left of the limit of a part of the disk, for a file of it. */
static int64_t part_unused(cfaults_disk *disk, const cfaults_node *node) {
    if (disk->part_limit <= 0) {
        return INT64_MAX;
    }
    int64_t used = 0;
    bool is_part = false;
    const cfaults_directory *names = &disk->state.current;
    for (size_t i = 0; i < names->count; i++) {
        if (strncmp(names->items[i].name, disk->part_prefix, strlen(disk->part_prefix)) != 0) {
            continue;
        }
        used += (int64_t)names->items[i].node->current.count;
        is_part = is_part || names->items[i].node == node;
    }
    return is_part ? disk->part_limit - used : INT64_MAX;
}

/* How large the file may become at most. */
static int64_t largest_size(cfaults_disk *disk, const cfaults_node *node) {
    int64_t unused = disk->limit > 0 ? disk->limit - disk_used(disk) : INT64_MAX;
    int64_t part = part_unused(disk, node);
    unused = part < unused ? part : unused;
    if (unused == INT64_MAX) {
        return INT64_MAX;
    }
    return (int64_t)node->current.count + (unused > 0 ? unused : 0);
}

int cfaults_do_write(cfaults_disk *disk, cfaults_node *node, int64_t offset, const void *bytes,
                     size_t count) {
    bool injected;
    int code = cfaults_begin(disk, CFAULTS_WRITE, !node->anonymous, &injected);
    if (code != SQLITE_OK && !injected) {
        return code;
    }
    if (disk->read_only && !node->anonymous) {
        return code != SQLITE_OK ? code : SQLITE_IOERR_WRITE;
    }
    size_t stored = count;
    if (injected) {
        uint64_t noise = cfaults_random(&disk->noise);
        size_t sectors = count / CFAULTS_SECTOR;
        stored = noise % 2 ? 0 : (size_t)(noise / 2 % (sectors + 1)) * CFAULTS_SECTOR;
    }
    int64_t largest = largest_size(disk, node);
    if (offset + (int64_t)stored > largest) {
        stored = offset < largest ? (size_t)(largest - offset) : 0;
        code = injected ? code : SQLITE_FULL;
    }
    cfaults_node_write(node, (size_t)offset, bytes, stored);
    return code;
}

int cfaults_do_truncate(cfaults_disk *disk, cfaults_node *node, int64_t size) {
    bool injected;
    int code = cfaults_begin(disk, CFAULTS_TRUNCATE, !node->anonymous, &injected);
    if (code != SQLITE_OK) {
        return code;
    }
    if (disk->read_only && !node->anonymous) {
        return SQLITE_IOERR_TRUNCATE;
    }
    if (size > (int64_t)node->current.count && size > largest_size(disk, node)) {
        return SQLITE_FULL;
    }
    cfaults_state_truncate(&disk->state, node, (size_t)size);
    return SQLITE_OK;
}

int cfaults_do_sync(cfaults_disk *disk, cfaults_node *node, bool directory) {
    bool injected;
    int code = cfaults_begin(disk, CFAULTS_SYNC, !node || !node->anonymous, &injected);
    if (code != SQLITE_OK) {
        if (injected && node) {
            cfaults_node_abandon(node);
        }
        return code;
    }
    if (node) {
        cfaults_state_sync_file(&disk->state, node);
    }
    if (directory) {
        cfaults_state_sync(&disk->state);
    }
    return SQLITE_OK;
}

int cfaults_do_delete(cfaults_disk *disk, const char *name, bool directory) {
    bool exists = cfaults_state_find(&disk->state, name) != NULL;
    bool injected;
    int code = cfaults_begin(disk, CFAULTS_DELETE, exists, &injected);
    if (code != SQLITE_OK && (code != SQLITE_IOERR_DIR_FSYNC || !injected)) {
        return code;
    }
    if (!exists) {
        return SQLITE_IOERR_DELETE_NOENT;
    }
    if (disk->read_only) {
        return SQLITE_IOERR_DELETE;
    }
    cfaults_state_delete(&disk->state, name);
    if (directory && code == SQLITE_OK) {
        cfaults_state_sync(&disk->state);
    }
    return code;
}

/* ---- The test's own hand on the files ---- */

int cfaults_disk_flip(cfaults_disk *disk, const char *name, uint64_t bit) {
    enter(disk);
    cfaults_node *node = cfaults_state_find(&disk->state, name);
    int code = SQLITE_NOTFOUND;
    if (node) {
        code = cfaults_node_flip(node, bit) ? SQLITE_OK : SQLITE_RANGE;
    }
    leave(disk);
    return code;
}

int64_t cfaults_disk_size(cfaults_disk *disk, const char *name) {
    enter(disk);
    const cfaults_node *node = cfaults_state_find(&disk->state, name);
    int64_t size = node ? (int64_t)node->current.count : -1;
    leave(disk);
    return size;
}

int64_t cfaults_disk_read(cfaults_disk *disk, const char *name, int64_t offset, void *buffer,
                          size_t count) {
    enter(disk);
    const cfaults_node *node = cfaults_state_find(&disk->state, name);
    int64_t amount = node ? (int64_t)cfaults_node_read(node, offset, buffer, count) : -1;
    leave(disk);
    return amount;
}

/* The named file with a durable name, created if need be. */
static cfaults_node *durable_node(cfaults_disk *disk, const char *name) {
    cfaults_node *node = cfaults_state_find(&disk->state, name);
    if (!node) {
        node = cfaults_state_create(&disk->state, name);
    }
    cfaults_state_sync(&disk->state);
    return node;
}

void cfaults_disk_put(cfaults_disk *disk, const char *name, const void *bytes, size_t count) {
    enter(disk);
    cfaults_node_put(durable_node(disk, name), bytes, count);
    leave(disk);
}

int cfaults_disk_remove(cfaults_disk *disk, const char *name) {
    enter(disk);
    bool exists = cfaults_state_find(&disk->state, name) != NULL;
    if (exists) {
        cfaults_state_delete(&disk->state, name);
        cfaults_state_sync(&disk->state);
    }
    leave(disk);
    return exists ? SQLITE_OK : SQLITE_NOTFOUND;
}

int cfaults_disk_copy(cfaults_disk *disk, const char *from_name, const char *to_name) {
    enter(disk);
    const cfaults_node *from = cfaults_state_find(&disk->state, from_name);
    if (from) {
        size_t count = from->current.count;
        void *bytes = cfaults_memory(NULL, count);
        cfaults_node_read(from, 0, bytes, count);
        cfaults_node_put(durable_node(disk, to_name), bytes, count);
        free(bytes);
    }
    leave(disk);
    return from ? SQLITE_OK : SQLITE_NOTFOUND;
}

size_t cfaults_disk_count(cfaults_disk *disk) {
    enter(disk);
    size_t count = disk->state.current.count;
    leave(disk);
    return count;
}

int64_t cfaults_disk_name(cfaults_disk *disk, size_t index, char *buffer, size_t capacity) {
    int64_t length = -1;
    enter(disk);
    if (index < disk->state.current.count) {
        const char *name = disk->state.current.items[index].name;
        length = (int64_t)strlen(name);
        if (capacity > 0) {
            snprintf(buffer, capacity, "%s", name);
        }
    }
    leave(disk);
    return length;
}

cfaults_snapshot *cfaults_disk_snapshot(cfaults_disk *disk) {
    cfaults_snapshot *snapshot = cfaults_memory(NULL, sizeof *snapshot);
    enter(disk);
    cfaults_state_clone(&snapshot->state, &disk->state);
    leave(disk);
    return snapshot;
}

void cfaults_disk_restore(cfaults_disk *disk, const cfaults_snapshot *snapshot) {
    enter(disk);
    kill_handles(disk);
    cfaults_state_clear(&disk->state);
    cfaults_state_clone(&disk->state, &snapshot->state);
    disk->dead = disk->destroyed;
    disk->cut_at = 0;
    leave(disk);
}

void cfaults_snapshot_destroy(cfaults_snapshot *snapshot) {
    cfaults_state_clear(&snapshot->state);
    free(snapshot);
}

/* ---- Files the application writes by itself ---- */

int cfaults_file_create(cfaults_disk *disk, const char *name) {
    enter(disk);
    cfaults_node *node = cfaults_state_find(&disk->state, name);
    bool injected;
    int code = cfaults_begin(disk, CFAULTS_OPEN, true, &injected);
    if (code == SQLITE_OK && disk->read_only) {
        code = SQLITE_CANTOPEN;
    } else if (code == SQLITE_OK && node) {
        cfaults_state_truncate(&disk->state, node, 0);
    } else if (code == SQLITE_OK) {
        cfaults_state_create(&disk->state, name);
    }
    leave(disk);
    return code;
}

int cfaults_file_append(cfaults_disk *disk, const char *name, const void *bytes, size_t count) {
    enter(disk);
    cfaults_node *node = cfaults_state_find(&disk->state, name);
    int code = disk->dead ? SQLITE_IOERR : SQLITE_CANTOPEN;
    if (node) {
        code = cfaults_do_write(disk, node, (int64_t)node->current.count, bytes, count);
    }
    leave(disk);
    return code;
}

int cfaults_file_sync(cfaults_disk *disk, const char *name) {
    enter(disk);
    cfaults_node *node = cfaults_state_find(&disk->state, name);
    int code = disk->dead ? SQLITE_IOERR : SQLITE_CANTOPEN;
    if (node) {
        code = cfaults_do_sync(disk, node, false);
    }
    leave(disk);
    return code;
}

int cfaults_file_rename(cfaults_disk *disk, const char *from_name, const char *to_name) {
    enter(disk);
    bool injected;
    int code = disk->dead ? SQLITE_IOERR : SQLITE_CANTOPEN;
    if (cfaults_state_find(&disk->state, from_name)) {
        code = cfaults_begin(disk, CFAULTS_RENAME, true, &injected);
        if (code == SQLITE_OK && disk->read_only) {
            code = SQLITE_READONLY;
        } else if (code == SQLITE_OK) {
            cfaults_state_rename(&disk->state, from_name, to_name);
        }
    }
    leave(disk);
    return code;
}

int cfaults_file_delete(cfaults_disk *disk, const char *name) {
    enter(disk);
    int code = cfaults_do_delete(disk, name, false);
    leave(disk);
    return code;
}

int cfaults_file_sync_directory(cfaults_disk *disk) {
    enter(disk);
    int code = cfaults_do_sync(disk, NULL, true);
    leave(disk);
    return code;
}

int64_t cfaults_file_read(cfaults_disk *disk, const char *name, int64_t offset, void *buffer,
                          size_t count) {
    enter(disk);
    const cfaults_node *node = cfaults_state_find(&disk->state, name);
    bool injected;
    int64_t result = cfaults_begin(disk, CFAULTS_READ, false, &injected);
    if (result != SQLITE_OK) {
        result = -result;
    } else if (!node) {
        result = -SQLITE_CANTOPEN;
    } else {
        result = (int64_t)cfaults_node_read(node, offset, buffer, count);
    }
    leave(disk);
    return result;
}

int cfaults_file_write(cfaults_disk *disk, const char *name, const void *bytes, size_t count) {
    size_t length = strlen(name) + sizeof ".tmp";
    char *temporary = cfaults_memory(NULL, length);
    snprintf(temporary, length, "%s.tmp", name);
    int code = cfaults_file_create(disk, temporary);
    if (code == SQLITE_OK) {
        code = cfaults_file_append(disk, temporary, bytes, count);
    }
    if (code == SQLITE_OK) {
        code = cfaults_file_sync(disk, temporary);
    }
    if (code == SQLITE_OK) {
        code = cfaults_file_rename(disk, temporary, name);
    }
    if (code == SQLITE_OK) {
        code = cfaults_file_sync_directory(disk);
    }
    free(temporary);
    return code;
}
