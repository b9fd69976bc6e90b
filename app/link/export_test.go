package link

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"testing"
	"time"

	"golang.org/x/crypto/nacl/box"

	"github.com/parleydesk/parley/backend/wire"
)

// Conn is conn, for fakes in tests.
type Conn = conn

// SetDial makes the link dial through f.
func (l *Link) SetDial(f func(ctx context.Context) (Conn, error)) { l.dial = f }

// EndingOfCode gives what a close code leads to.
func EndingOfCode(code int) (stop bool, message error) {
	e := endingOf(closed{code})
	return e.stop, e.err
}

// Pauses gives the pauses before n tries after failures to reach the relay.
func Pauses(n int) []time.Duration {
	var p pauses
	var out []time.Duration
	for range n {
		out = append(out, p.next(ending{}))
	}
	return out
}

// Held counts the codes in memory.
func (c *Codes) Held() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.held)
}

// Push lets a code arrive, sealed.
func (c *Codes) Push(t *testing.T, code wire.SetupCode) {
	t.Helper()
	b, err := json.Marshal(code)
	if err != nil {
		t.Fatal(err)
	}
	sealed, err := box.SealAnonymous(nil, b, c.pub, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	if _, ok := c.open(sealed); !ok {
		t.Fatal("the code cannot be opened")
	}
}
