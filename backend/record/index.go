package record

import (
	"cmp"
	"math"
	"slices"
	"sort"
	"strings"

	"github.com/parleydesk/parley/backend/desk"
)

// row is what one interaction is searched by, in some 100 bytes: a million of them are
// held. Words and ids are codes of a dictionary.
type row struct {
	seq, started, ended    int64
	n                      int32 // its line, 0 = it goes on
	queue, first, handling int32 // seconds; first is -1 where no person answered
	in, out                int32
	business, void         bool

	number, contact, inbox, plan, starter, endedBy, reason, disposition, before, agents, promised code
	service, sources                                                                              code
}

type code uint32

// dictionary gives what occurs often a number.
type dictionary[T comparable] struct {
	codes map[T]code
	words []T
	keep  func(T) T // how a new one is kept; nil = as it is
}

// newDictionary is one of words, in which the empty one is 0. It keeps none of the text that
// a word was cut from.
func newDictionary() *dictionary[string] {
	return &dictionary[string]{codes: map[string]code{"": 0}, words: []string{""}, keep: strings.Clone}
}

func (d *dictionary[T]) code(word T) code {
	c, known := d.codes[word]
	if known {
		return c
	}
	if d.codes == nil {
		d.codes = map[T]code{}
	}
	if d.keep != nil {
		word = d.keep(word)
	}
	c = code(len(d.words)) //nolint:gosec // far below 2^32
	d.codes[word], d.words = c, append(d.words, word)
	return c
}

// index holds what the records of one organization are searched by.
type index struct {
	last  int64 // the last line that is in it
	rows  []row // in the order of their lines
	order []int32
	ids   *dictionary[string] // ids, words of ours, and lists of agents
	texts *dictionary[string] // service names and lists of sources, as people wrote them
	// agents and sources have the parts of each list, by its code.
	agents, sources map[code][]code
	services        map[code]bool // the service names that occur
	void            int           // rows that count no more
}

func newIndex() *index {
	return &index{ids: newDictionary(), texts: newDictionary(), agents: map[code][]code{}, sources: map[code][]code{}, services: map[code]bool{}}
}

func seconds(ms int64) int32 {
	if ms < 0 {
		return -1
	}
	return int32(min(ms/1000, math.MaxInt32)) //nolint:gosec // it is bounded
}

func small(n int64) int32 { return int32(min(max(n, 0), math.MaxInt32)) } //nolint:gosec // it is bounded

// rowOf codes what a line is searched by.
func (x *index) rowOf(n int64, f desk.RecordFacts) row {
	r := row{
		n: small(n), seq: f.FirstSeq, started: f.StartedAt, ended: f.EndedAt,
		queue: seconds(f.Queue), first: seconds(f.First), handling: seconds(f.Handling), in: small(f.MessagesIn), out: small(f.MessagesOut),
		business: f.BusinessStarted,
		number:   x.ids.code(f.Number), contact: x.ids.code(f.Contact), inbox: x.ids.code(f.Inbox), plan: x.ids.code(f.Plan),
		starter: x.ids.code(f.StartedBy), endedBy: x.ids.code(f.EndedBy), reason: x.ids.code(f.EndReason),
		disposition: x.ids.code(f.Disposition), before: x.ids.code(f.Before), agents: x.ids.code(f.Agents),
		promised: x.ids.code(string(f.Promised.Outcome())),
		service:  x.texts.code(f.Service), sources: x.texts.code(f.Sources),
	}
	parts(x.agents, x.ids, r.agents, f.Agents)
	parts(x.sources, x.texts, r.sources, f.Sources)
	if !x.services[r.service] {
		x.services[r.service] = true
	}
	return r
}

func parts(of map[code][]code, in *dictionary[string], list code, text string) {
	if _, known := of[list]; known || list == 0 {
		return
	}
	var out []code
	for _, each := range desk.FactList(text) {
		out = append(out, in.code(each))
	}
	of[list] = out
}

// add takes a line in. Lines come in their order.
func (x *index) add(n int64, f desk.RecordFacts) {
	x.last = n
	if f.Voids != 0 {
		i, found := slices.BinarySearchFunc(x.rows, small(f.Voids), func(r row, n int32) int { return cmp.Compare(r.n, n) })
		if found && !x.rows[i].void {
			x.rows[i].void = true
			x.void++
		}
		return
	}
	x.rows = append(x.rows, x.rowOf(n, f))
	x.order = append(x.order, int32(len(x.rows)-1)) //nolint:gosec // far below 2^31
}

// sorted puts the order right after lines were added: newest first. Lines come in the
// order in which interactions ended, which is nearly that in which they began.
func (x *index) sorted(from int) {
	added := x.order[from:]
	behind := func(i, j int32) int { return cmp.Or(cmp.Compare(x.rows[i].seq, x.rows[j].seq), cmp.Compare(i, j)) }
	slices.SortFunc(added, behind)
	if from == 0 || len(added) == 0 {
		return
	}
	first := added[0]
	at := sort.Search(from, func(i int) bool { return behind(x.order[i], first) > 0 })
	slices.SortFunc(x.order[at:], behind)
}
