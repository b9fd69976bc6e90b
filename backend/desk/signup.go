package desk

// SignUp is a sign-up in a provider's own window as it is stored. It is no row of the
// record: it is made of calls that cannot be replayed.
type SignUp struct {
	Org   OrgID
	ID    SignUpID
	Key   string // hash of what opens it from a browser
	Until int64  // when it is forgotten, Unix milliseconds
	Doc   []byte
}
