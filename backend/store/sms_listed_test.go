package store_test

import (
	"testing"

	"github.com/parleydesk/parley/backend/desk"
)

// How far a list was read is each number's own, at each carrier, and is written over.
func TestSMSListed_isTheNumbersOwn(t *testing.T) {
	t.Parallel()
	db, ctx := besideDB(t), t.Context()
	for _, put := range []struct {
		carrier string
		phone   desk.PhoneNumber
		at      int64
	}{{"twilio", "+4930", 10}, {"twilio", "+4931", 20}, {"vonage", "+4930", 30}, {"twilio", "+4930", 40}} {
		if err := db.PutSMSListed(ctx, "o1", put.carrier, put.phone, put.at); err != nil {
			t.Fatal(err)
		}
	}
	for _, want := range []struct {
		carrier string
		phone   desk.PhoneNumber
		at      int64
	}{{"twilio", "+4930", 40}, {"twilio", "+4931", 20}, {"vonage", "+4930", 30}, {"vonage", "+4931", 0}} {
		if at, err := db.SMSListed(ctx, want.carrier, want.phone); err != nil || at != want.at {
			t.Errorf("%s %s: %d, %v; want %d", want.carrier, want.phone, at, err, want.at)
		}
	}
}
