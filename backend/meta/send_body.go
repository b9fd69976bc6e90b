package meta

import (
	"strconv"
	"strings"

	"github.com/parleydesk/parley/backend/channel"
)

// outBody checks a message and writes it in Meta's words. What would be refused
// there is refused here, where it can be said which part is wrong.
func outBody(m *channel.Outgoing) (*outJSON, error) {
	out := &outJSON{
		Product: product, RecipientType: "individual", CallbackData: m.CallbackData, IdentityHash: m.IdentityHash,
	}
	if err := address(m, out); err != nil {
		return nil, err
	}
	if len(m.CallbackData) > MaxCallbackData {
		return nil, invalid(opSend, "ownId")
	}
	if m.ReplyTo != "" {
		if m.Reaction != nil {
			return nil, invalid(opSend, "reactionQuotes")
		}
		out.Context = &outContext{MessageID: m.ReplyTo}
	}
	return out, content(m, out)
}

// address names the recipient. The + keeps Meta from putting the country code
// of our own number in front.
func address(m *channel.Outgoing, out *outJSON) error {
	digits := strings.TrimPrefix(string(m.To), "+")
	switch {
	case (digits == "") == (m.UserID == ""):
		return invalid(opSend, "recipient")
	case digits != "" && !onlyDigits(digits):
		return invalid(opSend, "recipientPhone")
	case digits != "":
		out.To = "+" + digits
	case !isUserID(m.UserID):
		return invalid(opSend, "recipientUser")
	default:
		out.Recipient = m.UserID
	}
	return nil
}

func content(m *channel.Outgoing, out *outJSON) error {
	set := 0
	for _, is := range []bool{
		m.Text != nil, m.File != nil, m.Location != nil, m.Card != nil, m.Choices != nil, m.Reaction != nil, m.Template != nil,
	} {
		if is {
			set++
		}
	}
	if set != 1 {
		return invalid(opSend, "content")
	}
	switch {
	case m.Text != nil:
		return putText(m.Text, out)
	case m.File != nil:
		return putFile(m.File, out)
	case m.Location != nil:
		out.Type = channel.TypeLocation
		out.Location = &outLocation{
			Latitude: degrees(m.Location.Latitude), Longitude: degrees(m.Location.Longitude),
			Name: m.Location.Name, Address: m.Location.Address,
		}
	case m.Card != nil:
		return putCard(m.Card, out)
	case m.Choices != nil:
		return putQuestion(m.Choices, out)
	case m.Reaction != nil:
		if m.Reaction.MessageID == "" {
			return invalid(opSend, "reactionTo")
		}
		out.Type = channel.TypeReaction
		out.Reaction = &outReaction{MessageID: m.Reaction.MessageID, Emoji: m.Reaction.Emoji}
	default:
		return putTemplate(m.Template, out)
	}
	return nil
}

func degrees(d float64) string { return strconv.FormatFloat(d, 'f', -1, 64) }

func putText(t *channel.OutText, out *outJSON) error {
	switch {
	case strings.TrimSpace(t.Body) == "":
		return invalid(opSend, "empty")
	case tooLong(t.Body, MaxText):
		return invalid(opSend, "tooLong")
	}
	out.Type = channel.TypeText
	out.Text = &outText{Body: t.Body, Preview: t.Preview}
	return nil
}

func putFile(f *channel.OutFile, out *outJSON) error {
	if f.MediaID == "" {
		return invalid(opSend, "notUploaded")
	}
	if tooLong(f.Caption, MaxCaption) {
		return invalid(opSend, "captionTooLong")
	}
	if f.Caption != "" && (f.Type == channel.TypeAudio || f.Type == channel.TypeSticker) {
		return invalid(opSend, "captionKind")
	}
	out.Type = f.Type
	media := &outMedia{ID: f.MediaID, Caption: f.Caption}
	switch f.Type {
	case channel.TypeImage:
		out.Image = media
	case channel.TypeVideo:
		out.Video = media
	case channel.TypeAudio:
		media.Voice = f.Voice
		out.Audio = media
	case channel.TypeDocument:
		media.FileName = f.FileName
		out.Document = media
	case channel.TypeSticker:
		out.Sticker = media
	default:
		return invalid(opSend, "fileKind")
	}
	return nil
}
