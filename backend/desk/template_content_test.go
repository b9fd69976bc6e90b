package desk_test

import (
	"testing"

	"github.com/parleydesk/parley/backend/desk"
)

func shipped() *desk.Template {
	return &desk.Template{
		ID: "tpl_1", MetaID: "900", Name: "shipped", Language: "en", Category: "UTILITY", Status: desk.TemplateApproved,
		HeaderKind: "TEXT", HeaderText: "News", Body: "Hello {{1}}", Footer: "Shop", Samples: []string{"Jo"},
		Buttons: []desk.TemplateButton{{Kind: "URL", Text: "Track", URL: "https://x.example/{{1}}"}},
	}
}

// Whatever a customer gets, or what it costs, is a difference; what only the review sees,
// or a row from before did not have, is none.
func TestAgreedAfter_whatIsADifference(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change func(*desk.Template)
		differ bool
	}{
		"nothing":            {func(*desk.Template) {}, false},
		"the status":         {func(t *desk.Template) { t.Status = desk.TemplatePending }, false},
		"a sample":           {func(t *desk.Template) { t.Samples = []string{"Mary"} }, false},
		"a number is known":  {func(t *desk.Template) { t.Buttons[0].Phone = "+49301" }, false},
		"the body":           {func(t *desk.Template) { t.Body = "Hi {{1}}" }, true},
		"the header":         {func(t *desk.Template) { t.HeaderText = "Old" }, true},
		"a picture":          {func(t *desk.Template) { t.HeaderKind = "IMAGE" }, true},
		"the footer":         {func(t *desk.Template) { t.Footer = "" }, true},
		"the category":       {func(t *desk.Template) { t.Category = "MARKETING" }, true},
		"names of variables": {func(t *desk.Template) { t.Named = true }, true},
		"a button's text":    {func(t *desk.Template) { t.Buttons[0].Text = "Go" }, true},
		"a button's link":    {func(t *desk.Template) { t.Buttons[0].URL = "https://y.example/{{1}}" }, true},
		"a button less":      {func(t *desk.Template) { t.Buttons = nil }, true},
		"it was deleted":     {func(t *desk.Template) { t.Status = desk.TemplateDeleted }, true},
	} {
		before, now := shipped(), shipped()
		c.change(now)
		got := desk.AgreedAfter(before, now, 7)
		if (got != nil) != c.differ {
			t.Errorf("%s: %+v", name, got)
		}
		if got != nil && (got.At != 7 || !got.Same(before.Content())) {
			t.Errorf("%s: agreed %+v at %d", name, got.TemplateContent, got.At)
		}
	}
}

// What nobody may send yet is only updated. What was agreed on stays so through further
// changes, and is forgotten when the provider has it again.
func TestAgreedAfter_whatPeopleReliedOn(t *testing.T) {
	t.Parallel()
	other := func(change func(*desk.Template)) *desk.Template {
		out := shipped()
		out.Body = "Other"
		change(out)
		return out
	}
	for _, status := range []string{desk.TemplatePending, desk.TemplateRejected, desk.TemplateDeleted, desk.TemplateDrafted} {
		before := shipped()
		before.Status = status
		if got := desk.AgreedAfter(before, other(func(*desk.Template) {}), 7); got != nil {
			t.Errorf("of one that is %s: %+v", status, got)
		}
	}
	paused := shipped()
	paused.Status = desk.TemplatePaused
	if desk.AgreedAfter(paused, other(func(*desk.Template) {}), 7) == nil {
		t.Error("one that is paused was relied on")
	}
	first := shipped().Content()
	before := other(func(t *desk.Template) {
		t.Status, t.Agreed = desk.TemplatePending, &desk.AgreedTemplate{TemplateContent: first, At: 3}
	})
	if got := desk.AgreedAfter(before, other(func(t *desk.Template) { t.Body = "Third" }), 7); got == nil || got.At != 3 || !got.Same(first) {
		t.Errorf("after a second change: %+v", got)
	}
	if got := desk.AgreedAfter(before, shipped(), 7); got != nil {
		t.Errorf("when it is back: %+v", got)
	}
}

// A login code that was written here has no text until the provider lists it with its own.
func TestAgreedAfter_aLoginCodeGetsTheProvidersText(t *testing.T) {
	t.Parallel()
	listed := func() *desk.Template {
		return &desk.Template{
			MetaID: "900", Name: "code", Category: "AUTHENTICATION", Status: desk.TemplateApproved, Body: "*{{1}}* is your code.", Samples: []string{"123456"},
			Buttons: []desk.TemplateButton{{Kind: "URL", Text: "Copy it", URL: "https://x.example/{{1}}"}},
		}
	}
	written := listed()
	written.Body, written.Samples, written.Buttons = "", nil, []desk.TemplateButton{{Kind: "OTP", Text: "Copy it"}}
	text := listed()
	text.Buttons = []desk.TemplateButton{{Kind: "QUICK_REPLY", Text: "Copy it"}}
	for name, c := range map[string]struct {
		before *desk.Template
		change func(*desk.Template)
		differ bool
	}{
		"its text and link":       {written, func(*desk.Template) {}, false},
		"another category":        {written, func(t *desk.Template) { t.Category = "UTILITY" }, true},
		"a footer":                {written, func(t *desk.Template) { t.Footer = "Shop" }, true},
		"a header":                {written, func(t *desk.Template) { t.HeaderKind = "TEXT" }, true},
		"another label":           {written, func(t *desk.Template) { t.Buttons[0].Text = "Take it" }, true},
		"a button more":           {written, func(t *desk.Template) { t.Buttons = append(t.Buttons, t.Buttons[0]) }, true},
		"it was deleted":          {written, func(t *desk.Template) { t.Status = desk.TemplateDeleted }, true},
		"another text since then": {listed(), func(t *desk.Template) { t.Body = "{{1}}" }, true},
		"of none that we wrote":   {text, func(*desk.Template) {}, true},
	} {
		now := listed()
		c.change(now)
		if got := desk.AgreedAfter(c.before, now, 7); (got != nil) != c.differ {
			t.Errorf("%s: %+v", name, got)
		}
	}
}
