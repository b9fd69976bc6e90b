package sender

import (
	"context"
	"encoding/hex"
	"errors"
	"time"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/meta"
)

// fetchLife is how long Meta keeps a file that a customer sent.
const fetchLife = 7 * 24 * time.Hour

// fetch brings a customer's file here. Meta's id of it dies in seven days, so
// it is fetched at once and tried again until then.
func (s *Sender) fetch(ctx context.Context, j desk.OrgJob) error {
	o, err := s.gather(ctx, j)
	if err != nil {
		return err
	}
	m := o.message.Media
	if m == nil {
		return nil
	}
	got, err := s.download(ctx, o, m)
	if err == nil {
		s.tried(j, 0)
		_, err = s.record(ctx, o.org, desk.EntryMediaFetched, desk.MediaEntry{MessageID: o.message.ID, Media: got})
		return err
	}
	old := s.cfg.Clock().Sub(time.UnixMilli(o.message.At)) > fetchLife
	if _, ok := again(err, 0); ok && !old {
		s.tried(j, 1)
		s.cfg.Log.Warn("fetch media", "message_id", o.message.ID, "err", err)
		return nil
	}
	_, err = s.record(ctx, o.org, desk.EntryMediaFailed, desk.MediaEntry{
		MessageID: o.message.ID, Media: desk.Media{ID: m.ID, Reason: mediaReason(err)},
	})
	return err
}

func mediaReason(err error) string {
	switch {
	case errors.Is(err, meta.ErrTooLarge), desk.SubcodeOf(err) == "tooLarge":
		return "The file is larger than WhatsApp allows. Ask the customer to send it in parts or another way."
	case desk.SubcodeOf(err) == "hash":
		return "The file arrived damaged. Ask the customer to send it again."
	}
	return "The file could not be fetched from WhatsApp. Ask the customer to send it again."
}

// download asks for the file's address, which lives five minutes, and reads it
// from there. Size and hash must be what Meta said.
func (s *Sender) download(ctx context.Context, o outgoing, m *desk.Media) (desk.Media, error) {
	info, err := o.account.GetMedia(ctx, m.RemoteID, o.number.PhoneID)
	if err != nil {
		return desk.Media{}, err
	}
	d, err := o.account.DownloadMedia(ctx, info.URL, s.cfg.MaxMedia)
	if err != nil {
		return desk.Media{}, err
	}
	defer d.Body.Close() //nolint:errcheck // read to the end or given up
	got, err := s.cfg.Files.Put(ctx, m.ID, d.Body, s.cfg.MaxMedia)
	if err != nil {
		return desk.Media{}, err
	}
	if want := hexHash(info.SHA256); want != "" && want != got.SHA256 {
		return desk.Media{}, desk.Errorf(desk.CodeInvalid, "hash", "The file's content is not what WhatsApp announced.")
	}
	if info.Size > 0 && info.Size != got.Size {
		return desk.Media{}, desk.Errorf(desk.CodeInvalid, "hash", "The file's size is not what WhatsApp announced.")
	}
	return got, nil
}

// hexHash gives the hash when it is one; Meta's samples have both forms.
func hexHash(h string) string {
	if b, err := hex.DecodeString(h); err == nil && len(b) == 32 {
		return hex.EncodeToString(b)
	}
	return ""
}

// pause is how often and until when a job that failed is left alone. It is kept
// in memory: after a restart everything is tried once more.
type pause struct {
	tries int
	until time.Time
}

// waiting says whether a job that failed lately is not to be tried yet.
func (s *Sender) waiting(j desk.OrgJob) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.cfg.Clock().Before(s.pauses[lane(j)].until)
}

// tried notes a failure (1) or forgets all of them (0).
func (s *Sender) tried(j desk.OrgJob, failed int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.pauses[lane(j)]
	if p.tries += failed; failed == 0 {
		delete(s.pauses, lane(j))
		return
	}
	p.until = s.cfg.Clock().Add(backoff(p.tries))
	s.pauses[lane(j)] = p
}
