package desk

// TemplateField is the part of a template that a fault is in.
type TemplateField string

// The parts of a template.
const (
	TemplateFieldName     TemplateField = "name"
	TemplateFieldLanguage TemplateField = "language"
	TemplateFieldCategory TemplateField = "category"
	TemplateFieldHeader   TemplateField = "header"
	TemplateFieldBody     TemplateField = "body"
	TemplateFieldFooter   TemplateField = "footer"
	TemplateFieldButton   TemplateField = "button"   // TemplateFault.At says which
	TemplateFieldButtons  TemplateField = "buttons"  // all of them together
	TemplateFieldExamples TemplateField = "examples" // of the body's variables
)

// TemplateRule is a rule of the provider's that a template breaks.
type TemplateRule string

// The rules. For each there is a sentence in the page's words.
const (
	RuleNameForm         TemplateRule = "nameForm"
	RuleNameTaken        TemplateRule = "nameTaken"
	RuleNameHeld         TemplateRule = "nameHeld" // blocked until TemplateFault.Until
	RuleLanguage         TemplateRule = "language"
	RuleCategory         TemplateRule = "category"
	RuleCategoryFixed    TemplateRule = "categoryFixed"
	RuleStatus           TemplateRule = "status"       // it is in review, or was switched off
	RuleEditedLately     TemplateRule = "editedLately" // an approved one can be changed again at TemplateFault.Until
	RuleEditedOften      TemplateRule = "editedOften"  // so, because it was changed TemplateFault.Most times
	RuleMissing          TemplateRule = "missing"
	RuleTooLong          TemplateRule = "tooLong"
	RuleTooMany          TemplateRule = "tooMany"
	RuleFormat           TemplateRule = "format" // line breaks or formatting where there may be none
	RuleEmoji            TemplateRule = "emoji"
	RuleNoVariables      TemplateRule = "noVariables"
	RuleOneVariable      TemplateRule = "oneVariable"
	RuleVariableForm     TemplateRule = "variableForm"
	RuleVariableGap      TemplateRule = "variableGap"
	RuleVariableMixed    TemplateRule = "variableMixed"
	RuleVariableEdge     TemplateRule = "variableEdge"
	RuleVariableAdjacent TemplateRule = "variableAdjacent"
	RuleVariableRatio    TemplateRule = "variableRatio"
	RuleExample          TemplateRule = "example"     // of the variable TemplateFault.Name
	RuleExampleFile      TemplateRule = "exampleFile" // of the file at its head
	RuleHeaderKind       TemplateRule = "headerKind"
	RuleApart            TemplateRule = "apart" // quick replies do not stand together
	RuleButtonKind       TemplateRule = "buttonKind"
	RuleURL              TemplateRule = "url"
	RuleURLVariable      TemplateRule = "urlVariable"
	RulePhone            TemplateRule = "phone"
	RuleLoginCode        TemplateRule = "loginCode" // a login code has a text of the provider's
	RuleFinal            TemplateRule = "final"     // its provider takes no change of what was submitted
	RuleNumbered         TemplateRule = "numbered"  // its provider takes variables with numbers only
	RuleOneLink          TemplateRule = "oneLink"   // its provider takes one link with a variable
	RuleElsewhere        TemplateRule = "elsewhere" // its provider cannot be given this from here
)

// TemplateFault is one thing for which a provider would refuse a template.
type TemplateFault struct {
	Field TemplateField
	Rule  TemplateRule
	At    int    // which button, from 0
	Name  string // of a variable
	Most  int    // how much there may be, of words: how many it takes
	Have  int    // how much there is
	Until int64  // Unix ms
}

// TemplateLimits is what of a template a provider cannot be given from here; the zero value
// is a provider that takes all.
type TemplateLimits struct {
	Final       bool // what was submitted cannot be changed, only deleted
	Numbered    bool // variables have numbers and no names
	OneLink     bool // one link with a variable at most
	NoFile      bool // no file at its head
	NoLoginCode bool
	NoCopyCode  bool
	Silent      bool // it does not tell by itself how a review ended
}
