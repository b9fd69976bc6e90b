package sandbox

import (
	"net/url"
	"strconv"
	"strings"
)

// outgoing is a message of the business while it is read and checked.
type outgoing struct {
	s    *Sandbox
	n    *number
	t    *thread
	args args
	m    *Message
}

func missing(name, kind string) *apiError {
	return graphErr(131008, "Parameter "+name+" is mandatory for type "+kind+".")
}

func tooLong(name string, most int) *apiError {
	return graphErr(100, "Param "+name+" must be at most "+strconv.Itoa(most)+" characters long.")
}

// read takes the content by its type.
func (o *outgoing) read(kind string) *apiError {
	body := o.args.obj(kind)
	switch kind {
	case "contacts":
		return o.contacts(o.args.list("contacts"))
	case "text", "image", "video", "audio", "document", "sticker", "location", "interactive", "reaction", "template":
		if body == nil {
			return missing(kind, kind)
		}
	default:
		return graphErr(131051, "Message type is not supported.")
	}
	switch kind {
	case "text":
		return o.text(body)
	case "location":
		return o.location(body)
	case "interactive":
		return o.interactive(body)
	case "reaction":
		return o.reaction(body)
	case "template":
		return o.template(body)
	}
	return o.media(kind, body)
}

// context takes the quoted message.
func (o *outgoing) context() *apiError {
	c := o.args.obj("context")
	if c == nil {
		return nil
	}
	if o.m.Type == "reaction" {
		return graphErr(131009, "A reaction cannot carry a context.")
	}
	id := c.str("message_id")
	if l, ok := o.s.ix.messages[id]; !ok || l.t != o.t {
		return graphErr(131009, "context.message_id is not a message of this conversation.")
	}
	o.m.ReplyTo = id
	return nil
}

func (o *outgoing) text(b args) *apiError {
	if o.m.Text = b.str("body"); strings.TrimSpace(o.m.Text) == "" {
		return missing("text.body", "text")
	}
	if len([]rune(o.m.Text)) > 4096 {
		return tooLong("text['body']", 4096)
	}
	return nil
}

// media takes an uploaded file by id, or a link, which is shown but never
// fetched: the sandbox asks nobody but the relay.
func (o *outgoing) media(kind string, b args) *apiError {
	id, link := b.str("id"), b.str("link")
	switch {
	case (id == "") == (link == ""):
		return graphErr(100, "Exactly one of id and link is required for type "+kind+".")
	case link != "":
		u, err := url.Parse(link)
		if err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") {
			return graphErr(131009, kind+".link is not an http address.")
		}
		o.m.URL = link
	default:
		m := o.s.ix.media[id]
		if m == nil || m.NumberID != o.n.ID || m.Inbound || o.s.nowMs() >= m.Dies {
			return graphErr(131009, kind+".id is not a file uploaded by this number.")
		}
		if !mediaOfKind(kind, m.MIME) {
			return graphErr(131053, "The file is a "+m.MIME+", not a "+kind+".")
		}
		o.m.MediaID, o.m.MIME = id, m.MIME
	}
	o.m.Text, o.m.Filename = b.str("caption"), b.str("filename")
	o.m.Voice = b["voice"] == true
	if o.m.Voice && link == "" && (kind != "audio" || o.m.MIME != "audio/ogg") {
		return graphErr(131053, "A voice message is an audio/ogg file with the opus codec.")
	}
	if o.m.Text != "" && (kind == "audio" || kind == "sticker") {
		return graphErr(100, "A caption is not allowed for type "+kind+".")
	}
	if o.m.Filename != "" && kind != "document" {
		return graphErr(100, "A filename is not allowed for type "+kind+".")
	}
	if len([]rune(o.m.Text)) > 1024 {
		return tooLong(kind+"['caption']", 1024)
	}
	return nil
}

func (o *outgoing) location(b args) *apiError {
	lat, err1 := strconv.ParseFloat(b.str("latitude"), 64)
	lon, err2 := strconv.ParseFloat(b.str("longitude"), 64)
	if err1 != nil || err2 != nil {
		return missing("latitude and longitude", "location")
	}
	if !(lat >= -90 && lat <= 90 && lon >= -180 && lon <= 180) {
		return graphErr(131009, "The location is not on earth.")
	}
	o.m.Latitude, o.m.Longitude, o.m.Name, o.m.Address = lat, lon, b.str("name"), b.str("address")
	return nil
}

func (o *outgoing) contacts(list []any) *apiError {
	if len(list) == 0 {
		return missing("contacts", "contacts")
	}
	if len(list) > 257 {
		return graphErr(100, "At most 257 contacts fit into a message.")
	}
	for _, v := range list {
		c, _ := v.(map[string]any)
		name := args(c).obj("name").str("formatted_name")
		if name == "" {
			return missing("contacts.name.formatted_name", "contacts")
		}
		card := Card{Name: name}
		if phones := args(c).list("phones"); len(phones) > 0 {
			p, _ := phones[0].(map[string]any)
			card.Phone = args(p).str("phone")
		}
		o.m.Cards = append(o.m.Cards, card)
	}
	return nil
}

func (o *outgoing) reaction(b args) *apiError {
	id := b.str("message_id")
	if id == "" {
		return missing("reaction.message_id", "reaction")
	}
	if _, given := b["emoji"]; !given {
		return missing("reaction.emoji", "reaction")
	}
	l, ok := o.s.ix.messages[id]
	if !ok || l.t != o.t || l.m.Type == "reaction" || l.m.Removed ||
		o.s.nowMs()-l.m.StampMs > reactionLife.Milliseconds() {
		return graphErr(131009, "reaction.message_id is too old, deleted, a reaction, or unknown.")
	}
	o.m.ReplyTo, o.m.Text = id, b.str("emoji")
	if len([]rune(o.m.Text)) > 12 {
		return graphErr(131009, "reaction.emoji is not one emoji.")
	}
	return nil
}
