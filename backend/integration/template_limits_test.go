package integration_test

import (
	"strings"
	"testing"
	"time"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// final is a rig whose provider changes nothing that was submitted, and tells nothing.
func final(t *testing.T, status, body string) *rig {
	t.Helper()
	r := drafted(t, status, body)
	r.cfg.Providers[0].Templates = desk.TemplateLimits{Final: true, NoFile: true, Silent: true}
	r.restart()
	return r
}

func TestSubmit_atAProviderThatChangesNothing(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ status, asked, said string }{
		"a new one":                 {desk.TemplateDrafted, `create shipped/en_US in h10 "UTILITY"`, ""},
		"one that nobody submitted": {desk.TemplateUnsubmitted, `create shipped/en_US in h10 "UTILITY" "` + goodBody + `" with token-h` + "\ndelete shipped 900 in h10", ""},
		"an approved one":           {desk.TemplateApproved, "", "templateFaults"},
		"a rejected one":            {desk.TemplateRejected, "", "templateFaults"},
	} {
		r := final(t, c.status, goodBody)
		_, err := ask[wire.TemplateSubmitted](r, first, wire.CallTemplateSubmit.Name, wire.TemplateRef{TemplateID: "tpl_1"})
		if asked := strings.Join(r.heron.asked, "\n"); c.asked == "" && asked != "" || !strings.HasPrefix(asked, c.asked) {
			t.Errorf("%s: asked %q", name, asked)
		}
		if desk.SubcodeOf(err) != c.said {
			t.Errorf("%s: %v", name, err)
		}
	}
	r := final(t, desk.TemplateApproved, goodBody)
	if said := refused(r, first, wire.CallTemplateSample.Name, wire.TemplateSample{WabaID: "h10", Kind: "IMAGE", MediaID: "med_1", FileName: "a.png"}); said == "" {
		t.Error("it takes a file")
	}
	r = writing(t, desk.TemplateApproved, agreedOn("UTILITY", "Ours {{1}} x"))
	r.cfg.Providers[0].Templates = desk.TemplateLimits{Final: true}
	r.restart()
	if said := refused(r, first, wire.CallTemplatePutBack.Name, wire.TemplateRef{TemplateID: "tpl_1"}); said != "conflict/templateDrift" {
		t.Errorf("put back: %s", said)
	}
}

// A provider that does not tell how a review ended is asked again while one goes on.
func TestFollowTemplates_asksAgainWhileAReviewGoesOn(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		silent bool
		there  string // the status at the provider
		ago    time.Duration
		want   time.Duration
	}{
		"it was just submitted":           {true, desk.TemplatePending, time.Minute, time.Minute},
		"a while ago":                     {true, desk.TemplatePending, 20 * time.Minute, 15 * time.Minute},
		"days ago":                        {true, desk.TemplatePending, 73 * time.Hour, 0},
		"the review is over":              {true, desk.TemplateApproved, time.Minute, 0},
		"it is not listed yet":            {true, "", time.Minute, time.Minute},
		"it was never listed":             {true, "", 11 * time.Minute, 0},
		"the provider tells it by itself": {false, desk.TemplatePending, time.Minute, 0},
	} {
		r := final(t, desk.TemplatePending, goodBody)
		r.cfg.Providers[0].Templates.Silent = c.silent
		r.restart()
		r.templates[first][0].SubmittedAt = r.now.Add(-c.ago).UnixMilli()
		r.heron.templates = nil
		if c.there != "" {
			r.heron.templates = []desk.Template{{MetaID: "900", Name: "shipped", Language: "en_US", Status: c.there}}
		}
		if err := r.Work()[0].Run(t.Context(), desk.OrgJob{Org: first, Job: desk.Job{Kind: desk.JobTemplates, Subject: "h10"}}, 0); err != nil {
			t.Fatal(err)
		}
		e := r.entries[len(r.entries)-1]
		if got := decoded[desk.TemplatesLooked](t, e.Payload); e.Kind != desk.EntryTemplatesLooked || !got.Done || got.Again != c.want.Milliseconds() {
			t.Errorf("%s: %s %+v, want again after %v", name, e.Kind, got, c.want)
		}
	}
}
