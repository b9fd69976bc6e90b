package wire

// NewOptIn is what somebody records of a customer's consent.
type NewOptIn struct {
	Method   string   `json:"method" of:"desk.OptInMethod"`
	Purposes []string `json:"purposes" of:"desk.Purpose"`
	At       int64    `json:"at"`    // when the customer agreed, Unix ms
	Proof    string   `json:"proof"` // words, or where a file of it lies
}

// AddOptIn records that a customer agreed to be written to.
type AddOptIn struct {
	ContactID string   `json:"contactId" ask:"contact"`
	OptIn     NewOptIn `json:"optIn"`
}

// WithdrawOptIn takes one back. Its record stays.
type WithdrawOptIn struct {
	ContactID string `json:"contactId" ask:"contact"`
	OptInID   string `json:"optInId" ask:"-"` // of the contact's
}

// SetOptInRule says what happens to templates for who has not agreed to them.
type SetOptInRule struct {
	Rule string `json:"rule" of:"desk.OptInRule"`
}

// OptIn is a customer's consent.
type OptIn struct {
	ID          string   `json:"id"`
	Method      string   `json:"method" of:"desk.OptInMethod"`
	Purposes    []string `json:"purposes" of:"desk.Purpose"`
	At          int64    `json:"at"`
	Proof       string   `json:"proof"` // "" where it holds a number that is hidden
	By          string   `json:"by"`
	RecordedAt  int64    `json:"recordedAt"`
	Imported    bool     `json:"imported"`
	WithdrawnAt int64    `json:"withdrawnAt"` // 0 = it stands
	WithdrawnBy string   `json:"withdrawnBy"`
}

// Stop says that a customer stopped marketing at the provider.
type Stop struct {
	At        int64 `json:"at"`
	Refused   bool  `json:"refused"`   // learnt from a message that was refused for it
	ResumedAt int64 `json:"resumedAt"` // 0 = it holds
}

// ImportOptIns records consents from a list, some rows at a time. A row that cannot
// be taken does not keep the others out.
type ImportOptIns struct {
	Rows []OptInRow `json:"rows"`
}

// OptInRow is one consent of a list. The number is written in any way; a customer of
// whom nothing is known yet is made for it, and Name is theirs.
type OptInRow struct {
	Phone string   `json:"phone"`
	Name  string   `json:"name"`
	OptIn NewOptIn `json:"optIn"`
}

// OptInsImported says what became of the rows.
type OptInsImported struct {
	Added    int             `json:"added"`
	Known    int             `json:"known"`    // recorded before, withdrawn ones too
	Contacts int             `json:"contacts"` // customers who were made
	Refused  []OptInRowFault `json:"refused"`
}

// OptInRowFault says why a row was not taken; Row counts from 0.
type OptInRowFault struct {
	Row  int      `json:"row"`
	Said *Failure `json:"said"`
}
