package channel

import (
	"container/list"
	"errors"
	"strings"
	"sync"
	"time"

	"github.com/parleydesk/parley/backend/desk"
)

// Bounds of a Joiner. Parts of one SMS come within seconds; the reference number has 8
// bits in most networks, so a long wait would join parts of different messages.
const (
	JoinWait  = 15 * time.Minute
	joinMost  = 1000    // messages waiting for parts
	joinBytes = 4 << 20 // texts and webhooks held altogether
)

// Joiner holds the parts of long SMS until all are there. What it holds is in
// memory only: a part is either in a joined SMS, or given back as a Partial
// when it waited too long or made room. So whoever adds parts leaves the carrier to
// send them again (ErrWaits). It may be used concurrently.
type Joiner struct {
	now func() time.Time

	mu     sync.Mutex // guards what follows
	groups map[joinKey]*list.Element
	order  *list.List // of *joinGroup, oldest first
	bytes  int
}

// ErrWaits says that a part of a long SMS is not kept yet: the carrier is to send it
// again, as it does for whatever is not answered with 2xx.
var ErrWaits = errors.New("it waits for the other parts")

// joinKey names one long SMS.
type joinKey struct {
	org      desk.OrgID
	from, to desk.PhoneNumber
	ref      string
	total    int
}

type joinGroup struct {
	key   joinKey
	since time.Time
	parts map[int]SMS
	bytes int
}

// Partial is a long SMS that never became whole.
type Partial struct {
	SMS     SMS   // the text of the parts that came, in order, a blank line between
	Missing []int // the parts that did not
}

// NewJoiner makes an empty Joiner that reads the time from now.
func NewJoiner(now func() time.Time) *Joiner {
	return &Joiner{now: now, groups: map[joinKey]*list.Element{}, order: list.New()}
}

// Add takes an SMS. It gives back the whole SMS and true when s stands alone or
// was the last part missing; the joined one has the first part's id, no Concat,
// and the earliest stamp. dropped are messages that had to leave unfinished.
func (j *Joiner) Add(s SMS) (whole SMS, done bool, dropped []Partial) {
	if !s.Concat {
		return s, true, nil
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	dropped = j.expire()
	key := joinKey{org: s.Org, from: s.From, to: s.To, ref: s.Ref, total: s.Total}
	el, waiting := j.groups[key]
	if waiting {
		held, twice := groupOf(el).parts[s.Part]
		switch {
		case twice && held.MessageID == s.MessageID:
			return SMS{}, false, dropped // the carrier sent it again
		case twice:
			// The reference number went round: a new message begins.
			dropped = append(dropped, j.remove(el).partial())
			waiting = false
		}
	}
	if !waiting {
		el = j.order.PushBack(&joinGroup{key: key, since: j.now(), parts: map[int]SMS{}})
		j.groups[key] = el
	}
	g := groupOf(el)
	g.parts[s.Part] = s
	g.bytes += s.size()
	j.bytes += s.size()
	if len(g.parts) == s.Total {
		return j.remove(el).joined(""), true, dropped
	}
	for j.order.Len() > joinMost || j.bytes > joinBytes {
		dropped = append(dropped, j.remove(j.order.Front()).partial())
	}
	return SMS{}, false, dropped
}

// Expire gives back the messages that waited for more than JoinWait. Call it
// from time to time, or a lost part's siblings stay unseen.
func (j *Joiner) Expire() []Partial {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.expire()
}

// Drain gives back everything that waits, for a graceful stop.
func (j *Joiner) Drain() []Partial {
	j.mu.Lock()
	defer j.mu.Unlock()
	var out []Partial
	for j.order.Len() > 0 {
		out = append(out, j.remove(j.order.Front()).partial())
	}
	return out
}

// size is what a part takes, in bytes.
func (s SMS) size() int {
	n := len(s.Text)
	for _, r := range s.Raws {
		n += len(r.Query) + len(r.Body)
	}
	return n
}

func (j *Joiner) expire() []Partial {
	var out []Partial
	limit := j.now().Add(-JoinWait)
	for el := j.order.Front(); el != nil; el = j.order.Front() {
		if groupOf(el).since.After(limit) {
			break
		}
		out = append(out, j.remove(el).partial())
	}
	return out
}

// groupOf gives what an element of the order holds; nothing else is put there.
func groupOf(el *list.Element) *joinGroup {
	g, _ := el.Value.(*joinGroup)
	return g
}

func (j *Joiner) remove(el *list.Element) *joinGroup {
	g := groupOf(el)
	j.order.Remove(el)
	delete(j.groups, g.key)
	j.bytes -= g.bytes
	return g
}

// joined puts the parts that are there together.
func (g *joinGroup) joined(between string) SMS {
	var s SMS
	texts := make([]string, 0, len(g.parts))
	keys := make([]string, 0, len(g.parts))
	raws := make([]*Raw, 0, len(g.parts))
	for n := 1; n <= g.key.total; n++ {
		p, ok := g.parts[n]
		if !ok {
			continue
		}
		texts = append(texts, p.Text)
		keys = append(keys, p.Key())
		raws = append(raws, p.Raws...)
		if len(texts) == 1 {
			s = p
		}
		if p.Timestamp != 0 && (s.Timestamp == 0 || p.Timestamp < s.Timestamp) {
			s.Timestamp = p.Timestamp
		}
		if p.Type == "unicode" {
			s.Type = p.Type
		}
	}
	s.Text = strings.Join(texts, between)
	s.Concat, s.Ref, s.Total, s.Part, s.PartKeys, s.Raws = false, "", 0, 0, keys, raws
	return s
}

func (g *joinGroup) partial() Partial {
	// A gap must not glue the digits on its two sides together.
	p := Partial{SMS: g.joined("\n\n")}
	for n := 1; n <= g.key.total; n++ {
		if _, ok := g.parts[n]; !ok {
			p.Missing = append(p.Missing, n)
		}
	}
	return p
}
