/* The reduced network in plain C: one loop over a 4-ary heap of (tick, rank, id), addressed draws, a log of rows.
 *
 * Rule numbers are those of carepath_sim/engines/CONTRACT.md. For a model without teams, holds, panels, wait
 * limits, practices, unplanned transitions, leaving ages or changing tables it writes the log that any engine of
 * the package writes, row for row. Birthdays, ages and what is allowed to whom are kept as an engine keeps them,
 * whether or not anything comes of them; a run has no other guards than the room in its log.
 */

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define DAY 1440
#define NEVER (1LL << 55)
#define OUT (-2)
#define SHIFT 32
#define RANKS 16

enum { ENTRY_GAP = 1, ENTRY_IS_REAL, ENTRY_AGE, ENTRY_NEED, ENTRY_SETTING };
enum { ENTERED = 1, MOVED = 2, LEFT = 4, WAITED = 5, WAIT_ENDED = 6, DECLINED = 7, PLACES = 16 };
enum { BY_AGE = -1, BY_ENTRY = -4 };
enum { BIRTHDAY = 5, CANDIDATE = 6, TRANSITION = 7 };
enum { WELL, LOG_FULL, NO_DESTINATION };

typedef struct {
    int64_t settings, pools, transitions, streams, lists, list_width, ages, needs, start_day, horizon;
    const int64_t *setting_pool;       /* [settings] */
    const uint8_t *is_limited;         /* [pools] */
    const int64_t *places;             /* [pools] */
    const uint8_t *allowed;            /* [settings, ages, needs] */
    const int64_t *first_exit;         /* [settings + 1] into the transitions, which are ordered by setting */
    const uint64_t *transition_stream; /* [transitions] */
    const int64_t *to;                 /* [transitions] */
    const double *rate;                /* [transitions, needs] per day */
    const double *entry_rate;          /* [streams] per day */
    const double *entry_ceiling;       /* [streams] per day */
    const double *entry_age_share;     /* [streams, ages] */
    const double *entry_need_share;    /* [streams, needs] */
    const int64_t *entry_list;         /* [streams, lists, list_width], filled with -1 */
    const double *entry_list_share;    /* [streams, lists] */
} Network;

typedef struct {
    int64_t *tick;
    int8_t *kind;
    int64_t *person;
    int32_t *a, *b, *cause;
    int64_t rows, row_capacity;
    int64_t *id, *born;
    int32_t *need, *stream;
    int64_t *since;
    int64_t people, people_capacity, events;
} Log;

typedef struct {
    int64_t id;
    int64_t entered, due, birthday; /* ticks */
    int32_t setting, occasion;      /* earlier spells there (rule 9) */
    int32_t next_transition;        /* the one that is due */
    int32_t wait_transition;        /* -1: waits for nothing */
    int32_t behind;                 /* in the queue, -1: nobody; of an unused slot, the next unused one */
    uint32_t spent;                 /* of the setting's transitions, a bit for each */
    int32_t age, need, born_year;
    int16_t born_month, born_day;
} Person;

/* `who` is a stream, or behind the streams the slot of a person; each stands in the heap once (rule 6). */
typedef struct {
    int64_t key; /* tick * RANKS + rank */
    int64_t who;
} Event;

typedef struct {
    const Network *net;
    Log *log;
    Event *heap;
    int64_t heap_size;
    int64_t *id;       /* [who] */
    int32_t *position; /* [who] in the heap, -1: nowhere */
    Person *people;
    int32_t *visits; /* [slot, setting]: spells there so far */
    int64_t slots, slot_capacity;
    int32_t unused;
    int64_t *occupied;
    int32_t *head, *tail;               /* queues of pools */
    uint64_t *by_transition, *by_entry; /* hashes of seed, replication and stream */
    int64_t now, freed; /* a tick; the pool in which a place was given up since the last drain, -1: none */
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

static inline int64_t pick(double u, const double *shares, int64_t count) {
    double total = 0.0;
    for (int64_t index = 0; index < count - 1; index++) {
        total += shares[index];
        if (u < total) return index;
    }
    return count - 1;
}

/* Rule 16, of a rate that never changes. */
static inline int64_t due(double amount, int64_t now, int64_t horizon, double rate) {
    if (amount * DAY > rate * (double)(horizon - now)) return NEVER;
    int64_t tick = now + (int64_t)ceil(amount * DAY / rate);
    return tick < horizon ? tick : horizon;
}

/* The calendar, by the algorithms of carepath_sim/clock.py; unsigned, since no day comes before year 0. */

static inline void date_of(int64_t day_number, int64_t *year, int64_t *month, int64_t *day) {
    uint64_t shifted = (uint64_t)day_number + 305, era = shifted / 146097, day_of_era = shifted - era * 146097;
    uint64_t year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    uint64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    uint64_t shifted_month = (5 * day_of_year + 2) / 153;
    *day = (int64_t)(day_of_year - (153 * shifted_month + 2) / 5 + 1);
    *month = (int64_t)(shifted_month < 10 ? shifted_month + 3 : shifted_month - 9);
    *year = (int64_t)(year_of_era + era * 400) + (*month <= 2);
}

static inline int64_t day_number(int64_t year, int64_t month, int64_t day) {
    uint64_t shifted_year = (uint64_t)(year - (month <= 2)), era = shifted_year / 400;
    uint64_t year_of_era = shifted_year - era * 400;
    uint64_t day_of_year = (153 * (uint64_t)(month > 2 ? month - 3 : month + 9) + 2) / 5 + (uint64_t)day - 1;
    uint64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return (int64_t)(era * 146097 + day_of_era) - 305;
}

static inline int is_leap(int64_t year) { return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0); }

static inline int64_t years_before(int64_t today, int64_t years) {
    int64_t year, month, day;
    if (years == 0) return today;
    date_of(today, &year, &month, &day);
    if (month == 2 && day == 29 && !is_leap(year - years)) day = 28;
    return day_number(year - years, month, day);
}

/* Rule 4. */
static inline int64_t birthday_tick(const Person *person, int64_t age, int64_t start_day) {
    int64_t year = person->born_year + age, month = person->born_month, day = person->born_day;
    if (month == 2 && day == 29 && !is_leap(year)) month = 3, day = 1;
    return (day_number(year, month, day) - start_day) * DAY;
}

static inline void write_row(State *s, int8_t kind, int64_t person, int32_t a, int32_t b, int32_t cause) {
    Log *log = s->log;
    int64_t row = log->rows;
    if (row >= log->row_capacity) {
        s->failed = LOG_FULL;
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

/* The heap. */

static inline int before(const State *s, Event one, Event other) {
    if (one.key != other.key) return one.key < other.key;
    return s->id[one.who] < s->id[other.who];
}

static inline void put(State *s, int64_t place, Event event) {
    s->heap[place] = event;
    s->position[event.who] = (int32_t)place;
}

/* Of up to four neighbours the earliest; keys that differ are compared without a branch, which would be guessed. */
static inline int64_t earliest_of(const State *s, int64_t first) {
    const Event *four = &s->heap[first];
    if (first + 4 <= s->heap_size) {
        int64_t one = four[1].key < four[0].key, other = 2 + (four[3].key < four[2].key);
        int64_t least = four[other].key < four[one].key ? other : one;
        int is_tie = (four[0].key == four[1].key) | (four[2].key == four[3].key) | (four[one].key == four[other].key);
        if (!is_tie) return first + least;
    }
    int64_t least = first;
    for (int64_t child = first + 1; child < first + 4 && child < s->heap_size; child++)
        if (before(s, s->heap[child], s->heap[least])) least = child;
    return least;
}

static inline void sift_up(State *s, int64_t hole, Event event) {
    while (hole > 0) {
        int64_t parent = (hole - 1) / 4;
        if (!before(s, event, s->heap[parent])) break;
        put(s, hole, s->heap[parent]);
        hole = parent;
    }
    put(s, hole, event);
}

static inline void sift_down(State *s, int64_t hole, Event event) {
    for (;;) {
        int64_t first = 4 * hole + 1;
        if (first >= s->heap_size) break;
        int64_t least = earliest_of(s, first);
        if (!before(s, s->heap[least], event)) break;
        put(s, hole, s->heap[least]);
        hole = least;
    }
    put(s, hole, event);
}

/* Plan the one thing that lies ahead of a stream or a person, instead of what was there. */
static void plan(State *s, int64_t who, int64_t key) {
    Event event = {key, who};
    int32_t place = s->position[who];
    if (place < 0)
        sift_up(s, s->heap_size++, event);
    else if (key < s->heap[place].key)
        sift_up(s, place, event);
    else
        sift_down(s, place, event);
}

static void strike_out(State *s, int64_t who) {
    int64_t place = s->position[who];
    Event last = s->heap[--s->heap_size];
    s->position[who] = -1;
    if (place == s->heap_size) return;
    if (place > 0 && before(s, last, s->heap[(place - 1) / 4]))
        sift_up(s, place, last);
    else
        sift_down(s, place, last);
}

/* People. */

static inline void plan_person(State *s, int32_t slot) {
    const Person *person = &s->people[slot];
    int64_t birthday = person->birthday * RANKS + BIRTHDAY, transition = person->due * RANKS + TRANSITION;
    plan(s, s->net->streams + slot, birthday < transition ? birthday : transition);
}

static inline int may_live_in(const Network *net, const Person *person, int64_t setting) {
    return net->allowed[(setting * net->ages + person->age) * net->needs + person->need];
}

/* The next transition of a spell: of equal ones the first of the setting (rule 19). */
static inline void next_transition(State *s, Person *person) {
    const Network *net = s->net;
    int64_t first = net->first_exit[person->setting], earliest = NEVER;
    int32_t chosen = -1;
    for (int64_t t = first; t < net->first_exit[person->setting + 1]; t++) {
        if (person->spent >> (t - first) & 1) continue;
        double amount = -log1p(-uniform(s->by_transition[t], person->id, person->occasion));
        int64_t when = due(amount, person->entered, net->horizon, net->rate[t * net->needs + person->need]);
        if (when <= person->entered) when = person->entered + 1; /* rule 18 */
        if (when < earliest) {
            earliest = when;
            chosen = (int32_t)t;
        }
    }
    person->due = earliest;
    person->next_transition = chosen;
}

static void begin_spell(State *s, int32_t slot, int32_t setting) {
    Person *person = &s->people[slot];
    person->setting = setting;
    person->entered = s->now;
    person->wait_transition = -1;
    person->spent = 0;
    person->occasion = s->visits[slot * s->net->settings + setting]++;
    next_transition(s, person);
    plan_person(s, slot);
}

static void end_wait(State *s, int32_t slot, int32_t cause) {
    Person *person = &s->people[slot];
    int32_t setting = (int32_t)s->net->to[person->wait_transition], in_front = -1;
    int64_t pool = s->net->setting_pool[setting];
    int32_t *link = &s->head[pool];
    while (*link != slot) {
        in_front = *link;
        link = &s->people[in_front].behind;
    }
    *link = person->behind;
    if (person->behind < 0) s->tail[pool] = in_front;
    person->wait_transition = -1;
    write_row(s, WAIT_ENDED, person->id, setting, (int32_t)pool, cause);
}

/* Take, then release (rules 22, 29). */
static void move(State *s, int32_t slot, int32_t setting, int32_t transition) {
    Person *person = &s->people[slot];
    int32_t origin = person->setting;
    if (person->wait_transition >= 0) end_wait(s, slot, transition);
    s->occupied[s->net->setting_pool[setting]]++;
    s->freed = s->net->setting_pool[origin];
    s->occupied[s->freed]--;
    write_row(s, MOVED, person->id, origin, setting, transition);
    begin_spell(s, slot, setting);
}

static void leave(State *s, int32_t slot, int32_t cause) {
    Person *person = &s->people[slot];
    if (person->wait_transition >= 0) end_wait(s, slot, cause);
    write_row(s, LEFT, person->id, person->setting, -1, cause);
    s->freed = s->net->setting_pool[person->setting];
    s->occupied[s->freed]--;
    strike_out(s, s->net->streams + slot);
    person->behind = s->unused;
    s->unused = slot;
}

static inline int64_t free_places(const State *s, int64_t pool) { return s->net->places[pool] - s->occupied[pool]; }

/* Rule 44b. Places never change here and the drain leaves nobody waiting for a free one, so that the only queue that
 * can have become movable is that of the pool in which the last place was given up. */
static void drain(State *s) {
    while (s->freed >= 0) {
        int64_t pool = s->freed;
        s->freed = -1;
        if (s->net->is_limited[pool] && s->head[pool] >= 0 && free_places(s, pool) > 0) {
            int32_t slot = s->head[pool], transition = s->people[slot].wait_transition;
            move(s, slot, (int32_t)s->net->to[transition], transition);
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

/* Rules 23 and 24. */
static void transition_due(State *s, int32_t slot) {
    const Network *net = s->net;
    Person *person = &s->people[slot];
    int32_t transition = person->next_transition;
    int64_t to = net->to[transition];
    if (to == OUT) {
        leave(s, slot, transition);
        return;
    }
    int64_t pool = net->setting_pool[to];
    int is_allowed = may_live_in(net, person, to);
    if (is_allowed && (!net->is_limited[pool] || (s->head[pool] < 0 && free_places(s, pool) > 0))) {
        move(s, slot, (int32_t)to, transition);
        return;
    }
    if (is_allowed && person->wait_transition < 0)
        wait_for(s, slot, pool, transition);
    else
        write_row(s, DECLINED, person->id, (int32_t)to, -1, transition);
    person->spent |= 1U << (transition - net->first_exit[person->setting]);
    next_transition(s, person);
    plan_person(s, slot);
}

/* Rule 27, where no setting has a leaving age. */
static void have_birthday(State *s, int32_t slot) {
    Person *person = &s->people[slot];
    if (++person->age >= s->net->ages) {
        leave(s, slot, BY_AGE);
        return;
    }
    person->birthday = birthday_tick(person, person->age + 1, s->net->start_day);
    if (person->wait_transition >= 0 && !may_live_in(s->net, person, s->net->to[person->wait_transition]))
        end_wait(s, slot, BY_AGE);
    plan_person(s, slot);
}

/* Entry. */

static void reserve(State *s, int64_t capacity) {
    int64_t everybody = s->net->streams + capacity;
    s->slot_capacity = capacity;
    s->people = realloc(s->people, (size_t)capacity * sizeof(Person));
    s->visits = realloc(s->visits, (size_t)(capacity * s->net->settings) * sizeof(int32_t));
    s->heap = realloc(s->heap, (size_t)everybody * sizeof(Event));
    s->id = realloc(s->id, (size_t)everybody * sizeof(int64_t));
    s->position = realloc(s->position, (size_t)everybody * sizeof(int32_t));
}

static int32_t new_slot(State *s, int64_t id) {
    int32_t slot = s->unused;
    if (slot >= 0) {
        s->unused = s->people[slot].behind;
    } else {
        if (s->slots == s->slot_capacity) reserve(s, 2 * s->slot_capacity);
        slot = (int32_t)s->slots++;
    }
    memset(&s->visits[slot * s->net->settings], 0, (size_t)s->net->settings * sizeof(int32_t));
    s->people[slot].id = s->id[s->net->streams + slot] = id;
    s->position[s->net->streams + slot] = -1;
    return slot;
}

static void plan_candidate(State *s, int64_t stream, int64_t id) {
    double amount = -log1p(-uniform(s->by_entry[ENTRY_GAP], id, 0));
    int64_t gap = (int64_t)ceil(DAY * amount / s->net->entry_ceiling[stream]);
    s->id[stream] = id;
    plan(s, stream, (s->now + (gap > 1 ? gap : 1)) * RANKS + CANDIDATE);
}

/* Completed years and days since that birthday, both from one draw (rule 12). */
static inline int64_t age_at_entry(double u, const double *shares, int64_t ages, int64_t *days) {
    double total = 0.0, below = 0.0;
    int64_t years = 0;
    for (int64_t year = 0; year < ages; year++) {
        if (shares[year] <= 0.0) continue;
        years = year;
        below = total;
        total += shares[year];
        if (u < total) break;
    }
    int64_t since = (int64_t)((u - below) / shares[years] * 365);
    *days = since < 0 ? 0 : since > 364 ? 364 : since;
    return years;
}

/* Rules 11 and 12. */
static void candidate(State *s, int64_t stream) {
    const Network *net = s->net;
    Log *log = s->log;
    const uint64_t *hash = s->by_entry;
    int64_t id = s->id[stream], days, year, month, day;
    if (uniform(hash[ENTRY_IS_REAL], id, 0) * net->entry_ceiling[stream] >= net->entry_rate[stream]) return;
    int64_t years = age_at_entry(uniform(hash[ENTRY_AGE], id, 0), &net->entry_age_share[stream * net->ages],
                                 net->ages, &days);
    int64_t born = years_before(net->start_day + s->now / DAY, years) - days;
    date_of(born, &year, &month, &day);
    int64_t need = pick(uniform(hash[ENTRY_NEED], id, 0), &net->entry_need_share[stream * net->needs], net->needs);
    int64_t list = pick(uniform(hash[ENTRY_SETTING], id, 0), &net->entry_list_share[stream * net->lists], net->lists);
    if (log->people >= log->people_capacity) {
        s->failed = LOG_FULL;
        return;
    }
    log->id[log->people] = id;
    log->born[log->people] = born;
    log->need[log->people] = (int32_t)need;
    log->stream[log->people] = (int32_t)stream;
    log->since[log->people++] = s->now;
    int32_t slot = new_slot(s, id);
    Person *person = &s->people[slot];
    person->age = (int32_t)years;
    person->need = (int32_t)need;
    person->born_year = (int32_t)year;
    person->born_month = (int16_t)month;
    person->born_day = (int16_t)day;
    person->birthday = birthday_tick(person, years + 1, net->start_day);
    const int64_t *to = &net->entry_list[(stream * net->lists + list) * net->list_width];
    for (int64_t turn = 0; turn < net->list_width && to[turn] >= 0; turn++) {
        int64_t pool = net->setting_pool[to[turn]];
        if (!may_live_in(net, person, to[turn]) || (net->is_limited[pool] && free_places(s, pool) <= 0)) continue;
        s->occupied[pool]++;
        write_row(s, ENTERED, id, (int32_t)to[turn], (int32_t)stream, BY_ENTRY);
        begin_spell(s, slot, (int32_t)to[turn]);
        return;
    }
    s->failed = NO_DESTINATION;
}

/* A run. */

static void prepare(State *s, const Network *net, Log *log, uint64_t seed, uint64_t replication) {
    uint64_t run = mix(mix(seed) ^ replication);
    memset(s, 0, sizeof *s);
    s->net = net;
    s->log = log;
    s->unused = -1;
    s->freed = -1;
    reserve(s, 1024);
    for (int64_t stream = 0; stream < net->streams; stream++) s->position[stream] = -1;
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
    free(s->id);
    free(s->position);
    free(s->people);
    free(s->visits);
    free(s->occupied);
    free(s->head);
    free(s->tail);
    free(s->by_transition);
    free(s->by_entry);
}

/* Run one replication into `log`; 0 if all went well, else why not: LOG_FULL or NO_DESTINATION. */
int simulate(const Network *net, uint64_t seed, uint64_t replication, Log *log) {
    State s;
    prepare(&s, net, log, seed, replication);
    for (int64_t pool = 0; pool < net->pools; pool++)
        if (net->is_limited[pool]) write_row(&s, PLACES, -1, (int32_t)pool, (int32_t)net->places[pool], BY_ENTRY);
    for (int64_t stream = 0; stream < net->streams; stream++) plan_candidate(&s, stream, (stream + 1) << SHIFT);
    while (s.heap_size && s.heap[0].key < net->horizon * RANKS && !s.failed) {
        int64_t rows = log->rows, who = s.heap[0].who;
        int rank = (int)(s.heap[0].key % RANKS);
        s.now = s.heap[0].key / RANKS;
        if (rank == CANDIDATE) {
            candidate(&s, who);
            drain(&s);
            plan_candidate(&s, who, s.id[who] + 1);
        } else {
            if (rank == BIRTHDAY)
                have_birthday(&s, (int32_t)(who - net->streams));
            else
                transition_due(&s, (int32_t)(who - net->streams));
            drain(&s);
        }
        log->events += log->rows > rows;
    }
    discard(&s);
    return s.failed;
}
