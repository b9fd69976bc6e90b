package sandbox_test

import (
	"bytes"
	"image"
	"image/png"
	"net/http"
	"strings"
	"testing"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/meta"
	"github.com/parleydesk/parley/backend/sandbox"
)

// square is a PNG with as many pixels on each side.
func square(t *testing.T, side int) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, side, side))); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// uploadHandle uploads with the product's own client.
func (r *rig) uploadHandle(data []byte, kind string) (string, error) {
	c := &meta.Client{BaseURL: r.url + "/graph", Version: "v23.0", Token: meta.StaticToken(sandbox.DefaultToken)}
	return c.UploadHandle(r.t.Context(), sandbox.DefaultAppID, channel.Sample{
		Name: "logo.png", MIME: kind, Size: int64(len(data)), Body: bytes.NewReader(data),
	})
}

func (r *rig) setPicture(handle string) obj {
	r.t.Helper()
	_, b := r.graph("POST", "/"+line+"/whatsapp_business_profile", obj{"messaging_product": "whatsapp", "profile_picture_handle": handle})
	return b
}

func (r *rig) pictureURL() string {
	r.t.Helper()
	_, b := r.graph("GET", "/"+line+"/whatsapp_business_profile?fields=profile_picture_url", nil)
	list, _ := b["data"].([]any)
	row, _ := list[0].(obj)
	at, _ := row["profile_picture_url"].(string)
	return at
}

// A picture goes up, becomes the number's, and anybody can see it; also when the
// connection breaks after any number of bytes.
func TestUpload_aPictureBecomesTheProfiles(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	data := square(t, 640)
	for _, breakAfter := range []int64{0, 1, 100, int64(len(data)) - 1} {
		if err := r.s.SetFaults(sandbox.Faults{UploadBreakAfter: breakAfter}); err != nil {
			t.Fatal(err)
		}
		handle, err := r.uploadHandle(data, "image/png")
		if err != nil {
			t.Fatalf("broken after %d: %v", breakAfter, err)
		}
		if b := r.setPicture(handle); b["success"] != true {
			t.Fatalf("broken after %d: %v", breakAfter, b)
		}
		if s, got := r.fetch(r.pictureURL(), ""); s != 200 || !bytes.Equal(got, data) {
			t.Errorf("broken after %d: %d, %d bytes", breakAfter, s, len(got))
		}
	}
}

func TestUpload_whatIsNoPictureIsRefused(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	if b := r.setPicture("4::unknown"); code(b) != 100 {
		t.Errorf("an unknown handle: %v", b)
	}
	small := square(t, 191)
	for name, data := range map[string][]byte{"small": small, "text": []byte("no picture")} {
		handle, err := r.uploadHandle(data, "image/png")
		if err != nil {
			t.Fatal(err)
		}
		if b := r.setPicture(handle); code(b) != 100 {
			t.Errorf("%s: %v", name, b)
		}
	}
	if _, err := r.uploadHandle(small, "image/gif"); err == nil {
		t.Error("a GIF is taken")
	}
	if at := r.pictureURL(); at != "" {
		t.Error("there is a picture all the same")
	}
}

// A session wants its signature as it was given out, the token in another scheme than
// every other call, and the bytes in order.
func TestUpload_aSessionIsParticular(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	_, b := r.graph("POST", "/"+sandbox.DefaultAppID+"/uploads?file_name=a&file_length=3&file_type=image/png", nil)
	id := as[string](b["id"])
	bare, _, _ := strings.Cut(id, "?")
	put := func(method, at, scheme, offset, body string) (int, obj) {
		req, err := http.NewRequestWithContext(t.Context(), method, r.url+"/graph/v25.0/"+at, strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Authorization", scheme+" "+sandbox.DefaultToken)
		req.Header["file_offset"] = []string{offset}
		return r.do(req)
	}
	for name, c := range map[string]struct {
		at, scheme, offset, body string
		want                     int
	}{
		"no signature":      {bare, "OAuth", "0", "abc", 100},
		"encoded once more": {bare + "?sig=x%3D", "OAuth", "0", "abc", 100},
		"the usual scheme":  {id, "Bearer", "0", "abc", 190},
		"a gap":             {id, "OAuth", "1", "abc", 100},
		"too long":          {id, "OAuth", "0", "abcd", 100},
		"another session":   {"upload:eA==?sig=x", "OAuth", "0", "abc", 100},
	} {
		if _, b := put("POST", c.at, c.scheme, c.offset, c.body); code(b) != c.want {
			t.Errorf("%s: %v", name, b)
		}
	}
	if _, b := put("GET", id, "OAuth", "", ""); b["file_offset"] != float64(0) {
		t.Errorf("what came: %v", b)
	}
	if _, b := put("POST", id, "OAuth", "0", "abc"); b["h"] == nil {
		t.Errorf("the whole: %v", b)
	}
	for _, q := range []string{"file_length=0&file_type=image/png", "file_length=x&file_type=image/png", "file_length=3&file_type=text/html", "file_length=99999999&file_type=image/png"} {
		if _, b := r.graph("POST", "/"+sandbox.DefaultAppID+"/uploads?"+q, nil); code(b) != 100 {
			t.Errorf("%s: %v", q, b)
		}
	}
}
