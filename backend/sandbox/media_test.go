package sandbox_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"strings"
	"testing"
	"time"

	"github.com/parleydesk/parley/backend/sandbox"
)

// tryUpload posts a file; kind is the declared type.
func (r *rig) tryUpload(kind string, data []byte, product string) (int, obj) {
	r.t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	_ = w.WriteField("messaging_product", product)
	_ = w.WriteField("type", kind)
	p, err := w.CreatePart(textproto.MIMEHeader{
		"Content-Disposition": {`form-data; name="file"; filename="x"`}, "Content-Type": {kind},
	})
	if err != nil {
		r.t.Fatal(err)
	}
	_, _ = p.Write(data)
	_ = w.Close()
	req, _ := http.NewRequestWithContext(r.t.Context(), "POST", r.url+"/graph/v25.0/"+line+"/media", &b)
	req.Header.Set("Content-Type", w.FormDataContentType())
	req.Header.Set("Authorization", "Bearer "+sandbox.DefaultToken)
	return r.do(req)
}

func (r *rig) upload(kind string, data []byte) string {
	r.t.Helper()
	s, b := r.tryUpload(kind, data, "whatsapp")
	if s != 200 {
		r.t.Fatalf("upload: %v", b)
	}
	return as[string](b["id"])
}

// fetch downloads with or without the token.
func (r *rig) fetch(url, token string) (int, []byte) {
	r.t.Helper()
	req, _ := http.NewRequestWithContext(r.t.Context(), "GET", url, nil)
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		r.t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	data, _ := io.ReadAll(res.Body)
	return res.StatusCode, data
}

func TestMedia_uploadReadDownloadDelete(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	data := pngBytes(t)
	id := r.upload("image/png", data)
	_, b := r.graph("GET", "/"+id+"?phone_number_id="+line, nil)
	sum := sha256.Sum256(data)
	if b["sha256"] != hex.EncodeToString(sum[:]) || b["mime_type"] != "image/png" || b["file_size"] != fmt.Sprint(len(data)) {
		t.Errorf("media = %v", b)
	}
	at := as[string](b["url"])
	if s, got := r.fetch(at, sandbox.DefaultToken); s != 200 || !bytes.Equal(got, data) {
		t.Errorf("download: %d, %d bytes", s, len(got))
	}
	if s, _ := r.fetch(at, ""); s != 401 {
		t.Errorf("without the token: %d", s)
	}
	for _, forged := range []string{strings.Replace(at, "ext=", "ext=9", 1), strings.Replace(at, "hash=", "hash=x", 1), at + "0"} {
		if s, _ := r.fetch(forged, sandbox.DefaultToken); s != 404 {
			t.Errorf("with a changed address: %d", s)
		}
	}
	r.shift.Add(int64(5*time.Minute + time.Second))
	if s, _ := r.fetch(at, sandbox.DefaultToken); s != 404 {
		t.Errorf("after five minutes: %d", s)
	}
	if _, b := r.graph("GET", "/"+id+"?phone_number_id=1", nil); code(b) != 100 {
		t.Errorf("for another number: %v", b)
	}
	if s, _ := r.graph("DELETE", "/"+id, nil); s != 200 {
		t.Errorf("delete: %d", s)
	}
	if _, b := r.graph("GET", "/"+id, nil); code(b) != 100 {
		t.Errorf("after deletion: %v", b)
	}
}

func TestMedia_uploadsAreChecked(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	for name, c := range map[string]struct {
		kind, product string
		data          []byte
		want          int
	}{
		"not the type":  {"image/jpeg", "whatsapp", pngBytes(t), 131053},
		"unknown type":  {"image/gif", "whatsapp", []byte("GIF89a"), 100},
		"empty":         {"text/plain", "whatsapp", nil, 131053},
		"too large":     {"image/png", "whatsapp", append(pngBytes(t), make([]byte, 5<<20)...), 131053},
		"no product":    {"image/png", "", pngBytes(t), 100},
		"a video's box": {"video/mp4", "whatsapp", []byte("not a video at all"), 131053},
	} {
		if s, b := r.tryUpload(c.kind, c.data, c.product); code(b) != c.want {
			t.Errorf("%s: %d %v", name, s, b)
		}
	}
	if s, b := r.graph("POST", "/"+line+"/media", obj{"messaging_product": "whatsapp"}); s != 400 || code(b) != 100 {
		t.Errorf("not multipart: %d %v", s, b)
	}
}

func TestMedia_ofACustomerIsReachableForSevenDays(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	r.graph("GET", "/"+line, nil) // the sandbox learns its own address
	data := pngBytes(t)
	if _, err := r.s.Write("maya", line, sandbox.Content{Kind: sandbox.KindImage, Data: data, Text: "look"}); err != nil {
		t.Fatal(err)
	}
	r.until("the message", func() bool { return len(r.messages()) == 1 })
	img := as[obj](r.messages()[0]["image"])
	sum := sha256.Sum256(data)
	if img["sha256"] != base64.StdEncoding.EncodeToString(sum[:]) || img["caption"] != "look" {
		t.Errorf("image = %v", img)
	}
	if s, got := r.fetch(as[string](img["url"]), sandbox.DefaultToken); s != 200 || !bytes.Equal(got, data) {
		t.Errorf("from the webhook's address: %d", s)
	}
	if !strings.HasPrefix(as[string](img["url"]), r.url+"/graph/") {
		t.Errorf("url = %v", img["url"])
	}
	r.shift.Add(int64(7*24*time.Hour + time.Minute))
	if _, b := r.graph("GET", "/"+as[string](img["id"]), nil); code(b) != 100 {
		t.Errorf("after seven days: %v", b)
	}
}
