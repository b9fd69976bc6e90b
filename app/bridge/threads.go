package bridge

import (
	"context"

	"github.com/parleydesk/parley/backend/wire"
)

// Uploads gives the relay a file that was attached.
type Uploads interface {
	Upload(ctx context.Context, f wire.QueuedFile) (wire.Uploaded, error)
}

// Threads begins conversations.
type Threads struct {
	relay   Relay
	uploads Uploads
	files   Attachments
}

// NewThreads wires the service.
func NewThreads(relay Relay, uploads Uploads, files Attachments) *Threads {
	return &Threads{relay, uploads, files}
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
