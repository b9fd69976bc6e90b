package clock

import (
	"context"
	"net/http"
	"net/url"
	"time"
)

const (
	probeLimit  = 2 * time.Second
	probeBefore = 3 // questions in a row: two answers that agree settle a dispute
)

// Witness is a server that is always there: it is asked for the time, and its
// answers to other questions and the stamps of what it delivers are heard.
type Witness struct {
	clock  *Clock
	base   string
	client *http.Client
}

// NewWitness makes a witness of the server at base. Its answers through client are
// heard from now on.
func NewWitness(c *Clock, base string, client *http.Client) *Witness {
	host := ""
	if u, err := url.Parse(base); err == nil {
		host = u.Host
	}
	client.Transport = dated{client.Transport, host, c}
	return &Witness{clock: c, base: base, client: client}
}

// Base gives the server's address.
func (w *Witness) Base() string { return w.base }

// Client gives what calls to the server go through.
func (w *Witness) Client() *http.Client { return w.client }

// dated hears the time in the answers of the server itself.
type dated struct {
	next  http.RoundTripper
	host  string
	clock *Clock
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

// Ask asks the server for the time. Whatever it answers has a date.
func (w *Witness) Ask(ctx context.Context) {
	for range probeBefore {
		w.askOnce(ctx)
		if w.clock.Sure() || !w.clock.Disputed() {
			return
		}
	}
}

func (w *Witness) askOnce(ctx context.Context) {
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

// Heard takes the stamps, in Unix ms, of what the server delivered. When the newest
// lies ahead of the time, ours may be behind: that is settled before the delivery is
// stamped, if it can be soon.
func (w *Witness) Heard(ctx context.Context, stamps []int64) {
	most := w.clock.Now().Add(Tolerance).UnixMilli()
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
		w.Ask(ctx)
	}
}
