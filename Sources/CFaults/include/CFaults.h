/*
 * CFaults: a disk in memory, seen by SQLite as a VFS, that can be made to fail.
 *
 * Crash tests use it to simulate power cuts, torn pages, I/O errors, a full disk and bit rot.
 * Every file has bytes that survive a power cut (durable), bytes that programs see (current), and
 * an ordered journal of the changes between the two. Result codes are those of SQLite
 * (SQLITE_OK is 0). Every function may be called from any thread. Memory that cannot be had
 * ends the process: this is a tool for tests and the simulator.
 */
#ifndef CFAULTS_H
#define CFAULTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A disk: named files, their journals, and a registered VFS. */
typedef struct cfaults_disk cfaults_disk;

/* A deep copy of all that a disk holds at one moment. */
typedef struct cfaults_snapshot cfaults_snapshot;

/* What becomes of the changes that were not yet synced when the power goes. Directory changes and
   truncates are a file system's metadata: of these, over all files, a number of first ones stays
   (none in LOSE, all in KEEP), as an ordered journal has it. Writes have no such order. */
typedef enum cfaults_cut {
    CFAULTS_CUT_LOSE = 0,    /* all are lost */
    CFAULTS_CUT_PREFIX = 1,  /* per file a random number of first ones stay */
    CFAULTS_CUT_SECTORS = 2, /* each 512-byte sector of each write stays or not: torn pages */
    CFAULTS_CUT_KEEP = 3     /* all stay, as when only the process is killed */
} cfaults_cut;

/* The kinds of calls that can be made to fail. */
typedef enum cfaults_kind {
    CFAULTS_ANY = 0,
    CFAULTS_READ = 1,
    CFAULTS_WRITE = 2,
    CFAULTS_SYNC = 3, /* of a file or of the directory */
    CFAULTS_TRUNCATE = 4,
    CFAULTS_OPEN = 5,
    CFAULTS_DELETE = 6,
    CFAULTS_LOCK = 7, /* taking a file lock or a WAL-index lock; releasing never fails */
    CFAULTS_RENAME = 8
} cfaults_kind;

/* ---- A disk's life ---- */

/* Makes an empty disk and registers it as a VFS that is not the default; NULL if the name is
   already that of a VFS. Open databases on it with sqlite3_open_v2(..., vfs_name). */
cfaults_disk *cfaults_disk_create(const char *vfs_name);

/* Unregisters the VFS and frees the disk. Handles still open go dead, and the memory then goes
   with the last of them; better close every connection first. */
void cfaults_disk_destroy(cfaults_disk *disk);

/* ---- Settings: they survive cuts and restores ---- */

/* What xDeviceCharacteristics answers (SQLITE_IOCAP_...). 0 at first: nothing is promised, not
   even that a write spares its neighbours (powersafe overwrite). */
void cfaults_disk_characteristics(cfaults_disk *disk, int characteristics);

/* What xSectorSize answers; 4096 at first. Tearing is by 512 bytes whatever is said here. */
void cfaults_disk_sector_size(cfaults_disk *disk, int bytes);

/* The most bytes all files may have together; a write beyond it stores what fits and returns
   SQLITE_FULL. 0, as at first, is no limit. */
void cfaults_disk_limit(cfaults_disk *disk, int64_t bytes);

/* The same for the files whose names begin with a prefix, as if they were on another disk. */
void cfaults_disk_limit_part(cfaults_disk *disk, const char *prefix, int64_t bytes);

/* A disk mounted read-only: opens to write fall back to reading where the file exists, and are
   SQLITE_CANTOPEN where it would have to be created; changes through handles already open fail. */
void cfaults_disk_read_only(cfaults_disk *disk, bool read_only);

/* Seeds xRandomness and the choice of how much of a failing write gets through. */
void cfaults_disk_seed(cfaults_disk *disk, uint64_t seed);

/* The time that SQLite sees, in milliseconds since 1970; it stands still. 0 is the machine's own
   clock. At first it is 2026-01-01 00:00 UTC. */
void cfaults_disk_time(cfaults_disk *disk, int64_t milliseconds);

/* ---- Power cuts ---- */

/* How many effectful calls (write, truncate, sync, delete, create, rename, directory sync) were
   performed or failed by injection, ever. Anonymous temporary files do not count. */
int64_t cfaults_disk_operations(cfaults_disk *disk);

/* When operation number n (the first ever is 1) is about to be performed, the disk dies instead:
   that call and all later ones fail with SQLITE_IOERR until a cut or a restore. To die at the
   k-th operation from now, n is cfaults_disk_operations + k. 0 disarms. */
void cfaults_disk_cut_at(cfaults_disk *disk, int64_t n);

/* Whether the disk has died by cfaults_disk_cut_at and was not yet brought back. */
bool cfaults_disk_is_dead(cfaults_disk *disk);

/* Cuts the power now. The seed and the mode decide which unsynced changes survived; what did is
   both durable and current. Open handles are dead (close them; all else returns SQLITE_IOERR),
   locks are gone, and the disk can be used again. Injected errors, limit etc. stay. */
void cfaults_disk_cut(cfaults_disk *disk, uint64_t seed, cfaults_cut mode);

/* ---- Errors ---- */

/* Lets the nth following call of this kind (1 is the next) return the code, and the calls after
   it too, count times in all (0: until cleared). Orders add up. A failing write may get some
   first sectors through. A failing sync is Linux's: the 4096-byte pages it should have written
   count as clean, so no later sync writes them unless the program writes to the same page again;
   the next cut keeps or loses each at random (all lost in mode LOSE, all kept in KEEP). The file
   size and the directory are not pages: a later sync does cover them.
   A delete failing with SQLITE_IOERR_DIR_FSYNC is done, but not synced. */
void cfaults_disk_fail(cfaults_disk *disk, cfaults_kind kind, int64_t nth, int code,
                       int64_t count);

/* Forgets every order given with cfaults_disk_fail. */
void cfaults_disk_clear(cfaults_disk *disk);

/* How many calls were made to fail, ever: tells a test whether its error was met at all. */
int64_t cfaults_disk_failures(cfaults_disk *disk);

/* How many calls of this kind there were, ever: the range for a sweep over nth. */
int64_t cfaults_disk_calls(cfaults_disk *disk, cfaults_kind kind);

/* ---- The test's own hand on the files: no counting, no errors, works on a dead disk ---- */

/* Rot: flips one bit (bit 0 is the lowest of byte 0) in the durable and the current bytes, and
   in what is on its way between. SQLITE_NOTFOUND if there is no such file, SQLITE_RANGE if it
   is too short. */
int cfaults_disk_flip(cfaults_disk *disk, const char *name, uint64_t bit);

/* The file's current size, or -1 if there is none of this name. */
int64_t cfaults_disk_size(cfaults_disk *disk, const char *name);

/* Copies current bytes into the buffer; how many, or -1 if there is no such file. */
int64_t cfaults_disk_read(cfaults_disk *disk, const char *name, int64_t offset, void *buffer,
                          size_t count);

/* Makes these the file's bytes, durably, creating it if need be; open handles see them. The
   directory counts as synced. */
void cfaults_disk_put(cfaults_disk *disk, const char *name, const void *bytes, size_t count);

/* Removes the file, durably; open handles keep the nameless one. The directory counts as synced.
   SQLITE_NOTFOUND if there is none. */
int cfaults_disk_remove(cfaults_disk *disk, const char *name);

/* Puts the current bytes of one file into another, durably. SQLITE_NOTFOUND if there is none. */
int cfaults_disk_copy(cfaults_disk *disk, const char *from_name, const char *to_name);

/* How many named files there are now. */
size_t cfaults_disk_count(cfaults_disk *disk);

/* Writes the name at this index (0 ..< count, in the order of the alphabet) with its final NUL
   into the buffer, shortened if need be. The name's full length, or -1 past the end. */
int64_t cfaults_disk_name(cfaults_disk *disk, size_t index, char *buffer, size_t capacity);

/* Keeps all files, with what is durable, current and between, to be put back later. */
cfaults_snapshot *cfaults_disk_snapshot(cfaults_disk *disk);

/* Puts a snapshot back, on this or another disk, any number of times. Open handles are dead
   afterwards, and a dead disk lives again; the unsynced stays unsynced, so a cut may follow. */
void cfaults_disk_restore(cfaults_disk *disk, const cfaults_snapshot *snapshot);

/* Frees a snapshot. */
void cfaults_snapshot_destroy(cfaults_snapshot *snapshot);

/* ---- Files the application writes by itself: counted, failing and cut as SQLite's are ---- */

/* Creates the file, or empties it if it exists (O_CREAT|O_TRUNC). A created name is not durable
   before a sync of the file or of the directory. */
int cfaults_file_create(cfaults_disk *disk, const char *name);

/* Writes at the file's end. SQLITE_CANTOPEN if there is none. */
int cfaults_file_append(cfaults_disk *disk, const char *name, const void *bytes, size_t count);

/* Makes the file's bytes durable, and its creation and truncates with all metadata before these,
   but not a later rename of it. */
int cfaults_file_sync(cfaults_disk *disk, const char *name);

/* Renames, in one step replacing what had the new name. Durable after a directory sync; before,
   a cut may undo it, or keep the new name with bytes that were not synced lost. */
int cfaults_file_rename(cfaults_disk *disk, const char *from_name, const char *to_name);

/* Deletes the file. A cut may undo it before the directory is synced. SQLITE_IOERR_DELETE_NOENT
   if there is none. */
int cfaults_file_delete(cfaults_disk *disk, const char *name);

/* Makes every creation, deletion and rename so far durable. */
int cfaults_file_sync_directory(cfaults_disk *disk);

/* Reads as the application does: how many bytes, or a negative SQLite code
   (-SQLITE_CANTOPEN if there is no such file, -SQLITE_IOERR on a dead disk). */
int64_t cfaults_file_read(cfaults_disk *disk, const char *name, int64_t offset, void *buffer,
                          size_t count);

/* Replaces a file safely, as an application should: create name.tmp, append, sync, rename, sync
   the directory; five counted operations. Stops at the first that fails, with its code. */
int cfaults_file_write(cfaults_disk *disk, const char *name, const void *bytes, size_t count);

#ifdef __cplusplus
}
#endif

#endif
