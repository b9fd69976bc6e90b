package provision_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/sandbox"
	"github.com/parleydesk/parley/backend/wire"
)

// exchange is a carrier whose calls can be answered here.
type exchange struct {
	*barge
	goes    []string // where the calls went, one after the other
	keeps   []string // recordings and texts of them
	forgets error
	refuses error
	sound   []byte
}

func (x *exchange) WhereCalls(_ context.Context, n channel.CarrierNumber) (string, error) {
	return n.CallsURL, nil
}

func (x *exchange) RedirectCalls(_ context.Context, n channel.CarrierNumber, address string) error {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.refuses != nil {
		return x.refuses
	}
	x.goes = append(x.goes, address)
	for i := range x.numbers {
		if x.numbers[i].E164 == n.E164 {
			x.numbers[i].CallsURL, x.numbers[i].CallsSet = address, ""
		}
	}
	return nil
}

func (x *exchange) Recording(_ context.Context, id string, _ int64) ([]byte, string, error) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if !slices.Contains(x.keeps, id) {
		return nil, "", desk.Refuse(desk.CodeNotFound, "recording")
	}
	return slices.Clone(x.sound), "audio/wav", nil
}

func (x *exchange) Forget(_ context.Context, id string) error {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.forgets != nil {
		return x.forgets
	}
	x.keeps = slices.DeleteFunc(x.keeps, func(k string) bool { return k == id })
	return nil
}

func (x *exchange) kept() []string {
	x.mu.Lock()
	defer x.mu.Unlock()
	return slices.Clone(x.keeps)
}

func (x *exchange) last() string {
	x.mu.Lock()
	defer x.mu.Unlock()
	if len(x.goes) == 0 {
		return "untouched"
	}
	return x.goes[len(x.goes)-1]
}

const (
	callsURL  = "https://relay.example/webhooks/barge/voice"
	callsWent = "https://pbx.example/answer"
)

// atExchange is a set-up of Maria's at a carrier that answers calls.
func atExchange(t *testing.T) (*rig, *exchange, wire.Setup) {
	t.Helper()
	r := newRig(t)
	r.link()
	n := rented(gb)
	n.Voice, n.CallsURL, n.CallsMethod = true, callsWent, "GET"
	x := &exchange{barge: &barge{numbers: []channel.CarrierNumber{n}}, sound: make([]byte, 300_000)}
	for i := range x.sound {
		x.sound[i] = byte(i / 7)
	}
	r.exchangeAgain(x)
	return r, x, r.connected(gb)
}

func (r *rig) exchangeAgain(x *exchange) {
	r.t.Helper()
	cfg := r.config()
	cfg.Accounts = linkedAt{Accounts: cfg.Accounts, carriers: []channel.LinkedCarrier{{Carrier: x, Name: "barge", SMSURL: bargeURL, CallsURL: callsURL}}}
	r.start(cfg)
}

func (r *rig) listens(st wire.Setup) wire.Setup {
	r.t.Helper()
	return must[wire.Setup](r, r.maria, wire.CallSetupListen.Name, wire.SetupRef{SetupID: st.ID})
}

// says tells of a call and gives what is to be done.
func (r *rig) says(stage channel.CallStage, id, heard, recording, notes string) channel.CallAnswer {
	r.t.Helper()
	answer, err := r.s.Load().TakeCall(r.t.Context(), []desk.OrgID{"org_other", org}, channel.CallSays{
		Provider: "barge", Stage: stage, CallID: id, From: "16505434800", To: desk.PhoneNumber(strings.TrimPrefix(gb, "+")), Heard: heard, Recording: recording, Notes: notes,
	})
	if err != nil {
		r.t.Fatal(err)
	}
	return answer
}

// Asking for the code by a call has the calls answered here before Meta is asked; a code
// that was heard gives the number back at once, as it was.
func TestListen_fromTheRequestUntilTheCode(t *testing.T) {
	t.Parallel()
	r, x, st := atExchange(t)
	if !st.CarrierCalls || st.Listens || x.last() != "untouched" {
		t.Fatalf("before: %v, %v, calls go to %s", st.CarrierCalls, st.Listens, x.last())
	}
	st = must[wire.Setup](r, r.maria, wire.CallSetupRequest.Name, wire.SetupRequest{SetupID: st.ID, Method: "VOICE"})
	if !st.Listens || x.last() != callsURL || st.CodeMethod != "VOICE" {
		t.Fatalf("asked: listens %v, calls go to %s", st.Listens, x.last())
	}
	if got := r.says(channel.CallRings, "1", "", "", ""); got.Act != channel.CallListen {
		t.Errorf("it rings: %+v", got)
	}
	if got := r.says(channel.CallHeard, "1", sandbox.SpokenBy("048216"), "", ""); got.Act != channel.CallEnd {
		t.Errorf("heard: %+v", got)
	}
	code := r.devices[r.maria.ID].unseal(t, r.nextPush().box)
	if code.Code != "048216" || !code.Call || code.ExpiresAt-code.ReceivedAt != 600_000 {
		t.Errorf("shown: %+v", code)
	}
	r.tend()
	if x.last() != callsWent || must[wire.Setup](r, r.maria, wire.CallSetupRenew.Name, wire.SetupRef{SetupID: st.ID}).Listens {
		t.Errorf("afterwards calls go to %s", x.last())
	}
	if got := r.texts(); len(got) != 0 || strings.Contains(r.log.String(), "048216") || strings.Contains(r.log.String(), "0 4 8") {
		t.Error("the code is in the record or the log")
	}
}

// Who calls while nobody listens, or speaks of no code, is sent on; what may be the robot
// is recorded.
func TestListen_whoIsSentOn(t *testing.T) {
	t.Parallel()
	r, x, st := atExchange(t)
	onward := channel.CallAnswer{Act: channel.CallForward, To: callsWent, Method: "GET"}
	if got := r.says(channel.CallRings, "0", "", "", ""); got.Act != channel.CallEnd {
		t.Errorf("before anything was set: %+v", got)
	}
	r.listens(st)
	for heard, want := range map[string]channel.CallAnswer{
		"":                         onward,
		"hello?":                   onward,
		"your verification is won": {Act: channel.CallRecord, To: callsWent, Method: "GET"},
		"seven":                    {Act: channel.CallRecord, To: callsWent, Method: "GET"},
	} {
		if got := r.says(channel.CallHeard, "c "+heard, heard, "", ""); got != want {
			t.Errorf("%q: %+v", heard, got)
		}
	}
	r.clock.pass(10 * time.Minute)
	r.tend()
	if x.last() != callsWent {
		t.Errorf("after ten minutes calls go to %s", x.last())
	}
	if got := r.says(channel.CallRings, "9", "", "", ""); got != onward {
		t.Errorf("a late call: %+v", got)
	}
	if len(r.pushes) != 0 {
		t.Error("something of that is shown")
	}
}

// On a number whose calls went nowhere a silent call is recorded: nobody else waits for it.
func TestListen_numberWithoutAnotherAnswer(t *testing.T) {
	t.Parallel()
	r, x, st := atExchange(t)
	x.mu.Lock()
	x.numbers[0].CallsURL = ""
	x.mu.Unlock()
	r.listens(st)
	if got := r.says(channel.CallHeard, "1", "", "", ""); got != (channel.CallAnswer{Act: channel.CallRecord}) {
		t.Errorf("silence: %+v", got)
	}
	if got := r.says(channel.CallHeard, "2", "hello?", "", ""); got.Act != channel.CallEnd {
		t.Errorf("a person: %+v", got)
	}
	must[struct{}](r, r.maria, wire.CallSetupLeave.Name, wire.SetupRef{SetupID: st.ID})
	r.tend()
	if x.last() != "" {
		t.Errorf("calls go to %q", x.last())
	}
}

// A recording is for its holder, whole and in parts, and gone at the carrier when it is not
// needed; what the carrier wrote down of it goes at once. Neither is forgotten when the
// carrier does not answer or the relay is restarted.
func TestRecording_isForTheHolderAndDeletedAfterwards(t *testing.T) {
	t.Parallel()
	r, x, st := atExchange(t)
	r.listens(st)
	x.keeps = []string{"RE1", "TR1"}
	r.says(channel.CallHeard, "1", "your code is won two", "", "")
	r.says(channel.CallRecorded, "1", "", "RE1", "")
	if code := r.devices[r.maria.ID].unseal(t, r.nextPush().box); code.Code != "" || code.Recording != "RE1" || code.SMS != "your code is won two" {
		t.Fatalf("shown: %+v", code)
	}
	x.mu.Lock()
	x.forgets = desk.Refuse(desk.CodeUnavailable, "carrier", desk.Params{desk.ParamContext: "unreachable"})
	x.mu.Unlock()
	r.says(channel.CallTranscribed, "1", "", "RE1", "TR1")
	r.tend()
	x.mu.Lock()
	x.forgets = nil
	x.mu.Unlock()
	r.exchangeAgain(x) // what it showed is gone, and what is to be deleted is known
	r.clock.pass(20 * time.Second)
	r.tend()
	if got := x.kept(); !slices.Equal(got, []string{"RE1"}) {
		t.Errorf("while it may be shown the carrier keeps %v", got)
	}
	r.says(channel.CallTranscribed, "1", "", "RE1", "")
	r.hears(st, x)
	must[struct{}](r, r.maria, wire.CallSetupLeave.Name, wire.SetupRef{SetupID: st.ID})
	r.tend()
	if got := x.kept(); len(got) != 0 {
		t.Errorf("afterwards the carrier keeps %v", got)
	}
}

// hears listens to the recording as its holder, and as others who may not.
func (r *rig) hears(st wire.Setup, x *exchange) {
	r.t.Helper()
	var sound []byte
	for more := true; more; {
		part := must[wire.SealedSound](r, r.maria, wire.CallSetupRecording.Name, wire.SetupRecording{SetupID: st.ID, From: len(sound)})
		sound, more = append(sound, r.devices[r.maria.ID].unsealed(r.t, part.Box)...), part.More
	}
	if !slices.Equal(sound, x.sound) {
		r.t.Errorf("heard %d bytes of %d", len(sound), len(x.sound))
	}
	_, err := call[wire.SealedSound](r, r.ben, wire.CallSetupRecording.Name, wire.SetupRecording{SetupID: st.ID})
	r.refused("another person", err, desk.CodeConflict, "leaseLost")
	for _, from := range []int{-1, len(x.sound) + 1} {
		_, err := call[wire.SealedSound](r, r.maria, wire.CallSetupRecording.Name, wire.SetupRecording{SetupID: st.ID, From: from})
		r.refused("a part that there is not", err, desk.CodeInvalid, "recording")
	}
}

// A number whose carrier refuses, or that is at none, is called all the same: its code is
// heard on the phone.
func TestListen_whereItCannotBe(t *testing.T) {
	t.Parallel()
	r, x, st := atExchange(t)
	x.refuses = desk.Refuse(desk.CodeInvalid, "twilioInvalid", desk.Params{desk.ParamContext: "voiceApplication"})
	_, err := call[wire.Setup](r, r.maria, wire.CallSetupListen.Name, wire.SetupRef{SetupID: st.ID})
	r.refused("refused by the carrier", err, desk.CodeInvalid, "twilioInvalid")
	st = must[wire.Setup](r, r.maria, wire.CallSetupRequest.Name, wire.SetupRequest{SetupID: st.ID, Method: "VOICE"})
	if st.Listens || st.CodeMethod != "VOICE" || st.Said != nil {
		t.Errorf("asked by a call: %+v", st)
	}
	_, err = call[wire.Setup](r, r.ben, wire.CallSetupListen.Name, wire.SetupRef{SetupID: st.ID})
	r.refused("another person", err, desk.CodeConflict, "leaseLost")
	cfg := r.config()
	cfg.Accounts = linkedAt{Accounts: cfg.Accounts, carriers: []channel.LinkedCarrier{{Carrier: x.barge, Name: "barge", SMSURL: bargeURL}}}
	r.start(cfg) // at a carrier without calls
	_, err = call[wire.Setup](r, r.maria, wire.CallSetupListen.Name, wire.SetupRef{SetupID: st.ID})
	r.refused("a carrier without calls", err, desk.CodeConflict, "callsElsewhere")
}

// A relay that dies while it listens puts the calls' address back after its restart, though
// the set-up is gone.
func TestListen_addressIsPutBackAfterARestart(t *testing.T) {
	t.Parallel()
	r, x, st := atExchange(t)
	r.listens(st)
	r.exchangeAgain(x)
	r.tend()
	if x.last() != callsURL {
		t.Errorf("while it is awaited calls go to %s", x.last())
	}
	r.listens(st) // a second time changes nothing at the carrier
	must[struct{}](r, r.maria, wire.CallSetupDrop.Name, wire.SetupRef{SetupID: st.ID})
	r.exchangeAgain(x)
	r.tend()
	x.mu.Lock()
	defer x.mu.Unlock()
	if want := []string{callsURL, callsWent}; !slices.Equal(x.goes, want) {
		t.Errorf("calls went to %v, want %v", x.goes, want)
	}
}

// A carrier that records nothing listens twice: a code in either is one, and what was not
// understood is the holder's to read. Calls go on to a telephone as they went before.
func TestListen_twiceWhereNothingIsRecorded(t *testing.T) {
	t.Parallel()
	r, x, st := atExchange(t)
	x.mu.Lock()
	x.numbers[0].CallsURL, x.numbers[0].CallsSet = "tel:+4930123456", "barge:tel=4930123456"
	x.mu.Unlock()
	r.listens(st)
	onward := channel.CallAnswer{Act: channel.CallForward, To: "tel:+4930123456", Method: "GET"}
	again := func(id, heard string) channel.CallAnswer {
		answer, err := r.s.Load().TakeCall(t.Context(), []desk.OrgID{org}, channel.CallSays{
			Provider: "barge", Stage: channel.CallRecorded, CallID: id, To: desk.PhoneNumber(strings.TrimPrefix(gb, "+")), Heard: heard, Last: true,
		})
		if err != nil {
			t.Fatal(err)
		}
		return answer
	}
	r.says(channel.CallHeard, "1", "hello?", "", "")
	if got := again("1", "is anybody there?"); got != onward || len(r.pushes) != 0 {
		t.Errorf("a person: %+v, %d shown", got, len(r.pushes))
	}
	if got := r.says(channel.CallTold, "1", "your code is 1 2 3 4 5 6", "", ""); got.Act != channel.CallEnd || len(r.pushes) != 0 {
		t.Errorf("how far a call is: %+v, %d shown", got, len(r.pushes))
	}
	if got := r.says(channel.CallHeard, "2", "your code is won two", "", ""); got.Act != channel.CallRecord || len(r.pushes) != 0 {
		t.Errorf("not understood: %+v, %d shown", got, len(r.pushes))
	}
	if got := again("2", "again won two"); got != onward {
		t.Errorf("not the second time either: %+v", got)
	}
	if code := r.devices[r.maria.ID].unseal(t, r.nextPush().box); code.Code != "" || code.Recording != "" || !code.Call || code.SMS != "your code is won two\nagain won two" {
		t.Errorf("shown: %+v", code)
	}
	r.says(channel.CallHeard, "3", "your code is won two", "", "")
	if got := again("3", sandbox.SpokenBy("048216")); got.Act != channel.CallEnd {
		t.Errorf("the second time: %+v", got)
	}
	if code := r.devices[r.maria.ID].unseal(t, r.nextPush().box); code.Code != "048216" {
		t.Errorf("shown: %+v", code)
	}
	r.tend()
	if x.last() != "barge:tel=4930123456" {
		t.Errorf("afterwards %s is set", x.last())
	}
}

// tidying is an exchange that makes something at the carrier to have calls answered.
type tidying struct {
	*exchange
	fails int // so often
	tried int
}

func (x *tidying) TidyCalls(context.Context, channel.CarrierNumber) error {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.tried++; x.tried <= x.fails {
		return desk.Refuse(desk.CodeUnavailable, "carrier", desk.Params{desk.ParamContext: "unreachable"})
	}
	return nil
}

// What was made at the carrier is deleted after the address was put back, and tried until it
// is, after a restart too.
func TestListen_tidiesUpAtTheCarrier(t *testing.T) {
	t.Parallel()
	r, x, st := atExchange(t)
	tidy := &tidying{exchange: x, fails: 2}
	again := func() {
		cfg := r.config()
		cfg.Accounts = linkedAt{Accounts: cfg.Accounts, carriers: []channel.LinkedCarrier{{Carrier: tidy, Name: "barge", SMSURL: bargeURL, CallsURL: callsURL}}}
		r.start(cfg)
	}
	again()
	r.listens(st)
	must[struct{}](r, r.maria, wire.CallSetupDrop.Name, wire.SetupRef{SetupID: st.ID})
	for i := range 6 {
		r.clock.pass(11 * time.Minute)
		if i%2 == 0 {
			again()
		}
		r.tend()
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	if want := []string{callsURL, callsWent}; tidy.tried != 3 || !slices.Equal(x.goes, want) {
		t.Errorf("tried %d times, calls went to %v", tidy.tried, x.goes)
	}
}
