#define _GNU_SOURCE

#include "clinux_net.h"

#include <arpa/inet.h>
#include <errno.h>
#include <ifaddrs.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

// Addresses

static const uint8_t mapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};

static int is_v4(const uint8_t host[16]) { return memcmp(host, mapped, 12) == 0; }

static void put_v4(uint8_t host[16], struct in_addr address) {
    memcpy(host, mapped, 12);
    memcpy(host + 12, &address, 4);
}

static void put_place(struct causeway_place *place, const struct sockaddr_storage *address) {
    if (address->ss_family == AF_INET) {
        const struct sockaddr_in *v4 = (const struct sockaddr_in *)address;
        put_v4(place->host, v4->sin_addr);
        place->port = ntohs(v4->sin_port);
        place->interface = 0;
    } else {
        const struct sockaddr_in6 *v6 = (const struct sockaddr_in6 *)address;
        memcpy(place->host, &v6->sin6_addr, 16);
        place->port = ntohs(v6->sin6_port);
        place->interface = v6->sin6_scope_id;
    }
}

/// The scope is for addresses that mean something on one link only.
static socklen_t address_of(
    const struct causeway_place *place, struct sockaddr_storage *address, int as_v6) {
    memset(address, 0, sizeof *address);
    if (is_v4(place->host) && !as_v6) {
        struct sockaddr_in *v4 = (struct sockaddr_in *)address;
        v4->sin_family = AF_INET;
        v4->sin_port = htons(place->port);
        memcpy(&v4->sin_addr, place->host + 12, 4);
        return sizeof *v4;
    }
    struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)address;
    v6->sin6_family = AF_INET6;
    v6->sin6_port = htons(place->port);
    memcpy(&v6->sin6_addr, place->host, 16);
    if (IN6_IS_ADDR_LINKLOCAL(&v6->sin6_addr) || IN6_IS_ADDR_MC_LINKLOCAL(&v6->sin6_addr))
        v6->sin6_scope_id = place->interface;
    return sizeof *v6;
}

static int set(int file, int level, int name, int value) {
    return setsockopt(file, level, name, &value, sizeof value);
}

static int closing(int file) {
    int fault = errno;
    close(file);
    errno = fault;
    return -1;
}

// What is waited for

int causeway_poll_open(void) { return epoll_create1(EPOLL_CLOEXEC); }

int causeway_poll_set(int poll, int file, uint64_t token, int what, int is_new) {
    struct epoll_event event = {0};
    if (what & CAUSEWAY_IN) event.events |= EPOLLIN;
    if (what & CAUSEWAY_OUT) event.events |= EPOLLOUT;
    event.data.u64 = token;
    return epoll_ctl(poll, is_new ? EPOLL_CTL_ADD : EPOLL_CTL_MOD, file, &event);
}

int causeway_poll_drop(int poll, int file) {
    return epoll_ctl(poll, EPOLL_CTL_DEL, file, NULL);
}

int causeway_poll_wait(int poll, struct causeway_ready *ready, int most, int milliseconds) {
    struct epoll_event events[64];
    int count = epoll_wait(poll, events, most < 64 ? most : 64, milliseconds);
    if (count < 0) return errno == EINTR ? 0 : -1;
    for (int i = 0; i < count; i++) {
        int what = 0;
        if (events[i].events & EPOLLIN) what |= CAUSEWAY_IN;
        if (events[i].events & EPOLLOUT) what |= CAUSEWAY_OUT;
        if (events[i].events & (EPOLLERR | EPOLLHUP)) what |= CAUSEWAY_GONE;
        ready[i].token = events[i].data.u64;
        ready[i].what = what;
    }
    return count;
}

int causeway_event_open(void) { return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK); }

void causeway_event_raise(int file) {
    uint64_t one = 1;
    ssize_t written = write(file, &one, sizeof one);
    (void)written;
}

void causeway_event_clear(int file) {
    uint64_t count;
    ssize_t got = read(file, &count, sizeof count);
    (void)got;
}

// Interfaces

static uint8_t bits(const uint8_t *mask, int count) {
    uint8_t found = 0;
    for (int i = 0; i < count; i++) found += (uint8_t)__builtin_popcount(mask[i]);
    return found;
}

static int flags_of(unsigned int flags) {
    int found = 0;
    if ((flags & IFF_UP) && (flags & IFF_RUNNING)) found |= CAUSEWAY_UP;
    if (flags & IFF_LOOPBACK) found |= CAUSEWAY_LOOPBACK;
    if (flags & IFF_MULTICAST) found |= CAUSEWAY_MULTICAST;
    if (flags & IFF_BROADCAST) found |= CAUSEWAY_BROADCAST;
    return found;
}

int causeway_interfaces(struct causeway_interface *all, int most) {
    struct ifaddrs *list;
    if (getifaddrs(&list) != 0) return -1;
    int count = 0;
    for (struct ifaddrs *one = list; one != NULL && count < most; one = one->ifa_next) {
        struct causeway_interface *to = &all[count];
        memset(to, 0, sizeof *to);
        strncpy(to->name, one->ifa_name, sizeof to->name - 1);
        to->index = if_nametoindex(one->ifa_name);
        to->flags = flags_of(one->ifa_flags);
        if (to->index == 0) continue;
        if (one->ifa_addr != NULL && one->ifa_addr->sa_family == AF_INET) {
            to->flags |= CAUSEWAY_V4;
            put_v4(to->host, ((struct sockaddr_in *)one->ifa_addr)->sin_addr);
            if (one->ifa_netmask != NULL) {
                struct in_addr mask = ((struct sockaddr_in *)one->ifa_netmask)->sin_addr;
                to->prefix = 96 + bits((const uint8_t *)&mask, 4);
            }
            if ((one->ifa_flags & IFF_BROADCAST) && one->ifa_broadaddr != NULL)
                put_v4(to->broadcast, ((struct sockaddr_in *)one->ifa_broadaddr)->sin_addr);
        } else if (one->ifa_addr != NULL && one->ifa_addr->sa_family == AF_INET6) {
            to->flags |= CAUSEWAY_V6;
            memcpy(to->host, &((struct sockaddr_in6 *)one->ifa_addr)->sin6_addr, 16);
            if (one->ifa_netmask != NULL)
                to->prefix = bits(
                    (const uint8_t *)&((struct sockaddr_in6 *)one->ifa_netmask)->sin6_addr, 16);
        } else {
            continue;
        }
        count++;
    }
    freeifaddrs(list);
    return count;
}

int causeway_changes_open(void) {
    int file = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_ROUTE);
    if (file < 0) return -1;
    struct sockaddr_nl address = {0};
    address.nl_family = AF_NETLINK;
    address.nl_groups = RTMGRP_LINK | RTMGRP_IPV4_IFADDR | RTMGRP_IPV6_IFADDR;
    if (bind(file, (struct sockaddr *)&address, sizeof address) != 0) return closing(file);
    return file;
}

int causeway_changes_read(int file) {
    // What changed is looked up anew; that too much was said to be kept says the same.
    char room[8192];
    int found = 0;
    for (int i = 0; i < 64; i++) {
        ssize_t got = recv(file, room, sizeof room, MSG_DONTWAIT);
        if (got > 0 || (got < 0 && errno == ENOBUFS)) {
            found = 1;
        } else {
            break;
        }
    }
    return found;
}

// Datagrams

int causeway_udp_open(int family, uint16_t port) {
    int domain = family == 4 ? AF_INET : AF_INET6;
    int file = socket(domain, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (file < 0) return -1;
    struct sockaddr_storage address = {0};
    socklen_t size;
    int done = set(file, SOL_SOCKET, SO_REUSEADDR, 1);
    // What others flood this machine with is to leave room for those one listens to.
    set(file, SOL_SOCKET, SO_RCVBUF, 1 << 20);
    if (domain == AF_INET) {
        done |= set(file, IPPROTO_IP, IP_PKTINFO, 1) | set(file, SOL_SOCKET, SO_BROADCAST, 1)
            | set(file, IPPROTO_IP, IP_MULTICAST_ALL, 0)
            | set(file, IPPROTO_IP, IP_MULTICAST_TTL, 1);
        struct sockaddr_in *v4 = (struct sockaddr_in *)&address;
        v4->sin_family = AF_INET;
        v4->sin_port = htons(port);
        size = sizeof *v4;
    } else {
        done |= set(file, IPPROTO_IPV6, IPV6_V6ONLY, 1)
            | set(file, IPPROTO_IPV6, IPV6_RECVPKTINFO, 1)
            | set(file, IPPROTO_IPV6, IPV6_MULTICAST_HOPS, 1);
#ifdef IPV6_MULTICAST_ALL
        set(file, IPPROTO_IPV6, IPV6_MULTICAST_ALL, 0);
#endif
        struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)&address;
        v6->sin6_family = AF_INET6;
        v6->sin6_port = htons(port);
        size = sizeof *v6;
    }
    if (done != 0 || bind(file, (struct sockaddr *)&address, size) != 0) return closing(file);
    return file;
}

static int membership(
    int file, int family, const uint8_t group[16], uint32_t interface, int joins) {
    if (family == 4) {
        struct ip_mreqn request = {0};
        memcpy(&request.imr_multiaddr, group + 12, 4);
        request.imr_ifindex = (int)interface;
        return setsockopt(
            file, IPPROTO_IP, joins ? IP_ADD_MEMBERSHIP : IP_DROP_MEMBERSHIP, &request,
            sizeof request);
    }
    struct ipv6_mreq request = {0};
    memcpy(&request.ipv6mr_multiaddr, group, 16);
    request.ipv6mr_interface = interface;
    return setsockopt(
        file, IPPROTO_IPV6, joins ? IPV6_JOIN_GROUP : IPV6_LEAVE_GROUP, &request, sizeof request);
}

int causeway_udp_join(int file, int family, const uint8_t group[16], uint32_t interface) {
    if (membership(file, family, group, interface, 1) == 0 || errno == EADDRINUSE) return 0;
    return -1;
}

int causeway_udp_leave(int file, int family, const uint8_t group[16], uint32_t interface) {
    return membership(file, family, group, interface, 0);
}

int causeway_udp_send(
    int file, const struct causeway_place *to, const uint8_t from[16], const void *bytes,
    size_t count) {
    struct sockaddr_storage address;
    struct iovec part = {.iov_base = (void *)bytes, .iov_len = count};
    struct msghdr message = {0};
    message.msg_name = &address;
    message.msg_namelen = address_of(to, &address, 0);
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    // The interface is said for each datagram: one socket speaks on all of them.
    union {
        struct cmsghdr head;
        char room[CMSG_SPACE(sizeof(struct in6_pktinfo))];
    } control;
    memset(&control, 0, sizeof control);
    message.msg_control = &control;
    if (is_v4(to->host)) {
        struct in_pktinfo *info = (struct in_pktinfo *)CMSG_DATA(&control.head);
        message.msg_controllen = CMSG_SPACE(sizeof *info);
        control.head.cmsg_level = IPPROTO_IP;
        control.head.cmsg_type = IP_PKTINFO;
        control.head.cmsg_len = CMSG_LEN(sizeof *info);
        info->ipi_ifindex = (int)to->interface;
        // Else some other address of this machine may be said to be where it is.
        memcpy(&info->ipi_spec_dst, from + 12, 4);
    } else {
        struct in6_pktinfo *info = (struct in6_pktinfo *)CMSG_DATA(&control.head);
        message.msg_controllen = CMSG_SPACE(sizeof *info);
        control.head.cmsg_level = IPPROTO_IPV6;
        control.head.cmsg_type = IPV6_PKTINFO;
        control.head.cmsg_len = CMSG_LEN(sizeof *info);
        info->ipi6_ifindex = to->interface;
    }
    return sendmsg(file, &message, MSG_DONTWAIT | MSG_NOSIGNAL) < 0 ? -1 : 0;
}

static void read_target(struct msghdr *message, struct causeway_datagram *one) {
    for (struct cmsghdr *head = CMSG_FIRSTHDR(message); head != NULL;
         head = CMSG_NXTHDR(message, head)) {
        if (head->cmsg_level == IPPROTO_IP && head->cmsg_type == IP_PKTINFO) {
            struct in_pktinfo info;
            memcpy(&info, CMSG_DATA(head), sizeof info);
            one->from.interface = (uint32_t)info.ipi_ifindex;
            put_v4(one->to, info.ipi_addr);
        } else if (head->cmsg_level == IPPROTO_IPV6 && head->cmsg_type == IPV6_PKTINFO) {
            struct in6_pktinfo info;
            memcpy(&info, CMSG_DATA(head), sizeof info);
            one->from.interface = info.ipi6_ifindex;
            memcpy(one->to, &info.ipi6_addr, 16);
        }
    }
}

int causeway_udp_receive(int file, struct causeway_datagram *all, void *room, size_t slot) {
    struct mmsghdr messages[CAUSEWAY_BATCH];
    struct iovec parts[CAUSEWAY_BATCH];
    struct sockaddr_storage froms[CAUSEWAY_BATCH];
    union {
        struct cmsghdr head;
        char room[CMSG_SPACE(sizeof(struct in6_pktinfo)) + CMSG_SPACE(sizeof(struct in_pktinfo))];
    } controls[CAUSEWAY_BATCH];
    memset(messages, 0, sizeof messages);
    for (int i = 0; i < CAUSEWAY_BATCH; i++) {
        parts[i].iov_base = (char *)room + (size_t)i * slot;
        parts[i].iov_len = slot;
        messages[i].msg_hdr.msg_iov = &parts[i];
        messages[i].msg_hdr.msg_iovlen = 1;
        messages[i].msg_hdr.msg_name = &froms[i];
        messages[i].msg_hdr.msg_namelen = sizeof froms[i];
        messages[i].msg_hdr.msg_control = &controls[i];
        messages[i].msg_hdr.msg_controllen = sizeof controls[i];
    }
    int count = recvmmsg(file, messages, CAUSEWAY_BATCH, MSG_DONTWAIT, NULL);
    if (count < 0) return errno == EAGAIN || errno == EINTR ? 0 : -1;
    for (int i = 0; i < count; i++) {
        memset(&all[i], 0, sizeof all[i]);
        put_place(&all[i].from, &froms[i]);
        read_target(&messages[i].msg_hdr, &all[i]);
        all[i].count = messages[i].msg_len;
        all[i].is_cut = (messages[i].msg_hdr.msg_flags & MSG_TRUNC) != 0;
    }
    return count;
}

// Streams

static void tune(int file) {
    set(file, IPPROTO_TCP, TCP_NODELAY, 1);
    set(file, SOL_SOCKET, SO_KEEPALIVE, 1);
    set(file, IPPROTO_TCP, TCP_KEEPIDLE, 30);
    set(file, IPPROTO_TCP, TCP_KEEPINTVL, 10);
    set(file, IPPROTO_TCP, TCP_KEEPCNT, 3);
    // What was said and not acknowledged for so long is not waited for: the pauses before it is
    // said again grow, and who is back meanwhile would wait as long as they were away.
    set(file, IPPROTO_TCP, TCP_USER_TIMEOUT, 10000);
}

static int listening(int domain, uint16_t *port, int is_local) {
    int file = socket(domain, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (file < 0) return -1;
    struct sockaddr_storage address = {0};
    socklen_t size;
    set(file, SOL_SOCKET, SO_REUSEADDR, 1);
    if (domain == AF_INET6) {
        struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)&address;
        set(file, IPPROTO_IPV6, IPV6_V6ONLY, 0);
        v6->sin6_family = AF_INET6;
        v6->sin6_port = htons(*port);
        size = sizeof *v6;
    } else {
        struct sockaddr_in *v4 = (struct sockaddr_in *)&address;
        v4->sin_family = AF_INET;
        v4->sin_port = htons(*port);
        v4->sin_addr.s_addr = htonl(is_local ? INADDR_LOOPBACK : INADDR_ANY);
        size = sizeof *v4;
    }
    if (bind(file, (struct sockaddr *)&address, size) != 0 || listen(file, 128) != 0)
        return closing(file);
    size = sizeof address;
    if (getsockname(file, (struct sockaddr *)&address, &size) != 0) return closing(file);
    struct causeway_place place;
    put_place(&place, &address);
    *port = place.port;
    return file;
}

int causeway_tcp_listen(uint16_t *port, int is_local) {
    if (!is_local) {
        int file = listening(AF_INET6, port, 0);
        if (file >= 0 || errno == EADDRINUSE) return file;
    }
    return listening(AF_INET, port, is_local);
}

int causeway_tcp_accept(int file, struct causeway_place *from) {
    struct sockaddr_storage address;
    socklen_t size = sizeof address;
    int found = accept4(file, (struct sockaddr *)&address, &size, SOCK_CLOEXEC | SOCK_NONBLOCK);
    if (found < 0) return -1;
    put_place(from, &address);
    tune(found);
    return found;
}

int causeway_tcp_dial(const struct causeway_place *to) {
    struct sockaddr_storage address;
    socklen_t size = address_of(to, &address, 0);
    int file = socket(address.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (file < 0) return -1;
    tune(file);
    if (connect(file, (struct sockaddr *)&address, size) != 0 && errno != EINPROGRESS)
        return closing(file);
    return file;
}

int causeway_tcp_fault(int file) {
    int fault = 0;
    socklen_t size = sizeof fault;
    if (getsockopt(file, SOL_SOCKET, SO_ERROR, &fault, &size) != 0) return errno;
    return fault;
}

// Clocks

static int64_t milliseconds(clockid_t clock) {
    struct timespec now = {0};
    clock_gettime(clock, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

struct causeway_clocks causeway_clocks(void) {
    struct causeway_clocks clocks;
    clocks.ticks = (uint64_t)milliseconds(CLOCK_MONOTONIC);
    clocks.boot = (uint64_t)milliseconds(CLOCK_BOOTTIME);
    clocks.wall = milliseconds(CLOCK_REALTIME);
    return clocks;
}
