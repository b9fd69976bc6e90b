package storetest

import (
	"context"
	"testing"

	"github.com/parleydesk/parley/backend/desk"
)

// everyKind gives one filled row of each kind.
func everyKind() []desk.Row {
	var list []desk.Row
	for i, k := range desk.Kinds {
		r := k.New()
		fill(r, 100*i)
		if o, ok := r.(*desk.Organization); ok {
			o.ID = org
		}
		list = append(list, r)
	}
	return list
}

// testRows: every kind of row comes back whole, from the transaction that put
// it, from the next one and from the read side, and only to its organization.
func testRows(t *testing.T, open Engine) {
	db := fresh(t, open)
	for _, r := range everyKind() {
		ref, want := r.RowKey(), text(t, r)
		kind := string(ref.Kind)
		write(t, db, func(ctx context.Context, tx Tx) error {
			_, err := tx.Row(ctx, org, ref)
			code(t, kind+" before", err, desk.CodeNotFound)
			return tx.Apply(ctx, org, 1, desk.Batch{Rows: []desk.Row{r}})
		})
		write(t, db, func(ctx context.Context, tx Tx) error {
			got := must(tx.Row(ctx, org, ref))(t, kind)
			same(t, kind+" in the next transaction", got, r)
			// What a getter gives is the caller's own: writing in it changes nothing.
			fill(got, 7_000)
			same(t, kind+" after its copy was changed", must(tx.Row(ctx, org, ref))(t, kind), r)
			_, err := tx.Row(ctx, other, ref)
			code(t, kind+" of another organization", err, desk.CodeNotFound)
			return nil
		})
		same(t, kind+" from the read side", must(db.Row(t.Context(), org, ref))(t, kind), r)
		_, err := db.Row(t.Context(), other, ref)
		code(t, kind+" of another organization, read side", err, desk.CodeNotFound)
		if text(t, r) != want {
			t.Errorf("%s: the caller's row was changed", kind)
		}
	}
	testCopies(t, db)
}

// testCopies: a row that its caller goes on changing stays as it was put.
func testCopies(t *testing.T, db DB) {
	for _, r := range everyKind() {
		ref := r.RowKey()
		kind := string(ref.Kind)
		write(t, db, func(ctx context.Context, tx Tx) error {
			if err := tx.Apply(ctx, org, 1, desk.Batch{Rows: []desk.Row{r}}); err != nil {
				return err
			}
			before := text(t, r)
			pending := must(tx.Row(ctx, org, ref))(t, kind)
			fill(pending, 9_000)
			if got := text(t, must(tx.Row(ctx, org, ref))(t, kind)); got != before {
				t.Errorf("%s: a pending row changed with its caller's copy:\n got %s\nwant %s", kind, got, before)
			}
			return nil
		})
	}
}

// testNumbers: a business number belongs to one organization, and one row, at a
// time; letting it go frees it, within a transaction too.
func testNumbers(t *testing.T, open Engine) {
	db := fresh(t, open)
	number := func(id desk.NumberID, phone string, s desk.NumberState) *desk.Number {
		return &desk.Number{ID: id, Provider: "meta", PhoneID: phone, State: s}
	}
	put(t, db, org, number("n1", "p1", desk.NumberActive))
	elsewhere := func(to desk.OrgID, provider, phone string, want bool) {
		t.Helper()
		if got := must(db.NumberElsewhere(t.Context(), to, provider, phone))(t, "elsewhere"); got != want {
			t.Errorf("%s of %s is elsewhere for %s: %t", phone, provider, to, got)
		}
	}
	elsewhere(org, "meta", "p1", false)
	elsewhere(other, "meta", "p1", true)
	elsewhere(other, "twilio", "p1", false) // the same id is another number at another provider
	elsewhere(other, "meta", "", false)
	try := func(o desk.OrgID, rows ...desk.Row) error {
		return db.WriteTx(t.Context(), func(tx Tx) error {
			return tx.Apply(t.Context(), o, 1, desk.Batch{Rows: rows})
		})
	}
	code(t, "another organization claims it", try(other, number("n9", "p1", desk.NumberReady)), desk.CodeConflict)
	code(t, "another row claims it", try(org, number("n2", "p1", desk.NumberReady)), desk.CodeConflict)
	code(t, "two rows of one batch claim it", try(org, number("n3", "p2", desk.NumberReady), number("n4", "p2", desk.NumberReady)), desk.CodeConflict)
	code(t, "its own row again", try(org, number("n1", "p1", desk.NumberProblem)), "")
	code(t, "two without a phone id", try(org, number("n5", "", desk.NumberReady), number("n6", "", desk.NumberReady)), "")

	// Handing over and swapping within one transaction.
	code(t, "let go and claim", try(org, number("n1", "p1", desk.NumberGone), number("n2", "p1", desk.NumberReady)), "")
	put(t, db, org, number("n7", "p7", desk.NumberReady))
	code(t, "swap", try(org, number("n2", "", desk.NumberReady), number("n7", "p1", desk.NumberReady), number("n2", "p7", desk.NumberReady)), "")
	got := must(db.NumberByPhoneID(t.Context(), org, "p1"))(t, "number by phone id")
	if got.ID != "n7" {
		t.Errorf("p1 belongs to %s, want n7", got.ID)
	}
	put(t, db, org, number("n7", "p1", desk.NumberGone))
	elsewhere(other, "meta", "p1", false)
	code(t, "claim after it was let go", try(other, number("n9", "p1", desk.NumberReady)), "")
	_, err := db.NumberByPhoneID(t.Context(), org, "p1")
	code(t, "a number that is gone", err, desk.CodeNotFound)
}
