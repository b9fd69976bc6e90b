package provision

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/otp"
)

// A carrier sends a webhook again once or not at all when nobody answered: a relay that
// was down then, or cannot be reached from outside, would never hear of the code. So while
// one is awaited, carriers that keep a list of what came are asked for it. What they list
// goes through the same quarantine, under the same key, so that the webhook, if it comes
// after all, brings nothing new. Only what is about a verification is taken from a list
// here, as soon as can be; catchup.go takes the rest, when its webhook had its time.

const (
	// missedEvery is how often it is looked whether a carrier is to be asked.
	missedEvery = 2 * time.Second
	// webhookWait is how long after a code was asked for, or the lease began, its webhook
	// is given to come.
	webhookWait = 8 * time.Second
	// askPause and mostAskPause are the first and the longest time between two questions.
	askPause     = 8 * time.Second
	mostAskPause = 2 * time.Minute
	// askPatience bounds one question.
	askPatience = 10 * time.Second
)

// questions are those to the carriers about SMS that they may have. They are in memory: a
// relay that starts asks at once about waits from before, since it may have missed
// something. The zero value has none.
type questions struct {
	one   sync.Mutex // held while it is looked who is to be asked, and asked: who looks after that finds it done
	mu    sync.Mutex // guards what follows
	began int64      // when this relay started, Unix ms
	of    map[desk.SetupID]question
}

// begin notes that the relay starts.
func (q *questions) begin(now int64) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.began = now
}

// start gives when this relay started.
func (q *questions) start() int64 {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.began
}

// question is how far the questions of one wait are. Times are Unix milliseconds.
type question struct {
	since int64 // which wait
	asked int   // how often
	next  int64
}

// due says whether the carrier of a set-up is asked now, and notes that it is: some seconds
// after the wait began, then later each time.
func (q *questions) due(st *setup, now int64) bool {
	since := max(st.LeaseSince, st.CodeAskedAt)
	q.mu.Lock()
	defer q.mu.Unlock()
	at := q.of[st.ID]
	if at.since != since {
		at = question{since: since, next: since + webhookWait.Milliseconds()}
		if since < q.began {
			at.next = now
		}
	}
	if now < at.next {
		return false
	}
	pause := askPause << min(at.asked, 10)
	at.asked, at.next = at.asked+1, now+min(pause, mostAskPause).Milliseconds()
	if q.of == nil {
		q.of = map[desk.SetupID]question{}
	}
	q.of[st.ID] = at
	return true
}

// keepOnly forgets the questions of set-ups that wait no more.
func (q *questions) keepOnly(waiting map[desk.SetupID]bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for id := range q.of {
		if !waiting[id] {
			delete(q.of, id)
		}
	}
}

// lookForMissed asks carriers until ctx ends, on a goroutine of its own: one that does not
// answer holds up no webhook and no person.
func (s *Service) lookForMissed(ctx context.Context, done chan<- struct{}) {
	defer close(done)
	tick := time.NewTicker(missedEvery)
	defer tick.Stop()
	for {
		if err := s.askDue(ctx); err != nil && ctx.Err() == nil {
			s.cfg.Log.Info("missed sms not looked for", "err", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// askDue asks for each set-up that waits for a code and whose turn it is.
func (s *Service) askDue(ctx context.Context) error {
	s.questions.one.Lock()
	defer s.questions.one.Unlock()
	list, err := s.openOfAll(ctx)
	if err != nil {
		return err
	}
	waiting := map[desk.SetupID]bool{}
	var asking sync.WaitGroup
	for _, st := range list {
		if !s.awaits(st) {
			continue
		}
		waiting[st.ID] = true
		if s.questions.due(st, s.now()) {
			asking.Go(func() {
				if err := s.askCarriers(ctx, st); err != nil && ctx.Err() == nil {
					s.cfg.Log.Info("missed sms not looked for", "setup_id", string(st.ID), "err", err)
				}
			})
		}
	}
	s.questions.keepOnly(waiting)
	asking.Wait()
	return nil
}

// awaits says whether a code may come of which nothing is shown yet.
func (s *Service) awaits(st *setup) bool {
	if st.VerifiedAt != 0 || !st.CarrierOwned || !st.leased(s.now()) {
		return false
	}
	v, shown := s.caught(st)
	defer v.Wipe()
	return !shown || v.Code.IsZero()
}

// askCarriers asks the carriers of one set-up that keep lists.
func (s *Service) askCarriers(ctx context.Context, st *setup) error {
	linked, err := s.cfg.Accounts.Carriers(ctx, st.Org)
	if err != nil {
		return err
	}
	since := time.UnixMilli(max(st.LeaseSince, st.CodeAskedAt, s.now()-otp.CodeLife.Milliseconds())).Add(-codeSlack)
	var failed error
	for _, at := range linked {
		lister, keepsList := at.Carrier.(channel.SMSLister)
		if !keepsList || st.Carrier != "" && st.Carrier != at.Name {
			continue
		}
		ask, cancel := context.WithTimeout(ctx, askPatience)
		list, err := lister.ReceivedSMS(ask, channel.CarrierNumber{E164: st.Phone}, since)
		cancel()
		failed = errors.Join(failed, err)
		for _, in := range list { // newest first
			in.Org, in.Raws = st.Org, nil // with nothing to pass on: see catchup.go
			failed = errors.Join(failed, s.takeListed(ctx, in))
		}
	}
	return failed
}

// takeListed takes an SMS from a carrier's list, unless its webhook has brought it.
func (s *Service) takeListed(ctx context.Context, in channel.SMS) error {
	release, err := s.holdSMS(ctx, in)
	if err != nil {
		return err
	}
	defer release()
	if _, known := s.records.of(recordKey{in.Org, in.Key()}); known {
		return nil
	}
	caught, isOurs := s.offer(in, true)
	if !isOurs {
		return nil
	}
	s.count(caught.Outcome)
	live, err := s.channelOf(ctx, []desk.OrgID{in.Org}, in.Provider, in.To)
	if err != nil {
		return err
	}
	r, err := s.recordOf(ctx, in, caught, true, live)
	if err != nil {
		return err
	}
	if isCode(caught) { // else it is passed on when its webhook comes, which has to find it unknown
		s.records.keep(in, r)
	}
	return s.submit(ctx, r)
}

// holdSMS keeps the webhook of an SMS and a list that has it from being taken at once.
func (s *Service) holdSMS(ctx context.Context, in channel.SMS) (release func(), err error) {
	return s.hold(ctx, desk.SetupID("sms/"+string(in.Org)+"/"+in.Key()))
}
