package ledgertest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/ledger"
)

// Step is the payload that Fold understands: what folding the entry shall do.
type Step struct {
	Contact string `json:"contact,omitempty"` // write this entry's sequence into the contact
	Timer   string `json:"timer,omitempty"`   // set a timer for this subject
	Follow  []Step `json:"follow,omitempty"`  // entries to follow at once
	Key     string `json:"key,omitempty"`     // of a follower
	Endless bool   `json:"endless,omitempty"` // follow with the same step, for ever
	Stray   bool   `json:"stray,omitempty"`   // follow with an entry of another organization
	Answer  string `json:"answer,omitempty"`
	Fail    string `json:"fail,omitempty"` // after writing: "error", "plain", "panic", "fault"
}

// errPlain is an error that is not one of desk's.
var errPlain = errors.New("the customer wrote: secret")

// Proposal makes a proposal of the step.
func (s Step) Proposal(org desk.OrgID, key string) desk.Proposal {
	payload, err := json.Marshal(s)
	if err != nil {
		panic(err) // a Step is strings and bools
	}
	return desk.Proposal{Org: org, Kind: desk.EntryCommand, Key: key, Payload: payload}
}

// Fold is a toy engine whose rows depend on what was there before: a contact's
// name lists the sequences of all entries that wrote it.
func Fold(ctx context.Context, tx ledger.Tx, e desk.Entry) (desk.Batch, error) {
	var s Step
	if e.Kind == desk.EntryTimer { // its payload is a timer; folding it fails
		return desk.Batch{}, desk.Refuse(desk.CodeInternal, "timer")
	}
	if err := json.Unmarshal(e.Payload, &s); err != nil {
		return desk.Batch{}, fmt.Errorf("read step: %w", err)
	}
	var b desk.Batch
	if s.Contact != "" {
		c, err := contact(ctx, tx, e.Org, desk.ContactID(s.Contact))
		if err != nil {
			return b, err
		}
		c.SavedName += fmt.Sprintf(" %d", e.Seq)
		c.CreatedAt = e.At
		b.Rows, b.Feed = append(b.Rows, c), append(b.Feed, c.RowKey())
	}
	if s.Timer != "" {
		b.Timers = append(b.Timers, desk.Timer{Kind: desk.TimerExpire, Subject: s.Timer, DueAt: e.Seq})
	}
	if s.Answer != "" {
		b.Answer = map[string]string{"said": s.Answer}
	}
	for _, f := range s.Follow {
		b.Follow = append(b.Follow, f.Proposal(e.Org, f.Key))
	}
	if s.Endless {
		b.Follow = append(b.Follow, s.Proposal(e.Org, ""))
	}
	if s.Stray {
		b.Follow = append(b.Follow, Step{Contact: "stray"}.Proposal(e.Org+"_other", ""))
	}
	return b, s.failure()
}

func (s Step) failure() error {
	switch s.Fail {
	case "error":
		return desk.Refuse(desk.CodeInvalid, "planned")
	case "plain":
		return errPlain
	case "panic":
		panic(errPlain)
	case "fault":
		return desk.Wrap("read", Fault{})
	case "damage":
		return desk.Wrap("read", Fault{Broken: true, Spoilt: true})
	}
	return nil
}

// contact reads through the transaction, as the engine does.
func contact(ctx context.Context, tx ledger.Tx, org desk.OrgID, id desk.ContactID) (*desk.Contact, error) {
	st, ok := tx.(desk.RowByName)
	if !ok {
		return nil, fmt.Errorf("%T cannot read rows", tx)
	}
	c, err := desk.Get[*desk.Contact](ctx, st, org, desk.RowContact, id)
	if desk.CodeOf(err) == desk.CodeNotFound {
		return &desk.Contact{ID: id}, nil
	}
	return c, err
}
