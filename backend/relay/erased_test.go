package relay_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/desk/desktest"
	"github.com/parleydesk/parley/backend/ledger"
	"github.com/parleydesk/parley/backend/relay"
	"github.com/parleydesk/parley/backend/store"
	"github.com/parleydesk/parley/backend/wire"
)

// In every recorded ledger each message whose content can be erased is erased. A
// rebuild gives the same rows then, nothing of it is quarantined, the record is
// whole, and no word of it is left in rows or record.
func TestErase_recordedLedgersFoldTheSameWithoutTheContent(t *testing.T) {
	t.Parallel()
	empty := emptyDatabase(t)
	erased := make(chan int, 200)
	t.Run("ledgers", func(t *testing.T) {
		for i, l := range readRecorded(t) {
			if desktest.Raced && i%8 != 0 {
				continue
			}
			t.Run(l.title(i), func(t *testing.T) {
				t.Parallel()
				erased <- eraseRecorded(t, l, databaseOf(t, empty))
			})
		}
	})
	close(erased)
	all := 0
	for n := range erased {
		all += n
	}
	t.Logf("%d messages were erased", all)
	if all < 10 { // under the race detector only some of the ledgers are tried
		t.Errorf("%d messages were erased: too few to show anything", all)
	}
}

func eraseRecorded(t *testing.T, l recorded, db *store.DB) (erased int) {
	t.Helper()
	r := &refolding{t: t, ledger: l}
	if err := db.WriteTx(t.Context(), func(tx *store.Tx) error { return r.foldSome(tx, l.entries) }); err != nil {
		t.Fatal(err)
	}
	e := eraser{refolding: r, db: db, seq: int64(len(l.entries)), at: l.entries[len(l.entries)-1].At}
	e.fold(desk.EntryUserPut, desk.User{ID: "usr_eraser", Role: desk.RoleOwner, Active: true})
	var said []string
	for _, m := range messagesOf(t, db, l.org) {
		if e.erase(m) {
			erased++
			said = append(said, m.Text)
			for _, v := range m.Earlier {
				said = append(said, v.Text)
			}
		}
	}
	if erased == 0 {
		return 0
	}
	rows := rowsOf(t, db, l.org)
	fits(t, db)
	if again := rebuiltRows(t, db, l); again != rows {
		t.Errorf("a rebuild gives other rows:\n%s", difference(rows, again))
	}
	fits(t, db)
	e.nowhere(said)
	for _, m := range messagesOf(t, db, l.org) {
		if m.Erased && (m.Text != "" || m.Media != nil || m.Template != nil || len(m.Earlier) > 0) {
			t.Errorf("message %s has content still: %+v", m.ID, m)
		}
	}
	return erased
}

func messagesOf(t *testing.T, db *store.DB, org desk.OrgID) (list []*desk.Message) {
	t.Helper()
	s, err := store.OpenSnapshot(t.Context(), db.Path())
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close() //nolint:errcheck // only read
	err = s.EachRow(t.Context(), org, desk.RowMessage, func(_ string, r desk.Row) error {
		list = append(list, r.(*desk.Message))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// eraser goes on with a ledger.
type eraser struct {
	*refolding
	db      *store.DB
	seq, at int64
}

// erase asks for it as an owner, and says whether it was done.
func (e *eraser) erase(m *desk.Message) bool {
	body, _ := json.Marshal(wire.MessageRef{MessageID: string(m.ID)})
	b := e.fold(desk.EntryCommand, desk.CommandEntry{UserID: "usr_eraser", Name: wire.CmdErase.Name, Body: body})
	raw, _ := json.Marshal(b.Answer)
	if strings.Contains(string(raw), "notErasable") {
		return false
	}
	if len(b.Follow) == 0 { // it was erased with another
		return true
	}
	e.fold(desk.EntryErase, json.RawMessage(b.Follow[0].Payload))
	return true
}

// nowhere looks for the texts in the whole record.
func (e *eraser) nowhere(texts []string) {
	e.t.Helper()
	err := e.db.EntriesAfter(e.t.Context(), e.ledger.org, 0, int(e.seq), func(entry desk.Entry, _ []byte, _ string) error {
		for _, text := range texts {
			quoted, _ := json.Marshal(text)
			if words := string(quoted); entry.Kind != desk.EntryTemplatesPut && entry.Kind != desk.EntryMetaEvent && len(words) > 5 && strings.Contains(string(entry.Payload), ":"+words) {
				e.t.Errorf("entry %d of kind %s has the text %s still", entry.Seq, entry.Kind, quoted)
			}
		}
		return nil
	})
	if err != nil {
		e.t.Fatal(err)
	}
}

// fold appends an entry and folds it.
func (e *eraser) fold(kind desk.EntryKind, v any) (b desk.Batch) {
	ctx := context.Background()
	raw, err := json.Marshal(v)
	if err != nil {
		e.t.Fatal(err)
	}
	e.seq++
	entry := desk.Entry{Org: e.ledger.org, Seq: e.seq, Kind: kind, At: e.at, Payload: raw}
	entry.Hash = ledger.Hash(e.prev, entry, ledger.PayloadHash(raw))
	e.prev = entry.Hash
	err = e.db.WriteTx(ctx, func(tx *store.Tx) error {
		if err := tx.PutEntry(ctx, entry); err != nil {
			return err
		}
		if b, err = relay.Engine.Fold(ctx, keyed{tx, e.ledger.key}, entry); err != nil {
			return fmt.Errorf("entry %d of kind %s: %w", entry.Seq, kind, err)
		}
		return tx.Apply(ctx, entry.Org, entry.Seq, b)
	})
	if err != nil {
		e.t.Fatal(err)
	}
	return b
}
