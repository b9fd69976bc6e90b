package sender_test

import (
	"bytes"
	"crypto/tls"
	"errors"
	"fmt"
	"image"
	"image/png"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/meta"
	"github.com/parleydesk/parley/backend/sandbox"
	"github.com/parleydesk/parley/backend/sender"
)

func onePicture(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 6, 4))); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// fromAd has the customer write after an ad whose picture lies at the address, and gives the
// picture once it is in a state.
func (r *rig) fromAd(name, address string, want desk.MediaState) *desk.Media {
	r.t.Helper()
	id := "wamid." + name
	r.Webhook(fmt.Appendf(nil, `{"object":"whatsapp_business_account","entry":[{"id":%q,"changes":[{"field":"messages","value":{
		"messaging_product":"whatsapp","metadata":{"display_phone_number":"15550783881","phone_number_id":%q},
		"contacts":[{"profile":{"name":"Lena"},"wa_id":"4915200001001"}],
		"messages":[{"from":"4915200001001","id":%q,"timestamp":"%d","type":"text","text":{"body":"still there?"},
		"referral":{"source_url":"https://fb.me/x","source_type":"ad","media_type":"image","image_url":%q}}]}}]}]}`,
		"102290129340398", sandbox.DefaultNumber, id, r.twist.now().Unix(), address))
	var pic *desk.Media
	r.until(name+" is "+string(want), func() bool {
		m, err := r.DB.MessageByProviderID(r.t.Context(), org, id)
		if err != nil || m.Ad == nil || m.Ad.Picture == nil {
			r.t.Fatalf("the message has no picture to fetch: %v", err)
		}
		pic = m.Ad.Picture
		return pic.State == want
	})
	return pic
}

// The relay fetches what an ad shows, keeps it if it is a picture, and gives up where there is
// none or where it must not look.
func TestFetchAd_keepsPicturesOnly(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	var late atomic.Int32
	mux := http.NewServeMux()
	mux.HandleFunc("/there.png", func(w http.ResponseWriter, q *http.Request) {
		if q.Header.Get("Authorization") != "" || q.Header.Get("Cookie") != "" {
			t.Error("an ad's server was shown who asks")
		}
		_, _ = w.Write(onePicture(t))
	})
	mux.HandleFunc("/late.png", func(w http.ResponseWriter, _ *http.Request) {
		if late.Add(1) < 3 {
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		_, _ = w.Write(onePicture(t))
	})
	mux.HandleFunc("/page.png", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("<html>no picture</html>")) })
	mux.HandleFunc("/large.png", func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write(append(onePicture(t), make([]byte, 9<<20)...))
	})
	mux.Handle("/moved.png", http.RedirectHandler("/there.png", http.StatusFound))
	mux.Handle("/round.png", http.RedirectHandler("/round.png", http.StatusFound))
	mux.Handle("/inside.png", http.RedirectHandler("http://192.168.0.1/there.png", http.StatusFound))
	ads := httptest.NewServer(mux)
	defer ads.Close()
	r.ads.Store(ads.Client())
	for name, want := range map[string]desk.MediaState{
		"there": desk.MediaReady, "late": desk.MediaReady, "moved": desk.MediaReady, "gone": desk.MediaFailed,
		"page": desk.MediaFailed, "large": desk.MediaFailed, "round": desk.MediaFailed, "inside": desk.MediaFailed,
	} {
		pic := r.fromAd(name, ads.URL+"/"+name+".png", want)
		if !strings.HasPrefix(string(pic.ID), "adpic_") {
			t.Errorf("%s: kept as %s", name, pic.ID)
		}
		f, err := r.files.Get(pic.ID)
		if err == nil {
			_ = f.Close()
		}
		if there := err == nil; there != (want == desk.MediaReady) {
			t.Errorf("%s: kept %t", name, there)
		}
		if want == desk.MediaReady && (pic.Width != 6 || pic.Height != 4 || pic.MIME != "image/png") {
			t.Errorf("%s: %+v", name, pic)
		}
	}
	r.ads.Store(meta.NewHTTPClient("")) // as a relay of real customers has it
	for name, address := range map[string]string{"here": "https://127.0.0.1/p.png", "network": "https://[::ffff:10.0.0.1]/p.png"} {
		r.fromAd(name, address, desk.MediaFailed) // at once: nobody turns the clock
	}
	var knocks atomic.Int32
	inside := httptest.NewUnstartedServer(http.NotFoundHandler())
	inside.Config.ConnState = func(net.Conn, http.ConnState) { knocks.Add(1) }
	inside.StartTLS()
	defer inside.Close()
	mux.Handle("/led.png", http.RedirectHandler(inside.URL+"/p.png", http.StatusFound))
	r.ads.Store(meta.NewHTTPClient(ads.URL)) // as in practice, where one place inside may be asked
	r.fromAd("led", ads.URL+"/led.png", desk.MediaFailed)
	if n := knocks.Load(); n != 0 {
		t.Errorf("a redirect led into the network: %d connections", n)
	}
	if pic := r.fromAd("clear", "http://ads.example/there.png", desk.MediaFailed); pic.SHA256 != "" {
		t.Error("a picture was fetched in clear")
	}
}

// What leads to nobody who is asked is not tried for a day: the person would see it being
// fetched, and the relay would knock at addresses of somebody's choice.
func TestFetchAd_triesAgainOnlyWhatMayChange(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		err   error
		again bool
	}{
		"inside a network": {fmt.Errorf("dial: %w", channel.ErrPrivateAddress), false},
		"no such name":     {&net.OpError{Err: &net.DNSError{IsNotFound: true}}, false},
		"somebody else":    {&tls.CertificateVerificationError{Err: errors.New("unknown authority")}, false},
		"speaks no TLS":    {fmt.Errorf("get: %w", http.ErrSchemeMismatch), false},
		"too large":        {channel.ErrTooLarge, false},
		"no answer":        {&net.OpError{Err: &net.DNSError{IsTimeout: true}}, true},
		"cut off":          {io.ErrUnexpectedEOF, true},
	} {
		if got := sender.AdAgain(c.err); got != c.again {
			t.Errorf("%s: tried again %t", name, got)
		}
	}
}
