/* The reduced network in plain C: one loop over a 4-ary heap of (tick, rank, id), addressed draws, a log of rows.
 *
 * Rule numbers are those of carepath_sim/engines/CONTRACT.md. For a model without teams, holds, panels,
 * wait limits, practices or changing tables, in which nobody who waits has another way out and no birthday
 * decides anything, it writes the log that any engine of the package writes, row for row. Birthdays are left
 * out: here they leave no row.
 */

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define DAY 1440
#define NEVER (1LL << 60)
#define NO_TIME (-(1LL << 60))
#define OUT (-2)
#define SHIFT 32

enum { ENTRY_GAP = 1, ENTRY_IS_REAL, ENTRY_AGE, ENTRY_NEED, ENTRY_SETTING };
enum { ENTERED = 1, MOVED = 2, LEFT = 4, WAITED = 5, WAIT_ENDED = 6, PLACES = 16 };
enum { BY_ENTRY = -4 };
enum { CANDIDATE = 6, TRANSITION = 7 };

typedef struct {
    int64_t settings, pools, transitions, streams, lists, start_day, horizon;
    const int64_t *setting_pool;      /* [settings] */
    const uint8_t *is_limited;        /* [pools] */
    const int64_t *places;            /* [pools] */
    const int64_t *first_exit;        /* [settings + 1] into the transitions, which are ordered by setting */
    const uint64_t *transition_stream; /* [transitions] */
    const int64_t *to;                /* [transitions] */
    const double *rate;               /* [transitions] per day */
    const double *entry_rate;         /* [streams] per day */
    const double *entry_ceiling;      /* [streams] per day */
    const int64_t *entry_list;        /* [streams, lists] */
    const double *entry_list_share;   /* [streams, lists] */
} Network;

typedef struct {
    int64_t *tick;
    int8_t *kind;
    int64_t *person;
    int32_t *a, *b, *cause;
    int64_t rows, row_capacity;
    int64_t *id, *born;
    int32_t *stream;
    int64_t *since;
    int64_t people, people_capacity, events;
} Log;

typedef struct {
    int64_t id;
    int32_t setting;
    int32_t next_transition; /* the one that is scheduled */
    int32_t wait_transition; /* -1: waits for nothing */
    int32_t behind; /* in the queue, -1: nobody; of an unused slot, the next unused one */
} Person;

/* The key is tick * 16 + rank; `who` is a slot of a person, or a stream. */
typedef struct {
    int64_t key, id;
    int32_t who;
} Event;

typedef struct {
    const Network *net;
    Log *log;
    Event *heap;
    int64_t heap_size, heap_capacity;
    int root_is_free;
    Person *people;
    int32_t *visits; /* [slot, setting]: earlier spells there (rule 9) */
    int64_t slots, slot_capacity;
    int32_t unused;
    int64_t *occupied;
    int32_t *head, *tail; /* queues of pools */
    uint64_t *by_transition, *by_entry; /* hashes of seed, replication and stream */
    int64_t now;
    int failed;
} State;

static inline uint64_t mix(uint64_t state) {
    uint64_t z = state + 0x9E3779B97F4A7C15ULL;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
    return z ^ (z >> 31);
}

/* Rule 8, the hash of the address's beginning being kept. */
static inline double uniform(uint64_t begun, int64_t id, int64_t occasion) {
    uint64_t word = mix(mix(begun ^ (uint64_t)id) ^ (uint64_t)occasion);
    return (double)((word >> 11) | 1) * (1.0 / 9007199254740992.0);
}

/* Rule 16, of a rate that never changes. */
static inline int64_t due(double amount, int64_t now, int64_t horizon, double rate) {
    if (amount > rate * (double)(horizon - now) / DAY) return NEVER;
    int64_t tick = now + (int64_t)ceil(amount * DAY / rate);
    return tick < horizon ? tick : horizon;
}

static inline void write_row(State *s, int8_t kind, int64_t person, int32_t a, int32_t b, int32_t cause) {
    Log *log = s->log;
    int64_t row = log->rows;
    if (row >= log->row_capacity) {
        s->failed = 1;
        return;
    }
    log->tick[row] = s->now;
    log->kind[row] = kind;
    log->person[row] = person;
    log->a[row] = a;
    log->b[row] = b;
    log->cause[row] = cause;
    log->rows = row + 1;
}

/* Without a branch, which the processor would guess wrong half of the time. */
static inline int before(const Event *one, const Event *other) {
    return (one->key < other->key) | ((one->key == other->key) & (one->id < other->id));
}

static inline void sift_up(Event *heap, int64_t hole, Event event) {
    while (hole > 0) {
        int64_t parent = (hole - 1) / 4;
        if (!before(&event, &heap[parent])) break;
        heap[hole] = heap[parent];
        hole = parent;
    }
    heap[hole] = event;
}

static inline void sift_down(Event *heap, int64_t size, Event event) {
    int64_t hole = 0;
    for (;;) {
        int64_t first = 4 * hole + 1;
        if (first >= size) break;
        int64_t least = first;
        if (first + 4 <= size) {
            int64_t one = first + before(&heap[first + 1], &heap[first]);
            int64_t other = first + 2 + before(&heap[first + 3], &heap[first + 2]);
            least = before(&heap[other], &heap[one]) ? other : one;
        } else {
            for (int64_t child = first + 1; child < size; child++)
                if (before(&heap[child], &heap[least])) least = child;
        }
        if (!before(&heap[least], &event)) break;
        heap[hole] = heap[least];
        hole = least;
    }
    heap[hole] = event;
}

static void schedule(State *s, int64_t tick, int rank, int64_t id, int32_t who) {
    if (tick >= s->net->horizon) return;
    Event event = {tick * 16 + rank, id, who};
    if (s->root_is_free) {
        s->root_is_free = 0;
        sift_down(s->heap, s->heap_size, event);
        return;
    }
    if (s->heap_size == s->heap_capacity) {
        s->heap_capacity *= 2;
        s->heap = realloc(s->heap, (size_t)s->heap_capacity * sizeof(Event));
    }
    sift_up(s->heap, s->heap_size++, event);
}

/* The event that ran keeps the root until its handler schedules another, which most do. */
static void close_root(State *s) {
    if (!s->root_is_free) return;
    s->root_is_free = 0;
    Event last = s->heap[--s->heap_size];
    if (s->heap_size) sift_down(s->heap, s->heap_size, last);
}

/* Someone's next transition: of equal ones the first of the setting (rule 19). */
static inline int32_t earliest_transition(State *s, int32_t slot, int64_t since, int32_t occasion, int64_t *tick) {
    const Network *net = s->net;
    const Person *person = &s->people[slot];
    int64_t earliest = NEVER;
    int32_t chosen = -1;
    for (int64_t t = net->first_exit[person->setting]; t < net->first_exit[person->setting + 1]; t++) {
        double amount = -log1p(-uniform(s->by_transition[t], person->id, occasion));
        int64_t when = due(amount, since, net->horizon, net->rate[t]);
        if (when <= since) when = since + 1; /* rule 18 */
        if (when < earliest) {
            earliest = when;
            chosen = (int32_t)t;
        }
    }
    *tick = earliest;
    return chosen;
}

static void begin_spell(State *s, int32_t slot, int32_t setting) {
    int64_t tick;
    s->people[slot].setting = setting;
    s->people[slot].wait_transition = -1;
    int32_t occasion = s->visits[slot * s->net->settings + setting]++;
    s->people[slot].next_transition = earliest_transition(s, slot, s->now, occasion, &tick);
    schedule(s, tick, TRANSITION, s->people[slot].id, slot);
}

static void end_wait(State *s, int32_t slot, int32_t transition) {
    Person *person = &s->people[slot];
    int32_t setting = (int32_t)s->net->to[person->wait_transition];
    int64_t pool = s->net->setting_pool[setting];
    s->head[pool] = person->behind; /* only the head of a queue is ever served */
    if (s->head[pool] < 0) s->tail[pool] = -1;
    person->wait_transition = -1;
    write_row(s, WAIT_ENDED, person->id, setting, (int32_t)pool, transition);
}

/* Take, then release (rules 22, 29). */
static void move(State *s, int32_t slot, int32_t setting, int32_t transition) {
    Person *person = &s->people[slot];
    int32_t origin = person->setting;
    if (person->wait_transition >= 0) end_wait(s, slot, transition);
    s->occupied[s->net->setting_pool[setting]]++;
    s->occupied[s->net->setting_pool[origin]]--;
    write_row(s, MOVED, person->id, origin, setting, transition);
    begin_spell(s, slot, setting);
}

static inline int64_t free_places(const State *s, int64_t pool) { return s->net->places[pool] - s->occupied[pool]; }

/* Rule 44b. */
static void drain(State *s) {
    for (int64_t pool = 0; pool < s->net->pools;) {
        if (s->net->is_limited[pool] && s->head[pool] >= 0 && free_places(s, pool) > 0) {
            int32_t slot = s->head[pool], transition = s->people[slot].wait_transition;
            move(s, slot, (int32_t)s->net->to[transition], transition);
            pool = 0;
        } else {
            pool++;
        }
    }
}

/* Join a queue ordered by (tick, id): events of one minute come by id, so its end is the place (rule 23). */
static void wait_for(State *s, int32_t slot, int64_t pool, int32_t transition) {
    Person *person = &s->people[slot];
    person->wait_transition = transition;
    person->behind = -1;
    if (s->tail[pool] >= 0)
        s->people[s->tail[pool]].behind = slot;
    else
        s->head[pool] = slot;
    s->tail[pool] = slot;
    write_row(s, WAITED, person->id, (int32_t)s->net->to[transition], (int32_t)pool, transition);
}

static void transition_due(State *s, int32_t slot, int32_t transition) {
    Person *person = &s->people[slot];
    int64_t to = s->net->to[transition];
    if (to == OUT) {
        write_row(s, LEFT, person->id, person->setting, -1, transition);
        s->occupied[s->net->setting_pool[person->setting]]--;
        person->behind = s->unused;
        s->unused = slot;
        return;
    }
    int64_t pool = s->net->setting_pool[to];
    if (!s->net->is_limited[pool] || (s->head[pool] < 0 && free_places(s, pool) > 0))
        move(s, slot, (int32_t)to, transition);
    else
        wait_for(s, slot, pool, transition);
}

static int32_t new_slot(State *s) {
    int64_t settings = s->net->settings;
    int32_t slot = s->unused;
    if (slot >= 0) {
        s->unused = s->people[slot].behind;
    } else {
        if (s->slots == s->slot_capacity) {
            s->slot_capacity *= 2;
            s->people = realloc(s->people, (size_t)s->slot_capacity * sizeof(Person));
            s->visits = realloc(s->visits, (size_t)(s->slot_capacity * settings) * sizeof(int32_t));
        }
        slot = (int32_t)s->slots++;
    }
    memset(&s->visits[slot * settings], 0, (size_t)settings * sizeof(int32_t));
    return slot;
}

static void plan_candidate(State *s, int64_t stream, int64_t id) {
    double amount = -log1p(-uniform(s->by_entry[ENTRY_GAP], id, 0));
    int64_t gap = (int64_t)ceil(DAY * amount / s->net->entry_ceiling[stream]);
    schedule(s, s->now + (gap > 1 ? gap : 1), CANDIDATE, id, (int32_t)stream);
}

/* Rules 11 and 12, of people who are all in their first year when they come. */
static void candidate(State *s, int64_t stream, int64_t id) {
    const Network *net = s->net;
    Log *log = s->log;
    const uint64_t *hash = s->by_entry;
    if (uniform(hash[ENTRY_IS_REAL], id, 0) * net->entry_ceiling[stream] >= net->entry_rate[stream]) return;
    int64_t days = (int64_t)(uniform(hash[ENTRY_AGE], id, 0) * 365);
    double u = uniform(hash[ENTRY_SETTING], id, 0), total = 0.0;
    int64_t list = 0;
    for (; list < net->lists - 1; list++) {
        total += net->entry_list_share[stream * net->lists + list];
        if (u < total) break;
    }
    int32_t slot = new_slot(s), setting = (int32_t)net->entry_list[stream * net->lists + list];
    if (log->people >= log->people_capacity) {
        s->failed = 1;
        return;
    }
    log->id[log->people] = id;
    log->born[log->people] = net->start_day + s->now / DAY - (days < 364 ? days : 364);
    log->stream[log->people] = (int32_t)stream;
    log->since[log->people++] = s->now;
    s->people[slot].id = id;
    s->occupied[net->setting_pool[setting]]++;
    write_row(s, ENTERED, id, setting, (int32_t)stream, BY_ENTRY);
    begin_spell(s, slot, setting);
}

static void prepare(State *s, const Network *net, Log *log, uint64_t seed, uint64_t replication) {
    uint64_t run = mix(mix(seed) ^ replication);
    memset(s, 0, sizeof *s);
    s->net = net;
    s->log = log;
    s->unused = -1;
    s->heap_capacity = s->slot_capacity = 256;
    s->heap = malloc((size_t)s->heap_capacity * sizeof(Event));
    s->people = malloc((size_t)s->slot_capacity * sizeof(Person));
    s->visits = malloc((size_t)(s->slot_capacity * net->settings) * sizeof(int32_t));
    s->occupied = calloc((size_t)net->pools, sizeof(int64_t));
    s->head = malloc((size_t)net->pools * sizeof(int32_t));
    s->tail = malloc((size_t)net->pools * sizeof(int32_t));
    memset(s->head, -1, (size_t)net->pools * sizeof(int32_t));
    memset(s->tail, -1, (size_t)net->pools * sizeof(int32_t));
    s->by_transition = malloc((size_t)net->transitions * sizeof(uint64_t));
    s->by_entry = malloc((ENTRY_SETTING + 1) * sizeof(uint64_t));
    for (int64_t t = 0; t < net->transitions; t++) s->by_transition[t] = mix(run ^ net->transition_stream[t]);
    for (uint64_t e = 0; e <= ENTRY_SETTING; e++) s->by_entry[e] = mix(run ^ e);
}

static void discard(State *s) {
    free(s->heap);
    free(s->people);
    free(s->visits);
    free(s->occupied);
    free(s->head);
    free(s->tail);
    free(s->by_transition);
    free(s->by_entry);
}

/* Run one replication into `log`; 0 if all went well, 1 if the log was too small. */
int simulate(const Network *net, uint64_t seed, uint64_t replication, Log *log) {
    State s;
    prepare(&s, net, log, seed, replication);
    for (int64_t pool = 0; pool < net->pools; pool++)
        if (net->is_limited[pool]) write_row(&s, PLACES, -1, (int32_t)pool, (int32_t)net->places[pool], BY_ENTRY);
    for (int64_t stream = 0; stream < net->streams; stream++) plan_candidate(&s, stream, (stream + 1) << SHIFT);
    while (s.heap_size && !s.failed) {
        Event event = s.heap[0];
        s.root_is_free = 1;
        int64_t rows = log->rows;
        s.now = event.key >> 4;
        if ((event.key & 15) == CANDIDATE) {
            candidate(&s, event.who, event.id);
            drain(&s);
            plan_candidate(&s, event.who, event.id + 1);
        } else {
            transition_due(&s, event.who, s.people[event.who].next_transition);
            drain(&s);
        }
        close_root(&s);
        log->events += log->rows > rows;
    }
    discard(&s);
    return s.failed;
}
