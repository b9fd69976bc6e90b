package desk

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
)

// RecordID names a line of the records: its number in them.
type RecordID string

// RecordIDOf names a line by its number.
func RecordIDOf(n int64) RecordID { return RecordID(strconv.FormatInt(n, 10)) }

// RecordLine is a line of an organization's records: what there is to say about an
// interaction when it has ended. Lines are numbered from 1 without a gap and each is
// chained to the one before it. None is ever changed or removed: when an interaction
// goes on after all (a clock that ran ahead had ended it), another line says that the
// first counts no more.
//
// It holds ids and stamps (Unix ms, 0 = never) and nothing that a customer wrote or is
// called, so that an erasure leaves the chain whole.
type RecordLine struct {
	ID   RecordID `json:"id"`
	Hash string   `json:"hash"` // of its body and the hash of the line before, hex
	RecordBody
}

// RecordBody is what is chained of a line. Its JSON is hashed: a field that is added is
// left out while it is empty, none is renamed, and their order stays.
type RecordBody struct {
	Org             OrgID         `json:"org"`
	N               int64         `json:"n"`
	Seq             int64         `json:"seq"`             // of the entry with which it was written
	Voids           int64         `json:"voids,omitempty"` // the line that counts no more; the rest is empty then
	InteractionID   InteractionID `json:"interactionId"`
	ThreadID        ThreadID      `json:"threadId,omitempty"`
	FirstSeq        int64         `json:"firstSeq,omitempty"` // of the entry with which the interaction began
	NumberID        NumberID      `json:"numberId,omitempty"`
	ServiceName     string        `json:"serviceName,omitempty"`
	DataSource      []KV          `json:"dataSource,omitempty"`
	ContactID       ContactID     `json:"contactId,omitempty"`
	InboxID         InboxID       `json:"inboxId,omitempty"`
	PlanID          PlanID        `json:"planId,omitempty"`
	BusinessStarted bool          `json:"businessStarted,omitempty"`
	StartedBy       UserID        `json:"startedBy,omitempty"` // who of ours began it, or took the thread up again
	StartedAt       int64         `json:"startedAt,omitempty"`
	EndedAt         int64         `json:"endedAt,omitempty"`
	EndReason       string        `json:"endReason,omitempty"`
	EndedBy         UserID        `json:"endedBy,omitempty"`
	Disposition     string        `json:"disposition,omitempty"`
	Rule            string        `json:"rule,omitempty"`       // that put it there
	Before          string        `json:"before,omitempty"`     // its disposition until it ended
	BeforeRule      string        `json:"beforeRule,omitempty"` // that had put it there
	Agents          []RecordSpan  `json:"agents,omitempty"`     // in the order in which they owned it
	CustomerAt      int64         `json:"customerAt,omitempty"` // since when the customer waited for a person
	AnsweredAt      int64         `json:"answeredAt,omitempty"` // when a person answered first
	MessagesIn      int64         `json:"messagesIn,omitempty"`
	MessagesOut     int64         `json:"messagesOut,omitempty"`
	Sentiment       string        `json:"sentiment,omitempty"` // empty: nothing judges it yet
	// Service is what became of what its inbox promised; nil = nothing was.
	Service *RecordService `json:"service,omitempty"`
}

// RecordSpan is a time in which one agent owned an interaction.
type RecordSpan struct {
	UserID UserID    `json:"userId"`
	From   int64     `json:"from"`
	To     int64     `json:"to,omitempty"` // 0 = they own it now
	Began  SpanBegin `json:"began"`
	Ended  SpanEnd   `json:"ended,omitempty"`
}

// RecordHead is where an organization's records end.
type RecordHead struct {
	ID   OrgID  `json:"id"`
	N    int64  `json:"n"`
	Hash string `json:"hash"`
}

// RowKey names the row.
func (r *RecordLine) RowKey() Ref { return Ref{RowRecord, string(r.ID)} }

// Clone copies the row.
func (r *RecordLine) Clone() Row {
	c := *r
	c.DataSource, c.Agents, c.Service = slices.Clone(r.DataSource), slices.Clone(r.Agents), pointer(r.Service)
	return &c
}

// RowKey names the row.
func (h *RecordHead) RowKey() Ref { return Ref{RowRecordHead, string(h.ID)} }

// Clone copies the row.
func (h *RecordHead) Clone() Row { return shallow(h) }

func (r *RecordLine) facts() string { return r.Facts() }

// Seal numbers the line behind the head, chains it, and gives the new head.
func (b RecordBody) Seal(head RecordHead) (*RecordLine, RecordHead, error) {
	b.N = head.N + 1
	raw, err := json.Marshal(b)
	if err != nil {
		return nil, head, Wrap("encode record", err)
	}
	prev := head.Hash
	if head.N == 0 {
		prev = RecordGenesis(b.Org)
	}
	r := &RecordLine{ID: RecordIDOf(b.N), Hash: RecordHash(prev, raw), RecordBody: b}
	return r, RecordHead{ID: b.Org, N: b.N, Hash: r.Hash}, nil
}

// SaysTheSame says whether a line would say the same of its interaction as another,
// wherever they stand.
func (r *RecordLine) SaysTheSame(as RecordBody) bool {
	as.Org, as.N, as.Seq, as.Voids = r.Org, r.N, r.Seq, r.Voids
	a, errA := json.Marshal(r.RecordBody)
	b, errB := json.Marshal(as)
	return errA == nil && errB == nil && bytes.Equal(a, b)
}

// RecordGenesis stands for the hash before an organization's first line.
func RecordGenesis(org OrgID) string {
	h := sha256.Sum256([]byte("parley records 1\n" + string(org)))
	return hex.EncodeToString(h[:])
}

// RecordHash chains a line's body, as its JSON stands, to the hash before it: SHA-256
// over that hash in hex, a line break and the body.
func RecordHash(prev string, body []byte) string {
	h := sha256.New()
	h.Write([]byte(prev + "\n")) //nolint:errcheck,gosec // a hash takes everything
	h.Write(body)                //nolint:errcheck,gosec // a hash takes everything
	return hex.EncodeToString(h.Sum(nil))
}

// Queue is for how long nobody had it, in ms, from its beginning on: until the first
// agent, or until it ended.
func (b *RecordBody) Queue() int64 {
	until := b.EndedAt
	if len(b.Agents) > 0 {
		until = b.Agents[0].From
	}
	return max(until-b.StartedAt, 0)
}

// FirstResponse is how long the customer waited for a person's first answer, in ms.
func (b *RecordBody) FirstResponse() (ms int64, answered bool) {
	if b.CustomerAt <= 0 || b.AnsweredAt <= 0 {
		return 0, false
	}
	return max(b.AnsweredAt-b.CustomerAt, 0), true
}

// Handling is for how long agents had it, in ms. until is the time up to which one
// counts who has it now.
func (b *RecordBody) Handling(until int64) (ms int64) {
	for _, s := range b.Agents {
		to := s.To
		if to == 0 {
			to = until
		}
		ms += max(to-s.From, 0)
	}
	return ms
}

// factSep stands between the facts of a line, listSep between those of a list. Neither
// is in a name that a person can save.
const (
	factSep = "\x1f"
	listSep = "\x1e"
)

// Facts gives what records are searched by as one short text beside the document: a
// million lines are read by it in seconds, by their documents in many. See ReadFacts.
func (b *RecordBody) Facts() string {
	var agents, sources []string
	for _, s := range b.Agents {
		if !slices.Contains(agents, string(s.UserID)) {
			agents = append(agents, string(s.UserID))
		}
	}
	for _, kv := range b.DataSource {
		sources = append(sources, kv.Key+"="+kv.Value)
	}
	first, answered := b.FirstResponse()
	if !answered {
		first = -1
	}
	num := func(n int64) string { return strconv.FormatInt(n, 36) }
	return strings.Join([]string{
		num(b.Voids), num(b.FirstSeq), num(b.StartedAt), num(b.EndedAt), num(b.Queue()), num(first), num(b.Handling(b.EndedAt)),
		num(b.MessagesIn), num(b.MessagesOut), num(flag(b.BusinessStarted)),
		string(b.NumberID), b.ServiceName, string(b.ContactID), string(b.InboxID), string(b.PlanID), string(b.StartedBy),
		string(b.EndedBy), b.EndReason, b.Disposition, b.Before, strings.Join(agents, listSep), strings.Join(sources, listSep),
		b.Service.fact(),
	}, factSep)
}

// RecordFacts is what records are searched by. Times are Unix ms, lengths ms.
type RecordFacts struct {
	Voids, FirstSeq, StartedAt, EndedAt int64
	Queue, First, Handling              int64 // First is -1 where no person answered
	MessagesIn, MessagesOut             int64
	BusinessStarted                     bool

	Number, Service, Contact, Inbox, Plan, StartedBy string
	EndedBy, EndReason, Disposition, Before          string
	Agents, Sources                                  string // lists, see FactList

	Promised RecordService // without its times; a line from before there were any promises nothing
}

// ReadFacts reads what Facts wrote. ok is false for anything else.
func ReadFacts(s string) (f RecordFacts, ok bool) {
	ok = true
	text := func() (part string) {
		var more bool
		part, s, more = strings.Cut(s, factSep)
		ok = ok && (more || s == "")
		return part
	}
	num := func() int64 {
		n, err := strconv.ParseInt(text(), 36, 64)
		ok = ok && err == nil
		return n
	}
	f.Voids, f.FirstSeq, f.StartedAt, f.EndedAt = num(), num(), num(), num()
	f.Queue, f.First, f.Handling = num(), num(), num()
	f.MessagesIn, f.MessagesOut, f.BusinessStarted = num(), num(), num() != 0
	f.Number, f.Service, f.Contact, f.Inbox, f.Plan, f.StartedBy = text(), text(), text(), text(), text(), text()
	f.EndedBy, f.EndReason, f.Disposition, f.Before = text(), text(), text(), text()
	f.Agents, f.Sources = text(), text()
	f.Promised = readServiceFact(s)
	return f, ok
}

// FactList takes a list of RecordFacts apart.
func FactList(s string) []string {
	if s == "" {
		return nil
	}
	return strings.Split(s, listSep)
}
