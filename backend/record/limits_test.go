package record_test

import (
	"fmt"
	"reflect"
	"testing"
	"time"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/view"
	"github.com/parleydesk/parley/backend/wire"
)

// A customer counts once for each account, for 24 hours after the last message with which
// it wrote first. Answers, and messages that failed, count for nothing.
func TestLimitsUsed_countsCustomersOfTheLast24Hours(t *testing.T) {
	t.Parallel()
	k := newKept()
	k.put(
		&desk.Number{ID: "num_1", WabaID: "waba_1"}, &desk.Number{ID: "num_2", WabaID: "waba_1", Deleted: true}, &desk.Number{ID: "num_3", WabaID: "waba_2"},
		&desk.Number{ID: "num_4"}, // of a carrier without accounts
	)
	n := 0
	sent := func(number desk.NumberID, contact desk.ContactID, ago time.Duration, status desk.Status, shut bool) int64 {
		n++
		at := noon.Add(-ago).UnixMilli()
		k.put(&desk.Message{
			ID: desk.MessageID(fmt.Sprint("msg_", n)), At: at, Status: status,
			Fate: &desk.TemplateFate{TemplateID: "tpl_1", Name: "offer", Language: "en", FirstSeq: int64(n), NumberID: number, ContactID: contact, Shut: shut},
		})
		return at
	}
	sent("num_1", "con_1", 23*time.Hour, desk.StatusRead, true)
	first := sent("num_1", "con_1", 20*time.Hour, desk.StatusRead, true) // again: it is this one that counts
	sent("num_2", "con_2", time.Hour, desk.StatusSent, true)             // from another number of the account
	sent("num_2", "con_1", time.Hour, desk.StatusRead, false)            // an answer
	sent("num_1", "con_3", time.Hour, desk.StatusRejected, true)
	sent("num_1", "con_4", 24*time.Hour, desk.StatusRead, true) // a day ago
	other := sent("num_3", "con_1", 24*time.Hour-time.Second, desk.StatusDelivered, true)
	sent("num_4", "con_5", time.Hour, desk.StatusRead, true)
	got, err := newService(k).LimitsUsed(t.Context(), owner)
	if err != nil {
		t.Fatal(err)
	}
	day := int64(24 * time.Hour / time.Millisecond)
	want := wire.LimitsUsed{Accounts: []wire.LimitUsed{{WabaID: "waba_1", Customers: 2, NextAt: first + day}, {WabaID: "waba_2", Customers: 1, NextAt: other + day}}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if _, err := newService(k).LimitsUsed(t.Context(), view.Viewer{OrgID: org, UserID: "ana", Role: desk.RoleAgent}); desk.CodeOf(err) != desk.CodeForbidden {
		t.Errorf("an agent: %v", err)
	}
}
