/* Private: what a disk is made of. Everything here is called with the disk's mutex held. */
#ifndef CFAULTS_STATE_H
#define CFAULTS_STATE_H

#include "CFaults.h"

#include <pthread.h>
#include <sqlite3.h>

enum { CFAULTS_KINDS = CFAULTS_RENAME + 1, CFAULTS_SECTOR = 512, CFAULTS_PAGE = 4096 };

typedef struct cfaults_handle cfaults_handle;
typedef struct cfaults_shm cfaults_shm;

typedef struct cfaults_bytes {
    unsigned char *data;
    size_t count;
    size_t capacity;
} cfaults_bytes;

typedef enum cfaults_fate {
    CFAULTS_PENDING,   /* waits for a sync; a cut decides by its mode */
    CFAULTS_ABANDONED, /* its sync failed: no later one covers it, unless its page is written to */
    CFAULTS_SYNCED     /* durable, but after an abandoned one, so it cannot be folded in yet */
} cfaults_fate;

/* One write or truncate since the file's last sync. */
typedef struct cfaults_entry {
    cfaults_fate fate;
    bool truncates;
    uint64_t sequence; /* of a truncate: when it was among the state's; else 0 */
    size_t offset; /* the new size, of a truncate */
    size_t count;
    unsigned char *data;
} cfaults_entry;

/* A file without its name, as an inode. */
typedef struct cfaults_node {
    int references;
    bool anonymous; /* a temporary file: never durable, so not journaled */
    bool counted;   /* scratch for cfaults_disk_used */
    cfaults_bytes current;
    cfaults_bytes durable;
    cfaults_entry *entries;
    size_t entry_count;
    size_t entry_capacity;
    int shared;                /* handles with SHARED or more */
    cfaults_handle *reserved;  /* the handle with RESERVED or more */
    cfaults_handle *pending;   /* the handle with PENDING or EXCLUSIVE */
    cfaults_shm *shm;          /* the WAL-index, while a handle has it; not owned */
    struct cfaults_node *copy; /* scratch for cfaults_state_clone */
} cfaults_node;

typedef struct cfaults_name {
    char *name;
    cfaults_node *node;
} cfaults_name;

/* Names sorted. */
typedef struct cfaults_directory {
    cfaults_name *items;
    size_t count;
    size_t capacity;
} cfaults_directory;

/* A directory change not yet durable: a creation (no from), a rename, a deletion (no node). */
typedef struct cfaults_change {
    char *from;
    char *name;
    cfaults_node *node;
    uint64_t sequence;
} cfaults_change;

typedef struct cfaults_state {
    cfaults_directory current;
    cfaults_directory durable;
    cfaults_change *changes;
    size_t change_count;
    size_t change_capacity;
    uint64_t sequence; /* of the last directory change or truncate */
    uint64_t settled;  /* up to here they are durable */
} cfaults_state;

typedef struct cfaults_rule {
    cfaults_kind kind;
    int64_t wait; /* matching calls to let pass */
    int code;
    int64_t left; /* failures still to give, -1: no end */
    struct cfaults_rule *next;
} cfaults_rule;

struct cfaults_disk {
    pthread_mutex_t mutex;
    sqlite3_vfs vfs;
    char *vfs_name;
    cfaults_state state;
    cfaults_handle *handles;
    cfaults_rule *rules;
    bool dead;
    bool destroyed;
    bool read_only;
    int64_t operations;
    int64_t cut_at;
    int64_t limit;
    /* The same for the files whose names begin so. */
    int64_t part_limit;
    char *part_prefix;
    int64_t failures;
    int64_t calls[CFAULTS_KINDS];
    uint64_t random; /* for xRandomness */
    uint64_t noise;  /* for how much of a failing write gets through */
    int64_t time;
    int characteristics;
    int sector_size;
};

/* An open file of SQLite. Dead once it has no node. */
struct cfaults_handle {
    sqlite3_file base;
    cfaults_disk *disk;
    cfaults_node *node;
    cfaults_handle *previous;
    cfaults_handle *next;
    int lock;
    bool read_only;
    bool syncs_directory; /* the next sync is also one of the directory */
    cfaults_shm *shm;
    bool shm_read_only;
    unsigned shm_shared;
    unsigned shm_exclusive;
};

struct cfaults_snapshot {
    cfaults_state state;
};

/* state.c */
void *cfaults_memory(void *old, size_t size);
char *cfaults_string(const char *text);
uint64_t cfaults_random(uint64_t *state);

cfaults_node *cfaults_node_create(bool anonymous);
void cfaults_node_release(cfaults_node *node);
void cfaults_node_write(cfaults_node *node, size_t offset, const void *bytes, size_t count);
void cfaults_node_abandon(cfaults_node *node);
void cfaults_node_put(cfaults_node *node, const void *bytes, size_t count);
bool cfaults_node_flip(cfaults_node *node, uint64_t bit);
size_t cfaults_node_read(const cfaults_node *node, int64_t offset, void *buffer, size_t count);

cfaults_node *cfaults_state_find(const cfaults_state *state, const char *name);
cfaults_node *cfaults_state_create(cfaults_state *state, const char *name);
void cfaults_state_delete(cfaults_state *state, const char *name);
void cfaults_state_rename(cfaults_state *state, const char *from, const char *to);
void cfaults_state_sync(cfaults_state *state);
void cfaults_state_sync_file(cfaults_state *state, cfaults_node *node);
void cfaults_state_truncate(cfaults_state *state, cfaults_node *node, size_t size);
void cfaults_state_cut(cfaults_state *state, uint64_t seed, cfaults_cut mode);
void cfaults_state_clone(cfaults_state *to, const cfaults_state *from);
void cfaults_state_clear(cfaults_state *state);

/* faults.c: one call each, counted and failing as ordered */
int cfaults_begin(cfaults_disk *disk, cfaults_kind kind, bool counted, bool *injected);
int cfaults_do_write(cfaults_disk *disk, cfaults_node *node, int64_t offset, const void *bytes,
                     size_t count);
int cfaults_do_truncate(cfaults_disk *disk, cfaults_node *node, int64_t size);
int cfaults_do_sync(cfaults_disk *disk, cfaults_node *node, bool directory);
int cfaults_do_delete(cfaults_disk *disk, const char *name, bool directory);
void cfaults_disk_free(cfaults_disk *disk);

/* vfs.c */
void cfaults_vfs_fill(cfaults_disk *disk);

#endif
