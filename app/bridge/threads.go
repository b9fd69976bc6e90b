package bridge

import (
	"context"
	"errors"
	"io"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// Uploads gives the relay a file that was attached.
type Uploads interface {
	Upload(ctx context.Context, f wire.QueuedFile) (wire.Uploaded, error)
}

// CannedFiles gives files of canned replies, from this computer or from the relay.
type CannedFiles interface {
	Canned(ctx context.Context, replyID, mediaID string) (io.ReadCloser, wire.CannedFile, error)
}

// Threads begins conversations, and moves files between the composer and what the relay keeps.
type Threads struct {
	relay   Relay
	uploads Uploads
	files   Attachments
	canned  CannedFiles
}

// NewThreads wires the service.
func NewThreads(relay Relay, uploads Uploads, files Attachments, canned CannedFiles) *Threads {
	return &Threads{relay, uploads, files, canned}
}

// KeepFile gives the relay a file, as AttachEnd gave it, that a canned reply is to keep. The
// one here stays, for whatever draft it belongs to.
func (c *Threads) KeepFile(file wire.QueuedFile) (wire.CannedFile, error) {
	ctx, cancel := within(uploadDeadline)
	defer cancel()
	up, err := c.uploads.Upload(ctx, file)
	return wire.CannedFile{MediaID: up.MediaID, FileName: file.FileName, MIME: up.MIME, Size: file.Size}, err
}

// AttachCanned puts a file of a canned reply beside the draft of a thread. It need not be
// uploaded again: the message names the one that the relay keeps.
func (c *Threads) AttachCanned(threadID, replyID, mediaID string) (wire.QueuedFile, error) {
	var out wire.QueuedFile
	ctx, cancel := within(uploadDeadline)
	defer cancel()
	from, what, err := c.canned.Canned(ctx, replyID, mediaID)
	if err != nil {
		return out, err
	}
	defer from.Close() //nolint:errcheck // only read
	id, err := c.files.Begin(threadID, what.FileName, what.Size)
	if err != nil {
		return out, err
	}
	if err := c.copyTo(id, from); err != nil {
		return out, errors.Join(err, c.files.Drop(ctx, id))
	}
	out, err = c.files.End(ctx, id)
	out.MediaID = mediaID
	return out, err
}

// pieceToCopy is how much of a file is in memory at once.
const pieceToCopy = 1 << 20

func (c *Threads) copyTo(localID string, from io.Reader) error {
	piece := make([]byte, pieceToCopy)
	for {
		n, err := io.ReadFull(from, piece)
		if n > 0 {
			if err := c.files.Append(localID, piece[:n]); err != nil {
				return err
			}
		}
		switch {
		case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
			return nil
		case err != nil:
			return desk.Wrap("read canned file", err)
		}
	}
}

// TemplateSample gives the provider of an account a file, as AttachEnd gave it, that stands
// for those at the head of a template (IMAGE, VIDEO or DOCUMENT), and names it there.
func (c *Threads) TemplateSample(wabaID, headerKind string, file wire.QueuedFile) (wire.TemplateHandle, error) {
	var out wire.TemplateHandle
	ctx, cancel := within(uploadDeadline)
	defer cancel()
	up, err := c.uploads.Upload(ctx, file)
	if err != nil {
		return out, err
	}
	ask, done := within(slowDeadline)
	defer done()
	body := wire.TemplateSample{WabaID: wabaID, Kind: headerKind, MediaID: up.MediaID, FileName: file.FileName}
	if err := c.relay.Call(ask, wire.CallTemplateSample.Name, body, &out); err != nil {
		return out, err
	}
	c.files.Drop(ask, file.LocalID) //nolint:errcheck // what is left over goes at the next start
	return out, nil
}

// Start begins a conversation with a template and names its thread. File is nil
// or what AttachEnd gave, for the template's header; it is kept until the relay
// has taken the conversation.
func (c *Threads) Start(start wire.StartThread, file *wire.QueuedFile) (wire.SendResult, error) {
	var out wire.SendResult
	if file != nil {
		ctx, cancel := within(uploadDeadline)
		defer cancel()
		up, err := c.uploads.Upload(ctx, *file)
		if err != nil {
			return out, err
		}
		t := &start.Template
		t.MediaID, t.FileName, t.MIME, t.Size = up.MediaID, file.FileName, up.MIME, file.Size
	}
	out, err := record(c.relay, wire.CmdStartThread, start)
	if err != nil {
		return out, err
	}
	if file != nil {
		ctx, cancel := within(readDeadline)
		defer cancel()
		c.files.Drop(ctx, file.LocalID) //nolint:errcheck // what is left over goes at the next start
	}
	return out, nil
}
