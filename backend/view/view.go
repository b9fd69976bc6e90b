// Package view decides what a viewer may see of a thing: rights and masking in
// one projection from desk's rows to wire's types.
//
// It is for the last step before data leaves the relay. It reads no database
// and knows no socket: hub gathers a Subject and writes what comes back, and
// hub can write nothing else, because only this package makes a Projected.
package view

import (
	"encoding/json"
	"fmt"
	"regexp"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// Viewer is a person with their rights as they are now.
type Viewer struct {
	OrgID       desk.OrgID
	UserID      desk.UserID
	Role        desk.Role
	Inboxes     map[desk.InboxID]bool // inboxes they are a member of
	HideNumbers bool                  // customers' numbers are masked for them
}

// Projected is a change that has passed the projection. The zero value is
// nothing and is not sent.
type Projected struct {
	change wire.Change
	own    bool
}

// Own says that it is the viewer's own: another viewer is shown nothing of it,
// however much they may see.
func (p Projected) Own() bool { return p.own }

// Change gives what may be sent.
func (p Projected) Change() wire.Change { return p.change }

// Empty says whether there is nothing to send.
func (p Projected) Empty() bool { return p.change.Kind == "" }

// project encodes a row. It cuts what a row of an older build may hold beyond
// today's bounds, and sends the row without content should it still be too large.
func project[T any](kind desk.Kind, id string, body T) Projected {
	if desk.Fit(&body) {
		markCut(&body, false)
	}
	b := encode(kind, body)
	if len(b) <= wire.MaxRow {
		return Projected{change: wire.Change{Kind: string(kind), ID: id, Body: b}, own: own(kind)}
	}
	desk.Squeeze(&body)
	markCut(&body, true)
	return Projected{change: wire.Change{Kind: string(kind), ID: id, Stub: true, Body: encode(kind, body)}, own: own(kind)}
}

func own(kind desk.Kind) bool { return desk.Declared(kind).Scope == desk.ScopePerson }

// markCut has a row say that it is not whole, where its kind can: the screen must
// not show it as whole, nor send back what is left of it.
func markCut(row any, stub bool) {
	if r, ok := row.(interface{ MarkCut(bool) }); ok {
		r.MarkCut(stub)
	}
}

func encode(kind desk.Kind, body any) []byte {
	b, err := json.Marshal(body)
	if err != nil {
		panic(fmt.Sprintf("project %s: wire types always encode: %v", kind, err))
	}
	return b
}

// Gone tells a viewer that something is no longer theirs to see, or no longer
// there. It carries nothing but the id.
func Gone(kind desk.Kind, id string) Projected {
	return Projected{change: wire.Change{Kind: string(kind), ID: id, Gone: true}}
}

// Body is the answer to a call or command that may be sent.
type Body struct{ raw json.RawMessage }

// Raw gives the JSON that may be sent.
func (b Body) Raw() json.RawMessage { return b.raw }

// Own wraps an answer that holds nothing of a customer: set-ups, devices, invitations,
// ids. The caller is responsible for that.
func Own(v any) (Body, error) {
	b, err := json.Marshal(v)
	if err != nil {
		return Body{}, fmt.Errorf("encode answer: %w", err)
	}
	return Body{b}, nil
}

// Page wraps projected rows as the answer to a call.
func Page(items []Projected, more bool) (Body, error) {
	page := wire.OlderPage{Items: make([]wire.Change, 0, len(items)), More: more}
	for _, p := range items {
		if !p.Empty() {
			page.Items = append(page.Items, p.change)
		}
	}
	return Own(page)
}

// metaID is one of Meta's message ids. It holds the customer's number in clear
// (base64), so it stays in the relay, whoever looks.
var metaID = regexp.MustCompile(`wamid\.[0-9A-Za-z+/=_\\-]+`)

// mostRaw is how much of kept JSON is shown, in bytes of JSON.
const mostRaw = 160 << 10

// Raw wraps kept JSON that nobody could project, for supervisors who see
// numbers anyway, without Meta's message ids. A viewer whose numbers are masked
// gets nothing of it.
func (v Viewer) Raw(kept []byte) (Body, error) {
	if v.HideNumbers || !v.Role.Supervisor() {
		return Body{}, desk.Refuse(desk.CodeForbidden, "masked")
	}
	text := metaID.ReplaceAllString(string(kept), "wamid.(kept on the relay)")
	shown := desk.Clip(text, mostRaw)
	return Own(wire.RawUnhandled{JSON: shown, Cut: len(shown) < len(text)})
}
