package main

import (
	"context"
	"fmt"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"github.com/parleydesk/parley/build/benchtool/rig"
)

// loader sends webhooks that nobody has seen before.
type loader struct {
	url     string
	senders int
	client  *http.Client
	body    func(n int64) []byte
	next    *atomic.Int64 // number of the next message, of all loads of a server
}

func newLoader(url string, senders int, next *atomic.Int64) *loader {
	return &loader{
		url: url, senders: senders, next: next, body: body,
		client: &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: senders, MaxConnsPerHost: senders}},
	}
}

// customers is how many different people write, unless a part says otherwise.
const customers = 1000

// body is the nth webhook: a text message of ordinary length. Its id looks as
// random as Meta's do.
func body(n int64) []byte { return bodyOf(n, n%customers) }

func bodyOf(n, customer int64) []byte {
	return rig.TextBody(messageID(n), fmt.Sprintf("49151%07d", customer), messageText(n), time.Now())
}

func messageID(n int64) string {
	return fmt.Sprintf("wamid.HBgN%016XFQIAEhgg%08d", uint64(n)*0x9E3779B97F4A7C15, n) //nolint:gosec // n is never negative
}

// echo is the nth webhook of a message that the business wrote on its phone.
func echo(n int64) []byte {
	return rig.EchoBody(messageID(n), fmt.Sprintf("49151%07d", n%customers), messageText(n), time.Now())
}

// receipt is a webhook that says how far the nth of those messages has come.
func receipt(n, step int64) []byte {
	return rig.StatusBody(messageID(n), fmt.Sprintf("49151%07d", n%customers), []string{"delivered", "read", "sent", "played"}[min(step, 3)], time.Now())
}

func messageText(n int64) string {
	return fmt.Sprintf("Hello, is anybody there? I have a question about the order that came yesterday, number %d.", n)
}

func (l *loader) post(ctx context.Context) error {
	status, err := rig.Post(ctx, l.client, l.url, l.body(l.next.Add(1)))
	if err == nil && status != http.StatusOK {
		err = fmt.Errorf("%s answered %d", l.url, status)
	}
	return err
}

// full sends as fast as it is answered, and gives the rate a second.
func (l *loader) full(ctx context.Context, d time.Duration) (float64, error) {
	var sent atomic.Int64
	began := time.Now()
	err := l.each(func() error {
		for time.Since(began) < d {
			if err := l.post(ctx); err != nil {
				return err
			}
			sent.Add(1)
		}
		return nil
	})
	return float64(sent.Load()) / time.Since(began).Seconds(), err
}

// some sends so many as fast as they are answered, and gives the rate a second.
func (l *loader) some(ctx context.Context, total int64) (float64, error) {
	var turn atomic.Int64
	began := time.Now()
	err := l.each(func() error {
		for turn.Add(1) <= total {
			if err := l.post(ctx); err != nil {
				return err
			}
		}
		return nil
	})
	return float64(total) / time.Since(began).Seconds(), err
}

// steady sends at a fixed rate, whatever the answers do, and measures from the
// moment when each was due: a server that falls behind cannot hide it.
func (l *loader) steady(ctx context.Context, d time.Duration, rate float64) (latencies, error) {
	total := int64(d.Seconds() * rate)
	var turn atomic.Int64
	var mu sync.Mutex
	var all latencies
	began := time.Now()
	err := l.each(func() error {
		var mine latencies
		for n := turn.Add(1); n <= total; n = turn.Add(1) {
			due := began.Add(time.Duration(float64(n) / rate * float64(time.Second)))
			time.Sleep(time.Until(due))
			if err := l.post(ctx); err != nil {
				return err
			}
			mine = append(mine, time.Since(due))
		}
		mu.Lock()
		defer mu.Unlock()
		all = append(all, mine...)
		return nil
	})
	return all, err
}

// each runs f as every sender and gives the first error.
func (l *loader) each(f func() error) error {
	defer l.client.CloseIdleConnections()
	var wg sync.WaitGroup
	errs := make(chan error, l.senders) // one each
	for range l.senders {
		wg.Go(func() { errs <- f() })
	}
	wg.Wait()
	for range l.senders {
		if err := <-errs; err != nil {
			return err
		}
	}
	return nil
}
