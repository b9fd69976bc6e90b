package engine_test

import (
	"testing"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// Each button of a template that takes a value gets its own, and a part that nobody here can
// fill in makes a template one that cannot be sent.
func TestTemplate_everyButtonHasItsValue(t *testing.T) {
	t.Parallel()
	offer := desk.Template{
		MetaID: "91", Name: "offer", Language: "en", Category: "MARKETING", Status: desk.TemplateApproved, Body: "Something for you.",
		Buttons: []desk.TemplateButton{
			{Kind: "QUICK_REPLY", Text: "No"}, {Kind: "URL", Text: "See", URL: "https://x.example/{{1}}"},
			{Kind: "URL", Text: "Pay", URL: "https://y.example/{{1}}"}, {Kind: "COPY_CODE"},
		},
	}
	value := func(i int, v string) wire.ButtonValue { return wire.ButtonValue{Index: i, Value: v} }
	for name, c := range map[string]struct {
		buttons []wire.ButtonValue
		text    string
		other   []string
		want    string
		values  int
	}{
		"all of them":              {[]wire.ButtonValue{value(3, "LAMP25"), value(1, "a"), value(2, "b")}, "", nil, "", 3},
		"one is missing":           {[]wire.ButtonValue{value(1, "a"), value(3, "LAMP25")}, "", nil, "params", 0},
		"one is empty":             {[]wire.ButtonValue{value(1, "a"), value(2, " "), value(3, "LAMP25")}, "", nil, "params", 0},
		"a code that is too long":  {[]wire.ButtonValue{value(1, "a"), value(2, "b"), value(3, "123456789012345678901")}, "", nil, "params", 0},
		"of an older desktop":      {nil, "7", nil, "", 0},
		"nothing":                  {nil, "", nil, "params", 0},
		"a carousel is not a text": {nil, "7", []string{"CAROUSEL"}, "header", 0},
	} {
		w := talking(t)
		row := offer
		row.Other = c.other
		w.lists(row)
		send := w.text("")
		send.Content = wire.SendContent{Kind: "template", Template: &wire.SendTemplate{TemplateID: string(w.tpl("91").ID), Buttons: c.buttons, ButtonText: c.text}}
		if c.want != "" {
			w.refused("ana", wire.CmdSend.Name, send, c.want)
			continue
		}
		use := w.message(w.send("ana", send)).Template
		if len(use.Values) != c.values || use.ButtonText != c.text {
			t.Errorf("%s: %+v", name, use)
		}
		if c.values > 0 && (use.Values[0] != desk.ButtonValue{Index: 1, Value: "a"} || use.Values[2] != desk.ButtonValue{Index: 3, Value: "LAMP25"}) {
			t.Errorf("%s: %+v", name, use.Values)
		}
	}
}
