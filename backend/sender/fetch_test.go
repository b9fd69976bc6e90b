package sender_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"sync"
	"testing"
	"time"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/jobs"
	"github.com/parleydesk/parley/backend/meta"
	"github.com/parleydesk/parley/backend/relay/spinetest"
	"github.com/parleydesk/parley/backend/sandbox"
	"github.com/parleydesk/parley/backend/sender"
)

// twisted is the real client, with answers about files that tests change, and a
// clock that goes on by a minute whenever somebody looks, so that nobody waits.
type twisted struct {
	sender.Provider

	mu     sync.Mutex // guards what follows
	past   time.Duration
	steady bool // the clock goes as any other
	asked  int
	hold   chan struct{}                                              // while set and open, files do not come
	held   chan struct{}                                              // hears of each that is asked for meanwhile
	change func(try int, info *channel.MediaInfo, file *[]byte) error // nil = nothing
}

func (t *twisted) now() time.Time {
	t.mu.Lock()
	defer t.mu.Unlock()
	if !t.steady {
		t.past += time.Minute
	}
	return time.Now().Add(t.past)
}

// goSteady says whether the clock leaves its minutes out.
func (t *twisted) goSteady(on bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.steady = on
}

func (t *twisted) set(change func(int, *channel.MediaInfo, *[]byte) error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.change = change
}

func (t *twisted) tries() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.asked
}

func (t *twisted) GetMedia(ctx context.Context, id, phone string) (channel.MediaInfo, error) {
	t.mu.Lock()
	hold, held := t.hold, t.held
	t.mu.Unlock()
	if hold != nil {
		held <- struct{}{}
		<-hold
	}
	info, err := t.Provider.GetMedia(ctx, id, phone)
	t.mu.Lock()
	defer t.mu.Unlock()
	t.asked++
	if err == nil && t.change != nil {
		err = t.change(t.asked, &info, nil)
	}
	return info, err
}

func (t *twisted) DownloadMedia(ctx context.Context, address string, limit int64) (*channel.Download, error) {
	d, err := t.Provider.DownloadMedia(ctx, address, limit)
	if err != nil {
		return nil, err
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.change == nil {
		return d, nil
	}
	file, err := io.ReadAll(d.Body)
	if err != nil {
		return nil, err
	}
	_ = d.Body.Close()
	broken := t.change(t.asked, nil, &file)
	d.Body = io.NopCloser(io.MultiReader(bytes.NewReader(file), breaking{broken}))
	return d, nil
}

// breaking ends a file with an error, or as it should.
type breaking struct{ err error }

func (b breaking) Read([]byte) (int, error) {
	if b.err != nil {
		return 0, b.err
	}
	return 0, io.EOF
}

// photo waits until the newest message's file is in a state.
func (r *rig) photo(want desk.MediaState) *desk.Media {
	r.t.Helper()
	var m *desk.Media
	r.until("the photo is "+string(want), func() bool {
		list, err := r.DB.MessagesBefore(context.Background(), org, desk.ThreadID(r.thread.ThreadID), 0, 0, 1)
		if err != nil {
			r.t.Fatal(err)
		}
		m = list[0].Media
		return m != nil && m.State == want
	})
	return m
}

// TestFetch_triesUntilItCannotCome guards against a customer's photo that is
// given up because a connection was cut, a token was dead for an hour or our
// disk was full: it lies at Meta for seven days.
func TestFetch_triesUntilItCannotCome(t *testing.T) {
	t.Parallel()
	cut := errors.New("connection reset by peer")
	for name, c := range map[string]struct {
		change func(try int, info *channel.MediaInfo, file *[]byte) error
		want   desk.MediaState
		tries  int
	}{
		"at once": {nil, desk.MediaReady, 1},
		"cut twice": {func(try int, _ *channel.MediaInfo, file *[]byte) error {
			if file == nil || try > 2 {
				return nil
			}
			*file = (*file)[:len(*file)/2]
			return cut
		}, desk.MediaReady, 3},
		"token dead for a while": {func(try int, info *channel.MediaInfo, _ *[]byte) error {
			if info == nil || try > 2 {
				return nil
			}
			return &meta.Error{Op: "get media", Cause: meta.CauseGraph, Code: 190, Outcome: meta.NothingSent}
		}, desk.MediaReady, 3},
		"cut short without a word": {func(try int, _ *channel.MediaInfo, file *[]byte) error {
			if file != nil && try < 2 {
				*file = (*file)[:len(*file)-1]
			}
			return nil
		}, desk.MediaReady, 2},
		"a hash in base64": {func(_ int, info *channel.MediaInfo, _ *[]byte) error {
			if info != nil {
				sum := sha256.Sum256([]byte("another file"))
				info.SHA256 = base64.StdEncoding.EncodeToString(sum[:])
			}
			return nil
		}, desk.MediaFailed, 5},
		"never what was announced": {func(_ int, _ *channel.MediaInfo, file *[]byte) error {
			if file != nil {
				(*file)[0] ^= 1
			}
			return nil
		}, desk.MediaFailed, 5},
		"never as long as announced": {func(_ int, info *channel.MediaInfo, _ *[]byte) error {
			if info != nil {
				info.SHA256, info.Size = "", info.Size+1
			}
			return nil
		}, desk.MediaFailed, 5},
		"too large": {func(_ int, info *channel.MediaInfo, _ *[]byte) error {
			if info == nil {
				return nil
			}
			return &meta.Error{Op: "download media", Cause: meta.CauseUnreadable, Outcome: meta.NothingSent, Err: channel.ErrTooLarge}
		}, desk.MediaFailed, 1},
		"gone at Meta": {func(_ int, info *channel.MediaInfo, _ *[]byte) error {
			if info == nil {
				return nil
			}
			return &meta.Error{Op: "get media", Cause: meta.CauseGraph, Code: 100, Outcome: meta.NothingSent}
		}, desk.MediaFailed, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			r.twist.set(c.change)
			r.incoming("lena", sandbox.Content{Kind: sandbox.KindImage})
			m := r.photo(c.want)
			if n := r.twist.tries(); n != c.tries {
				t.Errorf("asked %d times, want %d", n, c.tries)
			}
			f, err := r.files.Get(m.ID)
			if err == nil {
				_ = f.Close()
			}
			if kept := err == nil; kept != (c.want == desk.MediaReady) {
				t.Errorf("the file is kept: %v, while it is %s", kept, c.want)
			}
		})
	}
}

// late gives a job out again that was read just before it was settled.
type late struct {
	job   desk.OrgJob
	given int
	taken chan struct{} // closed when the job was given out and is being run
}

func (l *late) DueJobs(_ context.Context, kind desk.JobKind, _ int64, _ int) ([]desk.OrgJob, error) {
	if kind != desk.JobFetchMedia {
		return nil, nil
	}
	l.given++ // from the sender's one loop
	switch l.given {
	case 1:
		return []desk.OrgJob{l.job}, nil
	case 2:
		close(l.taken)
	}
	return nil, nil
}

// Guards against a file that is there and is marked as failed, because a job that
// was read too early asks for it again.
func TestFetch_whatIsSettledIsNotAskedForAgain(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.incoming("lena", sandbox.Content{Kind: sandbox.KindImage})
	r.photo(desk.MediaReady)
	list, err := r.DB.MessagesBefore(t.Context(), org, desk.ThreadID(r.thread.ThreadID), 0, 0, 1)
	if err != nil {
		t.Fatal(err)
	}
	r.twist.set(func(int, *channel.MediaInfo, *[]byte) error {
		return &meta.Error{Op: "get media", Cause: meta.CauseGraph, Code: 100, Outcome: meta.NothingSent}
	})
	jobsRead := &late{taken: make(chan struct{}), job: desk.OrgJob{Org: org, Job: desk.Job{Kind: desk.JobFetchMedia, Subject: string(list[0].ID)}}}
	again := jobs.New(jobs.Config{Store: jobsRead, Poll: 20 * time.Millisecond, Work: sender.New(sender.Config{
		Rows: r.DB, Recorder: r.Ledger, Files: r.files,
		Account: func(context.Context, desk.OrgID, *desk.Number) (sender.Provider, error) { return r.twist, nil },
	}).Work()})
	if err := again.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	<-jobsRead.taken
	again.Stop()
	r.photo(desk.MediaReady)
	if n := r.twist.tries(); n != 1 {
		t.Errorf("asked %d times", n)
	}
}

// TestFetch_blocked_delaysNoReply guards against files that take all hands: many
// customers' files hang at the provider, and a reply goes out all the same.
func TestFetch_blocked_delaysNoReply(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	const files = 40 // more than all pools together
	r.twist.mu.Lock()
	r.twist.hold, r.twist.held = make(chan struct{}), make(chan struct{}, files)
	r.twist.mu.Unlock()
	t.Cleanup(func() { close(r.twist.hold) }) // before the runner is waited for
	for i := range files {
		r.Webhook(fmt.Appendf(nil, `{"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{"field":"messages","value":{
			"messaging_product":"whatsapp","metadata":{"display_phone_number":"493023125014","phone_number_id":%q},
			"messages":[{"from":"4915550100%02d","id":"wamid.photo.%d","timestamp":"%d","type":"image","image":{"id":"%d","mime_type":"image/jpeg"}}]}}]}]}`,
			spinetest.Phone, i, i, time.Now().Unix(), 7000+i))
	}
	for range 8 { // as many as there are hands for files
		<-r.twist.held
	}
	r.status(r.text("still quick"), desk.StatusAccepted)
	if got := r.onPhone("lena"); len(got) != 1 || got[0] != "still quick" {
		t.Errorf("the phone holds %v", got)
	}
}
