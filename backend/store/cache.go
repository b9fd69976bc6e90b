package store

import (
	"slices"
	"strings"

	"github.com/parleydesk/parley/backend/desk"
)

// refKey names a row across organizations.
type refKey struct {
	org  desk.OrgID
	kind desk.Kind
	id   string
}

type lookupKey struct {
	org desk.OrgID
	desk.Lookup
}

type orgKind struct {
	org  desk.OrgID
	kind desk.Kind
}

// tally is a number kept per person: open interactions, of one inbox or of all, or
// pending offers.
type tally struct {
	org  desk.OrgID
	what desk.Kind    // RowInteraction or RowOffer
	in   desk.InboxID // "" = all
}

type head struct {
	seq  int64
	hash []byte
	at   int64
}

// cache holds committed state for the one writer. Nothing else writes these
// tables, so what is in it is right until the writer commits the next batch and
// merges that batch's rows. It is never touched by a transaction that has not
// committed; when a commit's fate is unclear the whole cache is thrown away.
// It is guarded by the writer's turn.
type cache struct {
	rows     *generations[refKey, desk.Row]
	lookups  *generations[lookupKey, string]
	threads  *generations[threadKey, int64] // their numbers
	looks    looks
	resident map[orgKind][]desk.Row // sorted by id
	tallies  map[tally]map[desk.UserID]int
	heads    map[desk.OrgID]head
	queues   queues
	listens  map[desk.OrgID]bool // somebody reads the organization's events; none = not read yet

	lastIntake, mostIntake int64 // the highest id given, and the last of the block that was taken
}

func newCache(rows int) *cache {
	return &cache{
		rows: newGenerations[refKey, desk.Row](rows), lookups: newGenerations[lookupKey, string](rows),
		threads:  newGenerations[threadKey, int64](rows),
		looks:    newLooks(rows),
		resident: map[orgKind][]desk.Row{}, tallies: map[tally]map[desk.UserID]int{}, heads: map[desk.OrgID]head{},
		queues: queues{}, listens: map[desk.OrgID]bool{},
	}
}

// put keeps a committed row, which the cache owns from now on. It learns no
// lookups from it: an alias may have gone to another contact since, and only the
// transaction that moves it, or the database, knows.
func (c *cache) put(org desk.OrgID, spec *rowSpec, r desk.Row) {
	id := r.RowKey().ID
	if spec.Resident {
		if list, loaded := c.resident[orgKind{org, spec.Kind}]; loaded {
			c.resident[orgKind{org, spec.Kind}] = insertSorted(list, r)
		}
		return
	}
	c.rows.put(refKey{org, spec.Kind, id}, r)
}

// drop forgets a committed row that was removed.
func (c *cache) drop(k refKey, spec *rowSpec) {
	if spec.Resident {
		if list, loaded := c.resident[orgKind{k.org, k.kind}]; loaded {
			c.resident[orgKind{k.org, k.kind}] = deleteSorted(list, k.id)
		}
		return
	}
	c.rows.drop(k)
}

// committed gives a row if the cache has it, nil if not.
func (c *cache) committed(k refKey, spec *rowSpec) desk.Row {
	if !spec.Resident {
		r, _ := c.rows.get(k)
		return r
	}
	list := c.resident[orgKind{k.org, k.kind}]
	if i, found := slices.BinarySearchFunc(list, k.id, compareID); found {
		return list[i]
	}
	return nil
}

func compareID(r desk.Row, id string) int { return strings.Compare(r.RowKey().ID, id) }

func insertSorted(list []desk.Row, r desk.Row) []desk.Row {
	i, found := slices.BinarySearchFunc(list, r.RowKey().ID, compareID)
	if found {
		list[i] = r
		return list
	}
	return slices.Insert(list, i, r)
}

func deleteSorted(list []desk.Row, id string) []desk.Row {
	i, found := slices.BinarySearchFunc(list, id, compareID)
	if found {
		return slices.Delete(list, i, i+1)
	}
	return list
}

// generations is a bounded map that forgets what was not asked for lately: when
// the young half is full it becomes the old half, and the old one is dropped.
type generations[K comparable, V any] struct {
	limit      int // of each half
	young, old map[K]V
}

func newGenerations[K comparable, V any](limit int) *generations[K, V] {
	return &generations[K, V]{limit: max(1, limit/2), young: map[K]V{}}
}

func (g *generations[K, V]) get(k K) (V, bool) {
	if v, ok := g.young[k]; ok {
		return v, true
	}
	v, ok := g.old[k]
	if ok {
		g.put(k, v)
	}
	return v, ok
}

func (g *generations[K, V]) put(k K, v V) {
	if _, known := g.young[k]; !known && len(g.young) >= g.limit {
		g.old, g.young = g.young, make(map[K]V, g.limit)
	}
	g.young[k] = v
}

func (g *generations[K, V]) drop(k K) {
	delete(g.young, k)
	delete(g.old, k)
}
