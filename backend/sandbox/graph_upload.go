package sandbox

import (
	"bytes"
	"encoding/base64"
	"image"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// uploadSession is a resumable upload: bytes that come in one or more calls.
type uploadSession struct {
	id     string // with its signature, as it was given out
	mime   string
	length int64
	data   []byte
	broken bool // UploadBreakAfter has broken it once
}

// sampleTypes are what a session takes, and sampleMost how much.
var sampleTypes = []string{"image/jpeg", "image/png", "application/pdf", "video/mp4"}

const sampleMost = 16 << 20

// isUpload says whether a node is an upload session.
func isUpload(node string) bool { return strings.HasPrefix(node, "upload:") }

// beginUpload makes a session. Callers hold mu.
func (s *Sandbox) beginUpload(c *call) (any, *apiError) {
	length, err := strconv.ParseInt(c.args.str("file_length"), 10, 64)
	kind := c.args.str("file_type")
	switch {
	case c.method != http.MethodPost:
		return nil, errMethod()
	case err != nil || length <= 0 || length > sampleMost:
		return nil, graphErr(100, "Param file_length must be the number of bytes of the file.")
	case !slices.Contains(sampleTypes, kind):
		return nil, graphErr(100, "Param file_type is not supported.")
	}
	name := "upload:" + base64.StdEncoding.EncodeToString([]byte("attachment:"+s.digits("upload", 24)))
	u := &uploadSession{id: name + "?sig=AR" + s.digits("sig", 20), mime: kind, length: length}
	s.uploads[name] = u
	return map[string]any{"id": u.id}, nil
}

// serveUpload takes bytes, or tells how many came. The token goes in the scheme OAuth,
// and the signature has to be what was given out.
func (s *Sandbox) serveUpload(r *http.Request, node string) (any, *apiError) {
	if token, ok := strings.CutPrefix(r.Header.Get("Authorization"), "OAuth "); !ok || token != s.cfg.Token {
		return nil, errToken()
	}
	// A connection that breaks leaves what came before.
	came, _ := io.ReadAll(io.LimitReader(r.Body, sampleMost+1))
	s.mu.Lock()
	defer s.mu.Unlock()
	u := s.uploads[node]
	if u == nil {
		return nil, errNode(node)
	}
	if node+"?"+r.URL.RawQuery != u.id {
		return nil, graphErr(100, "HMAC check failed")
	}
	switch r.Method {
	case http.MethodGet:
		return map[string]any{"id": u.id, "file_offset": len(u.data)}, nil
	case http.MethodPost:
		return s.takeBytes(u, r.Header.Get("File_offset"), came)
	}
	return nil, errMethod()
}

// takeBytes appends what came; the answer comes with the last byte. Callers hold mu.
func (s *Sandbox) takeBytes(u *uploadSession, offset string, came []byte) (any, *apiError) {
	if offset != strconv.Itoa(len(u.data)) {
		return nil, graphErr(100, "Header file_offset is not where the upload ended.")
	}
	if cut := s.w.Faults.UploadBreakAfter; cut > 0 && !u.broken && int64(len(came)) > cut {
		came, u.broken = came[:cut], true
	}
	if int64(len(u.data)+len(came)) > u.length {
		return nil, graphErr(100, "The upload is longer than file_length.")
	}
	if u.data = append(u.data, came...); int64(len(u.data)) < u.length {
		return nil, &apiError{hangUp: true}
	}
	handle := "4::" + base64.StdEncoding.EncodeToString([]byte(s.digits("handle", 30)))
	s.samples[handle] = u
	return map[string]any{"h": handle}, nil
}

// leastPicture is the shortest side of a profile's picture.
const leastPicture = 192

// takePicture makes an uploaded picture a number's. Callers hold mu.
func (s *Sandbox) takePicture(n *number, handle string) (mediaID string, fail *apiError) {
	u := s.samples[handle]
	if u == nil {
		return "", graphErr(100, "Param profile_picture_handle is not a handle of an upload.")
	}
	cfg, format, err := image.DecodeConfig(bytes.NewReader(u.data))
	if err != nil || "image/"+format != u.mime || cfg.Width != cfg.Height || cfg.Width < leastPicture {
		return "", graphErr(100, "The profile picture must be a square JPEG or PNG of at least 192 by 192 pixels.")
	}
	m, err := s.store(n.ID, u.mime, u.data, false)
	if err != nil {
		return "", graphErr(131000, "The file could not be kept.")
	}
	return m.ID, nil
}

// pictures is where anybody may fetch a number's picture, as on WhatsApp.
const pictures = "/pps/"

// pictureURL is the address of a number's picture. Callers hold mu.
func (s *Sandbox) pictureURL(n *number) string {
	if n.Profile.Picture == "" {
		return ""
	}
	return s.graphBase + pictures + n.Profile.Picture
}

func (s *Sandbox) servePicture(w http.ResponseWriter, r *http.Request) {
	id := strings.TrimPrefix(r.URL.Path, pictures)
	s.mu.Lock()
	m := s.ix.media[id]
	shown := false
	for _, n := range s.w.Numbers {
		shown = shown || n.Profile.Picture == id
	}
	var data []byte
	if m != nil && shown {
		data = s.readMedia(id)
	}
	s.mu.Unlock()
	if data == nil {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", m.MIME)
	_, _ = w.Write(data) //nolint:gosec // a picture as it was uploaded; nothing of the request is echoed
}
