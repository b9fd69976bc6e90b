package sandbox

import (
	"fmt"
	"strconv"
	"strings"
)

// template reads a template message and renders it as the customer sees it.
func (o *outgoing) template(b args) *apiError {
	name, language := b.str("name"), b.obj("language").str("code")
	if name == "" || language == "" {
		return missing("template.name and language.code", "template")
	}
	t := o.s.findTemplate(o.n.AccountID, name, language)
	switch {
	case t == nil:
		return graphErr(132001, "template name ("+name+") does not exist in "+language)
	case t.Status == "PAUSED":
		return graphErr(132015, "The template is paused for low quality.")
	case t.Status == "DISABLED":
		return graphErr(132016, "The template is disabled for low quality.")
	case t.Status != "APPROVED":
		return graphErr(132001, "template name ("+name+") is not approved in "+language)
	}
	parts, fail := splitParts(b.list("components"))
	if fail != nil {
		return fail
	}
	o.m.Template, o.m.Language, o.m.Category = t.Name, t.Language, t.Category
	if f := t.part("FOOTER"); f != nil {
		o.m.Footer = f.Text
	}
	if fail := o.templateHeader(t, parts.header); fail != nil {
		return fail
	}
	values, fail := textValues("body", t, t.part("BODY").Text, parts.body)
	if fail != nil {
		return fail
	}
	o.m.Text = fillText(t.part("BODY").Text, values)
	return o.templateButtons(t, parts.buttons)
}

// templateParts are the components of a send, by place.
type templateParts struct {
	header, body []args
	buttons      map[int]args
}

func splitParts(list []any) (templateParts, *apiError) {
	p := templateParts{buttons: map[int]args{}}
	for _, v := range list {
		c, _ := v.(map[string]any)
		var params []args
		for _, x := range args(c).list("parameters") {
			m, _ := x.(map[string]any)
			params = append(params, m)
		}
		switch strings.ToLower(args(c).str("type")) {
		case "header":
			p.header = params
		case "body":
			p.body = params
		case "button":
			i, err := strconv.Atoi(args(c).str("index"))
			if err != nil || len(params) != 1 {
				return p, graphErr(132012, "A button component needs an index and one parameter.")
			}
			params[0]["sub_type"] = args(c).str("sub_type")
			p.buttons[i] = params[0]
		default:
			return p, graphErr(100, "components.type must be header, body or button.")
		}
	}
	return p, nil
}

// textValues matches parameters with the placeholders of a text.
func textValues(place string, t *template, text string, params []args) (map[string]string, *apiError) {
	names := variables(text)
	if len(names) != len(params) {
		return nil, graphErr(132000, fmt.Sprintf("%s: number of localizable_params (%d) does not match the expected number of params (%d)",
			place, len(params), len(names)))
	}
	out := map[string]string{}
	for i, p := range params {
		name := names[i]
		if t.Format == "NAMED" {
			name = p.str("parameter_name")
		}
		value, isText := p["text"].(string)
		switch {
		case p.str("type") != "text" || !isText:
			return nil, graphErr(132012, place+": a parameter must be of type text.")
		case value == "":
			return nil, graphErr(131008, place+": a parameter's text must not be empty.")
		case strings.ContainsAny(value, "\n\t") || strings.Contains(value, "     "):
			return nil, graphErr(132018, "Param text cannot have new-line/tab characters or more than 4 consecutive spaces.")
		}
		out[name] = value
	}
	for _, name := range names {
		if _, given := out[name]; !given {
			return nil, graphErr(132012, place+": a named parameter is missing or misspelt.")
		}
	}
	return out, nil
}

func (o *outgoing) templateHeader(t *template, params []args) *apiError {
	h := t.part("HEADER")
	if h == nil {
		if len(params) > 0 {
			return graphErr(132000, "header: the template has none.")
		}
		return nil
	}
	if h.Format == "TEXT" {
		values, fail := textValues("header", t, h.Text, params)
		if fail == nil {
			o.m.Header = fillText(h.Text, values)
		}
		return fail
	}
	form := strings.ToLower(h.Format)
	if len(params) != 1 || params[0].str("type") != form {
		return graphErr(132012, "header: Format mismatch, expected "+h.Format+".")
	}
	if form == "location" {
		return o.location(params[0].obj("location"))
	}
	if params[0].obj(form) == nil {
		return missing("header."+form, "template")
	}
	return o.media(form, params[0].obj(form))
}

func (o *outgoing) templateButtons(t *template, given map[int]args) *apiError {
	var list []tplButton
	if b := t.part("BUTTONS"); b != nil {
		list = b.Buttons
	}
	for i := range given {
		if i < 0 || i >= len(list) {
			return graphErr(132000, "button: there is no button with that index.")
		}
	}
	for i, b := range list {
		p := given[i]
		out := Button{Title: b.Text, URL: b.URL}
		switch b.Type {
		case "QUICK_REPLY":
			if out.Kind, out.ID = "quick_reply", b.Text; p != nil {
				if p.str("sub_type") != "quick_reply" || p.str("payload") == "" {
					return graphErr(132012, "button: a quick reply takes a payload.")
				}
				out.ID = p.str("payload")
			}
		case "URL":
			out.Kind = "url"
			if len(variables(b.URL)) > 0 {
				if p == nil || p.str("sub_type") != "url" || p.str("text") == "" {
					return graphErr(131008, "button: the url needs its suffix as a text parameter.")
				}
				out.URL = fillText(b.URL, map[string]string{variables(b.URL)[0]: p.str("text")})
			}
		case "PHONE_NUMBER":
			out.Kind, out.URL = "call", "tel:"+b.PhoneNumber
		case "COPY_CODE":
			if out.Kind, out.ID = "copy", p.str("coupon_code"); out.ID == "" {
				return graphErr(131008, "button: the code to copy is required.")
			}
		}
		o.m.Buttons = append(o.m.Buttons, out)
	}
	return nil
}
