package desk

import "strings"

// Proving is a test of a number on purpose: its tester writes a text with a code to the
// number, and somebody of ours answers in the same thread. What came of it is noted as
// the messages move, so that every desktop sees the same, after a restart too.
type Proving struct {
	Code  string `json:"code"`  // ProvingLetters letters that no customer writes by chance
	By    UserID `json:"by"`    // who began it
	Since int64  `json:"since"` // when, Unix ms

	ThreadID ThreadID `json:"threadId,omitempty"` // of the text with the code, "" = it has not come
	SeenAt   int64    `json:"seenAt,omitempty"`   // when it came, Unix ms
	SeenSeq  int64    `json:"seenSeq,omitempty"`  // its entry: an answer is later

	AnswerID MessageID `json:"answerId,omitempty"` // the answer, "" = there is none yet
	Status   Status    `json:"status,omitempty"`   // of the answer
	StatusAt int64     `json:"statusAt,omitempty"` // Unix ms
	Said     *Said     `json:"said,omitempty"`     // why the answer did not arrive, nil = nothing is wrong
}

// ProvingLetters is how long the code is: one of a million.
const ProvingLetters = 5

// provingAlphabet has no vowels, so that no word comes of a code, and no letter that is
// read as another.
const provingAlphabet = "BCDFGHJKLMNPQRTX"

// ProvingCode makes a code of the end of an id: any four bits of a character do.
func ProvingCode(id string) string {
	_, end, _ := strings.Cut(id, "_")
	var b strings.Builder
	for _, c := range end[max(0, len(end)-ProvingLetters):] { // an id begins with its entry
		b.WriteByte(provingAlphabet[c&0xf])
	}
	return b.String()
}

// In says whether a text has the code, however its letters are written.
func (p *Proving) In(text string) bool {
	return p != nil && p.Code != "" && strings.Contains(strings.ToUpper(text), p.Code)
}

// Answered says whether an answer is under way or has arrived: only one that failed makes
// room for another.
func (p *Proving) Answered() bool { return p.AnswerID != "" && !p.Failed() }

// Failed says whether the answer will not arrive.
func (p *Proving) Failed() bool {
	switch p.Status {
	case StatusRejected, StatusCancelled:
		return true
	case StatusAccepted, StatusSent:
		return p.Said != nil
	default: // it is under way, has arrived, or nobody knows yet
		return false
	}
}

// Arrived says whether the answer is known to have reached the tester.
func (p *Proving) Arrived() bool { return Climbs(StatusSent, p.Status) }

// Clone copies it; nil stays nil.
func (p *Proving) Clone() *Proving {
	if p == nil {
		return nil
	}
	out := *p
	out.Said = p.Said.Clone()
	return &out
}

// SinceProven gives a check as it stands now: one that missed traffic at the last
// examination is passed as soon as the traffic has come.
func (c *Checkup) SinceProven(check Check) Check {
	seen, fact := c.InboundAt, FactLastIn
	if check.Name == CheckOutbound {
		seen, fact = c.DeliveredAt, FactDelivered
	} else if check.Name != CheckInbound {
		return check
	}
	if check.Verdict != VerdictWarning || seen <= c.At {
		return check
	}
	out := Check{Name: check.Name, Verdict: VerdictOK, Facts: []Fact{{Name: fact, At: seen}}}
	if c.ChangedAt != 0 {
		out.Facts = append([]Fact{{Name: FactChanged, At: c.ChangedAt}}, out.Facts...)
	}
	return out
}
