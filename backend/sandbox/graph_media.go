package sandbox

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

const (
	lookaside    = "/lookaside/whatsapp_business/attachments/"
	urlLife      = 5 * time.Minute
	uploadLife   = 30 * 24 * time.Hour
	receivedLife = 7 * 24 * time.Hour
)

// mediaLimits are the types that Meta takes from a business, and their sizes.
var mediaLimits = map[string]int{
	"image/jpeg": 5 << 20, "image/png": 5 << 20,
	"audio/aac": 16 << 20, "audio/amr": 16 << 20, "audio/mpeg": 16 << 20, "audio/mp4": 16 << 20, "audio/ogg": 16 << 20,
	"video/mp4": 16 << 20, "video/3gpp": 16 << 20,
	"image/webp": 500 << 10,
	"text/plain": 100 << 20, "application/pdf": 100 << 20,
	"application/msword": 100 << 20, "application/vnd.ms-excel": 100 << 20, "application/vnd.ms-powerpoint": 100 << 20,
	"application/vnd.openxmlformats-officedocument.wordprocessingml.document":   100 << 20,
	"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet":         100 << 20,
	"application/vnd.openxmlformats-officedocument.presentationml.presentation": 100 << 20,
}

// mediaOfKind are the types that a message of a kind may carry.
func mediaOfKind(kind, mimeType string) bool {
	family, _, _ := strings.Cut(mimeType, "/")
	switch kind {
	case "image":
		return mimeType == "image/jpeg" || mimeType == "image/png"
	case "sticker":
		return mimeType == "image/webp"
	case "document":
		return true
	default:
		return family == kind
	}
}

func (s *Sandbox) upload(c *call) (any, *apiError) {
	s.mu.Lock()
	n := s.ix.numbers[c.node]
	s.mu.Unlock()
	if n == nil {
		return nil, errNode(c.node)
	}
	c.r.Body = http.MaxBytesReader(nil, c.r.Body, maxGraphBody)
	if err := c.r.ParseMultipartForm(8 << 20); err != nil {
		return nil, graphErr(100, "The upload is not multipart/form-data, or too large.")
	}
	defer func() { _ = c.r.MultipartForm.RemoveAll() }()
	if c.r.FormValue("messaging_product") != "whatsapp" {
		return nil, errProduct()
	}
	f, head, err := c.r.FormFile("file")
	if err != nil {
		return nil, graphErr(100, "The parameter file is required.")
	}
	defer func() { _ = f.Close() }()
	data, err := io.ReadAll(f)
	if err != nil {
		return nil, graphErr(131053, "The file cannot be read.")
	}
	declared := c.r.FormValue("type")
	if declared == "" {
		declared = head.Header.Get("Content-Type")
	}
	kind, _, _ := mime.ParseMediaType(declared)
	limit, known := mediaLimits[kind]
	switch {
	case !known:
		return nil, graphErr(100, "Param file must be a file with one of the supported types.")
	case len(data) == 0 || len(data) > limit:
		return nil, graphErr(131053, fmt.Sprintf("The file is empty or larger than %d bytes.", limit))
	case kind == "image/webp" && len(data) > stillSticker && !moves(data):
		return nil, graphErr(131053, "A sticker that does not move is at most 100 KB.")
	case !looksLike(kind, data):
		return nil, graphErr(131053, "The file's content is not of the type "+kind+".")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	m, err := s.store(n.ID, kind, data, false)
	if err != nil {
		s.log.Error("media not kept", "err", err)
		return nil, graphErr(131000, "The file could not be kept.")
	}
	s.touch()
	return map[string]any{"id": m.ID}, nil
}

// stillSticker is the most that a sticker without animation may have.
const stillSticker = 100 << 10

// moves reads the animation bit of an extended WebP header.
func moves(webp []byte) bool {
	return len(webp) > 20 && string(webp[12:16]) == "VP8X" && webp[20]&2 != 0
}

// looksLike compares what can be told from the first bytes with the type.
func looksLike(kind string, data []byte) bool {
	is := func(p string) bool { return bytes.HasPrefix(data, []byte(p)) }
	box := len(data) > 11 && string(data[4:8]) == "ftyp"
	switch kind {
	case "image/jpeg":
		return is("\xff\xd8\xff")
	case "image/png":
		return is("\x89PNG\r\n\x1a\n")
	case "image/webp":
		return is("RIFF") && len(data) > 12 && string(data[8:12]) == "WEBP"
	case "audio/ogg":
		return is("OggS")
	case "audio/amr":
		return is("#!AMR")
	case "video/mp4", "video/3gpp", "audio/mp4":
		return box
	case "application/pdf":
		return is("%PDF-")
	}
	return true
}

// store keeps bytes under a new media id. Callers hold mu.
func (s *Sandbox) store(numberID, kind string, data []byte, inbound bool) (*media, error) {
	sum := sha256.Sum256(data)
	life := uploadLife
	if inbound {
		life = receivedLife
	}
	m := &media{
		ID: s.digits("media", 16), NumberID: numberID, MIME: kind, Size: len(data), Inbound: inbound,
		SHA256: hex.EncodeToString(sum[:]), Dies: s.now().Add(life).UnixMilli(),
	}
	if err := s.writeMedia(m.ID, data); err != nil {
		return nil, err
	}
	s.w.Media = append(s.w.Media, m)
	s.ix.media[m.ID] = m
	return m, nil
}

// mediaNode reads or deletes one. Media belong to the number that has them.
func (s *Sandbox) mediaNode(c *call, m *media) (any, *apiError) {
	if of := c.args.str("phone_number_id"); of != "" && of != m.NumberID || s.nowMs() >= m.Dies {
		return nil, errNode(c.node)
	}
	switch c.method {
	case http.MethodGet:
		return map[string]any{
			"messaging_product": "whatsapp", "id": m.ID, "url": s.mediaURL(m), "mime_type": m.MIME,
			"sha256": m.SHA256, "file_size": strconv.Itoa(m.Size),
		}, nil
	case http.MethodDelete:
		delete(s.ix.media, m.ID)
		s.w.Media = slices.DeleteFunc(s.w.Media, func(x *media) bool { return x == m })
		s.removeMedia(m.ID)
		s.touch()
		return success, nil
	}
	return nil, errMethod()
}

// base is the address under which the last client reached us, or is told to. Callers hold mu.
func (s *Sandbox) base() string {
	if s.graphBase != "" {
		return s.graphBase
	}
	return strings.TrimSuffix(s.targets.Graph, "/")
}

// mediaURL makes an address that works for five minutes. Callers hold mu.
func (s *Sandbox) mediaURL(m *media) string {
	base := s.base()
	if base == "" {
		return ""
	}
	ext := strconv.FormatInt(s.now().Add(urlLife).UnixMilli(), 10)
	q := url.Values{"mid": {m.ID}, "ext": {ext}, "hash": {s.ticket(m.ID, ext)}}
	return base + lookaside + "?" + q.Encode()
}

func (s *Sandbox) ticket(id, ext string) string {
	sum := sign(s.cfg.AppSecret, []byte("media|"+id+"|"+ext))
	return base64.RawURLEncoding.EncodeToString([]byte(sum[:24]))
}

func (s *Sandbox) download(w http.ResponseWriter, r *http.Request) {
	if _, fail := s.authorize(r); fail != nil || s.Faults().TokenDead {
		http.Error(w, "unauthorized", http.StatusUnauthorized)
		return
	}
	if r.Method != http.MethodGet {
		http.Error(w, "method not allowed", http.StatusMethodNotAllowed)
		return
	}
	q := r.URL.Query()
	id, ext := q.Get("mid"), q.Get("ext")
	dies, err := strconv.ParseInt(ext, 10, 64)
	genuine := hmac.Equal([]byte(q.Get("hash")), []byte(s.ticket(id, ext)))
	s.mu.Lock()
	m := s.ix.media[id]
	var data []byte
	if m != nil && err == nil && genuine && s.nowMs() < dies {
		data = s.readMedia(id)
	}
	s.mu.Unlock()
	if data == nil {
		http.Error(w, "not found", http.StatusNotFound)
		return
	}
	w.Header().Set("Content-Type", m.MIME)
	w.Header().Set("Content-Length", strconv.Itoa(len(data)))
	_, _ = w.Write(data) //nolint:gosec // a file as it was uploaded, for the holder of the token; nothing of the request is echoed
}
