package desk

import "slices"

// RestrictionKind is what an account may not do. Values are stored.
type RestrictionKind string

// The kinds of restrictions; "" = one that this version has no words for.
const (
	RestrictStart    RestrictionKind = "start"    // begin conversations with customers
	RestrictReply    RestrictionKind = "reply"    // answer what customers begin
	RestrictAdd      RestrictionKind = "add"      // add numbers
	RestrictTemplate RestrictionKind = "template" // write utility templates
	RestrictDirect   RestrictionKind = "direct"   // send utility templates directly
	RestrictCalls    RestrictionKind = "calls"    // make or take calls
	RestrictButton   RestrictionKind = "button"   // show customers its call button
)

// Restriction is something that an account may not do for a while.
type Restriction struct {
	Kind  RestrictionKind `json:"kind,omitempty"`
	Word  string          `json:"word"`            // the provider's
	Until int64           `json:"until,omitempty"` // Unix ms; 0 = it does not say
}

// RestrictedBy takes over what a provider has told of an account's restrictions: one of a
// word that is there has another end now. One that is over is none.
func RestrictedBy(before, told []Restriction, now int64) []Restriction {
	out := slices.Clone(before)
	for _, r := range told {
		out = slices.DeleteFunc(out, func(b Restriction) bool { return b.Word == r.Word })
		out = append(out, r)
	}
	return slices.DeleteFunc(out, func(r Restriction) bool { return r.Until != 0 && r.Until <= now })
}

// NextEnd is when the first of them ends, Unix ms; 0 = none says when.
func NextEnd(list []Restriction) int64 {
	var at int64
	for _, r := range list {
		if r.Until != 0 && (at == 0 || r.Until < at) {
			at = r.Until
		}
	}
	return at
}

// restricted is how the contexts begin that Restricted chooses.
const restricted = "restricted"

// Restricted names the sentence of an account's restrictions. Only those of messages
// restrict its numbers; see accountStates.
func Restricted(list []Restriction) *Said {
	has := func(kind RestrictionKind) bool {
		return slices.ContainsFunc(list, func(r Restriction) bool { return r.Kind == kind })
	}
	context := restricted // by what, nobody knows
	switch {
	case len(list) == 0 || has(""):
	case has(RestrictStart) && has(RestrictReply):
		context += "Both"
	case has(RestrictReply):
		context += "Reply"
	case has(RestrictStart):
		context += "Start"
	default:
		context += "Beside"
	}
	return SaidOf(Refuse(CodeConflict, "account", Params{ParamContext: context}))
}

// IsRestricted says whether a sentence about an account is one of Restricted's.
func IsRestricted(said *Said) bool {
	if said == nil || said.Subcode != "account" {
		return false
	}
	switch said.Params[ParamContext] {
	case restricted, restricted + "Both", restricted + "Reply", restricted + "Start", restricted + "Beside":
		return true
	}
	return false
}
