package engine

import (
	"encoding/json"
	"net/url"
	"slices"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
)

// kinds maps the types of messages with content of their own.
var kinds = map[string]desk.MessageKind{
	channel.TypeText: desk.KindText, channel.TypeImage: desk.KindImage, channel.TypeVideo: desk.KindVideo,
	channel.TypeAudio: desk.KindAudio, channel.TypeVoice: desk.KindAudio, channel.TypeDocument: desk.KindDocument,
	channel.TypeSticker: desk.KindSticker, channel.TypeLocation: desk.KindLocation, channel.TypeContacts: desk.KindContacts,
	channel.TypeButton: desk.KindButton, channel.TypeInteractive: desk.KindInteractive, channel.TypeOrder: desk.KindOrder,
	channel.TypeSystem: desk.KindSystem, channel.TypeCall: desk.KindCall, channel.TypeRequestWelcome: desk.KindSystem,
}

// fill writes the content of a message as it was told into our row. What
// nobody can show becomes KindUnsupported, says what it was, and lists what it
// held.
func (w *work) fill(m *desk.Message, in channel.Message) {
	kind, ok := kinds[in.Type]
	if !ok || in.NotUnderstood != "" {
		kind = desk.KindUnsupported
		m.System = firstOf(in.Unsupported, in.Type)
	}
	m.Kind, m.Text = kind, in.Text
	m.Media, m.Location, m.Contacts, m.Interactive = nil, nil, nil, nil
	m.Problem = w.problem(in.Problems)
	m.MoreSeq = 0 // all of it is new
	w.holds(m)
	if in.Media != nil {
		m.Media = &desk.Media{
			ID: desk.MediaID(w.id("med")), State: desk.MediaPending, MIME: in.Media.MIME,
			FileName: in.Media.FileName, Voice: in.Media.Voice, Animated: in.Media.Animated, RemoteID: in.Media.ID,
		}
		w.job(desk.JobFetchMedia, string(m.ID), m.ThreadID, w.e.At)
	}
	if l := in.Location; l != nil {
		m.Location = &desk.Location{Latitude: l.Latitude, Longitude: l.Longitude, Name: l.Name, Address: l.Address, URL: l.URL}
	}
	for _, c := range in.Contacts {
		m.Contacts = append(m.Contacts, card(c))
	}
	fillReply(m, in)
	w.fillOrigin(m, in)
}

// fillReply writes the content that is an answer of one of many kinds.
func fillReply(m *desk.Message, in channel.Message) {
	switch {
	case in.Button != nil:
		m.Text = in.Button.Text
		m.Interactive = &desk.Interactive{Kind: "button", ID: in.Button.Payload, Title: in.Button.Text}
	case in.Interactive != nil:
		m.Interactive = interactive(*in.Interactive)
		m.Text = m.Interactive.Title
	case in.Order != nil:
		m.Interactive = order(*in.Order)
		m.Text = in.Order.Text
	case in.System != nil:
		m.System, m.Text = in.System.Kind, in.System.Body
	case in.Call != nil:
		m.System = in.Call.State
	case in.Type == channel.TypeRequestWelcome:
		m.System = in.Type
	case len(in.Details) > 0:
		m.Interactive = &desk.Interactive{Kind: "unknown", Lines: lines(in.Details)}
	}
}

// fillOrigin writes where a message came from: it was forwarded, or an ad led to
// it.
func (w *work) fillOrigin(m *desk.Message, in channel.Message) {
	if in.Context != nil {
		m.Forwarded = in.Context.Forwarded
	}
	r := in.Referral
	if r == nil {
		return
	}
	had := m.Ad
	m.Referral = firstOf(r.Headline, r.Body, r.SourceURL, r.SourceType)
	m.Ad = &desk.Referral{
		URL: r.SourceURL, Kind: r.SourceType, ID: r.SourceID, Headline: r.Headline, Body: r.Body,
		Media: r.MediaType, MediaURL: wholeAddress(firstOf(r.MediaURL, r.ThumbnailURL)), ClickID: r.ClickID, Welcome: r.Welcome,
	}
	w.pictureAd(m, had, pictureOf(r))
}

// pictureOf gives the address of what an ad shows, "" = nothing that can be fetched. Of a film
// that is its first picture.
func pictureOf(r *channel.Referral) string {
	address := r.MediaURL
	if r.MediaType != "image" {
		address = r.ThumbnailURL
	}
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.User != nil || u.Scheme != "https" && u.Scheme != "http" || len(address) > desk.LongestAddress {
		return ""
	}
	return address
}

// wholeAddress gives an address that fits into a row as it is written there: cut, it would
// lead nowhere, and the message would say that there is more of it.
func wholeAddress(address string) string {
	if b, err := json.Marshal(address); err != nil || len(b) > desk.LongestAddress {
		return ""
	}
	return address
}

// pictureAd has the picture of the message's ad fetched, unless it has been asked for already
// or the message is of long ago: a history holds ads by the thousand.
func (w *work) pictureAd(m *desk.Message, had *desk.Referral, address string) {
	switch {
	case address == "":
		return
	case had != nil && had.Picture != nil && had.Picture.RemoteID == address:
		m.Ad.Picture = had.Picture
		return
	case w.e.At-m.At > desk.AdLife:
		return
	}
	m.Ad.Picture = &desk.Media{ID: desk.AdPictureOf(m.ID, address), State: desk.MediaPending, RemoteID: address}
	w.unjob(desk.JobFetchAd, string(m.ID))
	w.job(desk.JobFetchAd, string(m.ID), m.ThreadID, w.e.At)
}

func card(c channel.Card) desk.ContactCard {
	out := desk.ContactCard{
		Name: c.Name, Emails: slices.Clone(c.Emails), Company: c.Company, Department: c.Department, Title: c.Title,
		URLs: slices.Clone(c.URLs), Addresses: slices.Clone(c.Addresses), Birthday: c.Birthday,
	}
	for _, p := range c.Phones {
		out.Phones = append(out.Phones, p.Phone)
	}
	return out
}

func interactive(in channel.Interactive) *desk.Interactive {
	out := &desk.Interactive{ID: in.ID, Title: in.Title}
	switch in.Type {
	case "button_reply":
		out.Kind = "buttonReply"
	case "list_reply":
		out.Kind = "listReply"
		if in.Description != "" {
			out.Lines = []desk.KV{{Key: "description", Value: in.Description}}
		}
	case "call_permission_reply":
		out.Kind = "callPermission"
		out.Lines = []desk.KV{{Key: "answer", Value: in.Permission}}
	case "nfm_reply":
		out.Kind = "flow"
		if in.Form == "address_message" {
			out.Kind = "address"
		}
		out.Lines = lines(in.Answers)
	default:
		out.Kind = in.Type
	}
	return out
}

// lines gives values of somebody else's making as lines.
func lines(in []channel.Detail) []desk.KV {
	out := make([]desk.KV, 0, len(in))
	for _, d := range in {
		out = append(out, desk.KV{Key: firstOf(d.Name, "answer"), Value: d.Value})
	}
	return out
}

func order(in channel.Order) *desk.Interactive {
	out := &desk.Interactive{Kind: "order", ID: in.CatalogID, Title: in.Text}
	for _, i := range in.Items {
		out.Lines = append(out.Lines, desk.KV{Key: i.RetailerID, Value: itemText(i)})
	}
	out.Total = totalOf(in.Items)
	return out
}

// problem gives the first of the failures that were told of.
func (w *work) problem(list []channel.Problem) *desk.Problem {
	if len(list) == 0 {
		return nil
	}
	p := list[0]
	return &desk.Problem{
		Code: p.Code, Title: p.Title, Said: p.Said, Source: w.reader.Provider(), At: w.e.At,
	}
}
