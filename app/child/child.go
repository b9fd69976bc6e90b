// Package child is the relay of this computer as a desktop sees it: it is found
// or started, held while the desktop runs, and started again when it dies. It is
// the main of the process that is started, too.
//
// It is not for what is asked of that relay as of any other; that is link's.
package child

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/cenkalti/backoff/v5"

	"github.com/parleydesk/parley/backend/clock"
	"github.com/parleydesk/parley/backend/datadir"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/local"
	"github.com/parleydesk/parley/backend/wire"
)

// Deadlines and pauses around the relay of this computer.
const (
	ready        = 30 * time.Second       // from its start to its discovery file
	poll         = 40 * time.Millisecond  // between two looks at the file
	askDeadline  = 5 * time.Second        // of one request to it
	firstPause   = 200 * time.Millisecond // before the first new start after a crash
	longestPause = 15 * time.Second       // the longest pause between starts
	starts       = 3                      // tries before the person is told
)

// Files of the child in the relay's folder.
const (
	// LogFile is what it says.
	LogFile   = "relay.log"
	crashFile = "relay-crash.log"
	portFile  = "port"
)

// Starter starts a relay for a folder and gives a channel that is closed when
// it has ended.
type Starter func(dir string, practice bool) (ended <-chan struct{}, err error)

// Config is what a desktop needs of the relay of this computer.
type Config struct {
	Dir      string
	Practice bool
	Start    Starter
	Patience time.Duration // from its start to its answer; 0 = 30 s
	Log      *slog.Logger
	// Preparing hears, while Open and a new start wait, that it works on its data
	// before it can answer, and how much of that is done. It must not wait for the
	// child. nil = nobody hears.
	Preparing func(percent int)
	// Changed hears that it is up again, perhaps at another port, or why it cannot
	// be had. It runs on the child's goroutine and must not wait for it.
	Changed func(error)
}

// Child is this computer's relay while one desktop holds it.
type Child struct {
	cfg Config

	cancel context.CancelFunc
	wg     sync.WaitGroup
	ending atomic.Bool // it was told to stop: its end is no accident

	mu     sync.Mutex // guards below
	at     local.Discovery
	client *http.Client // for at alone: it speaks to no other program
}

// New names the relay; Open finds or starts it.
func New(cfg Config) *Child {
	if cfg.Patience == 0 {
		cfg.Patience = ready
	}
	return &Child{cfg: cfg, client: &http.Client{}}
}

// Practice says whether it is the relay of practice.
func (c *Child) Practice() bool { return c.cfg.Practice }

// clientFor talks to the relay that wrote a discovery file, and to no other
// program that answers at its address: nothing is said before it has proven
// that the key is its own.
func clientFor(at local.Discovery) (*http.Client, error) {
	conf, err := at.ClientTLS()
	if err != nil {
		return nil, err
	}
	if !strings.HasPrefix(at.URL, "https://") {
		return nil, fmt.Errorf("the address %q proves nothing", at.URL)
	}
	return &http.Client{
		Transport:     &http.Transport{ResponseHeaderTimeout: askDeadline, TLSHandshakeTimeout: askDeadline, TLSClientConfig: conf},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}, nil
}

// Open finds or starts the relay, and keeps it for this desktop until Close.
func (c *Child) Open(ctx context.Context) (local.Discovery, error) {
	held, err := c.attach(ctx)
	if err != nil {
		return local.Discovery{}, err
	}
	run, cancel := context.WithCancel(context.Background())
	c.cancel = cancel
	at := c.Discovery()
	c.wg.Go(func() { c.stay(run, held) })
	return at, nil
}

// Close lets go: the relay ends by itself when no desktop holds it.
func (c *Child) Close() {
	if c.cancel != nil {
		c.cancel()
	}
	c.wg.Wait()
	_, client := c.reach()
	client.CloseIdleConnections()
}

// Discovery tells where it is, as it says itself.
func (c *Child) Discovery() local.Discovery {
	at, _ := c.reach()
	return at
}

// reach gives where the relay is and who talks to it.
func (c *Child) reach() (local.Discovery, *http.Client) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at, c.client
}

// stay reads the held request, which ends only with the relay, and then finds
// or starts it again.
func (c *Child) stay(ctx context.Context, held io.ReadCloser) {
	for {
		stop := context.AfterFunc(ctx, func() { held.Close() }) //nolint:errcheck,gosec // ends the read below
		io.Copy(io.Discard, held)                               //nolint:errcheck,gosec // any end is an end
		stop()
		held.Close() //nolint:errcheck,gosec // read to its end
		if ctx.Err() != nil || c.ending.Load() {
			return
		}
		c.cfg.Log.Warn("relay of this computer is gone and is started again", "practice", c.cfg.Practice)
		pause := backoff.NewExponentialBackOff()
		pause.InitialInterval, pause.MaxInterval = firstPause, longestPause
		for {
			if !clock.Sleep(ctx, pause.NextBackOff()) {
				return
			}
			var err error
			if held, err = c.attach(ctx); err == nil {
				c.cfg.Changed(nil)
				break
			}
			if ctx.Err() != nil {
				return
			}
			c.cfg.Changed(err)
		}
	}
}

// attach finds a living relay, or starts one, and holds it.
func (c *Child) attach(ctx context.Context) (io.ReadCloser, error) {
	if held, err := c.findSoon(ctx); err == nil {
		return held, nil
	}
	if err := os.MkdirAll(c.cfg.Dir, 0o700); err != nil {
		return nil, c.problem("folder", err)
	}
	var err error
	for range starts {
		var held io.ReadCloser
		held, err = c.launch(ctx)
		if err == nil || ctx.Err() != nil || errors.Is(err, errPatience) || desk.SubcodeOf(err) == local.SubcodeUnproven {
			return held, err // another start would not answer sooner
		}
	}
	return nil, err
}

// findSoon is find with an end.
func (c *Child) findSoon(ctx context.Context) (io.ReadCloser, error) {
	ctx, cancel := context.WithTimeout(ctx, c.cfg.Patience)
	defer cancel()
	return c.find(ctx)
}

// launch starts a relay and waits until it, or another desktop's that was
// quicker, answers. One that says that it still prepares its data, and goes on
// with it, is waited for as long as it takes.
func (c *Child) launch(ctx context.Context) (io.ReadCloser, error) {
	ended, err := c.cfg.Start(c.cfg.Dir, c.cfg.Practice)
	if err != nil {
		return nil, c.problem("start", err)
	}
	patience := time.NewTimer(c.cfg.Patience)
	defer patience.Stop()
	work := preparing{dir: c.cfg.Dir, tell: c.cfg.Preparing}
	for {
		held, err := c.findSoon(ctx)
		if err == nil {
			return held, nil
		}
		if work.wentOn() {
			patience.Reset(c.cfg.Patience)
		}
		select {
		case <-ended:
			if held, err = c.find(ctx); err == nil {
				return held, nil
			}
			if !IsTaken(c.cfg.Dir) {
				return nil, c.problem("ended", err)
			}
			ended = nil // another desktop's relay has the folder and will answer
		case <-time.After(poll):
		case <-ctx.Done():
			if work.at.After(time.Time{}) {
				return nil, errPreparing(work.percent)
			}
			return nil, c.problem("late", ctx.Err(), desk.Params{"seconds": int(c.cfg.Patience.Seconds())})
		case <-patience.C:
			if work.wentOn() {
				patience.Reset(c.cfg.Patience)
				continue
			}
			if desk.SubcodeOf(err) == local.SubcodeUnproven {
				return nil, err // an older Parley's relay holds the folder: the words say what to do
			}
			return nil, c.problem("late", errPatience, desk.Params{"seconds": int(c.cfg.Patience.Seconds())})
		}
	}
}

var errPatience = errors.New("it was waited for long enough")

// preparing follows what a relay that does not answer yet says of its work.
type preparing struct {
	dir     string
	tell    func(int)
	at      time.Time // when it last said so
	percent int
}

// wentOn says whether the relay has reported progress since.
func (p *preparing) wentOn() bool {
	now, at, found := datadir.ReadPreparing(p.dir)
	if !found || at.Equal(p.at) && now.Percent == p.percent { // stamps are coarse
		return false
	}
	isNews := p.at.IsZero() || now.Percent != p.percent
	p.at, p.percent = at, now.Percent
	if isNews && p.tell != nil {
		p.tell(now.Percent)
	}
	return true
}

func errPreparing(percent int) error {
	return desk.Refuse(desk.CodeUnavailable, wire.SubPreparing, desk.Params{desk.ParamContext: "part", "percent": percent})
}

// IsTaken says whether a relay works in the folder right now.
func IsTaken(dir string) bool {
	lock, err := datadir.Lock(dir)
	if err != nil {
		return desk.SubcodeOf(err) == datadir.SubcodeLocked
	}
	lock.Unlock() //nolint:errcheck,gosec // it was free
	return false
}

// WaitGone waits until the relay has left its folder, so that it can be removed.
func WaitGone(ctx context.Context, dir string) error {
	for IsTaken(dir) {
		if !clock.Sleep(ctx, poll) {
			return fmt.Errorf("the relay of %s does not end", dir)
		}
	}
	return nil
}

// find asks the relay of the discovery file to count this desktop. A file
// that was left behind names a port where nobody, or somebody else, answers.
func (c *Child) find(ctx context.Context) (io.ReadCloser, error) {
	b, err := os.ReadFile(filepath.Join(c.cfg.Dir, local.File)) //nolint:gosec // our own file
	if err != nil {
		return nil, err
	}
	var at local.Discovery
	if err := json.Unmarshal(b, &at); err != nil {
		return nil, fmt.Errorf("read discovery: %w", err)
	}
	client, err := clientFor(at)
	if err != nil {
		return nil, err
	}
	// The request outlives ctx: only the wait for its answer is bounded.
	req, err := c.request(context.WithoutCancel(ctx), at, http.MethodGet, "/api/local/hold", nil)
	if err != nil {
		return nil, err
	}
	resp, err := client.Do(req)
	if err != nil {
		return nil, err
	}
	if resp.StatusCode != http.StatusOK {
		resp.Body.Close() //nolint:errcheck,gosec // nothing in it is read
		return nil, fmt.Errorf("the relay answered %d", resp.StatusCode)
	}
	c.mu.Lock()
	old := c.client
	c.at, c.client = at, client
	c.mu.Unlock()
	old.CloseIdleConnections()
	return resp.Body, nil
}

func (c *Child) request(ctx context.Context, at local.Discovery, method, path string, body io.Reader) (*http.Request, error) {
	req, err := http.NewRequestWithContext(ctx, method, at.URL+path, body)
	if err != nil {
		return nil, fmt.Errorf("ask the relay of this computer: %w", err)
	}
	req.Header.Set(local.Header, at.Secret)
	return req, nil
}

// post asks something of the relay that only this computer may ask.
func (c *Child) post(ctx context.Context, path string, in, out any) error {
	ctx, cancel := context.WithTimeout(ctx, askDeadline)
	defer cancel()
	b, err := json.Marshal(in)
	if err != nil {
		return desk.Wrap("encode", err)
	}
	at, client := c.reach()
	req, err := c.request(ctx, at, http.MethodPost, path, bytes.NewReader(b))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json")
	resp, err := client.Do(req)
	if err != nil {
		return c.problem("silent", err)
	}
	defer resp.Body.Close() //nolint:errcheck // read only
	answer, err := io.ReadAll(io.LimitReader(resp.Body, 64<<10))
	if err != nil {
		return c.problem("silent", err)
	}
	if resp.StatusCode != http.StatusOK {
		var e struct {
			Error wire.Failure `json:"error"`
		}
		if json.Unmarshal(answer, &e) == nil && e.Error.Code != "" {
			return e.Error.Err()
		}
		return c.problem("status", errors.New(path), desk.Params{"status": resp.StatusCode})
	}
	return desk.Wrap("read answer of "+path, json.Unmarshal(answer, out))
}

// End stops the relay.
func (c *Child) End(ctx context.Context) error {
	c.ending.Store(true)
	var nothing struct{}
	return c.post(ctx, "/api/local/stop", nothing, &nothing)
}

// Keep says whether the relay goes on receiving without a desktop.
func (c *Child) Keep(ctx context.Context, on bool) error {
	var nothing struct{}
	return c.post(ctx, "/api/local/keep", map[string]bool{"keep": on}, &nothing)
}

// OwnerCode gives the one-time code for the first owner.
func (c *Child) OwnerCode(ctx context.Context) (string, error) {
	var out struct {
		Code string `json:"code"`
	}
	err := c.post(ctx, "/api/local/owner-code", struct{}{}, &out)
	return out.Code, err
}

func (c *Child) problem(context string, err error, more ...desk.Params) error {
	e := desk.Refuse(desk.CodeUnavailable, "child", append(more, desk.Params{
		desk.ParamContext: context, "log": filepath.Join(c.cfg.Dir, LogFile),
	})...)
	e.Op, e.Err = "relay of this computer", err
	return e
}
