package desk

import (
	"regexp"
	"slices"
	"strconv"
	"time"
)

// TemplateDraft is a wording that is written here. The provider's word about its
// templates does not touch it.
type TemplateDraft struct {
	Version    int64  `json:"version,omitempty"` // raised each time it is saved
	Category   string `json:"category,omitempty"`
	HeaderText string `json:"headerText,omitempty"`
	Body       string `json:"body,omitempty"`
	Footer     string `json:"footer,omitempty"`
	By         UserID `json:"by,omitempty"`
	At         int64  `json:"at,omitempty"`

	HeaderKind   string           `json:"headerKind,omitempty"` // as Template.HeaderKind; "" with a HeaderText = TEXT
	HeaderSample string           `json:"headerSample,omitempty"`
	HeaderHandle string           `json:"headerHandle,omitempty"` // the provider's name of the uploaded sample of a file
	HeaderFile   string           `json:"headerFile,omitempty"`   // what that file is called
	Samples      []string         `json:"samples,omitempty"`
	Buttons      []TemplateButton `json:"buttons,omitempty"`
	Fills        []TemplateFill   `json:"fills,omitempty"`
}

// Content gives the draft as it would be submitted.
func (d *TemplateDraft) Content() TemplateContent {
	c := TemplateContent{
		Category: d.Category, HeaderKind: d.HeaderKind, HeaderText: d.HeaderText, HeaderSample: d.HeaderSample, HeaderHandle: d.HeaderHandle,
		Body: d.Body, Samples: slices.Clone(d.Samples), Footer: d.Footer, Buttons: slices.Clone(d.Buttons),
	}
	if c.HeaderKind == "" && c.HeaderText != "" {
		c.HeaderKind = "TEXT"
	}
	c.Named = slices.ContainsFunc(VariablesIn(c.HeaderText+" "+c.Body), func(name string) bool { return !Numbered(name) })
	return c
}

// clone copies the draft; nil gives nil.
func (d *TemplateDraft) clone() *TemplateDraft {
	c := pointer(d)
	if c != nil {
		c.Samples, c.Buttons, c.Fills = slices.Clone(d.Samples), slices.Clone(d.Buttons), slices.Clone(d.Fills)
	}
	return c
}

// TemplateFilling says what stands in a variable of a template before a person types.
type TemplateFilling string

// The fillings. Values are stored.
const (
	FillAgent   TemplateFilling = "agentName"   // the name of who sends it
	FillContact TemplateFilling = "contactName" // the name of the customer
)

// TemplateFill fills a variable of a template's body by itself.
type TemplateFill struct {
	Name string          `json:"name"` // of the variable
	With TemplateFilling `json:"with"`
}

// TemplateSubmitted is the payload of EntryTemplateSubmitted: the provider took a template
// that was written here, for its review.
type TemplateSubmitted struct {
	ID      TemplateID      `json:"id"`
	MetaID  string          `json:"metaId"`
	Status  string          `json:"status"`
	Version int64           `json:"version"` // of the draft that was submitted
	Content TemplateContent `json:"content"` // its category is the one that the provider gave it
	Asked   string          `json:"asked"`   // the category that it was submitted with
	Fills   []TemplateFill  `json:"fills,omitempty"`
	By      UserID          `json:"by"`
}

// TemplateEdited is the payload of EntryTemplateEdited: the provider took another content of
// an approved template that is no draft of anybody's.
type TemplateEdited struct {
	ID TemplateID `json:"id"`
}

// TemplateRemoved is the payload of EntryTemplateRemoved: the provider deleted templates
// because somebody here said so.
type TemplateRemoved struct {
	IDs []TemplateID `json:"ids"`
	By  UserID       `json:"by"`
}

// TemplatesLooked is the payload of EntryTemplatesLooked: the provider was asked for the
// templates of an account, and what it said is here.
type TemplatesLooked struct {
	WabaID WabaID `json:"wabaId"`
	// Done says that the job which asks is done with; Again is after how long it is to ask
	// once more (ms), because the provider does not tell by itself what becomes of a review.
	Done  bool  `json:"done,omitempty"`
	Again int64 `json:"again,omitempty"`
}

// Meta's times.
const (
	// TemplateHold is how long the name of a deleted template cannot be used again.
	TemplateHold = 30 * 24 * time.Hour
	// TemplateSettles is how long a provider's list may still be without a template that it took.
	TemplateSettles = 10 * time.Minute
	// TemplateEditPause is how long an approved template cannot be changed after a change.
	TemplateEditPause = 24 * time.Hour
	// TemplateEditTerm is the time in which it can be changed TemplateEdits times.
	TemplateEditTerm = 30 * 24 * time.Hour
)

// TemplateEdits is how often an approved template can be changed in TemplateEditTerm.
const TemplateEdits = 10

// EditedAt notes a change of the template from here. Only an approved one has a limit.
func (t *Template) EditedAt(at int64) {
	if t.Status != TemplateApproved {
		return
	}
	t.Edits = append(slices.Clone(t.Edits), at)
	t.Edits = t.Edits[max(0, len(t.Edits)-TemplateEdits):]
}

// EditableAt says from when on the provider takes another change of the template, as far as
// is known here (Unix ms), and whether that is because it was changed too often in all. 0 =
// it has no limit: only an approved one has.
func (t *Template) EditableAt() (at int64, often bool) {
	n := len(t.Edits)
	if n == 0 || t.Status != TemplateApproved {
		return 0, false
	}
	at = t.Edits[n-1] + TemplateEditPause.Milliseconds()
	if n < TemplateEdits {
		return at, false
	}
	if later := t.Edits[n-TemplateEdits] + TemplateEditTerm.Milliseconds(); later > at {
		return later, true
	}
	return at, false
}

var templateVariable = regexp.MustCompile(`\{\{\s*([A-Za-z0-9_]+)\s*\}\}`)

// VariablesIn gives the names of the variables of a template's text, each once, in the
// order in which they first appear.
func VariablesIn(text string) []string {
	var names []string
	for _, m := range templateVariable.FindAllStringSubmatch(text, -1) {
		if !slices.Contains(names, m[1]) {
			names = append(names, m[1])
		}
	}
	return names
}

// Numbered says whether a variable has a number and not a name.
func Numbered(name string) bool {
	_, err := strconv.Atoi(name)
	return err == nil
}
