package link

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"time"

	"github.com/parleydesk/parley/backend/clock"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// Files opens files that queued commands carry; CodeNotFound for one that is
// not here.
type Files interface {
	Open(localID string) (*os.File, error)
}

const (
	commandDeadline = 30 * time.Second // of one queued command's answer
	noteDeadline    = 10 * time.Second // of a note in the outbox
)

// drain carries queued commands over until the connection ends.
func (s *session) drain(ctx context.Context) {
	for {
		q, err := s.link.cfg.Outbox.Next(ctx)
		if ctx.Err() != nil {
			if err == nil {
				s.link.cfg.Outbox.MarkWaiting(q.ClientID)
			}
			return
		}
		if err != nil {
			s.link.cfg.Log.WarnContext(ctx, "read outbox", "err", err)
			if !clock.Sleep(ctx, maxPause) {
				return
			}
			continue
		}
		s.deliver(ctx, q)
	}
}

// deliver tries one command until it is taken, refused, or the connection is
// over. Each try has the same client id, so trying costs nothing.
func (s *session) deliver(ctx context.Context, q wire.Queued) {
	box, pause := s.link.cfg.Outbox, pauses{tries: 1}
	for {
		stop := box.MarkStopped
		err := s.prepare(ctx, &q)
		if err == nil {
			stop = box.MarkRefused
			err = s.post(ctx, &q)
		}
		// What the relay said is noted even if the connection is over by now.
		note, cancel := context.WithTimeout(context.WithoutCancel(ctx), noteDeadline)
		switch {
		case err == nil:
			err = box.Done(note, q.ClientID)
		case !mayPass(err):
			s.link.cfg.Log.InfoContext(ctx, "queued command refused", "client_id", q.ClientID,
				"code", string(desk.CodeOf(err)), "subcode", desk.SubcodeOf(err))
			err = stop(note, q.ClientID, err)
		}
		cancel()
		if err == nil || desk.CodeOf(err) == desk.CodeNotFound {
			return
		}
		if ctx.Err() != nil || !clock.Sleep(ctx, pause.next(ending{})) {
			box.MarkWaiting(q.ClientID)
			return
		}
	}
}

// mayPass says whether trying again may help: the connection is over, the
// relay is busy, or it does not take the session, which ends the connection.
func mayPass(err error) bool {
	return errors.Is(err, errLost) || errors.Is(err, context.Canceled) ||
		desk.Retryable(err) || desk.CodeOf(err) == desk.CodeUnauthorized
}

// prepare uploads the command's file, if there is one, and notes that it is tried: once it is
// posted, the relay may have it although its answer never comes. Nothing goes out before that
// is on the disk.
func (s *session) prepare(ctx context.Context, q *wire.Queued) error {
	if q.File != nil && q.File.MediaID == "" {
		up, err := s.link.upload(ctx, q.File)
		if err != nil {
			return err
		}
		q.File.MediaID, q.File.MIME = up.MediaID, up.MIME
		if err := s.link.cfg.Outbox.MarkUploaded(ctx, q.ClientID, up); err != nil {
			s.link.cfg.Log.WarnContext(ctx, "note upload", "client_id", q.ClientID, "err", err)
		} else {
			q.Tried = true
		}
	}
	if q.Tried {
		return nil
	}
	if err := s.link.cfg.Outbox.MarkTried(ctx, q.ClientID); err != nil {
		return err
	}
	q.Tried = true
	return nil
}

// post records the command.
func (s *session) post(ctx context.Context, q *wire.Queued) error {
	body, err := json.Marshal(bodyOf(q))
	if err != nil {
		return &desk.Error{Code: desk.CodeInternal, Op: "encode " + q.Name, Err: err}
	}
	ctx, cancel := context.WithTimeout(ctx, commandDeadline)
	defer cancel()
	res, err := s.ask(ctx, q.ClientID, commandFrame(q.ClientID, q.Name, body))
	if err != nil {
		return err
	}
	return res.Error.Err()
}

// bodyOf gives the command's body with the uploaded file in it.
func bodyOf(q *wire.Queued) any {
	switch {
	case q.Send != nil:
		send := *q.Send
		if q.File != nil {
			send.Content = withFile(send.Content, q.File)
		}
		return send
	case q.Start != nil:
		start := *q.Start
		if q.File != nil {
			start.Template = withHeader(start.Template, q.File)
		}
		return start
	case q.Note != nil:
		return *q.Note
	default:
		return struct{}{}
	}
}

func withFile(c wire.SendContent, f *wire.QueuedFile) wire.SendContent {
	if c.Template != nil {
		t := withHeader(*c.Template, f)
		c.Template = &t
		return c
	}
	c.MediaID, c.FileName, c.MIME, c.Size = f.MediaID, f.FileName, f.MIME, f.Size
	return c
}

func withHeader(t wire.SendTemplate, f *wire.QueuedFile) wire.SendTemplate {
	t.MediaID, t.FileName, t.MIME, t.Size = f.MediaID, f.FileName, f.MIME, f.Size
	return t
}

// Upload gives the relay an attached file at once, for a command that waits for
// it and names it.
func (l *Link) Upload(ctx context.Context, f wire.QueuedFile) (wire.Uploaded, error) {
	return l.upload(ctx, &f)
}

func (l *Link) upload(ctx context.Context, f *wire.QueuedFile) (wire.Uploaded, error) {
	file, err := l.cfg.Files.Open(f.LocalID)
	if err != nil {
		return wire.Uploaded{}, err
	}
	defer file.Close() //nolint:errcheck // only read
	return l.cfg.Client.Upload(ctx, l.cfg.Session(), file, f.Size, f.MIME)
}

// Media fetches a message's file. The caller closes it.
func (l *Link) Media(ctx context.Context, messageID, mediaID string) (*Media, error) {
	return l.cfg.Client.Media(ctx, l.cfg.Session(), messageID, mediaID)
}
