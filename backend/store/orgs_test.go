package store

import (
	"bytes"
	"errors"
	"path/filepath"
	"testing"

	"github.com/parleydesk/parley/backend/desk"
)

// furnished writes entries, rows, a key, a timer and a job for organizations.
func furnished(t *testing.T, db *DB, orgs ...desk.OrgID) {
	t.Helper()
	for _, org := range orgs {
		err := db.WriteTx(t.Context(), func(tx *Tx) error {
			intake, err := tx.PutIntake(t.Context(), desk.Intake{Provider: "meta", Org: org, Body: []byte("{}")}, 1)
			if err != nil {
				return err
			}
			for seq := int64(1); seq <= 3; seq++ {
				if _, _, err := tx.ClaimKey(t.Context(), org, string(org)+"/key", false, seq, 1); err != nil {
					return err
				}
				if err := tx.PutEntry(t.Context(), desk.Entry{Org: org, Seq: seq, At: seq, Intake: intake, Hash: []byte{byte(seq)}, Payload: []byte(org)}); err != nil {
					return err
				}
			}
			b := desk.Batch{
				Rows: []desk.Row{
					&desk.Contact{ID: "con_1", Aliases: []string{"wa:1"}, ProfileName: string(org)}, &desk.Thread{ID: "thr_1", ContactID: "con_1", NumberID: "num_1", LastAt: 4},
					&desk.Interaction{ID: "int_1", ThreadID: "thr_1", Handlers: []desk.UserID{"usr_1"}, State: desk.InteractionOpen, Owner: "usr_1"},
					&desk.Message{ID: "msg_1", ThreadID: "thr_1", ProviderID: "wamid." + string(org), Text: "hello", Seq: 3},
				},
				Feed: []desk.Ref{{Kind: desk.RowMessage, ID: "msg_1"}}, Timers: []desk.Timer{{Kind: desk.TimerExpire, Subject: "int_1", DueAt: 9}},
				Jobs: []desk.Job{{Kind: desk.JobSend, Subject: "msg_1", ThreadID: "thr_1", Order: 3, DueAt: 9}},
			}
			return tx.Apply(t.Context(), org, 3, b)
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// seen is everything of an organization that the read side gives.
func seen(t *testing.T, db *DB, org desk.OrgID) string {
	t.Helper()
	var b bytes.Buffer
	err := db.DumpRows(t.Context(), org, &b)
	err = errors.Join(err, db.EntriesAfter(t.Context(), org, 0, 10, func(e desk.Entry, _ []byte, _ string) error {
		b.WriteString(string(e.Payload) + e.Key)
		b.Write(append(e.Hash, byte(e.Seq), byte(e.At), byte(e.Intake)))
		return nil
	}))
	changes, to, feedErr := db.FeedSince(t.Context(), org, 0, 10)
	timers, timerErr := db.DueTimers(t.Context(), 9, 10)
	jobs, jobErr := db.DueJobs(t.Context(), desk.JobSend, 9, 10)
	if err := errors.Join(err, feedErr, timerErr, jobErr); err != nil {
		t.Fatal(err)
	}
	for _, c := range changes {
		b.WriteString(c.ID)
	}
	for _, x := range timers {
		if x.Org == org { // of others that are due at the same time, in no certain order
			b.WriteString(x.Subject)
		}
	}
	for _, x := range jobs {
		if x.Org == org { // of others that are due at the same time, in no certain order
			b.WriteString(x.Subject)
		}
	}
	b.WriteByte(byte(to))
	return b.String()
}

// A database from before organizations had numbers is brought over whole, and
// would go back the same way.
func TestOrgNumbers_bringAnOlderDatabaseOverWhole(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "relay.db")
	orgs := []desk.OrgID{"org_b", "org_B", "org_a"}
	db, err := Open(t.Context(), path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	furnished(t, db, orgs...)
	before := map[desk.OrgID]string{}
	for _, org := range orgs {
		before[org] = seen(t, db, org)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	pool, err := openPool(path, writerPragmas, 1)
	if err != nil {
		t.Fatal(err)
	}
	p, err := sqliteProvider(pool)
	if err == nil {
		_, err = p.DownTo(t.Context(), 119)
	}
	var texts int
	err = errors.Join(err, pool.QueryRowContext(t.Context(), `SELECT COUNT(*) FROM entry WHERE org = 'org_B' AND seq = 2`).Scan(&texts), pool.Close())
	if err != nil || texts != 1 {
		t.Fatalf("%d entries under their organization's id, %v", texts, err)
	}
	if db, err = Open(t.Context(), path, Options{}); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	for _, org := range orgs {
		if got := seen(t, db, org); got != before[org] {
			t.Errorf("%s:\n got %q\nwant %q", org, got, before[org])
		}
	}
	list, err := db.Orgs(t.Context())
	if err != nil || len(list) != 3 || list[0] != "org_B" {
		t.Errorf("organizations %v, %v, want them in the order of their bytes", list, err)
	}
}

// A number that was given in a transaction which came to nothing is nobody's.
func TestOrgNumbers_aRollbackTakesTheNumberBack(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "relay.db")
	db, err := Open(t.Context(), path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	furnished(t, db, "org_1")
	refused := errors.New("no")
	err = db.WriteTx(t.Context(), func(tx *Tx) error {
		if err := tx.exec(t.Context(), sqlTrimFeed, desk.OrgID("org_lost"), int64(1)); err != nil {
			return err
		}
		return refused
	})
	if !errors.Is(err, refused) {
		t.Fatal(err)
	}
	furnished(t, db, "org_2", "org_3")
	want := map[desk.OrgID]string{}
	for _, org := range []desk.OrgID{"org_1", "org_2", "org_3", "org_lost"} {
		want[org] = seen(t, db, org)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if db, err = Open(t.Context(), path, Options{}); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	for org, w := range want {
		if got := seen(t, db, org); got != w {
			t.Errorf("%s after a restart:\n got %q\nwant %q", org, got, w)
		}
	}
	if m, err := db.MessageByProviderID(t.Context(), "org_2", "wamid.org_2"); err != nil || m.Text != "hello" {
		t.Errorf("the message of org_2: %v", err)
	}
	if _, err := db.MessageByProviderID(t.Context(), "org_2", "wamid.org_3"); desk.CodeOf(err) != desk.CodeNotFound {
		t.Errorf("the message of org_3, asked for by org_2: %v", err)
	}
}
