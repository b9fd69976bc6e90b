package v2

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"unicode/utf8"

	"github.com/parleydesk/parley/backend/desk"
)

// Subcodes of the errors of this file.
const (
	SubcodeNotText      = "notText"         // CodeInvalid: an id or text is not valid UTF-8
	SubcodeUnreadable   = "unreadable"      // CodeInvalid: not the JSON of this type
	SubcodeNotCanonical = "notCanonical"    // CodeInvalid: right content, other bytes
	SubcodeVersion      = "decisionVersion" // CodeUnavailable: decided by other rules than these
)

// storedInput is the stored form of an Input: the version says which shape.
type storedInput struct {
	Version int `json:"version"`
	Input
}

// EncodeInput gives the canonical JSON of in: the same bytes for the same
// picture, whatever the order of candidates and exclusions in it. An id or text
// that is not valid UTF-8 is refused, since JSON could not give it back.
func EncodeInput(in Input) ([]byte, error) {
	if !in.isText() {
		return nil, desk.Refuse(desk.CodeInvalid, SubcodeNotText, desk.Params{"context": "routing"})
	}
	return encode(storedInput{Version: Version, Input: in.canonical()})
}

// DecodeInput reads what EncodeInput wrote. Unknown fields, another version and
// anything after the value are refused.
func DecodeInput(data []byte) (Input, error) {
	var s storedInput
	if err := decode(data, &s); err != nil {
		return Input{}, err
	}
	return s.Input, checkVersion(s.Version)
}

// EncodeDecision gives the canonical JSON of d.
func EncodeDecision(d Decision) ([]byte, error) {
	if d.Candidates == nil {
		d.Candidates = []Verdict{}
	}
	return encode(d)
}

// DecodeDecision reads what EncodeDecision wrote, as strictly as DecodeInput.
func DecodeDecision(data []byte) (Decision, error) {
	var d Decision
	if err := decode(data, &d); err != nil {
		return Decision{}, err
	}
	return d, checkVersion(d.Version)
}

// DecideStored decides on a stored picture: what comes out is what was stored
// beside it. A picture in another form than EncodeInput's is refused.
func DecideStored(input []byte) ([]byte, error) {
	in, err := DecodeInput(input)
	if err != nil {
		return nil, desk.Wrap("read stored picture", err)
	}
	canonical, err := EncodeInput(in)
	if err != nil {
		return nil, desk.Wrap("read stored picture", err)
	}
	if !bytes.Equal(canonical, input) {
		return nil, desk.Refuse(desk.CodeInvalid, SubcodeNotCanonical)
	}
	return EncodeDecision(Decide(in))
}

// canonical gives a copy whose sets are sorted and whose lists are never nil.
// Attempts stay in the order in which they happened, members in theirs.
func (in Input) canonical() Input {
	in.Interaction.Attempts = append([]Attempt{}, in.Interaction.Attempts...)
	in.Interaction.Excluded = append([]desk.UserID{}, in.Interaction.Excluded...)
	slices.Sort(in.Interaction.Excluded)
	in.Inbox.Members = append([]desk.UserID{}, in.Inbox.Members...)
	in.Candidates = append([]Candidate{}, in.Candidates...)
	slices.SortFunc(in.Candidates, compareCandidates)
	return in
}

// compareCandidates orders by id; records of one person by everything else, so
// that even they have one order.
func compareCandidates(a, b Candidate) int {
	return cmp.Or(
		cmp.Compare(a.UserID, b.UserID),
		cmp.Compare(a.Role, b.Role),
		compareBools(a.Active, b.Active),
		compareBools(a.ContactCenter, b.ContactCenter),
		compareBools(a.WhatsApp, b.WhatsApp),
		cmp.Compare(a.Presence, b.Presence),
		cmp.Compare(a.PresenceReason, b.PresenceReason),
		cmp.Compare(a.PresenceSince, b.PresenceSince),
		cmp.Compare(a.Capacity, b.Capacity),
		cmp.Compare(a.OpenThreads, b.OpenThreads),
		cmp.Compare(a.PendingOffers, b.PendingOffers),
		cmp.Compare(a.Level, b.Level),
		cmp.Compare(a.IdleSince, b.IdleSince),
		cmp.Compare(a.OpenHere, b.OpenHere),
	)
}

func compareBools(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}

// isText says whether every string in it survives JSON.
func (in Input) isText() bool {
	it, box := in.Interaction, in.Inbox
	ok := allText(string(it.ID), string(it.Trigger), string(it.Preferred), string(it.LastAgent),
		string(box.ID), string(box.Mode), string(box.Cursor))
	for _, a := range it.Attempts {
		ok = ok && allText(string(a.UserID), a.Outcome)
	}
	for _, id := range it.Excluded {
		ok = ok && utf8.ValidString(string(id))
	}
	for _, id := range box.Members {
		ok = ok && utf8.ValidString(string(id))
	}
	for _, c := range in.Candidates {
		ok = ok && allText(string(c.UserID), string(c.Role), string(c.Presence), c.PresenceReason)
	}
	return ok
}

func allText(parts ...string) bool {
	for _, p := range parts {
		if !utf8.ValidString(p) {
			return false
		}
	}
	return true
}

func encode(v any) ([]byte, error) {
	var buf bytes.Buffer
	e := json.NewEncoder(&buf)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil, desk.Wrap("encode routing record", err)
	}
	return bytes.TrimSuffix(buf.Bytes(), []byte("\n")), nil
}

func decode(data []byte, v any) error {
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	err := dec.Decode(v)
	if err == nil {
		if _, extra := dec.Token(); !errors.Is(extra, io.EOF) {
			err = errors.New("something follows the value")
		}
	}
	if err == nil {
		return nil
	}
	return &desk.Error{
		Code: desk.CodeInvalid, Subcode: SubcodeUnreadable, Op: "decode routing record",
		Err: err,
	}
}

func checkVersion(v int) error {
	if v == Version {
		return nil
	}
	return desk.Refuse(desk.CodeUnavailable, SubcodeVersion, desk.Params{"version": v, "known": Version})
}
