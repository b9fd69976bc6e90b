package sandbox

import (
	"container/heap"
	"context"
	"time"
)

// step is something that will happen by itself. It is data, not a function,
// so that it outlives a restart.
type step struct {
	Kind     string `json:"kind"` // one of the step constants
	DueMs    int64  `json:"dueMs"`
	Ref      string `json:"ref"`                // message, number or template id
	Customer string `json:"customer,omitempty"` // for stepFirst
	Text     string `json:"text,omitempty"`     // SMS text
	Code     int    `json:"code,omitempty"`     // for stepFail
	Nth      int    `json:"nth,omitempty"`      // which opening message
}

const (
	stepSent      = "sent"
	stepDelivered = "delivered"
	stepRead      = "read"
	stepFail      = "fail"
	stepFirst     = "first"
	stepSMS       = "sms"
	stepCall      = "call"
	stepReview    = "review"
	stepRate      = "rate"
)

// entry is a step or a delivery with its place in a queue.
type entry struct {
	at    int64 // elapsed nanoseconds in the agenda, order in the ready queue
	order uint64
	step  *step
	dl    *delivery
}

type queue []entry

func (q queue) Len() int { return len(q) }
func (q queue) Less(i, j int) bool {
	if q[i].at != q[j].at {
		return q[i].at < q[j].at
	}
	return q[i].order < q[j].order
}
func (q queue) Swap(i, j int) { q[i], q[j] = q[j], q[i] }

// Push and Pop are for container/heap; use take to remove.
func (q *queue) Push(x any) {
	if e, ok := x.(entry); ok {
		*q = append(*q, e)
	}
}

// Pop is part of container/heap's interface.
func (q *queue) Pop() any {
	old := *q
	e := old[len(old)-1]
	old[len(old)-1] = entry{}
	*q = old[:len(old)-1]
	return e
}

// take removes the first entry.
func (q *queue) take() entry {
	e, _ := heap.Pop(q).(entry)
	return e
}

// agenda holds what is due later. Its times are elapsed ones, so a clock that
// jumps neither stalls nor rushes it.
type agenda struct {
	q     queue
	count uint64
}

func (a *agenda) add(at time.Duration, e entry) {
	a.count++
	e.at, e.order = int64(at), a.count
	heap.Push(&a.q, e)
}

// later lets st happen after d. Callers hold mu.
func (s *Sandbox) later(d time.Duration, st step) {
	d = max(d, 0)
	st.DueMs = s.now().Add(d).UnixMilli()
	s.w.Steps = append(s.w.Steps, &st)
	s.agenda.add(s.elapsed()+d, entry{step: &st})
	s.nudge()
}

// loop is the only goroutine that runs steps and launches requests.
func (s *Sandbox) loop(ctx context.Context, stopped chan<- struct{}) {
	defer close(stopped)
	timer := time.NewTimer(time.Hour)
	defer timer.Stop()
	var saved time.Duration
	for ctx.Err() == nil {
		s.mu.Lock()
		s.runDue()
		s.dispatch(ctx)
		wait := time.Hour
		if len(s.agenda.q) > 0 {
			wait = time.Duration(s.agenda.q[0].at) - s.elapsed()
		}
		if s.dirty && s.cfg.StatePath != "" {
			if rest := saved + saveEvery - s.elapsed(); rest > 0 {
				wait = min(wait, rest)
			} else {
				if err := s.saveLocked(); err != nil {
					s.log.Error("sandbox state not saved", "err", err)
				}
				saved = s.elapsed()
			}
		}
		s.mu.Unlock()
		timer.Reset(max(wait, 0))
		select {
		case <-timer.C:
		case <-s.wake:
		case <-ctx.Done():
		}
	}
}

// runDue performs what is due. Callers hold mu.
func (s *Sandbox) runDue() {
	now := int64(s.elapsed())
	for len(s.agenda.q) > 0 && s.agenda.q[0].at <= now {
		e := s.agenda.q.take()
		if e.dl != nil {
			s.release(e.dl)
			continue
		}
		s.forget(e.step)
		s.perform(e.step)
		s.touch()
	}
}

func (s *Sandbox) forget(st *step) {
	for i, x := range s.w.Steps {
		if x == st {
			s.w.Steps = append(s.w.Steps[:i], s.w.Steps[i+1:]...)
			return
		}
	}
}

func (s *Sandbox) perform(st *step) {
	switch st.Kind {
	case stepSent, stepDelivered, stepRead, stepFail:
		if l, ok := s.ix.messages[st.Ref]; ok {
			s.tick(l, st)
		}
	case stepRate:
		if l, ok := s.ix.messages[st.Ref]; ok {
			s.tapsScore(l)
		}
	case stepFirst:
		s.first(st)
	case stepSMS:
		s.textNumber(st.Ref, "WhatsApp", st.Text)
	case stepCall:
		s.rings(st.Ref, robotNumber, st.Text)
	case stepReview:
		if t := s.templateByID(st.Ref); t != nil && t.Status == "PENDING" { // somebody may have ended it
			s.review(st.Ref, "APPROVED", "")
		}
		s.approveContent(st.Ref)
	case stepVonageReceipt:
		s.vonageReceipt(st.Ref, st.Text, 0)
	case stepTwilioSender:
		s.advanceSender(st)
	case stepTwilioStatus:
		if m := s.twilioMessageOf(st.Ref); m != nil {
			s.twilioStatus(m, st.Text)
		}
	}
}
