package wire_test

import (
	"encoding/json"
	"testing"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/desk/desktest"
	"github.com/parleydesk/parley/backend/wire"
	"github.com/parleydesk/parley/backend/words"
)

// Every text and every list of every call has a bound, and what is beyond it is
// refused in words before the call is looked at.
func TestRule3_everyFieldOfEveryCallHasABound(t *testing.T) {
	t.Parallel()
	n := 0
	for name, r := range wire.Calls {
		for _, over := range desktest.Over(r.Body) {
			b, err := json.Marshal(over)
			if err != nil {
				t.Fatal(err)
			}
			n++
			if _, err := r.AsksIn(b); desk.SubcodeOf(err) != "tooLong" || words.Of(err) == "" {
				t.Errorf("%s of %d bytes is taken: %v", name, len(b), err)
			}
		}
	}
	if n < len(wire.Calls) {
		t.Errorf("only %d fields were tried", n)
	}
}
