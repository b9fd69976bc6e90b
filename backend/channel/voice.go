package channel

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/parleydesk/parley/backend/desk"
)

// VoiceCarrier is a Carrier that can have the calls to a number answered here, so that a
// code which is spoken can be caught: some numbers get no SMS.
type VoiceCarrier interface {
	Carrier
	// WhereCalls says where the calls to a number go in effect, "" = nowhere.
	WhereCalls(ctx context.Context, n CarrierNumber) (string, error)
	// RedirectCalls has the calls to a number answered at an address, or sets what
	// CarrierNumber.Calls said before, "" = nothing. Every
	// caller hears it, so it is for as short a time as a code is waited for.
	RedirectCalls(ctx context.Context, n CarrierNumber, address string) error
}

// CallTidier is a VoiceCarrier that makes something at the carrier to have calls answered.
// TidyCalls deletes what the number does not use any more; what is gone is no error.
type CallTidier interface {
	TidyCalls(ctx context.Context, n CarrierNumber) error
}

// RecordingCarrier is a VoiceCarrier that records what is said, and deletes it. One that
// cannot delete records nothing: it listens a second time.
type RecordingCarrier interface {
	VoiceCarrier
	// Recording gives what a call said, as sound, of at most limit bytes.
	Recording(ctx context.Context, id string, limit int64) (sound []byte, mime string, err error)
	// Forget deletes what the carrier keeps of a call: a recording, or what it wrote down
	// of one. What is not there any more is no error.
	Forget(ctx context.Context, id string) error
}

// CallStage says what a webhook tells of a call.
type CallStage string

// The stages of a call that is answered here, in order.
const (
	CallRings       CallStage = "rings"       // somebody calls: say what to do
	CallHeard       CallStage = "heard"       // what the carrier understood while it listened
	CallRecorded    CallStage = "recorded"    // a recording was made
	CallTranscribed CallStage = "transcribed" // what the carrier understood of the recording; the call may be over
	CallTold        CallStage = "told"        // how far the call is: nothing is to be done
)

// CallSays is what a carrier tells of a call to a number that is being set up. It masks
// itself when it is printed or logged, as an SMS does. What was heard is evidence, no code:
// the robot repeats it, and two readings that agree confirm each other.
type CallSays struct {
	Provider  string
	Stage     CallStage
	CallID    string
	Talk      string           // the carrier's id of the conversation that it is in, "" = it has none
	From      desk.PhoneNumber // whatever the carrier says; never validate it
	To        desk.PhoneNumber // our number: digits without +
	Heard     string           // as the carrier understood it, "" = nothing
	Recording string           // the carrier's id of the recording, "" = none
	Notes     string           // the carrier's id of what it wrote down of the recording, "" = nothing
	Last      bool             // it was listened to as often as it is, and there is no recording
}

// Key identifies the call for ever.
func (s CallSays) Key() string { return s.Provider + ":call:" + s.CallID }

// String names the call without what was said and by whom.
func (s CallSays) String() string { return fmt.Sprintf("call %s (%s)", s.CallID, s.Stage) }

// GoString masks the call in %#v too.
func (s CallSays) GoString() string { return s.String() }

// LogValue masks the call in logs.
func (s CallSays) LogValue() slog.Value { return slog.StringValue(s.String()) }

// CallAct is what a carrier is to do with a call.
type CallAct string

// The acts.
const (
	CallListen  CallAct = "listen"  // hear what is said, and tell
	CallRecord  CallAct = "record"  // record it, or listen again, and tell
	CallForward CallAct = "forward" // to where calls went before
	CallEnd     CallAct = "end"     // hang up
)

// CallAnswer is what is to be done with a call, and for CallForward at which address, which
// is asked by the method.
type CallAnswer struct {
	Act    CallAct
	To     string
	Method string   // "" = POST
	Call   CallSays // which it is about; whoever answers the carrier says so
}

// CallDelivery is what a carrier's webhook about a call turned out to be.
type CallDelivery struct {
	Says CallSays
	// Prove says whether the carrier sent it; nobody may act on it before.
	Prove func(keys CarrierKeys, now func() time.Time) error
}
