package provision

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
)

const (
	// carryEvery is how often SMS that failed are looked at.
	carryEvery = time.Second
	// carryBatch is how many of a number are looked at in one round.
	carryBatch = 50
	// carryLanes is how many numbers' SMS are sent at the same time.
	carryLanes = 16
	// onwardPatience bounds one try.
	onwardPatience = 10 * time.Second
	// maxOnwardAnswer is how much of an answer is read, in bytes. Nobody looks at it.
	maxOnwardAnswer = 4 << 10
	// onwardLife is how long it is tried, as the carrier does.
	onwardLife = 24 * time.Hour
	// onwardPause is the longest time between two tries.
	onwardPause = 15 * time.Minute
)

// lanes are the numbers whose SMS are being sent: those of one go one after the other,
// and a receiver that does not answer holds up those of its own number only. The zero
// value has none.
type lanes struct {
	mu   sync.Mutex // guards what follows
	free sync.Cond  // with mu: there is one less busy
	busy map[desk.PhoneNumber]bool
	sent map[string]bool // keys of those that arrived, as long as that is not noted
}

func (l *lanes) wasSent(key string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.sent[key]
}

func (l *lanes) sends(key string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.sent[key] = true
}

func (l *lanes) noted(key string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.sent, key)
}

// take gives the numbers that are free, as far as there is room, and makes them busy.
func (l *lanes) take(list []desk.PhoneNumber) []desk.PhoneNumber {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.busy == nil {
		l.busy, l.sent, l.free.L = map[desk.PhoneNumber]bool{}, map[string]bool{}, &l.mu
	}
	var out []desk.PhoneNumber
	for _, p := range list {
		if !l.busy[p] && len(l.busy) < carryLanes {
			l.busy[p] = true
			out = append(out, p)
		}
	}
	return out
}

func (l *lanes) give(p desk.PhoneNumber) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.busy, p)
	l.free.Broadcast()
}

// idle returns when none is busy.
func (l *lanes) idle() {
	l.mu.Lock()
	defer l.mu.Unlock()
	for len(l.busy) > 0 {
		l.free.Wait()
	}
}

// carry passes on what was kept until ctx ends, and then waits for what is under way.
func (s *Service) carry(ctx context.Context, done chan<- struct{}) {
	defer close(done)
	defer s.lanes.idle()
	tick := time.NewTicker(carryEvery)
	defer tick.Stop()
	for {
		if err := s.carryDue(ctx); err != nil && ctx.Err() == nil {
			s.cfg.Log.Warn("sms not passed on", "err", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-s.kept:
		case <-tick.C:
		}
	}
}

// carryDue begins to try what is due, and forgets keys that nobody repeats any more.
func (s *Service) carryDue(ctx context.Context) error {
	now := s.now()
	if err := s.cfg.Store.ForgetOnward(ctx, now-lateFor.Milliseconds()); err != nil {
		return err
	}
	due, err := s.cfg.Store.DueOnwardPhones(ctx, now)
	if err != nil {
		return err
	}
	for _, p := range s.lanes.take(due) {
		go func() {
			defer s.lanes.give(p)
			if err := s.carryLane(ctx, p); err != nil {
				s.cfg.Log.Warn("sms not passed on", "err", err)
			}
		}()
	}
	return nil
}

// carryLane tries each of a number that is due once. It stops when it cannot note how it
// went: what is sent and not noted would be sent again.
func (s *Service) carryLane(ctx context.Context, p desk.PhoneNumber) error {
	list, err := s.cfg.Store.DueOnward(ctx, p, s.now(), carryBatch)
	if err != nil {
		return err
	}
	var failed error
	for _, o := range list {
		select {
		case <-ctx.Done():
			return failed // the rest is there after the next start
		default:
		}
		try, end := outlasting(ctx)
		sent, why := s.carryOne(try, o)
		end()
		if err := s.note(context.WithoutCancel(ctx), o, sent); err != nil {
			return err
		}
		if why != nil {
			failed = why // one for all of them: they go to the same place
		}
	}
	return failed
}

// stopPatience is how long a stop waits for a try that is under way.
const stopPatience = 2 * time.Second

// outlasting goes on for a moment after ctx ended: what a stop cuts off may have arrived,
// and would be sent again after the next start.
func outlasting(ctx context.Context) (context.Context, context.CancelFunc) {
	longer, cut := context.WithCancel(context.WithoutCancel(ctx))
	forget := context.AfterFunc(ctx, func() { time.AfterFunc(stopPatience, cut) })
	return longer, func() {
		forget() // ctx lives as long as the relay, and would keep each of them
		cut()
	}
}

// carryOne tries one. done: nothing is left to do, because it arrived, its time is over,
// or nothing may be sent there.
func (s *Service) carryOne(ctx context.Context, o desk.Onward) (done bool, why error) {
	switch {
	case s.lanes.wasSent(o.Key):
		return true, nil // only the noting had failed
	case s.now()-o.At > onwardLife.Milliseconds():
		s.onward.WithLabelValues(onwardExpired).Inc()
		return true, nil
	}
	err := s.passOn(ctx, o)
	switch {
	case errors.Is(err, errAddress):
		s.onward.WithLabelValues(onwardRefused).Inc()
		return true, err
	case err != nil:
		s.onward.WithLabelValues(onwardFailed).Inc()
		return false, err
	}
	s.onward.WithLabelValues(onwardPassed).Inc()
	s.lanes.sends(o.Key)
	return true, nil
}

// note keeps how a try went.
func (s *Service) note(ctx context.Context, o desk.Onward, done bool) error {
	if !done {
		return s.cfg.Store.TriedOnward(ctx, o.Key, s.now()+desk.Backoff(o.Tries+1, onwardPause).Milliseconds())
	}
	if err := s.cfg.Store.EndOnward(ctx, o, s.now()); err != nil {
		return err
	}
	s.lanes.noted(o.Key)
	return nil
}

// passOn sends one as it came. A receiver that answers 2xx has it, as the carrier
// understands it. Errors say nothing of the address.
func (s *Service) passOn(ctx context.Context, o desk.Onward) error {
	sealed, err := s.cfg.Sealer.Get(ctx, o.Org, o.SecretName())
	if err != nil {
		return err
	}
	var box onwardBox
	if json.Unmarshal([]byte(sealed.Reveal()), &box) != nil || box.Raw == nil {
		return &desk.Error{Code: desk.CodeInternal, Op: "read sms to be passed on"} // the cause is about its text
	}
	to, err := url.Parse(box.To)
	if err != nil {
		return errAddress
	}
	to.RawQuery = strings.Trim(to.RawQuery+"&"+box.Raw.Query, "&")
	to.Fragment, to.RawFragment = "", ""
	ctx, cancel := context.WithTimeout(withLoopback(ctx, box.Ours), onwardPatience)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, box.Raw.Method, to.String(), bytes.NewReader(box.Raw.Body))
	if err != nil {
		return errAddress
	}
	header, err := s.headersOf(ctx, o.Org, &box, to.String())
	if err != nil {
		return err
	}
	for name, value := range header {
		req.Header.Set(name, value)
	}
	resp, err := s.outside.Do(req) //nolint:gosec // where the carrier sent this number's SMS; newOutside says where it may lead
	if err != nil {
		return unreached(err)
	}
	defer resp.Body.Close() //nolint:errcheck // the answer is read; a late close error changes nothing
	_, _ = io.CopyN(io.Discard, resp.Body, maxOnwardAnswer)
	if resp.StatusCode < 200 || resp.StatusCode > 299 {
		return &desk.Error{Code: desk.CodeUnavailable, Op: "pass an sms on", Err: errors.New("it answered " + strconv.Itoa(resp.StatusCode))}
	}
	return nil
}

// headersOf gives the headers with which a webhook is passed on: as they came, or signed
// anew where the carrier signs the address. With an account that is linked no more nothing
// can be signed: it goes as it came.
func (s *Service) headersOf(ctx context.Context, org desk.OrgID, box *onwardBox, address string) (map[string]string, error) {
	if box.Carrier == "" {
		return box.Raw.Header, nil
	}
	linked, err := s.cfg.Accounts.Carriers(ctx, org)
	if err != nil {
		return nil, desk.Wrap("open carriers", err)
	}
	for _, c := range linked {
		if r, signs := c.Carrier.(channel.Resigner); signs && c.Name == box.Carrier {
			return r.Resign(*box.Raw, address), nil
		}
	}
	return box.Raw.Header, nil
}

// errAddress says that nothing may be sent to an address, now or later.
var errAddress = errors.New("no address that SMS can be passed on to")

// unreached drops the address that net/http puts into its errors.
func unreached(err error) error {
	if errors.Is(err, errAddress) {
		return errAddress
	}
	why := errors.New("it does not answer")
	if errors.Is(err, context.DeadlineExceeded) {
		why = errors.New("it did not answer in time")
	}
	return &desk.Error{Code: desk.CodeUnavailable, Op: "pass an sms on", Err: why}
}

// loopback is the key of whether addresses of this computer may be reached.
type loopback struct{}

// withLoopback lets them be reached when the relay itself is reached by one: a relay of
// the outside has its own services there.
func withLoopback(ctx context.Context, ours string) context.Context {
	u, err := url.Parse(ours)
	if err != nil {
		return ctx
	}
	ip, err := netip.ParseAddr(u.Hostname())
	return context.WithValue(ctx, loopback{}, u.Hostname() == "localhost" || err == nil && ip.IsLoopback())
}

// newOutside makes the client for addresses from outside. It follows no redirect, since
// those could lead anywhere, and connects neither to this computer nor to addresses that
// only a network itself has, whatever name leads there.
func newOutside() *http.Client {
	dialer := &net.Dialer{
		Timeout: onwardPatience,
		ControlContext: func(ctx context.Context, _, address string, _ syscall.RawConn) error {
			at, err := netip.ParseAddrPort(address)
			ip := at.Addr().Unmap()
			mayLoop, _ := ctx.Value(loopback{}).(bool)
			switch {
			case err != nil, ip.IsUnspecified(), ip.IsMulticast(), ip.IsLinkLocalUnicast(), ip.IsLoopback() && !mayLoop:
				return errAddress
			}
			return nil
		},
	}
	return &http.Client{
		Transport: &http.Transport{
			Proxy: http.ProxyFromEnvironment, DialContext: dialer.DialContext, TLSHandshakeTimeout: onwardPatience,
			ForceAttemptHTTP2: true, DisableKeepAlives: true, MaxResponseHeaderBytes: 64 << 10,
		},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}
