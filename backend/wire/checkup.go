package wire

import "github.com/parleydesk/parley/backend/desk"

// Fact is evidence of a check: a text, a time or its name alone.
type Fact struct {
	Name string `json:"name" of:"desk.FactName"`
	Text string `json:"text"`
	At   int64  `json:"at"` // Unix ms, 0 = none
}

// Check is what became of one check of a number.
type Check struct {
	Name    string   `json:"name" of:"desk.CheckName"`
	Verdict string   `json:"verdict" of:"desk.Verdict"`
	Facts   []Fact   `json:"facts"`
	Said    *Failure `json:"said,omitempty"` // what is wrong and what to do
}

// Checkup is the last examination of a number (admins), and since when messages are
// known to come in and arrive.
type Checkup struct {
	ID          string  `json:"id"` // the number's
	At          int64   `json:"at"` // when it was examined, 0 = never
	Cause       string  `json:"cause" of:"desk.CheckCause | ''"`
	By          string  `json:"by"` // who asked
	Checks      []Check `json:"checks"`
	ChangedAt   int64   `json:"changedAt"`   // the connection last changed
	InboundAt   int64   `json:"inboundAt"`   // the first message since then
	DeliveredAt int64   `json:"deliveredAt"` // the first delivery since then
	ProvenAt    int64   `json:"provenAt"`    // both are known, 0 = they are not

	Silence *Silence `json:"silence,omitempty"` // why it was examined, of cause "quiet"
	Proving *Proving `json:"proving,omitempty"` // the last test on purpose
}

// Silence is that nothing came in hours in which something always does.
type Silence struct {
	Since int64 `json:"since"` // Unix ms
	Usual int   `json:"usual"` // so many messages or more come in these hours
}

// Proving is a test of a number on purpose: a text with a code that comes in, and an
// answer that arrives. Times are Unix ms, 0 = not yet.
type Proving struct {
	Code     string   `json:"code"`
	By       string   `json:"by"`
	Since    int64    `json:"since"`
	ThreadID string   `json:"threadId"` // of the text with the code
	SeenAt   int64    `json:"seenAt"`
	AnswerID string   `json:"answerId"`
	Status   string   `json:"status" of:"desk.Status | ''"` // of the answer
	StatusAt int64    `json:"statusAt"`
	Failed   bool     `json:"failed"`         // the answer will not arrive
	Arrived  bool     `json:"arrived"`        // it has
	Said     *Failure `json:"said,omitempty"` // what is wrong with the answer
}

// ProvingAnswer answers the tester of a number: a text of 1 to 4096 characters, into
// the thread in which the code came.
type ProvingAnswer struct {
	NumberID string `json:"numberId" ask:"number"`
	Text     string `json:"text"`
}

// CheckupProgress is how far an examination is. What it found goes to the number's
// Checkup at its end.
type CheckupProgress struct {
	Running bool    `json:"running"`
	Since   int64   `json:"since"`
	Checks  []Check `json:"checks"` // those that are made, in the order in which they are
}

// CheckOf gives a check as the window gets it.
func CheckOf(c desk.Check) Check {
	out := Check{Name: string(c.Name), Verdict: string(c.Verdict), Facts: make([]Fact, 0, len(c.Facts)), Said: ErrorOf(c.Said.Err())}
	for _, f := range c.Facts {
		out.Facts = append(out.Facts, Fact{Name: string(f.Name), Text: f.Text, At: f.At})
	}
	return out
}
