package storetest

import (
	"context"
	"testing"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/store"
)

// kept is one kind of row with the getter that finds it.
type kept struct {
	row desk.Row
	get func(ctx context.Context, r reads, o desk.OrgID) (desk.Row, error)
}

// everyKind gives one filled row of each kind.
func everyKind() []kept {
	o, u, a, w := new(desk.Organization), new(desk.User), new(desk.App), new(desk.Waba)
	n, i, tp, c := new(desk.Number), new(desk.Inbox), new(desk.Template), new(desk.Contact)
	th, in, of, d := new(desk.Thread), new(desk.Interaction), new(desk.Offer), new(desk.Decision)
	m, rm, no, un := new(desk.Message), new(desk.ReadMark), new(desk.Notice), new(desk.Unhandled)
	list := []kept{
		{o, func(ctx context.Context, r reads, org desk.OrgID) (desk.Row, error) {
			return row(r.Organization(ctx, org))
		}},
		{u, func(ctx context.Context, r reads, org desk.OrgID) (desk.Row, error) {
			return row(r.User(ctx, org, u.ID))
		}},
		{a, func(ctx context.Context, r reads, org desk.OrgID) (desk.Row, error) {
			return row(r.App(ctx, org, a.ID))
		}},
		{w, func(ctx context.Context, r reads, org desk.OrgID) (desk.Row, error) {
			return row(r.Waba(ctx, org, w.ID))
		}},
		{n, func(ctx context.Context, r reads, org desk.OrgID) (desk.Row, error) {
			return row(r.Number(ctx, org, n.ID))
		}},
		{i, func(ctx context.Context, r reads, org desk.OrgID) (desk.Row, error) {
			return row(r.Inbox(ctx, org, i.ID))
		}},
		{tp, func(ctx context.Context, r reads, org desk.OrgID) (desk.Row, error) {
			return row(r.Template(ctx, org, tp.ID))
		}},
		{c, func(ctx context.Context, r reads, org desk.OrgID) (desk.Row, error) {
			return row(r.Contact(ctx, org, c.ID))
		}},
		{th, func(ctx context.Context, r reads, org desk.OrgID) (desk.Row, error) {
			return row(r.Thread(ctx, org, th.ID))
		}},
		{in, func(ctx context.Context, r reads, org desk.OrgID) (desk.Row, error) {
			return row(r.Interaction(ctx, org, in.ID))
		}},
		{of, func(ctx context.Context, r reads, org desk.OrgID) (desk.Row, error) {
			return row(r.Offer(ctx, org, of.ID))
		}},
		{d, func(ctx context.Context, r reads, org desk.OrgID) (desk.Row, error) {
			return row(r.Decision(ctx, org, d.ID))
		}},
		{m, func(ctx context.Context, r reads, org desk.OrgID) (desk.Row, error) {
			return row(r.Message(ctx, org, m.ID))
		}},
		{rm, func(ctx context.Context, r reads, org desk.OrgID) (desk.Row, error) {
			return row(r.ReadMark(ctx, org, rm.UserID, rm.ThreadID))
		}},
		{no, func(ctx context.Context, r reads, org desk.OrgID) (desk.Row, error) {
			return row(r.Notice(ctx, org, no.ID))
		}},
		{un, func(ctx context.Context, r reads, org desk.OrgID) (desk.Row, error) {
			return row(r.Unhandled(ctx, org, un.ID))
		}},
	}
	for k := range list {
		fill(list[k].row, 100*k)
	}
	o.ID = org
	return list
}

// row gives a getter's answer as a plain row.
func row[T desk.Row](r T, err error) (desk.Row, error) {
	if err != nil {
		return nil, err
	}
	return r, nil
}

// testRows: every kind of row comes back whole, from the transaction that put
// it, from the next one and from the read side, and only to its organization.
func testRows(t *testing.T, open Open) {
	db := fresh(t, open)
	for _, k := range everyKind() {
		kind := string(k.row.RowKey().Kind)
		write(t, db, func(ctx context.Context, tx *store.Tx) error {
			_, err := k.get(ctx, tx, org)
			code(t, kind+" before", err, desk.CodeNotFound)
			return tx.Apply(ctx, org, 1, desk.Batch{Rows: []desk.Row{k.row}})
		})
		want := text(t, k.row)
		write(t, db, func(ctx context.Context, tx *store.Tx) error {
			got := must(k.get(ctx, tx, org))(t, kind)
			same(t, kind+" in the next transaction", got, k.row)
			// What a getter gives is the caller's own: writing in it changes nothing.
			fill(got, 7_000)
			same(t, kind+" after its copy was changed", must(k.get(ctx, tx, org))(t, kind), k.row)
			if kind != string(desk.RowOrg) {
				_, err := k.get(ctx, tx, other)
				code(t, kind+" of another organization", err, desk.CodeNotFound)
			}
			return nil
		})
		same(t, kind+" from the read side", must(k.get(t.Context(), db, org))(t, kind), k.row)
		_, err := k.get(t.Context(), db, other)
		code(t, kind+" of another organization, read side", err, desk.CodeNotFound)
		if text(t, k.row) != want {
			t.Errorf("%s: the caller's row was changed", kind)
		}
	}
	testCopies(t, db)
}

// testCopies: a row that its caller goes on changing stays as it was put.
func testCopies(t *testing.T, db *store.DB) {
	for _, k := range everyKind() {
		kind := string(k.row.RowKey().Kind)
		write(t, db, func(ctx context.Context, tx *store.Tx) error {
			if err := tx.Apply(ctx, org, 1, desk.Batch{Rows: []desk.Row{k.row}}); err != nil {
				return err
			}
			before := text(t, k.row)
			pending := must(k.get(ctx, tx, org))(t, kind)
			fill(pending, 9_000)
			if got := text(t, must(k.get(ctx, tx, org))(t, kind)); got != before {
				t.Errorf("%s: a pending row changed with its caller's copy:\n got %s\nwant %s", kind, got, before)
			}
			return nil
		})
	}
}

// testNumbers: a business number belongs to one organization, and one row, at a
// time; letting it go frees it, within a transaction too.
func testNumbers(t *testing.T, open Open) {
	db := fresh(t, open)
	number := func(id desk.NumberID, phone string, s desk.NumberState) *desk.Number {
		return &desk.Number{ID: id, Provider: "meta", PhoneID: phone, State: s}
	}
	put(t, db, org, number("n1", "p1", desk.NumberActive))
	try := func(o desk.OrgID, rows ...desk.Row) error {
		return db.WriteTx(t.Context(), func(tx *store.Tx) error {
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
	code(t, "claim after it was let go", try(other, number("n9", "p1", desk.NumberReady)), "")
	_, err := db.NumberByPhoneID(t.Context(), org, "p1")
	code(t, "a number that is gone", err, desk.CodeNotFound)
}
