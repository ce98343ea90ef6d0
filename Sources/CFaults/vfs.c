/* The disk as SQLite sees it: a sqlite3_vfs with file locks and a WAL-index in memory. */
#include "state.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct cfaults_shm {
    int references;
    bool usable; /* a handle that may write has had it: it can be trusted */
    void **regions;
    int region_count;
    int shared[SQLITE_SHM_NLOCK];
    cfaults_handle *exclusive[SQLITE_SHM_NLOCK];
};

/* Julian day 0 to 1970, in milliseconds. */
static const int64_t julian_1970 = 210866760000000;

static cfaults_handle *enter(sqlite3_file *file) {
    cfaults_handle *handle = (cfaults_handle *)file;
    pthread_mutex_lock(&handle->disk->mutex);
    return handle;
}

static int leave(cfaults_handle *handle, int code) {
    pthread_mutex_unlock(&handle->disk->mutex);
    return code;
}

/* After a cut, or on a dead disk, nothing works any more. */
static bool is_dead(const cfaults_handle *handle) {
    return !handle->node || handle->disk->dead;
}

/* ---- Reading and writing ---- */

static int file_read(sqlite3_file *file, void *buffer, int count, sqlite3_int64 offset) {
    cfaults_handle *handle = enter(file);
    if (is_dead(handle)) {
        return leave(handle, SQLITE_IOERR);
    }
    bool injected;
    int code = cfaults_begin(handle->disk, CFAULTS_READ, false, &injected);
    if (code != SQLITE_OK) {
        return leave(handle, code);
    }
    size_t amount = cfaults_node_read(handle->node, offset, buffer, (size_t)count);
    if (amount < (size_t)count) {
        memset((char *)buffer + amount, 0, (size_t)count - amount);
        code = SQLITE_IOERR_SHORT_READ;
    }
    return leave(handle, code);
}

static int file_write(sqlite3_file *file, const void *bytes, int count, sqlite3_int64 offset) {
    cfaults_handle *handle = enter(file);
    if (is_dead(handle)) {
        return leave(handle, SQLITE_IOERR);
    }
    if (handle->read_only) {
        return leave(handle, SQLITE_IOERR_WRITE);
    }
    size_t size = (size_t)count;
    return leave(handle, cfaults_do_write(handle->disk, handle->node, offset, bytes, size));
}

static int file_truncate(sqlite3_file *file, sqlite3_int64 size) {
    cfaults_handle *handle = enter(file);
    if (is_dead(handle)) {
        return leave(handle, SQLITE_IOERR);
    }
    if (handle->read_only) {
        return leave(handle, SQLITE_IOERR_TRUNCATE);
    }
    return leave(handle, cfaults_do_truncate(handle->disk, handle->node, size));
}

static int file_sync(sqlite3_file *file, int flags) {
    (void)flags;
    cfaults_handle *handle = enter(file);
    if (is_dead(handle)) {
        return leave(handle, SQLITE_IOERR);
    }
    int code = cfaults_do_sync(handle->disk, handle->node, handle->syncs_directory);
    if (code == SQLITE_OK) {
        handle->syncs_directory = false;
    }
    return leave(handle, code);
}

static int file_size(sqlite3_file *file, sqlite3_int64 *size) {
    cfaults_handle *handle = enter(file);
    if (is_dead(handle)) {
        return leave(handle, SQLITE_IOERR);
    }
    *size = (sqlite3_int64)handle->node->current.count;
    return leave(handle, SQLITE_OK);
}

/* ---- File locks ---- */

static void unlock_to(cfaults_handle *handle, int level) {
    cfaults_node *node = handle->node;
    if (handle->lock <= level) {
        return;
    }
    if (node->pending == handle) {
        node->pending = NULL;
    }
    if (node->reserved == handle) {
        node->reserved = NULL;
    }
    node->shared -= level == SQLITE_LOCK_NONE;
    handle->lock = level;
}

static int file_lock(sqlite3_file *file, int level) {
    cfaults_handle *handle = enter(file);
    if (is_dead(handle)) {
        return leave(handle, SQLITE_IOERR);
    }
    if (handle->lock >= level) {
        return leave(handle, SQLITE_OK);
    }
    bool injected;
    int code = cfaults_begin(handle->disk, CFAULTS_LOCK, false, &injected);
    if (code != SQLITE_OK) {
        return leave(handle, code);
    }
    cfaults_node *node = handle->node;
    if (node->pending && node->pending != handle) {
        return leave(handle, SQLITE_BUSY);
    }
    if (level == SQLITE_LOCK_SHARED) {
        node->shared++;
        handle->lock = level;
        return leave(handle, SQLITE_OK);
    }
    if (node->reserved && node->reserved != handle) {
        return leave(handle, SQLITE_BUSY);
    }
    node->reserved = handle;
    handle->lock = SQLITE_LOCK_RESERVED;
    if (level >= SQLITE_LOCK_PENDING) {
        node->pending = handle;
        handle->lock = SQLITE_LOCK_PENDING;
    }
    if (level == SQLITE_LOCK_EXCLUSIVE) {
        if (node->shared > 1) {
            return leave(handle, SQLITE_BUSY);
        }
        handle->lock = level;
    }
    return leave(handle, SQLITE_OK);
}

static int file_unlock(sqlite3_file *file, int level) {
    cfaults_handle *handle = enter(file);
    if (!handle->node) {
        return leave(handle, SQLITE_IOERR);
    }
    unlock_to(handle, level);
    return leave(handle, handle->disk->dead ? SQLITE_IOERR : SQLITE_OK);
}

static int file_check_reserved(sqlite3_file *file, int *result) {
    cfaults_handle *handle = enter(file);
    *result = 0;
    if (is_dead(handle)) {
        return leave(handle, SQLITE_IOERR);
    }
    *result = handle->node->reserved != NULL;
    return leave(handle, SQLITE_OK);
}

/* ---- The WAL-index ---- */

static void shm_open(cfaults_handle *handle) {
    cfaults_node *node = handle->node;
    if (!node->shm) {
        node->shm = cfaults_memory(NULL, sizeof *node->shm);
        *node->shm = (cfaults_shm){0};
    }
    handle->shm = node->shm;
    handle->shm->references++;
    handle->shm_read_only = handle->disk->read_only;
    handle->shm->usable |= !handle->shm_read_only;
}

static void shm_unlock(cfaults_handle *handle, int slot) {
    unsigned bit = 1u << slot;
    if (handle->shm_shared & bit) {
        handle->shm->shared[slot]--;
    }
    if (handle->shm_exclusive & bit) {
        handle->shm->exclusive[slot] = NULL;
    }
    handle->shm_shared &= ~bit;
    handle->shm_exclusive &= ~bit;
}

/* Dead handles too hold their WAL-index, for SQLite may look into it until it closes. */
static void shm_close(cfaults_handle *handle) {
    cfaults_shm *shm = handle->shm;
    if (!shm) {
        return;
    }
    for (int slot = 0; slot < SQLITE_SHM_NLOCK; slot++) {
        shm_unlock(handle, slot);
    }
    handle->shm = NULL;
    if (--shm->references > 0) {
        return;
    }
    if (handle->node && handle->node->shm == shm) {
        handle->node->shm = NULL;
    }
    for (int i = 0; i < shm->region_count; i++) {
        free(shm->regions[i]);
    }
    free(shm->regions);
    free(shm);
}

static int file_shm_map(sqlite3_file *file, int region, int size, int extends,
                        void volatile **result) {
    cfaults_handle *handle = enter(file);
    *result = NULL;
    if (is_dead(handle)) {
        return leave(handle, SQLITE_IOERR);
    }
    if (!handle->shm) {
        shm_open(handle);
    }
    cfaults_shm *shm = handle->shm;
    if (handle->shm_read_only && !shm->usable) {
        return leave(handle, SQLITE_READONLY_CANTINIT);
    }
    if (region >= shm->region_count && extends) {
        size_t bytes = (size_t)(region + 1) * sizeof *shm->regions;
        shm->regions = cfaults_memory(shm->regions, bytes);
        while (shm->region_count <= region) {
            void *memory = cfaults_memory(NULL, (size_t)size);
            shm->regions[shm->region_count++] = memset(memory, 0, (size_t)size);
        }
    }
    if (region < shm->region_count) {
        *result = shm->regions[region];
    }
    return leave(handle, handle->shm_read_only ? SQLITE_READONLY : SQLITE_OK);
}

static int shm_lock(cfaults_handle *handle, int first, int count, bool exclusive) {
    cfaults_shm *shm = handle->shm;
    for (int slot = first; slot < first + count; slot++) {
        int own = (handle->shm_shared >> slot) & 1;
        bool taken = shm->exclusive[slot] && shm->exclusive[slot] != handle;
        if (taken || (exclusive && shm->shared[slot] > own)) {
            return SQLITE_BUSY;
        }
    }
    for (int slot = first; slot < first + count; slot++) {
        unsigned bit = 1u << slot;
        if (exclusive) {
            shm->exclusive[slot] = handle;
            handle->shm_exclusive |= bit;
        } else if (!(handle->shm_shared & bit)) {
            shm->shared[slot]++;
            handle->shm_shared |= bit;
        }
    }
    return SQLITE_OK;
}

static int file_shm_lock(sqlite3_file *file, int first, int count, int flags) {
    cfaults_handle *handle = enter(file);
    if (flags & SQLITE_SHM_UNLOCK) {
        for (int slot = first; handle->shm && slot < first + count; slot++) {
            shm_unlock(handle, slot);
        }
        return leave(handle, is_dead(handle) ? SQLITE_IOERR : SQLITE_OK);
    }
    if (is_dead(handle) || !handle->shm) {
        return leave(handle, SQLITE_IOERR);
    }
    bool injected;
    int code = cfaults_begin(handle->disk, CFAULTS_LOCK, false, &injected);
    if (code == SQLITE_OK) {
        code = shm_lock(handle, first, count, flags & SQLITE_SHM_EXCLUSIVE);
    }
    return leave(handle, code);
}

static void file_shm_barrier(sqlite3_file *file) {
    leave(enter(file), SQLITE_OK);
}

static int file_shm_unmap(sqlite3_file *file, int deletes) {
    (void)deletes; /* in memory it goes with its last user anyway */
    cfaults_handle *handle = enter(file);
    shm_close(handle);
    return leave(handle, SQLITE_OK);
}

/* ---- The rest of a file ---- */

static int file_close(sqlite3_file *file) {
    cfaults_handle *handle = enter(file);
    cfaults_disk *disk = handle->disk;
    shm_close(handle);
    if (handle->node) {
        unlock_to(handle, SQLITE_LOCK_NONE);
        cfaults_node_release(handle->node);
    }
    if (handle->previous) {
        handle->previous->next = handle->next;
    } else {
        disk->handles = handle->next;
    }
    if (handle->next) {
        handle->next->previous = handle->previous;
    }
    bool unused = disk->destroyed && !disk->handles;
    leave(handle, SQLITE_OK);
    if (unused) {
        cfaults_disk_free(disk);
    }
    return SQLITE_OK;
}

static int file_control(sqlite3_file *file, int control, void *argument) {
    (void)argument;
    cfaults_handle *handle = enter(file);
    int code = control == SQLITE_FCNTL_SIZE_HINT ? SQLITE_OK : SQLITE_NOTFOUND;
    return leave(handle, is_dead(handle) ? SQLITE_IOERR : code);
}

static int file_sector_size(sqlite3_file *file) {
    cfaults_handle *handle = enter(file);
    return leave(handle, handle->disk->sector_size);
}

static int file_characteristics(sqlite3_file *file) {
    cfaults_handle *handle = enter(file);
    return leave(handle, handle->disk->characteristics);
}

static const sqlite3_io_methods methods = {
    .iVersion = 2,
    .xClose = file_close,
    .xRead = file_read,
    .xWrite = file_write,
    .xTruncate = file_truncate,
    .xSync = file_sync,
    .xFileSize = file_size,
    .xLock = file_lock,
    .xUnlock = file_unlock,
    .xCheckReservedLock = file_check_reserved,
    .xFileControl = file_control,
    .xSectorSize = file_sector_size,
    .xDeviceCharacteristics = file_characteristics,
    .xShmMap = file_shm_map,
    .xShmLock = file_shm_lock,
    .xShmBarrier = file_shm_barrier,
    .xShmUnmap = file_shm_unmap,
};

/* ---- The file system ---- */

static cfaults_disk *enter_disk(sqlite3_vfs *vfs) {
    cfaults_disk *disk = vfs->pAppData;
    pthread_mutex_lock(&disk->mutex);
    return disk;
}

static int leave_disk(cfaults_disk *disk, int code) {
    pthread_mutex_unlock(&disk->mutex);
    return code;
}

/* The named file, found or created, with a hold on it. */
static int open_node(cfaults_disk *disk, const char *name, int flags, cfaults_node **result) {
    bool anonymous = !name || (flags & SQLITE_OPEN_DELETEONCLOSE);
    cfaults_node *node = anonymous ? NULL : cfaults_state_find(&disk->state, name);
    bool may_create = (flags & SQLITE_OPEN_CREATE) && !disk->read_only;
    bool injected;
    int code = cfaults_begin(disk, CFAULTS_OPEN, !anonymous && !node && may_create, &injected);
    if (code != SQLITE_OK) {
        return code;
    }
    if (anonymous) {
        *result = cfaults_node_create(true);
        return SQLITE_OK;
    }
    if (node ? (flags & SQLITE_OPEN_CREATE) && (flags & SQLITE_OPEN_EXCLUSIVE) : !may_create) {
        return SQLITE_CANTOPEN;
    }
    if (!node) {
        node = cfaults_state_create(&disk->state, name);
    }
    node->references++;
    *result = node;
    return SQLITE_OK;
}

static int vfs_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags,
                    int *out_flags) {
    const int journals =
        SQLITE_OPEN_MAIN_JOURNAL | SQLITE_OPEN_SUPER_JOURNAL | SQLITE_OPEN_WAL;
    cfaults_handle *handle = (cfaults_handle *)file;
    *handle = (cfaults_handle){0};
    cfaults_disk *disk = enter_disk(vfs);
    int code = open_node(disk, name, flags, &handle->node);
    if (code != SQLITE_OK) {
        return leave_disk(disk, code);
    }
    if (disk->read_only && !handle->node->anonymous) {
        flags = (flags & ~(SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE)) | SQLITE_OPEN_READONLY;
    }
    handle->disk = disk;
    handle->read_only = flags & SQLITE_OPEN_READONLY;
    handle->syncs_directory = (flags & SQLITE_OPEN_CREATE) && (flags & journals);
    handle->next = disk->handles;
    if (handle->next) {
        handle->next->previous = handle;
    }
    disk->handles = handle;
    handle->base.pMethods = &methods;
    if (out_flags) {
        *out_flags = flags;
    }
    return leave_disk(disk, SQLITE_OK);
}

static int vfs_delete(sqlite3_vfs *vfs, const char *name, int directory) {
    cfaults_disk *disk = enter_disk(vfs);
    return leave_disk(disk, cfaults_do_delete(disk, name, directory));
}

/* As on Unix, an empty file does not count as there. */
static int vfs_access(sqlite3_vfs *vfs, const char *name, int flags, int *result) {
    cfaults_disk *disk = enter_disk(vfs);
    *result = 0;
    if (disk->dead) {
        return leave_disk(disk, SQLITE_IOERR_ACCESS);
    }
    const cfaults_node *node = cfaults_state_find(&disk->state, name);
    switch (flags) {
    case SQLITE_ACCESS_EXISTS: *result = node && node->current.count > 0; break;
    case SQLITE_ACCESS_READWRITE: *result = node && !disk->read_only; break;
    default: *result = node != NULL; break;
    }
    return leave_disk(disk, SQLITE_OK);
}

static int vfs_full_path(sqlite3_vfs *vfs, const char *name, int capacity, char *result) {
    (void)vfs;
    if (strlen(name) >= (size_t)capacity) {
        return SQLITE_CANTOPEN;
    }
    memcpy(result, name, strlen(name) + 1);
    return SQLITE_OK;
}

static int vfs_randomness(sqlite3_vfs *vfs, int count, char *bytes) {
    cfaults_disk *disk = enter_disk(vfs);
    for (int i = 0; i < count; i++) {
        bytes[i] = (char)(cfaults_random(&disk->random) >> 56);
    }
    return leave_disk(disk, count);
}

static int vfs_sleep(sqlite3_vfs *vfs, int microseconds) {
    (void)vfs;
    sqlite3_vfs *usual = sqlite3_vfs_find(NULL);
    return usual->xSleep(usual, microseconds);
}

static int vfs_time_64(sqlite3_vfs *vfs, sqlite3_int64 *milliseconds) {
    cfaults_disk *disk = enter_disk(vfs);
    int64_t time = disk->time;
    leave_disk(disk, SQLITE_OK);
    if (time) {
        *milliseconds = time + julian_1970;
        return SQLITE_OK;
    }
    sqlite3_vfs *usual = sqlite3_vfs_find(NULL);
    return usual->xCurrentTimeInt64(usual, milliseconds);
}

static int vfs_time(sqlite3_vfs *vfs, double *days) {
    sqlite3_int64 milliseconds = 0;
    int code = vfs_time_64(vfs, &milliseconds);
    *days = (double)milliseconds / 86400000.0;
    return code;
}

static int vfs_last_error(sqlite3_vfs *vfs, int count, char *text) {
    (void)vfs, (void)count, (void)text;
    return 0;
}

/* Extensions are not loaded from a simulated disk. */
static void *vfs_dl_open(sqlite3_vfs *vfs, const char *name) {
    (void)vfs, (void)name;
    return NULL;
}

static void vfs_dl_error(sqlite3_vfs *vfs, int count, char *text) {
    (void)vfs;
    sqlite3_snprintf(count, text, "no extensions on a simulated disk");
}

static void (*vfs_dl_symbol(sqlite3_vfs *vfs, void *library, const char *name))(void) {
    (void)vfs, (void)library, (void)name;
    return NULL;
}

static void vfs_dl_close(sqlite3_vfs *vfs, void *library) {
    (void)vfs, (void)library;
}

void cfaults_vfs_fill(cfaults_disk *disk) {
    disk->vfs = (sqlite3_vfs){
        .iVersion = 2,
        .szOsFile = sizeof(cfaults_handle),
        .mxPathname = 1024,
        .zName = disk->vfs_name,
        .pAppData = disk,
        .xOpen = vfs_open,
        .xDelete = vfs_delete,
        .xAccess = vfs_access,
        .xFullPathname = vfs_full_path,
        .xDlOpen = vfs_dl_open,
        .xDlError = vfs_dl_error,
        .xDlSym = vfs_dl_symbol,
        .xDlClose = vfs_dl_close,
        .xRandomness = vfs_randomness,
        .xSleep = vfs_sleep,
        .xCurrentTime = vfs_time,
        .xGetLastError = vfs_last_error,
        .xCurrentTimeInt64 = vfs_time_64,
    };
}
