package store_test

import (
	"testing"

	"github.com/parleydesk/parley/backend/desk"
)

// One document for a number at a carrier, whichever organization keeps it.
func TestSMSHook_isTheNumbersOwn(t *testing.T) {
	t.Parallel()
	db, ctx := besideDB(t), t.Context()
	_, err := db.SMSHook(ctx, "vonage", "+4930")
	wantCode(t, "none yet", err, desk.CodeNotFound)
	for _, put := range []struct {
		org     desk.OrgID
		carrier string
		phone   desk.PhoneNumber
		doc     string
	}{{"o1", "vonage", "+4930", "a"}, {"o1", "twilio", "+4930", "b"}, {"o1", "vonage", "+4931", "c"}, {"o2", "vonage", "+4930", "d"}} {
		if err := db.PutSMSHook(ctx, put.org, put.carrier, put.phone, []byte(put.doc)); err != nil {
			t.Fatal(err)
		}
	}
	all, err := db.SMSHooks(ctx)
	got := ""
	for _, doc := range all {
		got += string(doc)
	}
	if err != nil || got != "bdc" {
		t.Errorf("kept %q, %v", got, err)
	}
	for range 2 {
		if err := db.DeleteSMSHook(ctx, "vonage", "+4930"); err != nil {
			t.Fatal(err)
		}
	}
	_, err = db.SMSHook(ctx, "vonage", "+4930")
	wantCode(t, "after it was forgotten", err, desk.CodeNotFound)
	if doc, err := db.SMSHook(ctx, "vonage", "+4931"); err != nil || string(doc) != "c" {
		t.Errorf("the other one: %q, %v", doc, err)
	}
}
