package desk

import (
	"encoding/json"
	"strconv"
	"strings"
)

// TemplateFate is what became of a template that was sent, beside how far the message
// has come. It holds nothing of a customer's, so that it stays when content is erased.
type TemplateFate struct {
	TemplateID TemplateID `json:"templateId"`
	Name       string     `json:"name"`
	Language   string     `json:"language"`
	FirstSeq   int64      `json:"firstSeq"`             // of the interaction that it was sent in
	NumberID   NumberID   `json:"numberId"`             // from which
	ContactID  ContactID  `json:"contactId"`            // to whom
	Shut       bool       `json:"shut,omitempty"`       // their window was shut: it counts against the messaging limit
	AnsweredAt int64      `json:"answeredAt,omitempty"` // the customer's first message after it, if within AnswerTime
	Charged    string     `json:"charged,omitempty"`    // the category that the provider charges, ChargedFree, "" = not told
}

// ChargedFree stands for a message for which the provider charges nothing.
const ChargedFree = "free"

// AnswerTime is for how long what the customer writes counts as an answer to a template,
// in ms.
const AnswerTime = 24 * 60 * 60 * 1000

// SentFate is what can become of a template that was sent.
type SentFate string

// The fates. One that was read was delivered too.
const (
	FateSent      SentFate = "sent" // or it is on its way
	FateDelivered SentFate = "delivered"
	FateRead      SentFate = "read"
	FateAnswered  SentFate = "answered" // beside how far it came: the customer wrote within AnswerTime
	FateFailed    SentFate = "failed"
)

// TemplateFact is what there is to count about a template that was sent.
type TemplateFact struct {
	At       int64 // Unix ms
	FirstSeq int64
	Template TemplateID
	Name     string
	Language string
	Fate     SentFate // but FateAnswered
	Answered bool
	Number   NumberID
	Contact  ContactID
	Shut     bool
	Charged  string
	Said     string // JSON of the Said that tells why it failed, without what differs from message to message
	Code     int    // the provider's
}

// fateTimeLen is how many digits a fact's time has, so that facts are in its order.
const fateTimeLen = 9

// TemplateFactFrom is below all facts of that time and later ones.
func TemplateFactFrom(at int64) string {
	digits := strconv.FormatInt(max(at, 0), 36)
	return strings.Repeat("0", max(fateTimeLen-len(digits), 0)) + digits
}

// fate says how far it has come; "" = it was called off and is not to be counted.
func (m *Message) fate() SentFate {
	rank := statusRank[m.Status]
	switch {
	case m.Status == StatusCancelled:
		return ""
	case rank >= statusRank[StatusRead]:
		return FateRead
	case rank >= statusRank[StatusDelivered]:
		return FateDelivered
	case m.Status == StatusRejected, m.Problem != nil && rank >= statusRank[StatusAccepted]:
		return FateFailed
	}
	return FateSent
}

// templateFact gives what there is to count about a message as one short text, "" for
// all that is no template of ours. See ReadTemplateFact.
func (m *Message) templateFact() string {
	f := m.Fate
	if f == nil || m.fate() == "" {
		return ""
	}
	parts := []string{
		TemplateFactFrom(m.At), strconv.FormatInt(f.FirstSeq, 36), string(f.TemplateID), f.Name, f.Language, string(m.fate()),
		strconv.FormatInt(flag(f.AnsweredAt > 0), 36), f.Charged, string(f.NumberID), string(f.ContactID), strconv.FormatInt(flag(f.Shut), 36),
	}
	if p := m.Problem; p != nil && m.fate() == FateFailed {
		parts = append(parts, p.kind(), strconv.FormatInt(int64(p.Code), 36))
	}
	return strings.Join(parts, factSep)
}

// kindParams are those of a sentence's that messages which failed alike have in common.
var kindParams = []string{ParamContext, "code", "title", "channel"}

// kind gives the sentence of a failure as JSON, without what stands in it of the one
// message.
func (p *Problem) kind() string {
	if p.Said == nil {
		return ""
	}
	said := Said{Code: p.Said.Code, Subcode: p.Said.Subcode, Params: Params{}}
	for _, name := range kindParams {
		if value, has := p.Said.Params[name]; has {
			said.Params[name] = value
		}
	}
	raw, err := json.Marshal(said)
	if err != nil {
		return "" // it came from JSON
	}
	return string(raw)
}

// ReadTemplateFact reads what stands in the column. ok is false for anything else.
func ReadTemplateFact(s string) (f TemplateFact, ok bool) {
	parts := strings.Split(s, factSep)
	if len(parts) != 11 && len(parts) != 13 {
		return f, false
	}
	at, errAt := strconv.ParseInt(parts[0], 36, 64)
	seq, errSeq := strconv.ParseInt(parts[1], 36, 64)
	f = TemplateFact{
		At: at, FirstSeq: seq, Template: TemplateID(parts[2]), Name: parts[3], Language: parts[4], Fate: SentFate(parts[5]), Answered: parts[6] == "1", Charged: parts[7],
		Number: NumberID(parts[8]), Contact: ContactID(parts[9]), Shut: parts[10] == "1",
	}
	ok = errAt == nil && errSeq == nil
	if len(parts) == 13 {
		code, err := strconv.ParseInt(parts[12], 36, 64)
		f.Said, f.Code, ok = parts[11], int(code), ok && err == nil
	}
	return f, ok
}
