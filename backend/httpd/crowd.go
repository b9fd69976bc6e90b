package httpd

import (
	"container/list"
	"context"
	"net"
	"net/http"
	"net/netip"
	"sync"
)

// crowd keeps the public listener open for those who have something to say. It
// bounds connections, all together and for each address, and when there is no
// more room it closes the one that has waited longest without being answered
// anything: a webhook sends its request at once and is never that one.
type crowd struct {
	net.Listener
	most, each int
	trusted    []netip.Prefix

	mu      sync.Mutex // guards below
	open    map[*guest]bool
	by      map[string]int // connections by address
	waiting list.List      // of *guest: those that no handler serves, the longest first
}

// guest is one connection.
type guest struct {
	net.Conn
	crowd   *crowd
	address string
	serving int           // handlers that answer it now
	place   *list.Element // among the waiting, nil while it is served
	once    sync.Once
}

// newCrowd guards a listener: most connections at once, and each for one address
// that is no trusted proxy's.
func newCrowd(ln net.Listener, most, each int, trusted []netip.Prefix) *crowd {
	return &crowd{Listener: ln, most: most, each: each, trusted: trusted, open: map[*guest]bool{}, by: map[string]int{}}
}

// Accept gives the next connection that there is room for.
func (c *crowd) Accept() (net.Conn, error) {
	for {
		conn, err := c.Listener.Accept()
		if err != nil {
			return nil, err
		}
		g, shown := c.admit(conn)
		if shown != nil { // closed without the lock: a close may wait
			_ = shown.Close()
		}
		if g != nil {
			return g, nil
		}
	}
}

// admit takes a connection in. shown is the one that has to go for it: another
// that has waited longer, or itself.
func (c *crowd) admit(conn net.Conn) (g *guest, shown net.Conn) {
	c.mu.Lock()
	defer c.mu.Unlock()
	g = &guest{Conn: conn, crowd: c, address: c.addressOf(conn)}
	var out *guest
	switch {
	case g.address != "" && c.by[g.address] >= c.each:
		out = c.longest(g.address)
	case len(c.open) >= c.most:
		out = c.longest("")
	default:
		c.take(g)
		return g, nil
	}
	if out == nil {
		return nil, conn
	}
	c.forget(out)
	c.take(g)
	return g, out.Conn
}

func (c *crowd) take(g *guest) {
	c.open[g] = true
	c.by[g.address]++
	g.place = c.waiting.PushBack(g)
}

// longest gives the connection that has waited longest; of an address, unless
// that is "".
func (c *crowd) longest(address string) *guest {
	for e := c.waiting.Front(); e != nil; e = e.Next() {
		if g, ok := e.Value.(*guest); ok && (address == "" || g.address == address) {
			return g
		}
	}
	return nil
}

func (c *crowd) forget(g *guest) {
	if !c.open[g] {
		return
	}
	delete(c.open, g)
	g.leaveQueue()
	if c.by[g.address]--; c.by[g.address] == 0 {
		delete(c.by, g.address)
	}
}

func (g *guest) leaveQueue() {
	if g.place != nil {
		g.crowd.waiting.Remove(g.place)
		g.place = nil
	}
}

// addressOf gives whose share a connection is; "" for a trusted proxy's, which
// brings everybody's.
func (c *crowd) addressOf(conn net.Conn) string {
	peer, err := netip.ParseAddrPort(conn.RemoteAddr().String())
	if err != nil {
		return ""
	}
	a := peer.Addr().Unmap().WithZone("")
	if isTrusted(a, c.trusted) {
		return ""
	}
	return clientKey(a)
}

// Close gives the connection's place back.
func (g *guest) Close() error {
	g.once.Do(func() {
		g.crowd.mu.Lock()
		defer g.crowd.mu.Unlock()
		g.crowd.forget(g)
	})
	return g.Conn.Close()
}

// unbounded is more connections than one process can serve.
const unbounded = 1 << 20

type guestKey struct{}

// noted lets handlers find their connection.
func noted(ctx context.Context, conn net.Conn) context.Context {
	if t, ok := conn.(interface{ NetConn() net.Conn }); ok { // TLS
		conn = t.NetConn()
	}
	return context.WithValue(ctx, guestKey{}, conn)
}

// served keeps a connection from being closed for another while it is answered;
// a socket that was taken over stays served until it closes.
func served(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		g, ok := r.Context().Value(guestKey{}).(*guest)
		if !ok {
			next.ServeHTTP(w, r)
			return
		}
		g.serve(1)
		defer g.serve(-1)
		next.ServeHTTP(w, r)
	})
}

func (g *guest) serve(n int) {
	g.crowd.mu.Lock()
	defer g.crowd.mu.Unlock()
	g.serving += n
	g.leaveQueue()
	if g.serving == 0 && g.crowd.open[g] {
		g.place = g.crowd.waiting.PushBack(g) // it waits from now on
	}
}
