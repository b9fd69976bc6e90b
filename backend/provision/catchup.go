package provision

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
)

// A carrier that keeps a list of what came (channel.SMSLister) tries a webhook for some
// seconds, and then no more: what came while this relay was away would be lost. So its list
// is read, from where it was read last, for every number whose SMS come here: at once after
// a start, and then now and again. What is in it and not here is taken as if its webhook had
// come: a message of an SMS channel, or passed on to where the number's SMS went before a
// set-up. Both have the carrier's id as their key, so that nothing is taken twice, whichever
// comes first. Carriers that keep no list have to send again themselves, as Vonage does for
// a day.

const (
	// catchEvery is how often it is looked whether a list is to be read.
	catchEvery = 15 * time.Second
	// catchPause is the time between two readings of a number's list: each is a question to
	// the carrier, and only a webhook that got lost makes it necessary.
	catchPause = 5 * time.Minute
	// catchPatience bounds one reading: a long list has many pages.
	catchPatience = 2 * time.Minute
	// catchLanes is how many lists are read at the same time.
	catchLanes = 8
	// catchSettle is how young an SMS is left to its webhook, unless it came before this
	// relay started: that may be on its way to nowhere.
	catchSettle = 30 * time.Second
	// catchOverlap is read again each time: a list may show an SMS some time after it came.
	catchOverlap = 10 * time.Minute
	// catchFirst is how far back a list is read that was never read, and catchMost how far
	// at the most.
	catchFirst = 24 * time.Hour
	catchMost  = 30 * 24 * time.Hour
)

// catching says when lists are read next, in memory: a relay that starts reads all of them.
// The zero value has none.
type catching struct {
	first sync.Once  // the round after the start
	one   sync.Mutex // held while lists are read: who looks after that finds it done
	mu    sync.Mutex // guards what follows
	next  map[place]turn
}

// turn is when a list is read, Unix ms, and how often it was tried in vain.
type turn struct {
	at    int64
	tries int
}

func (c *catching) due(at place, now int64) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.next[at].at <= now
}

func (c *catching) tried(at place, now int64, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.next == nil {
		c.next = map[place]turn{}
	}
	t := turn{at: now + catchPause.Milliseconds()}
	if err != nil {
		t.tries = c.next[at].tries + 1
		t.at = now + desk.Backoff(t.tries, mostPause).Milliseconds()
	}
	c.next[at] = t
}

// keepOnly forgets numbers whose SMS do not come here any more.
func (c *catching) keepOnly(list map[place]comesHere) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for at := range c.next {
		if _, there := list[at]; !there {
			delete(c.next, at)
		}
	}
}

// comesHere is a number whose SMS come to this relay. Times are Unix milliseconds.
type comesHere struct {
	place
	org   desk.OrgID
	since int64
	until int64 // they went elsewhere again from then on, 0 = they come here now
	hook  *hook // for a set-up; nil = the number is an SMS channel
}

// catchUp reads lists until ctx ends.
func (s *Service) catchUp(ctx context.Context, done chan<- struct{}) {
	defer close(done)
	tick := time.NewTicker(catchEvery)
	defer tick.Stop()
	for {
		if err := s.catchDue(ctx); err != nil && ctx.Err() == nil {
			s.cfg.Log.Info("lists of sms not looked at", "err", err)
		}
		s.catching.first.Do(func() { close(s.caughtUp) })
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// catchDue reads the list of each number whose turn it is.
func (s *Service) catchDue(ctx context.Context) error {
	s.catching.one.Lock()
	defer s.catching.one.Unlock()
	list, err := s.comeHere(ctx)
	if err != nil {
		return err
	}
	s.catching.keepOnly(list)
	var reading sync.WaitGroup
	lanes := make(chan struct{}, catchLanes) // as many as read at a time
	for at, n := range list {
		if !s.catching.due(at, s.now()) {
			continue
		}
		lanes <- struct{}{}
		reading.Go(func() {
			defer func() { <-lanes }()
			err := s.readList(ctx, n)
			s.catching.tried(at, s.now(), err)
			if err != nil && ctx.Err() == nil {
				s.cfg.Log.Warn("list of sms not read", "carrier", at.carrier, "err", err)
			}
		})
	}
	reading.Wait()
	return nil
}

// comeHere lists the numbers whose SMS come to this relay, or did until lately.
func (s *Service) comeHere(ctx context.Context) (map[place]comesHere, error) {
	out := map[place]comesHere{}
	hooks, err := s.hooks(ctx)
	if err != nil {
		return nil, err
	}
	for _, h := range hooks {
		if h.Line == lineSMS && h.mayPass(s.now()) {
			out[h.place()] = comesHere{place: h.place(), org: h.Org, since: h.passesSince(), until: h.Until, hook: h}
		}
	}
	orgs, err := s.cfg.Store.Orgs(ctx)
	if err != nil {
		return nil, desk.Wrap("list organizations", err)
	}
	for _, org := range orgs {
		numbers, err := s.numbers(ctx, org)
		if err != nil {
			return nil, err
		}
		for _, n := range numbers {
			if at := (place{n.Provider, lineSMS, n.Phone}); !n.Deleted && n.Channel.Named() == desk.SMS {
				out[at] = comesHere{place: at, org: org, since: n.CreatedAt - n.CreatedAt%1000} // as carriers' stamps
			}
		}
	}
	return out, nil
}

// mayPass says whether SMS that are only in the list may still be passed on: they go
// somewhere, and it is known until when they came here.
func (h *hook) mayPass(now int64) bool {
	isOver := h.PutBack != 0 && (h.Until == 0 || now-h.PutBack > time.Hour.Milliseconds())
	mayBeMessages := h.NumberID != "" && h.Ended == 0
	return !isOver && !mayBeMessages && !h.Unsure && passable(h) == ""
}

// passesSince is since when SMS came here that are to be passed on. Those to an SMS channel
// were messages as long as that was there.
func (h *hook) passesSince() int64 {
	if h.NumberID != "" {
		return h.Ended
	}
	return cmp.Or(h.Turned, h.Since)
}

// readList takes from a number's list what is not here, the oldest first, and notes how far
// it was read.
func (s *Service) readList(ctx context.Context, n comesHere) error {
	ctx, cancel := context.WithTimeout(ctx, catchPatience)
	defer cancel()
	linked, err := s.cfg.Accounts.Carriers(ctx, n.org)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(linked, func(at channel.LinkedCarrier) bool { return at.Name == n.carrier })
	if i < 0 {
		return nil // unlinked: once it is linked again, its list is read from where it was
	}
	lister, keepsList := linked[i].Carrier.(channel.SMSLister)
	if !keepsList {
		return nil
	}
	began := s.now()
	read, err := s.cfg.Store.SMSListed(ctx, n.carrier, n.phone)
	if err != nil {
		return desk.Wrap("read how far a list was read", err)
	}
	rented, comes, err := s.stillComes(ctx, linked[i], n)
	if err != nil || !comes {
		return err
	}
	from, to := n.span(read, began, s.questions.start())
	list, err := lister.ReceivedSMS(ctx, rented, time.UnixMilli(from))
	if err != nil {
		return err
	}
	var failed error
	for _, in := range slices.Backward(list) {
		if in.Timestamp < from || in.Timestamp >= to {
			continue
		}
		in.Org = n.org
		failed = errors.Join(failed, s.takeMissed(ctx, in))
	}
	if failed != nil {
		return failed
	}
	return desk.Wrap("note how far a list was read", s.cfg.Store.PutSMSListed(ctx, n.org, n.carrier, n.phone, began))
}

// span is of which time SMS are taken from the list, Unix ms: what was not read, and a
// little more.
func (n comesHere) span(read, now, started int64) (from, to int64) {
	from, to = read-catchOverlap.Milliseconds(), max(now-catchSettle.Milliseconds(), started)
	if read == 0 {
		from = now - catchFirst.Milliseconds()
	}
	most := catchMost
	if n.hook != nil {
		most = onwardLife // keys are remembered for longer, so that none is passed on twice
	}
	if n.until != 0 {
		to = min(to, n.until)
	}
	return max(from, n.since, now-most.Milliseconds()), to
}

// stillComes gives the number as the carrier has it. What it lists was sent here only
// while our address is set there, and nobody else got it in our place: then it is passed on.
// An SMS channel's belong here whatever is set.
func (s *Service) stillComes(ctx context.Context, at channel.LinkedCarrier, n comesHere) (channel.CarrierNumber, bool, error) {
	if n.hook == nil {
		return channel.CarrierNumber{E164: n.phone}, true, nil
	}
	_, rented, err := numberAt(ctx, []channel.LinkedCarrier{at}, n.phone)
	if err != nil || rented == nil {
		return channel.CarrierNumber{}, false, err
	}
	isOurs := n.until != 0 || rented.SMSURL == n.hook.Ours
	return *rented, isOurs && !rented.SMSElse, nil
}

// takeMissed takes an SMS from a list unless it is here, as TakeSMS takes one from its
// webhook.
func (s *Service) takeMissed(ctx context.Context, in channel.SMS) error {
	release, err := s.holdSMS(ctx, in)
	if err != nil {
		return err
	}
	defer release()
	if r, known := s.records.of(recordKey{in.Org, in.Key()}); known {
		return s.submit(ctx, r)
	}
	if known, err := s.cfg.Store.OnwardKnown(ctx, in.Key()); err != nil || known {
		return desk.Wrap("look up sms", err)
	}
	live, err := s.channelOf(ctx, []desk.OrgID{in.Org}, in.Provider, in.To)
	if err != nil {
		return err
	}
	if live == nil && !s.gate.Gated(in.Org, in.To) {
		return s.passOnUnheard(ctx, []desk.OrgID{in.Org}, in)
	}
	return s.takeWhole(ctx, in, live)
}
