package sandbox

import (
	"net/url"
	"strings"
)

// interactive reads the kinds of interactive messages. Those that need a
// catalogue, a flow or calling, which the sandbox has not, are taken by their
// body and action and shown by name.
func (o *outgoing) interactive(b args) *apiError {
	kind := b.str("type")
	most := 1024
	if kind == "list" {
		most = 4096
	}
	if o.m.Text = b.obj("body").str("text"); o.m.Text == "" && kind != "product" {
		return missing("interactive.body.text", "interactive")
	}
	if len([]rune(o.m.Text)) > most {
		return tooLong("interactive['body']['text']", most)
	}
	if o.m.Footer = b.obj("footer").str("text"); len([]rune(o.m.Footer)) > 60 {
		return tooLong("interactive['footer']['text']", 60)
	}
	if fail := o.header(kind, b.obj("header")); fail != nil {
		return fail
	}
	action := b.obj("action")
	if action == nil {
		return missing("interactive.action", "interactive")
	}
	o.m.Interactive = kind
	switch kind {
	case "button":
		return o.replyButtons(action)
	case "list":
		return o.rows(action)
	case "cta_url":
		return o.link(action)
	case "location_request_message":
		if action.str("name") != "send_location" {
			return graphErr(131009, "action.name must be send_location.")
		}
		o.m.Buttons = []Button{{Kind: "location", Title: "Send location"}}
	case "request_contact_info":
		o.m.Buttons = []Button{{Kind: "contact", Title: "Share contact info"}}
	case "flow", "product", "product_list", "catalog_message", "address_message", "call_permission_request":
	default:
		return graphErr(131009, "interactive.type is not known.")
	}
	return nil
}

func (o *outgoing) header(kind string, h args) *apiError {
	if h == nil {
		return nil
	}
	form := h.str("type")
	if form == "text" {
		if o.m.Header = h.str("text"); o.m.Header == "" || len([]rune(o.m.Header)) > 60 {
			return graphErr(131009, "interactive.header.text must have 1 to 60 characters.")
		}
		return nil
	}
	if kind == "list" || h.obj(form) == nil || (form != "image" && form != "video" && form != "document") {
		return graphErr(131009, "interactive.header is not allowed in that form.")
	}
	text := o.m.Text // media would take the caption for the body
	fail := o.media(form, h.obj(form))
	o.m.Text = text
	return fail
}

func (o *outgoing) replyButtons(action args) *apiError {
	list := action.list("buttons")
	if len(list) < 1 || len(list) > 3 {
		return graphErr(131009, "1 to 3 reply buttons are allowed.")
	}
	seen := map[string]bool{}
	for _, v := range list {
		b, _ := v.(map[string]any)
		r := args(b).obj("reply")
		id, name := r.str("id"), r.str("title")
		switch {
		case args(b).str("type") != "reply" || id == "" || name == "":
			return missing("buttons.reply.id and title", "interactive")
		case len(id) > 256:
			return tooLong("buttons['reply']['id']", 256)
		case len([]rune(name)) > 20:
			return tooLong("buttons['reply']['title']", 20)
		case seen[id] || seen["\x00"+name]:
			return graphErr(131009, "Reply buttons must differ in id and title.")
		}
		seen[id], seen["\x00"+name] = true, true
		o.m.Buttons = append(o.m.Buttons, Button{Kind: "reply", ID: id, Title: name})
	}
	return nil
}

func (o *outgoing) rows(action args) *apiError {
	label := action.str("button")
	if label == "" {
		return missing("action.button", "interactive")
	}
	if len([]rune(label)) > 20 {
		return tooLong("action['button']", 20)
	}
	sections := action.list("sections")
	if len(sections) < 1 || len(sections) > 10 {
		return graphErr(131009, "1 to 10 sections are allowed.")
	}
	seen := map[string]bool{}
	for _, v := range sections {
		sec, _ := v.(map[string]any)
		if name := args(sec).str("title"); len([]rune(name)) > 24 || (name == "" && len(sections) > 1) {
			return graphErr(131009, "A section needs a title of 1 to 24 characters.")
		}
		for _, x := range args(sec).list("rows") {
			r, _ := x.(map[string]any)
			id, name, about := args(r).str("id"), args(r).str("title"), args(r).str("description")
			if id == "" || name == "" || len(id) > 200 || len([]rune(name)) > 24 || len([]rune(about)) > 72 || seen[id] {
				return graphErr(131009, "A row needs its own id (200), a title (24) and at most 72 characters of description.")
			}
			seen[id] = true
			o.m.Buttons = append(o.m.Buttons, Button{Kind: "row", ID: id, Title: name, Description: about})
		}
	}
	if len(o.m.Buttons) < 1 || len(o.m.Buttons) > 10 {
		return graphErr(131009, "1 to 10 rows are allowed in total.")
	}
	return nil
}

func (o *outgoing) link(action args) *apiError {
	p := action.obj("parameters")
	name, link := p.str("display_text"), p.str("url")
	u, err := url.Parse(link)
	if action.str("name") != "cta_url" || name == "" || len([]rune(name)) > 20 ||
		err != nil || u.Host == "" || !strings.HasPrefix(u.Scheme, "http") {
		return graphErr(131009, "A link needs action.name cta_url, a display_text of 1 to 20 characters and a url.")
	}
	o.m.Buttons = []Button{{Kind: "url", Title: name, URL: link}}
	return nil
}
