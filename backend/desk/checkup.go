package desk

import "slices"

// CheckName names one of the checks of a connected number. Values are stored.
type CheckName string

// The checks, in the order in which a person reads them.
const (
	CheckToken       CheckName = "token"       // the account's token is valid, and how long
	CheckScopes      CheckName = "scopes"      // it has the permissions that are needed
	CheckAccount     CheckName = "account"     // the account can be read and is not restricted
	CheckNumber      CheckName = "number"      // the number is in that account
	CheckDisplayName CheckName = "displayName" // how far the review of its name is
	CheckRegistered  CheckName = "registered"  // it is signed in, and has its two-step PIN
	CheckSubscribed  CheckName = "subscribed"  // the account's webhooks go to our app
	CheckFields      CheckName = "fields"      // the app has asked for what is needed
	CheckCallback    CheckName = "callback"    // the webhooks have our address, which answers
	CheckVerifyToken CheckName = "verifyToken" // the provider has shaken hands with our verify token
	CheckSecret      CheckName = "secret"      // our secret of the app is the provider's
	CheckInbound     CheckName = "inbound"     // a message has come in since the connection changed
	CheckOutbound    CheckName = "outbound"    // a message has been delivered since then
)

// Checks lists them.
var Checks = []CheckName{
	CheckToken, CheckScopes, CheckAccount, CheckNumber, CheckDisplayName, CheckRegistered, CheckSubscribed,
	CheckFields, CheckCallback, CheckVerifyToken, CheckSecret, CheckInbound, CheckOutbound,
}

// SMSCheckNames are the checks of an SMS number that is rented from a carrier, in order:
// there is nothing else that its carrier could be asked.
var SMSCheckNames = []CheckName{CheckToken, CheckNumber, CheckCallback, CheckSecret, CheckInbound, CheckOutbound}

// Verdict is what a check comes to. Values are stored.
type Verdict string

// The verdicts.
const (
	VerdictOK      Verdict = "ok"
	VerdictWarning Verdict = "warning" // it works, and something wants to be looked at
	VerdictFailed  Verdict = "failed"
	VerdictUnknown Verdict = "unknown"       // it could not be told, because of what Said says
	VerdictNone    Verdict = "notApplicable" // there is no such thing at this provider
)

// Named says whether the check is among those that a person has to look at.
func (v Verdict) Named() bool { return v == VerdictWarning || v == VerdictFailed }

// FactName says what a fact of a check is. Values are stored.
type FactName string

// The facts. Each has a text or a time.
const (
	FactExpires      FactName = "expires"      // time; none = the token never does
	FactNeverExpires FactName = "neverExpires" // nothing: the name is all
	FactScopes       FactName = "scopes"       // the permissions
	FactMissing      FactName = "missing"      // permissions or fields
	FactAccountName  FactName = "accountName"
	FactReview       FactName = "review"     // the provider's word
	FactNumbers      FactName = "numbers"    // how many the account has
	FactNameShown    FactName = "nameShown"  // the display name
	FactNameState    FactName = "nameState"  // the provider's word
	FactStatus       FactName = "status"     // the provider's word
	FactPIN          FactName = "pin"        // nothing: two-step verification is on
	FactApps         FactName = "apps"       // those that get the webhooks
	FactFields       FactName = "fields"     // what the app has asked for
	FactAddress      FactName = "address"    // where the webhooks go
	FactOurAddress   FactName = "ourAddress" // where they should go
	FactOverride     FactName = "override"   // of the number or of the account
	FactAnswered     FactName = "answered"   // time; our address answered
	FactHandshake    FactName = "handshake"  // time of the last good one
	FactRefused      FactName = "refused"    // time of the last one with another verify token
	FactSignedBy     FactName = "signedBy"   // time of the last webhook that our secret proved
	FactForged       FactName = "forged"     // time of the last webhook that it did not prove
	FactProven       FactName = "proven"     // time; the provider took the secret
	FactLastIn       FactName = "lastIn"     // time of the last message that came in
	FactDelivered    FactName = "delivered"  // time of the last receipt of a message that arrived
	FactChanged      FactName = "changed"    // time of the last change of the connection
	FactLastEvent    FactName = "lastEvent"  // time of the last webhook
)

// Fact is evidence of a check. It holds no secret and nothing of a customer.
type Fact struct {
	Name FactName `json:"name"`
	Text string   `json:"text,omitempty"`
	At   int64    `json:"at,omitempty"` // Unix ms
}

// Check is what became of one check.
type Check struct {
	Name    CheckName `json:"name"`
	Verdict Verdict   `json:"verdict"`
	Facts   []Fact    `json:"facts,omitempty"`
	Said    *Said     `json:"said,omitempty"` // what is wrong and what to do, nil = nothing
}

// CheckCause is why a number was examined. Values are stored.
type CheckCause string

// The causes.
const (
	CheckAsked CheckCause = "asked" // somebody pressed the button
	CheckDaily CheckCause = "daily"
	CheckSet   CheckCause = "set"   // it was connected, or its connection changed
	CheckQuiet CheckCause = "quiet" // it fell silent: Checkup.Silence says since when
)

// Silence is why a number was examined by itself: nothing came in hours in which something
// always does.
type Silence struct {
	After int64 `json:"after"` // the last message before it, Unix ms: its name
	Since int64 `json:"since"` // After, or when the relay started, if that is later
	Usual int   `json:"usual"` // how many came in these hours of the weeks before, in all but the quietest
}

// Checkup is the last examination of one of our numbers.
type Checkup struct {
	NumberID NumberID   `json:"numberId"`
	At       int64      `json:"at"` // when it ended, Unix ms; 0 = it never was
	Cause    CheckCause `json:"cause,omitempty"`
	By       UserID     `json:"by,omitempty"` // who asked
	Checks   []Check    `json:"checks"`       // in the order of Checks

	// What is noted as it happens, without another examination. Unix ms, 0 = never.
	ChangedAt   int64 `json:"changedAt"`   // the connection last changed
	InboundAt   int64 `json:"inboundAt"`   // the first message that came in after that
	DeliveredAt int64 `json:"deliveredAt"` // the first message of ours after that which arrived

	Silence *Silence `json:"silence,omitempty"` // the last that was examined, nil = none was
	Proving *Proving `json:"proving,omitempty"` // the last test on purpose, nil = there was none
}

// ProvenAt is when it was known that messages come in and arrive since the connection
// last changed, 0 = it is not known.
func (c *Checkup) ProvenAt() int64 {
	if c.InboundAt == 0 || c.DeliveredAt == 0 {
		return 0
	}
	return max(c.InboundAt, c.DeliveredAt)
}

// CheckupEntry is the payload of EntryCheckup.
type CheckupEntry struct {
	NumberID NumberID   `json:"numberId"`
	Cause    CheckCause `json:"cause"`
	By       UserID     `json:"by,omitempty"`
	Checks   []Check    `json:"checks"`
	Silence  *Silence   `json:"silence,omitempty"` // of CheckQuiet
}

// CarrierSet is the payload of EntryCarrierSet: the account at a carrier was linked, or
// unlinked, so that what its numbers have shown before says nothing of how they are now.
type CarrierSet struct {
	Provider string `json:"provider"`
	At       int64  `json:"at"` // Unix ms
}

// RowKey names the row.
func (c *Checkup) RowKey() Ref { return Ref{RowCheckup, string(c.NumberID)} }

// Clone copies the row.
func (c *Checkup) Clone() Row {
	out := shallow(c)
	out.Checks = slices.Clone(c.Checks)
	for i := range out.Checks {
		out.Checks[i].Facts = slices.Clone(out.Checks[i].Facts)
		out.Checks[i].Said = out.Checks[i].Said.Clone()
	}
	out.Silence, out.Proving = pointer(out.Silence), out.Proving.Clone()
	return out
}

// Check gives the check of a name; nil = it was not made.
func (c *Checkup) Check(name CheckName) *Check {
	for i := range c.Checks {
		if c.Checks[i].Name == name {
			return &c.Checks[i]
		}
	}
	return nil
}
