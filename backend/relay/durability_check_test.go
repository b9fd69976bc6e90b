package relay_test

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/ledger"
	"github.com/parleydesk/parley/backend/sandbox"
	"github.com/parleydesk/parley/backend/store"
	"github.com/parleydesk/parley/build/benchtool/rig"
)

// books is what a relay's database holds of what Meta sent: how often each
// message and each status is in the record. Each message was found among the
// rows too.
type books struct {
	entries map[string]int // by Meta's id; of statuses, id/status
}

// readBooks opens a database that nobody uses, checks it, and counts.
func readBooks(ctx context.Context, path string) (b books, err error) {
	db, err := store.Open(ctx, path, store.Options{})
	if err != nil {
		return b, fmt.Errorf("open the database: %w", err)
	}
	defer db.Close() //nolint:errcheck // only read
	if err := db.Check(ctx); err != nil {
		return b, fmt.Errorf("integrity: %w", err)
	}
	orgs, err := db.Orgs(ctx)
	if err != nil || len(orgs) != 1 {
		return b, fmt.Errorf("%d organizations: %w", len(orgs), err)
	}
	if err := ledger.Verify(ctx, orgs[0], db); err != nil {
		return b, fmt.Errorf("chain: %w", err)
	}
	b = books{entries: map[string]int{}}
	return b, b.count(ctx, db, orgs[0])
}

func (b *books) count(ctx context.Context, db *store.DB, org desk.OrgID) error {
	for after, before := int64(0), int64(-1); after != before; {
		before = after
		err := db.EntriesAfter(ctx, org, after, 500, func(e desk.Entry, _ []byte, quarantined string) error {
			after = e.Seq
			id, isStatus := metaID(e)
			if id == "" {
				return nil
			}
			if quarantined != "" {
				return fmt.Errorf("entry %d is quarantined: %s", e.Seq, quarantined)
			}
			b.entries[id]++
			if isStatus {
				return nil
			}
			if _, err := db.MessageByProviderID(ctx, org, id); err != nil {
				return fmt.Errorf("entry %d has no message: %w", e.Seq, err)
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// metaID reads Meta's own name of an entry out of what was stored.
func metaID(e desk.Entry) (id string, isStatus bool) {
	if !strings.HasPrefix(string(e.Kind), "meta.") {
		return "", false
	}
	var stored struct {
		Item struct {
			Message struct {
				ID string `json:"id"`
			} `json:"message"`
			Status struct {
				ID     string `json:"id"`
				Status string `json:"status"`
			} `json:"status"`
		} `json:"item"`
	}
	if json.Unmarshal(e.Payload, &stored) != nil {
		return "", false
	}
	if s := stored.Item.Status; s.ID != "" {
		return s.ID + "/" + s.Status, true
	}
	return stored.Item.Message.ID, false
}

// checkLedger holds the record of a relay that has ended against what Meta was
// told. Meta may still be reading its last answers.
func (s *storm) checkLedger(ctx context.Context, t *testing.T) {
	t.Helper()
	b, err := readBooks(ctx, s.office.Database())
	must(t, err)
	soon, cancel := context.WithTimeout(ctx, settleTime)
	defer cancel()
	answered := map[string]bool{}
	for soon.Err() == nil {
		changed := s.world.Changed()
		for _, d := range s.world.Delivered() {
			for _, item := range d.Items {
				answered[item] = true
			}
		}
		if len(answered) >= len(b.entries) {
			break
		}
		select {
		case <-changed:
		case <-soon.Done(): // what is too much is told by the checks
		}
	}
	report(t, "not in the ledger exactly once", wrong(answered, b.entries))
	if len(answered) != len(b.entries) {
		t.Errorf("the ledger holds %d items, Meta was told of %d", len(b.entries), len(answered))
	}
	t.Logf("ledger: %d items, each once", len(b.entries))
}

// wrong lists what is not there exactly once, as "name: count".
func wrong(expected map[string]bool, have map[string]int) []string {
	var bad []string
	for name := range expected {
		if have[name] != 1 {
			bad = append(bad, fmt.Sprintf("%s: %d", name, have[name]))
		}
	}
	for name, n := range have {
		if n > 1 && !expected[name] {
			bad = append(bad, fmt.Sprintf("%s: %d", name, n))
		}
	}
	slices.Sort(bad)
	return bad
}

func report(t *testing.T, what string, bad []string) {
	t.Helper()
	if len(bad) > 0 {
		t.Errorf("%d %s, among them %v", len(bad), what, bad[:min(len(bad), 5)])
	}
}

// checkCopy holds a dumped replica against what Meta was told. What the relay
// has just answered is on its way to the replica.
func (s *storm) checkCopy(ctx context.Context, t *testing.T, whose string, d *rig.Desktop, delivered []sandbox.Delivery) {
	t.Helper()
	expected, said := map[string]bool{}, s.said()
	for _, x := range delivered {
		for _, item := range x.Items {
			if id, _, isStatus := strings.Cut(item, "/"); !isStatus {
				expected[s.written[id]] = true
			}
		}
	}
	var have map[string]int
	var behind []string
	soon, cancel := context.WithTimeout(ctx, settleTime)
	defer cancel()
	err := d.Until(soon, func() (bool, error) {
		messages, err := d.Dump(ctx)
		have, behind = map[string]int{}, nil
		status := map[string]desk.Status{}
		for _, m := range messages {
			have[m.Text]++
			status[m.Text] = desk.Status(m.Status)
		}
		for _, x := range delivered {
			for _, item := range x.Items {
				id, word, isStatus := strings.Cut(item, "/")
				if text := said[id]; isStatus && desk.Climbs(status[text], desk.Status(word)) {
					behind = append(behind, fmt.Sprintf("%q is %s, not %s", text, status[text], word))
				}
			}
		}
		return len(behind) == 0, err
	})
	if soon.Err() == nil {
		must(t, err)
	}
	report(t, "replies are not in the copy of "+whose+" as they were answered", behind)
	for _, text := range s.replies {
		expected[text] = true
	}
	report(t, "messages are not exactly once in the copy of "+whose, wrong(expected, have))
	t.Logf("copy of %s: %d messages, each once", whose, len(have))
}

// said gives the texts of what reached the customers, by Meta's id.
func (s *storm) said() map[string]string {
	out := map[string]string{}
	for _, c := range s.customers {
		for _, m := range s.phone(c) {
			if !m.FromCustomer {
				out[m.ID] = m.Text
			}
		}
	}
	return out
}

func (s *storm) phone(customer string) []sandbox.Message {
	p, err := s.world.Phone(customer)
	if err != nil || len(p.Threads) == 0 {
		return nil
	}
	return p.Threads[0].Messages
}

// checkPhones looks that no reply reached a customer twice, however often the
// relay died around its call.
func (s *storm) checkPhones(t *testing.T) {
	t.Helper()
	times := map[string]int{}
	for _, text := range s.said() {
		times[text]++
	}
	report(t, "replies reached a customer twice", wrong(nil, times))
	t.Logf("phones: %d replies arrived, none twice", len(times))
}
