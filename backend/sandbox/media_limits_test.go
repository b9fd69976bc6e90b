package sandbox_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/parleydesk/parley/backend/sandbox"
)

// webp is an extended WebP file of that many bytes; animated sets its bit.
func webp(size int, animated bool) []byte {
	b := make([]byte, size)
	copy(b, "RIFF____WEBPVP8X")
	if animated {
		b[20] = 2
	}
	return b
}

// Each documented size: the largest file is taken, one byte more is not.
func TestMedia_sizesAreWhereMetaHasThem(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	begin := func(head string) func(int) []byte {
		return func(n int) []byte {
			b := make([]byte, n)
			copy(b, head)
			return b
		}
	}
	for name, c := range map[string]struct {
		kind string
		most int
		make func(int) []byte
	}{
		"a photo":        {"image/jpeg", 5 << 20, begin("\xff\xd8\xff")},
		"a voice note":   {"audio/ogg", 16 << 20, begin("OggS")},
		"a sticker":      {"image/webp", 100 << 10, func(n int) []byte { return webp(n, false) }},
		"one that moves": {"image/webp", 500 << 10, func(n int) []byte { return webp(n, true) }},
		"a film":         {"video/mp4", 16 << 20, begin("xxxxftypmp42")},
	} {
		if s, b := r.tryUpload(c.kind, c.make(c.most), "whatsapp"); s != 200 {
			t.Errorf("%s of %d bytes: %d %v", name, c.most, s, b)
		}
		if s, b := r.tryUpload(c.kind, c.make(c.most+1), "whatsapp"); s != 400 || code(b) != 131053 {
			t.Errorf("%s of %d bytes: %d %v", name, c.most+1, s, b)
		}
	}
}

// The first bytes must be those of the type, for each type whose first bytes say so.
func TestMedia_contentMustBeOfItsType(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	heads := map[string]string{
		"image/jpeg": "\xff\xd8\xff", "image/png": "\x89PNG\r\n\x1a\n", "image/webp": "RIFF____WEBPVP8 ", "audio/ogg": "OggS",
		"audio/amr": "#!AMR", "audio/mp4": "xxxxftypM4A ", "video/mp4": "xxxxftypmp42", "video/3gpp": "xxxxftyp3gp4",
		"application/pdf": "%PDF-1.7",
	}
	film := map[string]bool{"audio/mp4": true, "video/mp4": true, "video/3gpp": true} // of one family
	for kind := range heads {
		for is, head := range heads {
			want := 131053
			if kind == is || film[kind] && film[is] {
				want = 0
			}
			if _, b := r.tryUpload(kind, []byte(head+"...."), "whatsapp"); code(b) != want {
				t.Errorf("%s said to be %s: %v, want %d", is, kind, b, want)
			}
		}
	}
}

// A file belongs to a kind of message, to the number that has it, and lives 30
// days.
func TestMedia_isSentOnlyAsWhatItIsAndWhileItLives(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	r.write("lena", "hello")
	ids := map[string]string{
		"image": r.upload("image/png", pngBytes(t)), "audio": r.upload("audio/ogg", []byte("OggS....")),
		"video": r.upload("video/mp4", []byte("xxxxftypmp42....")), "sticker": r.upload("image/webp", webp(64, false)),
	}
	send := func(kind, id string) int {
		_, b := r.trySend(lena, obj{"type": kind, kind: obj{"id": id}})
		return code(b)
	}
	for is, id := range ids {
		for _, as := range []string{"image", "audio", "video", "sticker", "document"} {
			want := 131053
			if as == is || as == "document" {
				want = 0
			}
			if got := send(as, id); got != want {
				t.Errorf("a file of kind %s sent as %s: %d, want %d", is, as, got, want)
			}
		}
	}
	r.shift.Add(int64(30*24*time.Hour - time.Minute))
	r.write("lena", "still here")
	if got := send("image", ids["image"]); got != 0 {
		t.Errorf("within 30 days: %d", got)
	}
	r.shift.Add(int64(2 * time.Minute))
	if got := send("image", ids["image"]); got != 131009 {
		t.Errorf("after 30 days: %d", got)
	}
	if _, b := r.graph("GET", "/"+ids["image"], nil); code(b) != 100 {
		t.Errorf("read after 30 days: %v", b)
	}
}

// What a customer sent cannot be sent on by its id, as with Meta.
func TestMedia_ofACustomerIsNotOurs(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	if _, err := r.s.Write("lena", line, sandbox.Content{Kind: sandbox.KindImage, Data: pngBytes(t)}); err != nil {
		t.Fatal(err)
	}
	r.drained()
	id := as[string](as[obj](r.messages()[0]["image"])["id"])
	if _, b := r.trySend(lena, obj{"type": "image", "image": obj{"id": id}}); code(b) != 131009 {
		t.Errorf("sent on: %v", b)
	}
}

// Each code that the sandbox can be told to answer comes with Meta's envelope, a
// title of Meta's and the status that goes with it.
func TestFaults_everyCodeHasItsEnvelope(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	for want, status := range map[int]int{
		1: 500, 2: 503, 4: 429, 10: 403, 100: 400, 368: 403, 80007: 429, 130429: 429, 131000: 500, 131005: 403, 131008: 400,
		131009: 400, 131016: 503, 131021: 400, 131026: 400, 131031: 403, 131042: 400, 131047: 400, 131048: 400, 131049: 400,
		131051: 400, 131053: 400, 131056: 429, 131057: 500, 132000: 400, 132001: 404, 132012: 400, 133005: 400, 133006: 400,
		133010: 400, 133016: 400, 136024: 400, 136025: 400, 137000: 400, 190: 401,
	} {
		if err := r.s.SetFaults(sandbox.Faults{APIErrorProbability: 1, APIErrorCode: want}); err != nil {
			t.Fatal(err)
		}
		got, b := r.trySend(lena, text("x"))
		e := as[obj](b["error"])
		if got != status || code(b) != want || !strings.HasPrefix(as[string](e["message"]), fmt.Sprintf("(#%d) ", want)) {
			t.Errorf("%d: %d %v, want status %d", want, got, e, status)
		}
		if strings.HasSuffix(as[string](e["message"]), ") Error") && want != 190 {
			t.Errorf("%d has no title of Meta's: %v", want, e["message"])
		}
		if e["type"] != "OAuthException" || e["fbtrace_id"] == "" || as[obj](e["error_data"])["messaging_product"] != "whatsapp" {
			t.Errorf("%d: envelope %v", want, e)
		}
	}
	if r.s.Counters().Accepted != 0 {
		t.Error("a refused message was accepted")
	}
	if err := r.s.SetFaults(sandbox.Faults{}); err != nil {
		t.Fatal(err)
	}
	if s, b := r.graph(http.MethodGet, "/"+waba, nil); s != 200 {
		t.Errorf("after the faults: %d %v", s, b)
	}
}
