package httpd

import (
	"errors"
	"io"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// visitor is a connection that only has an address.
type visitor struct {
	net.Conn
	from   string
	closed bool
}

func (v *visitor) RemoteAddr() net.Addr {
	return net.TCPAddrFromAddrPort(netip.MustParseAddrPort(v.from))
}
func (v *visitor) Close() error { v.closed = true; return nil }

// Random crowds: connections come from several addresses, wait, are served and
// leave. However they do, nobody who is served is closed, no address has more
// than its share, all together not more than there is room for, a trusted proxy
// has no share of its own, and whoever comes is let in as long as one waits.
func TestRule3_theListenerStaysOpenForThoseWhoSaySomething(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		const most, each = 12, 5
		c := newCrowd(nil, most, each, []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")})
		var in []*guest
		waits := func(address string) bool {
			for _, g := range in {
				if c.open[g] && g.serving == 0 && (address == "" || g.address == address) {
					return true
				}
			}
			return false
		}
		come := func(rt *rapid.T) {
			v := &visitor{from: rapid.SampledFrom([]string{"192.0.2.1:1", "192.0.2.2:1", "[2001:db8::1]:1", "[2001:db8::2]:1", "10.0.0.1:1"}).Draw(rt, "from")}
			address := c.addressOf(v)
			full := address != "" && c.by[address] >= each
			canStay := len(c.open) < most && !full || full && waits(address) || !full && waits("")
			g, shown := c.admit(v)
			if (g != nil) != canStay {
				rt.Fatalf("%s was let in: %v, want %v", v.from, g != nil, canStay)
			}
			if g != nil {
				in = append(in, g)
			}
			for _, other := range in {
				if other.Conn == shown && other.serving > 0 {
					rt.Fatal("one who is served was shown out")
				}
			}
		}
		pick := func(rt *rapid.T) *guest {
			if len(in) == 0 {
				return nil
			}
			return in[rapid.IntRange(0, len(in)-1).Draw(rt, "who")]
		}
		rt.Repeat(map[string]func(*rapid.T){
			"come": come, "come too": come,
			"say": func(rt *rapid.T) {
				if g := pick(rt); g != nil && c.open[g] {
					g.serve(1)
				}
			},
			"hear": func(rt *rapid.T) {
				if g := pick(rt); g != nil && g.serving > 0 {
					g.serve(-1)
				}
			},
			"go": func(rt *rapid.T) {
				if g := pick(rt); g != nil {
					_ = g.Close()
				}
			},
			"": func(rt *rapid.T) {
				if len(c.open) > most {
					rt.Fatalf("%d connections, want at most %d", len(c.open), most)
				}
				for address, n := range c.by {
					if address != "" && n > each {
						rt.Fatalf("%s has %d connections, want at most %d", address, n, each)
					}
				}
				if c.waiting.Len() > len(c.open) {
					rt.Fatalf("%d wait of %d", c.waiting.Len(), len(c.open))
				}
			},
		})
	})
}

// With every place taken by connections that say nothing, a request is answered
// all the same.
func TestCrowd_idleConnectionsMakeRoomForARequest(t *testing.T) {
	t.Parallel()
	plain, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ln := newCrowd(plain, 8, unbounded, nil)
	srv := &http.Server{ConnContext: noted, ReadHeaderTimeout: time.Minute, Handler: served(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, "taken in")
	}))}
	ended := make(chan error, 1)
	go func() { ended <- srv.Serve(ln) }()
	t.Cleanup(func() {
		_ = srv.Close()
		if err := <-ended; !errors.Is(err, http.ErrServerClosed) {
			t.Error(err)
		}
	})
	for range 50 {
		conn, err := net.Dial("tcp", plain.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = conn.Close() })
		if _, err := io.WriteString(conn, "POST /webhooks"); err != nil { // and never more
			t.Fatal(err)
		}
	}
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}, Timeout: time.Minute}
	for range 20 {
		resp, err := client.Post("http://"+plain.Addr().String(), "text/plain", strings.NewReader("hello"))
		if err != nil {
			t.Fatal(err)
		}
		_ = resp.Body.Close()
	}
}
