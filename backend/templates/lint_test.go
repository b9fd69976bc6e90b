package templates_test

import (
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/templates"
)

var now = time.Date(2026, 11, 29, 12, 0, 0, 0, time.UTC)

// fine is a template that has everything and that nobody would refuse.
func fine() templates.Subject {
	return templates.Subject{
		ID: "tpl_1", Account: "w1", Name: "order_ready", Language: "en_US", Status: desk.TemplateDrafted, Category: "UTILITY",
		Content: desk.TemplateContent{
			Category: "UTILITY", HeaderKind: "TEXT", HeaderText: "Order {{1}} is here", HeaderSample: "7", Footer: "Harbour & Pine",
			Body: "Hello {{1}}, your order {{2}} is ready to be collected.", Samples: []string{"Jo", "48213"},
			Buttons: []desk.TemplateButton{
				{Kind: "QUICK_REPLY", Text: "Fine"}, {Kind: "QUICK_REPLY", Text: "Call me"},
				{Kind: "URL", Text: "Track", URL: "https://x.example/{{1}}", Sample: "https://x.example/7"}, {Kind: "URL", Text: "Shop", URL: "https://x.example"},
				{Kind: "PHONE_NUMBER", Text: "Call us", Phone: "+493023125014"}, {Kind: "COPY_CODE", Sample: "LAMP25"},
			},
		},
	}
}

// said gives faults in short: field:rule, with what else they name.
func said(faults []desk.TemplateFault) []string {
	out := []string{}
	for _, f := range faults {
		s := string(f.Field) + ":" + string(f.Rule)
		if f.At > 0 {
			s += fmt.Sprintf("@%d", f.At)
		}
		if f.Name != "" {
			s += " " + f.Name
		}
		if f.Most > 0 {
			s += fmt.Sprintf(" %d/%d", f.Have, f.Most)
		}
		out = append(out, s)
	}
	return out
}

func x(n int) string { return strings.Repeat("x", n) }

// What Meta refuses of a template, one by one.
func TestLint_whatIsRefused(t *testing.T) {
	t.Parallel()
	type change = func(*templates.Subject, *desk.TemplateContent)
	body := func(text string, samples ...string) change {
		return func(_ *templates.Subject, c *desk.TemplateContent) { c.Body, c.Samples = text, samples }
	}
	header := func(text, sample string) change {
		return func(_ *templates.Subject, c *desk.TemplateContent) { c.HeaderText, c.HeaderSample = text, sample }
	}
	buttons := func(list ...desk.TemplateButton) change {
		return func(_ *templates.Subject, c *desk.TemplateContent) { c.Buttons = list }
	}
	quick := func(text string) desk.TemplateButton { return desk.TemplateButton{Kind: "QUICK_REPLY", Text: text} }
	link := func(url, sample string) desk.TemplateButton {
		return desk.TemplateButton{Kind: "URL", Text: "Go", URL: url, Sample: sample}
	}
	call := func(phone string) desk.TemplateButton {
		return desk.TemplateButton{Kind: "PHONE_NUMBER", Text: "Call", Phone: phone}
	}
	for name, c := range map[string]struct {
		change change
		want   []string
	}{
		"nothing":                      {func(*templates.Subject, *desk.TemplateContent) {}, nil},
		"a name with capitals":         {func(s *templates.Subject, _ *desk.TemplateContent) { s.Name = "Order ready" }, []string{"name:nameForm"}},
		"no name":                      {func(s *templates.Subject, _ *desk.TemplateContent) { s.Name = "" }, []string{"name:nameForm"}},
		"a name of 513 characters":     {func(s *templates.Subject, _ *desk.TemplateContent) { s.Name = x(513) }, []string{"name:nameForm"}},
		"a name of 512 characters":     {func(s *templates.Subject, _ *desk.TemplateContent) { s.Name = x(512) }, nil},
		"a language nobody knows":      {func(s *templates.Subject, _ *desk.TemplateContent) { s.Language = "en_XX" }, []string{"language:language"}},
		"a category nobody knows":      {func(_ *templates.Subject, c *desk.TemplateContent) { c.Category = "NEWS" }, []string{"category:category"}},
		"another category, approved":   {func(s *templates.Subject, c *desk.TemplateContent) { s.Status, c.Category = "APPROVED", "MARKETING" }, []string{"category:categoryFixed"}},
		"another category, rejected":   {func(s *templates.Subject, c *desk.TemplateContent) { s.Status, c.Category = "REJECTED", "MARKETING" }, nil},
		"one in review":                {func(s *templates.Subject, _ *desk.TemplateContent) { s.Status = "PENDING" }, []string{"name:status"}},
		"one that is switched off":     {func(s *templates.Subject, _ *desk.TemplateContent) { s.Status = "DISABLED" }, []string{"name:status"}},
		"no body":                      {body(" "), []string{"body:missing"}},
		"a body of 1,024 characters":   {body(x(1024)), nil},
		"a body of 1,025 characters":   {body(x(1025)), []string{"body:tooLong 1025/1024"}},
		"emoji count once each":        {body(strings.Repeat("🌿", 1024)), nil},
		"a variable at the start":      {body("{{1}}, your order is on its way.", "Jo"), []string{"body:variableEdge"}},
		"a variable at the end":        {body("Your order will be here {{1}} ", "today"), []string{"body:variableEdge"}},
		"two side by side":             {body("Your order, dear Jo, is at {{1}} {{2}} now.", "a", "b"), []string{"body:variableAdjacent"}},
		"a number is skipped":          {body("Your order {{1}} will be here by {{3}} at noon.", "a", "b"), []string{"body:variableGap 2"}},
		"the first number is skipped":  {body("Your order {{2}} will be here.", "a"), []string{"body:variableGap 1"}},
		"numbers in any order":         {body("Your order {{2}} will be here by {{1}} at noon.", "a", "b"), nil},
		"names and numbers":            {body("Your order {{1}} will be here by {{day}} at noon.", "a", "b"), []string{"header:variableMixed", "body:variableMixed"}},
		"a name with capitals in it":   {body("Your order will be here by {{Day}} at noon.", "a"), []string{"header:variableMixed", "body:variableForm Day"}},
		"braces that do not close":     {body("Your order {{1} will be here at noon."), []string{"body:variableForm"}},
		"a variable without a name":    {body("Your order {{}} will be here at noon."), []string{"body:variableForm"}},
		"too few words":                {body("Order {{1}} by {{2}} ok.", "a", "b"), []string{"body:variableRatio 3/5"}},
		"just enough words":            {body("Your order {{1}} is at {{2}} now.", "a", "b"), nil},
		"a script without spaces":      {body("您的订单{{1}}已经准备好了。", "7"), nil},
		"an example is missing":        {body("Hello {{1}}, your order {{2}} is ready today.", "Jo", " "), []string{"examples:example 2"}},
		"one variable used twice":      {body("Hello {{1}}, is {{1}} really your name today?", "Jo"), nil},
		"a header of 61 characters":    {header(x(61), ""), []string{"header:tooLong 61/60"}},
		"a header without a text":      {header("", ""), []string{"header:missing"}},
		"two variables in the header":  {header("{{1}} and {{2}}", "a"), []string{"header:oneVariable"}},
		"a header that is bold":        {header("*Order* is here", ""), []string{"header:format"}},
		"a header of two lines":        {header("Order\nis here", ""), []string{"header:format"}},
		"an emoji in the header":       {header("Your order is here 🎉", ""), []string{"header:emoji"}},
		"a sign as an emoji":           {header("Order ©\ufe0f", ""), []string{"header:emoji"}},
		"a digit as an emoji":          {header("Order 1\u20e3", ""), []string{"header:emoji"}},
		"a flag in the header":         {header("Orders to \U0001f1e9\U0001f1ea", ""), []string{"header:emoji"}},
		"a heart in the header":        {header("With ❤", ""), []string{"header:emoji"}},
		"signs in the header":          {header("Lamp® № 1 ↔ 2, 5 € ‼ ✓ # ©™", ""), nil},
		"other scripts in the header":  {header("您的订单 ご注文 हिन्दी ㊗ 한국", ""), nil},
		"an emoji in the footer":       {func(_ *templates.Subject, c *desk.TemplateContent) { c.Footer = "Booked with us 😀" }, []string{"footer:emoji"}},
		"signs in the footer":          {func(_ *templates.Subject, c *desk.TemplateContent) { c.Footer = "© 2026 Lamp House™" }, nil},
		"a header begins at 2":         {header("Order {{2}} is here", "7"), []string{"header:variableGap 1"}},
		"a header without an example":  {header("Order {{1}} is here", ""), []string{"header:example 1"}},
		"a picture without an example": {func(_ *templates.Subject, c *desk.TemplateContent) { c.HeaderKind = "IMAGE" }, []string{"header:exampleFile"}},
		"a picture with one":           {func(_ *templates.Subject, c *desk.TemplateContent) { c.HeaderKind, c.HeaderHandle = "IMAGE", "4::a" }, nil},
		"a place at its head":          {func(_ *templates.Subject, c *desk.TemplateContent) { c.HeaderKind = "LOCATION" }, []string{"header:headerKind"}},
		"a footer of 61 characters":    {func(_ *templates.Subject, c *desk.TemplateContent) { c.Footer = x(61) }, []string{"footer:tooLong 61/60"}},
		"a variable in the footer":     {func(_ *templates.Subject, c *desk.TemplateContent) { c.Footer = "Shop {{1}}" }, []string{"footer:noVariables"}},
		"no footer":                    {func(_ *templates.Subject, c *desk.TemplateContent) { c.Footer = "" }, nil},
		"eleven buttons": {buttons(quick("1"), quick("2"), quick("3"), quick("4"), quick("5"), quick("6"), quick("7"), quick("8"), quick("9"), quick("10"), quick("11")),
			[]string{"buttons:tooMany 11/10"}},
		"three links":            {buttons(link("https://x.example", ""), link("https://y.example", ""), link("https://z.example", "")), []string{"button:tooMany@2 3/2"}},
		"two numbers to call":    {buttons(call("+4930"), call("+4931")), []string{"button:tooMany@1 2/1"}},
		"quick replies apart":    {buttons(quick("a"), call("+4930"), quick("b")), []string{"buttons:apart"}},
		"a button without text":  {buttons(quick(" ")), []string{"button:missing"}},
		"26 characters":          {buttons(quick("a"), quick(x(26))), []string{"button:tooLong@1 26/25"}},
		"a variable on it":       {buttons(quick("Hi {{1}}")), []string{"button:noVariables"}},
		"no address":             {buttons(link("x.example", "")), []string{"button:url"}},
		"javascript":             {buttons(link("javascript:alert(1)", "")), []string{"button:url"}},
		"a variable inside":      {buttons(link("https://x.example/{{1}}/a", "https://x.example/7/a")), []string{"button:urlVariable"}},
		"two variables":          {buttons(link("https://x.example/{{1}}/{{2}}", "https://x.example/7/a")), []string{"button:urlVariable"}},
		"an address's example":   {buttons(link("https://x.example/{{1}}", "7")), []string{"button:example 1"}},
		"2,001 characters":       {buttons(link("https://x.example/"+x(1983), "")), []string{"button:tooLong 2001/2000"}},
		"no number":              {buttons(call("call us")), []string{"button:phone"}},
		"a number too long":      {buttons(call("+" + strings.Repeat("1", 20))), []string{"button:phone"}},
		"no code":                {buttons(desk.TemplateButton{Kind: "COPY_CODE"}), []string{"button:example"}},
		"a code of 21":           {buttons(desk.TemplateButton{Kind: "COPY_CODE", Sample: x(21)}), []string{"button:tooLong 21/20"}},
		"a button of a form":     {buttons(desk.TemplateButton{Kind: "FLOW", Text: "Book"}), []string{"button:buttonKind"}},
		"a login code with text": {func(_ *templates.Subject, c *desk.TemplateContent) { c.Category = "AUTHENTICATION" }, []string{"body:loginCode"}},
		"a login code": {func(_ *templates.Subject, c *desk.TemplateContent) {
			*c = desk.TemplateContent{Category: "AUTHENTICATION", Buttons: []desk.TemplateButton{{Kind: "OTP", Text: "Copy the code"}}}
		}, nil},
	} {
		s := fine()
		c.change(&s, &s.Content)
		s.Content.Named = false
		for _, name := range desk.VariablesIn(s.Content.HeaderText + " " + s.Content.Body) {
			s.Content.Named = s.Content.Named || !desk.Numbered(name)
		}
		want := c.want
		if want == nil {
			want = []string{}
		}
		if diff := cmp.Diff(want, said(templates.Lint(s, nil, now))); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

// A name is taken once per language in an account, and blocked for 30 days when a template
// of that name was deleted that had been approved.
func TestLint_theNameAmongOthers(t *testing.T) {
	t.Parallel()
	ago := func(d time.Duration) int64 { return now.Add(-d).UnixMilli() }
	for name, c := range map[string]struct {
		other desk.Template
		want  string
	}{
		"the same":                   {desk.Template{ID: "tpl_2", MetaID: "9", WabaID: "w1", Name: "order_ready", Language: "en_US", Status: "APPROVED"}, "name:nameTaken"},
		"itself":                     {desk.Template{ID: "tpl_1", MetaID: "9", WabaID: "w1", Name: "order_ready", Language: "en_US", Status: "APPROVED"}, ""},
		"another language":           {desk.Template{ID: "tpl_2", MetaID: "9", WabaID: "w1", Name: "order_ready", Language: "de", Status: "APPROVED"}, ""},
		"another account":            {desk.Template{ID: "tpl_2", MetaID: "9", WabaID: "w2", Name: "order_ready", Language: "en_US", Status: "APPROVED"}, ""},
		"one that is deleted":        {desk.Template{ID: "tpl_2", MetaID: "9", WabaID: "w1", Name: "order_ready", Language: "en_US", Status: "DELETED"}, ""},
		"deleted 29 days ago":        {desk.Template{ID: "tpl_2", MetaID: "9", WabaID: "w1", Name: "order_ready", Language: "de", Status: "DELETED", Held: true, GoneAt: ago(29 * 24 * time.Hour)}, "name:nameHeld"},
		"deleted 30 days ago":        {desk.Template{ID: "tpl_2", MetaID: "9", WabaID: "w1", Name: "order_ready", Language: "de", Status: "DELETED", Held: true, GoneAt: ago(30 * 24 * time.Hour)}, ""},
		"deleted and never approved": {desk.Template{ID: "tpl_2", MetaID: "9", WabaID: "w1", Name: "order_ready", Language: "de", Status: "DELETED", GoneAt: ago(time.Hour)}, ""},
		"of another account":         {desk.Template{ID: "tpl_2", MetaID: "9", WabaID: "w2", Name: "order_ready", Language: "de", Status: "DELETED", Held: true, GoneAt: ago(time.Hour)}, ""},
	} {
		if got := strings.Join(said(templates.Lint(fine(), []*desk.Template{&c.other}, now)), " "); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

func TestLanguages_areWrittenAsMetaWritesThem(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, code := range templates.Languages {
		language, region, _ := strings.Cut(code, "_")
		if seen[code] || len(language) < 2 || strings.ToLower(language) != language || strings.ToUpper(region) != region {
			t.Errorf("%q", code)
		}
		seen[code] = true
	}
	if len(seen) < 60 {
		t.Errorf("only %d", len(seen))
	}
}

// The window offers the languages that are taken.
func TestLanguages_areThoseThatTheWindowOffers(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("../../frontend/src/lib/template-languages.ts")
	if err != nil {
		t.Fatal(err)
	}
	var offered []string
	for _, m := range regexp.MustCompile(`'([a-z]{2,3}(?:_[A-Z]{2})?)'`).FindAllStringSubmatch(string(page), -1) {
		offered = append(offered, m[1])
	}
	if diff := cmp.Diff(templates.Languages, offered); diff != "" {
		t.Error(diff)
	}
}
