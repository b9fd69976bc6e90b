package bridge

import (
	"context"
	"encoding/base64"
	"time"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// Attachments keeps files that the person picked until they are sent.
type Attachments interface {
	// Begin makes room for a file of a thread's draft ("" = of none) and names it.
	Begin(threadID, fileName string, size int64) (localID string, err error)
	// Append adds bytes; CodeInvalid beyond the size that Begin was told.
	Append(localID string, b []byte) error
	// End returns when all bytes are on the disk and tells what they are.
	End(ctx context.Context, localID string) (wire.QueuedFile, error)
	// BeginVoice makes room for a voice note of a thread's draft and names it; AppendVoice adds
	// what was heard: samples of 16 bits, 48,000 a second. It ends as a file does.
	BeginVoice(ctx context.Context, threadID string) (localID string, err error)
	AppendVoice(localID string, pcm []byte) (wire.VoiceSoFar, error)
	// Drop forgets an unsent file.
	Drop(ctx context.Context, localID string) error
	// Drafts gives the files of drafts by thread, as they were picked.
	Drafts(ctx context.Context) (map[string][]wire.QueuedFile, error)
}

// Compose is what the composer does: drafts, files, replies.
type Compose struct {
	outbox Outbox
	files  Attachments
	now    func() time.Time
}

// NewCompose wires the service.
func NewCompose(outbox Outbox, files Attachments, now func() time.Time) *Compose {
	return &Compose{outbox, files, now}
}

// Draft is unsent text of a thread, or what stands in a half-filled form: those
// have names of their own in ThreadID, which no thread has.
type Draft struct {
	ThreadID string `json:"threadId"`
	Text     string `json:"text"`
}

// Drafts lists all unsent texts.
func (c *Compose) Drafts() ([]Draft, error) {
	ctx, cancel := within(readDeadline)
	defer cancel()
	all, err := c.outbox.Drafts(ctx)
	out := make([]Draft, 0, len(all))
	for id, text := range all {
		out = append(out, Draft{id, text})
	}
	return out, err
}

// SaveDraft keeps unsent text; "" forgets it. The UI calls it at most a second
// after a keystroke.
func (c *Compose) SaveDraft(threadID, text string) error {
	ctx, cancel := within(readDeadline)
	defer cancel()
	return c.outbox.SaveDraft(ctx, threadID, text)
}

// Hold is for how many seconds a reply stays here so that it can be taken back, at most
// wire.MaxHold, and a name for all that the same press of Enter sends.
type Hold struct {
	Seconds int    `json:"seconds"` // 0 = it goes as soon as it can
	Batch   string `json:"batch"`
}

// Send queues a reply and returns when it is on disk. File is nil or what
// AttachEnd gave.
func (c *Compose) Send(send wire.Send, file *wire.QueuedFile, hold Hold) (wire.Queued, error) {
	now := c.now()
	send.WrittenAt = now.UnixMilli()
	q := wire.Queued{ThreadID: send.ThreadID, Name: wire.CmdSend.Name, Send: &send, File: file}
	if seconds := min(hold.Seconds, wire.MaxHold); seconds > 0 {
		q.HoldUntil, q.Batch = now.Add(time.Duration(seconds)*time.Second).UnixMilli(), hold.Batch
	}
	return c.queue(q)
}

// UndoSend takes a reply back that has not gone, with the others of its batch, and answers
// what was taken. It is the thread's draft again, before draft, which is written there now.
func (c *Compose) UndoSend(clientID, draft string) ([]wire.Queued, error) {
	ctx, cancel := within(readDeadline)
	defer cancel()
	back, err := c.outbox.Recall(ctx, clientID, draft)
	return filled(back), err
}

// SendNow ends the hold of a reply and of the others of its conversation, and returns when they
// have gone.
func (c *Compose) SendNow(clientID string) error {
	ctx, cancel := within(commandDeadline)
	defer cancel()
	return c.outbox.ReleaseWith(ctx, clientID)
}

// AddNote queues a note for colleagues and returns when it is on disk.
func (c *Compose) AddNote(note wire.AddNote) (wire.Queued, error) {
	return c.queue(wire.Queued{ThreadID: note.ThreadID, Name: wire.CmdAddNote.Name, Note: &note})
}

func (c *Compose) queue(q wire.Queued) (wire.Queued, error) {
	q.ClientID, q.State, q.At = desk.NewID("cmd"), wire.QueuedWaiting, c.now().UnixMilli()
	ctx, cancel := within(readDeadline)
	defer cancel()
	return q, c.outbox.Put(ctx, q)
}

// Queued lists what has not reached the relay, oldest first.
func (c *Compose) Queued() ([]wire.Queued, error) {
	ctx, cancel := within(readDeadline)
	defer cancel()
	q, err := c.outbox.Queued(ctx)
	return filled(q), err
}

// Retry lets a stopped reply go again.
func (c *Compose) Retry(clientID string) error {
	ctx, cancel := within(readDeadline)
	defer cancel()
	return c.outbox.Retry(ctx, clientID)
}

// Discard forgets a queued reply.
func (c *Compose) Discard(clientID string) error {
	ctx, cancel := within(readDeadline)
	defer cancel()
	return c.outbox.Discard(ctx, clientID)
}

// DraftFile is a file that is attached to a thread's draft.
type DraftFile struct {
	ThreadID string          `json:"threadId"`
	File     wire.QueuedFile `json:"file"`
}

// DraftFiles lists the files of all drafts, those of one thread in the order in
// which they were picked.
func (c *Compose) DraftFiles() ([]DraftFile, error) {
	ctx, cancel := within(readDeadline)
	defer cancel()
	all, err := c.files.Drafts(ctx)
	out := []DraftFile{}
	for id, files := range all {
		for _, f := range files {
			out = append(out, DraftFile{id, f})
		}
	}
	return out, err
}

// AttachBegin makes room for a picked, dropped or pasted file. It is kept with
// the thread's draft; for "" only until the app ends.
func (c *Compose) AttachBegin(threadID, fileName string, size int64) (string, error) {
	return c.files.Begin(threadID, fileName, size)
}

// AttachChunk adds bytes (base64), at most 1 MiB a call.
func (c *Compose) AttachChunk(localID, data string) error {
	b, err := base64.StdEncoding.DecodeString(data)
	if err != nil {
		return desk.Refuse(desk.CodeInvalid, "badFile")
	}
	return c.files.Append(localID, b)
}

// AttachEnd finishes the file and tells its type, read from its bytes.
func (c *Compose) AttachEnd(localID string) (wire.QueuedFile, error) {
	ctx, cancel := within(slowDeadline) // a slow disk and 100 MB
	defer cancel()
	return c.files.End(ctx, localID)
}

// AttachDrop forgets a file that will not be sent.
func (c *Compose) AttachDrop(localID string) error {
	ctx, cancel := within(readDeadline)
	defer cancel()
	return c.files.Drop(ctx, localID)
}

// VoiceBegin makes room for a voice note. It is kept with the thread's draft from now on.
func (c *Compose) VoiceBegin(threadID string) (string, error) {
	ctx, cancel := within(readDeadline)
	defer cancel()
	return c.files.BeginVoice(ctx, threadID)
}

// VoiceChunk adds what was heard (base64 of samples of 16 bits, 48,000 a second) and tells how
// far the recording has come. AttachEnd finishes it, AttachDrop forgets it.
func (c *Compose) VoiceChunk(localID, data string) (wire.VoiceSoFar, error) {
	b, err := base64.StdEncoding.DecodeString(data)
	if err != nil {
		return wire.VoiceSoFar{}, desk.Refuse(desk.CodeInvalid, "badFile")
	}
	return c.files.AppendVoice(localID, b)
}
