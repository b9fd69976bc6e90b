package link

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"sync"
	"time"

	"golang.org/x/crypto/nacl/box"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// codeDeadline is how long asking the relay for a code may take.
const codeDeadline = 10 * time.Second

// Codes opens verification codes that were sealed to this device and holds the
// newest of each set-up in memory until it expires. The key is made at start
// and dies with the process: nothing on the disk can open a code.
type Codes struct {
	link *Link
	pub  *[32]byte
	priv *[32]byte

	mu   sync.Mutex // guards below
	held map[string]heldCode
}

type heldCode struct {
	code wire.SetupCode
	drop *time.Timer
}

func newCodes(l *Link) (*Codes, error) {
	pub, priv, err := box.GenerateKey(rand.Reader)
	if err != nil {
		return nil, &desk.Error{Code: desk.CodeInternal, Op: "make seal key", Err: err}
	}
	return &Codes{link: l, pub: pub, priv: priv, held: map[string]heldCode{}}, nil
}

func (c *Codes) public() []byte { return c.pub[:] }

// Latest gives the newest code of a set-up, asking the relay when none is
// here; found is false when none has come. CodeUnavailable while there is no
// connection to ask through.
func (c *Codes) Latest(setupID string) (code wire.SetupCode, found bool, err error) {
	if code, ok := c.here(setupID); ok {
		return code, true, nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), codeDeadline)
	defer cancel()
	var sealed wire.SealedCode
	if err := c.link.Call(ctx, wire.CallSetupCode.Name, wire.SetupRef{SetupID: setupID}, &sealed); err != nil {
		return wire.SetupCode{}, false, err
	}
	if !sealed.Found {
		return wire.SetupCode{}, false, nil
	}
	if code, ok := c.open(sealed.Box); !ok || code.SetupID != setupID {
		return wire.SetupCode{}, false, desk.Refuse(desk.CodeInternal, "sealed")
	}
	code, found = c.here(setupID)
	return code, found, nil
}

// Copied tells the relay that the code of a set-up was copied. Nothing depends on it, so
// nobody waits for the answer.
func (c *Codes) Copied(setupID string) {
	go func() {
		ctx, cancel := context.WithTimeout(context.Background(), codeDeadline)
		defer cancel()
		if err := c.link.Call(ctx, wire.CallSetupCopied.Name, wire.SetupRef{SetupID: setupID}, nil); err != nil {
			c.link.cfg.Log.Info("copying of a code not noted", "err", err)
		}
	}()
}

func (c *Codes) here(setupID string) (wire.SetupCode, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	h, ok := c.held[setupID]
	if !ok || c.left(h.code) <= 0 {
		return wire.SetupCode{}, false
	}
	return h.code, true
}

// left is how long a code is good for. Its stamps are the relay's.
func (c *Codes) left(code wire.SetupCode) time.Duration {
	now := c.link.cfg.Clock().UnixMilli() + c.link.State().Skew
	return time.Duration(code.ExpiresAt-now) * time.Millisecond
}

// open unseals a code and keeps it, unless a newer one is here.
func (c *Codes) open(sealed []byte) (wire.SetupCode, bool) {
	plain, ok := box.OpenAnonymous(nil, sealed, c.pub, c.priv)
	var code wire.SetupCode
	if !ok || json.Unmarshal(plain, &code) != nil || code.SetupID == "" {
		return wire.SetupCode{}, false
	}
	clear(plain)
	left := c.left(code)
	c.mu.Lock()
	defer c.mu.Unlock()
	old, ok := c.held[code.SetupID]
	if ok && old.code.ReceivedAt > code.ReceivedAt || left <= 0 {
		return code, true
	}
	if ok {
		old.drop.Stop()
	}
	c.held[code.SetupID] = heldCode{code, time.AfterFunc(left, func() { c.expire(code) })}
	return code, true
}

func (c *Codes) expire(code wire.SetupCode) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.held[code.SetupID].code == code {
		delete(c.held, code.SetupID)
	}
}

// forget drops all codes.
func (c *Codes) forget() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for id, h := range c.held {
		h.drop.Stop()
		delete(c.held, id)
	}
}

// pushed handles something for this device that is not stored.
func (l *Link) pushed(p *wire.Push) {
	l.hooks.Lock()
	defer l.hooks.Unlock()
	if p.Name != wire.PushCode {
		if l.cfg.OnPush != nil {
			l.cfg.OnPush(p.Name, p.Body)
		}
		return
	}
	var s wire.Sealed
	if json.Unmarshal(p.Body, &s) != nil {
		return
	}
	if code, ok := l.codes.open(s.Box); ok && l.cfg.OnCode != nil {
		l.cfg.OnCode(code.SetupID, code.Code != "")
	}
}
