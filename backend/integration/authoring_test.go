package integration_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// drafted is a rig with one template on which somebody writes.
func drafted(t *testing.T, status, body string) *rig {
	t.Helper()
	r := writing(t, status, nil)
	row := r.templates[first][0]
	row.Language, row.Draft = "en_US", &desk.TemplateDraft{Version: 3, Category: "UTILITY", Body: body, Samples: []string{"Jo"}, Fills: []desk.TemplateFill{{Name: "1", With: desk.FillAgent}}}
	if status == desk.TemplateDrafted {
		row.MetaID = ""
	}
	return r
}

const goodBody = "Your order {{1}} is ready to collect."

func TestSubmit_asksTheProviderForWhatItCanDo(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		status, body, asked, meta, category, said string
		fails                                     error
	}{
		"a new one":        {desk.TemplateDrafted, goodBody, `create shipped/en_US in h10 "UTILITY"`, "901", "MARKETING", "", nil},
		"a deleted one":    {desk.TemplateDeleted, goodBody, `create shipped/en_US in h10 "UTILITY"`, "901", "MARKETING", "", nil},
		"a rejected one":   {desk.TemplateRejected, goodBody, `edit 900 "UTILITY" "` + goodBody + `" [Jo]`, "900", "UTILITY", "", nil},
		"an approved one":  {desk.TemplateApproved, goodBody, `edit 900 "" "` + goodBody + `" [Jo]`, "900", "UTILITY", "", nil},
		"one in review":    {desk.TemplatePending, goodBody, "", "", "", "templateFaults", nil},
		"a bad one":        {desk.TemplateDrafted, "{{1}} is ready to collect today.", "", "", "", "templateFaults", nil},
		"what is refused":  {desk.TemplateDrafted, goodBody, `create shipped/en_US in h10 "UTILITY"`, "", "", "", saysNo{}.with(channel.RetryNever)},
		"what is too long": {desk.TemplateDrafted, strings.Repeat("x", 1025), "", "", "", "templateFaults", nil},
	} {
		r := drafted(t, c.status, c.body)
		r.heron.noWrite = c.fails
		before := len(r.entries)
		got, err := ask[wire.TemplateSubmitted](r, first, wire.CallTemplateSubmit.Name, wire.TemplateRef{TemplateID: "tpl_1"})
		if asked := strings.Join(r.heron.asked, "\n"); c.asked == "" && asked != "" || !strings.HasPrefix(asked, c.asked) {
			t.Errorf("%s: asked %q", name, asked)
		}
		if c.meta == "" {
			if err == nil || c.said != "" && desk.SubcodeOf(err) != c.said || len(r.entries) != before {
				t.Errorf("%s: %v, %d recorded", name, err, len(r.entries)-before)
			}
			continue
		}
		if err != nil || len(r.entries) != before+1 {
			t.Errorf("%s: %v, %d recorded", name, err, len(r.entries)-before)
			continue
		}
		e := decoded[desk.TemplateSubmitted](t, r.entries[before].Payload)
		if e.ID != "tpl_1" || e.MetaID != c.meta || e.Version != 3 || e.By != "usr_boss" || e.Content.Body != c.body || e.Content.Category != c.category || e.Asked != "UTILITY" || len(e.Fills) != 1 || got.Category != c.category {
			t.Errorf("%s: recorded %+v, said %+v", name, e, got)
		}
	}
}

// A second change of an approved template within a day is refused before Meta does, with the
// time at which it works again; what was written stays.
func TestSubmit_waitsForTheNextChange(t *testing.T) {
	t.Parallel()
	r := drafted(t, desk.TemplateApproved, goodBody)
	row := r.templates[first][0]
	day := 24 * time.Hour
	row.Edits = []int64{r.now.Add(-day + time.Minute).UnixMilli()}
	got := must[wire.TemplateChecked](r, first, wire.CallTemplateCheck.Name, wire.TemplateRef{TemplateID: "tpl_1"})
	want := wire.TemplateFault{Field: "name", Rule: "editedLately", Until: r.now.Add(time.Minute).UnixMilli()}
	if len(got.Faults) != 1 || got.Faults[0] != want {
		t.Errorf("%+v, want %+v", got.Faults, want)
	}
	if said := refused(r, first, wire.CallTemplateSubmit.Name, wire.TemplateRef{TemplateID: "tpl_1"}); !strings.Contains(said, "templateFaults") || len(r.heron.asked) != 0 || row.Draft == nil {
		t.Errorf("%s, asked %q", said, r.heron.asked)
	}
	row.Edits = nil
	for i := range int64(desk.TemplateEdits) {
		row.Edits = append(row.Edits, r.now.Add(-29*day).UnixMilli()+i)
	}
	got = must[wire.TemplateChecked](r, first, wire.CallTemplateCheck.Name, wire.TemplateRef{TemplateID: "tpl_1"})
	if len(got.Faults) != 1 || got.Faults[0].Rule != "editedOften" || got.Faults[0].Most != 10 || got.Faults[0].Until != r.now.Add(day).UnixMilli() {
		t.Errorf("%+v", got.Faults)
	}
	row.Status = desk.TemplateRejected // has no such limit
	if got := must[wire.TemplateChecked](r, first, wire.CallTemplateCheck.Name, wire.TemplateRef{TemplateID: "tpl_1"}); len(got.Faults) != 0 {
		t.Errorf("a rejected one: %+v", got.Faults)
	}
}

func TestCheck_namesWhatWouldBeRefused(t *testing.T) {
	t.Parallel()
	r := drafted(t, desk.TemplateDrafted, "Order {{1}} and {{3}} ok today, all of it fine.")
	got := must[wire.TemplateChecked](r, first, wire.CallTemplateCheck.Name, wire.TemplateRef{TemplateID: "tpl_1"})
	if len(got.Faults) != 2 || got.Faults[0] != (wire.TemplateFault{Field: "body", Rule: "variableGap", Name: "2"}) || got.Faults[1].Rule != "example" {
		t.Errorf("%+v", got)
	}
	r.templates[first][0].Draft = nil
	if got := must[wire.TemplateChecked](r, first, wire.CallTemplateCheck.Name, wire.TemplateRef{TemplateID: "tpl_1"}); len(got.Faults) != 0 {
		t.Errorf("without a draft: %+v", got)
	}
	for _, name := range []string{wire.CallTemplateSubmit.Name, wire.CallTemplateCheck.Name} {
		if said := refused(r, first, name, wire.TemplateRef{TemplateID: "tpl_none"}); !strings.HasPrefix(said, string(desk.CodeNotFound)) {
			t.Errorf("%s of none: %s", name, said)
		}
	}
	if said := refused(r, first, wire.CallTemplateSubmit.Name, wire.TemplateRef{TemplateID: "tpl_1"}); said != "conflict/draft" {
		t.Errorf("nothing to submit: %s", said)
	}
}

func TestDelete_oneLanguageOrAllOfTheName(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		all   bool
		asked string
		ids   int
	}{
		"one": {false, "delete shipped 900 in h10", 1},
		"all": {true, "delete shipped  in h10", 2},
	} {
		r := drafted(t, desk.TemplateApproved, goodBody)
		r.templates[first] = append(r.templates[first],
			&desk.Template{ID: "tpl_2", WabaID: "h10", MetaID: "902", Name: "shipped", Language: "de", Status: desk.TemplateRejected},
			&desk.Template{ID: "tpl_3", WabaID: "h10", Name: "shipped", Language: "fr", Status: desk.TemplateDrafted},
			&desk.Template{ID: "tpl_4", WabaID: "h11", MetaID: "903", Name: "shipped", Language: "de", Status: desk.TemplateApproved})
		before := len(r.entries)
		must[wire.None](r, first, wire.CallTemplateDelete.Name, wire.DeleteTemplate{TemplateID: "tpl_1", All: c.all})
		if asked := strings.Join(r.heron.asked, "\n"); !strings.HasPrefix(asked, c.asked) {
			t.Errorf("%s: asked %q", name, asked)
		}
		e := decoded[desk.TemplateRemoved](t, r.entries[before].Payload)
		if len(r.entries) != before+1 || len(e.IDs) != c.ids || e.By != "usr_boss" {
			t.Errorf("%s: %+v", name, e)
		}
		if said := refused(r, first, wire.CallTemplateDelete.Name, wire.DeleteTemplate{TemplateID: "tpl_3"}); said != "conflict/templateGone" {
			t.Errorf("%s: a draft: %s", name, said)
		}
	}
}

// shelf has one file.
type shelf struct{ path, mime string }

func (s shelf) Describe(id desk.MediaID) (desk.Media, error) {
	if id != "med_1" {
		return desk.Media{}, &desk.Error{Code: desk.CodeNotFound, Op: "describe"}
	}
	return desk.Media{ID: id, MIME: s.mime, Size: 5}, nil
}

func (s shelf) Get(desk.MediaID) (*os.File, error) { return os.Open(s.path) }

func TestSample_isUploadedForTheAccountsApp(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ mime, media, said string }{
		"a picture":        {"image/png", "med_1", ""},
		"a document":       {"application/pdf", "med_1", "invalid/headerFile"},
		"a file of none":   {"image/png", "med_2", "notFound/noFile"},
		"a colleague's":    {"image/png", "med_3", "notFound/noFile"},
		"one that is sent": {"image/png", "med_4", "notFound/noFile"},
	} {
		r := drafted(t, desk.TemplateDrafted, goodBody)
		path := filepath.Join(t.TempDir(), "file")
		if err := os.WriteFile(path, []byte("12345"), 0o600); err != nil {
			t.Fatal(err)
		}
		r.cfg.Files = shelf{path, c.mime}
		r.uploads = []*desk.Upload{
			{UserID: boss.ID, Media: desk.Media{ID: "med_1"}}, {UserID: "usr_other", Media: desk.Media{ID: "med_3"}},
			{UserID: boss.ID, Media: desk.Media{ID: "med_4"}, MessageID: "msg_1"},
		}
		r.restart()
		r.heron.asked = nil
		in := wire.TemplateSample{WabaID: "h10", Kind: "IMAGE", MediaID: c.media, FileName: "boat.png"}
		if c.said != "" {
			if said := refused(r, first, wire.CallTemplateSample.Name, in); said != c.said {
				t.Errorf("%s: %s", name, said)
			}
			continue
		}
		if got := must[wire.TemplateHandle](r, first, wire.CallTemplateSample.Name, in); got.Handle != "4::boat.png of h1" {
			t.Errorf("%s: %q", name, got.Handle)
		}
	}
}

// Where a provider's templates cannot be written, nothing is tried.
func TestSubmit_whereTemplatesCannotBeWritten(t *testing.T) {
	t.Parallel()
	r := drafted(t, desk.TemplateDrafted, goodBody)
	r.cfg.Providers[0].Open = r.heron.open
	r.uploads = []*desk.Upload{{UserID: boss.ID, Media: desk.Media{ID: "med_1"}}}
	r.restart()
	if said := refused(r, first, wire.CallTemplateSubmit.Name, wire.TemplateRef{TemplateID: "tpl_1"}); said != "invalid/templateWriting" {
		t.Error(said)
	}
	if said := refused(r, first, wire.CallTemplateSample.Name, wire.TemplateSample{WabaID: "h10", Kind: "IMAGE", MediaID: "med_1"}); said != "invalid/templateWriting" {
		t.Error(said)
	}
}

// A name that was deleted is refused for thirty days, which the check says with the day.
func TestCheck_saysUntilWhenANameIsBlocked(t *testing.T) {
	t.Parallel()
	r := drafted(t, desk.TemplateDrafted, goodBody)
	gone := r.now.Add(-time.Hour).UnixMilli()
	r.templates[first] = append(r.templates[first], &desk.Template{ID: "tpl_2", WabaID: "h10", MetaID: "8", Name: "shipped", Language: "de", Status: desk.TemplateDeleted, Held: true, GoneAt: gone})
	got := must[wire.TemplateChecked](r, first, wire.CallTemplateCheck.Name, wire.TemplateRef{TemplateID: "tpl_1"})
	if len(got.Faults) != 1 || got.Faults[0].Until != gone+desk.TemplateHold.Milliseconds() {
		t.Errorf("%+v", got)
	}
}
