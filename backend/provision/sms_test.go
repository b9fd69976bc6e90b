package provision_test

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/vonage"
	"github.com/parleydesk/parley/backend/wire"
)

// texts gives what the record holds of SMS.
func (r *rig) texts() []string {
	r.t.Helper()
	head, err := r.db.Head(r.t.Context(), org)
	if err != nil {
		r.t.Fatal(err)
	}
	var out []string
	for seq := int64(1); seq <= head; seq++ {
		e, err := r.db.Entry(r.t.Context(), org, seq)
		if err != nil {
			r.t.Fatal(err)
		}
		var p struct {
			Text string `json:"text"`
		}
		if e.Kind == desk.EntrySMS && json.Unmarshal(e.Payload, &p) == nil {
			out = append(out, p.Text)
		}
	}
	return out
}

func (r *rig) take(sms channel.SMS) error {
	return r.s.Load().TakeSMS(r.t.Context(), []desk.OrgID{org}, sms)
}

func text(id, to, body string) channel.SMS {
	return channel.SMS{API: vonage.APISMS, MessageID: id, From: "WhatsApp", To: desk.PhoneNumber(strings.TrimPrefix(to, "+")), Text: body, Type: "text"}
}

func TestTakeSMS_onlyCodesForTheHolderAreKept(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	st := must[wire.Setup](r, r.maria, wire.CallSetupBegin.Name, wire.SetupBegin{Phone: gb})
	for _, sms := range []channel.SMS{
		text("1", "+14155550148", "WhatsApp code 123-456"), // nobody sets that number up
		text("2", gb, "See you at eight"),                  // nothing of a code
	} {
		if err := r.take(sms); err != nil {
			t.Fatal(err)
		}
	}
	if got := r.texts(); len(got) != 0 || len(r.pushes) != 0 {
		t.Errorf("kept %q, pushed %d", got, len(r.pushes))
	}
	for range 2 { // the carrier sends it twice
		if err := r.take(text("3", gb, "WhatsApp code 123-456")); err != nil {
			t.Fatal(err)
		}
	}
	got := r.texts()
	if len(got) != 1 || strings.Contains(got[0], "123") || strings.Contains(got[0], "456") || !strings.Contains(got[0], "WhatsApp code") {
		t.Errorf("recorded %q", got)
	}
	if code := r.devices[r.maria.ID].unseal(t, r.nextPush().box); code.Code != "123456" || code.SMS != "WhatsApp code 123-456" {
		t.Error("not the code")
	}
	if err := r.take(text("4", gb, "Your WhatsApp account is being registered. Ask for a code.")); err != nil {
		t.Fatal(err)
	}
	again := must[wire.SealedCode](r, r.maria, wire.CallSetupCode.Name, wire.SetupRef{SetupID: st.ID})
	if code := r.devices[r.maria.ID].unseal(t, again.Box); code.Code != "123456" {
		t.Error("a text without a code hides the code")
	}
}

func part(id, ref, body string, n int) channel.SMS {
	s := text(id, gb, body)
	s.Concat, s.Ref, s.Total, s.Part = true, ref, 2, n
	return s
}

// wait gives a part that is to be sent again.
func (r *rig) wait(sms channel.SMS) {
	r.t.Helper()
	if err := r.take(sms); !errors.Is(err, channel.ErrWaits) {
		r.t.Errorf("part %d of %s: %v, want that it waits", sms.Part, sms.Ref, err)
	}
}

func TestTakeSMS_partsAreJoinedAndNeverStoredApart(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	must[wire.Setup](r, r.maria, wire.CallSetupBegin.Name, wire.SetupBegin{Phone: gb})
	r.wait(part("b", "7", "3-456", 2))
	if len(r.texts()) != 0 {
		t.Error("half a code was recorded")
	}
	for range 2 { // the last one, and again because its answer was lost
		if err := r.take(part("a", "7", "WhatsApp code 12", 1)); err != nil {
			t.Fatal(err)
		}
	}
	if code := r.devices[r.maria.ID].unseal(t, r.nextPush().box); code.Code != "123456" {
		t.Errorf("joined to %d digits", len(code.Code))
	}
	// The carrier sends the first one again, also to a relay that was started anew.
	for range 2 {
		if err := r.take(part("b", "7", "3-456", 2)); err != nil {
			t.Errorf("the part that had to wait: %v", err)
		}
		r.start(r.config())
	}
	// A part that never gets its other half leaves no digits behind.
	r.wait(part("c", "8", "WhatsApp code 98", 1))
	r.wait(part("d", "8", "WhatsApp code 98", 1)) // the reference went round
	if got := r.texts(); len(got) != 1 || strings.ContainsAny(got[0], "1234569") {
		t.Errorf("recorded %q", got)
	}
}

// Parts were not answered, so that a relay that dies while they wait loses nothing: the
// carrier sends them again, and the code is shown.
func TestTakeSMS_partsThatWaitAtAStop_comeAgain(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	must[wire.Setup](r, r.maria, wire.CallSetupBegin.Name, wire.SetupBegin{Phone: gb})
	r.wait(part("a", "7", "WhatsApp code 12", 1))
	r.start(r.config())
	r.wait(part("b", "7", "3-456", 2))
	if got := r.texts(); len(got) != 0 {
		t.Errorf("recorded %q", got)
	}
	if err := r.take(part("a", "7", "WhatsApp code 12", 1)); err != nil {
		t.Fatal(err)
	}
	if code := r.devices[r.maria.ID].unseal(t, r.nextPush().box); code.Code != "123456" {
		t.Errorf("joined to %d digits", len(code.Code))
	}
}

// The ledger fails after the joiner has given the whole away: the part that the
// carrier sends again must still lead to the record.
func TestTakeSMS_ledgerFails_carrierSendsAgain(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	cfg := r.config()
	broken := &brokenRecorder{next: r.ledger}
	cfg.Recorder = broken
	r.start(cfg)
	must[wire.Setup](r, r.maria, wire.CallSetupBegin.Name, wire.SetupBegin{Phone: gb})
	first, last := text("a", gb, "WhatsApp code 12"), text("b", gb, "3-456")
	first.Concat, first.Ref, first.Total, first.Part = true, "7", 2, 1
	last.Concat, last.Ref, last.Total, last.Part = true, "7", 2, 2
	r.wait(first)
	broken.on.Store(true)
	for range 2 {
		if err := r.take(last); desk.CodeOf(err) != desk.CodeUnavailable {
			t.Errorf("broken: %v", err)
		}
	}
	broken.on.Store(false)
	for range 2 {
		if err := r.take(last); err != nil {
			t.Fatal(err)
		}
	}
	if got := r.texts(); len(got) != 1 || strings.Contains(got[0], "3-4") || !strings.HasPrefix(got[0], "WhatsApp code") {
		t.Errorf("recorded %q", got)
	}
	if code := r.devices[r.maria.ID].unseal(t, r.nextPush().box); code.Code != "123456" {
		t.Error("the code was not shown")
	}
}

type brokenRecorder struct {
	next desk.Recorder
	on   atomic.Bool
}

func (b *brokenRecorder) Submit(ctx context.Context, s desk.Submission) ([]desk.Outcome, error) {
	if b.on.Load() {
		return nil, desk.Refuse(desk.CodeUnavailable, "")
	}
	return b.next.Submit(ctx, s)
}
