package store_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/store"
)

func besideDB(t testing.TB) *store.DB {
	t.Helper()
	db, err := store.Open(t.Context(), filepath.Join(t.TempDir(), "parley.db"), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

// atDoor changes sign-in data in a transaction of its own.
func atDoor(t *testing.T, db *store.DB, f func(context.Context, desk.DoorTx) error) error {
	t.Helper()
	return db.WriteTx(t.Context(), func(tx *store.Tx) error { return tx.Door(t.Context(), f) })
}

func wantCode(t *testing.T, what string, err error, code desk.Code) {
	t.Helper()
	if desk.CodeOf(err) != code {
		t.Errorf("%s: got %v, want code %q", what, err, code)
	}
}

func TestCredential_oneAddressIsOnePerson(t *testing.T) {
	t.Parallel()
	db, ctx := besideDB(t), t.Context()
	ana := desk.Credential{Org: "o1", UserID: "ana", Email: "ana@example.com", Hash: "h1", ChangedAt: 1}
	if err := atDoor(t, db, func(ctx context.Context, tx desk.DoorTx) error { return tx.PutCredential(ctx, ana) }); err != nil {
		t.Fatal(err)
	}
	wantCode(t, "another person", atDoor(t, db, func(ctx context.Context, tx desk.DoorTx) error {
		return tx.PutCredential(ctx, desk.Credential{Org: "o1", UserID: "ben", Email: ana.Email, Hash: "h2"})
	}), desk.CodeConflict)
	there := desk.Credential{Org: "o2", UserID: "ana2", Email: ana.Email, Hash: "h2"}
	if err := atDoor(t, db, func(ctx context.Context, tx desk.DoorTx) error { return tx.PutCredential(ctx, there) }); err != nil {
		t.Fatalf("in another organization: %v", err)
	}
	ana.Hash, ana.ChangedAt = "h3", 2
	if err := atDoor(t, db, func(ctx context.Context, tx desk.DoorTx) error { return tx.PutCredential(ctx, ana) }); err != nil {
		t.Fatal(err)
	}
	if all, err := db.CredentialsByEmail(ctx, ana.Email); err != nil || !slices.Equal(all, []desk.Credential{ana, there}) {
		t.Errorf("got %+v, %v", all, err)
	}
	got, err := db.CredentialOf(ctx, "o2", "ana2")
	if err != nil || got != there {
		t.Errorf("got %+v, %v", got, err)
	}
	if got, err = db.CredentialOf(ctx, "o1", "ana"); err != nil || got != ana {
		t.Errorf("got %+v, %v", got, err)
	}
	_, err = db.CredentialOf(ctx, "o2", "ana")
	wantCode(t, "of another organization", err, desk.CodeNotFound)
	if err := atDoor(t, db, func(ctx context.Context, tx desk.DoorTx) error { return tx.DeleteCredential(ctx, "o1", "ana") }); err != nil {
		t.Fatal(err)
	}
	if all, err := db.CredentialsByEmail(ctx, ana.Email); err != nil || !slices.Equal(all, []desk.Credential{there}) {
		t.Errorf("deleted: %+v, %v", all, err)
	}
}

func TestSession_lifeOfADevice(t *testing.T) {
	t.Parallel()
	db, ctx := besideDB(t), t.Context()
	s := desk.Session{
		TokenHash: "t1", Org: "o1", UserID: "ana", DeviceID: "d1", DeviceName: "laptop", Platform: "linux", CreatedAt: 1, LastSeenAt: 1,
	}
	if err := atDoor(t, db, func(ctx context.Context, tx desk.DoorTx) error { return tx.PutSession(ctx, s) }); err != nil {
		t.Fatal(err)
	}
	if err := db.SeeSession(ctx, "t1", 50); err != nil {
		t.Fatal(err)
	}
	if err := db.SeeSession(ctx, "t1", 40); err != nil { // two at once, the later noted first
		t.Fatal(err)
	}
	s.LastSeenAt = 50
	if got, err := db.SessionByToken(ctx, "t1"); err != nil || got != s {
		t.Errorf("got %+v, %v", got, err)
	}
	s.TokenHash, s.CreatedAt = "t2", 60 // signed in again
	if err := atDoor(t, db, func(ctx context.Context, tx desk.DoorTx) error { return tx.PutSession(ctx, s) }); err != nil {
		t.Fatal(err)
	}
	_, err := db.SessionByToken(ctx, "t1")
	wantCode(t, "old token", err, desk.CodeNotFound)
	for _, at := range []int64{70, 80} {
		if err := atDoor(t, db, func(ctx context.Context, tx desk.DoorTx) error { return tx.EndSession(ctx, s, at) }); err != nil {
			t.Fatal(err)
		}
	}
	if err := db.SeeSession(ctx, "t2", 90); err != nil {
		t.Fatal(err)
	}
	s.RevokedAt, s.LastSeenAt = 70, 90
	if got, err := db.SessionByDevice(ctx, "o1", "d1"); err != nil || got != s {
		t.Errorf("got %+v, %v", got, err)
	}
	_, err = db.SessionByDevice(ctx, "o2", "d1")
	wantCode(t, "of another organization", err, desk.CodeNotFound)
	second := desk.Session{TokenHash: "t9", Org: "o1", UserID: "ana", DeviceID: "d0", CreatedAt: 65}
	if err := atDoor(t, db, func(ctx context.Context, tx desk.DoorTx) error { return tx.PutSession(ctx, second) }); err != nil {
		t.Fatal(err)
	}
	list, err := db.SessionsOf(ctx, "o1", "ana")
	if diff := cmp.Diff([]desk.Session{s, second}, list); diff != "" || err != nil {
		t.Error(diff, err)
	}
}

func TestInvite_isTakenOnce(t *testing.T) {
	t.Parallel()
	db, ctx := besideDB(t), t.Context()
	inv := desk.Invite{
		ID: "i1", Org: "o1", Kind: desk.InviteJoin, CodeHash: "c1", Name: "Ben", Email: "ben@example.com", Role: desk.RoleAgent,
		UserID: "", CreatedBy: "ana", ExpiresAt: 99,
	}
	if err := atDoor(t, db, func(ctx context.Context, tx desk.DoorTx) error { return tx.PutInvite(ctx, inv) }); err != nil {
		t.Fatal(err)
	}
	if got, err := db.InviteByCode(ctx, "c1"); err != nil || got != inv {
		t.Errorf("got %+v, %v", got, err)
	}
	const takers = 8
	errs := make([]error, takers)
	var wg sync.WaitGroup
	for i := range takers {
		wg.Go(func() {
			errs[i] = atDoor(t, db, func(ctx context.Context, tx desk.DoorTx) error {
				got, err := tx.InviteByCode(ctx, "c1")
				if err != nil {
					return err
				}
				return tx.DeleteInvite(ctx, got.Org, got.ID)
			})
		})
	}
	wg.Wait()
	took := 0
	for _, err := range errs {
		if err == nil {
			took++
		} else {
			wantCode(t, "slower", err, desk.CodeNotFound)
		}
	}
	if took != 1 {
		t.Errorf("%d took it", took)
	}
	for _, id := range []string{"i2", "i3"} {
		inv.ID, inv.CodeHash = id, "hash of "+id
		if err := atDoor(t, db, func(ctx context.Context, tx desk.DoorTx) error { return tx.PutInvite(ctx, inv) }); err != nil {
			t.Fatal(err)
		}
	}
	if err := atDoor(t, db, func(ctx context.Context, tx desk.DoorTx) error { return tx.DeleteInvite(ctx, "o2", "i2") }); err != nil { // of another organization: not theirs
		t.Fatal(err)
	}
	if err := atDoor(t, db, func(ctx context.Context, tx desk.DoorTx) error { return tx.DeleteInvite(ctx, "o1", "i3") }); err != nil {
		t.Fatal(err)
	}
	list, err := db.InvitesOf(ctx, "o1")
	if err != nil || len(list) != 1 || list[0].ID != "i2" {
		t.Errorf("got %+v, %v", list, err)
	}
}

func TestSecret_rowsAreApart(t *testing.T) {
	t.Parallel()
	db, ctx := besideDB(t), t.Context()
	for _, c := range []struct {
		org  desk.OrgID
		name string
		box  string
	}{{"o1", "a", "1"}, {"o1", "b", "2"}, {"o2", "a", "3"}, {"o1", "a", "4"}} {
		if err := db.PutSecret(ctx, c.org, c.name, []byte(c.box), 7); err != nil {
			t.Fatal(err)
		}
	}
	got := map[string]string{}
	err := db.EachSecret(ctx, func(org desk.OrgID, name string) error {
		box, err := db.Secret(ctx, org, name)
		got[string(org)+"/"+name] = string(box)
		return err
	})
	if diff := cmp.Diff(map[string]string{"o1/a": "4", "o1/b": "2", "o2/a": "3"}, got); diff != "" || err != nil {
		t.Error(diff, err)
	}
	if err := db.DeleteSecret(ctx, "o1", "a"); err != nil {
		t.Fatal(err)
	}
	_, err = db.Secret(ctx, "o1", "a")
	wantCode(t, "deleted", err, desk.CodeNotFound)
	if box, err := db.Secret(ctx, "o2", "a"); err != nil || string(box) != "3" {
		t.Errorf("got %q, %v", box, err)
	}
}

func TestSetup_oneOpenPerNumberAnywhere(t *testing.T) {
	t.Parallel()
	db, ctx := besideDB(t), t.Context()
	const phone = "+442079460958"
	if err := db.CreateSetup(ctx, "o1", "s1", phone, []byte(`{"n":1}`), 1); err != nil {
		t.Fatal(err)
	}
	wantCode(t, "same organization", db.CreateSetup(ctx, "o1", "s2", phone, []byte(`{}`), 1), desk.CodeConflict)
	wantCode(t, "another organization", db.CreateSetup(ctx, "o2", "s2", phone, []byte(`{}`), 1), desk.CodeConflict)
	change := func(doc string, open bool) func([]byte) ([]byte, bool, error) {
		return func([]byte) ([]byte, bool, error) { return []byte(doc), open, nil }
	}
	if err := db.ChangeSetup(ctx, "o1", "s1", 2, change(`{"n":2}`, true)); err != nil {
		t.Fatal(err)
	}
	wantCode(t, "change of none", db.ChangeSetup(ctx, "o2", "s1", 2, change(`{}`, true)), desk.CodeNotFound)
	refused := errors.New("refused")
	err := db.ChangeSetup(ctx, "o1", "s1", 3, func([]byte) ([]byte, bool, error) { return []byte(`{"n":9}`), false, refused })
	if !errors.Is(err, refused) {
		t.Errorf("got %v", err)
	}
	if list, err := db.OpenSetups(ctx, "o1"); err != nil || len(list) != 1 || string(list[0]) != `{"n":2}` {
		t.Errorf("open %q, %v", list, err)
	}
	if err := db.ChangeSetup(ctx, "o1", "s1", 4, change(`{"n":3}`, false)); err != nil {
		t.Fatal(err)
	}
	if list, err := db.OpenSetups(ctx, "o1"); err != nil || len(list) != 0 {
		t.Errorf("finished but open: %q, %v", list, err)
	}
	if doc, err := db.Setup(ctx, "o1", "s1"); err != nil || string(doc) != `{"n":3}` {
		t.Errorf("got %q, %v", doc, err)
	}
	if past, err := db.PastSetups(ctx, phone); err != nil || len(past) != 1 || string(past[0]) != `{"n":3}` {
		t.Errorf("past %q, %v", past, err)
	}
	if err := db.CreateSetup(ctx, "o2", "s2", phone, []byte(`{}`), 5); err != nil { // again, after it was finished
		t.Fatal(err)
	}
	if err := db.DeleteSetup(ctx, "o2", "s2"); err != nil {
		t.Fatal(err)
	}
	_, err = db.Setup(ctx, "o2", "s2")
	wantCode(t, "dropped", err, desk.CodeNotFound)
}

// Guards against a change that is built on what another change replaced.
func TestSetup_changesComeOneByOne(t *testing.T) {
	t.Parallel()
	db, ctx := besideDB(t), t.Context()
	if err := db.CreateSetup(ctx, "o1", "s1", "+442079460958", []byte(""), 1); err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for range 20 {
		wg.Go(func() {
			err := db.ChangeSetup(ctx, "o1", "s1", 1, func(doc []byte) ([]byte, bool, error) { return append(doc, 'x'), true, nil })
			if err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if doc, err := db.Setup(ctx, "o1", "s1"); err != nil || len(doc) != 20 {
		t.Errorf("%d of 20 changes, %v", len(doc), err)
	}
}

// TestRule6_aRefusedChangeOfSignInLeavesNothing: what a change of sign-in wrote before
// it was refused is taken back, and the rest of the transaction stays.
func TestRule6_aRefusedChangeOfSignInLeavesNothing(t *testing.T) {
	t.Parallel()
	db, ctx := besideDB(t), t.Context()
	cred := desk.Credential{Org: "o1", UserID: "ana", Email: "ana@example.com", Hash: "h1", ChangedAt: 1}
	refused := desk.Refuse(desk.CodeForbidden, "no")
	err := db.WriteTx(ctx, func(tx *store.Tx) error {
		first := tx.Door(ctx, func(ctx context.Context, d desk.DoorTx) error { return d.PutCredential(ctx, cred) })
		second := tx.Door(ctx, func(ctx context.Context, d desk.DoorTx) error {
			if err := d.DeleteCredential(ctx, "o1", "ana"); err != nil {
				return err
			}
			return refused
		})
		if !errors.Is(second, refused) {
			t.Errorf("got %v", second)
		}
		return first
	})
	if err != nil {
		t.Fatal(err)
	}
	if got, err := db.CredentialOf(ctx, "o1", "ana"); err != nil || got != cred {
		t.Errorf("got %+v, %v", got, err)
	}
}

// TestRule6_endingsGoByTheSequence: an ending ends what was made before its entry
// and nothing that was made after, however often it is applied.
func TestRule6_endingsGoByTheSequence(t *testing.T) {
	t.Parallel()
	db, ctx := besideDB(t), t.Context()
	err := atDoor(t, db, func(ctx context.Context, d desk.DoorTx) error {
		for i, seq := range []int64{3, 5, 7} {
			s := desk.Session{TokenHash: fmt.Sprint("t", i), Org: "o1", UserID: "ana", DeviceID: desk.DeviceID(fmt.Sprint("d", i)), CreatedAt: 1, Seq: seq}
			if err := d.PutSession(ctx, s); err != nil {
				return err
			}
			inv := desk.Invite{ID: fmt.Sprint("i", i), Org: "o1", Kind: desk.InviteJoin, CodeHash: fmt.Sprint("c", i), CreatedBy: "ana", Seq: seq}
			if err := d.PutInvite(ctx, inv); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for range 2 { // as it came, and at a rebuild
		before := db.SessionEpoch("o1", "ana")
		err := db.WriteTx(ctx, func(tx *store.Tx) error {
			return tx.Apply(ctx, "o1", 5, desk.Batch{Endings: []desk.Ending{{UserID: "ana"}}})
		})
		if err != nil {
			t.Fatal(err)
		}
		if db.SessionEpoch("o1", "ana") == before {
			t.Error("open sockets do not hear of it")
		}
	}
	list, err := db.SessionsOf(ctx, "o1", "ana")
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range list {
		if ended := s.RevokedAt != 0; ended != (s.Seq < 5) {
			t.Errorf("session of entry %d: ended %v", s.Seq, ended)
		}
	}
	codes, err := db.InvitesOf(ctx, "o1")
	if err != nil || len(codes) != 2 {
		t.Errorf("%d codes left, %v", len(codes), err)
	}
}
