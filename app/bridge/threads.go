package bridge

import (
	"context"

	"github.com/parleydesk/parley/backend/wire"
)

// Uploads gives the relay a file that was attached.
type Uploads interface {
	Upload(ctx context.Context, f wire.QueuedFile) (wire.Uploaded, error)
}

// Threads is what an agent does with conversations, beside writing.
type Threads struct {
	relay   Relay
	uploads Uploads
	files   Attachments
}

// NewThreads wires the service.
func NewThreads(relay Relay, uploads Uploads, files Attachments) *Threads {
	return &Threads{relay, uploads, files}
}

// Accept takes an offered thread.
func (c *Threads) Accept(offerID string) error {
	return do(c.relay, wire.CmdAcceptOffer, wire.OfferRef{OfferID: offerID})
}

// Decline passes an offered thread on.
func (c *Threads) Decline(offerID string) error {
	return do(c.relay, wire.CmdDeclineOffer, wire.OfferRef{OfferID: offerID})
}

// Take takes a thread from the queue, or as a supervisor from anybody.
func (c *Threads) Take(interactionID string, epoch int64) error {
	return do(c.relay, wire.CmdTake, wire.InteractionRef{InteractionID: interactionID, Epoch: epoch})
}

// Close ends a thread.
func (c *Threads) Close(interactionID string, epoch int64) error {
	return do(c.relay, wire.CmdClose, wire.InteractionRef{InteractionID: interactionID, Epoch: epoch})
}

// Requeue gives a thread back to its inbox.
func (c *Threads) Requeue(interactionID string, epoch int64) error {
	return do(c.relay, wire.CmdRequeue, wire.InteractionRef{InteractionID: interactionID, Epoch: epoch})
}

// Transfer hands a thread to another agent.
func (c *Threads) Transfer(interactionID string, epoch int64, to string) error {
	return do(c.relay, wire.CmdTransfer, wire.Transfer{InteractionID: interactionID, Epoch: epoch, To: to})
}

// Reopen starts a new interaction in an ended thread, owned by this person.
func (c *Threads) Reopen(threadID string) error {
	return do(c.relay, wire.CmdReopen, wire.ThreadRef{ThreadID: threadID})
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

// MarkRead moves the person's read mark forward.
func (c *Threads) MarkRead(threadID string, upToSeq int64) error {
	return do(c.relay, wire.CmdRead, wire.ReadUpTo{ThreadID: threadID, UpToSeq: upToSeq})
}

// MarkUnread marks a thread unread.
func (c *Threads) MarkUnread(threadID string) error {
	return do(c.relay, wire.CmdUnread, wire.ThreadRef{ThreadID: threadID})
}

// Resend sends an unconfirmed or failed message again: the person decided.
func (c *Threads) Resend(messageID string) error {
	return do(c.relay, wire.CmdResend, wire.MessageRef{MessageID: messageID})
}

// Cancel gives up a message that has not left or is not confirmed.
func (c *Threads) Cancel(messageID string) error {
	return do(c.relay, wire.CmdCancel, wire.MessageRef{MessageID: messageID})
}

// SaveContact edits what we call a customer.
func (c *Threads) SaveContact(contact wire.SaveContact) error {
	return do(c.relay, wire.CmdSaveContact, contact)
}

// SetPresence says whether the person takes threads now.
func (c *Threads) SetPresence(state, reason string) error {
	return do(c.relay, wire.CmdPresence, wire.SetPresence{State: state, Reason: reason})
}

// ReadNotices marks notices read; all of them when ids is empty.
func (c *Threads) ReadNotices(ids []string) error {
	return do(c.relay, wire.CmdReadNotices, wire.ReadNotices{IDs: filled(ids), All: len(ids) == 0})
}
