package engine_test

import (
	"testing"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

func TestTemplate_isRenderedAndChecked(t *testing.T) {
	t.Parallel()
	tpl := func(w *world) string { return string(every[desk.Template](w.m, desk.RowTemplate, nil)[0].ID) }
	good := func(w *world) *wire.SendTemplate {
		return &wire.SendTemplate{TemplateID: tpl(w), Params: []string{"Jo", "#7"}, ButtonText: "7"}
	}
	tests := []struct {
		name   string
		change func(w *world, s *wire.SendTemplate)
		want   string
	}{
		{"as it should be", func(*world, *wire.SendTemplate) {}, ""},
		{"a value is missing", func(_ *world, s *wire.SendTemplate) { s.Params = s.Params[:1] }, "params"},
		{"a value is empty", func(_ *world, s *wire.SendTemplate) { s.Params[0] = " " }, "params"},
		{"a value has a line break", func(_ *world, s *wire.SendTemplate) { s.Params[0] = "a\nb" }, "params"},
		{"the button's value is missing", func(_ *world, s *wire.SendTemplate) { s.ButtonText = "" }, "params"},
		{"no longer approved", func(w *world, _ *wire.SendTemplate) {
			w.hook(`{"entry":[{"id":"waba1","time":1739321024,"changes":[{"field":"message_template_status_update","value":{
				"event":"PAUSED","message_template_id":900,"message_template_name":"hello","message_template_language":"en_US","reason":null}}]}]}`)
		}, "notApproved"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := talking(t)
			s := good(w)
			tt.change(w, s)
			w.now += 23*hour + 59*minute // the window is as good as closed
			c := w.text("")
			c.Content = wire.SendContent{Kind: "template", Template: s}
			if tt.want != "" {
				w.refused("ana", wire.CmdSend.Name, c, tt.want)
				return
			}
			m := w.message(w.send("ana", c))
			if m.Text != "Hello Jo, your order #7 is here." || m.Template.Footer != "Shop" || m.Template.ButtonText != "7" || m.Template.Params[1] != "#7" {
				t.Fatalf("got %q %+v", m.Text, m.Template)
			}
			if a := w.posting(string(m.ID)); !a.Allowed {
				t.Fatalf("a template needs no window: %+v", a)
			}
		})
	}
}

func TestTemplate_headerTakesItsFile(t *testing.T) {
	t.Parallel()
	const mb = 1 << 20
	file := func(mediaID, mime string, size int64) wire.SendTemplate {
		return wire.SendTemplate{MediaID: mediaID, FileName: "file.bin", MIME: mime, Size: size}
	}
	tests := []struct {
		name, kind string
		file       wire.SendTemplate
		want       string
	}{
		{"a picture", "IMAGE", file("med_1", "image/png", mb), ""},
		{"a video", "VIDEO", file("med_1", "video/mp4", 16*mb), ""},
		{"a document", "DOCUMENT", file("med_1", "application/pdf", 60*mb), ""},
		{"whatever the command says of it", "IMAGE", file("med_1", "image/gif", 99*mb), ""},
		{"no file", "IMAGE", wire.SendTemplate{}, "noFile"},
		{"no id of ours", "IMAGE", file("../etc", "image/png", mb), "noFile"},
		{"the wrong type", "IMAGE", file("med_1", "application/pdf", mb), "headerFile"},
		{"too large", "IMAGE", file("med_1", "image/jpeg", 6*mb), "fileTooLarge"},
		{"a kind that Meta may think of", "LOCATION", file("med_1", "image/png", mb), "header"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := talking(t)
			w.must(desk.EntryTemplatesPut, desk.TemplatesEntry{WabaID: "waba1", Templates: []desk.Template{{
				MetaID: "901", Name: "parcel", Language: "en_US", Status: "APPROVED", HeaderKind: tt.kind, Body: "It is on its way.",
			}}})
			for _, tpl := range every[desk.Template](w.m, desk.RowTemplate, nil) {
				if tpl.Name == "parcel" {
					tt.file.TemplateID = string(tpl.ID)
				}
			}
			c := w.text("")
			c.Content = wire.SendContent{Kind: "template", Template: &tt.file}
			measured := tt.file
			if measured.MIME == "image/gif" {
				measured.MIME, measured.Size = "image/png", mb
			}
			w.uploads("ana", "med_1", measured.MIME, measured.Size)
			if tt.want != "" {
				w.refused("ana", wire.CmdSend.Name, c, tt.want)
				return
			}
			m := w.message(w.send("ana", c))
			if m.Media == nil || m.Media.ID != "med_1" || m.Media.MIME != measured.MIME || m.Media.Size != measured.Size || m.Media.FileName != "file.bin" {
				t.Errorf("the message carries %+v", m.Media)
			}
			if m.Text != "It is on its way." || m.Kind != desk.KindTemplate {
				t.Errorf("%s %q", m.Kind, m.Text)
			}
		})
	}
}
