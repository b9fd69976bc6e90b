package desk

// Scope says to whom the rows of a kind go. What each of them gets to see of a
// row is view's to decide.
type Scope int

// The scopes.
const (
	ScopeRelay   Scope = iota // to nobody: they stay in the relay
	ScopeOrg                  // to everybody of the organization
	ScopePerson               // to one person
	ScopeContact              // to whoever may see a thread with the customer
	ScopeThread               // to whoever may see the thread that they hang on; they go with it
)

// RowKind declares a kind of row.
type RowKind struct {
	Kind  Kind
	Table string // of the store
	Scope Scope
	// Resident kinds are few per organization and asked for all the time: the
	// store's writer holds all of them in memory.
	Resident bool
	Columns  []Column                 // what is searched and sorted by, beside the document
	New      func() Row               // an empty one
	Thread   func(Row) ThreadID       // the thread that a row of ScopeThread hangs on
	Person   func(Row) UserID         // whose a row of ScopePerson is
	Lookups  func(Row) []Lookup       // its other names, nil = it has none
	Counts   func(Row) (UserID, bool) // whose open ones are counted, nil = nobody's
}

// Column is a value of a row that lies beside its document. One of the functions
// is set.
type Column struct {
	Name string
	Text func(Row) string
	Int  func(Row) int64
	// Thread says that the text is a thread's id, of which there are so many rows
	// that the store keeps a number in its place.
	Thread bool
}

// Value gives the column's value of a row.
func (c Column) Value(r Row) any {
	if c.Text != nil {
		return c.Text(r)
	}
	return c.Int(r)
}

// Lookup is another name of a row, unique within the organization and kind.
type Lookup struct {
	By  byte
	Key string
}

// What lookups go by.
const (
	ByAlias      byte = 'a' // a contact
	ByPair       byte = 'p' // a thread, by number and contact
	ByProviderID byte = 'm' // a message
)

// PairLookup names a thread by its number and contact. Ids hold no slash.
func PairLookup(number NumberID, contact ContactID) Lookup {
	return Lookup{ByPair, string(number) + "/" + string(contact)}
}

func (c *Contact) lookups() []Lookup {
	out := make([]Lookup, len(c.Aliases))
	for i, a := range c.Aliases {
		out[i] = Lookup{ByAlias, a}
	}
	return out
}

func (t *Thread) lookups() []Lookup { return []Lookup{PairLookup(t.NumberID, t.ContactID)} }

func (m *Message) lookups() []Lookup {
	if m.ProviderID == "" {
		return nil
	}
	return []Lookup{{ByProviderID, m.ProviderID}}
}

// rowOf is a pointer to a row's struct.
type rowOf[T any] interface {
	*T
	Row
}

// part is one part of a kind's declaration.
type part func(*RowKind)

func kindOf[T any, P rowOf[T]](kind Kind, table string, scope Scope, parts ...part) *RowKind {
	k := &RowKind{Kind: kind, Table: table, Scope: scope, New: func() Row { return P(new(T)) }}
	for _, add := range parts {
		add(k)
	}
	return k
}

func resident(k *RowKind) { k.Resident = true }

// text and number give a kind a column.
func text[P Row, S ~string](name string, of func(P) S) part {
	return func(k *RowKind) {
		k.Columns = append(k.Columns, Column{Name: name, Text: func(r Row) string { return string(of(typed[P](r))) }})
	}
}

// threadText is text for a thread's id in a kind of which a thread has very many.
func threadText[P Row](name string, of func(P) ThreadID) part {
	return func(k *RowKind) {
		text(name, of)(k)
		k.Columns[len(k.Columns)-1].Thread = true
	}
}

func number[P Row](name string, of func(P) int64) part {
	return func(k *RowKind) {
		k.Columns = append(k.Columns, Column{Name: name, Int: func(r Row) int64 { return of(typed[P](r)) }})
	}
}

// on says which thread a row of the kind hangs on.
func on[P Row](thread func(P) ThreadID) part {
	return func(k *RowKind) { k.Thread = func(r Row) ThreadID { return thread(typed[P](r)) } }
}

// of says whose a row of the kind is.
func of[P Row](person func(P) UserID) part {
	return func(k *RowKind) { k.Person = func(r Row) UserID { return person(typed[P](r)) } }
}

func named[P Row](lookups func(P) []Lookup) part {
	return func(k *RowKind) { k.Lookups = func(r Row) []Lookup { return lookups(typed[P](r)) } }
}

func counted[P Row](whose func(P) (UserID, bool)) part {
	return func(k *RowKind) { k.Counts = func(r Row) (UserID, bool) { return whose(typed[P](r)) } }
}

// typed gives a row the type that belongs to its kind. Another one is a bug.
func typed[P Row](r Row) P {
	return r.(P) //nolint:errcheck // see above
}

func flag(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

var kinds = func() map[Kind]*RowKind {
	m := make(map[Kind]*RowKind, len(Kinds))
	for _, k := range Kinds {
		m[k.Kind] = k
	}
	return m
}()

// Declared gives the declaration of a kind, nil for one that this build does not
// know.
func Declared(k Kind) *RowKind { return kinds[k] }
