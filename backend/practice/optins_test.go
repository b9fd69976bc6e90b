package practice

import (
	"encoding/json"
	"slices"
	"testing"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/sandbox"
	"github.com/parleydesk/parley/backend/wire"
)

// Whose number is known agreed to everything, but for one; a start that broke off and
// began again imports the very same rows, which the relay takes for known.
func TestOptIns_areTheSameAtEveryTry(t *testing.T) {
	t.Parallel()
	p := newPlace(t)
	p.refuse = wire.CmdPutInbox.Name
	first, err := p.start()
	if err == nil {
		t.Fatal("the start did not break off")
	}
	first.Stop()
	before := p.bodies[wire.CmdImportOptIns.Name]
	p.refuse = ""
	second, err := p.start()
	if err != nil {
		t.Fatal(err)
	}
	body := p.bodies[wire.CmdImportOptIns.Name]
	if body != before {
		t.Errorf("second try\n%s\nfirst\n%s", body, before)
	}
	var list wire.ImportOptIns
	if err := json.Unmarshal([]byte(body), &list); err != nil {
		t.Fatal(err)
	}
	agreed := map[string]bool{}
	for _, row := range list.Rows {
		agreed[row.Phone] = len(row.OptIn.Purposes) == len(desk.Purposes) && row.OptIn.At > 0 && row.OptIn.Proof != ""
	}
	for _, c := range second.World().Customers() {
		if want := c.Phone != "" && c.ID != unasked; agreed["+"+c.Phone] != want {
			t.Errorf("%s agreed: %v, want %v", c.ID, !want, want)
		}
	}
	if _, hidden := agreed["+"]; hidden || !slices.ContainsFunc(second.World().Customers(), func(c sandbox.Customer) bool { return c.ID == unasked }) {
		t.Error("a customer without a number is on the list, or nobody is unasked")
	}
}
