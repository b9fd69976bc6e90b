package store

import (
	"context"
	"database/sql"
	"sync"

	"github.com/parleydesk/parley/backend/desk"
)

// numbers remembers which number has which of Meta's ids: every webhook asks,
// and it hardly ever changes. It is emptied by each commit that changes a number
// before anybody hears of that commit.
type numbers struct {
	mu  sync.Mutex // guards what follows
	age int        // how often it was emptied
	of  map[phoneKey]*desk.Number
}

type phoneKey struct {
	org     desk.OrgID
	phoneID string
}

func (n *numbers) get(k phoneKey) (number *desk.Number, age int) {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.of[k], n.age
}

// put keeps what was read when it had that age. A commit meanwhile may have
// made it old: then it is not kept.
func (n *numbers) put(k phoneKey, number *desk.Number, age int) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.age != age {
		return
	}
	if n.of == nil {
		n.of = map[phoneKey]*desk.Number{}
	}
	n.of[k] = number
}

func (n *numbers) forget() {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.age++
	clear(n.of)
}

// NumberByPhoneID gives the number that Meta knows by phoneID, unless it is gone.
func (db *DB) NumberByPhoneID(ctx context.Context, org desk.OrgID, phoneID string) (*desk.Number, error) {
	k := phoneKey{org, phoneID}
	n, age := db.numbers.get(k)
	if n == nil {
		var err error
		if n, err = db.reader.NumberByPhoneID(ctx, org, phoneID); err != nil {
			return nil, err
		}
		db.numbers.put(k, n, age)
	}
	return as[*desk.Number](n.Clone()), nil
}

// NumberElsewhere says whether another organization than org has the number that the
// provider knows by phoneID. It tells nothing else of the other one.
func (db *DB) NumberElsewhere(ctx context.Context, org desk.OrgID, provider, phoneID string) (bool, error) {
	holders, err := collect(ctx, db.q, func(rows *sql.Rows) (holder int64, err error) {
		var id string
		return holder, rows.Scan(&holder, &id)
	}, sqlNumberHolders, provider, phoneID)
	for _, holder := range holders {
		if db.orgs.named(holder) != org {
			return true, err
		}
	}
	return false, err
}
