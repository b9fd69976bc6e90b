package desk

// AuthorKind is what wrote a message of ours. Values are stored and sent: they are
// never renamed.
type AuthorKind string

// The kinds of authors. Of a customer's messages there is none.
const (
	AuthorPerson AuthorKind = "person" // one of us, here or on the business's phone
	AuthorRule   AuthorKind = "rule"
	AuthorBot    AuthorKind = "bot"
	AuthorAPI    AuthorKind = "api"   // a program with a key of ours
	AuthorOther  AuthorKind = "other" // another system that sends from the same number
)

// AuthorKinds lists them.
func AuthorKinds() []AuthorKind {
	return []AuthorKind{AuthorPerson, AuthorRule, AuthorBot, AuthorAPI, AuthorOther}
}

// Answers says whether what it writes answers a customer: only a person does.
func (k AuthorKind) Answers() bool { return k == AuthorPerson }
