package integration_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// scribe is a bird whose templates can be written.
type scribe struct{ *birdClient }

func (scribe) UploadHandle(_ context.Context, app desk.AppID, f channel.Sample) (string, error) {
	return fmt.Sprintf("4::%s of %s", f.Name, app), nil
}

func (s scribe) EditTemplate(_ context.Context, id string, c desk.TemplateContent) error {
	s.note(fmt.Sprintf("edit %s %q %q %v", id, c.Category, c.Body, c.Samples))
	return errors.Join(s.b.noWrite)
}

func (s scribe) CreateTemplate(_ context.Context, a desk.WabaID, name, language string, c desk.TemplateContent) (channel.MadeTemplate, error) {
	s.note(fmt.Sprintf("create %s/%s in %s %q %q", name, language, a, c.Category, c.Body))
	return channel.MadeTemplate{ID: "901", Status: desk.TemplatePending, Category: "MARKETING"}, errors.Join(s.b.noWrite)
}

func (s scribe) DeleteTemplate(_ context.Context, a desk.WabaID, name, id string) error {
	s.note(fmt.Sprintf("delete %s %s in %s", name, id, a))
	return errors.Join(s.b.noWrite)
}

// writing is a rig whose heron writes templates, with one that differs.
func writing(t *testing.T, status string, agreed *desk.AgreedTemplate) *rig {
	t.Helper()
	r := hooked(t)
	r.cfg.Providers[0].Open = func(token desk.Secret) channel.Client { return scribe{&birdClient{b: r.heron, token: token}} }
	r.restart()
	r.templates = map[desk.OrgID][]*desk.Template{first: {{
		ID: "tpl_1", WabaID: "h10", MetaID: "900", Name: "shipped", Language: "en", Category: "UTILITY", Status: status,
		Body: "Theirs {{1}} x", Samples: []string{"Jo"}, Agreed: agreed,
	}}}
	r.heron.asked = nil
	return r
}

func agreedOn(category, body string) *desk.AgreedTemplate {
	return &desk.AgreedTemplate{TemplateContent: desk.TemplateContent{Category: category, Body: body}, At: 5}
}

func TestPutTemplateBack_asksForWhatTheProviderCanDo(t *testing.T) {
	t.Parallel()
	other := agreedOn("UTILITY", "Ours {{1}} x")
	for name, c := range map[string]struct {
		status  string
		agreed  *desk.AgreedTemplate
		refuses error
		want    string // what the provider is asked, "" = nothing
		said    string
	}{
		"an approved one keeps its category": {desk.TemplateApproved, agreedOn("MARKETING", "Ours {{1}} x"), nil, `edit 900 "" "Ours {{1}} x" [Jo]`, ""},
		"a rejected one":                     {desk.TemplateRejected, other, nil, `edit 900 "UTILITY" "Ours {{1}} x" [Jo]`, ""},
		"a paused one":                       {desk.TemplatePaused, other, nil, `edit 900 "UTILITY" "Ours {{1}} x" [Jo]`, ""},
		"a deleted one is made anew":         {desk.TemplateDeleted, other, nil, `create shipped/en in h10 "UTILITY" "Ours {{1}} x"`, ""},
		"one in review":                      {desk.TemplatePending, other, nil, "", "templateDrift/status"},
		"a switched off one":                 {desk.TemplateDisabled, other, nil, "", "templateDrift/status"},
		"only the category":                  {desk.TemplateApproved, agreedOn("MARKETING", "Theirs {{1}} x"), nil, "", "templateDrift/category"},
		"no difference":                      {desk.TemplateApproved, nil, nil, "", "noDrift/"},
		"the provider refuses":               {desk.TemplateApproved, other, saysNo{}.with(channel.RetryNever), `edit 900 "" "Ours {{1}} x" [Jo]`, "/"},
	} {
		r := writing(t, c.status, c.agreed)
		r.heron.noWrite = c.refuses
		before := len(r.entries)
		_, err := ask[wire.None](r, first, wire.CallTemplatePutBack.Name, wire.TemplateRef{TemplateID: "tpl_1"})
		said := desk.SaidOf(err)
		if c.said == "" && err != nil || c.said != "" && (err == nil || c.said != "/" && fmt.Sprint(said.Subcode, "/", orNothing(said.Params[desk.ParamContext])) != c.said) {
			t.Errorf("%s: %v", name, err)
		}
		asked := strings.Join(r.heron.asked, "\n")
		if c.want == "" && asked != "" || !strings.HasPrefix(asked, c.want) {
			t.Errorf("%s: asked %q", name, asked)
		}
		// What the provider says afterwards is taken over, once it took it.
		recorded := 2
		if c.status == desk.TemplateApproved {
			recorded++ // that it was changed
		}
		if pulled := strings.Contains(asked, "templates of h10") && len(r.entries) == before+recorded; pulled != (c.said == "") {
			t.Errorf("%s: pulled %t, asked %q", name, pulled, asked)
		}
	}
}

func orNothing(v any) any {
	if v == nil {
		return ""
	}
	return v
}

// Meta takes one change of an approved template a day: the next is refused before it is asked.
func TestPutTemplateBack_tooSoon(t *testing.T) {
	t.Parallel()
	r := writing(t, desk.TemplateApproved, agreedOn("UTILITY", "Ours {{1}} x"))
	r.templates[first][0].Edits = []int64{r.now.Add(-23 * time.Hour).UnixMilli()}
	_, err := ask[wire.None](r, first, wire.CallTemplatePutBack.Name, wire.TemplateRef{TemplateID: "tpl_1"})
	if said := desk.SaidOf(err); said.Params[desk.ParamContext] != "soon" || said.Params["count"] != 1 || len(r.heron.asked) != 0 {
		t.Errorf("%v, asked %q", err, r.heron.asked)
	}
}

// That a provider took something and cannot be asked afterwards is no refusal of it.
func TestPutTemplateBack_nobodySeesIt(t *testing.T) {
	t.Parallel()
	r := writing(t, desk.TemplateApproved, agreedOn("UTILITY", "Ours {{1}} x"))
	r.heron.fails = saysNo{}.with(channel.RetryBackoff)
	_, err := ask[wire.None](r, first, wire.CallTemplatePutBack.Name, wire.TemplateRef{TemplateID: "tpl_1"})
	if said := desk.SaidOf(err); said.Params[desk.ParamContext] != "unseen" {
		t.Errorf("%v", err)
	}
}

func TestPutTemplateBack_whereTemplatesCannotBeWritten(t *testing.T) {
	t.Parallel()
	r := writing(t, desk.TemplateApproved, agreedOn("UTILITY", "Ours {{1}} x"))
	r.cfg.Providers[0].Open = r.heron.open
	r.restart()
	_, err := ask[wire.None](r, first, wire.CallTemplatePutBack.Name, wire.TemplateRef{TemplateID: "tpl_1"})
	if said := desk.SaidOf(err); said.Params[desk.ParamContext] != "none" {
		t.Errorf("%v", err)
	}
}

func TestTakeTemplate_isRecordedWithWhoDidIt(t *testing.T) {
	t.Parallel()
	r := writing(t, desk.TemplateDeleted, agreedOn("UTILITY", "Ours"))
	must[wire.None](r, first, wire.CallTemplateTake.Name, wire.TemplateRef{TemplateID: "tpl_1"})
	last := r.entries[len(r.entries)-1]
	if last.Kind != desk.EntryTemplateTaken || string(last.Payload) != `{"id":"tpl_1","by":"usr_boss"}` || len(r.heron.asked) != 0 {
		t.Errorf("%s %s, asked %q", last.Kind, last.Payload, r.heron.asked)
	}
	if _, err := ask[wire.None](r, first, wire.CallTemplateTake.Name, wire.TemplateRef{TemplateID: "none"}); desk.CodeOf(err) != desk.CodeNotFound {
		t.Errorf("of none: %v", err)
	}
}

// Looking around records a list only when something in it is new, whatever people here
// wrote beside it.
func TestLookAtTemplates_recordsWhatIsNew(t *testing.T) {
	t.Parallel()
	listed := func() desk.Template {
		return desk.Template{MetaID: "900", Name: "shipped", Language: "en", Category: "UTILITY", Status: desk.TemplateApproved, Body: "Theirs {{1}} x", Samples: []string{"Jo"}}
	}
	for name, c := range map[string]struct {
		change func(*rig)
		want   int
	}{
		"nothing":            {func(*rig) {}, 0},
		"a draft of ours":    {func(r *rig) { r.templates[first][0].Draft = &desk.TemplateDraft{Body: "x"} }, 0},
		"an agreed one":      {func(r *rig) { r.templates[first][0].Agreed = agreedOn("UTILITY", "x") }, 0},
		"a change of ours":   {func(r *rig) { r.templates[first][0].Edits = []int64{7} }, 0},
		"what it told first": {func(r *rig) { r.templates[first][0].ToldAt = 7 }, 0},
		"what it told in full": {func(r *rig) {
			r.templates[first][0].Status, r.templates[first][0].RejectedReason = desk.TemplateRejected, "SCAM It asks for money."
			r.heron.templates[0].Status, r.heron.templates[0].RejectedReason = desk.TemplateRejected, "SCAM"
		}, 0},
		"another reason": {func(r *rig) {
			r.templates[first][0].Status, r.templates[first][0].RejectedReason = desk.TemplateRejected, "SCAM"
			r.heron.templates[0].Status, r.heron.templates[0].RejectedReason = desk.TemplateRejected, "PROMOTIONAL"
		}, 1},
		"one that only we know": {func(r *rig) {
			r.templates[first] = append(r.templates[first], &desk.Template{ID: "tpl_2", WabaID: "h10"})
		}, 0},
		"one deleted long ago": {func(r *rig) {
			r.templates[first] = append(r.templates[first], &desk.Template{ID: "tpl_2", MetaID: "8", WabaID: "h10", Status: desk.TemplateDeleted})
		}, 0},
		"another account's": {func(r *rig) {
			r.templates[first] = append(r.templates[first], &desk.Template{ID: "tpl_2", MetaID: "8", WabaID: "h11"})
		}, 0},
		"another text":        {func(r *rig) { r.heron.templates[0].Body = "New" }, 1},
		"another status":      {func(r *rig) { r.heron.templates[0].Status = desk.TemplatePaused }, 1},
		"a sample":            {func(r *rig) { r.heron.templates[0].Samples = nil }, 1},
		"one more":            {func(r *rig) { r.heron.templates = append(r.heron.templates, desk.Template{MetaID: "8"}) }, 1},
		"none any more":       {func(r *rig) { r.heron.templates = nil }, 1},
		"the account is gone": {func(r *rig) { r.wabas[first]["h10"].Unlinked = true; r.heron.templates = nil }, 0},
		"its token is not taken": {func(r *rig) {
			r.wabas[first]["h10"].Said = desk.SaidOf(desk.Refuse(desk.CodeInvalid, "token"))
			r.heron.templates = nil
		}, 0},
	} {
		r := writing(t, desk.TemplateApproved, nil)
		r.heron.templates = []desk.Template{listed()}
		c.change(r)
		before := len(r.entries)
		if err := r.LookAtTemplates(t.Context(), first); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		got, looked := 0, false
		for _, e := range r.entries[before:] {
			if e.Kind == desk.EntryTemplatesPut {
				got++
			}
			looked = looked || e.Kind == desk.EntryTemplatesLooked
		}
		if asked := !strings.HasPrefix(name, "the account") && !strings.HasPrefix(name, "its token"); looked != asked {
			t.Errorf("%s: that it was asked is noted: %t", name, looked)
		}
		if got != c.want {
			t.Errorf("%s: %d recorded, want %d", name, got, c.want)
		}
	}
	r := writing(t, desk.TemplateApproved, nil)
	r.heron.fails = saysNo{}.with(channel.RetryBackoff)
	if r.LookAtTemplates(t.Context(), first) == nil {
		t.Error("a provider that does not answer is no trouble")
	}
}

// A job records the list where something in it is new, and its end in any case.
func TestWork_asksForTheTemplatesOfAnAccount(t *testing.T) {
	t.Parallel()
	r := writing(t, desk.TemplateApproved, nil)
	work := r.Work()
	before := len(r.entries)
	if err := work[0].Run(t.Context(), desk.OrgJob{Org: first, Job: desk.Job{Kind: desk.JobTemplates, Subject: "h10"}}, 0); err != nil || len(work) != 1 || work[0].Kind != desk.JobTemplates {
		t.Fatalf("%+v: %v", work, err)
	}
	if len(r.entries) != before+2 || r.entries[before].Kind != desk.EntryTemplatesPut {
		t.Errorf("recorded %+v", r.entries[before:])
	}
}
