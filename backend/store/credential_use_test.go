package store_test

import (
	"testing"

	"github.com/parleydesk/parley/backend/desk"
)

// Success and failure of a credential stand beside each other, each the latest of its
// kind, and belong to one organization.
func TestCredentialUse_keepsTheLastOfBothKinds(t *testing.T) {
	t.Parallel()
	db, ctx := besideDB(t), t.Context()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(db.PutUsed(ctx, "o1", "carrier/vonage", 10))
	must(db.PutFailed(ctx, "o1", "carrier/vonage", 20, &desk.Said{Code: desk.CodeForbidden, Subcode: "credentials"}))
	must(db.PutUsed(ctx, "o1", "carrier/vonage", 30))
	must(db.PutFailed(ctx, "o1", "account/1", 40, &desk.Said{Code: desk.CodeUnavailable}))
	must(db.PutFailed(ctx, "o1", "account/1", 50, &desk.Said{Code: desk.CodeTooMany}))
	must(db.PutUsed(ctx, "o2", "carrier/vonage", 60))
	got, err := db.Uses(ctx, "o1")
	must(err)
	if len(got) != 2 || got[0].Name != "account/1" || got[0].UsedAt != 0 || got[0].FailedAt != 50 || got[0].Said.Code != desk.CodeTooMany {
		t.Fatalf("%+v", got)
	}
	if v := got[1]; v.UsedAt != 30 || v.FailedAt != 20 || v.Said.Subcode != "credentials" {
		t.Errorf("%+v", v)
	}
	for range 2 {
		must(db.DropUse(ctx, "o1", "carrier/vonage"))
	}
	for org, want := range map[desk.OrgID]int{"o1": 1, "o2": 1, "o3": 0} {
		if got, err := db.Uses(ctx, org); err != nil || len(got) != want {
			t.Errorf("%s: %+v, %v", org, got, err)
		}
	}
}
