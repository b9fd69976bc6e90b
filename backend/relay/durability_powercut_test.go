package relay_test

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"maps"
	"math/rand/v2"
	"net"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/parleydesk/parley/backend/sandbox"
	"github.com/parleydesk/parley/build/benchtool/rig"
)

var powerCutsFlag = flag.Int("powercut-webhooks", 60, "webhooks sent one at a time while every write is traced; a third as many go at once")

// ack is a 200 on its way out of the relay: after enter the sender may have it.
type ack struct {
	id    string
	enter int
}

// TestPowerCut rebuilds the database as of every flush of a traced run and
// requires everything that was acknowledged until the next one.
func TestPowerCut_everyAnsweredWebhookIsOnTheDisk(t *testing.T) {
	if testing.Short() {
		t.Skip("traces a process for a while")
	}
	findStrace(t)
	t.Parallel()
	ctx, cancel := context.WithTimeout(t.Context(), hangTime+time.Duration(*powerCutsFlag)*time.Second)
	defer cancel()
	rnd := rand.New(rand.NewPCG(seedOf(t), 3))
	world := rig.NewWorld(sandbox.Config{Empty: true, Pace: sandbox.Pace{First: -1}})
	t.Cleanup(world.Close)
	office := furnish(ctx, t, world)

	db := office.Database()
	tr := attach(t, office.PID(), "-yy", "-xx", "-s", "70000", "-e", "trace=pwrite64,write,fsync,fdatasync,ftruncate")
	before := copyOf(t, db, db+"-wal")
	from := tr.now()
	s := senders{office: office, client: map[string][]string{}}
	s.send(ctx, t, "one", *powerCutsFlag)
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() { s.send(ctx, t, fmt.Sprintf("many%d", i), max(1, *powerCutsFlag/24)) })
	}
	all.Wait()
	tr.detach()
	office.Kill()
	must(t, tr.bad)
	calls := slices.DeleteFunc(tr.calls, func(c call) bool { return c.enter <= from })
	acks := s.acks(t, calls)

	t.Run("flushed", func(t *testing.T) {
		images, lost := cut(ctx, t, before.clone(), calls, acks, rnd, nil)
		report(t, "acknowledged webhooks lost by a power cut", lost)
		t.Logf("%d webhooks answered 200, %d images of the disk rebuilt and opened", len(acks), images)
		if images < *powerCutsFlag {
			t.Errorf("only %d flushes for %d webhooks one at a time: a 200 cannot have waited for the disk", images, *powerCutsFlag)
		}
	})
	// The same trace, as it would be had the log never been flushed (which is what
	// synchronous=NORMAL does until a checkpoint): the test must see the loss.
	t.Run("planted: the log is not flushed", func(t *testing.T) {
		_, lost := cut(ctx, t, before.clone(), calls, acks, rnd, func(c call) bool {
			return strings.HasSuffix(c.file, "-wal") && c.name == "fsync"
		})
		if len(lost) == 0 {
			t.Error("no loss was seen though nothing was flushed: this test cannot fail")
		}
		t.Logf("seen: %d losses", len(lost))
	})
}

// clone gives a disk of its own.
func (d *disk) clone() *disk {
	out := &disk{files: map[string]*file{}}
	for path, f := range d.files {
		out.files[path] = &file{safe: slices.Clone(f.safe)}
	}
	return out
}

// cut plays the calls, cuts the power before each flush (and at the end), and
// opens what is left: what was flushed, and every fourth time with a part of
// the rest. It gives the acknowledged webhooks that an image lacks or doubles.
func cut(ctx context.Context, t *testing.T, d *disk, calls []call, acks []ack, rnd *rand.Rand, ignore func(call) bool) (images int, lost []string) {
	t.Helper()
	calls = slices.Clone(calls)
	slices.SortStableFunc(calls, func(a, b call) int { return a.exit - b.exit })
	open := func(until int, survives func() bool) {
		images++
		lost = append(lost, missing(ctx, t, d, acks, until, survives)...)
	}
	for _, c := range calls {
		if ignore != nil && ignore(c) {
			continue
		}
		flush := c.name == "fsync" || c.name == "fdatasync"
		if f := d.files[c.file]; flush && f != nil && len(f.pending) > 0 {
			open(c.exit, nil)
			if images%4 == 0 {
				odds := rnd.IntN(100)
				open(c.exit, func() bool { return rnd.IntN(100) < odds })
			}
		}
		d.play(c)
	}
	open(int(^uint(0)>>1), nil)
	return images, lost
}

// missing opens one image and lists what was acknowledged until the moment and
// is not in it exactly once.
func missing(ctx context.Context, t *testing.T, d *disk, acks []ack, until int, survives func() bool) []string {
	t.Helper()
	dir := t.TempDir()
	must(t, d.image(dir, survives))
	var path string
	for p := range d.files {
		if !strings.HasSuffix(p, "-wal") {
			path = filepath.Join(dir, filepath.Base(p))
		}
	}
	b, err := readBooks(ctx, path)
	if err != nil {
		return []string{fmt.Sprintf("an image cannot be read: %v", err)}
	}
	expected := map[string]bool{}
	for _, a := range acks {
		if a.enter < until {
			expected[a.id] = true
		}
	}
	return wrong(expected, b.entries)
}

// senders sends webhooks on connections of their own and remembers what went
// over each and was answered 200, in order.
type senders struct {
	office *rig.Office

	mu     sync.Mutex
	client map[string][]string // Meta's ids, by the client's end of the connection
}

func (s *senders) send(ctx context.Context, t *testing.T, name string, n int) {
	t.Helper()
	var local string
	tp := &http.Transport{MaxConnsPerHost: 1, DialContext: func(ctx context.Context, network, addr string) (net.Conn, error) {
		c, err := (&net.Dialer{}).DialContext(ctx, network, addr)
		if err == nil {
			local = c.LocalAddr().String()
		}
		return c, err
	}}
	defer tp.CloseIdleConnections()
	client := &http.Client{Transport: tp}
	for i := range n {
		id := fmt.Sprintf("wamid.%s.%d", name, i)
		body := rig.TextBody(id, fmt.Sprintf("4915100%05d", i%20), "text of "+id, time.Now())
		status, err := rig.Post(ctx, client, s.office.URL, body)
		if err != nil || status != http.StatusOK {
			t.Errorf("webhook %s: status %d, %v", id, status, err)
			return
		}
		s.mu.Lock()
		s.client[local] = append(s.client[local], id)
		s.mu.Unlock()
	}
}

// acks finds the answers in the trace: the nth 200 on a connection is for its
// nth webhook.
func (s *senders) acks(t *testing.T, calls []call) []ack {
	t.Helper()
	left := maps.Clone(s.client)
	var out []ack
	var nameless []string
	for i, c := range calls {
		if c.name != "write" || !bytes.HasPrefix(c.data, []byte("HTTP/1.1 200 ")) {
			continue
		}
		client := peer(calls, i)
		if ids := left[client]; len(ids) > 0 {
			out, left[client] = append(out, ack{ids[0], c.enter}), ids[1:]
		} else {
			nameless = append(nameless, c.file)
		}
	}
	for client, ids := range left {
		if len(ids) > 0 {
			t.Fatalf("the trace lacks %d answers on %s; it has some on %v", len(ids), client, nameless)
		}
	}
	return out
}

// peer names the far end of the connection that a call writes to. strace cannot
// always tell: then another call on the same descriptor does, the next one
// before those that are over.
func peer(calls []call, i int) string {
	before := slices.Clone(calls[:i])
	slices.Reverse(before)
	for _, c := range slices.Concat(calls[i:], before) {
		if _, client, ok := strings.Cut(c.file, "->"); ok && c.fd == calls[i].fd {
			return strings.TrimSuffix(client, "]")
		}
	}
	return ""
}
