package relay

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"io"
	"net/http"
	"strconv"
	"sync"
	"time"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/httpd"
)

// Some providers take no uploads and fetch the file of a message themselves. For them a
// file gets an address that opens this one file for a while, to whoever has it: its proof
// is made with a key that never leaves the relay, so nobody can make another.

// publishedPath is where published files are; hosts are not checked there, as at the
// webhooks.
const publishedPath = "/outgoing/"

// publishedFor is how long a file can be fetched: Twilio keeps a message for ten hours
// at most before it sends it.
const publishedFor = 12 * time.Hour

// publishSecret names the secret by which addresses are proven.
const publishSecret = "relay/outgoingKey" //nolint:gosec // its name

// publishing has the key, once it was wanted.
type publishing struct {
	mu  sync.Mutex // guards key
	key []byte
}

// publishKey gives the key, and makes it when there is none yet. It is kept, so that a restart
// closes no address.
func (r *Relay) publishKey(ctx context.Context) ([]byte, error) {
	r.publishing.mu.Lock()
	defer r.publishing.mu.Unlock()
	if r.publishing.key != nil {
		return r.publishing.key, nil
	}
	kept, err := r.secrets.Get(ctx, r.home, publishSecret)
	if desk.CodeOf(err) == desk.CodeNotFound {
		b := make([]byte, 32)
		rand.Read(b) //nolint:errcheck,gosec // crypto/rand.Read never fails since Go 1.24
		kept = desk.Secret(base64.RawURLEncoding.EncodeToString(b))
		err = r.secrets.Put(ctx, r.home, publishSecret, kept)
	}
	if err != nil {
		return nil, err
	}
	key, err := base64.RawURLEncoding.DecodeString(kept.Reveal())
	if err != nil || len(key) != 32 {
		return nil, &desk.Error{Code: desk.CodeInternal, Op: "read the key of outgoing files"} // the cause may quote it
	}
	r.publishing.key = key
	return key, nil
}

// proofOf proves that this relay published a file until a time.
func proofOf(key []byte, file, until string) string {
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte("outgoing 1\x00" + file + "\x00" + until))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

// publish gives a file that a message takes out the address at which it is fetched.
func (r *Relay) publish(ctx context.Context, u channel.Upload) (string, error) {
	if _, err := r.files.Describe(desk.MediaID(u.ID)); err != nil {
		return "", err
	}
	key, err := r.publishKey(ctx)
	if err != nil {
		return "", err
	}
	until := strconv.FormatInt(r.time.Now().Add(publishedFor).UnixMilli(), 10)
	return r.reachedAt() + publishedPath + u.ID + "/" + until + "/" + proofOf(key, u.ID, until), nil
}

// publishPicture gives the picture of a profile an address, as publish does a message's file.
// No message takes it, so it goes a day later with what was uploaded for nothing: by then
// its address opens nothing any more.
func (r *Relay) publishPicture(ctx context.Context, f channel.Sample) (string, error) {
	id := desk.MediaID(desk.NewID("logo"))
	if _, err := r.files.Put(ctx, id, io.NewSectionReader(f.Body, 0, f.Size), f.Size); err != nil {
		return "", err
	}
	return r.publish(ctx, channel.Upload{ID: string(id)})
}

// published gives a file to whoever has its address. What is wrong with an address is
// answered alike: nobody learns which files there are.
func (r *Relay) published(w http.ResponseWriter, req *http.Request) {
	file, until := req.PathValue("file"), req.PathValue("until")
	key, err := r.publishKey(req.Context())
	if err != nil {
		httpd.WriteError(w, err)
		return
	}
	ms, err := strconv.ParseInt(until, 10, 64)
	proven := hmac.Equal([]byte(req.PathValue("proof")), []byte(proofOf(key, file, until)))
	if err != nil || !proven || r.time.Now().UnixMilli() >= ms {
		http.NotFound(w, req)
		return
	}
	is, err := r.files.Describe(desk.MediaID(file))
	if err != nil {
		http.NotFound(w, req)
		return
	}
	f, err := r.files.Get(desk.MediaID(file))
	if err != nil {
		http.NotFound(w, req)
		return
	}
	defer f.Close() //nolint:errcheck // read only
	if err := httpd.ExtendDeadlines(w, transferTime); err != nil {
		httpd.WriteError(w, desk.Wrap("extend deadlines", err))
		return
	}
	w.Header().Set("Content-Type", is.MIME) // measured here: the provider sends it on as that
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.Header().Set("Content-Security-Policy", "sandbox")
	w.Header().Set("Content-Disposition", "attachment")
	w.Header().Set("Cache-Control", "private, no-store")
	http.ServeContent(w, req, "", time.Time{}, f)
}
