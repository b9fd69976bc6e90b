package session

// Receives is receives, for its test.
func Receives(p Place) string { return receives(p) }
