package main

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
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

// How many messages a second come while it is measured how soon each is on
// another desktop, alone and in a crowd of desktops.
const (
	visibleRate = 50
	crowdRate   = 300
	crowdOf     = 500
)

// watch notes when each message, known by the number at its end, was due and
// when the far side had it on its disk.
type watch struct {
	mu   sync.Mutex // guards below
	due  map[int64]time.Time
	took latencies
	all  chan struct{} // closed when want have come
	want int
	rate int // a second
}

func newWatch(rate int, phase time.Duration) *watch {
	return &watch{rate: rate, want: max(1, int(2*phase.Seconds()*float64(rate)))}
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

// longestWait is for messages that do not come.
const longestWait = 30 * time.Second

// soFar counts those that have not come as if they came now.
func (w *watch) soFar() latencies {
	w.mu.Lock()
	defer w.mu.Unlock()
	took := slices.Clone(w.took)
	for _, due := range w.due {
		took = append(took, time.Since(due))
	}
	return took
}

// again forgets what was seen.
func (w *watch) again() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.due, w.took, w.all = map[int64]time.Time{}, nil, make(chan struct{})
}

// send posts want messages at the rate and waits until all have been seen.
func (w *watch) send(ctx context.Context, l *loader) (latencies, error) {
	w.again()
	began := time.Now()
	var wg sync.WaitGroup
	errs := make(chan error, w.want) // one each
	for i := range w.want {
		due := began.Add(time.Duration(i) * time.Second / time.Duration(w.rate))
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
	case <-time.After(longestWait):
		return w.soFar(), nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// replica measures from a webhook that is due to its row in the copy of a
// second desktop.
func (b *bench) replica(ctx context.Context) error { return b.visible(ctx, visibleRate, 2) }

// crowded measures the same at a higher rate, with many desktops that hear of each
// message and keep nothing.
func (b *bench) crowded(ctx context.Context) error { return b.visible(ctx, crowdRate, crowdOf) }

func (b *bench) visible(ctx context.Context, rate, desktops int) error {
	var relay, floor [3]sample
	through, stop, err := b.throughRelay(ctx, rate, desktops)
	defer stop()
	if err != nil {
		return err
	}
	bare, end, err := b.throughFloor(ctx, rate, desktops)
	defer end()
	if err != nil {
		return err
	}
	for range b.repeat {
		for _, m := range []struct {
			into *[3]sample
			do   func(context.Context) (latencies, error)
		}{{&relay, through}, {&floor, bare}} {
			l, err := m.do(ctx)
			if err != nil {
				return err
			}
			for i, percent := range []int{50, 95, 99} {
				m.into[i] = append(m.into[i], l.at(percent))
			}
		}
	}
	if slices.Max(relay[2]) > float64(longestWait.Milliseconds()) {
		b.say("  some messages were not on the other desktop after %v; they count as if they had come then", longestWait)
	}
	for i, name := range []string{"median", "95th percentile", "99th percentile"} {
		what := "  " + name
		if i == 0 {
			what = fmt.Sprintf("webhook → second desktop's copy, %d/s, %d desktops: %s", rate, desktops, name)
		}
		b.table.add(what, relay[i].text(" ms"), floor[i].text(" ms")+" socket and bare insert", ratio(relay[i], floor[i]))
	}
	return nil
}

// throughRelay opens a relay with desktops, and gives what measures it and what
// ends it.
func (b *bench) throughRelay(ctx context.Context, rate, desktops int) (measure func(context.Context) (latencies, error), stop func(), err error) {
	var ends ending
	office, world, err := b.startRelay(ctx)
	if err != nil {
		return nil, ends.all, err
	}
	ends.add(world.Close)
	ends.add(office.Kill)
	w := newWatch(rate, b.phase)
	for i, seen := range []func(wire.Changes){nil, w.changes} {
		session, err := office.SignIn(ctx, fmt.Sprintf("desktop %d", i+1))
		if err != nil {
			return nil, ends.all, err
		}
		dir, err := b.fresh("desktop")
		if err != nil {
			return nil, ends.all, err
		}
		d, err := office.OpenDesktop(ctx, session, dir, seen)
		if err != nil {
			return nil, ends.all, err
		}
		ends.add(func() { d.Close() }) //nolint:errcheck,gosec // it only serves this run
		if err := d.Live(ctx); err != nil {
			return nil, ends.all, err
		}
	}
	for i := range desktops - 2 {
		conn, err := idleDesktop(ctx, office, i)
		if err != nil {
			return nil, ends.all, err
		}
		ends.add(func() { conn.Close() }) //nolint:errcheck,gosec // it only serves this run
	}
	load := newLoader(office.URL, 16, new(atomic.Int64))
	return func(ctx context.Context) (latencies, error) { return w.send(ctx, load) }, ends.all, nil
}

// ending is what ends a measurement, the last begun first.
type ending []func()

func (e *ending) add(f func()) { *e = append(*e, f) }

func (e *ending) all() {
	for _, f := range slices.Backward(*e) {
		f()
	}
}

// idleDesktop connects one of the crowd, with a sign-in of its own: it is up to
// date and reads whatever comes.
func idleDesktop(ctx context.Context, office *rig.Office, n int) (*websocket.Conn, error) {
	session, err := office.SignIn(ctx, fmt.Sprintf("one of the crowd %d", n))
	if err != nil {
		return nil, err
	}
	first, at, err := greet(ctx, office, session, wire.Cursor{})
	if err != nil {
		return nil, err
	}
	_ = first.Close()
	conn, _, err := greet(ctx, office, session, at)
	if err == nil {
		go discard(conn)
	}
	return conn, err
}

func discard(conn *websocket.Conn) {
	for {
		if _, _, err := conn.ReadMessage(); err != nil {
			return
		}
	}
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
func (b *bench) throughFloor(ctx context.Context, rate, desktops int) (measure func(context.Context) (latencies, error), stop func(), err error) {
	var ends ending
	s, err := b.startFloor(floorRelay)
	if err != nil {
		return nil, ends.all, err
	}
	ends.add(func() { s.stop() }) //nolint:errcheck,gosec // it only serves this run
	w := newWatch(rate, b.phase)
	for range desktops - 2 {
		conn, err := dialFloor(ctx, s.url)
		if err != nil {
			return nil, ends.all, err
		}
		ends.add(func() { conn.Close() }) //nolint:errcheck,gosec // it only serves this run
		go discard(conn)
	}
	for i := range 2 {
		dir, err := b.fresh("far")
		if err != nil {
			return nil, ends.all, err
		}
		far, err := openBare(ctx, filepath.Join(dir, "far.db"), replicaPragmas)
		if err != nil {
			return nil, ends.all, err
		}
		ends.add(far.close)
		conn, err := dialFloor(ctx, s.url)
		if err != nil {
			return nil, ends.all, err
		}
		ends.add(func() { conn.Close() }) //nolint:errcheck,gosec // it only serves this run
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
	load := newLoader(s.url, 16, new(atomic.Int64))
	return func(ctx context.Context) (latencies, error) { return w.send(ctx, load) }, ends.all, nil
}

func dialFloor(ctx context.Context, url string) (*websocket.Conn, error) {
	dialer := websocket.Dialer{EnableCompression: true}
	conn, res, err := dialer.DialContext(ctx, "ws"+strings.TrimPrefix(url, "http")+"/sync", nil)
	if err != nil {
		return nil, err
	}
	return conn, res.Body.Close()
}

// textOf finds the text in a webhook of ours.
func textOf(body []byte) (string, bool) {
	_, rest, ok := strings.Cut(string(body), `"text":{"body":"`)
	text, _, end := strings.Cut(rest, `"`)
	return text, ok && end
}
