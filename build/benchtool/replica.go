package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gorilla/websocket"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
	"github.com/parleydesk/parley/build/benchtool/rig"
)

// visibleRate is how many messages a second come while it is measured how soon
// each is on another desktop.
const visibleRate = 50

// watch notes when each message, known by the number at its end, was due and
// when the far side had it on its disk.
type watch struct {
	mu   sync.Mutex // guards below
	due  map[int64]time.Time
	took latencies
	all  chan struct{} // closed when want have come
	want int
}

func newWatch(want int) *watch {
	return &watch{due: map[int64]time.Time{}, want: want, all: make(chan struct{})}
}

func (w *watch) sent(n int64, due time.Time) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.due[n] = due
}

func (w *watch) seen(text string) {
	now := time.Now()
	number := strings.TrimSuffix(text[strings.LastIndexByte(text, ' ')+1:], ".")
	n, err := strconv.ParseInt(number, 10, 64)
	if err != nil {
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	due, ok := w.due[n]
	if !ok {
		return
	}
	delete(w.due, n)
	if w.took = append(w.took, now.Sub(due)); len(w.took) == w.want {
		close(w.all)
	}
}

// send posts want messages at visibleRate and waits until all have been seen.
func (w *watch) send(ctx context.Context, l *loader) (latencies, error) {
	began := time.Now()
	var wg sync.WaitGroup
	errs := make(chan error, w.want) // one each
	for i := range w.want {
		due := began.Add(time.Duration(i) * time.Second / visibleRate)
		time.Sleep(time.Until(due))
		n := l.next.Add(1)
		w.sent(n, due)
		wg.Go(func() {
			status, err := rig.Post(ctx, l.client, l.url, body(n))
			if err == nil && status != 200 {
				err = fmt.Errorf("%s answered %d", l.url, status)
			}
			errs <- err
		})
	}
	wg.Wait()
	close(errs)
	for err := range errs {
		if err != nil {
			return nil, err
		}
	}
	select {
	case <-w.all:
		return w.took, nil
	case <-time.After(30 * time.Second):
		return nil, errors.New("some messages never came to the other desktop")
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// replica measures from a webhook that is due to its row in the copy of a
// second desktop.
func (b *bench) replica(ctx context.Context) error {
	var relay, floor [3]sample
	for range b.repeat {
		for _, m := range []struct {
			into *[3]sample
			do   func(context.Context) (latencies, error)
		}{{&relay, b.throughRelay}, {&floor, b.throughFloor}} {
			l, err := m.do(ctx)
			if err != nil {
				return err
			}
			for i, percent := range []int{50, 95, 99} {
				m.into[i] = append(m.into[i], l.at(percent))
			}
		}
	}
	for i, name := range []string{"median", "95th percentile", "99th percentile"} {
		what := "  " + name
		if i == 0 {
			what = fmt.Sprintf("webhook → second desktop's copy, %d/s: %s", visibleRate, name)
		}
		b.table.add(what, relay[i].text(" ms"), floor[i].text(" ms")+" socket and bare insert", ratio(relay[i], floor[i]))
	}
	return nil
}

// visible is how many messages one measurement takes.
func (b *bench) visible() int { return int(2 * b.phase.Seconds() * visibleRate) }

func (b *bench) throughRelay(ctx context.Context) (latencies, error) {
	office, world, err := b.startRelay(ctx)
	if err != nil {
		return nil, err
	}
	defer world.Close()
	defer office.Kill()
	w := newWatch(b.visible())
	for i, seen := range []func(wire.Changes){nil, w.changes} {
		session, err := office.SignIn(ctx, fmt.Sprintf("desktop %d", i+1))
		if err != nil {
			return nil, err
		}
		dir, err := b.fresh("desktop")
		if err != nil {
			return nil, err
		}
		d, err := office.OpenDesktop(ctx, session, dir, seen)
		if err != nil {
			return nil, err
		}
		defer d.Close() //nolint:errcheck // it only serves this run
		if err := d.Live(ctx); err != nil {
			return nil, err
		}
	}
	return w.send(ctx, newLoader(office.URL, 16, new(atomic.Int64)))
}

// changes notes the messages that a copy has stored.
func (w *watch) changes(c wire.Changes) {
	for _, item := range c.Items {
		var m wire.Message
		if item.Kind == string(desk.RowMessage) && item.Into(&m) == nil {
			w.seen(m.Text)
		}
	}
}

// throughFloor takes the same way with nothing on it: the body goes to the
// socket as it came, and into one table on the far side.
func (b *bench) throughFloor(ctx context.Context) (latencies, error) {
	s, err := b.startFloor(floorRelay)
	if err != nil {
		return nil, err
	}
	defer s.stop() //nolint:errcheck // it only serves this run
	w := newWatch(b.visible())
	for i := range 2 {
		dir, err := b.fresh("far")
		if err != nil {
			return nil, err
		}
		far, err := openBare(ctx, filepath.Join(dir, "far.db"), replicaPragmas)
		if err != nil {
			return nil, err
		}
		defer far.close()
		dialer := websocket.Dialer{EnableCompression: true}
		conn, res, err := dialer.DialContext(ctx, "ws"+strings.TrimPrefix(s.url, "http")+"/sync", nil)
		if err != nil {
			return nil, err
		}
		res.Body.Close()   //nolint:errcheck,gosec // empty
		defer conn.Close() //nolint:errcheck // it only serves this run
		go func() {
			for {
				_, b, err := conn.ReadMessage()
				if err != nil {
					return
				}
				if _, err := far.insert.ExecContext(ctx, b); err != nil {
					return
				}
				if text, ok := textOf(b); ok && i == 1 {
					w.seen(text)
				}
			}
		}()
	}
	return w.send(ctx, newLoader(s.url, 16, new(atomic.Int64)))
}

// textOf finds the text in a webhook of ours.
func textOf(body []byte) (string, bool) {
	_, rest, ok := strings.Cut(string(body), `"text":{"body":"`)
	text, _, end := strings.Cut(rest, `"`)
	return text, ok && end
}
