package store

import (
	"context"

	"github.com/parleydesk/parley/backend/desk"
)

// Messages name their thread by a number: its id is long, and stood in the index
// that every message writes to. A number is given with a thread's first message,
// stays inside this package, and is never given again. A statement that looks for
// a thread's rows is given the id and finds the number itself.

// A list is added, see in.
const sqlThreadNumbers = `SELECT id, num FROM thread_key WHERE org = $1 AND id IN `

var bulkThreadKey = newBulk("thread_key", []string{"org", "id"}, []string{"org", "id"}, nil)

// numberThreads has the threads of the changed rows of a kind in w.threads, with
// their numbers.
func (t *Tx) numberThreads(ctx context.Context, spec *rowSpec) error {
	if spec.thread == nil {
		return nil
	}
	clear(t.w.threads)
	for org, ids := range t.unnumbered(spec) {
		if err := t.readThreadNumbers(ctx, org, ids); err != nil {
			return err
		}
	}
	for org, ids := range t.unnumbered(spec) { // new ones
		args := make([]any, 0, 2*len(ids))
		for _, id := range ids {
			args = append(args, org, id)
		}
		if err := bulkThreadKey.write(ctx, t.w, args); err != nil {
			return err
		}
		if err := t.readThreadNumbers(ctx, org, ids); err != nil {
			return err
		}
	}
	return nil
}

// unnumbered gives the threads that are neither in w.threads nor in the cache, nil
// when there are none.
func (t *Tx) unnumbered(spec *rowSpec) (missing map[desk.OrgID][]string) {
	for _, k := range t.over.order[spec.Kind] {
		r := t.over.rows[k]
		if r == nil {
			continue
		}
		id := threadKey{k.org, desk.ThreadID(plain(spec.thread(r)))}
		if _, known := t.w.threads[id]; known {
			continue
		}
		if num, known := t.w.cache.threads.get(id); known {
			t.w.threads[id] = num
			continue
		}
		if missing == nil {
			missing = map[desk.OrgID][]string{}
		}
		missing[k.org] = append(missing[k.org], string(id.thread))
	}
	return missing
}

func (t *Tx) readThreadNumbers(ctx context.Context, org desk.OrgID, ids []string) error {
	return lookUp(ctx, t, sqlThreadNumbers, org, ids, func(scan func(...any) error) error {
		k, num := threadKey{org: org}, int64(0)
		if err := scan(&k.thread, &num); err != nil {
			return err
		}
		t.w.threads[k] = num
		t.w.cache.threads.put(k, num)
		return nil
	})
}
