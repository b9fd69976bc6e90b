package wire_test

import (
	"crypto/ed25519"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/parleydesk/parley/backend/wire"
)

func keyOf(seed byte) ed25519.PrivateKey {
	return ed25519.NewKeyFromSeed([]byte(strings.Repeat(string(rune('a'+seed%26)), ed25519.SeedSize)))
}

func publicOf(t interface{ Fatal(...any) }, key ed25519.PrivateKey) ed25519.PublicKey {
	public, ok := key.Public().(ed25519.PublicKey)
	if !ok {
		t.Fatal("no ed25519 key")
	}
	return public
}

// sent is a request as the relay reads it after a desktop has proven p.
func sent(t interface{ Fatal(...any) }, p wire.Presented, key ed25519.PrivateKey, host string) wire.Presented {
	h := http.Header{}
	wire.Prove(h, p, key)
	to, err := url.Parse("https://" + host + p.Path + "?" + p.Query)
	if err != nil {
		t.Fatal(err)
	}
	return wire.ReadPresented(p.Method, host, to, h)
}

var ask = wire.Presented{Method: "POST", Host: "relay.example", Path: "/api/media", Query: "size=3", Token: "the token", Nonce: "a nonce"}

// A proof is for one request: whatever of it is another one, it proves nothing.
func TestProof_isForThisRequestOnly(t *testing.T) {
	t.Parallel()
	key := keyOf(1)
	good := sent(t, ask, key, "relay.example")
	if !good.ProvenFor(publicOf(t, key)) {
		t.Fatal("a good proof is refused")
	}
	for name, change := range map[string]func(*wire.Presented){
		"method": func(p *wire.Presented) { p.Method = "GET" }, "host": func(p *wire.Presented) { p.Host = "evil.example" },
		"path": func(p *wire.Presented) { p.Path = "/api/sync" }, "query": func(p *wire.Presented) { p.Query = "size=4" },
		"token": func(p *wire.Presented) { p.Token = "another token" }, "nonce": func(p *wire.Presented) { p.Nonce = "another nonce" },
		"no signature":           func(p *wire.Presented) { p.Signature = nil },
		"a signature of nothing": func(p *wire.Presented) { p.Signature = make([]byte, ed25519.SignatureSize) },
		"path into query":        func(p *wire.Presented) { p.Path, p.Query = p.Path+"\n"+p.Query, "" },
	} {
		other := good
		other.Signature = append([]byte{}, good.Signature...)
		if change(&other); other.ProvenFor(publicOf(t, key)) {
			t.Errorf("another %s is proven too", name)
		}
	}
	for name, other := range map[string]ed25519.PublicKey{"another key": publicOf(t, keyOf(2)), "no key": nil, "half a key": publicOf(t, key)[:16]} {
		if good.ProvenFor(other) {
			t.Errorf("it is proven for %s", name)
		}
	}
}

// A proxy gives the relay another host than the desktop asked: the names that the
// relay goes by count as well, in whatever letters and with whatever port.
func TestProof_countsTheNamesOfTheRelay(t *testing.T) {
	t.Parallel()
	key := keyOf(1)
	for _, c := range []struct {
		asked, seen string
		names       []string
		want        bool
	}{
		{"relay.example", "relay.example", nil, true},
		{"Relay.Example.", "relay.example:8443", nil, true},
		{"relay.example:443", "10.0.0.7:4000", []string{"RELAY.example"}, true},
		{"relay.example", "10.0.0.7", []string{"other.example"}, false},
		{"relay.example", "10.0.0.7", nil, false},
		{"[::1]:4000", "::1", nil, true},
		{"::1", "[::1]", nil, true},
		{"127.0.0.1:4000", "127.0.0.1:5000", nil, true},
	} {
		p := ask
		p.Host = c.asked
		h := http.Header{}
		wire.Prove(h, p, key)
		got := wire.ReadPresented(p.Method, c.seen, &url.URL{Path: p.Path, RawQuery: p.Query}, h)
		if is := got.ProvenFor(publicOf(t, key), c.names...); is != c.want {
			t.Errorf("asked as %s, seen as %s (%v): %t", c.asked, c.seen, c.names, is)
		}
	}
}

// Whatever stands in the headers, reading them gives a proof or none, and none
// that was not made with the key.
func TestReadPresented_oddHeadersProveNothing(t *testing.T) {
	t.Parallel()
	key := keyOf(1)
	public := publicOf(t, key)
	rapid.Check(t, func(rt *rapid.T) {
		h := http.Header{}
		wire.Prove(h, ask, key)
		proof := h.Get(wire.HeaderProof)
		switch rapid.SampledFrom([]string{"cut", "bytes", "no dot", "other scheme", "other nonce"}).Draw(rt, "how") {
		case "cut":
			h.Set(wire.HeaderProof, proof[:rapid.IntRange(0, len(proof)-1).Draw(rt, "to")])
		case "bytes":
			h.Set(wire.HeaderProof, rapid.StringN(0, 200, -1).Draw(rt, "proof"))
		case "no dot":
			h.Set(wire.HeaderProof, strings.ReplaceAll(proof, ".", ""))
		case "other scheme":
			h.Set("Authorization", rapid.SampledFrom([]string{"", "Basic ", "bearer ", "Bearer"}).Draw(rt, "scheme")+ask.Token)
		case "other nonce":
			_, signature, _ := strings.Cut(proof, ".")
			h.Set(wire.HeaderProof, "x."+signature)
		}
		p := wire.ReadPresented(ask.Method, ask.Host, &url.URL{Path: ask.Path, RawQuery: ask.Query}, h)
		if p.ProvenFor(public) {
			rt.Fatalf("%q and %q prove the request", h.Get("Authorization"), h.Get(wire.HeaderProof))
		}
	})
}
