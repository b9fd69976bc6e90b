package wire

// DraftTemplate writes a draft: of a new template (TemplateID "", with account,
// name and language) or a new wording of one that there is. Version is that of the
// draft that the person saw, 0 = there was none. It may be unfinished: what the provider
// would refuse of it is told by CallTemplateCheck.
type DraftTemplate struct {
	TemplateID string `json:"templateId" ask:"template"`
	WabaID     string `json:"wabaId" ask:"waba"`
	Name       string `json:"name"`
	Language   string `json:"language"`
	Version    int64  `json:"version"`
	Category   string `json:"category"`
	HeaderText string `json:"headerText"`
	Body       string `json:"body"`
	Footer     string `json:"footer"`

	Rename       string           `json:"rename,omitempty"`     // of a template that only we know: its new name
	HeaderKind   string           `json:"headerKind,omitempty"` // TEXT, IMAGE, VIDEO, DOCUMENT; "" = none, or TEXT with a HeaderText
	HeaderSample string           `json:"headerSample,omitempty"`
	HeaderHandle string           `json:"headerHandle,omitempty"` // what CallTemplateSample gave
	HeaderFile   string           `json:"headerFile,omitempty"`
	Samples      []string         `json:"samples,omitempty"` // of the body's variables, in the order in which they first appear
	Buttons      []TemplateButton `json:"buttons,omitempty"`
	Fills        []TemplateFill   `json:"fills,omitempty"`
}

// TemplateFill fills a variable of a template's body by itself.
type TemplateFill struct {
	Name string `json:"name"`
	With string `json:"with" of:"desk.TemplateFilling"`
}

// TemplateChecked is what the provider would refuse of a draft; nothing = it may be
// submitted.
type TemplateChecked struct {
	Faults []TemplateFault `json:"faults"`
}

// TemplateFault is one thing that the provider would refuse.
type TemplateFault struct {
	Field string `json:"field" of:"desk.TemplateField"`
	Rule  string `json:"rule" of:"desk.TemplateRule"`
	At    int    `json:"at"`    // which button, from 0
	Name  string `json:"name"`  // of a variable
	Most  int    `json:"most"`  // how much there may be; of words, how many it takes
	Have  int    `json:"have"`  // how much there is
	Until int64  `json:"until"` // Unix ms
}

// TemplateSubmitted is how a template stands that the provider took.
type TemplateSubmitted struct {
	Status   string `json:"status"`
	Category string `json:"category"` // it may be another than was asked for
}

// DeleteTemplate deletes a template at its provider: one language of it, or all of its name.
type DeleteTemplate struct {
	TemplateID string `json:"templateId" ask:"template"`
	All        bool   `json:"all"`
}

// TemplateSample gives the provider a file that stands for those at the head of a
// template, for its review.
type TemplateSample struct {
	WabaID   string `json:"wabaId" ask:"waba"`
	Kind     string `json:"headerKind"` // IMAGE, VIDEO, DOCUMENT
	MediaID  string `json:"mediaId" ask:"file"`
	FileName string `json:"fileName"`
}

// TemplateHandle names such a file at the provider.
type TemplateHandle struct {
	Handle string `json:"handle"`
}
