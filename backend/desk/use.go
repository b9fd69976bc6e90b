package desk

// Use is when a credential was last used: the last call that succeeded with it, and the
// last that failed, each to about a minute.
type Use struct {
	Name     string // of the credential, in its organization
	UsedAt   int64  // Unix ms; 0 = never, as far as is known
	FailedAt int64  // Unix ms; 0 = never
	Said     *Said  // why it failed then; nil while FailedAt is 0
}
