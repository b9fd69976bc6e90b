package twilio

import (
	"encoding/json"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
)

// Message reads what a customer wrote. A webhook gives no time: the commit's stands.
func (e envelope) Message() (channel.Message, error) {
	if e.err != nil {
		return channel.Message{}, e.err
	}
	f := e.Form
	m := channel.Message{
		ID: e.id(), Type: channel.TypeText, PhoneNumberID: f["To"], DisplayPhone: phoneOf(f["To"]), From: person(f["From"]), Time: e.At,
	}
	if m.ID == "" || !addressed(f["From"]) {
		return m, malformed("nothing says whose message it is")
	}
	if name := strings.TrimSpace(f["ProfileName"]); name != "" {
		m.From.Name = name
	}
	if id := desk.PhoneNumber(f["WaId"]).Digits(); id != "" {
		m.From.WaID = desk.PhoneNumber(id) // WhatsApp's spelling of the number, which may differ
	}
	m.Context, m.Referral = e.context(), e.referral()
	if e.File > 1 { // what was said stands with the first
		m.Context, m.Referral = nil, nil
		e.media(&m)
		return m, nil
	}
	m.Text = f["Body"]
	e.content(&m)
	return m, nil
}

// content says what the message holds beside its text.
func (e envelope) content(m *channel.Message) {
	f := e.Form
	word := strings.ToLower(f["MessageType"])
	switch {
	case e.files() > 0:
		e.media(m)
	case f["Latitude"] != "" || f["Longitude"] != "":
		e.location(m)
	case f["ListId"] != "" || f["ListTitle"] != "":
		m.Type = channel.TypeInteractive
		m.Interactive = &channel.Interactive{
			Type: "list_reply", ID: f["ListId"], Title: first(f["ListTitle"], f["Body"]), Description: f["ListDescription"],
		}
	case f["ButtonText"] != "" || f["ButtonPayload"] != "":
		m.Type = channel.TypeButton
		m.Button = &channel.Button{Text: first(f["ButtonText"], f["Body"]), Payload: f["ButtonPayload"]}
	case m.Text == "" && word != "" && word != channel.TypeText:
		m.Type, m.Unsupported = channel.TypeUnsupported, clipWord(f["MessageType"])
		m.NotUnderstood, m.Details = "the kind of the message is not known", e.leftOver()
	}
}

// media reads the file that this item is about.
func (e envelope) media(m *channel.Message) {
	n := strconv.Itoa(max(e.File, 1) - 1)
	address, mime := e.Form["MediaUrl"+n], e.Form["MediaContentType"+n]
	if address == "" {
		m.Type, m.NotUnderstood = channel.TypeDocument, "the file has no address"
		m.Details = e.leftOver()
		return
	}
	kind, _, _ := strings.Cut(mime, "/")
	base, _, _ := strings.Cut(mime, ";")
	word := strings.ToLower(e.Form["MessageType"])
	m.Media = &channel.Media{ID: mediaID(address), MIME: mime}
	switch {
	case word == channel.TypeSticker:
		m.Type = channel.TypeSticker
	case kind == "image":
		m.Type = channel.TypeImage
	case kind == "video":
		m.Type = channel.TypeVideo
	case kind == "audio":
		m.Type = channel.TypeAudio
		m.Media.Voice = strings.TrimSpace(base) == "audio/ogg" // only voice notes are sent in it
	default:
		m.Type = channel.TypeDocument
	}
}

// location reads a place.
func (e envelope) location(m *channel.Message) {
	lat, errLat := strconv.ParseFloat(e.Form["Latitude"], 64)
	long, errLong := strconv.ParseFloat(e.Form["Longitude"], 64)
	m.Type = channel.TypeLocation
	if errLat != nil || errLong != nil || lat < -90 || lat > 90 || long < -180 || long > 180 {
		m.NotUnderstood, m.Details = "the place is none on earth", e.leftOver()
		return
	}
	m.Location = &channel.Location{Latitude: lat, Longitude: long, Name: e.Form["Label"], Address: e.Form["Address"]}
}

// context says what the message answers, nil = nothing.
func (e envelope) context() *channel.Context {
	f := e.Form
	c := channel.Context{ID: desk.FitID(f["OriginalRepliedMessageSid"])}
	if from := f["OriginalRepliedMessageSender"]; from != "" {
		c.From = person(from)
	}
	switch {
	case f["FrequentlyForwarded"] == "true":
		c.Forwarded = "often"
	case f["Forwarded"] == "true":
		c.Forwarded = "once"
	}
	if c.ID == "" && c.Forwarded == "" {
		return nil
	}
	return &c
}

// referral is the advertisement that the message was started from, nil = none.
func (e envelope) referral() *channel.Referral {
	f := e.Form
	if f["ReferralSourceId"] == "" && f["ReferralCtwaClid"] == "" && f["ReferralSourceUrl"] == "" {
		return nil
	}
	kind, _, _ := strings.Cut(f["ReferralMediaContentType"], "/")
	return &channel.Referral{
		SourceURL: f["ReferralSourceUrl"], SourceID: f["ReferralSourceId"], SourceType: f["ReferralSourceType"],
		Headline: f["ReferralHeadline"], Body: f["ReferralBody"], MediaType: kind, MediaURL: f["ReferralMediaUrl"], ClickID: f["ReferralCtwaClid"],
	}
}

// usualNames are those that every message has: they say nothing of its content.
var usualNames = map[string]bool{
	"MessageSid": true, "SmsSid": true, "SmsMessageSid": true, "AccountSid": true, "MessagingServiceSid": true, "From": true, "To": true,
	"Body": true, "NumMedia": true, "NumSegments": true, "SmsStatus": true, "MessageStatus": true, "ApiVersion": true, "ProfileName": true,
	"WaId": true, "MessageType": true, "ChannelMetadata": true, "AddOns": true,
}

// mostDetails bounds what is shown of content that is not understood.
const mostDetails = 50

// leftOver lists what the webhook held beside the usual.
func (e envelope) leftOver() []channel.Detail {
	var out []channel.Detail
	for _, name := range slices.Sorted(maps.Keys(e.Form)) {
		if usualNames[name] || e.Form[name] == "" || len(out) == mostDetails {
			continue
		}
		out = append(out, details(name, e.Form[name])...)
	}
	return out[:min(len(out), mostDetails)]
}

// details opens a value that is JSON, such as the answers of a form.
func details(name, value string) []channel.Detail {
	var fields map[string]any
	if json.Unmarshal([]byte(value), &fields) != nil {
		return []channel.Detail{{Name: name, Value: value}}
	}
	var out []channel.Detail
	for _, key := range slices.Sorted(maps.Keys(fields)) {
		text, isText := fields[key].(string)
		if !isText {
			raw, err := json.Marshal(fields[key])
			if err != nil {
				continue
			}
			text = string(raw)
		}
		out = append(out, channel.Detail{Name: key, Value: text})
	}
	return out
}

// mediaPath is where the files of an account's messages lie.
var mediaPath = regexp.MustCompile(`/Accounts/AC[0-9a-f]{32}/Messages/((?:SM|MM)[0-9a-f]{32})/Media/(ME[0-9a-f]{32})$`)

// mediaID names a file by its message and its own id; one that lies elsewhere keeps its
// whole address.
func mediaID(address string) string {
	if at := mediaPath.FindStringSubmatch(address); at != nil {
		return at[1] + "/" + at[2]
	}
	return address
}

// clipWord keeps a word of Twilio's short and printable.
func clipWord(word string) string {
	return strings.Map(func(r rune) rune {
		if r == '_' || r == '-' || r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' {
			return r
		}
		return -1
	}, word[:min(len(word), 60)])
}

func first(texts ...string) string {
	for _, t := range texts {
		if t != "" {
			return t
		}
	}
	return ""
}
