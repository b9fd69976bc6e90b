package relay

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"path/filepath"
	"sync"
	"time"

	"github.com/parleydesk/parley/backend/clock"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/engine"
	"github.com/parleydesk/parley/backend/meta"
	"github.com/parleydesk/parley/backend/wire"
)

// clockFile keeps the last good reading of the clock over a restart.
const clockFile = "clock.json"

const (
	// lookEvery is how soon a jump of the clock is noticed while nothing happens,
	// and how often a witness is asked for while the time is not sure.
	lookEvery   = 5 * time.Second
	probeLimit  = 2 * time.Second
	probeBefore = 3 // questions in a row: two answers that agree settle a dispute
	// decideLimit is how long a reply waits for the time to be sure before the
	// desktop is told to try again.
	decideLimit = 3 * time.Second
)

// openClock begins to tell the time, before anything is stamped.
func (r *Relay) openClock(ctx context.Context) error {
	last, err := r.db.LastStamp(ctx)
	if err != nil {
		return desk.Wrap("read the newest stamp", err)
	}
	cfg := clock.Config{Wall: r.opts.Clock, Steady: r.opts.Steady, Path: filepath.Join(r.opts.Config.DataDir, clockFile)}
	if last > 0 {
		cfg.Last = time.UnixMilli(last)
	}
	r.time = clock.New(cfg)
	return nil
}

// witnesses asks others for the time, and listens to what they say of it anyway.
type witnesses struct {
	clock  *clock.Clock
	base   string
	client *http.Client // of all calls to Meta
	cancel context.CancelFunc
	wg     sync.WaitGroup
}

func newWitnesses(c *clock.Clock, base string) *witnesses {
	if base == "" {
		base = meta.DefaultBaseURL
	}
	w := &witnesses{clock: c, base: base, client: meta.NewHTTPClient(base), cancel: func() {}}
	host := ""
	if u, err := url.Parse(base); err == nil {
		host = u.Host
	}
	w.client.Transport = dated{w.client.Transport, host, c}
	return w
}

// dated hears the time in the answers of Meta's own server.
type dated struct {
	next  http.RoundTripper
	host  string
	clock *clock.Clock
}

// RoundTrip passes the call on.
func (d dated) RoundTrip(req *http.Request) (*http.Response, error) {
	resp, err := d.next.RoundTrip(req)
	if err != nil {
		return resp, err // a transport passes on what it is given
	}
	// An answer that somebody kept has the time of another one.
	if at, bad := http.ParseTime(resp.Header.Get("Date")); bad == nil && req.URL.Host == d.host && resp.Header.Get("Age") == "" {
		d.clock.Date(at)
	}
	return resp, nil
}

// start watches the clock, and says through the alarms when it is wrong.
func (w *witnesses) start(h *health, correct correctFunc) {
	ctx, cancel := context.WithCancel(context.Background())
	w.cancel = cancel
	w.wg.Go(func() { w.watch(ctx, h, correct) })
}

func (w *witnesses) stop() {
	w.cancel()
	w.wg.Wait()
}

func (w *witnesses) watch(ctx context.Context, h *health, correct correctFunc) {
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	for {
		asked, changed := false, w.clock.Changed()
		select {
		case <-w.clock.Asked():
			asked = true
		default:
		}
		if asked || !w.clock.Sure() {
			w.probe(ctx)
		}
		if w.clock.Wrong() {
			h.raise(desk.AlarmClock, errClock, 0)
		} else {
			h.over(desk.AlarmClock)
		}
		if was, ahead := w.clock.Ahead(); ahead {
			correct(ctx, desk.ClockEntry{Was: was.UnixMilli()}) //nolint:errcheck,gosec // tried again at the next look
		}
		if _, behind := w.clock.Behind(); behind {
			correct(ctx, desk.ClockEntry{}) //nolint:errcheck,gosec // tried again at the next look
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		case <-changed:
		case <-w.clock.Asked():
			w.probe(ctx)
		}
	}
}

var errClock = errors.New("the computer's clock disagrees with the time that is known, or nothing speaks for it")

// probe asks Meta's server for the time. Whatever it answers has a date.
func (w *witnesses) probe(ctx context.Context) {
	for range probeBefore {
		w.askOnce(ctx)
		if w.clock.Sure() || !w.clock.Disputed() {
			return
		}
	}
}

func (w *witnesses) askOnce(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, probeLimit)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodHead, w.base, http.NoBody)
	if err != nil {
		return
	}
	resp, err := w.client.Do(req)
	if err != nil {
		return // asked again while it is needed
	}
	resp.Body.Close() //nolint:errcheck,gosec // it has none
}

// heard takes the stamps of what Meta delivered. When the newest lies ahead of
// the time, ours may be behind: that is settled before the delivery is stamped,
// if it can be soon.
func (w *witnesses) heard(ctx context.Context, stamps []int64) {
	most := w.clock.Now().Add(clock.Tolerance).UnixMilli()
	var near, newest int64
	for _, s := range stamps {
		newest = max(newest, s)
		if s <= most {
			near = max(near, s)
		}
	}
	if near > 0 {
		w.clock.Stamp(time.UnixMilli(near))
	}
	if newest > near && w.clock.Stamp(time.UnixMilli(newest)) {
		w.probe(ctx)
	}
}

// checkCommand says what is wrong with a command. What is judged by the window
// waits until the time is sure; the desktop keeps it and sends it again.
func (r *Relay) checkCommand(name string, version int, body []byte) error {
	if err := engine.CheckCommand(name, version, body); err != nil {
		return err // its own words
	}
	if (name == wire.CmdSend.Name || name == wire.CmdResend.Name) && !r.time.Wait(decideLimit) {
		return desk.Refuse(desk.CodeUnavailable, "clock")
	}
	return nil
}
