package engine

import (
	"regexp"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// foldUploaded notes whose a file is that came to the relay.
func (w *work) foldUploaded() error {
	u, err := payload[desk.Upload](w)
	if err != nil {
		return err
	}
	if !opaque.MatchString(string(u.Media.ID)) || u.UserID == "" {
		return desk.Refuse(desk.CodeInvalid, "upload")
	}
	u.At, u.MessageID, u.CannedID = w.e.At, "", ""
	w.putQuiet(&u)
	return nil
}

// opaque is the form of our ids of files; they become names on disk.
var opaque = regexp.MustCompile(`^[a-z0-9_]{1,80}$`)

// attach gives the message its file: an upload of the person's own that no
// message has taken, one that a canned reply of theirs keeps, or the file of a message
// that they may see now. What the file is was measured by the relay; the command only
// names it.
func (w *work) attach(m *desk.Message, by *desk.User, c wire.SendContent) error {
	id := desk.MediaID(c.MediaID)
	if !opaque.MatchString(c.MediaID) {
		return refusal{wire.AskFile.Refusal()}
	}
	if !w.key.Counts(w.e.Seq) { // at that time whoever knew the id had the file
		m.Media = &desk.Media{ID: id, State: desk.MediaReady, MIME: c.MIME, Size: max(c.Size, 0), FileName: c.FileName}
		return nil
	}
	file, err := w.fileToSend(m, by, id)
	if err != nil {
		return err
	}
	m.Media = &desk.Media{
		ID: id, State: desk.MediaReady, MIME: file.MIME, Size: file.Size, SHA256: file.SHA256,
		Width: file.Width, Height: file.Height, Animated: file.Animated, FileName: c.FileName,
		Voice: c.Voice && file.MIME == voiceMIME,
	}
	return nil
}

// fileToSend gives what is known of the file, and has the message take an upload.
func (w *work) fileToSend(m *desk.Message, by *desk.User, id desk.MediaID) (*desk.Media, error) {
	up, err := orZero(w.upload(id))
	if err != nil {
		return nil, desk.Wrap("read upload", err)
	}
	kept, err := w.cannedFileFor(by, up)
	if err != nil {
		return nil, desk.Wrap("read canned reply", err)
	}
	switch own := up.Media.ID != "" && up.UserID == by.ID && !up.Taken(); {
	case kept:
		return &up.Media, nil
	case own && w.e.At-up.At > desk.UploadLife:
		return nil, refuse(desk.CodeConflict, "uploadOld")
	case own:
		up.MessageID = m.ID
		w.putQuiet(up)
		return &up.Media, nil
	}
	seen, err := w.seenFile(by, id)
	if err != nil {
		return nil, err
	}
	if seen == nil || seen.State != desk.MediaReady {
		return nil, refusal{wire.AskFile.Refusal()}
	}
	return seen, nil
}

// voiceMIME is what WhatsApp takes as a voice note; a reading of the bytes gives it to
// Opus in Ogg only.
const voiceMIME = "audio/ogg"

// mostCarrying bounds the messages of a file that are looked at: resending repeats
// a file, a person does not do that often.
const mostCarrying = 50

// seenFile gives the file as a message has it that the person may see, nil if
// there is none.
func (w *work) seenFile(by *desk.User, id desk.MediaID) (*desk.Media, error) {
	list, err := storedList[desk.Message](w, desk.MessagesOfFile.With(string(id)).First(mostCarrying))
	if err != nil {
		return nil, desk.Wrap("read messages of a file", err)
	}
	if len(list) == 0 {
		list = []*desk.Message{{}} // costs the same reads as a message that is not theirs
	}
	for _, m := range list {
		sees, err := w.seesMessage(by, m)
		if err != nil || sees {
			return m.Media, err
		}
	}
	return nil, nil // none is an answer here
}

func (w *work) upload(id desk.MediaID) (*desk.Upload, error) {
	return get[desk.Upload](w, desk.RowUpload, string(id))
}
