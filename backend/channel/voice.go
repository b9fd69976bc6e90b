package channel

import (
	"context"
	"fmt"
	"log/slog"

	"github.com/parleydesk/parley/backend/desk"
)

// VoiceCarrier is a Carrier that can have the calls to a number answered here, so that a
// code which is spoken can be caught: some numbers get no SMS. No carrier implements it
// yet; whoever sets such a number up types the code that the call spoke.
type VoiceCarrier interface {
	Carrier
	// RedirectCalls has the calls to a number answered at an address, "" = as before it
	// was redirected. Every caller hears it, so it is for as short a time as a code is
	// waited for.
	RedirectCalls(ctx context.Context, n CarrierNumber, address string) error
}

// SpokenCode is what a call to a number that is being set up said. It masks itself when
// it is printed or logged, as an SMS does. What was heard is evidence, no code: the
// robot repeats it, and two readings that agree confirm each other.
type SpokenCode struct {
	Org       desk.OrgID // by whose keys it was proven; "" before
	Provider  string
	CallID    string
	From      desk.PhoneNumber // whatever the carrier says; never validate it
	To        desk.PhoneNumber // our number: digits without +
	Heard     []string         // each reading as the carrier understood it
	Recording string           // the carrier's id of the recording, for a person to listen to; "" = none
	Timestamp int64            // carrier's clock, Unix ms; 0 = absent
}

// Key identifies the call for ever: the carrier tells of it again until it is answered.
func (s SpokenCode) Key() string { return s.Provider + ":call:" + s.CallID }

// String names the call without what was said and by whom.
func (s SpokenCode) String() string {
	return fmt.Sprintf("call %s (%d readings)", s.CallID, len(s.Heard))
}

// GoString masks the call in %#v too.
func (s SpokenCode) GoString() string { return s.String() }

// LogValue masks the call in logs.
func (s SpokenCode) LogValue() slog.Value { return slog.StringValue(s.String()) }
