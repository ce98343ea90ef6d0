// Sockets, as far as Swift cannot import them: what is waited for, datagrams by the batch with the
// interface that they came by, and changes of addresses. Flat values in and out; whoever calls owns
// the descriptors. What fails returns -1 and leaves errno.
#ifndef CAUSEWAY_NET_H
#define CAUSEWAY_NET_H

#include <stddef.h>
#include <stdint.h>

/// Where somebody is: an IPv6 address, or an IPv4 one mapped into it (::ffff:a.b.c.d).
struct causeway_place {
    uint8_t host[16];
    uint32_t interface;
    uint16_t port;
};

// What is waited for.

enum { CAUSEWAY_IN = 1, CAUSEWAY_OUT = 2, CAUSEWAY_GONE = 4 };

struct causeway_ready {
    uint64_t token;
    int what;
};

int causeway_poll_open(void);
/// Waits from now on for what is wanted of a file; `is_new` if it was not waited for before.
int causeway_poll_set(int poll, int file, uint64_t token, int what, int is_new);
int causeway_poll_drop(int poll, int file);
/// How many are ready; 0 after so many milliseconds, or if a signal came (-1: without end).
int causeway_poll_wait(int poll, struct causeway_ready *ready, int most, int milliseconds);
int causeway_event_open(void);
void causeway_event_raise(int file);
void causeway_event_clear(int file);

// Interfaces.

enum {
    CAUSEWAY_UP = 1,
    CAUSEWAY_LOOPBACK = 2,
    CAUSEWAY_MULTICAST = 4,
    CAUSEWAY_BROADCAST = 8,
    CAUSEWAY_V4 = 16,
    CAUSEWAY_V6 = 32,
};

/// One address of an interface, or an interface without any (then neither V4 nor V6).
struct causeway_interface {
    char name[16];
    uint32_t index;
    int flags;
    uint8_t host[16];
    uint8_t broadcast[16];
    /// Bits of the network's part of `host`, of 128.
    uint8_t prefix;
};

/// All addresses of all interfaces; how many there are, at most as many as there is room for.
int causeway_interfaces(struct causeway_interface *all, int most);
/// A descriptor that is ready when addresses or links change, and reading all that it says.
int causeway_changes_open(void);
int causeway_changes_read(int file);

// Datagrams.

/// A socket for datagrams of one family (4 or 6) on a port that others may use as well.
int causeway_udp_open(int family, uint16_t port);
/// Hears a group on an interface. 0, or -1; joining again is no fault.
int causeway_udp_join(int file, int family, const uint8_t group[16], uint32_t interface);
int causeway_udp_leave(int file, int family, const uint8_t group[16], uint32_t interface);
/// Sends one datagram out of an interface; by IPv4 from this address.
int causeway_udp_send(
    int file, const struct causeway_place *to, const uint8_t from[16], const void *bytes,
    size_t count);

struct causeway_datagram {
    struct causeway_place from;
    /// Whom it was for: a group, a broadcast address, or one of this machine's.
    uint8_t to[16];
    /// Its bytes are at this place of the room; more than a slot holds is cut and says so.
    uint32_t count;
    int is_cut;
};

enum { CAUSEWAY_BATCH = 32 };

/// As many as are there, at most CAUSEWAY_BATCH, each into a slot of the room. 0 if there are none.
int causeway_udp_receive(int file, struct causeway_datagram *all, void *room, size_t slot);

// Streams.

/// Takes streams of both families on a port, or on any if it is 0; only of this machine if
/// `is_local`. `port` is which it became.
int causeway_tcp_listen(uint16_t *port, int is_local);
/// The next one that came; -1 if there is none.
int causeway_tcp_accept(int file, struct causeway_place *from);
/// Begins to reach somebody: writable when that is decided.
int causeway_tcp_dial(const struct causeway_place *to);
/// Why it could not be reached; 0 if it was.
int causeway_tcp_fault(int file);

/// Milliseconds: of the clock that stops in sleep, of the one that does not, and what people call
/// the time.
struct causeway_clocks {
    uint64_t ticks;
    uint64_t boot;
    int64_t wall;
};
struct causeway_clocks causeway_clocks(void);

#endif
